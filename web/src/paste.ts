/**
 * A textarea in `[data-paste]` takes text that is pasted from a word processor or a page as Markdown. What was done
 * is said below it, in the words of `data-paste-taken` and `data-paste-too-large`. The paste stays one step of undo.
 */
import { closest } from "./dom";
import { markdownOf } from "./paste-markdown";

/** Twice the longest article: beyond, an insertion takes seconds, and the server would refuse the text. */
const markdownCharsMax = 100_000;

export function startPaste(): void {
  document.addEventListener("paste", (event) => {
    const [place, field] = [closest(event, "[data-paste]"), event.target];
    if (!place || !(field instanceof HTMLTextAreaElement)) return;
    say(place, "");
    const made = markdownOf(event.clipboardData?.getData("text/html") ?? "");
    // Text without any marks is pasted as it is by the browser itself; so is what is too large.
    if (made === "") return;
    if (made === undefined || made.length > markdownCharsMax) return say(place, place.dataset["pasteTooLarge"]);
    event.preventDefault();
    insert(field, standingApart(field, made));
    say(place, place.dataset["pasteTaken"]);
  });
}

function say(place: HTMLElement, words = ""): void {
  const hint = place.querySelector("[role=status]");
  if (hint) hint.textContent = words;
}

/** Paragraphs, tables and headings with empty lines around them; some words of a paragraph stay in their line. */
function standingApart({ value, selectionStart, selectionEnd }: HTMLTextAreaElement, made: string): string {
  if (!made.includes("\n") && !/^(#|-|\d+\.) /.test(made)) return made;
  const [before, behind] = [value.slice(0, selectionStart), value.slice(selectionEnd)];
  const missing = (stands: (lines: string) => boolean) => (stands("\n\n") ? "" : stands("\n") ? "\n" : "\n\n");
  const above = before === "" ? "" : missing((lines) => before.endsWith(lines));
  const below = behind === "" ? "" : missing((lines) => behind.startsWith(lines));
  return above + made + below;
}

/** The old command is the only one that a browser can undo. */
function insert(field: HTMLTextAreaElement, text: string): void {
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

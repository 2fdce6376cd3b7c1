/**
 * `[data-move]` around rows, sentences or cards: with the focus on one of their links, the up and down arrows,
 * Home and End go to the next one's. On a card of `[data-board]`, left and right lead to the stage before or after. No key acts anywhere else (WCAG 2.1.4). A link in `[data-choose]` becomes
 * the current one when it is followed by htmx.
 */
import { closest, each, isPlainClick } from "./dom";

export function startMoves(): void {
  document.addEventListener("keydown", moveCard);
  document.addEventListener("keydown", (event) => {
    const group = closest(event, "[data-move], [data-board]");
    if (!group || event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    const stops = [...group.querySelectorAll<HTMLElement>("[data-stop], tbody tr > :is(th, td):first-child a, .clause-text a")];
    const here = stops.findIndex((stop) => stop === event.target);
    const next = here < 0 ? undefined : stops[indexFor(event.key, here, stops.length)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  // htmx has prevented the click's default by the time it comes here.
  document.addEventListener("click", (event) => {
    const link = closest(event, "[data-choose] :is(a[hx-get], a[data-hx-get])");
    const group = link?.closest("[data-choose]");
    if (!link || !group || !isPlainClick(event)) return;
    each('[aria-current="true"]', group, (other) => other.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
  });
}

/** The page of the move asks for what is missing, or for the day: nothing moves by a key alone. */
function moveCard(event: KeyboardEvent): void {
  const card = closest(event, "[data-board] [data-stop]");
  if (!(card instanceof HTMLElement) || event.altKey || event.ctrlKey || event.metaKey) return;
  const to = event.key === "ArrowRight" ? card.dataset.next : event.key === "ArrowLeft" ? card.dataset.previous : undefined;
  if (!to) return;
  event.preventDefault();
  location.assign(to);
}

function indexFor(key: string, here: number, count: number): number {
  switch (key) {
    case "ArrowDown":
      return Math.min(here + 1, count - 1);
    case "ArrowUp":
      return Math.max(here - 1, 0);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return -1;
  }
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input, textarea, select, [contenteditable]");
}

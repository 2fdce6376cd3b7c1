/**
 * `data-confirm="question"` on a form, a submit button or a link: asks first. The server checks all the same.
 * `hx-confirm="question"` on an element that htmx sends asks in the same way.
 */
import { closest, element, isPlainClick } from "./dom";
import { word } from "./words";

export function startConfirm(): void {
  document.addEventListener("submit", holdSubmit, { capture: true });
  document.addEventListener("click", holdLink, { capture: true });
  document.addEventListener("htmx:confirm", holdRequest);
}

/** The part of htmx's event detail that is used here. */
interface ConfirmDetail {
  ctx: { confirm: string };
  issueRequest(): void;
  dropRequest(): void;
}

/** Forms that were just confirmed; the next submit goes through. */
const confirmed = new WeakSet<HTMLFormElement>();

function holdSubmit(event: SubmitEvent): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  if (confirmed.delete(form)) return;
  const submitter = event.submitter;
  const question = submitter?.dataset["confirm"] ?? form.dataset["confirm"];
  if (!question) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(question, (yes) => {
    if (!yes) return;
    confirmed.add(form);
    form.requestSubmit(submitter);
    // What the browser's own checks have stopped is asked again.
    confirmed.delete(form);
  });
}

function holdRequest(event: Event): void {
  const { ctx, issueRequest, dropRequest } = (event as CustomEvent<ConfirmDetail>).detail;
  event.preventDefault();
  ask(ctx.confirm, (yes) => (yes ? issueRequest() : dropRequest()));
}

function holdLink(event: MouseEvent): void {
  const link = closest(event, "a[data-confirm]");
  if (!(link instanceof HTMLAnchorElement) || !isPlainClick(event)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(link.dataset["confirm"] ?? "", (yes) => {
    if (yes) location.assign(link.href);
  });
}

function ask(question: string, answered: (yes: boolean) => void): void {
  const yes = element("button", { type: "submit", value: "yes", class: "btn btn-primary" }, word("ok"));
  const no = element("button", { type: "submit", value: "", class: "btn", autofocus: "" }, word("cancel"));
  const text = element("p", { id: "confirm-question" }, question);
  const form = element("form", { method: "dialog", class: "modal-body" }, text);
  form.append(element("div", { class: "btn-list" }, yes, no));
  const dialog = element("dialog", { "aria-labelledby": "confirm-question" }, form);
  dialog.addEventListener("close", () => {
    dialog.remove();
    answered(dialog.returnValue === "yes");
  });
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * `form[data-guard]` warns before leaving with unsaved changes; `form[data-autosubmit]` sends itself when a
 * choice changes; focus goes to `[data-error-summary]` when the server sent a form back.
 */
import { afterSwap } from "./swaps";

const touched = new Set<HTMLFormElement>();

export function startForms(): void {
  document.addEventListener("input", (event) => guard(formOf(event)));
  document.addEventListener("reset", (event) => forget(formOf(event)));
  document.addEventListener("submit", (event) => forget(formOf(event)));
  window.addEventListener("beforeunload", (event) => {
    if ([...touched].some((form) => form.isConnected)) event.preventDefault();
  });
  document.addEventListener("change", (event) => {
    const form = formOf(event);
    if (form?.matches("[data-autosubmit]")) form.requestSubmit();
  });
  afterSwap(showErrors);
  showErrors(document);
}

function guard(form: HTMLFormElement | null): void {
  if (form?.matches("[data-guard]")) touched.add(form);
}

function forget(form: HTMLFormElement | null): void {
  if (form) touched.delete(form);
}

function formOf(event: Event): HTMLFormElement | null {
  if (event.target instanceof HTMLFormElement) return event.target;
  return event.target instanceof Element ? event.target.closest("form") : null;
}

function showErrors(root: ParentNode): void {
  root.querySelector<HTMLElement>("[data-error-summary]")?.focus();
}

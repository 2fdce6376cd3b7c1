/**
 * Column chooser: `<details class="menu"><form data-columns method="get">` with checkboxes `cols`. The choice is
 * part of the address, so the server draws it; here it is sent when the menu closes, and one column always stays.
 */
import { closest } from "./dom";

const changed = new WeakSet<HTMLFormElement>();

export function startColumns(): void {
  document.addEventListener("change", (event) => {
    const form = closest(event, "form[data-columns]");
    if (!(form instanceof HTMLFormElement)) return;
    changed.add(form);
    keepOne(form);
  });
  // "toggle" does not bubble; capturing sees it all the same.
  document.addEventListener("toggle", sendOnClose, { capture: true });
}

function sendOnClose(event: Event): void {
  const menu = event.target;
  if (!(menu instanceof HTMLDetailsElement) || menu.open) return;
  const form = menu.querySelector<HTMLFormElement>("form[data-columns]");
  if (form && changed.delete(form)) form.requestSubmit();
}

function keepOne(form: HTMLFormElement): void {
  const boxes = [...form.querySelectorAll<HTMLInputElement>('input[type="checkbox"]')];
  const chosen = boxes.filter((box) => box.checked);
  for (const box of boxes) {
    // aria-disabled rather than disabled: a disabled box would not be sent.
    const last = chosen.length === 1 && box.checked;
    box.toggleAttribute("data-last", last);
    box.setAttribute("aria-disabled", String(last));
    box.onclick = last ? (click) => click.preventDefault() : null;
  }
}

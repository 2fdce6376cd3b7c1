/** `<details class="menu">` closes on Escape, on a click elsewhere, and when another one opens. */
import { each } from "./dom";

export function startMenus(): void {
  document.addEventListener("click", (event) => closeAllBut(event.target));
  document.addEventListener("focusin", (event) => closeAllBut(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !(event.target instanceof Element)) return;
    const menu = event.target.closest<HTMLDetailsElement>("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}

function closeAllBut(target: EventTarget | null): void {
  each("details.menu[open]", document, (menu) => {
    const inside = target instanceof Node && menu.contains(target);
    if (!inside && menu instanceof HTMLDetailsElement) menu.open = false;
  });
}

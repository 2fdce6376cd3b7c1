/**
 * `<button data-print>` prints; `.btn-close` in `[data-flash]` closes that message;
 * Ctrl+K goes to the search field, `[data-search]`.
 */
import { onClick } from "./dom";

export function startPage(): void {
  onClick("[data-print]", () => window.print());
  onClick("[data-flash] .btn-close", (button) => button.closest("[data-flash]")?.remove());
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    const search = document.querySelector<HTMLInputElement>("[data-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
}

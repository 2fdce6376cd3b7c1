/**
 * `[data-dialog="id"]` opens `<dialog id>`; `[data-dialog-close]` inside closes it. Give the opener an
 * href to the same form as a page: without JavaScript it is followed. A dialog that the server wrote with
 * `open` (a form sent back with errors) becomes modal.
 */
import { each, isPlainClick, onClick } from "./dom";
import { afterSwap } from "./swaps";

export function startDialogs(): void {
  onClick("[data-dialog]", (opener, event) => {
    const dialog = document.getElementById(opener.dataset["dialog"] ?? "");
    if (!(dialog instanceof HTMLDialogElement) || !isPlainClick(event)) return;
    event.preventDefault();
    if (!dialog.open) dialog.showModal();
  });
  onClick("[data-dialog-close]", (closer, event) => {
    const dialog = closer.closest("dialog");
    if (!dialog) return;
    event.preventDefault();
    dialog.close();
  });
  afterSwap(makeModal);
  makeModal(document);
}

function makeModal(root: ParentNode): void {
  each("dialog[open]:not(:modal)", root, (dialog) => {
    if (!(dialog instanceof HTMLDialogElement)) return;
    dialog.close();
    dialog.showModal();
  });
}

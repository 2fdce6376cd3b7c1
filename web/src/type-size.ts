/** Larger, normal, smaller type: `<button data-type-size="larger">`. The pressed one carries aria-pressed. */
import { each, onClick } from "./dom";
import { applyTypeSize, isTypeSize, rememberedTypeSize, rememberTypeSize } from "./type-size-store";

export function startTypeSize(): void {
  showPressed();
  onClick("[data-type-size]", (button) => {
    const size = button.dataset["typeSize"];
    if (!isTypeSize(size)) return;
    rememberTypeSize(size);
    applyTypeSize(size);
    showPressed();
  });
}

function showPressed(): void {
  const chosen = rememberedTypeSize();
  each("[data-type-size]", document, (button) => {
    button.setAttribute("aria-pressed", String(button.dataset["typeSize"] === chosen));
  });
}

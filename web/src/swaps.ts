/**
 * What happens around htmx's partial updates: focus moves into `[data-take-focus]` that was filled, and a failure
 * of the network is said aloud.
 */
import { element } from "./dom";
import { word } from "./words";

/** The part of htmx's event detail that is used here. */
interface SwapDetail {
  ctx: { target?: Element };
}

const callbacks: ((root: ParentNode) => void)[] = [];

/** Registers what must be done to each part that htmx has swapped in. */
export function afterSwap(act: (root: ParentNode) => void): void {
  callbacks.push(act);
}

export function startSwaps(): void {
  document.addEventListener("htmx:after:swap", (event) => {
    // An outer swap replaced the target: look at the whole page then.
    const { target } = (event as CustomEvent<SwapDetail>).detail.ctx;
    const root = target?.isConnected ? target : document;
    for (const act of callbacks) act(root);
    const filled = target?.isConnected ? target.closest<HTMLElement>("[data-take-focus]") : null;
    if (filled) takeFocus(filled);
  });
  document.addEventListener("htmx:error", () => sayFailure());
}

/** Left to itself, a browser puts the middle of a long part into the window; it is read from its beginning. */
function takeFocus(filled: HTMLElement): void {
  filled.focus({ preventScroll: true });
  const { top } = filled.getBoundingClientRect();
  if (top < 0 || top > window.innerHeight / 2) filled.scrollIntoView({ block: "start" });
}

function sayFailure(): void {
  const main = document.querySelector("main");
  if (!main || main.querySelector("[data-request-failed]")) return;
  const close = element("button", { type: "button", class: "btn-close", "aria-label": word("close") });
  const attributes = { class: "alert alert-danger alert-dismissible", role: "alert", "data-flash": "", "data-request-failed": "" };
  main.prepend(element("div", attributes, word("request_failed"), close));
}

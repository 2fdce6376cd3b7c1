/**
 * What happens around htmx's partial updates: the CSRF token of `<meta name="csrf-token">` goes with each of
 * them, focus moves into `[data-take-focus]` that was filled, and a failure of the network is said aloud.
 */
import { element } from "./dom";
import { word } from "./words";

/** The part of htmx's event detail that is used here. */
interface SwapDetail {
  ctx: { target?: Element; request: { method: string; headers: Record<string, string> } };
}

const callbacks: ((root: ParentNode) => void)[] = [];

/** Registers what must be done to each part that htmx has swapped in. */
export function afterSwap(act: (root: ParentNode) => void): void {
  callbacks.push(act);
}

export function startSwaps(): void {
  document.addEventListener("htmx:config:request", (event) => {
    const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
    if (token) detail(event).ctx.request.headers["X-CSRF-Token"] = token;
  });
  document.addEventListener("htmx:after:swap", (event) => {
    // An outer swap replaced the target: look at the whole page then.
    const target = detail(event).ctx.target;
    const root = target?.isConnected ? target : document;
    for (const act of callbacks) act(root);
    if (target?.isConnected) target.closest<HTMLElement>("[data-take-focus]")?.focus();
  });
  document.addEventListener("htmx:error", () => sayFailure());
}

function detail(event: Event): SwapDetail {
  return (event as CustomEvent<SwapDetail>).detail;
}

function sayFailure(): void {
  const main = document.querySelector("main");
  if (!main || main.querySelector("[data-request-failed]")) return;
  const close = element("button", { type: "button", "data-dismiss": "", "aria-label": word("close") }, "✕");
  const text = element("p", {}, word("request_failed"));
  main.prepend(element("div", { class: "flash flash-danger", role: "alert", "data-request-failed": "" }, text, close));
}

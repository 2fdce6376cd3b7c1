/**
 * Loads the chart and the map only where a page has one: `[data-island="chart" | "map"]`, when it comes near the
 * window or before printing. The element's table or list is what a reader without JavaScript sees.
 */
import { each, element } from "./dom";
import { afterSwap } from "./swaps";
import { word } from "./words";

/** What the files of an island export. */
interface Island {
  draw(host: HTMLElement): void | Promise<void>;
}

export function startIslands(): void {
  watch(document);
  afterSwap(watch);
  window.addEventListener("beforeprint", () => each("[data-island]", document, (host) => void load(host)));
}

const near = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (entry.isIntersecting && entry.target instanceof HTMLElement) void load(entry.target);
  }
}, { rootMargin: "200px" });

function watch(root: ParentNode): void {
  if (root instanceof HTMLElement && root.matches("[data-island]")) near.observe(root);
  each("[data-island]", root, (host) => near.observe(host));
}

async function load(host: HTMLElement): Promise<void> {
  near.unobserve(host);
  const name = host.dataset["island"];
  if ((name !== "chart" && name !== "map") || host.dataset["drawn"] !== undefined) return;
  host.dataset["drawn"] = "";
  try {
    // Beside this file, under whatever path the server gave the folder; not bundled into it.
    const address = new URL(`./${name}.js`, import.meta.url).href;
    const island = (await import(address)) as Island;
    await island.draw(host);
  } catch (error) {
    console.warn(`${name} not drawn`, error);
    host.append(element("p", { class: "island-failed" }, word("island_failed")));
  }
}

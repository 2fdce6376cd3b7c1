// The icons that the pages use, from Tabler's outline set, as one SVG sprite:
// <svg class="icon"><use href="/assets/<hash>/icons.svg#home"/></svg>

import { readFile } from "node:fs/promises";
import { join } from "node:path";

const folder = join(import.meta.dirname, "node_modules/@tabler/icons/icons/outline");

const names = `
  adjustments alert-triangle arrow-down arrow-left arrow-right arrow-up article bell book building
  building-factory-2 calendar calendar-due chart-bar chart-line check checklist chevron-down
  chevron-left chevron-right chevron-up circle-check clock columns-3 database download edit
  external-link eye file-import file-spreadsheet filter flag flame gavel help-circle history home
  inbox info-circle key language link list-check list-details lock login logout mail map map-pin menu-2
  message minus note paperclip plus printer puzzle refresh report scale search rubber-stamp selector send settings
  shield-check sort-ascending sort-descending target text-size timeline trash trending-down trending-up
  upload user user-plus users world x
`.split(/\s+/).filter(Boolean);

async function symbol(name) {
  const svg = await readFile(join(folder, `${name}.svg`), "utf8");
  const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" `
    + `stroke-linecap="round" stroke-linejoin="round">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
}

export async function iconSprite() {
  const symbols = await Promise.all(names.map(symbol));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

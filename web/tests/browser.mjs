// A real browser, Debian's Chromium, and what must hold on every page it opens.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import axe from "axe-core";
import { chromium } from "playwright-core";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

const args = [
  "--no-sandbox", "--disable-gpu", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
  "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
  "--disable-sync",
];

/** Desk and hand: the two widths that every page must fit. */
export const wide = { width: 1280, height: 900 };
export const narrow = { width: 390, height: 844 };

export const screenshots = join(import.meta.dirname, "../../var/screenshots");

export async function launch() {
  assert.ok(executablePath, "no Chromium found: run scripts/setup test");
  await mkdir(screenshots, { recursive: true });
  return chromium.launch({ executablePath, args });
}

/**
 * A page that keeps account of what it must not do: `page.faults` collects errors on the console, exceptions,
 * and requests to any host but `origin`.
 */
export async function openPage(context, origin) {
  const page = await context.newPage();
  page.faults = [];
  page.on("console", (message) => {
    if (message.type() === "error") page.faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => page.faults.push(`exception: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:"].includes(url.protocol) && url.origin !== origin) {
      page.faults.push(`request to another host: ${url}`);
    }
  });
  return page;
}

/** Nothing was written to the console as an error, nothing thrown, nothing asked of another host. */
export function assertNoFaults(page) {
  assert.deepEqual(page.faults, [], `faults on ${page.url()}`);
}

/** WCAG 2.2, levels A and AA, as far as axe can tell. */
export async function assertAccessible(page) {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async (values) => {
    const result = await globalThis.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] });
    return result.violations.map(({ id, help, nodes }) => ({
      id, help, nodes: nodes.slice(0, 4).map((node) => `${node.html.slice(0, 200)} | ${node.failureSummary}`),
    }));
  }, ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  assert.deepEqual(violations, [], `accessibility of ${page.url()}`);
}

/** The page itself does not scroll sideways; a wide table scrolls within its own frame. */
export async function assertFitsWidth(page) {
  const wider = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    // Names the innermost elements that stick out, for whoever has to repair it.
    const out = [...document.body.querySelectorAll("*")].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && box.right > root.clientWidth + 1 && !element.closest(".table-responsive, .visually-hidden");
    });
    return out.slice(-4).map((element) => element.outerHTML.slice(0, 160)).concat(`scrollWidth ${root.scrollWidth}`);
  });
  assert.deepEqual(wider, [], `${page.url()} is wider than the window`);
}

/** Charts and maps have been drawn. */
export async function islandsDrawn(page) {
  for (const island of await page.locator("[data-island]").all()) {
    await island.scrollIntoViewIfNeeded();
    await island.locator(".chart-plot svg, .map-plot[data-ready], .island-failed").first().waitFor({ timeout: 20_000 });
  }
  assert.equal(await page.locator(".island-failed").count(), 0, `an island was not drawn on ${page.url()}`);
}

// The map of land: what is switched, measured and located, by mouse and by keyboard alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, assertNoFaults, islandsDrawn, launch, openPage, wide } from "./browser.mjs";
import { signIn, startHouse } from "./harness.mjs";

let browser;
let house;

before(async () => {
  browser = await launch();
  house = await startHouse();
});
after(async () => {
  await browser?.close();
  await house?.stop();
});

async function openMap(query = "") {
  const account = house.accounts.find((one) => one.login === "land");
  const context = await signIn(browser, house, account, { viewport: wide, reducedMotion: "reduce" });
  const page = await openPage(context, house.origin);
  await page.goto(`${house.home}/land/map${query}`);
  await islandsDrawn(page);
  return page;
}

/** The bytes of what the map shows: they differ when something else is drawn. */
const picture = (page) => page.locator(".map-plot canvas").screenshot();

/** What was asked for stands on the screen two frames later. */
const painted = (page) => page.evaluate(() => new Promise((resolve) => {
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(undefined)));
}));

test("a layer goes when it is switched off, and the address narrows map and table alike", async () => {
  const page = await openMap();
  const all = await picture(page);
  for (const value of ["requisitioned", "planned", "built"]) await page.locator(`[data-layer="status"][value="${value}"]`).uncheck();
  await painted(page);
  assert.notDeepEqual(await picture(page), all);
  const rows = await page.locator("main table").first().locator("tbody tr").count();
  await page.locator("#field-status").selectOption("ready");
  await page.waitForURL(/status=ready/);
  await islandsDrawn(page);
  assert.ok((await page.locator("main table").first().locator("tbody tr").count()) < rows);
  assertNoFaults(page);
  await page.context().close();
});

test("a distance and an area are measured with the keyboard alone", async () => {
  const page = await openMap();
  const said = page.locator(".map-said");
  await page.locator('[data-measure="distance"]').focus();
  await page.keyboard.press("Enter");
  assert.match(await said.innerText(), /回车/);
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowRight");
  await painted(page);
  await page.keyboard.press("Enter");
  const [, metres] = /长度 (\d+) m/.exec(await said.innerText()) ?? [];
  assert.ok(Number(metres) > 100, await said.innerText());
  await page.keyboard.press("Backspace");
  assert.match(await said.innerText(), /长度 0\.0 m/);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator('[data-measure="distance"]').getAttribute("aria-pressed"), "false");
  await page.locator('[data-measure="area"]').click();
  for (const key of ["Enter", "ArrowRight", "Enter", "ArrowDown", "Enter"]) await page.keyboard.press(key);
  assert.match(await said.innerText(), /面积 \d+ m² = [\d.]+ 亩 · 周长 \d+ m/);
  await assertAccessible(page);
  assertNoFaults(page);
  await page.context().close();
});

test("a parcel of the table is located, and a click on it leads to its record", async () => {
  const page = await openMap("?q=ZB-03");
  await page.locator("[data-locate]").first().click();
  await painted(page);
  const canvas = page.locator(".map-plot canvas");
  const { width, height } = await canvas.boundingBox();
  await page.waitForLoadState("networkidle");
  await canvas.click({ position: { x: width / 2, y: height / 2 } });
  const link = page.locator(".maplibregl-popup a");
  await link.waitFor();
  assert.match(await link.getAttribute("href"), /\/land\/parcels\/ZB-03$/);
  assertNoFaults(page);
  await page.context().close();
});

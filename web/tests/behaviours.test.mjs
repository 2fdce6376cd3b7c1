// The browser side alone, on a page of samples: what each attribute does, and that the strict policy holds.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { join } from "node:path";
import {
  assertAccessible, assertFitsWidth, assertNoFaults, islandsDrawn, launch, narrow, openPage, screenshots, wide,
} from "./browser.mjs";
import { serveSample } from "./sample.mjs";

let browser;
let server;
let context;
let page;

before(async () => {
  browser = await launch();
  server = await serveSample();
});
after(async () => {
  await browser?.close();
  await server?.close();
});
beforeEach(async () => {
  await context?.close();
  context = await browser.newContext({ viewport: wide, locale: "zh-CN", reducedMotion: "reduce" });
  page = await openPage(context, server.origin);
  await page.goto(server.origin);
});

for (const viewport of [wide, narrow]) {
  test(`at ${viewport.width} pixels all is drawn, accessible and within the window`, async () => {
    await page.setViewportSize(viewport);
    await islandsDrawn(page);
    await assertFitsWidth(page);
    await assertAccessible(page);
    await page.screenshot({ path: join(screenshots, `sample-${viewport.width}.png`), fullPage: true });
    assertNoFaults(page);
  });
}

for (const viewport of [wide, narrow]) {
  test(`at ${viewport.width} pixels the public page is accessible and within the window`, async () => {
    await page.setViewportSize(viewport);
    await page.goto(`${server.origin}/sample-public.html`);
    await assertFitsWidth(page);
    await assertAccessible(page);
    await page.screenshot({ path: join(screenshots, `sample-public-${viewport.width}.png`), fullPage: true });
    assertNoFaults(page);
  });
}

test("islands are fetched only when their place comes near", async () => {
  await page.waitForLoadState("networkidle");
  const loaded = (name) => page.evaluate(
    (end) => performance.getEntriesByType("resource").some((entry) => entry.name.endsWith(end)), name);
  assert.equal(await loaded("/map.js"), false);
  await islandsDrawn(page);
  assert.equal(await loaded("/map.js"), true);
  assertNoFaults(page);
});

test("the chosen type size is kept and there before the first paint", async () => {
  // Where motion is reduced, all of it lasts a hundredth of a millisecond: a new size is there with the next frame.
  const becomes = (pixels) => page.waitForFunction(
    (wanted) => parseFloat(getComputedStyle(document.documentElement).fontSize) === wanted, pixels);
  await page.getByRole("button", { name: "放大字体" }).click();
  await becomes(19);
  await page.reload();
  await becomes(19);
  assert.equal(await page.getByRole("button", { name: "放大字体" }).getAttribute("aria-pressed"), "true");
  await page.getByRole("button", { name: "恢复字体" }).click();
  await becomes(16);
});

test("a form with a question is sent only when the answer is yes", async () => {
  await page.getByLabel("总投资").fill("3");
  await page.locator("#save").click();
  await page.getByRole("dialog").getByRole("button", { name: "取消" }).click();
  assert.equal(new URL(page.url()).pathname, "/");
  await page.locator("#save").click();
  assert.ok(await page.getByRole("dialog").getByText("真的要保存吗？").isVisible());
  await page.getByRole("dialog").getByRole("button", { name: "确定" }).click();
  await page.waitForURL(/\/saved\?name=&sum=3/);
});

test("leaving a changed form asks first, leaving an unchanged one does not", async () => {
  const asked = [];
  page.on("dialog", async (dialog) => {
    asked.push(dialog.type());
    await dialog.accept();
  });
  await page.reload();
  assert.deepEqual(asked, []);
  await page.getByLabel("总投资").fill("3");
  await page.reload();
  assert.deepEqual(asked, ["beforeunload"]);
});

test("a dialog opens over the page and closes by button and by Escape", async () => {
  const dialog = page.locator("dialog#new");
  await page.getByRole("link", { name: "新建" }).click();
  assert.ok(await dialog.evaluate((element) => element.matches(":modal")));
  await assertAccessible(page);
  await dialog.getByRole("button", { name: "关闭" }).click();
  assert.equal(await dialog.isVisible(), false);
  await page.getByRole("link", { name: "新建" }).click();
  await page.keyboard.press("Escape");
  assert.equal(await dialog.isVisible(), false);
});

test("a message is put away by its button", async () => {
  const message = page.locator("[data-flash]");
  await message.getByRole("button").click();
  assert.equal(await message.count(), 0);
});

test("a menu closes on Escape, with the focus back on its button, and on a click elsewhere", async () => {
  const menu = page.locator("details.menu");
  const isOpen = () => menu.evaluate((element) => element.open);
  await menu.locator("summary").click();
  await menu.getByLabel("名称").focus();
  await page.keyboard.press("Escape");
  assert.equal(await isOpen(), false);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "SUMMARY");
  await menu.locator("summary").click();
  await page.getByRole("heading", { level: 1 }).click();
  assert.equal(await isOpen(), false);
});

test("chosen columns are sent when the menu closes, and one always stays", async () => {
  const menu = page.locator("details.menu");
  await menu.locator("summary").click();
  await menu.getByLabel("阶段").uncheck();
  await menu.getByLabel("名称").press("Space");
  assert.ok(await menu.getByLabel("名称").isChecked());
  await page.getByRole("heading", { level: 1 }).click();
  await page.waitForURL(/\?cols=name$/);
});

test("arrow keys go from sentence to sentence; the panel takes the focus", async () => {
  const sentence = (number) => page.locator(".clause-text a").nth(number);
  await sentence(0).focus();
  await page.keyboard.press("ArrowDown");
  assert.ok(await sentence(1).evaluate((link) => link === document.activeElement));
  await page.keyboard.press("End");
  assert.ok(await sentence(3).evaluate((link) => link === document.activeElement));
  await page.keyboard.press("Enter");
  await page.locator("#panel h2").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "panel");
  assert.equal(await sentence(3).getAttribute("aria-current"), "true");
  await assertAccessible(page);
  assertNoFaults(page);
});

test("a partial update that does not reach the server is said aloud", async () => {
  await page.route("**/panel**", (route) => route.abort());
  await page.locator(".clause-text a").first().click();
  assert.equal(await page.getByRole("alert").filter({ hasText: "没有连上服务器" }).count(), 1);
});

test("a place on the map says its name and light, and one off the earth is left out", async () => {
  await islandsDrawn(page);
  const canvas = page.locator("#map canvas");
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  // The outlines fill the map to its padding; the middle lies within them.
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  assert.match(await page.locator(".maplibregl-popup").innerText(), /起步区/);
  assertNoFaults(page);
});

test("without JavaScript the table, the list and the form are all there", async () => {
  await context.close();
  context = await browser.newContext({ viewport: narrow, javaScriptEnabled: false });
  page = await openPage(context, server.origin);
  await page.goto(server.origin);
  await page.locator("#chart-line summary").click();
  assert.ok(await page.locator("#chart-line table").isVisible());
  assert.ok(await page.locator("#map").getByRole("link", { name: "平板陶瓷膜" }).isVisible());
  assert.equal(await page.getByRole("button", { name: "放大字体" }).isVisible(), false);
  assert.ok(await page.locator("#save").isVisible());
});

test("on paper the navigation is gone and a light is a shape with a word", async () => {
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".navbar-menu").isVisible(), false);
  const light = page.locator(".light-amber").first();
  assert.ok(await light.isVisible());
  assert.match(await light.evaluate((element) => getComputedStyle(element, "::before").content), /▲/);
  await page.pdf({ path: join(screenshots, "sample.pdf"), format: "A4", preferCSSPageSize: true });
});

// The public site as its readers have it: on a slow line, without scripts, with large print.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { join } from "node:path";
import { assertAccessible, assertFitsWidth, assertNoFaults, launch, narrow, openPage, screenshots, wide } from "./browser.mjs";
import { signIn, startHouse } from "./harness.mjs";

/** An article's page with all that it loads, on its way. */
const pageBytesMax = 60_000;
/** The zone's long policy with its lights, and a notice with a picture and a file. */
const articles = ["transformation", "gas-price-notice"];
const picture = join(import.meta.dirname, "../../zones/qinshui/portal/files/gas-steps.png");

/** A page of each kind. */
const publicPaths = [
  "/articles/gas-price-notice", "", "/columns/notices", "/library", "/consultations", "/listings", "/site-map", "/accessibility",
  "/write", "/site/search?q=用气", "/articles/gas-measures-draft", "/nothing",
];

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

async function reader(options = {}) {
  const context = await browser.newContext({ locale: "zh-CN", reducedMotion: "reduce", viewport: wide, ...options });
  return openPage(context, house.origin);
}

test("an article is with its readers in less than 60 kB, and nothing in it shifts", async () => {
  for (const viewport of [wide, narrow]) {
    for (const id of articles) {
      const page = await reader({ viewport });
      const session = await page.context().newCDPSession(page);
      await session.send("Network.enable");
      const sizes = new Map();
      session.on("Network.responseReceived", ({ requestId, response }) => sizes.set(requestId, { url: response.url, bytes: 0 }));
      session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
        if (sizes.has(requestId)) sizes.get(requestId).bytes = encodedDataLength;
      });
      // A picture that comes late is what makes pages shift.
      await page.route("**/attachments/*", async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 400));
        await route.continue();
      });
      await page.addInitScript(() => {
        globalThis.shifts = [];
        new PerformanceObserver((list) => globalThis.shifts.push(...list.getEntries().map(({ value }) => value)))
          .observe({ type: "layout-shift", buffered: true });
      });
      await page.goto(`${house.home}/articles/${id}`, { waitUntil: "networkidle" });
      await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
      await page.waitForLoadState("networkidle");
      await page.evaluate(() => Promise.all([...document.images].map((image) => image.complete || new Promise((done) => (image.onload = done)))));
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      const loaded = [...sizes.values()];
      const total = loaded.reduce((sum, { bytes }) => sum + bytes, 0);
      assert.ok(loaded.some(({ url }) => url.endsWith("site.css")) && total > 5_000, "everything was counted");
      assert.ok(total < pageBytesMax, `${id}: ${total} bytes\n${loaded.map(({ url, bytes }) => `${bytes} ${url}`).join("\n")}`);
      assert.deepEqual(await page.evaluate(() => globalThis.shifts), [], `${id} shifts at ${viewport.width}`);
      console.log(`${id} at ${viewport.width}: ${total} bytes in ${loaded.length} answers`);
      assertNoFaults(page);
      await page.context().close();
    }
  }
});

test("a picture has its room before it has come, and is the only thing of its kind", async () => {
  const page = await reader({ viewport: narrow });
  await page.route("**/attachments/*", (route) => route.abort());
  await page.goto(`${house.home}/articles/gas-price-notice`);
  const box = await page.locator(".article-body img").boundingBox();
  assert.ok(Math.abs(box.width / box.height - 960 / 300) < 0.05, `${box.width} × ${box.height}`);
  await page.context().close();
});

test("with scripts off there is the text, the menu, the search and the accessible mode", async () => {
  const page = await reader({ javaScriptEnabled: false, viewport: narrow });
  await page.goto(`${house.home}/articles/transformation`);
  assert.ok((await page.locator(".article-body").innerText()).length > 1000);
  assert.ok((await page.locator(".site-nav a").count()) > 5);
  await page.locator('.masthead-search input[name="q"]').fill("报装");
  await page.locator(".masthead-search button").click();
  assert.match(page.url(), /\/site\/search\?q=/);
  await page.locator(".findings a").first().click();
  assert.match(page.url(), /\/articles\//);
  const address = page.url();
  await page.getByRole("link", { name: "无障碍模式", exact: true }).click();
  assert.equal(page.url(), address);
  assert.equal(await page.locator("html.accessible").count(), 1);
  await page.context().close();
});

test("the accessible mode is large, plain, and lasts until it is left", async () => {
  for (const [locale, on, off] of [["zh-CN", "无障碍模式", "退出无障碍模式"], ["en-GB", "Accessible mode", "Leave accessible mode"]]) {
    const page = await reader({ locale });
    await page.goto(`${house.home}/articles/gas-price-notice`);
    const before = await page.locator(".article-body p").first().evaluate((one) => parseFloat(getComputedStyle(one).fontSize));
    await page.getByRole("link", { name: on, exact: true }).click();
    const after = await page.locator(".article-body p").first().evaluate((one) => parseFloat(getComputedStyle(one).fontSize));
    assert.ok(after >= before * 1.25, `${before} → ${after}`);
    for (const path of publicPaths) {
      for (const viewport of [wide, narrow]) {
        await page.setViewportSize(viewport);
        await page.goto(house.home + path);
        assert.equal(await page.locator("html.accessible").count(), 1, path);
        await assertFitsWidth(page);
        await assertAccessible(page);
        const low = await page.locator(".site-nav a, .masthead-tools a, .btn:visible").evaluateAll((targets) => targets.map((one) => one.getBoundingClientRect().height).filter((height) => height > 0 && height < 43.5));
        assert.deepEqual(low, [], `targets on ${path}`);
        const name = path.replaceAll(/\W+/g, "-") || "-home";
        if (locale === "zh-CN") await page.screenshot({ path: join(screenshots, `accessible${name}-${viewport.width}.png`), fullPage: true });
      }
    }
    await page.getByRole("link", { name: off, exact: true }).click();
    assert.equal(await page.locator("html.accessible").count(), 0);
    await page.context().close();
  }
});

test("no public page names a class whose styles were taken out", async () => {
  const page = await reader();
  await page.goto(house.home);
  const address = await page.locator('link[rel="stylesheet"]').getAttribute("href");
  const classesOf = async (name) => {
    const text = await (await page.context().request.get(house.origin + address.replace("site.css", name))).text();
    return new Set([...text.matchAll(/\.(-?[a-zA-Z_][\w-]*)/g)].map(([, found]) => found));
  };
  const [all, kept] = [await classesOf("wutong.css"), await classesOf("site.css")];
  assert.ok(all.size > kept.size && kept.size > 100);
  for (const path of [...publicPaths, "/articles/transformation", "/articles/gas-measures-draft/comment", "/library?topic=land", "/site/search?q=nothing-of-this-kind"]) {
    await page.goto(house.home + path);
    const used = await page.evaluate(() => [...new Set([...document.querySelectorAll("[class]")].flatMap((one) => [...one.classList]))]);
    assert.deepEqual(used.filter((name) => all.has(name) && !kept.has(name)), [], path);
  }
  await page.context().close();
});

test("feeds and site maps name the address at which the house is reached", async () => {
  const page = await reader();
  for (const path of ["/feed.atom", "/feed.rss", "/sitemap.xml"]) {
    const text = await (await page.context().request.get(house.home + path)).text();
    const addresses = [...text.matchAll(/https?:\/\/[^<"]*\/qinshui[^<"]*/g)].map(([address]) => address);
    assert.ok(addresses.length > 3 && addresses.every((address) => address.startsWith(house.home)), `${path}: ${addresses[0]}`);
  }
  await page.context().close();
});

test("an editor puts a picture into an article", async () => {
  const account = house.accounts.find(({ login }) => login === "portal");
  const context = await signIn(browser, house, account, { viewport: wide });
  const page = await openPage(context, house.origin);
  await page.goto(`${house.home}/editing/new`);
  await page.locator('[name="title_zh"]').fill("带图的一篇");
  await page.locator('[name="body_zh"]').fill("今天开工。");
  await page.locator('[name="column"]').selectOption("news");
  await page.locator('button[name="files"]').click();
  await page.waitForURL(/\/files\?flash=/);
  await page.locator('.document-form input[type="file"]').setInputFiles({ name: "流程.png", mimeType: "image/png", buffer: readFileSync(picture) });
  await page.locator('.document-form [type="submit"]').click();
  await page.waitForURL(/flash=document-handed-in/);
  for (const viewport of [wide, narrow]) {
    await page.setViewportSize(viewport);
    await assertFitsWidth(page);
    await assertAccessible(page);
    await page.screenshot({ path: join(screenshots, `editing-files-${viewport.width}.png`), fullPage: true });
  }
  const line = await page.locator("#paste input").inputValue();
  await page.locator(".page-header .btn-primary").click();
  await page.locator('[name="body_zh"]').fill(`今天开工。\n\n${line}`);
  await page.locator('button[name="preview"]').click();
  assert.ok(await page.getByText("图片缺少说明").first().isVisible(), "a picture has words");
  await page.locator('[name="body_zh"]').fill(`今天开工。\n\n${line.replace("![]", "![四步流程]")}`);
  await page.locator('button[name="preview"]').click();
  const shown = page.locator('img[alt="四步流程"]');
  await shown.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelector('img[alt="四步流程"]').naturalWidth === 960);
  assertNoFaults(page);
  await context.close();
});

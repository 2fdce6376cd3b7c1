// The public site as its readers have it: on a slow line, without scripts, with large print.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { join } from "node:path";
import { assertAccessible, assertFitsWidth, assertNoFaults, launch, narrow, openPage, screenshots, wide } from "./browser.mjs";
import { signIn, startHouse } from "./harness.mjs";

/** An article's page with all that it loads, on its way. */
const pageBytesMax = 60_000;
/**
 * How far a page may shift, summed (https://web.dev/articles/cls counts 0.1 as good). Not zero: a page whose text is
 * still on its way may be painted in the middle of a row of buttons. A picture without its room shifts by 0.009 to 0.03.
 */
const shiftMax = 0.005;
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
      const shift = await page.evaluate(() => globalThis.shifts.reduce((sum, value) => sum + value, 0));
      assert.ok(shift < shiftMax, `${id} shifts by ${shift} at ${viewport.width}`);
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

/** What Word puts on the clipboard, with what nobody should take from it. */
const fromWord = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=utf-8><!--[if gte mso 9]><xml>x</xml><![endif]-->
<style>p.MsoNormal {mso-style-parent:""; font-family:宋体}</style></head><body lang=ZH-CN><!--StartFragment-->
<h2><span style='font-family:黑体'>夜间<b>气价</b></span></h2>
<p class=MsoNormal><b><span lang=EN-US>（一）目标</span></b><o:p></o:p></p>
<p class=MsoNormal>详见<b>《</b><a href="https://example.org/a(1)?x=1"><b>细则</b></a><b>》，今天</b>起*施行*。<script>alert(1)</script><img src=x onerror="alert(1)"></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp;</span></span><![endif]>申请</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>2.<span>&nbsp;&nbsp;</span></span><![endif]>审核</p>
<table><tr><td><b>时段</b></td><td>气价</td></tr><tr><td rowspan=2>夜间</td><td>下浮|5%</td></tr><tr><td><p style='mso-list:l1'><span style='mso-list:Ignore'>1.</span>两年</p></td></tr></table>
<p><a href="javascript:alert(1)">点这里</a>&lt;b&gt;<span style="display:none">看不见</span></p><!--EndFragment--></body></html>`;
const fromWordInMarkdown = [
  "## 夜间气价", "**（一）目标**", "详见《[**细则**](https://example.org/a%281%29?x=1)》，**今天**起\\*施行\\*。", "1. 申请\n2. 审核",
  "| 时段 | 气价 |\n|---|---|\n| 夜间 | 下浮\\|5% |\n| 夜间 | 1\\. 两年 |", "点这里\\<b>",
].join("\n\n");

/** Pastes as a browser would; tells whether the page took the paste over. */
function paste(field, kinds) {
  return field.evaluate((area, given) => {
    const clipboardData = new DataTransfer();
    for (const [kind, { text, times }] of Object.entries(given)) clipboardData.setData(kind, text.repeat(times ?? 1));
    area.focus();
    return !area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, kinds);
}

test("what is pasted from Word keeps its headings, links, lists and tables, and nothing that could harm", async () => {
  const context = await signIn(browser, house, house.accounts.find(({ login }) => login === "portal"), { viewport: wide });
  const page = await openPage(context, house.origin);
  await page.goto(`${house.home}/editing/new`);
  const field = page.locator('[name="body_zh"]');
  const hint = page.locator("[data-paste]", { has: field }).getByRole("status");
  await field.fill("前文。后文。");
  await field.evaluate((area) => area.setSelectionRange(3, 3));
  assert.equal(await paste(field, { "text/html": { text: fromWord }, "text/plain": { text: "夜间气价" } }), true);
  assert.equal(await field.inputValue(), `前文。\n\n${fromWordInMarkdown}\n\n后文。`);
  assert.match(await hint.innerText(), /表格转成 Markdown/);
  await assertFitsWidth(page);
  await assertAccessible(page);
  await page.screenshot({ path: join(screenshots, "editing-pasted.png"), fullPage: true });
  await page.keyboard.press("Control+z");
  assert.equal(await field.inputValue(), "前文。后文。", "one step back");
  await page.keyboard.press("Control+y");
  await page.locator('[name="title_zh"]').fill("粘贴的一篇");
  await page.locator('[name="column"]').selectOption("news");
  await page.locator('button[name="preview"]').click();
  const shown = page.locator(".article-body").first();
  assert.equal(await shown.locator('a[href="https://example.org/a%281%29?x=1"] strong').innerText(), "细则");
  assert.deepEqual(await shown.locator("td").allInnerTexts(), ["夜间", "下浮|5%", "夜间", "1. 两年"]);
  assert.deepEqual(await shown.locator("h2, ol li").allInnerTexts(), ["夜间气价", "申请", "审核"]);
  assert.equal(await shown.locator("script, img").count(), 0);
  // That it read a handler that it will never run, the browser tells by itself.
  assert.deepEqual(page.faults.splice(0).filter((fault) => !fault.includes("inline event handler")), []);
  await context.close();
});

test("plain text is pasted as ever, and what is too large says so", async () => {
  const context = await signIn(browser, house, house.accounts.find(({ login }) => login === "portal"), { viewport: narrow });
  const page = await openPage(context, house.origin);
  await page.goto(`${house.home}/editing/new`);
  const field = page.locator('[name="body_zh"]');
  const hint = page.locator("[data-paste]", { has: field }).getByRole("status");
  for (const html of ["<p>一、<span style='color:red'>二</span></p>", "<script>alert(1)</script>", '<img src=x onerror="alert(1)">']) {
    assert.equal(await paste(field, { "text/html": { text: html }, "text/plain": { text: "一、二" } }), false, html);
    assert.equal(await hint.innerText(), "");
  }
  for (const [text, times] of [["<p><b>沁</b>水</p>", 700_000], ["<p><b>沁</b>水</p>", 20_000], ["<div>", 100_000], ["<table><tr><td>", 100_000]]) {
    assert.equal(await paste(field, { "text/html": { text, times } }), false, "left to the browser, which takes the words");
    assert.match(await hint.innerText(), /太大/);
  }
  assert.equal(await field.inputValue(), "");
  await assertFitsWidth(page);
  assert.deepEqual(page.faults.splice(0).filter((fault) => !fault.includes("inline event handler")), []);
  // By hand, as a person does: the browser's own clipboard, its own paste.
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate(() => navigator.clipboard.write([new ClipboardItem({
    "text/html": new Blob(["<h1>用气</h1><p>见<a href='https://example.org/'>细则</a></p>"], { type: "text/html" }),
    "text/plain": new Blob(["用气 见细则"], { type: "text/plain" }),
  })]));
  await field.press("Control+v");
  assert.equal(await field.inputValue(), "# 用气\n\n见[细则](https://example.org/)");
  await field.press("Control+a");
  await field.press("Control+Shift+v");
  assert.equal(await field.inputValue(), "用气 见细则");
  assertNoFaults(page);
  await context.close();
});

// Every page of the house, from the list that the binary gives of itself: opened by somebody who may see it, at desk
// and hand width, under axe. A new route cannot be forgotten: without an example for its parameters the test fails.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { join } from "node:path";
import {
  assertAccessible, assertFitsWidth, assertNoFaults, islandsDrawn, launch, narrow, openPage, screenshots, wide,
} from "./browser.mjs";
import { examples } from "./examples.mjs";
import { signIn, startHouse } from "./harness.mjs";

/** How a page is laid out does not hang on the database: on the second one each page is opened once, in English. */
const widths = process.env.WUTONG_BROWSER_ON === "postgres" ? [] : [wide, narrow];

let browser;
let house;
/** Visitors in the order in which they are tried on a route: nobody, then the demo accounts. */
const visitors = [];

before(async () => {
  // One after the other: should the second fail, the first is closed all the same.
  browser = await launch();
  house = await startHouse();
  const nobody = () => browser.newContext({ locale: "zh-CN", reducedMotion: "reduce" });
  visitors.push({ name: "nobody", enter: once(nobody) });
  for (const account of house.accounts) {
    visitors.push({ name: account.login, enter: once(() => signIn(browser, house, account)) });
  }
});
after(async () => {
  await browser?.close();
  await house?.stop();
});

test("every page opens, fits, is accessible and keeps to itself", async (t) => {
  const pages = house.routes.filter(({ method }) => method === "GET");
  assert.ok(pages.length > 10, "the house has pages");
  for (const { path } of pages) {
    await t.test(path, () => visit(path));
  }
});

test("no example stands for a route that is gone", () => {
  const known = new Set(house.routes.map(({ path }) => path));
  assert.deepEqual(Object.keys(examples).filter((path) => !known.has(path)), []);
});

test("the words that scripts show are there in both languages", async () => {
  const source = readFileSync(join(import.meta.dirname, "../src/words.ts"), "utf8");
  const wanted = [...source.matchAll(/^ {2}\| "(\w+)"/gm)].map(([, word]) => word).sort();
  for (const locale of ["zh-CN", "en-GB"]) {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    await page.goto(house.home);
    const given = JSON.parse(await page.locator('meta[name="wutong-words"]').getAttribute("content"));
    assert.deepEqual(Object.keys(given).sort(), wanted);
    await context.close();
  }
});

test("the server's log tells of no error", () => {
  assert.deepEqual(house.log.filter((line) => /\b(ERROR|panicked)\b/.test(line)), []);
});

async function visit(path) {
  const { context, response, address } = await admitted(path);
  const type = response.headers()["content-type"] ?? "";
  const body = await response.body();
  assert.ok(body.length > 0, `${address} is empty`);
  if (!type.startsWith("text/html")) return assert.match(type, /\w\/\w/);
  assert.match(body.toString("utf8", 0, 100), /^<!doctype html>/i, `${address} is a whole page`);
  for (const viewport of widths) {
    const page = await openPage(context, house.origin);
    await page.setViewportSize(viewport);
    assert.equal((await page.goto(address)).status(), 200);
    await islandsDrawn(page);
    await assertFitsWidth(page);
    await assertAccessible(page);
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.screenshot({ path: join(screenshots, `${fileName(path)}-${viewport.width}.png`), fullPage: true });
    assertNoFaults(page);
    await page.close();
  }
  await worksInEnglish(context, address);
}

/** English words are longer: nothing may be pushed out of a narrow window by them. And every one of them is there. */
async function worksInEnglish(context, address) {
  await context.addCookies([{ name: "wutong-language", value: "en", url: house.origin }]);
  const page = await openPage(context, house.origin);
  await page.setViewportSize(narrow);
  await page.goto(address);
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await assertFitsWidth(page);
  await assertAccessible(page);
  assertNoFaults(page);
  await page.close();
  await context.clearCookies({ name: "wutong-language" });
}

/** The first visitor whom the route admits, and the example that this visitor found. */
async function admitted(path) {
  const refusals = [];
  for (const { name, enter } of visitors) {
    const context = await enter();
    const address = await exampleOf(path, context);
    if (!address) {
      refusals.push(`${name}: no example`);
      continue;
    }
    const response = await context.request.get(address, { maxRedirects: 0 });
    if (response.status() === 200) return { context, response, address };
    // Some addresses only lead on: where to, is what is looked at.
    const target = new URL(response.headers().location ?? "", address).href;
    if (response.status() === 303 && !target.includes("/sign-in")) {
      return { context, response: await context.request.get(target), address: target };
    }
    refusals.push(`${name}: ${response.status()} ${address}`);
    assert.ok(response.status() < 500, refusals.at(-1));
  }
  return assert.fail(`nobody may open ${path}:\n${refusals.join("\n")}`);
}

/** The address with its parameters filled in; undefined when this visitor sees no example. */
async function exampleOf(path, context) {
  if (path === "/" || path === "") return house.home;
  if (!path.includes("{")) return house.home + path + (examples[path]?.query ?? "");
  const example = examples[path];
  assert.ok(example, `${path} has parameters: add an example to web/tests/examples.mjs`);
  const query = example.query ?? "";
  if (example.is) return house.home + path.replaceAll(/\{\*?(\w+)\}/g, (_, key) => example.is[key]) + query;
  if (example.made) {
    const page = await context.newPage();
    return example.made(page, house.home).finally(() => page.close());
  }
  const on = await exampleOf(example.on, context);
  if (!on) return undefined;
  const response = await context.request.get(on, { maxRedirects: 0 });
  if (response.status() !== 200) return undefined;
  const prefix = new URL(house.home).pathname;
  const pattern = new RegExp(`(?:href|action|hx-get)="${prefix}(${(example.link ?? path).replaceAll(/\{\*?\w+\}/g, "([^/?#\"]+)")})["?#]`, "g");
  const text = await response.text();
  // A literal sibling ("/projects/new") is no example of "/projects/{id}".
  const literal = new Set(house.routes.map((route) => route.path));
  const found = [...text.matchAll(pattern)].find(([, link]) => !literal.has(link));
  if (!found) return undefined;
  const [, , ...values] = found;
  return house.home + path.replaceAll(/\{\*?\w+\}/g, () => values.shift()) + query;
}

/** Each signs in at most once, and only when wanted. */
function once(make) {
  let made;
  return () => (made ??= make());
}

function fileName(path) {
  return path.slice(1).replaceAll(/[{}*]/g, "").replaceAll("/", "-") || "home";
}

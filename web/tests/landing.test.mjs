// Landing plans in English: every page and state of one, an investor's way through them, and the drawings without scripts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, assertFitsWidth, assertNoFaults, launch, narrow, openPage, wide } from "./browser.mjs";
import { signIn, startHouse } from "./harness.mjs";

/** What the house says by itself on a page. Names, notes and sources are the zone's, and stay as they were written. */
const said = "h2:not(.site-box > h2), h2 + p, th[scope=col], label, legend, summary, button, dt, .empty-title, .empty-subtitle, .as-of, .invalid-feedback";

const staffPages = [
  "/landing", "/landing?show=waiting", "/landing?q=nothing", "/landing/new",
  "/landing/wishes/1", "/landing/wishes/1?gas=100", "/landing/wishes/1?gas=900000", "/landing/wishes/1?gas=-1",
  "/landing/wishes/1?investment_years=2020", "/landing/wishes/1?as_of=2020-08-15", "/landing/wishes/3",
  "/landing/wishes/1/edit", "/landing/wishes/1/compare", "/landing/wishes/1/compare?site=XC-03&site=XH-05",
  "/landing/wishes/1/editions/1",
];
const publicPages = ["/landing/ask", "/landing/receipts/demo-receipt", "/landing/shared/demo-shared-plan"];

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

async function inEnglish(context) {
  await context.addCookies([{ name: "wutong-language", value: "en", url: house.origin }]);
  return openPage(context, house.origin);
}

const staff = async (login) => inEnglish(await signIn(browser, house, house.accounts.find((one) => one.login === login)));
const anybody = async (options) => inEnglish(await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...options }));

async function assertEnglish(page) {
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  const texts = await page.locator("main").locator(said).evaluateAll((found) => found.map((one) => {
    const own = one.cloneNode(true);
    for (const data of own.querySelectorAll("a, option, dd, ul")) data.remove();
    return own.textContent;
  }));
  assert.ok(texts.length > 3, `${page.url()} says something`);
  assert.deepEqual(texts.filter((text) => /\p{Script=Han}|landing-/u.test(text)), [], page.url());
}

async function assertPages(page, paths) {
  for (const viewport of [wide, narrow]) {
    await page.setViewportSize(viewport);
    for (const path of paths) {
      assert.equal((await page.goto(house.home + path)).status(), 200, path);
      await assertFitsWidth(page);
      await assertAccessible(page);
      await assertEnglish(page);
    }
  }
  assertNoFaults(page);
  await page.context().close();
}

test("the pages of staff read in English", async () => assertPages(await staff("projects"), staffPages));

test("the pages of investors read in English", async () => assertPages(await anybody(), publicPages));

test("an investor asks in English, the zone answers, and the plan is drawn without scripts", async () => {
  const investor = await anybody({ javaScriptEnabled: false });
  await investor.goto(`${house.home}/landing/ask`);
  const filled = {
    title: "Ceramic filters", investor: "Demo Filters", contact: "ann@demo.example", land_use: "0601", area_least: "60", gas: "500",
    investment: "30000", investment_years: "2021: 18000; 2022: 12001", output: "60000", jobs: "80",
  };
  for (const [name, value] of Object.entries(filled)) {
    const field = investor.locator(`[name="${name}"]`);
    await ((await field.evaluate((one) => one.tagName)) === "SELECT" ? field.selectOption(value) : field.fill(value));
  }
  await investor.locator('[name="consent"]').check();
  await investor.getByRole("button", { name: "Send" }).click();
  assert.match(await investor.locator("[data-error-summary]").innerText(), /add up to 30001, not to 30000/);
  await investor.locator('[name="investment_years"]').fill("2022: 12000; 2021: 18000");
  await investor.locator('[name="consent"]').check();
  await investor.getByRole("button", { name: "Send" }).click();
  assert.match(investor.url(), /\/landing\/receipts\//);
  const receipt = investor.url();

  const editor = await staff("projects");
  await editor.goto(`${house.home}/landing?show=waiting`);
  await editor.getByRole("link", { name: "Ceramic filters" }).click();
  const years = editor.locator("#years");
  assert.deepEqual(await years.locator("tbody tr").allInnerTexts(), ["2021\t18000\t18000", "2022\t12000\t30000"]);
  assert.equal(await editor.locator("#site-map ol > li").count(), 3);
  await editor.locator("#site-map").getByRole("link", { name: /map/ }).first().click();
  assert.match(editor.url(), /\/land\/map\?q=/);
  await editor.goBack();
  await editor.getByRole("button", { name: "Keep as an edition" }).click();
  await editor.locator('[name="days"]').selectOption("7");
  await editor.getByRole("button", { name: "Make a link" }).click();
  await editor.waitForURL(/\/share$/);

  await investor.goto(receipt);
  for (const drawing of ["#site-map svg", "#years svg"]) assert.ok(await investor.locator(drawing).isVisible(), drawing);
  assert.deepEqual(await investor.locator("#site-map .drawing-badge-text").allTextContents(), ["1", "2", "3"]);
  assert.equal(await investor.locator("#years .drawing-chosen").count(), 2);
  assertNoFaults(editor);
});

// The portfolio: a leader withdraws a parcel and lowers a budget, and reads what becomes of the plan.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, assertFitsWidth, launch, narrow, openPage, wide } from "./browser.mjs";
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

async function leader() {
  const account = house.accounts.find((one) => one.login === "leader");
  const context = await signIn(browser, house, account, { viewport: wide });
  return openPage(context, house.origin);
}

test("a leader changes several things together and sees both plans side by side", async () => {
  const page = await leader();
  await page.goto(`${house.home}/landing/portfolio`);
  const parcel = page.locator('#what-if [type="checkbox"]').first();
  const code = await parcel.inputValue();
  await parcel.focus();
  await page.keyboard.press("Space");
  await page.locator('[name="budget-2021H1"]').fill("-1");
  await page.locator('#what-if [type="submit"]').click();
  const summary = page.locator("[data-error-summary]");
  await summary.waitFor();
  assert.ok(await page.locator(`#what-if [value="${code}"]`).isChecked(), "what was chosen stays");
  await assertAccessible(page);
  await page.locator('[name="budget-2021H1"]').fill("300");
  await page.locator('#what-if [type="submit"]').click();
  await page.waitForURL(/portfolio\/plans\/\d+/);
  const moves = page.locator(`main table a[href$="/land/parcels/${code}"]`);
  await moves.first().waitFor({ timeout: 60_000 });
  assert.ok((await moves.count()) > 0, "the withdrawn parcel is named where somebody stood on it");
  for (const size of [wide, narrow]) {
    await page.setViewportSize(size);
    await assertFitsWidth(page);
    await assertAccessible(page);
  }
  await page.context().close();
});

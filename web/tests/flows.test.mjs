// The ways that people take through the house, in the order in which they take them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { join } from "node:path";
import { assertAccessible, assertFitsWidth, assertNoFaults, launch, narrow, openPage, screenshots, wide } from "./browser.mjs";
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

/** A page of somebody who has signed in; `login` names one of the demo accounts. */
async function pageOf(login, options = {}) {
  const account = house.accounts.find((one) => one.login === login);
  assert.ok(account, `${login} is a demo account`);
  const context = await signIn(browser, house, account, { viewport: wide, ...options });
  return openPage(context, house.origin);
}

/** The address of the zone's policy article, found as a reader finds it. */
async function openArticle(page) {
  await page.goto(`${house.home}/policy`);
  await page.locator("main table a, main .card a").first().click();
  await page.locator(".live-text").waitFor();
}

test("the first page after signing in is the own work", async () => {
  const page = await pageOf("leader");
  await page.goto(`${house.home}/sign-in`);
  assert.equal(page.url(), `${house.home}/work`);
  assertNoFaults(page);
});

test("a wrong password is refused in words, and the login stays typed", async () => {
  const page = await openPage(await browser.newContext({ locale: "zh-CN", viewport: wide }), house.origin);
  await page.goto(`${house.home}/work`);
  assert.match(page.url(), /\/sign-in/);
  await page.locator('[name="login"]').fill("leader");
  await page.locator('[name="password"]').fill("not the password");
  await page.locator('main form [type="submit"]').click();
  const summary = page.locator("[data-error-summary]");
  await summary.waitFor();
  assert.ok(await summary.evaluate((element) => element === document.activeElement), "the summary has the focus");
  assert.equal(await page.locator('[name="login"]').inputValue(), "leader");
  assert.equal(await page.locator('[name="password"]').inputValue(), "");
  await assertAccessible(page);
  await page.locator('[name="password"]').fill(house.accounts[0].password);
  await page.locator('main form [type="submit"]').click();
  await page.waitForURL(`${house.home}/work`);
});

test("whoever signs out is out: the page before does not open again", async () => {
  const page = await pageOf("leader");
  await page.goto(`${house.home}/account`);
  await page.locator('form[action$="/sign-out"] [type="submit"]').click();
  await page.waitForURL((url) => !url.pathname.endsWith("/account"));
  await page.goBack();
  assert.match(page.url(), /\/sign-in/);
});

test("from a sentence to its measure and its fact", async () => {
  const page = await pageOf("leader");
  await openArticle(page);
  const measured = page.locator(".clause:has(.clause-value) .clause-text a").first();
  await measured.click();
  const panel = page.locator("#panel");
  await panel.locator(".panel-quote").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "panel");
  assert.match(page.url(), /[?&]clause=/);
  await assertAccessible(page);
  await page.screenshot({ path: join(screenshots, "live-article.png") });

  await page.reload();
  await panel.locator(".panel-quote").waitFor();
  await panel.locator('a[href*="/policy/facts/"]').first().click();
  await page.waitForURL(/\/policy\/facts\//);
  assertNoFaults(page);
});

test("from a fact to the records behind it, and to who changed them", async () => {
  const page = await pageOf("leader");
  await page.goto(`${house.home}/policy/facts/projects.count.in_production`);
  const record = page.locator('main a[href*="/projects/"]').first();
  const name = await record.innerText();
  await record.click();
  await page.waitForURL(/\/projects\/[^/]+$/);
  assert.ok(name.includes(await page.locator("h1").innerText()));
  assert.ok(await page.locator(".history .history-who").count() > 0, "the journal of the record stands on its page");
  assertNoFaults(page);
});

test("the same way goes without JavaScript", async () => {
  const page = await pageOf("leader", { javaScriptEnabled: false });
  await openArticle(page);
  await page.locator(".clause:has(.clause-value) .clause-text a").first().click();
  assert.ok(await page.locator("#panel .panel-quote").isVisible());
  await page.locator("#panel .panel-close").click();
  assert.equal(await page.locator("#panel .panel-quote").count(), 0);
});

test("the keyboard alone reaches the panel and comes back", async () => {
  const page = await pageOf("leader");
  await openArticle(page);
  const sentences = page.locator(".clause-text a");
  await sentences.first().focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator("#panel .panel-quote").waitFor();
  assert.equal(
    await page.locator("#panel .panel-quote").innerText(), await sentences.nth(1).innerText());
  await page.goBack();
  assert.ok(!page.url().includes("clause="));
});

test("the public reads the article with the lights that were released, and only those", async () => {
  const page = await openPage(await browser.newContext({ locale: "zh-CN", viewport: narrow, reducedMotion: "reduce" }), house.origin);
  await page.goto(`${house.home}/articles/transformation`);
  const released = await page.locator(".article-body .released").count();
  assert.ok(released > 0);
  assert.equal(await page.locator(".article-body .light").count(), released);
  assert.ok(await page.locator(".article-body").innerText().then((text) => text.length > 1000), "the whole text is there");
  await assertFitsWidth(page);
  await assertAccessible(page);
  await page.screenshot({ path: join(screenshots, "public-article-390.png"), fullPage: true });
  await page.setViewportSize(wide);
  await page.screenshot({ path: join(screenshots, "public-article.png") });
  assertNoFaults(page);
});

test("the article filtered by light is an address that can be sent", async () => {
  const page = await pageOf("leader");
  await openArticle(page);
  await page.locator(".lights-bar .light-red").click();
  await page.waitForURL(/[?&]light=red/);
  assert.ok(await page.locator(".clause-red").count() > 0);
  assert.equal(await page.locator(".clause-green").count(), 0);
  const other = await pageOf("policy");
  await other.goto(page.url());
  assert.equal(await other.locator(".clause-red").count(), await page.locator(".clause-red").count());
});

test("the list of projects: filtered, sorted, other columns, all in the address", async () => {
  const page = await pageOf("leader");
  await page.goto(`${house.home}/projects`);
  const rows = page.locator("main table tbody tr");
  const all = await rows.count();
  await page.locator("main form.filters select").first().selectOption({ index: 1 });
  await page.locator('main form.filters [type="submit"]').first().click();
  await page.waitForURL(/\?/);
  const filtered = await rows.count();
  assert.ok(filtered > 0 && filtered < all, `${filtered} of ${all}`);
  await page.locator("th a.table-sort").first().click();
  await page.waitForURL(/sort=/);
  assert.equal(await rows.count(), filtered);
  const heads = await page.locator("main table thead th").count();
  const menu = page.locator("details.menu:has(form[data-columns])");
  await menu.locator("summary").click();
  await menu.locator('input[type="checkbox"]:checked').last().uncheck();
  await page.locator("h1").click();
  await page.waitForFunction((before) => document.querySelectorAll("main table thead th").length === before - 1, heads);
  assert.equal(await rows.count(), filtered, "filter and order are kept");
  assertNoFaults(page);
});

test("the language changes where one stands, and back", async () => {
  const page = await pageOf("leader");
  await page.goto(`${house.home}/account`);
  await page.getByRole("link", { name: "English" }).click();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.match(page.url(), /\/account/);
  await page.getByRole("link", { name: "中文" }).click();
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
});

test("a form that is wrong comes back with what was typed and why", async () => {
  const page = await pageOf("admin");
  await page.goto(`${house.home}/people/new`);
  await page.locator('[name="login"]').fill("BAD LOGIN !");
  await page.locator('[name="name"]').fill("<b>张三</b>");
  await page.locator('[name="organisation"]').selectOption({ index: 1 });
  await page.locator('main form [type="submit"]').first().click();
  await page.locator("[data-error-summary]").waitFor();
  assert.equal(await page.locator('[name="name"]').inputValue(), "<b>张三</b>");
  assert.equal(await page.locator('[name="login"]').getAttribute("aria-invalid"), "true");
  await assertAccessible(page);
});

test("two people edit one record: the second sees both versions and nothing is lost", async () => {
  const [first, second] = await Promise.all([pageOf("admin"), pageOf("admin")]);
  const address = `${house.home}/people/land`;
  const save = (page) => page.locator('form:has([name="post"]) [type="submit"]').first().click();
  await first.goto(address);
  await second.goto(address);
  await first.locator('[name="post"]').fill("局长（第一人）");
  await save(first);
  await first.locator("[data-flash]").waitFor();
  await second.locator('[name="post"]').fill("局长（第二人）");
  await save(second);
  await second.getByText("局长（第一人）").first().waitFor();
  assert.ok(await second.getByText("局长（第二人）").count() > 0, "what the second typed is still there");
  await assertAccessible(second);
  await first.goto(address);
  assert.equal(await first.locator('[name="post"]').inputValue(), "局长（第一人）");
});

test("an enterprise that is not content with an answer asks again, on a desk and in the hand", async () => {
  for (const [viewport, item] of [[wide, "qs-006-156"], [narrow, "qs-006-155"]]) {
    const address = `${house.home}/projects/qs-006/items/${item}`;
    if (item === "qs-006-155") {
      const bureau = await pageOf("gas");
      await bureau.goto(address);
      await bureau.locator('[name="outcome"]').first().fill("已列入保供名单");
      await bureau.locator('form[action$="/finish"] [type="submit"]').click();
    }
    const page = await pageOf("enterprise", { viewport });
    await page.goto(address);
    await page.locator("details", { has: page.locator('[name="contest_reason"]') }).locator("summary").click();
    await assertFitsWidth(page);
    await assertAccessible(page);
    await page.locator('[name="contest_reason"]').fill("还没有解决");
    await page.locator('form[action$="/contest"] [type="submit"]').click();
    assert.match(await page.locator("[data-flash]").textContent(), /已要求重办/);
    assert.match(await page.locator("main").textContent(), /还没有解决/);
    await assertFitsWidth(page);
    await assertAccessible(page);
    assertNoFaults(page);
  }
});

test("a parcel goes from the register to the public site, on a desk and in the hand", async () => {
  for (const [viewport, locale, code] of [[wide, "zh-CN", "XH-31"], [narrow, "en", "XH-32"]]) {
    const editor = await pageOf("land", { viewport, locale });
    await editor.goto(`${house.home}/land/parcels/new`);
    for (const [name, typed] of [["code", code], ["name", `循环园试点地块 ${code}`], ["area_mu", "1,200"]]) {
      await editor.locator(`main [name="${name}"]`).fill(typed);
    }
    await editor.locator('[name="land_use"]').selectOption("0601");
    await editor.locator('main [name="status"]').selectOption("ready");
    await editor.locator('main form [type="submit"]').click();
    await editor.locator("[data-error-summary]").waitFor();
    assert.equal(await editor.locator('[name="code"]').inputValue(), code, "what was typed stays");
    await assertAccessible(editor);
    await assertFitsWidth(editor);
    await editor.locator('[name="area_mu"]').fill("120");
    await editor.locator('main form [type="submit"]').click();
    await editor.waitForURL(new RegExp(`/land/parcels/${code}\\?`));
    await assertAccessible(editor);
    await assertFitsWidth(editor);
    await editor.screenshot({ path: join(screenshots, `land-parcel-editor-${viewport.width}.png`), fullPage: true });

    const leader = await pageOf("leader", { viewport });
    await leader.goto(`${house.home}/land/parcels/${code}`);
    await assertAccessible(leader);
    await assertFitsWidth(leader);
    await leader.screenshot({ path: join(screenshots, `land-parcel-leader-${viewport.width}.png`), fullPage: true });
    const context = await browser.newContext({ locale, viewport });
    const public_ = await openPage(context, house.origin);
    await public_.goto(`${house.home}/listings`);
    assert.ok(!(await public_.locator("main").textContent()).includes(code), "nobody has decided it yet");
    await leader.locator('form[action$="/public"] [type="submit"]').click();
    assert.match(await leader.locator("[data-flash]").textContent(), /已在门户网站展示/);
    await public_.reload();
    const card = public_.locator(".listing", { hasText: code });
    assert.match(await card.textContent(), /120/);
    await public_.goto(`${house.home}/site/search?q=${encodeURIComponent("试点地块")}`);
    assert.ok((await public_.locator('main a[href$="/listings"]').count()) > 0, "anybody finds it");
    for (const page of [leader, public_]) assertNoFaults(page);
  }
});

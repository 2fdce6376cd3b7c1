// One investor's way from a lead in the pool to verified full benefit, with four roles: the clerk of investment promotion,
// the clerk of projects, the bureau that must act, and the verifier who manages none of it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, assertFitsWidth, assertNoFaults, launch, openPage, wide } from "./browser.mjs";
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

async function pageOf(login) {
  const account = house.accounts.find((one) => one.login === login);
  assert.ok(account, `${login} is a demo account`);
  const context = await signIn(browser, house, account, { viewport: wide });
  return openPage(context, house.origin);
}

/** Sends the form that posts to an address, and comes to where it leads. */
async function send(page, action, fields = {}) {
  const form = page.locator(`main form[action$="${action}"]`).first();
  await page.evaluate(() => document.querySelectorAll("main details").forEach((details) => (details.open = true)));
  for (const [name, value] of Object.entries(fields)) {
    const field = form.locator(`[name="${name}"]`);
    const tag = await field.first().evaluate((one) => one.tagName);
    if (tag === "SELECT") await field.selectOption(value);
    else await field.first().fill(value);
  }
  await form.locator('[type="submit"]').first().click();
  await page.waitForLoadState();
}

const message = (page) => page.locator("[data-flash]").innerText();
const errors = (page) => page.locator("[data-error-summary]").innerText();

test("one investor goes from a lead to verified full benefit", async () => {
  const promoter = await pageOf("investment");
  await promoter.goto(`${house.home}/projects/new`);
  await send(promoter, "/projects/new", { name: "凤鸣精密铸造", investor_name: "凤鸣铸造有限公司（演示）", lead_source: "fair" });
  const path = new URL(promoter.url()).pathname;
  const at = (part = "") => `${house.origin}${path}${part}`;

  // Nobody is in charge yet: it stands in the pool, and is taken.
  await promoter.goto(`${house.home}/projects/pool`);
  await assertAccessible(promoter);
  await promoter.locator(`form[action$="${path}/take"] button`).click();
  assert.match(await message(promoter), /您是负责人/);

  // A talk with its next step.
  await promoter.goto(at("/dossier"));
  await promoter.locator("#talk details summary").click();
  const talk = promoter.locator("#talk form");
  await talk.locator('[name="form"]').selectOption("visit");
  await talk.locator('[name="with"]').fill("凤总");
  await talk.locator('[name="text"]').fill("有意落户，关注气价");
  await talk.locator('[type="submit"]').click();
  await promoter.locator("#talk table").waitFor();

  // Moving on asks for what is missing, and each need leads to its field.
  await promoter.goto(at());
  const need = promoter.locator("#move-on .work-queue a").first();
  assert.match(await need.getAttribute("href"), /#field-/);
  await promoter.goto(at("/edit"));
  await send(promoter, "/edit", {
    credit_code: "91140521MA0DM0004M", description: "精密铸造", industry_code: "C3073", park: "equipment",
    leading_industry: "equipment", total_investment_cny: "2亿", land_mu: "50", output_cny_per_year: "3亿",
    tax_cny_per_year: "1500万", jobs: "120", start_promised_on: "2020-10-01", production_promised_on: "2021-12-31",
    project_code: "2020-149900-33-03-900777", longitude_deg: "112.2", latitude_deg: "35.68", power_kw: "2000",
    water_t_per_day: "90",
  });
  for (const stage of ["negotiation", "signed"]) {
    await promoter.goto(at());
    await send(promoter, "/advance", { stage });
    assert.match(await message(promoter), /阶段已更新/);
  }

  // The clerk of projects takes over, plans by template and drives it until it produces.
  const driver = await pageOf("projects");
  await driver.goto(at("/dossier"));
  await send(driver, "/plan", { template: "new_build", begins_on: "2020-08-20" });
  await driver.locator("table.gantt").waitFor();
  await assertAccessible(driver);
  await driver.goto(at("/edit"));
  await send(driver, "/edit", { manager: "projects" });
  for (const stage of ["landed", "started", "under_construction", "completed", "in_production"]) {
    await driver.goto(at(`/move?to=${stage}&back=board`));
    await send(driver, "/advance");
    assert.match(driver.url(), /\/projects\/board/, `${stage} is entered from the board`);
    await assertFitsWidth(driver);
  }

  // A duty waits for the bureau that must act, which reports it done.
  await driver.goto(at("/dossier"));
  await driver.locator("#duty details summary").click();
  const duty = driver.locator("#duty form");
  await duty.locator('[name="title"]').fill("接通生产用水");
  await duty.locator('[name="owner"]').selectOption("permits");
  await duty.locator('[name="due_on"]').fill("2020-08-25");
  await duty.locator('[type="submit"]').click();
  const bureau = await pageOf("permits");
  await bureau.goto(`${house.home}/work`);
  await bureau.locator("table a", { hasText: "接通生产用水" }).click();
  await send(bureau, "/finish", { outcome: "已接通" });
  assert.match(await message(bureau), /已办结/);

  // Full capacity and full benefit are claimed, sent back once, and verified by somebody else.
  const verifier = await pageOf("verifier");
  await driver.goto(at("/documents"));
  const pdf = { name: "产量台账.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n") };
  await driver.locator('form[action$="/documents"] input[type="file"]').last().setInputFiles(pdf);
  await send(driver, "/documents", { kind: "capacity_evidence" });
  for (const stage of ["达产", "达效"]) {
    await driver.goto(at());
    await send(driver, "/claim", { evidence: `${stage}：台账、发票、税票` });
    await verifier.goto(`${house.home}/work`);
    await verifier.locator("table a", { hasText: "凤鸣精密铸造" }).first().click();
    if (stage === "达产") {
      await send(verifier, "/return", { claim_returned: "" });
      assert.match(await errors(verifier), /请填写/);
      await send(verifier, "/return", { claim_returned: "缺八月用电量" });
      await driver.goto(at());
      await send(driver, "/claim", { evidence: "补八月用电量" });
      await verifier.goto(at());
    }
    await assertAccessible(verifier);
    await send(verifier, "/verify");
    assert.match(await message(verifier), /已认定/);
  }
  await driver.goto(at());
  assert.equal(await driver.locator('.stepper [aria-current="step"]').innerText().then((text) => text.includes("达效")), true);
  assert.match(await driver.locator(".timeline").innerText(), /何慎之 认定/);
  // The verifier was refused once, on purpose.
  for (const page of [promoter, driver, bureau]) assertNoFaults(page);
});

test("on the board a key leads to the move, and nothing moves by the key alone", async () => {
  const page = await pageOf("projects");
  await page.goto(`${house.home}/projects/board`);
  const card = page.locator("[data-board] [data-stop][data-next]").first();
  await card.focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForURL(/\/move\?to=/);
  await assertAccessible(page);
  assertNoFaults(page);
});

/**
 * Which of ours do you know? Two nodes of two States: hotlines put identifiers of suspects into their cases, an officer of one asks, a
 * legal officer of the other allows it, and a hit leads to a request. The people are those of `khien demo --desks --json` (KHIEN_TEST,
 * KHIEN_TEST_OTHER).
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inspect, startBrowser } from "./console-world.mjs";
import { member } from "./desk-people.mjs";

const here = JSON.parse(process.env.KHIEN_TEST);
const there = JSON.parse(process.env.KHIEN_TEST_OTHER);
const KNOWN = "+999 555 0199";
const ALSO = "Invented.Account@invented.example";

let browser;
const people = {};
const cases = {};

before(async () => {
  browser = await startBrowser();
  people.analyst = await member(browser, here, "analyst", "vi");
  people.officer = await member(browser, here, "officer", "en");
  people.theirAnalyst = await member(browser, there, "analyst", "id");
  people.theirApprover = await member(browser, there, "approver", "en");
});

after(() => browser?.close());

/** Puts an identifier into the first case of a State; gives the case's number. */
async function put({ page, state }, kind, value, standing) {
  await page.goto(`${state.serving}/console/cases`);
  await page.locator("main tbody a").first().click();
  await page.waitForURL(/\/console\/case\//);
  cases[state.state] = page.url().replace(/#.*/, "");
  const form = page.locator("form[action$='/identifier']");
  await form.locator("[name=kind]").selectOption(kind);
  await form.locator("[name=value]").fill(value);
  await form.locator("[name=standing]").selectOption(standing);
  await form.locator("button").click();
  await page.waitForURL(/#identifiers$/);
  return (await page.locator("h1").textContent()).match(/\d+/)[0];
}

/** Opens the page, writes what is asked, and signs it where it can be. */
async function ask({ page, state }, number, lines) {
  await page.goto(`${state.serving}/console/desk/lookup`);
  await page.fill("[name=case]", number);
  await page.selectOption("[name=to]", there.state);
  for (const [n, [kind, value]] of lines.entries()) {
    await page.selectOption(`[name=kind${n + 1}]`, kind);
    await page.fill(`[name=value${n + 1}]`, value);
  }
  await page.click("main button.primary");
}

async function sign({ page }) {
  await page.click("form[data-sign-lookup] button");
  const passphrase = page.locator("dialog input[type=password]");
  const answered = page.waitForURL(/\/console\/desk\/lookup\/[0-9a-f]{32}$/);
  await Promise.race([answered, passphrase.waitFor().catch(() => undefined)]);
  if (await passphrase.isVisible().catch(() => false)) {
    await passphrase.fill(here.logins.find((one) => one.role === "officer").passphrase);
    await page.keyboard.press("Enter");
  }
  await answered;
}

let number;

test("hotlines put identifiers in, and the page shows a mark and never the value", async () => {
  number = await put(people.analyst, "phone", KNOWN, "assessed");
  await put(people.analyst, "mail", ALSO, "assessed");
  const { page, faults } = people.analyst;
  assert.ok(!(await page.content()).includes("555 0199") && !(await page.content()).includes("5550199"));
  await inspect(people.analyst, "lookup-case");
  await put(people.theirAnalyst, "phone", "00999-555-0199", "alleged");
  await inspect(people.theirAnalyst, "lookup-case-there");
  assert.deepEqual(faults, []);
});

test("what is no identifier, or not one of the case, is told with what was written still there", async () => {
  const { page, faults } = people.officer;
  await ask(people.officer, number, [["phone", "0901234567"]]);
  assert.match(await page.locator("[role=alert]").textContent(), /with its country/);
  assert.equal(await page.inputValue("[name=value1]"), "0901234567");
  await ask(people.officer, number, [["phone", "+84 901 234 567"]]);
  assert.match(await page.locator("[role=alert]").textContent(), /not in this case as assessed or confirmed/);
  await inspect(people.officer, "lookup-wrong");
  assert.deepEqual(faults, []);
});

test("what was only said there is not known, what was assessed there is, and nothing of it travels readable", async () => {
  const { page, faults } = people.officer;
  await ask(people.officer, number, [["phone", KNOWN], ["mail", ALSO.toLowerCase()]]);
  await inspect(people.officer, "lookup-sign");
  const text = await page.locator("form[data-sign-lookup]").getAttribute("data-text");
  assert.equal(JSON.parse(text).blinded.length, 16, "sixteen elements, whatever is asked");
  assert.ok(!text.includes("555") || !text.includes("0199"));
  await sign(people.officer);
  await page.getByRole("heading", { name: "Not known there" }).waitFor();
  assert.equal(await page.getByRole("heading", { name: "Known there", exact: true }).count(), 0);
  await inspect(people.officer, "lookup-none");

  const other = people.theirAnalyst;
  await other.page.goto(cases[there.state]);
  const first = other.page.locator("#identifiers form[action$='/standing']").last();
  await first.locator("select").selectOption("confirmed");
  await first.locator("button").click();
  await other.page.getByText("Harus anggota lain").waitFor();
  await other.page.goto(cases[there.state]);
  await first.locator("select").selectOption("assessed");
  await first.locator("button").click();
  await other.page.waitForURL(/#identifiers$/);

  await ask(people.officer, number, [["phone", KNOWN], ["mail", ALSO]]);
  await sign(people.officer);
  const known = page.locator("section", { has: page.getByRole("heading", { name: "Known there", exact: true }) });
  assert.match(await known.locator("li").textContent(), /\+9995550199/);
  await inspect(people.officer, "lookup-hit");
  assert.deepEqual(faults, []);
});

test("a hit offers one thing, a request to that State, and the case says who knows it", async () => {
  const { page } = people.officer;
  const link = page.locator("main a.button");
  assert.equal(await link.count(), 1);
  await link.click();
  await page.waitForURL(/\/console\/desk\/new\/L1\?to=XB$/);
  await people.analyst.page.goto(cases[here.state]);
  assert.match(await people.analyst.page.locator("#identifiers").textContent(), /Quốc gia biết: XB/);
  assert.match(await people.analyst.page.locator("ol.timeline").textContent(), /muốn hỏi quốc gia khác về một định danh/, "who tried shows");
  await people.analyst.page.goto(`${here.serving}/console/desk/lookup`);
  assert.equal(await people.analyst.page.locator("form[action='/console/desk/lookup']").count(), 0, "the desk asks, not the hotline");
});

test("a legal officer sees what was asked and stops it; whoever asks then is refused by name", async () => {
  const { page, faults } = people.theirApprover;
  await page.goto(`${there.serving}/console/desk/state/${here.state}`);
  const box = page.locator("#lookup");
  assert.match(await box.textContent(), /It may look up here: 3 of 50 queries today/);
  assert.ok(!(await box.textContent()).includes("555"), "about whom is not seen");
  await inspect(people.theirApprover, "lookup-state");
  await box.locator("button").click();
  await page.waitForURL(/#lookup$/);
  assert.match(await page.locator("#lookup").textContent(), /It may not look up here/);
  await ask(people.officer, number, [["phone", KNOWN]]);
  await sign(people.officer);
  assert.match(await people.officer.page.locator(".note.care").textContent(), /has not allowed us to look up/);
  await inspect(people.officer, "lookup-refused");
  await people.officer.page.goto(`${here.serving}/console/desk/lookup`);
  await inspect(people.officer, "lookup-list");
  await page.locator("#lookup button").click();
  assert.deepEqual([faults, people.officer.faults], [[], []]);
});

test("without script everything stands there but the signature, and the page says so", async () => {
  const state = await people.officer.page.context().storageState();
  const context = await browser.newContext({ storageState: state, javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  const page = await context.newPage();
  await ask({ page, state: here }, number, [["phone", KNOWN]]);
  assert.match(await page.locator("noscript, .note").last().textContent(), /Signing needs script/);
  await context.close();
});

test("whoever audits the desk reads each query with its case and its basis, about nobody, and asks nothing", async () => {
  const auditor = await member(browser, here, "auditor", "en");
  const { page, faults } = auditor;
  await page.goto(`${here.serving}/console/desk/lookups`);
  const rows = page.locator("main tbody tr");
  await rows.first().waitFor();
  const first = await rows.first().textContent();
  assert.match(first, new RegExp(`${there.state}[^]*about (one|\\d+) identifier`));
  assert.match(first, /Case[^]*(law enforcement|inquiries|assistance)[^]*to (identify|link|protect|find)/);
  assert.match(first, /Night officer/);
  const text = await page.locator("main").textContent();
  assert.ok(!text.includes(KNOWN) && !text.includes(ALSO), "about whom is kept nowhere");
  for (const lang of ["en", "vi", "id"]) {
    await page.goto(`${here.serving}/console/desk/lookups?lang=${lang}`);
    await inspect(auditor, `desk-lookups-${lang}`);
  }
  assert.equal((await page.goto(`${here.serving}/console/desk/lookup`)).status(), 403);
  assert.equal((await page.goto(`${here.serving}/console/desk/request/${here.request}?lang=en`)).status(), 200);
  assert.ok((await page.locator("ol.messages > li").count()) > 1);
  assert.equal(await page.locator("khien-request-text, [data-open]").count(), 0, "no button that opens nothing for them");
  const officer = await people.officer.page.request.get(`${here.serving}/console/desk/lookups`);
  assert.equal(officer.status(), 403, "the page is whoever audits' alone");
  assert.deepEqual(faults, []);
});

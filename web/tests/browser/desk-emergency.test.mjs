/**
 * When a life is at risk, by hand and in two States: one officer asks on one screen, with one signature; a colleague looks; the other
 * State calls the number of its directory, decides, hands over what finds the person, and both review it. A second one, which nobody
 * confirms, is refused. The people are those of `khien demo --desks --json` (KHIEN_TEST and KHIEN_TEST_OTHER).
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inspect, startBrowser } from "./console-world.mjs";
import { at, check, fillAssistance, fillItem, long, member, moment } from "./desk-people.mjs";

const here = JSON.parse(process.env.KHIEN_TEST);
const there = JSON.parse(process.env.KHIEN_TEST_OTHER);
const NUMBER = "+999 1 234 567";

let browser;
const people = {};
let asked;
let answered;

before(async () => {
  browser = await startBrowser();
  const seats = [
    ["signer", here, "officer", "en"], ["second", here, "relief", "vi"], ["approver", here, "approver", "id"],
    ["caller", there, "officer", "en"], ["decider", there, "approver", "id"], ["reviewer", there, "relief", "en"],
  ];
  for (const [name, state, role, lang] of seats) people[name] = await member(browser, state, role, lang);
});

after(() => browser?.close());

async function until({ page }, url, pattern) {
  for (let tries = 0; tries < 80; tries++) {
    await page.goto(url);
    if (pattern.test(await page.locator("main").textContent())) return;
    await page.waitForTimeout(250);
  }
  assert.fail(`${url} does not say ${pattern}`);
}

/** Signs a step, and waits for the page that shows it as said. */
async function sign({ page }, name, fill = async () => undefined) {
  const step = page.locator(`[data-step="${name}"]`);
  await fill(step);
  const text = step.locator("textarea");
  if (await text.count()) await text.fill("Said by hand, in a test.");
  const said = page.waitForResponse((response) => response.url().endsWith("/say"), { timeout: 60_000 });
  const shown = page.waitForEvent("load", { timeout: 60_000 });
  await step.locator("button[type=submit]").click();
  assert.equal((await said).status(), 201);
  await shown;
}

/** What a person types: the rest stands there already. */
async function fillEmergency(page) {
  await page.goto(`${here.serving}/console/desk?lang=en`);
  await page.click('a[href="/console/desk/emergency"]');
  await page.fill(at("/risk/who"), "An invented girl of nine, missing since noon");
  await page.selectOption(at("/risk/harm"), "abduction");
  await page.selectOption(at("/risk/imminence"), "under_6h");
  await page.fill(at("/risk/basis"), long("A message of an invented account says where she is kept."));
  await page.selectOption(at("/minimum_data/0/class"), "subscriber");
  await page.selectOption(at("/minimum_data/0/identifier/type"), "account_id");
  await page.fill(at("/minimum_data/0/identifier/value"), "invented.account");
  await page.fill(at("/slower_path_fails"), "A request for assistance takes days; she is at risk within hours.");
  await page.fill(at("/stop_when"), "When she is found");
  await page.selectOption(at("/authorisation/by"), "police");
  // What nobody answers for whoever signs: pursued for words, a death sentence or torture.
  for (const code of ["S4", "S7"]) await page.check(`${at(`/safeguards/${code}/answer`)}[value=no]`);
}

async function send(page) {
  await page.check("[data-so]");
  await page.click("khien-desk-form button.primary");
  await page.waitForURL(/\/console\/desk\/request\/req_/);
}

test("the number of the other State stands first, even where no script runs", async () => {
  const { page } = people.signer;
  await page.goto(`${here.serving}/console/desk?lang=en`);
  await inspect(people.signer, "desk-emergency-list");
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en", storageState: await page.context().storageState() });
  const plain = await context.newPage();
  await plain.goto(`${here.serving}/console/desk/emergency?lang=en`);
  const words = await plain.locator("main").textContent();
  assert.ok(words.includes(NUMBER) && /needs its script, which does not run here\. Call the number/.test(words), words);
  assert.equal(await plain.locator("a.number").first().getAttribute("href"), "tel:+9991234567");
  await context.close();
});

test("one officer asks on one screen, with one press and one signature, and says who else is called", async () => {
  const { page, faults } = people.signer;
  await fillEmergency(page);
  await inspect(people.signer, "desk-emergency-form");
  await page.click("khien-desk-form button.primary");
  await page.locator("[data-error]", { hasText: "tick the box" }).waitFor();
  assert.match(await page.locator(".call-first").textContent(), /this desk also calls: .*Day officer/);
  await send(page);
  asked = page.url().split("?")[0];
  answered = `${there.serving}/console/desk/request/${asked.split("/").pop()}`;
  const words = await page.locator("main").textContent();
  assert.match(words, /Somebody of that State calls this desk before anything is sent/);
  assert.match(words, /Called to look at it too: .*Day officer.*Nobody but its signer has opened it yet/);
  assert.match(words, /The ordinary request follows by/);
  await inspect(people.signer, "desk-emergency-sent");
  assert.deepEqual(faults, []);
});

test("a second person of that State looks, and that is seen", async () => {
  const { page, faults } = people.second;
  await page.goto(asked);
  await page.locator("khien-request-text button[data-open]").first().click();
  await page.locator(".opened", { hasText: "invented girl" }).waitFor();
  await people.signer.page.goto(asked);
  assert.match(await people.signer.page.locator("[data-emergency-box]").textContent(), /Also looked at by/);
  assert.deepEqual(faults, []);
});

test("the other State calls the number of its directory and hears the same words before anybody can decide", async () => {
  const { page, faults } = people.caller;
  await until(people.caller, answered, /Call this number first/);
  const box = page.locator("[data-emergency-box]");
  assert.ok((await box.textContent()).includes(NUMBER));
  const theirs = await people.signer.page.locator(".spoken").textContent();
  assert.equal((await box.locator(".spoken").textContent()).trim(), theirs.trim());
  await inspect(people.caller, "desk-emergency-call");
  await people.decider.page.goto(answered);
  assert.equal(await people.decider.page.locator('[data-step="decide"]').count(), 0, "nothing is decided before the call");
  await sign(people.caller, "call-confirmed");
  assert.match(await page.locator("[data-emergency-box]").textContent(), /Called back at the directory’s number, and confirmed/);
  assert.deepEqual(faults, []);
});

test("somebody else decides, and what finds the person is handed over", async () => {
  const { page, faults } = people.caller;
  for (const box of await page.locator("form[action$='/gate'] input[value=not_needed]").all()) await box.check();
  await page.locator("form[action$='/gate'] button").click();
  await people.decider.page.goto(answered);
  await inspect(people.decider, "desk-emergency-decide");
  await sign(people.decider, "decide", (step) => step.locator("[name=decision]").selectOption("accepted"));
  await page.goto(answered);
  const step = page.locator('[data-step="return"]');
  await step.locator("[data-items]").click();
  await step.locator("[data-chosen]").waitFor();
  await step.locator("input[type=file]").setInputFiles([{ name: "account.txt", mimeType: "text/plain", buffer: Buffer.from("An invented address.\n") }]);
  await step.locator("[name=custody]").fill("Read to us by the provider's night desk");
  await step.locator("[name=authorisation]").fill("An invented law");
  for (const row of await step.locator("[data-files] > li").all()) {
    await row.locator("[name=from]").fill(moment(-20));
    await row.locator("[name=to]").fill(moment(-2));
  }
  await step.locator("[name=purpose][value=protection]").check();
  await step.locator("[name=last]").fill(moment(24 * 30).slice(0, 10));
  await sign(people.caller, "return");
  await until(people.signer, asked, /1 of 1 part/);
  await inspect(people.signer, "desk-emergency-given");
  assert.deepEqual(faults, []);
});

async function review({ page }, url, verdict) {
  await page.goto(url);
  const box = page.locator("[data-review]");
  await box.locator("[name=verdict]").selectOption(verdict);
  await box.locator("[name=text]").fill("It was reviewed by hand, in a test.");
  const shown = page.waitForEvent("load");
  await box.locator("button[type=submit]").click();
  await shown;
}

test("both sides review it, by somebody who had no part in it", async () => {
  await people.signer.page.goto(asked);
  assert.match(await people.signer.page.locator("[data-review]").textContent(), /Somebody else has to review this/);
  await people.decider.page.goto(answered);
  assert.equal(await people.decider.page.locator("[data-review] form").count(), 0, "whoever decided does not review");
  await people.reviewer.page.goto(answered);
  await inspect(people.reviewer, "desk-emergency-review");
  await review(people.reviewer, answered, "not_justified");
  await people.reviewer.page.locator("[data-review] button[data-open]").click();
  await people.reviewer.page.locator(".opened", { hasText: "by hand" }).waitFor();
  await inspect(people.reviewer, "desk-emergency-reviewed");
  await review(people.second, asked, "justified");
  assert.match(await people.second.page.locator("[data-review]").textContent(), /: chính đáng/);
  for (const { faults } of Object.values(people)) assert.deepEqual(faults, []);
});

test("the request that was promised names the emergency that it follows", async () => {
  const { page } = people.signer;
  await page.goto(asked);
  await page.locator('a[href*="/console/desk/new/A1"]').click();
  assert.equal(await page.locator(at("/request_status")).inputValue(), "supplement");
  assert.match(await page.locator(at("/status_ref")).inputValue(), /^[0-9a-f]{32}$/);
  await fillItem(page, "/items/0");
  await fillAssistance(page, { law: "Article 1 of the Penal Code: whoever takes a child away", conduct: "taking a child away", facts: "The account said where the child was kept." });
  assert.deepEqual((await check(page)).problems, []);
  await page.click("[data-keep]");
  await page.waitForURL(/\/console\/desk\/request\/req_/);
  const signer = people.approver.page;
  await signer.goto(page.url());
  await signer.locator("khien-request-text button[data-open]").first().click();
  await signer.locator(".opened").waitFor();
  await sign(people.approver, "request");
  await until(people.signer, asked, /The ordinary request that was promised has followed/);
  await until(people.caller, answered, /The ordinary request that was promised has followed/);
});

test("the next one of that State shows the review, and what nobody confirms is refused as not authentic", async () => {
  const { page, faults } = people.signer;
  await fillEmergency(page);
  await send(page);
  const url = `${there.serving}/console/desk/request/${page.url().split("?")[0].split("/").pop()}`;
  await until(people.caller, url, /Call this number first/);
  assert.match(await people.caller.page.locator("[data-emergency-box]").textContent(), /found one earlier emergency of this State not justified/);
  await inspect(people.caller, "desk-emergency-flag");
  await sign(people.caller, "call-unconfirmed");
  for (const box of await people.caller.page.locator("form[action$='/gate'] input[value=not_needed]").all()) await box.check();
  await people.caller.page.locator("form[action$='/gate'] button").click();
  await people.decider.page.goto(url);
  const decide = people.decider.page.locator('[data-step="decide"]');
  const offered = await decide.locator("[name=decision] option").evaluateAll((all) => all.map((one) => one.value));
  assert.deepEqual(offered, ["refused", "postponed"], "nothing is granted that nobody confirmed");
  await sign(people.decider, "decide", async (step) => {
    await step.locator("[name=decision]").selectOption("refused");
    await step.locator("[name=ground][value=V0]").check();
    await step.locator("[name=consulted]").selectOption({ index: 0 });
  });
  await until(people.signer, page.url().split("?")[0], /Refused/);
  assert.deepEqual(faults, []);
});

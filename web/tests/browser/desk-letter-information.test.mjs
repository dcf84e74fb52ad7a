/**
 * Information (X1) to a State without a node: the first letter shows summary and conditions and opens nothing more; its acceptance comes
 * home as a file, and only then does a second letter carry the key. Declined, it stays closed and its key is destroyed. The people are
 * those of `khien demo --desks --json` (KHIEN_TEST).
 */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { inspect, startBrowser } from "./console-world.mjs";
import { at, check, fillCommon, long, member, moment } from "./desk-people.mjs";

const here = JSON.parse(process.env.KHIEN_TEST);
const folder = mkdtempSync(join(tmpdir(), "khien-letter-information-"));
const correspondent = `${here.serving}/console/desk/correspondent/XC`;
const SECRET = "The account hidden.name@example.org belongs to the person who paid.";

let browser;
let asked;
let files = 0;
const people = {};

before(async () => {
  browser = await startBrowser();
  for (const role of ["officer", "approver"]) people[role] = await member(browser, here, role, "en");
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function saved(page, press) {
  const saving = page.waitForEvent("download", { timeout: 60_000 });
  await press();
  const file = join(folder, `file-${++files}`);
  await (await saving).saveAs(`${file}.html`);
  return `${file}.html`;
}

/** The newest message as a letter, opened in a browser without a network. */
async function letter() {
  const { page } = people.officer;
  await page.goto(asked);
  await page.selectOption("#letter-lang", "en");
  await page.click("khien-letter button[type=submit]");
  await page.locator("[data-made]").waitFor({ timeout: 60_000 });
  const told = await page.locator("[data-told]").textContent();
  const file = await saved(page, () => page.click("[data-file]"));
  const context = await browser.newContext({ offline: true, viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(30_000);
  const reader = { page: await context.newPage(), faults: [] };
  reader.page.on("pageerror", (error) => reader.faults.push(error.message));
  await reader.page.goto(pathToFileURL(file).href);
  await reader.page.fill("#told", told);
  await reader.page.click("#open button");
  await reader.page.locator("#letter .proof").first().waitFor({ timeout: 60_000 });
  return reader;
}

/** Answers in the letter, and has the file taken in by another officer. */
async function answer({ page }, what) {
  await page.fill("#officer", "Duty magistrate");
  await page.check(`[value=${what}]`);
  await page.fill("#text", "Said in the letter.");
  await page.click("#letter form button");
  await page.locator("#letter a[download]").waitFor();
  const file = await saved(page, () => page.click("#letter a[download]"));
  const taker = people.approver.page;
  await taker.goto(asked);
  await taker.setInputFiles("#answer-file", file);
  const shown = taker.waitForEvent("load", { timeout: 60_000 });
  await taker.click("khien-answer button");
  await shown;
}

const textOf = ({ page }) => page.locator("#letter section").first().textContent();

/** Whether the node hands the key out for a letter. */
async function key() {
  const { page } = people.officer;
  await page.goto(asked);
  return page.evaluate(async (path) => {
    const headers = { "content-type": "application/json", "x-khien": "1" };
    return (await fetch(path, { method: "POST", headers, body: "{}" })).status;
  }, `${new URL(asked).pathname}/letter/key`);
}

async function give() {
  const { page } = people.officer;
  await page.goto(`${here.serving}/console/desk/new/X1?to=XC&lang=en`);
  await page.fill(at("/summary_open"), "What a payment service told us about an account that pays for material of child sexual abuse.");
  await page.check(`${at("/conditions/use")}[value="investigation"]`);
  await page.check(`${at("/conditions/onward")}[value=false]`);
  await page.check(`${at("/conditions/feedback")}[value=true]`);
  await page.fill(at("/sealed/text"), SECRET);
  await page.selectOption(at("/reliability/source"), "B");
  await page.selectOption(at("/reliability/content"), "2");
  await page.check(`${at("/exculpatory")}[value=false]`);
  await page.check(at("/not_evidence_until_asked"));
  await page.fill(at("/facts"), long("The account paid for the material three times."));
  await page.fill(at("/necessity"), long("Nobody else knows of the payments."));
  await page.fill(at("/proportionality"), long("One account and three payments, nothing else."));
  await fillCommon(page);
  await page.fill(at("/respond_by"), moment(24 * 5));
  assert.deepEqual((await check(page)).problems, []);
  await page.click("[data-keep]");
  await page.waitForURL(/\/console\/desk\/request\/req_/);
  asked = page.url().split("?")[0];
  const signer = people.approver.page;
  await signer.goto(asked);
  await signer.locator("khien-request-text button[data-open]").first().click();
  await signer.locator(".opened").waitFor();
  const said = signer.waitForResponse((response) => response.url().endsWith("/say"));
  const shown = signer.waitForEvent("load");
  await signer.locator('[data-step="request"] button[type=submit]').click();
  assert.equal((await said).status(), 201);
  await shown;
}

test("a State without a node that is trusted for disclosure is given information", async () => {
  const { page } = people.approver;
  await page.goto(`${here.serving}/console/desk/states`);
  await page.locator("#letters summary").click();
  await page.fill("#letter-state", "XC");
  await page.fill("#letter-name", "Example C");
  await page.fill("#letter-authority", "Central authority of C");
  await page.fill("#letter-phone", "+99 12 345 678");
  await page.selectOption("#letter-lang", "en");
  await page.click("form[action='/console/desk/correspondents'] button");
  await page.waitForURL(/correspondent\/XC/);
  for (const who of [people.officer, people.approver]) {
    await who.page.goto(correspondent);
    await who.page.check("[name=called]");
    await who.page.click("form[action$='/call'] button");
    await who.page.waitForLoadState();
  }
  await page.goto(correspondent);
  await page.check("[name=trust][value=full]");
  await page.selectOption("[name=reason]", "agreement");
  await page.locator("form", { has: page.locator("[name=trust][value=full]") }).locator("button").click();
  await page.waitForLoadState();
  await give();
});

test("the first letter shows conditions and opens nothing more; the key does not leave", async () => {
  assert.equal(await key(), 409, "nobody accepted");
  const c = await letter();
  const text = await textOf(c);
  assert.match(text, /What a payment service told us/);
  assert.match(text, /opens once the conditions below are accepted/);
  assert.match(text, /while the proceedings last/, "no day was named, and that binds too");
  assert.doesNotMatch(text, /hidden\.name|three times/);
  assert.ok(!(await c.page.content()).includes("hidden.name"));
  assert.equal(await c.page.locator("[value=accepted]").count(), 0, "it is no request that somebody grants");
  assert.equal(await c.page.locator("[value=destroyed]").count(), 0);
  await inspect(c, "desk-letter-X1-closed");
  await answer(c, "accept");
  await people.officer.page.goto(asked);
  assert.match(await people.officer.page.locator("main").textContent(), /that letter carries the key/);
  assert.match(await people.officer.page.locator("main").textContent(), /We take the letter out that carries the key/, "a clock runs");
  await inspect(people.officer, "desk-letter-X1-accepted");
  assert.deepEqual([c.faults, people.approver.faults], [[], []]);
});

test("the second letter carries the key and opens; that it was destroyed comes home, and then no letter opens it", async () => {
  const id = await people.officer.page.locator("[data-part^='message/']").first().evaluate((one) => one.dataset.part.split("/")[1]);
  // Messages stand in the order in which they were said: the first is ours.
  assert.equal((await fetch(`${here.serving}/x/1/released/${id}`)).status, 404, "nobody fetches it");
  const c = await letterOfInformation();
  const text = await textOf(c);
  assert.ok(text.includes(SECRET) && text.includes("three times"));
  assert.match(text, /Here is the whole/);
  await people.officer.page.goto(asked);
  const page = await people.officer.page.locator("main").textContent();
  assert.match(page, /with the key of the information in it: /, "the journal says so");
  assert.doesNotMatch(page, /We take the letter out that carries the key/);
  await inspect(c, "desk-letter-X1-open");
  await answer(c, "destroyed");
  await people.officer.page.goto(asked);
  assert.doesNotMatch(await people.officer.page.locator("main").textContent(), /that letter carries the key/);
  assert.equal(await key(), 409, "it was destroyed there");
  const late = await letterOfInformation();
  assert.doesNotMatch(await textOf(late), /hidden\.name/);
  assert.deepEqual([c.faults, late.faults], [[], []]);
});

/** The letter of the message that gives the information. */
async function letterOfInformation() {
  await people.officer.page.goto(asked);
  const options = people.officer.page.locator("#letter-message option");
  assert.equal(await options.count(), 1);
  return letter();
}

test("declined, it stays closed and its key is destroyed", async () => {
  await give();
  const c = await letter();
  await answer(c, "decline");
  assert.equal(await key(), 409);
  await people.officer.page.goto(asked);
  assert.match(await people.officer.page.locator("main").textContent(), /destroyed/);
  assert.doesNotMatch(await textOf(await letter()), /hidden\.name/);
  assert.deepEqual(c.faults, []);
});

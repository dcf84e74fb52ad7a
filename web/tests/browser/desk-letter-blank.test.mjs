/**
 * A State without a node asks and tells: an officer makes a blank letter, the letter opens from a disk with the network cut, its form is
 * checked there, and another officer takes the file in. Information (X1) stays closed until its conditions were accepted here and the key came
 * home in an answer. The people are those of `khien demo --desks --json` (KHIEN_TEST).
 */

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { inspect, startBrowser } from "./console-world.mjs";
import { at, fillCommon, fillItem, fillWords, long, member, moment } from "./desk-people.mjs";

const here = JSON.parse(process.env.KHIEN_TEST);
const folder = mkdtempSync(join(tmpdir(), "khien-blank-"));
const correspondent = `${here.serving}/console/desk/correspondent/XC`;
const SECRET = "The account hidden.name@example.org belongs to the person who paid.";

let browser;
let blank;
let told;
let information;
let key;
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
  const file = join(folder, `file-${++files}.html`);
  await (await saving).saveAs(file);
  return file;
}

/** A letter in a browser that has no network, opened with its words. */
async function reader(file, words, locale = "en") {
  const context = await browser.newContext({ locale, offline: true, viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => /^(file|blob|data):/.test(request.url()) || faults.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  await page.fill("#told", words);
  await page.click("#open button");
  await page.locator("#letter .proof").first().waitFor({ timeout: 60_000 });
  return { page, faults };
}

async function makeBlank({ page }, lang = "en") {
  await page.goto(correspondent);
  await page.selectOption("#blank-lang", lang);
  await page.click("khien-blank button[type=submit]");
  await page.locator("khien-blank [data-made]").waitFor({ timeout: 60_000 });
  const words = await page.locator("khien-blank [data-told]").textContent();
  return { words, file: await saved(page, () => page.click("khien-blank [data-file]")) };
}

async function make({ page }, officer = "Duty prosecutor") {
  await page.fill("#officer", officer);
  await page.click("khien-blank-form button.primary");
  await page.locator("khien-blank-form a[download^=request]").waitFor({ timeout: 30_000 });
  return saved(page, () => page.click("khien-blank-form a[download^=request]"));
}

async function takeIn({ page }, file) {
  await page.goto(correspondent);
  await page.setInputFiles("#request-file", file);
  await page.click("khien-letter-request button");
  await page.waitForURL(/\/console\/desk\/request\/req_/, { timeout: 60_000 });
  return page.url();
}

async function fillInformation(page) {
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
}

/** Opens the words of a message, and says something in a step of the request's page. */
async function say({ page }, step, text, sure = false) {
  await page.goto(asked);
  await page.locator(".message khien-request-text button[data-open]").first().click();
  await page.locator(".opened").first().waitFor();
  const place = page.locator(`[data-step="${step}"]`);
  if (sure) await place.locator("details.sure > summary").click();
  if (text) await place.locator("textarea[name=text]").fill(text);
  const said = page.waitForResponse((response) => response.url().endsWith("/say"));
  const shown = page.waitForEvent("load");
  await place.locator("button[type=submit]").click();

  assert.equal((await said).status(), 201);
  await shown;
}

/** Our newest message as a letter, opened without a network. */
async function letter({ page }) {
  await page.goto(asked);
  await page.selectOption("#letter-lang", "en");
  await page.click("khien-letter button[type=submit]");
  await page.locator("khien-letter [data-made]").waitFor({ timeout: 60_000 });
  const words = await page.locator("khien-letter [data-told]").textContent();
  return reader(await saved(page, () => page.click("khien-letter [data-file]")), words);
}

async function answer({ page }, what, text) {
  await page.fill("#officer", "Duty prosecutor");
  await page.check(`[value=${what}]`);
  if (text) await page.fill("#text", text);
  await page.click("#letter form button");
  await page.locator("#letter a[download]").waitFor();
  return saved(page, () => page.click("#letter a[download]"));
}

async function hear({ page }, file) {
  await page.goto(asked);
  await page.setInputFiles("#answer-file", file);
  const shown = page.waitForEvent("load", { timeout: 60_000 });
  await page.click("khien-answer button");
  await shown;
}

test("a blank letter is made for a State that two officers called, and whoever made it takes nothing in", async () => {
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
  assert.equal(await page.locator("khien-blank").count(), 0, "nobody has called");
  for (const who of [people.officer, people.approver]) {
    await who.page.goto(correspondent);
    await who.page.check("[name=called]");
    await who.page.click("form[action$='/call'] button");
    await who.page.waitForLoadState();
  }
  ({ words: told, file: blank } = await makeBlank(people.officer));
  assert.equal(told.split(" ").length, 7);
  await people.officer.page.goto(correspondent);
  assert.equal(await people.officer.page.locator("khien-letter-request").count(), 0);
  assert.match(await people.officer.page.locator("#request-in").textContent(), /another officer/);
  await inspect(people.officer, "desk-blank-made");
  await people.approver.page.goto(correspondent);
  assert.equal(await people.approver.page.locator("khien-letter-request").count(), 1);
  await inspect(people.approver, "desk-blank-in");
});

test("its page shows whose it is, checks the form without a network, and makes a file and a key that stays", async () => {
  const c = await reader(blank, told);
  assert.match(await c.page.locator("#letter").textContent(), /Legal officer|Officer|desk/i);
  assert.equal(await c.page.locator("ol.voice li").count(), 24);
  assert.equal(await c.page.inputValue("#kind"), "X1");
  await c.page.click("khien-blank-form button.primary");
  const wrong = c.page.locator("khien-blank-form [data-wrong]");
  await wrong.waitFor({ state: "visible" });
  assert.ok((await wrong.locator("li").count()) > 10, "all of it at once");
  await inspect(c, "desk-blank-wrong");
  await fillInformation(c.page);
  await c.page.fill(at("/respond_by"), moment(24 * 12));
  await c.page.click("khien-blank-form button.primary");
  assert.match(await wrong.textContent(), /240/, "too late to answer");
  assert.equal(await wrong.locator("li").count(), 1, await wrong.textContent());
  await c.page.fill(at("/respond_by"), moment(24 * 5));
  information = await make(c);
  key = await saved(c.page, () => c.page.click("khien-blank-form a[download^=key]"));
  await inspect(c, "desk-blank-open");
  assert.match(readFileSync(key, "utf8"), /"key":"[0-9a-f]{64}"/);
  await c.page.fill(at("/facts"), long("Another story."));
  assert.equal(await c.page.locator("khien-blank-form a[download]").count(), 0, "what was made is of the form of before");
  assert.deepEqual(c.faults, []);
});

test("taken in, it is that State's information: summary and conditions are read, and nothing opens the rest", async () => {
  const { page } = people.approver;
  const answered = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/request"));
  asked = (await Promise.all([takeIn(people.approver, information), answered]))[0];
  assert.ok(!(await answered).postData().includes("hidden.name"));
  assert.match(await page.locator("main").textContent(), /Read the summary and the conditions/);
  assert.equal(await page.locator("khien-information").count(), 0);
  await page.locator(".message khien-request-text button[data-open]").first().click();
  const words = await page.locator(".opened").first().textContent();
  assert.match(words, /payment service told us/);
  assert.doesNotMatch(words, /hidden\.name|three times/);
  assert.match(await page.locator(".opened .proof").first().textContent(), /Duty prosecutor/);
  await inspect(people.approver, "desk-blank-X1");
  assert.equal(await takeIn(people.approver, information), asked, "the same file again is the same request");
  assert.equal(await page.locator(".message").count(), 1);
  assert.deepEqual(people.approver.faults, []);
});

test("a changed file, another one, and a letter's answer are not taken in", async () => {
  const { page } = people.approver;
  const changed = join(folder, "changed.age");
  const bytes = readFileSync(information);
  bytes[bytes.length - 9] ^= 1;
  writeFileSync(changed, bytes);
  await page.goto(correspondent);
  for (const file of [changed, key]) {
    await page.setInputFiles("#request-file", file);
    await page.click("khien-letter-request button");
    await page.locator("khien-letter-request [data-error]").filter({ hasText: /does not open/ }).waitFor({ state: "visible" });
  }
});

test("accepted here, its letter asks for the key; with another key file it makes no answer", async () => {
  await say(people.approver, "accept", "We accept and will tell you what came of it.", true);
  const { page } = people.officer;
  await page.goto(asked);
  assert.match(await page.locator("main").textContent(), /in it the authority gives the key/);
  assert.equal(await page.locator("khien-information").count(), 0);
  const c = await letter(people.officer);
  assert.match(await c.page.locator("#letter").textContent(), /We accept and will tell you/);
  await c.page.check("[value=give-key]");
  const other = join(folder, "other.json");
  writeFileSync(other, readFileSync(key, "utf8").replace(/"message":"../, '"message":"00'));
  await c.page.setInputFiles("#key-of", other);
  await c.page.fill("#officer", "Duty prosecutor");
  await c.page.click("#letter form button");
  await c.page.locator("#letter form [data-error]").filter({ hasText: /not the key file/ }).waitFor({ state: "visible" });
  await c.page.setInputFiles("#key-of", key);
  await inspect(c, "desk-blank-give-key");
  const file = await answer(c, "give-key");
  await hear(people.approver, file);
  await people.approver.page.goto(asked);
  const reading = people.approver.page;
  assert.match(await reading.locator("main").textContent(), /the key is here/);
  await reading.selectOption("#information-purpose", "investigation");
  await reading.click("khien-information button[type=submit]");
  const shown = reading.locator(".opened", { hasText: SECRET });
  await shown.waitFor();
  assert.match(await shown.textContent(), /three times/);
  assert.deepEqual([c.faults, people.approver.faults, people.officer.faults], [[], [], []]);
});

test("a key that opens another part is not taken in", async () => {
  const c = await reader(blank, told);
  await fillInformation(c.page);
  const second = await make(c);
  const own = await saved(c.page, () => c.page.click("khien-blank-form a[download^=key]"));
  asked = await takeIn(people.approver, second);
  await say(people.approver, "accept", "We accept.", true);
  const wrong = join(folder, "wrong.json");
  const text = readFileSync(own, "utf8");
  writeFileSync(wrong, text.replace(/"key":"[0-9a-f]{64}"/, `"key":"${"ab".repeat(32)}"`));
  const reply = await letter(people.officer);
  await reply.page.check("[value=give-key]");
  await reply.page.setInputFiles("#key-of", wrong);
  const file = await answer(reply, "give-key");
  const { page } = people.approver;
  await page.goto(asked);
  await page.setInputFiles("#answer-file", file);
  await page.click("khien-answer button");
  await page.locator("khien-answer [data-error]").waitFor({ state: "visible" });
  await page.goto(asked);
  assert.equal(await page.locator("khien-information").count(), 0, "it stays closed");
  assert.equal(await page.locator(".message").count(), 2, "and nothing of the answer was kept");
  assert.match(await reply.page.locator("#letter form").textContent(), /take the information back/);
  await hear(people.approver, await answer(reply, "withdraw", "It was another account."));
  await page.goto(asked);
  assert.match(await page.locator("main").textContent(), /The key came no more/);
  assert.deepEqual([c.faults, reply.faults], [[], []]);
});

test("declined, no letter asks for the key", async () => {
  const c = await reader(blank, told);
  await fillInformation(c.page);
  asked = await takeIn(people.approver, await make(c));
  await say(people.approver, "decline", "We cannot keep to these conditions.", true);
  const reply = await letter(people.officer);
  assert.equal(await reply.page.locator("[value=give-key]").count(), 0);
  assert.match(await reply.page.locator("#letter").textContent(), /cannot keep to these conditions/);
  assert.deepEqual([c.faults, reply.faults], [[], []]);
});

test("a preservation of theirs is asked, questioned and answered, in their language", async () => {
  const vietnamese = await makeBlank(people.officer, "vi");
  const c = await reader(vietnamese.file, vietnamese.words, "vi");
  await c.page.selectOption("#kind", "P1");
  await fillItem(c.page, "/items/0");
  await fillWords(c.page);
  await inspect(c, "desk-blank-P1");
  const { page } = people.approver;
  await c.page.fill(at("/items/0/identifier/value"), "nobody at all");
  const unsound = await make(c);
  await page.goto(correspondent);
  await page.setInputFiles("#request-file", unsound);
  await page.click("khien-letter-request button");
  await page.locator("khien-letter-request [data-error]").filter({ hasText: /does not hold, and nothing was taken in.*:.*:/ }).waitFor({ state: "visible" });
  await c.page.fill(at("/items/0/identifier/value"), "someone@example.org");
  asked = await takeIn(people.approver, await make(c));
  assert.match(await page.locator("main").textContent(), /XC/);
  await page.locator(".message khien-request-text button[data-open]").first().click();
  await page.locator(".opened", { hasText: "someone@example.org" }).waitFor();
  await say(people.officer, "ask", "Which provider has the account?");
  const reply = await letter(people.officer);
  assert.match(await reply.page.locator("#letter").textContent(), /Which provider/);
  assert.equal(await reply.page.locator("[value=accepted]").count(), 0, "who asks decides nothing");
  await hear(people.approver, await answer(reply, "reply", "Example Mail."));
  await page.goto(asked);
  await page.locator(".message:not(.ours) button[data-open]").last().click();
  await page.locator(".opened", { hasText: "Example Mail." }).waitFor();
  assert.deepEqual([c.faults, reply.faults, people.approver.faults], [[], [], []]);
});

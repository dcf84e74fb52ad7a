/**
 * A State without a node answers a request for stored data with evidence, made in the letter's own page without a network: what was not
 * asked for is not packed, another officer of ours takes both files in, the package opens for its purpose, `khien package verify` judges it
 * with the letter's key, and its destruction is said by letter. The people are those of `khien demo --desks --json` (KHIEN_TEST).
 */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { binary, inspect, startBrowser } from "./console-world.mjs";
import { at, check, day, fillAssistance, fillItem, member } from "./desk-people.mjs";

const here = JSON.parse(process.env.KHIEN_TEST);
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "khien-letter-evidence-"));
const kept = (name) => join(folder, name);
const correspondent = `${here.serving}/console/desk/correspondent/XC`;

/** More than two chunks of four mebibytes; an invented log. */
const LOG = Buffer.from("2026-11-20T10:00:00Z,invented.account,invented event\n".repeat(180_000));
const FILES = [
  { name: "account-log.csv", mimeType: "text/csv", buffer: LOG },
  { name: "ghi chú.txt", mimeType: "text/plain", buffer: Buffer.from("Exported by an invented provider.\n") },
];

let browser;
const people = {};
let asked;
let c;
let verify;

before(async () => {
  browser = await startBrowser();
  for (const role of ["officer", "approver"]) people[role] = await member(browser, here, role, "en");
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function call({ page }) {
  await page.goto(correspondent);
  await page.check("[name=called]");
  await page.click("form[action$='/call'] button");
  await page.waitForLoadState();
}

/** Signs what a step says. */
async function sign({ page }, act) {
  const step = page.locator(`[data-step="${act}"]`).first();
  const text = step.locator("textarea");
  if (await text.count()) await text.fill("Said by hand, in a test.");
  const said = page.waitForResponse((response) => response.url().endsWith("/say"), { timeout: 60_000 });
  const shown = page.waitForEvent("load", { timeout: 60_000 });
  await step.locator("button[type=submit]").click();
  assert.equal((await said).status(), 201);
  await shown;
}

async function download(page, press) {
  const saving = page.waitForEvent("download", { timeout: 60_000 });
  await press();
  return saving;
}

/** Takes the newest message out as a letter in Indonesian and opens it in a browser that has no network. */
async function letter({ page }, name) {
  await page.goto(asked);
  await page.selectOption("#letter-lang", "id");
  await page.click("khien-letter button[type=submit]");
  await page.locator("[data-made]").waitFor({ timeout: 60_000 });
  const told = await page.locator("[data-told]").textContent();
  await (await download(page, () => page.click("[data-file]"))).saveAs(kept(name));
  const context = await browser.newContext({ offline: true, viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(30_000);
  const reader = { page: await context.newPage(), faults: [] };
  reader.page.on("pageerror", (error) => reader.faults.push(error.message));
  reader.page.on("request", (request) => /^(file|blob|data):/.test(request.url()) || reader.faults.push(request.url()));
  await reader.page.goto(pathToFileURL(kept(name)).href);
  await reader.page.fill("#told", told);
  await reader.page.click("#open button");
  await reader.page.locator("#letter .proof").waitFor({ timeout: 60_000 });
  return reader;
}

async function takeIn({ page }, files) {
  await page.goto(asked);
  await page.setInputFiles("#answer-file", files);
  await page.click("khien-answer button");
}

/** What the page says when it takes nothing in. */
async function refused(who, files) {
  await takeIn(who, files);
  const error = who.page.locator("khien-answer [data-error]");
  await error.waitFor({ state: "visible", timeout: 60_000 });
  const words = await error.textContent();
  await who.page.goto(asked);
  assert.equal(await who.page.locator(".message").count(), 1, "nothing was taken in");
  return words;
}

test("a request for stored data of two items goes to a State without a node", async () => {
  const { page } = people.approver;
  await page.goto(`${here.serving}/console/desk/states`);
  await page.locator("#letters summary").click();
  await page.fill("#letter-state", "XC");
  await page.fill("#letter-name", "Example C");
  await page.fill("#letter-authority", "Central authority of C");
  await page.fill("#letter-phone", "+99 12 345 678");
  await page.selectOption("#letter-lang", "id");
  await page.click("form[action='/console/desk/correspondents'] button");
  await page.waitForURL(/correspondent\/XC/);
  await call(people.officer);
  await call(people.approver);
  const drafter = people.officer.page;
  await drafter.goto(`${here.serving}/console/desk/new/A1?to=XC&lang=id`);
  await fillItem(drafter, "/items/0");
  await drafter.selectOption(at("/items/0/class"), "traffic");
  await drafter.locator('[data-at="/items"] > [data-add]').click();
  await fillItem(drafter, "/items/1");
  await drafter.fill(at("/items/1/id"), "A2");
  await fillAssistance(drafter, { law: "Article 1 of the Penal Code: whoever shares such material", conduct: "sharing the material", facts: "The account sent the material to a child." });
  assert.deepEqual((await check(drafter)).problems, []);
  await drafter.click("[data-keep]");
  await drafter.waitForURL(/\/console\/desk\/request\/req_/);
  asked = drafter.url();
  await page.goto(asked);
  await page.locator("khien-request-text button[data-open]").first().click();
  await page.locator(".opened").waitFor();
  await sign(people.approver, "request");
});

test("in the letter, what answers no item or is of another time is not packed; what does becomes two files", async () => {
  c = await letter(people.officer, "letter.html");
  const { page, faults } = c;
  await page.fill("#officer", "Duty magistrate");
  await page.check("[value=return]");
  await page.fill("#text", "What was asked for.");
  const error = page.locator("#letter form [data-error]");
  const press = () => page.click("#letter form button");
  await press();
  await error.filter({ hasText: "Pilih berkasnya" }).waitFor();
  await page.setInputFiles("#files", FILES);
  assert.equal(await page.locator("#item-0 option").count(), 2);
  const items = await page.locator("#item-0 option").allTextContents();
  assert.ok(items.every((item) => !/ (traffic|subscriber) |T\d\d:/.test(item) && /UTC$/.test(item)), items.join("\n"));
  await page.fill("#custody", "Received from the provider on a sealed disk");
  await press();
  await error.filter({ hasText: "mengizinkan" }).waitFor();
  await page.fill("#authorisation", "An invented judge, under an invented law");
  await press();
  await error.filter({ hasText: "account-log.csv" }).waitFor();
  const all = await error.textContent();
  assert.ok(FILES.every(({ name }) => all.includes(name)), `all bad files at once: ${all}`);
  const times = async (from) => {
    for (const n of [0, 1]) {
      await page.fill(`#from-${n}`, `${day(from)}T10:00:00`);
      await page.fill(`#to-${n}`, `${day(-2)}T10:00:00`);
    }
  };
  await times(-200);
  await press();
  await error.filter({ hasText: "tidak diminta" }).waitFor();
  await times(-8);
  await page.check("[name=grant][value=some]");
  await page.fill("#last", day(400));
  await inspect(c, "desk-letter-evidence");
  await press();
  await page.locator("a[download^=evidence]").waitFor({ timeout: 60_000 });
  await (await download(page, () => page.click("a[download^=answer]"))).saveAs(kept("answer.age"));
  await (await download(page, () => page.click("a[download^=evidence]"))).saveAs(kept("evidence.bin"));
  assert.ok(!readFileSync(kept("evidence.bin")).includes("invented.account"), "the evidence is encrypted");
  await inspect(c, "desk-letter-evidence-made");
  await page.fill("#text", "Something else.");
  assert.equal(await page.locator("a[download]").count(), 0, "what the form says no more is not saved");
  assert.deepEqual(faults, []);
});

test("alone, changed or by whoever took the letter out, it is not taken in, and says why", async () => {
  const { approver, officer } = people;
  assert.match(await refused(approver, [kept("answer.age")]), /Choose both files/);
  assert.match(await refused(approver, [kept("evidence.bin")]), /does not open with our desk/);
  const changed = readFileSync(kept("evidence.bin"));
  changed[5_000_000] ^= 1;
  writeFileSync(kept("changed.bin"), changed);
  assert.match(await refused(approver, [kept("changed.bin"), kept("answer.age")]), /not the file that was signed/);
  writeFileSync(kept("short.bin"), changed.subarray(0, 4_194_304));
  assert.match(await refused(approver, [kept("answer.age"), kept("short.bin")]), /not the file that was signed/);
  writeFileSync(kept("again.age"), readFileSync(kept("answer.age")));
  assert.match(await refused(approver, [kept("answer.age"), kept("again.age")]), /several answer files/);
  // The officer drafted in the language of that State, and reads on in it. They learn it before they choose files.
  await officer.page.goto(asked);
  assert.match(await officer.page.locator("[data-answer]").textContent(), /petugas lain/);
  assert.equal(await officer.page.locator("khien-answer").count(), 0);
});

test("another officer takes both files in: granted in part, and the evidence is here", async () => {
  const { page, faults } = people.approver;
  const posted = [];
  page.on("request", (request) => posted.push(`${request.url()} ${request.postData() ?? ""}`));
  await takeIn(people.approver, [kept("evidence.bin"), kept("answer.age")]);
  await page.waitForEvent("load", { timeout: 60_000 });
  await page.goto(asked);
  const main = await page.locator("main").textContent();
  assert.match(main, /Accepted in part: A1/);
  assert.equal(await page.locator(".message").count(), 3);
  assert.ok(!posted.some((one) => one.includes("What was asked for")), "its words stay sealed");
  await inspect(people.approver, "desk-letter-evidence-in");
  assert.deepEqual(faults, []);
});

test("it opens for its purpose, is whole, and the letter's key and no State's voice is under it", async () => {
  const { page, faults } = people.officer;
  await page.goto(asked);
  // The decision's words open by themselves; the evidence is asked for what first.
  await page.locator(".message:not(.ours)").first().locator("button[data-open]").click();
  await page.locator(".opened", { hasText: "What was asked for." }).waitFor();
  await page.locator("khien-package select[name=purpose]").selectOption("investigation");
  await page.locator("khien-package button[type=submit]").click();
  await page.locator("khien-package a[download]").waitFor({ timeout: 60_000 });
  const shown = await page.locator("khien-package").textContent();
  assert.match(shown, /Duty magistrate/);
  verify = /--letter ([0-9a-f]{64})/.exec(shown)[1];
  await (await download(page, () => page.click("khien-package a[download]"))).saveAs(kept("package.zip"));
  const judge = async (...more) => {
    const done = await run(binary(), ["package", "verify", kept("package.zip"), "--json", ...more]).catch((error) => error);
    return JSON.parse(done.stdout);
  };
  const line = await judge("--letter", verify);
  assert.deepEqual([line.ok, line.signatures, line.officer, line.items, line.source], [true, "by-letter", null, 2, "Central authority of C"]);
  assert.deepEqual((await judge()).signatures, "not-judged");
  const other = await judge("--letter", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  assert.deepEqual([other.ok, other.problems[0].problem], [false, "signature-false"]);
  await inspect(people.officer, "desk-letter-evidence-read");
  await sign(people.officer, "received");
  assert.deepEqual(faults, []);
});

test("that it arrived, and that it was destroyed, leave as letters; then nothing of it opens", async () => {
  const { page } = people.officer;
  const received = await letter(people.officer, "received.html");
  assert.match(await received.page.locator("#letter section").first().textContent(), /Bukti tiba utuh/);
  await page.goto(asked);
  await sign(people.officer, "destroyed");
  assert.equal(await page.locator("khien-package").count(), 0);
  const destroyed = await letter(people.officer, "destroyed.html");
  assert.match(await destroyed.page.locator("#letter section").first().textContent(), /Dinyatakan telah dimusnahkan/);
  assert.deepEqual([received.faults, destroyed.faults], [[], []]);
});

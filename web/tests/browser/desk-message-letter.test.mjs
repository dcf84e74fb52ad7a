/**
 * The letter of a message that was signed: from the words that are open on the request's page, in another language than the page's, with who
 * signed and which node confirmed; and no letter of anything that was not signed so. The people and their requests are those of
 * `khien demo --desks --json` (KHIEN_TEST and KHIEN_TEST_OTHER).
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { inspect, startBrowser } from "./console-world.mjs";
import { member } from "./desk-people.mjs";

const here = JSON.parse(process.env.KHIEN_TEST);
const there = JSON.parse(process.env.KHIEN_TEST_OTHER);
const folder = mkdtempSync(join(tmpdir(), "khien-message-letter-"));

let browser;
const people = {};
/** The preservation's page in the State that asked. */
let asked;

before(async () => {
  browser = await startBrowser();
  for (const [name, state, lang] of [["officer", here, "en"], ["other", there, "id"]]) {
    people[name] = await member(browser, state, "officer", lang);
  }
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a message by its place on the page; gives its box and its signed bytes. */
async function openMessage(page, message) {
  await message.locator("khien-request-text button[data-open]").click();
  const form = message.locator("form[data-message-letter]");
  await form.waitFor();
  return { form, signed: await form.locator("[name=signed]").inputValue() };
}

/** Presses a language, and gives the letter that opens. */
async function letterIn(page, form, lang) {
  const opened = page.waitForEvent("popup");
  await form.locator(`button[value=${lang}]`).click();
  const letter = await opened;
  await letter.waitForLoadState();
  return letter;
}

const sha = (base64) => createHash("sha256").update(Buffer.from(base64, "base64")).digest("hex");
const textOf = (letter) => letter.locator("main").textContent();

/** The page of the demonstration's preservation in a State. */
async function preservation({ page, state }) {
  await page.goto(`${state.serving}/console/desk`);
  const links = await page.locator("main a[href^='/console/desk/request/']").evaluateAll((all) => all.map((one) => one.href));
  for (const link of links) {
    await page.goto(link);
    if (/P1/.test(await page.locator("main > p.muted").first().textContent())) return link;
  }
  return assert.fail("there is no preservation");
}

test("the request has a letter with its form, both signatures and the receipt of the other node", async () => {
  const { page, faults } = people.officer;
  asked = await preservation(people.officer);
  const { form, signed } = await openMessage(page, page.locator("li.message").first());
  await inspect(people.officer, "desk-message-open");
  const letter = await letterIn(page, form, "vi");
  const text = await textOf(letter);
  assert.match(text, /Bảo quản dữ liệu lưu trữ/);
  assert.match(text, /Cả hai đều đúng[\s\S]*Máy của XB đã có thông điệp/);
  assert.match(text, new RegExp(sha(signed)));
  assert.match(text, /\d+\/\d+\/\d{4}, \d\d:\d\d:\d\d \(UTC\+07:00 Asia\/Ho_Chi_Minh\) · \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/, "the reader's words, and UTC beside them");
  assert.doesNotMatch(text, /tea_/, "no name that only programs know");
  assert.match(await letter.locator("h1").textContent(), /\(P1\)$/);
  assert.ok(text.indexOf("Cả hai đều đúng") < text.indexOf(sha(signed)), "words before hashes");
  assert.doesNotMatch(text, /Dự thảo/);
  await inspect({ page: letter, faults: [] }, "desk-message-letter");
  await savesAsPdf(letter, signed);
  await letter.close();
  assert.deepEqual(faults, []);
});

test("what was received has its letter too, and what was signed is saved as it was", async () => {
  const { page } = people.officer;
  await page.goto(asked);
  const decision = page.locator("li.message", { has: page.getByRole("heading", { name: "Decision", exact: true }) }).first();
  const { form, signed } = await openMessage(page, decision);
  const letter = await letterIn(page, form, "en");
  assert.match(await textOf(letter), /^\s*(Save as PDF)?\s*Decision: [\s\S]*From: XB[\s\S]*Accepted[\s\S]*Words to the other State[\s\S]*The node of XA has the message/);
  await letter.close();
  const [download] = await Promise.all([page.waitForEvent("download"), decision.locator("a[data-signed]").click()]);
  assert.match(download.suggestedFilename(), /^message-[0-9a-f]{32}\.cose$/);
  assert.equal(readFileSync(await download.path()).toString("base64"), signed);
  const extension = page.locator("li.message", { has: page.getByRole("heading", { name: "Extension asked", exact: true }) }).first();
  const longer = await letterIn(page, (await openMessage(page, extension)).form, "id");
  assert.match(await textOf(longer), /P2/);
  await longer.close();
  await page.goto(asked);
  await page.getByText("made a letter of a message").first().waitFor();
});

test("bytes that were changed, or are of another message, have no letter, and the journal has no line of one", async () => {
  const { page } = people.other;
  await page.goto(await preservation(people.other));
  const [first, second] = [page.locator("li.message").nth(0), page.locator("li.message").nth(1)];
  const { form, signed } = await openMessage(page, first);
  const { signed: another } = await openMessage(page, second);
  const action = await form.getAttribute("action");
  const letter = (bytes) => page.request.post(new URL(action, page.url()).href, { form: { lang: "id", signed: bytes }, headers: { "x-khien": "1" } });
  const changed = Buffer.from(signed, "base64");
  changed[changed.length >> 1] ^= 1;
  assert.equal((await letter(changed.toString("base64"))).status(), 422);
  assert.equal((await letter(another)).status(), 422);
  assert.equal((await letter("no base64 at all")).status(), 422);
  await page.reload();
  assert.equal(await page.getByText("membuat surat dari sebuah pesan").count(), 0);
  assert.equal((await letter(signed)).status(), 200);
});

/** A program with the feature `letters` (then `KHIEN_LETTERS` is set) saves it as PDF, with the signed message inside. */
async function savesAsPdf(letter, signed) {
  const button = letter.getByRole("button", { name: "Lưu thành PDF" });
  assert.equal(await button.count(), process.env.KHIEN_LETTERS ? 1 : 0);
  if (!process.env.KHIEN_LETTERS) return;
  const [download] = await Promise.all([letter.waitForEvent("download"), button.click()]);
  assert.match(download.suggestedFilename(), /^P1-request-[0-9a-f]{8}-vi\.pdf$/);
  const path = join(folder, "letter.pdf");
  await download.saveAs(path);
  execFileSync("qpdf", ["--check", path]);
  execFileSync("pdfdetach", ["-saveall", "-o", folder, path]);
  assert.equal(readFileSync(join(folder, "message.cose")).toString("base64"), signed, "the signed message, byte for byte");
  assert.ok(readFileSync(join(folder, "receipt.cose")).length > 100);
  assert.equal(typeof JSON.parse(readFileSync(join(folder, "form.json"), "utf8")).facts, "string");
}

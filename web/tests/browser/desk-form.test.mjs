/**
 * Forms between States on the console: a preservation and an emergency filled in by hand, what is missing told at its field
 * with the article that asks for it, items that come and go, the letter. The people are those of `khien demo --desks --json` (KHIEN_TEST).
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { inspect, startBrowser } from "./console-world.mjs";
import { at, check, fillDuties, fillItem, fillWords, member, moment } from "./desk-people.mjs";

const demo = JSON.parse(process.env.KHIEN_TEST);

let browser;
let officer;

before(async () => {
  browser = await startBrowser();
  officer = await member(browser, demo, "officer", "en");
});

after(() => browser?.close());

test("every kind has its form, in every language, with nothing that a checker finds", async () => {
  const { page, faults } = officer;
  await page.goto(`${demo.serving}/console/desk/new?to=XB&lang=en`);
  assert.equal(await page.locator(".desk-kinds a").count(), 14);
  await inspect(officer, "desk-kinds");
  for (const kind of ["P1", "P2", "P3", "T1", "A1", "R1", "R2", "X1", "E1", "V1", "J1", "L1", "D1", "O1"]) {
    for (const lang of ["vi", "id", "en"]) {
      await page.goto(`${demo.serving}/console/desk/new/${kind}?to=XB&lang=${lang}`);
      const text = await page.locator("main").textContent();
      assert.doesNotMatch(text, /desk-form-/, `${kind} ${lang}`);
      assert.match(text, lang === "vi" ? /chưa đối chiếu/ : lang === "id" ? /belum dicocokkan/ : /not checked against/, `${kind} ${lang}`);
    }
    await inspect(officer, `desk-${kind}`);
  }
  assert.deepEqual(faults, []);
});

test("an empty preservation is told what it lacks, at the field, with the article", async () => {
  const { page } = officer;
  await page.goto(`${demo.serving}/console/desk/new/P1?to=XB&lang=en`);
  const checked = await check(page);
  assert.equal(checked.holds, false);
  const necessity = checked.problems.find((problem) => problem.pointer === "/necessity");
  assert.match(necessity.article, /42\(3\)\(e\)/);
  assert.match(await page.locator('[data-at="/necessity"] .wrong').textContent(), /missing.*42\(3\)\(e\)/);
  assert.ok(checked.problems.some((problem) => problem.pointer === "/items/0/identifier/value"));
  await page.click('[data-wrong] a[href="#f/necessity"]');
  assert.equal(await page.evaluate(() => document.activeElement.id), "f/necessity");
  await inspect(officer, "desk-P1-empty");
});

test("a preservation that holds goes on as JSON, and an identifier that means many does not", async () => {
  const { page, faults } = officer;
  await page.goto(`${demo.serving}/console/desk/new/P1?to=XB&lang=en&beside=vi`);
  assert.match(await page.locator('[data-at="/necessity"] .beside[lang=vi]').textContent(), /Vì sao cần thiết/);
  await page.evaluate(() => document.addEventListener("khien-form-ready", (event) => { window.readyForm = event.detail; }));
  await fillItem(page, "/items/0");
  await page.click('[data-at="/items"] > [data-add]');
  await fillItem(page, "/items/1");
  await page.fill(at("/items/1/id"), "A2");
  await page.locator('[data-at="/items"] [data-remove]').first().click();
  assert.equal(await page.inputValue(at("/items/0/id")), "A2");
  await page.fill(at("/items/0/identifier/value"), "*@example.org");
  await fillWords(page);
  const many = await check(page);
  assert.deepEqual(many.problems.map((problem) => problem.pointer), ["/items/0/identifier/value"]);
  await page.fill(at("/items/0/identifier/value"), "someone@example.org");
  const checked = await check(page);
  assert.deepEqual(checked.problems, []);
  assert.deepEqual(checked.warnings.map((warning) => warning.code), []);
  const ready = await page.evaluate(() => window.readyForm);
  assert.equal(ready.kind, "P1");
  assert.equal(ready.form.intends_mla, true);
  assert.deepEqual(ready.form.offence.articles, ["14"]);
  assert.equal(ready.form.offence.max_penalty_months, 36);
  assert.match(ready.form.items[0].from, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.ok(!("persons" in ready.form) && !("refs" in ready.form));
  const opened = page.context().waitForEvent("page");
  await page.click("form[data-letter] button[value=vi]");
  const letter = await opened;
  await letter.waitForLoadState();
  assert.match(await letter.locator("main").textContent(), /Bảo quản dữ liệu lưu trữ[\s\S]*chưa ký[\s\S]*someone@example\.org/);
  assert.equal(await letter.locator('bdi[dir=ltr]:has-text("someone@example.org")').count(), 1);
  await inspect({ page: letter, faults: [] }, "desk-letter");
  await savesAsPdf(letter);
  await letter.close();
  assert.deepEqual(faults, []);
});

/** A program with the feature `letters` (then `KHIEN_LETTERS` is set) saves the letter as PDF; another offers no such button. */
async function savesAsPdf(letter) {
  const button = letter.getByRole("button", { name: "Lưu thành PDF" });
  assert.equal(await button.count(), process.env.KHIEN_LETTERS ? 1 : 0);
  if (!process.env.KHIEN_LETTERS) return;
  const [download] = await Promise.all([letter.waitForEvent("download"), button.click()]);
  assert.equal(download.suggestedFilename(), "P1-vi.pdf");
  const bytes = readFileSync(await download.path());
  assert.equal(bytes.subarray(0, 8).toString("latin1"), "%PDF-1.7");
  assert.ok(bytes.includes("/AFRelationship"));
}

test("an emergency is one screen, and asks for content only with its reason", async () => {
  const { page, faults } = officer;
  await page.goto(`${demo.serving}/console/desk/new/E1?to=XB&lang=en`);
  await page.fill(at("/risk/who"), "A girl of about 14");
  await page.selectOption(at("/risk/harm"), "child_abuse");
  await page.selectOption(at("/risk/imminence"), "under_6h");
  await page.fill(at("/risk/basis"), "She wrote at 14:10 that he waits at the station for her at six today.");
  await page.selectOption(at("/minimum_data/0/identifier/type"), "account_id");
  await page.fill(at("/minimum_data/0/identifier/value"), "someone.1");
  await page.fill(at("/minimum_data/0/from"), moment(-24));
  await page.fill(at("/minimum_data/0/to"), moment(-1));
  await page.selectOption(at("/minimum_data/0/class"), "content");
  await page.fill(at("/slower_path_fails"), "An answer by the ordinary way takes weeks; she leaves in hours.");
  await page.fill(at("/stop_when"), "When she is found");
  await page.fill(at("/commander/name"), "Officer on duty");
  await page.fill(at("/commander/callback"), "+999 1 234 567");
  await page.fill(at("/second_approver"), "Legal officer on duty");
  await page.fill(at("/follow_up_by"), moment(48));
  await page.fill(at("/respond_by"), moment(1));
  await page.fill(at("/verify_by/name"), "Officer on duty");
  await page.fill(at("/verify_by/number"), "+999 1 234 567");
  await fillDuties(page);
  const asked = await check(page);
  assert.deepEqual(asked.problems.map((problem) => problem.pointer), ["reason", "ground", "reference"].map((name) => `/minimum_data/0/content_${name}`));
  await page.selectOption(at("/minimum_data/0/class"), "subscriber");
  assert.equal(await page.locator('[data-at="/minimum_data/0/content_reason"]').isVisible(), false);
  assert.deepEqual((await check(page)).problems, []);
  await page.fill(at("/follow_up_by"), moment(80));
  assert.deepEqual((await check(page)).problems.map((problem) => problem.pointer), ["/follow_up_by"]);
  assert.deepEqual(faults, []);
});

/**
 * The end of a shift: an officer hands a request to a colleague with a note that only the desk can read. The people are those of
 * `khien demo --desks --json` (KHIEN_TEST).
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inspect, startBrowser } from "./console-world.mjs";
import { member } from "./desk-people.mjs";

const here = JSON.parse(process.env.KHIEN_TEST);
const NOTE = "The provider calls back at nine; ask for the night shift.";
const asked = `${here.serving}/console/desk/request/${here.request}`;

let browser;
const people = {};

before(async () => {
  browser = await startBrowser();
  for (const [role, lang] of [["officer", "vi"], ["relief", "en"], ["approver", "id"]]) people[role] = await member(browser, here, role, lang);
});

after(() => browser?.close());

test("whoever has a request in hand hands it over with a note; the node never sees the words", async () => {
  const { page, faults } = people.officer;
  await page.goto(asked);
  const form = page.locator("khien-seal[data-post$='/hand-over']");
  assert.deepEqual(await form.locator("[name=to] option").allTextContents(), ["Day officer"], "to officers, and not to oneself");
  await inspect(people.officer, "desk-hand-over");
  await form.locator("[name=text]").fill(NOTE);
  const sent = page.waitForRequest((request) => request.url().endsWith("/hand-over"));
  const shown = page.waitForEvent("load");
  await form.locator("button[type=submit]").click();
  assert.ok(!(await sent).postData().includes("provider"), "what leaves the browser is sealed");
  await shown;
  assert.equal(await page.locator("khien-seal[data-post$='/hand-over']").count(), 0, "it is no longer in hand");
  assert.deepEqual(faults, []);
});

test("the colleague opens the note, and has the request; an approver is offered no hand-over", async () => {
  const { page, faults } = people.relief;
  await page.goto(asked);
  await page.locator("khien-request-text[data-part^='hand-over/'] button[data-open]").click();
  await page.locator(".opened", { hasText: NOTE }).waitFor();
  await inspect(people.relief, "desk-hand-over-note");
  assert.equal(await page.locator("khien-seal[data-post$='/hand-over']").count(), 1);
  await people.approver.page.goto(asked);
  assert.equal(await people.approver.page.locator("khien-seal[data-post$='/hand-over']").count(), 0);
  assert.deepEqual(faults, []);
});

test("at the end of the shift everything goes over at once", async () => {
  const { page, faults } = people.relief;
  await page.goto(`${here.serving}/console/desk`);
  const form = page.locator("khien-seal[data-post='/console/desk/hand-over']");
  await form.locator("[name=text]").fill(NOTE);
  await inspect(people.relief, "desk-hand-over-all");
  const shown = page.waitForEvent("load");
  await form.locator("button[type=submit]").click();
  await shown;
  assert.equal(await page.locator("khien-seal").count(), 0, "nothing is left in hand");
  await page.goto(`${here.serving}/console/desk/roster`);
  await inspect(people.relief, "desk-roster");
  assert.deepEqual(faults, []);
  // The empty roster says who is called, and nothing that the first line denies.
  assert.match(await page.locator("main").textContent(), /No shift yet: everybody of the desk is called/);
});

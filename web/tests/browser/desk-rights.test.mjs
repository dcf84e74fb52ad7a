/**
 * A person asks what was shared about them: a legal officer finds the requests that name them, whatever way they write it, also
 * without script. The people are those of `khien demo --desks --json` (KHIEN_TEST), whose requests name one account.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inspect, startBrowser } from "./console-world.mjs";
import { member } from "./desk-people.mjs";

const here = JSON.parse(process.env.KHIEN_TEST);
const rights = `${here.serving}/console/desk/rights`;

let browser;
const people = {};

before(async () => {
  browser = await startBrowser();
  for (const [role, lang] of [["approver", "en"], ["officer", "vi"]]) people[role] = await member(browser, here, role, lang);
});

after(() => browser?.close());

async function look(page, who) {
  await page.goto(rights);
  await page.fill("[name=who]", who);
  await page.locator("form[action='/console/desk/rights'] button").click();
  await page.locator("#found").waitFor();
}

test("whoever is named is found, with what was handed over, and the address holds nothing of them", async () => {
  const { page, faults } = people.approver;
  await page.goto(`${here.serving}/console/desk`);
  await page.locator("a[href='/console/desk/rights']").click();
  await page.locator("[name=who]").waitFor();
  await inspect(people.approver, "desk-rights");
  await look(page, "Nobody Of This Name\n  INVENTED.account ");
  assert.equal(page.url(), rights);
  assert.match(await page.locator("#found h2").textContent(), /requests name them/);
  assert.ok(await page.locator("#found h3 a[href^='/console/desk/request/']").count() >= 2, "the preservation and the assistance");
  assert.equal(await page.getByText("We were given 2 files").count(), 1);
  await inspect(people.approver, "desk-rights-found");
  assert.deepEqual(faults, []);
});

test("nobody else is found, and what cannot be looked for is said", async () => {
  const { page } = people.approver;
  await look(page, "Nobody Of This Name\n+84 901 234 567");
  assert.equal(await page.locator("#found h3").count(), 0);
  await page.getByText("no request between this State and another names this person").waitFor();
  await page.goto(rights);
  await page.fill("[name=who]", "a\n".repeat(40));
  await page.locator("form[action='/console/desk/rights'] button").click();
  await page.getByRole("alert").waitFor();
});

test("without script it is the same page; an officer who does not decide is not let in", async () => {
  const state = await people.approver.page.context().storageState();
  const context = await browser.newContext({ storageState: state, javaScriptEnabled: false, locale: "id" });
  const page = await context.newPage();
  await page.goto(`${rights}?lang=id`);
  await page.fill("[name=who]", "invented.account");
  await page.locator("form[action='/console/desk/rights'] button").click();
  await page.getByText("permintaan menyebut mereka").waitFor();
  await context.close();
  const refused = await people.officer.page.goto(rights);
  assert.equal(refused.status(), 403);
});

/**
 * By which line another State's desk is reached, as its page says it, and a key of ours for it that is revoked.
 * The people are those of `khien demo --desks --json`: KHIEN_TEST, and the other State under KHIEN_TEST_OTHER.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inspect, startBrowser } from "./console-world.mjs";
import { member } from "./desk-people.mjs";

const here = JSON.parse(process.env.KHIEN_TEST);
const there = JSON.parse(process.env.KHIEN_TEST_OTHER);

let browser;
const people = {};

before(async () => {
  browser = await startBrowser();
  people.approver = await member(browser, here, "approver", "vi");
  people.officer = await member(browser, here, "officer", "en");
  people.abroad = await member(browser, there, "approver", "id");
});

after(() => browser?.close());

const spoken = async (state) => {
  const shown = await (await fetch(`${state.serving}/x/1/dir/entry`)).json();
  return JSON.parse(shown.fresh.statement.split("\n").slice(1).join("\n"));
};

test("the page of a State says by which line its desk is reached", async () => {
  const { desk, tls } = await spoken(there);
  assert.equal(tls.length, 2, "the key that is presented and the one that follows");
  for (const [one, words] of [["approver", /Thư được gửi đến/], ["officer", /Messages go to/]]) {
    await people[one].page.goto(`${here.serving}/console/desk/state/${there.state}`);
    const text = await people[one].page.locator("main").textContent();
    assert.match(text, words);
    assert.ok(text.includes(`${desk} (TLS 1.3`), desk);
    await inspect(people[one], `desk-line-${people[one].lang}`);
  }
});

test("a key of the line that is lost is revoked on the page, and the next is presented at once", async () => {
  const before = await spoken(there);
  const { page, faults } = people.abroad;
  await page.goto(`${there.serving}/console/desk/own`);
  assert.ok((await page.locator("main").textContent()).includes(`${before.desk} (TLS 1.3`));
  await page.locator("details.sure summary").click();
  const choice = page.locator("#key option", { hasText: "TLS dengan negara lain" });
  assert.equal(await choice.count(), 2);
  await inspect(people.abroad, "desk-line-own");
  await page.selectOption("#key", await choice.first().getAttribute("value"));
  await page.locator("details.sure button").click();
  await page.waitForLoadState();
  const now = await spoken(there);
  assert.ok(!now.tls.includes(before.tls[0]) && now.tls.includes(before.tls[1]) && now.tls.length === 2, now.tls.join());
  assert.deepEqual(faults, []);
});

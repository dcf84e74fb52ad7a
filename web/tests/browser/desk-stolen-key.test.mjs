/**
 * What a stolen key signed (K3). The State whose key it was says since when; the other one suspends what it signed and had not kept before,
 * and two people say of each message whose it is: an officer who called, without script too, and a legal officer who signs. The people are
 * those of `khien demo --desks --json`: KHIEN_TEST the State that was robbed, KHIEN_TEST_OTHER the one that had its messages.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inspect, startBrowser } from "./console-world.mjs";
import { member } from "./desk-people.mjs";

const here = JSON.parse(process.env.KHIEN_TEST);
const there = JSON.parse(process.env.KHIEN_TEST_OTHER);
const desk = `${there.serving}/console/desk`;
const request = `${desk}/request/${there.request}`;

let browser;
let robbed;
const people = {};

before(async () => {
  browser = await startBrowser();
  robbed = await member(browser, here, "approver", "en");
  for (const [name, role, lang] of [["officer", "officer", "vi"], ["legal", "approver", "en"], ["other", "relief", "id"]]) people[name] = await member(browser, there, role, lang);
});

after(() => browser?.close());

/** A moment of the node's zone some hours ago, as the field takes it; the demo's zone is the machine's own or UTC, so a day is far enough. */
const ago = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 16);

async function revoke(of) {
  const { page } = robbed;
  await page.goto(`${here.serving}/console/desk/own`);
  const form = page.locator("form[action$='/own/revoke']");
  await form.locator("xpath=..").locator("summary").click();
  await form.locator("select").selectOption({ label: await form.locator("option", { hasText: of }).first().textContent() });
  return form;
}

async function hears() {
  const { page } = people.officer;
  await page.goto(`${desk}/state/${here.state}`);
  await page.locator("form[action$='/ask'] button").click();
  await page.waitForLoadState();
}

const row = (page, n) => page.locator("[data-suspended-message]").nth(n);

test("a moment that is not over is no moment since when a key was stolen", async () => {
  const form = await revoke(/node/i);
  await form.locator("[name=since]").fill(ago(-2));
  await form.locator("button").click();
  await robbed.page.waitForLoadState();
  assert.match(await robbed.page.locator("main").textContent(), /a moment that is over/);
});

test("K3: what a stolen key signed is told first, with the number to call, and nothing is done on it", async () => {
  const form = await revoke(/node/i);
  await form.locator("[name=since]").fill(ago(1));
  await inspect(robbed, "desk-stolen-revoke");
  await form.locator("button").click();
  await robbed.page.waitForLoadState();
  await hears();
  const { page } = people.officer;
  await page.goto(desk);
  const told = page.locator("[data-suspended]");
  assert.match(await told.textContent(), /Một khóa của nước khác đã bị đánh cắp/);
  await inspect(people.officer, "desk-stolen-list");
  await told.locator(`a[href*="${there.request}"]`).click();
  await page.waitForURL(/#recheck$/);
  const box = page.locator("[data-suspension]");
  assert.match(await box.textContent(), /XA báo rằng một khóa của đầu mối họ không còn đáng tin.*Hãy gọi một trong các số này.*\+\d/s);
  assert.equal(await page.locator("main section").first().getAttribute("data-suspension"), "", "it stands first");
  for (const act of ["return", "offer", "close", "decline"]) assert.equal(await page.locator(`[data-step="${act}"]`).count(), 0, act);
  assert.match(await page.locator("main").textContent(), /Đang giữ|được giữ/, "what is held stays held");
  await page.locator(".message:not(.ours) button[data-open]").first().click();
  await page.locator(".message:not(.ours) .opened").first().waitFor();
  assert.match(await page.locator(".message:not(.ours)").first().textContent(), /trong đó có một khóa đã bị đánh cắp/);
  assert.equal(await page.locator(".message:not(.ours) [data-message-letter]").count(), 0, "no letter says that both signatures hold");
  await inspect(people.officer, "desk-stolen-request");
});

test("K3: an officer writes down without script what they heard, and a legal officer signs it: it is theirs", async () => {
  const { page } = people.officer;
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "vi" });
  await context.addCookies(await page.context().cookies());
  const plain = await context.newPage();
  await plain.goto(request);
  const count = await plain.locator("[data-suspended-message]").count();
  assert.ok(count >= 2, "the request and the wish to hold longer");
  for (let n = 0; n < count; n++) {
    await row(plain, n).locator("[value=theirs]").check();
    await row(plain, n).locator("form[action$='/recheck'] button").click();
    await plain.waitForURL(/#recheck$/);
    assert.match(await row(plain, n).textContent(), /và được trả lời: đúng là của họ/);
  }
  assert.equal(await plain.locator("[data-sign-override]").count(), 0, "whoever called confirms nothing");
  await context.close();
  await people.other.page.goto(request);
  assert.match(await people.other.page.locator("[data-suspension]").textContent(), /Petugas hukum selain .* harus menguatkannya/);
  await inspect(people.other, "desk-stolen-other");
  const legal = people.legal.page;
  await legal.goto(request);
  await inspect(people.legal, "desk-stolen-confirm");
  for (let n = 0; n < count; n++) {
    const confirmed = legal.waitForResponse((response) => /\/recheck\/\w+$/.test(response.url()));
    const loaded = legal.waitForEvent("load");
    await legal.locator("[data-sign-override] button").first().click();
    assert.equal((await confirmed).status(), 200);
    await loaded;
  }
  const shown = await legal.locator("main").textContent();
  assert.match(shown, /each of them is its own: this request goes on/);
  assert.match(shown, /called the other State and heard of a message: it is theirs/);
  assert.match(shown, /confirmed with a signature: it is theirs/);
  await page.goto(request);
  await page.locator(".message:not(.ours) button[data-open]").first().click();
  await page.locator(".message:not(.ours) .proof").first().waitFor();
  await page.goto(desk);
  assert.equal(await page.locator(`[data-suspended] a[href*="${there.request}"]`).count(), 0);
});

test("K3: of a request that is not theirs nothing is left but to know it", async () => {
  const { page } = people.officer;
  await page.goto(desk);
  const links = page.locator("[data-suspended] a");
  assert.ok(await links.count() >= 1, "other requests of that State wait still");
  let over = null;
  for (let n = 0; n < await links.count() && !over; n++) {
    await page.goto(desk);
    const href = await links.nth(n).getAttribute("href");
    await page.goto(`${there.serving}${href}`);
    // One that they opened, and not an answer to ours.
    if (await page.locator(".message").first().evaluate((one) => !one.classList.contains("ours"))) over = page.url().split("#")[0];
  }
  assert.ok(over, "one that they opened");
  await row(page, 0).locator("[value=not-theirs]").check();
  await row(page, 0).locator("form[action$='/recheck'] button").click();
  await page.waitForURL(/#recheck$/);
  const legal = people.legal.page;
  await legal.goto(over);
  const loaded = legal.waitForEvent("load");
  await legal.locator("[data-sign-override] button").first().click();
  await loaded;
  while (await legal.locator("[data-suspended-message] [name=answer]").count()) {
    await page.goto(over);
    const open = page.locator("[data-suspended-message]", { has: page.locator("[name=answer]") }).first();
    await open.locator("[value=not-theirs]").check();
    await open.locator("form[action$='/recheck'] button").click();
    await page.waitForURL(/#recheck$/);
    await legal.goto(over);
    const again = legal.waitForEvent("load");
    await legal.locator("[data-sign-override] button").first().click();
    await again;
  }
  const text = await legal.locator("main").textContent();
  assert.match(text, /said that it never sent this request. It is over/);
  assert.equal(await legal.locator("[data-step]:not([data-step=destroyed])").count(), 0);
  await inspect(people.legal, "desk-stolen-over");
  for (const { faults } of [robbed, ...Object.values(people)]) assert.deepEqual(faults, []);
});

test("K6: an officer whose key was revoked signs nothing more on a page that they had opened before", async () => {
  const officer = await member(browser, here, "officer", "vi");
  await officer.page.goto(`${here.serving}/console/desk/request/${here.request}`);
  const name = await officer.page.locator("[data-frame]").getAttribute("data-frame").then((frame) => JSON.parse(frame).officer);
  const form = await revoke(name);
  await form.locator("button").click();
  await robbed.page.waitForLoadState();
  await officer.page.waitForTimeout(2_500);
  const step = officer.page.locator('[data-step="status"]');
  await step.locator("textarea").fill("Còn ai ở đó không?");
  const said = officer.page.waitForResponse((response) => response.url().endsWith("/say"));
  await step.locator("button[type=submit]").click();
  assert.equal((await said).status(), 409);
  await step.locator("[data-error]").waitFor({ state: "visible" });
  assert.match(await step.locator("[data-error]").textContent(), /khóa của bạn ở đầu mối này đã bị thu hồi/);
  assert.deepEqual(officer.faults, []);
});

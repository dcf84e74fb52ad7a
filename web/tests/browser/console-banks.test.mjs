/**
 * Banks on the console: an analyst founds one and puts a hash in, opens it, a supervisor says the same, a false match is withdrawn.
 * The people are those of `khien demo --json` (KHIEN_TEST).
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inspect, startBrowser, totpCode } from "./console-world.mjs";

const demo = JSON.parse(process.env.KHIEN_TEST);
const HASH = "0f".repeat(32);

let browser;
const people = {};

before(async () => {
  browser = await startBrowser();
  for (const [role, lang] of [["analyst", "vi"], ["supervisor", "id"], ["administrator", "en"]]) people[role] = await person(role, lang);
});

after(() => browser?.close());

async function person(role, lang) {
  const { login, passphrase, totp_secret } = demo.logins.find((one) => one.role === role);
  const context = await browser.newContext({ locale: lang, viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  for (let tries = 0; tries < 3 && !page.url().match(/\/console(\?|$|\/teams)/); tries++) {
    if (tries) await page.waitForTimeout(30_500);
    await page.goto(`${demo.serving}/console/sign-in?lang=${lang}`);
    await page.fill("[name=login]", login);
    await page.fill("[name=passphrase]", passphrase);
    await page.fill("[name=code]", totpCode(totp_secret));
    await page.click("form[data-sign-in] button");
    await page.waitForURL(/\/console(\?|$|\/teams)/, { timeout: 10_000 }).catch(() => undefined);
  }
  await page.goto(`${demo.serving}/console/banks?lang=${lang}`);
  return { page, faults };
}

test("a bank is founded, and what cannot be is told in the reader's language", async () => {
  const { page } = people.analyst;
  await inspect(people.analyst, "banks-empty");
  await page.fill("[name=name]", "KNOWN_ADULT");
  await page.selectOption("[name=purpose]", "known_adult");
  await page.selectOption("[name=population]", "child");
  await page.click("form.stack button.primary");
  assert.match(await page.locator(".note.care").textContent(), /kho của trẻ em và kho của người lớn tách riêng/);
  await page.goBack();
  await page.fill("[name=name]", "KNOWN_ADULT");
  await page.selectOption("[name=purpose]", "known_adult");
  await page.selectOption("[name=population]", "adult");
  await page.click("form.stack button.primary");
  await page.waitForURL(/\/console\/bank\/bnk_/);
  assert.match(await page.locator("h1").textContent(), /KNOWN_ADULT/);
  people.bank = page.url();
});

test("a line that is no hash puts nothing in, and a hash is not shown before somebody opens it", async () => {
  const { page } = people.analyst;
  await page.goto(people.bank);
  const put = async (lines) => {
    await page.fill("[name=hashes]", lines);
    await page.selectOption("[name=class]", "ncii");
    await page.fill("[name=note]", "KH-1001");
    await page.click("form.stack button.primary");
  };
  await put(`pdq ${HASH} 90\nmd5 00`);
  assert.match(await page.locator(".note.care").textContent(), /32 ký tự/);
  await page.goto(people.bank);
  assert.equal(await page.locator("tbody tr").count(), 0);
  await put(`pdq ${HASH} 90`);
  await page.waitForURL(people.bank);
  assert.equal(await page.locator("tbody tr").count(), 1);
  assert.ok(!(await page.content()).includes(HASH));
  await inspect(people.analyst, "bank");
  await page.locator("tbody a").click();
  assert.ok(!(await page.content()).includes(HASH));
  assert.match(await page.locator("dl").first().textContent(), /một người đã xem/);
  people.content = page.url();
  await page.click("form[action$='/open'] button");
  await page.getByText(HASH).waitFor();
  await inspect(people.analyst, "bank-content-opened");
});

test("a second person says the same, and withdraws it as a false match", async () => {
  const { page } = people.supervisor;
  await page.goto(people.content);
  await page.selectOption("[name=class]", "ncii");
  await page.click("form[action$='/classify'] button");
  await page.waitForURL(people.content);
  assert.match(await page.locator("dl").first().textContent(), /menurut dua orang/);
  await inspect(people.supervisor, "bank-content");
  await page.locator("details.sure summary").click();
  await page.check("[name=why][value=false_match]");
  await page.click("form[action$='/withdraw'] button");
  await page.waitForURL(people.content);
  assert.match(await page.locator("dl").first().textContent(), /ditarik: salah cocok/);
  assert.equal(await page.locator("form[action$='/withdraw'], form[action$='/classify']").count(), 0);
});

test("an administrator sees banks and opens nothing", async () => {
  const { page } = people.administrator;
  await page.goto(`${demo.serving}/console/banks?lang=en`);
  assert.match(await page.locator("tbody").first().textContent(), /KNOWN_ADULT/);
  assert.equal(await page.locator("form.stack").count(), 0);
  await page.goto(people.content);
  assert.equal(await page.locator("form[action$='/open']").count(), 0);
  const status = await page.evaluate(async (url) => (await fetch(`${url}/open`, { method: "POST" })).status, people.content);
  assert.equal(status, 403);
  await inspect(people.administrator, "banks-administrator");
});

/**
 * Information that is given without a request, by hand in two browsers: one State reads summary and conditions, accepts them, and
 * only then opens the rest, for a purpose; of another it declines them, and it stays closed. The people are those of
 * `khien demo --desks --json` (KHIEN_TEST and KHIEN_TEST_OTHER).
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inspect, startBrowser } from "./console-world.mjs";
import { at, check, day, fillCommon, long, member, moment } from "./desk-people.mjs";

const here = JSON.parse(process.env.KHIEN_TEST);
const there = JSON.parse(process.env.KHIEN_TEST_OTHER);

let browser;
const people = {};
const SECRET = "The account hidden.name@example.org belongs to the person who paid.";

before(async () => {
  browser = await startBrowser();
  const seats = [["drafter", here, "officer", "en"], ["signer", here, "approver", "vi"], ["reader", there, "officer", "id"], ["decider", there, "approver", "en"]];
  for (const [name, state, role, lang] of seats) people[name] = await member(browser, state, role, lang);
});

after(() => browser?.close());

async function until(who, url, pattern) {
  for (let tries = 0; tries < 80; tries++) {
    await who.page.goto(url);
    if (pattern.test(await who.page.locator("main").textContent())) return;
    await who.page.waitForTimeout(250);
  }
  assert.fail(`${url} does not say ${pattern}: ${await who.page.locator("main").textContent()}`);
}

async function sign({ page }, act) {
  const step = page.locator(`[data-step="${act}"]`);
  const sure = step.locator("details.sure:not([open]) > summary");
  if (await sure.count()) await sure.click();
  const text = step.locator("textarea");
  if (await text.count()) await text.fill("Said by hand, in a test.");
  const said = page.waitForResponse((response) => response.url().endsWith("/say"));
  const shown = page.waitForEvent("load");
  await step.locator("button[type=submit]").click();
  const response = await said;
  assert.equal(response.status(), 201);
  await shown;
}

/** Fills in information, keeps it as a draft, and has it signed by somebody else; gives where it is in both States. */
async function give() {
  const { page } = people.drafter;
  await page.goto(`${here.serving}/console/desk/new/X1?to=XB&lang=en`);
  await page.fill(at("/summary_open"), "What a payment service told us about an account that pays for material of child sexual abuse.");
  await page.check(`${at("/conditions/use")}[value="investigation"]`);
  await page.check(`${at("/conditions/onward")}[value=false]`);
  await page.check(`${at("/conditions/feedback")}[value=true]`);
  // What may be left out stands folded.
  await page.locator("details", { has: page.locator(at("/conditions/until")) }).evaluateAll((all) => all.forEach((one) => { one.open = true; }));
  await page.fill(at("/conditions/until"), day(60));
  await page.fill(at("/sealed/text"), SECRET);
  await page.selectOption(at("/reliability/source"), "B");
  await page.selectOption(at("/reliability/content"), "2");
  await page.check(`${at("/exculpatory")}[value=true]`);
  await page.check(at("/not_evidence_until_asked"));
  assert.equal(await page.locator(at("/use")).count(), 0, "for what it may be used is asked once, in the conditions");
  await page.fill(at("/facts"), long("The account paid for the material three times."));
  await page.fill(at("/necessity"), long("Nobody else knows of the payments."));
  await page.fill(at("/proportionality"), long("One account and three payments, nothing else."));
  await fillCommon(page);
  const late = await check(page);
  assert.deepEqual(late.problems.map((problem) => problem.pointer), []);
  await page.fill(at("/respond_by"), moment(24 * 11));
  assert.deepEqual((await check(page)).problems.map((problem) => problem.pointer), ["/respond_by"], "ten days at most");
  await page.fill(at("/respond_by"), moment(24 * 5));
  assert.deepEqual((await check(page)).problems, []);
  await page.click("[data-keep]");
  await page.waitForURL(/\/console\/desk\/request\/req_/);
  const asked = page.url().split("?")[0];
  const signer = people.signer.page;
  await signer.goto(asked);
  await signer.locator("khien-request-text button[data-open]").first().click();
  await signer.locator(".opened").waitFor();
  await sign(people.signer, "request");
  return { asked, answered: `${there.serving}/console/desk/request/${asked.split("/").pop()}` };
}

test("what is sealed opens for nobody there before a legal officer accepted the conditions, and then for a purpose", async () => {
  const { asked, answered } = await give();
  const { page } = people.reader;
  await until(people.reader, answered, /baru terbuka setelah petugas hukum menerimanya/);
  const main = await page.locator("main").textContent();
  assert.match(main, /Untuk penyidikan/);
  assert.doesNotMatch(main, /Untuk penyidikan yang disebut/, "no request names one");
  assert.match(main, /membebaskan seseorang/, "it may clear somebody: the page reminds");
  assert.equal(await page.locator("khien-information").count(), 0);
  assert.equal(await page.locator('[data-step="accept"]').count(), 0, "an officer does not accept");
  await page.locator("khien-request-text button[data-open]").first().click();
  await page.locator(".opened .proof").waitFor();
  const open = await page.locator(".opened").textContent();
  assert.match(open, /What a payment service told us/);
  assert.doesNotMatch(open, /hidden\.name|three times/);
  await inspect(people.reader, "desk-X1-closed");
  const id = await page.locator(".message form, .message").first().evaluate(() => document.querySelector("[data-part^='message/']").dataset.part.split("/")[1]);
  assert.equal((await fetch(`${here.serving}/x/1/released/${id}`)).status, 404, "not before it was accepted");
  const asks = (purpose) => page.evaluate(async ([path, purpose]) => {
    const answer = await fetch(path, { method: "POST", headers: { "content-type": "application/json", "x-khien": "1" }, body: JSON.stringify({ purpose }) });
    return [answer.status, (await answer.json()).detail];
  }, [`${new URL(answered).pathname}/information`, purpose]);
  for (const purpose of ["investigation", null]) {
    const [status, detail] = await asks(purpose);
    assert.ok(status >= 400, "the node hands nothing out either");
    assert.match(detail, /baru terbuka setelah petugas hukum menerimanya/, "and says why");
  }
  const decider = people.decider.page;
  await decider.goto(answered);
  const accepts = decider.locator('[data-step="accept"]');
  assert.ok(await accepts.locator("button[type=submit]").isHidden(), "one press signs nothing");
  await accepts.locator("summary").click();
  const says = await accepts.locator("details").textContent();
  assert.match(says, /For an investigation/);
  assert.match(says, /the key leaves the State that holds it[^]*cannot be taken back/);
  await inspect(people.decider, "desk-X1-conditions");
  await accepts.locator("textarea").fill("Said by hand, in a test.");
  await accepts.locator("button[type=submit]").click();
  await accepts.locator("[data-error]:visible").waitFor();
  assert.match(await accepts.locator("[data-error]").textContent(), /First open the message above/, "nobody accepts what they did not read");
  await decider.locator("khien-request-text button[data-open]").first().click();
  await decider.locator(".opened .proof").first().waitFor();
  await sign(people.decider, "accept");
  await until(people.reader, answered, /kuncinya sudah ada/);
  assert.equal((await fetch(`${here.serving}/x/1/released/${id}`)).status, 200);
  const form = page.locator("khien-information form");
  assert.deepEqual(await form.locator("option").evaluateAll((all) => all.map((one) => one.value)), ["investigation"]);
  await form.locator("button").click();
  await page.locator("khien-information .proof").waitFor();
  const whole = await page.locator("khien-information").textContent();
  assert.ok(whole.includes(SECRET) && /three times/.test(whole), whole);
  await inspect(people.reader, "desk-X1-opened");
  await page.goto(answered);
  assert.match(await page.locator(".timeline").textContent(), /Untuk penyidikan/, "the journal says for what");
  const ends = /Masa pakai informasi berakhir/;
  assert.match(await page.locator("main").textContent(), ends, "a clock says by when it is to be destroyed");
  await page.goto(`${there.serving}/console/desk`);
  const row = page.locator("tbody tr", { has: page.locator(`a[href$="${answered.split("/").pop()}"]`) });
  assert.match(await row.textContent(), ends, "in the list too");
  await page.goto(answered);
  await until(people.signer, asked, /Quốc gia kia đã chấp nhận điều kiện/);
  await people.signer.page.locator("khien-information button").click();
  await people.signer.page.locator("khien-information .proof").waitFor();
  assert.ok((await people.signer.page.locator("khien-information").textContent()).includes(SECRET), "who gave it reads its own");
  const gone = page.locator('[data-step="destroyed"]');
  assert.ok(await gone.locator("button[type=submit]").isHidden(), "one press destroys nothing");
  await inspect(people.reader, "desk-X1-destroy");
  await sign(people.reader, "destroyed");
  await until(people.reader, answered, /Kita telah menyatakan bahwa informasi ini dimusnahkan/);
  assert.equal(await page.locator("khien-information").count(), 0, "nobody opens it");
  assert.equal(await page.locator(`[data-part="message/${id}"]`).count(), 0, "and the message that it came in is gone");
  assert.equal(await gone.count(), 0, "it is said once");
  assert.doesNotMatch(await page.locator("main").textContent(), ends);
  const [status, detail] = await asks("investigation");
  assert.ok(status >= 400, "the node hands nothing out either");
  assert.match(detail, /dimusnahkan/);
  await inspect(people.reader, "desk-X1-gone");
  await until(people.signer, asked, /Quốc gia kia báo rằng thông tin đã được tiêu hủy ở đó/);
  assert.equal((await fetch(`${here.serving}/x/1/released/${id}`)).status, 410, "its key leaves no more");
  for (const { faults } of Object.values(people)) assert.deepEqual(faults, []);
});

test("declined, it stays closed, and the key is destroyed where it was made", async () => {
  const { asked, answered } = await give();
  await until(people.decider, answered, /opens only after a legal officer accepts/);
  const unread = await browser.newContext({ javaScriptEnabled: false, locale: "en" });
  await unread.addCookies(await people.decider.page.context().cookies());
  const bare = await unread.newPage();
  await bare.goto(answered);
  await bare.locator('[data-step="decline"] summary').click();
  const shown = await bare.locator('[data-step="decline"]').textContent();
  assert.match(shown, /the key is destroyed where it was made/, "what happens is said without script too");
  assert.match(shown, /Signing needs JavaScript/);
  assert.doesNotMatch(shown, /Opening needs/);
  await unread.close();
  const id = await people.decider.page.evaluate(() => document.querySelector("[data-part^='message/']").dataset.part.split("/")[1]);
  await sign(people.decider, "decline");
  await until(people.signer, asked, /Khóa dành cho Quốc gia kia đã bị hủy/);
  assert.equal((await fetch(`${here.serving}/x/1/released/${id}`)).status, 410);
  await people.decider.page.goto(answered);
  assert.match(await people.decider.page.locator("main").textContent(), /Conditions declined/);
  assert.equal(await people.decider.page.locator("khien-information").count(), 0);
  await inspect(people.signer, "desk-X1-declined");
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en" });
  await context.addCookies(await people.decider.page.context().cookies());
  const plain = await context.newPage();
  await plain.goto(answered);
  assert.match(await plain.locator("main").textContent(), /The conditions were declined/);
  await context.close();
  for (const { faults } of Object.values(people)) assert.deepEqual(faults, []);
});

test("whoever is trusted for preservation only is given nothing, and this is said before anybody writes", async () => {
  const { page } = people.signer;
  const state = `${here.serving}/console/desk/state/${there.state}`;
  const trust = async (how) => {
    await page.goto(state);
    await page.check(`[name=trust][value=${how}]`);
    await page.selectOption("#reason", "agreement");
    await page.locator(`form[action$="/trust"] button`).click();
    await page.waitForURL(state);
  };
  await trust("preserve_only");
  const drafter = people.drafter.page;
  await drafter.goto(`${here.serving}/console/desk/new?to=${there.state}&lang=en`);
  const marked = await drafter.locator(".desk-kinds a:has([data-untrusted])").evaluateAll((all) => all.map((one) => one.querySelector("code").textContent));
  assert.deepEqual(marked.sort(), ["E1", "V1", "X1"], "the kinds that hand data over by themselves");
  await drafter.goto(`${here.serving}/console/desk/new/X1?to=${there.state}&lang=en`);
  assert.match(await drafter.locator("[data-untrusted]").textContent(), /for preservation only[^]*would be refused/);
  await inspect(people.drafter, "desk-X1-untrusted");
  const { warnings } = await check(drafter);
  assert.ok(warnings.some((one) => one.code === "not-for-disclosure"), JSON.stringify(warnings));
  await drafter.goto(`${here.serving}/console/desk/new/P1?to=${there.state}&lang=en`);
  assert.equal(await drafter.locator("[data-untrusted]").count(), 0, "a preservation hands nothing over");
  await trust("full");
  await drafter.goto(`${here.serving}/console/desk/new/X1?to=${there.state}&lang=en`);
  assert.equal(await drafter.locator("[data-untrusted]").count(), 0);
  for (const { faults } of Object.values(people)) assert.deepEqual(faults, []);
});

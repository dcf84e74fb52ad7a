/**
 * Two States, a browser for each member: one asks the other to preserve data, by hand. The people are those of
 * `khien demo --desks --json` (KHIEN_TEST and KHIEN_TEST_OTHER).
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inspect, startBrowser } from "./console-world.mjs";
import { askLonger, check, fillPreservation, member } from "./desk-people.mjs";

const here = JSON.parse(process.env.KHIEN_TEST);
const there = JSON.parse(process.env.KHIEN_TEST_OTHER);

let browser;
const people = {};
let asked;
let answered;

before(async () => {
  browser = await startBrowser();
  const seats = [["drafter", here, "officer", "en"], ["signer", here, "approver", "vi"], ["taker", there, "officer", "id"], ["decider", there, "approver", "en"]];
  for (const [name, state, role, lang] of seats) people[name] = await member(browser, state, role, lang);
});

after(() => browser?.close());

const go = ({ page, state, lang }, path) => page.goto(`${state.serving}${path}?lang=${lang}`);

/** Presses what signs a step, and waits for the page that shows it as said. */
async function sign({ page }, act, fill = async () => undefined) {
  const step = page.locator(`[data-step="${act}"]`);
  await fill(step);
  const text = step.locator("textarea");
  if (await text.count()) await text.fill("Said by hand, in a test.");
  const said = page.waitForResponse((response) => response.url().endsWith("/say"));
  const shown = page.waitForEvent("load");
  await step.locator("button[type=submit]").click();
  assert.equal((await said).status(), 201);
  await shown;
}

/** Comes back to a page until it says something; a message between nodes takes a moment. */
async function until(who, url, pattern) {
  for (let tries = 0; tries < 40; tries++) {
    await who.page.goto(url);
    if (pattern.test(await who.page.locator("main").textContent())) return;
    await who.page.waitForTimeout(250);
  }
  assert.fail(`${url} does not say ${pattern}`);
}

test("an officer drafts a preservation; nobody but the desk can read it, and the drafter cannot sign it", async () => {
  const { page, faults } = people.drafter;
  await go(people.drafter, "/console/desk");
  await inspect(people.drafter, "desk-requests");
  await page.selectOption("[name=to]", "XB");
  await page.click("form[action='/console/desk/new'] button");
  await page.locator('.desk-kinds a[href*="/P1"]').click();
  await fillPreservation(page);
  const checked = await check(page);
  assert.deepEqual(checked.problems, []);
  await page.click("[data-keep]");
  await page.waitForURL(/\/console\/desk\/request\/req_/);
  asked = page.url();
  assert.ok(!(await page.content()).includes("someone@example.org"), "the words stand sealed");
  assert.equal(await page.locator('[data-step="request"]').count(), 0, "an officer does not approve");
  assert.deepEqual(faults, []);
});

test("a legal officer opens it, sees what is signed, and signs; the other node's receipt comes back", async () => {
  const { page, faults } = people.signer;
  await page.goto(asked);
  await page.locator('[data-step="request"] button[type=submit]').click();
  await page.locator('[data-step="request"] [data-error]').waitFor({ state: "visible" });
  await page.locator("khien-request-text button[data-open]").first().click();
  await page.locator(".opened").waitFor();
  assert.match(await page.locator(".opened").textContent(), /someone@example\.org/);
  await inspect(people.signer, "desk-request-sign");
  await sign(people.signer, "request");
  await until(people.signer, asked, /Máy chủ bên kia đã nhận và ký xác nhận/);
  const receipt = await page.request.get(`${here.serving}${await page.locator("a[download]").first().getAttribute("href")}`);
  assert.equal(receipt.headers()["content-type"], "application/cose");
  assert.ok((await receipt.body()).length > 100);
  assert.deepEqual(faults, []);
});

test("the other State's officer takes it, verifies who signed, and says so", async () => {
  const { page, faults } = people.taker;
  await go(people.taker, "/console/desk");
  const rows = page.locator("tbody tr").filter({ hasText: "P1" });
  await rows.last().waitFor();
  const hrefs = await page.locator("tbody a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  const id = asked.split("/").pop().split("?")[0];
  answered = `${there.serving}/console/desk/request/${id}`;
  assert.ok(hrefs.some((href) => href.endsWith(id)), "both States know it by one number");
  await page.goto(answered);
  await page.locator("form[action$='/take'] button").click();
  await page.locator("khien-request-text button[data-open]").first().click();
  await page.locator(".opened .proof").waitFor();
  assert.match(await page.locator(".opened").textContent(), /Legal officer/);
  assert.match(await page.locator(".opened").textContent(), /someone@example\.org/);
  await inspect(people.taker, "desk-request-received");
  await sign(people.taker, "acknowledge");
  for (const box of await page.locator("form[action$='/gate'] input[value=not_needed]").all()) await box.check();
  await page.locator("form[action$='/gate'] button").click();
  await page.locator(".proof", { hasText: "Dijawab oleh" }).waitFor();
  assert.equal(await page.locator('[data-step="decide"]').count(), 0, "an officer does not decide");
  assert.deepEqual(faults, []);
});

test("the decision offers no ground that article 42 lacks; accepted, the data is held, and the asking State sees it", async () => {
  const { page, faults } = people.decider;
  await page.goto(answered);
  const step = page.locator('[data-step="decide"]');
  await step.locator("[name=decision]").selectOption("refused");
  const grounds = await step.locator("[name=ground]").evaluateAll((boxes) => boxes.map((box) => box.value));
  assert.ok(grounds.includes("G21b") && grounds.includes("G22"));
  for (const lacking of ["G21a", "G21d", "G36", "G8"]) assert.ok(!grounds.includes(lacking), lacking);
  await inspect(people.decider, "desk-request-decide");
  await step.locator("[name=decision]").selectOption("accepted");
  await sign(people.decider, "decide");
  await people.taker.page.goto(answered);
  await sign(people.taker, "hold");
  await until(people.signer, asked, /Dữ liệu được giữ đến/);
  await people.signer.page.goto(asked);
  await inspect(people.signer, "desk-request-held");
  assert.deepEqual(faults, []);
});

test("an extension is asked for by its form within the request, and granted by the other, who reads it in its own language", async () => {
  const day = new Date(Date.now() + 150 * 86_400_000).toISOString().slice(0, 10);
  const { page } = people.drafter;
  await page.goto(asked);
  await askLonger(page, day, "The request for assistance is being translated.", async () => {
    await inspect(people.drafter, "desk-P2-within");
    const opened = page.context().waitForEvent("page");
    await page.click("form[data-letter] button[value=id]");
    const letter = await opened;
    await letter.waitForLoadState();
    const text = await letter.locator("main").textContent();
    assert.ok(text.includes(day) && text.includes("being translated") && /Perpanjang penahanan data/.test(text), text);
    await letter.close();
  });
  await until(people.taker, answered, /perpanjangan diminta/);
  const last = people.taker.page.locator(".message").last();
  await last.locator("button[data-open]").click();
  await last.locator(".opened .proof").waitFor();
  const read = await last.locator(".opened").textContent();
  assert.ok(read.includes(day) && read.includes("Perpanjang penahanan data") && read.includes("being translated"), read);
  assert.match(await last.locator(".opened dt .beside[lang=en]").allTextContents().then((all) => all.join(" ")), /New end/, "beside the words in which it was written");
  await inspect(people.taker, "desk-P2-read");
  await page.goto(asked);
  assert.equal(await page.locator('[data-step="extend"]').count(), 0, "one wish at a time");
  await page.goto(`${asked}/p2?action=extend`);
  assert.match(await page.locator("[data-why-not]").textContent(), /asked and is not answered yet/);
  assert.equal(await page.locator("khien-desk-form").count(), 0, "there is nothing to fill in");
  await inspect(people.drafter, "desk-P2-waits");
  // Held for less than was wished: whoever confirms reads what becomes of the wish, and both sides name it.
  const step = people.taker.page.locator('[data-step="hold"]');
  assert.match(await step.textContent(), /permintaan itu selesai, dikabulkan sebagian/);
  const some = new Date(Date.now() + 130 * 86_400_000).toISOString().slice(0, 10);
  await sign(people.taker, "hold", (form) => form.locator("[name=until]").fill(some));
  assert.match(await people.taker.page.locator("main > .note").textContent(), /dikabulkan sebagian, dan mereka dapat meminta lagi/);
  assert.equal(await people.taker.page.locator('[data-step="hold"]').count(), 0, "the wish waits no more");
  await until(people.drafter, asked, /answered in part\. To have it held longer, ask again before that day is over/);
  await inspect(people.drafter, "desk-P2-part");
  // Asked again, taken back while nobody answered, and asked once more.
  await askLonger(page, day, "The request for assistance is being translated.");
  await until(people.taker, answered, /perpanjangan diminta/);
  await page.goto(asked);
  await inspect(people.drafter, "desk-P2-take-back");
  await sign(people.drafter, "take_back");
  assert.match(await page.locator(".messages").textContent(), /taken back/);
  await until(people.taker, answered, /Permintaan perpanjangan ditarik/);
  assert.equal(await people.taker.page.locator('[data-step="hold"]').count(), 0, "there is nothing to answer");
  await askLonger(page, day, "The request for assistance is being translated.");
  await until(people.taker, answered, /perpanjangan diminta/);
  await sign(people.taker, "hold");
  await until(people.drafter, asked, /held for as long as was wished/);
  await page.goto(`${asked}/p2?action=extend`);
  assert.match(await page.locator("main").textContent(), /Data is held until the end of/, "the form says until when");
  await page.fill('[data-at="/new_end"] input', day);
  await page.fill('[data-at="/reason"] textarea', "The request for assistance is being translated.");
  const same = await check(page);
  assert.equal(same.holds, false);
  assert.deepEqual(same.problems.map((problem) => [problem.pointer, /The hold ends at the end of/.test(problem.words)]), [["/new_end", true]]);
  // A day that the calendar lacks leaves the field empty for scripts: it is not missing.
  await page.fill('[data-at="/new_end"] input', "");
  await page.locator('[data-at="/new_end"] input').focus();
  await page.keyboard.type("06312027");
  assert.match((await check(page)).problems[0].words, /no such day/);
  await page.fill('[data-at="/new_end"] input', new Date(Date.now() + 4000 * 86_400_000).toISOString().slice(0, 10));
  assert.match((await check(page)).problems[0].words, /ten years/);
  for (const { faults } of Object.values(people)) assert.deepEqual(faults, []);
});

test("without script a request says so, and what needs no key is there", async () => {
  const { page } = people.drafter;
  const cookies = await page.context().cookies();
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en" });
  await context.addCookies(cookies);
  const plain = await context.newPage();
  await plain.goto(asked);
  assert.match(await plain.locator("main").textContent(), /Data is held until/);
  assert.ok((await plain.locator("noscript").count()) > 0);
  await context.close();
});

test("what was released has nothing to extend, and the page says so", async () => {
  const { page } = people.drafter;
  await page.goto(`${asked}/p2?action=release`);
  await page.fill('[data-at="/reason"] textarea', "The case was closed by the court.");
  assert.match(await page.locator("khien-desk-form").textContent(), /may delete what it holds[^]*cannot be taken back/);
  assert.equal((await check(page)).holds, true);
  await page.locator("[data-sign]").click();
  await page.waitForURL(asked);
  await page.goto(`${asked}/p2?action=extend`);
  assert.match(await page.locator("[data-why-not]").textContent(), /over/);
  assert.equal(await page.locator("khien-desk-form").count(), 0);
  for (const { faults } of Object.values(people)) assert.deepEqual(faults, []);
});

/**
 * What lets data leave waits while something is out of date (D2), and two people let it go: one asks, without script too, a legal officer
 * signs. The people are those of `khien demo --desks --json` (KHIEN_TEST); the State that nobody has heard of for a fortnight lives in this
 * file, and receives with the key of the first.
 */

import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { after, before, test } from "node:test";
import { inspect, startBrowser } from "./console-world.mjs";
import { at, check, fillCommon, fillPreservation, long, member, moment } from "./desk-people.mjs";

const here = JSON.parse(process.env.KHIEN_TEST);
const state = `${here.serving}/console/desk/state/XO`;

const pair = () => generateKeyPairSync("ed25519");
const raw = ({ publicKey }) => Buffer.from(publicKey.export({ format: "jwk" }).x, "base64url");
const said = (text, { privateKey }) => ({ statement: text, signature: sign(null, Buffer.from(text), privateKey).toString("base64") });
const keys = { root: pair(), node: pair(), team: pair(), ledger: pair() };

/** What the node of this State shows: it holds for some days more, and was said so many days ago. */
function offered(own, receives, ago) {
  const at = (days) => new Date(Date.now() + days * 86_400_000).toISOString();
  const recipient = own.desk.at(-1).statement.split("\n")[4];
  const team = `khien/v1/team\ntea_00000000000000000000000009\n1\ndesk\n${recipient}\n${raw(keys.team).toString("hex")}`;
  const entry = {
    state: "XO", names: { en: "Out of Date" },
    authorities: [{ id: "desk", names: { en: "24/7 point" }, roles: ["contact-point"], phone: "+999 7 654 322", hours: "24/7", zone: "UTC" }],
    url: "http://127.0.0.1:9", node: raw(keys.node).toString("hex"), desk: [said(team, keys.root)],
    ledger: { origin: "old.example/ledger", online: said(`khien/v1/online\nold.example/ledger\n${raw(keys.ledger).toString("hex")}`, keys.root) },
    terms: { state: "XO", languages: ["en"], kinds: ["P1", "X1"], hold_days_default: 90 },
    zone: "UTC", oversight: { names: { en: "Commissioner" }, contact: "oversight@state.example" },
    seq: 1, prev: "-", not_before: at(-100), not_after: at(200),
  };
  const signed = said(`khien/v1/desk-entry\n${JSON.stringify(entry)}`, keys.root);
  const link = createHash("sha256").update(signed.statement).update("\n").update(Buffer.from(signed.signature, "base64")).digest("hex");
  const fresh = { state: "XO", seq: 1, entry: link, keys: [{ ...receives, not_before: at(-ago), not_after: at(9) }], issued_at: at(-ago), valid_until: at(9) };
  return { root: raw(keys.root).toString("hex"), entries: [signed], fresh: said(`khien/v1/desk-fresh\n${JSON.stringify(fresh)}`, keys.node) };
}

let browser;
const people = {};

before(async () => {
  browser = await startBrowser();
  for (const [name, role, lang] of [["drafter", "officer", "vi"], ["legal", "approver", "en"], ["other", "relief", "id"]]) people[name] = await member(browser, here, role, lang);
  const shown = await (await fetch(`${here.serving}/x/1/dir/entry`)).json();
  const of = (signed) => JSON.parse(signed.statement.split("\n").slice(1).join("\n"));
  const { page } = people.legal;
  await page.goto(`${here.serving}/console/desk/states`);
  await page.fill("[name=entry]", JSON.stringify(offered(of(shown.entries.at(-1)), of(shown.fresh).keys.at(-1), 15)));
  await page.locator("form[action='/console/desk/states'] button").click();
  await page.waitForLoadState();
  for (const one of [people.legal, people.drafter]) {
    await one.page.goto(state);
    await one.page.check("[name=compared]");
    await one.page.locator("form[action$='/words#words'] button").click();
    await one.page.waitForLoadState();
  }
  await page.goto(state);
  await page.check("[name=trust][value=full]");
  await page.selectOption("[name=reason]", "agreement");
  await page.locator("form[action$='/trust'] button").click();
  await page.waitForLoadState();
  await page.waitForTimeout(2_500);
});

after(() => browser?.close());

/** Keeps what is filled in as a draft, and opens it as the legal officer who signs. */
async function draft() {
  const { page } = people.drafter;
  assert.deepEqual((await check(page)).problems, []);
  await page.click("[data-keep]");
  await page.waitForURL(/\/console\/desk\/request\/req_/);
  const url = page.url().split("?")[0];
  // The form was filled in in English; whoever did reads Vietnamese.
  await page.goto(`${url}?lang=vi`);
  return url;
}

async function signed(who, url) {
  const { page } = who;
  await page.goto(url);
  await page.locator("khien-request-text button[data-open]").first().click();
  await page.locator(".opened").waitFor();
  const answer = page.waitForResponse((response) => response.url().endsWith("/say"));
  const shown = page.waitForEvent("load");
  await page.locator('[data-step="request"] button[type=submit]').click();
  const response = await answer;
  if (response.ok()) await shown;
  return response.status();
}

test("D2: a preservation goes to a State that is out of date, and the journal says that it was", async () => {
  const { page } = people.drafter;
  await page.goto(`${here.serving}/console/desk/new/P1?to=XO&lang=en`);
  await fillPreservation(page);
  const url = await draft();
  assert.match(await page.locator("#override").textContent(), /Việc bảo quản vẫn tiếp tục/);
  assert.equal(await page.locator("#override form").count(), 0, "nothing of it waits");
  assert.equal(await signed(people.legal, url), 201);
  assert.match(await people.legal.page.locator("main").textContent(), /It went while this was out of date: what is known of the other State\. No data left/);
  for (const { faults } of Object.values(people)) assert.deepEqual(faults, []);
});

test("D2: what hands data over waits until one asks and a legal officer signs, and then it goes once", async () => {
  const { page } = people.drafter;
  await page.goto(`${here.serving}/console/desk/new/X1?to=XO&lang=en`);
  await page.fill(at("/summary_open"), "What a payment service told us about an account that pays for material of child sexual abuse.");
  await page.check(`${at("/conditions/use")}[value="investigation"]`);
  await page.check(`${at("/conditions/onward")}[value=false]`);
  await page.check(`${at("/conditions/feedback")}[value=true]`);
  await page.fill(at("/sealed/text"), "The account hidden.name@example.org belongs to the person who paid.");
  await page.selectOption(at("/reliability/source"), "B");
  await page.selectOption(at("/reliability/content"), "2");
  await page.check(`${at("/exculpatory")}[value=false]`);
  await page.check(at("/not_evidence_until_asked"));
  await page.fill(at("/facts"), long("The account paid for the material three times."));
  await page.fill(at("/necessity"), long("Nobody else knows of the payments."));
  await page.fill(at("/proportionality"), long("One account and three payments, nothing else."));
  await fillCommon(page);
  await page.fill(at("/respond_by"), moment(24 * 5));
  const url = await draft();
  const legal = people.legal.page;
  await legal.goto(url);
  assert.match(await legal.locator('[data-step="request"]').textContent(), /Something is out of date, so this waits/);
  assert.equal(await legal.locator('[data-step="request"] button[type=submit]').count(), 0);
  await inspect(people.legal, "desk-override-waits");
  // Who calls the address by hand meets the same rule: nothing is in the outbox.
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "vi" });
  await context.addCookies(await page.context().cookies());
  const plain = await context.newPage();
  await plain.goto(url);
  await plain.check("#override [name=what][value=request]");
  await plain.check("#override [name=why][value=loss]");
  await plain.locator("#override form button").click();
  await plain.waitForURL(/#override$/);
  assert.match(await plain.locator("#override").textContent(), /Đang chờ một cán bộ pháp lý xác nhận/);
  await context.close();
  await page.goto(url);
  assert.equal(await page.locator("[data-sign-override]").count(), 0, "whoever asked confirms nothing");
  await inspect(people.drafter, "desk-override-asked");
  await people.other.page.goto(url);
  assert.match(await people.other.page.locator("#override").textContent(), /Menunggu dikuatkan petugas hukum/);
  assert.equal(await people.other.page.locator("[data-sign-override]").count(), 0, "it takes a legal officer");
  await inspect(people.other, "desk-override-other");
  await legal.goto(url);
  await inspect(people.legal, "desk-override-confirm");
  const confirmed = legal.waitForResponse((response) => /\/override\/1$/.test(response.url()));
  const loaded = legal.waitForEvent("load");
  await legal.locator("[data-sign-override] button").click();
  assert.equal((await confirmed).status(), 200);
  await loaded;
  assert.match(await legal.locator("#override").textContent(), /It may go, once/);
  assert.equal(await signed(people.legal, url), 201);
  await legal.goto(url);
  const shown = await legal.locator("main").textContent();
  assert.match(shown, /It has gone/);
  assert.match(shown, /because two people let it go/);
  await inspect(people.legal, "desk-override-gone");
  await page.goto(url);
  assert.match(await page.locator("#override").textContent(), /Đã gửi đi/);
  for (const { faults } of Object.values(people)) assert.deepEqual(faults, []);
});

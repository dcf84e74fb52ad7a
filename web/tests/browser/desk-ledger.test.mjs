/**
 * Two histories of a State's ledger: the page of the State shows both, the line stops, and a legal officer decides how to go on.
 * The people are those of `khien demo --desks --json` (KHIEN_TEST); the State with the two histories lives in this file.
 */

import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { after, before, test } from "node:test";
import { inspect, startBrowser } from "./console-world.mjs";
import { member } from "./desk-people.mjs";

const here = JSON.parse(process.env.KHIEN_TEST);
const ORIGIN = "ledger.example/ledger";
const state = `${here.serving}/console/desk/state/XL`;

const pair = () => generateKeyPairSync("ed25519");
const raw = ({ publicKey }) => Buffer.from(publicKey.export({ format: "jwk" }).x, "base64url");
const hash = (...parts) => createHash("sha256").update(Buffer.concat(parts.map((part) => Buffer.from(part)))).digest();
const said = (text, { privateKey }) => ({ statement: text, signature: sign(null, Buffer.from(text), privateKey).toString("base64") });
const keys = { root: pair(), node: pair(), team: pair(), ledger: pair() };

/** What the node of this State shows, with the desk's recipient of another. */
function offered(recipient) {
  const at = (days) => new Date(Date.now() + days * 86_400_000).toISOString();
  const team = `khien/v1/team\ntea_00000000000000000000000009\n1\ndesk\n${recipient}\n${raw(keys.team).toString("hex")}`;
  const entry = {
    state: "XL", names: { en: "Two Histories" },
    authorities: [{ id: "desk", names: { en: "24/7 point" }, roles: ["contact-point"], phone: "+999 7 654 321", hours: "24/7", zone: "UTC" }],
    url: "http://127.0.0.1:9", node: raw(keys.node).toString("hex"), desk: [said(team, keys.root)],
    ledger: { origin: ORIGIN, online: said(`khien/v1/online\n${ORIGIN}\n${raw(keys.ledger).toString("hex")}`, keys.root) },
    terms: { state: "XL", languages: ["en"], kinds: ["P1"], hold_days_default: 90 },
    zone: "UTC", oversight: { names: { en: "Commissioner" }, contact: "oversight@state.example" },
    seq: 1, prev: "-", not_before: at(-1), not_after: at(200),
  };
  const signed = said(`khien/v1/desk-entry\n${JSON.stringify(entry)}`, keys.root);
  const link = hash(signed.statement, "\n", Buffer.from(signed.signature, "base64")).toString("hex");
  const fresh = { state: "XL", seq: 1, entry: link, keys: [], issued_at: at(0), valid_until: at(20) };
  return { root: raw(keys.root).toString("hex"), entries: [signed], fresh: said(`khien/v1/desk-fresh\n${JSON.stringify(fresh)}`, keys.node) };
}

/** Hands a ledger of one leaf to the node as its witness. */
function add(old, leaf) {
  const body = `${ORIGIN}\n1\n${hash([0], leaf).toString("base64")}\n`;
  const id = hash(ORIGIN, "\n", [1], raw(keys.ledger)).subarray(0, 4);
  const line = `\u2014 ${ORIGIN} ${Buffer.concat([id, sign(null, Buffer.from(body), keys.ledger.privateKey)]).toString("base64")}\n`;
  return fetch(`${here.serving}/x/1/witness/add-checkpoint`, { method: "POST", body: `old ${old}\n\n${body}\n${line}` });
}

let browser;
const people = {};

before(async () => {
  browser = await startBrowser();
  for (const [role, lang] of [["approver", "en"], ["officer", "vi"], ["relief", "id"]]) people[role] = await member(browser, here, role, lang);
  const entry = await (await fetch(`${here.serving}/x/1/dir/entry`)).json();
  const own = JSON.parse(entry.entries.at(-1).statement.split("\n").slice(1).join("\n"));
  const { page } = people.approver;
  await page.goto(`${here.serving}/console/desk/states`);
  await page.fill("[name=entry]", JSON.stringify(offered(own.desk.at(-1).statement.split("\n")[4])));
  await page.locator("form[action='/console/desk/states'] button").click();
  for (const one of [people.approver, people.officer]) {
    await one.page.goto(state);
    await one.page.check("[name=compared]");
    await one.page.locator("form[action$='/words#words'] button").click();
    await one.page.waitForLoadState();
  }
  await page.waitForTimeout(2_500);
});

after(() => browser?.close());

test("a ledger that only grew is co-signed, and its State's page says how far", async () => {
  assert.equal((await add(0, "first")).status, 200);
  const { page, faults } = people.approver;
  await page.goto(state);
  await page.getByText("up to entry 1,").waitFor();
  await inspect(people.approver, "desk-ledger");
  assert.deepEqual(faults, []);
});

test("two histories stop the line, and both are shown to whoever reads the page", async () => {
  assert.equal((await add(1, "another")).status, 409);
  for (const [role, words] of [["approver", "has two histories"], ["officer", "có hai lịch sử"], ["relief", "punya dua riwayat"]]) {
    const { page, faults } = people[role];
    await page.goto(state);
    const card = page.locator("section", { hasText: words });
    await card.locator("summary").click();
    assert.equal(await card.locator("pre").count(), 2);
    await inspect(people[role], "desk-ledger-fork");
    assert.deepEqual(faults, []);
  }
});

test("a legal officer goes on with the ledger that it shows now, and the proof stays", async () => {
  const { page } = people.approver;
  await page.goto(state);
  await page.check("[name=trust][value=preserve_only]");
  await page.selectOption("[name=reason]", "cleared_up");
  await page.locator("form[action$='/trust'] button").click();
  await page.waitForLoadState();
  await page.waitForTimeout(2_500);
  assert.equal((await add(1, "another")).status, 200);
  assert.equal((await add(0, "first")).status, 409, "the history that was given up does not come back");
  await page.goto(state);
  assert.equal(await page.locator("section", { hasText: "has two histories" }).count(), 1);
});

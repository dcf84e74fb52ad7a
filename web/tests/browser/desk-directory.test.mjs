/**
 * The directory, as people keep it: lists of what others see, and the key that signs giving way to the next when it was stolen.
 * The people are those of `khien demo --desks --json`: KHIEN_TEST, and the other State under KHIEN_TEST_OTHER.
 */

import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { after, before, test } from "node:test";
import { inspect, startBrowser } from "./console-world.mjs";
import { member } from "./desk-people.mjs";

const here = JSON.parse(process.env.KHIEN_TEST);
const there = JSON.parse(process.env.KHIEN_TEST_OTHER);
const LISTS = "/console/desk/lists";

let browser;
const people = {};

before(async () => {
  browser = await startBrowser();
  people.approver = await member(browser, here, "approver", "vi");
  people.admin = await member(browser, here, "administrator", "en");
  people.abroad = await member(browser, there, "approver", "id");
});

after(() => browser?.close());

const entryOf = async (state) => {
  const shown = await (await fetch(`${state.serving}/x/1/dir/entry`)).json();
  return JSON.parse(shown.entries.at(-1).statement.split("\n").slice(1).join("\n"));
};

/** A list that somebody made who sees other entries than we do. */
function otherwise(states, until = 60) {
  const keys = generateKeyPairSync("ed25519");
  const at = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString();
  const entries = states.map(({ state, seq }) => ({ state, seq, entry: "cd".repeat(32) }));
  const list = { secretariat: "Elsewhere", issued_at: at(-90), valid_until: at(until), entries };
  const statement = `khien/v1/desk-list\n${JSON.stringify(list)}`;
  const signature = sign(null, Buffer.from(statement), keys.privateKey).toString("base64");
  const key = Buffer.from(keys.publicKey.export({ format: "jwk" }).x, "base64url").toString("hex");
  return { key, text: JSON.stringify({ key, list: { statement, signature } }) };
}

async function pin(page, { name, key, url = "", text = "" }) {
  await page.goto(`${here.serving}${LISTS}`);
  await page.fill("#name", name);
  await page.fill("#key", key);
  await page.fill("#url", url);
  await page.fill("#list", text);
  await page.locator(`form[action="${LISTS}"] button`).click();
  await page.waitForLoadState();
}

test("a node says what it sees, another reads it, and both see the same", async () => {
  const { page } = people.abroad;
  assert.equal((await fetch(`${there.serving}/x/1/dir/list`)).status, 404, "nobody is told before somebody says so");
  await page.goto(`${there.serving}${LISTS}`);
  await page.fill("#as", "Kawasan Contoh");
  await page.locator(`form[action="${LISTS}/ours"] button`).click();
  await page.locator("#ours strong").waitFor();
  await inspect(people.abroad, "desk-lists-ours");
  const served = await (await fetch(`${there.serving}/x/1/dir/list`)).json();
  assert.deepEqual(served.list.statement.match(/"state":"X[AB]"/g).sort(), ['"state":"XA"', '"state":"XB"']);
  await pin(people.approver.page, { name: "Khu vực", key: served.key, url: `${there.serving}/x/1/dir/list` });
  await people.approver.page.locator(`[data-list="${served.key}"] .note.safe`).waitFor();
  await inspect(people.approver, "desk-lists");
  await people.approver.page.goto(`${here.serving}/console/desk/state/${there.state}`);
  await people.approver.page.getByText("cùng một bản").waitFor();
  assert.deepEqual(people.approver.faults, []);
});

test("what no key signed, or another, is not read", async () => {
  const { page } = people.approver;
  const list = otherwise([{ state: there.state, seq: 1 }]);
  const refused = async (given, words) => {
    await pin(page, { name: "Sai", key: list.key, ...given });
    assert.match(await page.locator("[data-wrong]").textContent(), words);
    assert.equal(await page.inputValue("#name"), "Sai", "what was typed is still there");
    assert.equal(await page.inputValue("#list"), given.text ?? "");
  };
  await refused({ text: "not a list" }, /không phải là danh sách các nước/);
  await refused({ url: "http://127.0.0.1:9/x/1/dir/list" }, /Không có trả lời/);
  const over = otherwise([], -30);
  await refused(over, /hết hiệu lực/);
  await refused({ key: "ab".repeat(32), text: list.text }, /không do khóa ấy ký/);
  await page.goto(`${here.serving}${LISTS}`);
  assert.equal(await page.locator("[data-list]").count(), 1);
});

test("where a list has another entry, nothing more is disclosed, and our own State is warned", async () => {
  const { page } = people.approver;
  const list = otherwise([{ state: there.state, seq: 1 }, { state: here.state, seq: 1 }]);
  await pin(page, { name: "Nơi khác", key: list.key, text: list.text });
  const alerts = page.locator(`[data-list="${list.key}"] [role=alert]`);
  await alerts.first().waitFor();
  assert.match((await alerts.allTextContents()).join("\n"), /nhân danh nước ta[^]*bản khác về XB/);
  await inspect(people.approver, "desk-lists-unconfirmed");
  await page.goto(`${here.serving}/console/desk/state/${there.state}`);
  assert.doesNotMatch(await page.locator("main .note").first().textContent(), /danh sách có bản khác/, "one person's list stops nothing");
  const second = people.admin.page;
  await second.goto(`${here.serving}${LISTS}`);
  const mine = second.locator(`[data-list="${list.key}"]`);
  assert.match(await mine.textContent(), /until a second person has compared its key[^]*\(UTC/);
  await mine.locator("[data-unconfirmed] summary").click();
  await mine.locator(`form[action$="/confirm"] button`).click();
  await mine.locator("[data-unconfirmed]").waitFor({ state: "detached" });
  await page.goto(`${here.serving}/console/desk/state/${there.state}`);
  assert.match(await page.locator("main .note").first().textContent(), /danh sách có bản khác/);
  await page.goto(`${here.serving}/console/desk/states`);
  assert.match(await page.locator("[role=alert]").textContent(), /nhân danh nước ta/);
  await inspect(people.approver, "desk-states-listed");
});

test("a stolen key of the node gives way to the next with one entry, and the other State goes on with it", async () => {
  const { page, faults } = people.admin;
  const old = (await entryOf(here)).node;
  const own = `${here.serving}/console/desk/own`;
  await page.goto(own);
  await page.locator(`form[action="/console/desk/own/prepare"] button`).click();
  await page.getByText("Write the entry anew: it names this key").waitFor();
  assert.equal(await page.locator("section:has(form[action$='/prepare']) > form").count(), 0, "another one takes a second press");
  await inspect(people.admin, "desk-own-next");
  await page.goto(`${own}/draft`);
  assert.equal(await page.locator("[name=turn]").count(), 0, "nobody knows the next key yet");
  const wrong = async (field, value, words) => {
    const before = await page.inputValue(`[name=${field}]`);
    await page.fill(`[name=${field}]`, value);
    await page.locator("main form button.primary").click();
    assert.match(await page.locator("[data-wrong]").textContent(), words);
    assert.equal(await page.inputValue(`[name=${field}]`), value, "what was typed is still there");
    await page.fill(`[name=${field}]`, before);
  };
  await wrong("leaves", "2020-01-01", /a day to come/);
  await wrong("languages", "vi, klingon", /Languages[^]*code of two letters/);
  const reserved = page.locator("#reservations");
  assert.equal(await reserved.locator("[name=reservation]").count(), 13, "two paragraphs and the eleven offences");
  assert.match(await reserved.textContent(), /42\(5\)[^]*23\(3\)[^]*14 Child sexual abuse/);
  await page.check("[name=reservation][value='42.5']");
  await wrong("languages", "xx, klingon", /Languages/);
  assert.ok(await page.isChecked("[name=reservation][value='42.5']"), "what was ticked is still ticked");
  await page.uncheck("[name=reservation][value='42.5']");
  await page.fill("[name=oversight-contact]", "elsewhere@example.org");
  await page.locator("main form button.primary").click();
  const changed = page.locator("[data-compared] tr[data-changes]");
  await changed.first().waitFor();
  assert.match((await changed.allTextContents()).join("\n"), /elsewhere@example\.org/);
  assert.ok(await page.locator("[data-shown]").isHidden(), "the text itself stands below");
  await inspect(people.admin, "desk-own-sign");
  await page.goto(`${own}/draft`);
  await people.approver.page.goto(own);
  await people.approver.page.locator("details.sure summary").click();
  await people.approver.page.selectOption("#key", old);
  await people.approver.page.locator("details.sure button").click();
  await people.approver.page.waitForLoadState();
  await page.goto(own);
  await page.getByText("It can take over with the next entry.").waitFor();
  await page.goto(`${own}/draft`);
  await page.check("[name=turn]");
  await page.locator("main form button.primary").click();
  await page.locator("[data-sign-entry]").waitFor();
  await page.setInputFiles("#kit", { name: "kit.txt", mimeType: "text/plain", buffer: Buffer.from(here.kit) });
  await page.locator("[data-sign-entry] button").click();
  await page.waitForURL(own);
  const entry = await entryOf(here);
  assert.notEqual(entry.node, old);
  assert.equal(entry.beside, undefined, "the thief keeps no place");
  const abroad = people.abroad.page;
  await abroad.goto(`${there.serving}/console/desk/state/${here.state}`);
  await abroad.locator(`form[action$="/ask"] button`).click();
  await abroad.waitForLoadState();
  const served = await (await fetch(`${there.serving}/x/1/dir/list`)).json();
  assert.match(served.list.statement, new RegExp(`"state":"${here.state}","seq":${entry.seq}`));
  assert.deepEqual(faults, []);
});

test("a State that left is introduced anew on its page, and its words are compared as at first", async () => {
  const { page, faults } = people.approver;
  const state = `${here.serving}/console/desk/state/${there.state}`;
  await page.goto(state);
  assert.equal(await page.locator("#anew").count(), 0, "whoever takes part is not introduced");
  await page.locator(`details.sure:has(form[action$="/leave"]) summary`).click();
  await page.locator(`form[action$="/leave"] button`).click();
  await page.locator("#anew").waitFor();
  assert.doesNotMatch(await page.locator("main .note").first().textContent(), /\(/, "why it was trusted is not why it left");
  assert.equal(await page.locator(`form[action$="/trust"], section#words`).count(), 0);
  await inspect(people.approver, "desk-state-left");
  assert.doesNotMatch(await page.locator("#lookup").textContent(), /\d+ of \d+/, "whoever left asks nothing");
  assert.equal(await page.locator(`form[action$="/lookup"]`).count(), 0);
  const nobody = `${there.serving}/nobody-here`;
  await page.fill("#url", nobody);
  await page.locator("#anew button").click();
  await page.locator("#anew [data-wrong]").waitFor();
  assert.equal(await page.inputValue("#url"), nobody, "the page of the State comes back with what was typed");
  await page.fill("#url", there.serving);
  await page.locator("#anew button").click();
  await page.locator(`form[action*="/words"]`).waitFor();
  assert.equal(page.url(), state);
  assert.equal(await page.locator("#anew").count(), 0);
  await page.fill("#typed", "one two three");
  await page.locator(`form[action*="/words"] button`).click();
  await page.locator("section#words [role=alert]").waitFor();
  assert.equal(await page.inputValue("#typed"), "one two three", "what was heard is not typed twice");
  await page.goto(state);
  assert.equal(await page.locator(`form[action$="/trust"]`).count(), 0, "nobody trusts it before two people compared its words");
  const nowhere = await fetch(`${here.serving}/x/1/nowhere`);
  assert.deepEqual([nowhere.status, nowhere.headers.get("content-type")], [404, "application/problem+json"]);
  for (const [at, allow] of [["in/XB/00", "PUT"], ["dir/entry", "GET,HEAD"], ["resync/XB", "POST"], ["versions", "GET,HEAD"], ["witness/add-checkpoint", "POST"]]) {
    const other = await fetch(`${here.serving}/x/1/${at}`, { method: "DELETE" });
    assert.equal(other.status, 405, at);
    assert.equal(other.headers.get("content-type"), "application/problem+json", at);
    assert.equal(other.headers.get("allow"), allow, at);
    assert.equal((await other.json()).type, "urn:khien:problem:method", at);
  }
  assert.deepEqual(faults, []);
});

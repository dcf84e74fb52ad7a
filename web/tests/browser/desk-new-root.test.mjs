/**
 * Our State's desk gets a new root, by hand: the administrator makes it and signs with both, the other State is shown it, two people there
 * call and confirm after a day. Preservations go over before, meanwhile and afterwards. The two nodes are this file's own, since their
 * day has to pass: it is moved in the other State's database.
 */

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { binary, inspect, startBrowser, temporaryFolder } from "./console-world.mjs";
import { check, fillPreservation, member } from "./desk-people.mjs";

const folder = temporaryFolder();
const people = {};
let demo;
let browser;
let here;
let there;
let earlier;
let kit;

before(async () => {
  const args = ["demo", "--desks", "--json", "--data", path.join(folder, "n"), "--listen", "127.0.0.1:0"];
  demo = spawn(binary(), args, { stdio: ["ignore", "pipe", "ignore"] });
  const serving = [];
  for await (const line of createInterface({ input: demo.stdout })) {
    if (line.includes('"serving"')) serving.push(JSON.parse(line));
    if (serving.length === 2) break;
  }
  [here, there] = serving;
  browser = await startBrowser();
  const seats = [
    ["admin", here, "administrator", "en"], ["drafter", here, "officer", "en"], ["signer", here, "approver", "vi"],
    ["officer", there, "officer", "id"], ["legal", there, "approver", "en"],
  ];
  for (const [name, state, role, lang] of seats) people[name] = await member(browser, state, role, lang);
});

after(async () => {
  await browser?.close();
  demo?.kill("SIGINT");
});

const shown = async (state) => (await fetch(`${state.serving}/x/1/dir/entry`)).json();
const entryOf = (signed) => JSON.parse(signed.statement.split("\n").slice(1).join("\n"));
const stateOf = (of) => `${there.serving}/console/desk/state/${of}`;

function isSignedBy({ statement, signature }, root) {
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(root, "hex").toString("base64url") }, format: "jwk" });
  return verify(null, Buffer.from(statement), key, Buffer.from(signature, "base64"));
}

/** A preservation, from the form to the other node's receipt. */
async function preserve(drafter, signer, to, receipted) {
  const { page } = drafter;
  await page.goto(`${drafter.state.serving}/console/desk/new/P1?to=${to}&lang=en`);
  await fillPreservation(page);
  assert.deepEqual((await check(page)).problems, []);
  await page.click("[data-keep]");
  await page.waitForURL(/\/console\/desk\/request\/req_/);
  const url = page.url().split("?")[0];
  await signer.page.goto(url);
  await signer.page.locator("khien-request-text button[data-open]").first().click();
  await signer.page.locator(".opened").waitFor();
  const answer = signer.page.waitForResponse((response) => response.url().endsWith("/say"));
  const load = signer.page.waitForEvent("load");
  await signer.page.locator('[data-step="request"] button[type=submit]').click();
  assert.equal((await answer).status(), 201);
  await load;
  await until(signer, url, receipted);
  return url;
}

/** Comes back to a page until it says something; a message between nodes takes a moment. */
async function until(who, url, pattern) {
  for (let tries = 0; tries < 60; tries++) {
    await who.page.goto(url);
    if (pattern.test(await who.page.locator("main").textContent())) return;
    await who.page.waitForTimeout(250);
  }
  assert.fail(`${url} does not say ${pattern}`);
}

const preserved = () => preserve(people.drafter, people.signer, there.state, /Máy chủ bên kia đã nhận và ký xác nhận/);

/** Chooses a kit and goes on to the words of the new root; gives the new kit. */
async function sign(page, present) {
  const download = page.waitForEvent("download");
  await page.click("[data-save-kit]");
  const made = readFileSync(await (await download).path(), "utf8");
  const print = /^root-fingerprint: ([0-9a-f]{64})$/m.exec(made)[1];
  await page.fill("#tail", print.slice(-6));
  await page.setInputFiles("#kit", { name: "kit.txt", mimeType: "text/plain", buffer: Buffer.from(present) });
  await page.locator("[data-new-root] button.primary").click();
  return { made, print };
}

test("before, a preservation goes over", async () => {
  earlier = { offered: await shown(here), url: await preserved() };
});

test("another kit is refused by name, and nothing counts before the new words were read", async () => {
  const { page, faults } = people.admin;
  await page.goto(`${here.serving}/console/desk/own`);
  await page.locator("[data-root-of-desk] a.button").click();
  await page.locator("[data-kit]", { hasText: "root-seed" }).waitFor();
  await inspect(people.admin, "desk-root");
  const { print } = await sign(page, there.kit);
  const error = page.locator("[data-new-root] [data-error]");
  await error.waitFor({ state: "visible" });
  const wanted = await page.locator("[data-new-root] code").first().textContent();
  assert.ok((await error.textContent()).endsWith(`root-fingerprint: ${wanted}`), "it says which kit is wanted");
  await page.setInputFiles("#kit", { name: "kit.txt", mimeType: "text/plain", buffer: Buffer.from(here.kit) });
  await page.fill("#tail", "000000");
  await page.locator("[data-new-root] button.primary").click();
  await page.locator("[data-error]", { hasText: "do not fit" }).waitFor();
  await page.fill("#tail", print.slice(-6));
  await page.locator("[data-new-root] button.primary").click();
  await page.locator("[data-put-root]").waitFor();
  assert.equal(await page.locator("[data-new-words] > .voice li").count(), 24);
  assert.match(await page.locator("[data-told]").textContent(), /\(XB\)/);
  const changes = await page.locator("tr[data-changes] th").allTextContents();
  assert.ok(changes.every((name) => !/Sign|Certificates|Ledger|24\/7|Languages/.test(name)), changes.join());
  await inspect(people.admin, "desk-root-check");
  assert.deepEqual((await shown(here)).entries, earlier.offered.entries, "nothing counts yet");
  await page.locator('a[href="/console/desk/own/root"]').click();
  assert.deepEqual(faults, []);
});

test("put into effect, the old root leads to the new one, which certifies the same keys", async () => {
  const { page, faults } = people.admin;
  await page.goto(`${here.serving}/console/desk/own/root`);
  const { made, print } = await sign(page, here.kit);
  kit = made;
  await page.locator("[data-put-root]").waitFor();
  const words = await page.locator("[data-new-words] > .voice li").allTextContents();
  await page.locator("[data-put-root] button").click();
  assert.equal(await page.locator("[data-put-root]").count(), 1, "first whoever presses says that the kit is kept");
  await page.check("[name=kept]");
  await page.locator("[data-put-root] button").click();
  await page.waitForURL(`${here.serving}/console/desk/own`);
  assert.deepEqual(await page.locator(".voice li").allTextContents(), words);
  await page.goBack();
  await page.locator("form[data-new-root]").waitFor();
  assert.ok(page.url().endsWith("/console/desk/own/root"), "back leads to where a root is made, and sends nothing again");
  await page.goto(`${here.serving}/console/desk/own`);
  assert.equal(await page.locator("[data-root-of-desk] code").textContent(), print);
  assert.equal(await page.locator("main .note").count(), 0, "nothing is out of date, and no root is strange to this browser");
  await inspect(people.admin, "desk-own-new-root");
  const [old, now] = [earlier.offered, await shown(here)];
  assert.notEqual(now.root, old.root);
  assert.ok(isSignedBy(now.succession, old.root));
  assert.deepEqual(now.succession.statement.split("\n").slice(1), [here.state, old.root, now.root]);
  const [was, is] = [entryOf(old.entries.at(-1)), entryOf(now.entries.at(-1))];
  assert.ok(isSignedBy(now.entries.at(-1), now.root));
  assert.deepEqual(is.desk.map(({ statement }) => statement), was.desk.map(({ statement }) => statement));
  assert.ok([...is.desk, is.ledger.online].every((one) => isSignedBy(one, now.root)));
  assert.deepEqual([is.seq, is.node, is.authorities], [was.seq + 1, was.node, was.authorities]);
  assert.deepEqual(faults, []);
});

test("entries are signed with the new kit from then on, and the old one is refused by name", async () => {
  const { page, faults } = people.admin;
  await page.goto(`${here.serving}/console/desk/own/draft`);
  await page.fill("[name=oversight-contact]", "elsewhere@example.org");
  await page.locator("main form button.primary").click();
  await page.locator("[data-sign-entry]").waitFor();
  await page.setInputFiles("#kit", { name: "kit.txt", mimeType: "text/plain", buffer: Buffer.from(here.kit) });
  await page.locator("[data-sign-entry] button").click();
  const error = page.locator("[data-sign-entry] [data-error]");
  await error.waitFor({ state: "visible" });
  assert.match(await error.textContent(), new RegExp(/^root-fingerprint: ([0-9a-f]{64})$/m.exec(kit)[1]));
  await page.setInputFiles("#kit", { name: "kit.txt", mimeType: "text/plain", buffer: Buffer.from(kit) });
  await page.locator("[data-sign-entry] button").click();
  await page.waitForURL(`${here.serving}/console/desk/own`);
  assert.equal(entryOf((await shown(here)).entries.at(-1)).oversight.contact, "elsewhere@example.org");
  assert.deepEqual(faults, []);
});

test("the other State is shown it; while two people have not called, preservation goes in both directions and disclosure waits", async () => {
  const { page, faults } = people.legal;
  await page.goto(stateOf(here.state));
  await page.locator(`form[action$="/ask"] button`).click();
  await page.waitForLoadState();
  await page.goto(stateOf(here.state));
  const text = await page.locator("main").textContent();
  assert.match(text, /Its root changes; the old root signed for the new one/);
  assert.match(text, /shows another root, which nobody confirmed yet/);
  const words = await people.admin.page.locator(".voice li").allTextContents();
  assert.ok((await page.locator(".voice li").allTextContents()).join(" ").includes(words.join(" ")), "the words that are read out there");
  const present = await page.locator("section#words").textContent();
  assert.match(present, /The words of the present root/);
  assert.doesNotMatch(present, /has to be the same/, "nobody compares those any more");
  await inspect(people.legal, "desk-state-root-waits");
  await preserved();
  await preserve(people.officer, people.legal, here.state, /Their node has it, signed/);
  assert.deepEqual(faults, []);
  await page.goto(`${there.serving}/console/desk/request/${there.request}`);
  const stale = await page.locator("#override").textContent();
  assert.match(stale, /XA shows another root, which nobody confirmed here/);
  assert.doesNotMatch(stale, /has confirmed nothing of itself/, "it is not a week that was missed");
  await page.click('#override a[href="/console/desk/state/XA"]');
  await page.waitForURL(/\/console\/desk\/state\/XA/);
});

test("two people call, and after a day it is followed", async () => {
  const theirs = async ({ page }) => {
    await page.goto(stateOf(here.state));
    await page.locator(`form:has([value="theirs"]) button`).click();
    await page.waitForLoadState();
  };
  await theirs(people.legal);
  aDayPasses();
  assert.match(await people.legal.page.locator("main").textContent(), /shows another root/, "one is not two");
  await theirs(people.officer);
  await people.legal.page.goto(stateOf(here.state));
  const text = await people.legal.page.locator("main").textContent();
  assert.doesNotMatch(text, /another root|Its root changes/);
  await people.admin.page.goto(`${here.serving}/console/desk/own`);
  const words = await people.admin.page.locator(".voice li").allTextContents();
  assert.deepEqual(await people.legal.page.locator(".voice li").allTextContents(), words);
});

/** The change at the other State waits since yesterday. */
function aDayPasses() {
  const script = `
import json, sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=15)
(state,) = db.execute("SELECT state FROM peer WHERE id = ?", (sys.argv[2],)).fetchone()
peer = json.loads(state)
peer["held"]["not_before"] = "2026-01-01T00:00:00Z"
db.execute("UPDATE peer SET state = ? WHERE id = ?", (json.dumps(peer), sys.argv[2]))
db.commit()`;
  execFileSync("python3", ["-c", script, path.join(folder, "n", there.state, "khien.db"), here.state]);
}

test("afterwards preservations go over, and what was signed under the old root is read as signed", async () => {
  await preserved();
  const { page, faults } = people.signer;
  await page.goto(earlier.url);
  await page.locator("khien-request-text button[data-open]").first().click();
  await page.locator(".opened .proof").waitFor();
  const id = earlier.url.split("/").pop();
  await people.officer.page.goto(`${there.serving}/console/desk/request/${id}`);
  await people.officer.page.locator("form[action$='/take'] button").click();
  await people.officer.page.locator("khien-request-text button[data-open]").first().click();
  await people.officer.page.locator(".opened .proof").waitFor();
  assert.match(await people.officer.page.locator(".opened").textContent(), /someone@example\.org/);
  for (const one of Object.values(people)) assert.deepEqual(one.faults, []);
  assert.deepEqual(faults, []);
});

test("a browser that knew another root of the desk says so, and seals nothing before somebody compared it", async () => {
  const { page } = people.drafter;
  const own = await page.evaluate(() => localStorage.getItem("khien-desk-root"));
  assert.equal(own, /^root-fingerprint: ([0-9a-f]{64})$/m.exec(kit)[1], "it followed by itself");
  await page.evaluate(() => localStorage.setItem("khien-desk-root", "ab".repeat(32)));
  await page.goto(`${here.serving}/console/desk/new/P1?to=${there.state}&lang=en`);
  const strange = page.getByText("The root of the desk between States is another one.");
  await strange.waitFor();
  await fillPreservation(page);
  await check(page);
  await page.click("[data-keep]");
  await page.locator("khien-desk-form [data-error]", { hasText: "not the one that this browser knew" }).waitFor();
  await page.getByText("I have compared it: it is right").click();
  await strange.waitFor({ state: "detached" });
  await page.click("[data-keep]");
  await page.waitForURL(/\/console\/desk\/request\/req_/);
});

test("where the kit is lost a root comes without it, which nobody follows by themselves and whoever introduces us anew compares", async () => {
  const { page } = people.admin;
  await page.goto(`${here.serving}/console/desk/own/root`);
  await page.locator("summary", { hasText: "The kit is lost" }).click();
  await page.check("[data-lost]");
  await sign(page, "not needed");
  await page.locator("[data-put-root]").waitFor();
  await page.getByText("Nobody signed for this root").waitFor();
  const words = await page.locator("[data-new-words] > .voice li").allTextContents();
  await inspect(people.admin, "desk-root-lost");
  await page.check("[name=kept]");
  await page.locator("[data-put-root] button").click();
  await page.waitForURL(`${here.serving}/console/desk/own`);
  await page.getByText("The root of the desk between States is another one.").waitFor();
  const now = await shown(here);
  assert.deepEqual([now.entries.length, now.succession, now.successions], [1, undefined, undefined]);
  const { page: abroad } = people.legal;
  await abroad.goto(stateOf(here.state));
  await abroad.locator(`form[action$="/ask"] button`).click();
  await abroad.waitForLoadState();
  await abroad.goto(stateOf(here.state));
  assert.match(await abroad.locator("[data-unsigned]").textContent(), /a root that nobody signed for.*Telephone one of the numbers/s);
  await inspect(people.legal, "desk-state-root-unsigned");
  await abroad.goto(`${there.serving}/console/desk/request/${there.request}`);
  assert.match(await abroad.locator("#override").textContent(), /XA shows a root that nobody signed for/);
  await abroad.goto(stateOf(here.state));
  await abroad.locator(`details.sure:has(form[action$="/leave"]) summary`).click();
  await abroad.locator(`form[action$="/leave"] button`).click();
  await abroad.locator("#anew").waitFor();
  await abroad.fill("#url", here.serving);
  await abroad.locator("#anew button").click();
  await abroad.locator(`form[action*="/words"]`).waitFor();
  assert.deepEqual(await abroad.locator(".voice li").allTextContents(), words);
});

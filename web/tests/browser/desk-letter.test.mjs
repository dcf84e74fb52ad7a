/**
 * A State without a node: two officers call it, one message leaves as a letter, the letter opens from a disk with the network cut, and
 * its answer counts. The people are those of `khien demo --desks --json` (KHIEN_TEST).
 */

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { inspect, startBrowser } from "./console-world.mjs";
import { askLonger, check, day, fillPreservation, member } from "./desk-people.mjs";

const here = JSON.parse(process.env.KHIEN_TEST);
const folder = mkdtempSync(join(tmpdir(), "khien-letter-"));
const correspondent = `${here.serving}/console/desk/correspondent/XC`;

let browser;
const people = {};
let asked;
let told;
let letter;
let answer;
let posted;

before(async () => {
  browser = await startBrowser();
  for (const [role, lang] of [["officer", "en"], ["approver", "en"]]) people[role] = await member(browser, here, role, lang);
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function call({ page }, compared = false) {
  await page.goto(correspondent);
  await page.check("[name=called]");
  if (compared) await page.check("[name=compared]");
  await page.click("form[action$='/call'] button");
  await page.waitForLoadState();
}

/** The letter in a browser that has no network. */
async function reader(file, lang = "vi") {
  const context = await browser.newContext({ locale: lang, offline: true, viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => /^(file|blob|data):/.test(request.url()) || faults.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  return { page, faults };
}

async function openLetter({ page }, words) {
  await page.fill("#told", words);
  await page.click("#open button");
}

async function takeIn({ page }, file) {
  await page.goto(asked);
  await page.setInputFiles("#answer-file", file);
  const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/answer"));
  const shown = page.waitForEvent("load");
  await page.click("khien-answer button");
  posted = (await sent).postData();
  await shown;
}

/** A preservation that is drafted and signed; `asked` is its page. */
async function ask() {
  const { page } = people.officer;
  await page.goto(`${here.serving}/console/desk`);
  await page.selectOption("[name=to]", "XC");
  await page.click("form[action='/console/desk/new'] button");
  await page.locator('.desk-kinds a[href*="/P1"]').click();
  await fillPreservation(page);
  assert.deepEqual((await check(page)).problems, []);
  await page.click("[data-keep]");
  await page.waitForURL(/\/console\/desk\/request\/req_/);
  asked = page.url();
  const signer = people.approver.page;
  await signer.goto(asked);
  await signer.locator("khien-request-text button[data-open]").first().click();
  await signer.locator(".opened").waitFor();
  const said = signer.waitForResponse((response) => response.url().endsWith("/say"));
  await signer.locator('[data-step="request"] button[type=submit]').click();
  assert.equal((await said).status(), 201);
}

test("a legal officer writes a State without a node down, and two officers call it before anything is asked", async () => {
  const { page, faults } = people.approver;
  await page.goto(`${here.serving}/console/desk/states`);
  await page.locator("#letters summary").click();
  await page.fill("#letter-state", "XC");
  await page.fill("#letter-name", "Example C");
  await page.fill("#letter-authority", "Central authority of C");
  await page.fill("#letter-phone", "no number");
  await page.selectOption("#letter-lang", "vi");
  await page.click("form[action='/console/desk/correspondents'] button");
  await page.locator("#letters [data-wrong]").waitFor();
  const typed = ["#letter-state", "#letter-name", "#letter-authority", "#letter-phone", "#letter-lang"];
  assert.deepEqual(
    await Promise.all(typed.map((field) => page.inputValue(field))),
    ["XC", "Example C", "Central authority of C", "no number", "vi"], "nobody types a form twice for one field",
  );
  await inspect(people.approver, "desk-letter-states");
  await page.fill("#letter-phone", "+99 12 345 678");
  await page.click("form[action='/console/desk/correspondents'] button");
  await page.waitForURL(/correspondent\/XC/);
  assert.equal(await page.locator("[name=trust]").count(), 0, "nobody has called yet");
  await call(people.officer);
  await call(people.approver);
  await page.goto(correspondent);
  assert.match(await page.locator("main .note").first().textContent(), /Preservation only/);
  assert.equal(await page.locator("[name=called]").count(), 0);
  await inspect(people.approver, "desk-letter-state");
  assert.deepEqual(faults, []);
});

test("a request to it is drafted, signed by another, and taken out as one file under seven words", async () => {
  const { page } = people.officer;
  await ask();
  await page.goto(`${here.serving}/console/desk`);
  assert.match(await page.locator("table").textContent(), /Letter not taken out yet/);
  await page.goto(asked);
  await page.locator("khien-letter button").waitFor();
  await inspect(people.officer, "desk-letter-out");
  const bodies = [];
  page.on("request", (request) => bodies.push(`${request.url()} ${request.postData() ?? ""}`));
  await page.click("khien-letter button[type=submit]");
  await page.locator("[data-made]").waitFor({ timeout: 60_000 });
  told = await page.locator("[data-told]").textContent();
  assert.equal(told.split(" ").length, 7);
  assert.match(await page.locator("[data-made]").textContent(), /Central authority of C, at \+99 12 345 678/);
  await inspect(people.officer, "desk-letter-made");
  const saving = page.waitForEvent("download");
  await page.click("[data-file]");
  letter = join(folder, "letter.html");
  await (await saving).saveAs(letter);
  assert.ok(!readFileSync(letter, "utf8").includes("someone@example.org"), "the letter is sealed");
  assert.ok(!bodies.some((body) => body.includes(told) || told.split(" ").slice(0, 3).every((word) => body.includes(word))), "the words stay here");
  assert.deepEqual(people.officer.faults, []);
});

test("without the words, or changed on its way, the letter stays closed", async () => {
  const stranger = await reader(letter);
  await openLetter(stranger, told.split(" ").reverse().join(" "));
  await stranger.page.locator("#open [data-error]").waitFor({ state: "visible", timeout: 60_000 });
  assert.equal(await stranger.page.locator("#letter *").count(), 0);
  const changed = join(folder, "changed.html");
  const text = readFileSync(letter, "utf8");
  const at = text.indexOf('<template id="sealed">') + 3000;
  writeFileSync(changed, text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1));
  const other = await reader(changed);
  await openLetter(other, told);
  await other.page.locator("#open [data-error]").waitFor({ state: "visible", timeout: 60_000 });
  assert.deepEqual([stranger.faults, other.faults], [[], []]);
});

test("with the words it opens without a network, shows who signed, and makes an answer", async () => {
  const c = await reader(letter);
  await inspect(c, "desk-letter-closed");
  await openLetter(c, `  ${told.toUpperCase()} `);
  await c.page.locator("#letter .proof").waitFor({ timeout: 60_000 });
  const shown = await c.page.locator("#letter").textContent();
  assert.match(shown, /someone@example\.org/);
  assert.match(shown, /Legal officer/);
  await people.approver.page.goto(`${here.serving}/console/desk/own`);
  const own = await people.approver.page.locator("main").textContent();
  const words = await c.page.locator("ol.voice li").allTextContents();
  assert.equal(words.length, 24);
  assert.ok(words.every((word) => own.includes(word)), "the words of our root, as our own page shows them");
  assert.equal(await c.page.locator("[value=refused]").count(), 0, "whoever refuses asks first");
  await c.page.fill("#officer", "Duty magistrate");
  await c.page.check("[value=accepted]");
  await c.page.fill("#until", day(90));
  await c.page.fill("#text", "The provider keeps the account.");
  await inspect(c, "desk-letter-open");
  await c.page.click("#letter form button");
  const link = c.page.locator("a[download]");
  await link.waitFor();
  const saving = c.page.waitForEvent("download");
  await link.click();
  answer = join(folder, "answer.age");
  await (await saving).saveAs(answer);
  assert.ok(readFileSync(answer).subarray(0, 21).equals(Buffer.from("age-encryption.org/v1")));
  assert.deepEqual(c.faults, []);
});

test("whoever took the letter out cannot take its answer in", async () => {
  const { page } = people.officer;
  await page.goto(asked);
  assert.match(await page.locator("[data-answer]").textContent(), /another officer/, "before a file is chosen");
  assert.equal(await page.locator("khien-answer").count(), 0);
});

test("the answer is taken in by another and counts: accepted, held, and its words open", async () => {
  await takeIn(people.approver, answer);
  await people.officer.page.goto(asked);
  const { page, faults } = people.officer;
  assert.match(await page.locator("h1").textContent(), /held/i);
  assert.ok(!posted.includes("provider"), "its words stay sealed");
  assert.equal(await page.locator(".message").count(), 3);
  await page.locator(".message:not(.ours) button[data-open]").first().click();
  await page.locator(".opened", { hasText: "The provider keeps the account." }).waitFor();
  assert.match(await page.locator(".opened .proof").textContent(), /Duty magistrate/);
  await inspect(people.officer, "desk-letter-answered");
  assert.deepEqual(faults, []);
});

test("twice is once; changed, of another key, or of no letter it is nothing", async () => {
  await takeIn(people.approver, answer);
  const { page } = people.approver;
  assert.equal(await page.locator(".message").count(), 3, "the same file again");
  assert.match(await page.locator("[data-answer]").textContent(), /was decided: an answer with another decision/, "before a file is chosen");
  const changed = join(folder, "changed.age");
  const bytes = readFileSync(answer);
  bytes[bytes.length - 9] ^= 1;
  writeFileSync(changed, bytes);
  await page.setInputFiles("#answer-file", changed);
  await page.click("khien-answer button");
  await page.locator("khien-answer [data-error]").waitFor({ state: "visible" });
  const forged = JSON.parse(posted);
  forged.signed.statement = forged.signed.statement.replace("accepted", "part");
  const send = (body) => page.evaluate(async ([path, text]) => {
    const headers = { "content-type": "application/json", "x-khien": "1" };
    return (await fetch(path, { method: "POST", headers, body: text })).status;
  }, [`${new URL(asked).pathname}/answer`, JSON.stringify(body)]);
  assert.ok((await send(forged)) >= 400, "changed after it was signed");
  const stranger = { ...JSON.parse(posted), verify: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a" };
  assert.ok((await send(stranger)) >= 400, "another key");
  await page.goto(asked);
  assert.equal(await page.locator(".message").count(), 3);
});

test("a wish to hold longer leaves as a letter too, and says until when", async () => {
  const { page, faults } = people.officer;
  await page.goto(asked);
  await askLonger(page, day(150), "The request for assistance is being written.");
  await page.click("khien-letter button[type=submit]");
  await page.locator("[data-made]").waitFor({ timeout: 60_000 });
  const words = await page.locator("[data-told]").textContent();
  const saving = page.waitForEvent("download");
  await page.click("[data-file]");
  const wish = join(folder, "wish.html");
  await (await saving).saveAs(wish);
  const c = await reader(wish);
  await openLetter(c, words);
  await c.page.locator("#letter .proof").waitFor({ timeout: 60_000 });
  const text = await c.page.locator("#letter section").first().textContent();
  assert.ok(text.includes(day(150)) && text.includes("Xin gia hạn") && text.includes("being written"), text);
  await c.page.fill("#officer", "Duty magistrate");
  await c.page.check("[value=hold]");
  assert.match(await c.page.locator("#letter form").textContent(), /đồng ý một phần/, "what becomes of the wish");
  await c.page.fill("#until", day(120));
  await c.page.click("#letter form button");
  const link = c.page.locator("a[download]");
  await link.waitFor();
  const answering = c.page.waitForEvent("download");
  await link.click();
  const part = join(folder, "part.age");
  await (await answering).saveAs(part);
  await takeIn(people.approver, part);
  await page.goto(asked);
  assert.match(await page.locator("main").textContent(), /answered in part\. To have it held longer, ask again/);
  assert.deepEqual([faults, c.faults], [[], []]);
});

const openssl = (...words) => execFileSync("openssl", words, { stdio: ["ignore", "pipe", "ignore"], cwd: folder });
const kept = (name) => join(folder, name);

/** A certificate and its key, as `name.crt`, `name.pem` and `name.p12` under a password. */
function certified(name, ...kind) {
  openssl("req", "-x509", "-newkey", ...kind, "-nodes", "-keyout", `${name}.pem`, "-out", `${name}.crt`, "-days", "30", "-subj", `/C=XC/CN=${name}`);
  openssl("pkcs12", "-export", "-inkey", `${name}.pem`, "-in", `${name}.crt`, "-out", `${name}.p12`, "-passout", "pass:the key");
}

/** Hands a file in as the certificate; the text of the page that follows. */
async function handIn({ page }, file) {
  await page.goto(correspondent);
  await page.locator("#certificate summary").first().click();
  await page.setInputFiles("#certificate-file", file);
  await page.click("#certificate form[enctype] button");
  await page.waitForLoadState();
  return page.locator("main").textContent();
}

/** Takes the newest message out, sealed to the certificate. */
async function sealedToCertificate({ page }, name) {
  await page.goto(asked);
  await page.check("[name=opens][value=certificate]");
  await page.click("khien-letter button[type=submit]");
  await page.locator("[data-made]").waitFor({ timeout: 60_000 });
  assert.equal(await page.locator("[data-told]").isVisible(), false, "no words are told");
  const saving = page.waitForEvent("download");
  await page.click("[data-file]");
  await (await saving).saveAs(kept(name));
  return kept(name);
}

async function withKey({ page }, key, password) {
  await page.setInputFiles("#key-file", key);
  await page.fill("#password", password);
  await page.click("#open button");
}

test("a certificate is judged as it is handed in, and compared by both officers anew", async () => {
  certified("rsa", "rsa:2048");
  openssl("req", "-new", "-key", "rsa.pem", "-subj", "/CN=old", "-out", "old.csr");
  openssl("x509", "-req", "-in", "old.csr", "-signkey", "rsa.pem", "-days", "-1", "-out", "old.crt");
  assert.match(await handIn(people.approver, kept("old.crt")), /not in force/);
  assert.match(await handIn(people.approver, kept("rsa.pem")), /private key/);
  assert.match(await handIn(people.approver, kept("rsa.p12")), /not an X\.509/);
  const shown = await handIn(people.approver, kept("rsa.crt"));
  const print = openssl("x509", "-in", "rsa.crt", "-noout", "-fingerprint", "-sha256").toString().trim().split("=")[1];
  assert.ok(shown.replace(/\s+/g, " ").includes("RSA 2048"));
  assert.equal((await people.approver.page.locator("#certificate code").allTextContents()).join(" "), print.replaceAll(":", " "));
  assert.match(await people.approver.page.locator("main .note").first().textContent(), /Not called yet/);
  await inspect(people.approver, "desk-letter-certificate");
  await call(people.officer);
  assert.match(await people.officer.page.locator("main").textContent(), /fingerprint was read out/, "the tick is missing");
  await call(people.officer, true);
  await call(people.approver, true);
  await people.approver.page.goto(correspondent);
  assert.match(await people.approver.page.locator("main .note").first().textContent(), /Preservation only/);
});

test("what was made before it is void", async () => {
  const { page } = people.approver;
  await page.goto(asked);
  assert.match(await page.locator("[data-answer]").textContent(), /void/, "before a file is chosen");
  assert.equal(await page.locator("khien-answer").count(), 0);
});

test("sealed to the certificate, it opens with its key without a network, with no other, and its answer counts", async () => {
  certified("other", "rsa:2048");
  await people.officer.page.goto(asked);
  await inspect(people.officer, "desk-letter-opens");
  const file = await sealedToCertificate(people.officer, "sealed.html");
  const stranger = await reader(file);
  await inspect(stranger, "desk-letter-key");
  const error = stranger.page.locator("#open [data-error]");
  for (const [key, password, said] of [["other.p12", "the key", /không phải của chứng thư/], ["rsa.p12", "a key", /Mật khẩu không đúng/], ["rsa.crt", "", /không có khóa riêng/]]) {
    await withKey(stranger, kept(key), password);
    await error.filter({ hasText: said }).waitFor({ state: "visible" });
  }
  const changed = kept("sealed-changed.html");
  const text = readFileSync(file, "utf8");
  const at = text.indexOf('<template id="sealed">') + 3000;
  writeFileSync(changed, text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1));
  const late = await reader(changed);
  await withKey(late, kept("rsa.p12"), "the key");
  await late.page.locator("#open [data-error]").filter({ hasText: "bị thay đổi" }).waitFor({ state: "visible" });
  const c = await reader(file);
  await withKey(c, kept("rsa.p12"), "the key");
  await c.page.locator("#letter .proof").waitFor();
  assert.equal(await c.page.inputValue("#password"), "", "the password does not stay in the page");
  await c.page.fill("#officer", "Duty magistrate");
  await c.page.check("[value=status]");
  await c.page.fill("#text", "It is with the provider.");
  await c.page.click("#letter form button");
  const saving = c.page.waitForEvent("download");
  await c.page.click("a[download]");
  await (await saving).saveAs(kept("status.age"));
  await people.approver.page.goto(asked);
  const before = await people.approver.page.locator(".message").count();
  await takeIn(people.approver, kept("status.age"));
  assert.equal(await people.approver.page.locator(".message").count(), before + 1);
  assert.deepEqual([stranger.faults, late.faults, c.faults, people.approver.faults], [[], [], [], []]);
});

test("a key on a curve opens too", async () => {
  certified("curve", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
  await handIn(people.approver, kept("curve.crt"));
  await call(people.officer, true);
  await call(people.approver, true);
  const c = await reader(await sealedToCertificate(people.officer, "curve.html"));
  await withKey(c, kept("curve.p12"), "the key");
  await c.page.locator("#letter .proof").waitFor();
  assert.deepEqual(c.faults, []);
});

test("that there is no data is an answer, and no refusal", async () => {
  await ask();
  const c = await reader(await sealedToCertificate(people.officer, "nothing.html"));
  await withKey(c, kept("curve.p12"), "the key");
  await c.page.locator("#letter .proof").waitFor();
  await c.page.fill("#officer", "Duty magistrate");
  await c.page.check("[value=no_data]");
  await inspect(c, "desk-letter-nothing");
  await c.page.click("#letter form button");
  const saving = c.page.waitForEvent("download");
  await c.page.click("a[download]");
  await (await saving).saveAs(kept("nothing.age"));
  await takeIn(people.approver, kept("nothing.age"));
  const { page } = people.approver;
  assert.match(await page.locator("h1").textContent(), /Nothing to give/);
  assert.match(await page.locator(".message:not(.ours)").last().textContent(), /No data was found \(no refusal\)/);
  await inspect(people.approver, "desk-letter-nothing-in");
  assert.deepEqual(c.faults, []);
});

/**
 * Evidence by hand, a browser for each member: one State asks for data, the other chooses files, packs, signs and hands them over; the
 * first opens them for a purpose, saves the package, which `khien package verify` judges, and destroys it. The people are those of
 * `khien demo --desks --json` (KHIEN_TEST and KHIEN_TEST_OTHER).
 */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { binary, inspect, startBrowser } from "./console-world.mjs";
import { timeAuthority } from "./time-authority.mjs";
import { at, check, fillAssistance, fillItem, member } from "./desk-people.mjs";

const here = JSON.parse(process.env.KHIEN_TEST);
const there = JSON.parse(process.env.KHIEN_TEST_OTHER);
const run = promisify(execFile);

/** More than one chunk of four mebibytes; an invented log. */
const LOG = Buffer.from("2026-11-20T10:00:00Z,invented.account,invented event\n".repeat(110_000));

const FILES = [
  { name: "account-log.csv", mimeType: "text/csv", buffer: LOG },
  { name: "ghi chú của nhà cung cấp.txt", mimeType: "text/plain", buffer: Buffer.from("Exported by an invented provider.\n") },
];

let browser;
let folder;
let authority;
const people = {};
let asked;
let answered;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "khien-evidence-"));
  authority = await timeAuthority(folder);
  browser = await startBrowser();
  const seats = [["drafter", here, "officer", "en"], ["signer", here, "approver", "vi"], ["taker", there, "officer", "en"], ["decider", there, "approver", "id"]];
  for (const [name, state, role, lang] of seats) people[name] = await member(browser, state, role, lang);
});

after(async () => {
  authority?.close();
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Presses what signs a step, and waits for the page that shows it as said. */
async function sign({ page }, act, fill = async () => undefined) {
  const step = page.locator(`[data-step="${act}"]`);
  await fill(step);
  const text = step.locator("textarea");
  if (await text.count()) await text.fill("Said by hand, in a test.");
  const said = page.waitForResponse((response) => response.url().endsWith("/say"), { timeout: 60_000 });
  const shown = page.waitForEvent("load", { timeout: 60_000 });
  await step.locator("button[type=submit]").click();
  assert.equal((await said).status(), 201);
  await shown;
}

async function until({ page }, url, pattern) {
  for (let tries = 0; tries < 60; tries++) {
    await page.goto(url);
    if (pattern.test(await page.locator("main").textContent())) return;
    await page.waitForTimeout(250);
  }
  assert.fail(`${url} does not say ${pattern}`);
}

test("one State asks for what an account holds, and the other accepts one item of two", async () => {
  const { page } = people.drafter;
  await page.goto(`${here.serving}/console/desk/new/A1?to=XB&lang=en`);
  await fillItem(page, "/items/0");
  await page.selectOption(at("/items/0/class"), "traffic");
  await page.locator('[data-at="/items"] > [data-add]').click();
  await fillItem(page, "/items/1");
  await page.fill(at("/items/1/id"), "The second one");
  await fillAssistance(page, { law: "Article 1 of the Penal Code: whoever shares such material", conduct: "sharing the material", facts: "The account sent the material to a child." });
  const checked = await check(page);
  assert.deepEqual(checked.problems, []);
  await page.click("[data-keep]");
  await page.waitForURL(/\/console\/desk\/request\/req_/);
  asked = page.url();
  answered = `${there.serving}/console/desk/request/${asked.split("/").pop().split("?")[0]}`;
  await people.signer.page.goto(asked);
  await people.signer.page.locator("khien-request-text button[data-open]").first().click();
  await people.signer.page.locator(".opened").waitFor();
  await sign(people.signer, "request");
  await until(people.taker, answered, /A1/);
  await people.taker.page.locator("form[action$='/take'] button").click();
  for (const box of await people.taker.page.locator("form[action$='/gate'] input[value=not_needed]").all()) await box.check();
  await people.taker.page.locator("form[action$='/gate'] button").click();
  assert.equal(await people.taker.page.locator('[data-step="return"]').count(), 0, "nothing is handed over before it is accepted");
  await people.decider.page.goto(answered);
  const decide = people.decider.page.locator('[data-step="decide"]');
  await decide.locator("[name=decision]").selectOption("part");
  await decide.locator("textarea").fill("The second item is not for us to give.");
  await decide.locator("button[type=submit]").click();
  await decide.locator("[data-error]:not([hidden])").waitFor();
  await decide.locator("[data-items]").click();
  await decide.locator("[data-ticks] input").first().waitFor();
  await inspect(people.decider, "desk-decision-part");
  await sign(people.decider, "decide", (step) => step.locator("[data-ticks] input[value=A1]").check());
  await until(people.taker, answered, /Accepted in part: A1/);
});

test("what does not answer the request stays; what does is packed, signed and handed over", async () => {
  const { page, faults } = people.taker;
  await page.goto(answered);
  const step = page.locator('[data-step="return"]');
  await step.locator("[data-items]").click();
  await step.locator("[data-chosen]").waitFor();
  await inspect(people.taker, "desk-evidence-files");
  await step.locator("input[type=file]").setInputFiles(FILES);
  const offered = await step.locator("select[name=item]").first().locator("option").allTextContents();
  assert.equal(offered.length, 1, "only the item that was accepted");
  assert.match(offered[0], /^A1 · traffic/);
  await step.locator("[name=custody]").fill("Received from the provider on a sealed disk");
  await step.locator("[name=authorisation]").fill("An invented judge, under an invented law");
  await step.locator("textarea").fill("What was asked for.");
  const press = () => step.locator("button[type=submit]").click();
  await press();
  await step.locator("[data-error]", { hasText: "from when to when" }).waitFor();
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  for (const row of await step.locator("[data-files] > li").all()) {
    await row.locator("[name=from]").fill(`${day(-200)}T10:00:00`);
    await row.locator("[name=to]").fill(`${day(-2)}T10:00:00`);
  }
  await press();
  await step.locator("[data-error]", { hasText: "not asked for" }).waitFor();
  await inspect(people.taker, "desk-evidence-stopped");
  for (const row of await step.locator("[data-files] > li").all()) await row.locator("[name=from]").fill(`${day(-8)}T10:00:00`);
  await step.locator("[name=last]").fill(day(400));
  await step.locator("[name=feedback]").check();
  // The second part never leaves, and the page is closed.
  let sent = 0;
  const stuck = new Promise((resolve) => {
    void page.route("**/console/desk/chunk/*", (route) => (++sent === 1 ? route.continue() : resolve(route.abort())));
  });
  await press();
  await stuck;
  await page.goto("about:blank");
  await page.unroute("**/console/desk/chunk/*");
  assert.deepEqual(faults, []);
});

test("after a break the same files go on where they were, and other files do not", async () => {
  const { page, faults } = people.taker;
  await page.goto(answered);
  faults.length = 0;
  const step = page.locator('[data-step="return"]');
  await step.locator("[data-begun]").getByText("did not hand it over").waitFor();
  await inspect(people.taker, "desk-evidence-begun");
  await step.locator("[data-go-on]").click();
  const input = step.locator("input[type=file]");
  await input.waitFor();
  assert.equal(await step.locator("[name=custody]").isVisible(), false, "what was said then stands");
  const press = () => step.locator("button[type=submit]").click();
  await step.locator("textarea").fill("What was asked for.");
  await input.setInputFiles([FILES[0]]);
  await press();
  await step.locator("[data-error]", { hasText: "is missing" }).waitFor();
  const changed = Buffer.from(LOG);
  changed[changed.length - 2] ^= 1;
  await input.setInputFiles([{ ...FILES[0], buffer: changed }, FILES[1]]);
  await press();
  await step.locator("[data-error]", { hasText: "is another file" }).waitFor();
  const sent = [];
  page.on("request", (request) => request.url().includes("/console/desk/chunk/") && sent.push(request.url()));
  await sign(people.taker, "return", () => input.setInputFiles([FILES[1], FILES[0]]));
  assert.equal(sent.length, 1, "the part that was there is not sent again");
  await until(people.taker, answered, /2 of 2 parts have reached/);
  assert.equal(await page.locator("[data-begun]").count(), 0);
  await inspect(people.taker, "desk-evidence-handed-over");
  assert.deepEqual(faults, []);
});

test("the node signs no manifest that it did not write, and a part that changed on its way is told as such", async () => {
  const { page } = people.taker;
  const headers = { "x-khien": "1" };
  const data = { manifest: Buffer.from("0".repeat(64) + "  bagit.txt\n").toString("base64"), signature: Buffer.alloc(64, 1).toString("base64") };
  const signed = await page.request.post(`${answered}/package/sign`, { headers, data });
  assert.match((await signed.json()).detail, /described by this node/);
  const changed = await page.request.put(`${there.serving}/console/desk/chunk/${"0".repeat(64)}`, { headers, data: Buffer.from("other bytes") });
  assert.match((await changed.json()).detail, /changed on its way/);
});

test("it opens for a purpose that was allowed, whole, and holds before anybody", async () => {
  const { page, faults } = people.drafter;
  await until(people.drafter, asked, /2 of 2 parts are here/);
  await inspect(people.drafter, "desk-evidence-given");
  const purposes = await page.locator("khien-package [name=purpose] option").evaluateAll((all) => all.map((one) => one.value));
  assert.deepEqual(purposes, ["investigation"], "no other purpose is offered");
  await page.locator('[data-step="received"] textarea').fill("It is here.");
  await page.locator('[data-step="received"] button[type=submit]').click();
  await page.locator('[data-step="received"] [data-error]', { hasText: "first" }).waitFor();
  await page.locator("khien-package button[type=submit]").click();
  const link = page.locator("khien-package a[download]");
  await link.waitFor({ timeout: 60_000 });
  assert.match(await page.locator("khien-package").textContent(), /ghi chú của nhà cung cấp/);
  await inspect(people.drafter, "desk-evidence-opened");
  const download = page.waitForEvent("download");
  await link.click();
  const path = join(folder, "evidence.zip");
  await (await download).saveAs(path);
  const { stdout } = await run(binary(), ["package", "verify", path, "--json"]);
  const verdict = JSON.parse(stdout);
  assert.deepEqual([verdict.ok, verdict.items, verdict.problems], [true, 2, []]);
  await report(path, verdict.report);
  await inLedger(path, verdict);
  await stamped(path, verdict);
  await sign(people.drafter, "received");
  await until(people.drafter, asked, /Evidence arrived whole/);
  assert.match(await page.locator("main").textContent(), /had the evidence opened, for: For an investigation/);
  assert.deepEqual(faults, []);
});

/** That the signing stands in the ledger of the State that gave it: judged by that State's entry, and not by another's. */
async function inLedger(path, alone) {
  assert.equal(alone.ledger.signed, null, "nobody's word for the key yet");
  const entryOf = async (state) => {
    const file = join(folder, "entry.json");
    writeFileSync(file, await (await fetch(`${state.serving}/x/1/dir/entry`)).text());
    return file;
  };
  const judged = JSON.parse((await run(binary(), ["package", "verify", path, "--entry", await entryOf(there), "--json"])).stdout);
  assert.deepEqual([judged.signatures, judged.ledger.signed, judged.ledger.cosigned], ["hold", true, []]);
  assert.ok(judged.ledger.index < judged.ledger.size);
  const other = await run(binary(), ["package", "verify", path, "--entry", await entryOf(here), "--json"]).catch((error) => error);
  assert.ok(JSON.parse(other.stdout).problems.some(({ file, problem }) => file === "signatures/log.tlog-proof" && problem === "proof"));
}

/** That an authority stamped it: as this program judges it by the authority's root and by another's, and as OpenSSL does. */
async function stamped(path, alone) {
  assert.deepEqual([alone.time_stamp.by, alone.time_stamp.vouched], ["CN=Invented time desk", null]);
  const by = (file) => run(binary(), ["package", "verify", path, "--time-stamp-authority", file, "--json"]).catch((error) => error);
  assert.equal(JSON.parse((await by(authority.root)).stdout).time_stamp.vouched, true);
  await run("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", join(folder, "x.key"), "-out", join(folder, "x.pem"), "-subj", "/CN=Nobody"]);
  const other = JSON.parse((await by(join(folder, "x.pem"))).stdout);
  assert.deepEqual(other.problems.map(({ file, problem }) => [file, problem]), [["signatures/tagmanifest.tsr", "time-stamp"]]);
  const bag = join(folder, "unpacked", readdirSync(join(folder, "unpacked"))[0]);
  const given = ["ts", "-verify", "-data", join(bag, "tagmanifest-sha256.txt"), "-in", join(bag, "signatures/tagmanifest.tsr"), "-CAfile", authority.root];
  assert.match((await run("openssl", given)).stdout, /Verification: OK/);
  const { page } = people.taker;
  await page.goto(`${there.serving}/console/desk/own`);
  assert.match(await page.locator("main").textContent(), /given by CN=Invented time desk: /);
}

/** The letter in the package: what was asked, what is handed over, for what; with the form, where it is a PDF. */
async function report(path, place) {
  assert.equal(place, process.env.KHIEN_LETTERS ? "data/report/letter.pdf" : "data/report/letter.html");
  await run("python3", ["-m", "zipfile", "-e", path, join(folder, "unpacked")]);
  const lies = join(folder, "unpacked", readdirSync(join(folder, "unpacked"))[0], place);
  let text;
  if (process.env.KHIEN_LETTERS) {
    await run("qpdf", ["--check", lies]);
    await run("pdfdetach", ["-saveall", "-o", folder, lies]);
    assert.match(JSON.parse(readFileSync(join(folder, "form.json"), "utf8")).facts, /sent the material to a child/);
    text = (await run("pdftotext", ["-raw", lies, "-"])).stdout;
  } else {
    text = readFileSync(lies, "utf8");
    assert.ok(!text.includes("<script") && !text.includes("/assets/"), "it needs nothing but itself");
  }
  for (const words of ["The account sent the material to a child", "account-log.csv", "An invented judge", "Accepted in part: A1"]) {
    assert.ok(text.replaceAll(/\s+/g, " ").includes(words), `${words}: ${text.slice(0, 2000)}`);
  }
}

test("whoever did not say for what gets no part, and past the question there is no way", async () => {
  const { page } = people.signer;
  await page.goto(asked);
  const message = await page.locator("khien-package").getAttribute("data-message");
  const id = asked.split("/").pop().split("?")[0];
  const headers = { "x-khien": "1" };
  const part = await page.request.get(`${here.serving}/console/desk/request/${id}/package/${message}/0`, { headers });
  assert.equal(part.status(), 403);
  const other = await page.request.post(`${here.serving}/console/desk/request/${id}/package/${message}/read`, { headers, data: { purpose: "prosecution" } });
  assert.ok([403, 409, 422].includes(other.status()), String(other.status()));
  const words = await page.request.post(`${here.serving}/console/desk/open`, { headers, data: { ref: id, part: `message/${message}` } });
  assert.ok(words.status() >= 400, String(words.status()));
});

test("destroyed, it opens no more, and the other State knows", async () => {
  const { page, faults } = people.drafter;
  await page.goto(asked);
  await sign(people.drafter, "destroyed");
  await until(people.drafter, asked, /This evidence cannot be opened/);
  await inspect(people.drafter, "desk-evidence-destroyed");
  await until(people.taker, answered, /Said to be destroyed/);
  assert.equal(await page.locator("khien-package").count(), 0);
  for (const { faults: all } of Object.values(people)) assert.deepEqual(all, []);
  assert.deepEqual(faults, []);
});

/**
 * A node is put back to an older copy of itself (F9): the page of the States says what it lost and who gave it back, in three languages, and a
 * legal officer signs that it goes on. It starts its own two States with KHIEN_BIN.
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { inspect, startBrowser } from "./console-world.mjs";
import { member } from "./desk-people.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "khien-came-back-"));
const running = [];
let browser, here, port;

/** A port with the next one beside it free. */
async function freePorts() {
  const listen = (at) => new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(null)).listen(at, "127.0.0.1", () => resolve(server));
  });
  for (;;) {
    const one = await listen(0);
    const { port } = one.address();
    const two = await listen(port + 1);
    one.close();
    two?.close();
    if (two) return port;
  }
}

function start(...args) {
  const node = spawn(process.env.KHIEN_BIN, args, { stdio: ["ignore", "pipe", "ignore"] });
  running.push(node);
  return node;
}

async function stop(node) {
  const ended = once(node, "exit");
  node.kill("SIGINT");
  await ended;
}

async function serve(state, at) {
  const node = start("serve", "--data", path.join(folder, "n", state), "--listen", `127.0.0.1:${at}`);
  await until(async () => (await fetch(`http://127.0.0.1:${at}/healthz`)).ok);
  return node;
}

async function until(holds) {
  for (let tries = 0; tries < 300; tries++) {
    if (await holds().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  assert.fail(`it did not come about: ${holds}`);
}

before(async () => {
  port = await freePorts();
  const demo = start("demo", "--desks", "--json", "--data", path.join(folder, "n"), "--listen", `127.0.0.1:${port}`);
  let serving = 0;
  for await (const line of createInterface({ input: demo.stdout })) {
    if (!line.includes('"serving"')) continue;
    here ??= JSON.parse(line);
    if (++serving === 2) break;
  }
  await stop(demo);
  const ours = path.join(folder, "n", "XA");
  cpSync(ours, path.join(folder, "old"), { recursive: true });
  await serve("XB", port + 1);
  const size = async () => Number((await (await fetch(`http://127.0.0.1:${port + 1}/x/1/witness/last/XA`)).text()).split("\n")[1]);
  const [known, later] = [await size(), start("user", "add", "auditor", "--data", ours)];
  await once(later, "exit");
  const node = await serve("XA", port);
  await until(async () => (await size()) > known);
  await stop(node);
  rmSync(ours, { recursive: true });
  cpSync(path.join(folder, "old"), ours, { recursive: true });
  await serve("XA", port);
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  for (const node of running) node.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

test("F9: what came back signs nothing, says so, and goes on when a legal officer signs it", async () => {
  const states = `${here.serving}/console/desk/states`;
  const legal = await member(browser, here, "approver", "vi");
  await until(async () => {
    await legal.page.goto(states);
    return /đã gửi lại những gì họ còn giữ/.test(await legal.page.locator("#came-back").textContent({ timeout: 1_000 }));
  });
  assert.match(await legal.page.locator("#came-back").textContent(), /nút không ký gì/);
  await inspect(legal, "desk-came-back-vi");
  // A message of another State waits with it: the answer is signed by nobody.
  const answer = await fetch(`${here.serving}/x/1/in/XB/${"0".repeat(32)}`, { method: "PUT", body: "no matter" });
  assert.equal(answer.status, 503);
  assert.equal((await answer.json()).type, "urn:khien:problem:came-back");
  const officer = await member(browser, here, "officer", "id");
  await officer.page.goto(states);
  assert.match(await officer.page.locator("#came-back").textContent(), /telah memberikan kembali yang disimpannya/);
  assert.equal(await officer.page.locator("#came-back .button").count(), 0, "it takes a legal officer");
  await inspect(officer, "desk-came-back-id");
  await legal.page.goto(`${states}?lang=en`);
  await inspect(legal, "desk-came-back-en");
  // Each page of requests says so, for each reader; and going on has a page of its own.
  for (const { page } of [officer, legal]) {
    await page.goto(`${here.serving}/console/desk`);
    await page.locator("#came-back-note").waitFor();
    await page.locator("table a").first().click();
    await page.locator("[data-request]").waitFor();
    assert.equal(await page.locator("#came-back-note").count(), 1, "on a request too");
  }
  const refused = await officer.page.goto(`${states}/go-on`);
  assert.equal(refused.status(), 403);
  await legal.page.goto(states);
  assert.equal(await legal.page.locator("#came-back form").count(), 0, "nothing is signed with one press");
  await legal.page.locator("#came-back .button").click();
  await legal.page.locator("[name=sure]").waitFor();
  await inspect(legal, "desk-came-back-sure-en");
  for (const lang of ["vi", "id"]) {
    await legal.page.goto(`${states}/go-on?lang=${lang}`);
    await inspect(legal, `desk-came-back-sure-${lang}`);
  }
  const press = legal.page.locator("[data-sign-override] button");
  await press.click();
  assert.equal(await legal.page.locator("[name=sure]:invalid").count(), 1, "whoever signs ticks that they know what is lost");
  await legal.page.check("[name=sure]");
  const signed = legal.page.waitForResponse((response) => response.url().endsWith("/states/go-on"));
  const loaded = legal.page.waitForEvent("load");
  await press.click();
  assert.equal((await signed).status(), 200);
  await loaded;
  await legal.page.goto(states);
  assert.equal(await legal.page.locator("#came-back").count(), 0, "it goes on");
  await legal.page.goto(`${here.serving}/console/desk`);
  assert.equal(await legal.page.locator("#came-back-note").count(), 0);
  const again = await fetch(`${here.serving}/x/1/in/XB/${"0".repeat(32)}`, { method: "PUT", body: "no matter" });
  assert.equal(again.status, 400, "it judges again what comes");
  for (const { faults } of [legal, officer]) assert.deepEqual(faults, []);
});

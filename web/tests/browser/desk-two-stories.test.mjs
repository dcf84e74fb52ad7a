/**
 * What proves two stories of a State opens as what it is: signed by its node and an officer, without effect, and kept as a file. The fork
 * itself is a story of the store's tests; here it is laid into a node's own database, since no honest node makes one.
 */

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { binary, inspect, startBrowser, temporaryFolder } from "./console-world.mjs";
import { member } from "./desk-people.mjs";

const folder = temporaryFolder();
let demo;
let browser;
let there;
let officer;
let head;

before(async () => {
  const args = ["demo", "--desks", "--json", "--data", path.join(folder, "n"), "--listen", "127.0.0.1:0"];
  demo = spawn(binary(), args, { stdio: ["ignore", "pipe", "ignore"] });
  const serving = [];
  for await (const line of createInterface({ input: demo.stdout })) {
    if (line.includes('"serving"')) serving.push(JSON.parse(line));
    if (serving.length === 2) break;
  }
  there = serving[1];
  browser = await startBrowser();
  head = told(there.request);
  officer = await member(browser, there, "officer", "vi");
});

after(async () => {
  await browser?.close();
  demo?.kill("SIGINT");
});

/** Says of the first message that was heard that it was said twice; gives the hash of what was signed. */
function told(request) {
  const script = `
import json, sqlite3, sys
db, request = sqlite3.connect(sys.argv[1], timeout=15), sys.argv[2]
(payload,) = db.execute("SELECT payload FROM event WHERE stream = ? AND type = 'request.heard' ORDER BY seq", (request,)).fetchone()
heard = json.loads(payload)
(state,) = db.execute("SELECT state FROM request WHERE id = ?", (request,)).fetchone()
state = json.loads(state)
state["twice"] = [{"message": heard["message"], "seq": 1, "head": heard["head"], "at": heard["issued_at"], "officer": heard["officer"]}]
db.execute("UPDATE request SET state = ? WHERE id = ?", (json.dumps(state), request))
db.execute("INSERT INTO sealed (ref, salt, bytes) SELECT ?, salt, bytes FROM sealed WHERE ref = ?",
    (f"{request}/twice/{heard['head']}", f"{request}/message/{heard['message']}"))
db.commit()
print(heard["head"])`;
  const file = path.join(folder, "n", there.state, "khien.db");
  return execFileSync("python3", ["-c", script, file, request], { encoding: "utf8" }).trim();
}

test("two stories are told on the request's page, open with their proof, and their signed bytes are saved", async () => {
  const { page, faults } = officer;
  await page.goto(`${there.serving}/console/desk/request/${there.request}`);
  const box = page.locator("[data-twice]");
  assert.match(await box.textContent(), /XA nói hai điều khác nhau.*Vị trí 1/s);
  await box.locator("button[data-open]").click();
  await box.locator(".proof").waitFor();
  assert.equal(await box.locator("[data-message-letter]").count(), 0, "no letter of what has no effect");
  const download = page.waitForEvent("download");
  await box.locator("a[data-signed]").click();
  const saved = readFileSync(await (await download).path());
  assert.equal(createHash("sha256").update(saved).digest("hex"), head);
  await inspect(officer, "desk-two-stories");
  assert.deepEqual(faults, []);
});

test("what is not the message that was kept does not open as it", async () => {
  const { page } = officer;
  await page.goto(`${there.serving}/console/desk/request/${there.request}`);
  await page.locator("[data-twice] khien-request-text").evaluate((text) => { text.dataset.voices = JSON.stringify({ root: "ab".repeat(32), nodes: [], teams: [], revoked: [] }); });
  await page.locator("[data-twice] button[data-open]").click();
  await page.locator("[data-twice] [data-error]").waitFor({ state: "visible" });
  assert.equal(await page.locator("[data-twice] .proof").count(), 0);
});

/**
 * What a platform finds with the hashes that somebody let it have: copies whose edges were cut off, asked of the node and of
 * a replica (`khien match --follow`); and nothing any more once they are taken back.
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import test, { after } from "node:test";
import { fileURLToPath } from "node:url";
import { base, demo, newPage, openMailbox, skip, stop } from "./portal-browser.mjs";
import { listed, protect } from "./protect-person.mjs";
import { cutOf, fileOf } from "./protect-pictures.mjs";

after(stop);

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const binary = [process.env.KHIEN_BIN, here("../../../target/release/khien"), here("../../../target/debug/khien")]
  .find((path) => path && existsSync(path));

/** Draws a picture, its cropped copies, and another picture that nobody protects. */
async function pictures(kind, width, height) {
  const draw = await newPage({ bypassCSP: true });
  await draw.goto(`${base}/healthz`);
  const whole = await fileOf(draw, kind, width, height, "image/png");
  const cuts = [];
  for (const shares of [[0.05, 0.05, 0.05, 0.05], [0.07, 0.07, 0.07, 0.07], [0.08, 0, 0, 0], [0.06, 0.06, 0, 0]]) {
    cuts.push(await cutOf(draw, kind, width, height, shares));
  }
  const other = await fileOf(draw, "shapes", width, height, "image/png");
  await draw.context().close();
  return { whole, cuts, other };
}

/** Contents that a platform finds for a picture: `[number, distance]` of each. */
async function found(address, picture, headers = {}) {
  const form = new FormData();
  form.set("photo", new Blob([picture]), "asked");
  const answer = await fetch(`${address}/m/lookup?types=pdq`, { method: "POST", body: form, headers });
  assert.equal(answer.status, 200, await answer.clone().text());
  return Object.values((await answer.json()).pdq ?? {}).flat();
}

const signIn = (n) => ({ authorization: `Bearer ${demo.platforms[n].token}` });

/** Waits until something holds; what follows does so within a second or two. */
async function comes(what, holds) {
  for (const until = Date.now() + 30_000; Date.now() < until;) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.fail(`it did not come: ${what}`);
}

/** Takes everything back from the mailbox that is open. */
async function takeAllBack(page) {
  await page.click("[data-slot=given-all] button");
  await page.waitForFunction(() => document.querySelectorAll("[data-slot=given-list] button").length === 0);
}

test("a copy whose edges were cut off is found by the platform that was chosen, as one content, until it is taken back", { skip }, async () => {
  const { whole, cuts, other } = await pictures("blotches", 640, 480);
  const page = await newPage();
  const { receipt, sent } = await protect(page, { lang: "en", code: "path.18", names: ["Demo Pictures"], seed: 11, picture: whole });
  assert.ok(sent.signals.filter(({ kind }) => kind === "pdq").length > 60);
  await comes("the first copy", async () => (await found(`${base}/hma`, cuts[0], signIn(0))).length > 0);
  for (const [n, cut] of cuts.entries()) {
    const all = await found(`${base}/hma`, cut, signIn(0));
    assert.equal(all.length, 1, `copy ${n}: ${JSON.stringify(all)}`);
    assert.deepEqual(await found(`${base}/hma`, cut, signIn(1)), [], "not by whom nobody chose");
  }
  assert.deepEqual(await found(`${base}/hma`, other, signIn(0)), [], "another picture");
  await openMailbox(page, receipt, "en");
  await page.waitForSelector("[data-slot=given-list] li");
  assert.match((await listed(page)).join(), /may have 2/, "a picture and a video, however many hashes they have");
  await takeAllBack(page);
  for (const cut of [whole, ...cuts]) assert.deepEqual(await found(`${base}/hma`, cut, signIn(0)), []);
  await page.context().close();
});

/** A platform's own replica of the demo's node, in a process of its own. */
async function follow(token) {
  const folder = mkdtempSync(join(tmpdir(), "khien-follow-"));
  writeFileSync(join(folder, "token.txt"), token, { mode: 0o600 });
  const parts = await (await fetch(`${base}/protect/view?lang=en`)).text();
  const root = createHash("sha256").update(Buffer.from(/&(?:quot|#34);root&(?:quot|#34);:&(?:quot|#34);([0-9a-f]+)&|"root":"([0-9a-f]+)"/.exec(parts).slice(1).find(Boolean), "hex")).digest("hex");
  const child = spawn(binary, ["match", "--follow", base, "--root", root, "--every", "1", "--token-file", join(folder, "token.txt"), "--listen", "127.0.0.1:0"], {
    stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, KHIEN_LOG: "error" },
  });
  const ended = new Promise((done) => child.once("exit", done));
  const said = [];
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    if (line.startsWith("listening on ")) break;
  }
  child.stderr.resume();
  const address = said.at(-1)?.replace("listening on ", "");
  assert.match(address ?? "", /^http:/, said.join("\n"));
  const end = async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true });
  };
  return { address, end };
}

test("a replica answers for what was let go to its platform, the mailbox says so, and it lets go of what is taken back", { skip: skip || (binary ? false : "no khien binary was built") }, async () => {
  const replica = await follow(demo.platforms[1].token);
  try {
    await comes("the first round", async () => (await fetch(`${replica.address}/status`)).ok);
    const { whole, cuts } = await pictures("blotches", 480, 640);
    assert.deepEqual(await found(replica.address, whole), []);
    const page = await newPage();
    const { receipt } = await protect(page, { lang: "en", code: "path.18", names: ["Demo Videos"], seed: 12, picture: whole });
    await comes("the picture", async () => (await found(replica.address, whole)).length === 1);
    for (const cut of cuts) assert.equal((await found(replica.address, cut)).length, 1);
    await openMailbox(page, receipt, "en");
    await page.waitForSelector("[data-slot=given-list] li");
    assert.match((await listed(page)).join(), /Demo Videos \(Singapore\): has fetched 2/);
    await takeAllBack(page);
    await comes("its end", async () => (await found(replica.address, whole)).length === 0);
    for (const cut of cuts) assert.deepEqual(await found(replica.address, cut), []);
    await comes("the platform's word", async () => {
      await openMailbox(page, receipt, "en");
      await page.waitForSelector("[data-slot=given-list] li");
      return /Demo Videos \(Singapore\): taken back; confirmed on/.test((await listed(page)).join());
    });
    assert.deepEqual(page.problems, []);
    await page.context().close();
  } finally {
    await replica.end();
  }
});

/**
 * The world of a console test: a node of its own in a new folder, a mail server that keeps what it gets, a browser,
 * the second factor, and a reporter who seals with the same code as the portal.
 *
 * `KHIEN_BIN` names the binary (default: target/release/khien, else target/debug/khien).
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { chromium } from "playwright-core";
import { scriptOptions } from "../../build.mjs";

const here = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
const QUIET = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** A temporary folder that goes when the test process ends. */
export function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), "khien-console-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The binary under test. */
export function binary() {
  const found = [process.env.KHIEN_BIN, here("../../../target/release/khien"), here("../../../target/debug/khien")].find((p) => p && existsSync(p));
  if (!found) throw new Error("build the node first: cargo build --release");
  return found;
}

/** Starts a node on a free port; gives its address and the one-time set-up address. */
export async function startNode(folder, options = []) {
  const node = spawn(binary(), ["serve", "--data", path.join(folder, "node"), "--listen", "127.0.0.1:0", ...options], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  process.on("exit", () => node.kill("SIGKILL"));
  let said = "";
  node.stderr.on("data", (piece) => (said += piece));
  const url = await found(() => /listening on (http:\/\/\S+)/.exec(said)?.[1], () => `the node did not start:\n${said}`);
  const setup = await found(() => /\/setup\/[0-9a-zA-Z]+/.exec(said)?.[0], () => `no set-up address:\n${said}`);
  return { url: url.replace(/\/$/, ""), setup, stop: () => node.kill("SIGTERM"), said: () => said };
}

async function found(look, complaint) {
  for (let i = 0; i < 200; i++) {
    const value = look();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(complaint());
}

/** A mail server that takes everything and keeps it. */
export async function startMailServer() {
  const messages = [];
  const server = net.createServer((socket) => {
    let data = null;
    let buffer = "";
    socket.setEncoding("utf8");
    socket.on("error", () => {});
    socket.write("220 test ESMTP\r\n");
    socket.on("data", (piece) => {
      buffer += piece;
      for (let end = buffer.indexOf("\r\n"); end >= 0; end = buffer.indexOf("\r\n")) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        if (data !== null) {
          if (line === ".") {
            messages.push(data.join("\n"));
            data = null;
            socket.write("250 2.0.0 OK queued\r\n");
          } else data.push(line.replace(/^\.\./, "."));
        } else if (/^EHLO/i.test(line)) socket.write("250-test\r\n250 8BITMIME\r\n");
        else if (/^DATA/i.test(line)) {
          data = [];
          socket.write("354 go on\r\n");
        } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
        else socket.write("250 OK\r\n");
      }
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: server.address().port, messages, stop: () => server.close() };
}

/** The letters that a mail server got for an address: subject and words, decoded. */
export function lettersTo(mail, address) {
  return mail.messages.filter((message) => new RegExp(`^To:.*${address}`, "m").test(message)).map(readLetter);
}

function readLetter(message) {
  const [head, ...rest] = message.split("\n\n");
  const body = rest.join("\n\n");
  const encoding = /^Content-Transfer-Encoding: *(\S+)/im.exec(head)?.[1].toLowerCase();
  const quoted = (text) => Buffer.from(text.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1").toString();
  const text = encoding === "base64" ? Buffer.from(body, "base64").toString() : encoding === "quoted-printable" ? quoted(body.replace(/=\n/g, "")) : body;
  const subject = /^Subject: *((?:.*\n?)(?:[ \t].*\n?)*)/m.exec(head)[1].replace(/\?=\s+=\?/g, "?==?").replace(/\n[ \t]/g, " ");
  return { subject: subject.replace(/=\?utf-8\?b\?([^?]*)\?=/gi, (_, words) => Buffer.from(words, "base64").toString()).trim(), text };
}

/** The six digits that an authenticator app would show now (RFC 6238). */
export function totpCode(base32, at = Date.now()) {
  const bits = Array.from(base32.replace(/[\s=]/g, ""), (c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
  const digest = createHmac("sha1", secret).update(counter).digest();
  const offset = digest[19] & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1e6).padStart(6, "0");
}

/** The portal's own sealing code. */
export async function sealingCode(folder) {
  const outfile = path.join(folder, "seal.mjs");
  await esbuild.build({ ...scriptOptions, target: "es2020", format: "esm", entryPoints: [here("../../src/seal/index.ts")], outfile });
  return import(pathToFileURL(outfile).href);
}

/** A reporter: seals a report to the intake team and sends it, and reads the mailbox. */
export class Reporter {
  constructor(seal, url, root) {
    Object.assign(this, { seal, url, root });
    this.receipt = seal.makeReceipt();
    this.keys = seal.reporterKeys(this.receipt, root);
  }

  /** `intake` is `{team, epoch, recipient}`, `custodian` the custodian team's recipient. */
  async send(intake, custodian, { what, who, open, files = [] }) {
    const { seal, keys } = this;
    const header = JSON.stringify({
      v: 1, suite: "age-x25519", lang: "vi", mailbox: keys.mailbox, recipient: keys.recipient, verify: keys.verify,
      team: intake.team, epoch: intake.epoch, open,
    });
    const sealedWhat = await seal.sealJson({ v: 1, ...what }, [intake.recipient, keys.recipient]);
    const sealedWho = who ? await seal.sealWho({ v: 1, ...who }, custodian, intake.recipient) : null;
    const marks = [];
    for (const file of files) marks.push(await this.upload(await seal.sealFile(file, [intake.recipient, keys.recipient])));
    const statement = seal.reportStatement(keys.mailbox, header, sealedWhat, sealedWho, marks.map((mark) => mark.sha256));
    const { signature } = seal.sign(statement, keys.seed);
    return this.post("/report/sealed", {
      header, what: seal.base64(sealedWhat), who: sealedWho && seal.base64(sealedWho), files: marks, signature,
    });
  }

  async upload(bytes) {
    const sha256 = this.seal.hex(this.seal.sha(bytes));
    const answer = await fetch(`${this.url}/report/sealed/file/${sha256}/0`, { method: "PUT", body: bytes });
    if (!answer.ok) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
    return { sha256, size: bytes.length };
  }

  async post(to, body) {
    const answer = await fetch(this.url + to, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${to}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** Writes into the mailbox: sealed to both, signed in the chain. Files go first; the words name them. */
  async say(text, intake, chosen = []) {
    const { seal, keys } = this;
    const readers = [keys.recipient, intake.recipient];
    const files = [];
    for (const file of chosen) files.push(await this.upload(await seal.sealFile(file, readers)));
    const { chain } = await this.look();
    const named = files.length ? { files: files.map((file) => file.sha256) } : {};
    const sealed = await seal.sealJson({ v: 1, text, ...named }, readers);
    const sequence = chain.sequence + 1;
    const statement = seal.messageStatement("reporter", keys.mailbox, sequence, chain.head, seal.hex(seal.sha(sealed)));
    return this.post("/mailbox/send", {
      address: keys.address, sequence, previous: chain.head, ciphertext: seal.base64(sealed), signature: seal.sign(statement, keys.seed).signature, files,
    });
  }

  /** Takes the report back, or keeps it after all: `withdraw-report` or `keep-report`. */
  async act(action) {
    const { seal, keys } = this;
    const { chain } = await this.look();
    const statement = seal.actStatement(keys.mailbox, chain.sequence, chain.head, action, null);
    return this.post("/mailbox/act", {
      address: keys.address, sequence: chain.sequence, head: chain.head, action, code: null, signature: seal.sign(statement, keys.seed).signature,
    });
  }

  /** Looks into the mailbox: the verified chain, and the words of every message that came with it. */
  async look() {
    const { seal, keys } = this;
    const view = await this.post("/mailbox/check", { address: keys.address, duress: false });
    const chain = seal.verifyChain(view, { mailbox: keys.mailbox, verify: keys.verify, root: this.root });
    const words = [];
    for (const { n, c } of view.messages ?? []) {
      const sealed = seal.unbase64(c);
      if (seal.isCiphertextOf(chain.links[n - 1], sealed)) words.push((await seal.openJson(sealed, [keys.identity])).text);
    }
    return { view, chain, words };
  }
}

/** A browser. */
export async function startBrowser() {
  return chromium.launch({ executablePath: BROWSER, args: QUIET });
}

/** A small PNG. */
export function picture() {
  return readFileSync(here("./console-picture.png"));
}

const AXE = readFileSync(here("../../node_modules/axe-core/axe.min.js"), "utf8");

/** What axe finds against WCAG 2.2 AA on a page, one line each. Runs in a context that bypasses the CSP for the checker alone. */
export async function accessibilityFaults(page) {
  await page.evaluate(AXE);
  const result = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  return result.violations.flatMap((fault) => fault.nodes.map((node) => `${fault.id}: ${node.target.join(" ")}`));
}

/** The passphrase of everybody in the tests. */
export const PASSPHRASE = "bốn từ khác nhau 2026";

/** Fills in the part of set-up and joining that makes an account; gives the secret of the second factor. */
export async function fillAccount(page, login, desk) {
  await page.fill("[name=login]", login);
  await page.fill("[name=desk_name]", desk);
  await page.fill("[name=passphrase]", PASSPHRASE);
  await page.fill("[name=again]", PASSPHRASE);
  const secret = await page.locator("form[data-account] code").first().textContent();
  await page.fill("[name=code]", totpCode(secret));
  return secret;
}

/** Signs in. */
export async function signIn(page, login, secret) {
  await page.waitForURL("**/console/sign-in**");
  await page.fill("[name=login]", login);
  await page.fill("[name=passphrase]", PASSPHRASE);
  await page.fill("[name=code]", totpCode(secret));
  await page.click("form[data-sign-in] button");
  await page.waitForURL(/\/console(\?|$|\/teams)/);
}

/** Where pictures go, when they are wanted. */
const SCREENS = process.env.KHIEN_SCREENS;

/** Looks at the page: no fault of the script, none for axe, nothing wider than a small phone. */
export async function inspect({ page, faults }, name) {
  assert.deepEqual(faults, [], `${name}: script`);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await accessibilityFaults(page), [], `${name}: axe, ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `${name}: ${over} px wider than 320 px`);
  if (SCREENS) await screens(page, name);
  await page.setViewportSize(size);
}

async function screens(page, name) {
  mkdirSync(SCREENS, { recursive: true });
  for (const width of [360, 768, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: path.join(SCREENS, `console-${name}-${width}.png`), fullPage: true });
  }
}

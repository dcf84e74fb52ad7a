/** The browser's sealing: properties, stock `age` as the oracle, and the vectors that Rust wrote. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { scriptOptions } from "../build.mjs";
import { bundled } from "./bundled.mjs";

const seal = await bundled("src/seal/index.ts");
const { ALPHABET } = seal;

test("every wrong symbol and every swap of two is caught", () => {
  for (let round = 0; round < 20; round++) {
    const receipt = seal.makeReceipt();
    for (let place = 0; place < 20; place++) {
      for (const symbol of ALPHABET) {
        if (symbol === receipt[place]) continue;
        assert.equal(seal.isReceipt(receipt.slice(0, place) + symbol + receipt.slice(place + 1)), false);
      }
      for (let other = place + 1; other < 20; other++) {
        if (receipt[place] === receipt[other]) continue;
        const swapped = [...receipt];
        [swapped[place], swapped[other]] = [swapped[other], swapped[place]];
        assert.equal(seal.isReceipt(swapped.join("")), false);
      }
    }
  }
});

test("a receipt is never mistaken for its duress code", () => {
  for (let round = 0; round < 2000; round++) {
    const receipt = seal.makeReceipt();
    assert.deepEqual(seal.readReceipt(receipt), { kind: "receipt", receipt });
    assert.deepEqual(seal.readReceipt(seal.exchangeLastGroups(receipt)), { kind: "duress", receipt });
  }
});

test("a receipt is read as people write it", () => {
  const receipt = seal.makeReceipt((bytes) => bytes.fill(1));
  const written = seal.groupsOf(receipt).join(" - ").toLowerCase().replace(/1/g, "l");
  assert.deepEqual(seal.readReceipt(`  ${written}. `), { kind: "receipt", receipt });
  assert.deepEqual(seal.readReceipt("Đ" + receipt.slice(1)), { kind: "letter", letter: "Đ" });
  assert.deepEqual(seal.readReceipt("U" + receipt.slice(1)), { kind: "letter", letter: "U" });
  assert.deepEqual(seal.readReceipt(receipt.slice(1)), { kind: "length", length: 19 });
});

test("another root gives another mailbox, another identity, another signing key", () => {
  const receipt = seal.makeReceipt();
  const one = seal.reporterKeys(receipt, "11".repeat(32));
  const two = seal.reporterKeys(receipt, "22".repeat(32));
  for (const part of ["address", "mailbox", "identity", "recipient", "seed", "verify"]) {
    assert.notEqual(one[part], two[part]);
  }
});

test("lengths from 1 byte to 4 KiB look the same, and padding never adds more than an eighth above 64 KiB", () => {
  assert.equal(seal.padJson({ v: 1 }).length, 4096);
  assert.equal(seal.padJson({ v: 1, text: "x".repeat(4000) }).length, 4096);
  assert.equal(seal.padJson({ v: 1, text: "x".repeat(4096) }).length, 16384);
  for (let length = 65537; length < 5_000_000; length = Math.ceil(length * 1.013)) {
    const padded = seal.paddedLength(length);
    assert.ok(padded >= length && padded <= length * 1.125, `${length} → ${padded}`);
  }
});

test("a file comes back as it was", () => {
  const file = { name: "đoạn chat.png", type: "image/png", bytes: crypto.getRandomValues(new Uint8Array(50_000)) };
  assert.deepEqual(seal.unpackFile(seal.packFile(file)), file);
  assert.throws(() => seal.unpackFile(seal.packFile(file).subarray(0, 40_000)));
});

/** Runs stock `age -d` on a ciphertext with an identity. */
function stockAgeOpens(sealed, identity) {
  const folder = mkdtempSync(join(tmpdir(), "khien-age-"));
  try {
    writeFileSync(join(folder, "key"), identity + "\n", { mode: 0o600 });
    return execFileSync("age", ["-d", "-i", join(folder, "key")], { input: sealed, maxBuffer: 1 << 26, stdio: ["pipe", "pipe", "ignore"] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("stock age opens what the browser sealed", async () => {
  const keys = seal.reporterKeys(seal.makeReceipt(), "ab".repeat(32));
  const team = seal.makeKeys();
  const what = { v: 1, story: "Có người dọa tung ảnh của tôi" };
  const sealed = await seal.sealJson(what, [seal.publicOf(team).recipient, keys.recipient]);
  assert.deepEqual(JSON.parse(stockAgeOpens(sealed, keys.identity)), what);
  assert.deepEqual(JSON.parse(stockAgeOpens(sealed, team.age)), what);
  assert.throws(() => stockAgeOpens(sealed, seal.makeKeys().age));
});

test("the browser opens what stock age sealed", async () => {
  const team = seal.makeKeys();
  const sealed = execFileSync("age", ["-r", seal.publicOf(team).recipient], { input: '{"v":1,"text":"xin chào"}  ' });
  assert.deepEqual(await seal.openJson(new Uint8Array(sealed), [team.age]), { v: 1, text: "xin chào" });
});

test("who opens to two people together and to neither alone", async () => {
  const [custodian, intake] = [seal.makeKeys(), seal.makeKeys()];
  const who = { v: 1, ways: [{ kind: "cs.call", value: "0900 000 000" }] };
  const sealed = await seal.sealWho(who, seal.publicOf(custodian).recipient, seal.publicOf(intake).recipient);
  await assert.rejects(seal.openOuter(sealed, [intake.age]));
  const inner = await seal.openOuter(sealed, [custodian.age]);
  await assert.rejects(seal.openInner(inner, [custodian.age]));
  assert.deepEqual(await seal.openInner(inner, [intake.age]), who);
});

test("keys are wrapped to one member and opened by that member alone", async () => {
  const [team, member, other] = [seal.makeKeys(), seal.makeKeys(), seal.makeKeys()];
  const wrapped = await seal.wrapKeys(team, seal.publicOf(member).recipient);
  assert.deepEqual(await seal.unwrapKeys(wrapped, member.age), team);
  await assert.rejects(seal.unwrapKeys(wrapped, other.age));
});

test("a certificate counts only under its own root, team and epoch", () => {
  const [root, otherRoot, team, staff] = [seal.makeKeys(), seal.makeKeys(), seal.makeKeys(), seal.makeKeys()];
  const { recipient, verify } = seal.publicOf(team);
  const cert = seal.sign(seal.teamStatement("tea_1", 2, "intake", recipient, verify), root.sign);
  const read = seal.readTeamCertificate(cert, seal.publicOf(root).verify);
  assert.deepEqual(read, { team: "tea_1", epoch: 2, purpose: "intake", recipient, verify });
  assert.equal(seal.readTeamCertificate(cert, seal.publicOf(otherRoot).verify), null);
  const member = (epoch) =>
    seal.sign(seal.staffStatement("tea_1", epoch, "Bàn đêm", seal.publicOf(staff).verify), team.sign);
  assert.equal(seal.readStaffCertificate(member(2), [read]).desk, "Bàn đêm");
  assert.equal(seal.readStaffCertificate(member(1), [read]), null);
});

/** A mailbox with three messages, and the keys that verify it. */
function mailbox() {
  const [root, team, staff] = [seal.makeKeys(), seal.makeKeys(), seal.makeKeys()];
  const rootKey = seal.publicOf(root).verify;
  const keys = seal.reporterKeys(seal.makeReceipt(), rootKey);
  const { recipient, verify } = seal.publicOf(team);
  const what = seal.utf8("sealed");
  const report = seal.sign(seal.reportStatement(keys.mailbox, "{}", what, null, []), keys.seed);
  const chain = [];
  let head = seal.linkHash(report);
  for (const [n, direction] of [[1, "team"], [2, "reporter"], [3, "team"]]) {
    const hash = seal.sha(seal.utf8(`ciphertext ${n}`));
    const statement = seal.messageStatement(direction, keys.mailbox, n, head, seal.hex(hash));
    const signed = seal.sign(statement, direction === "team" ? staff.sign : keys.seed);
    head = seal.linkHash(signed);
    chain.push({ n, d: direction, h: seal.base64(hash), s: signed.signature, ...(direction === "team" && { k: 0 }) });
  }
  const answer = {
    root: rootKey,
    teams: [seal.sign(seal.teamStatement("tea_1", 1, "intake", recipient, verify), root.sign)],
    staff: [seal.sign(seal.staffStatement("tea_1", 1, "Bàn đêm", seal.publicOf(staff).verify), team.sign)],
    report,
    chain,
  };
  return { answer, keys: { mailbox: keys.mailbox, verify: keys.verify, root: rootKey }, staff, team };
}

test("an honest chain verifies to its end and names who signed", () => {
  const { answer, keys } = mailbox();
  const chain = seal.verifyChain(answer, keys);
  assert.equal(chain.brokenFrom, null);
  assert.equal(chain.sequence, 3);
  assert.equal(chain.links[0].staff.desk, "Bàn đêm");
  assert.ok(seal.isCiphertextOf(chain.links[2], seal.utf8("ciphertext 3")));
  assert.ok(!seal.isCiphertextOf(chain.links[2], seal.utf8("ciphertext 2")));
});

test("a dropped, reordered, replayed, altered or injected message breaks the chain where it stands", () => {
  const forgeries = {
    dropped: ([a, , c]) => [[a, c], 2],
    "dropped and renumbered": ([a, , c]) => [[a, { ...c, n: 2 }], 2],
    reordered: ([a, b, c]) => [[b, a, c], 1],
    replayed: ([a, b, c]) => [[a, b, c, a], 4],
    "replayed and renumbered": ([a, b, c]) => [[a, b, c, { ...a, n: 4 }], 4],
    altered: ([a, b, c]) => [[a, { ...b, h: a.h }, c], 2],
    "put into the other mouth": ([a, b, c]) => [[a, { ...b, d: "team", k: 0 }, c], 2],
    "signed by nobody": ([a, b, c]) => [[a, b, { ...c, k: 7 }], 3],
  };
  for (const [name, forge] of Object.entries(forgeries)) {
    const { answer, keys } = mailbox();
    const [chain, brokenFrom] = forge(answer.chain);
    assert.equal(seal.verifyChain({ ...answer, chain }, keys).brokenFrom, brokenFrom, name);
  }
});

test("a server without the team's key cannot speak as the team", () => {
  const { answer, keys } = mailbox();
  const [thief, accomplice] = [seal.makeKeys(), seal.makeKeys()];
  const { recipient, verify } = seal.publicOf(thief);
  const teams = [seal.sign(seal.teamStatement("tea_1", 1, "intake", recipient, verify), accomplice.sign)];
  const staff = [seal.sign(seal.staffStatement("tea_1", 1, "Bàn đêm", verify), thief.sign)];
  const swapped = seal.verifyChain({ ...answer, teams, staff }, keys);
  assert.equal(swapped.brokenFrom, 1);
  assert.equal(swapped.teams.length, 0);
  assert.equal(seal.verifyChain({ ...answer, root: seal.publicOf(accomplice).verify }, keys), null);
});

test("another person's mailbox is refused whole", () => {
  const [mine, other] = [mailbox(), mailbox()];
  assert.equal(seal.verifyChain(other.answer, { ...mine.keys, root: other.keys.root }), null);
});

test("a chain that has become shorter shows", () => {
  const { answer, keys } = mailbox();
  const full = seal.verifyChain(answer, keys);
  const shorter = seal.verifyChain({ ...answer, chain: answer.chain.slice(0, 2) }, keys);
  const seen = { sequence: full.sequence, head: full.head };
  assert.ok(seal.extendsHead(full, answer.report, seen));
  assert.ok(!seal.extendsHead(shorter, answer.report, seen));
});

test("a leaf proves its place in trees of every size up to 40", () => {
  const node = (left, right) => seal.sha(seal.join(new Uint8Array([1]), left, right));
  const split = (size) => 2 ** Math.ceil(Math.log2(size) - 1);
  const rootOf = (leaves) =>
    leaves.length === 1 ? leaves[0] : node(rootOf(leaves.slice(0, split(leaves.length))), rootOf(leaves.slice(split(leaves.length))));
  const pathOf = (leaves, index) => {
    if (leaves.length === 1) return [];
    const at = split(leaves.length);
    return index < at
      ? [...pathOf(leaves.slice(0, at), index), rootOf(leaves.slice(at))]
      : [...pathOf(leaves.slice(at), index - at), rootOf(leaves.slice(0, at))];
  };
  const leaves = Array.from({ length: 40 }, (_, i) => seal.leafHash(new Uint8Array(32).fill(i), seal.utf8(`row ${i}`)));
  for (let size = 1; size <= 40; size++) {
    const tree = leaves.slice(0, size);
    for (let index = 0; index < size; index++) {
      const path = pathOf(tree, index);
      assert.ok(seal.isIncluded(tree[index], index, size, path, rootOf(tree)), `${index} of ${size}`);
      if (size === 1) continue;
      assert.ok(!seal.isIncluded(tree[(index + 1) % size], index, size, path, rootOf(tree)));
      assert.ok(!seal.isIncluded(tree[index], index, size, path.slice(1), rootOf(tree)));
    }
  }
});

test("the sealing bundle is at most 60 KB compressed", async () => {
  const stdin = {
    contents: 'import {makeReceipt,reporterKeys,sealJson,sealWho,sealFile,reportStatement,sign} from "./src/seal/index.ts"; globalThis.x=[makeReceipt,reporterKeys,sealJson,sealWho,sealFile,reportStatement,sign]',
    resolveDir: new URL("..", import.meta.url).pathname,
  };
  const { outputFiles } = await esbuild.build({ ...scriptOptions, format: "iife", stdin, write: false });
  const size = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  assert.ok(size <= 60_000, `${size} bytes`);
});

const vectorsPath = new URL("../../crates/seal/tests/vectors.json", import.meta.url);
const vectors = JSON.parse(readFileSync(vectorsPath, "utf8"));

test("Rust and TypeScript derive the same keys from a receipt", () => {
  const root = seal.verifyKeyOf(vectors.root_seed_hex);
  for (const vector of vectors.receipts) {
    assert.equal(seal.receiptFromRandom(seal.unhex(vector.random_hex)), vector.symbols);
    assert.equal(seal.exchangeLastGroups(vector.symbols), vector.duress);
    assert.deepEqual(seal.reporterKeys(vector.symbols, root), {
      address: vector.address_hex,
      mailbox: vector.mailbox,
      identity: vector.age_identity,
      recipient: vector.age_recipient,
      seed: vector.sign_seed_hex,
      verify: vector.verify_hex,
    });
  }
});

test("Rust and TypeScript pad alike", () => {
  for (const [length, padded] of vectors.padded) assert.equal(seal.paddedLength(length), padded);
});

test("Rust and TypeScript sign the same statements and follow the same chain", () => {
  const { chain } = vectors;
  const what = seal.utf8("what");
  const report = seal.reportStatement(chain.mailbox, chain.header, what, seal.utf8("who"), ["cd".repeat(32)]);
  assert.equal(report, chain.report.statement);
  assert.equal(seal.linkHash(chain.report), chain.link0_hex);
  const hash = seal.sha(seal.utf8("ciphertext"));
  assert.equal(seal.messageStatement("team", chain.mailbox, 1, chain.link0_hex, seal.hex(hash)), chain.message.statement);
  const act = seal.actStatement(chain.mailbox, 1, chain.link0_hex, "withdraw-permission", "con.police");
  assert.equal(act, chain.act.statement);
  assert.ok(seal.verifies(chain.act, chain.reporter_verify_hex));
  const answer = {
    root: chain.root_verify_hex,
    teams: [chain.team],
    staff: [chain.staff],
    report: chain.report,
    chain: [{ n: 1, d: "team", h: seal.base64(hash), s: chain.message.signature, k: 0 }],
  };
  const keys = { mailbox: chain.mailbox, verify: chain.reporter_verify_hex, root: chain.root_verify_hex };
  const verified = seal.verifyChain(answer, keys);
  assert.equal(verified.head, chain.link1_hex);
  assert.equal(verified.links[0].staff.desk, "Bàn trực đêm");
  const online = seal.readOnlineCertificate(chain.online, chain.root_verify_hex);
  assert.equal(online.origin, "node.example/ledger");
});

test("Rust's ledger proves its leaf to TypeScript", () => {
  const { ledger } = vectors;
  const checkpoint = seal.readCheckpoint(ledger.checkpoint, "node.example/ledger", ledger.verify_hex);
  assert.equal(checkpoint.size, 11);
  const leaf = seal.leafHash(seal.unhex(ledger.salt_hex), seal.unhex(ledger.row_hex));
  assert.equal(seal.hex(leaf), ledger.leaf_hex);
  const path = ledger.path_hex.map(seal.unhex);
  assert.ok(seal.isIncluded(leaf, ledger.leaf_index, checkpoint.size, path, checkpoint.root));
  assert.equal(seal.readCheckpoint(ledger.checkpoint.replace("\n11\n", "\n12\n"), "node.example/ledger", ledger.verify_hex), null);
});

test("Rust and TypeScript stretch a passphrase alike", async () => {
  const { staff } = vectors;
  const secrets = seal.staffSecrets(await seal.stretch(staff.passphrase, seal.unhex(staff.salt_hex)));
  assert.equal(secrets.bundleRecipient, staff.bundle_recipient);
  assert.equal(secrets.signIn, staff.sign_in);
});

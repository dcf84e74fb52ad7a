/** A package that came with a letter's answer, read while it streams: whole it is taken, and each thing that may be wrong has its name. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { bundled } from "./bundled.mjs";

const { BagReader, judge } = await bundled("src/console/bag-reader.ts");
const { identifierOf, MANIFEST, PAYLOAD, SIGNATURE, tagFiles } = await bundled("src/console/bag.ts");
const { signLetterPackage } = await bundled("src/console/cose.ts");
const { archive, crc32 } = await bundled("src/console/zip.ts");

const seed = "05".repeat(32);
const verify = Buffer.from(ed25519.getPublicKey(Buffer.from(seed, "hex"))).toString("hex");
const hash = (bytes, by = "sha256") => createHash(by).update(bytes).digest("hex");
const utf8 = (text) => new TextEncoder().encode(text);
const contents = { "log.csv": utf8("invented\n".repeat(1000)), "trống.txt": utf8("") };

/** A package, changed as a test wants it. */
async function made({ describe = (one) => one, tags: change = (one) => one, entries: altered = (one) => one } = {}) {
  const files = Object.entries(contents).map(([path, bytes]) => ({
    path, bytes: bytes.length, sha256: hash(bytes), sha512: hash(bytes, "sha512"), item: "1", custody: [],
  }));
  const description = describe({
    request: "01".repeat(16), package: 1, asking: "XA", asked: "XC", source: "An authority", made_at: "2026-11-20T10:00:00Z", examiner: "Duty magistrate",
    tools: [], authorisation: "An order", conditions: { purposes: ["investigation"], onward: false, until: "2027-01-31", feedback: true }, files,
  });
  const tags = change(tagFiles(description));
  const manifest = tags.find(({ path }) => path === MANIFEST).bytes;
  tags.push({ path: SIGNATURE, bytes: signLetterPackage(manifest, seed) });
  const folder = identifierOf(description);
  const entry = (name, content) => ({ name: `${folder}/${name}`, bytes: content.length, crc: crc32(content), content });
  const entries = altered([
    ...tags.map(({ path, bytes }) => entry(path, bytes)),
    ...Object.entries(contents).map(([path, bytes]) => entry(`${PAYLOAD}${path}`, bytes)),
  ], entry);
  const parts = [];
  for await (const piece of archive(entries)) parts.push(piece);
  const wanted = {
    thread: "01".repeat(16), conditions: { purposes: ["investigation"], onward: false, until: "2027-01-31", feedback: true },
    manifest: hash(manifest), verify, count: 2, files, granted: ["1"],
  };
  return { bytes: Buffer.concat(parts), wanted };
}

function read(bytes, step) {
  const reader = new BagReader();
  for (let at = 0; at < bytes.length; at += step) reader.push(Uint8Array.from(bytes.subarray(at, at + step)));
  return reader.finish();
}

/** The name of what is wrong; empty where nothing is. */
async function wrong(change, differs = (one) => one) {
  const { bytes, wanted } = await made(change);
  try {
    judge(read(bytes, 4096), differs(wanted));
    return "";
  } catch (error) {
    return error.what ?? String(error);
  }
}

test("what was packed is whole, however it is cut", async () => {
  const { bytes, wanted } = await made();
  for (const step of [1, 7, 1000, 1 << 20]) judge(read(bytes, step), wanted);
});

test("a changed byte, a missing end or something behind it is no archive", async () => {
  const { bytes, wanted } = await made();
  for (let at = 0; at < bytes.length; at += 97) {
    const changed = Buffer.from(bytes);
    changed[at] ^= 1;
    assert.throws(() => judge(read(changed, 5000), wanted), (error) => typeof error.what === "string", `byte ${at}`);
  }
  assert.throws(() => read(bytes.subarray(0, bytes.length - 1), 4096), { what: "torn" });
  assert.throws(() => read(Buffer.concat([bytes, Buffer.from([0])]), 4096), { what: "torn" });
});

test("each thing that may be wrong with it has its name", async () => {
  assert.equal(await wrong(), "");
  const more = (entries, entry) => [...entries, entry(`${PAYLOAD}more.txt`, utf8("more"))];
  assert.equal(await wrong({ entries: more }), "manifest", "a file that no list names");
  const proof = (entries, entry) => [...entries, entry("signatures/other", utf8("x"))];
  assert.equal(await wrong({ entries: proof }), "manifest", "where no list looks");
  assert.equal(await wrong({ entries: (entries) => entries.slice(0, -1) }), "manifest", "a file that is missing");
  const twice = (entries) => [...entries, entries.at(-1)];
  assert.equal(await wrong({ entries: twice }), "torn", "two files of a name");
  const elsewhere = (entries) => [...entries.slice(0, -1), { ...entries.at(-1), name: "other/data/payload/x" }];
  assert.equal(await wrong({ entries: elsewhere }), "torn", "two folders");
  const swapped = (tags) => tags.map((tag) => (tag.path === "bag-info.txt" ? { ...tag, bytes: utf8("x") } : tag));
  assert.equal(await wrong({ tags: swapped }), "manifest", "a list of lists that names another");
  const without = (path) => (tags) => tags.filter((tag) => tag.path !== path);
  const other = (path, text) => (tags) => tags.map((tag) => (tag.path === path ? { ...tag, bytes: utf8(text) } : tag));
  assert.equal(await wrong({ tags: other("bagit.txt", "BagIt-Version: 0.97\n") }), "manifest", "no bag of ours");
  assert.equal(await wrong({ tags: without("metadata/case.jsonld") }), "manifest", "nothing says where it comes from");
  assert.equal(await wrong({}, (wanted) => ({ ...wanted, verify: "07".repeat(32) })), "signature");
  assert.equal(await wrong({}, (wanted) => ({ ...wanted, manifest: "ab".repeat(32) })), "signature");
  assert.equal(await wrong({}, (wanted) => ({ ...wanted, thread: "02".repeat(16) })), "other");
  assert.equal(await wrong({}, (wanted) => ({ ...wanted, conditions: { ...wanted.conditions, onward: true } })), "conditions");
  assert.equal(await wrong({}, (wanted) => ({ ...wanted, granted: ["2"] })), "items");
  assert.equal(await wrong({}, (wanted) => ({ ...wanted, count: 3 })), "items");
  assert.equal(await wrong({}, (wanted) => ({ ...wanted, files: wanted.files.map((file) => ({ ...file, bytes: 1 })) })), "manifest");
});

/** What is said of a package whose second file has this name, though its maker says so everywhere. */
async function named(path) {
  const entries = (all, entry) => [...all.slice(0, -1), entry(`${PAYLOAD}${path}`, contents["trống.txt"])];
  const describe = (one) => ({ ...one, files: one.files.map((file, n) => (n === 1 ? { ...file, path } : file)) });
  const files = (wanted) => ({ ...wanted, files: wanted.files.map((file, n) => (n === 1 ? { ...file, path } : file)) });
  return wrong({ describe, entries }, files);
}

test("a name that leads out of the package, or meets another on some system, is none, whoever signed it", async () => {
  assert.equal(await named("two.txt"), "", "the name alone is what changes");
  for (const path of ["../../../x.bat", "a/../../x", "a\\..\\x", "con.txt", "ends.", "turned\u202etxt", "LOG.CSV", "log.csv/below", "a//b", "/x"]) {
    assert.equal(await named(path), "manifest", path);
  }
});

test("more files than a package may have end the reading", async () => {
  const many = (tags) => [...tags, ...Array.from({ length: 65 }, (_, n) => ({ path: `metadata/${n}.txt`, bytes: utf8("") }))];
  assert.equal(await wrong({ tags: many }), "torn");
});

/** Packages of evidence as the browser makes them, held to the same fixed bytes as crates/desk (`tests/package_vectors.rs`). */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bundled } from "./bundled.mjs";

const vector = JSON.parse(readFileSync(new URL("../../crates/desk/tests/vectors/package-v1.json", import.meta.url), "utf8"));
const { Cutter, CHUNK, HEAD, Opener, Sealer, contextOf } = await bundled("src/console/chunked.ts");
const { archive, crc32 } = await bundled("src/console/zip.ts");

const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));
const pattern = (length) => Uint8Array.from({ length }, (_, n) => (n * 7 + Math.floor(n / 256)) % 256);
const join = (parts) => Uint8Array.from(Buffer.concat(parts.map((part) => Buffer.from(part))));
const key = () => bytes(vector.key);

async function sealed(length, step) {
  const sealer = await Sealer.begin(key(), bytes(vector.salt), contextOf(vector.thread));
  const plain = pattern(length);
  const parts = [sealer.head];
  for (let at = 0; at < length; at += step) parts.push(await sealer.push(plain.subarray(at, at + step)));
  return join([...parts, await sealer.finish()]);
}

async function opened(stream, step, thread = vector.thread, with_ = key()) {
  const opener = await Opener.begin(with_, stream.slice(0, HEAD), contextOf(thread));
  const parts = [];
  for (let at = HEAD; at < stream.length; at += step) parts.push(await opener.push(stream.subarray(at, at + step)));
  return join([...parts, await opener.finish()]);
}

test("a stream has the same bytes as in every other implementation, however it is cut", async () => {
  for (const { length, sha256 } of vector.streams) {
    for (const step of [1000, 16384, 50_000]) {
      const stream = await sealed(length, step);
      assert.equal(createHash("sha256").update(stream).digest("hex"), sha256, `${length} by ${step}`);
      assert.deepEqual(await opened(stream, step), pattern(length));
    }
  }
});

test("another key, another request, a changed byte or a missing end opens nothing", async () => {
  const stream = await sealed(40_000, 5000);
  await assert.rejects(opened(stream, 9000, "ff".repeat(16)));
  await assert.rejects(opened(stream, 9000, vector.thread, bytes("08".repeat(32))));
  const changed = stream.slice();
  changed[HEAD + 20_000] ^= 1;
  await assert.rejects(opened(changed, 9000));
  await assert.rejects(opened(stream.slice(0, HEAD + 2 * (16_384 + 16)), 9000), /too early/);
});

test("chunks are of four mebibytes but for the last, and nothing is lost between them", () => {
  const cutter = new Cutter();
  const whole = new Uint8Array(2 * CHUNK + 5).map((_, n) => n % 251);
  const chunks = [];
  for (let at = 0; at < whole.length; at += 3_000_001) chunks.push(...cutter.push(whole.subarray(at, at + 3_000_001)));
  chunks.push(...cutter.rest());
  assert.deepEqual(chunks.map((chunk) => chunk.length), [CHUNK, CHUNK, 5]);
  assert.ok(Buffer.concat(chunks).equals(Buffer.from(whole)));
});

test("an archive has the same bytes as in every other implementation", async () => {
  const entries = [["bag/bagit.txt", 0], ["bag/data/payload/bằng chứng.bin", 1000]].map(([name, length]) => {
    const content = pattern(length);
    return { name, bytes: length, crc: crc32(content), content };
  });
  const parts = [];
  for await (const piece of archive(entries)) parts.push(piece);
  assert.equal(Buffer.concat(parts).toString("hex"), vector.archive);
});

test("a file that changes while it is packed stops the package", async () => {
  const entry = { name: "a", bytes: 2, crc: 0, content: new Uint8Array(3) };
  await assert.rejects(async () => {
    for await (const _ of archive([entry]));
  }, /changed meanwhile/);
});

const { described } = vector;
const clone = (value) => JSON.parse(JSON.stringify(value));

test("the tag files of a package have the same bytes as a node writes them", async () => {
  const { tagFiles } = await bundled("src/console/bag.ts");
  const files = clone(described.description);
  for (const file of files.files) file.custody ??= [];
  const made = tagFiles(files).map(({ path, bytes: written }) => [path, Buffer.from(written).toString("utf8")]);
  assert.deepEqual(made, described.tags);
});

test("what stops a package is found under the names that a node gives it", async () => {
  const { findings } = await bundled("src/console/asked.ts");
  const found = (description) => {
    for (const file of description.files) file.custody ??= [];
    return findings(description, described.items).map(({ file, what }) => [file, what]);
  };
  assert.deepEqual(found(clone(described.description)), []);
  for (const { pointer, value, findings: expected } of described.stopped) {
    const changed = clone(described.description);
    const parts = pointer.split("/").slice(1);
    const last = parts.pop();
    parts.reduce((within, part) => within[part], changed)[last] = value;
    assert.deepEqual(found(changed), expected, `${pointer} ${JSON.stringify(value)}`);
  }
});

test("a letter's key signs a package as every other implementation does, and nothing else is its signature", async () => {
  const { isLettersPackage, signLetterPackage } = await bundled("src/console/cose.ts");
  const { ed25519 } = await import("@noble/curves/ed25519.js");
  const { seed, manifest, signature } = described.letter;
  const [text, verify] = [new TextEncoder().encode(manifest), Buffer.from(ed25519.getPublicKey(bytes(seed))).toString("hex")];
  assert.equal(Buffer.from(signLetterPackage(text, seed)).toString("hex"), signature);
  assert.ok(isLettersPackage(bytes(signature), text, verify));
  assert.ok(!isLettersPackage(bytes(signature), text, "07".repeat(32)));
  assert.ok(!isLettersPackage(bytes(signature), new TextEncoder().encode("another"), verify));
  for (let at = 0; at < signature.length / 2; at++) {
    const changed = bytes(signature);
    changed[at] ^= 1;
    assert.ok(!isLettersPackage(changed, text, verify), `byte ${at}`);
  }
});

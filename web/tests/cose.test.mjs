/** The browser's twin of crates/desk/src/wire/signed.rs, held to the same fixed message. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bundled } from "./bundled.mjs";

const vector = JSON.parse(readFileSync(new URL("../../crates/desk/tests/vectors/message-v1.json", import.meta.url), "utf8"));
const cose = await bundled("src/console/cose.ts");
const seal = await bundled("src/seal/index.ts");

const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));
const verify = (seed) => seal.verifyKeyOf(seed);
const voices = () => ({ root: verify(vector.root_seed), nodes: [verify(vector.node_seed)], teams: [vector.team] });

test("an officer's browser signs the same bytes as every other implementation", () => {
  const message = new TextEncoder().encode(vector.text);
  const signed = cose.toBeSigned(message, verify(vector.officer_seed));
  assert.equal(Buffer.from(signed).toString("hex"), vector.to_be_signed);
});

test("a message opens with who answers for it", () => {
  const read = cose.readSigned(bytes(vector.signed), voices());
  assert.equal(read.text, vector.text);
  assert.equal(read.officer.desk, "Night desk");
});

test("another node's key, another root, or a changed byte is not believed", () => {
  assert.equal(cose.readSigned(bytes(vector.signed), { ...voices(), nodes: [verify("11".repeat(32))] }), null);
  assert.equal(cose.readSigned(bytes(vector.signed), { ...voices(), root: verify("11".repeat(32)) }), null);
  const changed = bytes(vector.signed);
  changed[changed.length - 3] ^= 1;
  assert.equal(cose.readSigned(changed, voices()), null);
  assert.equal(cose.readSigned(new Uint8Array([1, 2, 3]), voices()), null);
});

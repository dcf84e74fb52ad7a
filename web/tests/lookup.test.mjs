/** A blind look-up as another implementation of RFC 9497 sees it (`@noble/curves`), and the query as the browser signs it, held to the
 * same fixed bytes as crates/desk (`tests/lookup_vectors.rs`). */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import { bundled } from "./bundled.mjs";

const vector = JSON.parse(readFileSync(new URL("../../crates/desk/tests/vectors/lookup-v1.json", import.meta.url), "utf8"));
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));
const hex = (some) => Buffer.from(some).toString("hex");
const utf8 = (text) => new TextEncoder().encode(text);
const { voprf } = ristretto255_oprf;

const items = (evaluated) => vector.inputs.map((input, n) => ({
  input: utf8(input), blind: bytes(vector.blinds[n]), evaluated: bytes(evaluated[n]), blinded: bytes(vector.blinded[n]),
}));

test("a client that is not ours verifies our proof and finds the entries that our answers hold", () => {
  const outputs = voprf.finalizeBatch(items(vector.evaluated), bytes(vector.public), bytes(vector.proof));
  const entry = (output) => createHash("sha256").update("desk/1/lookup/known").update(output).digest("hex").slice(0, 32);
  assert.deepEqual(outputs.map(entry), vector.entries);
  assert.deepEqual(hex(voprf.deriveKeyPair(bytes(vector.seed), utf8(vector.info)).publicKey), vector.public);
});

test("it takes no proof over elements that were changed, and none of another key", () => {
  const changed = [vector.evaluated[1], ...vector.evaluated.slice(1)];
  assert.throws(() => voprf.finalizeBatch(items(changed), bytes(vector.public), bytes(vector.proof)));
  const other = voprf.deriveKeyPair(new Uint8Array(32).fill(8), utf8(vector.info)).publicKey;
  assert.throws(() => voprf.finalizeBatch(items(vector.evaluated), other, bytes(vector.proof)));
});

test("the browser signs the query that the node verifies", async () => {
  const { signLookup } = await bundled("src/console/cose.ts");
  assert.equal(hex(signLookup(utf8(vector.query), "03".repeat(32))), vector.signature);
});

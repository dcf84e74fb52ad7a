/** Information under conditions as the browser opens and closes it, held to the same fixed bytes as crates/desk (`tests/information_vectors.rs`). */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bundled } from "./bundled.mjs";

const vector = JSON.parse(readFileSync(new URL("../../crates/desk/tests/vectors/information-v1.json", import.meta.url), "utf8"));
globalThis.HTMLElement ??= class {};
globalThis.document ??= { getElementById: () => null };
const { closeForm, openForm } = await bundled("src/console/information.ts");
const part = Buffer.from(vector.part, "hex").toString("base64");
const body = () => ({ summary_open: "Invented", sealed: { ciphertext: vector.part_sha256 } });

test("the part that every implementation writes opens with its key, under its message alone", async () => {
  const form = await openForm(body(), vector.message, part, vector.key);
  assert.deepEqual(form, { summary_open: "Invented", ...JSON.parse(vector.plain) });
  const wrong = [
    [body(), "ff".repeat(16), part, vector.key],
    [body(), vector.message, part, "08".repeat(32)],
    [{ ...body(), sealed: { ciphertext: "ab".repeat(32) } }, vector.message, part, vector.key],
    [body(), vector.message, Buffer.from("another").toString("base64"), vector.key],
  ];
  for (const args of wrong) await assert.rejects(openForm(...args));
});

test("what is closed has everything that was not named as open, and comes back whole", async () => {
  const form = {
    summary_open: "Invented", conditions: { use: ["investigation"], onward: false, feedback: true }, exculpatory: true,
    facts: "Nobody reads this first.", persons: [{ name: "Invented" }], sealed: { text: "Nor this." },
  };
  const { body: open, information, closed } = await closeForm(form, ["summary_open", "conditions", "exculpatory", "sealed"]);
  assert.deepEqual(Object.keys(open).sort(), ["conditions", "exculpatory", "sealed", "summary_open"]);
  assert.deepEqual(open.sealed, { ciphertext: information.part });
  assert.deepEqual(information.conditions, { purposes: ["investigation"], onward: false, feedback: true });
  assert.ok(!JSON.stringify(open).includes("Nobody") && !JSON.stringify(open).includes("Nor this"));
  assert.deepEqual(await openForm(open, closed.message, closed.sealed, closed.key), form);
});

/** Small rules of the console's scripts that need no browser. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { bundled } from "./bundled.mjs";

const { strength } = await bundled("src/console/account.ts");
const { memberFingerprint } = await bundled("src/console/teams.ts");

test("a passphrase is graded by length and variety, in words", () => {
  for (const [passphrase, grade] of [
    ["", "short"],
    ["elevenchars", "short"],
    ["aaaaaaaaaaaaaaaa", "weak"],
    ["twelve chars", "good"],
    ["bốn từ khác nhau 2026", "strong"],
  ]) {
    assert.equal(strength(passphrase), grade, passphrase);
  }
});

test("two people who compare a fingerprint notice a swapped key", () => {
  const member = { recipient: "age1qqqq", verify: "00".repeat(32) };
  const print = memberFingerprint(member);
  assert.match(print, /^[0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}$/);
  assert.notEqual(memberFingerprint({ ...member, recipient: "age1qqqp" }), print);
  assert.notEqual(memberFingerprint({ ...member, verify: "01".repeat(32) }), print);
});

/** The form of a blank letter is checked in its page as the node checks it later: what is missing, out of bounds, past, or of another list. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { bundled } from "./bundled.mjs";

globalThis.document ??= { getElementById: () => null };
globalThis.HTMLTemplateElement ??= class {};
const { check } = await bundled("src/letter/check.ts");
const { readKeyFile, readRequest, requestStatement } = await bundled("src/console/letter-request.ts");
const { sign, hex, sha, utf8, base64 } = await bundled("src/seal/index.ts");
const publicKey = (seed) => hex(ed25519.getPublicKey(Buffer.from(seed, "hex")));

const NOW = Date.parse("2026-11-28T10:00:00Z");
const field = (more) => ({
  name: "f", type: "s", need: "optional", when: null, list: false, items: [0, 10], min: null, max: null, fields: [], equals: null,
  options: null, not_before: null, within_hours: null, future: false, not_prefix: [], min_when: null, directory: false, label: "F",
  article: null, ...more,
});
const codes = (fields, form, numbers = []) =>
  check(fields, form, numbers, NOW).map(({ pointer, words }) => `${pointer} ${words.replace("desk-form-problem-", "")}`);

test("what a form lacks is told where it lacks it, also below and where an answer elsewhere makes it needed", () => {
  const inner = field({ name: "o", type: "o", need: "required", fields: [field({ name: "a", need: "required" })] });
  const needed = field({ name: "b", need: "conditional", when: { field: "u", in: ["urgent"] } });
  assert.deepEqual(codes([inner, needed], {}), ["/o missing"]);
  assert.deepEqual(codes([inner, needed], { o: {}, u: "urgent" }), ["/o/a missing", "/b missing"]);
  assert.deepEqual(codes([inner, needed], { o: { a: "x" }, u: "routine" }), []);
});

test("bounds, options, lists and the one value that the law allows", () => {
  const of = (more, value) => codes([field(more)], { f: value });
  for (const [more, value, said] of [
    [{ min: 3 }, "ab", ["/f too-short"]], [{ max: 3 }, "abcd", ["/f too-long"]], [{ min: 3 }, "a   ", ["/f missing"]],
    [{ type: "n", min: 60 }, 59, ["/f too-small"]], [{ type: "n", max: 60 }, 61, ["/f too-large"]], [{ type: "n" }, 1.5, ["/f not-a"]],
    [{ type: "e", options: ["x"] }, "y", ["/f not-one-of"]], [{ type: "b", equals: true }, false, ["/f must-be"]],
    [{ type: "h" }, "ab", ["/f not-a"]], [{ type: "d" }, "0000-00-00", ["/f no-such-moment"]], [{ not_prefix: ["data:"] }, " DATA:x", ["/f not-inline"]],
    [{ list: true, items: [1, 2] }, [], ["/f too-few"]], [{ list: true, items: [1, 2] }, ["a", "b", "c"], ["/f too-many"]],
    [{ min: 3 }, "🙂🙂🙂", []], [{ type: "b", equals: true }, true, []], [{ type: "e", options: ["x"] }, "x", []],
  ]) assert.deepEqual(of(more, value), said, JSON.stringify([more, value]));
});

test("moments that are past, too late, or end before they begin", () => {
  const at = (more, value, siblings = {}) => codes([field({ type: "t", ...more })], { ...siblings, f: value });
  assert.deepEqual(at({ future: true }, "2026-11-28T10:00:00Z"), ["/f past"]);
  assert.deepEqual(at({ future: true }, "2026-11-28T10:00:01Z"), []);
  assert.deepEqual(at({ within_hours: 240 }, "2026-12-08T10:00:01Z"), ["/f too-late"]);
  assert.deepEqual(at({ within_hours: 240 }, "2026-12-08T10:00:00Z"), []);
  assert.deepEqual(at({ not_before: "g" }, "2026-11-01T00:00:00Z", { g: "2026-11-02T00:00:00Z" }), ["/f ends-before"]);
  assert.deepEqual(at({}, "2026-13-01T00:00:00Z"), ["/f no-such-moment"]);
  assert.deepEqual(codes([field({ type: "d", future: true })], { f: "2026-11-28" }), [], "today is not over");
  assert.deepEqual(codes([field({ type: "d", future: true })], { f: "2026-11-27" }), ["/f past"]);
});

test("a number for a call back is the one that was called", () => {
  const number = [field({ directory: true })];
  assert.deepEqual(codes(number, { f: "+99 12 345" }, ["+99 12-345"]), []);
  assert.deepEqual(codes(number, { f: "+99 12 346" }, ["+99 12-345"]), ["/f not-in-directory"]);
});

test("a request is read that the key of its letter signed, with its form and its closed part", () => {
  const seed = "07".repeat(32);
  const [form, sealed] = [JSON.stringify({ a: 1 }), base64(utf8("closed"))];
  const said = { blank: "01".repeat(16), thread: "02".repeat(16), act: { type: "request", information: { part: hex(sha(utf8("closed"))) } }, form: hex(sha(utf8(form))) };
  const letters = [["01".repeat(16), publicKey(seed)]];
  const file = (of = said, more = {}) => ({ v: 1, signed: sign(requestStatement(of), seed), form, sealed, ...more });
  assert.equal(readRequest(file(), letters).request.thread, said.thread);
  for (const bad of [
    file(said, { form: "{}" }), file(said, { sealed: base64(utf8("other")) }), file(said, { sealed: undefined }),
    file({ ...said, blank: "09".repeat(16) }), file({ ...said, act: { type: "request" } }),
    { ...file(), signed: sign(requestStatement(said), "08".repeat(32)) },
  ]) assert.throws(() => readRequest(bad, letters), JSON.stringify(bad));
});

test("a key file is of one message", () => {
  const file = (more) => JSON.stringify({ v: 1, message: "m", key: "ab".repeat(32), ...more });
  assert.equal(readKeyFile(file({}), "m"), "ab".repeat(32));
  for (const bad of [file({ message: "n" }), file({ key: "ab" }), file({ v: 2 }), "no JSON", "null"]) assert.equal(readKeyFile(bad, "m"), null);
});

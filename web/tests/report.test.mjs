/** The form's own logic: the codes of a report, the same with script as without, and the advice that fits. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { bundled } from "./bundled.mjs";

const { Draft } = await bundled("src/portal/report/draft.ts");
const { openCodes, implicated } = await bundled("src/portal/report/open.ts");
const { whatOf } = await bundled("src/portal/report/send.ts");
const { urgentOf, withoutSafe } = await bundled("src/portal/report/danger.ts");
const { fits } = await bundled("src/portal/report/cards.ts");

/** The one rule about who may be implicated stands in Rust; the page gets it with the choices. */
const IMPLICATES = new Map([["who.parent", ["rep.parent"]], ["who.partner", ["rep.partner"]], ["who.ex", ["rep.partner"]]]);

/** A draft of these fields. */
function draftOf({ door, ways = {}, ...fields }) {
  const given = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, [value].flat()]));
  for (const [code, value] of Object.entries(ways)) given[`way.${code}`] = [value];
  return new Draft(door, given);
}

for (const { name, fields, open } of JSON.parse(readFileSync(new URL("open-codes.json", import.meta.url), "utf8"))) {
  test(`the codes are the same as without script: ${name}`, () => {
    const draft = draftOf(fields);
    const codes = openCodes(draft, !implicated(draft, IMPLICATES));
    assert.deepEqual(JSON.parse(JSON.stringify(codes)), open);
  });
}

test("what was added behind More is sealed with the story, and nothing that is empty", () => {
  const words = { when: "about Tet", number: "N-7", demand: "a meeting", deadline: "tomorrow", amount: "2 million", trusted: "my aunt", school: "7A" };
  const draft = draftOf({ door: "me", me: "path.18", story: "it happened", ...words, still_up: "yn.yes" });
  assert.deepEqual(whatOf(draft), { v: 1, story: "it happened", ...words });
  assert.deepEqual(whatOf(draftOf({ door: "me", me: "path.18" })), { v: 1 });
});

test("a card is shown where its rule fits and nowhere else", () => {
  const none = { doors: [], paths: [], harms: [], relations: [], reporters: [], danger: [], not_relations: [], not_danger: [], not_harms: [], not_reporters: [] };
  const draft = draftOf({ door: "me", me: "path.18", harms: ["tfgbv.image.threat"], relation: "who.ex", danger: ["dan.lives_with"] });
  assert.ok(fits(none, draft));
  assert.ok(fits({ ...none, harms: ["tfgbv.image"], relations: ["who.ex"] }, draft));
  assert.ok(!fits({ ...none, harms: ["ocsea."] }, draft));
  assert.ok(!fits({ ...none, not_relations: ["who.ex"] }, draft));
  assert.ok(!fits({ ...none, reporters: ["rep.school"] }, draft));
  assert.ok(fits({ ...none, reporters: ["rep.school"] }, draftOf({ door: "other", reporter: "rep.school" })));
  assert.ok(!fits({ ...none, reporters: ["rep.school"] }, draftOf({ door: "other", reporter: "rep.parent" })));
  assert.ok(!fits({ ...none, not_danger: ["dan.lives_with"] }, draft));
  assert.ok(!fits({ ...none, not_harms: ["tfgbv."] }, draft));
  assert.ok(!fits({ ...none, not_reporters: ["rep.school"] }, draftOf({ door: "other", reporter: "rep.school" })));
});

test("a danger outweighs 'I am safe', and a wish not to live outweighs all", () => {
  assert.deepEqual(withoutSafe(["dan.now", "dan.none"]), ["dan.now"]);
  assert.deepEqual(withoutSafe(["dan.none", "dan.unsaid"]), ["dan.none", "dan.unsaid"]);
  const urgent = { crisis: ["dan.selfharm"], emergency: ["dan.now"] };
  const of = (...danger) => urgentOf(draftOf({ door: "me", danger }), urgent);
  assert.deepEqual([of("dan.now", "dan.selfharm"), of("dan.now"), of("dan.none"), of()], ["crisis", "emergency", "", ""]);
});

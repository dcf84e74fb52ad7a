/** Data files hold to their schemas, and every code that one names exists. The words exist for all that a page shows. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import Ajv2020 from "ajv/dist/2020.js";

const data = fileURLToPath(new URL("../../data", import.meta.url));
const read = (file) => JSON.parse(readFileSync(path.join(data, file), "utf8"));
const below = (folder) => readdirSync(path.join(data, folder)).map((name) => `${folder}/${name}`);
const LANGS = ["vi", "en", "id"];

/** Which files a schema is for. */
const FILES = {
  articles: ["convention/articles.json"],
  cards: ["cards.json"],
  child: ["child.json"],
  clocks: ["clocks.json"],
  codes: LANGS.map((lang) => `locales/${lang}/codes.json`),
  country: below("country"),
  "desk-forms": ["desk/forms.json"],
  "desk-grounds": ["desk/grounds.json"],
  "desk-safeguards": ["desk/safeguards.json"],
  geo: below("geo"),
  indicators: ["indicators.json"],
  laws: LANGS.map((lang) => `locales/${lang}/laws.json`),
  paths: ["paths.json"],
  portal: ["portal.json"],
  service: below("services"),
  triage: ["triage.json"],
  typology: ["typology.json"],
};

const typology = read("typology.json");
const codes = new Set(Object.values(typology.lists).flat().map((entry) => entry.code));
const words = Object.fromEntries(LANGS.map((lang) => [lang, read(`locales/${lang}/codes.json`)]));

test("every schema has its files and every data file its schema", () => {
  const schemas = below("schema").map((file) => path.basename(file, ".json"));
  assert.deepEqual(schemas.sort(), Object.keys(FILES).sort());
  const known = new Set(Object.values(FILES).flat());
  const top = readdirSync(data).filter((name) => name.endsWith(".json"));
  assert.deepEqual(top.filter((name) => !known.has(name)), []);
});

test("data files hold to their schemas", () => {
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false });
  for (const [name, files] of Object.entries(FILES)) {
    const holds = ajv.compile(read(`schema/${name}.json`));
    for (const file of files) assert.ok(holds(read(file)), `${file}: ${ajv.errorsText(holds.errors)}`);
  }
});

test("every code that a card, a list or the triage names exists", () => {
  const exists = (code, where) => assert.ok(codes.has(code), `${where}: ${code}`);
  for (const card of read("cards.json")) {
    for (const list of ["paths", "relations", "reporters", "danger", "not_relations", "not_danger", "not_reporters"]) card[list]?.forEach((code) => exists(code, card.id));
    for (const prefix of [...card.harms, ...(card.not_harms ?? [])]) assert.ok([...codes].some((code) => code.startsWith(prefix)), `${card.id}: ${prefix}`);
  }
  for (const list of Object.values(read("child.json"))) list.forEach((code) => exists(code, "child.json"));
  for (const order of Object.values(read("triage.json"))) (order.codes ?? []).forEach((code) => exists(code, "triage.json"));
  for (const file of below("services")) read(file).platforms.forEach((code) => exists(code, file));
});

test("every code that a figure is made of exists", () => {
  const of = (text) => text?.match(/\b(ocsea|tfgbv|other|ai|dan)\.[a-z0-9_.]*[a-z0-9_]/g) ?? [];
  const named = read("indicators.json").indicators.flatMap(({ id, numerator, denominator }) => [...of(numerator), ...of(denominator)].map((code) => [id, code]));
  assert.ok(named.some(([id, code]) => id === "POSED" && code === "ocsea.chatbot"));
  for (const [id, code] of named) assert.ok(codes.has(code) || [...codes].some((known) => known.startsWith(`${code}.`)), `${id}: ${code}`);
});

test("what a page asks is written in every language and voice", () => {
  for (const [list, entries] of Object.entries(typology.lists)) {
    if (["platform", "ucs_section", "word_rule"].includes(list)) continue;
    for (const { code } of entries) {
      for (const lang of LANGS) {
        const word = words[lang][code];
        assert.ok(word?.label, `${lang}: ${code}`);
        if (list.startsWith("harm_") || list === "danger") assert.ok(word.ask_self && word.ask_other, `${lang}: ${code} in both voices`);
      }
    }
  }
  const child = read("child.json");
  for (const code of [...child.harms_u13, ...child.danger_u13]) {
    for (const lang of LANGS) assert.ok(words[lang][code].ask_child, `${lang}: ${code} for a child`);
  }
  assert.equal(child.harms_u13.at(-1), "ocsea.unsure", "not sure stands last");
});

test("a partner at home is never told not to answer, and nobody is told to delete or to confront", () => {
  for (const card of read("cards.json")) {
    const fitsPartner = (card.relations.length === 0 || card.relations.includes("who.partner")) && !card.not_relations.includes("who.partner");
    const text = card.text.en;
    if (fitsPartner) assert.doesNotMatch(`${text.title} ${text.body}`, /stop answering/i, card.id);
    assert.doesNotMatch(`${text.title} ${text.body}`, /(?<!(not|never) )(delete (it|them|everything)|confront (him|her|them))/i, card.id);
  }
});

test("words that the field has left behind are not used", () => {
  const banned = [/child porn/i, /kiddie/i, /khiêu dâm trẻ em/i, /clip nóng/i, /pornografi anak/i, /revenge porn/i];
  const texts = LANGS.flatMap((lang) => below(`locales/${lang}`)).concat(["cards.json", ...below("country")]);
  for (const file of texts) {
    const text = readFileSync(path.join(data, file), "utf8");
    for (const word of banned) assert.doesNotMatch(text, word, file);
  }
});

/**
 * A package against itself and against what was granted: nothing leaves that nobody asked for. For the page of a letter, where there is
 * no node that checks; the twin in Rust is crates/desk/src/package/{check,name}.rs, and the vector in its tests holds both.
 */

import { utf8 } from "../seal";
import type { Conditions, Description } from "./bag";
import type { Item, Measured } from "./items";

/** What stops a package, by the code of docs/formats.md 14; of a file where it is about one. */
export interface Finding {
  file: string | null;
  what: string;
}

const TIMED = ["traffic", "content"];
const [PACKAGES, FILES, TOOLS, CUSTODY] = [9_999, 10_000, 20, 50];
const [NAME, TEXT] = [300, 4_000];
/** Between 1970 and 2199. */
const END = Date.UTC(2200, 0, 1);

/** What is wrong with a package before it is made; each finding stops it. */
export function findings(description: Description, granted: readonly Item[]): Finding[] {
  const whole = wholes(description).map((what) => ({ file: null, what }));
  const seen = new Map<string, string>();
  const each = description.files.flatMap((file) => {
    const what = unsound(file, seen);
    return what ? [{ file: file.path, what }] : [];
  });
  const asked = description.files.flatMap((file) => {
    const what = unasked(file, granted);
    return what ? [{ file: file.path, what }] : [];
  });
  return [...whole, ...each, ...asked];
}

/** What is wrong with all of it. */
function wholes(description: Description): string[] {
  const { request, package: number, asking, asked, source, examiner, tools, files } = description;
  const state = (text: string) => /^[A-Z]{2}$/.test(text);
  const lines = [source, examiner, ...tools.flatMap(({ name, version }) => [name, version])];
  const holds: [boolean, string][] = [
    [/^[0-9a-f]{32}$/.test(request) && Number.isInteger(number) && number >= 1 && number <= PACKAGES, "number"],
    [state(asking) && state(asked) && asking !== asked, "state"],
    ...lines.map((line): [boolean, string] => [isLine(line, NAME), "text"]),
    [isText(description.authorisation), "text"],
    [isMoment(description.made_at), "moment"],
    [isSound(description.conditions), "conditions"],
    [files.length > 0, "no-files"],
    [tools.length <= TOOLS, "too-many"],
    [files.length <= FILES, "too-many"],
  ];
  return holds.filter(([hold]) => !hold).map(([, what]) => what);
}

/** What is wrong with a file by itself; none where nothing is. */
function unsound(file: Measured, seen: Map<string, string>): string | null {
  const name = unfit(file.path);
  if (name) return name;
  const key = folded(file.path);
  const folders = key.split("/").map((_, n, parts) => parts.slice(0, n + 1).join("/"));
  if (folders.some((folder) => seen.has(folder)) || [...seen.keys()].some((one) => one.startsWith(`${key}/`))) return "same-name";
  seen.set(key, file.path);
  const measured = Number.isSafeInteger(file.bytes) && file.bytes <= 2 ** 40
    && /^[0-9a-f]{64}$/.test(file.sha256) && /^[0-9a-f]{128}$/.test(file.sha512);
  if (!measured) return "measure";
  if (file.media_type !== undefined && !isMediaType(file.media_type)) return "text";
  if (!isLine(file.item, 40)) return "text";
  if (file.from && file.to && Date.parse(file.from) > Date.parse(file.to)) return "out-of-range";
  if (file.custody.length > CUSTODY) return "too-many";
  if (!file.custody.every(({ who, what }) => isLine(who, NAME) && isText(what))) return "text";
  const moments = [...file.custody.map(({ at }) => at), file.from, file.to].filter((at) => at !== undefined);
  return moments.every(isMoment) ? null : "moment";
}

/** Whether a file lies within the item that it answers. */
function unasked(file: Measured, granted: readonly Item[]): string | null {
  const item = granted.find(({ id }) => id === file.item);
  if (!item) return "not-asked";
  if ((!file.from || !file.to) && TIMED.includes(item.class)) return "no-range";
  const within = (at?: string) => !at || (Date.parse(item.from) <= Date.parse(at) && Date.parse(at) <= Date.parse(item.to));
  return within(file.from) && within(file.to) ? null : "out-of-range";
}

/** Conditions that somebody can keep: each purpose once, and one among them that needs no further consent. */
function isSound({ purposes }: Conditions): boolean {
  return purposes.some((one) => one !== "other_with_consent") && new Set(purposes).size === purposes.length;
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const SPACE = /^\s$/u;

function trimmed(text: string): boolean {
  const letters = [...text];
  return !SPACE.test(letters[0] ?? "") && !SPACE.test(letters[letters.length - 1] ?? "");
}

/** A text of one line, with nothing before or after it. */
function isLine(text: string, max: number): boolean {
  return text !== "" && [...text].length <= max && trimmed(text) && !CONTROL.test(text) && !/[\u2028\u2029]/.test(text);
}

/** A text of some lines. */
function isText(text: string): boolean {
  return text.trim() !== "" && [...text].length <= TEXT && !CONTROL.test(text.replaceAll("\n", ""));
}

function isMediaType(text: string): boolean {
  return text.length <= 127 && /^[A-Za-z0-9!#$&^_.+-]+\/[A-Za-z0-9!#$&^_.+-]+$/.test(text);
}

function isMoment(at: string): boolean {
  const when = Date.parse(at);
  return when >= 0 && when < END;
}

/** Invisible, turning the direction of letters, or read as something else by some systems. */
const BAD = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}<>:"|?*%]/u;

/** Why a path is none; `null` where it is one. The rules are those of `khien_desk::package::name`. */
export function unfit(path: string): string | null {
  if (utf8(path).length > 900 || path.split("/").length > 32) return "path-too-long";
  if (path.includes("\\")) return "path-leads";
  for (const part of path.split("/")) {
    if (part === "" || part === "." || part === "..") return "path-leads";
    if (utf8(part).length > 255) return "path-too-long";
    if (BAD.test(part)) return "path-character";
    const stem = (part.split(".")[0] ?? "").trimEnd().toLowerCase();
    const device = /^(con|prn|aux|nul|(com|lpt)[0-9¹²³])$/.test(stem);
    if (!trimmed(part) || part.endsWith(".") || device) return "path-reserved";
  }
  return null;
}

/** A path as systems compare it that tell neither capitals nor the ways of writing an accent apart. */
export function folded(path: string): string {
  return path.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}

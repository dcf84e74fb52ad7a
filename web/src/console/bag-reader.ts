/**
 * Reads a package while its archive streams by: every file is hashed, what describes it is kept, nothing is unpacked or opened. It takes
 * archives as `zip.ts` writes them and no others, so that nobody reads two things in one. What it finds is judged by `judge`.
 */

import { sha256, sha512 } from "@noble/hashes/sha2.js";

import { hex, join, text } from "../seal";
import { folded, unfit } from "./asked";
import { conditionsText, MANIFEST, PAYLOAD, SIGNATURE, type Conditions } from "./bag";
import { isLettersPackage } from "./cose";
import { crc32, end, headers } from "./zip";

/** Bytes that a file may have which is kept. */
const KEPT = 16 << 20;
/** Files that a package may have, and files beside them, which are kept: `khien_desk::package` takes no more. */
const [FILES, TAGS] = [10_000, 64];
/** Bytes of a local header before its name. */
const FIXED = 30;
const LOCAL = 0x0403_4b50;
const SIZE_LARGE = 0xffff_ffff;

/** A file of the package. */
interface Found {
  bytes: number;
  sha256: string;
  sha512: string;
}

/** What lies in a package. */
export interface Bag {
  /** The folder that everything lies in. */
  name: string;
  found: Map<string, Found>;
  /** Files that are not evidence, by their bytes. */
  tags: Map<string, Uint8Array>;
}

/** Why a package is not taken: a key of words, and the file that it is about. */
export class Unsound extends Error {
  constructor(readonly what: "torn" | "manifest" | "signature" | "conditions" | "items" | "other", readonly file = "") {
    super(`${what} ${file}`);
  }
}

/** The file that streams by at the moment. */
interface Current {
  name: string;
  left: number;
  bytes: number;
  crc: number;
  sum: number;
  short: ReturnType<typeof sha256.create>;
  long: ReturnType<typeof sha512.create>;
  kept: Uint8Array[] | null;
}

/** Reads an archive from front to back. */
export class BagReader {
  private pending: Uint8Array = new Uint8Array(0);
  private at = 0;
  private current: Current | null = null;
  private readonly directory: Uint8Array[] = [];
  private closing = false;
  private readonly bag: Bag = { name: "", found: new Map(), tags: new Map() };

  /** Takes more of the archive. */
  push(plain: Uint8Array): void {
    let bytes = this.pending.length ? join(this.pending, plain) : plain;
    this.pending = new Uint8Array(0);
    while (bytes.length) {
      if (this.closing) return this.keep(bytes);
      if (this.current) {
        bytes = this.content(bytes);
        continue;
      }
      const began = this.begin(bytes);
      if (began === null) return this.keep(bytes);
      bytes = bytes.subarray(began);
    }
  }

  private keep(bytes: Uint8Array): void {
    if (bytes.length > KEPT) throw new Unsound("torn");
    this.pending = bytes.slice();
  }

  /** Reads the head of the next file; how long it was, or `null` when more has to come first. */
  private begin(bytes: Uint8Array): number | null {
    if (bytes.length < FIXED) return null;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (view.getUint32(0, true) !== LOCAL) {
      this.closing = true;
      return 0;
    }
    const [names, extras] = [view.getUint16(26, true), view.getUint16(28, true)];
    if (bytes.length < FIXED + names + extras) return null;
    const large = view.getUint32(18, true) === SIZE_LARGE && extras >= 12;
    const size = large ? Number(view.getBigUint64(FIXED + names + 4, true)) : view.getUint32(18, true);
    const entry = { name: text(bytes.subarray(FIXED, FIXED + names)), bytes: size, crc: view.getUint32(14, true) };
    const { local, central } = headers(entry, this.at);
    if (hex(bytes.subarray(0, local.length)) !== hex(local)) throw new Unsound("torn", entry.name);
    this.directory.push(central);
    this.at += local.length + size;
    this.current = {
      name: this.within(entry.name), left: size, bytes: size, crc: entry.crc, sum: 0,
      short: sha256.create(), long: sha512.create(), kept: null,
    };
    if (!this.current.name.startsWith("data/")) {
      if (size > KEPT) throw new Unsound("torn", entry.name);
      this.current.kept = [];
    }
    if (size === 0) this.finishFile(this.current);
    return local.length;
  }

  /** The path of a file within the one folder of its package. */
  private within(name: string): string {
    const slash = name.indexOf("/");
    const folder = name.slice(0, Math.max(slash, 0));
    this.bag.name ||= folder;
    const path = name.slice(slash + 1);
    if (!folder || folder !== this.bag.name || this.bag.found.has(path)) throw new Unsound("torn", name);
    const many = this.bag.found.size >= FILES + TAGS || (this.bag.tags.size >= TAGS && !path.startsWith("data/"));
    if (many) throw new Unsound("torn", name);
    return path;
  }

  /** Takes of a file what is there of it; gives the rest. */
  private content(bytes: Uint8Array): Uint8Array {
    const current = this.current as Current;
    const own = bytes.subarray(0, current.left);
    current.short.update(own);
    current.long.update(own);
    current.sum = crc32(own, current.sum);
    current.kept?.push(own.slice());
    current.left -= own.length;
    if (current.left === 0) this.finishFile(current);
    return bytes.subarray(own.length);
  }

  private finishFile({ name, bytes, crc, sum, short, long, kept }: Current): void {
    if (crc !== sum) throw new Unsound("torn", name);
    this.bag.found.set(name, { bytes, sha256: hex(short.digest()), sha512: hex(long.digest()) });
    if (kept) this.bag.tags.set(name, join(...kept));
    this.current = null;
  }

  /** What lies in the package; throws when the archive is not one. */
  finish(): Bag {
    const listed = join(...this.directory);
    const last = join(listed, end(this.directory.length, listed.length, this.at));
    if (this.current || hex(this.pending) !== hex(last)) throw new Unsound("torn");
    return this.bag;
  }
}

/** What a package has to be. */
export interface Wanted {
  thread: string;
  /** Conditions that the answer names. */
  conditions: Conditions;
  /** SHA-256 of what is signed, as the answer names it. */
  manifest: string;
  /** The letter's public key, hex. */
  verify: string;
  /** How many files the answer names, and which: each answers an item. */
  count: number;
  files: { path: string; bytes: number; sha256: string; item: string }[];
  /** Ids of the items that were granted. */
  granted: string[];
}

/** The first line of `bagit.txt` and the second. */
const BAGIT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/** A file that is kept, as text; what is none throws {@link Unsound}. */
function words(bag: Bag, path: string): string {
  try {
    return text(bag.tags.get(path) ?? new Uint8Array(0));
  } catch {
    throw new Unsound("manifest", path);
  }
}

/** Every name is one that lies in the package on every system, and no two meet there: whoever made it chose them. */
function names(bag: Bag): void {
  const paths = [...bag.found.keys()];
  const seen = new Set(paths.map(folded));
  const within = (path: string) => folded(path).split("/").some((_, n, parts) => n > 0 && seen.has(parts.slice(0, n).join("/")));
  const odd = paths.find((path) => unfit(path) !== null || within(path));
  if (odd !== undefined || seen.size !== paths.length) throw new Unsound("manifest", odd);
}

/** What every package has: that it is a bag, what is in it by number and bytes, and where it comes from. */
function described(bag: Bag): void {
  if (words(bag, "bagit.txt") !== BAGIT) throw new Unsound("manifest", "bagit.txt");
  if (!bag.tags.has("metadata/case.jsonld")) throw new Unsound("manifest", "metadata/case.jsonld");
  const evidence = [...bag.found].filter(([path]) => path.startsWith("data/"));
  const bytes = evidence.reduce((sum, [, file]) => sum + file.bytes, 0);
  const info = words(bag, "bag-info.txt");
  if (!info.includes(`\nPayload-Oxum: ${bytes}.${evidence.length}\n`)) throw new Unsound("manifest", "bag-info.txt");
}

/** Holds a package against what its answer says of it and against what was granted. Throws {@link Unsound}. */
export function judge(bag: Bag, wanted: Wanted): void {
  const bytes = (path: string) => bag.tags.get(path) ?? new Uint8Array(0);
  const manifest = bytes(MANIFEST);
  const signed = hex(sha256(manifest)) === wanted.manifest && isLettersPackage(bytes(SIGNATURE), manifest, wanted.verify);
  if (!signed) throw new Unsound("signature");
  names(bag);
  manifests(bag, [MANIFEST, "tagmanifest-sha512.txt"], (path) => !path.startsWith("data/") && !path.startsWith("signatures/") && !path.startsWith("tagmanifest-"));
  manifests(bag, ["manifest-sha256.txt", "manifest-sha512.txt"], (path) => path.startsWith("data/"));
  const proofs = [...bag.found.keys()].filter((path) => path.startsWith("signatures/") && path !== SIGNATURE);
  if (proofs.length) throw new Unsound("manifest", proofs[0]);
  described(bag);
  const named = words(bag, "bag-info.txt").includes(`\nExternal-Identifier: ${bag.name}\n`);
  if (!named || !new RegExp(`^${wanted.thread}-[1-9][0-9]{0,3}$`).test(bag.name)) throw new Unsound("other");
  if (words(bag, "metadata/conditions.json") !== conditionsText(wanted.conditions)) throw new Unsound("conditions");
  files(bag, wanted);
}

/** Two manifests name what was found, each with its hash, and nothing else lies there. */
function manifests(bag: Bag, [small, large]: [string, string], covers: (path: string) => boolean): void {
  const [short, long] = [linesOf(bag, small), linesOf(bag, large)];
  const found = [...bag.found].filter(([path]) => covers(path));
  const strange = found.find(([path, one]) => short.get(path) !== one.sha256 || long.get(path) !== one.sha512);
  if (strange) throw new Unsound("manifest", strange[0]);
  if (short.size !== found.length || long.size !== found.length) throw new Unsound("manifest", small);
}

function linesOf(bag: Bag, name: string): Map<string, string> {
  const lines = words(bag, name).split("\n").filter(Boolean);
  const named = new Map(lines.map((line) => {
    const gap = line.indexOf("  ");
    return [line.slice(gap + 2), line.slice(0, gap)];
  }));
  // A file that is named twice is one thing to one reader and another to the next.
  if (named.size !== lines.length) throw new Unsound("manifest", name);
  return named;
}

/** Each file is named with the item that it answers, and the item was granted. */
function files(bag: Bag, { count, files: named, granted }: Wanted): void {
  const evidence = [...bag.found].filter(([path]) => path.startsWith("data/"));
  if (evidence.length !== count || named.length !== count) throw new Unsound("items");
  for (const [path, found] of evidence) {
    const said = named.find((file) => `${PAYLOAD}${file.path}` === path);
    if (!said || said.bytes !== found.bytes || said.sha256 !== found.sha256) throw new Unsound("manifest", path);
    if (!granted.includes(said.item)) throw new Unsound("items", path);
  }
}

/** What a request asks for, and the files that answer it: measured where they are chosen, in the console and in a letter. */

import { sha256, sha512 } from "@noble/hashes/sha2.js";

import { hex } from "../seal";
import type { Labels } from "./form-list";
import { breathe } from "./page";
import { pageLang } from "./words";
import { crc32, pieces } from "./zip";

/** An item of the request that evidence answers. */
export interface Item {
  id: string;
  /** By which a decision names it. */
  code: string;
  class: string;
  from: string;
  to: string;
}

/** A file of a package, as it is described. */
export interface Measured {
  path: string;
  bytes: number;
  sha256: string;
  sha512: string;
  media_type?: string;
  item: string;
  from?: string;
  to?: string;
  custody: { who: string; what: string; at: string }[];
}

/** An item as people read it in a list: its class in words, its times in the reader's way, in UTC. */
export function nameOf(item: Item, labels: Labels = {}): string {
  const kind = labels[`items-class=${item.class}`] ?? labels[`minimum_data-class=${item.class}`] ?? item.class;
  return `${item.id} · ${kind} · ${moment(item.from)} – ${moment(item.to)}`;
}

function moment(text: string): string {
  const at = Date.parse(text);
  if (Number.isNaN(at)) return text;
  return `${new Date(at).toLocaleString(pageLang(), { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" })} UTC`;
}

/** What a decision may call an item in the open: a word (`is_item` of the node). */
const WORD = /^[A-Za-z0-9._-]{1,40}$/;

/** The items of a request, from its form. */
export function itemsOf(form: Record<string, unknown>): Item[] {
  // What an emergency asks for has no names of its own: each is called by its place, from 1.
  const asked = Array.isArray(form.items) ? form.items : form.minimum_data;
  const items = Array.isArray(asked) ? (asked as Record<string, unknown>[]) : [];
  const ids = items.map((item, n) => String(item.id ?? n + 1));
  return items.map((item, n) => {
    const id = ids[n] ?? "";
    const code = WORD.test(id) && ids.indexOf(id) === n ? id : `#${n + 1}`;
    return { id, code, class: String(item.class), from: String(item.from), to: String(item.to) };
  });
}

/** Length and hashes of a file, and its CRC-32 as an archive has it; no more of it is in memory than a few mebibytes. */
export async function measure(
  file: Blob, progress: (bytes: number) => void = () => undefined,
): Promise<{ bytes: number; sha256: string; sha512: string; crc: number }> {
  const [short, long] = [sha256.create(), sha512.create()];
  let [crc, read] = [0, 0];
  for await (const bytes of pieces(file)) {
    short.update(bytes);
    long.update(bytes);
    crc = crc32(bytes, crc);
    read += bytes.length;
    progress(read);
    await breathe();
  }
  return { bytes: file.size, sha256: hex(short.digest()), sha512: hex(long.digest()), crc };
}

/** What a field for a moment in UTC says, as a description has it. */
export function momentOf(field: string): string | undefined {
  return field ? new Date(`${field}Z`).toISOString() : undefined;
}

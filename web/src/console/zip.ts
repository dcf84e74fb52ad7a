/**
 * A package as one file: a ZIP archive in which everything is stored as it is, written from front to back. Lengths and checksums
 * stand before the bytes, so that nobody can read two things in it. Its reader is crates/desk/src/package/zip.
 */

import { join, utf8 } from "../seal";

/** An entry: checksum and length are known before its bytes. */
export interface Entry {
  name: string;
  bytes: number;
  crc: number;
  content: Blob | Uint8Array;
}

const LARGE = 0xffff_ffff;
/** A plain file that its owner may write and everybody may read, made on Unix. */
const MODE = 0o100_644 * 0x1_0000;
const MADE = (3 << 8) | 45;
/** The first day that the format knows: the same package gives the same archive. */
const DAY = (1 << 5) | 1;
const UTF_8 = 1 << 11;
/** Bytes that are read at once. */
const STEP = 4 << 20;

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1;
  return value;
});

/** CRC-32 of bytes, going on from the one before. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let value = ~before;
  for (const byte of bytes) value = (TABLE[(value ^ byte) & 0xff] as number) ^ (value >>> 8);
  return ~value >>> 0;
}

/** Little-endian numbers of two, four and eight bytes. */
function numbers(...parts: [2 | 4 | 8, number][]): Uint8Array {
  const view = new DataView(new ArrayBuffer(parts.reduce((length, [size]) => length + size, 0)));
  let at = 0;
  for (const [size, value] of parts) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value % 0x1_0000_0000, true);
    if (size === 8) view.setUint32(at + 4, Math.floor(value / 0x1_0000_0000), true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

/** Numbers that are too large for the other fields. */
function extra(large: number[]): Uint8Array {
  return large.length ? numbers([2, 1], [2, large.length * 8], ...large.map((one): [8, number] => [8, one])) : new Uint8Array(0);
}

const short = (value: number): number => Math.min(value, LARGE);

/** The headers of an entry that begins at a place: the one before its bytes, and its line in the directory. */
export function headers(entry: Omit<Entry, "content">, at: number): { local: Uint8Array; central: Uint8Array } {
  const name = utf8(entry.name);
  const both = entry.bytes >= LARGE ? [entry.bytes, entry.bytes] : [];
  const place = at >= LARGE ? [at] : [];
  const size = short(entry.bytes);
  const common = numbers(
    [2, both.length || place.length ? 45 : 20], [2, UTF_8], [2, 0], [2, 0], [2, DAY], [4, entry.crc], [4, size], [4, size], [2, name.length],
  );
  const [own, listed] = [extra(both), extra([...both, ...place])];
  const local = join(numbers([4, 0x0403_4b50]), common, numbers([2, own.length]), name, own);
  const rest = numbers([2, listed.length], [2, 0], [2, 0], [2, 0], [4, MODE], [4, short(at)]);
  return { local, central: join(numbers([4, 0x0201_4b50], [2, MADE]), common, rest, name, listed) };
}

/** The end of an archive whose directory begins at a place. */
export function end(entries: number, size: number, at: number): Uint8Array {
  const many = Math.min(entries, 0xffff);
  const last = numbers([4, 0x0605_4b50], [2, 0], [2, 0], [2, many], [2, many], [4, short(size)], [4, short(at)], [2, 0]);
  if (at < LARGE && entries < 0xffff) return last;
  const large = numbers([4, 0x0606_4b50], [8, 44], [2, MADE], [2, 45], [4, 0], [4, 0], [8, entries], [8, entries], [8, size], [8, at]);
  return join(large, numbers([4, 0x0706_4b50], [4, 0], [8, at + size], [4, 1]), last);
}

/** The archive, piece by piece. Throws when an entry has another length than it says: its file changed meanwhile. */
export async function* archive(entries: readonly Entry[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  const directory: Uint8Array[] = [];
  for (const entry of entries) {
    const { local, central } = headers(entry, at);
    directory.push(central);
    yield local;
    let length = 0;
    for await (const piece of pieces(entry.content)) {
      length += piece.length;
      yield piece;
    }
    if (length !== entry.bytes) throw new Error(`${entry.name} changed meanwhile`);
    at += local.length + length;
  }
  const bytes = join(...directory);
  yield bytes;
  yield end(entries.length, bytes.length, at);
}

/** The bytes of a file, so many at once. */
export async function* pieces(content: Blob | Uint8Array): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) {
    yield content;
    return;
  }
  for (let at = 0; at < content.size; at += STEP) yield new Uint8Array(await content.slice(at, at + STEP).arrayBuffer());
}

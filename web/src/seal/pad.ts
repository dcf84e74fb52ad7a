/** Padding, so that a length tells little (docs/formats.md section 4). */

import { join, text, utf8 } from "./encode";

const STEPS = [4096, 16384, 65536];

/**
 * The length to which `length` bytes are padded: 4, 16, 64 KiB, then Padmé
 * (Nikitin et al., "Reducing metadata leakage from encrypted files", PETS 2019: at most 12 % more).
 */
export function paddedLength(length: number): number {
  const step = STEPS.find((step) => length <= step);
  if (step !== undefined) return step;
  const exponent = Math.floor(Math.log2(length));
  const kept = Math.floor(Math.log2(exponent)) + 1;
  const unit = 2 ** (exponent - kept);
  return Math.ceil(length / unit) * unit;
}

/** JSON with spaces behind it, so that what stock `age` opens still parses. */
export function padJson(value: unknown): Uint8Array {
  const bytes = utf8(JSON.stringify(value));
  const padded = new Uint8Array(paddedLength(bytes.length)).fill(0x20);
  padded.set(bytes);
  return padded;
}

/** Reads padded JSON. Throws when it is not UTF-8 or not JSON. */
export function readJson<T>(bytes: Uint8Array): T {
  return JSON.parse(text(bytes)) as T;
}

/** A file as it was given by a person. */
export interface PlainFile {
  name: string;
  /** Media type, as the browser names it; may be empty. */
  type: string;
  bytes: Uint8Array;
}

/** Packs a file: a line of JSON, the bytes, zeros. */
export function packFile(file: PlainFile): Uint8Array {
  const line = utf8(JSON.stringify({ name: file.name, type: file.type, size: file.bytes.length }) + "\n");
  const padded = new Uint8Array(paddedLength(line.length + file.bytes.length));
  padded.set(line);
  padded.set(file.bytes, line.length);
  return padded;
}

/** Unpacks a file. Throws when the container is broken. */
export function unpackFile(packed: Uint8Array): PlainFile {
  const end = packed.indexOf(0x0a);
  if (end < 0) throw new Error("not a packed file");
  const { name, type, size } = JSON.parse(text(packed.subarray(0, end)));
  if (!Number.isSafeInteger(size) || size < 0 || end + 1 + size > packed.length) throw new Error("not a packed file");
  return { name: String(name), type: String(type), bytes: join(packed.subarray(end + 1, end + 1 + size)) };
}

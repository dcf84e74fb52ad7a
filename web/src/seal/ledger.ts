/** The ledger's arithmetic, as far as a page checks it: leaf, inclusion (RFC 6962), signed checkpoint (C2SP). */

import { ed25519 } from "@noble/curves/ed25519.js";

import { base64, equal, join, unbase64, unhex, utf8 } from "./encode";
import { sha } from "./keys";

/** A checkpoint whose signature has been verified. */
export interface Checkpoint {
  origin: string;
  /** Number of leaves. */
  size: number;
  /** Hash of the tree. */
  root: Uint8Array;
}

/** Hash of a leaf: SHA-256(0x00 ‖ salt ‖ canonical row). */
export function leafHash(salt: Uint8Array, row: Uint8Array): Uint8Array {
  return sha(join(new Uint8Array([0]), salt, row));
}

function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha(join(new Uint8Array([1]), left, right));
}

/** Whether a leaf stands at `index` in a tree of `size` leaves (RFC 9162 section 2.1.3.2, same tree as RFC 6962). */
export function isIncluded(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return false;
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2);
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equal(hash, root);
}

/**
 * Reads a checkpoint that the ledger's key (hex) signed, or `null`. Lines of other signers are passed over.
 * Format: C2SP tlog-checkpoint in a signed note.
 */
export function readCheckpoint(note: string, origin: string, verify: string): Checkpoint | null {
  const split = note.indexOf("\n\n");
  if (split < 0) return null;
  const body = note.slice(0, split + 1);
  const [name, size, hash] = body.split("\n");
  if (name !== origin || !/^(0|[1-9][0-9]*)$/.test(size ?? "") || !hash) return null;
  const key = unhex(verify);
  const id = sha(join(utf8(name), new Uint8Array([0x0a, 0x01]), key)).subarray(0, 4);
  const signed = note
    .slice(split + 2)
    .split("\n")
    .some((line) => isSignatureOf(line, name, id, key, body));
  return signed ? { origin: name, size: Number(size), root: unbase64(hash) } : null;
}

function isSignatureOf(line: string, name: string, id: Uint8Array, key: Uint8Array, body: string): boolean {
  const start = `\u2014 ${name} `;
  if (!line.startsWith(start)) return false;
  try {
    const blob = unbase64(line.slice(start.length));
    if (base64(blob.subarray(0, 4)) !== base64(id)) return false;
    return ed25519.verify(blob.subarray(4), utf8(body), key, { zip215: false });
  } catch {
    return false;
  }
}

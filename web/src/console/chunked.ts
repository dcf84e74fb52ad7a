/**
 * A package as a stream of ciphertext (C2SP chunked-encryption@v1 with AES-256-GCM and SHA-256), cut into chunks that travel by their
 * hash. The twin in Rust is crates/desk/src/wire/chunked.rs; the vector in its tests holds both.
 */

import { expand } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";

import { equal, join, utf8 } from "../seal";

/** Bytes of ciphertext in a chunk. */
export const CHUNK = 4 << 20;
const RECORD = 16 << 10;
const TAG = 16;
const SALT = 24;
/** Bytes before the first record. */
export const HEAD = SALT + 32;

/** What a request's package is bound to. */
export function contextOf(thread: string): Uint8Array {
  return utf8(`desk/1/package/${thread}`);
}

interface Derived {
  key: CryptoKey;
  nonce: Uint8Array;
  commitment: Uint8Array;
}

async function derive(key: Uint8Array, salt: Uint8Array, context: Uint8Array): Promise<Derived> {
  const label = utf8("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0");
  const out = expand(sha256, key, join(label, salt, context), 32 + 12 + 32);
  const made = await crypto.subtle.importKey("raw", out.slice(0, 32) as BufferSource, "AES-GCM", false, ["encrypt", "decrypt"]);
  return { key: made, nonce: out.slice(32, 44), commitment: out.slice(44) };
}

/** The nonce of a record: the counter, big-endian, over the end of the first nonce. */
function nonceAt(first: Uint8Array, counter: number): Uint8Array {
  const nonce = first.slice();
  const place = new DataView(nonce.buffer);
  place.setUint32(8, (place.getUint32(8) ^ counter) >>> 0);
  return nonce;
}

/** Records of a stream, encrypted or decrypted many at once. */
class Records {
  private pending: Uint8Array = new Uint8Array(0);
  private counter = 0;

  constructor(
    private readonly size: number,
    private readonly one: (record: Uint8Array, counter: number) => Promise<ArrayBuffer>,
  ) {}

  /** Takes more and gives what is whole. */
  async push(bytes: Uint8Array): Promise<Uint8Array> {
    const all = join(this.pending, bytes);
    const whole = Math.floor(all.length / this.size);
    this.pending = all.slice(whole * this.size);
    return this.run(Array.from({ length: whole }, (_, n) => all.subarray(n * this.size, (n + 1) * this.size)));
  }

  /** The last record: shorter than the others, or empty. */
  last(): Uint8Array {
    return this.pending;
  }

  /** Runs records in their order. */
  async run(records: Uint8Array[]): Promise<Uint8Array> {
    const from = this.counter;
    this.counter += records.length;
    const done = await Promise.all(records.map((record, n) => this.one(record, from + n)));
    return join(...done.map((bytes) => new Uint8Array(bytes)));
  }
}

/** Encrypts a stream. */
export class Sealer {
  private constructor(readonly head: Uint8Array, private readonly records: Records) {}

  /** Begins a stream under a key (32 bytes) and a salt (24 bytes, never used twice with it). */
  static async begin(key: Uint8Array, salt: Uint8Array, context: Uint8Array): Promise<Sealer> {
    const { key: made, nonce, commitment } = await derive(key, salt, context);
    const one = (record: Uint8Array, counter: number) =>
      crypto.subtle.encrypt({ name: "AES-GCM", iv: nonceAt(nonce, counter) as BufferSource }, made, record as BufferSource);
    return new Sealer(join(salt, commitment), new Records(RECORD, one));
  }

  push(plain: Uint8Array): Promise<Uint8Array> {
    return this.records.push(plain);
  }

  finish(): Promise<Uint8Array> {
    return this.records.run([this.records.last()]);
  }
}

/** Decrypts a stream; the whole is whole when `finish` does not throw. */
export class Opener {
  private constructor(private readonly records: Records) {}

  /** Throws when the key is another one. */
  static async begin(key: Uint8Array, head: Uint8Array, context: Uint8Array): Promise<Opener> {
    const { key: made, nonce, commitment } = await derive(key, head.slice(0, SALT), context);
    if (!equal(commitment, head.slice(SALT, HEAD))) throw new Error("not the key of this package");
    const one = (record: Uint8Array, counter: number) =>
      crypto.subtle.decrypt({ name: "AES-GCM", iv: nonceAt(nonce, counter) as BufferSource }, made, record as BufferSource);
    return new Opener(new Records(RECORD + TAG, one));
  }

  /** Throws when something was changed. */
  push(sealed: Uint8Array): Promise<Uint8Array> {
    return this.records.push(sealed);
  }

  /** Throws when the end is missing. */
  finish(): Promise<Uint8Array> {
    const last = this.records.last();
    if (last.length < TAG) throw new Error("the package ends too early");
    return this.records.run([last]);
  }
}

/** Cuts a stream into chunks. */
export class Cutter {
  private pending: Uint8Array[] = [];
  private length = 0;

  /** Takes more and gives the chunks that are whole. */
  push(bytes: Uint8Array): Uint8Array[] {
    const chunks: Uint8Array[] = [];
    let rest = bytes;
    while (this.length + rest.length >= CHUNK) {
      const now = CHUNK - this.length;
      chunks.push(join(...this.pending, rest.subarray(0, now)));
      rest = rest.subarray(now);
      this.pending = [];
      this.length = 0;
    }
    if (rest.length) {
      this.pending.push(rest);
      this.length += rest.length;
    }
    return chunks;
  }

  /** What is left. */
  rest(): Uint8Array[] {
    return this.length ? [join(...this.pending)] : [];
  }
}

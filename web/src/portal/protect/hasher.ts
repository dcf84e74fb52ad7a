/**
 * The hashes of pictures and files, made by `crates/signal-web` (WebAssembly). Bytes go in and out through two places in
 * the module's memory; this file is the only one that knows them.
 */

import { hex } from "../../seal/encode";

interface Calls {
  memory: WebAssembly.Memory;
  room(bytes: number): number;
  answer(): number;
  picture_begin(width: number, height: number): number;
  crops_begin(width: number, height: number, first: number, most: number): number;
  picture_rows(rows: number): number;
  picture_end(): number;
  file_begin(): number;
  file_part(bytes: number): number;
  file_end(): number;
}

/** What a picture is known by. */
export interface Pdq {
  /** 64 hex digits. */
  hash: string;
  /** 0 to 100. */
  quality: number;
}

/** What a file is known by, byte for byte. */
export interface Digests {
  sha256: string;
  md5: string;
}

/** Something was asked that does not fit what came before: a mistake of ours. */
class OutOfStep extends Error {}

/** One module at work. It holds a few rows of a picture, never the whole. */
export class Hasher {
  private constructor(private readonly calls: Calls) {}

  /** Fetches and starts the module. */
  static async load(url: string): Promise<Hasher> {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const { instance } = await WebAssembly.instantiate(await answer.arrayBuffer(), {});
    return new Hasher(instance.exports as unknown as Calls);
  }

  private put(bytes: Uint8Array | Uint8ClampedArray): void {
    const at = this.calls.room(bytes.length);
    // After the call: memory that has grown lies elsewhere.
    new Uint8Array(this.calls.memory.buffer).set(bytes, at);
  }

  private told(from: number, length: number): string {
    return hex(new Uint8Array(this.calls.memory.buffer, this.calls.answer() + from, length).slice());
  }

  private done(answer: number): void {
    if (answer < 0) throw new OutOfStep();
  }

  /** A picture of this size begins. */
  beginPicture(width: number, height: number): void {
    this.done(this.calls.picture_begin(width, height));
  }

  /** The same picture begins for some of its crops; how many they are, none behind the last. */
  beginCrops(width: number, height: number, first: number, most: number): number {
    const count = this.calls.crops_begin(width, height, first, most);
    this.done(count);
    return count;
  }

  /** Its next rows, four bytes a pixel. */
  rows(pixels: Uint8ClampedArray | Uint8Array, rows: number): void {
    this.put(pixels);
    this.done(this.calls.picture_rows(rows));
  }

  /** All rows have come. Of crops it is called as often as there are some. */
  endPicture(): Pdq {
    const quality = this.calls.picture_end();
    this.done(quality);
    return { hash: this.told(0, 32), quality };
  }

  /** A file begins. */
  beginFile(): void {
    this.done(this.calls.file_begin());
  }

  /** Its next bytes. */
  part(bytes: Uint8Array): void {
    this.put(bytes);
    this.done(this.calls.file_part(bytes.length));
  }

  /** All bytes have come. */
  endFile(): Digests {
    this.done(this.calls.file_end());
    return { sha256: this.told(0, 32), md5: this.told(32, 16) };
  }
}

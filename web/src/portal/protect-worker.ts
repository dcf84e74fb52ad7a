/**
 * Hashes one picture or video at a time, on this device. A picture is read in strips, so that beside what the browser
 * decodes only a few rows are held. There is no address in this file but that of the module with the arithmetic.
 */

import { Hasher, type Pdq } from "./protect/hasher";
import { HEADER_BYTES, readHeader } from "./protect/header";
import type { PictureHash, Task, Trouble, Word } from "./protect/work";

/** More pixels than any telephone's camera gives; decoded they would fill its memory. */
const PIXELS_MAX = 40_000_000;
const STRIP = 128;
const PART = 4 * 1024 * 1024;
const MODULE = "/assets/signal.wasm";

/** A file that cannot be hashed, and why. */
class Cannot extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble);
  }
}

const say = (word: Word) => (self as unknown as { postMessage(word: Word): void }).postMessage(word);

let hasher: Promise<Hasher> | null = null;

async function hashVideo(hasher: Hasher, file: File): Promise<void> {
  hasher.beginFile();
  for (let at = 0; at < file.size; at += PART) {
    hasher.part(new Uint8Array(await file.slice(at, at + PART).arrayBuffer()));
    say({ say: "part", done: Math.min(1, (at + PART) / file.size) });
  }
  say({ say: "video", digests: hasher.endFile() });
}

async function decode(file: File, imageOrientation: "none" | "from-image"): Promise<ImageBitmap> {
  // Colours as the file has them: what platforms hash knows no profile of a screen.
  const options = { imageOrientation, colorSpaceConversion: "none", premultiplyAlpha: "none" };
  try {
    return await createImageBitmap(file, options as ImageBitmapOptions);
  } catch {
    throw new Cannot("kind");
  }
}

function hashPixels(hasher: Hasher, picture: ImageBitmap, progress: (done: number) => void): Pdq {
  const { width, height } = picture;
  if (width * height > PIXELS_MAX) throw new Cannot("large");
  const strip = new OffscreenCanvas(width, Math.min(STRIP, height));
  const context = strip.getContext("2d", { willReadFrequently: true, colorSpace: "srgb" }) as OffscreenCanvasRenderingContext2D;
  hasher.beginPicture(width, height);
  for (let y = 0; y < height; y += STRIP) {
    const rows = Math.min(STRIP, height - y);
    context.clearRect(0, 0, width, rows);
    context.drawImage(picture, 0, -y);
    hasher.rows(context.getImageData(0, 0, width, rows).data, rows);
    progress((y + rows) / height);
  }
  return hasher.endPicture();
}

async function hashPicture(hasher: Hasher, file: File): Promise<void> {
  const told = readHeader(new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer()));
  if (told.size && told.size.width * told.size.height > PIXELS_MAX) throw new Cannot("large");
  // A picture that the camera turned by a note is found only if it is hashed both ways: some services keep it as it lies
  // in the file, others as it is seen.
  const ways = told.turned === 1 ? (["none"] as const) : (["none", "from-image"] as const);
  const hashes: PictureHash[] = [];
  for (const [n, way] of ways.entries()) {
    const picture = await decode(file, way);
    try {
      const pdq = hashPixels(hasher, picture, (done) => say({ say: "part", done: (n + done) / ways.length }));
      if (!hashes.some(({ hash }) => hash === pdq.hash)) hashes.push({ ...pdq, turned: way === "from-image" });
    } finally {
      picture.close();
    }
  }
  say({ say: "picture", hashes });
}

async function hash({ file, video }: Task): Promise<void> {
  try {
    if (!video && typeof OffscreenCanvas === "undefined") throw new Cannot("old");
    hasher ??= Hasher.load(MODULE);
    await (video ? hashVideo : hashPicture)(await hasher, file);
  } catch (error) {
    hasher = null;
    say({ say: "trouble", trouble: error instanceof Cannot ? error.trouble : "failed" });
  }
}

addEventListener("message", (event: MessageEvent<Task>) => void hash(event.data));

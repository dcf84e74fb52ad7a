/**
 * Hashes one picture or video at a time, on this device. A picture is read in strips, so that beside what the browser
 * decodes only a few rows are held. There is no address in this file but that of the module with the arithmetic.
 */

import { Hasher, type Pdq } from "./protect/hasher";
import { HEADER_BYTES, readHeader } from "./protect/header";
import { QUALITY_FLOOR, type PictureHash, type Task, type Trouble, type Word } from "./protect/work";

/** More pixels than any telephone's camera gives; decoded they would fill its memory. */
const PIXELS_MAX = 40_000_000;
const STRIP = 128;
/** Crops that are hashed in one reading of the picture: 74 in four readings, each with some megabytes beside the picture. */
const CROPS_AT_ONCE = 19;
const READINGS = 1 + Math.ceil(74 / CROPS_AT_ONCE);
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

/** Reads a picture from the top, a strip at a time. */
class Strips {
  private readonly strip: OffscreenCanvas;
  private readonly context: OffscreenCanvasRenderingContext2D;

  constructor(private readonly picture: ImageBitmap) {
    this.strip = new OffscreenCanvas(picture.width, Math.min(STRIP, picture.height));
    this.context = this.strip.getContext("2d", { willReadFrequently: true, colorSpace: "srgb" }) as OffscreenCanvasRenderingContext2D;
  }

  readInto(hasher: Hasher, progress: (done: number) => void): void {
    const { width, height } = this.picture;
    for (let y = 0; y < height; y += STRIP) {
      const rows = Math.min(STRIP, height - y);
      this.context.clearRect(0, 0, width, rows);
      this.context.drawImage(this.picture, 0, -y);
      hasher.rows(this.context.getImageData(0, 0, width, rows).data, rows);
      progress((y + rows) / height);
    }
  }
}

/**
 * The hash of the whole, and those of copies whose edges were cut off. Where there is too little to see in the whole, it
 * cannot be protected, and a part of it is not sent for it.
 */
function hashPixels(hasher: Hasher, picture: ImageBitmap, progress: (done: number) => void): { whole: Pdq; cut: Pdq[] } {
  const { width, height } = picture;
  if (width * height > PIXELS_MAX) throw new Cannot("large");
  const strips = new Strips(picture);
  let reading = 0;
  const read = () => {
    strips.readInto(hasher, (done) => progress((reading + done) / READINGS));
    reading += 1;
  };
  hasher.beginPicture(width, height);
  read();
  const whole = hasher.endPicture();
  const cut: Pdq[] = [];
  if (whole.quality < QUALITY_FLOOR) return { whole, cut };
  for (let count = hasher.beginCrops(width, height, 0, CROPS_AT_ONCE); count > 0;) {
    read();
    for (let n = 0; n < count; n++) cut.push(hasher.endPicture());
    count = hasher.beginCrops(width, height, cut.length, CROPS_AT_ONCE);
  }
  return { whole, cut: cut.filter(({ quality }) => quality >= QUALITY_FLOOR) };
}

async function hashPicture(hasher: Hasher, file: File): Promise<void> {
  const told = readHeader(new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer()));
  if (told.size && told.size.width * told.size.height > PIXELS_MAX) throw new Cannot("large");
  // A picture that the camera turned by a note is found only if it is hashed both ways: some services keep it as it lies
  // in the file, others as it is seen.
  const ways = told.turned === 1 ? (["none"] as const) : (["none", "from-image"] as const);
  const hashes = new Map<string, PictureHash>();
  for (const [n, way] of ways.entries()) {
    const turned = way === "from-image";
    const keep = (pdq: Pdq, cut: boolean) => hashes.has(pdq.hash) || hashes.set(pdq.hash, { ...pdq, turned, cut });
    const picture = await decode(file, way);
    try {
      const { whole, cut } = hashPixels(hasher, picture, (done) => say({ say: "part", done: (n + done) / ways.length }));
      keep(whole, false);
      for (const pdq of cut) keep(pdq, true);
    } finally {
      picture.close();
    }
  }
  say({ say: "picture", hashes: [...hashes.values()] });
}

async function hash({ file, video }: Task): Promise<void> {
  try {
    // Its hash would be that of every other empty file.
    if (file.size === 0) throw new Cannot("empty");
    if (!video && typeof OffscreenCanvas === "undefined") throw new Cannot("old");
    hasher ??= Hasher.load(MODULE);
    await (video ? hashVideo : hashPicture)(await hasher, file);
  } catch (error) {
    hasher = null;
    say({ say: "trouble", trouble: error instanceof Cannot ? error.trouble : "failed" });
  }
}

addEventListener("message", (event: MessageEvent<Task>) => void hash(event.data));

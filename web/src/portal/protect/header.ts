/**
 * What the beginning of a picture's file says of it: its size, so that one that is too large is refused before it is
 * decoded, and whether a camera turned it. Nothing else is read, and nothing of it leaves the page.
 */

/** Size in pixels, where the file says so. */
export interface Size {
  width: number;
  height: number;
}

/** What a file's beginning tells. */
export interface Told {
  size: Size | null;
  /** EXIF orientation, 1 (as it lies) to 8. */
  turned: number;
}

/** Bytes that are looked at: a JPEG's size comes after its EXIF and colour profile. */
export const HEADER_BYTES = 512 * 1024;

/** Reads the beginning of a file. What it does not know says nothing. */
export function readHeader(bytes: Uint8Array): Told {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (starts(bytes, [0xff, 0xd8])) return jpeg(view);
    return { size: pngSize(bytes, view) ?? gifSize(bytes, view) ?? webpSize(bytes, view), turned: 1 };
  } catch {
    // A length that points past the end: the decoder will say what it thinks of the file.
    return { size: null, turned: 1 };
  }
}

function starts(bytes: Uint8Array, with_: readonly number[], at = 0): boolean {
  return with_.every((byte, i) => bytes[at + i] === byte);
}

const codes = (text: string) => Array.from(text, (letter) => letter.charCodeAt(0));

function pngSize(bytes: Uint8Array, view: DataView): Size | null {
  if (!starts(bytes, [0x89, ...codes("PNG")])) return null;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function gifSize(bytes: Uint8Array, view: DataView): Size | null {
  if (!starts(bytes, codes("GIF8"))) return null;
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

/** The three kinds of WebP say their size in three ways (RFC 9649). */
function webpSize(bytes: Uint8Array, view: DataView): Size | null {
  if (!starts(bytes, codes("RIFF")) || !starts(bytes, codes("WEBP"), 8)) return null;
  const three = (at: number) => view.getUint16(at, true) | (bytes[at + 2] << 16);
  if (starts(bytes, codes("VP8X"), 12)) return { width: three(24) + 1, height: three(27) + 1 };
  if (starts(bytes, codes("VP8L"), 12)) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

/** Walks the segments of a JPEG to its frame header (ITU-T T.81, B.2.2). */
function jpeg(view: DataView): Told {
  let turned = 1;
  let at = 2;
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) break;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame) return { size: { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }, turned };
    if (marker === 0xe1 && view.getUint32(at + 4) === 0x45786966) turned = orientation(view, at + 10);
    at += 2 + view.getUint16(at + 2);
  }
  return { size: null, turned };
}

/** The orientation in the first directory of EXIF's TIFF part. */
function orientation(view: DataView, tiff: number): number {
  const little = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, little);
  const entries = view.getUint16(directory, little);
  for (let n = 0; n < entries; n++) {
    const entry = directory + 2 + n * 12;
    if (view.getUint16(entry, little) !== 0x0112) continue;
    const value = view.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

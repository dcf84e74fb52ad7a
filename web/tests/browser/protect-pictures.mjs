/** Pictures for the tests of "Protect my images": drawn by whole numbers, as `crates/signal-web/tests/vectors.rs` draws them. */

/** Runs in the page: draws a picture of the vectors into bytes, four a pixel. */
export const drawIn = `(kind, width, height) => {
  const mixed = (x, y, salt) => {
    let n = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca77) ^ salt;
    n = Math.imul(n ^ (n >>> 15), 0x2c1b3c6d);
    n = Math.imul(n ^ (n >>> 12), 0x297a2d39);
    return (n ^ (n >>> 15)) >>> 0;
  };
  const part = (a, b) => Math.floor(a / b);
  const pixel = {
    noise: (x, y) => { const n = mixed(x, y, 7); return [n & 255, (n >>> 8) & 255, (n >>> 16) & 255]; },
    gradient: (x, y) => [part(x * 255, width), part(y * 255, height), part((x + y) * 255, width + height)],
    shapes: (x, y) => {
      const a = part(x * 97, width), b = part(y * 97, height);
      const round = (a - 40) ** 2 + (b - 55) ** 2 < 600, band = (a + 2 * b) % 31 < 9;
      return [round ? 220 : 40, band ? 180 : 60, round === band ? 20 : 200];
    },
    blotches: (x, y) => {
      const base = mixed(part(x * 17, width), part(y * 13, height), 99) & 127, over = mixed(x, y, 5) & 63;
      return [base + over, (base * 2) & 255, 255 - base - over];
    },
  }[kind];
  const bytes = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) { const [r, g, b] = pixel(x, y); bytes[at++] = r; bytes[at++] = g; bytes[at++] = b; bytes[at++] = 255; }
  }
  return bytes;
}`;

/** Runs in the page: hashes pixels with the node's own module, some rows at a time. */
export const hashIn = `async () => {
  const bytes = await (await fetch("/assets/signal.wasm")).arrayBuffer();
  const calls = (await WebAssembly.instantiate(bytes, {})).instance.exports;
  return (pixels, width, height, atOnce) => {
    calls.picture_begin(width, height);
    for (let y = 0; y < height; y += atOnce) {
      const rows = Math.min(atOnce, height - y), some = pixels.subarray(y * width * 4, (y + rows) * width * 4);
      const at = calls.room(some.length);
      new Uint8Array(calls.memory.buffer).set(some, at);
      if (calls.picture_rows(rows) !== 0) throw new Error("rows");
    }
    const quality = calls.picture_end();
    const hash = Array.from(new Uint8Array(calls.memory.buffer, calls.answer(), 32), (byte) => byte.toString(16).padStart(2, "0")).join("");
    return { hash, quality };
  };
}`;

/** Runs in the page: the lines `hash quality` of a picture's crops, some in one reading. */
export const cropsIn = `async () => {
  const bytes = await (await fetch("/assets/signal.wasm")).arrayBuffer();
  const calls = (await WebAssembly.instantiate(bytes, {})).instance.exports;
  return (pixels, width, height, most, atOnce) => {
    const lines = [];
    for (let count; (count = calls.crops_begin(width, height, lines.length, most)) > 0;) {
      for (let y = 0; y < height; y += atOnce) {
        const rows = Math.min(atOnce, height - y), some = pixels.subarray(y * width * 4, (y + rows) * width * 4);
        const at = calls.room(some.length);
        new Uint8Array(calls.memory.buffer).set(some, at);
        if (calls.picture_rows(rows) !== 0) throw new Error("rows");
      }
      for (let n = 0; n < count; n++) {
        const quality = calls.picture_end();
        const hash = Array.from(new Uint8Array(calls.memory.buffer, calls.answer(), 32), (byte) => byte.toString(16).padStart(2, "0")).join("");
        lines.push(hash + " " + quality + "\\n");
      }
    }
    return lines;
  };
}`;

/** A copy of a drawn picture as a JPEG, of which these shares were cut off left, top, right and bottom. */
export async function cutOf(page, kind, width, height, [left, top, right, bottom]) {
  const text = await page.evaluate(async ([draw, kind, width, height, left, top, right, bottom]) => {
    const whole = new OffscreenCanvas(width, height);
    whole.getContext("2d").putImageData(new ImageData((0, eval)(draw)(kind, width, height), width, height), 0, 0);
    const [x, y] = [Math.round(width * left), Math.round(height * top)];
    const cut = new OffscreenCanvas(width - x - Math.round(width * right), height - y - Math.round(height * bottom));
    cut.getContext("2d").drawImage(whole, -x, -y);
    const bytes = new Uint8Array(await (await cut.convertToBlob({ type: "image/jpeg", quality: 0.85 })).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  }, [drawIn, kind, width, height, left, top, right, bottom]);
  return Buffer.from(text, "base64");
}

/** Bytes of a drawn picture as a file of this kind. */
export async function fileOf(page, kind, width, height, type, quality = 0.9) {
  const text = await page.evaluate(async ([draw, kind, width, height, type, quality]) => {
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext("2d").putImageData(new ImageData((0, eval)(draw)(kind, width, height), width, height), 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type, quality })).arrayBuffer());
    let binary = "";
    for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(binary);
  }, [drawIn, kind, width, height, type, quality]);
  return Buffer.from(text, "base64");
}

/** A JPEG with an EXIF part behind its first marker: an orientation, and words that must never leave. */
export function withExif(jpeg, orientation, words) {
  const text = Buffer.from(words);
  const tiff = Buffer.alloc(8 + 2 + 2 * 12 + 4);
  tiff.write("MM\0*", 0, "latin1");
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(2, 8);
  tiff.writeUInt16BE(0x010e, 10);
  tiff.writeUInt16BE(2, 12);
  tiff.writeUInt32BE(text.length, 14);
  tiff.writeUInt32BE(tiff.length, 18);
  tiff.writeUInt16BE(0x0112, 22);
  tiff.writeUInt16BE(3, 24);
  tiff.writeUInt32BE(1, 26);
  tiff.writeUInt16BE(orientation, 30);
  const body = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff, text]);
  const head = Buffer.from([0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

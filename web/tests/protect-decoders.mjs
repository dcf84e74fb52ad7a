/**
 * How far a browser's own JPEG decoder moves the hash from the one that Hasher-Matcher-Actioner's libraries make of the same
 * file: a figure of docs/protect.md, not a check. Draws pictures, saves them as JPEG in a folder, hashes them through the
 * real page, then with PyPI `pdqhash` and Pillow, and prints both and their distances.
 *
 *   KHIEN_TEST_URL=http://127.0.0.1:8080 node tests/protect-decoders.mjs FOLDER
 */

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { base, newPage, stop } from "./browser/portal-browser.mjs";
import { fileOf } from "./browser/protect-pictures.mjs";

const folder = process.argv[2];
if (!folder || !base) throw new Error("usage: KHIEN_TEST_URL=… node tests/protect-decoders.mjs FOLDER");
mkdirSync(folder, { recursive: true });

const draw = await newPage({ bypassCSP: true });
await draw.goto(`${base}/healthz`);
const files = [];
for (const kind of ["noise", "shapes", "blotches", "gradient"]) {
  for (const [width, height] of [[160, 120], [301, 407], [640, 480], [1024, 768], [1279, 853], [2048, 1536], [4000, 3000]]) {
    for (const quality of [0.3, 0.5, 0.7, 0.8, 0.9, 0.97]) {
      const name = `${kind}-${width}x${height}-${quality * 100}.jpg`;
      files.push({ name, mimeType: "image/jpeg", buffer: await fileOf(draw, kind, width, height, "image/jpeg", quality) });
    }
  }
}
await draw.context().close();
for (const { name, buffer } of files) writeFileSync(`${folder}/${name}`, buffer);

const page = await newPage();
const here = [];
for (let at = 0; at < files.length; at += 10) {
  await page.goto(`${base}/protect?lang=en`);
  await page.check('input[name=me][value="path.18"]');
  await page.click("#ages .primary");
  const some = files.slice(at, at + 10);
  for (const file of some) {
    await page.setInputFiles("#flow input[type=file]", file);
    await page.waitForFunction(() => document.querySelector("[data-slot=files] li") && document.querySelector("[data-slot=working]").hidden);
    const code = page.locator("[data-slot=list] code");
    if (await code.count()) here.push({ name: file.name, hash: await code.first().textContent() });
    await page.click("[data-slot=files] [data-remove]");
  }
}
await stop();
writeFileSync(`${folder}/browser.json`, JSON.stringify(here));

const python = `
import json, sys, numpy, pdqhash
from PIL import Image
for one in json.load(open(sys.argv[1] + "/browser.json")):
    bits, quality = pdqhash.compute(numpy.asarray(Image.open(sys.argv[1] + "/" + one["name"]).convert("RGB")))
    theirs = sum(int(bit) << (255 - n) for n, bit in enumerate(bits))
    print(bin(theirs ^ int(one["hash"], 16)).count("1"))
`;
const told = execFileSync("python3", ["-c", python, folder], { encoding: "utf8" });
const distances = told.trim().split("\n").map(Number).sort((a, b) => a - b);
const at = (part) => distances[Math.min(distances.length - 1, Math.floor(part * distances.length))];
console.log(JSON.stringify({ files: files.length, protectable: distances.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: distances.at(-1) }));

/**
 * Protect my images: the browser's hashes are the native ones, nothing of a picture leaves, and the page says what it does.
 */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import test, { after } from "node:test";
import { base, demo, newPage, openMailbox, overflow, skip, stop, violations } from "./portal-browser.mjs";
import { choose, fetched, listed, protect, sayAge } from "./protect-person.mjs";
import { cropsIn, drawIn, fileOf, hashIn, withExif } from "./protect-pictures.mjs";

after(stop);

const vectors = JSON.parse(readFileSync(new URL("../../../crates/signal-web/tests/vectors.json", import.meta.url)));

test("WebAssembly gives the hash that native code gives of the same pixels, bit for bit", { skip }, async () => {
  const page = await newPage();
  await page.goto(`${base}/protect?lang=en`);
  for (const { kind, width, height, pdq, quality } of vectors) {
    const made = await page.evaluate(`(async () => {
      const hash = await (${hashIn})();
      return hash((${drawIn})("${kind}", ${width}, ${height}), ${width}, ${height}, ${height > 900 ? 128 : 7});
    })()`);
    assert.deepEqual(made, { hash: pdq, quality }, `${kind} ${width} x ${height}`);
  }
  await page.context().close();
});

test("of cropped copies, too, bit for bit", { skip }, async () => {
  const page = await newPage();
  await page.goto(`${base}/protect?lang=en`);
  const some = vectors.filter(({ crops }) => crops);
  assert.equal(some.length, 48);
  for (const { kind, width, height, crops } of some) {
    const lines = await page.evaluate(`(async () => {
      const crops = await (${cropsIn})();
      return crops((${drawIn})("${kind}", ${width}, ${height}), ${width}, ${height}, 19, 31);
    })()`);
    assert.equal(lines.length, 74);
    assert.equal(createHash("sha256").update(lines.join("")).digest("hex"), crops, `${kind} ${width} x ${height}`);
  }
  await page.context().close();
});

test("a lossless picture has the same hash through the whole page: file, decoder, canvas, worker", { skip }, async () => {
  const draw = await newPage({ bypassCSP: true });
  await draw.goto(`${base}/healthz`);
  const wanted = vectors.filter(({ width, height, quality }) => quality >= 50 && width * height < 1e6);
  const files = [];
  for (const { kind, width, height } of wanted) {
    files.push({ name: `${kind}-${width}.png`, mimeType: "image/png", buffer: await fileOf(draw, kind, width, height, "image/png") });
  }
  const page = await newPage();
  await sayAge(page);
  await choose(page, files);
  const shown = await page.locator("[data-slot=list] li > p code").allTextContents();
  assert.deepEqual(shown, [...new Set(wanted.map(({ pdq }) => pdq))]);
  assert.deepEqual(page.problems, []);
  await page.context().close();
  await draw.context().close();
});

test("nothing of a picture leaves: no byte of it, no name, no word of its camera", { skip }, async () => {
  const draw = await newPage({ bypassCSP: true });
  await draw.goto(`${base}/healthz`);
  const words = "KHIEN-EXIF-7d1c marker of a place";
  const jpeg = withExif(await fileOf(draw, "blotches", 640, 480, "image/jpeg"), 1, words);
  const video = Buffer.concat([Buffer.from("KHIEN-VIDEO-51aa "), Buffer.from(jpeg).reverse()]);
  const page = await newPage();
  const asked = [];
  page.context().on("request", (request) => asked.push(`${request.method()} ${request.url()} ${JSON.stringify(request.headers())}`, request.postDataBuffer() ?? ""));
  await sayAge(page);
  await choose(page, [
    { name: "KHIEN-NAME-holiday.jpg", mimeType: "image/jpeg", buffer: jpeg },
    { name: "KHIEN-NAME-clip.mp4", mimeType: "video/mp4", buffer: video },
  ]);
  assert.equal(await page.locator("[data-slot=list] li").count(), 2);
  const codes = await page.locator("[data-slot=list] li:nth-child(2) code").allTextContents();
  assert.deepEqual(codes, ["sha256", "md5"].map((name) => createHash(name).update(video).digest("hex")), "exact digests of a video");
  assert.ok(asked.some((part) => String(part).includes("/assets/signal.wasm")), "what the worker asks for is in the log too");
  const sent = Buffer.concat(asked.map((part) => Buffer.from(part)));
  for (const secret of ["KHIEN-", words]) assert.equal(sent.indexOf(secret), -1, secret);
  for (let at = 0; at + 12 <= jpeg.length; at += 12) {
    const piece = jpeg.subarray(at, at + 12);
    // Long runs of one byte are in everything.
    if (new Set(piece).size > 4) assert.equal(sent.indexOf(piece), -1, `bytes at ${at}`);
  }
  const posts = asked.filter((part) => typeof part === "string" && part.startsWith("POST"));
  assert.deepEqual(posts, [], "choosing sends nothing at all");
  await page.context().close();
  await draw.context().close();
});

test("a picture that the camera turned is hashed as it lies and as it is seen", { skip }, async () => {
  const draw = await newPage({ bypassCSP: true });
  await draw.goto(`${base}/healthz`);
  const lying = await fileOf(draw, "shapes", 640, 480, "image/jpeg");
  const page = await newPage();
  await sayAge(page);
  await choose(page, [
    { name: "a.jpg", mimeType: "image/jpeg", buffer: lying },
    { name: "b.jpg", mimeType: "image/jpeg", buffer: withExif(lying, 6, "x") },
  ]);
  const [plain, turned] = await page.locator("[data-slot=list] li").evaluateAll((items) =>
    items.map((item) => Array.from(item.querySelectorAll(":scope > p code"), (code) => code.textContent)));
  assert.equal(plain.length, 1);
  assert.equal(turned.length, 1, "the one that is as the first is counted once");
  assert.notEqual(turned[0], plain[0]);
  await page.context().close();
  await draw.context().close();
});

test("what cannot be protected this way is told, and does not stand among what leaves", { skip }, async () => {
  const draw = await newPage({ bypassCSP: true });
  await draw.goto(`${base}/healthz`);
  const flat = await fileOf(draw, "gradient", 300, 300, "image/png");
  const good = await fileOf(draw, "shapes", 300, 300, "image/png");
  const page = await newPage();
  await sayAge(page);
  await choose(page, [
    { name: "flat.png", mimeType: "image/png", buffer: flat },
    { name: "broken.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") },
    { name: "good.png", mimeType: "image/png", buffer: good },
    { name: "again.png", mimeType: "image/png", buffer: good },
  ]);
  const lines = await page.locator("[data-slot=files] [data-slot=line]").allTextContents();
  for (const [n, words] of ["cannot be protected this way", "cannot read this kind", "Fingerprints made", "counted once"].entries()) {
    assert.ok(lines[n].includes(words), `${n}: ${lines[n]}`);
  }
  assert.equal(await page.locator("[data-slot=list] li > p code").count(), 1);
  const cut = page.locator("[data-slot=list] li details");
  const values = await cut.locator("code").allTextContents();
  assert.match(await cut.locator("summary").textContent(), new RegExp(`^${values.length} more`));
  assert.ok(values.length > 20 && new Set(values).size === values.length, "each once");
  assert.ok(!(await cut.locator("code").first().isVisible()), "folded");
  await cut.locator("summary").click();
  assert.ok(await cut.locator("code").last().isVisible(), "all of them can be read before anything leaves");
  for (const line of await cut.locator("p span").allTextContents()) assert.ok(Number(/quality (\d+)/.exec(line)[1]) >= 50, line);
  await page.setInputFiles("#flow input[type=file]", { name: "words.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF") });
  assert.ok((await page.textContent("#file-trouble")).includes("cannot read this kind"));
  await page.locator("[data-slot=files] [data-remove]").nth(3).click();
  await page.locator("[data-slot=files] [data-remove]").nth(2).click();
  assert.ok(await page.isHidden("[data-slot=leaves]"));
  await page.context().close();
  await draw.context().close();
});

test("making a fingerprint can be stopped", { skip }, async () => {
  const draw = await newPage({ bypassCSP: true });
  await draw.goto(`${base}/healthz`);
  const buffer = await fileOf(draw, "shapes", 4000, 3000, "image/png");
  const page = await newPage();
  await sayAge(page);
  await page.setInputFiles("#flow input[type=file]", { name: "large.png", mimeType: "image/png", buffer });
  await page.click("[data-cancel]");
  await page.waitForFunction(() => document.querySelector("[data-slot=working]").hidden);
  assert.ok((await page.textContent("[data-slot=files] [data-slot=line]")).startsWith("Stopped"));
  assert.ok(await page.isHidden("[data-slot=leaves]"));
  await page.context().close();
  await draw.context().close();
});

for (const lang of ["vi", "en", "id"]) {
  test(`without script the page says what can be done instead (${lang})`, { skip }, async () => {
    const page = await newPage({ script: false });
    await page.goto(`${base}/?lang=${lang}`);
    await page.click(`a.door[href="/protect?lang=${lang}"]`);
    assert.equal(await page.locator("#protect .note").count(), 1);
    const places = await page.locator(".elsewhere a").evaluateAll((links) => links.map((link) => link.href));
    assert.deepEqual(places, ["https://takeitdown.ncmec.org/", "https://stopncii.org/"]);
    assert.ok((await page.locator(".numbers li").count()) >= 2);
    assert.equal(await page.locator("input[type=file]").count(), 0, "nothing can be chosen where nothing can be hashed");
    const link = page.locator('a[download][href="/protect/khien"]');
    assert.match(await link.textContent(), /Linux .*\d+ MB/);
    assert.match(await page.textContent("pre"), /khien hash/);
    assert.match(await page.textContent("code.digest"), /^[0-9a-f]{64}$/);
    await page.context().close();
  });

  test(`without script everybody can use it (${lang})`, { skip }, async () => {
    const page = await newPage({ width: 360, axeReady: true });
    await page.route("**/assets/protect.js", (route) => route.abort());
    await page.goto(`${base}/protect?lang=${lang}`);
    assert.deepEqual(await violations(page), []);
    assert.ok((await overflow(page)) <= 0);
    await page.context().close();
  });

  for (const width of [360, 768, 1280]) {
    test(`everybody can use it (${lang}, ${width})`, { skip }, async () => {
      const page = await newPage({ width, axeReady: true });
      await page.goto(`${base}/protect?lang=${lang}`);
      await page.waitForSelector("#ages");
      assert.deepEqual(await violations(page), []);
      await sayAge(page, lang, width === 360 ? "path.u13" : "path.18");
      await page.setInputFiles("#flow input[type=file]", { name: "clip.mp4", mimeType: "video/mp4", buffer: Buffer.from("v") });
      await page.waitForSelector("[data-slot=list] code");
      assert.deepEqual(await violations(page), []);
      assert.ok((await overflow(page)) <= 0);
      assert.deepEqual(page.problems, []);
      await page.context().close();
    });
  }
}

test("what was shown is what is sent, to those who were chosen; it is taken back from one and from all, and acknowledged", { skip }, async () => {
  const page = await newPage();
  const { receipt, shown, sent } = await protect(page, { lang: "en", code: "path.18", names: ["Demo Pictures", "Demo Videos"], seed: 1 });
  assert.deepEqual(sent.signals.map(({ value }) => value), shown);
  assert.deepEqual(Object.keys(sent).sort(), ["chosen", "head", "header", "salt", "signals", "signature", "what"]);
  assert.deepEqual(JSON.parse(sent.header).open, { door: "protect", path: "path.18" });
  assert.ok(!JSON.stringify(sent).includes("KHIEN-"));
  const [pdq] = shown;

  await openMailbox(page, receipt, "en");
  await page.waitForSelector("[data-slot=given-list] li");
  assert.match((await listed(page)).join("\n"), /Demo Pictures \(United States\): may have 2 of your pictures and videos since .*\nDemo Videos \(Singapore\): may have 2/);
  const first = await fetched(0);
  assert.ok(first.hashRecords.some(({ hashValue, hashStatus }) => hashValue === pdq && hashStatus === "Active"));
  await page.click("[data-slot=given-list] li:first-child button");
  await page.waitForFunction(() => document.querySelector("[data-slot=given-list] li").textContent.includes("taken back on"));
  assert.match((await listed(page))[1], /may have 2/, "the other one keeps it");
  const second = await fetched(0, first.nextPageToken ?? undefined);
  assert.ok(second.hashRecords.some(({ hashValue, hashStatus }) => hashValue === pdq && hashStatus === "Withdrawn"));
  await fetch(`${base}/feed/v1/FetchHashes?startTimestamp=${second.nextSetTimestamp}`, { headers: { authorization: `Bearer ${demo.platforms[0].token}` } });

  await openMailbox(page, receipt, "en");
  await page.waitForSelector("[data-slot=given-list] li");
  assert.match((await listed(page))[0], /taken back; confirmed on/);
  await page.click("[data-slot=given-all] button");
  await page.waitForFunction(() => document.querySelectorAll("[data-slot=given-list] button").length === 0);
  assert.match((await listed(page))[1], /taken back; confirmed on/, "what was never fetched is nobody's");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("the program that can be fetched is the one whose SHA-256 the page says", { skip }, async () => {
  const page = await newPage({ script: false });
  await page.goto(`${base}/protect?lang=en`);
  const said = await page.textContent("code.digest");
  await page.context().close();
  const answer = await fetch(`${base}/protect/khien`);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-disposition"), 'attachment; filename="khien"');
  const digest = createHash("sha256");
  let size = 0;
  for await (const part of answer.body) {
    digest.update(part);
    size += part.length;
  }
  assert.equal(digest.digest("hex"), said);
  assert.equal(answer.headers.get("content-length"), String(size), "so that a browser shows how far it is");
});

test("a child's page asks for no code, the mailbox names nobody and takes all back; without script too", { skip }, async () => {
  const page = await newPage();
  const { receipt, sent } = await protect(page, { lang: "vi", code: "path.u13", names: ["Demo Pictures"], seed: 2 });
  assert.match(await page.textContent("main"), /của em/, "a child is addressed as a child");
  assert.equal(JSON.parse(sent.header).open.path, "path.u13");
  await openMailbox(page, receipt, "vi");
  await page.waitForSelector("[data-slot=given-list] li");
  const quiet = (text) => assert.doesNotMatch(text, /Demo Pictures|ảnh|video/i, "a found code does not tell that there are pictures");
  quiet(await page.textContent("[data-slot=given]"));
  await page.context().close();
  const plain = await newPage({ script: false });
  await openMailbox(plain, receipt, "vi");
  quiet(await plain.textContent("[data-slot=given]"));
  assert.equal(await plain.locator("[data-slot=given-list] button").count(), 0);
  await plain.click("button[value=withdraw-release]");
  assert.match(await plain.textContent("[data-slot=given-list]"), /Đã rút lại/);
  await plain.context().close();
});

test("pictures of a childhood are kept with children's, and the reader is addressed as grown up", { skip }, async () => {
  const page = await newPage();
  const { sent } = await protect(page, { lang: "id", code: "rep.self.then_child", names: ["Demo Videos"], seed: 3 });
  assert.deepEqual(JSON.parse(sent.header).open, { door: "protect", path: "path.18", age: "age.child" });
  await page.context().close();
});

test("a send that was interrupted is sent again as it was, once", { skip }, async () => {
  const page = await newPage();
  let bodies = [];
  await page.route("**/protect/send", async (route) => {
    bodies.push(route.request().postData());
    if (bodies.length === 1) {
      await route.fetch();
      return route.abort();
    }
    return route.continue();
  });
  await sayAge(page, "en", "path.18");
  await choose(page, [{ name: "a.mp4", mimeType: "video/mp4", buffer: Buffer.from("video again") }]);
  await page.check("input[name=to] >> nth=0");
  await page.click("[data-next]");
  const receipt = (await page.locator("[data-slot=code] [data-receipt] li").allTextContents()).join("");
  for (const input of await page.locator("[data-asked] input").all()) {
    const place = Number(await input.getAttribute("data-place"));
    await input.fill(receipt.slice(place * 4, place * 4 + 4));
  }
  await page.click("[data-slot=code] .primary");
  await page.waitForSelector("[data-slot=failed]:not([hidden])");
  await page.click("[data-slot=code] .primary");
  await page.waitForSelector("[data-slot=sent-line]");
  assert.equal(bodies.length, 2);
  assert.equal(bodies[0], bodies[1]);
  await page.context().close();
});

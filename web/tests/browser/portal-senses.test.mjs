/** Drawings and listening for the youngest, a voice note, and the code as a picture (reporting 3.3, 3.6; look). */

import assert from "node:assert/strict";
import test, { after } from "node:test";
import decodeQR from "qr/decode.js";
import { base, enterDoor, fillStep, newPage, overflow, receiptOn, report, skip, stop, told, violations } from "./portal-browser.mjs";

after(stop);

const CHILD = { ...told, me: "path.u13" };

/** Goes on until something stands on the page. */
async function walkTo(page, selector, person) {
  for (let step = 0; step < 8; step++) {
    if (await page.locator(selector).count()) return;
    await fillStep(page, person);
    const before = await page.locator("#report h1").textContent();
    await page.click(".go .primary");
    await page.waitForFunction((text) => document.querySelector("#report h1")?.textContent !== text, before);
  }
  throw new Error(`${selector} is on no step`);
}

test("beside each choice of a child stands a drawing, fetched only then, in both lights, with and without script", { skip }, async () => {
  for (const script of [true, false]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await newPage({ script, colorScheme });
      let fetched = 0;
      page.on("request", (request) => request.url().endsWith("/assets/drawings.svg") && fetched++);
      await enterDoor(page, "me", "vi", script);
      assert.equal(fetched, 0, "nobody else pays for it");
      await page.check('input[name=me][value="path.u13"]');
      await page.click(".go .primary");
      await page.waitForSelector("input[name=harms]");
      await page.waitForTimeout(500);
      assert.ok(fetched >= 1);
      const choices = await page.locator(".choice:has(input[name=harms])").count();
      assert.equal(await page.locator(".choice svg.drawing").count(), choices);
      const first = page.locator("svg.drawing").first();
      const drawn = await first.screenshot();
      await first.evaluate((drawing) => drawing.replaceChildren());
      assert.ok(!drawn.equals(await first.screenshot()), "what is drawn is seen");
      assert.deepEqual(page.problems, []);
      await page.context().close();
    }
  }
});

/** A device that has voices: one of its own, one that would send the text away. */
function voices(own) {
  return `(() => {
    const said = [];
    const synthesis = Object.assign(new EventTarget(), {
      speaking: false,
      getVoices: () => [{ lang: "vi-VN", name: "far", localService: false }, ...(${own} ? [{ lang: "vi-VN", name: "near", localService: true }] : [])],
      speak(utterance) { said.push([utterance.voice.name, utterance.text]); this.speaking = true; },
      cancel() { this.speaking = false; said.cancelled = true; },
    });
    Object.defineProperty(window, "speechSynthesis", { value: synthesis });
    window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
    window.said = said;
  })()`;
}

test("a step of the youngest is read aloud by the device's own voice, and falls silent with the page", { skip }, async () => {
  const page = await newPage();
  await page.context().addInitScript(voices(true));
  await enterDoor(page, "me", "vi", true);
  const button = page.locator("[data-listen]");
  assert.ok(await button.isVisible(), "whoever cannot read may be the youngest");
  await button.click();
  const first = await page.evaluate(() => window.said.splice(0).map(([, words]) => words).join(" "));
  assert.match(first, /Có người xem được máy này/);
  assert.doesNotMatch(first, /cửa sổ ẩn danh/, "what is closed is not read");
  await page.check('input[name=me][value="path.u13"]');
  await page.click(".go .primary");
  await page.waitForSelector("input[name=harms]");
  await button.click();
  const said = await page.evaluate(() => window.said);
  assert.ok(said.every(([voice]) => voice === "near"), "no other voice: it would send the text away");
  const text = said.map(([, words]) => words).join(" ");
  assert.match(text, /Chuyện gì đang xảy ra với em/);
  assert.match(text, /Em không biết nói sao/);
  assert.equal(await button.textContent(), "Dừng");
  await button.click();
  assert.equal(await button.textContent(), "Nghe");
  await button.click();
  await page.route("**/leave", (route) => route.fulfill({ contentType: "text/html", body: "<title>weather</title>" }));
  const silent = page.evaluate(() => new Promise((resolve) => {
    const before = speechSynthesis.cancel;
    speechSynthesis.cancel = function () { before.call(this); resolve(true); };
    document.querySelector("a.leave").click();
  })).catch(() => true);
  assert.ok(await silent);
  await page.context().close();

  const older = await newPage();
  await older.context().addInitScript(voices(true));
  await enterDoor(older, "me", "vi", true);
  await older.check('input[name=me][value="path.18"]');
  await older.click(".go .primary");
  await older.waitForSelector("input[name=harms]");
  assert.ok(await older.locator("[data-listen]").isHidden());
  await older.context().close();
});

test("without a voice of its own, or without script, nothing offers to read", { skip }, async () => {
  const page = await newPage();
  await page.context().addInitScript(voices(false));
  await enterDoor(page, "me", "vi", true);
  assert.ok(await page.locator("[data-listen]").isHidden());
  await page.context().close();
  const plain = await newPage({ script: false });
  await enterDoor(plain, "me", "vi", false);
  assert.equal(await plain.locator("[data-listen]").count(), 0);
  await plain.context().close();
});

test("a voice note is recorded, listened to, removed, recorded anew and sealed with the rest", { skip }, async () => {
  const page = await newPage({ axeReady: true });
  const parts = [];
  page.on("request", (request) => request.url().includes("/report/sealed/file/") && parts.push(request.postDataBuffer()));
  await enterDoor(page, "me", "vi", true);
  await walkTo(page, "[data-voice]", told);
  const go = page.locator("[data-voice-go]");
  const record = async () => {
    await go.click();
    await page.waitForFunction(() => document.querySelector("[data-voice-status]").textContent === "Đang ghi âm.");
    await page.waitForTimeout(1200);
    await go.click();
    await page.locator("[data-voice] audio").waitFor({ state: "visible" });
  };
  await record();
  assert.deepEqual(await violations(page), []);
  const heard = await page.locator("[data-voice] audio").evaluate((player) => player.play().then(() => true));
  assert.ok(heard, "it can be listened to here");
  await page.click("[data-voice-remove]");
  assert.ok(await page.locator("[data-voice] audio").isHidden());
  await record();
  await page.fill("textarea[name=story]", "");
  await page.click(".go .primary");
  await page.waitForFunction(() => !document.querySelector("[data-voice]"));
  await page.click("button.back");
  assert.ok(await page.locator("[data-voice] audio").isVisible(), "it is still there on the way back");
  await page.click(".go .primary");
  await page.waitForFunction(() => !document.querySelector("[data-voice]"));
  await walkTo(page, "[data-summary]", told);
  assert.match(await page.textContent("[data-summary]"), /Đoạn ghi âm/);
  await fillStep(page, told);
  await page.click(".go .primary");
  await page.waitForSelector("ol.path");
  assert.equal(parts.length, 1);
  assert.ok(parts[0].toString("latin1").startsWith("age-encryption.org/v1"), "it leaves sealed");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("only the portal may ask for the microphone, and no page for the camera or the place", { skip }, async () => {
  const policyOf = async (path) => (await fetch(`${base}${path}`, { redirect: "manual" })).headers.get("permissions-policy");
  assert.match(await policyOf("/"), /camera=\(\), microphone=\(self\), geolocation=\(\)/);
  assert.match(await policyOf("/console"), /camera=\(\), microphone=\(\), geolocation=\(\)/);
});

test("a voice note is offered nowhere without script, under 13, or to somebody who saw a page", { skip }, async () => {
  const plain = await newPage({ script: false });
  await enterDoor(plain, "me", "vi", false);
  await walkTo(plain, "textarea[name=story]", { ...told, me: "path.18" });
  assert.equal(await plain.locator("[data-voice]").count(), 0);
  await plain.context().close();
  for (const [door, person] of [["me", CHILD], ["saw", told]]) {
    const page = await newPage();
    await enterDoor(page, door, "vi", true);
    await walkTo(page, "textarea[name=story]", person);
    assert.equal(await page.locator("[data-voice]").count(), 0);
    await page.context().close();
  }
});

test("a microphone that is refused is said, and writing goes on", { skip }, async () => {
  const page = await newPage();
  await page.context().addInitScript(() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error("no")); });
  await enterDoor(page, "me", "en", true);
  await walkTo(page, "[data-voice]", told);
  await page.click("[data-voice-go]");
  await page.waitForFunction(() => document.querySelector("[data-voice-status]").textContent.includes("You can write instead"));
  await page.context().close();
});

/** Reads the QR code that stands on a page, with a reader that did not draw it without script. */
async function readPicture(page) {
  await page.locator("svg.qr").waitFor();
  const path = await page.locator("svg.qr path").getAttribute("d");
  const size = Number((await page.locator("svg.qr").getAttribute("viewBox")).split(" ")[2]);
  const scale = 8;
  const width = size * scale;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h/g)) {
    for (let dy = 0; dy < scale; dy++) {
      for (let dx = 0; dx < scale; dx++) {
        const at = ((Number(y) * scale + dy) * width + Number(x) * scale + dx) * 4;
        data[at] = data[at + 1] = data[at + 2] = 0;
      }
    }
  }
  return decodeQR({ width, height: width, data });
}

test("the code can be shown as a picture: twenty symbols, no address, drawn only when asked", { skip }, async () => {
  for (const script of [true, false]) {
    const page = await newPage({ script, axeReady: script, width: 320, height: 600 });
    let fetched = 0;
    page.on("request", (request) => request.url().endsWith("/assets/qr.js") && fetched++);
    await enterDoor(page, "saw", "en", script);
    await walkTo(page, "[data-picture]", told);
    assert.equal(fetched, 0);
    if (script) assert.equal(await page.locator("svg.qr").count(), 0);
    await page.click("[data-picture] summary");
    assert.equal(await readPicture(page), await receiptOn(page));
    assert.equal(await overflow(page), 0);
    if (script) assert.deepEqual(await violations(page), []);
    assert.equal(fetched, script ? 1 : 0);
    assert.deepEqual(page.problems, []);
    await page.context().close();
  }
});

test("drawings and the picture weigh little", { skip }, async () => {
  for (const [name, most] of [["qr.js", 8_000], ["drawings.svg", 2_500], ["exit.js", 1_000]]) {
    const answer = await fetch(`${base}/assets/${name}`, { headers: { "accept-encoding": "gzip" } });
    assert.equal(answer.status, 200, name);
    const packed = (await import("node:zlib")).gzipSync(Buffer.from(await answer.arrayBuffer())).length;
    assert.ok(packed <= most, `${name}: ${packed} bytes`);
    console.log(`# ${name} ${packed} bytes`);
  }
});

test("a child's report goes through with drawings in every language", { skip }, async () => {
  for (const lang of ["vi", "en", "id"]) {
    const page = await newPage({ width: 320, height: 600 });
    const onStep = async (_, step) => assert.equal(await overflow(page), 0, `${lang} step ${step}`);
    await report(page, { door: "me", lang, script: true, person: CHILD, onStep });
    await page.context().close();
  }
});

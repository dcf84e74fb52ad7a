/** Steps of the console's walk: what hurts to hear and see, and the rest after it. */

import assert from "node:assert/strict";
import { inspect, Reporter } from "./console-world.mjs";

/** A second of silence. */
function recording() {
  const samples = 8000;
  const wav = Buffer.alloc(44 + samples, 128);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(36 + samples, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(samples, 24);
  wav.writeUInt32LE(samples, 28);
  wav.writeUInt16LE(1, 32);
  wav.writeUInt16LE(8, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(samples, 40);
  return new Uint8Array(wav);
}

/** A short film of a plain colour, made by the browser itself. */
async function film(page) {
  const bytes = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
    const ink = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: "video/webm" });
    const pieces = [];
    recorder.ondataavailable = (piece) => pieces.push(piece.data);
    const ended = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    for (let i = 0; i < 6; i++) {
      ink.fillStyle = `hsl(${i * 40} 50% 50%)`;
      ink.fillRect(0, 0, 64, 48);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    recorder.stop();
    await ended;
    return Array.from(new Uint8Array(await new Blob(pieces).arrayBuffer()));
  });
  return Uint8Array.from(bytes);
}

async function looksToday(page, node) {
  await page.goto(`${node.url}/console/account`);
  return Number(/(\d+) lần/.exec(await page.locator("main").textContent())[1]);
}

export function looksSteps(test, walk) {
  test("a voice and a film play in the page after a press, the film blurred and mute, and each counts as a look", async () => {
    const { people, node, seal, root, teams } = walk;
    const { page } = people.analyst;
    const reporter = new Reporter(seal, node.url, root);
    await page.goto(`${node.url}/console`);
    await reporter.send(teams.intake, teams.custodian.recipient, {
      what: { story: "Có ghi âm.", demand: "Mười triệu", deadline: "Thứ sáu" },
      files: [
        { name: "voice-note.wav", type: "audio/wav", bytes: recording() },
        { name: "clip.webm", type: "video/webm", bytes: await film(page) },
      ],
      open: { door: "me", path: "path.18", harms: ["other.scam"] },
    });
    const before = await looksToday(page, node);
    await page.goto(`${node.url}/console?filter=free`);
    await page.locator("[data-row] a").last().click();
    people.recordingsUrl = page.url();
    const what = page.locator("khien-sealed[data-part=what]");
    await what.locator("[data-open]").click();
    await what.getByText("Mười triệu").waitFor();
    assert.match(await what.textContent(), /Điều bị đòi hỏi[^]*Hạn chót[^]*Thứ sáu/);
    const [voice, clip] = [1, 2].map((n) => page.locator(`khien-sealed[data-part='file/${n}']`));
    await voice.locator("[data-open]").click();
    await voice.getByRole("button", { name: /Nghe/ }).waitFor();
    assert.equal(await voice.locator("audio").count(), 0, "nothing is loaded before the press");
    await voice.getByRole("button", { name: /Nghe/ }).click();
    await page.waitForFunction(() => document.querySelector("audio")?.readyState > 0);
    await clip.locator("[data-open]").click();
    await clip.getByRole("button", { name: /Phát mờ/ }).click();
    await page.waitForFunction(() => document.querySelector("video")?.readyState > 0);
    const shown = await clip.locator("video").evaluate((video) => ({ muted: video.muted, veiled: video.classList.contains("veiled") }));
    assert.deepEqual(shown, { muted: true, veiled: true });
    await clip.getByRole("button", { name: "Xem rõ" }).click();
    await page.waitForFunction(() => !document.querySelector("video").classList.contains("veiled"));
    await inspect(people.analyst, "report-recordings");
    await clip.getByRole("button", { name: "Đóng" }).click();
    assert.equal(await page.locator("video").count(), 0, "closed means gone");
    assert.equal((await looksToday(page, node)) - before, 4, "words, voice, film, film without its veil");
  });
}

export function restSteps(test, walk) {
  test("after enough looks a rest is suggested, then what is hard goes to somebody else, never what cannot wait", async () => {
    const { people, node, seal, root, teams } = walk;
    const { page: supervisor } = people.supervisor;
    people.supervisor.faults.length = 0;
    const set = async (suggest, elsewhere) => {
      await supervisor.goto(`${node.url}/console/roster`);
      await supervisor.fill("#rest-suggest", suggest);
      await supervisor.fill("#rest-elsewhere", elsewhere);
      await supervisor.click("form[action$=rest] button");
      await supervisor.waitForURL("**/console/roster");
    };
    await set("1", "2");
    assert.equal(await supervisor.inputValue("#rest-elsewhere"), "2");
    await inspect(people.supervisor, "roster-rest");
    const { page } = people.analyst;
    const reporter = new Reporter(seal, node.url, root);
    await reporter.send(teams.intake, teams.custodian.recipient, {
      what: { story: "Có hình." },
      files: [{ name: "a.txt", type: "text/plain", bytes: new TextEncoder().encode("x") }],
      open: { door: "me", path: "path.18", harms: ["tfgbv.hate"] },
    });
    await page.goto(`${node.url}/console?filter=free`);
    assert.match(await page.locator(".note").first().textContent(), /Hôm nay bạn đã xem đủ/);
    await inspect(people.analyst, "queue-spared");
    const offered = await page.locator("[data-row] a.why").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    await supervisor.goto(`${node.url}/console?filter=free`);
    const all = await supervisor.locator("[data-row] a.why").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    const kept = all.filter((href) => !offered.includes(href));
    assert.ok(kept.length >= 1 && offered.length >= 1, `${all} ${offered}`);
    const refused = await page.evaluate(async (href) => (await fetch(`${href}/take`, { method: "POST", body: new URLSearchParams() })).text(), kept[0]);
    assert.match(refused, /hãy để một đồng nghiệp nhận/);
    people.analyst.faults.length = 0;
    await page.goto(people.reportUrl);
    const what = page.locator("khien-sealed[data-part=what]");
    await what.locator("[data-open]").click();
    await what.locator("[data-rest]:not([hidden])").waitFor();
    assert.match(await what.locator("[data-rest]").textContent(), /Hãy nghỉ một lát/);
    await set("20", "60");
  });

  test("what stands open is timed for the person alone, and minutes have a limit too", async () => {
    const { people, node } = walk;
    const { page } = people.analyst;
    await page.goto(people.reportUrl);
    const told = page.waitForResponse("**/console/viewed");
    const what = page.locator("khien-sealed[data-part=what]");
    await what.locator("[data-open]").click();
    await what.locator(".opened").waitFor();
    await page.waitForTimeout(1_200);
    await what.getByRole("button", { name: "Đóng" }).click();
    assert.equal((await told).status(), 204);
    await page.evaluate(() => fetch("/console/viewed", { method: "POST", headers: { "content-type": "application/json", "x-khien": "1" }, body: '{"seconds":600}' }));
    await page.goto(`${node.url}/console/account`);
    assert.match(await page.locator("main").textContent(), /Đã mở trước mắt tôi hôm nay\s*1[0-9] phút/);
    const { page: supervisor } = people.supervisor;
    const limit = async (minutes) => {
      await supervisor.goto(`${node.url}/console/roster`);
      await supervisor.fill("#rest-minutes", minutes);
      await supervisor.click("form[action$=rest] button");
      await supervisor.waitForURL("**/console/roster");
    };
    await limit("10");
    await page.goto(`${node.url}/console`);
    assert.match(await page.locator(".note").first().textContent(), /Hôm nay bạn đã xem đủ/);
    await limit("240");
    await page.goto(`${node.url}/console`);
    assert.equal(await page.locator("main > .note").count(), 0);
  });
}

/** What the portal's browser tests share: one Chromium, contexts with and without script, and a person who fills in. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

/** What `khien demo --json` printed when it served: address, logins, and the receipt of the report that it walked. */
export const demo = process.env.KHIEN_TEST ? JSON.parse(process.env.KHIEN_TEST) : null;
/** Address of the node under test. */
export const base = (demo?.serving ?? process.env.KHIEN_TEST_URL)?.replace(/\/$/, "");
/** Why the browser tests are skipped, or `false`. */
export const skip = base ? false : "neither KHIEN_TEST nor KHIEN_TEST_URL names a running node";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
  // A microphone that hums, and nobody who must be asked for it.
  "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
];

let browser;

/** Starts Chromium once. */
export async function start() {
  browser ??= await chromium.launch({ executablePath: process.env.KHIEN_CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  return browser;
}

/** Ends Chromium. */
export async function stop() {
  await browser?.close();
  browser = undefined;
}

/** A page of its own, with or without script. Every error on it is kept in `page.problems`. */
export async function newPage({ script = true, width = 360, height = 740, axeReady = false, ...more } = {}) {
  const context = await (await start()).newContext({ javaScriptEnabled: script, viewport: { width, height }, ...more });
  if (axeReady) await context.addInitScript({ content: axe });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(error.message));
  page.on("console", (message) => message.type() === "error" && page.problems.push(message.text()));
  return page;
}

/** WCAG 2.2 AA violations of a page as it stands, in a form that a person can read. */
export async function violations(page) {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const found = await page.evaluate((values) => globalThis.axe.run({ runOnly: { type: "tag", values } }), tags);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

/** How far a page is wider than its window, in CSS pixels. */
export async function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Goes through a door of the first page. With script, waits until the script has taken over. */
export async function enterDoor(page, door, lang, script) {
  await page.goto(`${base}${door === "appeal" ? "/appeal" : "/"}?lang=${lang}`);
  const steps = script ? page.waitForResponse((answer) => answer.url().includes("/report/steps")) : null;
  await page.click(`button[name=door][value=${door}]`);
  if (!script) return;
  await steps;
  await page.waitForFunction(() => document.querySelector("#report")?.dataset.sealing === "true");
}

/** What a person tells in the tests. */
export const told = {
  me: "path.18",
  story: "Canary: có người dọa tôi.\nMột câu thứ hai.",
  urls: "https://example.com/a\nhttps://example.com/b",
  call: "0900 000 000",
};

/** Fills in whatever the step that stands there asks, as a person would. */
export async function fillStep(page, person = told) {
  const has = async (selector) => (await page.locator(selector).count()) > 0;
  if (await has("input[name=danger]")) await page.check(`input[name=danger][value="${person.danger ?? "dan.none"}"]`);
  if (await has("input[name=me]")) await page.check(`input[name=me][value="${person.me}"]`);
  if (await has("input[name=reporter]")) await page.check(`input[name=reporter][value="${person.reporter ?? "rep.friend"}"]`);
  if (await has("input[name=harms]")) await page.locator("input[name=harms]").first().check();
  if (await has("input[name=relation]")) await page.check(`input[name=relation][value="${person.relation ?? "who.peer"}"]`);
  if (await has("select[name=area]")) await page.selectOption("select[name=area]", { index: 1 });
  if (await has("textarea[name=urls]")) await page.fill("textarea[name=urls]", person.urls);
  if (await has("textarea[name=story]")) await page.fill("textarea[name=story]", person.story);
  if (await has("input[name=file]")) {
    await page.setInputFiles("input[name=file]", { name: "chat.png", mimeType: "image/png", buffer: Buffer.alloc(1_300_000, 7) });
    await page.check("input[name=files_shown]");
  }
  if (await has("input[name=consent]")) {
    for (const box of await page.locator("input[name=consent]").all()) {
      if (await box.isChecked()) throw new Error("a permission is ticked by default");
    }
    if (person.consent) await page.check(`input[name=consent][value="${person.consent}"]`);
  }
  if (await has('input[name="way.cs.call"]')) await page.fill('input[name="way.cs.call"]', person.call);
  if (await has("[data-asked]")) await typeGroupsBack(page);
}

/** The receipt as it stands on a page. */
export async function receiptOn(page) {
  return (await page.locator("[data-receipt] li").allTextContents()).map((group) => group.trim()).join("");
}

/** Types the two groups that are asked for. Their places are told by the numbered labels of the page's own language. */
async function typeGroupsBack(page) {
  const receipt = await receiptOn(page);
  const places = await page.locator("[data-asked] input").evaluateAll((inputs) => inputs.map((input) => Number(input.dataset.place)));
  for (const [n, place] of places.entries()) {
    await page.locator("[data-asked] input").nth(n).fill(receipt.slice(place * 4, place * 4 + 4).toLowerCase());
  }
}

/** Walks from a door to the page after sending and gives the receipt and what every step was called. */
export async function report(page, { door, lang, script, person = told, onStep = async () => {} }) {
  await enterDoor(page, door, lang, script);
  for (let step = 1; step < 10; step++) {
    await fillStep(page, person);
    await onStep(page, step);
    const last = (await page.locator("[data-block=review]").count()) > 0;
    const before = await page.locator("#report h1").textContent();
    await page.click(".go .primary");
    if (last) {
      await page.waitForSelector("ol.path");
      return receiptOn(page);
    }
    await page.waitForFunction((text) => document.querySelector("#report h1")?.textContent !== text, before);
  }
  throw new Error("the form does not end");
}

/** Types a receipt into the mailbox. */
export async function openMailbox(page, receipt, lang) {
  await page.goto(`${base}/mailbox?lang=${lang}`);
  await page.fill("#receipt", receipt.match(/.{4}/g).join(" ").toLowerCase());
  await page.click("#enter .primary");
}

/** What somebody does who protects their pictures, and what a platform gets of it. */

import assert from "node:assert/strict";
import { base, demo, newPage } from "./portal-browser.mjs";
import { fileOf } from "./protect-pictures.mjs";

/** Says an age and waits for what comes. */
export async function sayAge(page, lang = "en", code = "path.18") {
  await page.goto(`${base}/protect?lang=${lang}`);
  await page.check(`input[name=me][value="${code}"]`);
  await page.click("#ages .primary");
  await page.waitForSelector("#flow");
}

/** Chooses files and waits until all are worked on. */
export async function choose(page, files) {
  await page.setInputFiles("#flow input[type=file]", files);
  await page.waitForFunction((n) => document.querySelectorAll("[data-slot=files] li").length === n, files.length);
  // A picture is hashed with all its crops, on a machine that may have other things to do.
  await page.waitForFunction(() => document.querySelector("[data-slot=working]").hidden, null, { timeout: 120_000 });
}

/** What a platform of the demo gets from its feed, and where the next page begins. */
export async function fetched(n, next) {
  const query = next ? `nextPageToken=${next}` : "startTimestamp=10";
  const answer = await fetch(`${base}/feed/v1/FetchHashes?${query}&pageSize=800`, { headers: { authorization: `Bearer ${demo.platforms[n].token}` } });
  assert.equal(answer.status, 200);
  return answer.json();
}

/** Protects a picture (one is drawn where none is given) and a video; gives the receipt and all that was sent. */
export async function protect(page, { lang, code, names, seed, picture }) {
  const draw = await newPage({ bypassCSP: true });
  await draw.goto(`${base}/healthz`);
  const buffer = picture ?? (await fileOf(draw, "noise", 200 + seed, 150, "image/png"));
  await draw.context().close();
  const posts = [];
  page.context().on("request", (request) => request.method() === "POST" && posts.push({ url: request.url(), body: request.postData() }));
  await sayAge(page, lang, code);
  await choose(page, [
    { name: "KHIEN-NAME.png", mimeType: "image/png", buffer },
    { name: "KHIEN-NAME.mp4", mimeType: "video/mp4", buffer: Buffer.from(`video ${seed}`) },
  ]);
  await page.click("[data-next]");
  assert.ok(await page.isVisible("#whom-wrong"), "nobody is chosen for anybody");
  for (const name of names) await page.locator("[data-slot=whom] .choice", { hasText: name }).locator("input").check();
  assert.ok(await page.isHidden("#whom-wrong"), "somebody is chosen now");
  const shown = await page.locator("[data-slot=list] code").allTextContents();
  await page.click("[data-next]");
  const receipt = (await page.locator("[data-slot=code] [data-receipt] li").allTextContents()).join("");
  assert.equal(receipt.length, 20);
  if (code !== "path.u13") {
    await page.click("[data-slot=code] .primary");
    assert.ok(await page.isVisible("#groups-wrong"), "the code is kept first");
    for (const input of await page.locator("[data-asked] input").all()) {
      const place = Number(await input.getAttribute("data-place"));
      await input.fill(receipt.slice(place * 4, place * 4 + 4).toLowerCase());
    }
  }
  assert.deepEqual(posts, [], "nothing is sent before the last button");
  await page.click("[data-slot=code] .primary");
  await page.waitForSelector("[data-slot=sent-line]");
  assert.deepEqual(posts.map(({ url }) => new URL(url).pathname), ["/protect/send"]);
  return { receipt, shown, sent: JSON.parse(posts[0].body) };
}

/** The lines of the mailbox, one for each platform. */
export const listed = (page) => page.locator("[data-slot=given-list] li").evaluateAll((items) => items.map((item) => item.firstElementChild.textContent));

/** Doors beside the four, what is asked behind "More", and the question about a person who is near (reporting 3.3, 3.6). */

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { base, enterDoor, fillStep, newPage, report, skip, stop, told } from "./portal-browser.mjs";

after(stop);

const MORE = {
  selects: { first_seen: "when.month", last_seen: "when.today", still_up: "yn.yes", posted_again: "yn.unsure" },
  ticks: { pictured: "pic.child", told: "told.police", support: "sup.none" },
  words: { when: "about-Tet", number: "N-77", demand: "a-meeting", deadline: "on-Friday", amount: "two-million", trusted: "the-aunt" },
};

/** Opens "More" and says all of it. */
async function sayMore(page) {
  await page.click("details.known > summary");
  for (const [name, code] of Object.entries(MORE.selects)) await page.selectOption(`select[name=${name}]`, code);
  for (const [name, code] of Object.entries(MORE.ticks)) await page.check(`input[name=${name}][value="${code}"]`);
  for (const [name, words] of Object.entries(MORE.words)) await page.fill(`input[name=${name}]`, words);
}

/** The open codes of the report that a page sends, and all that it sent. */
function sentBy(page) {
  const sent = {};
  page.on("request", (request) => {
    if (!request.url().endsWith("/report/sealed")) return;
    sent.body = request.postData();
    sent.open = JSON.parse(JSON.parse(sent.body).header).open;
  });
  return sent;
}

/** Goes on until a block stands on the page. */
async function walkTo(page, block, person = told) {
  for (let step = 0; step < 8; step++) {
    if (await page.locator(`[data-block=${block}]`).count()) return;
    await fillStep(page, person);
    const before = await page.locator("#report h1").textContent();
    await page.click(".go .primary");
    await page.waitForFunction((text) => document.querySelector("#report h1")?.textContent !== text, before);
  }
  throw new Error(`no step asks ${block}`);
}

test("what is known may be added behind one closed fold: codes go open, words go sealed", { skip }, async () => {
  const page = await newPage();
  const sent = sentBy(page);
  await report(page, {
    door: "me", lang: "en", script: true,
    onStep: async () => {
      if (!(await page.locator("details.known").count())) return;
      assert.equal(await page.locator("details.known").evaluate((fold) => fold.open), false, "it is closed until it is asked for");
      await sayMore(page);
      await page.click(".go .primary");
      await page.click("button.back");
      assert.ok(await page.locator("details.known").evaluate((fold) => fold.open), "what was said is seen on the way back");
      assert.equal(await page.inputValue("input[name=deadline]"), MORE.words.deadline);
    },
  });
  for (const [name, code] of Object.entries(MORE.selects)) assert.equal(sent.open[name], code);
  for (const [name, code] of Object.entries(MORE.ticks)) assert.deepEqual(sent.open[name], [code]);
  assert.deepEqual(sent.open.danger, ["dan.deadline"], "a deadline in words counts, and nobody is safe for now beside it");
  for (const words of Object.values(MORE.words)) assert.ok(!sent.body.includes(words), words);
  await page.context().close();
});

test("the same without script, shown again before sending", { skip }, async () => {
  const page = await newPage({ script: false });
  await enterDoor(page, "other", "en", false);
  const person = { ...told, reporter: "rep.school", relation: "who.peer" };
  await walkTo(page, "more", person);
  assert.equal(await page.locator("[data-block=safety]").count(), 0, "a peer is not near");
  await sayMore(page);
  await page.fill("input[name=school]", "class-7A");
  await page.click(".go .primary");
  await walkTo(page, "review", person);
  const summary = await page.textContent("[data-summary]");
  for (const words of [...Object.values(MORE.words), "class-7A", "In the last month", "The police were told", "Another person under 18"]) {
    assert.ok(summary.includes(words), words);
  }
  await fillStep(page, person);
  await page.click(".go .primary");
  await page.waitForSelector("ol.path");
  await page.context().close();
});

test("under 13 nothing of it is asked, and what an older path had filled in is forgotten", { skip }, async () => {
  const page = await newPage();
  const sent = sentBy(page);
  await enterDoor(page, "me", "vi", true);
  await walkTo(page, "more", { ...told, me: "path.13_15" });
  await sayMore(page);
  while (await page.locator("input[name=me]").count() === 0) await page.click("button.back");
  const child = { ...told, me: "path.u13" };
  await walkTo(page, "review", child);
  assert.ok(!(await page.textContent("[data-summary]")).includes(MORE.words.demand));
  await fillStep(page, child);
  await page.click(".go .primary");
  await page.waitForSelector("ol.path");
  assert.equal(sent.open.pictured, undefined);
  await page.context().close();
});

test("when somebody near is named, it is asked by itself whether they are there now, with and without script", { skip }, async () => {
  const parent = { ...told, reporter: "rep.school", relation: "who.parent" };
  const page = await newPage();
  const sent = sentBy(page);
  await report(page, {
    door: "other", lang: "en", script: true, person: parent,
    onStep: async () => {
      if (!(await page.locator("[data-block=safety]").count())) return;
      assert.ok(await page.locator(".cards").textContent().then((text) => text.includes("do not confront")), "advice stands above it");
      await page.check('input[name=with_now][value="yn.yes"]');
      await page.check('input[name=sees_device][value="yn.unsure"]');
    },
  });
  assert.deepEqual(sent.open.danger, ["dan.lives_with"]);
  assert.ok(sent.open.contact.includes("cs.monitored"), "a doubt about the device is enough");
  await page.context().close();

  const plain = await newPage({ script: false });
  await enterDoor(plain, "other", "vi", false);
  await walkTo(plain, "safety", parent);
  await plain.check('input[name=with_now][value="yn.yes"]');
  await plain.click(".go .primary");
  await walkTo(plain, "review", parent);
  assert.match(await plain.textContent("[data-summary]"), /Đang ở cùng người đó/);
  await plain.context().close();
});

test("another relation forgets what was said about the first", { skip }, async () => {
  const page = await newPage();
  const sent = sentBy(page);
  await enterDoor(page, "other", "en", true);
  await walkTo(page, "safety", { ...told, relation: "who.family" });
  await page.check('input[name=with_now][value="yn.yes"]');
  await page.click("button.back");
  const peer = { ...told, relation: "who.peer" };
  await walkTo(page, "review", peer);
  await fillStep(page, peer);
  await page.click(".go .primary");
  await page.waitForSelector("ol.path");
  assert.deepEqual(sent.open.danger, ["dan.none"]);
  await page.context().close();
});

test("somebody whose content was removed asks for a second look: no danger, no harm, no child", { skip }, async () => {
  for (const script of [true, false]) {
    const page = await newPage({ script });
    const sent = sentBy(page);
    await page.goto(`${base}/?lang=en`);
    await page.click("footer a[href^='/appeal']");
    assert.match(await page.textContent("main"), /Somebody other than the person who decided first/);
    assert.match(await page.textContent("main"), /everyone who got our first word/);
    const seen = new Set();
    await report(page, {
      door: "appeal", lang: "en", script,
      onStep: async () => {
        for (const block of await page.locator("[data-block]").evaluateAll((blocks) => blocks.map((b) => b.dataset.block))) seen.add(block);
        if (await page.locator("input[name=number]").count()) await page.fill("input[name=number]", "N-123");
        if (await page.locator("[data-summary]").count()) assert.match(await page.textContent("[data-summary]"), /N-123/);
      },
    });
    assert.deepEqual([...seen].sort(), ["contact", "links", "receipt", "review", "story"]);
    assert.match(await page.textContent("main"), /Looked at by somebody else/);
    if (script) assert.deepEqual([sent.open.door, sent.open.harms, sent.open.danger], ["appeal", [], []]);
    await page.context().close();
  }
});

test("who worries about their own thoughts finds help without a form, in every language", { skip }, async () => {
  const page = await newPage({ script: false });
  for (const lang of ["vi", "en", "id"]) {
    await page.goto(`${base}/?lang=${lang}`);
    await page.click("details.else summary");
    await page.click("details.else a[href^='/help/talk']");
    assert.equal(await page.locator("form").count(), 0);
    assert.equal(await page.locator("aside.card").count(), 3);
    assert.ok(await page.locator("a[href='tel:111']").count());
    assert.ok(!page.url().includes("thought"), "the address tells nothing");
    assert.doesNotMatch(await page.textContent("main"), /p(a)?edophil|ấu dâm|pedofil/i);
  }
  await page.context().close();
});

test("who is threatened reads first what helps, and finds it ticked in the form, to be changed", { skip }, async () => {
  for (const [me, code] of [["path.18", "tfgbv.image.threat"], ["path.13_15", "ocsea.image.worry"]]) {
    for (const script of [true, false]) {
      const page = await newPage({ script });
      await page.goto(`${base}/help/before?lang=en`);
      assert.match(await page.textContent("main"), /no money, no more pictures and no silence/);
      await page.click("button[value=me]");
      if (script) await page.waitForFunction(() => document.querySelector("#report")?.dataset.sealing === "true");
      await page.check(`input[name=me][value="${me}"]`);
      await page.click(".go .primary");
      const choice = page.locator(`input[name=harms][value="${code}"]`);
      await choice.waitFor();
      assert.ok(await choice.isChecked(), `${me} ${script}`);
      assert.equal(await page.locator("input[name=harms]:checked").count(), 1);
      await choice.uncheck();
      await page.click(".go .primary");
      await page.waitForFunction(() => !document.querySelector("input[name=harms]"));
      await page.click("button.back");
      await choice.waitFor();
      assert.equal(await choice.isChecked(), false, "what was taken out stays out");
      await page.context().close();
    }
  }
});

test("what the server's page says about itself is gone once the page seals by itself", { skip }, async () => {
  const page = await newPage();
  await enterDoor(page, "saw", "en", true);
  assert.equal(await page.locator("[data-plain]").count(), 0);
  assert.doesNotMatch(await page.textContent("#blocks"), /our server sees what you fill in/);
  await page.context().close();
});

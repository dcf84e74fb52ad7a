/** Danger that was ticked gets its answer on the next screen, and what is promised is the same everywhere (care, section 1). */

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { base, enterDoor, newPage, overflow, report, skip, stop, told, violations } from "./portal-browser.mjs";

after(stop);

const text = async (page, selector) => (await page.locator(selector).first().innerText()).replace(/\s+/g, " ");

/** Ticks, goes on, and tells which number stands first on the next screen, and what the note there says. */
async function nextScreen({ script, door = "me", me, danger, lang = "en", ...more }) {
  const page = await newPage({ script, ...more });
  await enterDoor(page, door, lang, script);
  for (const code of danger) await page.check(`input[name=danger][value="${code}"]`);
  if (me) await page.check(`input[name=me][value="${me}"]`);
  const before = await page.locator("#report h1").textContent();
  await page.click(".go .primary");
  await page.waitForFunction((title) => document.querySelector("#report h1")?.textContent !== title, before);
  return page;
}

const numbers = (page, within = "#blocks > [data-urgent]") => page.locator(`${within} a[href^="tel:"]`).allTextContents();

test("who does not want to live finds the crisis line first on the very next screen, on every path", { skip }, async () => {
  const first = { "path.u13": "111", "path.13_15": "111", "path.16_17": "111", "path.18": "096 306 1414", "path.unsaid": "111" };
  for (const script of [true, false]) {
    for (const [me, number] of Object.entries(first)) {
      const page = await nextScreen({ script, me, danger: ["dan.selfharm", "dan.lives_with"] });
      assert.equal(await page.locator("#blocks > :first-child").getAttribute("data-urgent"), "crisis", me);
      const listed = await numbers(page);
      assert.equal(listed[0], number, me);
      assert.ok(listed.includes("096 306 1414") && listed.length <= 4, `${me} ${listed}`);
      if (me === "path.18") assert.ok(listed.includes("1900 969 680"), String(listed));
      assert.match(await text(page, "[data-urgent]"), /Call first, the report can wait/);
      assert.equal(await page.locator("[data-helpline]").count(), 0, "111 stands once");
      await page.context().close();
    }
    const other = await nextScreen({ script, door: "other", danger: ["dan.selfharm"], lang: "vi" });
    assert.equal((await numbers(other))[0], "096 306 1414");
    assert.match(await text(other, "[data-urgent]"), /ở cạnh người đó/);
    await other.context().close();
  }
});

test("danger of the first order keeps the emergency numbers on top of each step until the end; others do not", { skip }, async () => {
  for (const script of [true, false]) {
    const page = await newPage({ script, axeReady: script, width: 320 });
    const seen = [];
    await report(page, {
      door: "me", lang: "vi", script, person: { ...told, danger: "dan.now" },
      onStep: async (_, step) => {
        if (step === 1) return;
        seen.push((await numbers(page)).join(" "));
        assert.equal(await overflow(page), 0);
        if (script && step === 2) assert.deepEqual(await violations(page), []);
      },
    });
    assert.deepEqual([...new Set(seen)], ["113 115 1900 969 680"]);
    assert.ok(seen.length >= 5);
    assert.equal((await numbers(page, "main [data-urgent]")).length, 3, "and on the page after sending");
    await page.context().close();
    const calm = await nextScreen({ script, me: "path.18", danger: ["dan.spreading"] });
    assert.equal(await calm.locator("[data-urgent]").count(), 0);
    await calm.context().close();
  }
});

test("'I am safe' beside a danger: the danger wins, with script and without", { skip }, async () => {
  const page = await newPage();
  await enterDoor(page, "me", "vi", true);
  const safe = page.locator('input[value="dan.none"]');
  await safe.check();
  await page.check('input[value="dan.hurt"]');
  assert.equal(await safe.isChecked(), false);
  await safe.click();
  assert.equal(await safe.isChecked(), false);
  await page.uncheck('input[value="dan.hurt"]');
  await safe.check();
  assert.equal(await safe.isChecked(), true);
  await page.context().close();

  const plain = await nextScreen({ script: false, me: "path.13_15", danger: ["dan.now", "dan.none"] });
  assert.equal(await plain.locator("#blocks > [data-urgent=emergency]").count(), 1);
  await plain.click("button.back");
  assert.equal(await plain.locator('input[value="dan.none"]').isChecked(), false);
  assert.equal(await plain.locator('input[value="dan.now"]').isChecked(), true);
  await plain.context().close();
});

test("a child who lives with the one who does it is sent to somebody outside, and reads its answers as em", { skip }, async () => {
  for (const script of [true, false]) {
    for (const danger of ["dan.lives_with", "dan.none"]) {
      const page = await newPage({ script });
      let cards = "";
      let review = "";
      await report(page, {
        door: "me", lang: "vi", script, person: { ...told, me: "path.u13", danger },
        onStep: async () => {
          if (await page.locator("textarea[name=story]").count()) cards = await text(page, ".cards");
          if (await page.locator("[data-summary]").count()) review = await text(page, "[data-block=review]");
        },
      });
      if (danger === "dan.lives_with") {
        assert.match(cards, /hàng xóm/);
        assert.doesNotMatch(cards, /ba mẹ|ông bà/);
        assert.match(review, /ở cùng nhà với em/);
      } else {
        assert.match(cards, /ba mẹ/);
        assert.match(review, /bây giờ em an toàn/);
      }
      assert.doesNotMatch(review, /\btôi (an toàn|sống)/i);
      assert.match(review, /người bảo vệ trẻ em/);
      assert.match(await text(page, "ol.path"), /nếu có ai đang làm hại em: những người bảo vệ trẻ em/);
      assert.doesNotMatch(await text(page, "ol.path"), /được cho phép/);
      await page.context().close();
    }
  }
});

test("the first step, the summary and the page about us make one and the same promise, in every language", { skip }, async () => {
  for (const lang of ["vi", "en", "id"]) {
    const page = await newPage();
    await page.goto(`${base}/about?lang=${lang}`);
    const about = (await page.locator("main").innerText()).replace(/\s+/g, " ");
    await enterDoor(page, "me", lang, true);
    const promise = (await page.locator("[data-block=danger] details p").last().textContent()).trim();
    assert.ok(about.includes(promise), `${lang}: ${promise}`);
    await page.context().close();
    const walked = await newPage();
    let review = "";
    await report(walked, { door: "me", lang, script: true, person: { ...told, me: "path.unsaid" }, onStep: async () => {
      if (await walked.locator("[data-block=review]").count()) review = await text(walked, "[data-block=review]");
    } });
    assert.ok(review.includes(promise), `${lang}: ${review}`);
    await walked.context().close();
  }
});

test("without script, sending again from the browser's history shows no code", { skip }, async () => {
  const page = await newPage({ script: false });
  const receipt = await report(page, { door: "me", lang: "en", script: false });
  assert.match(await text(page, "main"), /Back may show again/);
  await page.reload();
  assert.match(await text(page, "h1"), /already here/);
  assert.equal(await page.locator("[data-receipt], [data-duress], ol.path").count(), 0);
  const groups = receipt.match(/.{4}/g);
  const html = await page.content();
  assert.ok(!groups.some((group) => html.includes(group)));
  await page.context().close();
});

test("nobody is asked about themselves what they cannot but know, and each door's advice speaks to its reader", { skip }, async () => {
  const page = await newPage();
  const offered = [];
  await report(page, { door: "me", lang: "en", script: true, onStep: async () => {
    offered.push(...(await page.locator("select option, [name=relation] ~ span").allTextContents()));
  } });
  assert.ok(offered.includes("18 to 24") && offered.includes("Girl or woman") && offered.includes("Friend or classmate"));
  assert.ok(!offered.some((words) => /age not known|or not known|^Not known$|other child/.test(words)), String(offered));
  await page.context().close();

  for (const [reporter, says, not] of [["rep.school", /Thầy cô ở bên em học sinh/, /ở bên con/], ["rep.parent", /ở bên con/, /Thầy cô/]]) {
    const other = await newPage();
    let cards = "";
    await report(other, { door: "other", lang: "vi", script: true, person: { ...told, reporter }, onStep: async () => {
      if (await other.locator("textarea[name=story]").count()) cards = await text(other, ".cards");
    } });
    assert.match(cards, says);
    assert.doesNotMatch(cards, not);
    await other.context().close();
  }
});

/** The rules that protect the person who reports, as far as a page can keep or break them (care, section 1). */

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { base, enterDoor, fillStep, newPage, report, skip, stop, told } from "./portal-browser.mjs";

after(stop);

/** All blocks of a door's paths, as the page's script gets them: by path, the text and the choices. */
async function steps(page, door, lang) {
  await page.goto(`${base}/tips?lang=${lang}`);
  return page.evaluate(async ([d, l]) => {
    const html = await (await fetch(`/report/steps?door=${d}&lang=${l}`)).text();
    const parts = new DOMParser().parseFromString(html, "text/html");
    const pieces = parts.querySelectorAll("template[data-piece]");
    const contentOf = (template) => {
      const content = document.createElement("div");
      for (const place of template.dataset.pieces.split(" ")) content.append(pieces[place].content.cloneNode(true));
      return content;
    };
    const composed = Array.from(parts.querySelectorAll("template[data-path]"), (template) => [template, contentOf(template)]);
    return composed.map(([template, content]) => ({
      path: template.dataset.path,
      text: content.textContent.replace(/\s+/g, " "),
      lists: Array.from(content.querySelectorAll("fieldset"), (list) =>
        Array.from(list.querySelectorAll(".choice"), (choice) => ({
          name: choice.querySelector("input").name,
          code: choice.querySelector("input").value,
          ticked: choice.querySelector("input").checked,
          text: choice.textContent.trim(),
        })),
      ),
      blocks: Array.from(content.querySelectorAll("[data-block]"), (block) => block.dataset.block),
    }));
  }, [door, lang]);
}

test("'not sure' stands last, nothing is ticked beforehand, no code shows as a code, in every language", { skip }, async () => {
  const page = await newPage();
  for (const lang of ["vi", "en", "id"]) {
    for (const door of ["me", "other", "saw"]) {
      for (const step of await steps(page, door, lang)) {
        for (const list of step.lists) {
          if (list.some(({ name }) => ["danger", "harms", "relation", "wanted", "me"].includes(name))) {
            assert.match(list.at(-1).code, /unsaid|unsure|unknown/, `${door} ${step.path} ${list[0].name}`);
          }
          for (const choice of list) {
            assert.equal(choice.ticked, false, choice.code);
            assert.notEqual(choice.text, choice.code, `${choice.code} has no words in ${lang}`);
          }
        }
      }
    }
  }
  await page.context().close();
});

test("three voices: nobody reads 'my picture' about somebody else, and a child is called em (care 1.9)", { skip }, async () => {
  const page = await newPage();
  const mine = { vi: /của tôi|\btôi bị/i, en: /\bof me\b|\bmy (private )?picture/i, id: /gambar saya|foto saya/i };
  for (const lang of ["vi", "en", "id"]) {
    for (const step of await steps(page, "other", lang)) {
      for (const { name, code, text } of step.lists.flat()) {
        if (name === "harms") assert.doesNotMatch(text, mine[lang], `${code} ${lang}`);
      }
    }
  }
  const child = (await steps(page, "me", "vi")).filter(({ path }) => path === "path.u13").slice(1);
  assert.ok(child.length >= 2);
  for (const { text } of child) {
    assert.match(text, /\bem\b/i);
    assert.doesNotMatch(text, /\bbạn có\b|anh\/chị/i);
  }
  await page.context().close();
});

test("under 13 there are four steps, no files and no legal words, but it is said who will be told", { skip }, async () => {
  const page = await newPage();
  const all = await steps(page, "me", "vi");
  const child = all.filter(({ path }) => path === "path.u13");
  const blocks = child.flatMap((step) => step.blocks);
  assert.ok(child.length <= 4);
  for (const absent of ["files", "consent", "links"]) assert.ok(!blocks.includes(absent), absent);
  assert.doesNotMatch(child.map(({ text }) => text).join(" "), /pháp luật|Bộ luật|Nghị định|tư vấn pháp lý/);
  assert.match(child.map(({ text }) => text).join(" "), /người bảo vệ trẻ em/);
  await page.context().close();
});

test("legal risk stands before anything is told, legal help before 'may we tell the police' (care 1.7)", { skip }, async () => {
  for (const script of [true, false]) {
    const page = await newPage({ script });
    const seen = [];
    await report(page, {
      door: "me", lang: "en", script,
      onStep: async () => {
        const story = await page.locator("textarea[name=story]").count();
        const police = await page.locator('input[value="con.police"]').count();
        if (!story && !police) return;
        const text = (await page.textContent("#blocks")).replace(/\s+/g, " ");
        if (story) seen.push(text.indexOf("sexual images of people under 18") < text.indexOf("tell it in words") && text.includes("sexual images"));
        if (police) seen.push(text.indexOf("Legal advice before you agree") < text.toLowerCase().lastIndexOf("police") && text.includes("Legal advice before"));
      },
    });
    assert.deepEqual(seen, [true, true]);
    await page.context().close();
  }
});

test("skip is as large as next, and every target is at least 48 px high", { skip }, async () => {
  const page = await newPage();
  await enterDoor(page, "me", "vi", true);
  const [next, skipped] = await page.locator(".go button:visible").evaluateAll((buttons) => buttons.map((b) => [b.offsetWidth, b.offsetHeight]));
  assert.ok(Math.abs(next[0] - skipped[0]) <= 24 && next[1] === skipped[1], `${next} ${skipped}`);
  const small = await page
    .locator("button:visible, a:visible, label.choice:visible, summary:visible")
    .evaluateAll((targets) => targets.filter((t) => t.getBoundingClientRect().height < 47.5).map((t) => t.outerHTML.slice(0, 80)));
  assert.deepEqual(small, []);
  await page.context().close();
});

test("everything can be skipped but the code, and an empty report is taken in", { skip }, async () => {
  for (const script of [true, false]) {
    const page = await newPage({ script });
    await enterDoor(page, "me", "en", script);
    for (let step = 0; step < 8; step++) {
      const skipping = page.locator(".go button[value=skip]:visible");
      const last = (await page.locator("[data-block=review]").count()) > 0;
      const before = await page.locator("#report h1").textContent();
      if (await skipping.count()) await skipping.click();
      else {
        await fillStep(page);
        await page.click(".go .primary");
      }
      if (last) break;
      await page.waitForFunction((text) => document.querySelector("#report h1")?.textContent !== text, before);
    }
    await page.waitForSelector("ol.path");
    await page.context().close();
  }
});

test("a script that comes late takes over while only codes were given, and leaves a form alone that has words", { skip }, async () => {
  for (const [from, takesOver] of [[2, true], [5, false]]) {
    const page = await newPage();
    let loads = 0;
    await page.route("**/assets/report.js", (route) => (++loads < from ? route.abort() : route.continue()));
    await enterDoor(page, "me", "vi", false);
    for (let step = 1; step < from; step++) {
      await fillStep(page, { ...told, danger: "dan.hurt" });
      await Promise.all([page.waitForNavigation(), page.click(".go .primary")]);
    }
    await page.waitForTimeout(1500);
    const sealing = await page.evaluate(() => document.querySelector("#report").dataset.sealing === "true");
    assert.equal(sealing, takesOver, `from step ${from}`);
    if (takesOver) {
      await page.click("button.back");
      assert.ok(await page.locator('input[value="dan.hurt"]').isChecked(), "what was given is still there");
    }
    await page.context().close();
  }
});

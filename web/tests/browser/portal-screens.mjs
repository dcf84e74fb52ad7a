/** The portal's pages as pictures: what `screens.mjs` takes, with how to come to each. */

import { demo, base, newPage, openMailbox, report, told } from "./portal-browser.mjs";

const LANG = "vi";

/** Every picture: its name, and a page that stands at what it shows. */
export async function* portalScreens(width) {
  for (const [name, path] of [
    ["start", "/"], ["help", "/help"], ["before", "/help/before"], ["talk", "/help/talk"], ["appeal", "/appeal"], ["about", "/about"], ["tips", "/tips"], ["mailbox-enter", "/mailbox"], ["missing", "/no-such-page"],
  ]) {
    const page = await newPage({ width });
    await page.goto(`${base}${path}?lang=${LANG}`);
    yield { name, page };
    await page.context().close();
  }
  yield* form(width, "adult", { door: "me", person: { ...told, danger: "dan.deadline", relation: "who.ex" } });
  yield* form(width, "child", { door: "me", person: { ...told, me: "path.u13", danger: "dan.none" } });
  const parent = { ...told, reporter: "rep.parent", relation: "who.family" };
  yield* form(width, "parent", { door: "other", person: parent, steps: 4 });
  yield* form(width, "appeal", { door: "appeal", person: told });
  yield* form(width, "saw", { door: "saw", person: told });
  yield* form(width, "plain", { door: "saw", person: told, script: false });
  yield* mailboxes(width);
  yield* protecting(width);
}

/** "Protect my images": without script, the age, what leaves, the code, the page after sending, the mailbox. */
async function* protecting(width) {
  const plain = await newPage({ width, script: false });
  await plain.goto(`${base}/protect?lang=${LANG}`);
  yield { name: "protect-plain", page: plain };
  await plain.context().close();
  const page = await newPage({ width });
  await page.goto(`${base}/protect?lang=${LANG}`);
  await page.check('input[name=me][value="path.18"]');
  yield { name: "protect-age", page };
  await page.click("#ages .primary");
  await page.setInputFiles("#flow input[type=file]", { name: "clip.mp4", mimeType: "video/mp4", buffer: Buffer.from(`video ${width}`) });
  await page.waitForSelector("[data-slot=list] code");
  if (await page.locator("input[name=to]").count()) yield* giving(page);
  else yield { name: "protect-nobody", page };
  await page.context().close();
}

async function* giving(page) {
  await page.check("input[name=to] >> nth=0");
  yield { name: "protect-leaves", page };
  await page.click("[data-next]");
  const receipt = (await page.locator("[data-slot=code] [data-receipt] li").allTextContents()).join("");
  for (const input of await page.locator("[data-asked] input").all()) {
    const place = Number(await input.getAttribute("data-place"));
    await input.fill(receipt.slice(place * 4, place * 4 + 4));
  }
  yield { name: "protect-code", page };
  await page.click("[data-slot=code] .primary");
  await page.waitForSelector("[data-slot=sent-line]");
  yield { name: "protect-sent", page };
  await openMailbox(page, receipt, LANG);
  await page.waitForSelector("[data-slot=given-list] li");
  yield { name: "protect-mailbox", page };
}

/** The steps of one path, the first `steps` of them, and the page after sending. */
async function* form(width, name, { door, person, script = true, steps: most = 9 }) {
  const page = await newPage({ width, script });
  const steps = [];
  // `report` walks to the end by itself; the pictures are taken on the way and handed out afterwards.
  await report(page, {
    door, lang: LANG, script, person,
    onStep: async (_, step) => {
      if (step > most) return;
      await page.evaluate(() => document.activeElement?.blur()).catch(() => undefined);
      steps.push({ name: `report-${name}-${step}`, picture: await wholePage(page, width) });
    },
  });
  yield* steps;
  if (most === 9) yield { name: `report-${name}-sent`, page };
  await page.context().close();
}

async function* mailboxes(width) {
  for (const script of [true, false]) {
    const page = await newPage({ width, script });
    const receipt = demo?.receipt ?? (await report(page, { door: "me", lang: LANG, script }));
    await openMailbox(page, receipt, LANG);
    await page.waitForSelector("#mail");
    yield { name: script ? "mailbox" : "mailbox-plain", page };
    await page.context().close();
  }
}

/** A picture of a whole page: the window is made as high as the page, so that the bar at its foot stands at the end. */
export async function wholePage(page, width) {
  await page.setViewportSize({ width, height: 740 });
  const height = await page.evaluate(() => document.documentElement.scrollHeight).catch(() => 2400);
  await page.setViewportSize({ width, height: Math.max(740, height) });
  const picture = await page.screenshot();
  await page.setViewportSize({ width, height: 740 });
  return picture;
}


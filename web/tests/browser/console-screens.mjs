/**
 * The console's pages as pictures: what `screens.mjs` takes. The people are those of `khien demo --json` (KHIEN_TEST);
 * the set-up page is that of a node of its own.
 */

import { Reporter, sealingCode, startBrowser, startNode, temporaryFolder, totpCode } from "./console-world.mjs";
import { wholePage } from "./portal-screens.mjs";

const demo = process.env.KHIEN_TEST ? JSON.parse(process.env.KHIEN_TEST) : null;
const LANG = "en";

/** Sessions are made once and used for every width: a code of the second factor works once in thirty seconds. */
const signedIn = new Map();
let browser;

async function desk(role) {
  if (!signedIn.has(role)) {
    browser ??= await startBrowser();
    process.once("beforeExit", () => browser.close());
    const person = demo.logins.find((login) => login.role === role);
    const context = await browser.newContext({ locale: LANG });
    const page = await context.newPage();
    for (let tries = 0; tries < 3 && !page.url().match(/\/console(\?|$|\/teams)/); tries++) {
      if (tries) await page.waitForTimeout(30_500);
      await signIn(page, person);
    }
    signedIn.set(role, page);
  }
  return signedIn.get(role);
}

async function signIn(page, { login, passphrase, totp_secret }) {
  await page.goto(`${demo.serving}/console/sign-in?lang=${LANG}`);
  await page.fill("[name=login]", login);
  await page.fill("[name=passphrase]", passphrase);
  await page.fill("[name=code]", totpCode(totp_secret));
  await page.click("form[data-sign-in] button");
  const refused = page.locator("form [data-error]:not([hidden])").waitFor({ timeout: 20_000 });
  await Promise.race([page.waitForURL(/\/console(\?|$|\/teams)/, { timeout: 20_000 }), refused]).catch(() => undefined);
}

/** What the demo leaves out and the pictures show: a question and an opening that wait for a second person, an appeal. */
let seeding;
function seed(analyst, supervisor) {
  return (seeding ??= sow(analyst, supervisor));
}

async function sow(analyst, supervisor) {
  await supervisor.goto(`${demo.serving}/console/teams?lang=${LANG}`);
  const root = await supervisor.getAttribute("body", "data-root");
  const [intake, custodian] = await supervisor.locator("section[data-team-keys]").evaluateAll((boxes) =>
    boxes.map((box) => ({ team: box.dataset.team, epoch: Number(box.dataset.epoch), recipient: box.querySelector("[data-recipient]").dataset.recipient })),
  );
  const seal = await sealingCode(temporaryFolder());
  const send = (report) => new Reporter(seal, demo.serving, root).send(intake, custodian.recipient, report);
  const who = { name: "An invented name", ways: [{ kind: "cs.call", value: "0900 000 000" }] };
  const open = { door: "me", path: "path.18", harms: ["tfgbv.image.threat"], danger: ["dan.deadline"], gender: "gen.girl_woman", age: "age.18_24", platforms: ["pf.facebook"], area: "79" };
  await send({ what: { story: "Invented." }, who, open });
  await send({ what: { story: "Invented." }, open: { door: "appeal", path: "path.unsaid" } });
  const newest = async (page, filter) => {
    await page.goto(`${demo.serving}/console?filter=${filter}&lang=${LANG}`);
    return page.locator("[data-row] a").first().getAttribute("href");
  };
  const [report, appeal] = [await newest(analyst, "now"), await newest(analyst, "appeals")];
  const post = (url, fields) => analyst.evaluate(async ([to, sent]) => (await fetch(to, { method: "POST", body: new URLSearchParams(sent) })).status, [url, fields]);
  await post(`${report}/who`, { reason: "why.contact" });
  await analyst.goto(`${demo.serving}/console/notices?filter=all`);
  await post(`${appeal}/appeal/notice`, { number: await analyst.locator("tbody .second").first().textContent() });
  await supervisor.goto(`${demo.serving}${report}`);
  await supervisor.locator("details.life summary").first().click();
  await supervisor.locator("form[data-who-life] [name=sure]").check();
  await supervisor.locator("[data-open-life]").click();
  await supervisor.locator("details.life .opened").waitFor();
  return { report, appeal };
}

/** Every picture: its name, and the picture of a page that stands at what it shows. */
export async function* consoleScreens(width) {
  const [analyst, supervisor] = [await desk("analyst"), await desk("supervisor")];
  const { report: urgent, appeal } = await seed(analyst, supervisor);
  const at = async (page, name, path, before) => {
    await page.setViewportSize({ width, height: 740 });
    await page.goto(`${demo.serving}${path}`);
    await before?.(page);
    return { name: `console-${name}`, picture: await wholePage(page, width) };
  };
  yield await at(analyst, "queue", `/console?filter=closed&lang=${LANG}`);
  yield await at(analyst, "cases", "/console/cases?filter=all");
  const found = await analyst.locator("tbody a").first().getAttribute("href");
  yield await at(analyst, "case", found);
  const report = await analyst.locator("main a[href^='/console/report/']").first().getAttribute("href");
  yield await at(analyst, "report", report, openFirst);
  yield await at(analyst, "notices", "/console/notices?filter=all");
  const notice = analyst.locator("tbody a").first();
  if (await notice.count()) yield await at(analyst, "notice", await notice.getAttribute("href"));
  yield await at(analyst, "notice-new", `${found}/notice?service=telegram`);
  yield await at(analyst, "figures", "/console/figures");
  yield await at(analyst, "services", "/console/services");
  yield await at(analyst, "account", "/console/account");
  yield await at(supervisor, "life", `${urgent}?lang=${LANG}`, (page) => page.locator("details.life > summary").click());
  yield await at(supervisor, "appeal", appeal);
  yield await at(supervisor, "identity", `/console/identity?lang=${LANG}`);
  yield await at(supervisor, "service", "/console/services/telegram");
  yield await at(supervisor, "roster", "/console/roster");
  const admin = await desk("administrator");
  yield await at(admin, "people", `/console/people?lang=${LANG}`);
  yield await at(admin, "teams", "/console/teams");
  yield* outside(width);
}

async function openFirst(page) {
  const button = page.locator("khien-sealed[data-part=what] [data-open]");
  if (!(await button.count())) return;
  await button.click();
  await page.locator("khien-sealed .opened").first().waitFor();
}

/** Pages before anybody is signed in. */
async function* outside(width) {
  const context = await browser.newContext({ locale: LANG, viewport: { width, height: 740 } });
  const page = await context.newPage();
  await page.goto(`${demo.serving}/console/sign-in?lang=${LANG}`);
  yield { name: "console-sign-in", picture: await wholePage(page, width) };
  const fresh = await startNode(temporaryFolder());
  await page.goto(`${fresh.url}${fresh.setup}?lang=${LANG}`);
  yield { name: "console-setup", picture: await wholePage(page, width) };
  fresh.stop();
  await context.close();
}

/**
 * The console's pages as pictures: what `screens.mjs` takes. The people are those of `khien demo --json` (KHIEN_TEST);
 * the set-up page is that of a node of its own.
 */

import { startBrowser, startNode, temporaryFolder, totpCode } from "./console-world.mjs";
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

/** Every picture: its name, and the picture of a page that stands at what it shows. */
export async function* consoleScreens(width) {
  const analyst = await desk("analyst");
  const at = async (page, name, path, before) => {
    await page.setViewportSize({ width, height: 740 });
    await page.goto(`${demo.serving}${path}`);
    await before?.(page);
    return { name: `console-${name}`, picture: await wholePage(page, width) };
  };
  yield await at(analyst, "queue", `/console?filter=closed&lang=${LANG}`);
  const report = await analyst.locator("[data-row] a").first().getAttribute("href");
  yield await at(analyst, "report", report, openFirst);
  yield await at(analyst, "cases", "/console/cases?filter=all");
  const found = await analyst.locator("tbody a").first().getAttribute("href");
  yield await at(analyst, "case", found);
  yield await at(analyst, "notices", "/console/notices?filter=all");
  const notice = analyst.locator("tbody a").first();
  if (await notice.count()) yield await at(analyst, "notice", await notice.getAttribute("href"));
  yield await at(analyst, "notice-new", `${found}/notice?service=telegram`);
  yield await at(analyst, "figures", "/console/figures");
  yield await at(analyst, "services", "/console/services");
  yield await at(analyst, "account", "/console/account");
  const supervisor = await desk("supervisor");
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

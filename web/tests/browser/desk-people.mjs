/** Members of a desk at their browsers, and the fields of a form between States filled in by hand. */

import { totpCode } from "./console-world.mjs";

/** Somebody of a State, signed in; where they are sent first is theirs to say. */
export async function member(browser, state, role, lang) {
  const { login, passphrase, totp_secret } = state.logins.find((one) => one.role === role);
  const context = await browser.newContext({ locale: lang, viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  const inside = (url) => /\/console(\?|$|\/(?!sign-in))/.test(String(url));
  for (let tries = 0; tries < 3 && !inside(page.url()); tries++) {
    if (tries) await page.waitForTimeout(30_500);
    await page.goto(`${state.serving}/console/sign-in?lang=${lang}`);
    await page.fill("[name=login]", login);
    await page.fill("[name=passphrase]", passphrase);
    await page.fill("[name=code]", totpCode(totp_secret));
    await page.click("form[data-sign-in] button");
    await page.waitForURL(inside, { timeout: 15_000 }).catch(() => undefined);
  }
  return { page, faults, state, lang };
}

export const at = (place) => `[name="${place}"]`;
export const long = (text) => `${text} `.repeat(6).trim();

/** A moment in UTC as the field takes it. */
export const moment = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 19);
export const day = (days) => moment(24 * days).slice(0, 10);

export async function check(page) {
  const answered = page.waitForResponse((response) => response.url().endsWith("/console/desk/check"));
  await page.click("khien-desk-form button.primary");
  return (await answered).json();
}

export async function fillCommon(page) {
  await page.fill(at("/respond_by"), moment(72));
  await page.selectOption(at("/offence/basis"), "convention");
  await page.check(`${at("/offence/articles")}[value="14"]`);
  await page.fill(at("/offence/title"), "Material of child sexual abuse");
  await page.fill(at("/offence/law_text"), "Article 1 of the Penal Code: whoever shares such material");
  await page.fill(at("/offence/max_penalty_months"), "36");
  await page.selectOption(at("/offence/stage"), "investigation");
  await fillDuties(page);
}

/** For what it is used; information (X1) says so in its conditions. */
async function fillUse(page) {
  await page.fill(at("/use/purposes/0"), "Investigation of this case");
  await page.check(at("/use/other_use_only_with_consent"));
  await page.check(at("/use/no_onward_without_written_consent"));
  await page.selectOption(at("/use/end"), "delete");
  await page.fill(at("/use/end_by"), day(400));
}

export async function fillDuties(page) {
  await page.selectOption(at("/authorisation/by"), "judge");
  await page.fill(at("/authorisation/date"), day(-1));
  await page.check(`${at("/confidentiality/no_user_notice")}[value=true]`);
  await page.fill(at("/confidentiality/reason"), "The suspect would delete the account");
  await page.fill(at("/confidentiality/until"), day(60));
  if (await page.locator(at("/use/end")).count()) await fillUse(page);
  for (const code of ["S1", "S2", "S3", "S4", "S6", "S7", "S8", "S9"]) {
    await page.check(`${at(`/safeguards/${code}/answer`)}[value=${["S4", "S7"].includes(code) ? "no" : "yes"}]`);
    await page.locator(`[data-at="/safeguards/${code}"] textarea`).fill("As the file shows");
  }
}

export async function fillItem(page, item) {
  await page.fill(at(`${item}/id`), "A1");
  await page.selectOption(at(`${item}/class`), "subscriber");
  await page.selectOption(at(`${item}/identifier/type`), "email");
  await page.fill(at(`${item}/identifier/value`), "someone@example.org");
  await page.fill(at(`${item}/from`), moment(-240));
  await page.fill(at(`${item}/to`), moment(-24));
  await page.fill(at(`${item}/relation_to_offence`), "The account sent the material");
}

/** A whole preservation of one account, in English. */
export async function fillPreservation(page) {
  await fillItem(page, "/items/0");
  await fillWords(page);
}

/** All of a preservation but its items. */
export async function fillWords(page) {
  await page.selectOption(at("/volatility"), "days");
  await page.check(at("/intends_mla"));
  await page.fill(at("/facts"), long("The account sent the material to a child."));
  await page.fill(at("/necessity"), long("Logs are kept for ten days only."));
  await page.fill(at("/proportionality"), long("One account and nine days, nothing else."));
  await page.fill(at("/respond_why"), "The logs are deleted by then");
  await fillCommon(page);
}

/** Fills in the form by which a preservation is held longer, within its request, and signs it where it holds. */
export async function askLonger(page, until, reason, look = async () => undefined) {
  await page.locator('[data-step="extend"] a.button').click();
  await page.locator("khien-desk-form[data-within]").waitFor();
  await page.fill(at("/reason"), "");
  const empty = await check(page);
  if (empty.holds || !empty.problems.some((problem) => problem.pointer === "/reason" && problem.article)) throw new Error("a wish without a reason holds");
  if (await page.locator("[data-sign]").isVisible()) throw new Error("what does not hold can be signed");
  await page.fill(at("/new_end"), until);
  await page.fill(at("/reason"), reason);
  const checked = await check(page);
  if (!checked.holds || checked.warnings.length) throw new Error(JSON.stringify(checked));
  await look();
  const said = page.waitForResponse((response) => response.url().endsWith("/say"));
  await page.locator("[data-sign]").click();
  const status = (await said).status();
  if (status !== 201) throw new Error(`said: ${status}`);
  await page.waitForURL(/\/console\/desk\/request\/req_[^/]*$/);
}

/** What a request for stored data says beside its items, in English: of an act, told by facts. */
export async function fillAssistance(page, { law, conduct, facts }) {
  await page.selectOption(at("/order"), "subscriber_first");
  await page.selectOption(at("/certificate"), "none");
  await page.selectOption(at("/delivery"), "package");
  await page.fill(at("/dual_criminality/our_text"), law);
  await page.fill(at("/dual_criminality/our_conduct_elements/0"), conduct);
  await page.fill(at("/privilege_plan"), "Messages with a lawyer are left out before anybody reads them.");
  await page.fill(at("/facts"), long(facts));
  await page.fill(at("/necessity"), long("Logs are kept for ten days only."));
  await page.fill(at("/proportionality"), long("One account and nine days, nothing else."));
  await page.fill(at("/respond_why"), "The hearing is then");
  await fillCommon(page);
}

/**
 * The console in a real browser, from the one-time set-up address to a closed case: keys made and handed on in the
 * browser, sealed text opened there, a reply that the reporter verifies, a notice that a mail server receives.
 */

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test as unguarded } from "node:test";
import { appealSteps, withdrawalSteps } from "./console-walk-appeal.mjs";
import { identitySteps } from "./console-walk-life.mjs";
import { listSteps, messageFileSteps } from "./console-walk-lists.mjs";
import { looksSteps, restSteps } from "./console-walk-looks.mjs";
import { originSteps } from "./console-walk-origin.mjs";
import { teamSteps } from "./console-walk-team.mjs";
import {
  accessibilityFaults, fillAccount, inspect, lettersTo, PASSPHRASE, picture, Reporter, sealingCode, signIn, startBrowser, startMailServer,
  startNode, temporaryFolder, totpCode,
} from "./console-world.mjs";

const STORY = "Người đó đòi tiền, nếu không sẽ gửi hình cho cả lớp.";

/** The story goes on only while it holds: after a step that failed, the rest says nothing. */
let holds = true;
function test(name, step) {
  unguarded(name, async (context) => {
    if (!holds) return context.skip("an earlier step did not hold");
    holds = false;
    await step();
    holds = true;
  });
}

let folder, node, mail, browser, seal, kit, root;
const people = {};
const teams = {};
/** What the steps in files of their own need. */
const walk = { people, teams, invite, join, STORY };

before(async () => {
  folder = temporaryFolder();
  mail = await startMailServer();
  node = await startNode(folder, ["--smtp", `smtp://127.0.0.1:${mail.port}`, "--mail-from", "desk@khien.example"]);
  seal = await sealingCode(folder);
  browser = await startBrowser();
  Object.assign(walk, { folder, node, mail, seal });
});

after(async () => {
  await browser?.close();
  node?.stop();
  mail?.stop();
});

/** A person with a browser of their own. */
async function person(lang = "vi", size = { width: 1280, height: 800 }) {
  const context = await browser.newContext({ viewport: size, locale: lang, acceptDownloads: true });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (line) => line.type() === "error" && faults.push(line.text()));
  return { context, page, faults };
}

/** Joins by an invitation and signs in. */
async function join(link, login, desk, mailTo = "") {
  const member = await person();
  await member.page.goto(node.url + new URL(link, node.url).pathname);
  const secret = await fillAccount(member.page, login, desk);
  await member.page.fill("[name=mail]", mailTo);
  await member.page.click("form[data-account] button.primary");
  await signIn(member.page, login, secret);
  return member;
}

/** The administrator invites somebody into teams, by their names; gives the one-time address. */
async function invite(role, chosen) {
  const { page } = people.admin;
  await page.goto(`${node.url}/console/people`);
  await page.check(`[name=role][value=${role}]`);
  for (const name of chosen) await page.getByRole("checkbox", { name }).check();
  await page.click("form[action$=invite] button");
  return page.locator(".note.safe code").textContent();
}

test("the first administrator sets the node up, and the kit stays in their hands", async () => {
  const admin = (people.admin = await person());
  await admin.page.goto(node.url + node.setup);
  const secret = await fillAccount(admin.page, "admin", "Quản trị");
  kit = await admin.page.locator("[data-kit]").textContent();
  await inspect(admin, "setup");
  await admin.page.fill("[name=tail]", "xxxxxx");
  await admin.page.click("form[data-account] button.primary");
  assert.match(await admin.page.locator("form [data-error]").textContent(), /root-fingerprint/);
  const fingerprint = /root-fingerprint: (\w+)/.exec(kit)[1];
  await admin.page.fill("[name=tail]", fingerprint.slice(-6));
  await admin.page.fill("[name=code]", totpCode(secret));
  await admin.page.click("form[data-account] button.primary");
  await admin.page.waitForURL("**/console/sign-in");
  await inspect({ page: admin.page, faults: [] }, "sign-in");
  await signIn(admin.page, "admin", secret);
  root = walk.root = await admin.page.getAttribute("body", "data-root");
  const seed = /root-seed: (\w+)/.exec(kit)[1];
  assert.equal(seal.verifyKeyOf(seed), root);
  const again = await person();
  assert.equal((await again.page.goto(node.url + node.setup)).status(), 410, "the address works once");
  assert.deepEqual(again.faults.filter((fault) => !/410/.test(fault)), [], "and its page is whole");
  await again.context.close();
});

test("invited members join, and a passphrase that is too short is refused in words", async () => {
  const [intake, custodian] = ["Nhóm tiếp nhận", "Nhóm giữ danh tính"];
  const analystLink = await invite("analyst", [intake]);
  const supervisorLink = await invite("supervisor", [intake, custodian]);
  await inspect(people.admin, "people");
  const curious = await person();
  await curious.page.goto(node.url + new URL(analystLink, node.url).pathname);
  await inspect(curious, "join");
  await fillAccount(curious.page, "lan", "Bàn trực đêm");
  await curious.page.fill("[name=passphrase]", "ngắn");
  await curious.page.click("form[data-account] button.primary");
  assert.match(await curious.page.locator("form [data-error]").textContent(), /12/);
  await curious.context.close();
  people.analyst = await join(analystLink, "lan", "Bàn trực đêm");
  people.supervisor = await join(supervisorLink, "mai", "Bàn phụ trách");
});

test("team keys are made by members and certified by the root", async () => {
  for (const [who, index] of [["analyst", 0], ["supervisor", 1]]) {
    const { page } = people[who];
    await page.goto(`${node.url}/console/teams`);
    const button = page.locator("section[data-team-keys]").nth(index).locator("[data-make-key]");
    await button.click();
    await page.waitForFunction((i) => document.querySelectorAll("section[data-team-keys]")[i].dataset.epoch === "1", index);
  }
  // A server that lists a member of its own gets nothing: colleagues are given the key one by one, after comparing.
  const analyst = people.analyst.page;
  await analyst.goto(`${node.url}/console/teams`);
  assert.match(await analyst.locator("[data-fingerprint]").first().textContent(), /^[0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}$/);
  await analyst.locator("[data-give-key]").click();
  await analyst.locator("[data-give-key]").waitFor({ state: "detached" });
  const kitFile = path.join(folder, "khien-kit.txt");
  writeFileSync(kitFile, kit);
  const { page } = people.admin;
  for (const name of ["intake", "custodian"]) {
    await page.goto(`${node.url}/console/teams`);
    if (name === "intake") await inspect(people.admin, "teams");
    assert.match(await page.locator("section[data-team-keys]").first().textContent(), /Đọc và trả lời báo cáo\./);
    const form = page.locator(`form[data-certify][data-purpose=${name}]`);
    teams[name] = await form.evaluate((f) => ({ team: f.dataset.team, epoch: Number(f.dataset.epoch), recipient: f.dataset.recipient }));
    await form.locator("input[type=file]").setInputFiles(kitFile);
    await form.locator("button").click();
    await form.waitFor({ state: "detached" });
  }
});

test("an administrator sees no report and is handed nothing sealed", async () => {
  const { page } = people.admin;
  await page.goto(`${node.url}/console`);
  assert.match(page.url(), /\/console\/teams/);
  const names = await page.locator("nav li a").allTextContents();
  assert.ok(!names.some((name) => /Hàng chờ/.test(name)), names.join());
  const refused = await page.evaluate(async () => {
    const body = JSON.stringify({ ref: `rep_${"0".repeat(26)}`, part: "what", reason: "assess" });
    return (await fetch("/console/open", { method: "POST", headers: { "content-type": "application/json", "x-khien": "1" }, body })).status;
  });
  assert.equal(refused, 403);
  people.admin.faults.length = 0;
});

test("a report that came in sealed stands first in the queue and is taken by keyboard", async () => {
  const other = new Reporter(seal, node.url, root);
  await other.send(teams.intake, teams.custodian.recipient, { what: { story: "Lừa tiền" }, open: { door: "me", path: "path.18", harms: ["other.scam"] } });
  const child = (people.reporter = new Reporter(seal, node.url, root));
  await child.send(teams.intake, teams.custodian.recipient, {
    what: { story: STORY, urls: ["https://example.org/bad"], accounts: ["@xau"] },
    who: { name: "Minh", ways: [{ kind: "cs.call", value: "0900000000" }] },
    files: [{ name: "chat.png", type: "image/png", bytes: new Uint8Array(picture()) }],
    open: {
      door: "me", path: "path.18", harms: ["tfgbv.sextort"], danger: ["dan.deadline"], gender: "gen.boy_man", age: "age.18_24",
      platforms: ["pf.telegram"], consent: ["con.takedown"], area: "01",
    },
  });
  const { page } = people.analyst;
  await page.goto(`${node.url}/console`);
  assert.match(await page.locator("h1").textContent(), /2 người đang chờ; 1/);
  assert.match(await page.locator("[data-row]").first().textContent(), /Tính mạng/);
  await inspect(people.analyst, "queue");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  assert.equal(await page.evaluate(() => document.activeElement.className), "why life");
  await page.keyboard.press("t");
  await page.waitForURL("**/console/report/**");
  people.reportUrl = page.url();
  assert.match(await page.locator("main").textContent(), /Bàn trực đêm đang giữ/);
  await inspect(people.analyst, "report");
});

test("sealed text opens by a press, is written down, and closes again", async () => {
  const { page } = people.analyst;
  const sealed = page.locator("khien-sealed[data-part=what]");
  assert.ok(!(await page.content()).includes(STORY));
  await sealed.locator("[data-open]").click();
  await sealed.getByText(STORY).waitFor();
  assert.match(await sealed.textContent(), /Bàn trực đêm đã mở/);
  await sealed.getByRole("button", { name: /Dùng cho yêu cầu gỡ bỏ/ }).click();
  await inspect(people.analyst, "report-open");
  await sealed.getByRole("button", { name: "Đóng" }).click();
  assert.ok(!(await sealed.textContent()).includes(STORY));
  await page.reload();
  assert.match(await page.locator(".timeline").textContent(), /Bàn trực đêm mở Lời kể/);
});

test("a picture stays blurred until pressed, and the look is counted for the person alone", async () => {
  const { page } = people.analyst;
  const file = page.locator("khien-sealed[data-kind=file]");
  await file.locator("[data-open]").click();
  const image = file.locator("img");
  await image.waitFor();
  assert.equal(await image.getAttribute("class"), "veiled");
  await file.getByRole("button", { name: "Xem rõ" }).click();
  await page.waitForFunction(() => !document.querySelector("khien-sealed img").classList.contains("veiled"));
  await page.goto(`${node.url}/console/account`);
  assert.match(await page.locator("main").textContent(), /2 lần/, "the words that were read, and the picture");
  await inspect(people.analyst, "account");
});

looksSteps(test, walk);

test("a reply is sealed and signed, and the reporter's page verifies it", async () => {
  const { page } = people.analyst;
  await page.goto(people.reportUrl);
  await page.fill("#reply", "Chúng tôi ở đây. Bạn không có lỗi.");
  await page.click("khien-seal button[type=submit]");
  await page.locator(".message.ours").waitFor();
  const { chain, words } = await people.reporter.look();
  assert.equal(chain.brokenFrom, null);
  assert.equal(chain.links[0].staff.desk, "Bàn trực đêm");
  assert.deepEqual(words, ["Chúng tôi ở đây. Bạn không có lỗi."]);
});

test("what the reporter writes is verified before it is read, and what a server makes up is not shown", async () => {
  const { page } = people.analyst;
  await people.reporter.say("Cảm ơn, tôi vẫn sợ.", teams.intake);
  await page.goto(people.reportUrl);
  const message = page.locator("khien-sealed[data-part='message/2']");
  const forged = seal.base64(await seal.sealJson({ v: 1, text: "Tôi không cần giúp nữa." }, [teams.intake.recipient]));
  await page.route("**/console/open", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), ciphertext: forged } });
  });
  await message.locator("[data-open]").click();
  await message.locator("[data-error]:not([hidden])").waitFor();
  assert.match(await message.textContent(), /không phải là điều người báo đã ký/);
  assert.doesNotMatch(await message.textContent(), /không cần giúp/);
  await page.unroute("**/console/open");
  await message.locator("[data-open]").click();
  await message.getByText("Cảm ơn, tôi vẫn sợ.").waitFor();
});

messageFileSteps(test, walk);

test("after the keys are forgotten the passphrase is asked in place", async () => {
  const { page } = people.analyst;
  await page.evaluate(() => sessionStorage.removeItem("khien-vault"));
  await page.reload();
  await page.locator("khien-sealed[data-part=what] [data-open]").click();
  await page.fill("dialog input", "nhầm rồi nhé bạn ơi");
  await page.click("dialog button[type=submit]");
  await page.locator("dialog [data-error]:not([hidden])").waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.fill("dialog input", PASSPHRASE);
  await page.click("dialog button[type=submit]");
  await page.getByText(STORY).waitFor();
});

identitySteps(test, walk);

test("a report is classified and becomes a case with a sealed note", async () => {
  const { page } = people.analyst;
  await page.goto(people.reportUrl);
  const offered = await page.locator("#status option").evaluateAll((options) => options.map((option) => option.value));
  assert.ok(offered.includes("st.working") && !offered.some((code) => /down|cannot|closed|deleted/.test(code)), `only closing gives an outcome: ${offered}`);
  await page.selectOption("#main-harm", "tfgbv.sextort");
  await page.click("form[action$=classify] button");
  const late = await page.evaluate(async () => {
    const answer = await fetch(`${location.pathname}/classify`, { method: "POST", body: new URLSearchParams({ seen: "0", harms: "other.scam", main: "other.scam" }) });
    return [answer.status, await answer.text()];
  });
  assert.equal(late[0], 409);
  assert.match(late[1], /Có người vừa thay đổi trước/, "who classified from an older page replaces nothing");
  people.analyst.faults.length = 0;
  await page.getByRole("button", { name: "Mở hồ sơ mới" }).click();
  await page.waitForURL("**/console/case/**");
  people.caseUrl = page.url();
  await page.fill("#note", "Đã gọi cho nhà trường.");
  await page.click("khien-seal button[type=submit]");
  const note = page.locator("khien-sealed[data-part='note/1']");
  await note.locator("[data-open]").click();
  await note.getByText("Đã gọi cho nhà trường.").waitFor();
  await inspect(people.analyst, "case");
  await page.goto(`${node.url}/console/cases`);
  await inspect(people.analyst, "cases");
});

test("the gate holds a notice back, then it goes out and a mail server has it", async () => {
  const supervisor = people.supervisor.page;
  await supervisor.goto(`${node.url}/console/services/new`);
  for (const [name, value] of Object.entries({ id: "thu", name: "Dịch vụ Thử", jurisdictions: "VN", mail: "abuse@service.example", platforms: "pf.telegram" })) {
    await supervisor.fill(`[name=${name}]`, value);
  }
  await inspect(people.supervisor, "service");
  await supervisor.click("main form button.primary");
  await supervisor.waitForURL("**/console/services");
  await inspect(people.supervisor, "services");

  const { page } = people.analyst;
  await page.goto(`${people.caseUrl}/notice`);
  await page.selectOption("#service", "thu");
  await page.click("main form button");
  assert.equal(await page.inputValue("#url"), "https://example.org/bad");
  const bases = await page.locator("[name=clock]").evaluateAll((inputs) => inputs.map((input) => input.value));
  assert.ok(bases.includes("vn.d147.user_complaint") && !bases.includes("vn.d147.authority"), `a hotline claims no power of an authority: ${bases}`);
  for (const name of ["preserved", "police", "host"]) await page.check(`[name=${name}][value=${name === "preserved" ? "yes" : "no"}]`);
  await page.check("[name=hurt][value=yes]");
  await page.check("[name=clock]");
  await page.click("[name=step][value=preview]");
  assert.match(await page.locator(".note.care[role=alert]").textContent(), /an toàn trước/);
  assert.match(await page.locator(".note.safe").textContent(), /cho phép/);
  await page.check("[name=hurt][value=no]");
  await page.click("[name=step][value=preview]");
  assert.match(await page.locator(".letter").textContent(), /https:\/\/example\.org\/bad/);
  await inspect(people.analyst, "notice-new");
  await page.click("[name=step][value=send]");
  await page.waitForURL("**/console/notice/**");
  const sent = () => lettersTo(mail, "abuse@service.example");
  for (let i = 0; i < 100 && !sent().length; i++) await page.waitForTimeout(100);
  assert.equal(sent().length, 1);
  for (let i = 0; i < 50 && !/đã gửi/.test(await page.locator("main").textContent()); i++) {
    await page.waitForTimeout(200);
    await page.reload();
  }
  assert.match(await page.locator("main").textContent(), /đã gửi/);
  await inspect(people.analyst, "notice");
  await page.check("[name=outcome][value=down]");
  await page.click("form[action$=outcome] button");
  await page.goto(`${node.url}/console/notices`);
  assert.match(await page.locator("h1").textContent(), /Không có yêu cầu nào chờ/);
  await inspect(people.analyst, "notices");
});

test("the case closes with an outcome that the reporter sees", async () => {
  const { page } = people.analyst;
  await page.goto(people.caseUrl);
  await page.selectOption("#outcome", "st.down.all");
  await page.click("form[action$=close] button");
  await page.locator(".note.safe").waitFor();
  assert.equal((await people.reporter.look()).view.status, "st.down.all");
  await page.goto(`${node.url}/console/figures`);
  assert.match(await page.locator("h1").textContent(), /3 báo cáo/);
  const answered = await page.evaluate(async () => (await fetch("/after", { method: "POST", body: new URLSearchParams({ easy: "yes", believed: "partly", heard: "school" }) })).status);
  assert.equal(answered, 200);
  await page.reload();
  await inspect(people.analyst, "figures");
  for (const table of await page.locator("main details summary").all()) await table.click();
  assert.ok((await page.locator("main table").count()) >= 6);
  await inspect(people.analyst, "figures-tables");
});

test("what is closed is found again, and opens again", async () => {
  const { page } = people.analyst;
  await page.goto(`${node.url}/console?filter=closed`);
  assert.match(await page.locator("table").textContent(), /Tất cả những gì chúng tôi biết đã được gỡ xuống/);
  await inspect(people.analyst, "queue-closed");
  await page.goto(`${node.url}/console/cases?filter=all`);
  await page.getByRole("link", { name: /Hồ sơ \d+/ }).first().click();
  await page.getByRole("button", { name: "Mở lại" }).click();
  await page.getByRole("heading", { name: "Khép hồ sơ" }).waitFor();
});

appealSteps(test, walk);

test("a name that does not exist and a wrong code are told in words", async () => {
  const stranger = await person("en");
  await stranger.page.goto(`${node.url}/console/sign-in?lang=en`);
  await stranger.page.fill("[name=login]", "nobody");
  await stranger.page.fill("[name=passphrase]", PASSPHRASE);
  await stranger.page.fill("[name=code]", "123456");
  await stranger.page.click("form[data-sign-in] button");
  await stranger.page.locator("form [data-error]:not([hidden])").waitFor();
  assert.match(await stranger.page.locator("form [data-error]").textContent(), /not right/);
  const tries = await stranger.page.evaluate(async () => {
    const body = JSON.stringify({ login: "lan", key: "00".repeat(32), code: "123456" });
    const post = () => fetch("/console/sign-in", { method: "POST", headers: { "content-type": "application/json", "x-khien": "1" }, body });
    const statuses = [];
    const began = performance.now();
    for (let i = 0; i < 8; i++) statuses.push((await post()).status);
    return { statuses, took: performance.now() - began };
  });
  assert.deepEqual(new Set(tries.statuses), new Set([403]), "a stranger locks nobody out");
  assert.ok(tries.took > 6_900, `after five wrong tries the next wait 1, 2 and 4 seconds: ${tries.took}`);
  await stranger.page.goto(`${node.url}/console/report/rep_x`);
  assert.match(stranger.page.url(), /sign-in/);
  await stranger.context.close();
  const { page } = people.analyst;
  await page.goto(`${node.url}/console/report/rep_x`);
  assert.match(await page.locator("main").textContent(), /Không tìm thấy/);
  const unread = await page.evaluate(async () => {
    const answer = await fetch("/console/report/rep_x/status", { method: "POST", body: new URLSearchParams({ nothing: "1" }) });
    return [answer.status, answer.headers.get("content-type"), await answer.text()];
  });
  assert.match(unread[1], /text\/html/);
  const [shown] = unread[2].split("<template");
  assert.equal(shown.split("Không có gì bị thay đổi").length, 2, "said once");
  await page.goto(`${node.url}/console/no-such-page`);
  assert.match(await page.locator("main").textContent(), /Không tìm thấy/);
  assert.equal(await page.locator("main a.button").getAttribute("href"), "/console", "the console's own page");
  assert.ok((await page.locator("nav li a[href='/console/cases']").count()) === 1, "with its navigation");
  people.analyst.faults.length = 0;
  await inspect(people.analyst, "problem");
});

teamSteps(test, walk);

withdrawalSteps(test, walk);

restSteps(test, walk);

listSteps(test, walk);

originSteps(test, walk);

test("every page speaks three languages", async () => {
  const { page } = people.analyst;
  for (const [lang, word] of [["en", "Queue"], ["id", "Antrean"], ["vi", "Hàng chờ"]]) {
    await page.goto(`${node.url}/console?lang=${lang}`);
    assert.equal(await page.getAttribute("html", "lang"), lang);
    assert.match(await page.locator("nav").first().textContent(), new RegExp(word));
    await page.goto(`${node.url}/console/cases`);
    assert.equal(await page.getAttribute("html", "lang"), lang, "the choice is kept");
    await inspect(people.analyst, `cases-${lang}`);
  }
});

test("signing out ends the session and forgets the keys", async () => {
  const { page } = people.analyst;
  await page.goto(`${node.url}/console`);
  await page.click("form[data-sign-out] button");
  await page.waitForURL("**/console/sign-in**");
  assert.equal(await page.evaluate(() => sessionStorage.getItem("khien-vault")), null);
  await page.goto(people.reportUrl);
  assert.match(page.url(), /sign-in/);
});

test("a page of another site can do nothing here", async () => {
  const cookies = await people.supervisor.context.cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const answer = await fetch(`${people.reportUrl}/take`, {
    method: "POST", headers: { cookie, origin: "https://evil.example", "sec-fetch-site": "cross-site" }, redirect: "manual",
  });
  assert.equal(answer.status, 403);
});

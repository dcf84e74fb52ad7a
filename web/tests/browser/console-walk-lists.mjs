/** Steps of the console's walk: what comes with a message, and lists that are longer than a page. */

import assert from "node:assert/strict";
import { inspect, picture, Reporter } from "./console-world.mjs";

export function messageFileSteps(test, walk) {
  test("a file that comes with a message is shown only when the message names it", async () => {
    const { people, seal, teams } = walk;
    const { page } = people.analyst;
    await people.reporter.say("Tôi gửi thêm ảnh này.", teams.intake, [{ name: "them.png", type: "image/png", bytes: new Uint8Array(picture()) }]);
    await page.goto(people.reportUrl);
    const file = page.locator("khien-sealed[data-part='message-file/3/1']");
    const other = seal.base64(await seal.sealFile({ name: "la.png", type: "image/png", bytes: new Uint8Array(picture()) }, [teams.intake.recipient]));
    await page.route("**/console/open", async (route) => {
      const answer = await route.fetch();
      const swapped = /message-file/.test(route.request().postData());
      await route.fulfill({ response: answer, json: { ...(await answer.json()), ...(swapped ? { ciphertext: other } : {}) } });
    });
    await file.locator("[data-open]").click();
    await file.locator("[data-error]:not([hidden])").waitFor();
    assert.match(await file.textContent(), /không phải là điều người báo đã ký/);
    await page.unroute("**/console/open");
    await file.locator("[data-open]").click();
    await file.getByText("them.png").waitFor();
    assert.equal(await file.locator("img").getAttribute("class"), "veiled");
    await inspect(people.analyst, "report-message-file");
    await page.reload();
    assert.match(await page.locator(".timeline").textContent(), /tệp 1 của tin nhắn 3/);
  });
}

/** One more than a page holds. */
const MANY = 51;

export function listSteps(test, walk) {
  test("a list of cases longer than a page goes on on the next, and a report joins one by its number", async () => {
    const { people, node, seal, root, teams } = walk;
    const { page } = people.analyst;
    const send = () => new Reporter(seal, node.url, root).send(teams.intake, teams.custodian.recipient, { what: { story: "x" }, open: { door: "saw", path: "path.unsaid", harms: ["other.scam"] } });
    for (let i = 0; i < MANY + 1; i++) await send();
    await page.goto(`${node.url}/console?filter=free`);
    const next = page.locator("a[rel=next]");
    const reports = await page.locator("[data-row] a.why").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    await next.click();
    reports.push(...(await page.locator("[data-row] a.why").evaluateAll((links) => links.map((link) => link.getAttribute("href")))));
    const [last, ...cases] = reports.reverse().slice(0, MANY + 1);
    const opened = await page.evaluate(async (hrefs) => {
      const post = (url, sent) => fetch(url, { method: "POST", body: new URLSearchParams(sent) });
      for (const href of hrefs) {
        await post(`${href}/classify`, { harms: "other.scam", main: "other.scam" });
        if (!(await post(`${href}/case`, { case: "new" })).url.includes("/console/case/")) return href;
      }
      return "all";
    }, cases);
    assert.equal(opened, "all");
    await page.goto(`${node.url}/console/cases`);
    assert.equal(await page.locator("tbody tr").count(), 50);
    const newest = /\d+/.exec(await page.locator("tbody a").first().textContent())[0];
    await inspect(people.analyst, "cases-many");
    await next.click();
    assert.equal(await page.locator("tbody tr").count(), MANY + 1 - 50, "those and the one that was open before");
    assert.equal(await next.count(), 0);
    await page.goto(node.url + last);
    await page.selectOption("#main-harm", "other.scam");
    await page.click("form[action$=classify] button");
    await page.fill("#join", "7");
    await page.getByRole("button", { name: "Thêm vào hồ sơ" }).click();
    assert.match(await page.locator("main").textContent(), /số của một hồ sơ đang mở/);
    people.analyst.faults.length = 0;
    await page.goto(node.url + last);
    await page.fill("#join", newest);
    await inspect(people.analyst, "report-join");
    await page.getByRole("button", { name: "Thêm vào hồ sơ" }).click();
    await page.waitForURL("**/console/case/**");
    assert.match(await page.locator("h1").textContent(), new RegExp(newest));
    assert.equal(await page.locator("main a[href^='/console/report/']").count(), 2);
  });

  test("the address of a notice comes from one report of its case, whose permission counts", async () => {
    const { people } = walk;
    const { page } = people.analyst;
    await page.goto(`${page.url()}/notice?service=thu`);
    assert.equal(await page.locator("#report option").count(), 3, "none chosen, and two to choose from");
    await inspect(people.analyst, "notice-new-of-two");
  });

  test("a report about a child says whom the law makes us tell, by when, and that no lawyer has checked it yet", async () => {
    const { people, node, seal, root, teams } = walk;
    const { page } = people.analyst;
    await new Reporter(seal, node.url, root).send(teams.intake, teams.custodian.recipient, {
      what: { story: "x" }, open: { door: "me", path: "path.13_15", harms: ["ocsea.groom.online"] },
    });
    const youngest = new Reporter(seal, node.url, root);
    await youngest.send(teams.intake, teams.custodian.recipient, {
      what: { story: "x" }, open: { door: "me", path: "path.u13", age: "age.child", harms: ["ocsea.groom.online"] },
    });
    await page.goto(`${node.url}/console?filter=child`);
    const row = page.locator("[data-row]").filter({ hasText: "Dưới 13" }).first();
    assert.match(await row.textContent(), /Dưới 13/);
    assert.doesNotMatch(await row.textContent(), /không rõ tuổi/, "the band of the path says more");
    await youngest.post("/mailbox/check", { address: youngest.keys.address, duress: true });
    await page.goto(`${node.url}/console?filter=now`);
    assert.match(await page.locator("[data-row]").filter({ hasText: "Dưới 13" }).first().textContent(), /Mã cầu cứu đã được dùng: có thể ai đó đang bị ép buộc/);
    await page.goto(`${node.url}/console?filter=child`);
    await page.locator("[data-row]").filter({ hasText: "13 đến 15" }).first().locator("a").first().click();
    const panel = page.locator("section").filter({ has: page.getByRole("heading", { name: "Luật buộc chúng ta báo cho ai" }) });
    assert.match(await panel.textContent(), /Ủy ban nhân dân cấp xã[^]*12 giờ[^]*Mẫu số 01[^]*56\/2017[^]*cần luật sư kiểm tra/);
    await inspect(people.analyst, "report-child");
    await page.goto(people.reportUrl);
    assert.equal(await panel.count(), 0, "an adult's report brings no such duty here");
  });
}

/** Steps of the console's walk: who somebody is, opened by two, and by one alone when a life is in danger (care 6.4). */

import assert from "node:assert/strict";
import { inspect } from "./console-world.mjs";

/** A day of the node's calendar, some days ahead. */
function dayAhead(days) {
  return new Date(Date.now() + days * 86_400_000).toLocaleDateString("sv-SE", { timeZone: "Asia/Ho_Chi_Minh" });
}

export function identitySteps(test, walk) {
  test("who the person is opens only for two, for a reason that the person can read", async () => {
    const { people, node } = walk;
    const analyst = people.analyst.page;
    await analyst.goto(people.reportUrl);
    await analyst.locator("[data-who] > details > summary").first().click();
    const asked = analyst.locator("[data-who] form[action$=who]");
    assert.match(await asked.textContent(), /Người báo đọc thấy: “[^”]*cách bạn/, "the sentence stands beside the choice");
    await asked.locator("[value='why.police']").check();
    await inspect(people.analyst, "report-who");
    await asked.locator("button").click();
    const supervisor = people.supervisor.page;
    await supervisor.goto(`${node.url}/console/identity`);
    assert.match(await supervisor.locator("[data-who-request]").textContent(), /[Cc]ông an/);
    await inspect(people.supervisor, "identity");
    await supervisor.click("[data-hand-who]");
    await supervisor.locator("[data-hand-who]").waitFor({ state: "detached" });
    await analyst.goto(people.reportUrl);
    await analyst.click("[data-open-who]");
    await analyst.getByText("Minh", { exact: true }).waitFor();
    const { opened } = (await people.reporter.look()).view;
    assert.ok(opened.some((line) => /who/.test(line.what) && line.why === "why.police"), JSON.stringify(opened));
  });

  test("a day before which the person is not told needs its reason, and an end", async () => {
    const { people } = walk;
    const { page } = people.analyst;
    const ask = (fields) =>
      page.evaluate(async ([url, sent]) => (await fetch(`${url}/who`, { method: "POST", body: new URLSearchParams(sent) })).text(), [people.reportUrl, fields]);
    assert.match(await ask({ reason: "why.contact", tell_after: dayAhead(5) }), /đánh dấu rằng người đọc hộp thư có thể là người gây hại/);
    assert.match(await ask({ reason: "why.contact", danger: "1", tell_after: dayAhead(120) }), /nhiều nhất chín mươi ngày/);
    people.analyst.faults.length = 0;
  });

  test("when a life is in danger who holds both keys opens alone, a second is alarmed, another supervisor reviews it", async () => {
    const { people, node, mail, invite, join } = walk;
    people.second = await join(await invite("supervisor", []), "hoa", "Bàn phụ trách hai", "hoa@khien.example");
    const analyst = people.analyst.page;
    await analyst.goto(people.reportUrl);
    assert.equal(await analyst.locator("details.life").count(), 0, "one key is not enough");
    const refused = await analyst.evaluate(async (url) => {
      const body = JSON.stringify({ ref: url.split("/").pop(), sure: true });
      const answer = await fetch("/console/who/life", { method: "POST", headers: { "content-type": "application/json", "x-khien": "1" }, body });
      return [answer.status, (await answer.json()).detail];
    }, people.reportUrl);
    assert.equal(refused[0], 409);
    assert.match(refused[1], /không giữ cả hai chìa khóa/);
    people.analyst.faults.length = 0;

    const { page } = people.supervisor;
    await page.goto(people.reportUrl);
    await page.locator("details.life > summary").click();
    const form = page.locator("form[data-who-life]");
    for (const said of [/được ghi là của bạn/, /người thứ hai được báo động ngay/, /Trong 24 giờ/, /Người báo đọc thấy: “Vì tính mạng/]) {
      assert.match(await form.textContent(), said);
    }
    await form.locator("[data-open-life]").click();
    assert.equal(await page.getByText("Minh", { exact: true }).count(), 0, "not without the tick");
    await form.locator("[name=sure]").check();
    await form.locator("details summary").click();
    await form.locator("[name=danger]").check();
    await form.locator("[name=tell_after]").fill(dayAhead(3));
    await inspect(people.supervisor, "report-life");
    await form.locator("[data-open-life]").click();
    await page.getByText("Minh", { exact: true }).waitFor();
    await inspect(people.supervisor, "report-life-open");
    const { opened } = (await people.reporter.look()).view;
    assert.ok(!opened.some((line) => line.what === "who-life"), "not told before that day");
    for (let i = 0; i < 100 && !mail.messages.some((message) => message.includes("hoa@khien.example")); i++) await page.waitForTimeout(100);
    assert.ok(mail.messages.some((message) => message.includes("hoa@khien.example")), "a second person is alarmed");

    await page.goto(`${node.url}/console/identity`);
    assert.match(await page.locator("main").textContent(), /Bàn phụ trách đã mở một mình[^]*Bạn là người đã mở/);
    assert.equal(await page.locator("[name=verdict]").count(), 0, "nobody reviews their own");
    const second = people.second.page;
    await second.goto(`${node.url}/console/identity`);
    assert.match(await second.locator(".clock").textContent(), /còn (23|24) giờ/);
    await inspect(people.second, "identity-review");
    await second.locator("[name=verdict][value=right]").click();
    await second.waitForURL("**/console/identity");
    assert.equal(await second.locator("[name=verdict]").count(), 0);
    await page.goto(people.reportUrl);
    assert.match(await page.locator(".timeline").textContent(), /mở danh tính một mình[^]*Bàn phụ trách hai đã xem lại: mở một mình là đúng/);
  });
}

/** Steps of the console's walk: an appeal that shows a notice to be wrong, and what a withdrawal takes back (care 1.4, 2.4). */

import assert from "node:assert/strict";
import { inspect, lettersTo, Reporter } from "./console-world.mjs";

const SERVICE = "abuse@service.example";

/** Waits until the service has so many letters; gives the newest. */
async function letter(walk, count) {
  const { page } = walk.people.analyst;
  for (let i = 0; i < 100 && lettersTo(walk.mail, SERVICE).length < count; i++) await page.waitForTimeout(100);
  const letters = lettersTo(walk.mail, SERVICE);
  assert.equal(letters.length, count);
  return letters.at(-1);
}

export function appealSteps(test, walk) {
  test("a letter says where its uploader appeals, and by which number", async () => {
    const { people } = walk;
    const { page } = people.analyst;
    await page.goto(`${people.caseUrl}/notice?service=thu`);
    await page.fill("#url", "https://example.org/not-so-bad");
    for (const name of ["preserved", "police", "hurt", "host"]) await page.check(`[name=${name}][value=${name === "preserved" ? "yes" : "no"}]`);
    await page.check("[name=clock]");
    await page.click("[name=step][value=preview]");
    const shown = await page.locator(".letter").textContent();
    people.reference = /KH-\d+-2/.exec(shown)[0];
    assert.match(shown, new RegExp(`Khiếu nại:[^]*nêu số ${people.reference}`));
    await page.click("[name=step][value=send]");
    await page.waitForURL("**/console/notice/**");
    people.noticeUrl = page.url();
    assert.match((await letter(walk, 2)).text, /Khiếu nại:/);
  });

  test("an appeal is no report of harm: it is decided by a supervisor who had no part in the notice", async () => {
    const { people, node, seal, root, teams } = walk;
    const { page } = people.analyst;
    people.appellant = new Reporter(seal, node.url, root);
    await people.appellant.send(teams.intake, teams.custodian.recipient, {
      what: { story: "Đó là hình của chính tôi, không có ai khác.", number: people.reference },
      open: { door: "appeal", path: "path.unsaid" },
    });
    await page.goto(`${node.url}/console?filter=appeals`);
    assert.equal(await page.locator("[data-row]").count(), 1);
    assert.match(await page.locator("[data-row]").textContent(), /Khiếu nại/);
    await inspect(people.analyst, "queue-appeals");
    await page.locator("[data-row] a").click();
    people.appealUrl = page.url();
    assert.equal(await page.locator("form[action$=classify], form[action$=close], form[action$='/case']").count(), 0, "nothing to classify");
    const panel = page.locator("#appeal");
    await panel.locator("[name=number]").fill("KH-1-99");
    await panel.locator("form[action$='appeal/notice'] button").click();
    assert.match(await page.locator("main").textContent(), /một số có trong thư của chúng ta/);
    people.analyst.faults.length = 0;
    await page.goto(people.appealUrl);
    await panel.locator("[name=number]").fill(people.reference.toLowerCase());
    await panel.locator("form[action$='appeal/notice'] button").click();
    assert.match(await panel.textContent(), new RegExp(`${people.reference}[^]*Dịch vụ Thử[^]*Bàn trực đêm[^]*Một người phụ trách`));
    assert.equal(await panel.locator("[name=decision]").count(), 0);
    await inspect(people.analyst, "appeal");
    const status = await page.evaluate(async (url) => (await fetch(`${url}/appeal/decide`, { method: "POST", body: new URLSearchParams({ decision: "wrong" }) })).status, people.appealUrl);
    assert.equal(status, 403);
    people.analyst.faults.length = 0;
  });

  test("a notice that was wrong is recalled towards whoever got it, and the appellant is told", async () => {
    const { people, node } = walk;
    const { page } = people.supervisor;
    await page.goto(people.appealUrl);
    await inspect(people.supervisor, "appeal-decide");
    await page.locator("#appeal details.sure summary").click();
    assert.match(await page.locator("#appeal details.sure").textContent(), /không lấy lại được/);
    await page.locator("[name=decision][value=wrong]").click();
    await page.locator("#appeal .note.safe").waitFor();
    const { subject, text } = await letter(walk, 3);
    assert.match(subject, new RegExp(`${people.reference} là sai`));
    assert.match(text, /khôi phục những gì đã bị gỡ/);
    assert.doesNotMatch(text, /example\.org/, "the address is not spread again");
    assert.equal((await people.appellant.look()).view.status, "st.closed");
    const analyst = people.analyst.page;
    await analyst.goto(`${node.url}/console/notices?filter=all`);
    const row = analyst.locator("tbody tr").filter({ hasText: people.reference });
    assert.match(await row.textContent(), /Đã thu hồi/);
    await inspect(people.analyst, "notices-recalled");
    await analyst.fill("#number", "KH-9-9");
    await analyst.click("form[action$=notices] button");
    assert.match(await analyst.locator(".note.care").textContent(), /KH-9-9/);
    await analyst.fill("#number", people.reference);
    await analyst.click("form[action$=notices] button");
    await analyst.waitForURL(people.noticeUrl);
    for (let i = 0; i < 50 && !/thư thu hồi đã gửi/.test(await analyst.locator("main").textContent()); i++) {
      await analyst.waitForTimeout(200);
      await analyst.reload();
    }
    assert.match(await analyst.locator(".note.care").first().textContent(), /thư thu hồi đã gửi[^]*khôi phục/);
    assert.equal(await analyst.locator("form[action$=outcome]").count(), 0, "nobody waits for an answer to it");
    await inspect(people.analyst, "notice-recalled");
  });
}

export function withdrawalSteps(test, walk) {
  test("a report that its reporter took back is marked wherever its case is worked on, and its notice is recalled", async () => {
    const { people, node } = walk;
    const { page } = people.analyst;
    const marked = async (address) => (await page.goto(address), page.locator("main").textContent());
    assert.doesNotMatch(await marked(people.caseUrl), /[Đđ]ã rút lại:/);
    await people.reporter.act("withdraw-report");
    const shown = await marked(people.caseUrl);
    assert.match(shown, /đã rút lại: không còn gì được chia sẻ/);
    assert.match(shown, /Đã rút lại: Báo cáo \d+/);
    await inspect(people.analyst, "case-withdrawn");
    const { subject, text } = await letter(walk, 4);
    assert.match(subject, /Thu hồi yêu cầu gỡ bỏ KH-\d+-1/);
    assert.match(text, /Đề nghị xóa những gì chúng tôi đã chuyển về người này[^]*vẫn do quý đơn vị quyết định/);
    const first = page.locator("main a[href^='/console/notice/']").last();
    const notice = node.url + (await first.getAttribute("href"));
    assert.match(await marked(notice), /Đã rút lại: Báo cáo \d+\. Không còn gì trong đó được chia sẻ[^]*Đã thu hồi[^]*Người báo đã rút lại/);
    assert.match(await marked(`${node.url}/console/notices?filter=all`), /báo cáo đã được rút lại/);
    await people.reporter.act("keep-report");
    assert.doesNotMatch(await marked(people.caseUrl), /[Đđ]ã rút lại:/);
    assert.match(await marked(notice), /Đã thu hồi/, "what was taken back stays taken back");
  });
}

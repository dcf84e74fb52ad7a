/** Steps of the console's walk: who is on duty, and what a member who leaves takes along: nothing. */

import assert from "node:assert/strict";
import path from "node:path";
import { inspect } from "./console-world.mjs";

export function teamSteps(test, walk) {
  test("the roster says who is on duty", async () => {
    const { people, node } = walk;
    const { page } = people.supervisor;
    await page.goto(`${node.url}/console/roster`);
    assert.match(await page.locator(".note").first().textContent(), /không có ai trực/);
    for (let day = 1; day <= 7; day++) await page.check(`[name=days][value="${day}"]`);
    await page.fill("[name=from]", "00:00");
    await page.fill("[name=to]", "00:00");
    await page.click("form[action$=add] button");
    await page.locator("table").waitFor();
    assert.match(await page.locator(".note").first().textContent(), /Đang trực/);
    await page.fill("#test-day", "15");
    await page.click("form[action$=test-day] button");
    assert.equal(await page.inputValue("#test-day"), "15");
    await inspect(people.supervisor, "roster");
    const refused = await page.evaluate(async () => {
      const staff = document.querySelector("#leave-who").value;
      const answer = await fetch("/console/roster/leave", { method: "POST", body: new URLSearchParams({ staff, from: "mai", to: "" }) });
      return answer.text();
    });
    assert.match(refused, /Ngày nghỉ đầu tiên[^]*một ngày như 2026-12-31/);
  });

  test("a member who is removed leaves a new key due, and a newcomer is given it", async () => {
    const { people, node, folder, STORY } = walk;
    const { page } = people.admin;
    await page.goto(`${node.url}/console/teams`);
    const sure = page.locator("details.sure").filter({ has: page.locator("summary[aria-label='Cho rời nhóm: Bàn phụ trách']") }).first();
    await sure.locator("summary").click();
    await sure.locator("button").click();
    await page.goto(`${node.url}/console/teams`);
    assert.match(await page.locator("section[data-team-keys]").first().textContent(), /cần khóa mới/);
    const analyst = people.analyst.page;
    await analyst.goto(`${node.url}/console/teams`);
    await analyst.locator("[data-make-key]").click();
    await analyst.waitForFunction(() => document.querySelector("section[data-team-keys]").dataset.epoch === "2");
    await page.goto(`${node.url}/console/teams`);
    await page.locator("form[data-certify] input[type=file]").setInputFiles(path.join(folder, "khien-kit.txt"));
    await page.click("form[data-certify] button");
    await page.locator("form[data-certify]").waitFor({ state: "detached" });
    await page.locator("form[action$=add] select").first().selectOption({ label: "Bàn phụ trách" });
    await page.locator("form[action$=add] button").first().click();
    await analyst.goto(`${node.url}/console/teams`);
    await analyst.locator("[data-give-key]").click();
    await analyst.locator("[data-give-key]").waitFor({ state: "detached" });
    const supervisor = people.supervisor.page;
    await supervisor.goto(people.reportUrl);
    await supervisor.locator("khien-sealed[data-part=what] [data-open]").click();
    await supervisor.getByText(STORY).waitFor();
  });
}

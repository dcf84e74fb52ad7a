/**
 * A server that lies to the mailbox. The tests stand between the page and the node: they hand out a mailbox of their
 * own making, first honest, then with one lie each. A page that shows a lie would let a seized server lure a child.
 */

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { bundled } from "../bundled.mjs";
import { base, newPage, openMailbox, skip, stop } from "./portal-browser.mjs";

const seal = await bundled("src/seal/index.ts");

after(stop);

/** A root, a team, a member of staff, a reporter, and a mailbox with three messages. */
async function world() {
  const [root, team, member] = [seal.makeKeys(), seal.makeKeys(), seal.makeKeys()];
  const rootKey = seal.publicOf(root).verify;
  const receipt = seal.makeReceipt();
  const keys = seal.reporterKeys(receipt, rootKey);
  const { recipient, verify } = seal.publicOf(team);
  const what = await seal.sealJson({ v: 1, story: "told" }, [recipient, keys.recipient]);
  const report = seal.sign(seal.reportStatement(keys.mailbox, "{}", what, null, []), keys.seed);
  const made = { root, rootKey, team, member, receipt, keys, recipient, chain: [], messages: [], head: seal.linkHash(report) };
  await say(made, "team", "We have read it.");
  await say(made, "reporter", "Thank you.");
  await say(made, "team", "It is down.");
  made.answer = {
    found: true,
    root: rootKey,
    teams: [seal.sign(seal.teamStatement("tea_1", 1, "intake", recipient, verify), root.sign)],
    staff: [seal.sign(seal.staffStatement("tea_1", 1, "Night desk", seal.publicOf(member).verify), team.sign)],
    report,
    verify: keys.verify,
    chain: made.chain,
    messages: made.messages,
    status: "st.question",
    reduced: false,
    held_key: false,
    permissions: [],
    asks: ["con.help"],
    withdrawn: null,
    review: false,
    opened: [],
    words: true,
  };
  return made;
}

/** Appends a message to a world's chain. */
async function say(made, direction, text, signer = direction === "team" ? made.member : { sign: made.keys.seed }) {
  const sealed = await seal.sealJson({ v: 1, text }, [made.keys.recipient, made.recipient]);
  const hash = seal.sha(sealed);
  const n = made.chain.length + 1;
  const signed = seal.sign(seal.messageStatement(direction, made.keys.mailbox, n, made.head, seal.hex(hash)), signer.sign);
  made.head = seal.linkHash(signed);
  made.chain.push({ n, d: direction, h: seal.base64(hash), s: signed.signature, ...(direction === "team" && { k: 0 }) });
  made.messages.push({ n, c: seal.base64(sealed) });
}

/** Opens a world's mailbox through a server that answers a check with what `answers` gives, one after the other. */
async function open(made, ...answers) {
  const page = await newPage();
  await page.route(`${base}/mailbox?lang=en`, async (route) => {
    const answer = await route.fetch();
    const honest = await answer.text();
    const root = /root(?:&#34;|"):(?:&#34;|")([0-9a-f]{64})/.exec(honest)[1];
    const html = honest.split(root).join(made.rootKey);
    await route.fulfill({ response: answer, body: html });
  });
  let asked = 0;
  await page.route(`${base}/mailbox/check`, (route) => {
    const answer = answers[Math.min(asked++, answers.length - 1)];
    return route.fulfill({ contentType: "application/json", body: JSON.stringify(answer).padEnd(16_384) });
  });
  await openMailbox(page, made.receipt, "en");
  await page.waitForSelector("#mail");
  return page;
}

/** Texts of the messages that a page shows. */
const shown = (page) => page.locator(".message:not(.broken) .text").allTextContents();
const refuses = (page) => page.locator("[data-slot=broken]").isVisible();

test("an honest mailbox is shown whole, with who signed", { skip }, async () => {
  const made = await world();
  const page = await open(made, made.answer);
  assert.deepEqual(await shown(page), ["We have read it.", "Thank you.", "It is down."]);
  assert.match(await page.locator(".message.theirs .from").first().textContent(), /Night desk/);
  assert.equal(await refuses(page), false);
  await page.context().close();
});

const LURE = "Meet me at the station.";

const LIES = {
  "a server that injects a message of its own": async (made) => {
    await say(made, "team", LURE, seal.makeKeys());
    return 3;
  },
  "a server that swaps the team's key and certifies itself": async (made) => {
    const [thief, accomplice] = [seal.makeKeys(), seal.makeKeys()];
    const { recipient, verify } = seal.publicOf(thief);
    made.answer.teams = [seal.sign(seal.teamStatement("tea_1", 1, "intake", recipient, verify), accomplice.sign)];
    made.answer.staff = [seal.sign(seal.staffStatement("tea_1", 1, "Night desk", verify), thief.sign)];
    await say(made, "team", LURE, thief);
    return 0;
  },
  "a server that adds a member of staff whom no team certified": async (made) => {
    const thief = seal.makeKeys();
    const cert = seal.sign(seal.staffStatement("tea_1", 1, "Day desk", seal.publicOf(thief).verify), thief.sign);
    made.answer.staff.push(cert);
    await say(made, "team", LURE, thief);
    made.chain[3].k = 1;
    return 3;
  },
  "a server that speaks with the reporter's voice": async (made) => {
    await say(made, "reporter", LURE, seal.makeKeys());
    return 3;
  },
  "a server that drops a message from the middle": async (made) => {
    made.answer.chain = [made.chain[0], { ...made.chain[2], n: 2 }];
    return 1;
  },
  "a server that reorders messages": async (made) => {
    made.answer.chain = [made.chain[1], made.chain[0], made.chain[2]].map((link, i) => ({ ...link, n: i + 1 }));
    return 0;
  },
  "a server that replays an old message as a new one": async (made) => {
    made.answer.chain = [...made.chain, { ...made.chain[0], n: 4 }];
    made.answer.messages = [...made.messages, { ...made.messages[0], n: 4 }];
    return 3;
  },
};

for (const [name, lie] of Object.entries(LIES)) {
  test(`${name} is caught, and no answer can be written`, { skip }, async () => {
    const made = await world();
    const honest = await lie(made);
    const page = await open(made, made.answer);
    assert.ok(await refuses(page));
    assert.equal((await shown(page)).length, honest);
    assert.ok(!(await page.textContent("main")).includes(LURE));
    assert.ok(await page.locator("[data-slot=write]").isHidden());
    await page.context().close();
  });
}

test("a server that changes a message's bytes gets a warning in its place", { skip }, async () => {
  const made = await world();
  const other = await seal.sealJson({ v: 1, text: LURE }, [made.keys.recipient]);
  made.messages[2].c = seal.base64(other);
  const page = await open(made, made.answer);
  assert.deepEqual(await shown(page), ["We have read it.", "Thank you."]);
  assert.equal(await page.locator(".message.broken").count(), 1);
  assert.ok(!(await page.textContent("main")).includes(LURE));
  await page.context().close();
});

test("a server that hands out another person's mailbox shows nothing of it", { skip }, async () => {
  const [mine, other] = [await world(), await world()];
  const page = await open(mine, { ...other.answer, root: mine.rootKey });
  assert.ok(await refuses(page));
  assert.ok(await page.locator("[data-slot=messages]").isHidden());
  assert.ok(!(await page.textContent("main")).includes("We have read it."));
  await page.context().close();
});

test("a server that forgets a newer message while the page is open is caught", { skip }, async () => {
  const made = await world();
  const shorter = { ...made.answer, chain: made.chain.slice(0, 2), messages: made.messages.slice(0, 2) };
  const page = await open(made, made.answer, shorter);
  await page.route(`${base}/mailbox/act`, (route) => route.fulfill({ contentType: "application/json", body: "{}" }));
  await page.locator('[data-code="con.help"] [data-not-given] button').click();
  await page.locator("[data-slot=broken]").waitFor({ state: "visible" });
  await page.context().close();
});

test("in the reduced view nothing but the team's replies is shown (care 1.2)", { skip }, async () => {
  const made = await world();
  const page = await open(made, { ...made.answer, reduced: true, words: false });
  assert.deepEqual(await shown(page), ["We have read it.", "It is down."]);
  assert.ok(await page.locator("[data-slot=words]").isHidden());
  await page.context().close();
});

test("somebody who may be implicated sees the status and is asked for nothing (care 1.6)", { skip }, async () => {
  const made = await world();
  const page = await open(made, { ...made.answer, reduced: true, words: false, asks: [], chain: [], messages: [], status: "st.received" });
  assert.ok(await page.locator("[data-slot=permissions]").isHidden());
  assert.ok(await page.locator("[data-slot=words]").isHidden());
  assert.deepEqual(await shown(page), []);
  await page.context().close();
});

test("after deletion nothing is offered that is not there any more", { skip }, async () => {
  const made = await world();
  const page = await open(made, { ...made.answer, status: "st.deleted", messages: [], asks: [], words: false });
  assert.match(await page.textContent("[data-slot=status]"), /deleted/i);
  for (const slot of ["older", "write", "withdraw", "words", "permissions", "broken"]) {
    assert.ok(await page.locator(`[data-slot=${slot}]`).isHidden(), slot);
  }
  await page.context().close();
});

//! One report through the whole loop: report, page, queue, reading, case, gate, notice, answer, reply, figures, ledger.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_seal::checkpoint::Checkpoint;
use khien_seal::envelope::{self, What, Words};
use khien_seal::keys::SignKey;
use khien_seal::statement::{self, Signed};
use khien_store::rebuild;
use serde_json::{Value, json};

use super::post::PostBox;
use super::staff::{self, Seat, Staff, blocking, sealing};
use super::{Printer, Serving};
use crate::Failure;
use crate::actor::reporter::Reporter;
use crate::actor::{Browser, text};
use crate::app::App;
use crate::jobs;
use crate::serve::Running;

/// What the invented reporter says. No person, no place, nothing that happened.
const STORY: &str = "Someone I met in a game asks for money, or he will send my picture to my class.";

/// Walks, printing each step.
///
/// # Errors
/// The first step that does not hold.
pub async fn walk(print: &mut Printer, running: &Running, base: &str, post: &PostBox) -> Result<Serving, Failure> {
    let app = &running.app;
    let set_up = staff::set_up(app, base).await;
    let said =
        "account, off-line root, recovery recipient, three members, two team keys certified by the root".to_owned();
    let mut staff = keep(print, "setup", set_up, &said)?;
    let mut portal = Browser::new(base);
    let sent = send(app, &mut portal).await;
    let reporter = keep(print, "sealed", sent, "sealed to the team and to the reporter, signed, taken in: 201")?;
    print.step("received", received(&reporter, &mut portal))?;
    print.step("paged", paged(post).await)?;
    let found = queue(&mut staff.analyst);
    let report = keep(print, "queue", found, "first in the queue: life, with its reason in words")?;
    print.step("opened", opened(&mut staff, &report))?;
    print.step("classified", classified(&mut staff.analyst, &report))?;
    let opened = open_case(&mut staff.analyst, &report);
    let case = keep(print, "case", opened, "a case was opened from the report")?;
    print.step("gate", gate(&mut staff, &case))?;
    let sent = notice(&mut staff.analyst, &case, post).await;
    let notice = keep(print, "notice.sent", sent, "the mail server took the letter; its clock runs")?;
    print.step("notice.answered", answered(&mut staff.analyst, &notice))?;
    print.step("reply.verified", reply(&mut staff.analyst, &report, &reporter, &mut portal))?;
    print.step("forgery.refused", forgery(&mut staff.analyst, &report, &reporter, &mut portal))?;
    print.step("figures", figures(app, &mut staff.analyst, &case).await)?;
    print.step("rebuild.identical", rebuilt(app).await)?;
    print.step("ledger.verified", ledger(app, &mut portal).await)?;
    let platforms = keep(print, "platforms", super::platform::connect(app).await, "two may be chosen by people")?;
    Ok(Serving {
        platforms,
        serving: base.to_owned(),
        logins: [&staff.admin, &staff.analyst, &staff.supervisor].map(Seat::login).to_vec(),
        kit: staff.kit,
        receipt: reporter.receipt.groups().join(" "),
        mail: app.config.smtp.clone().unwrap_or_default(),
    })
}

fn keep<T>(print: &mut Printer, step: &str, outcome: Result<T, Failure>, detail: &str) -> Result<T, Failure> {
    match outcome {
        Ok(value) => print.step(step, Ok(detail.to_owned())).map(|()| value),
        Err(error) => Err(print.step(step, Err(error)).err().unwrap_or_else(|| Failure::Held(step.to_owned()))),
    }
}

fn held(what: &str) -> Failure {
    Failure::Held(what.to_owned())
}

/// Runs a browser's request from an async step.
fn wait<T>(act: impl FnOnce() -> T) -> T {
    tokio::task::block_in_place(act)
}

async fn send(app: &App, portal: &mut Browser) -> Result<Reporter, Failure> {
    wait(|| portal.get("/"))?.fine("portal")?;
    let keys = app.public_keys_now().await?.ok_or_else(|| held("no team has a key"))?;
    let reporter = Reporter::new(&keys).map_err(sealing)?;
    let what = What { v: 1, story: STORY.into(), accounts: vec!["@invented".into()], ..What::default() };
    let open = json!({
        "door": "me", "path": "path.16_17", "reporter": "rep.self.child", "harms": ["ocsea.sextort.money"], "danger": ["dan.deadline"],
        "wanted": ["want.stop", "want.remove"], "consent": ["con.takedown"], "contact": ["cs.mailbox"], "relation": "who.stranger_online",
        "age": "age.16_17", "gender": "gen.boy_man", "area": "01", "platforms": ["pf.telegram"],
    });
    let body = reporter.sealed(&what, &open).map_err(sealing)?;
    let answer = wait(|| portal.post_json("/report/sealed", &body))?;
    let again = wait(|| portal.post_json("/report/sealed", &body))?;
    if answer.status == 201 && again.status == 201 { Ok(reporter) } else { Err(held(&answer.body)) }
}

fn received(reporter: &Reporter, portal: &mut Browser) -> Result<String, Failure> {
    let shown = wait(|| reporter.look(portal))?;
    if shown.status != "st.received" {
        return Err(held("the mailbox does not say that it arrived"));
    }
    Ok("the mailbox verifies under the root that the receipt pins; sent twice, kept once".into())
}

async fn paged(post: &PostBox) -> Result<String, Failure> {
    for _ in 0..100 {
        if let Some(letter) = post.letters().into_iter().find(|letter| letter.contains("analyst@node.example")) {
            let telling =
                ["sextort", "invented", "money", "rep_", "Telegram"].into_iter().find(|word| letter.contains(word));
            return match telling {
                None => Ok("the duty person got a mail that says nothing of what happened".into()),
                Some(word) => Err(held(&format!("the page says {word}"))),
            };
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(held("nobody was paged within ten seconds"))
}

fn queue(analyst: &mut Seat) -> Result<String, Failure> {
    let page = wait(|| analyst.browser.get("/console"))?.fine("queue")?.body;
    if page.contains("invented") || page.contains("age-encryption.org") {
        return Err(held("the queue shows what is sealed"));
    }
    let id = page.split("/console/report/rep_").nth(1).map(|rest| rest.chars().take(26).collect::<String>());
    id.map(|id| format!("rep_{id}")).ok_or_else(|| held("the report is not in the queue"))
}

fn opened(staff: &mut Staff, report: &str) -> Result<String, Failure> {
    wait(|| staff.analyst.browser.post_form(&format!("/console/report/{report}/take"), &[]))?.fine("take")?;
    let plain = wait(|| staff.analyst.open(report, "what", "first reading"))?;
    let what: What = serde_json::from_slice(&plain).map_err(|error| held(&error.to_string()))?;
    if what.story != STORY {
        return Err(held("other words came out than went in"));
    }
    let refused = wait(|| {
        staff.admin.browser.post_json("/console/open", &json!({"ref": report, "part": "what", "reason": "curious"}))
    })?;
    if refused.status != 403 {
        return Err(held("the administrator was handed sealed words"));
    }
    Ok("opened with the team's key; the opening is an event; the administrator was refused".into())
}

fn classified(analyst: &mut Seat, report: &str) -> Result<String, Failure> {
    let fields = [
        ("harms", "ocsea.sextort.money"),
        ("main", "ocsea.sextort.money"),
        ("age", "age.16_17"),
        ("gender", "gen.boy_man"),
    ];
    wait(|| analyst.browser.post_form(&format!("/console/report/{report}/classify"), &fields))?.fine("classify")?;
    Ok("sexual extortion of a child for money, by the analyst, beside the reporter's own codes".into())
}

fn open_case(analyst: &mut Seat, report: &str) -> Result<String, Failure> {
    let answer = wait(|| analyst.browser.post_form(&format!("/console/report/{report}/case"), &[("case", "new")]))?
        .fine("case")?;
    answer.location.strip_prefix("/console/case/").map(str::to_owned).ok_or_else(|| held("no case was opened"))
}

const NOTICE: [(&str, &str); 4] = [
    ("service", "demo-host"),
    ("url", "https://host.example/invented"),
    ("clock", "vn.d147.user_complaint"),
    ("lang", "vi"),
];

fn gate(staff: &mut Staff, case: &str) -> Result<String, Failure> {
    let service = [
        ("id", "demo-host"),
        ("name", "Demo Host"),
        ("kind", "platform"),
        ("jurisdictions", "VN"),
        ("mail", "abuse@host.example"),
        ("form", ""),
        ("platforms", "pf.telegram"),
        ("note", "invented for the demo"),
    ];
    wait(|| staff.supervisor.browser.post_form("/console/services/demo-host", &service))?.fine("service")?;
    let mut held_back = vec![("preserved", "yes"), ("police", "yes"), ("hurt", "no"), ("host", "no"), ("step", "send")];
    held_back.extend(NOTICE);
    let path = format!("/console/case/{case}/notice");
    let answer = wait(|| staff.analyst.browser.post_form(&path, &held_back))?;
    if answer.location.starts_with("/console/notice/") {
        return Err(held("a notice went out although police asked to wait"));
    }
    Ok("police ask to wait: the notice was held back; bases of an authority are not offered to a hotline".into())
}

async fn notice(analyst: &mut Seat, case: &str, post: &PostBox) -> Result<String, Failure> {
    let mut fields = vec![("preserved", "yes"), ("police", "no"), ("hurt", "no"), ("host", "no"), ("step", "send")];
    fields.extend(NOTICE);
    let answer =
        wait(|| analyst.browser.post_form(&format!("/console/case/{case}/notice"), &fields))?.fine("notice")?;
    let id =
        answer.location.strip_prefix("/console/notice/").ok_or_else(|| held("the notice was not drafted"))?.to_owned();
    for _ in 0..100 {
        if post.letters().iter().any(|letter| letter.contains("abuse@host.example") && letter.contains(&id)) {
            return Ok(id);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(held("the mail server did not get the notice within ten seconds"))
}

fn answered(analyst: &mut Seat, notice: &str) -> Result<String, Failure> {
    for _ in 0..50 {
        let answer =
            wait(|| analyst.browser.post_form(&format!("/console/notice/{notice}/outcome"), &[("outcome", "down")]))?;
        if answer.location.contains(notice) {
            return Ok("the service took it down; the outcome is recorded".into());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Err(held("the outcome was not recorded"))
}

/// The chain's head as the console's page computes it, and a reply signed over it.
fn reply_body(analyst: &mut Seat, report: &str, words: &str, key: &SignKey) -> Result<Value, Failure> {
    let chain = wait(|| analyst.browser.get(&format!("/console/report/{report}/chain")))?.json("chain")?;
    let first: Signed =
        serde_json::from_value(chain.get("report").cloned().unwrap_or_default()).map_err(|e| held(&e.to_string()))?;
    let mailbox = text(&chain, "/mailbox")?.to_owned();
    let mut head = khien_seal::chain::link_hash(&first.statement, &first.signature_bytes().map_err(sealing)?);
    let mut sequence = 1;
    for link in chain.get("chain").and_then(Value::as_array).into_iter().flatten() {
        let hash = B64.decode(text(link, "/h")?).map_err(|e| held(&e.to_string()))?;
        let said = statement::message(text(link, "/d")?, &mailbox, sequence, &hex::encode(head), &hex::encode(hash));
        head = khien_seal::chain::link_hash(&said, &statement::signature_from_b64(text(link, "/s")?).map_err(sealing)?);
        sequence += 1;
    }
    let sealed = envelope::seal_json(&Words::of(words), [text(&chain, "/recipient")?]).map_err(sealing)?;
    let said = statement::message("team", &mailbox, sequence, &hex::encode(head), &khien_seal::sha256_hex(&sealed));
    Ok(json!({
        "sequence": sequence, "previous": hex::encode(head), "ciphertext": B64.encode(sealed), "signature": Signed::new(said, key).signature,
    }))
}

const REPLY: &str = "Bạn không có lỗi. Đừng chuyển tiền; chúng tôi ở đây với bạn.";
const SECOND: &str = "Bài đăng đã được gỡ. Bạn muốn chúng tôi làm gì tiếp theo?";

fn reply(analyst: &mut Seat, report: &str, reporter: &Reporter, portal: &mut Browser) -> Result<String, Failure> {
    let key = analyst.person.pair.sign_key().map_err(sealing)?;
    for words in [REPLY, SECOND] {
        let body = reply_body(analyst, report, words, &key)?;
        wait(|| analyst.browser.post_json(&format!("/console/report/{report}/reply"), &body))?.fine("reply")?;
    }
    let shown = wait(|| reporter.look(portal))?;
    match shown.from_team.as_slice() {
        [(signer, first), (_, second)] if first == REPLY && second == SECOND => {
            Ok(format!("the reporter reads it, signed by “{signer}”, chain and certificates verified"))
        }
        _ => Err(held("the reply did not arrive as it was written")),
    }
}

/// Changes a view as a seized server would.
type Forge = fn(&mut Value);

fn forgery(analyst: &mut Seat, report: &str, reporter: &Reporter, portal: &mut Browser) -> Result<String, Failure> {
    let thief = SignKey::generate().map_err(sealing)?;
    let body = reply_body(analyst, report, "meet me at the station", &thief)?;
    let refused = wait(|| analyst.browser.post_json(&format!("/console/report/{report}/reply"), &body))?;
    if refused.status != 422 {
        return Err(held("the node took a reply that its member did not sign"));
    }
    let honest = wait(|| reporter.check(portal))?;
    let forgeries: [(&str, Forge); 5] = [
        ("a dropped message", |view| drop(chain_of(view).remove(0))),
        ("reordered messages", |view| chain_of(view).swap(0, 1)),
        ("a replayed message", |view| {
            let again = chain_of(view)[0].clone();
            chain_of(view).push(again);
        }),
        ("an injected message", |view| chain_of(view)[1]["h"] = B64.encode([7u8; 32]).into()),
        ("a swapped team key", |view| {
            let changed = view["teams"][0]["statement"].as_str().unwrap_or_default().replace("\nage1", "\nage2");
            view["teams"][0]["statement"] = changed.into();
        }),
    ];
    for (name, forge) in forgeries {
        let mut view = honest.clone();
        forge(&mut view);
        if reporter.verified(&view).is_ok() {
            return Err(held(&format!("{name} was not noticed")));
        }
    }
    Ok("a reply with another key is refused by the node; dropped, reordered, replayed, injected messages and a swapped key by the page".into())
}

/// The links of a view; two of them after the replies of this walk.
fn chain_of(view: &mut Value) -> &mut Vec<Value> {
    if !view["chain"].is_array() {
        view["chain"] = json!([]);
    }
    match &mut view["chain"] {
        Value::Array(links) => links,
        _ => unreachable!("made an array above"),
    }
}

async fn figures(app: &App, analyst: &mut Seat, case: &str) -> Result<String, Failure> {
    wait(|| analyst.browser.post_form(&format!("/console/case/{case}/close"), &[("outcome", "st.down.all")]))?
        .fine("close")?;
    wait(|| analyst.browser.get("/console/figures"))?.fine("figures")?;
    let figures = app.store.figures().await?;
    if figures.total != 1 {
        return Err(held("one person was not counted as one"));
    }
    Ok("one person, counted once, by month, harm, age band and province; the case is closed: all we know of is down"
        .into())
}

async fn rebuilt(app: &App) -> Result<String, Failure> {
    let shared = app.store.shared.clone();
    let rebuilt = blocking(move || {
        let mut conn = khien_store::writer::connect(&shared.place, false)?;
        Ok(rebuild::rebuild(&mut conn, &shared)?)
    })
    .await?;
    if !rebuilt.identical {
        return Err(held(&format!("tables differ: {}", rebuilt.different.join(", "))));
    }
    Ok(format!("{} events refolded, every table equals the one that lived", rebuilt.events))
}

async fn ledger(app: &App, portal: &mut Browser) -> Result<String, Failure> {
    jobs::beat_once(app).await?;
    let note = wait(|| portal.get("/ledger/checkpoint"))?.fine("checkpoint")?.body;
    let verify = app.online.verify_bytes();
    let checkpoint = Checkpoint::verified(&note, &verify).map_err(sealing)?;
    let shared = app.store.shared.clone();
    let verified = blocking(move || {
        let mut conn = khien_store::writer::connect(&shared.place, true)?;
        Ok(rebuild::verify(&mut conn, Some(verify), Some(&note))?)
    })
    .await?;
    if !verified.ok {
        return Err(held(&verified.problems.join("; ")));
    }
    Ok(format!("{} events, every payload and leaf hashed anew, root as the signed checkpoint says", checkpoint.size))
}

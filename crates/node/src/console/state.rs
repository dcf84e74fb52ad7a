//! One State: how far it is trusted, its words, its numbers, what it accepts, and what waits.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::Timestamp;
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::directory::Revoked;
use khien_desk::directory::entry::{Authority, Entry, name_in};
use khien_desk::directory::fresh::Fresh;
use khien_desk::directory::peer::{HEARERS, Held};
use khien_desk::directory::trust::Reason;
use khien_desk::directory::words::voice_words;
use khien_desk::directory::{Change, Trust};
use khien_seal::keys::verify_from_hex;
use khien_store::directory::{Histories, PeerRow};
use khien_store::lookups::Heard;
use khien_terms::Moment;

use super::desk::{Desk, Names, Trouble, page};
use super::frame::{Choice, Frame};
use super::ledgers::Ledgers;
use super::states::trust_words;
use super::{lookup, when};

/// The page.
#[derive(Template)]
#[template(path = "console/state.html")]
pub struct StatePage {
    pub f: Frame,
    pub here: String,
    /// What a comparison of words came to; empty otherwise.
    pub misread: String,
    /// Another root waits for two people: what stands here as its words are those of the present one.
    pub root_waits: bool,
    /// Its node shows a root that nobody signed for.
    pub unsigned: bool,
    pub trust: String,
    pub trust_hint: String,
    pub care: bool,
    pub reason: String,
    /// The words of its root, numbered, in two columns.
    pub columns: [Vec<NumberedWord>; 2],
    pub root: String,
    pub heard: String,
    pub can_hear: bool,
    pub numbers: Vec<AuthorityRow>,
    pub facts: Vec<(String, String)>,
    pub held: Option<HeldChange>,
    pub histories: Vec<HistoryPair>,
    pub ledgers: Ledgers,
    pub trusts: Vec<Choice>,
    pub reasons: Vec<Choice>,
    pub can_trust: bool,
    /// It takes part no more: its words are compared when it is introduced anew.
    pub left: bool,
    /// What was typed of its words, and did not fit.
    pub typed: String,
    /// It left, and this person may introduce it anew.
    pub can_introduce: bool,
    /// Where its node stood last, or as it was typed, with the entry, and what was wrong with them; empty where nothing was.
    pub address: String,
    pub entry: String,
    pub wrong: String,
    pub can_leave: bool,
    pub can_ask: bool,
    /// Whether it may look identifiers up here.
    pub lookup: bool,
    /// What that says, with how many it asked today.
    pub lookup_words: String,
    pub can_allow: bool,
    pub lookups: Vec<LookupLine>,
}

/// A query of it.
pub struct LookupLine {
    pub at: String,
    pub what: String,
    pub who: String,
}

/// A word with its place.
pub struct NumberedWord {
    pub n: usize,
    pub word: &'static str,
}

/// An authority as a row.
pub struct AuthorityRow {
    pub name: String,
    pub roles: String,
    pub phone: String,
    pub hours: String,
}

/// A change that waits.
pub struct HeldChange {
    pub entry: String,
    pub what: Vec<String>,
    pub not_before: String,
    pub confirmed: String,
    pub can_answer: bool,
    /// The new root's words, when the root changes.
    pub columns: Option<[Vec<NumberedWord>; 2]>,
}

/// Two entries of one number.
pub struct HistoryPair {
    pub seq: u32,
    pub known: String,
    pub offered: String,
}

/// Shows a State.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, Path(code): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::SeeStates)?;
    render(&desk, code, "", |_| String::new()).await
}

/// The page with the words that were typed, and what a comparison of them came to.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn render(
    desk: &Desk,
    code: String,
    typed: &str,
    misread: impl Fn(&Frame) -> String,
) -> Result<Response, Trouble> {
    let mut shown = page_of(desk, code).await?;
    (shown.misread, shown.typed) = (misread(&shown.f), typed.to_owned());
    Ok(page(&shown))
}

/// The page with nothing typed.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn page_of(desk: &Desk, code: String) -> Result<StatePage, Trouble> {
    let row = desk.app.store.peer(code.clone()).await?.ok_or(Refusal::NotFound)?;
    let histories = desk.app.store.histories(code.clone()).await?;
    let witnessing = desk.app.store.witnessing(code.clone()).await?;
    let next = match &row.peer.held {
        Some(held) => desk.app.store.directory_entry(held.entry.clone()).await?,
        None => None,
    };
    let seen = desk.app.store.seen_by_lists(code.clone(), row.peer.seq, row.peer.entry.clone()).await?;
    let names = desk.names().await?;
    let (heard_lookups, today) = desk.app.store.heard_lookups(code.clone()).await?;
    let mut f = desk.frame("states").await?;
    let here = format!("/console/desk/state/{code}");
    f.title = row.known.entry.name(f.lang.as_str()).to_owned();
    // Also after a press: the links to other languages lead to the page.
    f.path.clone_from(&here);
    let held = row.peer.held.as_ref().map(|held| {
        let next = next.and_then(|signed| verify_from_hex(&held.root).ok().map(|root| (signed, root)));
        let next = next.and_then(|(signed, root)| Entry::verified(&signed, &root).ok());
        held_change(&f, desk, &row, held, next.as_ref(), &names)
    });
    let heard: Vec<String> = row.peer.heard.iter().map(|by| names.member(*by)).collect();
    let waits = row.peer.heard.len() < HEARERS;
    let trusts = [Trust::PreserveOnly, Trust::Full, Trust::Suspended];
    Ok(StatePage {
        misread: String::new(),
        root_waits: root_waits(&row),
        unsigned: row.peer.unsigned_root.is_some() && row.trust != Trust::Left,
        trust: match root_waits(&row) {
            true if row.peer.unsigned_root.is_some() => f.t("desk-state-unsigned"),
            true => f.t("desk-state-trust-root"),
            false => trust_words(&f, row.trust),
        },
        trust_hint: trust_hint(&f, &row),
        care: !matches!(row.trust, Trust::Full | Trust::PreserveOnly),
        // Why it was trusted once is no reason why it left.
        reason: row
            .peer
            .reason
            .filter(|_| row.trust != Trust::Left)
            .map(|reason| reason_words(&f, reason))
            .unwrap_or_default(),
        columns: columns(&row.known.root),
        root: row.peer.root.clone(),
        heard: heard.join(", "),
        can_hear: waits && row.trust != Trust::Left && may_call(desk) && !row.peer.heard.contains(&desk.me()),
        numbers: row.known.entry.authorities.iter().map(|authority| authority_row(&f, authority)).collect(),
        facts: facts(&f, &row).into_iter().chain(super::lists::seen(&f, &seen)).collect(),
        held,
        histories: histories.iter().map(history_pair).collect(),
        ledgers: super::ledgers::of(&f, &row, &witnessing),
        trusts: trusts
            .map(|trust| Choice::new(trust.as_str(), trust_words(&f, trust)).chosen(Some(row.peer.trust.as_str())))
            .into(),
        reasons: Reason::ALL
            .into_iter()
            .filter(|reason| {
                !matches!(reason, Reason::WordsHeard | Reason::SplitView | Reason::LedgerForked | Reason::ListDiffers)
            })
            .map(|reason| Choice::new(reason.as_str(), reason_words(&f, reason)))
            .collect(),
        can_trust: !waits && row.trust != Trust::Left && desk.may(Operation::DecideRequests),
        left: row.trust == Trust::Left,
        typed: String::new(),
        entry: String::new(),
        wrong: String::new(),
        can_introduce: row.trust == Trust::Left && desk.may(Operation::IntroduceStates),
        address: row.known.entry.url.clone(),
        can_leave: row.trust != Trust::Left && desk.may(Operation::IntroduceStates),
        can_ask: row.trust != Trust::Left && may_call(desk),
        lookup: row.peer.lookup,
        lookup_words: lookup_words(&f, &row, today),
        can_allow: !waits && row.trust != Trust::Left && desk.may(Operation::DecideRequests),
        lookups: heard_lookups.iter().map(|heard| lookup_line(&f, heard)).collect(),
        here,
        f,
    })
}

/// Whether it is a root that waits for two people which lowers trust: another reason than silence, and more urgent.
fn root_waits(row: &PeerRow) -> bool {
    row.trust == Trust::Stale && row.peer.root_waits()
}

/// What follows from how far it is trusted.
fn trust_hint(f: &Frame, row: &PeerRow) -> String {
    if root_waits(row) {
        let unsigned = row.peer.unsigned_root.is_some();
        return f.t(if unsigned { "desk-state-unsigned-hint" } else { "desk-state-trust-root-hint" });
    }
    f.t(&format!("desk-state-trust-{}-hint", row.trust.as_str().replace('_', "-")))
}

fn lookup_words(f: &Frame, row: &PeerRow, today: u32) -> String {
    if row.trust == Trust::Left {
        return f.t("desk-lookup-left");
    }
    if !row.peer.lookup {
        return f.t("desk-lookup-not-allowed");
    }
    let most = f.app.lookup_rules().queries_per_day.to_string();
    f.say("desk-lookup-allowed", &[("today", &today.to_string()), ("most", &most)])
}

fn lookup_line(f: &Frame, heard: &Heard) -> LookupLine {
    let what = if heard.code.is_empty() {
        format!("{} · {}", lookup::basis_words(f, &heard.basis), lookup::purpose_words(f, &heard.purpose))
    } else {
        f.t(&format!("desk-lookup-we-refused-{}", heard.code))
    };
    let at = when::moment(f, heard.at, f.app.now(), &f.app.config.zone);
    // Their case is named as they name it: the same words in their own journal prove which case it was.
    let case = heard.case.get(..16).unwrap_or_default();
    let who = if case.is_empty() { heard.officer.clone() } else { format!("{} · {case}…", heard.officer) };
    LookupLine { at, what, who }
}

/// Who compares words and calls: officers, and whoever introduces States.
pub fn may_call(desk: &Desk) -> bool {
    desk.may(Operation::HoldDeskKey) || desk.may(Operation::IntroduceStates)
}

/// Why trust was set, in words.
pub fn reason_words(f: &Frame, reason: Reason) -> String {
    f.t(&format!("desk-state-reason-{}", reason.as_str().replace('_', "-")))
}

/// Words of a root in two columns, as they are read out.
pub fn columns(root: &[u8; 32]) -> [Vec<NumberedWord>; 2] {
    let all = voice_words(root);
    let half = all.len() / 2;
    [0, 1].map(|column| {
        let words = all.iter().enumerate().skip(column * half).take(half);
        words.map(|(place, word)| NumberedWord { n: place + 1, word }).collect()
    })
}

/// An authority with its number.
pub fn authority_row(f: &Frame, authority: &Authority) -> AuthorityRow {
    let roles: Vec<String> =
        authority.roles.iter().map(|role| f.t(&format!("desk-state-role-{}", role.as_str()))).collect();
    AuthorityRow {
        name: name_in(&authority.names, f.lang.as_str()).unwrap_or(&authority.id).to_owned(),
        roles: roles.join(", "),
        phone: authority.phone.clone(),
        hours: format!("{} ({})", authority.hours, authority.zone),
    }
}

/// What an entry says, name by name.
pub fn entry_facts(f: &Frame, entry: &Entry) -> Vec<(String, String)> {
    let terms = &entry.terms;
    let kinds: Vec<&str> = terms.kinds.iter().map(|kind| kind.as_str()).collect();
    let fact = |key: &str, value: String| (f.t(key), value);
    let mut facts = vec![
        fact("desk-state-code", entry.state.clone()),
        fact("desk-state-languages", terms.languages.join(", ")),
        fact("desk-state-kinds", kinds.join(", ")),
        fact("desk-state-hold-days", f.counted("console-days", "n", terms.hold_days_default.into())),
        fact("desk-state-dual", f.t(if terms.dual_criminality_required { "desk-state-yes" } else { "desk-state-no" })),
    ];
    if !terms.reservations.is_empty() {
        facts.push(fact("desk-state-reservations", {
            let made = terms.reservations.iter().map(|id| super::desk_words::Said::new(&f.app, f.lang).reservation(id));
            made.collect::<Vec<_>>().join("; ")
        }));
    }
    let oversight = name_in(&entry.oversight.names, f.lang.as_str()).unwrap_or_default();
    facts.extend([
        fact("desk-state-calendar", entry.zone.clone()),
        fact("desk-state-oversight", format!("{oversight}: {}", entry.oversight.contact)),
        fact("desk-state-url", entry.url.clone()),
        fact("desk-state-number", entry.seq.to_string()),
        fact("desk-state-valid", day(f, entry.not_after)),
    ]);
    if let Some(leaves) = entry.leaves {
        facts.push(fact("desk-state-leaves", day(f, leaves)));
    }
    facts
}

/// By which line messages reach a node that says this.
pub fn line_fact(f: &Frame, fresh: &Fresh) -> (String, String) {
    let by = match &fresh.desk {
        Some(desk) => f.with("desk-state-line-pinned", "url", desk),
        None if fresh.calls => f.t("desk-own-line-calls"),
        None => f.t("desk-state-line-web"),
    };
    (f.t("desk-state-line"), by)
}

fn facts(f: &Frame, row: &PeerRow) -> Vec<(String, String)> {
    let mut facts = entry_facts(f, &row.known.entry);
    facts.push(match row.known.fresh.calls {
        true => {
            let open = f.app.abroad.lines.called().waiting(&row.peer.state);
            let open = f.counted("desk-state-line-calls", "n", i64::try_from(open).unwrap_or(i64::MAX));
            (f.t("desk-state-line"), open)
        }
        false => line_fact(f, &row.known.fresh),
    });
    facts.push((f.t("desk-state-fresh"), day(f, row.known.fresh.valid_until)));
    if !row.known.revoked.is_empty() {
        let words = |one: &Revoked| {
            let key: String = one.key.chars().take(16).collect();
            f.say("desk-state-key-revoked", &[("key", &key), ("day", &day(f, one.since))])
        };
        facts.push((
            f.t("desk-state-revoked-keys"),
            row.known.revoked.iter().map(words).collect::<Vec<_>>().join(" · "),
        ));
    }
    facts
}

/// A day in the node's zone.
pub fn day(f: &Frame, at: Timestamp) -> String {
    when::day(f, Moment::from(at).day_in(&f.app.config.zone))
}

fn held_change(f: &Frame, desk: &Desk, row: &PeerRow, held: &Held, next: Option<&Entry>, names: &Names) -> HeldChange {
    let mut what = Vec::new();
    if let Some(next) = next.filter(|_| held.changes.contains(&Change::Phone)) {
        let (before, after) = (row.known.entry.phones(), next.phones());
        let ids: std::collections::BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
        for id in ids.into_iter().filter(|id| before.get(id) != after.get(id)) {
            let none = f.t("console-none");
            let of = |phones: &std::collections::BTreeMap<&str, &str>| {
                phones.get(id).map_or_else(|| none.clone(), |phone| (*phone).to_owned())
            };
            let values = [("id", id), ("before", &*of(&before)), ("after", &*of(&after))];
            what.push(f.say("desk-state-change-phone", &values));
        }
    }
    let root = verify_from_hex(&held.root).ok().filter(|_| held.changes.contains(&Change::Root));
    if root.is_some() {
        what.push(f.t("desk-state-change-root"));
    }
    let confirmed: Vec<String> = held.confirmed.iter().map(|by| names.member(*by)).collect();
    let not_before = Moment::from(held.not_before);
    HeldChange {
        entry: held.entry.clone(),
        what,
        not_before: when::moment(f, not_before, desk.app.now(), &desk.app.config.zone),
        confirmed: confirmed.join(", "),
        can_answer: may_call(desk) && !held.confirmed.contains(&desk.me()) && held.confirmed.len() < held.callers(),
        columns: root.map(|root| columns(&root)),
    }
}

fn history_pair(histories: &Histories) -> HistoryPair {
    let Histories { seq, known, offered } = histories;
    HistoryPair { seq: *seq, known: readable(&known.statement), offered: readable(&offered.statement) }
}

/// The JSON of a statement with line ends, for people.
pub fn readable(statement: &str) -> String {
    let json = statement.split_once('\n').map_or(statement, |(_, json)| json);
    let value: Result<serde_json::Value, _> = serde_json::from_str(json);
    value.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or_else(|_| statement.to_owned())
}

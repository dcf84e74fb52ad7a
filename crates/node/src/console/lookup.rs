//! Asking another State which identifiers of a case it knows. An officer of the desk asks, about what those who work on the case
//! assessed; the answer says which, and a hit leads to one thing: a request to that State.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use khien_casework::Refusal;
use khien_casework::identifier::{Identifier, Kind};
use khien_casework::role::Operation;
use khien_desk::lookup::ELEMENTS;
use khien_desk::wire::signed::OfficerSignature;
use khien_store::Fault;
use khien_store::lookups::LookupRow;
use serde::Deserialize;
use serde_json::json;
use zeroize::Zeroizing;

use super::desk::{Desk, Names, Trouble, page};
use super::desk_words::Said;
use super::frame::{Choice, Frame};
use super::problem::words_of;
use super::report::case_name;
use super::{bytes_of, identifiers, when};
use crate::abroad::asking::{self, Shown, Wanted};

/// Identifiers whose fields stand open; the others follow below.
const OPEN: usize = 3;

/// The page: what to ask, and what was asked.
#[derive(Template)]
#[template(path = "console/lookup.html")]
pub struct LookupPage {
    pub f: Frame,
    /// What is wrong with what was written; empty at first.
    pub wrong: String,
    pub case: String,
    pub states: Vec<Choice>,
    pub bases: Vec<Choice>,
    pub unchecked: bool,
    pub purposes: Vec<Choice>,
    pub first: Vec<Line>,
    pub more: Vec<Line>,
    /// Whether one of those below was filled in.
    pub more_open: bool,
    pub rows: Vec<Asked>,
}

/// The fields of one identifier.
pub struct Line {
    pub n: usize,
    pub value: String,
    pub kinds: Vec<Choice>,
}

/// A query in the list.
pub struct Asked {
    pub href: String,
    pub state: String,
    pub case: String,
    pub basis: String,
    pub outcome: String,
    pub who: String,
    pub at: String,
    pub at_iso: String,
}

/// The page on which an officer signs.
#[derive(Template)]
#[template(path = "console/lookup_sign.html")]
pub struct SignPage {
    pub f: Frame,
    pub post: String,
    pub text: String,
    pub facts: Vec<(String, String)>,
    pub identifiers: Vec<String>,
}

/// The page of what a State answered.
#[derive(Template)]
#[template(path = "console/lookup_answer.html")]
pub struct AnswerPage {
    pub f: Frame,
    pub facts: Vec<(String, String)>,
    /// Why there is no answer; empty otherwise.
    pub refused: String,
    pub waits: bool,
    pub other_key: bool,
    pub known: Vec<String>,
    pub unknown: Vec<String>,
    /// Where a request to that State begins; empty without a hit, or for who drafts none.
    pub request: String,
}

/// What the page is opened with.
#[derive(Deserialize, Default)]
pub struct Opened {
    /// The case's number.
    #[serde(default)]
    case: String,
    /// The State.
    #[serde(default)]
    to: String,
}

/// What an officer wrote.
type Typed = BTreeMap<String, Zeroizing<String>>;

/// Shows the page.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, Query(opened): Query<Opened>) -> Result<Response, Trouble> {
    desk.must(Operation::LookUpAbroad)?;
    let typed = [("case", opened.case), ("to", opened.to)];
    let typed = typed.map(|(name, text)| (name.to_owned(), Zeroizing::new(text))).into();
    render(&desk, &typed, String::new()).await
}

fn text<'a>(typed: &'a Typed, name: &str) -> &'a str {
    typed.get(name).map_or("", |text| text.trim())
}

async fn render(desk: &Desk, typed: &Typed, wrong: String) -> Result<Response, Trouble> {
    let mut f = desk.frame("lookup").await?;
    f.title = f.t("desk-lookup-title");
    "/console/desk/lookup".clone_into(&mut f.path);
    let names = desk.names().await?;
    let rules = desk.app.lookup_rules();
    let peers = desk.app.store.peers().await?;
    let speaks = peers.iter().filter(|peer| peer.trust.preserves());
    let states = speaks.map(|peer| {
        let entry = &peer.known.entry;
        Choice::new(&entry.state, format!("{} ({})", entry.name(f.lang.as_str()), entry.state))
            .chosen(Some(text(typed, "to")))
    });
    let states = states.collect();
    let lines: Vec<Line> = (1..=ELEMENTS).map(|n| line(&f, typed, n)).collect();
    let more_open = lines.iter().skip(OPEN).any(|line| !line.value.is_empty());
    let (mut first, mut more) = (Vec::new(), Vec::new());
    for line in lines {
        if line.n <= OPEN { first.push(line) } else { more.push(line) }
    }
    let law = desk.app.forms.law();
    let asked = desk.app.store.lookups(None).await?;
    let shown = page(&LookupPage {
        case: text(typed, "case").to_owned(),
        states,
        bases: rules
            .bases
            .iter()
            .map(|one| Choice::new(&one.code, basis_words(&f, &one.code)).chosen(Some(text(typed, "basis"))))
            .collect(),
        unchecked: rules.bases.iter().any(|one| law.find(&one.article).is_some_and(|found| !found.checked)),
        purposes: rules
            .purposes
            .iter()
            .map(|code| Choice::new(code, purpose_words(&f, code)).chosen(Some(text(typed, "purpose"))))
            .collect(),
        first,
        more,
        more_open,
        rows: asked.iter().map(|row| asked_row(&f, &names, row)).collect(),
        wrong: wrong.clone(),
        f,
    });
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, shown).into_response())
}

fn line(f: &Frame, typed: &Typed, n: usize) -> Line {
    let kind = text(typed, &format!("kind{n}"));
    Line {
        n,
        value: text(typed, &format!("value{n}")).to_owned(),
        kinds: identifiers::kinds(f).into_iter().map(|choice| choice.chosen(Some(kind))).collect(),
    }
}

/// A basis in words, with its place in the law and the mark where nobody compared that with the certified text.
pub fn basis_words(f: &Frame, code: &str) -> String {
    let rules = f.app.lookup_rules();
    let Some(basis) = rules.bases.iter().find(|basis| basis.code == code) else { return code.to_owned() };
    let words = f.t(&format!("desk-lookup-basis-{code}"));
    let law = Said::new(&f.app, f.lang).law(&f.app.forms, &basis.article);
    law.map_or(words.clone(), |law| format!("{words} ({law})"))
}

/// An end in words.
pub fn purpose_words(f: &Frame, code: &str) -> String {
    let known = f.app.lookup_rules().purposes.iter().any(|one| one == code);
    if known { f.t(&format!("desk-lookup-purpose-{code}")) } else { code.to_owned() }
}

/// Why a query was not answered, in words.
pub fn code_words(f: &Frame, code: &str) -> String {
    let key = format!("desk-lookup-refused-{code}");
    if f.app.words.has(&key) { f.t(&key) } else { f.with("desk-lookup-refused-other", "code", code) }
}

fn outcome(f: &Frame, row: &LookupRow) -> String {
    match &row.hits {
        Some(hits) => {
            let (known, asked) = (hits.len().to_string(), row.asked.len().to_string());
            f.say("desk-lookup-outcome", &[("known", &known), ("asked", &asked)])
        }
        None if row.code.is_empty() => f.t("desk-lookup-waits"),
        None => code_words(f, &row.code),
    }
}

pub(super) fn asked_row(f: &Frame, names: &Names, row: &LookupRow) -> Asked {
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    Asked {
        href: format!("/console/desk/lookup/{}", row.query),
        state: row.peer.clone(),
        case: case_name(f, row.number),
        basis: basis_words(f, &row.basis),
        outcome: outcome(f, row),
        who: names.member(row.by),
        at: when::moment(f, row.at, now, zone),
        at_iso: when::iso(row.at, zone),
    }
}

/// Reads what was written; gives the page on which it is signed.
///
/// # Errors
/// [`Trouble::Fault`]; what a person can put right stands on the page with what they wrote.
pub async fn prepare(desk: Desk, Form(typed): Form<Typed>) -> Result<Response, Trouble> {
    desk.must(Operation::LookUpAbroad)?;
    let prepared = match wanted(&typed) {
        Ok(wanted) => asking::prepare(&desk.app, wanted, desk.me(), &desk.session.desk_name).await,
        Err(refusal) => Err(refusal.into()),
    };
    let to_sign = match prepared {
        Ok(to_sign) => to_sign,
        Err(Fault::Refused(refusal)) => {
            let wrong = words_of(&desk.app, desk.lang, &Trouble::from(refusal));
            return render(&desk, &typed, wrong).await;
        }
        Err(fault) => return Err(fault.into()),
    };
    let mut f = desk.frame("lookup").await?;
    f.title = f.t("desk-lookup-sign-title");
    "/console/desk/lookup".clone_into(&mut f.path);
    let fact = |key: &str, value: String| (f.t(key), value);
    Ok(page(&SignPage {
        post: format!("/console/desk/lookup/{}/send", to_sign.query),
        text: to_sign.text,
        facts: vec![
            fact("desk-lookup-state", text(&typed, "to").to_owned()),
            fact("desk-lookup-case", text(&typed, "case").to_owned()),
            fact("desk-lookup-basis", basis_words(&f, text(&typed, "basis"))),
            fact("desk-lookup-purpose", purpose_words(&f, text(&typed, "purpose"))),
        ],
        identifiers: to_sign.shown.iter().map(|(n, value)| numbered(*n, value)).collect(),
        f,
    }))
}

fn numbered(n: u32, value: &str) -> String {
    format!("{n}. {value}")
}

/// What was written, each identifier once.
fn wanted(typed: &Typed) -> Result<Wanted, Refusal> {
    let number = |_| Refusal::Field { field: "case", problem: "there is no case of this number" };
    let mut identifiers: Vec<Identifier> = Vec::new();
    for n in 1..=ELEMENTS {
        let value = text(typed, &format!("value{n}"));
        if value.is_empty() {
            continue;
        }
        let kind = Kind::named(text(typed, &format!("kind{n}"))).unwrap_or(Kind::Phone);
        let identifier = Identifier::read(kind, value)?;
        if !identifiers.contains(&identifier) {
            identifiers.push(identifier);
        }
    }
    Ok(Wanted {
        case: text(typed, "case").parse().map_err(number)?,
        peer: text(typed, "to").to_owned(),
        basis: text(typed, "basis").to_owned(),
        purpose: text(typed, "purpose").to_owned(),
        identifiers,
    })
}

/// The officer's signature, as their browser made it.
#[derive(Deserialize)]
pub struct Signed {
    /// Base64 of 64 bytes.
    signature: String,
}

/// Sends what was signed, and waits for the answer.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn send(desk: Desk, Path(query): Path<String>, Json(signed): Json<Signed>) -> Result<Response, Trouble> {
    desk.must(Operation::LookUpAbroad)?;
    let signature = bytes_of("signature", &signed.signature)?.try_into().map_err(|_| Refusal::Forged)?;
    let certificate = desk.app.store.officer_certificate(desk.me()).await?;
    let verify = desk.signs_by().await?;
    asking::send(&desk.app, &query, desk.me(), OfficerSignature { verify, signature, certificate }).await?;
    Ok((StatusCode::CREATED, Json(json!({"location": format!("/console/desk/lookup/{query}")}))).into_response())
}

/// Shows what a State answered.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn answer(desk: Desk, Path(query): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::LookUpAbroad)?;
    let row = desk.app.store.lookup(query.clone()).await?.ok_or(Refusal::NotFound)?;
    let kinds = desk.app.store.identifiers(row.case).await?;
    let recent = desk.app.abroad.asker.recent(&query, desk.me());
    let mut f = desk.frame("lookup").await?;
    let names = desk.names().await?;
    f.title = f.with("desk-lookup-answer-title", "state", &row.peer);
    let shown = recent.as_ref().map(|recent| &recent.shown);
    let name = |n: &u32| named(&f, *n, shown, kinds.iter().find(|one| one.n == *n).map(|one| one.kind));
    let hits = row.hits.clone().unwrap_or_default();
    let (known, unknown): (Vec<&u32>, Vec<&u32>) = row.asked.iter().partition(|n| hits.contains(n));
    let answered = row.hits.is_some();
    let listed = asked_row(&f, &names, &row);
    let may_request = !hits.is_empty() && desk.may(Operation::DraftRequests);
    let fact = |key: &str, value: &str| (f.t(key), value.to_owned());
    Ok(page(&AnswerPage {
        facts: vec![
            fact("desk-lookup-case", &listed.case),
            fact("desk-lookup-basis", &listed.basis),
            fact("desk-lookup-purpose", &purpose_words(&f, &row.purpose)),
            fact("desk-lookup-asked-by", &format!("{}, {}", listed.who, listed.at)),
            fact("desk-lookup-number", &row.query),
        ],
        refused: if row.code.is_empty() { String::new() } else { code_words(&f, &row.code) },
        waits: !answered && row.code.is_empty(),
        other_key: recent.as_ref().is_some_and(|recent| recent.other_key),
        known: known.into_iter().map(name).collect(),
        unknown: if answered { unknown.into_iter().map(name).collect() } else { Vec::new() },
        request: if may_request { format!("/console/desk/new/L1?to={}", row.peer) } else { String::new() },
        f,
    }))
}

/// An identifier: its value while it stands in memory, else its number and kind.
fn named(f: &Frame, n: u32, shown: Option<&Shown>, kind: Option<Kind>) -> String {
    let value = shown.and_then(|shown| shown.iter().find(|(one, _)| *one == n));
    match (value, kind) {
        (Some((_, value)), _) => numbered(n, value),
        (None, Some(kind)) => identifiers::name(f, n, kind),
        (None, None) => f.counted("desk-lookup-identifier-gone", "n", n.into()),
    }
}

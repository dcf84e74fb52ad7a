//! The page of a letter to a State without a node, before the letter is in it: its words, the names of the form's fields, and what an answer in
//! it may say.

use std::collections::BTreeMap;

use askama::Template;
use axum::Json;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::directory::words::list as words_list;
use khien_desk::package::What;
use khien_desk::request::{Decision, Request, Side, information};
use serde::Deserialize;
use serde_json::{Value, json};

use super::blank::BlankForm;
use super::desk::{Desk, Trouble};
use super::desk_words::Said;
use super::frame::Frame;
use super::id_of;
use crate::http::ASSETS;

/// Words with which every letter's page opens, all under one prefix.
pub(super) const OPENING: [&str; 13] = [
    "opening",
    "wrong",
    "changed",
    "compare",
    "compare-how",
    "key-wrong",
    "key-other",
    "key-unread",
    "key-none",
    "key-old",
    "key-browser",
    "key-changed",
    "opening-key",
];

/// Words of a letter that carries a message, beside those.
const WORDS: [&str; 71] = [
    "answer",
    "answer-how",
    "officer",
    "what",
    "acknowledge",
    "ask",
    "accepted",
    "part",
    "refused",
    "postponed",
    "hold",
    "hold-part",
    "status",
    "expect",
    "until",
    "later",
    "grounds",
    "consulted",
    "consulted-none",
    "text",
    "make",
    "made",
    "save",
    "no-officer",
    "no-day",
    "no-ground",
    "no-words",
    "no-data",
    "expired",
    "not-here",
    "impossible",
    "wrong-custodian",
    "return",
    "evidence-how",
    "grant",
    "grant-all",
    "grant-some",
    "grant-before",
    "files",
    "item",
    "data-from",
    "data-to",
    "custody",
    "authorisation",
    "purposes",
    "onward",
    "feedback",
    "last",
    "no-files",
    "too-many",
    "too-large",
    "made-two",
    "save-evidence",
    "accept",
    "decline",
    "destroyed",
    "information-closed",
    "information-opened",
    "reply",
    "offer-accept",
    "offer-decline",
    "extend",
    "extend-until",
    "release",
    "withdraw",
    "withdraw-information",
    "give-key",
    "give-key-how",
    "give-key-file",
    "give-key-wrong",
    "conditions",
];

/// Words beside which the page itself writes numbers.
const COUNTED: [(&str, &[&str]); 2] = [("measuring", &["n", "all", "mb"]), ("packing", &["mb", "of"])];

/// The page that opens a letter, before the letter is in it.
#[derive(Template)]
#[template(path = "console/letter_file.html")]
pub(super) struct LetterFile {
    lang: String,
    title: String,
    how: String,
    label: String,
    open: String,
    words: String,
    list: String,
    script: String,
    style: String,
    /// What opens it with the key of a certificate; none where words do.
    key: Option<KeyForm>,
    /// The forms of a blank letter.
    forms: Vec<BlankForm>,
}

/// The part of the page that reads a key.
struct KeyForm {
    how: String,
    file: String,
    password: String,
    script: String,
}

/// In which language; not `lang`, which is the member's own.
#[derive(Deserialize)]
pub struct Asked {
    pub(super) language: String,
    /// How it opens.
    #[serde(default)]
    pub(super) opens: Opens,
}

/// How a letter opens.
#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Opens {
    /// With words that are told by telephone.
    #[default]
    Words,
    /// With the key of the certificate that its State handed in.
    Certificate,
}

/// Gives what a letter is made of, but for the letter: the page that opens it, and the names of the form's fields.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn page(desk: Desk, Path(id): Path<String>, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let lang = desk.app.words.lang(&asked.language).ok_or(Refusal::NotFound)?;
    let stored = desk.app.store.request_page(id_of(&id)?).await?;
    let mut f = desk.frame("requests").await?;
    f.lang = lang;
    let state = &stored.row.state;
    let own = desk.app.own_desk().await?.ok_or(Refusal::NotNow("this State's desk has no entry yet"))?;
    let mut words = said_in(&f, &own.state, &OPENING);
    words.extend(said_in(&f, &own.state, &WORDS));
    words.insert("desk-letter-page-proven".to_owned(), f.with("desk-letter-page-proven", "who", "{who}"));
    let evidence = asked_evidence(&desk, &f, state).await?;
    if evidence.is_some() {
        words.extend(evidence_words(&f));
    }
    let law = desk.app.desk_law();
    let codes = law.grounds.get(&state.kind).map(Vec::as_slice).unwrap_or_default();
    let grounds: Vec<_> = codes
        .iter()
        .filter(|code| !code.is_empty())
        .map(|code| json!({"code": code, "words": format!("{code} · {}", Said::new(&f.app, lang).ground(code))}))
        .collect();
    let consulted: Vec<_> = state.asked.asks.iter().map(|one| json!({"message": one.message, "at": one.at})).collect();
    let articles = &desk.app.forms.form(state.kind).articles;
    let unchecked = articles.iter().any(|id| desk.app.forms.law().find(id).is_some_and(|found| !found.checked));
    let labels = labels(&f, state.kind);
    let page = template(&f, &own.state, (&words, "title"), asked.opens, Vec::new())?;
    Ok(Json(json!({
        "page": page, "list": list(), "labels": labels, "grounds": grounds,
        "unchecked": unchecked.then(|| Said::new(&f.app, lang).text("unchecked-all")),
        "kind": super::requests::kind_words(&f, state.kind), "holds": state.kind == khien_desk::Kind::P1, "consulted": consulted,
        "evidence": evidence, "conditions": conditions(&f, state), "informs": information::given(&state.asking).is_some(), "side": if state.side == Side::Asking { "asked" } else { "asking" },
    }))
    .into_response())
}

/// What binds whoever accepts information that we give, each a sentence; none of other kinds. What a State gave us binds us.
fn conditions(f: &Frame, state: &Request) -> Vec<String> {
    let given = information::given(&state.asking).filter(|_| state.side == Side::Asking);
    given.map(|(_, given)| super::request_package::words(f, state.kind, &given.conditions)).unwrap_or_default()
}

/// Words of a letter's page.
pub(super) fn said_in(f: &Frame, state: &str, names: &[&str]) -> BTreeMap<String, String> {
    let key = |name: &str| format!("desk-letter-page-{name}");
    names.iter().map(|name| (key(name), f.with(&key(name), "state", state))).collect()
}

/// The words that can be told, of which a browser draws some.
pub(super) fn list() -> &'static [&'static str] {
    words_list().as_slice()
}

/// The page that opens a letter, in the language of `f`; `title` names its title among its words.
pub(super) fn template(
    f: &Frame,
    state: &str,
    (words, title): (&BTreeMap<String, String>, &str),
    opens: Opens,
    forms: Vec<BlankForm>,
) -> Result<String, Trouble> {
    let said = |name: &str| f.with(&format!("desk-letter-page-{name}"), "state", state);
    let file = LetterFile {
        lang: f.lang.to_string(),
        title: said(title),
        how: said("how"),
        label: said("words"),
        open: said("open"),
        words: json!(words).to_string(),
        list: list().join(" "),
        script: asset("letter.js"),
        style: asset("letter.css"),
        key: (opens == Opens::Certificate).then(|| KeyForm {
            how: said("how-key"),
            file: said("key-file"),
            password: said("password"),
            script: asset("letter-key.js"),
        }),
        forms,
    };
    Ok(file.render().map_err(|error| khien_store::Fault::Corrupt(error.to_string()))?)
}

/// What the letter's page needs to make a package of evidence; none where this request is not answered with one by letter.
async fn asked_evidence(desk: &Desk, f: &Frame, state: &Request) -> Result<Option<Value>, Trouble> {
    if !(state.kind.returns() && state.kind.has_items()) {
        return Ok(None);
    }
    let Some(row) = desk.app.store.correspondent(state.peer.clone()).await? else { return Ok(None) };
    let purposes: Vec<Value> = super::request_steps::purposes(f, state.kind)
        .into_iter()
        .map(|purpose| json!({"code": purpose.code, "words": purpose.label}))
        .collect();
    Ok(Some(json!({
        "source": row.details.authority, "number": state.asked.returned.len() + 1, "granted": granted(state), "purposes": purposes,
    })))
}

/// Codes of the items that were granted, `all` of them, or nothing where nothing was.
pub(super) fn granted(state: &Request) -> Value {
    match state.asked.granted() {
        Some(Decision::Part { items }) if !items.is_empty() => json!(items),
        Some(_) => json!("all"),
        None => Value::Null,
    }
}

/// Words that the making of evidence needs beside those of every letter: numbers are written in by the page.
fn evidence_words(f: &Frame) -> BTreeMap<String, String> {
    let counted = COUNTED.into_iter().map(|(name, values)| {
        let places: Vec<String> = values.iter().map(|value| format!("{{{value}}}")).collect();
        let values: Vec<(&str, &str)> = values.iter().copied().zip(places.iter().map(String::as_str)).collect();
        let key = format!("desk-letter-page-{name}");
        let words = f.say(&key, &values);
        (key, words)
    });
    let findings = What::CODES.into_iter().map(|code| {
        let key = format!("desk-package-finding-{code}");
        let words = f.t(&key);
        (key, words)
    });
    counted.chain(findings).collect()
}

/// Names of the form's fields, and of what a message that is no form says.
fn labels(f: &Frame, kind: khien_desk::Kind) -> BTreeMap<String, String> {
    // What is said within a preservation has a form of its own.
    let within =
        if kind == khien_desk::Kind::P1 { super::request::labels(f, khien_desk::Kind::P2) } else { BTreeMap::new() };
    let mut labels = within;
    labels.extend(super::request::labels(f, kind));
    for act in [
        "acknowledge",
        "ask",
        "offer",
        "decide",
        "hold",
        "answer",
        "accept",
        "decline",
        "extend",
        "confirm",
        "release",
        "withdraw",
        "received",
        "destroyed",
        "status",
        "close",
    ] {
        labels.insert(format!("act={act}"), f.t(&format!("desk-act-{act}")));
    }
    labels.insert("act=take_back".to_owned(), f.t("desk-act-take-back"));
    labels.insert("act".to_owned(), f.t("desk-letter-message"));
    labels.insert("until".to_owned(), f.t("desk-field-until-extend"));
    labels
}

fn asset(name: &str) -> String {
    ASSETS.get_file(name).and_then(|file| file.contents_utf8()).unwrap_or_default().to_owned()
}

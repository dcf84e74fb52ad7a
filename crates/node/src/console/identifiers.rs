//! Identifiers of a suspect on the page of a case: how each stands, where else it is, which State knows it. The value passes the
//! node in memory and is not kept; a note of the case, sealed in the browser, is where colleagues find it.

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use khien_casework::Refusal;
use khien_casework::identifier::{Identifier, Kind, Periods, Standing};
use khien_casework::role::Operation;
use khien_store::identifiers::IdentifierRow;
use khien_store::lookups::LookupRow;
use khien_terms::id::CaseId;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::desk::{Desk, Names, Trouble, go};
use super::frame::{Choice, Frame};
use super::report::case_name;
use super::{id_of, when};
use crate::app::App;

/// The box on the page of a case.
pub struct Suspects {
    pub rows: Vec<Row>,
    pub kinds: Vec<Choice>,
    pub standings: Vec<Choice>,
    pub can_add: bool,
    /// How another State is asked, with the case's number.
    pub ask: String,
}

/// An identifier as a row.
pub struct Row {
    pub n: u32,
    pub name: String,
    pub standing: String,
    pub who: String,
    pub lapses: String,
    /// Other cases with the same one.
    pub also: Vec<(String, String)>,
    /// States that know it.
    pub known_to: String,
    pub standings: Vec<Choice>,
}

impl Suspects {
    /// Reads it for a case.
    ///
    /// # Errors
    /// [`Trouble::Fault`].
    pub async fn of(f: &Frame, names: &Names, case: CaseId, number: i64, open: bool) -> Result<Self, Trouble> {
        let lookups = f.app.store.lookups(Some(case)).await?;
        let rows = f.app.store.identifiers(case).await?;
        let first = [Standing::Alleged, Standing::Assessed].into_iter();
        Ok(Self {
            rows: rows.iter().map(|row| shown(f, names, row, &lookups)).collect(),
            kinds: kinds(f),
            standings: first.map(|standing| Choice::new(standing.as_str(), standing_words(f, standing))).collect(),
            can_add: open,
            ask: f.counted("desk-lookup-case-ask", "number", number),
        })
    }
}

/// The kinds as choices.
pub fn kinds(f: &Frame) -> Vec<Choice> {
    Kind::ALL.map(|kind| Choice::new(kind.as_str(), kind_words(f, kind))).into()
}

/// A kind in words.
pub fn kind_words(f: &Frame, kind: Kind) -> String {
    f.t(&format!("desk-lookup-kind-{}", kind.as_str()))
}

/// An identifier by its number and kind, which is all that is known of it here.
pub fn name(f: &Frame, n: u32, kind: Kind) -> String {
    f.say("desk-lookup-identifier", &[("n", &n.to_string()), ("kind", &kind_words(f, kind))])
}

fn standing_words(f: &Frame, standing: Standing) -> String {
    f.t(&format!("desk-lookup-standing-{}", standing.as_str()))
}

fn shown(f: &Frame, names: &Names, row: &IdentifierRow, lookups: &[LookupRow]) -> Row {
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    let knows = |lookup: &&LookupRow| lookup.hits.as_ref().is_some_and(|hits| hits.contains(&row.n));
    let mut known_to: Vec<&str> = lookups.iter().filter(knows).map(|lookup| lookup.peer.as_str()).collect();
    known_to.sort_unstable();
    known_to.dedup();
    let at = when::moment(f, row.at, now, zone);
    Row {
        n: row.n,
        name: name(f, row.n, row.kind),
        standing: standing_words(f, row.standing),
        who: f.say("desk-lookup-put-by", &[("who", &names.member(row.by)), ("when", &at)]),
        lapses: row
            .lapses_at
            .map(|at| f.with("desk-lookup-lapses", "day", &when::day(f, at.day_in(zone))))
            .unwrap_or_default(),
        also: row.also_in.iter().map(|(id, number)| (format!("/console/case/{id}"), case_name(f, *number))).collect(),
        known_to: if known_to.is_empty() {
            String::new()
        } else {
            f.with("desk-lookup-known-to", "states", &known_to.join(", "))
        },
        standings: Standing::ALL
            .map(|standing| {
                Choice::new(standing.as_str(), standing_words(f, standing)).chosen(Some(row.standing.as_str()))
            })
            .into(),
    }
}

fn periods(app: &App) -> Periods {
    let rules = app.lookup_rules();
    Periods { alleged_days: rules.alleged_days, unfounded_days: rules.unfounded_days }
}

fn back(id: CaseId) -> Response {
    go(&format!("/console/case/{id}#identifiers"))
}

fn standing_of(text: &str) -> Result<Standing, Trouble> {
    Standing::named(text).ok_or(Trouble::Malformed)
}

/// An identifier as it is written.
#[derive(Deserialize)]
pub struct Written {
    kind: String,
    value: Zeroizing<String>,
    standing: String,
}

/// Puts an identifier of a suspect into a case.
///
/// # Errors
/// [`Trouble::Fault`] for what is no identifier, or is in the case already.
pub async fn add(desk: Desk, Path(id): Path<String>, Form(written): Form<Written>) -> Result<Response, Trouble> {
    desk.must(Operation::WorkCases)?;
    let id: CaseId = id_of(&id)?;
    let kind = Kind::named(&written.kind).ok_or(Trouble::Malformed)?;
    let standing = standing_of(&written.standing)?;
    if !matches!(standing, Standing::Alleged | Standing::Assessed) {
        return Err(Trouble::Malformed);
    }
    let identifier = Identifier::read(kind, &written.value)?;
    let marks = desk.app.store.marks(&[identifier]).await?.pop().ok_or(Refusal::NotFound)?;
    desk.app.store.identify(id, marks, standing, desk.me(), periods(&desk.app)).await?;
    Ok(back(id))
}

/// How an identifier stands.
#[derive(Deserialize)]
pub struct Stands {
    standing: String,
}

/// Says how an identifier stands from now on.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn stand(
    desk: Desk,
    Path((id, n)): Path<(String, u32)>,
    Form(stands): Form<Stands>,
) -> Result<Response, Trouble> {
    desk.must(Operation::WorkCases)?;
    let id: CaseId = id_of(&id)?;
    let standing = standing_of(&stands.standing)?;
    desk.app.store.stand(id, n, standing, desk.me(), periods(&desk.app)).await?;
    Ok(back(id))
}

/// Takes an identifier out of a case.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn withdraw(desk: Desk, Path((id, n)): Path<(String, u32)>) -> Result<Response, Trouble> {
    desk.must(Operation::WorkCases)?;
    let id: CaseId = id_of(&id)?;
    desk.app.store.withdraw_identifier(id, n, desk.me()).await?;
    Ok(back(id))
}

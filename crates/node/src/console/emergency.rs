//! When a life is at risk: one screen with few fields. The other State's number stands first, since a call is faster than any form; what
//! the directory and the duty roster know is filled in, and whoever signs sees it and may change it. One person signs and sends in
//! one press; somebody else is called at once, by name.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use jiff::tz::{Offset, TimeZone};
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::Kind;
use khien_desk::directory::{Entry, Trust};
use khien_desk::form::{Field, Form, Need, Terms};
use khien_store::directory::PeerRow;
use khien_terms::Moment;
use serde::Deserialize;
use serde_json::json;

use super::desk::{Desk, Trouble, page};
use super::desk_check::terms_of;
use super::desk_field::{FieldView, Labels, Viewer};
use super::desk_form::prefill;
use super::desk_words::Said;
use super::frame::{Frame, say};

/// What a person has to say; all else is filled in.
const ASKED: [&str; 5] = ["risk", "minimum_data", "slower_path_fails", "stop_when", "authorisation"];
/// The answers that whoever signs gives with their name.
const ANSWERS: &str = "safeguards";
/// Days for which the person concerned is not told, unless whoever signs says otherwise.
const QUIET_DAYS: i64 = 30;
/// Days after which what is given is deleted.
const KEPT_DAYS: i64 = 90;

/// To whom.
#[derive(Deserialize, Default)]
pub struct Asked {
    to: Option<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "console/emergency.html")]
pub struct EmergencyPage {
    pub f: Frame,
    pub states: Vec<StateLine>,
    /// The State that is asked; none before one is chosen.
    pub chosen: Option<Chosen>,
}

/// A State, with its numbers.
pub struct StateLine {
    pub code: String,
    pub name: String,
    pub href: String,
    pub numbers: Vec<Number>,
}

/// A number of the directory.
pub struct Number {
    pub authority: String,
    pub phone: String,
    /// As a telephone dials it.
    pub dial: String,
    pub hours: String,
}

/// The form to a State.
pub struct Chosen {
    pub state: StateLine,
    /// Personal data may go there.
    pub trusted: bool,
    pub to: String,
    /// What the browser needs to make the message, as JSON.
    pub frame: String,
    /// The root's word for the key that the draft is sealed to, as JSON.
    pub certificate: String,
    /// Who is called at the same moment; empty when nobody else is of the desk.
    pub alarmed: String,
    pub unchecked: String,
    pub asked: Vec<FieldView>,
    pub answers: Vec<FieldView>,
    pub filled: Vec<FieldView>,
    pub wrong: String,
    pub warned: String,
}

/// Shows the States, or the form to one. Where the directory has one alone, it is that one.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    desk.must(Operation::SendEmergencies)?;
    let peers = desk.app.store.peers().await?;
    let heard: Vec<&PeerRow> = peers.iter().filter(|row| row.trust.receives()).collect();
    let row = match (&asked.to, heard.as_slice()) {
        (Some(to), _) => Some(*heard.iter().find(|row| row.peer.state == *to).ok_or(Refusal::NotFound)?),
        (None, [only]) => Some(*only),
        (None, _) => None,
    };
    let mut f = desk.frame("requests").await?;
    f.title = f.t("desk-emergency-title");
    let chosen = match row {
        Some(row) => Some(chosen(&desk, &f, row).await?),
        None => None,
    };
    if let Some(chosen) = &chosen {
        f.path = chosen.state.href.clone();
    }
    let states = heard.iter().map(|row| line(&f, &row.known.entry)).collect();
    Ok(page(&EmergencyPage { f, states, chosen }))
}

/// The numbers of a State, as its entry in the directory has them.
#[must_use]
pub fn numbers(entry: &Entry, lang: &str) -> Vec<Number> {
    let name = |names: &BTreeMap<String, String>| {
        names.get(lang).or_else(|| names.get("en")).or_else(|| names.values().next()).cloned().unwrap_or_default()
    };
    let of = |authority: &khien_desk::directory::entry::Authority| Number {
        authority: name(&authority.names),
        phone: authority.phone.clone(),
        dial: authority.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect(),
        hours: authority.hours.clone(),
    };
    entry.authorities.iter().map(of).collect()
}

fn line(f: &Frame, entry: &Entry) -> StateLine {
    StateLine {
        code: entry.state.clone(),
        name: entry.name(f.lang.as_str()).to_owned(),
        href: format!("/console/desk/emergency?to={}", entry.state),
        numbers: numbers(entry, f.lang.as_str()),
    }
}

async fn chosen(desk: &Desk, f: &Frame, row: &PeerRow) -> Result<Chosen, Trouble> {
    let to = row.peer.state.clone();
    let own = desk.app.own_desk().await?.ok_or(Refusal::NotNow("this State's desk has no entry yet"))?;
    let names = desk.names().await?;
    let besides = crate::jobs::called(&desk.app).await?.besides(1, Some(desk.me()));
    let alarmed: Vec<String> = besides.iter().map(|who| names.member(*who)).collect();
    let alarmed = alarmed.join(", ");
    let terms = terms_of(desk, &to).await?;
    let said = Said::new(&desk.app, desk.lang);
    let forms = &desk.app.forms;
    let form = forms.form(Kind::E1);
    let phone = own.phones.first().cloned().unwrap_or_default();
    let viewer = Viewer {
        forms,
        said,
        beside: None,
        labels: Labels::new(said),
        prefill: filled_in(desk, form, terms.as_ref(), &phone, &alarmed),
    };
    let unchecked = form.articles.iter().any(|id| forms.law().find(id).is_some_and(|found| !found.checked));
    let of = |wanted: &dyn Fn(&Field) -> bool| {
        let fields: Vec<Field> = form.fields().filter(|field| wanted(field)).cloned().collect();
        viewer.fields(&fields, "")
    };
    let mut asked = of(&|field| ASKED.contains(&field.name.as_str()));
    // Few words while somebody waits; the articles stand with what is filled in.
    asked.iter_mut().for_each(FieldView::without_law);
    asked.sort_by_key(|field| ASKED.iter().position(|name| field.at == format!("/{name}")));
    let left =
        |field: &Field| field.need != Need::Optional && field.name != ANSWERS && !ASKED.contains(&field.name.as_str());
    let frame = json!({
        "from": own.state, "to": to, "officer": desk.session.desk_name, "kind": Kind::E1, "form": f.app.form_id(Kind::E1),
    });
    Ok(Chosen {
        state: line(f, &row.known.entry),
        trusted: row.trust.discloses() || row.trust == Trust::Stale,
        frame: frame.to_string(),
        certificate: own.certificate.clone(),
        alarmed,
        unchecked: if unchecked { said.text("unchecked-all") } else { String::new() },
        asked,
        answers: of(&|field| field.name == ANSWERS),
        filled: of(&left),
        wrong: said.text("wrong-title"),
        warned: said.text("warned-title"),
        to,
    })
}

/// What the form starts with: from the directory, the clock, the roster, and words in a language that the other State takes.
fn filled_in(desk: &Desk, form: &Form, terms: Option<&Terms>, phone: &str, alarmed: &str) -> BTreeMap<String, String> {
    let mut values = prefill(desk, form, terms, "");
    let lang = values.get("/lang").and_then(|code| desk.app.words.lang(code)).unwrap_or(desk.lang);
    let words = |key: &str| say(&desk.app, lang, &format!("desk-emergency-form-{key}"), &[]);
    let now = desk.app.now();
    let instant = |at: Moment| Offset::UTC.to_datetime(at.timestamp()).strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let day = |days: i64| now.plus_days(days).day_in(&TimeZone::UTC).to_string();
    let me = || desk.session.desk_name.clone();
    let mut set = |at: &str, value: String| drop(values.insert(at.to_owned(), value));
    set("/respond_by", instant(now.plus_hours(1.0)));
    set("/minimum_data/-/from", instant(now.plus_hours(-24.0)));
    set("/minimum_data/-/to", instant(now));
    for (name, number) in [("/verify_by/name", "/verify_by/number"), ("/commander/name", "/commander/callback")] {
        set(name, me());
        set(number, phone.to_owned());
    }
    set("/second_approver", alarmed.to_owned());
    set("/authorisation/date", day(0));
    set("/confidentiality/no_user_notice", "true".to_owned());
    set("/confidentiality/reason", words("quiet"));
    set("/confidentiality/until", day(QUIET_DAYS));
    set("/use/purposes/-", words("purpose"));
    set("/use/other_use_only_with_consent", "true".to_owned());
    set("/use/no_onward_without_written_consent", "true".to_owned());
    set("/use/end", "delete".to_owned());
    set("/use/end_by", day(KEPT_DAYS));
    // What a person of the desk most often answers; each is shown, and whoever signs says that it is so. Whether somebody is pursued
    // for what they said, or could be killed or tortured, nobody answers for them.
    let answers =
        [("S1", "yes"), ("S2", "not_needed"), ("S3", "yes"), ("S6", "not_needed"), ("S8", "yes"), ("S9", "yes")];
    for (code, answer) in answers {
        set(&format!("/safeguards/{code}/answer"), answer.to_owned());
    }
    for code in ["S1", "S6", "S8", "S9"] {
        set(&format!("/safeguards/{code}/text"), words(&code.to_ascii_lowercase()));
    }
    values
}

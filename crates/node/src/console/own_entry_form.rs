//! Writing our entry: an administrator says what is to stand in it, reads it, and signs it with the root in the browser.

use askama::Template;
use axum::Form;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::Kind;
use khien_desk::directory::entry::{Authority, Entry, Ledger, Names, Oversight, Role};
use khien_desk::directory::{Reject, Terms};
use khien_desk::form::terms::Untenable;
use khien_seal::statement::OnlineCert;

use super::desk::{Desk, Trouble, page};
use super::desk_words::Said;
use super::frame::{Choice, Frame, language_name};
use super::own_entry_sign::{SignPage, lines};
use super::problem::{refused_page, told};
use super::report_act::Fields;

/// Where the form stands.
const HERE: &str = "/console/desk/own/draft";

/// Days for which an entry is signed: a year, and a month in which the next one is.
pub(super) const DAYS: i64 = 395;

/// The form.
#[derive(Template)]
#[template(path = "console/own_entry_form.html")]
pub struct FormPage {
    pub f: Frame,
    /// What was wrong with what was typed; empty where nothing was.
    pub wrong: String,
    pub code: String,
    /// A State's code does not change once it stands in an entry.
    pub code_fixed: bool,
    pub names: Vec<NameField>,
    pub authorities: Vec<AuthorityFields>,
    pub zone: String,
    pub url: String,
    pub languages: String,
    pub kinds: Vec<Choice>,
    pub hold_days: String,
    pub dual: bool,
    /// What can be reserved, each with what that means.
    pub reservations: Vec<Choice>,
    /// Whether an article of these was never compared with the certified text.
    pub unchecked: bool,
    pub oversight: Vec<NameField>,
    pub oversight_contact: String,
    pub leaves: String,
    /// The next key may sign from this entry on.
    pub may_turn: bool,
}

/// A name in one language.
pub struct NameField {
    pub field: String,
    pub language: &'static str,
    pub lang: String,
    pub value: String,
}

/// The fields of one authority.
pub struct AuthorityFields {
    pub id: &'static str,
    pub title: String,
    pub required: bool,
    pub names: Vec<NameField>,
    pub phone: String,
    pub hours: String,
    pub zone: String,
}

/// The form, filled with what stands.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::ManageTeams)?;
    Ok(page(&form(&desk).await?))
}

async fn form(desk: &Desk) -> Result<FormPage, Trouble> {
    let own = desk.app.store.own_entry().await?.map(|own| own.entry);
    let mut f = desk.frame("states").await?;
    f.title = f.t("desk-state-own-write");
    f.path = HERE.to_owned();
    let config = &desk.app.config;
    let terms = own.as_ref().map(|entry| &entry.terms);
    let takes = |kind: Kind| terms.is_none_or(|terms| terms.takes(kind));
    let text = |read: fn(&Entry) -> String| own.as_ref().map(read).unwrap_or_default();
    let turning = desk.app.store.desk_turning().await?;
    let spoken: Vec<String> = desk.app.words.langs().map(|lang| lang.to_string()).collect();
    Ok(FormPage {
        wrong: String::new(),
        code: own.as_ref().map_or_else(|| config.country.clone(), |entry| entry.state.clone()),
        code_fixed: own.is_some(),
        names: name_fields(&f, "name", own.as_ref().map(|entry| &entry.names)),
        authorities: Role::ALL.map(|role| authority_fields(&f, role, own.as_ref())).into(),
        zone: own.as_ref().map_or_else(|| config.zone_name.clone(), |entry| entry.zone.clone()),
        url: own.as_ref().map_or_else(|| config.origin.clone().unwrap_or_default(), |entry| entry.url.clone()),
        languages: terms.map_or_else(|| spoken.join(", "), |terms| terms.languages.join(", ")),
        kinds: Kind::ALL
            .map(|kind| Choice { code: kind.to_string(), label: kind_words(&f, kind), on: takes(kind) })
            .into(),
        hold_days: terms
            .map_or(khien_desk::directory::terms::HOLD_DAYS_LEAST, |terms| terms.hold_days_default)
            .to_string(),
        dual: terms.is_some_and(|terms| terms.dual_criminality_required),
        reservations: reservations(&f, |made| terms.is_some_and(|terms| terms.has_reserved(made))),
        unchecked: desk.app.forms.reservable().any(|id| !desk.app.forms.law().find(id).is_some_and(|law| law.checked)),
        oversight: name_fields(&f, "oversight", own.as_ref().map(|entry| &entry.oversight.names)),
        oversight_contact: text(|entry| entry.oversight.contact.clone()),
        may_turn: turning.taking_over(desk.app.now().timestamp()).is_ok(),
        leaves: text(|entry| entry.leaves.map(|at| at.to_string()[..10].to_owned()).unwrap_or_default()),
        f,
    })
}

fn kind_words(f: &Frame, kind: Kind) -> String {
    format!("{kind}: {}", f.t(&format!("desk-form-kind-{}", kind.as_str().to_lowercase())))
}

/// What a State can reserve, by the data, in the order of the articles; those ticked that it has.
fn reservations(f: &Frame, made: impl Fn(&str) -> bool) -> Vec<Choice> {
    let choices = f.app.forms.reservable().map(|id| Choice {
        code: id.to_owned(),
        label: Said::new(&f.app, f.lang).reservation(id),
        on: made(id),
    });
    choices.collect()
}

fn name_fields(f: &Frame, of: &str, names: Option<&Names>) -> Vec<NameField> {
    f.app
        .words
        .langs()
        .map(|lang| NameField {
            field: format!("{of}-{lang}"),
            language: language_name(lang),
            lang: lang.to_string(),
            value: names.and_then(|names| names.get(lang.as_str())).cloned().unwrap_or_default(),
        })
        .collect()
}

fn authority_fields(f: &Frame, role: Role, own: Option<&Entry>) -> AuthorityFields {
    let id = role.as_str();
    let known = own.and_then(|entry| entry.authorities.iter().find(|authority| authority.roles.contains(&role)));
    let text = |read: fn(&Authority) -> &String| known.map(read).cloned().unwrap_or_default();
    let first = role == Role::ContactPoint;
    AuthorityFields {
        id,
        title: f.t(&format!("desk-state-role-{id}")),
        required: first,
        names: name_fields(f, id, known.map(|authority| &authority.names)),
        phone: text(|authority| &authority.phone),
        hours: if first && known.is_none() { "24/7".to_owned() } else { text(|authority| &authority.hours) },
        zone: known.map_or_else(|| f.app.config.zone_name.clone(), |authority| authority.zone.clone()),
    }
}

/// Makes the text of the entry from what was typed; nothing is kept before the root signed it. Where a field cannot stand, the form
/// comes back as it was typed and says which.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn draft(desk: Desk, Form(fields): Fields) -> Result<Response, Trouble> {
    desk.must(Operation::ManageTeams)?;
    let typed = Typed { fields: &fields, langs: desk.app.words.langs().map(|lang| lang.to_string()).collect() };
    let own = desk.app.store.own_entry().await?.map(|own| own.entry);
    let (entry, statement) = match made(&desk, &typed, own.as_ref()).await {
        Ok(made) => made,
        Err(trouble) => {
            let (wrong, status) = told(&desk, trouble)?;
            let form = typed.again(FormPage { wrong, ..form(&desk).await? });
            return Ok(refused_page(&form, status));
        }
    };
    let mut f = desk.frame("states").await?;
    f.title = f.t("desk-state-own-sign");
    f.path = HERE.to_owned();
    Ok(page(&SignPage { lines: lines(&f, own.as_ref(), &entry), compared: own.is_some(), statement, f }))
}

/// The entry that was typed, and its text.
async fn made(desk: &Desk, typed: &Typed<'_>, own: Option<&Entry>) -> Result<(Entry, String), Trouble> {
    let store = &desk.app.store;
    let keys = store.desk_keys().await?.ok_or(Refusal::NotNow("the desk team has no certified key"))?;
    let place = store.next_entry().await?;
    let origin = OnlineCert::verified(&keys.online, &khien_seal::keys::verify_from_hex(&keys.root).unwrap_or_default())
        .map_err(|_| Refusal::Forged)?
        .origin;
    let state = own.map_or_else(|| typed.text("state"), |own| own.state.clone());
    let now = desk.app.now().timestamp();
    let turning = store.desk_turning().await?;
    let named = if typed.text("turn") == "yes" {
        turning.taking_over(now).map_err(|not_yet| Refusal::NotNow(super::own_entry::why_not(not_yet)))?
    } else {
        turning.staying(now)
    };
    let terms = typed.terms(&state)?;
    desk.app.forms.check_terms(&terms).map_err(|untenable| untenable_field(&untenable))?;
    let entry = Entry {
        names: typed.names("name"),
        authorities: Role::ALL.into_iter().filter_map(|role| typed.authority(role)).collect(),
        url: typed.text("url"),
        node: named.node,
        beside: named.beside,
        desk: keys.teams,
        ledger: Ledger { origin, online: keys.online },
        witness: store.witness_key().await?.verify_hex(),
        terms,
        zone: typed.text("zone"),
        oversight: Oversight { names: typed.names("oversight"), contact: typed.text("oversight-contact") },
        seq: place.seq,
        prev: place.prev,
        not_before: now,
        not_after: now + SignedDuration::from_hours(DAYS * 24),
        leaves: typed.leaves(now)?,
        state,
    };
    let statement = entry.statement().map_err(|reject| match reject {
        Reject::Unreadable(problem) => Refusal::Field { field: field_of(problem), problem },
        _ => Refusal::Forged,
    })?;
    Ok((entry, statement))
}

fn untenable_field(untenable: &Untenable) -> Refusal {
    match untenable {
        Untenable::Language(_) => Refusal::Field { field: "languages", problem: "a language is a code such as vi" },
        Untenable::Reservation(_) => {
            Refusal::Field { field: "reservations", problem: "nothing can be reserved to this" }
        }
    }
}

/// The field of the form that a rule of the entry speaks of.
fn field_of(problem: &str) -> &'static str {
    match problem {
        "the State is two capital letters" => "state",
        "the State has no name" => "name",
        "the node's address begins with https://" => "address",
        "the zone of the calendar is unknown" => "zone",
        "data is held for 60 days at least" => "hold",
        "it takes requests in no language" => "languages",
        "nobody is named who oversees the desk" => "oversight",
        "no authority answers at every hour"
        | "an authority has no name"
        | "a number is + and digits, as it is dialled from abroad"
        | "the zone of an authority is unknown"
        | "an authority has no hours" => "authority",
        _ => "entry",
    }
}

/// What an administrator typed.
struct Typed<'a> {
    fields: &'a [(String, String)],
    langs: Vec<String>,
}

impl Typed<'_> {
    /// The form as it was typed: nobody types a page twice for one field.
    fn again(&self, mut form: FormPage) -> FormPage {
        let names = form.names.iter_mut().chain(&mut form.oversight);
        names.chain(form.authorities.iter_mut().flat_map(|one| &mut one.names)).for_each(|name| {
            name.value = self.text(&name.field);
        });
        for one in &mut form.authorities {
            let of = |what: &str| self.text(&format!("{}-{what}", one.id));
            (one.phone, one.hours, one.zone) = (of("phone"), of("hours"), of("zone"));
        }
        if !form.code_fixed {
            form.code = self.text("state");
        }
        form.kinds.iter_mut().for_each(|kind| kind.on = self.all("kind").any(|one| one == kind.code));
        (form.url, form.zone, form.languages) = (self.text("url"), self.text("zone"), self.text("languages"));
        (form.hold_days, form.dual) = (self.text("hold"), self.text("dual") == "yes");
        form.reservations.iter_mut().for_each(|one| one.on = self.all("reservation").any(|made| made == one.code));
        form.leaves = self.text("leaves");
        FormPage { oversight_contact: self.text("oversight-contact"), ..form }
    }

    fn text(&self, name: &str) -> String {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    fn listed(&self, name: &str) -> Vec<String> {
        self.text(name).split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    fn names(&self, of: &str) -> Names {
        let each = self.langs.iter().map(|lang| (lang.clone(), self.text(&format!("{of}-{lang}"))));
        each.filter(|(_, name)| !name.is_empty()).collect()
    }

    /// An authority, when it has a number.
    fn authority(&self, role: Role) -> Option<Authority> {
        let id = role.as_str();
        let phone = self.text(&format!("{id}-phone"));
        (!phone.is_empty()).then(|| Authority {
            id: id.to_owned(),
            names: self.names(id),
            roles: vec![role],
            phone,
            hours: self.text(&format!("{id}-hours")),
            zone: self.text(&format!("{id}-zone")),
        })
    }

    fn terms(&self, state: &str) -> Result<Terms, Refusal> {
        let days = Refusal::Field { field: "hold", problem: "a number of days from 60" };
        Ok(Terms {
            state: state.to_owned(),
            languages: self.listed("languages"),
            kinds: self.all("kind").filter_map(|kind| kind.parse().ok()).collect(),
            reservations: self.all("reservation").map(str::to_owned).collect(),
            hold_days_default: self.text("hold").parse().map_err(|_| days)?,
            dual_criminality_required: self.text("dual") == "yes",
        })
    }

    /// The day on which the State stops taking part: one that is over would end it at once, at every other State.
    fn leaves(&self, now: Timestamp) -> Result<Option<Timestamp>, Refusal> {
        let text = self.text("leaves");
        if text.is_empty() {
            return Ok(None);
        }
        let wrong = Refusal::Field { field: "leaves", problem: "a day to come, such as 2027-12-31" };
        let day: Option<Timestamp> = format!("{text}T00:00:00Z").parse().ok();
        if day.is_none() && looks_like_a_day(&text) {
            return Err(Refusal::Field { field: "leaves", problem: "the calendar has no such day" });
        }
        day.filter(|day| now < *day).map(Some).ok_or(wrong)
    }
}

/// Whether a text is written as a day is, whatever the calendar says of it.
fn looks_like_a_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &&str, n: usize| part.len() == n && part.bytes().all(|byte| byte.is_ascii_digit());
    matches!(parts.as_slice(), [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2))
}

#[cfg(test)]
mod tests {
    use khien_desk::form::Forms;
    use khien_terms::{DataFiles, Lang};

    use super::*;
    use crate::words::Words;

    #[test]
    fn whatever_can_be_reserved_has_words_that_name_its_article() {
        let files = DataFiles::embedded();
        let forms = Forms::load(&files).expect("forms");
        let words = Words::load(&files, Lang::EN).expect("words");
        for id in forms.reservable() {
            let key = match id.contains('.') {
                true => format!("desk-form-reservation-{}", id.replace('.', "-")),
                false => format!("desk-form-option-offence-{id}"),
            };
            for lang in words.langs() {
                assert!(words.get(lang, &key).starts_with(id.split('.').next().unwrap_or(id)), "{lang} {key}");
            }
        }
    }

    #[test]
    fn a_day_is_told_apart_from_what_is_none() {
        assert!(looks_like_a_day("2027-06-31") && looks_like_a_day("2027-02-29"));
        for text in ["", "2027", "2027-6-31", "31.06.2027", "2027-06-31T00"] {
            assert!(!looks_like_a_day(text), "{text}");
        }
    }
}

//! A new request to another State: first the kind, then its form, drawn from the data.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use jiff::tz::Offset;
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::Kind;
use khien_desk::form::{Form, Need, Section, Terms, Type, Warning};
use khien_terms::Lang;
use serde::Deserialize;

use super::desk::{Desk, Trouble, page};
use super::desk_check::terms_of;
use super::desk_field::{FieldView, Labels, Viewer};
use super::desk_words::Said;
use super::frame::{Frame, Language, language_name};
use crate::abroad::saying;

/// To whom, in which thread, with which language beside.
#[derive(Deserialize, Default)]
pub struct Asked {
    /// The requested State.
    to: Option<String>,
    /// The thread that it continues.
    thread: Option<String>,
    /// Language of the second line; `-` for none.
    beside: Option<String>,
}

impl Asked {
    /// The State, when it is one.
    fn state(&self) -> Result<String, Trouble> {
        let to = self.to.clone().unwrap_or_default();
        let fits = to.len() == 2 && to.bytes().all(|byte| byte.is_ascii_uppercase());
        if fits { Ok(to) } else { Err(Refusal::NotFound.into()) }
    }

    /// The thread, when it is the id of one.
    fn thread(&self) -> Result<String, Trouble> {
        let thread = self.thread.clone().unwrap_or_default();
        let fits = thread.len() <= 64
            && thread.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        if fits { Ok(thread) } else { Err(Refusal::NotFound.into()) }
    }
}

/// The page of kinds.
#[derive(Template)]
#[template(path = "console/desk_kinds.html")]
pub struct KindsPage {
    pub f: Frame,
    pub to: String,
    pub about: String,
    /// What its trust here keeps from being sent; empty where nothing is.
    pub untrusted: String,
    pub kinds: Vec<KindLine>,
}

/// A kind to choose.
pub struct KindLine {
    pub code: &'static str,
    pub name: String,
    pub about: String,
    /// Why it would not be sent, as the State is trusted; empty where it would.
    pub untrusted: String,
    pub href: String,
}

/// The page of a form.
#[derive(Template)]
#[template(path = "console/desk_form.html")]
pub struct FormPage {
    pub f: Frame,
    pub kind: &'static str,
    pub form: String,
    pub to: String,
    pub thread: String,
    /// Whether it can be sent; else it gives its letter only.
    pub carried: bool,
    /// What a form within a request needs to become its message.
    pub within: Option<Within>,
    /// The root's word for the key that the draft is sealed to, as JSON; the browser verifies it.
    pub certificate: String,
    pub to_words: String,
    pub about: String,
    /// Why a request of this kind would not be sent to that State, as it is trusted; empty where it would.
    pub untrusted: String,
    /// Whether an article on the page was never compared with the certified text.
    pub unchecked: bool,
    pub languages: Vec<Language>,
    pub letter_languages: Vec<Language>,
    pub sections: Vec<SectionView>,
    /// Sections in which nothing is required.
    pub more: Vec<SectionView>,
    pub grounds: Vec<GroundLine>,
    pub w: Words,
}

impl FormPage {
    /// Whether there is something to fill in: within a request that cannot be changed so, the page says why, and shows no form.
    fn shows_form(&self) -> bool {
        self.within.as_ref().is_none_or(|within| within.why_not.is_empty())
    }
}

/// A form within a request: it is signed where it holds.
pub struct Within {
    /// The page of the request.
    pub here: String,
    /// What the request is called.
    pub request: String,
    /// Until when data is held; empty where none is.
    pub hold: String,
    /// What happens with the signature, where that cannot be taken back.
    pub then: String,
    /// What the browser needs to make a message, as JSON.
    pub frame: String,
    /// What a person who may not say it is told; empty for one who may.
    pub why_not: String,
}

/// Words of the page.
pub struct Words {
    pub optional_title: String,
    pub unchecked: String,
    pub no_script: String,
    pub check: String,
    pub check_hint: String,
    pub wrong: String,
    pub warned: String,
    pub holds: String,
    pub grounds: String,
    pub beside: String,
    pub letter: String,
}

/// A section on the page.
pub struct SectionView {
    pub id: String,
    pub name: String,
    pub boxes: Vec<String>,
    pub needed: Vec<FieldView>,
    pub optional: Vec<FieldView>,
}

/// A ground of refusal.
pub struct GroundLine {
    pub code: String,
    pub name: String,
    pub law: String,
}

/// Shows the kinds.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn choose(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    desk.must(Operation::DraftRequests)?;
    let to = asked.state()?;
    let mut f = desk.frame("requests").await?;
    let said = Said::new(&desk.app, desk.lang);
    let trust = desk.app.other_state(&to).await?.map(|other| other.trust);
    let told = |kind| trust.and_then(|trust| Warning::of_trust(kind, trust));
    // What holds of every kind is said once, above them.
    let of_all = told(Kind::P1);
    f.title = said.text("kinds-title");
    f.path = format!("/console/desk/new?to={to}");
    let kinds = Kind::ALL.into_iter().map(|kind| KindLine {
        code: kind.as_str(),
        name: said.kind(kind),
        about: said.about(kind),
        untrusted: told(kind).filter(|_| of_all.is_none()).map(|one| said.warning(&one)).unwrap_or_default(),
        href: match kind {
            Kind::E1 => format!("/console/desk/emergency?to={to}"),
            _ => format!("/console/desk/new/{kind}?to={to}"),
        },
    });
    let kinds = kinds.collect();
    let about = said.text("kinds-about");
    let untrusted = of_all.as_ref().map(|one| said.warning(one)).unwrap_or_default();
    Ok(page(&KindsPage { to: said.with("to-state-name", &[("state", &to)]), about, untrusted, kinds, f }))
}

/// Shows the form of a kind.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, Path(kind): Path<String>, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    desk.must(Operation::DraftRequests)?;
    let kind: Kind = kind.parse().map_err(|_| Refusal::NotFound)?;
    let (to, thread) = (asked.state()?, asked.thread()?);
    let here = format!(
        "/console/desk/new/{kind}?to={to}{}",
        if thread.is_empty() { String::new() } else { format!("&thread={thread}") }
    );
    let terms = terms_of(&desk, &to).await?;
    let prefill = prefill(&desk, desk.app.forms.form(kind), terms.as_ref(), &thread);
    let asked = Drawn { kind, to, thread, beside: asked.beside, here, prefill, within: None };
    draw(desk, terms, asked).await
}

/// What a page of a form is drawn from.
pub(super) struct Drawn {
    pub kind: Kind,
    pub to: String,
    pub thread: String,
    /// Language of the second line, as it was asked for.
    pub beside: Option<String>,
    /// The address of this page, without the language of the second line.
    pub here: String,
    pub prefill: BTreeMap<String, String>,
    pub within: Option<Within>,
}

/// Draws the form of a kind.
///
/// # Errors
/// [`Trouble::Fault`].
pub(super) async fn draw(desk: Desk, terms: Option<Terms>, drawn: Drawn) -> Result<Response, Trouble> {
    let Drawn { kind, to, thread, beside: asked, here, prefill, within } = drawn;
    let beside = beside(&desk, asked.as_deref(), terms.as_ref());
    let mut f = desk.frame("requests").await?;
    let said = Said::new(&desk.app, desk.lang);
    f.title = said.kind(kind);
    f.path = format!("{here}&beside={}", beside.map_or_else(|| "-".to_owned(), |lang| lang.to_string()));
    let forms = &desk.app.forms;
    let form = forms.form(kind);
    let viewer = Viewer {
        forms,
        said,
        beside: beside.map(|lang| Said::new(&desk.app, lang)),
        labels: Labels::new(said),
        prefill,
    };
    let (sections, more) = sections(&viewer, form);
    let trust = desk.app.other_state(&to).await?.map(|other| other.trust);
    // Within a request the page says for itself why this cannot be said.
    let untrusted = trust.and_then(|trust| Warning::of_trust(kind, trust)).filter(|_| within.is_none());
    Ok(page(&FormPage {
        kind: kind.as_str(),
        form: form.id(forms.version()),
        to_words: said.with("to-state-name", &[("state", &to)]),
        about: said.about(kind),
        untrusted: untrusted.map(|one| said.warning(&one)).unwrap_or_default(),
        unchecked: form.articles.iter().any(|id| forms.law().find(id).is_some_and(|found| !found.checked)),
        languages: languages(&desk, &here, beside),
        letter_languages: f.languages(),
        sections,
        more,
        grounds: grounds(&desk, said, kind, terms.as_ref()),
        w: words(said),
        carried: within.is_some() || saying::carries(kind),
        within,
        certificate: desk.app.own_desk().await?.map(|own| own.certificate.clone()).unwrap_or_default(),
        to,
        thread,
        f,
    }))
}

/// The language of the second line: the one that was asked for, else the first that the other State takes and we speak.
fn beside(desk: &Desk, asked: Option<&str>, terms: Option<&Terms>) -> Option<Lang> {
    let lang = match asked {
        Some(code) => desk.app.words.lang(code),
        None => terms.and_then(|terms| terms.languages.iter().find_map(|lang| desk.app.words.lang(lang))),
    };
    lang.filter(|lang| *lang != desk.lang)
}

fn languages(desk: &Desk, here: &str, chosen: Option<Lang>) -> Vec<Language> {
    let spoken = desk.app.words.langs().filter(|lang| *lang != desk.lang).map(|lang| Language {
        code: lang.to_string(),
        name: language_name(lang),
        href: format!("{here}&beside={lang}"),
        here: Some(lang) == chosen,
    });
    spoken.collect()
}

/// What a new form starts with.
pub(super) fn prefill(desk: &Desk, form: &Form, terms: Option<&Terms>, thread: &str) -> BTreeMap<String, String> {
    let first = form.articles.first().and_then(|id| desk.app.forms.law().find(id));
    let taken = terms.and_then(|terms| terms.languages.iter().find_map(|lang| desk.app.words.lang(lang)));
    let lang = taken.unwrap_or(desk.lang);
    // A moment that must lie within some hours starts an hour before its end.
    let timed = form.fields().filter(|field| field.of == Type::Instant).filter_map(|field| {
        let hours = field.within_hours?;
        let last = Offset::UTC.to_datetime(desk.app.now().plus_hours((hours - 1) as f64).timestamp());
        Some((format!("/{}", field.name), last.strftime("%Y-%m-%dT%H:%M:%S").to_string()))
    });
    // What follows another request says so, by its number.
    let follows = khien_desk::code::is_number(thread).then(|| ("supplement", thread.to_owned()));
    let supplement = follows.map(|(status, of)| [("/request_status", status.to_owned()), ("/status_ref", of)]);
    let values = [
        ("/legal_basis/-/instrument", "uncc".to_owned()),
        ("/legal_basis/-/article", first.map(|found| found.cited()).unwrap_or_default()),
        ("/lang", lang.to_string()),
    ];
    let values = values.into_iter().chain(supplement.into_iter().flatten());
    values.map(|(at, value)| (at.to_owned(), value)).chain(timed).collect()
}

/// The sections with something required, and those without. What the kind itself asks for stands first.
pub(super) fn sections(viewer: &Viewer<'_>, form: &Form) -> (Vec<SectionView>, Vec<SectionView>) {
    let (own, common): (Vec<&Section>, Vec<&Section>) = form.sections.iter().partition(|section| section.id == "own");
    let views = own.into_iter().chain(common).map(|section| view(viewer, section));
    views.filter(|view| !view.needed.is_empty() || !view.optional.is_empty()).partition(|view| !view.needed.is_empty())
}

fn view(viewer: &Viewer<'_>, section: &Section) -> SectionView {
    let fields = viewer.fields(&section.fields, "");
    let name = viewer.said.section(&section.id);
    let (optional, mut needed): (Vec<_>, Vec<_>) = fields.into_iter().partition(|field| field.need == Need::Optional);
    if let [only] = needed.as_mut_slice() {
        only.named_above = only.label == name && only.beside.is_none();
    }
    let boxes = section.crosswalk.iter().map(|id| viewer.said.with("box", &[("id", id)])).collect();
    SectionView { id: section.id.clone(), name, boxes, needed, optional }
}

fn grounds(desk: &Desk, said: Said<'_>, kind: Kind, terms: Option<&Terms>) -> Vec<GroundLine> {
    let reservations = terms.map_or(&[][..], |terms| terms.reservations.as_slice());
    let open = desk.app.forms.grounds_of(kind, reservations).into_iter();
    open.map(|ground| GroundLine {
        code: ground.code.clone(),
        name: said.ground(&ground.code),
        law: ground
            .article
            .as_ref()
            .and_then(|id| said.law(&desk.app.forms, id))
            .unwrap_or_else(|| said.text("grounds-none-law")),
    })
    .collect()
}

fn words(said: Said<'_>) -> Words {
    Words {
        optional_title: said.text("optional-title"),
        unchecked: said.text("unchecked-all"),
        no_script: said.text("no-script"),
        check: said.text("check"),
        check_hint: said.text("check-hint"),
        wrong: said.text("wrong-title"),
        warned: said.text("warned-title"),
        holds: said.text("holds"),
        grounds: said.text("grounds-title"),
        beside: said.text("beside"),
        letter: said.text("letter-show"),
    }
}

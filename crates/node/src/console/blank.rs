//! Blank letters: a page for a State without a node in which its officer writes a request to us, and the file that comes of it. The page is
//! put together in our officer's browser, as every letter is; the form of what comes back stands in memory once, to be held against its
//! data as a node's is.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::Kind;
use khien_desk::directory::correspondent::Details;
use khien_desk::form::{Field, Filler, Form, Need, Setting, Stage, Type, What, When};
use khien_desk::letter::blank::{LetterRequest, opens};
use khien_desk::request::place::is_timely;
use khien_seal::statement::Signed;
use khien_store::courier::{Arrived, Taken};
use khien_terms::Moment;
use khien_terms::id::RequestId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::desk::{Desk, Trouble};
use super::desk_answer::sealed_file;
use super::desk_field::{Labels, Viewer};
use super::desk_form::{SectionView, sections};
use super::desk_words::Said;
use super::frame::Frame;
use super::letter_page::{Asked, OPENING, list, said_in, template};
use super::open::{Keys, handed};
use crate::abroad::subjects::named_in;
use crate::app::App;

/// Bytes of a request's file at most: a form, and of information the part that is closed.
const FILE_MAX: usize = 3 << 20;
/// Bytes of what the browser sends of one: the file in base64, and the form.
pub const BROUGHT_MAX: usize = 6 << 20;

/// Words of the page in which a request is written, beside those of every letter.
const WORDS: [&str; 15] = [
    "blank-title",
    "blank-how",
    "blank-kind",
    "blank-choose",
    "blank-make",
    "blank-made",
    "blank-save",
    "blank-key",
    "blank-save-key",
    "blank-wrong",
    "blank-holds",
    "officer",
    "no-officer",
    "key-browser",
    "blank-again",
];

/// Types of values, by their codes in the forms' data.
const TYPES: [&str; 13] = ["s", "t", "d", "b", "n", "e", "ref", "h", "c", "l", "o", "k", "v"];

/// The form of a kind, as the page has it.
pub struct BlankForm {
    pub kind: &'static str,
    pub name: String,
    pub about: String,
    /// The form's id.
    pub id: String,
    /// Fields that are read before conditions are accepted, as JSON; none of other kinds.
    pub open: String,
    /// What the fields ask, as JSON: the page checks by it.
    pub fields: String,
    pub sections: Vec<SectionView>,
    /// Sections in which nothing is required.
    pub more: Vec<SectionView>,
    pub optional: String,
    pub wrong: String,
    pub holds: String,
    pub officer: String,
    pub make: String,
    pub unchecked: String,
}

/// Kinds that a blank letter offers: information first, then preservation.
fn offered() -> impl Iterator<Item = Kind> {
    let rest = Kind::ALL.into_iter().filter(|kind| opens(*kind) && !matches!(kind, Kind::X1 | Kind::P1));
    [Kind::X1, Kind::P1].into_iter().chain(rest)
}

/// Gives the page of a blank letter, before it is sealed.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn page(desk: Desk, Path(code): Path<String>, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let lang = desk.app.words.lang(&asked.language).ok_or(Refusal::NotFound)?;
    let row = desk.app.store.correspondent(code).await?.ok_or(Refusal::NotFound)?;
    let own = desk.app.own_desk().await?.ok_or(Refusal::NotNow("this State's desk has no entry yet"))?;
    let mut f = desk.frame("states").await?;
    f.lang = lang;
    let mut words = said_in(&f, &own.state, &OPENING);
    words.extend(said_in(&f, &own.state, &WORDS));
    words.insert("desk-letter-page-blank-proven".to_owned(), f.with("desk-letter-page-blank-proven", "who", "{who}"));
    words.extend(problems(&f));
    let forms = offered().map(|kind| form_of(&desk.app, &f, kind, &row.details)).collect();
    let page = template(&f, &own.state, (&words, "blank-title"), asked.opens, forms)?;
    let staff = desk.app.store.officer_certificate(desk.me()).await?;
    Ok(Json(json!({"page": page, "list": list(), "staff": staff, "phone": row.details.phone})).into_response())
}

fn form_of(app: &App, f: &Frame, kind: Kind, details: &Details) -> BlankForm {
    let said = Said::new(app, f.lang);
    let form = app.forms.form(kind);
    let prefill = prefill(app, form, f, details);
    let viewer = Viewer { forms: &app.forms, said, beside: None, labels: Labels::new(said), prefill };
    let (sections, more) = sections(&viewer, form);
    let fields: Vec<Value> =
        form.fields().filter(|field| is_filled_in(field)).map(|one| told(app, said, one)).collect();
    let unchecked = form.articles.iter().any(|id| app.forms.law().find(id).is_some_and(|found| !found.checked));
    BlankForm {
        kind: kind.as_str(),
        name: said.kind(kind),
        about: said.about(kind),
        id: app.form_id(kind),
        open: json!(form.open).to_string(),
        fields: json!(fields).to_string(),
        sections,
        more,
        optional: said.text("optional-title"),
        wrong: f.t("desk-letter-page-blank-wrong"),
        holds: f.t("desk-letter-page-blank-holds"),
        officer: f.t("desk-letter-page-officer"),
        make: f.t("desk-letter-page-blank-make"),
        unchecked: if unchecked { said.text("unchecked-all") } else { String::new() },
    }
}

/// What a form begins with: the article, the language, and whom we call back.
fn prefill(app: &App, form: &Form, f: &Frame, details: &Details) -> BTreeMap<String, String> {
    let first = form.articles.first().and_then(|id| app.forms.law().find(id));
    let values = [
        ("/legal_basis/-/instrument", "uncc".to_owned()),
        ("/legal_basis/-/article", first.map(|found| found.cited()).unwrap_or_default()),
        ("/lang", f.lang.to_string()),
        ("/verify_by/name", details.authority.clone()),
        ("/verify_by/number", details.phone.clone()),
    ];
    values.into_iter().map(|(at, value)| (at.to_owned(), value)).collect()
}

fn is_filled_in(field: &Field) -> bool {
    field.by == Filler::Person
}

/// What a field asks, as the page checks it.
fn told(app: &App, said: Said<'_>, field: &Field) -> Value {
    let (min, max) = match field.of {
        Type::Text => {
            let (min, max) = field.text_bounds();
            (json!(min), json!(max))
        }
        _ => (json!(field.min), json!(field.max)),
    };
    let need = match field.need {
        Need::Required => "required",
        Need::Optional => "optional",
        Need::Conditional => "conditional",
    };
    let when = |when: &When| json!({"field": when.field, "in": when.values});
    let inner: Vec<Value> =
        field.fields.iter().filter(|inner| is_filled_in(inner)).map(|inner| told(app, said, inner)).collect();
    json!({
        "name": field.name, "type": field.of, "need": need, "when": field.when.as_ref().map(when), "list": field.list,
        "items": field.list_bounds(), "min": min, "max": max, "fields": inner, "equals": field.equals,
        "options": field.options.as_deref().map(|list| app.forms.options(list)), "not_before": field.not_before,
        "within_hours": field.within_hours, "future": field.future, "not_prefix": field.not_prefix,
        "min_when": field.min_when.as_ref().map(|floor| json!({"when": when(&floor.when), "min": floor.min})),
        "directory": field.directory, "label": said.field(&field.words),
        "article": field.article.as_ref().and_then(|id| said.law(&app.forms, id)),
    })
}

/// What can be wrong in a form, in words beside which the page writes numbers and types.
fn problems(f: &Frame) -> BTreeMap<String, String> {
    let values = [("n", "{n}"), ("type", "{type}")];
    let types = TYPES.map(|code| format!("desk-form-type-{code}"));
    let codes = What::CODES.map(|code| format!("desk-form-problem-{code}"));
    types.into_iter().chain(codes).map(|key| (key.clone(), f.say(&key, &values))).collect()
}

/// A blank letter that was made.
#[derive(Deserialize)]
pub struct Made {
    number: String,
    /// The public key of what is written in it, hex.
    verify: String,
    /// SHA-256 (hex) of the certificate to which it is sealed; none where words open it.
    certificate: Option<String>,
}

/// Writes down that a blank letter was made.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn make(desk: Desk, Path(code): Path<String>, Json(made): Json<Made>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let verify = khien_seal::keys::verify_from_hex(&made.verify).map_err(|_| Trouble::Malformed)?;
    if !khien_desk::code::is_number(&made.number) {
        return Err(Trouble::Malformed);
    }
    desk.signs_by().await?;
    desk.app.store.make_blank(code, (made.number, verify), made.certificate, desk.me()).await?;
    desk.app.abroad.forget();
    Ok((StatusCode::CREATED, Json(json!({"made": true}))).into_response())
}

/// Gives the desk's keys as they are wrapped to the member: a request's file opens in the browser.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn keys(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    handed(&desk, &[], Keys::Desk, None).await
}

/// A request's file that the member's browser opened.
#[derive(Deserialize)]
pub struct Brought {
    signed: Signed,
    /// The key of the blank letter in which it was written, hex.
    verify: String,
    /// The file as it came, still sealed to our desk, base64.
    kept: String,
    /// The form as JSON text: of information, the part that is open.
    form: String,
}

/// Takes a request in.
///
/// # Errors
/// [`Refusal::Forged`] when no blank letter's key signed it; [`khien_store::Fault::Declined`] when it does not follow. What its form lacks
/// is said field by field.
pub async fn hear(desk: Desk, Path(code): Path<String>, Json(brought): Json<Brought>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let own = desk.app.own_desk().await?.ok_or(Refusal::NotNow("this State's desk has no entry yet"))?;
    let verify = khien_seal::keys::verify_from_hex(&brought.verify).map_err(|_| Refusal::Forged)?;
    let request = LetterRequest::verified(&brought.signed, &verify).map_err(|_| Refusal::Forged)?;
    if request.from != code || request.to != own.state {
        return Err(Refusal::Field { field: "answer", problem: "it is of another State" }.into());
    }
    if !request.names(&brought.form) {
        return Err(Refusal::Forged.into());
    }
    is_timely(request.issued_at, Moment(i64::MAX), desk.app.now())
        .map_err(|_| Refusal::Field { field: "answer", problem: "it was signed later than now" })?;
    let form: Value = serde_json::from_str(&brought.form).map_err(|_| Trouble::Malformed)?;
    let wrong = wrong_with(&desk, &request, &form).await?;
    if !wrong.is_empty() {
        // Whoever takes it in tells the authority by telephone what to mend.
        let detail = format!("{} {}", desk.frame("states").await?.t("desk-letter-blank-form"), wrong.join(" "));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(json!({"detail": detail}))).into_response());
    }
    let blank = (request.blank.clone(), verify);
    let kept = sealed_file(&brought.kept, FILE_MAX)?;
    let said = message(&desk.app, request, &brought.signed, &form, kept).await?;
    let id = said.request;
    let (node, state, law) = (own.node.clone(), own.state.clone(), desk.app.desk_law());
    let taken = desk.app.store.hear_request(Arc::new(said), blank, desk.me(), state, law, node).await?;
    let status = if matches!(taken, Taken::New(_)) { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(json!({"location": format!("/console/desk/request/{id}")}))).into_response())
}

/// Holds a form against its data and against what is said by code, as a node's is held; gives what is wrong, in words.
async fn wrong_with(desk: &Desk, request: &LetterRequest, form: &Value) -> Result<Vec<String>, Trouble> {
    let app = &desk.app;
    let kind = request.kind().ok_or(Refusal::Forged)?;
    let state = app.other_state(&request.from).await?.ok_or(Refusal::NotFound)?;
    let numbers = kind.discloses().then_some(state.phones.as_slice());
    // What the desk fills in itself stands in the statement.
    let setting = Setting { stage: Stage::Draft, now: request.issued_at, numbers };
    let found = match kind {
        Kind::X1 => app.forms.check_open(kind, form, &setting),
        _ => app.forms.check(kind, form, &setting),
    };
    let said = Said::new(app, desk.lang);
    let stops = found.iter().filter(|problem| problem.what.stops());
    let words: Vec<String> = stops
        .map(|problem| {
            let name = if problem.field.is_empty() { problem.pointer.clone() } else { said.field(&problem.field) };
            format!("{name}: {}", said.problem(problem))
        })
        .collect();
    if words.is_empty() && !app.opening_agrees(&request.act, form) {
        return Err(Refusal::Field { field: "message", problem: "it says another thing than its form" }.into());
    }
    Ok(words)
}

/// The request as a message; its place is the first.
async fn message(
    app: &App,
    request: LetterRequest,
    signed: &Signed,
    form: &Value,
    kept: Vec<u8>,
) -> Result<Arrived, Trouble> {
    let digest = khien_seal::sha256(signed.statement.as_bytes());
    let thread = u128::from_str_radix(&request.thread, 16).map_err(|_| Refusal::Forged)?;
    // Whom information names stands in its closed part, which no node opens.
    let subjects = match request.kind() {
        Some(Kind::X1) => Vec::new(),
        _ => app.subject_tags(&named_in(form)).await?,
    };
    Ok(Arrived {
        peer: request.from,
        outer: digest,
        inner: khien_seal::sha256(format!("{}{}", request.message, hex::encode(digest)).as_bytes()),
        message: request.message,
        request: RequestId::from_bits(thread),
        seq: 1,
        prev: "-".to_owned(),
        issued_at: request.issued_at,
        act: request.act,
        officer: request.officer,
        signers: None,
        kept,
        chunks: Vec::new(),
        subjects,
    })
}

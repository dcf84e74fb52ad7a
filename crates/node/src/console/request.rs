//! The view of a request between States: where it stands, who must act by when, every message with its receipt, and what may be said
//! next. Words open in the browser only, where the signatures of the other State's node and officer are verified first.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::tz::TimeZone;
use khien_casework::role::Operation;
use khien_desk::form::{Field, safeguard};
use khien_desk::request::clock::running;
use khien_desk::request::suspension::Suspended;
use khien_desk::request::{Act, Decision, Phase, Request, SaidTwice, Side};
use khien_store::requests::{DRAFT, MessageRow, RequestPage as Stored, message_part};
use khien_terms::Moment;
use khien_terms::id::RequestId;
use serde_json::json;

use super::desk::{Desk, Names, Trouble, page};
use super::desk_post::PostBox;
use super::desk_words::Said;
use super::emergency_box::{self, EmergencyBox};
use super::frame::{Choice, Frame, TimelineLine};
use super::hand_over::{self, HandOver, Note};
use super::overrides::{self, OverrideBox};
use super::request_holds::{became, hold_words, in_doubt};
use super::requests::{clock_words, kind_words, name_of, phase_code};
use super::suspension::{self, SuspensionBox};
use super::when::{self, Clock};
use super::{history, id_of};

/// The page of a request.
#[derive(Template)]
#[template(path = "console/request.html")]
pub struct RequestPage {
    pub f: Frame,
    pub here: String,
    pub id: String,
    pub kind: String,
    pub state: String,
    pub phase: String,
    pub taken_by: String,
    pub clocks: Vec<Running>,
    pub hold: String,
    /// That it is held is said by a message that does not stand; empty where it stands.
    pub doubt: String,
    /// Which clock somebody was called about, while nobody answered.
    pub call: String,
    pub may_answer_call: bool,
    /// What a stolen key signed.
    pub suspension: Option<SuspensionBox>,
    /// What is out of date, and what two people let go.
    pub over: Option<OverrideBox>,
    /// What an emergency adds.
    pub emergency: Option<EmergencyBox>,
    /// Letters, where the State has no node.
    pub post: Option<PostBox>,
    pub hand_over: HandOver,
    pub notes: Vec<Note>,
    /// The draft, while there is one.
    pub draft: Option<Text>,
    pub may_redraft: bool,
    pub may_take: bool,
    pub messages: Vec<Message>,
    /// The code of the other State.
    pub peer: String,
    /// Its messages that prove two stories.
    pub twice: Vec<Note>,
    pub gate: Vec<Question>,
    pub gated: String,
    pub steps: Vec<Step>,
    pub timeline: Vec<TimelineLine>,
    /// What the browser needs to make a message, as JSON.
    pub frame: String,
    /// Names of the form's fields by their path, as JSON.
    pub labels: String,
}

/// A clock in words.
pub struct Running {
    pub what: String,
    pub clock: Clock,
    pub due: String,
    pub due_iso: String,
}

/// Words that are sealed.
pub struct Text {
    pub part: String,
    /// Who may speak for whom it is of, as JSON; empty for a draft.
    pub voices: String,
    pub label: String,
}

/// A message.
pub struct Message {
    /// The beginning of its number, as both States see it.
    pub number: String,
    pub ours: bool,
    pub name: String,
    pub detail: String,
    pub who: String,
    pub at: String,
    pub at_iso: String,
    pub receipt: String,
    pub receipt_href: String,
    /// Where the proof that the ledger has it is.
    pub proof_href: String,
    pub trouble: String,
    pub text: Text,
    /// The evidence that it hands over.
    pub package: Option<super::request_package::Given>,
    /// The information that it gives.
    pub information: Option<super::information::Information>,
    /// Its words were erased here, with what it gave.
    pub gone: bool,
}

/// A question of the safeguards.
pub struct Question {
    pub code: String,
    pub words: String,
    pub article: String,
    pub answer: String,
}

/// Something that may be said next.
pub struct Step {
    pub act: &'static str,
    pub title: String,
    pub hint: String,
    pub button: String,
    /// Fields by what they are.
    pub until: Option<When>,
    pub grounds: Vec<Choice>,
    pub decisions: Vec<Choice>,
    /// The opening of the request, whose items may be granted one by one.
    pub items_of: Option<String>,
    pub consulted: Vec<Choice>,
    pub answers: Vec<Choice>,
    pub words: bool,
    pub signs_draft: bool,
    /// It is signed in a second step, which says what happens then.
    pub sure: Option<Sure>,
    /// Evidence is handed over.
    pub evidence: Option<Evidence>,
    /// Where its form is filled in; empty where it is said here.
    pub form_href: String,
    pub why_not: String,
}

impl Step {
    fn reads_first(&self) -> bool {
        self.sure.as_ref().is_some_and(|sure| sure.reads_first)
    }
}

/// What is read before something is signed that cannot be taken back.
pub struct Sure {
    /// Whether the message that it answers is opened first.
    pub reads_first: bool,
    /// What binds from then on.
    pub conditions: Vec<String>,
    /// What happens then.
    pub then: String,
}

/// What the form of evidence needs to know.
pub struct Evidence {
    /// The opening of the request, whose items the evidence answers.
    pub part: String,
    /// The codes of the items that were granted, as JSON; `null` where all were.
    pub granted: String,
    pub purposes: Vec<Choice>,
    pub min: String,
    /// Packages that this member began and did not hand over: number, and what is said of it.
    pub begun: Vec<(u32, String)>,
    /// The root's word for the desk's key, as JSON: what is needed to go on is sealed to it.
    pub certificate: String,
}

/// A moment to choose.
pub struct When {
    pub label: String,
    pub value: String,
    pub min: String,
}

/// Shows a request.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::SeeDesk)?;
    let id: RequestId = id_of(&id)?;
    let stored = desk.app.store.request_page(id).await?;
    let names = desk.names().await?;
    let mut f = desk.frame("requests").await?;
    f.title = name_of(&f, stored.row.number);
    let own = desk.app.own_desk().await?;
    let other = desk.app.other_state(&stored.row.state.peer).await?;
    let voices = [
        own.as_ref().map(|own| own.kept.clone()).unwrap_or_default(),
        match other.as_ref() {
            Some(other) if other.by_letter.is_some() => {
                json!({"letters": super::desk_post::letters(&stored.row.state)}).to_string()
            }
            other => other.map(|other| other.voices_json.clone()).unwrap_or_default(),
        },
    ];
    let frame = json!({
        "thread": format!("{:032x}", id.bits()), "from": own.as_ref().map(|own| own.state.clone()),
        "to": stored.row.state.peer, "officer": desk.session.desk_name, "kind": stored.row.state.kind,
        "form": f.app.form_id(stored.row.state.kind), "open": f.app.forms.form(stored.row.state.kind).open,
    });
    let state = &stored.row.state;
    let post = format!("/console/desk/request/{id}/hand-over");
    let hand_over = HandOver::of(&desk, post, hand_over::is_in_hand(state, desk.me())).await?;
    let draft = (state.phase() == Phase::Draft && !state.discarded).then(|| Text {
        part: DRAFT.to_owned(),
        voices: String::new(),
        label: f.t("desk-draft-title"),
    });
    let emergency = emergency_box::of(&desk, &f, &names, id, &stored).await?;
    let standing = overrides::standing_of(&desk, state).await?;
    let mut messages = Vec::new();
    let without_node = other.as_ref().is_some_and(|other| other.by_letter.is_some());
    for row in &stored.messages {
        let mut message = message_of(&f, &names, row, &voices);
        if let Some(other) = other.as_ref().filter(|_| !row.ours && !without_node) {
            message.text.voices = voices_of(&other.kept_json, state.is_in_doubt(&row.message));
        }
        if let Some(words) = suspension::beside(&f, state, row) {
            message.trouble = words;
        }
        if without_node && row.ours {
            by_letter(&f, row, &mut message);
        }
        if let Some(became) = became(&f, state, &row.message) {
            message.detail = format!("{} · {became}", message.detail);
        }
        message.package = super::request_package::given(&desk, &f, &stored, row).await?;
        message.information =
            super::information::of(&desk, &f, &stored, standing, without_node).filter(|one| one.message == row.message);
        message.gone = message.information.as_ref().is_some_and(|one| one.gone);
        messages.push(message);
    }
    let post = PostBox::of(&desk, &f, &stored, other.as_deref()).await?;
    let suspension = SuspensionBox::of(&desk, &f, &names, id, &stored).await?;
    let doubt = in_doubt(&f, &stored);
    let over = OverrideBox::of(&desk, &f, &names, (id, state), standing).await?;
    let law = desk.app.own_desk().await?.map_or_else(|| desk.app.desk_law(), |own| Arc::clone(&own.law));
    let mut steps = super::request_steps::steps(&desk, &f, &stored, other.as_deref().zip(standing), &law);
    super::request_steps::begun(&desk, &f, &stored, &mut steps).await?;
    Ok(page(&RequestPage {
        suspension,
        over,
        post,
        here: format!("/console/desk/request/{id}"),
        id: id.to_string(),
        kind: kind_words(&f, state.kind),
        state: f.with(if state.side == Side::Asking { "desk-to" } else { "desk-from" }, "state", &state.peer),
        phase: f.t(&format!("desk-phase-{}", phase_code(&stored.row))),
        taken_by: state.taken_by.map(|by| names.member(by)).unwrap_or_default(),
        clocks: clocks(&f, &stored, other.as_ref().is_some_and(|other| other.by_letter.is_some())),
        hold: if doubt.is_some() { String::new() } else { hold_words(&f, state) },
        doubt: doubt.unwrap_or_default(),
        call: hand_over::open_call(&f, state),
        may_answer_call: desk.may(Operation::HoldDeskKey),
        emergency,
        notes: hand_over::notes(&f, &names, state),
        hand_over,
        may_redraft: draft.is_some() && desk.may(Operation::DraftRequests),
        may_take: state.taken_by.is_none() && desk.may(Operation::ExecuteRequests),
        draft,
        messages,
        peer: state.peer.clone(),
        twice: twice(&f, state, &voices[1]),
        gate: questions(&f, &stored),
        gated: state
            .gate
            .as_ref()
            .map(|(by, _)| f.with("desk-gated-by", "who", &names.member(*by)))
            .unwrap_or_default(),
        steps,
        timeline: history::timeline(&f, &names, &stored.history, &|_| String::new()),
        frame: frame.to_string(),
        labels: serde_json::to_string(&labels(&f, state.kind)).unwrap_or_default(),
        f,
    }))
}

/// Names of a form's fields by their path, and of choices as `path=value`, for words that the browser opens.
pub(super) fn labels(f: &Frame, kind: khien_desk::Kind) -> BTreeMap<String, String> {
    fn walk(f: &Frame, said: Said<'_>, path: &str, fields: &[Field], out: &mut BTreeMap<String, String>) {
        for field in fields {
            let path = if path.is_empty() { field.name.clone() } else { format!("{path}-{}", field.name) };
            walk(f, said, &path, &field.fields, out);
            if let Some(list) = &field.options {
                for value in f.app.forms.options(list) {
                    out.insert(format!("{path}={value}"), said.option(list, value));
                }
            }
            out.insert(path, said.field(&field.words));
        }
    }
    let words = [
        ("text", "desk-field-text"),
        ("=true", "desk-yes"),
        ("=false", "desk-no"),
        ("files", "desk-evidence-files"),
        ("files-path", "desk-evidence-path"),
        ("files-bytes", "desk-evidence-bytes"),
        ("files-sha256", "desk-evidence-sha256"),
        ("files-item", "desk-evidence-item"),
    ];
    let mut out = BTreeMap::from(words.map(|(name, key)| (name.to_owned(), f.t(key))));
    // What is said within a preservation has a form of its own.
    let within = (kind == khien_desk::Kind::P1).then_some(khien_desk::Kind::P2);
    for kind in within.into_iter().chain([kind]) {
        let fields: Vec<Field> =
            f.app.forms.form(kind).readable().flat_map(|section| &section.fields).cloned().collect();
        walk(f, Said::new(&f.app, f.lang), "", &fields, &mut out);
        out.insert(format!("kind={kind}"), format!("{kind} · {}", Said::new(&f.app, f.lang).kind(kind)));
    }
    out
}

/// In which language.
#[derive(serde::Deserialize)]
pub struct InLanguage {
    language: String,
}

/// Gives the names of a form's fields in a language: those in which it was written stand beside those of the page.
///
/// # Errors
/// [`khien_casework::Refusal::NotFound`].
pub async fn labels_in(
    desk: Desk,
    Path(kind): Path<String>,
    axum::extract::Query(asked): axum::extract::Query<InLanguage>,
) -> Result<Response, Trouble> {
    desk.must(Operation::SeeDesk)?;
    let missing = || khien_casework::Refusal::NotFound;
    let kind: khien_desk::Kind = kind.parse().map_err(|_| missing())?;
    let mut f = desk.frame("requests").await?;
    f.lang = desk.app.words.lang(&asked.language).ok_or_else(missing)?;
    Ok(axum::response::IntoResponse::into_response(axum::Json(labels(&f, kind))))
}

/// Who may speak for another State, as the browser verifies what was kept here; it says so of a message that does not stand.
fn voices_of(json: &str, in_doubt: bool) -> String {
    match serde_json::from_str::<serde_json::Value>(json) {
        Ok(mut voices) if in_doubt => {
            voices["doubt"] = true.into();
            voices.to_string()
        }
        _ => json.to_owned(),
    }
}

/// Messages that have no effect, since the other State had signed others in their place.
fn twice(f: &Frame, state: &Request, voices: &str) -> Vec<Note> {
    let one = |said: &SaidTwice| {
        let at = when::moment(f, said.at, f.app.now(), &f.app.config.zone);
        let words = f.say("desk-twice-of", &[("seq", &said.seq.to_string()), ("who", &said.officer), ("at", &at)]);
        let text = Text { part: khien_store::twice::part(&said.head), voices: voices.to_owned(), label: words.clone() };
        Note { words, text }
    };
    state.twice.iter().map(one).collect()
}

/// A message of ours that leaves as a letter: there is no receipt, and nothing is on its way before somebody took it out.
fn by_letter(f: &Frame, row: &MessageRow, message: &mut Message) {
    message.receipt_href = String::new();
    message.receipt = match row.received_at {
        Some(at) => f.with("desk-letter-taken", "time", &when::moment(f, at, f.app.now(), &f.app.config.zone)),
        None => f.t("desk-letter-to-take"),
    };
}

fn clocks(f: &Frame, stored: &Stored, by_letter: bool) -> Vec<Running> {
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    // What is not held has no end.
    let void = stored.messages.iter().rev().find(|row| !row.ours && matches!(row.act, Act::Hold { .. }));
    let void = void.and_then(|row| stored.row.state.suspension(&row.message)).is_some_and(Suspended::is_void);
    running(&stored.row.state, f.app.desk_periods())
        .iter()
        .filter(|clock| !(void && clock.what == "hold_ends"))
        .map(|clock| Running {
            what: match clock.what {
                "receipt" if by_letter => f.t("desk-letter-clock"),
                _ => clock_words(f, &stored.row, clock),
            },
            clock: when::clock(f, stored.row.begun_at, clock.due, now),
            due: when::moment(f, clock.due, now, zone),
            due_iso: when::iso(clock.due, zone),
        })
        .collect()
}

fn message_of(f: &Frame, names: &Names, row: &MessageRow, voices: &[String; 2]) -> Message {
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    let receipt = match (row.ours, row.received_at) {
        (true, Some(at)) => f.with("desk-receipted", "time", &when::moment(f, at, now, zone)),
        (true, None) if row.code.is_empty() => f.t("desk-on-its-way"),
        (true, None) => String::new(),
        (false, at) => f.with("desk-received", "time", &when::moment(f, at.unwrap_or(row.at), now, zone)),
    };
    let known = row.received_at.is_some();
    Message {
        number: super::suspension::numbered(&row.message),
        ours: row.ours,
        name: f.t(&format!("desk-act-{}", row.act.name().replace('_', "-"))),
        detail: detail(f, &row.act),
        who: if row.ours { names.of(&row.who) } else { row.who.clone() },
        at: when::moment(f, row.at, now, zone),
        at_iso: when::iso(row.at, zone),
        receipt,
        receipt_href: if known { format!("/console/desk/receipt/{}", row.message) } else { String::new() },
        proof_href: format!("/console/desk/proof/{}", row.message),
        trouble: if row.code.is_empty() { String::new() } else { trouble(f, &row.code) },
        text: Text {
            part: message_part(&row.message),
            voices: voices[usize::from(!row.ours)].clone(),
            label: f.t(&format!("desk-act-{}", row.act.name().replace('_', "-"))),
        },
        package: None,
        information: None,
        gone: false,
    }
}

/// Why a message was not taken there, in words; a code without words shows itself.
fn trouble(f: &Frame, code: &str) -> String {
    let key = format!("desk-refused-{code}");
    if f.app.words.has(&key) { f.t(&key) } else { f.with("desk-refused-other", "code", code) }
}

/// The open part of a message in words.
pub(super) fn detail(f: &Frame, act: &Act) -> String {
    let day = |at: &Moment| when::day(f, at.day_in(&TimeZone::UTC));
    match act {
        Act::Acknowledge { expect } => f.with("desk-detail-expect", "day", &day(expect)),
        Act::Hold { until, .. } | Act::Extend { until } => f.with("desk-detail-until", "day", &day(until)),
        Act::Decide { decision: Decision::Refused { grounds }, .. } => {
            let grounds: Vec<String> = grounds.iter().map(|ground| Said::new(&f.app, f.lang).ground(ground)).collect();
            format!("{}: {}", f.t("desk-decision-refused"), grounds.join("; "))
        }
        Act::Decide { decision: Decision::Postponed { until }, .. } => {
            format!("{}: {}", f.t("desk-decision-postponed"), f.with("desk-detail-until", "day", &day(until)))
        }
        Act::Decide { decision: Decision::Nothing { reason }, .. } => {
            f.t(&format!("desk-decision-{}", reason.code().replace('_', "-")))
        }
        Act::CallBack { confirmed: true } => f.t("desk-emergency-call-confirmed"),
        Act::CallBack { confirmed: false } => f.t("desk-emergency-call-unconfirmed"),
        Act::Decide { decision: Decision::Accepted, .. } => f.t("desk-decision-accepted"),
        Act::Decide { decision: Decision::Part { items }, .. } if items.is_empty() => f.t("desk-decision-part"),
        Act::Decide { decision: Decision::Part { items }, .. } => {
            format!("{}: {}", f.t("desk-decision-part"), items.join(", "))
        }
        _ => String::new(),
    }
}

/// The safeguards that our side answers before it decides.
fn questions(f: &Frame, stored: &Stored) -> Vec<Question> {
    let state = &stored.row.state;
    // Information is not decided: its conditions are accepted or declined.
    let informs = state.kind == khien_desk::Kind::X1;
    if state.side != Side::Asked || informs || state.phase() >= Phase::Released {
        return Vec::new();
    }
    let answers = state.gate.as_ref().map(|(_, answers)| answers);
    f.app
        .forms
        .safeguards()
        .iter()
        .filter(|one| one.answered_by.contains(&safeguard::Side::Receiver))
        .map(|one| Question {
            code: one.code.clone(),
            words: f.t(&format!("desk-form-safeguard-{}", one.code.to_ascii_lowercase())),
            article: one.article.clone(),
            answer: answers.and_then(|answers| answers.get(&one.code)).cloned().unwrap_or_default(),
        })
        .collect()
}

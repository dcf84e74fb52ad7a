//! What may be said next in a request, as forms of its page: only what follows, only to whom it is open, and of grounds only those
//! that the article of the kind allows.

use jiff::tz::TimeZone;
use khien_casework::role::Operation;
use khien_desk::Kind;
use khien_desk::package::{Conditions, Purpose};
use khien_desk::request::emergency::{FOLLOW_UP_HOURS, NOT_AUTHENTIC};
use khien_desk::request::harm::{Standing, may_leave};
use khien_desk::request::information::{self, Information};
use khien_desk::request::suspension::may_do;
use khien_desk::request::{Act, Became, Decision, Half, Law, Nothing, Phase, Refusal, Request, Side, View};
use khien_store::requests::{RequestPage as Stored, message_part};
use khien_terms::Moment;

use super::desk::{Desk, Trouble};
use super::desk_words::Said;
use super::frame::{Choice, Frame};
use super::request::{Evidence, Step, Sure, When};
use super::request_holds::days_of;
use super::request_package::words as conditions;
use super::when;
use crate::abroad::states::OtherState;

/// Who may say it.
#[must_use]
pub fn operation(act: &Act) -> Operation {
    match act {
        Act::Request { kind: Kind::E1, .. } => Operation::SendEmergencies,
        Act::Request { .. } => Operation::ApproveRequests,
        Act::Decide { .. } | Act::Offer | Act::Accept { .. } | Act::Decline { .. } => Operation::DecideRequests,
        _ => Operation::ExecuteRequests,
    }
}

/// The steps that follow now, for this member; `law` has the grounds that are open to us.
#[must_use]
pub fn steps(desk: &Desk, f: &Frame, stored: &Stored, other: Option<(&OtherState, Standing)>, law: &Law) -> Vec<Step> {
    let state = &stored.row.state;
    // Of a request that is closed only this is left to say: that what was given was destroyed.
    let given = !state.asked.returned.is_empty() || state.kind == Kind::X1;
    if state.discarded || (state.phase() == Phase::Closed && !given) {
        return Vec::new();
    }
    let now = f.app.now();
    let view = View { asking: &state.asking, asked: &state.asked, law };
    let opened = state.asking.opening.as_ref().map_or(now, |opening| opening.at);
    let held = state.asked.held.map_or(opened, |(until, _)| until);
    let mut steps = Vec::new();
    for act in candidates(stored, opened, held, now) {
        // A refusal is offered together with the other decisions, so acceptance stands for all of them here.
        let stopped = may_do(state, &act).is_err();
        if stopped || !desk.may(operation(&act)) || view.may_say(state.side, &act, now).is_err() {
            continue;
        }
        let open = matches!(act, Act::Decide { .. }).then(|| grounds(f, state, law));
        steps.push(Step { grounds: open.unwrap_or_default(), ..step(desk, f, stored, other, &act) });
    }
    steps
}

fn candidates(stored: &Stored, opened: Moment, held: Moment, now: Moment) -> Vec<Act> {
    let state = &stored.row.state;
    if state.side == Side::Asking {
        let first = |open: &[khien_desk::request::halves::Open]| {
            Half::unanswered(open, &state.asking).first().map(|one| one.message.clone())
        };
        if state.asking.opening.is_none() {
            return vec![opening(state.kind, now)];
        }
        let mut acts = Vec::new();
        acts.extend(first(&state.asked.asks).map(|ask| Act::Answer { ask }));
        if let Some(offer) = first(&state.asked.offers) {
            acts.extend([Act::Accept { offer: offer.clone() }, Act::Decline { offer }]);
        }
        acts.extend(packages(state));
        acts.extend(wish_that_waits(state).map(|(wish, _)| Act::TakeBack { wish }));
        acts.extend([
            Act::Extend { until: held.plus_days(1) },
            Act::Confirm { by: None },
            Act::Release,
            Act::Withdraw,
            Act::Status,
            Act::Close,
        ]);
        return acts;
    }
    let mut acts = Vec::new();
    if let Some((message, _)) = information::given(&state.asking) {
        let offer = message.to_owned();
        acts.extend([Act::Accept { offer: offer.clone() }, Act::Decline { offer: offer.clone() }]);
        acts.push(Act::Destroyed { package: offer });
    }
    // Whoever calls an emergency back has it: that is its acknowledgement.
    if state.asked.acknowledged.is_none() && state.kind != Kind::E1 {
        acts.push(Act::Acknowledge { expect: now.plus_hours(24.0) });
    }
    let wish = wish_that_waits(state);
    acts.extend(deciding(state));
    let days = i64::from(state.asking.opening.as_ref().and_then(|one| one.hold_days).unwrap_or(60));
    let until = wish.as_ref().map_or(opened.plus_days(days), |(_, until)| *until);
    if state.asked.held.is_none() || wish.is_some() {
        acts.push(Act::Hold { until, wish: wish.as_ref().map(|(message, _)| message.clone()) });
    }
    if let Some((message, _)) = wish {
        acts.push(Act::Decline { offer: message });
    }
    acts.push(handing_over());
    acts.extend([Act::Ask, Act::Offer, Act::HoldWarning, Act::Status, Act::Close]);
    acts
}

/// The wish to hold longer that nobody answered: its message, and until when.
fn wish_that_waits(state: &Request) -> Option<(String, Moment)> {
    let open = state.wishes().find(|(_, _, became)| *became == Became::Open);
    open.map(|(message, until, _)| (message.to_owned(), until))
}

/// A decision as far as the page knows it. An emergency is decided when it was called back: granted where that confirmed it, or else
/// refused.
fn deciding(state: &Request) -> Option<Act> {
    let call = state.asked.called_back.last();
    match (state.kind, call) {
        (Kind::E1, None) => None,
        (Kind::E1, Some(call)) if !call.confirmed => {
            let grounds = vec![NOT_AUTHENTIC.to_owned()];
            Some(Act::Decide { decision: Decision::Refused { grounds }, consulted: Some(call.message.clone()) })
        }
        _ => Some(Act::Decide { decision: Decision::Accepted, consulted: None }),
    }
}

/// What may be said of packages that were given.
fn packages(state: &Request) -> Vec<Act> {
    let mut acts = Vec::new();
    for one in &state.asked.returned {
        acts.push(Act::Received { package: one.message.clone() });
        acts.push(Act::Destroyed { package: one.message.clone() });
    }
    acts
}

/// A package as far as the page knows it; the browser makes the rest.
fn handing_over() -> Act {
    Act::Return { package: String::new(), bytes: 1, files: 1, conditions: any_conditions() }
}

/// Conditions as far as the page knows them.
fn any_conditions() -> Conditions {
    Conditions { purposes: vec![Purpose::Investigation], onward: false, until: None, feedback: false }
}

/// An opening as far as the page knows it; the browser takes the rest from the draft.
fn opening(kind: Kind, now: Moment) -> Act {
    use khien_desk::request::Urgency;
    Act::Request {
        kind,
        form: String::new(),
        urgency: if kind == Kind::E1 { Urgency::Emergency } else { Urgency::Urgent },
        respond_by: now.plus_days(1),
        hold_days: (kind == Kind::P1).then_some(60),
        about: None,
        follow_up_by: (kind == Kind::E1).then(|| now.plus_hours(FOLLOW_UP_HOURS as f64)),
        information: (kind == Kind::X1).then(|| Information {
            part: "0".repeat(64),
            conditions: any_conditions(),
            exculpatory: false,
        }),
    }
}

fn step(desk: &Desk, f: &Frame, stored: &Stored, other: Option<(&OtherState, Standing)>, act: &Act) -> Step {
    let state = &stored.row.state;
    // The conditions of information are accepted by whoever was given it, and mean something else than those of an offer.
    let says = matches!(act, Act::Request { .. } | Act::Accept { .. } | Act::Decline { .. } | Act::Destroyed { .. });
    let informs = state.kind == Kind::X1 && says;
    let of = if informs { "information-" } else { "" };
    let wish = wish_that_waits(state).filter(|(wish, _)| answers_wish(act, wish));
    let of = if wish.is_some() { "wish-" } else { of };
    let key = format!("desk-step-{of}{}", act.name().replace('_', "-"));
    let until = match act {
        Act::Hold { until, .. } | Act::Acknowledge { expect: until } => Some(*until),
        _ => None,
    };
    let decides = matches!(act, Act::Decide { .. });
    Step {
        act: act.name(),
        title: f.t(&format!("{key}-title")),
        hint: match wish {
            Some((_, wished)) => {
                let [held, wished] = days_of(f, state, wished);
                f.say(&format!("{key}-hint"), &[("held", &held), ("wished", &wished)])
            }
            None => f.t(&format!("{key}-hint")),
        },
        button: f.t(&format!("{key}-button")),
        until: until.map(|at| moment_field(f, state, act, at)),
        grounds: Vec::new(),
        decisions: if decides { decisions(f, state) } else { Vec::new() },
        items_of: (decides && state.kind.has_items()).then(|| opening_part(stored)),
        consulted: if decides { consulted(f, stored) } else { Vec::new() },
        answers: answers(act),
        words: !matches!(act, Act::Request { .. }),
        evidence: matches!(act, Act::Return { .. }).then(|| evidence(f, stored)),
        form_href: super::desk_within::action_of(act)
            .map(|action| format!("/console/desk/request/{}/p2?action={action}", stored.row.id))
            .unwrap_or_default(),
        signs_draft: matches!(act, Act::Request { .. }),
        sure: sure(f, state, act),
        why_not: why_not(desk, f, state, other, act),
    }
}

/// What stands between a press and the signature where that cannot be taken back: what binds, and what happens then.
fn sure(f: &Frame, state: &Request, act: &Act) -> Option<Sure> {
    let (_, given) = information::given(&state.asking)?;
    let conditions = match act {
        Act::Accept { .. } => conditions(f, state.kind, &given.conditions),
        Act::Decline { .. } | Act::Withdraw | Act::Destroyed { .. } => Vec::new(),
        _ => return None,
    };
    let then = f.t(&format!("desk-step-information-{}-then", act.name()));
    Some(Sure { reads_first: matches!(act, Act::Accept { .. }), conditions, then })
}

fn evidence(f: &Frame, stored: &Stored) -> Evidence {
    let granted = match stored.row.state.asked.granted() {
        Some(Decision::Part { items }) if !items.is_empty() => Some(items),
        _ => None,
    };
    Evidence {
        part: opening_part(stored),
        granted: serde_json::to_string(&granted).unwrap_or_default(),
        purposes: purposes(f, stored.row.state.kind),
        min: f.app.now().day_in(&TimeZone::UTC).to_string(),
        begun: Vec::new(),
        certificate: String::new(),
    }
}

/// What a form of evidence knows of packages that this member began and did not hand over.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn begun(desk: &Desk, f: &Frame, stored: &Stored, steps: &mut [Step]) -> Result<(), Trouble> {
    let Some(evidence) = steps.iter_mut().find_map(|step| step.evidence.as_mut()) else { return Ok(()) };
    let makings = desk.app.store.makings(stored.row.id, desk.me()).await?;
    let words = |n: u32, began| {
        let when = super::when::moment(f, began, f.app.now(), &f.app.config.zone);
        f.say("desk-evidence-begun", &[("n", &n.to_string()), ("when", &when)])
    };
    evidence.begun = makings.into_iter().map(|(n, began)| (n, words(n, began))).collect();
    evidence.certificate = desk.app.own_desk().await?.map(|own| own.certificate.clone()).unwrap_or_default();
    Ok(())
}

/// The sealed part that is the request's opening.
fn opening_part(stored: &Stored) -> String {
    stored.messages.first().map(|message| message_part(&message.message)).unwrap_or_default()
}

/// The purposes for which data of a kind may be given.
#[must_use]
pub fn purposes(f: &Frame, kind: Kind) -> Vec<Choice> {
    Purpose::ALL.map(|purpose| Choice::new(purpose.code(), f.t(&purpose_key(purpose.code(), kind != Kind::X1)))).into()
}

/// The key of a purpose's words. An investigation is the one that a request names, where there is a request that names one.
#[must_use]
pub fn purpose_key(code: &str, named: bool) -> String {
    let any = if code == Purpose::Investigation.code() && !named { "any-" } else { "" };
    format!("desk-purpose-{any}{}", code.replace('_', "-"))
}

/// Whether an act answers this wish, or takes it back.
fn answers_wish(act: &Act, open: &str) -> bool {
    match act {
        Act::Hold { wish: Some(wish), .. } | Act::Decline { offer: wish } | Act::TakeBack { wish } => wish == open,
        _ => false,
    }
}

fn moment_field(f: &Frame, state: &Request, act: &Act, at: Moment) -> When {
    // Whoever answers a wish holds longer than before, or declines.
    let longer = match (act, state.asked.held) {
        (Act::Hold { wish: Some(_), .. }, Some((held, _))) => held.plus_days(1),
        _ => f.app.now(),
    };
    // Days that two States agree on end in UTC; a page that counted in its own zone would show the other another day.
    When {
        label: f.t(&format!("desk-field-until-{}", act.name())),
        value: at.day_in(&TimeZone::UTC).to_string(),
        min: longer.max(f.app.now()).day_in(&TimeZone::UTC).to_string(),
    }
}

fn decisions(f: &Frame, state: &Request) -> Vec<Choice> {
    let granted: &[&str] = if unconfirmed(state) { &[] } else { &["accepted", "part"] };
    let nothing = Nothing::ALL.into_iter().filter(|_| !unconfirmed(state)).map(Nothing::code);
    let codes = granted.iter().copied().chain(["refused", "postponed"]).chain(nothing);
    codes.map(|code| Choice::new(code, f.t(&format!("desk-decision-{}", code.replace('_', "-"))))).collect()
}

/// Whether it is an emergency that nobody confirmed when it was called back.
fn unconfirmed(state: &Request) -> bool {
    state.kind == Kind::E1 && state.asked.confirmed_by_call() != Some(true)
}

fn grounds(f: &Frame, state: &Request, law: &Law) -> Vec<Choice> {
    // That an emergency is not authentic is no ground once a call confirmed it.
    let confirmed = state.kind == Kind::E1 && !unconfirmed(state);
    let refuses = |code: &&String| !(code.is_empty() || (confirmed && *code == NOT_AUTHENTIC));
    let codes = law.grounds.get(&state.kind).map(Vec::as_slice).unwrap_or_default();
    codes
        .iter()
        .filter(refuses)
        .map(|code| Choice::new(code, format!("{code} · {}", Said::new(&f.app, f.lang).ground(code))))
        .collect()
}

/// Our questions and offers, by which the other State was consulted.
fn consulted(f: &Frame, stored: &Stored) -> Vec<Choice> {
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    let state = &stored.row.state;
    let calls = state.asked.called_back.iter().filter(|_| unconfirmed(state));
    state
        .asked
        .asks
        .iter()
        .map(|one| ("ask", one))
        .chain(state.asked.offers.iter().map(|one| ("offer", one)))
        .map(|(name, one)| (name, &one.message, one.at))
        .chain(calls.map(|call| ("call-back", &call.message, call.at)))
        .map(|(name, message, at)| {
            let words = format!("{}, {}", f.t(&format!("desk-act-{name}")), when::moment(f, at, now, zone));
            Choice::new(message, words)
        })
        .collect()
}

/// The message that an answer answers, for the browser.
fn answers(act: &Act) -> Vec<Choice> {
    match act {
        Act::Answer { ask: message }
        | Act::Accept { offer: message }
        | Act::Decline { offer: message }
        | Act::Received { package: message }
        | Act::Destroyed { package: message }
        | Act::Hold { wish: Some(message), .. }
        | Act::TakeBack { wish: message } => {
            vec![Choice::new(message, String::new())]
        }
        _ => Vec::new(),
    }
}

/// Why this member cannot say it although it follows.
fn why_not(desk: &Desk, f: &Frame, state: &Request, other: Option<(&OtherState, Standing)>, act: &Act) -> String {
    let Some((_, standing)) = other.filter(|(other, _)| other.speaks()) else { return f.t("desk-why-not-trusted") };
    let me = Some(desk.me());
    let same = match act {
        Act::Request { kind, .. } => state.drafter == me && *kind != Kind::E1,
        Act::Decide { .. } => state.taken_by == me || state.emergency.callers.contains(&desk.me()),
        Act::Hold { .. } | Act::Return { .. } => state.approver == me,
        _ => false,
    };
    if same {
        return f.t("desk-why-not-same");
    }
    // A decision may also refuse, which lets nothing go: whether it may grant is held when it is signed.
    let decides = matches!(act, Act::Decide { .. });
    if decides && state.gate.is_none() {
        return f.t("desk-why-not-gate");
    }
    match may_leave(state, act, standing, f.app.now()) {
        Err(Refusal::NeedsTwo) if !decides => f.t("desk-why-not-stale"),
        _ => String::new(),
    }
}

//! P2 on the console: the form by which a preservation is extended, confirmed by a request for assistance, or released, filled in
//! within the request that it changes. It is signed where it holds: no draft of it is kept.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use axum::response::Response;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::Kind;
use khien_desk::code::is_number;
use khien_desk::request::{Act, Illegal, Request, Side, View};
use khien_terms::Moment;
use khien_terms::id::RequestId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::desk::{Desk, Trouble};
use super::desk_check::terms_of;
use super::desk_form::{Drawn, Within, draw, prefill};
use super::desk_words::Said;
use super::id_of;
use super::request_holds::hold_words;
use super::request_steps::operation;
use super::requests::name_of;
use crate::abroad::states::OtherState;

/// What an act is called in the form.
#[must_use]
pub fn action_of(act: &Act) -> Option<&'static str> {
    match act {
        Act::Extend { .. } => Some("extend"),
        Act::Confirm { .. } => Some("confirm_mla"),
        Act::Release => Some("release"),
        _ => None,
    }
}

/// What is to be done, and which language stands beside.
#[derive(Deserialize, Default)]
pub struct Asked {
    action: Option<String>,
    beside: Option<String>,
}

/// Shows the form, for a preservation that we asked for.
///
/// # Errors
/// [`Refusal::NotFound`] where there is nothing that the form could change.
pub async fn show(desk: Desk, Path(id): Path<String>, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let id: RequestId = id_of(&id)?;
    let stored = desk.app.store.request_page(id).await?;
    let state = &stored.row.state;
    let opened = state.side == Side::Asking && state.kind == Kind::P1 && state.asking.opening.is_some();
    let action = asked.action.filter(|action| desk.app.forms.options("p2_action").contains(action));
    let (true, Some(action)) = (opened, action) else { return Err(Refusal::NotFound.into()) };
    let thread = format!("{:032x}", id.bits());
    let other = desk.app.other_state(&state.peer).await?;
    let terms = terms_of(&desk, &state.peer).await?;
    let mut values = prefill(&desk, desk.app.forms.form(Kind::P2), terms.as_ref(), "");
    values.extend(known(&desk, state, &thread, &action).await?);
    let own = desk.app.own_desk().await?.ok_or(Refusal::NotNow("this State's desk has no entry yet"))?;
    let frame = json!({
        "thread": thread, "from": own.state, "to": state.peer, "officer": desk.session.desk_name, "kind": Kind::P2,
        "form": desk.app.form_id(Kind::P2),
    });
    let f = desk.frame("requests").await?;
    let within = Within {
        here: format!("/console/desk/request/{id}"),
        request: name_of(&f, stored.row.number),
        hold: hold_words(&f, state),
        then: if action == "release" { f.t("desk-within-release-then") } else { String::new() },
        frame: frame.to_string(),
        why_not: why_not(&desk, &f, state, other.as_deref(), &action),
    };
    let drawn = Drawn {
        kind: Kind::P2,
        to: state.peer.clone(),
        thread,
        beside: asked.beside,
        here: format!("/console/desk/request/{id}/p2?action={action}"),
        prefill: values,
        within: Some(within),
    };
    draw(desk, terms, drawn).await
}

/// What is known of the form before anybody types: what is done, a new end thirty days after the old one, and our request for
/// stored data that names this preservation.
async fn known(desk: &Desk, state: &Request, thread: &str, action: &str) -> Result<BTreeMap<String, String>, Trouble> {
    // What it does stands in its action; that it is new would say something else.
    let mut values = BTreeMap::from(
        [("/action", action), ("/request_status", "")].map(|(at, value)| (at.to_owned(), value.to_owned())),
    );
    if let Some((until, _)) = state.asked.held {
        values.insert("/new_end".to_owned(), until.plus_days(30).day_in(&TimeZone::UTC).to_string());
    }
    let requests = desk.app.store.requests(false).await?;
    let assistance = requests.iter().find(|row| {
        let opening = row.state.asking.opening.as_ref();
        row.state.side == Side::Asking
            && row.state.peer == state.peer
            && opening.is_some_and(|one| one.kind == Kind::A1 && one.about.as_deref() == Some(thread))
    });
    if let Some(row) = assistance {
        values.insert("/mla_way".to_owned(), "desk".to_owned());
        values.insert("/mla_ref".to_owned(), format!("{:032x}", row.id.bits()));
    }
    Ok(values)
}

/// What the lifecycle says against a form that holds by itself: a new end that is none, a wish while another waits, nothing held.
///
/// # Errors
/// [`Trouble::Fault`].
pub(super) async fn refused(desk: &Desk, thread: &str, kind: Kind, form: &Value) -> Result<Option<Value>, Trouble> {
    let number = u128::from_str_radix(thread, 16).ok().filter(|_| kind == Kind::P2 && is_number(thread));
    let Some(id) = number.map(RequestId::from_bits) else { return Ok(None) };
    let stored = desk.app.store.request_page(id).await?;
    let (state, f) = (&stored.row.state, desk.frame("requests").await?);
    let text = |name: &str| form.get(name).and_then(Value::as_str);
    let Some(act) = act_of(text("action").unwrap_or_default(), text("new_end")) else { return Ok(None) };
    let law = desk.app.desk_law();
    let view = View { asking: &state.asking, asked: &state.asked, law: &law };
    let Err(illegal) = view.may_say(state.side, &act, desk.app.now()) else { return Ok(None) };
    let said = Said::new(&desk.app, desk.lang);
    let of_its_end = matches!(illegal, Illegal::NotLonger | Illegal::HoldTooLong);
    let words = match (illegal, state.asked.held) {
        (Illegal::NotLonger, Some((held, _))) => {
            f.with("desk-within-not-longer", "day", &super::when::day(&f, held.day_in(&TimeZone::UTC)))
        }
        _ => f.t(&format!("desk-declined-{}", illegal.code())),
    };
    Ok(Some(json!({
        "pointer": if of_its_end { "/new_end" } else { "" },
        "field": if of_its_end { said.field("new-end") } else { String::new() },
        "words": words,
        "article": said.law(&desk.app.forms, "42.9"),
        "stops": true,
    })))
}

/// What a form does: a day ends in UTC, as the browser reads it.
fn act_of(action: &str, new_end: Option<&str>) -> Option<Act> {
    match action {
        "extend" => {
            let last = new_end?.parse::<Date>().ok()?.at(23, 59, 59, 0);
            // The last days that there are lie beyond the last moment: they are too late all the same.
            let until = TimeZone::UTC.to_timestamp(last).unwrap_or(jiff::Timestamp::MAX);
            Some(Act::Extend { until: Moment::from(until) })
        }
        "confirm_mla" => Some(Act::Confirm { by: None }),
        "release" => Some(Act::Release),
        _ => None,
    }
}

/// Why this member cannot say it now; empty where they can.
fn why_not(desk: &Desk, f: &super::frame::Frame, state: &Request, other: Option<&OtherState>, action: &str) -> String {
    let held = state.asked.held.map_or(f.app.now(), |(until, _)| until);
    let act = match action {
        "extend" => Act::Extend { until: held.plus_days(1) },
        "confirm_mla" => Act::Confirm { by: None },
        _ => Act::Release,
    };
    let law = f.app.desk_law();
    let view = View { asking: &state.asking, asked: &state.asked, law: &law };
    if !desk.may(operation(&act)) {
        return f.t("desk-within-officer");
    }
    if !other.is_some_and(OtherState::speaks) {
        return f.t("desk-why-not-trusted");
    }
    match view.may_say(state.side, &act, f.app.now()) {
        Ok(()) => String::new(),
        Err(illegal) => f.t(&format!("desk-declined-{}", illegal.code())),
    }
}

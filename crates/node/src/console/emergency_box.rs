//! What an emergency adds to the page of its request: on the asked side the number to call first, on the asking side the words to say
//! when they call and who else looks; on both what is known of such requests, and the review within a day.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::Kind;
use khien_desk::directory::words::voice_words;
use khien_desk::request::emergency::{Record, follow_up_due, may_review, owes_review};
use khien_desk::request::{Act, Decision, Request, Side, Verdict, View};
use khien_store::requests::RequestPage as Stored;
use khien_terms::id::{RequestId, StaffId};
use serde::Deserialize;
use serde_json::json;

use super::desk::{Desk, Names, Trouble};
use super::emergency::{Number, numbers};
use super::frame::{Choice, Frame};
use super::request::Text;
use super::{bytes_of, id_of, when};

/// How many words two people read to each other, so that both speak of the same message.
const WORDS: usize = 4;
/// Bytes of a review at most, sealed.
const REVIEW_MAX: usize = 64 << 10;

/// The part of an emergency.
pub struct EmergencyBox {
    /// It is one of ours.
    pub ours: bool,
    /// Words that both sides see; whoever is called says them.
    pub words: String,
    /// The numbers to call, before it is decided; none of ours.
    pub numbers: Vec<Number>,
    /// Who signed, and when.
    pub signer: String,
    /// What the last call came to.
    pub call: String,
    pub confirmed: bool,
    pub may_call: bool,
    /// Of ours: who else looks, or is called.
    pub second: String,
    /// What is known of such requests of that State.
    pub record: String,
    pub flags: Vec<String>,
    /// The request that has to follow, or did.
    pub follow_up: String,
    pub follow_href: String,
    pub review: ReviewBox,
}

/// The review.
pub struct ReviewBox {
    /// It is due, or was made.
    pub shown: bool,
    /// What it came to, and who made it.
    pub made: String,
    pub text: Option<Text>,
    /// This member may make it; else why not.
    pub may: bool,
    pub post: String,
    pub certificate: String,
    pub verdicts: Vec<Choice>,
}

/// The part of an emergency that was sent; nothing of other requests.
pub(super) async fn of(
    desk: &Desk,
    f: &Frame,
    names: &Names,
    id: RequestId,
    stored: &Stored,
) -> Result<Option<EmergencyBox>, Trouble> {
    let state = &stored.row.state;
    let (Kind::E1, Some(opening), Some(first)) = (state.kind, &state.asking.opening, stored.messages.first()) else {
        return Ok(None);
    };
    let ours = state.side == Side::Asking;
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    let law = f.app.desk_law();
    let view = View { asking: &state.asking, asked: &state.asked, law: &law };
    let call = Act::CallBack { confirmed: true };
    let confirmed = state.asked.confirmed_by_call();
    let to_call = !ours && confirmed != Some(true) && view.may_say(Side::Asked, &call, now).is_ok();
    let numbers = if to_call { numbers_of(desk, state).await? } else { Vec::new() };
    let (record, flags) = if ours { (String::new(), Vec::new()) } else { record(desk, f, stored).await? };
    let signer = if ours { names.of(&first.who) } else { first.who.clone() };
    let follow_href = format!("/console/desk/new/A1?to={}&thread={:032x}", state.peer, id.bits());
    Ok(Some(EmergencyBox {
        ours,
        words: words_of(&first.outer),
        numbers,
        signer: f.say(
            "desk-emergency-signer",
            &[("who", &signer), ("state", &state.peer), ("time", &when::moment(f, opening.at, now, zone))],
        ),
        call: match confirmed {
            Some(true) => f.t("desk-emergency-call-confirmed"),
            Some(false) => f.t("desk-emergency-call-unconfirmed"),
            None if ours => f.t("desk-emergency-call-awaited"),
            None => String::new(),
        },
        confirmed: confirmed == Some(true),
        may_call: to_call && desk.may(Operation::ExecuteRequests),
        second: if ours { second(desk, f, names, state).await? } else { String::new() },
        record,
        flags,
        follow_up: follow_up(f, state),
        follow_href: if ours && follow_up_due(state).is_some() && desk.may(Operation::DraftRequests) {
            follow_href
        } else {
            String::new()
        },
        review: review(desk, f, names, id, state).await?,
    }))
}

/// The first words of what travelled: both nodes keep its SHA-256.
fn words_of(outer: &str) -> String {
    let mut hash = [0; 32];
    match hex::decode_to_slice(outer, &mut hash) {
        Ok(()) => voice_words(&hash)[..WORDS].join(" "),
        Err(_) => String::new(),
    }
}

/// The numbers of the directory; never one that stands in the message.
async fn numbers_of(desk: &Desk, state: &Request) -> Result<Vec<Number>, Trouble> {
    let row = desk.app.store.peer(state.peer.clone()).await?;
    Ok(row.map(|row| numbers(&row.known.entry, desk.lang.as_str())).unwrap_or_default())
}

/// What is known here of the emergencies of that State.
async fn record(desk: &Desk, f: &Frame, stored: &Stored) -> Result<(String, Vec<String>), Trouble> {
    let (now, state) = (f.app.now(), &stored.row.state);
    let known = desk.app.store.emergencies_of(state.peer.clone()).await?;
    let until = match &state.asked.decided {
        Some((Decision::Postponed { .. }, _)) | None => now,
        Some((_, at)) => *at,
    };
    let record = Record::of(known.iter().map(|(arrived, one)| (*arrived, one)), stored.row.begun_at, until, now);
    let many = f.app.desk_periods().get(&Kind::E1).and_then(|hours| hours.many_in_an_hour);
    let counted = |key: &str, n: u32| f.counted(key, "n", i64::from(n));
    let mut flags = Vec::new();
    if many.is_some_and(|many| record.last_hour >= many) {
        flags.push(counted("desk-emergency-flag-many", record.last_hour));
    }
    if record.not_justified > 0 {
        flags.push(counted("desk-emergency-flag-not-justified", record.not_justified));
    }
    if record.not_followed > 0 {
        flags.push(counted("desk-emergency-flag-not-followed", record.not_followed));
    }
    let (hour, day) = (record.last_hour.to_string(), record.last_day.to_string());
    Ok((f.say("desk-emergency-record", &[("hour", &hour), ("day", &day)]), flags))
}

/// Who else of ours looked at it, or is called to.
async fn second(desk: &Desk, f: &Frame, names: &Names, state: &Request) -> Result<String, Trouble> {
    let named = |people: &[StaffId]| people.iter().map(|who| names.member(*who)).collect::<Vec<_>>().join(", ");
    if !state.emergency.second.is_empty() {
        return Ok(f.with("desk-emergency-second-looked", "who", &named(&state.emergency.second)));
    }
    let called = crate::jobs::called(&desk.app).await?.besides(1, state.approver);
    if called.is_empty() {
        return Ok(f.t("desk-emergency-nobody-else"));
    }
    Ok(f.with("desk-emergency-second-called", "who", &named(&called)))
}

fn follow_up(f: &Frame, state: &Request) -> String {
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    if state.emergency.followed.is_some() {
        return f.t("desk-emergency-followed");
    }
    follow_up_due(state)
        .map(|due| f.with("desk-emergency-follow-up", "time", &when::moment(f, due, now, zone)))
        .unwrap_or_default()
}

async fn review(desk: &Desk, f: &Frame, names: &Names, id: RequestId, state: &Request) -> Result<ReviewBox, Trouble> {
    let own = desk.app.own_desk().await?;
    let made = state.emergency.review.as_ref();
    let verdict = |verdict: Verdict| f.t(&format!("desk-emergency-verdict-{}", verdict.code().replace('_', "-")));
    Ok(ReviewBox {
        shown: made.is_some() || owes_review(state),
        made: made
            .map(|made| {
                let who = names.member(made.by);
                f.say("desk-emergency-reviewed", &[("who", &who), ("verdict", &verdict(made.verdict))])
            })
            .unwrap_or_default(),
        text: made.map(|made| Text {
            part: made.part.clone(),
            voices: String::new(),
            label: f.t("desk-emergency-review-title"),
        }),
        may: desk.may(Operation::HoldDeskKey) && may_review(state, desk.me()).is_ok(),
        post: format!("/console/desk/request/{id}/review"),
        certificate: own.map(|own| own.certificate.clone()).unwrap_or_default(),
        verdicts: Verdict::ALL.map(|one| Choice::new(one.code(), verdict(one))).into(),
    })
}

/// A review, with its words sealed to our desk, base64.
#[derive(Deserialize)]
pub struct Reviewed {
    verdict: Verdict,
    ciphertext: String,
}

/// Keeps a review.
///
/// # Errors
/// [`Trouble::Fault`] when there is nothing to review, or for somebody who took part.
pub async fn post(desk: Desk, Path(id): Path<String>, Json(reviewed): Json<Reviewed>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let words = bytes_of("ciphertext", &reviewed.ciphertext)?;
    if words.len() > REVIEW_MAX {
        return Err(Refusal::Field { field: "ciphertext", problem: "longer than a note" }.into());
    }
    desk.app.store.review_emergency(id_of(&id)?, reviewed.verdict, words, desk.me()).await?;
    Ok(Json(json!({"reviewed": true})).into_response())
}

#[cfg(test)]
mod tests {
    use super::words_of;

    #[test]
    fn the_words_of_a_message_are_four_and_of_that_message_alone() {
        let words = words_of(&"ab".repeat(32));
        assert_eq!(words.split(' ').count(), 4);
        assert_ne!(words, words_of(&"ac".repeat(32)));
        assert_eq!(words_of("no hash"), "");
    }
}

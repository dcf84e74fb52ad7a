//! What our State says of itself: the entry in effect, the keys that receive, and revoking one.

use std::sync::PoisonError;

use askama::Template;
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use khien_casework::Refusal;
use khien_casework::people::Purpose;
use khien_casework::role::Operation;
use khien_desk::directory::accept::{Accepted, Known, accept};
use khien_desk::directory::fresh::Fresh;
use khien_desk::directory::turning::{NotYet, Turning};
use khien_seal::keys::verify_from_hex;
use khien_seal::statement::Signed;
use khien_store::own_entry::{DeskKeys, OwnEntry};
use serde::Deserialize;
use serde_json::json;

use super::desk::{Desk, Trouble, go, page};
use super::frame::{Choice, Frame};
use super::state::{AuthorityRow, NumberedWord, authority_row, columns, day, entry_facts, line_fact};
use super::when;
use crate::package::stamping::Lately;

/// The page.
#[derive(Template)]
#[template(path = "console/own_entry.html")]
pub struct OwnEntryPage {
    pub f: Frame,
    /// The desk team has a certified key: without one there is nothing to say.
    pub has_team: bool,
    pub can_write: bool,
    pub entry: Option<EntryCard>,
    pub columns: [Vec<NumberedWord>; 2],
    /// The entry names other keys than the node has now.
    pub outdated: bool,
    pub url: String,
    pub keys: Vec<KeyRow>,
    pub revoked: Vec<String>,
    /// Keys that can be revoked.
    pub revocable: Vec<Choice>,
    /// The key that signs messages, and those beside it.
    pub signing: SigningKeys,
}

/// With which key the node signs messages, and which is to follow.
pub struct SigningKeys {
    pub signs: String,
    /// Keys that the entry names beside it.
    pub beside: Vec<String>,
    pub next: Option<String>,
    /// Where the next stands.
    pub where_it_is: String,
    /// This person may prepare one.
    pub may_prepare: bool,
}

impl SigningKeys {
    fn of(f: &Frame, turning: &Turning, may_prepare: bool) -> Self {
        let where_it_is = match (&turning.next, turning.taking_over(f.app.now().timestamp())) {
            (None, _) => String::new(),
            (Some(_), Ok(_)) => f.t("desk-state-sign-ready"),
            (Some(_), Err(NotYet::NotShown)) => f.t("desk-state-sign-not-shown"),
            (Some(_), Err(_)) => f.t("desk-state-sign-too-soon"),
        };
        // The next stands in the entry beside the present one, and is said once: as what is to follow.
        let beside =
            turning.shown.iter().flat_map(|shown| &shown.beside).filter(|key| turning.next.as_ref() != Some(*key));
        Self {
            signs: short(&turning.signs),
            beside: beside.map(|key| short(key)).collect(),
            next: turning.next.as_deref().map(short),
            where_it_is,
            may_prepare,
        }
    }
}

/// Why the next key does not sign yet, in the words of all rules.
pub(super) fn why_not(not_yet: NotYet) -> &'static str {
    match not_yet {
        NotYet::NoneWaits => "no key was prepared to follow the present one",
        NotYet::NotShown => "the next key stands in no entry yet",
        NotYet::TooSoon => "the next key has to be known for a day",
    }
}

/// The entry in effect.
pub struct EntryCard {
    pub numbers: Vec<AuthorityRow>,
    pub facts: Vec<(String, String)>,
}

/// A key that receives.
pub struct KeyRow {
    pub id: String,
    pub until: String,
}

/// Shows our entry.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::SeeStates)?;
    let store = &desk.app.store;
    let (own, keys) = (store.own_entry().await?, store.desk_keys().await?);
    let fresh = spoken(&desk).await?;
    let now = desk.app.now().timestamp();
    let turning = store.desk_turning().await?;
    let witness = store.witness_key().await?.verify_hex();
    let mut f = desk.frame("states").await?;
    let named = [f.t("desk-state-sign-node"), f.t("desk-state-tls-key")];
    let members = revocable(&desk, fresh.as_ref(), &named).await?;
    f.title = f.t("desk-state-own-title");
    let root = verify_from_hex(&f.desk_root).unwrap_or_default();
    Ok(page(&OwnEntryPage {
        has_team: keys.is_some(),
        signing: SigningKeys::of(&f, &turning, own.is_some() && desk.may(Operation::ManageTeams)),
        can_write: desk.may(Operation::ManageTeams),
        columns: columns(&root),
        outdated: own.as_ref().is_some_and(|own| is_outdated(own, keys.as_ref(), &turning, (&witness, now))),
        url: format!("{}{}", desk.app.config.origin.clone().unwrap_or_default(), crate::directory::ENTRY),
        keys: fresh.iter().flat_map(|fresh| &fresh.keys).map(|key| key_row(&f, key)).collect(),
        revoked: fresh.iter().flat_map(|fresh| &fresh.revoked).map(|revoked| revoked_words(&f, revoked)).collect(),
        revocable: if own.is_some() && desk.may(Operation::IntroduceStates) { members } else { Vec::new() },
        entry: own.map(|own| EntryCard {
            numbers: own.entry.authorities.iter().map(|authority| authority_row(&f, authority)).collect(),
            facts: entry_facts(&f, &own.entry)
                .into_iter()
                .chain(fresh.as_ref().map(|fresh| line_fact(&f, fresh)))
                .chain(stamps_fact(&f))
                .collect(),
        }),
        f,
    }))
}

/// Whether evidence that is given gets a time-stamp, where authorities are named.
fn stamps_fact(f: &Frame) -> Option<(String, String)> {
    if f.app.config.time_stamps.is_empty() {
        return None;
    }
    let lately = f.app.abroad.stamps.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let told = match lately {
        None => f.t("desk-own-stamps-unasked"),
        Some(Lately { at, by }) => {
            let at = when::stamp(f, at, &f.app.config.zone);
            match by {
                Some(by) => f.say("desk-own-stamps-given", &[("by", &by), ("at", &at)]),
                None => f.with("desk-own-stamps-silent", "at", &at),
            }
        }
    };
    Some((f.t("desk-own-stamps"), told))
}

fn key_row(f: &Frame, key: &khien_desk::directory::EpochKey) -> KeyRow {
    KeyRow { id: key.id.clone(), until: f.with("desk-state-key-until", "day", &day(f, key.not_after)) }
}

fn revoked_words(f: &Frame, revoked: &khien_desk::directory::Revoked) -> String {
    f.say("desk-state-key-revoked", &[("key", &short(&revoked.key)), ("day", &day(f, revoked.since))])
}

/// The first digits of a key, as people compare them.
fn short(key: &str) -> String {
    key.chars().take(16).collect()
}

/// What our node says now.
async fn spoken(desk: &Desk) -> Result<Option<Fresh>, Trouble> {
    let Some(offered) = desk.app.store.own_offered().await? else { return Ok(None) };
    let now = desk.app.now().timestamp();
    // A node that did not run for a month has nothing to say that holds; the next hour mends it.
    Ok(match accept(None, &offered, now) {
        Ok(Accepted::Now(known)) => Some(*known).map(|known: Known| known.fresh),
        _ => None,
    })
}

/// Whether another entry would name other keys: a new one of the team, of the witness, or of the node.
fn is_outdated(
    own: &OwnEntry,
    keys: Option<&DeskKeys>,
    turning: &Turning,
    (witness, now): (&str, jiff::Timestamp),
) -> bool {
    let named = turning.staying(now);
    let other_node = own.entry.node != named.node || own.entry.beside != named.beside;
    other_node || own.entry.witness != witness || keys.is_some_and(|keys| keys.teams != own.entry.desk)
}

/// Keys that can be revoked: those that receive, the node's and those of its TLS, as they are called, and those of the desk team's members.
async fn revocable(desk: &Desk, fresh: Option<&Fresh>, [node, tls]: &[String; 2]) -> Result<Vec<Choice>, Trouble> {
    let teams = desk.app.store.teams().await?;
    let members = desk.app.store.members().await?;
    let at_the_desk = |id| {
        let of_desk = |team: &&khien_store::teams::TeamPage| team.purpose() == Some(Purpose::Desk);
        teams.iter().filter(of_desk).any(|team| team.members.contains(id))
    };
    let gone = |key: &str| fresh.is_some_and(|fresh| fresh.revoked.iter().any(|revoked| revoked.key == key));
    let receiving = fresh.iter().flat_map(|fresh| &fresh.keys).map(|key| Choice::new(&key.id, key.id.clone()));
    let signs = desk.app.store.desk_turning().await?.signs;
    let node = Choice::new(&signs, format!("{node} ({})", short(&signs)));
    let keys = desk.app.store.desk_tls_keys().await?;
    let tls = keys.iter().map(|one| Choice::new(&one.key, format!("{tls} ({})", short(&one.key))));
    let people = members
        .iter()
        .filter(|member| !member.verify.is_empty() && at_the_desk(&member.id))
        .map(|member| Choice::new(&member.verify, format!("{} ({})", member.desk_name, short(&member.verify))));
    Ok(receiving.chain([node]).chain(tls).chain(people).filter(|choice| !gone(&choice.code)).collect())
}

/// Keeps an entry that the root signed in the administrator's browser.
///
/// # Errors
/// [`Trouble::Fault`] when it is not the root's or not in place.
pub async fn put(desk: Desk, Json(signed): Json<Signed>) -> Result<Response, Trouble> {
    desk.must(Operation::ManageTeams)?;
    desk.app.store.put_own_entry(signed, desk.me()).await?;
    desk.app.abroad.forget();
    Ok(Json(json!({"put": true})).into_response())
}

/// Makes the key that is to sign after the present one.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn prepare(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::ManageTeams)?;
    desk.app.store.prepare_desk_key(desk.me()).await?;
    desk.app.abroad.forget();
    Ok(go("/console/desk/own"))
}

/// The key that is not to be believed.
#[derive(Deserialize)]
pub struct Lost {
    key: String,
    /// Since when, as `datetime-local` writes it, in the node's zone; empty for now.
    #[serde(default)]
    since: String,
}

impl Lost {
    /// Since when; a moment that is over.
    fn since(&self, zone: &TimeZone, now: jiff::Timestamp) -> Result<jiff::Timestamp, Refusal> {
        let typed = self.since.trim();
        if typed.is_empty() {
            return Ok(now);
        }
        let wrong = Refusal::Field { field: "since", problem: "a moment that is over, as 2026-12-31T08:00" };
        let read: Option<DateTime> = typed.parse().ok();
        let at = read.and_then(|read| read.to_zoned_datetime(zone.clone()).ok()).map(|zoned| zoned.timestamp());
        at.filter(|at| *at <= now).ok_or(wrong)
    }
}

/// Says that a key of ours is not to be believed since a moment. Every State looks again at what it signed and they had not kept before.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn revoke(desk: Desk, Form(lost): Form<Lost>) -> Result<Response, Trouble> {
    desk.must(Operation::IntroduceStates)?;
    let fresh = spoken(&desk).await?;
    if !revocable(&desk, fresh.as_ref(), &Default::default()).await?.iter().any(|choice| choice.code == lost.key) {
        return Err(Refusal::NotFound.into());
    }
    let since = lost.since(&desk.app.config.zone, desk.app.now().timestamp())?;
    desk.app.store.revoke_desk_key(lost.key, since, desk.me()).await?;
    desk.app.abroad.forget();
    Ok(go("/console/desk/own"))
}

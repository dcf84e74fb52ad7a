//! People protect their own images: what their device hashed comes in, goes to whom they chose in the same transaction, and
//! is taken back from their mailbox. The values go to the bank ([`crate::release`]); the journal knows who was chosen.

use std::collections::BTreeMap;

use khien_casework::Refusal;
use khien_casework::bank::SignalKind;
use khien_casework::intake::{Arrival, check};
use khien_casework::report::{Act, Command, OwnSignal, SIGNALS_MAX, list_hash};
use khien_terms::Moment;
use khien_terms::id::{PlatformId, ReportId};
use serde::Serialize;

use crate::batch::Batch;
use crate::contents::SIGNALS_MAX as CONTENT_SIGNALS_MAX;
use crate::db::Conn;
use crate::intake::{Intake, Taken};
use crate::journal::{Actor, Meta};
use crate::mailbox::{find, report_command};
use crate::release::{Release, ReleasedSignal};
use crate::{Fault, Store};

/// What somebody's device made of their images, and whom they chose.
#[derive(Clone)]
pub struct Protection {
    /// The report by the door `protect`: the list lies sealed in it.
    pub arrival: Arrival,
    /// First line of the list: 64 hex digits that only the person keeps.
    pub salt: String,
    /// The hashes.
    pub signals: Vec<OwnSignal>,
    /// Whom they chose, each with their signature.
    pub chosen: Vec<(PlatformId, Act)>,
}

/// Pictures and videos that are let go at once.
const ITEMS_MAX: usize = 50;

/// A platform that has, or had, somebody's hashes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Given {
    /// Which; empty in a reduced mailbox, as are name, country and number (care 1.2).
    pub to: String,
    /// Its name.
    pub name: String,
    /// Its country.
    pub country: String,
    /// Pictures and videos that it may have now.
    pub items: i64,
    /// How far it is.
    pub state: GivenState,
    /// The day on which it came to that.
    pub day: String,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GivenState {
    /// It may fetch them.
    Given,
    /// It has fetched them.
    Fetched,
    /// They are taken back, and it has not said that it knows.
    TakenBack,
    /// It has said so, or never had them.
    Acknowledged,
}

impl Store {
    /// Takes hashes of somebody's own images in and lets those have them whom they chose: all of it or nothing. The same
    /// again is done already.
    ///
    /// # Errors
    /// What the rules refuse ([`Refusal`]), or that the database failed.
    pub async fn protect(&self, protection: Protection) -> Result<Taken, Fault> {
        checked(&protection)?;
        let accepted = check(&protection.arrival, &self.shared.rulebook)?;
        if !accepted.header.open.is_own_images() {
            return Err(Refusal::Field { field: "door", problem: "hashes come in by the door `protect`" }.into());
        }
        let child = accepted.header.open.child(&self.shared.rulebook.typology);
        let list = list_hash(&protection.salt, &protection.signals);
        let Protection { arrival, signals, chosen, .. } = protection;
        let mut items: Vec<u32> = signals.iter().map(|signal| signal.item).collect();
        items.sort_unstable();
        items.dedup();
        let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let intake = Intake::new(arrival, accepted);
        self.write("protect", move |batch| {
            let taken = crate::intake::take_one(batch, &intake)?;
            if !taken.fresh {
                return Ok(taken);
            }
            let meta = Meta::once(Actor::Reporter)?;
            for (to, act) in &chosen {
                let (to, act, list) = (*to, act.clone(), list.clone());
                report_command(batch, taken.id, Command::Release { to, items: count, list, act }, meta)?;
            }
            let release = Release {
                report: taken.id,
                receivers: chosen.iter().map(|(to, _)| *to).collect(),
                items: signals.iter().map(released).collect(),
                child,
            };
            crate::release::release(batch, &release, meta)?;
            Ok(taken)
        })
        .await
    }

    /// Takes hashes back from a platform, or from all.
    ///
    /// # Errors
    /// [`Refusal::Stale`], [`Refusal::Forged`].
    pub async fn mailbox_take_back(&self, mailbox: String, act: Act, from: Option<PlatformId>) -> Result<(), Fault> {
        self.write("take back", move |batch| {
            let (id, _) = find(batch.conn()?, &mailbox)?;
            take_back(batch, id, from, act.clone())
        })
        .await
    }
}

fn take_back(batch: &mut Batch<'_>, id: ReportId, from: Option<PlatformId>, act: Act) -> Result<(), Fault> {
    let meta = Meta::once(Actor::Reporter)?;
    report_command(batch, id, Command::TakeBack { from, act }, meta)?;
    crate::release::withdraw(batch, id, from.as_ref().map(std::slice::from_ref), meta)
}

fn checked(protection: &Protection) -> Result<(), Refusal> {
    let salt = &protection.salt;
    if salt.len() != 64 || !salt.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Refusal::Field { field: "salt", problem: "64 hex digits" });
    }
    if protection.signals.is_empty() || protection.signals.len() > SIGNALS_MAX {
        return Err(Refusal::Field { field: "signals", problem: "at least one hash and at most 7500" });
    }
    let mut each: BTreeMap<u32, usize> = BTreeMap::new();
    for signal in &protection.signals {
        if !matches!(signal.kind, SignalKind::Pdq | SignalKind::VideoMd5 | SignalKind::VideoSha256) {
            return Err(Refusal::Field { field: "kind", problem: "pdq, video_md5 or video_sha256" });
        }
        *each.entry(signal.item).or_default() += 1;
    }
    if each.len() > ITEMS_MAX || each.values().any(|count| *count > CONTENT_SIGNALS_MAX) {
        return Err(Refusal::Field { field: "signals", problem: "at most 50 pictures, 160 hashes of each" });
    }
    if protection.chosen.is_empty() {
        return Err(Refusal::Field { field: "chosen", problem: "at least one platform" });
    }
    if protection.arrival.who.is_some() || !protection.arrival.files.is_empty() {
        return Err(Refusal::Field { field: "files", problem: "hashes alone: no file and no name" });
    }
    Ok(())
}

fn released(signal: &OwnSignal) -> ReleasedSignal {
    ReleasedSignal { item: signal.item, kind: signal.kind, value: signal.value.clone(), quality: signal.quality }
}

/// Who has what of a report, for its mailbox.
pub(crate) fn given(
    conn: &mut Conn,
    id: ReportId,
    reduced: bool,
    zone: &jiff::tz::TimeZone,
) -> Result<Vec<Given>, Fault> {
    let deliveries = crate::release::deliveries(conn, id)?;
    Ok(deliveries
        .into_iter()
        .map(|one| {
            let (state, at) = match (one.acknowledged_at, one.withdrawn_at, one.fetched_at) {
                (Some(at), ..) => (GivenState::Acknowledged, at),
                (None, Some(at), _) => (GivenState::TakenBack, at),
                (None, None, Some(at)) => (GivenState::Fetched, at),
                (None, None, None) => (GivenState::Given, one.offered_at),
            };
            let named = |text: String| if reduced { String::new() } else { text };
            Given {
                to: named(one.receiver.to_string()),
                name: named(one.name),
                country: named(one.country),
                items: if reduced { 0 } else { one.items },
                state,
                day: Moment(at.0).day_in(zone).to_string(),
            }
        })
        .collect())
}

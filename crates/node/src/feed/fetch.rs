//! `GET FetchHashes`: changes since a second, a page at a time.
//!
//! The stock client does not look at `hashStatus`: a withdrawal therefore also carries `NotBlocked`, which it takes for
//! "not of this class" (`docs/platforms-signals.md`).

use axum::Json;
use khien_casework::bank::{Asker, Population};
use khien_casework::platform::Receives;
use khien_signal::list::stopncii::PEOPLE;
use khien_store::feed::{Change, Place};
use khien_terms::Moment;
use serde_json::{Value, json};

use super::wire_name;
use crate::hma::Asked;
use crate::hma::Said;
use crate::hma::caller::Caller;
use crate::share::wire::{place_of, token_of};

/// Contents on a page unless the client says otherwise, and at most.
const PAGE: i64 = 800;
const PAGE_MAX: i64 = 5_000;
/// Who speaks in the feedback of a record.
const SOURCE: &str = "Khien";

/// A page of changes.
///
/// # Errors
/// 401, 403; 422 for what is no number; 400 for a page that this node did not give.
pub async fn fetch(caller: Caller, asked: Asked) -> Result<Json<Value>, Said> {
    let platform = caller.platform()?;
    let store = &caller.app.store;
    let start = asked.number("startTimestamp", 0)?;
    let size = asked.number("pageSize", PAGE)?.clamp(1, PAGE_MAX);
    let (after, given) = match asked.text("nextPageToken") {
        Some(token) => {
            let wrong = || Said::bad("nextPageToken: not one that this node gave");
            (begins(token, &caller.asker).ok_or_else(wrong)?, true)
        }
        None => store.place_of(platform, start).await?,
    };
    if given {
        store.acknowledge_feed(platform, after).await?;
    }
    let limit = usize::try_from(size).unwrap_or(1);
    let (changes, more) = store.feed(caller.asker.clone(), after, limit).await?;
    let mut records = Vec::new();
    let banks = store.banks().await?;
    for change in &changes {
        let bank = banks.iter().find(|row| row.id == change.bank);
        let people = match bank.map(|row| row.bank.population) {
            Some(Population::Child) => Some(PEOPLE[0]),
            Some(Population::Adult) => Some(PEOPLE[1]),
            _ => None,
        };
        records.extend(told(&caller, change, people).await?);
    }
    let (last, at) = changes.last().map_or((after, caller.app.now()), |change| (change.place, change.at));
    let next = store.second_of(platform, last, at).await?;
    Ok(Json(json!({
        "count": records.len(), "nextPageToken": more.then(|| page_token(last, &caller.asker)), "nextSetTimestamp": next,
        "hasMoreRecords": more, "hashRecords": records,
    })))
}

/// A page's token: its place, and what the platform may have as it is given.
fn page_token(place: Place, asker: &Asker) -> String {
    format!("{}-{}", token_of(place), rights(asker))
}

/// Where the page of a token begins: at the beginning where the platform may have something else by now, which may be older than the
/// place that it has come to.
fn begins(token: &str, asker: &Asker) -> Option<Place> {
    let (place, given) = token.rsplit_once('-')?;
    let place = place_of(place)?;
    Some(if given == rights(asker) { place } else { Place::default() })
}

/// What a platform receives, in a few letters.
fn rights(asker: &Asker) -> String {
    let letter = |(kind, letter)| if asker.receives(kind) { letter } else { "" };
    [(Receives::Known, "k"), (Receives::OwnImages, "o")].map(letter).concat()
}

/// The records of a change, one for each hash that this shape knows and that may act.
async fn told(caller: &Caller, change: &Change, people: Option<&str>) -> Result<Vec<Value>, Said> {
    let mut records = Vec::new();
    for signal in &change.signals {
        let Some(name) = wire_name(signal.kind) else { continue };
        if !signal.kind.is_exact() && !signal.acts_within_a_radius() {
            continue;
        }
        // A record stands for a hash, and the same hash may stand elsewhere still.
        let others = if change.withdrawn {
            caller.app.store.exactly(caller.asker.clone(), signal.kind, signal.value.clone()).await?
        } else {
            Vec::new()
        };
        let withdrawn = change.withdrawn && others.is_empty();
        let unreviewed = if change.withdrawn { others.iter().all(|other| other.unreviewed) } else { change.unreviewed };
        let status = if withdrawn { "Withdrawn" } else { "Active" };
        let (said, tag) = match (withdrawn, unreviewed) {
            (true, _) => ("NotBlocked", Some("withdrawn")),
            (false, true) => ("PendingReview", Some("unreviewed: look before acting")),
            (false, false) => ("Blocked", None),
        };
        // Children and adults stand in one feed, and the law is another for each.
        let tags: Vec<&str> = tag.into_iter().chain(people).collect();
        records.push(json!({
            "lastModtimestamp": seconds(change.at), "signalType": name, "hashValue": signal.value, "hashStatus": status,
            "caseNumbers": {change.place.content.to_string(): status},
            "CSPFeedbacks": [{"source": SOURCE, "feedbackValue": said, "tags": tags}],
        }));
    }
    Ok(records)
}

fn seconds(at: Moment) -> i64 {
    at.0.div_euclid(1_000_000)
}

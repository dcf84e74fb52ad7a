//! `GET /v2/entries`: what changed within a span of time, a page at a time, by number and not by time.

use axum::http::StatusCode;
use axum::response::Response;
use khien_casework::bank::{Class, SignalKind};
use khien_store::range::{Entry, Span};
use khien_terms::Moment;

use super::votes::{NODE, all, node_name};
use super::xml::{document, escaped};
use super::{Trouble, answer};
use crate::hma::Asked;
use crate::hma::caller::Caller;

/// Entries on a page unless the client says otherwise, and at most.
const PAGE: i64 = 1_000;

/// Entries that changed within a span.
///
/// # Errors
/// 400 for a span that cannot be read, 401, 403.
pub async fn entries(caller: Result<Caller, crate::hma::Said>, asked: Asked) -> Result<Response, Trouble> {
    let caller = caller?;
    caller.platform()?;
    let now = caller.app.now();
    let (from, to) = (moment(&asked, "from", Moment(0))?, moment(&asked, "to", now)?);
    let start = asked.number("start", 0)?;
    let size = asked.number("size", PAGE)?.clamp(1, PAGE);
    let limit = usize::try_from(size).unwrap_or(1);
    let span = Span { from, to };
    let (found, highest) = caller.app.store.changed_within(caller.asker.clone(), span, start, limit).await?;
    let members = all(&caller.app).await?;
    let node = node_name(&caller.app);
    let of = |video: bool| {
        let tells = |entry: &&Entry| entry.withdrawn || !fingerprints(entry).is_empty();
        found.iter().filter(move |entry| is_video(entry) == video).filter(tells)
    };
    let mut inside = String::new();
    for (list, name, video) in [("images", "Image", false), ("videos", "Video", true)] {
        let some: Vec<&Entry> = of(video).collect();
        let newest = some.iter().map(|entry| entry.at).max().map(second).unwrap_or_default();
        let most = if some.is_empty() { String::new() } else { format!(" maxTimestamp=\"{newest}\"") };
        let told: String = some.into_iter().map(|entry| told(entry, name, &node, &members)).collect();
        inside.push_str(&format!("<{list} count=\"{}\"{most}>{told}</{list}>", of(video).count()));
    }
    if let Some(last) = found.last().filter(|last| last.id < highest) {
        let (from, to) = (second(from), second(to));
        let next = format!("/v2/entries?from={from}&to={to}&start={}&size={size}&max={highest}", last.id + 1);
        inside.push_str(&format!("<paging><next>{}</next></paging>", escaped(&next)));
    }
    Ok(answer(document("queryResult", &inside)))
}

fn moment(asked: &Asked, name: &str, otherwise: Moment) -> Result<Moment, Trouble> {
    let Some(text) = asked.text(name) else { return Ok(otherwise) };
    let wrong = || Trouble::new(StatusCode::BAD_REQUEST, format!("{name}: a time such as 2026-11-24T09:00:00Z"));
    text.parse::<jiff::Timestamp>().map(Moment::from).map_err(|_| wrong())
}

/// A moment as this shape writes it: whole seconds in UTC.
fn second(at: Moment) -> String {
    Moment(at.0.div_euclid(1_000_000) * 1_000_000).timestamp().to_string()
}

fn is_video(entry: &Entry) -> bool {
    entry.signals.iter().all(|signal| signal.kind.is_of_a_video())
}

fn told(entry: &Entry, name: &str, node: &str, members: &[(i64, String)]) -> String {
    let head = format!(
        "<member id=\"{NODE}\">{}</member><id>{}</id><timestamp>{}</timestamp>",
        escaped(node),
        entry.id,
        second(entry.at)
    );
    if entry.withdrawn {
        return format!("<deleted{name}>{head}</deleted{name}>");
    }
    let tag = name.to_ascii_lowercase();
    let class = class(entry.class).map(|class| format!("<classification>{class}</classification>")).unwrap_or_default();
    format!("<{tag}>{head}{class}<fingerprints>{}</fingerprints>{}</{tag}>", fingerprints(entry), votes(entry, members))
}

/// Classes that this shape knows.
fn class(class: Option<Class>) -> Option<&'static str> {
    match class? {
        known @ (Class::A1 | Class::A2 | Class::B1 | Class::B2) => Some(known.as_str()),
        Class::Baseline | Class::Ncii | Class::Harmless => None,
    }
}

/// The first hash of each kind that this shape knows and that may act.
fn fingerprints(entry: &Entry) -> String {
    let mut told = String::new();
    for (tag, kinds) in [
        ("md5", [SignalKind::Md5, SignalKind::VideoMd5].as_slice()),
        ("sha1", [SignalKind::Sha1].as_slice()),
        ("pdq", [SignalKind::Pdq].as_slice()),
    ] {
        let of = entry
            .signals
            .iter()
            .find(|signal| kinds.contains(&signal.kind) && (signal.kind.is_exact() || signal.acts_within_a_radius()));
        if let Some(signal) = of {
            told.push_str(&format!("<{tag}>{}</{tag}>", signal.value));
        }
    }
    told
}

/// What platforms said of the entry, for its first fingerprint.
fn votes(entry: &Entry, members: &[(i64, String)]) -> String {
    let kind = if entry.signals.iter().any(|signal| signal.kind == SignalKind::Pdq) { "pdq" } else { "md5" };
    let said = |what: &str| -> String {
        let of = entry.said.iter().filter(|(_, said)| said == what);
        let known = of.filter_map(|(name, _)| members.iter().find(|(_, member)| member == name));
        known.map(|(number, name)| format!("<member id=\"{number}\">{}</member>", escaped(name))).collect()
    };
    let mut inside = String::new();
    let (found, refused) = (said("blocked"), said("not_blocked"));
    if !found.is_empty() {
        let members = format!("<members>{found}</members>");
        inside.push_str(&format!("<affirmativeFeedback type=\"{kind}\">{members}</affirmativeFeedback>"));
    }
    if !refused.is_empty() {
        let (guid, name) = super::votes::REASON;
        let reason = format!("<reason guid=\"{guid}\" name=\"{name}\" type=\"{kind}\"/>");
        let reasons = format!("<reasons>{reason}<members>{refused}</members></reasons>");
        inside.push_str(&format!("<negativeFeedback type=\"{kind}\">{reasons}</negativeFeedback>"));
    }
    if inside.is_empty() {
        return inside;
    }
    format!("<feedback lastUpdateTimestamp=\"{}\">{inside}</feedback>", second(entry.at))
}

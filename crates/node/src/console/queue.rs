//! The queue: worst first, with the reasons in words.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use khien_casework::role::Operation;
use khien_casework::triage::{Order, Urgency};
use khien_store::queue::{After, Filter as Wanted, QueueRow as Row};
use serde::Deserialize;

use super::desk::{Desk, Names, Trouble, go, page};
use super::frame::{Frame, Pages, Warning};
use super::when::{self, Clock};

/// The page of the queue.
#[derive(Template)]
#[template(path = "console/queue.html")]
pub struct QueuePage {
    pub f: Frame,
    pub filters: Vec<Filter>,
    pub rows: Vec<QueueRow>,
    pub pages: Pages,
    /// The reader has looked at enough for today: what has files is offered to others.
    pub spared: bool,
}

/// A way to look at the queue.
pub struct Filter {
    pub href: String,
    pub name: String,
    pub here: bool,
}

/// A report in the queue.
pub struct QueueRow {
    pub href: String,
    pub order: &'static str,
    pub order_word: String,
    pub reasons: String,
    pub marks: Vec<Warning>,
    pub what: String,
    pub place: String,
    pub who: String,
    pub told_by: String,
    pub clock: Clock,
    pub status: String,
    pub since: String,
    pub since_iso: String,
    pub number: i64,
    pub can_take: bool,
    pub take_label: String,
}

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    filter: String,
    /// Place of the last row of the page before: `rank.due.number`.
    after: Option<String>,
}

/// Filters by name.
const FILTERS: [&str; 9] = ["all", "now", "free", "mine", "child", "sextortion", "deepfake", "appeals", "closed"];
/// Reasons that a row names.
const REASONS_SHOWN: usize = 3;

/// Shows the queue; who may not see it is sent to what they do see.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    if !desk.may(Operation::SeeQueue) {
        let desk_of_states = desk.may(Operation::SeeDesk);
        return Ok(go(if desk_of_states { "/console/desk" } else { "/console/teams" }));
    }
    let chosen = FILTERS.into_iter().find(|name| *name == asked.filter).unwrap_or("all");
    let spared = is_spared(&desk).await?;
    let found = desk.app.store.queue(wanted(&desk, chosen, asked.after.as_deref(), spared)).await?;
    let names = desk.names().await?;
    let mut f = desk.frame("queue").await?;
    f.title = f.say("console-queue-title", &[("n", &found.waiting.to_string()), ("now", &found.now.to_string())]);
    let href = |name: &str| if name == "all" { "/console".to_owned() } else { format!("/console?filter={name}") };
    let join = if chosen == "all" { '?' } else { '&' };
    let pages = Pages {
        first: asked.after.is_some().then(|| href(chosen)),
        next: found.next.map(|last| format!("{}{join}after={}.{}.{}", href(chosen), last.rank, last.due, last.number)),
    };
    let filters = FILTERS
        .map(|name| Filter { href: href(name), name: f.t(&format!("console-filter-{name}")), here: name == chosen })
        .into();
    let rows = found.rows.iter().map(|report| row(&f, &names, report)).collect();
    Ok(page(&QueuePage { filters, rows, pages, spared, f }))
}

fn wanted(desk: &Desk, chosen: &str, after: Option<&str>, spared: bool) -> Wanted {
    let prefixes = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    let spared = spared.then(|| desk.me());
    let mut wanted = Wanted { after: after.and_then(read_after), spared, ..Wanted::default() };
    match chosen {
        "mine" => wanted.mine = Some(desk.me()),
        "child" => wanted.child = true,
        "free" => wanted.free = true,
        "now" => wanted.now = true,
        "appeals" => wanted.appeals = true,
        "closed" => wanted.closed = true,
        "sextortion" => wanted.harms = prefixes(&["ocsea.sextort", "tfgbv.sextort", "tfgbv.image.threat"]),
        "deepfake" => wanted.harms = prefixes(&["ocsea.ai", "tfgbv.image.fake"]),
        _ => {}
    }
    wanted
}

fn read_after(text: &str) -> Option<After> {
    let mut numbers = text.split('.').map(str::parse);
    let mut next = || numbers.next()?.ok();
    Some(After { rank: next()?, due: next()?, number: next()? })
}

fn row(f: &Frame, names: &Names, report: &Row) -> QueueRow {
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    let labels =
        |codes: &[khien_terms::Code]| codes.iter().map(|code| f.label(code.as_str())).collect::<Vec<_>>().join(", ");
    QueueRow {
        href: format!("/console/report/{}", report.id),
        order: report.urgency.order.as_str(),
        order_word: order_word(f, report.urgency.order),
        reasons: reasons(f, &report.urgency),
        marks: marks(f, names, report),
        what: match &report.open {
            open if open.is_appeal() => f.t("console-appeal"),
            open if open.is_own_images() => f.t("console-own-images"),
            _ => f.label(report.main_harm.as_str()),
        },
        place: labels(&report.open.platforms),
        who: who(f, report),
        told_by: told_by(f, report),
        clock: if is_closed(report) {
            Clock::default()
        } else {
            when::clock(f, report.received_at, report.due_at, now)
        },
        status: f.label(report.status.as_str()),
        since: when::short(f, report.received_at, now, zone),
        since_iso: when::iso(report.received_at, zone),
        number: report.number,
        can_take: report.taken_by.is_none() && !is_closed(report),
        take_label: f.counted("console-take-label", "n", report.number),
    }
}

/// Whether nobody waits any more. What the reporter was told last does not say so: who writes again waits again.
fn is_closed(report: &Row) -> bool {
    report.closed
}

/// The name of an order.
#[must_use]
pub fn order_word(f: &Frame, order: Order) -> String {
    f.t(&format!("console-order-{}", order.as_str()))
}

/// Why a report stands where it stands.
fn reasons(f: &Frame, urgency: &Urgency) -> String {
    if urgency.reasons.is_empty() {
        return f.t("console-order-waiting-why");
    }
    urgency.reasons.iter().take(REASONS_SHOWN).map(|code| reason(f, code.as_str())).collect::<Vec<_>>().join("; ")
}

/// A reason in words. The use of a duress code is no code of the lists: no form asks for it.
fn reason(f: &Frame, code: &str) -> String {
    if code == "duress" { f.t("console-queue-duress") } else { f.label(code) }
}

fn marks(f: &Frame, names: &Names, report: &Row) -> Vec<Warning> {
    let mut marks = Vec::new();
    if report.duress {
        marks.push(Warning { words: f.t("console-mark-duress"), care: true });
    }
    if report.withdrawn {
        marks.push(Warning { words: f.t("console-mark-withdrawn"), care: false });
    }
    if let Some(holder) = report.taken_by {
        marks.push(Warning { words: f.with("console-taken-by", "who", &names.member(holder)), care: false });
        if report.waits {
            marks.push(Warning { words: f.t("console-new-message"), care: false });
        }
    }
    if report.burst {
        marks.push(Warning { words: f.t("console-burst"), care: false });
    }
    marks
}

/// Whether this member has looked at enough for today, so that the next is for somebody else (casework 3).
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn is_spared(desk: &Desk) -> Result<bool, Trouble> {
    let rest = desk.app.store.roster().await?.rest;
    Ok(rest.spares(desk.app.store.exposures_today(desk.me()).await?, desk.app.store.minutes_today(desk.me()).await?))
}

/// The person affected: gender and age band, as far as they are known. An appeal is about nobody who was harmed.
#[must_use]
pub fn who(f: &Frame, report: &Row) -> String {
    if !report.open.is_of_harm() {
        return String::new();
    }
    let known = |code: &Option<khien_terms::Code>| {
        code.as_ref().filter(|code| !is_unknown(code.as_str())).map(|code| f.label(code.as_str()))
    };
    let path = report.open.path.as_ref().filter(|_| report.open.door == "me");
    // "Under 18, age not known" is what follows from a child's path: the band of the path says more.
    let nearer = path.filter(|path| report.open.age.as_ref().is_some_and(|age| says_less(age.as_str(), path.as_str())));
    let age = known(&nearer.cloned()).or_else(|| known(&report.open.age)).or_else(|| known(&path.cloned()));
    let words: Vec<String> = [known(&report.open.gender), age].into_iter().flatten().collect();
    if words.is_empty() { f.t("console-not-known") } else { words.join(", ") }
}

/// Whether a path's band says all that this age says, and more.
fn says_less(age: &str, path: &str) -> bool {
    age == "age.child" && matches!(path, "path.u13" | "path.13_15" | "path.16_17")
}

fn is_unknown(code: &str) -> bool {
    matches!(code, "gen.unsaid" | "age.unknown" | "path.unsaid")
}

fn told_by(f: &Frame, report: &Row) -> String {
    match &report.open.reporter {
        Some(reporter) if report.open.door == "other" && reporter.as_str() != "rep.unsaid" => {
            f.label(reporter.as_str())
        }
        _ => f.t(&format!("console-door-{}", report.open.door)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_page_reads_back() {
        let after = read_after("48.1700000000000000.12").map(|after| (after.rank, after.due, after.number));
        assert_eq!(after, Some((48, 1_700_000_000_000_000, 12)));
        assert!(read_after("48.x.12").is_none() && read_after("").is_none());
    }

    #[test]
    fn a_childs_path_says_more_than_under_18() {
        assert!(says_less("age.child", "path.u13") && says_less("age.child", "path.16_17"));
        // Somebody grown up about what happened then, and an age that was said.
        assert!(!says_less("age.child", "path.18") && !says_less("age.7_10", "path.u13"));
    }
}

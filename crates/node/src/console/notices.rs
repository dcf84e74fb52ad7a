//! The list of notices, a page at a time: those that wait for an answer, those that ended, all; and finding one by its number.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use khien_casework::role::Operation;
use khien_store::notices::{Listed, NoticeAfter, NoticeRow as Row};
use serde::Deserialize;

use super::desk::{Desk, Trouble, go, page};
use super::frame::{Frame, Pages, Warning};
use super::letter::{read_reference, reference};
use super::notice::{basis, notice_clock, sending_words, service_name, signs};
use super::queue::Filter;
use super::report::case_name;
use super::when::Clock;

/// The list.
#[derive(Template)]
#[template(path = "console/notices.html")]
pub struct NoticesPage {
    pub f: Frame,
    pub filters: Vec<Filter>,
    /// The number that was looked for and is not there; empty when nothing was looked for.
    pub missed: String,
    pub rows: Vec<NoticeRow>,
    pub pages: Pages,
}

/// A notice in the list.
pub struct NoticeRow {
    pub href: String,
    pub service: String,
    pub reference: String,
    pub basis: String,
    pub state: String,
    pub signs: Vec<Warning>,
    pub clock: Clock,
    pub case: String,
    pub case_href: String,
}

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    filter: String,
    /// Place of the last row of the page before: `due.number`.
    after: Option<String>,
    /// The number of a notice as its letter carries it.
    #[serde(default)]
    number: String,
}

/// Filters by name; the first is the list without a filter in its address.
const FILTERS: [(&str, Listed); 3] = [("waiting", Listed::Waiting), ("ended", Listed::Ended), ("all", Listed::All)];

/// Shows a page of notices. Of those that wait, the ones due first stand on top, so that late ones lead.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    desk.must(Operation::SendNotices)?;
    let number = asked.number.trim();
    if let Some((case, nth)) = read_reference(number)
        && let Some(found) = desk.app.store.notice_by_reference(case, nth).await?
    {
        return Ok(go(&format!("/console/notice/{}", found.id)));
    }
    let (chosen, listed) = FILTERS.into_iter().find(|(name, _)| *name == asked.filter).unwrap_or(FILTERS[0]);
    let found = desk.app.store.notice_list(listed, asked.after.as_deref().and_then(read_after)).await?;
    let services = desk.app.services().await?;
    let mut f = desk.frame("notices").await?;
    let (waiting, late) = (found.waiting.to_string(), found.late.to_string());
    f.title = f.say("console-notices-title", &[("n", &waiting), ("late", &late)]);
    let href = |name: &str| format!("/console/notices?filter={name}");
    let filters = FILTERS
        .map(|(name, _)| Filter { href: href(name), name: f.t(&format!("console-list-{name}")), here: name == chosen })
        .into();
    let last = found.rows.last().filter(|_| found.more).map(place);
    let pages = Pages {
        first: asked.after.is_some().then(|| href(chosen)),
        next: last.map(|after| format!("{}&after={}.{}", href(chosen), after.due, after.number)),
    };
    let rows = found.rows.iter().map(|notice| row(&f, notice, service_name(&services, &notice.service))).collect();
    Ok(page(&NoticesPage { filters, missed: number.chars().take(40).collect(), rows, pages, f }))
}

fn row(f: &Frame, notice: &Row, service: String) -> NoticeRow {
    NoticeRow {
        href: format!("/console/notice/{}", notice.id),
        service,
        reference: reference(notice.case_number, notice.nth),
        basis: basis(f, notice),
        state: sending_words(f, notice),
        signs: signs(f, notice),
        clock: notice_clock(f, notice),
        case: case_name(f, notice.case_number),
        case_href: format!("/console/case/{}", notice.case),
    }
}

/// Where a page ends.
fn place(notice: &Row) -> NoticeAfter {
    NoticeAfter { due: notice.due.map_or(i64::MAX, |due| due.0), number: notice.number }
}

fn read_after(text: &str) -> Option<NoticeAfter> {
    let (due, number) = text.split_once('.')?;
    Some(NoticeAfter { due: due.parse().ok()?, number: number.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_page_of_notices_reads_back() {
        assert_eq!(read_after("9223372036854775807.12"), Some(NoticeAfter { due: i64::MAX, number: 12 }));
        assert_eq!((read_after("12"), read_after("x.1")), (None, None));
    }
}

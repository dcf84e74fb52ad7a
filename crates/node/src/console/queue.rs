//! The queue: worst first, with the reasons in words.

use askama::Template;

use super::frame::{Frame, Pages, Warning};
use super::when::Clock;

/// The page of the queue.
#[derive(Template)]
#[template(path = "console/queue.html")]
pub struct QueuePage {
    pub f: Frame,
    pub filters: Vec<Filter>,
    pub rows: Vec<QueueRow>,
    pub pages: Pages,
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
    pub since: String,
    pub since_iso: String,
    pub number: i64,
    pub can_take: bool,
    pub take_label: String,
}

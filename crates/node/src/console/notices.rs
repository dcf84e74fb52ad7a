//! The notices that wait for an answer, and one notice.

use askama::Template;

use super::frame::{Choice, Frame, Pages, TimelineLine, Warning};
use super::when::Clock;

/// The list.
#[derive(Template)]
#[template(path = "console/notices.html")]
pub struct NoticesPage {
    pub f: Frame,
    pub rows: Vec<NoticeRow>,
    pub pages: Pages,
}

/// A notice in the list.
pub struct NoticeRow {
    pub href: String,
    pub service: String,
    pub basis: String,
    pub state: String,
    pub clock: Clock,
    pub case: String,
    pub case_href: String,
}

/// One notice.
#[derive(Template)]
#[template(path = "console/notice.html")]
pub struct NoticePage {
    pub f: Frame,
    pub here: String,
    pub warnings: Vec<Warning>,
    pub facts: Vec<FactRow>,
    pub case: String,
    pub case_href: String,
    pub url: String,
    pub letter_lang: String,
    pub subject: String,
    pub body: String,
    pub evidence: String,
    pub can_answer: bool,
    pub outcomes: Vec<Choice>,
    pub can_resend: bool,
    pub timeline: Vec<TimelineLine>,
}

/// A fact of a notice.
pub struct FactRow {
    pub name: String,
    pub words: String,
}

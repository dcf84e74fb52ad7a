//! Preparing a notice: the gate, the address, the legal basis, the letter as it will go out.

use askama::Template;

use super::frame::{Choice, Frame};

/// The page.
#[derive(Template)]
#[template(path = "console/notice_new.html")]
pub struct NoticeNewPage {
    pub f: Frame,
    pub here: String,
    pub back: String,
    /// Why it cannot go out as answered.
    pub stopped: Option<String>,
    pub services: Vec<Choice>,
    pub service: Option<ChosenService>,
    pub gate: Vec<Question>,
    pub url: String,
    pub capacity: String,
    pub bases: Vec<Basis>,
    pub langs: Vec<Choice>,
    pub letter: Option<Preview>,
}

/// The service that was chosen.
pub struct ChosenService {
    pub id: String,
    pub name: String,
    pub mail: String,
    pub form: String,
}

/// A question of the gate.
pub struct Question {
    pub name: &'static str,
    pub words: String,
    pub hint: String,
    pub yes: bool,
    pub no: bool,
}

/// A legal basis that is open to us.
pub struct Basis {
    pub id: String,
    pub name: String,
    pub hours: String,
    pub unsure: bool,
    pub on: bool,
}

/// The letter as it will go out.
pub struct Preview {
    pub to: String,
    pub lang: String,
    pub subject: String,
    pub body: String,
}

//! The duty roster: who is paged, when; what the portal promises comes from here (care 1.1).

use askama::Template;

use super::frame::{Choice, Frame};

/// The page.
#[derive(Template)]
#[template(path = "console/roster.html")]
pub struct RosterPage {
    pub f: Frame,
    pub now: String,
    pub nobody: bool,
    pub shifts: Vec<ShiftRow>,
    pub leaves: Vec<LeaveRow>,
    pub people: Vec<Choice>,
    pub days: Vec<Choice>,
    pub can_edit: bool,
}

/// A weekly shift.
pub struct ShiftRow {
    pub index: usize,
    pub who: String,
    pub days: String,
    pub from: String,
    pub to: String,
    pub level: String,
    pub remove_label: String,
}

/// Days of leave.
pub struct LeaveRow {
    pub index: usize,
    pub who: String,
    pub from: String,
    pub to: String,
    pub remove_label: String,
}

//! People: who works here, invitations, accounts that are disabled or made anew.

use askama::Template;

use super::frame::{Choice, Frame};

/// The page.
#[derive(Template)]
#[template(path = "console/people.html")]
pub struct PeoplePage {
    pub f: Frame,
    /// An invitation that was just made.
    pub invitation: Option<String>,
    pub rows: Vec<PersonRow>,
    pub roles: Vec<RoleChoice>,
    pub teams: Vec<Choice>,
}

/// A member of staff.
pub struct PersonRow {
    pub id: String,
    pub desk: String,
    pub login: String,
    pub role: String,
    pub teams: String,
    pub state: String,
    pub me: bool,
    pub can_reset: bool,
    pub reset_label: String,
    pub can_disable: bool,
    pub disable_label: String,
}

/// A role with what it means.
pub struct RoleChoice {
    pub code: &'static str,
    pub label: String,
    pub hint: String,
    pub on: bool,
}

//! Teams and their keys.

use askama::Template;

use super::frame::{Choice, Frame};

/// The page.
#[derive(Template)]
#[template(path = "console/teams.html")]
pub struct TeamsPage {
    pub f: Frame,
    /// Recipient of the recovery key; empty when it was declined.
    pub recovery: String,
    pub teams: Vec<TeamCard>,
    pub can_manage: bool,
}

/// A team.
pub struct TeamCard {
    pub id: String,
    pub name: String,
    pub purpose: String,
    /// Newest epoch, 0 before the first key.
    pub epoch: u32,
    pub state: String,
    pub care: bool,
    /// Members with their public keys, as JSON for the script.
    pub members_json: String,
    pub can_make: bool,
    pub make_words: String,
    pub certify: Option<KeyToCertify>,
    pub members: Vec<MemberRow>,
    pub candidates: Vec<Choice>,
}

/// A key that waits for the root.
pub struct KeyToCertify {
    pub epoch: u32,
    pub purpose: &'static str,
    pub recipient: String,
    pub verify: String,
}

/// A member of a team.
pub struct MemberRow {
    pub id: String,
    pub desk: String,
    pub holds: bool,
    /// Whether the one who looks can give them the key.
    pub can_receive: bool,
    pub json: String,
    pub give_label: String,
    pub remove_label: String,
}

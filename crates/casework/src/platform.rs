//! A platform that signs in by API: what it is called, what it receives, what it was handed and what it acknowledged.
//! Its token is shown once; the node keeps the token's SHA-256 beside the journal.

use serde::{Deserialize, Serialize};

use crate::Refusal;

/// A kind of hashes that a platform receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Receives {
    /// Own images of people who consented to this platform.
    OwnImages,
    /// What was assessed here, and copies of other bodies' lists.
    Known,
}

impl Receives {
    /// The name in data and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Receives::OwnImages => "own-images",
            Receives::Known => "known",
        }
    }
}

impl std::str::FromStr for Receives {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        [Receives::OwnImages, Receives::Known]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or(Refusal::Field { field: "receives", problem: "own-images, known" })
    }
}

/// What is told about a platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Its name, as people read it when they consent.
    pub name: String,
    /// Country whose law it answers to, two capital letters.
    pub country: String,
    /// What it receives.
    pub receives: Vec<Receives>,
}

impl Profile {
    /// Checks what somebody typed.
    ///
    /// # Errors
    /// [`Refusal::Field`].
    pub fn check(&self) -> Result<(), Refusal> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
            return Err(Refusal::Field { field: "name", problem: "the platform's name, at most 80 characters" });
        }
        if self.country.len() != 2 || !self.country.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(Refusal::Field { field: "country", problem: "two capital letters, such as US" });
        }
        Ok(())
    }
}

/// What happened to a platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
#[expect(missing_docs, reason = "fields are named as in docs/data-model.md")]
pub enum Event {
    /// It may sign in.
    #[serde(rename = "platform.added")]
    Added { profile: Profile },
    /// What is told about it, or what it receives, changed.
    #[serde(rename = "platform.set")]
    Set { profile: Profile },
    /// A token was made for it; from the third on the oldest ends.
    #[serde(rename = "platform.token")]
    Token {},
    /// It may sign in no more.
    #[serde(rename = "platform.revoked")]
    Revoked {},
    /// Own images were handed to it, those that stood in its feed up to this place: event and content.
    #[serde(rename = "platform.handed")]
    Handed { seq: i64, content: i64 },
    /// It came back for what follows that place: it has what was handed before, withdrawals included.
    #[serde(rename = "platform.acknowledged")]
    Acknowledged { seq: i64, content: i64 },
}

/// What is known of a platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Platform {
    /// What is told about it.
    pub profile: Profile,
    /// It may sign in no more.
    pub revoked: bool,
}

impl Platform {
    /// Folds an event in.
    #[must_use]
    pub fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let Event::Added { profile } = event {
            return Some(Self { profile: profile.clone(), revoked: false });
        }
        let mut s = state?;
        match event {
            Event::Set { profile } => s.profile = profile.clone(),
            Event::Revoked {} => s.revoked = true,
            Event::Added { .. } | Event::Token {} | Event::Handed { .. } | Event::Acknowledged { .. } => {}
        }
        Some(s)
    }
}

/// What somebody wants to happen to a platform.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "fields are named as in the events")]
pub enum Command {
    /// Change what is told about it or what it receives.
    Set { profile: Profile },
    /// Make another token.
    MakeToken,
    /// End its access.
    Revoke,
    /// Record what is about to be handed to it.
    Hand { seq: i64, content: i64 },
    /// Record that it came back.
    Acknowledge { seq: i64, content: i64 },
}

/// Decides what follows.
///
/// # Errors
/// Says why nothing follows.
pub fn decide(state: &Platform, command: Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::Revoke if state.revoked => Ok(Vec::new()),
        _ if state.revoked => Err(Refusal::NotNow("its access was ended; add it anew")),
        Command::Set { profile } => {
            profile.check()?;
            Ok(if profile == state.profile { Vec::new() } else { vec![Event::Set { profile }] })
        }
        Command::MakeToken => Ok(vec![Event::Token {}]),
        Command::Revoke => Ok(vec![Event::Revoked {}]),
        Command::Hand { seq, content } => Ok(vec![Event::Handed { seq, content }]),
        Command::Acknowledge { seq, content } => Ok(vec![Event::Acknowledged { seq, content }]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile() -> Profile {
        Profile { name: "Example".into(), country: "US".into(), receives: vec![Receives::Known] }
    }

    #[test]
    fn a_profile_says_name_and_country() {
        assert!(profile().check().is_ok());
        for wrong in [
            Profile { name: " ".into(), ..profile() },
            Profile { name: "a\nb".into(), ..profile() },
            Profile { country: "us".into(), ..profile() },
            Profile { country: "USA".into(), ..profile() },
        ] {
            assert!(wrong.check().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_revoked_platform_gets_nothing_and_is_revoked_once() {
        let added = Platform::evolve(None, &Event::Added { profile: profile() }).expect("platform");
        assert_eq!(decide(&added, Command::Revoke), Ok(vec![Event::Revoked {}]));
        let revoked = Platform::evolve(Some(added), &Event::Revoked {}).expect("platform");
        assert_eq!(decide(&revoked, Command::Revoke), Ok(Vec::new()));
        for command in [Command::MakeToken, Command::Hand { seq: 1, content: 1 }, Command::Set { profile: profile() }] {
            assert!(matches!(decide(&revoked, command), Err(Refusal::NotNow(_))));
        }
    }
}

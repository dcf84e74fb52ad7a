//! Whom a bank answers.

use khien_terms::id::PlatformId;

use super::{Owner, Purpose};
use crate::platform::Receives;

/// Who asks whether a hash is known. There is no asker without a name but the machine itself: an end user never asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asker {
    /// A platform that signed in.
    Platform {
        /// Which.
        id: PlatformId,
        /// What it receives.
        receives: Vec<Receives>,
    },
    /// A program on the node's own machine, where the configuration allows it.
    Machine,
}

impl Asker {
    /// The platform that asks.
    #[must_use]
    pub fn platform(&self) -> Option<PlatformId> {
        match self {
            Asker::Platform { id, .. } => Some(*id),
            Asker::Machine => None,
        }
    }

    /// Whether it receives hashes of this kind.
    #[must_use]
    pub fn receives(&self, kind: Receives) -> bool {
        match self {
            Asker::Platform { receives, .. } => receives.contains(&kind),
            Asker::Machine => kind == Receives::Known,
        }
    }
}

/// What a bank says to an asker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// All that it holds.
    All,
    /// What its people let this platform have.
    WhatWasOffered,
    /// Nothing; it is not even named.
    Nothing,
}

/// Whom a bank answers (care 3.2): a platform's list its platform, people's own images the platforms that they chose, the rest
/// whoever receives what is known.
#[must_use]
pub fn answers(purpose: Purpose, owner: Owner, asker: &Asker) -> Answers {
    let when = |yes: bool, what: Answers| if yes { what } else { Answers::Nothing };
    match purpose {
        Purpose::Platform => when(owner.platform().is_some() && owner.platform() == asker.platform(), Answers::All),
        Purpose::OwnAdult | Purpose::OwnChild => {
            let signed_in = asker.platform().is_some() && asker.receives(Receives::OwnImages);
            when(signed_in, Answers::WhatWasOffered)
        }
        Purpose::KnownChild | Purpose::KnownAdult | Purpose::Exchange => {
            when(asker.receives(Receives::Known), Answers::All)
        }
        Purpose::Other => Answers::All,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const P: PlatformId = PlatformId::from_bits(1);
    const Q: PlatformId = PlatformId::from_bits(2);

    fn asker(receives: &[Receives]) -> Asker {
        Asker::Platform { id: P, receives: receives.to_vec() }
    }

    #[test]
    fn own_images_answer_signed_in_platforms_only_and_only_as_offered() {
        for purpose in [Purpose::OwnAdult, Purpose::OwnChild] {
            assert_eq!(answers(purpose, Owner::Node, &Asker::Machine), Answers::Nothing);
            assert_eq!(answers(purpose, Owner::Node, &asker(&[Receives::Known])), Answers::Nothing);
            assert_eq!(answers(purpose, Owner::Node, &asker(&[Receives::OwnImages])), Answers::WhatWasOffered);
        }
    }

    #[test]
    fn a_platforms_list_answers_that_platform_alone() {
        assert_eq!(answers(Purpose::Platform, Owner::Platform(P), &asker(&[])), Answers::All);
        let all = asker(&[Receives::Known, Receives::OwnImages]);
        assert_eq!(answers(Purpose::Platform, Owner::Platform(Q), &all), Answers::Nothing);
        assert_eq!(answers(Purpose::Platform, Owner::Platform(Q), &Asker::Machine), Answers::Nothing);
    }

    #[test]
    fn known_material_answers_who_receives_it() {
        for purpose in [Purpose::KnownChild, Purpose::KnownAdult, Purpose::Exchange] {
            assert_eq!(answers(purpose, Owner::Node, &asker(&[Receives::Known])), Answers::All);
            assert_eq!(answers(purpose, Owner::Node, &asker(&[Receives::OwnImages])), Answers::Nothing);
            assert_eq!(answers(purpose, Owner::Node, &Asker::Machine), Answers::All);
        }
    }
}

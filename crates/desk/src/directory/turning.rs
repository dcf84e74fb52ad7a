//! How the key with which a State's node signs gives way to the next without a gap, and at once when it was stolen.
//!
//! The root signs three entries: one that names the next key beside the one that signs, so that every State knows it before it
//! speaks; after a day one in which the next key signs and the old one stands beside, so that what is on its way still counts; and,
//! with whatever changes later, one in which the old one is gone. Where the key that signs was revoked, the next takes over in the
//! first entry: then what is on its way is signed anew by whoever said it.

use jiff::{SignedDuration, Timestamp};

use super::entry::Entry;

/// How long the next key stands in the entry before it signs: each State asks for entries every hour, and one that was cut off for
/// longer asks before it refuses.
pub const KNOWN_BEFORE: SignedDuration = SignedDuration::from_hours(24);
/// How long the key before stands beside: what was signed with it has arrived or run out by then (the longest that a message lives).
pub const BESIDE_AFTER: SignedDuration = SignedDuration::from_hours(14 * 24);

/// The node's keys and what its State said of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turning {
    /// The key that signs, hex.
    pub signs: String,
    /// The key that was prepared to follow, hex.
    pub next: Option<String>,
    /// The entry in effect.
    pub shown: Option<Entry>,
    /// Every key that signed by an entry of ours, hex: a key that was prepared and replaced never did.
    pub signed: Vec<String>,
    /// Keys that were revoked, hex.
    pub revoked: Vec<String>,
}

/// What an entry says of the node's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The one that signs.
    pub node: String,
    /// Those beside it.
    pub beside: Vec<String>,
}

/// Why the next key does not take over yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotYet {
    /// None was prepared.
    #[error("no key was prepared to follow")]
    NoneWaits,
    /// No entry in effect names it.
    #[error("the next key stands in no entry yet: sign one that names it first")]
    NotShown,
    /// It was named less than a day ago.
    #[error("the next key has to be known for a day before it signs")]
    TooSoon,
}

impl Turning {
    /// What the next entry says while the key that signs stays.
    #[must_use]
    pub fn staying(&self, now: Timestamp) -> Named {
        let mut beside: Vec<String> = self.next.iter().cloned().collect();
        beside.extend(self.before(now));
        beside.truncate(super::entry::BESIDE_MOST);
        Named { node: self.signs.clone(), beside }
    }

    /// What the next entry says when the next key takes over.
    ///
    /// # Errors
    /// [`NotYet`].
    pub fn taking_over(&self, now: Timestamp) -> Result<Named, NotYet> {
        let next = self.next.clone().ok_or(NotYet::NoneWaits)?;
        if self.is_revoked(&self.signs) {
            return Ok(Named { node: next, beside: Vec::new() });
        }
        let shown = self.shown.as_ref().filter(|shown| shown.beside.contains(&next)).ok_or(NotYet::NotShown)?;
        if now < shown.not_before + KNOWN_BEFORE {
            return Err(NotYet::TooSoon);
        }
        Ok(Named { node: next, beside: vec![self.signs.clone()] })
    }

    /// Whether an entry names keys as it may, and whether the next key takes over with it.
    #[must_use]
    pub fn allows(&self, entry: &Entry, now: Timestamp) -> Option<bool> {
        let said = Named { node: entry.node.clone(), beside: entry.beside.clone() };
        if said == self.staying(now) {
            return Some(false);
        }
        (Ok(said) == self.taking_over(now)).then_some(true)
    }

    /// The key before, while what it signed may still be on its way.
    fn before(&self, now: Timestamp) -> Option<String> {
        let shown = self.shown.as_ref().filter(|shown| now < shown.not_before + BESIDE_AFTER)?;
        let mut keys = [&shown.node].into_iter().chain(&shown.beside);
        keys.find(|key| **key != self.signs && self.signed.contains(*key) && !self.is_revoked(key)).cloned()
    }

    fn is_revoked(&self, key: &str) -> bool {
        self.revoked.iter().any(|revoked| revoked == key)
    }
}

#[cfg(test)]
mod tests {
    use khien_seal::keys::SignKey;
    use proptest::prelude::*;

    use super::*;
    use crate::directory::accept::{Accepted, Known, accept};
    use crate::directory::example::{State, now};

    const DAY: SignedDuration = SignedDuration::from_hours(24);

    fn key(n: u8) -> SignKey {
        SignKey::from_seed([n; 32])
    }

    fn turning(state: &State, next: Option<&SignKey>) -> Turning {
        Turning {
            signs: state.node.verify_hex(),
            next: next.map(SignKey::verify_hex),
            shown: Some(state.last.clone()),
            signed: state
                .chain
                .iter()
                .filter_map(|signed| Entry::verified(signed, &state.root.verify_bytes()).ok())
                .map(|entry| entry.node)
                .collect(),
            revoked: Vec::new(),
        }
    }

    fn seen(known: &Known, state: &State, when: Timestamp) -> Known {
        match accept(Some(known), &state.show(when), when).expect("accepted") {
            Accepted::Now(known) => *known,
            Accepted::NeedsConfirmation { changes, .. } => panic!("{changes:?}"),
        }
    }

    /// The State signs an entry with these keys; the node of `by` speaks from then on.
    fn says(state: &mut State, named: &Named, by: &SignKey, when: Timestamp) {
        let (node, beside) = (named.node.clone(), named.beside.clone());
        state.say(|entry| {
            entry.node = node;
            entry.beside = beside;
            entry.not_before = when;
        });
        state.node = SignKey::from_seed(*by.seed());
    }

    #[test]
    fn whoever_knows_any_of_the_entries_believes_whoever_speaks_then() {
        let (mut state, old, new) = (State::new(), key(40), key(41));
        state.last.node = old.verify_hex();
        state.chain = vec![khien_seal::statement::Signed::new(state.last.statement().expect("entry"), &state.root)];
        state.node = SignKey::from_seed(*old.seed());
        let Accepted::Now(first) = accept(None, &state.show(now()), now()).expect("introduced") else { panic!() };
        let waiting = turning(&state, Some(&new));
        assert_eq!(waiting.taking_over(now()), Err(NotYet::NotShown));
        says(&mut state, &waiting.staying(now()), &old, now());
        let second = seen(&first, &state, now() + SignedDuration::from_mins(5));
        let shown = turning(&state, Some(&new));
        assert_eq!(shown.taking_over(now() + DAY - SignedDuration::from_secs(1)), Err(NotYet::TooSoon));
        let over = shown.taking_over(now() + DAY).expect("a day is over");
        says(&mut state, &over, &new, now() + DAY);
        let third = seen(&second, &state, now() + DAY);
        // What the new key signs counts for whoever saw the second entry, and what the old one signed for whoever saw the third.
        for known in [&second, &third] {
            let keys = known.entry.node_keys().expect("keys");
            assert!(keys.contains(&old.verify_bytes()) && keys.contains(&new.verify_bytes()));
        }
        let after = Turning { signs: new.verify_hex(), ..turning(&state, None) };
        assert_eq!(after.staying(now() + DAY + DAY).beside, [old.verify_hex()]);
        assert!(
            after.staying(now() + DAY + BESIDE_AFTER).beside.is_empty(),
            "nothing of the old key is on its way now"
        );
    }

    #[test]
    fn where_the_key_was_stolen_the_next_takes_over_at_once_and_the_thief_keeps_no_place() {
        let (state, new) = (State::new(), key(41));
        let stolen = Turning { revoked: vec![state.node.verify_hex()], ..turning(&state, Some(&new)) };
        let named = stolen.taking_over(now()).expect("at once");
        assert_eq!(named, Named { node: new.verify_hex(), beside: Vec::new() });
        assert_eq!(turning(&state, None).taking_over(now()), Err(NotYet::NoneWaits));
    }

    #[test]
    fn a_key_that_was_prepared_and_replaced_before_it_signed_counts_for_nothing() {
        let (mut state, first, second) = (State::new(), key(41), key(42));
        let named = turning(&state, Some(&first)).staying(now());
        let by = SignKey::from_seed(*state.node.seed());
        says(&mut state, &named, &by, now());
        assert_eq!(turning(&state, Some(&second)).staying(now()).beside, [second.verify_hex()]);
    }

    proptest! {
        #[test]
        fn an_entry_names_no_key_that_this_node_never_had(
            node in 0u8..5, beside in prop::collection::vec(0u8..5, 0..3), hours in 0i64..400, next in prop::option::of(1u8..3),
        ) {
            let state = State::new();
            let mine = |n: u8| if n == 0 { state.node.verify_hex() } else { key(50 + n).verify_hex() };
            let turning = turning(&state, next.map(|n| key(50 + n)).as_ref());
            let when = now() + SignedDuration::from_hours(hours);
            let mut entry = state.last.clone();
            entry.node = mine(node);
            entry.beside = beside.iter().map(|n| mine(*n)).collect();
            let known: Vec<String> = [Some(mine(0)), next.map(mine)].into_iter().flatten().collect();
            if let Some(turns) = turning.allows(&entry, when) {
                prop_assert!(known.contains(&entry.node) && entry.beside.iter().all(|key| known.contains(key)));
                prop_assert_eq!(turns, entry.node != mine(0));
                prop_assert!(entry.statement().is_ok());
            }
        }
    }
}

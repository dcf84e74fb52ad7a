//! A new root, signed by the old one. It takes effect only after two officers have called back: whoever stole a root could
//! sign such a statement too.

use khien_seal::keys::{SignKey, verify_from_hex};
use khien_seal::statement::Signed;

use super::Reject;

/// First line of the statement.
pub const ROOT: &str = "khien/v1/desk-root";
/// Successions that are read at most: a root lasts for years.
pub const SUCCESSIONS_MAX: usize = 16;

/// The old root names the new one.
#[must_use]
pub fn succession(state: &str, old: &SignKey, new: &[u8; 32]) -> Signed {
    Signed::new(format!("{ROOT}\n{state}\n{}\n{}", old.verify_hex(), hex::encode(new)), old)
}

/// The root that follows this one, as it says itself.
///
/// # Errors
/// [`Reject::OtherRoot`] when it does not say so.
pub fn successor(signed: &Signed, state: &str, old: &[u8; 32]) -> Result<[u8; 32], Reject> {
    if !signed.verifies(old) {
        return Err(Reject::OtherRoot);
    }
    let [named, from, to] = signed.lines::<3>(ROOT).map_err(|_| Reject::OtherRoot)?;
    if named != state || from != hex::encode(old) {
        return Err(Reject::OtherRoot);
    }
    verify_from_hex(to).map_err(|_| Reject::OtherRoot)
}

/// The root that a succession says it follows, hex; whether it signed it is another question.
pub(super) fn followed(signed: &Signed) -> Option<&str> {
    signed.lines::<3>(ROOT).ok().map(|[_, from, _]| from)
}

/// The roots of a State, each of which signed for the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lineage {
    /// The State that they name; none where the root never changed.
    state: Option<String>,
    /// Oldest first; never empty.
    roots: Vec<[u8; 32]>,
}

impl Lineage {
    /// The roots that lead to this one, by the words of each for the next (oldest first).
    ///
    /// # Errors
    /// [`Reject::OtherRoot`] when one did not sign for the next, or a root comes back.
    pub fn leading_to(root: [u8; 32], successions: &[Signed]) -> Result<Self, Reject> {
        let Some(first) = successions.first() else { return Ok(Self { state: None, roots: vec![root] }) };
        if successions.len() > SUCCESSIONS_MAX {
            return Err(Reject::OtherRoot);
        }
        let [state, oldest, _] = first.lines::<3>(ROOT).map_err(|_| Reject::OtherRoot)?;
        let mut last = verify_from_hex(oldest).map_err(|_| Reject::OtherRoot)?;
        let mut roots = vec![last];
        for signed in successions {
            last = successor(signed, state, &last)?;
            if roots.contains(&last) {
                return Err(Reject::OtherRoot);
            }
            roots.push(last);
        }
        if last == root { Ok(Self { state: Some(state.to_owned()), roots }) } else { Err(Reject::OtherRoot) }
    }

    /// All roots, oldest first.
    #[must_use]
    pub fn roots(&self) -> &[[u8; 32]] {
        &self.roots
    }

    /// This root and those after it.
    ///
    /// # Errors
    /// [`Reject::OtherRoot`] when it is none of them.
    pub fn since(&self, root: &[u8; 32]) -> Result<&[[u8; 32]], Reject> {
        let place = self.roots.iter().position(|one| one == root).ok_or(Reject::OtherRoot)?;
        self.roots.get(place..).ok_or(Reject::OtherRoot)
    }

    /// Whether these can be the roots of this State.
    ///
    /// # Errors
    /// [`Reject::OtherRoot`] when they name another.
    pub fn is_of(&self, state: &str) -> Result<(), Reject> {
        let same = self.state.as_deref().is_none_or(|named| named == state);
        if same { Ok(()) } else { Err(Reject::OtherRoot) }
    }
}

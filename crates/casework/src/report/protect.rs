//! A person protects their own images: hashes that their own device made go to the platforms that they choose, and can be
//! taken back. It comes in by the door `protect`, with a mailbox of its own, and counts as no harm.
//!
//! The values never stand in the journal. What the person signs is the hash of a list that begins with a salt, so that
//! nobody who has a picture can look up whether it is protected; the list lies sealed to the person.

use khien_terms::id::PlatformId;
use serde::{Deserialize, Serialize};

use super::decide::signed;
use super::{Act, Event, Report};
use crate::Refusal;
use crate::bank::SignalKind;

/// The door of the header.
pub const DOOR: &str = "protect";

/// Hashes of one protection at most: the page takes fifty files, and of a picture that its camera turned the hashes of the
/// whole and of its 74 crops both as it lies and as it is seen.
pub const SIGNALS_MAX: usize = 50 * 2 * 75;

/// Why it is neither classified nor put into a case.
const NO_REPORT: &str = "somebody protects their own images: there is nothing to classify";

/// One hash, as the person's device made it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnSignal {
    /// Which picture or video, in the person's own count.
    pub item: u32,
    /// What it is.
    pub kind: SignalKind,
    /// Hex digits.
    pub value: String,
    /// Quality of a PDQ hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<u8>,
}

/// What the person signs for: SHA-256 of the salted list, hex (`docs/protect.md`).
#[must_use]
pub fn list_hash(salt: &str, signals: &[OwnSignal]) -> String {
    let mut text = format!("khien/v1/own-images\n{salt}");
    for OwnSignal { item, kind, value, quality } in signals {
        let quality = quality.map_or_else(|| "-".to_owned(), |quality| quality.to_string());
        text.push_str(&format!("\n{item} {} {value} {quality}", kind.as_str()));
    }
    khien_seal::sha256_hex(text.as_bytes())
}

/// Whether it is one.
pub(super) fn is(state: &Report) -> bool {
    state.open.is_own_images()
}

/// Refuses what is done to reports of harm only.
pub(super) fn not_this(state: &Report) -> Result<(), Refusal> {
    if is(state) { Err(Refusal::NotNow(NO_REPORT)) } else { Ok(()) }
}

/// Lets a platform have the hashes. Doing it twice is doing it once.
pub(super) fn release(
    state: &Report,
    to: PlatformId,
    items: u32,
    list: String,
    act: Act,
) -> Result<Vec<Event>, Refusal> {
    if !is(state) {
        return Err(Refusal::NotNow("hashes come in by the door `protect` only"));
    }
    signed(state, &act, "release-hashes", Some(&format!("{to} {list}")))?;
    if state.erase_after.is_some() {
        return Err(Refusal::NotNow("it is withdrawn; keep it first"));
    }
    if state.released.contains(&to) {
        return Ok(Vec::new());
    }
    Ok(vec![Event::Released { to, items, list, signature: act.signature }])
}

/// Takes it back from one platform, or from all. What was never given is taken back already.
pub(super) fn take_back(state: &Report, from: Option<PlatformId>, act: Act) -> Result<Vec<Event>, Refusal> {
    signed(state, &act, "withdraw-release", from.map(|from| from.to_string()).as_deref())?;
    let gone = state.released.iter().filter(|to| from.is_none_or(|from| from == **to));
    Ok(gone.map(|from| Event::ReleaseWithdrawn { from: *from, signature: act.signature.clone() }).collect())
}

#[cfg(test)]
mod tests {
    use khien_seal::keys::SignKey;
    use khien_seal::statement::{self, Signed};

    use super::super::decide::tests::{A, report, run};
    use super::*;
    use crate::report::{Assessment, Command};

    const ONE: PlatformId = PlatformId::from_bits(1);
    const TWO: PlatformId = PlatformId::from_bits(2);

    fn act(action: &str, code: Option<&str>) -> Act {
        let text = statement::act("m", 0, "h", action, code);
        let signature = Signed::new(text, &SignKey::from_seed([7; 32])).signature;
        Act { sequence: 0, head: "h".into(), signature }
    }

    fn give(to: PlatformId) -> Command {
        let act = act("release-hashes", Some(&format!("{to} list")));
        Command::Release { to, items: 1, list: "list".into(), act }
    }

    fn back(from: Option<PlatformId>) -> Command {
        Command::TakeBack { from, act: act("withdraw-release", from.map(|id| id.to_string()).as_deref()) }
    }

    fn protecting() -> Report {
        report(r#"{"door":"protect","path":"path.18"}"#)
    }

    #[test]
    fn each_platform_is_given_and_taken_back_by_itself_and_twice_is_once() {
        let given = run(run(protecting(), give(ONE)).expect("one"), give(TWO)).expect("two");
        assert_eq!(given.released, [ONE, TWO]);
        assert_eq!(run(given.clone(), give(ONE)), Ok(given.clone()));
        let left = run(given.clone(), back(Some(ONE))).expect("back");
        assert_eq!(left.released, [TWO]);
        assert_eq!(run(left.clone(), back(Some(ONE))), Ok(left));
        assert!(run(given, back(None)).expect("all").released.is_empty());
    }

    #[test]
    fn nobody_but_the_person_gives_or_takes_back() {
        let forged = Command::Release { to: TWO, items: 1, list: "list".into(), act: act("release-hashes", Some("x")) };
        assert_eq!(run(protecting(), forged).err(), Some(Refusal::Forged));
        let other = Command::TakeBack { from: Some(ONE), act: act("withdraw-release", None) };
        assert_eq!(run(protecting(), other).err(), Some(Refusal::Forged));
    }

    #[test]
    fn withdrawing_everything_takes_every_release_back() {
        let given = run(protecting(), give(ONE)).expect("given");
        let withdrawn = run(given, Command::Withdraw { act: act("withdraw-report", None) }).expect("withdrawn");
        assert!(withdrawn.released.is_empty());
        assert!(run(withdrawn, give(ONE)).is_err());
    }

    #[test]
    fn protecting_oneself_is_no_report_of_harm_and_waits_for_nobody() {
        let assessed = Assessment::default();
        assert!(run(protecting(), Command::Classify { by: A, assessed, seen: 0 }).is_err());
        assert!(run(report(r#"{"door":"me"}"#), give(ONE)).is_err());
    }

    #[test]
    fn the_list_that_is_signed_differs_by_its_salt() {
        let signal = OwnSignal { item: 1, kind: SignalKind::Pdq, value: "ab".repeat(32), quality: Some(90) };
        assert_ne!(list_hash("00", std::slice::from_ref(&signal)), list_hash("01", std::slice::from_ref(&signal)));
    }
}

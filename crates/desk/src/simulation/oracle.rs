//! What has to hold, whatever goes wrong. The oracle knows every message that was ever said and what each node made of it; it asks
//! no rule of the product.

use std::collections::BTreeMap;

use khien_terms::moment::DAY;
use serde::Serialize;

use crate::Kind;
use crate::request::{Decision, Half, Request};

/// Something that has to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Invariant {
    /// Whatever was said has its effect at the other State, or its sender was told that it has none.
    NothingLost,
    /// A message has one effect at most.
    NothingDoubled,
    /// What its sender counts as delivered is kept by the receiver, and is still.
    NoFalseReceipt,
    /// Whatever an honest officer may sign, the other State takes.
    NothingHonestRefused,
    /// Whatever is forged or comes in another's name has no effect.
    NothingForgedTaken,
    /// Both States know the same of a request when its messages have arrived, down to the last hash.
    HalvesAgree,
    /// No request stands as the law does not allow.
    NoIllegalState,
    /// Whoever had to act was called when a clock ran out.
    NothingLateUnnoticed,
    /// What was given under conditions opens only where they were accepted; the key of what was not, or was destroyed, is no more.
    NothingOpensUnaccepted,
    /// Nothing is disclosed on what a stolen key may have signed before two people know whose it is.
    NothingOnAStolenKey,
    /// A request is over at the end, or was never opened.
    EveryRequestEnds,
}

impl Invariant {
    /// All of them.
    pub const ALL: [Invariant; 11] = [
        Invariant::NothingLost,
        Invariant::NothingDoubled,
        Invariant::NoFalseReceipt,
        Invariant::NothingHonestRefused,
        Invariant::NothingForgedTaken,
        Invariant::HalvesAgree,
        Invariant::NoIllegalState,
        Invariant::NothingLateUnnoticed,
        Invariant::NothingOpensUnaccepted,
        Invariant::NothingOnAStolenKey,
        Invariant::EveryRequestEnds,
    ];
}

/// Whether an invariant held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Which.
    pub invariant: Invariant,
    /// How often it did not hold.
    pub broken: u64,
    /// The first time, in words.
    pub first: Option<String>,
}

/// A message, as it was said.
#[derive(Debug)]
struct Truth {
    thread: u32,
    from: usize,
    effects: u32,
    /// Its sender counts it as delivered.
    delivered: bool,
    /// Its sender knows that it was not taken.
    given_up: bool,
}

/// What the oracle wrote down.
#[derive(Debug, Default)]
pub(super) struct Oracle {
    messages: Vec<Truth>,
    broken: BTreeMap<Invariant, (u64, String)>,
}

impl Oracle {
    /// The number of the next message.
    pub(super) fn next(&self) -> usize {
        self.messages.len()
    }

    pub(super) fn said(&mut self, thread: u32, from: usize) {
        self.messages.push(Truth { thread, from, effects: 0, delivered: false, given_up: false });
    }

    pub(super) fn took_effect(&mut self, message: usize) {
        let Some(truth) = self.messages.get_mut(message) else { return };
        truth.effects += 1;
        if truth.effects > 1 {
            self.cry(Invariant::NothingDoubled, || format!("message {message} has two effects"));
        }
    }

    pub(super) fn delivered(&mut self, message: usize) {
        let Some(truth) = self.messages.get_mut(message) else { return };
        truth.delivered = true;
        if truth.effects == 0 {
            self.cry(Invariant::NoFalseReceipt, || format!("message {message} is receipted and was not kept"));
        }
    }

    pub(super) fn given_up(&mut self, message: usize, code: &str) {
        let Some(truth) = self.messages.get_mut(message) else { return };
        truth.given_up = true;
        if code != "expired" {
            let thread = truth.thread;
            self.cry(Invariant::NothingHonestRefused, || format!("message {message} of request {thread}: {code}"));
        }
    }

    pub(super) fn cry(&mut self, invariant: Invariant, words: impl FnOnce() -> String) {
        let entry = self.broken.entry(invariant).or_insert_with(|| (0, words()));
        entry.0 += 1;
    }

    /// Judges a step of one State's request: what the law does not allow, told without the rules that should prevent it.
    pub(super) fn judge(&mut self, before: Option<&Request>, after: &Request, grounds: &[String]) {
        if let Some(wrong) = illegal(before, after, grounds) {
            self.cry(Invariant::NoIllegalState, || format!("{} with {}: {wrong}", after.kind, after.peer));
        }
    }

    /// Judges a request whose messages have all arrived, as both States know it.
    pub(super) fn compare(&mut self, thread: u32, asking: &Request, asked: &Request) {
        let same = |a: &Half, b: &Half| a == b;
        let agree = same(&asking.asking, &asked.asking) && same(&asking.asked, &asked.asked);
        if !agree || asking.phase() != asked.phase() || asking.hold_ends() != asked.hold_ends() {
            self.cry(Invariant::HalvesAgree, || {
                format!("request {thread}: {:?} and {:?}", asking.phase(), asked.phase())
            });
        }
    }

    /// At the end: `kept` says whether a State still has a message of a request.
    pub(super) fn end(&mut self, kept: impl Fn(u32, usize, usize) -> bool) {
        let messages = std::mem::take(&mut self.messages);
        for (n, truth) in messages.iter().enumerate() {
            if truth.effects == 0 && !truth.given_up {
                self.cry(Invariant::NothingLost, || format!("message {n} of request {}", truth.thread));
            }
            if truth.delivered && truth.effects > 0 && !kept(truth.thread, truth.from, n) {
                self.cry(Invariant::NoFalseReceipt, || format!("message {n} was kept, and is no more"));
            }
        }
        self.messages = messages;
    }

    pub(super) fn verdicts(self) -> Vec<Verdict> {
        let of = |invariant| {
            let found = self.broken.get(&invariant);
            let (broken, first) = found.map_or((0, None), |(n, words)| (*n, Some(words.clone())));
            Verdict { invariant, broken, first }
        };
        Invariant::ALL.into_iter().map(of).collect()
    }
}

pub(super) fn illegal(before: Option<&Request>, after: &Request, grounds: &[String]) -> Option<&'static str> {
    let (asking, asked) = (&after.asking, &after.asked);
    let accepted = asked.granted().is_some();
    if let Some((until, _)) = asked.held {
        let opened = asking.opening.as_ref()?.at;
        if !accepted {
            return Some("data is held for what was not accepted");
        }
        if until.0 < opened.0 + 60 * DAY {
            return Some("data is held for less than sixty days");
        }
        let shorter = before.and_then(|before| before.asked.held).is_some_and(|(before, _)| until < before);
        if shorter {
            return Some("a hold became shorter");
        }
    }
    let confirmed = asked.called_back.last().is_some_and(|call| call.confirmed);
    if after.kind == Kind::E1 && !confirmed && (accepted || !asked.returned.is_empty()) {
        return Some("an emergency was granted and nobody had confirmed it");
    }
    if let Some((Decision::Refused { grounds: named }, _)) = &asked.decided {
        let unproven =
            named.iter().all(|ground| ground == "V0") && asked.called_back.last().is_some_and(|call| !call.confirmed);
        if asked.asks.is_empty() && asked.offers.is_empty() && !unproven {
            return Some("refused without consulting");
        }
        if named.is_empty() || !named.iter().all(|ground| grounds.contains(ground)) {
            return Some("refused on a ground that the article does not allow");
        }
    }
    let changed = before.and_then(|before| before.asked.decided.as_ref()).is_some_and(|(was, _)| {
        !matches!(was, Decision::Postponed { .. }) && asked.decided.as_ref().is_none_or(|(is, _)| is != was)
    });
    changed.then_some("a decision was changed")
}

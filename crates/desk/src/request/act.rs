//! What a message does to a request, in codes and times: what both nodes may know without opening a word.

use khien_terms::Moment;
use serde::{Deserialize, Serialize};

use super::information::Information;
use crate::Kind;
use crate::code::{is_hash, is_item, is_number};
use crate::form::ITEMS_MAX;
use crate::package::{Conditions, FILES_MAX};
use crate::wire::chunked;

/// How soon an answer is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// In its turn.
    Routine,
    /// Data will be gone, a period ends, a hearing nears, somebody is in custody.
    Urgent,
    /// A significant and imminent risk to a person's life or safety; the kind E1 alone.
    Emergency,
}

/// What the State that is asked decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are named as in docs/desk-protocol.md")]
pub enum Decision {
    /// All of it.
    Accepted,
    /// Some items of the request, by their codes ([`crate::package::code_of`]). A message from before there were codes has none: then
    /// which ones stands in its words alone.
    Part {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        items: Vec<String>,
    },
    /// On grounds that the kind's article allows, by their codes.
    Refused { grounds: Vec<String> },
    /// Later, since it would interfere here (article 40, paragraph 27).
    Postponed { until: Moment },
    /// There is nothing to give or to hold, and that is no refusal: nobody has to be consulted first.
    Nothing { reason: Nothing },
}

/// Why there is nothing to give or to hold (N1 to N5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nothing {
    /// N1: looked for, and nothing was found.
    NoData,
    /// N2: its time was over, and it exists no more.
    Expired,
    /// N3: it is not in this State.
    NotHere,
    /// N4: it cannot be had, for technical reasons.
    Impossible,
    /// N5: somebody else has it.
    WrongCustodian,
}

impl Nothing {
    /// All of them, from N1 to N5.
    pub const ALL: [Nothing; 5] =
        [Nothing::NoData, Nothing::Expired, Nothing::NotHere, Nothing::Impossible, Nothing::WrongCustodian];

    /// Its code, as in `reason`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Nothing::NoData => "no_data",
            Nothing::Expired => "expired",
            Nothing::NotHere => "not_here",
            Nothing::Impossible => "impossible",
            Nothing::WrongCustodian => "wrong_custodian",
        }
    }
}

impl Decision {
    /// Whether it grants what was asked, or some of it.
    #[must_use]
    pub fn grants(&self) -> bool {
        matches!(self, Decision::Accepted | Decision::Part { .. })
    }

    /// Grounds by their codes, items by theirs; none twice.
    fn is_sound(&self) -> bool {
        let once = |all: &[String]| all.iter().enumerate().all(|(n, one)| !all[..n].contains(one));
        match self {
            Decision::Refused { grounds } => {
                grounds.len() <= 20 && grounds.iter().all(|ground| ground.len() <= 8) && once(grounds)
            }
            Decision::Part { items } => {
                items.len() <= ITEMS_MAX && items.iter().all(|item| is_item(item)) && once(items)
            }
            Decision::Accepted | Decision::Postponed { .. } | Decision::Nothing { .. } => true,
        }
    }
}

/// What a message does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are named as in docs/desk-protocol.md")]
pub enum Act {
    /// Opens a request; the body is its form. `about` names a request that it follows (its number), as A1 follows P1.
    Request {
        kind: Kind,
        form: String,
        urgency: Urgency,
        respond_by: Moment,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hold_days: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<String>,
        /// Of an emergency: by when the request follows that it promises.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        follow_up_by: Option<Moment>,
        /// Of information that is given without a request: its conditions, and what is sealed until they are accepted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        information: Option<Information>,
    },
    /// A named officer has it, and says when to expect an answer.
    Acknowledge { expect: Moment },
    /// Of an emergency: the number in the directory was called, and whether whoever answered there confirmed it.
    CallBack { confirmed: bool },
    /// Asks what is unclear. The clock of the decision stands still until the answer, on both sides.
    Ask,
    /// Answers a question, by its message.
    Answer { ask: String },
    /// Offers to help under conditions (article 40, paragraph 28; article 36).
    Offer,
    /// Accepts an offer, or the conditions of information that was given, by its message: they bind from now on.
    Accept { offer: String },
    /// Declines an offer, a wish to hold longer, or the conditions of information.
    Decline { offer: String },
    /// Decides. A refusal or postponement names the offer or question by which the other State was consulted first.
    Decide {
        decision: Decision,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        consulted: Option<String>,
    },
    /// The data is held until then. `wish` is the wish to hold it longer that this answers: held for less than was wished, it ends all the same.
    Hold {
        until: Moment,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wish: Option<String>,
    },
    /// Holding may fail, or may warn the person concerned (article 42, paragraph 7).
    HoldWarning,
    /// Asks to hold longer (P2).
    Extend { until: Moment },
    /// Takes a wish to hold longer back, by its message, while nobody answered it.
    TakeBack { wish: String },
    /// Says that the request for assistance has been made (P2): data is held until it is decided. `by` is its number.
    Confirm {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// The data is needed no more (P2).
    Release,
    /// Hands a package of evidence over. Its key and chunks stand in the sealed body; here is what both nodes hold it to.
    Return {
        /// SHA-256 of the package, hex.
        package: String,
        /// Bytes of it.
        bytes: u64,
        /// Files of evidence in it.
        files: u32,
        conditions: Conditions,
    },
    /// The package is here, and is the one that was signed; `package` is the message that handed it over.
    Received { package: String },
    /// The package, or the information (X1), was destroyed here.
    Destroyed { package: String },
    /// Takes the request back.
    Withdraw,
    /// Says where it stands.
    Status,
    /// Nothing is left to do, as this side sees it.
    Close,
}

impl Act {
    /// Every `type` that there is.
    pub const NAMES: [&str; 21] = [
        "request",
        "acknowledge",
        "call_back",
        "ask",
        "answer",
        "offer",
        "accept",
        "decline",
        "decide",
        "hold",
        "hold_warning",
        "extend",
        "take_back",
        "confirm",
        "release",
        "return",
        "received",
        "destroyed",
        "withdraw",
        "status",
        "close",
    ];

    /// Whether its members are what they say: numbers of messages and requests, codes; no free text and nothing twice.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let number = |text: &Option<String>| text.as_deref().is_none_or(is_number);
        match self {
            Act::Request { form, about, information, .. } => {
                let given = information.as_ref().is_none_or(Information::is_sound);
                form.len() <= 20 && form.is_ascii() && number(about) && given
            }
            Act::Answer { ask: message } | Act::Accept { offer: message } | Act::Decline { offer: message } => {
                is_number(message)
            }
            Act::Confirm { by } | Act::Hold { wish: by, .. } => number(by),
            Act::TakeBack { wish } => is_number(wish),
            Act::Return { package, bytes, files, conditions } => {
                is_hash(package)
                    && (1..=chunked::bytes_max()).contains(bytes)
                    && *files >= 1
                    && usize::try_from(*files).is_ok_and(|files| files <= FILES_MAX)
                    && conditions.is_sound()
            }
            Act::Received { package } | Act::Destroyed { package } => is_number(package),
            Act::Decide { decision, consulted } => number(consulted) && decision.is_sound(),
            _ => true,
        }
    }

    /// Its name, as in `type`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Act::Request { .. } => "request",
            Act::Acknowledge { .. } => "acknowledge",
            Act::CallBack { .. } => "call_back",
            Act::Ask => "ask",
            Act::Answer { .. } => "answer",
            Act::Offer => "offer",
            Act::Accept { .. } => "accept",
            Act::Decline { .. } => "decline",
            Act::Decide { .. } => "decide",
            Act::Hold { .. } => "hold",
            Act::HoldWarning => "hold_warning",
            Act::Extend { .. } => "extend",
            Act::TakeBack { .. } => "take_back",
            Act::Confirm { .. } => "confirm",
            Act::Release => "release",
            Act::Return { .. } => "return",
            Act::Received { .. } => "received",
            Act::Destroyed { .. } => "destroyed",
            Act::Withdraw => "withdraw",
            Act::Status => "status",
            Act::Close => "close",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_in_a_decision_is_a_word_or_a_place_and_never_free_text_nor_named_twice() {
        let sound = |items: &[&str]| {
            let items = items.iter().map(|item| (*item).to_owned()).collect();
            Act::Decide { decision: Decision::Part { items }, consulted: None }.is_sound()
        };
        for items in [&["A1", "a.b_c-2", "#1", "#9999"][..], &[]] {
            assert!(sound(items), "{items:?}");
        }
        let forty_one = "x".repeat(41);
        for item in ["", "#", "#0", "#01", "#12345", "#x", "two words", "Nguyễn", "a@example.org", "1#", &forty_one] {
            assert!(!sound(&[item]), "{item}");
        }
        assert!(!sound(&["A1", "A1"]), "twice");
    }
}

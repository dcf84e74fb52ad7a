//! The order of the queue: an ordered tuple of named reasons, worst first, never a weighted sum that nobody can explain.

use khien_terms::{Code, DataError, DataFiles, Typology};
use serde::{Deserialize, Serialize};

use crate::header::OpenCodes;

/// Why a report stands where it stands; the earlier, the worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// Somebody's life: danger now, a deadline, talk of suicide, a child with the offender.
    Life,
    /// Abuse that goes on.
    Contact,
    /// A very young child, or one who depends on the offender.
    Young,
    /// It spreads.
    Spread,
    /// It waits its turn.
    Waiting,
}

impl Order {
    /// All, worst first.
    pub const ALL: [Order; 5] = [Order::Life, Order::Contact, Order::Young, Order::Spread, Order::Waiting];

    /// The name in data and words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Order::Life => "life",
            Order::Contact => "contact",
            Order::Young => "young",
            Order::Spread => "spread",
            Order::Waiting => "waiting",
        }
    }
}

/// The place of a report in the queue, with the reasons that put it there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Urgency {
    /// The worst order that applies.
    pub order: Order,
    /// Sorts ascending: one bit per order that does *not* apply, worst in the highest bit, `burst` lowest.
    pub rank: i64,
    /// The codes that were the reason, worst first.
    pub reasons: Vec<Code>,
    /// Hours until somebody must have looked.
    pub hours: u32,
    /// Version of the rules.
    pub rules: String,
}

/// The rules as data: which codes mean which order, and the hours of each.
#[derive(Debug, Clone, Deserialize)]
pub struct Rules {
    /// Version; stands in the event.
    pub version: String,
    life: Rule,
    contact: Rule,
    young: Rule,
    spread: Rule,
    waiting: Rule,
}

#[derive(Debug, Clone, Deserialize)]
struct Rule {
    #[serde(default)]
    codes: Vec<Code>,
    hours: u32,
}

/// The reason of a report whose duress code was used; no code of a list, since no reporter ticks it.
pub const DURESS: &str = "duress";

const FILE: &str = "triage.json";

impl Rules {
    /// Reads `triage.json`.
    ///
    /// # Errors
    /// With file and line for a code that no list has.
    pub fn load(files: &DataFiles, typology: &Typology) -> Result<Self, DataError> {
        let rules: Self = files.json(FILE)?;
        for order in Order::ALL {
            if let Some(code) = rules.rule(order).codes.iter().find(|code| !typology.exists(code.as_str())) {
                return Err(files.fault(FILE, code.as_str(), format!("no such code: {code}")));
            }
        }
        Ok(rules)
    }

    fn rule(&self, order: Order) -> &Rule {
        match order {
            Order::Life => &self.life,
            Order::Contact => &self.contact,
            Order::Young => &self.young,
            Order::Spread => &self.spread,
            Order::Waiting => &self.waiting,
        }
    }

    /// Places a report. A `burst` sorts under its equals, never away.
    #[must_use]
    pub fn place(&self, open: &OpenCodes, burst: bool) -> Urgency {
        let told = || {
            open.danger
                .iter()
                .chain(&open.harms)
                .chain(&open.path)
                .chain(&open.age)
                .chain(&open.relation)
                .chain(&open.contact)
        };
        let mut rank = 0;
        let mut worst = Order::Waiting;
        let mut reasons = Vec::new();
        for order in Order::ALL {
            let rule = self.rule(order);
            let found: Vec<&Code> = rule.codes.iter().filter(|code| told().any(|t| t == *code)).collect();
            let applies = !found.is_empty();
            if applies {
                worst = worst.min(order);
            }
            rank = rank << 1 | i64::from(!applies);
            reasons.extend(found.into_iter().cloned());
        }
        rank = rank << 1 | i64::from(burst);
        Urgency { order: worst, rank, reasons, hours: self.rule(worst).hours, rules: self.version.clone() }
    }

    /// The place of a report whose duress code was used: somebody may be forced right now, so it stands with the abuse
    /// that goes on, or higher where it stood higher (care 1.2).
    #[must_use]
    pub fn under_duress(&self, before: &Urgency) -> Urgency {
        let contact = 1 << (Order::ALL.len() - Order::Contact as usize);
        let order = before.order.min(Order::Contact);
        let mut reasons = vec![Code::new(DURESS)];
        reasons.extend(before.reasons.iter().filter(|code| code.as_str() != DURESS).cloned());
        let rank = before.rank & !contact;
        Urgency { order, rank, reasons, hours: self.rule(order).hours, rules: self.version.clone() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rules() -> Rules {
        let files = DataFiles::embedded();
        Rules::load(&files, &Typology::load(&files, &[]).expect("typology")).expect("rules")
    }

    fn open(danger: &[&str], harms: &[&str], age: Option<&str>) -> OpenCodes {
        let codes = |list: &[&str]| list.iter().map(|c| Code::new(c)).collect();
        OpenCodes { danger: codes(danger), harms: codes(harms), age: age.map(Code::new), ..OpenCodes::default() }
    }

    #[test]
    fn a_duress_code_lifts_a_report_that_could_wait_and_lowers_none() {
        let rules = rules();
        let quiet = rules.place(&open(&["dan.none"], &["tfgbv.image.shared"], None), false);
        let lifted = rules.under_duress(&quiet);
        assert_eq!((lifted.order, lifted.reasons[0].as_str()), (Order::Contact, DURESS));
        assert!(lifted.rank < quiet.rank);
        let life = rules.place(&open(&["dan.now"], &[], None), false);
        let forced = rules.under_duress(&life);
        assert_eq!(forced.order, Order::Life);
        assert!(forced.rank <= life.rank && forced.rank < lifted.rank);
        assert_eq!(rules.under_duress(&lifted).reasons, lifted.reasons, "twice says it once");
    }

    #[test]
    fn the_worst_comes_first_with_its_reason() {
        let rules = rules();
        let life = rules.place(&open(&["dan.deadline"], &[], None), false);
        let contact = rules.place(&open(&[], &["ocsea.groom.online"], None), false);
        for posed in ["ocsea.posed", "ocsea.chatbot"] {
            assert_eq!(rules.place(&open(&[], &[posed], None), false).order, Order::Contact, "{posed}");
        }
        let young = rules.place(&open(&[], &[], Some("age.3_6")), false);
        let spread = rules.place(&open(&["dan.spreading"], &[], None), false);
        let waiting = rules.place(&open(&[], &["other.scam"], None), false);
        let ranks = [life.rank, contact.rank, young.rank, spread.rank, waiting.rank];
        assert!(ranks.is_sorted() && ranks[0] < ranks[4], "{ranks:?}");
        assert_eq!(life.reasons, [Code::new("dan.deadline")]);
        assert_eq!(life.order, Order::Life);
    }

    #[test]
    fn a_burst_sorts_under_its_equals_and_above_all_that_is_less() {
        let rules = rules();
        let life = open(&["dan.now"], &[], None);
        let plain = rules.place(&life, false).rank;
        let burst = rules.place(&life, true).rank;
        let less = rules.place(&open(&["dan.spreading"], &[], None), false).rank;
        assert!(plain < burst && burst < less);
    }

    proptest! {
        #[test]
        fn another_reason_never_lowers_a_report(extra in prop::sample::select(vec!["dan.now", "dan.lives_with", "dan.spreading", "dan.other_children"])) {
            let rules = rules();
            let before = rules.place(&open(&["dan.separating"], &["ocsea.groom.online"], None), false).rank;
            let after = rules.place(&open(&["dan.separating", extra], &["ocsea.groom.online"], None), false).rank;
            prop_assert!(after <= before);
        }
    }
}

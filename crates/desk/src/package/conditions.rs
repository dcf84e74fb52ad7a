//! On which conditions a State hands data over (article 40, paragraph 19; article 36, paragraph 3; paragraph numbers are not
//! checked against the certified text): in codes, so that a node can hold a reader to them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use khien_terms::Moment;
use serde::{Deserialize, Serialize};

/// What data is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To find out what happened.
    Investigation,
    /// Before a court.
    Prosecution,
    /// To keep a person safe.
    Protection,
    /// For something else, once the State that handed it over has consented in writing.
    OtherWithConsent,
}

impl Purpose {
    /// All of them, in the order of screens.
    pub const ALL: [Self; 4] = [Self::Investigation, Self::Prosecution, Self::Protection, Self::OtherWithConsent];

    /// Its code in data and words.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Investigation => "investigation",
            Self::Prosecution => "prosecution",
            Self::Protection => "protection",
            Self::OtherWithConsent => "other_with_consent",
        }
    }
}

/// Why data may not be used so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Barred {
    /// Its time is over: it has to be deleted or returned.
    #[error("the time for which the data was handed over has passed")]
    Over,
    /// It was handed over for other purposes.
    #[error("the data was not handed over for this purpose")]
    Purpose,
    /// The State that handed it over has to consent first.
    #[error("the State that handed it over has to consent first, in writing")]
    Consent,
}

/// Conditions of a package. A member that a reader does not know is a condition that it could not keep: such a text is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conditions {
    /// For what it may be used; at least one, none twice.
    pub purposes: Vec<Purpose>,
    /// Whether it may go on to a third State or an organisation without being asked again.
    pub onward: bool,
    /// The last day of use, in UTC; absent where only the purpose ends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Whether the receiver says how it was used.
    pub feedback: bool,
}

impl Conditions {
    /// Whether it says for what the data may be used, each purpose once, and one that needs no further consent among them: data
    /// that nobody may read is not handed over.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let once = |n: usize, purpose: &Purpose| !self.purposes[..n].contains(purpose);
        let usable = self.purposes.iter().any(|purpose| *purpose != Purpose::OtherWithConsent);
        usable && self.purposes.iter().enumerate().all(|(n, purpose)| once(n, purpose))
    }

    /// Whether the data may be used so at this moment.
    ///
    /// # Errors
    /// [`Barred`]; [`Purpose::OtherWithConsent`] is never free: it is barred with [`Barred::Consent`] where it can be asked for.
    pub fn allows(&self, purpose: Purpose, at: Moment) -> Result<(), Barred> {
        if self.until.is_some_and(|until| at.day_in(&TimeZone::UTC) > until) {
            return Err(Barred::Over);
        }
        if !self.purposes.contains(&purpose) {
            return Err(Barred::Purpose);
        }
        if purpose == Purpose::OtherWithConsent { Err(Barred::Consent) } else { Ok(()) }
    }

    /// The moment from which it is no longer used: the end of its last day in UTC.
    #[must_use]
    pub fn over_at(&self) -> Option<Moment> {
        let next = self.until?.tomorrow().ok()?;
        TimeZone::UTC.to_timestamp(next.at(0, 0, 0, 0)).ok().map(Moment::from)
    }
}

#[cfg(test)]
mod tests {
    use khien_terms::moment::DAY;

    use super::*;

    fn conditions() -> Conditions {
        let text = r#"{"purposes":["investigation","other_with_consent"],"onward":false,"until":"1970-01-10","feedback":true}"#;
        serde_json::from_str(text).expect("conditions")
    }

    #[test]
    fn what_was_not_named_is_not_allowed_and_other_use_needs_consent() {
        let at = Moment(0);
        assert_eq!(conditions().allows(Purpose::Investigation, at), Ok(()));
        assert_eq!(conditions().allows(Purpose::Prosecution, at), Err(Barred::Purpose));
        assert_eq!(conditions().allows(Purpose::OtherWithConsent, at), Err(Barred::Consent));
    }

    #[test]
    fn the_last_day_is_a_day_of_use_and_the_next_is_not() {
        let last = Moment(10 * DAY - 1);
        assert_eq!(conditions().allows(Purpose::Investigation, last), Ok(()));
        assert_eq!(conditions().allows(Purpose::Investigation, Moment(10 * DAY)), Err(Barred::Over));
        let endless = Conditions { until: None, ..conditions() };
        assert_eq!(endless.allows(Purpose::Investigation, Moment(10 * DAY)), Ok(()));
        assert_eq!((conditions().over_at(), endless.over_at()), (Some(Moment(10 * DAY)), None));
    }

    #[test]
    fn no_purpose_or_one_twice_is_not_sound_and_an_unknown_condition_is_refused() {
        assert!(conditions().is_sound());
        assert!(!Conditions { purposes: Vec::new(), ..conditions() }.is_sound());
        assert!(!Conditions { purposes: vec![Purpose::OtherWithConsent], ..conditions() }.is_sound());
        let twice = vec![Purpose::Protection, Purpose::Protection];
        assert!(!Conditions { purposes: twice, ..conditions() }.is_sound());
        let unknown = r#"{"purposes":["protection"],"onward":false,"feedback":false,"only_on_paper":true}"#;
        assert!(serde_json::from_str::<Conditions>(unknown).is_err());
    }

    #[test]
    fn a_purpose_is_written_as_its_code() {
        for purpose in Purpose::ALL {
            assert_eq!(serde_json::to_value(purpose).expect("code"), purpose.code());
        }
    }
}

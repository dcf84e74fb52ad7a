//! Whether this node's clock goes right (F7): what other States' nodes sign says when they signed it, and this node knows when it asked
//! and when the answer was there. Nobody is asked for anything more, and no clock is set by it: people are told.

use std::collections::BTreeMap;

use khien_terms::Moment;

/// Seconds by which two clocks may differ before anybody is told. At five minutes messages begin to be refused
/// ([`crate::request::place`]), so people have time to act before that.
pub const TOLERATED: i64 = 120;

/// What a State's node signed about the time, between two moments of this node's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// When it was asked, by our clock.
    pub asked: Moment,
    /// When it signed, by its clock.
    pub there: Moment,
    /// When its answer was here, by our clock.
    pub here: Moment,
}

impl Heard {
    /// Seconds by which its clock is at least before ours (negative: behind); 0 where both may show the same, for it signed some time
    /// between the question and the answer.
    #[must_use]
    pub fn ahead(self) -> i64 {
        let [asked, there, here] = [self.asked, self.there, self.here].map(|moment| moment.0.div_euclid(1_000_000));
        if there > here {
            there.saturating_sub(here)
        } else if there < asked {
            there.saturating_sub(asked)
        } else {
            0
        }
    }
}

/// What follows from what was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// No clock differs by more than is tolerated.
    Together,
    /// More than half of several States show the same: this node's clock is that many seconds behind theirs (negative: before).
    Ours {
        /// Seconds.
        behind: i64,
        /// Who shows it.
        states: Vec<String>,
    },
    /// One State was heard, and differs: nobody can say whose clock is wrong.
    Unclear {
        /// The State.
        state: String,
        /// Seconds by which its clock is before ours.
        ahead: i64,
    },
    /// These States' clocks are before ours by so many seconds (negative: behind), while most agree with us.
    Theirs(BTreeMap<String, i64>),
}

/// Judges by what each State's node said last: seconds by which it is before ours.
#[must_use]
pub fn judged(heard: &BTreeMap<String, i64>) -> Verdict {
    let differ: BTreeMap<&String, i64> =
        heard.iter().filter(|(_, ahead)| ahead.abs() > TOLERATED).map(|(state, ahead)| (state, *ahead)).collect();
    if let (1, Some((state, ahead))) = (heard.len(), differ.first_key_value()) {
        return Verdict::Unclear { state: (*state).clone(), ahead: *ahead };
    }
    for sign in [1, -1] {
        let mut same: Vec<i64> = differ.values().copied().filter(|ahead| ahead.signum() == sign).collect();
        if same.len() * 2 > heard.len() {
            same.sort_unstable();
            let states = differ.iter().filter(|(_, ahead)| ahead.signum() == sign).map(|(state, _)| (*state).clone());
            return Verdict::Ours { behind: same.get(same.len() / 2).copied().unwrap_or(0), states: states.collect() };
        }
    }
    if differ.is_empty() {
        return Verdict::Together;
    }
    Verdict::Theirs(differ.into_iter().map(|(state, ahead)| (state.clone(), ahead)).collect())
}

/// Seconds by which this node's clock was moved (negative: back) between two looks at it and at one that only counts; nothing where
/// they went on alike. A machine that slept looks the same, and its deadlines ran on all the same.
#[must_use]
pub fn moved(before: Moment, after: Moment, counted: std::time::Duration) -> Option<i64> {
    let shown = after.0.saturating_sub(before.0).div_euclid(1_000_000);
    let moved = shown.saturating_sub(i64::try_from(counted.as_secs()).unwrap_or(i64::MAX));
    (moved.abs() > TOLERATED).then_some(moved)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    const SECOND: i64 = 1_000_000;

    fn at(seconds: i64) -> Moment {
        Moment(seconds * SECOND)
    }

    fn heard(all: &[(&str, i64)]) -> Verdict {
        judged(&all.iter().map(|(state, ahead)| ((*state).to_owned(), *ahead)).collect())
    }

    fn ours(behind: i64, states: &[&str]) -> Verdict {
        Verdict::Ours { behind, states: states.iter().map(|state| (*state).to_owned()).collect() }
    }

    #[test]
    fn f7_a_clock_that_most_of_several_states_contradict_is_ours_and_one_that_few_contradict_is_theirs() {
        let theirs = |all: &[(&str, i64)]| {
            Verdict::Theirs(all.iter().map(|(state, ahead)| ((*state).to_owned(), *ahead)).collect())
        };
        assert_eq!(heard(&[]), Verdict::Together);
        assert_eq!(heard(&[("XB", TOLERATED), ("XC", -TOLERATED)]), Verdict::Together);
        assert_eq!(heard(&[("XB", 121)]), Verdict::Unclear { state: "XB".into(), ahead: 121 });
        assert_eq!(heard(&[("XB", 300), ("XC", 0)]), theirs(&[("XB", 300)]), "one of two says nothing of ours");
        assert_eq!(heard(&[("XB", 300), ("XC", 310)]), ours(310, &["XB", "XC"]));
        assert_eq!(heard(&[("XB", -86_400), ("XC", -86_390), ("XD", 0)]), ours(-86_390, &["XB", "XC"]));
        assert_eq!(heard(&[("XB", 300), ("XC", -300)]), theirs(&[("XB", 300), ("XC", -300)]), "not in one direction");
        assert_eq!(heard(&[("XB", 300), ("XC", 0), ("XD", 0)]), theirs(&[("XB", 300)]));
    }

    #[test]
    fn f7_a_slow_answer_is_no_wrong_clock() {
        let heard = |asked, there, here| Heard { asked: at(asked), there: at(there), here: at(here) }.ahead();
        assert_eq!([heard(10, 10, 10), heard(10, 500, 900), heard(10, 900, 900)], [0; 3]);
        assert_eq!((heard(10, 1_200, 900), heard(500, 10, 900)), (300, -490));
        assert_eq!(Heard { asked: at(0), there: Moment(i64::MAX), here: at(0) }.ahead(), i64::MAX / SECOND);
        assert!(Heard { asked: at(0), there: Moment(i64::MIN), here: at(0) }.ahead() < 0);
    }

    #[test]
    fn f7_a_clock_that_was_moved_while_the_node_ran_shows_in_both_directions() {
        let minute = Duration::from_secs(60);
        assert_eq!(moved(at(0), at(60), minute), None);
        assert_eq!(moved(at(0), at(179), minute), None, "less than anybody is told of");
        assert_eq!(moved(at(0), at(60 + 3_600), minute), Some(3_600));
        assert_eq!(moved(at(86_400), at(60), minute), Some(-86_400));
        assert_eq!(moved(at(0), at(1), Duration::MAX), Some(1 - i64::MAX), "and nothing overflows");
        assert!(moved(Moment(i64::MAX), Moment(i64::MIN), minute).is_some_and(|moved| moved < 0));
    }

    proptest! {
        #[test]
        fn whoever_agrees_within_what_is_tolerated_raises_no_flag_and_a_wrong_clock_of_ours_always_does(
            off in prop_oneof![121_i64..1_000_000, -1_000_000_i64..-121],
            small in proptest::collection::vec(-TOLERATED..=TOLERATED, 0..6),
            states in 2_usize..6,
        ) {
            let named = |all: Vec<i64>| (0..).map(|n: usize| format!("X{n}")).zip(all).collect::<BTreeMap<_, _>>();
            prop_assert_eq!(judged(&named(small)), Verdict::Together);
            let all: Vec<String> = named(vec![off; states]).into_keys().collect();
            prop_assert_eq!(judged(&named(vec![off; states])), Verdict::Ours { behind: off, states: all });
        }
    }
}

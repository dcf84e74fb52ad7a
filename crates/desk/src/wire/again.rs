//! When a message without a receipt is tried again, and which refusals are final. The node's sender and the simulation both ask
//! here.

/// Seconds after which a message is tried again at the latest.
pub const LONGEST: i64 = 300;

/// Refusals that pass: by themselves, when a clock is put right, or when this or the other node has fetched the other's newest
/// keys.
const PASSING: [&str; 9] =
    ["gap", "recipient", "unknown-state", "signature", "officer", "not-kept", "future", "full", "caller"];

/// Whether a refusal passes: the message is tried again until it expires.
#[must_use]
pub fn passes(code: &str) -> bool {
    PASSING.contains(&code)
}

/// Seconds until the next attempt: twice as long each time, five minutes at most, a fifth more or less by `dice` so that many do
/// not come at once.
#[must_use]
pub fn seconds(tries: i64, dice: u8) -> i64 {
    let base = 2i64.pow(u32::try_from(tries.clamp(0, 20)).unwrap_or(20)).min(LONGEST);
    (base + base * (i64::from(dice) - 128) / 640).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_come_twice_as_far_apart_each_time_and_never_more_than_six_minutes() {
        assert_eq!([0, 1, 2, 3].map(|tries| seconds(tries, 128)), [1, 2, 4, 8]);
        for tries in -1..70 {
            for dice in [0, 128, 255] {
                assert!((1..=360).contains(&seconds(tries, dice)), "{tries} {dice}");
            }
        }
        assert!(seconds(8, 0) < 256 && seconds(8, 255) > 256);
    }

    #[test]
    fn a_clock_that_is_put_right_makes_what_came_too_early_come_again() {
        assert!(passes("future") && passes("gap"));
        for code in ["conflict", "fork", "thread", "expired", "form", "over"] {
            assert!(!passes(code), "{code}");
        }
    }
}

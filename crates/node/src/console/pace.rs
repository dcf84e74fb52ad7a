//! How fast somebody may try to sign in. In memory only, by login; nothing here knows an address of the network.
//!
//! Two rules. Whoever tries a login that failed often waits a little before the try is looked at, ten seconds at most, so
//! that nobody can lock a colleague out. Whoever has the passphrase and tries codes waits much longer: a million codes, of
//! which three are right at a time, last for years.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Wrong tries that cost nothing.
const FREE_TRIES: u32 = 5;
/// The longest wait before a try is looked at.
const WAIT_MAX: Duration = Duration::from_secs(10);
/// Tries of one login that wait at the same time; many at once are no way around the wait.
const WAITING_MAX: u32 = 8;
/// After each of these, one wrong try is forgotten.
const FORGIVEN_EVERY: Duration = Duration::from_secs(60);
/// The longest wait between two codes after a right passphrase.
const CODE_WAIT_MAX: Duration = Duration::from_secs(300);
/// Logins that are remembered at most.
const REMEMBERED: usize = 10_000;
/// Bytes of the longest login that is remembered; those of people are shorter (`khien_casework`).
const LOGIN_MAX: usize = 64;

/// The tries of this process.
pub static PACE: LazyLock<Pace> = LazyLock::new(Pace::default);

/// The tries, by login.
#[derive(Default)]
pub struct Pace(Mutex<HashMap<String, Tries>>);

/// What is remembered of a login. Moments count from the start of the process.
#[derive(Default, Clone, Copy)]
struct Tries {
    /// Wrong tries that are not forgotten yet.
    wrong: u32,
    /// Since when forgetting counts.
    counted_at: Duration,
    /// Tries that wait now.
    waiting: u32,
    /// Codes tried after a right passphrase since the last right one.
    codes: u32,
    /// When the last of them was tried.
    code_at: Duration,
}

impl Tries {
    /// Forgets what time has forgiven.
    fn at(mut self, now: Duration) -> Self {
        let forgiven = now.saturating_sub(self.counted_at).as_secs() / FORGIVEN_EVERY.as_secs();
        let forgiven = u32::try_from(forgiven).unwrap_or(u32::MAX);
        self.wrong = self.wrong.saturating_sub(forgiven);
        self.counted_at = if self.wrong == 0 { now } else { self.counted_at + FORGIVEN_EVERY * forgiven };
        self
    }

    fn wrong(self, now: Duration) -> Self {
        let tries = self.at(now);
        // More than what leads to the longest wait would only take longer to be forgotten.
        Self { wrong: (tries.wrong + 1).min(FREE_TRIES + 5), ..tries }
    }

    /// How long the next try waits before it is looked at: one second after the free tries, doubling. Tries that are under
    /// way count as wrong ones, so that many at once are no way around.
    fn wait(self, now: Duration) -> Duration {
        match (self.at(now).wrong + self.waiting).checked_sub(FREE_TRIES) {
            None => Duration::ZERO,
            Some(over) => Duration::from_secs(1u64 << over.min(8)).min(WAIT_MAX),
        }
    }

    /// Whether there is nothing to remember.
    fn is_nothing(self, now: Duration) -> bool {
        self.at(now).wrong == 0 && self.waiting == 0 && self.codes == 0
    }

    /// How long until a code may be tried: two seconds after the free ones, doubling. Time forgives nothing here.
    fn code_wait(self, now: Duration) -> Duration {
        match self.codes.checked_sub(FREE_TRIES) {
            None => Duration::ZERO,
            Some(over) => {
                let pause = Duration::from_secs(2u64 << over.min(8)).min(CODE_WAIT_MAX);
                pause.saturating_sub(now.saturating_sub(self.code_at))
            }
        }
    }
}

/// A try that has its turn; it is over when it is dropped, also when the browser went away.
pub struct Turn<'a> {
    pace: &'a Pace,
    login: String,
    /// How long it waits before it is looked at.
    pub wait: Duration,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut all = self.pace.all();
        let Some(tries) = all.get_mut(&self.login) else { return };
        tries.waiting = tries.waiting.saturating_sub(1);
        if tries.is_nothing(now()) {
            all.remove(&self.login);
        }
    }
}

impl Pace {
    /// A turn for a try.
    ///
    /// # Errors
    /// How long to come back after, when too many wait already.
    pub fn turn(&self, login: &str, now: Duration) -> Result<Turn<'_>, Duration> {
        let login = login.get(..LOGIN_MAX).unwrap_or(login).to_owned();
        let mut all = self.all();
        if all.len() >= REMEMBERED && !all.contains_key(&login) {
            // Made-up logins push out one another, never who waits or whose codes are tried.
            all.retain(|_, tries| tries.codes > 0 || tries.waiting > 0 || !tries.wait(now).is_zero());
        }
        let tries = all.entry(login.clone()).or_insert(Tries { counted_at: now, ..Tries::default() });
        let wait = tries.wait(now);
        if tries.waiting >= WAITING_MAX {
            return Err(wait);
        }
        tries.waiting += 1;
        Ok(Turn { pace: self, login, wait })
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Tries>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// Counts a wrong name or passphrase.
    pub fn wrong(&self, now: Duration) {
        self.change(|tries| *tries = tries.wrong(now));
    }

    /// Counts a code before it is looked at, so that many at once count too.
    ///
    /// # Errors
    /// How long to wait before the next.
    pub fn code(&self, now: Duration) -> Result<(), Duration> {
        let mut wait = Duration::ZERO;
        self.change(|tries| {
            wait = tries.code_wait(now);
            if wait.is_zero() {
                *tries = Tries { codes: tries.codes.saturating_add(1), code_at: now, ..*tries };
            }
        });
        if wait.is_zero() { Ok(()) } else { Err(wait) }
    }

    /// Forgets what was wrong, after signing in.
    pub fn right(&self) {
        self.change(|tries| *tries = Tries { waiting: tries.waiting, ..Tries::default() });
    }

    fn change(&self, change: impl FnOnce(&mut Tries)) {
        if let Some(tries) = self.pace.all().get_mut(&self.login) {
            change(tries);
        }
    }
}

/// Time since this was first asked.
#[must_use]
pub fn now() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    fn after(wrong: u32) -> Tries {
        (0..wrong).fold(Tries::default(), |tries, _| tries.wrong(Duration::ZERO))
    }

    #[test]
    fn after_five_wrong_tries_one_waits_longer_and_longer_but_never_more_than_ten_seconds() {
        let waits: Vec<u64> = (0..12).map(|n| after(n).wait(Duration::ZERO).as_secs()).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8, 10, 10, 10]);
    }

    #[test]
    fn every_minute_forgives_a_try() {
        let tries = after(7);
        let waits = [0, 59, 60, 125, 180].map(|at| tries.wait(seconds(at)).as_secs());
        assert_eq!(waits, [4, 4, 2, 1, 0]);
        assert!(tries.is_nothing(seconds(420)) && !tries.is_nothing(seconds(419)));
        assert_eq!(tries.wrong(seconds(90)).counted_at, seconds(60), "half a minute is not lost");
        assert_eq!(after(1_000).wait(seconds(360)), Duration::ZERO, "a night of tries is forgotten in minutes");
    }

    #[test]
    fn many_at_once_wait_as_if_they_were_wrong_and_the_rest_come_back_later() {
        let pace = Pace::default();
        let turns: Vec<_> = (0..20).map(|_| pace.turn("lan", Duration::ZERO)).collect();
        let waits: Vec<u64> = turns.iter().flatten().map(|turn| turn.wait.as_secs()).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2, 4]);
        assert_eq!(turns.iter().flat_map(|turn| turn.as_ref().err()).next(), Some(&seconds(8)));
        assert!(pace.turn("mai", Duration::ZERO).is_ok_and(|turn| turn.wait.is_zero()));
        drop(turns);
        assert!(pace.all().is_empty(), "who only looked leaves nothing behind");
    }

    #[test]
    fn a_million_codes_last_for_years() {
        let (mut tries, mut now, year) = (Tries::default(), Duration::ZERO, seconds(365 * 86_400));
        let mut tried = 0u32;
        while now < year {
            now += tries.code_wait(now);
            tries = Tries { codes: tries.codes + 1, code_at: now, ..tries };
            tried += 1;
        }
        // Three codes of a million are right at a time.
        assert!(f64::from(tried) * 3.0 / 1e6 < 0.33, "{tried} codes in a year");
    }

    #[test]
    fn codes_are_counted_before_they_are_looked_at_and_forgotten_after_a_right_one() {
        let pace = Pace::default();
        let turn = pace.turn("lan", Duration::ZERO).unwrap_or_else(|_| panic!("the first has its turn"));
        for _ in 0..FREE_TRIES {
            assert_eq!(turn.code(Duration::ZERO), Ok(()));
        }
        assert_eq!(turn.code(seconds(1)), Err(seconds(1)));
        turn.right();
        assert_eq!(turn.code(seconds(1)), Ok(()));
    }
}

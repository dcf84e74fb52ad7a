//! Whether this node's clock and those of other States go alike (F7): receipts and co-signatures say when they were signed. People are
//! told on the pages of the desk, and the journal says from when to when clocks differed; no clock is set by it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use khien_desk::clocks::{Heard, TOLERATED, Verdict, judged, moved};
use khien_store::Fault;
use khien_terms::Moment;

use crate::app::App;

/// How long what a State's node signed says something of its clock.
const LASTS: Duration = Duration::from_secs(24 * 3600);

/// What is known of clocks since this node started.
#[derive(Default)]
pub struct Clocks(Mutex<Known>);

#[derive(Default)]
struct Known {
    heard: BTreeMap<String, (Instant, i64)>,
    /// What people are told.
    told: Told,
    looked: Option<(Instant, Moment)>,
}

/// What people are told of clocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Which clocks differ.
    pub verdict: Verdict,
    /// When ours was moved within the last day, and by how many seconds.
    pub moved: Option<(Moment, i64)>,
}

impl Default for Told {
    fn default() -> Self {
        Self { verdict: Verdict::Together, moved: None }
    }
}

/// What the journal is told.
#[derive(Debug, Default, PartialEq, Eq)]
struct News {
    moved: Option<i64>,
    verdict: Option<Verdict>,
}

impl Clocks {
    /// A State's node signed the time; only what it signed just then counts.
    pub fn heard(&self, state: &str, heard: Heard) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.heard.insert(state.to_owned(), (Instant::now(), heard.ahead()));
    }

    /// What people are told.
    #[must_use]
    pub fn told(&self) -> Told {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).told.clone()
    }

    /// Looks at all clocks; gives what is new.
    fn look(&self, counter: Instant, now: Moment) -> News {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut news = News::default();
        if let Some((at, before)) = known.looked.replace((counter, now)) {
            news.moved = moved(before, now, counter.saturating_duration_since(at));
        }
        if let Some(by) = news.moved {
            known.told.moved = Some((now, by));
            // What was heard before was held against another clock.
            known.heard.clear();
        }
        known.told.moved = known.told.moved.filter(|(at, _)| now.0.saturating_sub(at.0) < khien_terms::moment::DAY);
        known.heard.retain(|_, (at, _)| at.elapsed() < LASTS);
        // While nobody was heard, it stands as it was told.
        if known.heard.is_empty() {
            return news;
        }
        let verdict = judged(&known.heard.iter().map(|(state, (_, ahead))| (state.clone(), *ahead)).collect());
        if !alike(&verdict, &known.told.verdict) {
            news.verdict = Some(verdict.clone());
        }
        known.told.verdict = verdict;
        news
    }
}

/// Whether both say the same to whoever reads the journal: of the same clocks, within what is tolerated.
fn alike(one: &Verdict, other: &Verdict) -> bool {
    let near = |one: i64, other: i64| one.abs_diff(other) <= TOLERATED.unsigned_abs();
    match (one, other) {
        (Verdict::Together, Verdict::Together) => true,
        (Verdict::Ours { behind, states }, Verdict::Ours { behind: before, states: shown }) => {
            states == shown && near(*behind, *before)
        }
        (Verdict::Unclear { state, ahead }, Verdict::Unclear { state: other, ahead: before }) => {
            state == other && near(*ahead, *before)
        }
        (Verdict::Theirs(one), Verdict::Theirs(other)) => {
            one.len() == other.len()
                && one.iter().all(|(state, ahead)| other.get(state).is_some_and(|before| near(*ahead, *before)))
        }
        _ => false,
    }
}

/// Looks at all clocks, and writes into the journal what changed.
///
/// # Errors
/// [`Fault::Database`].
pub async fn look(app: &App) -> Result<(), Fault> {
    let news = app.abroad.clocks.look(Instant::now(), app.now());
    if let Some(seconds) = news.moved {
        tracing::warn!(seconds, "this node's clock was moved, or its machine slept");
        app.store.clock_moved(seconds).await?;
    }
    match news.verdict {
        None => Ok(()),
        Some(Verdict::Together) => app.store.clocks_differ(0, false, Vec::new()).await,
        Some(Verdict::Ours { behind, states }) => {
            tracing::error!(behind, ?states, "this node's clock is wrong by so many seconds: set it");
            app.store.clocks_differ(behind, true, states).await
        }
        Some(Verdict::Unclear { state, ahead }) => {
            tracing::warn!(ahead, state, "our clock and that of this State differ by so many seconds");
            app.store.clocks_differ(ahead, false, vec![state]).await
        }
        Some(Verdict::Theirs(states)) => {
            tracing::warn!(?states, "clocks of these States differ from ours by so many seconds");
            let most = states.values().copied().max_by_key(|ahead| ahead.unsigned_abs()).unwrap_or(0);
            app.store.clocks_differ(most, false, states.into_keys().collect()).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);
    const NOON: Moment = Moment(43_200_000_000);

    fn at(seconds: i64) -> Moment {
        Moment(NOON.0 + seconds * 1_000_000)
    }

    fn ahead(clocks: &Clocks, state: &str, seconds: i64) {
        clocks.heard(state, Heard { asked: NOON, there: at(seconds), here: NOON });
    }

    #[test]
    fn the_journal_is_told_once_when_clocks_part_when_others_do_and_when_they_go_alike_again() {
        let (clocks, start) = (Clocks::default(), Instant::now());
        let mut minutes = 0;
        let mut look = || {
            minutes += 1;
            clocks.look(start + MINUTE * minutes, at(60 * i64::from(minutes))).verdict
        };
        assert_eq!(look(), None, "nobody was heard");
        ahead(&clocks, "XB", 1);
        assert_eq!(look(), None);
        ahead(&clocks, "XB", 400);
        assert_eq!(look(), Some(Verdict::Unclear { state: "XB".into(), ahead: 400 }));
        ahead(&clocks, "XB", 410);
        assert_eq!(look(), None, "it was said");
        ahead(&clocks, "XC", 390);
        let ours = Verdict::Ours { behind: 410, states: vec!["XB".into(), "XC".into()] };
        assert_eq!(look(), Some(ours.clone()));
        assert_eq!(clocks.told().verdict, ours);
        ahead(&clocks, "XB", 0);
        ahead(&clocks, "XC", -1);
        assert_eq!(look(), Some(Verdict::Together));
        assert_eq!((look(), clocks.told()), (None, Told::default()));
    }

    #[test]
    fn a_clock_that_was_moved_is_told_for_a_day_and_what_was_heard_before_counts_no_more() {
        let (clocks, start) = (Clocks::default(), Instant::now());
        assert_eq!(clocks.look(start, at(0)), News::default());
        ahead(&clocks, "XB", 3_600);
        let news = clocks.look(start + MINUTE, at(60 + 3_600));
        assert_eq!(news, News { moved: Some(3_600), verdict: None }, "it was an hour behind XB, and is no more");
        assert_eq!(clocks.told(), Told { verdict: Verdict::Together, moved: Some((at(3_660), 3_600)) });
        assert_eq!(clocks.look(start + MINUTE * 2, at(3_720)), News::default(), "it was said");
        assert!(clocks.told().moved.is_some());
        let day = Duration::from_secs(86_400);
        clocks.look(start + MINUTE * 2 + day, at(3_720 + 86_400));
        assert_eq!(clocks.told().moved, None);
    }
}

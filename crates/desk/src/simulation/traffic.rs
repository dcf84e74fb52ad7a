//! Who asks whom for what, and when: a few pairs carry most, days and weeks have their rhythm, and now and then there is a burst.

use std::collections::{BTreeMap, HashMap};

use jiff::tz::TimeZone;
use khien_terms::id::StaffId;
use khien_terms::moment::{DAY, HOUR};

use super::dice::Dice;
use super::world::{Desk, Happening, World};
use crate::Kind;
use crate::request::Event;

/// Requests that a desk opens in a year, on average.
const PER_YEAR: f64 = 600.0;
/// How steeply the pairs fall off: the k-th carries 1/k^1.1 of the first.
const SLOPE: f64 = 1.1;
/// Share of the working hour's load at night, and on days off.
const NIGHT: f64 = 0.15;
const DAY_OFF: f64 = 0.3;
/// Mean of that rhythm over a week, with which the rate at its height is found.
const MEAN_RHYTHM: f64 = 0.375;
/// Days between bursts, on average.
const BURST_DAYS: f64 = 30.0;

/// Zones of the invented States, around the world; every third desk never closes.
const ZONES: [&str; 10] = [
    "Asia/Ho_Chi_Minh",
    "Europe/Paris",
    "America/New_York",
    "Asia/Jakarta",
    "Africa/Lagos",
    "America/Sao_Paulo",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Asia/Kolkata",
    "America/Los_Angeles",
];

/// What is asked for or given, by how often.
const KINDS: [(Kind, f64); 13] = [
    (Kind::P1, 50.0),
    (Kind::E1, 2.0),
    (Kind::P3, 8.0),
    (Kind::T1, 4.0),
    (Kind::A1, 14.0),
    (Kind::L1, 12.0),
    (Kind::V1, 6.0),
    (Kind::X1, 4.0),
    (Kind::R1, 1.5),
    (Kind::R2, 0.5),
    (Kind::J1, 1.0),
    (Kind::D1, 1.5),
    (Kind::O1, 1.5),
];

/// The desks.
pub(super) fn desks(count: usize) -> Vec<Desk> {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
    let one = |n: usize| Desk {
        code: [letter(23 + n / 26), letter(n)].iter().collect(),
        zone: TimeZone::get(ZONES[n % ZONES.len()]).unwrap_or(TimeZone::UTC),
        round_the_clock: n.is_multiple_of(3),
        up_at: 0,
        skew: 0,
        steady_since: 0,
        requests: BTreeMap::new(),
        inbox: HashMap::new(),
    };
    (0..count).map(one).collect()
}

/// Who asks whom, with cumulated weights.
pub(super) fn pairs(desks: usize, dice: &mut Dice) -> (Vec<(usize, usize)>, Vec<f64>) {
    let all = (0..desks).flat_map(|a| (0..desks).map(move |b| (a, b)));
    let mut pairs: Vec<(usize, usize)> = all.filter(|(a, b)| a != b).collect();
    for n in (1..pairs.len()).rev() {
        pairs.swap(n, dice.below(n + 1));
    }
    let mut sum = 0.0;
    let weights = (1..=pairs.len()).map(|k| {
        sum += 1.0 / (k as f64).powf(SLOPE);
        sum
    });
    let weights = weights.collect();
    (pairs, weights)
}

impl World<'_> {
    /// The next request of the world.
    pub(super) fn open_next(&mut self) {
        if !self.is_on() {
            return;
        }
        let a_year = PER_YEAR * self.desks.len() as f64 / MEAN_RHYTHM;
        let wait = self.dice.waiting(365.0 * DAY as f64 / a_year);
        self.at(self.now + wait as i64, Happening::Open);
        let pair = self.dice.weighted(&self.weights);
        let rhythm = self.rhythm(self.pairs[pair].0);
        if self.dice.happens(rhythm) {
            self.open(pair, None);
        }
    }

    fn rhythm(&self, desk: usize) -> f64 {
        let local = self.clock(desk).in_zone(&self.desks[desk].zone);
        let hours = if (8..17).contains(&local.hour()) { 1.0 } else { NIGHT };
        if local.date().weekday().to_monday_one_offset() > 5 { hours * DAY_OFF } else { hours }
    }

    /// Ten to sixty requests of one State to another, within six hours.
    pub(super) fn burst(&mut self) {
        if !self.is_on() {
            return;
        }
        let wait = self.dice.waiting(BURST_DAYS * DAY as f64);
        self.at(self.now + wait as i64, Happening::Burst);
        let pair = self.dice.weighted(&self.weights);
        for _ in 0..10 + self.dice.below(51) {
            let at = self.now + self.dice.between(0.0, 6.0 * HOUR as f64) as i64;
            self.at(at, Happening::OpenFor { pair, about: None });
        }
    }

    /// Drafts a request; whoever signs it does so later.
    pub(super) fn open(&mut self, pair: usize, about: Option<u32>) {
        let (from, to) = self.pairs[pair];
        let thread = self.threads;
        self.threads += 1;
        let kind = if about.is_some() { Kind::A1 } else { self.kind() };
        let peer = self.desks[to].code.clone();
        let by = StaffId::from_bits(1);
        self.record(from, thread, to, &Event::Drafted { peer, kind, text: String::new(), by });
        let Some(kept) = self.kept(from, thread) else { return };
        kept.linked = about;
        if let Some(preservation) = about
            && let Some(kept) = self.kept(from, preservation)
        {
            kept.linked = Some(thread);
        }
    }

    fn kind(&mut self) -> Kind {
        let mut sum = 0.0;
        let weights: Vec<f64> = KINDS
            .iter()
            .map(|(_, weight)| {
                sum += weight;
                sum
            })
            .collect();
        KINDS[self.dice.weighted(&weights)].0
    }
}

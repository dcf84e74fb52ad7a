//! M1: every order in which two States can say what they may say, exhaustively, by a model checker (`stateright`) over the product's own
//! rules. A State is what it said and heard; nothing else lasts, so a node that stops and starts again is in the same state, and what is
//! lost on the way is what has not arrived yet. Whatever arrives again, or before its turn, is tried in every state.

use khien_terms::Moment;
use khien_terms::id::StaffId;
use khien_terms::moment::{DAY, HOUR};
use stateright::{Checker, Model, Property};

use super::oracle::illegal;
use crate::Kind;
use crate::package::{Conditions, Purpose};
use crate::request::information::Information;
use crate::request::place::{self, Arriving, Misplaced};
use crate::request::{Act, Decision, Event, Half, Law, Phase, Request, Side, Urgency, may_sign};

/// What may be said, each as often as the model says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Word {
    Open,
    Acknowledge,
    CallBack(bool),
    Ask,
    Answer,
    Offer,
    Accept,
    Decline,
    Decide(Verdict),
    Hold,
    HoldLonger,
    HoldPart,
    Extend,
    TakeBack,
    Confirm,
    Release,
    Return,
    Received,
    Destroyed,
    Withdraw,
    Close,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Verdict {
    Accepted,
    Refused,
    Nothing,
    Unproven,
}

const SIDES: [Side; 2] = [Side::Asking, Side::Asked];

fn of(side: Side) -> usize {
    usize::from(side == Side::Asked)
}

/// What a State said: the word, the day, and how much of the other's it had heard.
type Said = (Word, u8, usize);

/// What both States said, and how much of it the other has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Two {
    said: [Vec<Said>; 2],
    heard: [usize; 2],
    day: u8,
    /// Something honest was refused where it arrived.
    refused: Option<Word>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    Says(Side, Word),
    Arrives(Side),
    Passes,
}

/// A kind of request, what may be said about it, and days that can pass.
struct Lifecycle {
    kind: Kind,
    words: &'static [(Side, Word, usize)],
    days: &'static [u8],
    law: Law,
}

impl Lifecycle {
    fn new(kind: Kind, words: &'static [(Side, Word, usize)], days: &'static [u8]) -> Self {
        let grounds = [(kind, vec!["G21b".to_owned(), "V0".to_owned()])].into();
        Self { kind, words, days, law: Law { asking: Vec::new(), asked: Vec::new(), grounds } }
    }

    fn at(&self, day: u8, seq: usize) -> Moment {
        Moment(i64::from(self.days[usize::from(day)]) * DAY + seq as i64 * HOUR / 600)
    }

    /// A message of a side as an act: what it names is what its speaker knew last.
    fn act(&self, word: Word, at: Moment, own: &Half, other: &Half) -> Act {
        let last = |open: &[crate::request::halves::Open]| {
            open.iter().rev().map(|one| one.message.clone()).next().unwrap_or_default()
        };
        let wish = || other.extensions.last().map(|(message, _)| message.clone());
        let given = || own.messages.first().or(other.messages.first()).cloned().unwrap_or_default();
        let returned = || other.returned.last().map_or_else(&given, |one| one.message.clone());
        match word {
            Word::Open => self.opening(at),
            Word::Acknowledge => Act::Acknowledge { expect: at.plus_days(1) },
            Word::CallBack(confirmed) => Act::CallBack { confirmed },
            Word::Ask => Act::Ask,
            Word::Answer => Act::Answer { ask: last(&other.asks) },
            Word::Offer => Act::Offer,
            Word::Accept if self.kind == Kind::X1 => Act::Accept { offer: given_by(other) },
            Word::Decline if self.kind == Kind::X1 => Act::Decline { offer: given_by(other) },
            Word::Accept => Act::Accept { offer: last(&other.offers) },
            Word::Decline if !other.offers.is_empty() => Act::Decline { offer: last(&other.offers) },
            Word::Decline => Act::Decline { offer: wish().unwrap_or_default() },
            Word::Decide(verdict) => decide(verdict, own),
            Word::Hold => Act::Hold { until: Moment(60 * DAY + HOUR), wish: None },
            Word::HoldPart => Act::Hold { until: Moment(80 * DAY), wish: wish() },
            Word::HoldLonger => Act::Hold { until: Moment(120 * DAY), wish: wish() },
            Word::Extend => Act::Extend { until: Moment(120 * DAY) },
            Word::TakeBack => {
                Act::TakeBack { wish: own.extensions.last().map(|(message, _)| message.clone()).unwrap_or_default() }
            }
            Word::Confirm => Act::Confirm { by: None },
            Word::Release => Act::Release,
            Word::Return => Act::Return { package: "0".repeat(64), bytes: 1, files: 1, conditions: conditions() },
            Word::Received => Act::Received { package: returned() },
            Word::Destroyed if self.kind == Kind::X1 => Act::Destroyed { package: given_by(other) },
            Word::Destroyed => Act::Destroyed { package: returned() },
            Word::Withdraw => Act::Withdraw,
            Word::Close => Act::Close,
        }
    }

    fn opening(&self, at: Moment) -> Act {
        let informs = self.kind == Kind::X1;
        Act::Request {
            kind: self.kind,
            form: format!("{}@1.0", self.kind),
            urgency: if self.kind == Kind::E1 { Urgency::Emergency } else { Urgency::Urgent },
            respond_by: at.plus_days(3),
            hold_days: (self.kind == Kind::P1).then_some(60),
            about: None,
            follow_up_by: (self.kind == Kind::E1).then(|| at.plus_days(2)),
            information: informs.then(|| Information {
                part: "0".repeat(64),
                conditions: conditions(),
                exculpatory: false,
            }),
        }
    }

    /// The first messages of a side, in their order.
    fn messages(&self, two: &Two, side: Side, upto: usize) -> Vec<(Act, Moment)> {
        (0..upto).map(|seq| self.named(two, side, seq)).collect()
    }

    /// The act of the `seq`-th message of a side: what it names is what its speaker had said and heard.
    fn named(&self, two: &Two, side: Side, seq: usize) -> (Act, Moment) {
        let (word, day, heard) = two.said[of(side)][seq];
        let at = self.at(day, seq + 1);
        let (mut own, mut other) = (Half::default(), Half::default());
        name(&mut own, side, &two.said[of(side)][..seq]);
        name(&mut other, side.other(), &two.said[of(side.other())][..heard]);
        (self.act(word, at, &own, &other), at)
    }

    /// A State's request from what it said and heard.
    fn known(&self, two: &Two, side: Side) -> Option<Request> {
        let own = self.messages(two, side, two.said[of(side)].len());
        let heard = self.messages(two, side.other(), two.heard[of(side)]);
        let drafted =
            Event::Drafted { peer: code(side.other()).into(), kind: self.kind, text: String::new(), by: one() };
        let begin = if side == Side::Asking { Request::evolve(None, &drafted) } else { None };
        let other = side.other();
        let told = heard.into_iter().enumerate().map(|(seq, (act, at))| heard_event(other, seq, act, at));
        let said = own.into_iter().enumerate().map(|(seq, (act, at))| said_event(side, seq, act, at));
        told.chain(said).fold(begin, |state, event| Request::evolve(state, &event))
    }

    /// Takes the `seq`-th message of a side in, where the other stands.
    fn taken(&self, two: &Two, side: Side, seq: usize) -> Result<(), Misplaced> {
        let state = self.known(two, side.other());
        let (act, at) = self.named(two, side, seq);
        let prev = if seq == 0 { "-".to_owned() } else { head(side, seq - 1) };
        let message = number(side, seq);
        let arriving = Arriving {
            peer: code(side),
            message: &message,
            seq: u32::try_from(seq + 1).unwrap_or(u32::MAX),
            prev: &prev,
            issued_at: at,
            act: &act,
        };
        place::may_take(state.as_ref(), &arriving, &self.law)
    }

    fn may_say(&self, two: &Two, side: Side, word: Word) -> bool {
        let Some(state) = self.known(two, side) else { return false };
        let seq = two.said[of(side)].len();
        let at = self.at(two.day, seq + 1);
        let act = self.act(word, at, state.half(side), state.half(side.other()));
        let by = if matches!(word, Word::Open | Word::Decide(_)) { StaffId::from_bits(2) } else { one() };
        may_sign(&state, &act, by, at, &self.law).is_ok()
    }
}

impl Model for Lifecycle {
    type State = Two;
    type Action = Step;

    fn init_states(&self) -> Vec<Two> {
        vec![Two { said: [vec![(Word::Open, 0, 0)], Vec::new()], heard: [0, 0], day: 0, refused: None }]
    }

    fn actions(&self, two: &Two, steps: &mut Vec<Step>) {
        for side in SIDES {
            let said = &two.said[of(side)];
            if two.heard[of(side.other())] < said.len() {
                steps.push(Step::Arrives(side));
            }
            for (who, word, times) in self.words {
                let before = said.iter().filter(|(one, _, _)| one == word).count();
                if *who == side && before < *times && self.may_say(two, side, *word) {
                    steps.push(Step::Says(side, *word));
                }
            }
        }
        if usize::from(two.day) + 1 < self.days.len() {
            steps.push(Step::Passes);
        }
    }

    fn next_state(&self, two: &Two, step: Step) -> Option<Two> {
        let mut next = two.clone();
        match step {
            Step::Says(side, word) => next.said[of(side)].push((word, two.day, two.heard[of(side)])),
            Step::Arrives(side) => {
                let seq = two.heard[of(side.other())];
                if self.taken(two, side, seq).is_err() {
                    next.refused = Some(two.said[of(side)][seq].0);
                }
                next.heard[of(side.other())] += 1;
            }
            Step::Passes => next.day += 1,
        }
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("whatever may be signed is taken where it arrives", |_, two: &Two| two.refused.is_none()),
            Property::always("no request stands as the law does not allow", |model: &Lifecycle, two: &Two| {
                let grounds = model.law.grounds.get(&model.kind).map_or(&[][..], Vec::as_slice);
                SIDES
                    .into_iter()
                    .filter_map(|side| model.known(two, side))
                    .all(|state| illegal(None, &state, grounds).is_none())
            }),
            Property::always("what comes again or before its turn has no place", |model: &Lifecycle, two: &Two| {
                SIDES.into_iter().all(|side| {
                    let (said, heard) = (two.said[of(side)].len(), two.heard[of(side.other())]);
                    (0..said).filter(|seq| *seq != heard).all(|seq| model.taken(two, side, seq).is_err())
                })
            }),
            Property::always("once all has arrived both know the same", |model: &Lifecycle, two: &Two| {
                let arrived = SIDES.into_iter().all(|side| two.heard[of(side.other())] == two.said[of(side)].len());
                let (asking, asked) = (model.known(two, Side::Asking), model.known(two, Side::Asked));
                let same = |a: &Request, b: &Request| {
                    (&a.asking, &a.asked, a.phase(), a.hold_ends()) == (&b.asking, &b.asked, b.phase(), b.hold_ends())
                };
                !arrived || asking.zip(asked).is_some_and(|(asking, asked)| same(&asking, &asked))
            }),
            // Each step uses up a word or a day, so no way is endless; where one ends, the request is over.
            Property::always("where nothing is left to say the request is over", |model: &Lifecycle, two: &Two| {
                let mut steps = Vec::new();
                model.actions(two, &mut steps);
                let closed = |side| model.known(two, side).is_some_and(|state| state.phase() == Phase::Closed);
                !steps.is_empty() || SIDES.into_iter().all(closed)
            }),
        ]
    }
}

fn one() -> StaffId {
    StaffId::from_bits(1)
}

fn code(side: Side) -> &'static str {
    if side == Side::Asking { "XA" } else { "XB" }
}

fn number(side: Side, seq: usize) -> String {
    format!("{}{seq}", code(side))
}

fn head(side: Side, seq: usize) -> String {
    format!("h{}", number(side, seq))
}

/// Of a half only what acts name, from the words alone.
fn name(half: &mut Half, side: Side, said: &[Said]) {
    for (seq, (word, _, _)) in said.iter().enumerate() {
        let (message, at) = (number(side, seq), Moment(0));
        let open = crate::request::halves::Open { message: message.clone(), at };
        match word {
            Word::Ask => half.asks.push(open),
            Word::Offer => half.offers.push(open),
            Word::Extend => half.extensions.push((message.clone(), at)),
            Word::CallBack(confirmed) => {
                half.called_back.push(crate::request::halves::CalledBack {
                    message: message.clone(),
                    confirmed: *confirmed,
                    at,
                });
            }
            Word::Return => half.returned.push(crate::request::halves::Returned {
                message: message.clone(),
                package: String::new(),
                bytes: 1,
                files: 1,
                conditions: conditions(),
                at,
            }),
            _ => {}
        }
        half.messages.push(message);
    }
}

fn given_by(half: &Half) -> String {
    half.messages.first().cloned().unwrap_or_default()
}

fn conditions() -> Conditions {
    Conditions { purposes: vec![Purpose::Investigation], onward: false, until: None, feedback: false }
}

fn decide(verdict: Verdict, own: &Half) -> Act {
    let spoken = own.offers.last().or(own.asks.last()).map(|open| open.message.clone());
    let (decision, consulted) = match verdict {
        Verdict::Accepted => (Decision::Accepted, None),
        Verdict::Refused => (Decision::Refused { grounds: vec!["G21b".into()] }, spoken),
        Verdict::Nothing => (Decision::Nothing { reason: crate::request::act::Nothing::NoData }, None),
        Verdict::Unproven => {
            let call = own.called_back.last().map(|call| call.message.clone());
            (Decision::Refused { grounds: vec!["V0".into()] }, call)
        }
    };
    Act::Decide { decision, consulted }
}

fn said_event(side: Side, seq: usize, act: Act, at: Moment) -> Event {
    let by = if matches!(act, Act::Request { .. } | Act::Decide { .. }) { StaffId::from_bits(2) } else { one() };
    let (outer, text) = (String::new(), String::new());
    Event::Said { message: number(side, seq), head: head(side, seq), outer, issued_at: at, text, act, by }
}

fn heard_event(side: Side, seq: usize, act: Act, at: Moment) -> Event {
    Event::Heard {
        peer: code(side).into(),
        message: number(side, seq),
        head: head(side, seq),
        outer: String::new(),
        issued_at: at,
        text: String::new(),
        act,
        officer: String::new(),
    }
}

/// Searches every state; says how many there were.
fn search(model: Lifecycle) -> usize {
    let checker = model.checker().threads(2).spawn_bfs().join();
    checker.assert_properties();
    checker.unique_state_count()
}

use Side::{Asked as B, Asking as A};
use Word::{
    Accept, Acknowledge, Answer, Ask, CallBack, Close, Confirm, Decide, Decline, Destroyed, Extend, Hold, HoldLonger,
    HoldPart, Offer, Received, Release, Return, TakeBack, Withdraw,
};

#[test]
fn m1_a_preservation_is_decided_in_every_order_of_questions_offers_and_second_thoughts() {
    let words = &[
        (B, Ask, 1),
        (A, Answer, 1),
        (B, Offer, 1),
        (A, Decline, 1),
        (B, Decide(Verdict::Accepted), 1),
        (B, Decide(Verdict::Refused), 1),
        (A, Withdraw, 1),
        (A, Close, 1),
        (B, Close, 1),
    ];
    let states = search(Lifecycle::new(Kind::P1, words, &[0]));
    assert!(states > 10_000, "{states}");
}

#[test]
fn m1_held_data_is_held_longer_released_or_lapses_in_every_order() {
    let words = &[
        (B, Decide(Verdict::Accepted), 1),
        (B, Hold, 1),
        (A, Extend, 1),
        (A, TakeBack, 1),
        (B, HoldLonger, 1),
        (B, Decline, 1),
        (A, Release, 1),
        (A, Withdraw, 1),
        (A, Close, 1),
        (B, Close, 1),
    ];
    let states = search(Lifecycle::new(Kind::P1, words, &[0, 90]));
    assert!(states > 5_000, "{states}");
}

#[test]
fn m1_a_hold_that_is_linked_to_assistance_or_held_in_part_ends_in_every_order() {
    let words = &[
        (B, Decide(Verdict::Accepted), 1),
        (B, Hold, 1),
        (A, Extend, 1),
        (B, HoldPart, 1),
        (A, Confirm, 1),
        (A, Withdraw, 1),
        (A, Close, 1),
        (B, Close, 1),
    ];
    let states = search(Lifecycle::new(Kind::P1, words, &[0, 70]));
    assert!(states > 10_000, "{states}");
}

#[test]
fn m1_evidence_is_given_confirmed_and_destroyed_in_every_order() {
    let words = &[
        (B, Decide(Verdict::Accepted), 1),
        (B, Decide(Verdict::Nothing), 1),
        (B, Return, 1),
        (A, Received, 1),
        (A, Destroyed, 1),
        (A, Withdraw, 1),
        (A, Close, 1),
        (B, Close, 1),
    ];
    let states = search(Lifecycle::new(Kind::A1, words, &[0, 30]));
    assert!(states > 100, "{states}");
}

#[test]
fn m1_an_emergency_is_called_back_before_anything_is_given_in_every_order() {
    let words = &[
        (B, CallBack(true), 1),
        (B, CallBack(false), 1),
        (B, Decide(Verdict::Accepted), 1),
        (B, Decide(Verdict::Unproven), 1),
        (B, Return, 1),
        (A, Received, 1),
        (A, Destroyed, 1),
        (A, Withdraw, 1),
        (A, Close, 1),
        (B, Close, 1),
    ];
    let states = search(Lifecycle::new(Kind::E1, words, &[0]));
    assert!(states > 100, "{states}");
}

#[test]
fn m1_information_is_accepted_or_declined_in_time_in_every_order() {
    let words = &[
        (B, Acknowledge, 1),
        (B, Accept, 1),
        (B, Decline, 1),
        (B, Destroyed, 1),
        (A, Withdraw, 1),
        (A, Close, 1),
        (B, Close, 1),
    ];
    let states = search(Lifecycle::new(Kind::X1, words, &[0, 5]));
    assert!(states > 50, "{states}");
}

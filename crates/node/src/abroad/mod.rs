//! The desk between States: messages in and out (`docs/desk-protocol.md`). Forms, lifecycle and cryptography are `khien-desk`'s; here
//! is what touches the network.
//!
//! Rooms: [`own`] (what this desk opens and signs with), [`states`] (the others, as the directory knows them), [`inbox`] (what
//! arrives), [`saying`] (what an officer signed goes out), [`sending`] (until a receipt is there),
//! [`chunks`] (evidence that is too large for a message), [`witness`] (ledgers that are co-signed), [`lookup`] (which of mine do you
//! know: answering) and [`asking`], [`line`] (TLS with pinned keys), [`subjects`] (whom a request is about), [`information`]
//! (given without a request), [`spoken`] (which versions and forms this node knows), [`standing`] (what is out of date), [`resync`] (what an older copy of this node lost), [`lost`] (parts of evidence that are gone), [`clocks`] (whose clock is wrong).

pub mod asking;
mod body;
pub mod chunks;
pub mod clocks;
mod copies;
pub mod inbox;
pub mod information;
pub mod line;
pub mod lookup;
pub mod lost;
pub mod own;
pub mod resync;
pub mod saying;
pub mod sending;
mod spoken;
pub mod standing;
pub mod states;
pub mod subjects;
pub mod witness;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get, post, put};
use khien_desk::Kind;
use khien_desk::form::{Forms, Setting, Stage, within};
use khien_desk::lookup::Rules;
use khien_desk::request::clock::Periods;
use khien_desk::request::harm::Cosigner;
use khien_desk::request::{Act, Law};
use khien_desk::wire::frame::Frame;
use khien_desk::wire::sealed::RecipientKey;
use khien_store::Fault;
use khien_store::subjects::{SubjectKey, Tag};
use khien_terms::Moment;
use serde_json::Value;
use tokio::sync::OnceCell;
use tower::limit::ConcurrencyLimitLayer;

use crate::app::App;
use crate::package::stamping::Lately;
use crate::problem::Problem;
use own::OwnDesk;
use states::OtherState;

/// Bodies that are read at once.
const BODIES: usize = 64;
/// Chunks that are taken at once, of all States.
const CHUNKS: usize = 32;
/// States that have given again at once what passed.
const RESYNCS: usize = 2;
/// Queries that are answered at once.
const LOOKUPS: usize = 4;
/// The code with which is refused what another State's node brings than the one that it is of.
pub const OTHER_CALLER: &str = "caller";
/// Bytes up to which a message is opened or sealed where it is: half a millisecond, and to hand it to another thread and to
/// wait for that one takes a fifth of it. [`BODIES`] bounds how many there are at once.
const AT_HAND: usize = 64 << 10;
/// Media type of messages and receipts.
pub const COSE: &str = "application/cose";

/// The addresses that other States' nodes use. Those that sign say nothing while it is not known what this node lost.
pub fn router(app: &App) -> Router<App> {
    Router::new()
        .route("/x/1/in/{from}/{message}", put(inbox::take))
        // Bodies are read before anybody can be known by them, so few are read at once.
        .layer(ConcurrencyLimitLayer::new(BODIES))
        .merge(
            Router::new()
                .route("/x/1/chunk/{from}/{sha256}", put(chunks::take))
                .layer(ConcurrencyLimitLayer::new(CHUNKS)),
        )
        .merge(witness::router())
        .merge(Router::new().route("/x/1/lookup/{from}", post(lookup::take)).layer(ConcurrencyLimitLayer::new(LOOKUPS)))
        .route("/x/1/released/{message}", get(information::serve))
        .merge(Router::new().route("/x/1/lost/{from}", post(lost::give)).layer(ConcurrencyLimitLayer::new(RESYNCS)))
        .route_layer(from_fn_with_state(app.clone(), resync::guard))
        .merge(witness::last_router())
        .merge(Router::new().route("/x/1/resync/{from}", post(resync::give)).layer(ConcurrencyLimitLayer::new(RESYNCS)))
        .route("/x/1/line/{from}", post(line::called::take))
        .route("/x/1/versions", get(spoken::versions))
        .route("/x/1/forms", get(spoken::forms))
        .route("/x/{*nowhere}", any(nowhere))
        .method_not_allowed_fallback(not_so)
}

/// A known address is asked in another way than it is spoken to; the header `allow` says how.
pub(crate) async fn not_so() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method",
        "this address is not spoken to with this method; the header `allow` names those that there are",
    )
}

/// An address that no version of this node has: told to a program, on either listener.
async fn nowhere() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "not-found",
        "there is no such address; `GET /x/1/versions` says what is spoken",
    )
}

/// Computes something over so many bytes: where it is, or when they are many, away from the threads that serve.
async fn computed<T: Send + 'static>(
    bytes: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, tokio::task::JoinError> {
    if bytes <= AT_HAND { Ok(work()) } else { tokio::task::spawn_blocking(work).await }
}

/// Whether a form's id names this kind and major version; a later minor only adds fields that may be left out.
fn same_form(id: &str, ours: &str) -> bool {
    let major = |id: &str| id.split_once('.').map(|(major, minor)| (major.to_owned(), minor.parse::<u32>().is_ok()));
    major(id).is_some_and(|(name, sound)| sound && major(ours).is_some_and(|(own, _)| own == name))
}

/// Why a form within a request is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// It lacks something that the article asks for.
    Lacking,
    /// It says another thing than the open part, or is of another request.
    Differs,
}

/// How long keys and States are remembered between messages.
const REMEMBER: Duration = Duration::from_secs(2);
/// How long a key that opens is remembered; it is destroyed in the store when its time is over.
const REMEMBER_KEY: Duration = Duration::from_secs(60);

/// When something was read, and what.
type Remembered<T> = (Instant, Option<Arc<T>>);

/// What the desk remembers between messages.
pub struct Abroad {
    /// Lines to other nodes.
    pub lines: line::Lines,
    /// Lines that this node keeps open where it only calls.
    pub offers: line::offering::Offers,
    /// Messages on their way.
    pub courier: sending::Courier,
    /// Packages on their way.
    pub carrier: chunks::Carrier,
    /// Ledgers that are co-signed.
    pub witnesses: witness::Witnesses,
    /// Queries to other States, while they are signed and answered.
    pub asker: asking::Asker,
    law: Arc<Law>,
    periods: Periods,
    lookup: Arc<Rules>,
    subjects: OnceCell<SubjectKey>,
    own: Mutex<Option<Remembered<OwnDesk>>>,
    /// What came of it when time-stamping authorities were asked last.
    pub stamps: Mutex<Option<Lately>>,
    /// Whose clock is wrong.
    pub clocks: clocks::Clocks,
    /// What other States' nodes read of the forms, once somebody asked.
    forms: OnceCell<spoken::Told>,
    copies: copies::Gathered,
    back: Mutex<Option<(Instant, bool)>>,
    cosigners: Mutex<Option<(Instant, Vec<Cosigner>)>>,
    states: Mutex<HashMap<String, Remembered<OtherState>>>,
    keys: Mutex<HashMap<[u8; 8], Remembered<RecipientKey>>>,
}

fn fresh<T>(remembered: &Remembered<T>, long: Duration) -> Option<Option<Arc<T>>> {
    (remembered.0.elapsed() < long).then(|| remembered.1.clone())
}

impl Abroad {
    /// What the data says of requests.
    #[must_use]
    pub fn new(forms: &Forms, periods: Periods, lookup: Rules, on_trial: bool) -> Self {
        Self {
            lines: line::Lines::new(on_trial),
            offers: line::offering::Offers::default(),
            courier: sending::Courier::default(),
            carrier: chunks::Carrier::default(),
            witnesses: witness::Witnesses::default(),
            asker: asking::Asker::default(),
            law: Arc::new(Law::of(forms)),
            periods,
            lookup: Arc::new(lookup),
            subjects: OnceCell::new(),
            own: Mutex::default(),
            stamps: Mutex::default(),
            clocks: clocks::Clocks::default(),
            forms: OnceCell::new(),
            copies: copies::Gathered::default(),
            back: Mutex::default(),
            cosigners: Mutex::default(),
            states: Mutex::default(),
            keys: Mutex::default(),
        }
    }

    /// Forgets what is remembered of States and of our own entry: something about them was just changed here.
    pub fn forget(&self) {
        *self.own.lock().unwrap_or_else(PoisonError::into_inner) = None;
        *self.back.lock().unwrap_or_else(PoisonError::into_inner) = None;
        *self.cosigners.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.states.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.witnesses.forget();
        self.lines.forget();
    }
}

impl App {
    /// Which grounds and safeguards there are.
    #[must_use]
    pub fn desk_law(&self) -> Arc<Law> {
        Arc::clone(&self.abroad.law)
    }

    /// Which grounds and safeguards there are where a State with these reservations decides.
    #[must_use]
    pub fn law_under(&self, reservations: &[String]) -> Arc<Law> {
        match reservations {
            [] => self.desk_law(),
            made => Arc::new(Law::under(&self.forms, made)),
        }
    }

    /// Who may look identifiers up here, and how often; when identifiers lapse.
    #[must_use]
    pub fn lookup_rules(&self) -> Arc<Rules> {
        Arc::clone(&self.abroad.lookup)
    }

    /// The periods of each kind.
    #[must_use]
    pub fn desk_periods(&self) -> &Periods {
        &self.abroad.periods
    }

    /// The tags of whom a request names, or of whom a person asks about.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn subject_tags(&self, texts: &BTreeSet<String>) -> Result<Vec<Tag>, Fault> {
        Ok(self.abroad.subjects.get_or_try_init(|| self.store.subject_key()).await?.tags(texts))
    }

    /// The id of a kind's form in this version.
    #[must_use]
    pub fn form_id(&self, kind: Kind) -> String {
        self.forms.form(kind).id(self.forms.version())
    }

    /// Whether the form of a request holds, as it is signed and sent; `numbers` are those of the sender's directory entry.
    ///
    /// # Errors
    /// With how many things it does not.
    pub fn form_holds(&self, kind: Kind, form: &Value, now: Moment, numbers: Option<&[String]>) -> Result<(), usize> {
        // What the desk fills in itself stands in the message's frame.
        let setting = Setting { stage: Stage::Draft, now, numbers };
        let problems = self.forms.check(kind, form, &setting).iter().filter(|problem| problem.what.stops()).count();
        if problems == 0 { Ok(()) } else { Err(problems) }
    }

    /// Whether the open part of a form of which the rest opens later holds.
    #[must_use]
    pub fn open_part_holds(&self, kind: Kind, form: &Value, now: Moment, numbers: Option<&[String]>) -> bool {
        let setting = Setting { stage: Stage::Draft, now, numbers };
        !self.forms.check_open(kind, form, &setting).iter().any(|problem| problem.what.stops())
    }

    /// Whether a request's open part says what its form says: who sees the one only, and who reads the other, act on the same.
    #[must_use]
    pub fn opening_agrees(&self, act: &Act, form: &Value) -> bool {
        let Act::Request { kind, form: id, urgency, respond_by, hold_days, about, follow_up_by, information } = act
        else {
            return true;
        };
        let text = |name: &str| form.get(name).and_then(Value::as_str).unwrap_or_default();
        // An emergency is the kind itself; its form asks nothing more.
        let said = if *kind == Kind::E1 { "emergency" } else { text("urgency") };
        let named = serde_json::to_value(urgency).is_ok_and(|urgency| urgency == said);
        let moment = |name: &str| text(name).parse::<jiff::Timestamp>().ok().map(Moment::from);
        let by = moment("respond_by") == Some(*respond_by) && moment("follow_up_by") == *follow_up_by;
        // A form that supplements another request says which, and so does the open part.
        let supplements = text("request_status") != "supplement" || about.as_deref() == Some(text("status_ref"));
        let days = form.get("hold_days").and_then(Value::as_u64).or((*kind == Kind::P1).then_some(60));
        let gives = information.as_ref().is_none_or(|information| information.agrees(form));
        same_form(id, &self.form_id(*kind)) && gives && named && by && supplements && days == hold_days.map(u64::from)
    }

    /// Whether the form of a message that stands within its request (P2) holds and says what its open part says. Messages of before,
    /// which have words and no form, hold.
    ///
    /// # Errors
    /// [`Within`].
    pub fn within_holds(&self, frame: &Frame) -> Result<(), Within> {
        let Some(kind) = within::form_of(&frame.act).filter(|_| within::is_form(&frame.body)) else { return Ok(()) };
        self.form_holds(kind, &frame.body, frame.issued_at, None).map_err(|_| Within::Lacking)?;
        if within::agrees(&frame.act, &frame.thread, &frame.body) { Ok(()) } else { Err(Within::Differs) }
    }

    /// Our desk; nothing before the root signed an entry of ours. Remembered for two seconds.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn own_desk(&self) -> Result<Option<Arc<OwnDesk>>, Fault> {
        let remembered = self.abroad.own.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(own) = remembered.and_then(|remembered| fresh(&remembered, REMEMBER)) {
            return Ok(own);
        }
        let own = own::read(self).await?.map(Arc::new);
        *self.abroad.own.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), own.clone()));
        Ok(own)
    }

    /// Whether nothing is signed for this State now: its witnesses showed that this node came back from an older copy of itself and
    /// nobody decided to go on, or none of them was asked yet since it started. Remembered for two seconds.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn signs_nothing(&self) -> Result<bool, Fault> {
        let remembered = *self.abroad.back.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, back)) = remembered.filter(|(at, _)| at.elapsed() < REMEMBER) {
            return Ok(back);
        }
        let unknown = self.abroad.witnesses.may_know_more() && !standing::witnesses(self).await?.is_empty();
        let back = unknown || self.store.came_back().await?;
        *self.abroad.back.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), back));
        Ok(back)
    }

    /// Another State; nothing when it is not in the directory. Remembered for two seconds.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn other_state(&self, code: &str) -> Result<Option<Arc<OtherState>>, Fault> {
        let remembered = self.abroad.states.lock().unwrap_or_else(PoisonError::into_inner).get(code).cloned();
        if let Some(state) = remembered.and_then(|remembered| fresh(&remembered, REMEMBER)) {
            return Ok(state);
        }
        let state = states::read(self, code).await?.map(Arc::new);
        // Whoever asks for States that nobody knows fills no memory.
        if state.is_some() {
            let mut states = self.abroad.states.lock().unwrap_or_else(PoisonError::into_inner);
            states.insert(code.to_owned(), (Instant::now(), state.clone()));
        }
        Ok(state)
    }

    /// The key that a message is sealed to, while it opens.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn recipient_key(&self, id: [u8; 8]) -> Result<Option<Arc<RecipientKey>>, Fault> {
        let remembered = self.abroad.keys.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        if let Some(key) = remembered.and_then(|remembered| fresh(&remembered, REMEMBER_KEY)) {
            return Ok(key);
        }
        let key = self.store.desk_recipient(hex::encode(id)).await?.map(Arc::new);
        let mut keys = self.abroad.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.retain(|_, remembered| remembered.0.elapsed() < REMEMBER_KEY);
        if key.is_some() {
            keys.insert(id, (Instant::now(), key.clone()));
        }
        Ok(key)
    }
}

#[cfg(test)]
mod calls_tests;
#[cfg(test)]
mod lost_tests;
#[cfg(test)]
mod resync_tests;
#[cfg(test)]
mod two_sides;
#[cfg(test)]
mod tests {
    use super::same_form;

    #[test]
    fn a_later_minor_version_of_a_form_is_the_same_form() {
        assert!(same_form("P1@1.0", "P1@1.0") && same_form("P1@1.7", "P1@1.0"));
        for other in ["P1@2.0", "P2@1.0", "P1@1", "P1@1.x", ""] {
            assert!(!same_form(other, "P1@1.0"), "{other}");
        }
    }
}

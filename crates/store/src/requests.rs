//! Requests between States: drafts, safeguards, messages that are signed here, and the pages that show them.

use std::collections::BTreeMap;
use std::sync::Arc;

use khien_casework::Refusal;
use khien_desk::Kind;
use khien_desk::package::Barred;
use khien_desk::request::harm::{self, Standing};
use khien_desk::request::{self, Act, Event, Law, Request, Side};
use khien_seal::statement::Signed;
use khien_terms::Moment;
use khien_terms::id::{RequestId, StaffId};
use serde::Serialize;

use crate::batch::Batch;
use crate::courier::{LEASE, OUT, Outgoing};
use crate::db::{Conn, Row};
use crate::journal::{Actor, Meta};
use crate::reports::{HistoryRow, history};
use crate::suspension::{self, Follows, HELD_BACK, VOID};
use crate::{Fault, Store, emergencies, information, packages, sealed, vals};

/// A request as lists show it.
#[derive(Debug, Clone)]
pub struct RequestRow {
    /// Its id; its 128 bits are the number that both States know.
    pub id: RequestId,
    /// The number by which staff call it.
    pub number: i64,
    /// When it began here.
    pub begun_at: Moment,
    /// When something last happened.
    pub changed_at: Moment,
    /// All that is known.
    pub state: Request,
}

/// A message as a request's page shows it.
#[derive(Debug, Clone)]
pub struct MessageRow {
    /// Place in the request, from 1.
    pub n: i64,
    /// We said it.
    pub ours: bool,
    /// Its number, 16 bytes in hex.
    pub message: String,
    /// SHA-256 of it as it travelled.
    pub outer: String,
    /// What it does.
    pub act: Act,
    /// Our member's id, or the name by which the other State's officer signs.
    pub who: String,
    /// When it was signed.
    pub at: Moment,
    /// When the other side had it, or we.
    pub received_at: Option<Moment>,
    /// Why it was not taken there; empty when nothing is wrong.
    pub code: String,
}

/// A request's page.
#[derive(Debug, Clone)]
pub struct RequestPage {
    /// Its row.
    pub row: RequestRow,
    /// Its messages.
    pub messages: Vec<MessageRow>,
    /// What happened, in the order of the journal.
    pub history: Vec<HistoryRow>,
}

/// Where the next message of ours stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Its place among our messages, from 1.
    pub seq: u32,
    /// SHA-256 of our message before it; `-` for the first.
    pub prev: String,
}

/// A message that an officer signed, ready to go.
#[derive(Debug, Clone)]
pub struct Saying {
    /// Who signed.
    pub by: StaffId,
    /// What it does.
    pub act: Act,
    /// Where it stands; another place means that something was said in between.
    pub place: Place,
    /// When it was signed.
    pub issued_at: Moment,
    /// SHA-256 of the signed bytes.
    pub head: String,
    /// The signed bytes, sealed to our own desk.
    pub kept: Vec<u8>,
    /// The chunks of the package that it hands over, in order, by their hashes; of other acts none.
    pub chunks: Vec<String>,
    /// Whom its form names; of other acts than a request nobody.
    pub subjects: Vec<crate::subjects::Tag>,
    /// The key of the information that it gives; of other acts none.
    pub key: Option<crate::information::KeptKey>,
    /// What travels.
    pub outgoing: Outgoing,
    /// The State has no node: nothing is sent, an officer takes the message out as a letter.
    pub by_letter: bool,
    /// How things stand: what discloses waits while something is out of date.
    pub standing: Standing,
}

/// The part under which a message's words are kept.
#[must_use]
pub fn message_part(message: &str) -> String {
    format!("message/{message}")
}

/// The part under which a draft's words are kept.
pub const DRAFT: &str = "draft";

impl Store {
    /// Drafts a request; its words are sealed to our desk.
    ///
    /// # Errors
    /// [`Refusal::Field`] when they are not sealed.
    pub async fn draft_request(
        &self,
        peer: String,
        kind: Kind,
        words: Vec<u8>,
        by: StaffId,
    ) -> Result<RequestId, Fault> {
        must_be_sealed(&words)?;
        self.write("draft request", move |batch| {
            let id = RequestId::from_bits(u128::from_be_bytes(khien_seal::random()?));
            let text = sealed::put(batch, &sealed::reference(&id.to_string(), DRAFT), &words)?;
            let event = Event::Drafted { peer: peer.clone(), kind, text, by };
            batch.append(&id.to_string(), 0, [event], Meta::once(Actor::Staff(by))?)?;
            Ok(id)
        })
        .await
    }

    /// Writes a draft anew.
    ///
    /// # Errors
    /// [`request::Refusal::NoDraft`].
    pub async fn redraft_request(&self, id: RequestId, words: Vec<u8>, by: StaffId) -> Result<(), Fault> {
        must_be_sealed(&words)?;
        self.write("redraft request", move |batch| {
            let (state, version) = load(batch.conn()?, id)?;
            still_a_draft(&state)?;
            let text = sealed::put(batch, &sealed::reference(&id.to_string(), DRAFT), &words)?;
            append(batch, id, version, Event::Redrafted { text, by }, Actor::Staff(by))
        })
        .await
    }

    /// Throws a draft away, and its words.
    ///
    /// # Errors
    /// [`request::Refusal::NoDraft`].
    pub async fn discard_request(&self, id: RequestId, by: StaffId) -> Result<(), Fault> {
        self.write("discard request", move |batch| {
            let (state, version) = load(batch.conn()?, id)?;
            still_a_draft(&state)?;
            sealed::delete_all(batch, &id.to_string())?;
            append(batch, id, version, Event::Discarded { by }, Actor::Staff(by))
        })
        .await
    }

    /// Answers the safeguards.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn gate_request(
        &self,
        id: RequestId,
        answers: BTreeMap<String, String>,
        by: StaffId,
    ) -> Result<(), Fault> {
        self.write("gate request", move |batch| {
            let (_, version) = load(batch.conn()?, id)?;
            append(batch, id, version, Event::Gated { answers: answers.clone(), by }, Actor::Staff(by))
        })
        .await
    }

    /// Takes a request in hand.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn take_request(&self, id: RequestId, by: StaffId) -> Result<(), Fault> {
        self.write("take request", move |batch| {
            let (state, version) = load(batch.conn()?, id)?;
            if state.taken_by == Some(by) {
                return Ok(());
            }
            append(batch, id, version, Event::Taken { by }, Actor::Staff(by))
        })
        .await
    }

    /// Hands the words of a draft or a message out; the event is written before the bytes leave.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn open_request(&self, id: RequestId, part: String, by: StaffId) -> Result<Vec<u8>, Fault> {
        self.write("open request", move |batch| {
            let (state, version) = load(batch.conn()?, id)?;
            // What another State gave under conditions is opened for a purpose, or not at all.
            let given = part.strip_prefix("message/").is_some_and(|message| request::is_given(&state, message));
            if given {
                return Err(request::Refusal::Barred(Barred::Purpose).into());
            }
            let bytes = sealed::get(batch.conn()?, &sealed::reference(&id.to_string(), &part))?;
            append(batch, id, version, Event::Opened { part: part.clone(), by }, Actor::Staff(by))?;
            Ok(bytes)
        })
        .await
    }

    /// Writes down that a letter of a message is made for somebody, before it is made. What was given under conditions has a letter for
    /// whoever had it opened for a purpose, while it may be read for that.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a message of another request; [`Refusal::NotAllowed`] for whoever did not have it opened.
    pub async fn letter_made(&self, id: RequestId, message: String, by: StaffId) -> Result<(), Fault> {
        self.write("letter made", move |batch| {
            let (state, version) = load(batch.conn()?, id)?;
            let sql = "SELECT ours FROM request_message WHERE request = $1 AND message = $2";
            let its = batch.conn()?.first(sql, &vals![id.to_string(), message.as_str()])?;
            let ours = its.ok_or(Refusal::NotFound)?.int(0) == 1;
            // Of what was given and is destroyed, a page that is still open makes no letter either.
            let mut destroyed = state.asked.destroyed.iter().chain(&state.asking.destroyed);
            if !ours && (state.erased.contains(&message) || destroyed.any(|(one, _)| *one == message)) {
                return Err(Refusal::NotFound.into());
            }
            if request::is_given(&state, &message) {
                let mut readings = state.readings.iter();
                let reading = readings.find(|one| one.message == message && one.by == by).ok_or(Refusal::NotAllowed)?;
                request::may_read(&state, &message, reading.purpose, batch.now)?;
            }
            append(batch, id, version, Event::LetterMade { message: message.clone(), by }, Actor::Staff(by))
        })
        .await
    }

    /// Says something: the message is decided, kept, and put into the outbox in one transaction.
    ///
    /// # Errors
    /// [`Fault::Declined`] when it does not follow, [`Refusal::Stale`] when something was said in between.
    pub async fn say(&self, id: RequestId, saying: Arc<Saying>, law: Arc<Law>) -> Result<(), Fault> {
        let destroys = matches!(saying.act, Act::Destroyed { .. } | Act::Withdraw);
        self.write("say", move |batch| say(batch, id, &saying, &law)).await?;
        if destroys { self.scrub().await } else { Ok(()) }
    }

    /// Where the next message of ours stands.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn next_place(&self, id: RequestId) -> Result<(Place, Request), Fault> {
        self.read_here(move |conn| {
            let (state, _) = load(conn, id)?;
            Ok((place(&state), state))
        })
        .await
    }

    /// The desk team's word for a member, under the newest key that the root certified.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] when nobody vouches for them.
    pub async fn officer_certificate(&self, staff: StaffId) -> Result<Signed, Fault> {
        self.read(move |conn| {
            let sql = "SELECT h.certificate FROM team_holder AS h JOIN team AS t ON t.id = h.team \
                       JOIN team_epoch AS e ON e.team = h.team AND e.epoch = h.epoch \
                       JOIN team_member AS m ON m.team = h.team AND m.staff = h.staff \
                       WHERE t.purpose = 'desk' AND h.staff = $1 AND e.certificate IS NOT NULL ORDER BY h.epoch DESC LIMIT 1";
            let row = conn.first(sql, &vals![staff.to_string()])?.ok_or(Refusal::NotAllowed)?;
            Ok(serde_json::from_str(row.text(0))?)
        })
        .await
    }

    /// Requests that are open, or those that ended, newest first.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn requests(&self, ended: bool) -> Result<Vec<RequestRow>, Fault> {
        self.read(move |conn| {
            let sql = format!("{COLUMNS} WHERE ended = $1 ORDER BY number DESC LIMIT 500");
            conn.query(&sql, &vals![ended])?.iter().map(request_row).collect()
        })
        .await
    }

    /// A request's page.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn request_page(&self, id: RequestId) -> Result<RequestPage, Fault> {
        self.read(move |conn| {
            let key = id.to_string();
            let row =
                conn.first(&format!("{COLUMNS} WHERE id = $1"), &vals![key.as_str()])?.ok_or(Refusal::NotFound)?;
            let messages = conn.query(
                "SELECT n, ours, message, outer_hash, act, who, at, received_at, code FROM request_message \
                 WHERE request = $1 ORDER BY n",
                &vals![key.as_str()],
            )?;
            Ok(RequestPage {
                row: request_row(&row)?,
                messages: messages.iter().map(message_row).collect::<Result<_, _>>()?,
                history: history(conn, &key)?,
            })
        })
        .await
    }
}

/// Decides and writes a message of ours.
fn say(batch: &mut Batch<'_>, id: RequestId, saying: &Saying, law: &Law) -> Result<(), Fault> {
    let (state, version) = held(batch, id)?;
    if place(&state) != saying.place {
        return Err(Refusal::Stale.into());
    }
    if saying.outgoing.peer != state.peer {
        return Err(Refusal::Field { field: "to", problem: "this request is with another State" }.into());
    }
    let number = saying.outgoing.message.as_str();
    let taken = batch.conn()?.first("SELECT 1 FROM desk_out WHERE message = $1", &vals![number])?;
    if taken.is_some() || state.knows(number) {
        return Err(Refusal::Field { field: "message", problem: "another message has this number" }.into());
    }
    request::may_sign(&state, &saying.act, saying.by, batch.now, law)?;
    let flag = harm::may_leave(&state, &saying.act, saying.standing, batch.now)?;
    packages::may_confirm(batch.conn()?, id, &state, &saying.act, saying.by)?;
    let out = &saying.outgoing;
    let key = id.to_string();
    let text = sealed::put(batch, &sealed::reference(&key, &message_part(&out.message)), &saying.kept)?;
    let event = Event::Said {
        message: out.message.clone(),
        head: saying.head.clone(),
        outer: out.digest(),
        issued_at: saying.issued_at,
        text,
        act: saying.act.clone(),
        by: saying.by,
    };
    let flagged = (!flag.stale.is_empty()).then(|| Event::Flagged {
        message: out.message.clone(),
        stale: flag.stale,
        overridden: flag.overridden,
    });
    let events = std::iter::once(event).chain(flagged);
    batch.append(&key, version, events, Meta::once(Actor::Staff(saying.by))?)?;
    emergencies::keep_promise(batch, id, (&state.peer, Side::Asking), &saying.act)?;
    packages::follow(batch, (id, &out.peer, &out.message, true), &saying.act, &saying.chunks)?;
    information::follow(batch, (id, &out.peer, true), &saying.act, saying.key.as_ref())?;
    if matches!(saying.act, Act::Request { .. }) {
        crate::subjects::keep(batch, id, &saying.subjects)?;
        // What was drafted is now what was signed.
        batch.conn()?.execute("DELETE FROM sealed WHERE ref = $1", &vals![sealed::reference(&key, DRAFT)])?;
    }
    if saying.by_letter {
        return Ok(());
    }
    let follows = suspension::follows(batch, id)?;
    let row = vals![
        out.message.as_str(),
        key,
        out.peer.as_str(),
        out.lane,
        saying.place.seq,
        // It stands beside, where it stays when it has left the outbox.
        Vec::<u8>::new(),
        // Whoever says it sends it at once; the job takes it when that does not end well.
        batch.now.0 + LEASE,
        0i64,
        out.expires.0,
        if follows == Follows::HeldBack { HELD_BACK } else { "waiting" },
        saying.head.as_str()
    ];
    batch.insert(&OUT, row.to_vec());
    crate::resync::keep_copy(batch, (&out.peer, &out.message, true), &out.bytes);
    // The other side could place it nowhere.
    if follows == Follows::GivenUp { suspension::give_up(batch, id, &out.message, VOID) } else { Ok(()) }
}

fn place(state: &Request) -> Place {
    let (seq, prev) = request::place::next(state.half(state.side));
    Place { seq, prev: prev.to_owned() }
}

fn still_a_draft(state: &Request) -> Result<(), Fault> {
    let draft = state.phase() == request::Phase::Draft && !state.discarded;
    if draft { Ok(()) } else { Err(request::Refusal::NoDraft.into()) }
}

pub(crate) fn must_be_sealed(words: &[u8]) -> Result<(), Refusal> {
    if words.starts_with(b"age-encryption.org/v1\n") {
        Ok(())
    } else {
        Err(Refusal::Field { field: "words", problem: "not an age file" })
    }
}

/// Appends an event to a request that stands at a version.
pub(crate) fn append(
    batch: &mut Batch<'_>,
    id: RequestId,
    version: i64,
    event: Event,
    actor: Actor,
) -> Result<(), Fault> {
    batch.append(&id.to_string(), version, [event], Meta::once(actor)?).map(drop)
}

/// A request as it stands in a batch, with the version of its stream.
pub(crate) fn held(batch: &mut Batch<'_>, id: RequestId) -> Result<(Request, i64), Fault> {
    batch.request(&id.to_string())?.ok_or(Fault::Refused(Refusal::NotFound))
}

/// A request from its row, with the version of its stream.
pub(crate) fn load(conn: &mut Conn, id: RequestId) -> Result<(Request, i64), Fault> {
    find(conn, id)?.ok_or(Fault::Refused(Refusal::NotFound))
}

/// As [`load`]; nothing when there is none.
pub(crate) fn find(conn: &mut Conn, id: RequestId) -> Result<Option<(Request, i64)>, Fault> {
    let row = conn.first("SELECT state, version FROM request WHERE id = $1", &vals![id.to_string()])?;
    row.map(|row| Ok((serde_json::from_str(row.text(0))?, row.int(1)))).transpose()
}

const COLUMNS: &str = "SELECT id, number, begun_at, changed_at, state FROM request";

fn request_row(row: &Row) -> Result<RequestRow, Fault> {
    Ok(RequestRow {
        id: row.parse(0)?,
        number: row.int(1),
        begun_at: Moment(row.int(2)),
        changed_at: Moment(row.int(3)),
        state: serde_json::from_str(row.text(4))?,
    })
}

fn message_row(row: &Row) -> Result<MessageRow, Fault> {
    Ok(MessageRow {
        n: row.int(0),
        ours: row.flag(1),
        message: row.text(2).to_owned(),
        outer: row.text(3).to_owned(),
        act: serde_json::from_str(row.text(4))?,
        who: row.text(5).to_owned(),
        at: Moment(row.int(6)),
        received_at: row.int_opt(7).map(Moment),
        code: row.text(8).to_owned(),
    })
}

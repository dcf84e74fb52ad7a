//! Other States: their entries as signed, what their nodes said last, and what staff decided about them.

use khien_casework::Refusal;
use khien_desk::directory::accept::{Accepted, Known, Offered, accept};
use khien_desk::directory::entry::Entry;
use khien_desk::directory::fresh::{Fresh, Revoked};
use khien_desk::directory::peer::{self, Command, Peer, PeerEvent, Refused};
use khien_desk::directory::{Reject, Trust, link};
use khien_seal::keys::verify_from_hex;
use khien_seal::statement::Signed;
use khien_terms::Moment;
use khien_terms::id::StaffId;

use crate::batch::Batch;
use crate::db::Conn;
use crate::journal::{Actor, Meta, now};
use crate::{Fault, Store, own_keys, suspension, vals};

/// A State as the node knows it.
#[derive(Debug, Clone)]
pub struct PeerRow {
    /// What staff decided.
    pub peer: Peer,
    /// Its entry, and what its node said last.
    pub known: Known,
    /// How far it is trusted at this moment: what staff decided, lowered by its own silence.
    pub trust: Trust,
    /// Every key with which its node ever signed by an entry that was in effect, hex.
    pub signed_ever: Vec<String>,
    /// Since when it stands here.
    pub introduced_at: Moment,
    /// When something last changed.
    pub changed_at: Moment,
}

/// Two statements of one number.
#[derive(Debug, Clone)]
pub struct Histories {
    /// Their number.
    pub seq: u32,
    /// What was known.
    pub known: Signed,
    /// What was shown.
    pub offered: Signed,
}

/// What became of an entry that a State showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenIn {
    /// It is in effect.
    Now,
    /// It waits for a call and a day.
    Waits,
    /// It is another of the same number: both are kept, disclosure has stopped.
    Split,
    /// It is of another root for which nobody signed: what was known stands, and what discloses waits.
    Unsigned,
}

impl Store {
    /// All States, by code.
    ///
    /// # Errors
    /// [`Fault::Database`], [`Fault::Corrupt`].
    pub async fn peers(&self) -> Result<Vec<PeerRow>, Fault> {
        self.read(|conn| {
            let rows = conn.query("SELECT id FROM peer ORDER BY id", &[])?;
            rows.iter().filter_map(|row| find(conn, row.text(0)).transpose()).collect()
        })
        .await
    }

    /// A State by its code.
    ///
    /// # Errors
    /// [`Fault::Database`], [`Fault::Corrupt`].
    pub async fn peer(&self, state: String) -> Result<Option<PeerRow>, Fault> {
        self.read(move |conn| find(conn, &state)).await
    }

    /// An entry by its link, as signed: also one that waits.
    ///
    /// # Errors
    /// [`Fault::Database`], [`Fault::Corrupt`].
    pub async fn directory_entry(&self, link: String) -> Result<Option<Signed>, Fault> {
        self.read(move |conn| entry_of(conn, &link)).await
    }

    /// The histories that a State, or a mirror, showed beside what was known; newest first.
    ///
    /// # Errors
    /// [`Fault::Database`], [`Fault::Corrupt`].
    pub async fn histories(&self, state: String) -> Result<Vec<Histories>, Fault> {
        self.read(move |conn| {
            let mut found = Vec::new();
            for recorded in crate::journal::stream(conn, &peer::stream(&state))?.into_iter().rev() {
                let crate::journal::Event::Peer(PeerEvent::Split { seq, known, offered }) = recorded.event else {
                    continue;
                };
                if let (Some(known), Some(offered)) = (entry_of(conn, &known)?, entry_of(conn, &offered)?) {
                    found.push(Histories { seq, known, offered });
                }
            }
            Ok(found)
        })
        .await
    }

    /// Somebody brings what a State shows of itself. It is checked, kept, and trusted for nothing.
    ///
    /// # Errors
    /// [`Refusal`] when it does not verify or the State stands here already.
    pub async fn introduce_state(&self, offered: Offered, by: StaffId) -> Result<String, Fault> {
        self.write("introduce State", move |batch| {
            let Accepted::Now(known) =
                accept(None, &offered, batch.now.timestamp()).map_err(|reject| rejected(&reject))?
            else {
                return Err(Refusal::Forged.into());
            };
            let state = known.entry.state.clone();
            if crate::own_entry::state_of(batch.conn()?)?.is_some_and(|own| own == state) {
                return Err(Refusal::NotNow("this is the entry of this State itself").into());
            }
            let letters = crate::correspondents::row(batch.conn()?, &state)?;
            if letters.is_some_and(|(known, _)| known.trust != Trust::Left) {
                return Err(
                    Refusal::NotNow("this State stands here as one without a node: say first that it left").into()
                );
            }
            let (before, version) = load(batch.conn()?, &state)?.unzip();
            // One that left by its own word is brought anew as one that we let go.
            let before = if left(batch.conn()?, &state)? { None } else { before };
            let entry = (known.entry.seq, known.link.as_str());
            let events = peer::introduce(before.as_ref(), &state, &offered.root, entry, by).map_err(refused)?;
            put(batch, &known)?;
            append(batch, &state, version.unwrap_or(0), events, Actor::Staff(by))?;
            Ok(state)
        })
        .await
    }

    /// Does what an officer decided about a State.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn peer_command(&self, state: String, command: Command, by: StaffId) -> Result<(), Fault> {
        self.write("peer", move |batch| {
            let (before, version) = load(batch.conn()?, &state)?.ok_or(Refusal::NotFound)?;
            if left(batch.conn()?, &state)? {
                return Err(refused(Refused::Left));
            }
            let events = peer::decide(&before, command.clone()).map_err(refused)?;
            let trusted = matches!(&command, Command::SetTrust { trust, .. } if *trust != Trust::Suspended);
            if trusted {
                crate::witness::begin_anew(batch, &state)?;
            }
            append(batch, &state, version, events, Actor::Staff(by))?;
            ripen(batch, &state)?;
            judge(batch, &state)
        })
        .await
    }

    /// Takes in what a State shows of itself now.
    ///
    /// # Errors
    /// [`Refusal`] when it does not verify; then what was known stands.
    pub async fn take_in_entry(&self, state: String, offered: Offered) -> Result<TakenIn, Fault> {
        self.write("peer's entry", move |batch| {
            let taken = take_in(batch, &state, &offered)?;
            ripen(batch, &state)?;
            judge(batch, &state)?;
            Ok(taken)
        })
        .await
    }

    /// Puts changes into effect that waited long enough and for which somebody called.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn ripen_peers(&self) -> Result<(), Fault> {
        let waiting = self
            .read(|conn| {
                let rows = conn.query("SELECT id, state FROM peer ORDER BY id", &[])?;
                let mut waiting = Vec::new();
                for row in &rows {
                    let peer: Peer = serde_json::from_str(row.text(1))?;
                    if peer.held.is_some_and(|held| held.is_ripe(now())) {
                        waiting.push(row.text(0).to_owned());
                    }
                }
                Ok(waiting)
            })
            .await?;
        for state in waiting {
            self.write("ripen peer", move |batch| {
                ripen(batch, &state)?;
                judge(batch, &state)
            })
            .await?;
        }
        Ok(())
    }
}

fn take_in(batch: &mut Batch<'_>, state: &str, offered: &Offered) -> Result<TakenIn, Fault> {
    let (before, version) = load(batch.conn()?, state)?.ok_or(Refusal::NotFound)?;
    let known = known_of(batch.conn()?, &before)?;
    // Whoever left comes back by people who compare its words, and not by an entry that says otherwise.
    if known.trust(before.trust, batch.now.timestamp()) == Trust::Left {
        return Err(refused(Refused::Left));
    }
    let (command, taken) = match accept(Some(&known), offered, batch.now.timestamp()) {
        Ok(Accepted::Now(next)) => {
            put(batch, &next)?;
            (Command::Update { seq: next.entry.seq, entry: next.link.clone() }, TakenIn::Now)
        }
        Ok(Accepted::NeedsConfirmation { next, meanwhile, changes, not_before }) => {
            put(batch, &meanwhile)?;
            put(batch, &next)?;
            let (root, seq, entry) = (hex::encode(next.root), next.entry.seq, next.link.clone());
            (Command::Hold { root, seq, entry, changes, not_before }, TakenIn::Waits)
        }
        Err(Reject::Split { seq, known: ours, offered: theirs }) => {
            let (ours, theirs) = (*ours, *theirs);
            let links = [link(&ours), link(&theirs)].map(|link| link.map_err(|reject| rejected(&reject)));
            let [ours_link, theirs_link] = links;
            let (ours_link, theirs_link) = (ours_link?, theirs_link?);
            if entry_of(batch.conn()?, &theirs_link)?.is_some() {
                return Ok(TakenIn::Split);
            }
            put_signed(batch, state, seq, &before.root, (&ours_link, &ours))?;
            put_signed(batch, state, seq, &before.root, (&theirs_link, &theirs))?;
            (Command::Split { seq, known: ours_link, offered: theirs_link }, TakenIn::Split)
        }
        Err(Reject::OtherRoot) if is_unsigned(&before, &known, offered, batch.now.timestamp()) => {
            (Command::ShowUnsigned { root: offered.root.clone() }, TakenIn::Unsigned)
        }
        Err(reject) => return Err(rejected(&reject)),
    };
    let mut events = peer::decide(&before, command).map_err(refused)?;
    if taken != TakenIn::Unsigned {
        events.splice(..0, peer::decide(&before, Command::ShowKnown).map_err(refused)?);
    }
    append(batch, state, version, events, Actor::Node)?;
    Ok(taken)
}

/// Judges what a State's keys signed by those that it revoked, with what is in effect; not before two people have heard its words, for
/// until then anybody may have said it.
fn judge(batch: &mut Batch<'_>, state: &str) -> Result<(), Fault> {
    let Some((peer, _)) = load(batch.conn()?, state)? else { return Ok(()) };
    if peer.heard.len() < peer::HEARERS {
        return Ok(());
    }
    let known = known_of(batch.conn()?, &peer)?;
    suspension::take_in(batch, (state, &peer.root), &known.revoked)
}

/// Whether what is shown is whole by itself, of this State, and of a root that none of those known here signed for.
fn is_unsigned(before: &Peer, known: &Known, offered: &Offered, now: jiff::Timestamp) -> bool {
    let whole = match accept(None, offered, now) {
        Ok(Accepted::Now(shown)) => shown.entry.state == known.entry.state,
        _ => false,
    };
    whole && offered.root != before.root
}

/// Whether a State takes part no more: we said so, or the day came that its entry names.
fn left(conn: &mut Conn, state: &str) -> Result<bool, Fault> {
    Ok(find(conn, state)?.is_some_and(|row| row.trust == Trust::Left))
}

fn ripen(batch: &mut Batch<'_>, state: &str) -> Result<(), Fault> {
    let Some((before, version)) = load(batch.conn()?, state)? else { return Ok(()) };
    if before.held.is_none() {
        return Ok(());
    }
    let ripen = Command::Ripen { now: batch.now.timestamp() };
    let events = peer::decide(&before, ripen).map_err(refused)?;
    append(batch, state, version, events, Actor::Node)
}

pub(crate) fn append(
    batch: &mut Batch<'_>,
    state: &str,
    version: i64,
    events: Vec<PeerEvent>,
    actor: Actor,
) -> Result<(), Fault> {
    batch.append(&peer::stream(state), version, events, Meta::once(actor)?).map(drop)
}

pub(crate) fn load(conn: &mut Conn, state: &str) -> Result<Option<(Peer, i64)>, Fault> {
    let row = conn.first("SELECT state, version FROM peer WHERE id = $1", &vals![state])?;
    row.map(|row| Ok((serde_json::from_str(row.text(0))?, row.int(1)))).transpose()
}

/// A State with its entry.
pub(crate) fn find(conn: &mut Conn, state: &str) -> Result<Option<PeerRow>, Fault> {
    let sql = "SELECT state, introduced_at, changed_at FROM peer WHERE id = $1";
    let Some(row) = conn.first(sql, &vals![state])? else { return Ok(None) };
    let peer: Peer = serde_json::from_str(row.text(0))?;
    let known = known_of(conn, &peer)?;
    let trust = peer.trusted(&known, now());
    Ok(Some(PeerRow {
        signed_ever: own_keys::ever(conn, &peer.entry)?,
        known,
        trust,
        peer,
        introduced_at: Moment(row.int(1)),
        changed_at: Moment(row.int(2)),
    }))
}

fn known_of(conn: &mut Conn, peer: &Peer) -> Result<Known, Fault> {
    let missing = || Fault::Corrupt(format!("the entry of {} is not kept", peer.state));
    let signed = entry_of(conn, &peer.entry)?.ok_or_else(missing)?;
    let sql = "SELECT body, revoked FROM dir_fresh WHERE state = $1 AND entry = $2";
    let row = conn.first(sql, &vals![peer.state.as_str(), peer.entry.as_str()])?.ok_or_else(missing)?;
    let fresh_signed: Signed = serde_json::from_str(row.text(0))?;
    let revoked: Vec<Revoked> = serde_json::from_str(row.text(1))?;
    let root = verify_from_hex(&peer.root)?;
    let corrupt = |reject: Reject| Fault::Corrupt(format!("the entry of {}: {reject}", peer.state));
    let entry = Entry::verified(&signed, &root).map_err(corrupt)?;
    let node = entry.node_key().map_err(corrupt)?;
    let fresh = Fresh::verified(&fresh_signed, &node).map_err(corrupt)?;
    Ok(Known { root, link: peer.entry.clone(), signed, entry, fresh_signed, fresh, revoked })
}

/// Keeps an entry and what the node said with it, as signed.
fn put(batch: &mut Batch<'_>, known: &Known) -> Result<(), Fault> {
    let state = known.entry.state.as_str();
    put_signed(batch, state, known.entry.seq, &hex::encode(known.root), (&known.link, &known.signed))?;
    put_fresh(batch, state, &known.link, &known.fresh_signed, &known.revoked)
}

/// Keeps a statement of the directory.
pub(crate) fn put_signed(
    batch: &mut Batch<'_>,
    state: &str,
    seq: u32,
    root: &str,
    (link, signed): (&str, &Signed),
) -> Result<(), Fault> {
    batch.conn()?.execute(
        "INSERT INTO dir_entry (link, state, seq, root, body) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        &vals![link, state, seq, root, serde_json::to_string(signed)?],
    )?;
    Ok(())
}

/// Keeps what a node said with an entry, in place of what it said before.
pub(crate) fn put_fresh(
    batch: &mut Batch<'_>,
    state: &str,
    entry: &str,
    fresh: &Signed,
    revoked: &[Revoked],
) -> Result<(), Fault> {
    batch.conn()?.execute(
        "INSERT INTO dir_fresh (state, entry, body, revoked) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (state, entry) DO UPDATE SET body = excluded.body, revoked = excluded.revoked",
        &vals![state, entry, serde_json::to_string(fresh)?, serde_json::to_string(revoked)?],
    )?;
    Ok(())
}

/// A statement by its link.
pub(crate) fn entry_of(conn: &mut Conn, link: &str) -> Result<Option<Signed>, Fault> {
    let row = conn.first("SELECT body FROM dir_entry WHERE link = $1", &vals![link])?;
    row.map(|row| serde_json::from_str(row.text(0)).map_err(Fault::from)).transpose()
}

/// What the directory's rules refuse, in the words of all rules.
fn refused(refused: Refused) -> Fault {
    Refusal::NotNow(match refused {
        Refused::Known => "this State was introduced already",
        Refused::NoState => "the State is two capital letters",
        Refused::OtherRoot => "the root has changed since then",
        Refused::Twice => "another officer has to do this",
        Refused::WordsFirst => "first two officers compare the words",
        Refused::Left => "this State takes part no more",
        Refused::NotShown => "its node shows another root by now",
        Refused::NothingHeld => "no such change waits for anybody",
        Refused::NotGiven => "trust of this kind is not given",
    })
    .into()
}

/// Why an entry is not taken, in the words of all rules.
pub(crate) fn rejected(reject: &Reject) -> Fault {
    tracing::info!(%reject, "an entry of the directory was not taken");
    match reject {
        Reject::Forged => Refusal::Forged,
        Reject::Unreadable(problem) => Refusal::Field { field: "entry", problem },
        Reject::OtherRoot => Refusal::NotNow("it names another root than the one that is known"),
        Reject::NotNow => Refusal::NotNow("the entry is not valid now"),
        Reject::Rollback => Refusal::NotNow("the entry is older than what is known"),
        Reject::Gap { .. } => Refusal::NotNow("entries are missing before this one"),
        Reject::Split { .. } => Refusal::NotNow("two different entries carry one number"),
    }
    .into()
}

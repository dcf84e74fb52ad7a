//! What a stolen key signed: the messages that a State's revocation leaves in doubt are found in the transaction that takes it in, what
//! would disclose in their requests is held back, and two people say of each whose it is.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::Refusal;
use khien_desk::directory::fresh::Revoked;
use khien_desk::request::harm::{Does, does};
use khien_desk::request::suspension::{Halt, Signers, first_in_doubt, may_confirm, may_tell, newly, stands};
use khien_desk::request::{Act, Event, Request};
use khien_terms::Moment;
use khien_terms::id::{RequestId, StaffId};

use crate::batch::Batch;
use crate::courier::{Arrived, leave};
use crate::journal::Actor;
use crate::requests::{append, held, load};
use crate::{Fault, Store, directory, packages, vals};

/// Why a message of ours was given up before it ever left: what it answers is not the other State's.
pub const VOID: &str = "void";
/// As [`VOID`], of one that was tried before anybody knew: the other side may have it.
pub const VOID_TRIED: &str = "void-tried";
/// What stands in the outbox, or of a package, and waits until people said whose a message is.
pub(crate) const HELD_BACK: &str = "held back";

/// The keys that signed a message, hex: of the node and of the officer; empty where none did that could be revoked.
pub(crate) fn keys(arrived: &Arrived) -> [String; 2] {
    let hexed = |signers: Signers| [signers.node, signers.officer].map(hex::encode);
    arrived.signers.map(hexed).unwrap_or_default()
}

/// Whether a key that signed a message is not believed any more. It is asked in the transaction that keeps the message: none is kept
/// beside a revocation that was taken in before it.
pub(crate) fn is_unproven(batch: &mut Batch<'_>, arrived: &Arrived) -> Result<bool, Fault> {
    if arrived.signers.is_none() {
        return Ok(false);
    }
    let ([node, officer], now) = (keys(arrived), batch.now);
    let sql = "SELECT since, root FROM desk_revoked WHERE peer = $1 AND key IN ($2, $3)";
    let rows = batch.conn()?.query(sql, &vals![arrived.peer.as_str(), node, officer])?;
    if rows.is_empty() {
        return Ok(false);
    }
    // What somebody said under another root, in this State's name, counts nothing.
    let Some((peer, _)) = directory::load(batch.conn()?, &arrived.peer)? else { return Ok(false) };
    Ok(rows.iter().any(|row| row.text(1) == peer.root && !stands(now, Moment(row.int(0)))))
}

/// Takes in which keys a State, under the root that two people compared, does not believe: what they signed, and this node had not kept
/// before, is suspended. Each is looked at once, and again where an earlier moment is named.
pub(crate) fn take_in(batch: &mut Batch<'_>, (state, root): (&str, &str), revoked: &[Revoked]) -> Result<(), Fault> {
    let mut earliest: BTreeMap<String, Moment> = BTreeMap::new();
    // The id of a receiving key signs nothing.
    for one in revoked.iter().filter(|one| one.key.len() == 64) {
        let since = earliest.entry(one.key.to_ascii_lowercase()).or_insert(Moment(i64::MAX));
        *since = Moment::from(one.since).min(*since);
    }
    let sql = "SELECT key, since FROM desk_revoked WHERE peer = $1 AND root = $2";
    for row in batch.conn()?.query(sql, &vals![state, root])? {
        if earliest.get(row.text(0)).is_some_and(|since| since.0 >= row.int(1)) {
            earliest.remove(row.text(0));
        }
    }
    for (key, since) in earliest {
        let sql = "INSERT INTO desk_revoked (peer, root, key, since) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (peer, root, key) DO UPDATE SET since = excluded.since";
        batch.conn()?.execute(sql, &vals![state, root, key.as_str(), since.0])?;
        suspend(batch, state, &key, since)?;
    }
    Ok(())
}

fn suspend(batch: &mut Batch<'_>, peer: &str, key: &str, since: Moment) -> Result<(), Fault> {
    let sql = "SELECT request, message FROM desk_in WHERE peer = $1 AND at >= $2 AND (node = $3 OR officer = $3) \
               ORDER BY at, message";
    let rows = batch.conn()?.query(sql, &vals![peer, first_in_doubt(since).0, key])?;
    let mut requests: BTreeMap<RequestId, Vec<String>> = BTreeMap::new();
    for row in &rows {
        requests.entry(row.parse(0)?).or_default().push(row.text(1).to_owned());
    }
    for (id, signed) in requests {
        let (state, version) = held(batch, id)?;
        let messages: Vec<String> = newly(&state, &signed, key, since).into_iter().cloned().collect();
        if messages.is_empty() {
            continue;
        }
        let event = Event::Suspended { messages, key: key.to_owned(), since, at: batch.now };
        append(batch, id, version, event, Actor::State)?;
        let (after, _) = held(batch, id)?;
        // Where nobody is asked anything, nobody would let it go again.
        if after.halt() == Some(Halt::Open) {
            hold_back(batch, id, &after)?;
        }
    }
    Ok(())
}

/// What waits in the outbox and discloses does not leave, nor what was said after it, nor what is left of a package.
fn hold_back(batch: &mut Batch<'_>, id: RequestId, state: &Request) -> Result<(), Fault> {
    let key = id.to_string();
    let sql = "SELECT o.message, m.act FROM desk_out AS o JOIN request_message AS m ON m.request = o.request \
               AND m.message = o.message WHERE o.request = $1 AND o.state = 'waiting' ORDER BY o.n";
    let rows = batch.conn()?.query(sql, &vals![key.as_str()])?;
    let mut stops = false;
    for row in &rows {
        let act: Act = serde_json::from_str(row.text(1))?;
        stops |= matches!(does(state.kind, &act), Does::Discloses(_) | Does::Saves);
        if stops {
            let sql = "UPDATE desk_out SET state = $1 WHERE message = $2";
            batch.conn()?.execute(sql, &vals![HELD_BACK, row.text(0)])?;
        }
    }
    let sql = "UPDATE desk_chunk SET state = $1 WHERE request = $2 AND ours = $3 AND state = 'waiting'";
    batch.conn()?.execute(sql, &vals![HELD_BACK, key, 1i64]).map(drop)
}

/// What was held back goes on, where every message is its State's own; where one is not, it is given up.
fn let_go(batch: &mut Batch<'_>, id: RequestId) -> Result<(), Fault> {
    let (state, _) = held(batch, id)?;
    let (key, now) = (id.to_string(), batch.now.0);
    let chunks = "UPDATE desk_chunk SET state = $1 WHERE request = $2 AND ours = $3 AND state = $4";
    match state.halt() {
        Some(Halt::Open) => Ok(()),
        None => {
            let sql = "UPDATE desk_out SET state = 'waiting', due = $1 WHERE request = $2 AND state = $3";
            batch.conn()?.execute(sql, &vals![now, key.as_str(), HELD_BACK])?;
            batch.conn()?.execute(chunks, &vals!["waiting", key, 1i64, HELD_BACK]).map(drop)
        }
        Some(Halt::Void | Halt::Over) => {
            batch.conn()?.execute(chunks, &vals!["unwanted", key.as_str(), 1i64, HELD_BACK])?;
            let sql = "SELECT message, tries FROM desk_out WHERE request = $1 AND state = $2 ORDER BY n";
            for row in batch.conn()?.query(sql, &vals![key, HELD_BACK])? {
                let code = if row.int(1) > 0 { VOID_TRIED } else { VOID };
                give_up(batch, id, row.text(0), code)?;
            }
            Ok(())
        }
    }
}

/// After what a new message of ours would stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Follows {
    /// After what was delivered or waits its turn.
    InOrder,
    /// After what is held back: so is it.
    HeldBack,
    /// After numbers that were given up since what they answered is not theirs: the other side waits for those for ever.
    GivenUp,
}

/// What a new message of ours in a request would follow.
pub(crate) fn follows(batch: &mut Batch<'_>, id: RequestId) -> Result<Follows, Fault> {
    let key = id.to_string();
    let sql = "SELECT 1 FROM request_message WHERE request = $1 AND ours = $2 AND code IN ($3, $4)";
    if batch.conn()?.first(sql, &vals![key.as_str(), true, VOID, VOID_TRIED])?.is_some() {
        return Ok(Follows::GivenUp);
    }
    let sql = "SELECT 1 FROM desk_out WHERE request = $1 AND state = $2";
    let held_back = batch.conn()?.first(sql, &vals![key, HELD_BACK])?.is_some();
    Ok(if held_back { Follows::HeldBack } else { Follows::InOrder })
}

/// A message of ours does not leave any more, nor what is left of its package.
pub(crate) fn give_up(batch: &mut Batch<'_>, id: RequestId, message: &str, code: &str) -> Result<(), Fault> {
    leave(batch, message, "given up")?;
    packages::ended(batch, id, message)?;
    let (_, version) = held(batch, id)?;
    let event = Event::Undelivered { message: message.to_owned(), code: code.to_owned() };
    append(batch, id, version, event, Actor::Node)
}

impl Store {
    /// Writes down what somebody heard of a suspended message when they called its State.
    ///
    /// # Errors
    /// [`khien_desk::request::Refusal::NothingToRecheck`].
    pub async fn recheck(&self, id: RequestId, message: String, theirs: bool, by: StaffId) -> Result<(), Fault> {
        self.write("recheck a message", move |batch| {
            let (state, version) = load(batch.conn()?, id)?;
            may_tell(&state, &message)?;
            let event = Event::Rechecked { message: message.clone(), theirs, by, at: batch.now };
            append(batch, id, version, event, Actor::Staff(by))
        })
        .await
    }

    /// Confirms what another heard of a message with a signature over [`khien_desk::request::suspension::Suspended::statement`], made
    /// with `verify`, the key of whoever confirms.
    ///
    /// # Errors
    /// [`khien_desk::request::Refusal::NothingToRecheck`], [`khien_desk::request::Refusal::SamePerson`], [`Refusal::Forged`].
    pub async fn confirm_recheck(
        &self,
        id: RequestId,
        message: String,
        signature: [u8; 64],
        verify: [u8; 32],
        by: StaffId,
    ) -> Result<(), Fault> {
        self.write("confirm a recheck", move |batch| {
            let (state, version) = load(batch.conn()?, id)?;
            let one = may_confirm(&state, &message, by)?;
            let text = one.statement(&format!("{:032x}", id.bits()), by);
            let (Some(text), Some(word)) = (text, one.word) else {
                return Err(khien_desk::request::Refusal::NothingToRecheck.into());
            };
            if !khien_seal::keys::verifies(&verify, text.as_bytes(), &signature) {
                return Err(Refusal::Forged.into());
            }
            let (signature, verify) = (B64.encode(signature), hex::encode(verify));
            let (message, theirs) = (message.clone(), word.theirs);
            let event = Event::RecheckConfirmed { message, theirs, signature, verify, by, at: batch.now };
            append(batch, id, version, event, Actor::Staff(by))?;
            let_go(batch, id)
        })
        .await
    }
}

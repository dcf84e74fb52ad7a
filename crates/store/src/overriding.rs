//! Two people let a disclosure go although something is out of date; and how far our ledger is co-signed, by which that is known.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::Refusal;
use khien_desk::request::harm::{Cosigner, Stale};
use khien_desk::request::overriding::{Disclosure, Why, may_ask, may_confirm};
use khien_desk::request::{Event, Request};
use khien_terms::Moment;
use khien_terms::id::{RequestId, StaffId};

use crate::journal::Actor;
use crate::requests::{append, find, load};
use crate::{Fault, Store, vals};

impl Store {
    /// Which of these States co-sign our ledger, and since when each has left something of it without its signature. Whoever never
    /// signed any of it is no witness yet.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn cosigners(&self, states: Vec<String>) -> Result<Vec<Cosigner>, Fault> {
        self.read(move |conn| {
            let mut known = Vec::new();
            for state in states {
                let last = "SELECT size FROM cosignature WHERE peer = $1 ORDER BY size DESC LIMIT 1";
                let Some(row) = conn.first(last, &vals![state.as_str()])? else { continue };
                let next = "SELECT at FROM checkpoint WHERE size > $1 ORDER BY size LIMIT 1";
                let behind_since = conn.first(next, &vals![row.int(0)])?.map(|row| Moment(row.int(0)));
                known.push(Cosigner { state, behind_since });
            }
            Ok(known)
        })
        .await
    }

    /// Asks that a disclosure goes although something is out of date.
    ///
    /// # Errors
    /// [`khien_desk::request::Refusal::NothingToOverride`].
    pub async fn ask_override(
        &self,
        id: RequestId,
        what: Disclosure,
        stale: BTreeSet<Stale>,
        why: Why,
        by: StaffId,
    ) -> Result<(), Fault> {
        self.write("ask for an override", move |batch| {
            let (state, version) = load(batch.conn()?, id)?;
            may_ask(&state, what, &stale, batch.now)?;
            let n = u32::try_from(state.overrides.len()).unwrap_or(u32::MAX).saturating_add(1);
            let event = Event::OverrideAsked { n, what, stale: stale.clone(), why, by, at: batch.now };
            append(batch, id, version, event, Actor::Staff(by))
        })
        .await
    }

    /// Confirms an override with a signature over [`khien_desk::request::overriding::Override::statement`], made with `verify`, the
    /// key of whoever confirms.
    ///
    /// # Errors
    /// [`khien_desk::request::Refusal::NothingToOverride`], [`khien_desk::request::Refusal::SamePerson`], [`Refusal::Forged`].
    pub async fn confirm_override(
        &self,
        id: RequestId,
        n: u32,
        signature: [u8; 64],
        verify: [u8; 32],
        by: StaffId,
    ) -> Result<(), Fault> {
        self.write("confirm an override", move |batch| {
            let (state, version) = load(batch.conn()?, id)?;
            let text = may_confirm(&state, n, by, batch.now)?.statement(&format!("{:032x}", id.bits()), by);
            if !khien_seal::keys::verifies(&verify, text.as_bytes(), &signature) {
                return Err(Refusal::Forged.into());
            }
            let (signature, verify) = (B64.encode(signature), hex::encode(verify));
            append(
                batch,
                id,
                version,
                Event::OverrideConfirmed { n, signature, verify, by, at: batch.now },
                Actor::Staff(by),
            )
        })
        .await
    }

    /// The request in which information was given by this message of ours; nothing where there is none.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn given_in(&self, message: String) -> Result<Option<Request>, Fault> {
        self.read(move |conn| {
            let sql = "SELECT request FROM desk_key WHERE message = $1 AND ours = $2";
            let Some(row) = conn.first(sql, &vals![message, 1i64])? else { return Ok(None) };
            Ok(find(conn, row.parse(0)?)?.map(|(state, _)| state))
        })
        .await
    }

    /// The key of information leaves although something is out of date: the journal says by which override, once for each.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn key_let_go(&self, message: String, n: u32, stale: BTreeSet<Stale>) -> Result<(), Fault> {
        self.write("key let go", move |batch| {
            let sql = "SELECT request FROM desk_key WHERE message = $1 AND ours = $2";
            let Some(row) = batch.conn()?.first(sql, &vals![message.as_str(), 1i64])? else { return Ok(()) };
            let id = row.parse(0)?;
            let (state, version) = load(batch.conn()?, id)?;
            if state.overrides.iter().any(|one| one.n == n && one.used.is_some()) {
                return Ok(());
            }
            let event = Event::Flagged { message: message.clone(), stale: stale.clone(), overridden: Some(n) };
            append(batch, id, version, event, Actor::Node)
        })
        .await
    }
}

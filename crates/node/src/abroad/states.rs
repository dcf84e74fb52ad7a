//! Another State, as the directory knows it now.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_desk::Kind;
use khien_desk::directory::Trust;
use khien_desk::directory::correspondent::Details;
use khien_desk::form::Terms;
use khien_desk::request::Law;
use khien_desk::wire::signed::Voices;
use khien_seal::witness::Witness;
use khien_store::Fault;
use khien_store::correspondents::CorrespondentRow;
use khien_store::witness::Log;
use serde_json::json;

use super::line::listening::Caller;
use crate::app::App;

/// Another State.
pub struct OtherState {
    /// Its code.
    pub code: String,
    /// Where its node stands, without a slash at the end.
    pub url: String,
    /// Where its desk is reached by the keys below, and in no other way; none where its node has no such listener.
    pub desk: Option<String>,
    /// Its node takes no connections: it opens lines to us, and is asked on them.
    pub calls: bool,
    /// SHA-256 of the public keys that its node presents, base64 (`khien_desk::directory::tls`).
    pub pins: Vec<String>,
    /// Who speaks for it.
    pub voices: Voices,
    /// Who speaks for it, as the browser verifies it.
    pub voices_json: String,
    /// What is sealed to it; none where its keys have run out.
    pub recipient: Option<Vec<u8>>,
    /// Its ledger, as its root certified it.
    pub log: Option<Log>,
    /// As whom its node co-signs our ledger; none where it does not.
    pub witness: Option<Witness>,
    /// Numbers of its authorities: what its requests name for a call back is one of them.
    pub phones: Vec<String>,
    /// What it accepts.
    pub terms: Terms,
    /// Which grounds it may refuse on: those of the articles, and those that its reservations open.
    pub law: Arc<Law>,
    /// How far it is trusted at this moment.
    pub trust: Trust,
    /// It has no node: who answers for it, by letter.
    pub by_letter: Option<Details>,
}

impl OtherState {
    /// Whether it may have been this State's node that called: where the line proves a key, it is one that the State names.
    #[must_use]
    pub fn may_be(&self, caller: Option<&Caller>) -> bool {
        caller.is_none_or(|caller| self.pins.contains(&caller.pin))
    }

    /// Whether its messages are heard.
    #[must_use]
    pub fn speaks(&self) -> bool {
        self.trust.receives()
    }
}

/// Reads a State; nothing when it is not in the directory.
pub(super) async fn read(app: &App, code: &str) -> Result<Option<OtherState>, Fault> {
    let by_letter = app.store.correspondent(code.to_owned()).await?;
    if let Some(row) = by_letter.filter(|row| row.correspondent.trust != Trust::Left) {
        return Ok(Some(without_a_node(app, row)));
    }
    let Some(row) = app.store.peer(code.to_owned()).await? else { return Ok(None) };
    let known = row.known;
    let now = app.now().timestamp();
    let signing = known.entry.node_keys().map_err(|error| Fault::Corrupt(error.to_string()))?;
    let revoked = known.revoked.iter().filter(|revoked| revoked.since <= now);
    let revoked: Vec<[u8; 32]> = revoked.filter_map(|one| khien_seal::keys::verify_from_hex(&one.key).ok()).collect();
    let nodes: Vec<[u8; 32]> = signing.into_iter().filter(|node| !revoked.contains(node)).collect();
    // What a key that was not revoked signed long ago is read as signed; what arrives is held against the keys of today.
    let revoked_hex: Vec<String> = revoked.iter().map(hex::encode).collect();
    let ever: Vec<&String> = row.signed_ever.iter().filter(|key| !revoked_hex.contains(key)).collect();
    Ok(Some(OtherState {
        code: code.to_owned(),
        url: known.entry.url.trim_end_matches('/').to_owned(),
        desk: known.fresh.desk.as_deref().map(|desk| desk.trim_end_matches('/').to_owned()),
        calls: known.fresh.calls,
        pins: known.fresh.tls.clone(),
        voices_json: json!({"root": hex::encode(known.root), "nodes": ever, "teams": known.entry.desk}).to_string(),
        recipient: known.receives(now).and_then(|key| B64.decode(&key.public).ok()),
        voices: Voices { nodes, teams: known.entry.desk_teams(&known.root), revoked, ..Voices::default() },
        log: known.entry.ledger_key(&known.root).map(|verify| Log {
            state: code.to_owned(),
            origin: known.entry.ledger.origin.clone(),
            verify,
        }),
        witness: known.entry.cosigner(),
        phones: known.entry.authorities.iter().map(|authority| authority.phone.clone()).collect(),
        law: app.law_under(&known.entry.terms.reservations),
        terms: known.entry.terms,
        trust: row.trust,
        by_letter: None,
    }))
}

/// A State that is asked by letter: nothing of it is heard, or sealed to it, over the network.
fn without_a_node(app: &App, row: CorrespondentRow) -> OtherState {
    let CorrespondentRow { correspondent, details } = row;
    OtherState {
        code: correspondent.state.clone(),
        url: String::new(),
        desk: None,
        calls: false,
        pins: Vec::new(),
        voices: Voices::default(),
        voices_json: String::new(),
        recipient: None,
        log: None,
        witness: None,
        phones: vec![details.phone.clone()],
        terms: Terms {
            state: correspondent.state,
            languages: vec![details.lang.clone()],
            kinds: Kind::ALL.into(),
            reservations: Vec::new(),
            hold_days_default: 60,
            dual_criminality_required: false,
        },
        // What it reserved is in no entry that it signed.
        law: app.desk_law(),
        trust: correspondent.trust,
        by_letter: Some(details),
    }
}

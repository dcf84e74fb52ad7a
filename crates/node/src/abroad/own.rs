//! What this desk opens and signs with.

use std::sync::Arc;

use khien_desk::request::Law;
use khien_desk::wire::signed::Voices;
use khien_seal::keys::{SignKey, verify_from_hex};
use khien_seal::statement::TeamCert;
use khien_store::Fault;
use serde_json::json;

use crate::app::App;

/// The desk of this State, as a running node holds it.
pub struct OwnDesk {
    /// Our State.
    pub state: String,
    /// By which name it hands evidence over.
    pub name: String,
    /// Signs messages and receipts.
    pub node: SignKey,
    /// The desk's team: what arrives is sealed to it.
    pub recipient: String,
    /// Numbers of our authorities: what a request names for a call back is one of them.
    pub phones: Vec<String>,
    /// Under which name it co-signs other States' ledgers; none before an entry of ours says so.
    pub cosigns_as: Option<String>,
    /// Which grounds we may refuse on: those of the articles, and those that our reservations open.
    pub law: Arc<Law>,
    /// Who may speak for us, as other nodes verify it: no officer whose key we revoked.
    pub own_voices: Voices,
    /// Who may speak for us, as the browser verifies it.
    pub voices: String,
    /// The same with keys of this node that were revoked since: what we said stands in our own journal.
    pub kept: String,
    /// The root's word for the team's key, as the browser verifies it before it seals.
    pub certificate: String,
}

/// Reads our desk; nothing before the root signed an entry of ours.
pub(super) async fn read(app: &App) -> Result<Option<OwnDesk>, Fault> {
    let (Some(own), Some(keys)) = (app.store.own_entry().await?, app.store.desk_keys().await?) else { return Ok(None) };
    let node = app.store.desk_sign_key().await?;
    let cosigner = app.store.witness_key().await?.verify_bytes();
    let root = verify_from_hex(&keys.root)?;
    let Some(newest) = keys.teams.last() else { return Ok(None) };
    let team = TeamCert::verified(newest, &root)?;
    let teams = keys.teams.iter().map(|team| TeamCert::verified(team, &root)).collect::<Result<_, _>>()?;
    let turning = app.store.desk_turning().await?;
    let revoked = turning.revoked.iter().filter_map(|key| verify_from_hex(key).ok()).collect();
    let own_voices = Voices { nodes: vec![node.verify_bytes()], teams, revoked, ..Voices::default() };
    let ever: Vec<&String> = own.signed_ever.iter().filter(|key| !turning.revoked.contains(key)).collect();
    let kept = json!({"root": keys.root, "nodes": own.signed_ever, "teams": keys.teams});
    let voices = json!({"root": keys.root, "nodes": ever, "teams": keys.teams});
    Ok(Some(OwnDesk {
        state: own.entry.state.clone(),
        name: own.entry.name("en").to_owned(),
        node,
        phones: own.entry.authorities.iter().map(|authority| authority.phone.clone()).collect(),
        recipient: team.recipient,
        cosigns_as: own.entry.cosigner().filter(|witness| witness.verify == cosigner).map(|witness| witness.name),
        law: app.law_under(&own.entry.terms.reservations),
        own_voices,
        voices: voices.to_string(),
        kept: kept.to_string(),
        certificate: json!(newest).to_string(),
    }))
}

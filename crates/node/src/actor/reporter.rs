//! A reporter: receipt, sealing, sending, and a mailbox that shows nothing that does not verify.

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_seal::SealError;
use khien_seal::chain::{self, Evidence, Link};
use khien_seal::envelope::{self, What, Words};
use khien_seal::keys::{ReceiptKeys, verify_from_hex};
use khien_seal::receipt::Receipt;
use khien_seal::statement::{self, Signed, TeamCert};
use khien_store::setup::PublicKeys;
use serde_json::{Value, json};

use super::{Browser, text};
use crate::Failure;

/// Somebody who reports.
pub struct Reporter {
    /// The receipt.
    pub receipt: Receipt,
    keys: ReceiptKeys,
    root: [u8; 32],
    team: TeamCert,
}

/// What a mailbox showed after everything verified.
pub struct Shown {
    /// Messages of the team, with who signed.
    pub from_team: Vec<(String, String)>,
    /// The status code.
    pub status: String,
}

impl Reporter {
    /// Draws a receipt and derives its keys, after verifying the team's certificate under the root.
    ///
    /// # Errors
    /// [`SealError`] when the certificate does not fit.
    pub fn new(keys: &PublicKeys) -> Result<Self, SealError> {
        let root = verify_from_hex(&keys.root)?;
        let team = TeamCert::verified(&keys.intake.certificate, &root)?;
        let receipt = Receipt::draw()?;
        Ok(Self { keys: ReceiptKeys::derive(&receipt, &root)?, receipt, root, team })
    }

    /// The mailbox's name.
    #[must_use]
    pub fn mailbox(&self) -> String {
        self.keys.mailbox()
    }

    /// The body of `POST /report/sealed`.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn sealed(&self, what: &What, open: &Value) -> Result<Value, SealError> {
        let (mine, team) = (self.keys.identity.recipient(), &self.team);
        let what = envelope::seal_json(what, [team.recipient.as_str(), mine.as_str()])?;
        let header = json!({
            "v": 1, "suite": envelope::SUITE, "lang": "vi", "mailbox": self.mailbox(), "recipient": mine,
            "verify": self.keys.sign.verify_hex(), "team": team.team, "epoch": team.epoch, "open": open,
        })
        .to_string();
        let said = Signed::new(statement::report(&self.mailbox(), &header, &what, None, &[]), &self.keys.sign);
        Ok(json!({"header": header, "what": B64.encode(what), "who": null, "files": [], "signature": said.signature}))
    }

    /// Looks into the mailbox as the node answers it.
    ///
    /// # Errors
    /// When the node does not answer, or anything does not verify.
    pub fn look(&self, browser: &mut Browser) -> Result<Shown, Failure> {
        let view = self.check(browser)?;
        self.verified(&view)
    }

    /// The node's answer to a check, unverified.
    ///
    /// # Errors
    /// When the node does not answer.
    pub fn check(&self, browser: &mut Browser) -> Result<Value, Failure> {
        let body = json!({"address": hex::encode(self.keys.address.as_slice()), "duress": false});
        browser.post_json("/mailbox/check", &body)?.json("mailbox check")
    }

    /// Verifies a view from the root up, opens the team's messages.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn verified(&self, view: &Value) -> Result<Shown, Failure> {
        let part = |name: &str| view.get(name).cloned().unwrap_or_default();
        let read = |error: serde_json::Error| Failure::Held(error.to_string());
        let teams: Vec<Signed> = serde_json::from_value(part("teams")).map_err(read)?;
        let staff: Vec<Signed> = serde_json::from_value(part("staff")).map_err(read)?;
        let report: Signed = serde_json::from_value(part("report")).map_err(read)?;
        if text(view, "/root")? != hex::encode(self.root) {
            return Err(Failure::Held("the root is not the one that the receipt pins".into()));
        }
        let links = links(view)?;
        let mailbox = self.mailbox();
        let evidence = Evidence {
            mailbox: &mailbox,
            root: &self.root,
            reporter: &self.keys.sign.verify_bytes(),
            teams: &teams,
            staff: &staff,
            report: &report,
            links: &links,
        };
        let (signers, _) = chain::verify(&evidence).map_err(|error| Failure::Held(error.to_string()))?;
        let mut from_team = Vec::new();
        for message in view.get("messages").and_then(Value::as_array).into_iter().flatten() {
            let n = message.get("n").and_then(Value::as_u64).unwrap_or(0);
            let bytes = B64.decode(text(message, "/c")?).map_err(|error| Failure::Held(error.to_string()))?;
            let place = usize::try_from(n).unwrap_or(0).saturating_sub(1);
            let (Some(link), Some(Some(signer))) = (links.get(place), signers.get(place)) else { continue };
            if khien_seal::sha256(&bytes) != link.ciphertext {
                return Err(Failure::Held("a message has other bytes than were signed".into()));
            }
            let words: Words =
                envelope::open_json(&bytes, &self.keys.identity).map_err(|e| Failure::Held(e.to_string()))?;
            from_team.push((n, signer.clone(), words.text));
        }
        // The answer begins with the newest.
        from_team.sort_by_key(|(n, ..)| *n);
        let from_team = from_team.into_iter().map(|(_, signer, words)| (signer, words)).collect();
        Ok(Shown { from_team, status: text(view, "/status")?.to_owned() })
    }
}

fn links(view: &Value) -> Result<Vec<Link>, Failure> {
    let bad = || Failure::Held("a link of the chain is not readable".into());
    view.get("chain")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|link| {
            Ok(Link {
                by_team: text(link, "/d")? == "team",
                ciphertext: B64.decode(text(link, "/h")?).ok().and_then(|h| h.try_into().ok()).ok_or_else(bad)?,
                signature: statement::signature_from_b64(text(link, "/s")?).map_err(|_| bad())?,
                signer: link.get("k").and_then(Value::as_u64).and_then(|k| usize::try_from(k).ok()),
            })
        })
        .collect()
}

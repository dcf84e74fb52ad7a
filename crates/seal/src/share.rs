//! What a node answers to a platform's replica, signed by the node's online key: whoever stands between cannot change it, leave
//! out a withdrawal, or play an older answer again (`docs/formats.md` section 12).

use crate::SealError;
use crate::keys::{SignKey, verifies};
use crate::statement::signature_from_b64;
use base64::{Engine, engine::general_purpose::STANDARD as B64};

/// First line of an answer.
pub const SHARE: &str = "khien/v1/share";

/// Bytes of a question's number, drawn anew for each.
pub const NONCE: usize = 16;

/// What an answer is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Origin of the node's ledger, as the root's certificate names it.
    pub origin: String,
    /// Who asks: SHA-256 of the token that came with the question, hex. A proxy that puts another's in its place shows.
    pub asker: String,
    /// The number that came with the question.
    pub nonce: [u8; NONCE],
    /// What was asked: the address below the feed, with its query.
    pub asked: String,
}

/// Signs an answer: the signature in base64, a line end, and the statement, whose last line is the body.
#[must_use]
pub fn signed(head: &Head, body: &str, key: &SignKey) -> String {
    let statement = statement(head, body);
    format!("{}\n{statement}", B64.encode(key.sign(statement.as_bytes())))
}

fn statement(head: &Head, body: &str) -> String {
    let Head { origin, asker, nonce, asked } = head;
    format!("{SHARE}\n{origin}\n{asker}\n{}\n{asked}\n{body}", hex::encode(nonce))
}

/// Reads an answer and gives its body.
///
/// # Errors
/// [`SealError`] when the key did not sign it, or when it answers another node's, or another, question.
pub fn opened<'a>(answer: &'a str, head: &Head, verify: &[u8; 32]) -> Result<&'a str, SealError> {
    let bad = SealError::BadStatement(SHARE);
    let Some((signature, text)) = answer.split_once('\n') else { return Err(bad) };
    if !verifies(verify, text.as_bytes(), &signature_from_b64(signature)?) {
        return Err(SealError::BadSignature("a feed's answer"));
    }
    let (about, body) = text.rsplit_once('\n').ok_or(bad)?;
    if statement(head, "").strip_suffix('\n') == Some(about) {
        Ok(body)
    } else {
        Err(SealError::BadSignature("this answers another question"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> Head {
        Head {
            origin: "node.example".into(),
            asker: "ab".into(),
            nonce: [7; NONCE],
            asked: "list/own?after=0-0".into(),
        }
    }

    #[test]
    fn an_answer_opens_for_its_own_question_only() {
        let key = SignKey::from_seed([1; 32]);
        let verify = key.verify_bytes();
        let answer = signed(&head(), "{\"more\":false}", &key);
        assert_eq!(opened(&answer, &head(), &verify), Ok("{\"more\":false}"));
        let other = SignKey::from_seed([2; 32]);
        assert!(opened(&answer, &head(), &other.verify_bytes()).is_err(), "another key");
        let others = [
            Head { origin: "other.example".into(), ..head() },
            Head { asker: "cd".into(), ..head() },
            Head { nonce: [8; NONCE], ..head() },
            Head { asked: "list/own?after=1-0".into(), ..head() },
        ];
        for asked in others {
            assert!(opened(&answer, &asked, &verify).is_err(), "{asked:?}");
        }
        for at in 0..answer.len() {
            let mut bytes = answer.clone().into_bytes();
            bytes[at] ^= 1;
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            assert!(opened(&changed, &head(), &verify).is_err(), "byte {at} changed");
        }
    }
}

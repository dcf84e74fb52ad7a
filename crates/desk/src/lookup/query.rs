//! The query: who asks, for which case, on which basis, to what end, and sixteen elements that say nothing. An officer and the node
//! sign it ([`crate::wire::signed::Subject::Lookup`]).

use khien_terms::Moment;
use serde::{Deserialize, Serialize};

use super::{ELEMENTS, LookupError, element};
use crate::code::{is_hash, is_number, is_state};

/// Bytes of a query's text at most.
pub const QUERY_MAX: usize = 8 << 10;
/// Minutes for which a query holds.
pub const HOLDS_MINUTES: i64 = 15;

/// The text of a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// `1`.
    pub lookup: String,
    /// Its number, 16 bytes in hex. One number, one answer.
    pub query: String,
    /// Who asks.
    pub from: String,
    /// Who is asked.
    pub to: String,
    /// When it was made.
    pub issued_at: Moment,
    /// When it is over; a quarter of an hour later at most.
    pub expires_at: Moment,
    /// By which name the officer signs outside.
    pub officer: String,
    /// The case, as a salted commitment: nothing by itself, proof when the State that asked opens it.
    pub case: String,
    /// The basis in law, by its code (`data/desk/lookup.json`).
    pub basis: String,
    /// To what end, by its code.
    pub purpose: String,
    /// The key by which this State answered before, in hex; `-` where none is known.
    pub key: String,
    /// Sixteen blinded elements, in hex.
    pub blinded: Vec<String>,
}

impl Query {
    /// Reads the text of a query.
    ///
    /// # Errors
    /// [`LookupError::Query`].
    pub fn read(text: &[u8]) -> Result<Self, LookupError> {
        if text.len() > QUERY_MAX {
            return Err(LookupError::Query);
        }
        let query: Self = serde_json::from_slice(text).map_err(|_| LookupError::Query)?;
        let code = |text: &str| !text.is_empty() && text.len() <= 40 && text.bytes().all(|b| b.is_ascii_graphic());
        let sound = query.lookup == "1"
            && is_number(&query.query)
            && is_state(&query.from)
            && is_state(&query.to)
            && query.from != query.to
            && query.issued_at < query.expires_at
            && query.expires_at.0 - query.issued_at.0 <= HOLDS_MINUTES * khien_terms::moment::HOUR / 60
            && !query.officer.is_empty()
            && query.officer.len() <= 200
            && is_hash(&query.case)
            && code(&query.basis)
            && code(&query.purpose)
            && (query.key == "-" || is_hash(&query.key))
            && query.blinded.len() == ELEMENTS
            && query.elements().is_some();
        if sound { Ok(query) } else { Err(LookupError::Query) }
    }

    /// The text that is signed.
    ///
    /// # Errors
    /// [`LookupError::Query`], which no query causes.
    pub fn text(&self) -> Result<Vec<u8>, LookupError> {
        serde_json::to_vec(self).map_err(|_| LookupError::Query)
    }

    /// Its elements.
    #[must_use]
    pub fn elements(&self) -> Option<Vec<[u8; 32]>> {
        self.blinded.iter().map(|text| element(text)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn query() -> Query {
        Query {
            lookup: "1".into(),
            query: "07".repeat(16),
            from: "XA".into(),
            to: "XB".into(),
            issued_at: Moment(0),
            expires_at: Moment(600_000_000),
            officer: "Night desk".into(),
            case: "ab".repeat(32),
            basis: "police".into(),
            purpose: "identify".into(),
            key: "-".into(),
            blinded: vec!["01".repeat(32); ELEMENTS],
        }
    }

    #[test]
    fn a_query_is_read_as_it_was_written() {
        let text = query().text().expect("text");
        assert_eq!(Query::read(&text), Ok(query()));
        let head = r#"{"lookup":"1","query":"07070707070707070707070707070707","from":"XA","to":"XB","issued_at":0,"#;
        assert!(text.starts_with(head.as_bytes()));
    }

    #[test]
    fn a_query_that_says_too_little_or_too_much_is_none() {
        let wrong: [fn(&mut Query); 13] = [
            |q| q.lookup = "2".into(),
            |q| q.query = "07".into(),
            |q| q.to = "XA".into(),
            |q| q.from = "xa".into(),
            |q| q.expires_at = q.issued_at,
            |q| q.expires_at = Moment(16 * 60_000_000),
            |q| q.officer.clear(),
            |q| q.case = "cas_1".into(),
            |q| q.basis = "because we can".into(),
            |q| q.purpose.clear(),
            |q| q.key = "none".into(),
            |q| q.blinded.truncate(15),
            |q| q.blinded[3] = "AB".repeat(32),
        ];
        for (n, change) in wrong.iter().enumerate() {
            let mut query = query();
            change(&mut query);
            assert_eq!(Query::read(&query.text().expect("text")), Err(LookupError::Query), "{n}");
        }
        let more =
            String::from_utf8(query().text().expect("text")).expect("utf-8").replacen('{', r#"{"names":["A"],"#, 1);
        assert_eq!(Query::read(more.as_bytes()), Err(LookupError::Query), "a member that nobody defined");
    }
}

//! Who may ask what: only a State that a legal officer allowed to, so often a day, on a basis that the data has, once per number.

use khien_terms::{DataError, DataFiles, Moment};
use serde::Deserialize;

use super::Query;
use crate::directory::Trust;
use crate::request::harm::Cosigned;
use crate::request::place::is_timely;

const FILE: &str = "desk/lookup.json";

/// A basis in law.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Code in queries.
    pub code: String,
    /// The place in the Convention, such as `47.1.b`.
    pub article: String,
}

/// What the data says of look-ups.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Queries of one State that are answered on one day (UTC).
    pub queries_per_day: u32,
    /// Days after which an identifier lapses that nobody assessed.
    pub alleged_days: u16,
    /// Days after which one lapses that was unfounded.
    pub unfounded_days: u16,
    /// Bases in law.
    pub bases: Vec<Basis>,
    /// Ends, by their codes.
    pub purposes: Vec<String>,
}

impl Rules {
    /// Reads `data/desk/lookup.json`.
    ///
    /// # Errors
    /// The file's fault, with its line; an article that the law does not have.
    pub fn load(files: &DataFiles, law: impl Fn(&str) -> bool) -> Result<Self, DataError> {
        let rules: Self = files.json(FILE)?;
        match rules.bases.iter().find(|basis| !law(&basis.article)) {
            Some(basis) => Err(files.fault(FILE, &format!("\"{}\"", basis.article), "no such article".to_owned())),
            None => Ok(rules),
        }
    }

    /// Whether the data has basis and purpose.
    #[must_use]
    pub fn know(&self, basis: &str, purpose: &str) -> bool {
        self.bases.iter().any(|one| one.code == basis) && self.purposes.iter().any(|one| one == purpose)
    }
}

/// The State that is asked, as it stands to the one that asks.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// How far the State that asks is trusted.
    pub trust: Trust,
    /// How far our ledger is co-signed.
    pub cosigned: Cosigned,
    /// Whether a legal officer allowed it to look up.
    pub allowed: bool,
    /// Whether a query of this number was here before.
    pub before: bool,
    /// Queries of it that were answered today.
    pub today: u32,
    /// What the data says.
    pub rules: &'a Rules,
    /// Now.
    pub now: Moment,
}

/// Why a query is not answered. The codes stand in signed refusals and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Barred {
    /// Nobody allowed this State to look up, it is not trusted now, or too few witnesses sign what would be written of it.
    #[error("this State is not allowed to look up here")]
    NotAllowed,
    /// As many as a day has were answered.
    #[error("as many queries as a day has were answered")]
    Quota,
    /// A basis or an end that the data does not have.
    #[error("this basis or this end is not one that is known here")]
    Basis,
    /// It ran out, or was made later than now.
    #[error("the query ran out, or a clock is wrong")]
    Expired,
    /// A query of this number was here before.
    #[error("a query of this number was here before")]
    Replay,
}

impl Barred {
    /// All of them.
    pub const ALL: [Barred; 5] = [Barred::NotAllowed, Barred::Quota, Barred::Basis, Barred::Expired, Barred::Replay];

    /// The code in refusals.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Barred::NotAllowed => "not-allowed",
            Barred::Quota => "quota",
            Barred::Basis => "basis",
            Barred::Expired => "expired",
            Barred::Replay => "replay",
        }
    }
}

/// Whether a query whose signatures hold is answered. Who is not allowed learns nothing else.
///
/// # Errors
/// [`Barred`], the first that holds.
pub fn gate(query: &Query, asked: &Asked<'_>) -> Result<(), Barred> {
    let fresh = asked.cosigned != Cosigned::TooFew;
    if !asked.allowed || !fresh || !matches!(asked.trust, Trust::PreserveOnly | Trust::Full) {
        return Err(Barred::NotAllowed);
    }
    if asked.before {
        return Err(Barred::Replay);
    }
    if is_timely(query.issued_at, query.expires_at, asked.now).is_err() {
        return Err(Barred::Expired);
    }
    if !asked.rules.know(&query.basis, &query.purpose) {
        return Err(Barred::Basis);
    }
    if asked.today >= asked.rules.queries_per_day { Err(Barred::Quota) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Law;

    fn rules() -> Rules {
        let files = DataFiles::embedded();
        let law = Law::load(&files).expect("articles");
        Rules::load(&files, |article| law.find(article).is_some()).expect("the data is right")
    }

    fn query() -> Query {
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
            blinded: Vec::new(),
        }
    }

    #[test]
    fn a_state_asks_when_a_legal_officer_allowed_it_so_often_a_day_on_a_basis_that_is_known() {
        let rules = rules();
        let open = Asked {
            trust: Trust::Full,
            cosigned: Cosigned::Enough,
            allowed: true,
            before: false,
            today: 0,
            rules: &rules,
            now: Moment(1),
        };
        assert_eq!(gate(&query(), &open), Ok(()));
        assert_eq!(gate(&query(), &Asked { trust: Trust::PreserveOnly, ..open }), Ok(()));
        let day = khien_terms::moment::DAY;
        for (asked, barred) in [
            (Asked { allowed: false, ..open }, Barred::NotAllowed),
            (Asked { trust: Trust::Introduced, ..open }, Barred::NotAllowed),
            (Asked { trust: Trust::Suspended, ..open }, Barred::NotAllowed),
            (Asked { trust: Trust::Stale, ..open }, Barred::NotAllowed),
            (Asked { trust: Trust::Left, ..open }, Barred::NotAllowed),
            (Asked { cosigned: Cosigned::TooFew, ..open }, Barred::NotAllowed),
            (Asked { before: true, ..open }, Barred::Replay),
            (Asked { now: Moment(day), ..open }, Barred::Expired),
            (Asked { now: Moment(-day), ..open }, Barred::Expired),
            (Asked { today: rules.queries_per_day, ..open }, Barred::Quota),
        ] {
            assert_eq!(gate(&query(), &asked), Err(barred), "{asked:?}");
        }
        for (basis, purpose) in [("curiosity", "identify"), ("police", "everything")] {
            let query = Query { basis: basis.into(), purpose: purpose.into(), ..query() };
            assert_eq!(gate(&query, &open), Err(Barred::Basis));
        }
        assert_eq!(gate(&query(), &Asked { today: rules.queries_per_day - 1, ..open }), Ok(()));
    }

    #[test]
    fn a_basis_names_an_article_that_there_is() {
        let mut files = DataFiles::embedded();
        let text = files.text(FILE).expect("the file").replace("47.1.a", "400.1");
        files.overlay(FILE, text);
        let law = Law::load(&files).expect("articles");
        let wrong = Rules::load(&files, |article| law.find(article).is_some()).expect_err("no such article");
        assert!(wrong.line > 1, "{wrong:?}");
    }
}

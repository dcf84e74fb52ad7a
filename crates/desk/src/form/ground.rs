//! On which grounds a request may be refused. A kind is offered those of its article and no others.

use khien_terms::{DataError, DataFiles};
use serde::Deserialize;

use super::law::Law;
use crate::Kind;

const FILE: &str = "desk/grounds.json";
/// Never a ground: fiscal matters alone, bank secrecy (article 40(23) and (24)).
const NEVER: [&str; 2] = ["40.23", "40.24"];
/// Preservation and what is disclosed while preserving may be refused on these alone (articles 42(6) and 43(2)).
const NARROW: [&str; 3] = ["40.21.b", "40.21.c", "40.22"];
/// The kinds that those two articles rule; an enquiry about a place is no more than they are.
const NARROW_KINDS: [Kind; 4] = [Kind::P1, Kind::P2, Kind::P3, Kind::T1];

/// What a ground does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The State refuses.
    Refuse,
    /// The State would, but there is nothing that it could do.
    Cannot,
}

/// A ground that a reservation opens for kinds to which it is otherwise closed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// Which kinds.
    pub kinds: Vec<Kind>,
    /// Article and paragraph of the reservation.
    pub reservation: String,
}

/// A ground.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// Its code.
    pub code: String,
    /// What it does.
    pub effect: Effect,
    /// Where the law allows it; `None` for what is fact or domestic law.
    #[serde(default)]
    pub article: Option<String>,
    /// Kinds that it may answer.
    pub kinds: Vec<Kind>,
    /// Kinds that a reservation opens to it.
    #[serde(default)]
    pub reserved: Option<Opened>,
    /// Whether the requester is asked to mend the request first.
    #[serde(default)]
    pub clarify_first: bool,
    /// Whether the oversight body gets a sealed notice.
    #[serde(default)]
    pub tells_oversight: bool,
    /// What it can be narrowed to.
    #[serde(default)]
    pub sub: Vec<String>,
}

/// Reads the grounds and holds them to the law.
pub fn load(files: &DataFiles, law: &Law) -> Result<Vec<Ground>, Vec<DataError>> {
    let grounds: Vec<Ground> = files.json(FILE).map_err(|error| vec![error])?;
    let errors: Vec<DataError> = grounds
        .iter()
        .filter_map(|ground| {
            let needle = format!("\"{}\"", ground.code);
            fault(ground, law).map(|problem| files.fault(FILE, &needle, problem))
        })
        .collect();
    if errors.is_empty() { Ok(grounds) } else { Err(errors) }
}

fn fault(ground: &Ground, law: &Law) -> Option<String> {
    let article = ground.article.as_deref();
    if let Some(unknown) = article.filter(|id| law.find(id).is_none()) {
        return Some(format!("the Convention has no article `{unknown}`"));
    }
    if article.is_some_and(|id| NEVER.contains(&id)) {
        return Some(
            "fiscal matters alone and bank secrecy are no grounds (article 40(23) and (24)): take it out".into(),
        );
    }
    let narrow = ground.kinds.iter().find(|kind| NARROW_KINDS.contains(kind));
    let allowed =
        article.is_some_and(|id| NARROW.contains(&id)) || authenticity(ground) || ground.effect == Effect::Cannot;
    match narrow {
        Some(kind) if !allowed => {
            Some(format!("{kind} may be refused on {} only: take the kind out", NARROW.join(", ")))
        }
        _ => None,
    }
}

/// A message that nobody can show to be the other State's is no request at all: that is no refusal in the law's sense.
fn authenticity(ground: &Ground) -> bool {
    ground.code == "V0"
}

#[cfg(test)]
mod tests {
    use super::super::Forms;
    use super::*;

    fn codes(forms: &Forms, kind: Kind) -> Vec<String> {
        forms
            .grounds(kind)
            .iter()
            .filter(|ground| ground.effect == Effect::Refuse)
            .map(|ground| ground.code.clone())
            .collect()
    }

    #[test]
    fn a_preservation_is_refused_on_three_grounds_and_for_want_of_a_sender() {
        let forms = Forms::load(&DataFiles::embedded()).expect("forms");
        for kind in [Kind::P1, Kind::P2, Kind::T1] {
            assert_eq!(codes(&forms, kind), ["G21b", "G21c", "G22", "V0"], "{kind}");
        }
        assert_eq!(codes(&forms, Kind::D1), ["V0"], "the desk decides nothing about an extradition");
    }

    #[test]
    fn a_reservation_opens_dual_criminality_for_preservation() {
        let forms = Forms::load(&DataFiles::embedded()).expect("forms");
        let open = |made: &[String]| forms.grounds_of(Kind::P1, made).iter().any(|ground| ground.code == "G8");
        assert!(!open(&[]));
        assert!(open(&["42.5".to_owned()]));
        assert!(forms.grounds(Kind::A1).iter().any(|ground| ground.code == "G8"));
        assert!(!forms.grounds(Kind::E1).iter().any(|ground| ground.code == "G8"), "a life does not wait for a label");
    }

    #[test]
    fn bank_secrecy_is_never_offered() {
        let mut files = DataFiles::embedded();
        let text = "[\n {\"code\": \"GB\", \"effect\": \"refuse\", \"article\": \"40.24\", \"kinds\": [\"A1\"]}\n]";
        files.overlay(FILE, text.to_owned());
        let errors = load(&files, &Law::load(&files).expect("law")).expect_err("refused");
        assert_eq!((errors[0].line, errors[0].problem.contains("bank secrecy")), (2, true));
    }

    #[test]
    fn data_protection_may_not_refuse_a_preservation() {
        let mut files = DataFiles::embedded();
        let text = "[{\"code\": \"G36\", \"effect\": \"refuse\", \"article\": \"36.1.a\", \"kinds\": [\"P1\"]}]";
        files.overlay(FILE, text.to_owned());
        assert!(load(&files, &Law::load(&files).expect("law")).is_err());
    }
}

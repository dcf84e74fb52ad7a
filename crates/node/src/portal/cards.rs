//! Advice that fits the relation and the danger (care 1.5), from `data/cards.json`.

use std::collections::BTreeMap;

use khien_terms::{DataError, DataFiles, Lang};
use serde::{Deserialize, Serialize};

use super::report::draft::Draft;

/// When a card is shown; an empty list fits everything.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Rule {
    /// Doors.
    pub doors: Vec<String>,
    /// Age paths.
    pub paths: Vec<String>,
    /// Beginnings of harm codes.
    pub harms: Vec<String>,
    /// Relations of the alleged person.
    pub relations: Vec<String>,
    /// Who reports; before that is said, and for everybody else, such a card is left out.
    pub reporters: Vec<String>,
    /// Danger codes.
    pub danger: Vec<String>,
    /// Relations for which the advice would be wrong.
    pub not_relations: Vec<String>,
    /// Danger for which the advice would be wrong.
    pub not_danger: Vec<String>,
    /// Beginnings of harm codes for which the advice would be wrong.
    pub not_harms: Vec<String>,
    /// Who reports when the advice would be wrong.
    pub not_reporters: Vec<String>,
}

/// Words of a card.
#[derive(Debug, Clone, Deserialize)]
struct Text {
    title: String,
    body: String,
}

/// One card.
#[derive(Debug, Clone, Deserialize)]
pub struct Card {
    /// Stable name.
    pub id: String,
    /// Stands on a page of its own and is chosen by name only.
    #[serde(default)]
    named: bool,
    #[serde(flatten)]
    rule: Rule,
    text: BTreeMap<String, Text>,
}

/// A card as a page shows it.
#[derive(Debug, Clone)]
pub struct CardView {
    /// What to do.
    pub title: String,
    /// Why, and how.
    pub body: String,
    /// The rule as JSON, when the page's script chooses.
    pub rule: Option<String>,
}

/// Reads `cards.json`.
///
/// # Errors
/// With file and line; a card without English is refused.
pub fn load(files: &DataFiles) -> Result<Vec<Card>, DataError> {
    let cards: Vec<Card> = files.json("cards.json")?;
    match cards.iter().find(|card| !card.text.contains_key("en")) {
        Some(card) => Err(files.fault("cards.json", &format!("\"{}\"", card.id), "this card has no English text")),
        None => Ok(cards),
    }
}

impl Rule {
    /// Whether the advice is for this draft.
    #[must_use]
    pub fn fits(&self, draft: &Draft) -> bool {
        let any =
            |wanted: &[String], holds: &dyn Fn(&str) -> bool| wanted.is_empty() || wanted.iter().any(|w| holds(w));
        let danger = |code: &str| draft.danger.iter().any(|given| given == code);
        let harm = |start: &str| draft.harms.iter().any(|given| given.starts_with(start));
        any(&self.doors, &|door| door == draft.door)
            && any(&self.paths, &|path| path == draft.path())
            && any(&self.harms, &harm)
            && any(&self.relations, &|code| code == draft.relation)
            && any(&self.reporters, &|code| code == draft.reporter)
            && any(&self.danger, &danger)
            && !self.not_relations.contains(&draft.relation)
            && !self.not_danger.iter().any(|code| danger(code))
            && !self.not_harms.iter().any(|start| harm(start))
            && !self.not_reporters.contains(&draft.reporter)
    }
}

impl Card {
    fn view(&self, lang: Lang, with_rule: bool) -> Option<CardView> {
        let text = self.text.get(lang.as_str()).or_else(|| self.text.get("en"))?;
        let rule = if with_rule { serde_json::to_string(&self.rule).ok() } else { None };
        Some(CardView { title: text.title.clone(), body: text.body.clone(), rule })
    }
}

/// The cards for a draft, as the server chooses them; at most `most`, for advice that nobody reads to its end helps
/// nobody.
#[must_use]
pub fn for_draft(cards: &[Card], draft: &Draft, lang: Lang, most: usize) -> Vec<CardView> {
    cards
        .iter()
        .filter(|card| !card.named && card.rule.fits(draft))
        .filter_map(|card| card.view(lang, false))
        .take(most)
        .collect()
}

/// All cards with their rules, for the page's script.
#[must_use]
pub fn all(cards: &[Card], lang: Lang) -> Vec<CardView> {
    cards.iter().filter(|card| !card.named).filter_map(|card| card.view(lang, true)).collect()
}

/// Cards of these ids, for the help page.
#[must_use]
pub fn named(cards: &[Card], ids: &[&str], lang: Lang) -> Vec<CardView> {
    ids.iter()
        .filter_map(|id| cards.iter().find(|card| card.id == *id))
        .filter_map(|card| card.view(lang, false))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(relation: &str, danger: &[&str]) -> Draft {
        Draft {
            door: "me".into(),
            me: "path.18".into(),
            harms: vec!["tfgbv.image.threat".into()],
            relation: relation.into(),
            danger: danger.iter().map(ToString::to_string).collect(),
            ..Draft::default()
        }
    }

    #[test]
    fn do_not_answer_is_told_about_a_stranger_and_not_about_a_partner_at_home() {
        let cards = load(&DataFiles::embedded()).expect("cards");
        let ids = |draft: &Draft| -> Vec<String> {
            cards.iter().filter(|c| c.rule.fits(draft)).map(|c| c.id.clone()).collect()
        };
        assert!(ids(&draft("who.stranger_online", &[])).contains(&"sextortion".to_owned()));
        assert!(!ids(&draft("who.ex", &[])).contains(&"sextortion".to_owned()));
        assert!(!ids(&draft("who.unknown", &["dan.lives_with"])).contains(&"sextortion".to_owned()));
    }

    #[test]
    fn a_child_who_may_be_hurt_at_home_is_not_sent_to_a_parent() {
        let cards = load(&DataFiles::embedded()).expect("cards");
        for (danger, harms) in [
            (&["dan.lives_with"][..], &[][..]),
            (&["dan.hurt"], &["ocsea.unsure"]),
            (&[], &["other.home"]),
            (&["dan.lives_with"], &["other.home"]),
            (&[], &["ocsea.contact.disclosed"]),
        ] {
            let child = Draft {
                me: "path.u13".into(),
                harms: harms.iter().map(ToString::to_string).collect(),
                ..draft("", danger)
            };
            let told: Vec<&Card> = cards.iter().filter(|card| !card.named && card.rule.fits(&child)).collect();
            let outside = told.iter().filter(|card| card.id.starts_with("u13.outside")).count();
            assert_eq!(outside, 1, "{danger:?} {harms:?}");
            for card in told {
                for (lang, names) in [
                    ("en", &["parent", "mother", "father", "grand"][..]),
                    ("vi", &["ba mẹ", "bố mẹ", "cha mẹ", "ông bà"]),
                    ("id", &["ayah", "ibu,", "kakek", "nenek"]),
                ] {
                    let body = card.text[lang].body.to_lowercase();
                    assert!(names.iter().all(|name| !body.contains(name)), "{} {lang}", card.id);
                }
            }
        }
    }

    #[test]
    fn what_a_parent_is_told_is_not_told_to_a_teacher() {
        let cards = load(&DataFiles::embedded()).expect("cards");
        let ids = |reporter: &str| -> Vec<&str> {
            let draft = Draft {
                door: "other".into(),
                harms: vec!["ocsea.groom.online".into()],
                reporter: reporter.into(),
                ..Draft::default()
            };
            let fitting = cards.iter().filter(|card| !card.named && card.rule.fits(&draft));
            fitting.map(|card| card.id.as_str()).filter(|id| id.ends_with(".react")).collect()
        };
        assert_eq!(ids("rep.parent"), ["parent.react"]);
        assert_eq!(ids("rep.school"), ["teacher.react"]);
        assert_eq!(ids("rep.friend"), ["adult.react"]);
        assert_eq!(ids(""), ["adult.react"]);
    }

    #[test]
    fn no_card_tells_to_delete_to_confront_or_to_investigate() {
        for card in load(&DataFiles::embedded()).expect("cards") {
            let english = card.text["en"].body.to_lowercase();
            for wrong in ["delete everything", "confront them", "find out who", "send them money", "pay them"] {
                assert!(!english.contains(wrong), "{}: {wrong}", card.id);
            }
        }
    }
}

//! The take-down letter: an address, what it is as assessed by us, the law, what we ask. No name of a person, no story.

use khien_terms::clocks::Capacity;
use khien_terms::{Code, Lang};

use crate::app::App;

/// What a letter says.
pub struct Letter<'a> {
    /// Name of the service.
    pub service: &'a str,
    /// Name of this node.
    pub node: &'a str,
    /// Where answers go.
    pub contact: &'a str,
    /// Who signs, by desk name (care 4.3).
    pub desk: &'a str,
    /// In which capacity we ask (care 5.2).
    pub capacity: Capacity,
    /// The legal basis as it is cited in the letter's language.
    pub law: &'a str,
    /// Hours that it gives.
    pub hours: Option<f64>,
    /// Kind of material, one of [`kinds_of`].
    pub kind: &'static str,
    /// The one address.
    pub url: &'a str,
    /// By which name the service answers, and an uploader appeals.
    pub reference: &'a str,
    /// Where an uploader appeals (care 2.4).
    pub appeal: &'a str,
    /// Day of the letter, in words.
    pub day: &'a str,
}

/// The kinds of content, in the words of `clocks.json`, that a harm may be notified as; the closest first. Extortion with
/// a picture is also the picture; what has no kind of its own is other unlawful material.
#[must_use]
pub fn kinds_of(harm: &Code) -> &'static [&'static str] {
    let harm = harm.as_str();
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| harm.starts_with(prefix));
    if starts(&["ocsea.sextort"]) {
        &["sextortion", "csam", "other"]
    } else if starts(&["tfgbv.sextort", "tfgbv.image.threat"]) {
        &["sextortion", "ncii", "other"]
    } else if starts(&["ocsea.groom", "ocsea.solicit", "ocsea.live.induced", "ocsea.posed", "ocsea.chatbot"]) {
        &["grooming", "other"]
    } else if starts(&["ocsea.csam", "ocsea.image", "ocsea.ai", "ocsea.live", "ocsea.guide"]) {
        &["csam", "other"]
    } else if starts(&["tfgbv.image"]) {
        &["ncii", "other"]
    } else if starts(&["tfgbv.doxx", "tfgbv.outing", "tfgbv.stalk"]) {
        &["doxxing", "other"]
    } else if starts(&["tfgbv.hate", "tfgbv.threat", "tfgbv.honour", "tfgbv.harass", "tfgbv.public"]) {
        &["hate", "other"]
    } else {
        &["other"]
    }
}

/// The closest kind of a harm that a legal basis covers.
#[must_use]
pub fn kind_under(harm: &Code, applies_to: &[String]) -> Option<&'static str> {
    kinds_of(harm).iter().copied().find(|kind| applies_to.iter().any(|content| content == kind))
}

/// The node by its portal's name and its host.
#[must_use]
pub fn node_name(app: &App, lang: Lang) -> String {
    let name = format!("“{}”", app.words.get(lang, "portal-name"));
    let host = app.config.origin.as_deref().and_then(|origin| origin.split("://").nth(1));
    host.map_or(name.clone(), |host| format!("{name} ({host})"))
}

/// By which number the world knows a notice: its case, and the how manieth of the case it is.
#[must_use]
pub fn reference(case: i64, nth: i64) -> String {
    format!("KH-{case}-{nth}")
}

/// The case's number and the place in the case, from a reference as somebody typed it.
#[must_use]
pub fn read_reference(typed: &str) -> Option<(i64, i64)> {
    let typed = typed.trim().to_ascii_uppercase();
    let (case, nth) = typed.strip_prefix("KH-").unwrap_or(&typed).split_once('-')?;
    let number = |text: &str| text.parse().ok().filter(|number: &i64| *number > 0);
    Some((number(case)?, number(nth)?))
}

/// Says the words of a key in the letter's language, with these texts in them.
pub type Say<'a> = &'a dyn Fn(&str, &[(&str, &str)]) -> String;

impl Letter<'_> {
    /// The subject line.
    #[must_use]
    pub fn subject(&self, say: Say<'_>) -> String {
        say("letter-subject", &[("reference", self.reference)])
    }

    /// The text.
    #[must_use]
    pub fn body(&self, say: Say<'_>) -> String {
        let kind = say(&format!("letter-kind-{}", self.kind), &[]);
        let hours = match self.hours {
            Some(hours) => say("letter-hours", &[("hours", &hours.to_string())]),
            None => say("letter-no-hours", &[]),
        };
        let asked = ["preserve", "silent", "public", "answer"]
            .map(|what| format!("- {}", say(&format!("letter-please-{what}"), &[("reference", self.reference)])));
        let signed = [("desk", self.desk), ("node", self.node), ("day", self.day)];
        let who = format!("letter-who-{}", self.capacity.as_str());
        let paragraphs = [
            say("letter-to", &[("service", self.service)]),
            say(&who, &[("node", self.node)]),
            format!("{}\n{}", say("letter-ask", &[]), self.url),
            say("letter-what", &[("what", &kind)]),
            format!("{}\n{hours}", say("letter-law", &[("law", self.law)])),
            format!("{}\n{}", say("letter-please", &[]), asked.join("\n")),
            say("letter-good-faith", &[]),
            say("letter-appeal", &[("appeal", self.appeal), ("reference", self.reference)]),
            format!("{}\n{}", say("letter-signed", &signed), say("letter-contact", &[("mail", self.contact)])),
        ];
        paragraphs.join("\n\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter<'a>(capacity: Capacity) -> Letter<'a> {
        Letter {
            service: "A service",
            node: "A hotline",
            contact: "desk@example.org",
            desk: "Night desk",
            capacity,
            law: "Law 1, article 2",
            hours: Some(24.0),
            kind: "csam",
            url: "https://example.org/x",
            reference: "KH-1-2",
            appeal: "https://node.example/appeal",
            day: "24 November 2026",
        }
    }

    #[test]
    fn a_letter_says_in_which_capacity_we_ask_and_nothing_of_a_person() {
        let say = |key: &str, values: &[(&str, &str)]| format!("{key}{values:?}");
        for capacity in Capacity::ALL {
            let body = letter(capacity).body(&say);
            assert!(body.contains(&format!("letter-who-{}", capacity.as_str())));
            assert!(body.contains("https://example.org/x") && body.contains("Law 1, article 2"));
        }
    }

    #[test]
    fn a_letter_says_where_an_uploader_appeals_and_by_which_number() {
        let say = |key: &str, values: &[(&str, &str)]| format!("{key}{values:?}");
        let body = letter(Capacity::Hotline).body(&say);
        let line = body.lines().find(|line| line.starts_with("letter-appeal")).unwrap_or_default();
        assert!(line.contains("https://node.example/appeal") && line.contains("KH-1-2"), "{body}");
    }

    #[test]
    fn a_reference_reads_back_and_nothing_else_does() {
        assert_eq!(read_reference(" kh-12-3 "), Some((12, 3)));
        assert_eq!(read_reference(&reference(7, 1)), Some((7, 1)));
        for typed in ["", "KH", "KH-1", "KH-1-2-3", "KH-x-1", "KH-0-1", "12-3x"] {
            assert_eq!(read_reference(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_childs_image_is_named_as_abuse_material_and_an_adults_as_intimate_image() {
        let closest = |code: &str| kinds_of(&Code::new(code))[0];
        assert_eq!(closest("ocsea.image.leaked"), "csam");
        assert_eq!(closest("tfgbv.image.shared"), "ncii");
        assert_eq!(closest("tfgbv.image.threat"), "sextortion");
        assert_eq!(closest("ocsea.groom.meet"), "grooming");
        assert_eq!(closest("other.scam"), "other");
    }

    #[test]
    fn a_letter_names_a_kind_that_its_legal_basis_covers() {
        let covers = |kinds: &[&str]| kinds.iter().map(|kind| (*kind).to_owned()).collect::<Vec<_>>();
        let sextortion = Code::new("tfgbv.sextort");
        assert_eq!(kind_under(&sextortion, &covers(&["ncii", "sextortion"])), Some("sextortion"));
        assert_eq!(kind_under(&sextortion, &covers(&["csam", "ncii"])), Some("ncii"));
        assert_eq!(kind_under(&sextortion, &covers(&["csam"])), None);
    }
}

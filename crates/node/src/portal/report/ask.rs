//! What the blocks ask: lists of choices in the right order and voice.

use khien_casework::header::OpenCodes;

use super::draft::Draft;
use super::secret::Secret;
use super::view::View;
use crate::portal::offer::{Listed, last_apart};

/// One thing that can be ticked.
pub struct Choice {
    /// Its code.
    pub code: String,
    /// The sentence in the right voice.
    pub text: String,
    /// Whether it is ticked.
    pub on: bool,
    /// Reporters whom this relation may implicate, by space (care 1.6); empty elsewhere.
    pub implicates: String,
    /// Whether this relation is one that is near (reporting 3.3).
    pub near: bool,
    /// Whether this harm is ticked beforehand for somebody who comes because of a threat.
    pub feared: bool,
    /// Name of the drawing beside it, under 13; empty elsewhere.
    pub drawing: String,
}

/// Things that can be ticked, in the order in which they are shown.
pub struct Choices {
    /// Name of the field.
    pub name: &'static str,
    /// `checkbox` or `radio`.
    pub kind: &'static str,
    /// At once.
    pub first: Vec<Choice>,
    /// Behind one press.
    pub more: Vec<Choice>,
    /// Whether that is open, because something in it is ticked.
    pub more_open: bool,
    /// "Not sure".
    pub last: Option<Choice>,
}

/// A list from which one is picked.
pub struct Pick {
    /// Name of the field.
    pub name: &'static str,
    /// Its label.
    pub label: String,
    /// What can be picked.
    pub options: Vec<Choice>,
}

/// A way of contact.
pub struct WayField {
    /// Its code.
    pub code: String,
    /// Its label.
    pub text: String,
    /// What was typed.
    pub value: String,
    /// Type of the input.
    pub kind: &'static str,
}

impl View<'_> {
    fn choice(&self, code: &str, given: &[String]) -> Choice {
        Choice {
            code: code.to_owned(),
            text: self.sentence(code),
            on: given.iter().any(|g| g == code),
            implicates: String::new(),
            near: false,
            feared: false,
            drawing: if self.is_child() { self.drawing(code) } else { String::new() },
        }
    }

    /// The drawing of a code; the youngest are offered no code without one.
    fn drawing(&self, code: &str) -> String {
        let child = &self.page.app().portal.offer.child;
        let drawn = child.harms_u13.iter().chain(&child.danger_u13).any(|known| known == code);
        if drawn { code.replace('.', "-") } else { String::new() }
    }

    fn choices(&self, name: &'static str, kind: &'static str, listed: &Listed, given: &[String]) -> Choices {
        let more: Vec<Choice> = listed.more.iter().map(|code| self.choice(code, given)).collect();
        Choices {
            name,
            kind,
            first: listed.first.iter().map(|code| self.choice(code, given)).collect(),
            more_open: more.iter().any(|choice| choice.on),
            more,
            last: listed.last.as_ref().map(|code| self.choice(code, given)),
        }
    }

    pub(super) fn ticks(&self, name: &'static str, listed: &Listed, given: &[String]) -> Choices {
        self.choices(name, "checkbox", listed, given)
    }

    pub(super) fn radios(&self, name: &'static str, listed: &Listed, given: &str) -> Choices {
        self.choices(name, "radio", listed, &[given.to_owned()])
    }

    /// Danger codes.
    #[must_use]
    pub fn danger(&self) -> Choices {
        let listed = self.page.app().portal.offer.danger_of(&self.draft.door, &self.path);
        self.ticks("danger", &listed, &self.draft.danger)
    }

    /// Ages.
    #[must_use]
    pub fn ages(&self) -> Choices {
        self.radios("me", &last_apart(&self.page.app().portal.offer.age), &self.draft.me)
    }

    /// Reporters.
    #[must_use]
    pub fn reporters(&self) -> Choices {
        self.radios("reporter", &last_apart(&self.page.app().portal.offer.reporter), &self.draft.reporter)
    }

    /// Harms.
    #[must_use]
    pub fn harms(&self) -> Choices {
        let offer = &self.page.app().portal.offer;
        let mut choices = self.ticks("harms", &offer.harms_of(&self.draft.door, &self.path), &self.draft.harms);
        let all = choices.first.iter_mut().chain(&mut choices.more);
        if let Some(choice) = all.into_iter().find(|choice| offer.feared.contains(&choice.code)) {
            choice.feared = self.draft.door == "me";
            choice.on |= self.draft.feared;
        }
        choices
    }

    /// Relations; each says which reporters it may implicate, by the one rule that knows.
    #[must_use]
    pub fn relations(&self) -> Choices {
        let offer = &self.page.app().portal.offer;
        let mut choices = self.radios("relation", &offer.relation, &self.draft.relation);
        let all = choices.first.iter_mut().chain(&mut choices.more).chain(&mut choices.last);
        for choice in all {
            choice.near = OpenCodes::is_near(&choice.code);
            let implicated = offer.reporter.iter().filter(|reporter| {
                let draft = Draft {
                    door: "other".to_owned(),
                    reporter: (*reporter).clone(),
                    relation: choice.code.clone(),
                    ..Draft::default()
                };
                draft.open().reporter_may_be_implicated()
            });
            choice.implicates = implicated.cloned().collect::<Vec<_>>().join(" ");
        }
        choices
    }

    /// Age band, gender, province.
    #[must_use]
    pub fn affected(&self) -> Vec<Pick> {
        let rulebook = &self.page.app().rulebook;
        let areas = rulebook.areas.areas.iter().map(|area| Choice {
            text: area.name(self.page.lang).to_owned(),
            ..self.choice(&area.code, std::slice::from_ref(&self.draft.area))
        });
        let mut picks = vec![
            self.pick("age", "report-affected-age", "age_band", &self.draft.age),
            self.pick("gender", "report-affected-gender", "gender", &self.draft.gender),
            Pick { name: "area", label: self.t("report-affected-area"), options: areas.collect() },
        ];
        picks.retain(|pick| !pick.options.is_empty());
        picks
    }

    pub(super) fn pick(&self, name: &'static str, label: &str, list: &str, given: &str) -> Pick {
        let entries =
            self.page.app().rulebook.typology.list(list).filter(|entry| self.offers(entry.code.as_str(), entry.child));
        let options = entries.map(|entry| self.choice(entry.code.as_str(), &[given.to_owned()])).collect();
        Pick { name, label: self.t(label), options }
    }

    /// On the adults' own path no child's age band is offered, and nothing that one knows of oneself is "not known".
    fn offers(&self, code: &str, child: Option<bool>) -> bool {
        let unknown = &self.page.app().portal.offer.not_of_oneself;
        self.draft.door != "me" || (child != Some(true) && !unknown.iter().any(|known| known == code))
    }

    /// Services.
    #[must_use]
    pub fn platforms(&self) -> Choices {
        self.ticks("platforms", &self.page.app().portal.offer.platforms, &self.draft.platforms)
    }

    /// Wishes.
    #[must_use]
    pub fn wanted(&self) -> Choices {
        let codes = self.page.app().portal.offer.wanted.get(self.child_or_adult()).cloned().unwrap_or_default();
        self.ticks("wanted", &last_apart(&codes), &self.draft.wanted)
    }

    /// Permissions, all off by default.
    #[must_use]
    pub fn consents(&self) -> Choices {
        let codes = self.page.app().portal.offer.consent.get(self.child_or_adult()).cloned().unwrap_or_default();
        let listed = Listed { first: codes, ..Listed::default() };
        self.ticks("consent", &listed, &self.draft.consent)
    }

    /// Ways of contact.
    #[must_use]
    pub fn ways(&self) -> Vec<WayField> {
        let ways = self.page.app().portal.offer.contact.ways.iter();
        ways.map(|code| WayField {
            text: self.t(&format!("report-way-{}", code.replace('.', "-"))),
            value: self.draft.ways.get(code).map(Secret::reveal).unwrap_or_default(),
            kind: match code.as_str() {
                "cs.email" => "email",
                "cs.sms" | "cs.call" => "tel",
                _ => "text",
            },
            code: code.clone(),
        })
        .collect()
    }

    /// The number for a call back under 13.
    #[must_use]
    pub fn callback(&self) -> String {
        self.draft.ways.get("cs.call").map(Secret::reveal).unwrap_or_default()
    }

    /// What to mind about contact.
    #[must_use]
    pub fn contact_care(&self) -> Choices {
        let contact = &self.page.app().portal.offer.contact;
        let (first, more) = if self.is_appeal() {
            (contact.appeal.clone(), Vec::new())
        } else {
            (contact.care.clone(), contact.care_more.clone())
        };
        let listed = Listed { first, more, last: None };
        self.ticks("contact", &listed, &self.draft.contact)
    }
}

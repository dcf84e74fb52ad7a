//! The header of a report: everything of it that is of class *open*, as the reporter's browser signs it.

use khien_terms::country::Areas;
use khien_terms::{Code, Typology};
use serde::{Deserialize, Serialize};

use crate::Refusal;

/// The signed header. Its JSON text is hashed as it was sent, so it is kept as text and read when needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Version of this shape, 1.
    pub v: u8,
    /// How the envelopes are sealed.
    pub suite: String,
    /// Language of the reporter.
    pub lang: String,
    /// Hash of the mailbox's address, hex.
    pub mailbox: String,
    /// Where answers are sealed to.
    pub recipient: String,
    /// What the reporter signs with, hex.
    pub verify: String,
    /// The intake team.
    pub team: String,
    /// Epoch of its key.
    pub epoch: u32,
    /// The codes.
    pub open: OpenCodes,
}

/// The codes of a report and nothing else: what routes, counts and clocks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OpenCodes {
    /// `me`, `other`, `saw`, `appeal` (care 2.4), or `protect`: somebody protects their own images.
    pub door: String,
    /// Age path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<Code>,
    /// Who reports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reporter: Option<Code>,
    /// What happened.
    pub harms: Vec<Code>,
    /// Danger.
    pub danger: Vec<Code>,
    /// What the person wants.
    pub wanted: Vec<Code>,
    /// Permissions, all off unless they stand here.
    pub consent: Vec<Code>,
    /// How contact is safe.
    pub contact: Vec<Code>,
    /// Relation of the alleged person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relation: Option<Code>,
    /// Age band of the person affected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<Code>,
    /// Gender of the person affected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<Code>,
    /// Province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// Where it happened.
    pub platforms: Vec<Code>,
    /// In which form.
    pub modality: Vec<Code>,
    /// Signs of artificial making.
    pub ai: Vec<Code>,
    /// When it was first seen, as a band.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<Code>,
    /// When it was last seen, as a band.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Code>,
    /// Whether it is still there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub still_up: Option<Code>,
    /// Whether it came back after it had been gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posted_again: Option<Code>,
    /// Who was told before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<Code>,
    /// Who is in the picture.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pictured: Vec<Code>,
    /// Help that is there already.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub support: Vec<Code>,
}

/// The doors of the portal; on `appeal` nobody reports a harm.
pub const DOORS: [&str; 4] = ["me", "other", "saw", "appeal"];

/// Upper bound of codes in one list; the form cannot exceed it.
const LIST_MAX: usize = 80;

impl OpenCodes {
    /// Checks that every code exists in the list that its field names.
    ///
    /// # Errors
    /// [`Refusal::UnknownCode`] with the first that does not; [`Refusal::Field`] for a door or a province.
    pub fn check(&self, typology: &Typology, areas: &Areas) -> Result<(), Refusal> {
        if !DOORS.contains(&self.door.as_str()) && !self.is_own_images() {
            return Err(Refusal::Field { field: "door", problem: "one of me, other, saw, appeal, protect" });
        }
        if self.area.as_ref().is_some_and(|code| !areas.exists(code)) {
            return Err(Refusal::Field { field: "area", problem: "no such province" });
        }
        let single = [
            ("reporter_age_path", &self.path),
            ("reporter", &self.reporter),
            ("alleged_relation", &self.relation),
            ("age_band", &self.age),
            ("gender", &self.gender),
            ("seen_when", &self.first_seen),
            ("seen_when", &self.last_seen),
            ("yes_no", &self.still_up),
            ("yes_no", &self.posted_again),
        ];
        for (list, code) in single {
            code.iter().try_for_each(|code| in_list(typology, list, code))?;
        }
        let many: [(&str, &[Code]); 10] = [
            ("danger", &self.danger),
            ("wanted", &self.wanted),
            ("consent_scope", &self.consent),
            ("contact_safety", &self.contact),
            ("platform", &self.platforms),
            ("modality", &self.modality),
            ("ai_flag", &self.ai),
            ("told_before", &self.told),
            ("in_picture", &self.pictured),
            ("support_there", &self.support),
        ];
        for (list, codes) in many {
            short(codes)?;
            codes.iter().try_for_each(|code| in_list(typology, list, code))?;
        }
        short(&self.harms)?;
        if !(self.is_of_harm() || self.harms.is_empty() && self.danger.is_empty()) {
            return Err(Refusal::Field { field: "harms", problem: "this door reports no harm; come in by another" });
        }
        self.harms.iter().try_for_each(|code| {
            if typology.is_harm(code.as_str()) { Ok(()) } else { Err(Refusal::UnknownCode(code.clone())) }
        })
    }

    /// Whether a list holds a code.
    #[must_use]
    pub fn has(list: &[Code], code: &str) -> bool {
        list.iter().any(|c| c.as_str() == code)
    }

    /// Whether child rules apply: any doubt about age is a child (typology, rules).
    #[must_use]
    pub fn child(&self, typology: &Typology) -> bool {
        let by_age = self.age.as_ref().and_then(|age| typology.entry(age.as_str())).and_then(|entry| entry.child);
        let by_path =
            self.path.as_ref().is_some_and(|p| matches!(p.as_str(), "path.u13" | "path.13_15" | "path.16_17"));
        let by_harm =
            self.harms.iter().any(|harm| harm.as_str().starts_with("ocsea.") || harm.as_str() == "other.bully.child");
        let by_picture = Self::has(&self.pictured, "pic.child");
        // Of own images any doubt counts: whoever does not say that they are 18 is kept with children (care 3.2).
        let by_own = self.is_own_images() && self.path.as_ref().is_none_or(|path| path.as_str() != "path.18");
        by_age == Some(true) || by_harm || by_picture || (self.door == "me" && by_path) || by_own
    }

    /// Whether somebody protects their own images: no harm, and never counted as one.
    #[must_use]
    pub fn is_own_images(&self) -> bool {
        self.door == crate::report::PROTECT_DOOR
    }

    /// Whether a harm is reported here.
    #[must_use]
    pub fn is_of_harm(&self) -> bool {
        !self.is_appeal() && !self.is_own_images()
    }

    /// Whether somebody asks that a removal or a report about themselves be looked at again (care 2.4): no harm, and
    /// never counted as one.
    #[must_use]
    pub fn is_appeal(&self) -> bool {
        self.door == "appeal"
    }

    /// Whether the alleged person may be in the same home or hold the same device, so that it is asked for by itself
    /// (reporting 3.3): a carer, a relative, a partner of now or before.
    #[must_use]
    pub fn is_near(relation: &str) -> bool {
        matches!(relation, "who.parent" | "who.family" | "who.partner" | "who.ex")
    }

    /// Whether the mailbox shows replies only: not the report, not files, not names (care 1.2).
    #[must_use]
    pub fn reduced_mailbox(&self) -> bool {
        let child_path =
            self.path.as_ref().is_some_and(|p| matches!(p.as_str(), "path.u13" | "path.13_15" | "path.16_17"));
        child_path
            || Self::has(&self.danger, "dan.lives_with")
            || Self::has(&self.danger, "dan.monitored")
            || Self::has(&self.contact, "cs.shared_device")
            || Self::has(&self.contact, "cs.monitored")
    }

    /// Whether the one who reports may be the alleged person (care 1.6): a guardian who names a parent, a partner who
    /// names a partner. Until a person has looked, their mailbox shows `received` and `passed on` only.
    #[must_use]
    pub fn reporter_may_be_implicated(&self) -> bool {
        let (Some(reporter), Some(relation)) = (&self.reporter, &self.relation) else { return false };
        self.door == "other"
            && matches!(
                (reporter.as_str(), relation.as_str()),
                ("rep.parent", "who.parent") | ("rep.partner", "who.partner" | "who.ex") | ("rep.family", "who.family")
            )
    }

    /// Whether a person must look before a withdrawal destroys anything (care 1.2).
    #[must_use]
    pub fn danger_stated(&self) -> bool {
        self.danger.iter().any(|code| !matches!(code.as_str(), "dan.none" | "dan.unsaid"))
    }

    /// The same codes, made coarse for what stays after erasure (care 6.3): no danger, wishes, contact, relation,
    /// platform, province, time, picture or support; harms by their group, ages by child or adult.
    #[must_use]
    pub fn coarsened(&self, typology: &Typology) -> Self {
        let mut harms: Vec<Code> = self.harms.iter().map(coarse_harm).collect();
        harms.sort();
        harms.dedup();
        let age = if self.child(typology) { "age.child" } else { "age.unknown" };
        Self { door: self.door.clone(), harms, age: Some(Code::new(age)), ..Self::default() }
    }
}

fn coarse_harm(harm: &Code) -> Code {
    match harm.as_str().split('.').next() {
        Some("ocsea") => Code::new("ocsea.unsure"),
        Some("tfgbv") => Code::new("tfgbv.unsure"),
        _ => Code::new("other.illegal"),
    }
}

fn in_list(typology: &Typology, list: &str, code: &Code) -> Result<(), Refusal> {
    if typology.list_of(code.as_str()) == Some(list) { Ok(()) } else { Err(Refusal::UnknownCode(code.clone())) }
}

fn short(codes: &[Code]) -> Result<(), Refusal> {
    if codes.len() <= LIST_MAX {
        Ok(())
    } else {
        Err(Refusal::Field { field: "open", problem: "too many codes in one list" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(json: &str) -> OpenCodes {
        serde_json::from_str(json).expect("open codes")
    }

    #[test]
    fn a_child_or_a_watched_device_gets_the_reduced_mailbox() {
        for (json, reduced) in [
            (r#"{"door":"me","path":"path.u13"}"#, true),
            (r#"{"door":"me","path":"path.16_17"}"#, true),
            (r#"{"door":"me","path":"path.18","danger":["dan.lives_with"]}"#, true),
            (r#"{"door":"me","path":"path.18","contact":["cs.shared_device"]}"#, true),
            (r#"{"door":"me","path":"path.18","danger":["dan.none"]}"#, false),
        ] {
            assert_eq!(open(json).reduced_mailbox(), reduced, "{json}");
        }
    }

    #[test]
    fn a_guardian_who_names_a_parent_may_be_implicated() {
        assert!(
            open(r#"{"door":"other","reporter":"rep.parent","relation":"who.parent"}"#).reporter_may_be_implicated()
        );
        assert!(
            !open(r#"{"door":"other","reporter":"rep.parent","relation":"who.peer"}"#).reporter_may_be_implicated()
        );
    }

    #[test]
    fn another_child_in_the_picture_brings_the_child_rules() {
        let typology = Typology::load(&khien_terms::DataFiles::embedded(), &[]).expect("typology");
        let adult = r#"{"door":"me","path":"path.18","age":"age.25_34","pictured":["pic.self"PIC]}"#;
        assert!(!open(&adult.replace("PIC", "")).child(&typology));
        assert!(open(&adult.replace("PIC", r#","pic.child""#)).child(&typology));
    }

    #[test]
    fn own_images_of_whoever_does_not_say_18_are_kept_with_those_of_children() {
        let typology = Typology::load(&khien_terms::DataFiles::embedded(), &[]).expect("typology");
        for (json, child) in [
            (r#"{"door":"protect","path":"path.18"}"#, false),
            (r#"{"door":"protect","path":"path.18","age":"age.child"}"#, true),
            (r#"{"door":"protect","path":"path.unsaid"}"#, true),
            (r#"{"door":"protect"}"#, true),
            (r#"{"door":"protect","path":"path.13_15"}"#, true),
        ] {
            assert_eq!(open(json).child(&typology), child, "{json}");
        }
    }

    #[test]
    fn each_field_takes_the_codes_of_its_own_list_only() {
        let files = khien_terms::DataFiles::embedded();
        let typology = Typology::load(&files, &[]).expect("typology");
        let areas = Areas::load(&files, "VN").expect("areas");
        for (json, fits) in [
            (r#"{"door":"appeal"}"#, true),
            (r#"{"door":"appeal","harms":["other.scam"]}"#, false),
            (r#"{"door":"window"}"#, false),
            (r#"{"door":"protect","path":"path.18"}"#, true),
            (r#"{"door":"protect","harms":["other.scam"]}"#, false),
            (r#"{"door":"saw","first_seen":"when.month","still_up":"yn.unsure","told":["told.platform"]}"#, true),
            (r#"{"door":"saw","first_seen":"yn.yes"}"#, false),
            (r#"{"door":"saw","still_up":"when.today"}"#, false),
            (r#"{"door":"saw","pictured":["sup.none"]}"#, false),
            (r#"{"door":"saw","told":["why.life"]}"#, false),
        ] {
            assert_eq!(open(json).check(&typology, &areas).is_ok(), fits, "{json}");
        }
    }

    #[test]
    fn erasure_leaves_only_coarse_codes() {
        let files = khien_terms::DataFiles::embedded();
        let typology = Typology::load(&files, &[]).expect("typology");
        let full = open(
            r#"{"door":"me","harms":["ocsea.groom.online"],"danger":["dan.now"],"area":"01","relation":"who.parent",
                "first_seen":"when.week","last_seen":"when.today","still_up":"yn.yes","posted_again":"yn.no",
                "told":["told.police"],"pictured":["pic.self"],"support":["sup.none"]}"#,
        );
        let coarse = full.coarsened(&typology);
        assert_eq!(coarse, open(r#"{"door":"me","harms":["ocsea.unsure"],"age":"age.child"}"#));
    }
}

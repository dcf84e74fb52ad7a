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
    /// `me`, `other` or `saw`.
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
}

/// Upper bound of codes in one list; the form cannot exceed it.
const LIST_MAX: usize = 80;

impl OpenCodes {
    /// Checks that every code exists in the list that its field names.
    ///
    /// # Errors
    /// [`Refusal::UnknownCode`] with the first that does not; [`Refusal::Field`] for a door or a province.
    pub fn check(&self, typology: &Typology, areas: &Areas) -> Result<(), Refusal> {
        if !matches!(self.door.as_str(), "me" | "other" | "saw") {
            return Err(Refusal::Field { field: "door", problem: "one of me, other, saw" });
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
        ];
        for (list, code) in single {
            code.iter().try_for_each(|code| in_list(typology, list, code))?;
        }
        let many: [(&str, &[Code]); 7] = [
            ("danger", &self.danger),
            ("wanted", &self.wanted),
            ("consent_scope", &self.consent),
            ("contact_safety", &self.contact),
            ("platform", &self.platforms),
            ("modality", &self.modality),
            ("ai_flag", &self.ai),
        ];
        for (list, codes) in many {
            short(codes)?;
            codes.iter().try_for_each(|code| in_list(typology, list, code))?;
        }
        short(&self.harms)?;
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
        by_age == Some(true) || by_harm || (self.door == "me" && by_path)
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
    /// platform or province; harms by their group, ages by child or adult.
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
    fn erasure_leaves_only_coarse_codes() {
        let files = khien_terms::DataFiles::embedded();
        let typology = Typology::load(&files, &[]).expect("typology");
        let full = open(
            r#"{"door":"me","harms":["ocsea.groom.online"],"danger":["dan.now"],"area":"01","relation":"who.parent"}"#,
        );
        let coarse = full.coarsened(&typology);
        assert_eq!(coarse, open(r#"{"door":"me","harms":["ocsea.unsure"],"age":"age.child"}"#));
    }
}

//! The draft of a report on the way without script: what was filled in so far. It never touches a disk; it travels
//! sealed in the page (see `state`).

use std::collections::BTreeMap;

use khien_casework::header::OpenCodes;
use khien_casework::steps::Block;
use khien_seal::envelope::{Way, What, Who};
use khien_terms::{Code, Typology};
use serde::{Deserialize, Serialize};

use super::more::More;
use super::secret::Secret;
use crate::portal::form::{Fields, TEXT_MAX};

/// A file that was sealed as it came in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DraftFile {
    /// As the person named it; also inside the envelope.
    pub name: String,
    /// SHA-256 of the ciphertext.
    pub sha256: String,
    /// Bytes of the ciphertext.
    pub size: u64,
}

/// Everything that the steps ask; fields are named as in the form and in `docs/formats.md` section 7.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub door: String,
    /// Age path, or `rep.self.then_child`, on the door "about me".
    pub me: String,
    pub reporter: String,
    pub danger: Vec<String>,
    pub harms: Vec<String>,
    pub relation: String,
    pub age: String,
    pub gender: String,
    pub area: String,
    pub platforms: Vec<String>,
    pub wanted: Vec<String>,
    pub consent: Vec<String>,
    pub contact: Vec<String>,
    pub urls: Secret,
    pub accounts: Secret,
    pub payment: Secret,
    pub story: Secret,
    pub name: Secret,
    pub contact_note: Secret,
    /// Way of contact by code.
    pub ways: BTreeMap<String, Secret>,
    pub files: Vec<DraftFile>,
    /// What stands behind "More", and about a person who is near.
    #[serde(flatten)]
    pub more: More,
    /// Came in by "my picture is not shared yet": one harm is ticked beforehand, until the person has seen the list.
    pub feared: bool,
}

/// Longest text of a field beside the story, in bytes.
const FIELD_MAX: usize = 60_000;

impl Draft {
    /// The age path.
    #[must_use]
    pub fn path(&self) -> &str {
        match (self.door.as_str(), self.me.as_str()) {
            ("other", _) | ("me", "rep.self.then_child") => "path.18",
            ("me", path) if path.starts_with("path.") => path,
            _ => "path.unsaid",
        }
    }

    /// Whether words, links, files or ways of contact were given.
    #[must_use]
    pub fn has_words(&self) -> bool {
        let texts = [&self.urls, &self.accounts, &self.payment, &self.story, &self.name, &self.contact_note];
        let texts = texts.iter().any(|text| !text.is_empty()) || self.more.has_words();
        texts || !self.ways.is_empty() || !self.files.is_empty()
    }

    /// Takes over what the fields of these blocks say. Codes of another list than the field's are left out.
    pub fn take(&mut self, blocks: &[Block], fields: &Fields, typology: &Typology) {
        let path_before = self.path().to_owned();
        let many = |name: &str, list: &str| -> Vec<String> {
            fields
                .all(name)
                .filter(|code| typology.list_of(code).is_some_and(|l| l.starts_with(list)))
                .map(str::to_owned)
                .collect()
        };
        let one = |name: &str, list: &str| many(name, list).into_iter().next().unwrap_or_default();
        let text = |name: &str| clipped(fields.one(name).trim());
        for block in blocks {
            match block {
                Block::Danger => self.danger = without_safe(many("danger", "danger")),
                Block::Age => self.me = fields.one("me").to_owned(),
                Block::Reporter => self.reporter = one("reporter", "reporter"),
                Block::Harms => {
                    self.harms = many("harms", "harm_");
                    self.feared = false;
                }
                Block::Relation => self.take_relation(one("relation", "alleged_relation")),
                Block::Safety => self.more.take_safety(fields, typology),
                Block::Affected => {
                    self.age = one("age", "age_band");
                    self.gender = one("gender", "gender");
                    self.area = fields.one("area").to_owned();
                }
                Block::Links => {
                    self.urls = text("urls");
                    self.accounts = text("accounts");
                    self.payment = text("payment");
                    self.platforms = many("platforms", "platform");
                    if self.door == "appeal" {
                        self.more.number = text("number");
                    }
                }
                Block::More => self.more.take(fields, typology, text),
                Block::Story => self.story = first_characters(fields.one("story").trim()),
                Block::Wanted => self.wanted = many("wanted", "wanted"),
                Block::Consent => self.consent = many("consent", "consent_scope"),
                Block::Contact => {
                    self.contact = many("contact", "contact_safety");
                    self.name = text("name");
                    self.take_ways(fields);
                }
                Block::Receipt if self.path() == "path.u13" => self.take_ways(fields),
                Block::Files | Block::Receipt | Block::Review => {}
            }
        }
        if self.path() != path_before {
            self.forget_path();
        }
    }

    fn take_relation(&mut self, relation: String) {
        self.relation = relation;
        if !OpenCodes::is_near(&self.relation) {
            self.more.forget_safety();
        }
    }

    fn take_ways(&mut self, fields: &Fields) {
        self.contact_note = clipped(fields.one("contact_note").trim());
        self.ways = fields
            .starting("way.")
            .filter(|(code, value)| code.starts_with("cs.") && !value.trim().is_empty())
            .map(|(code, value)| (code.to_owned(), clipped(value.trim())))
            .collect();
    }

    /// Forgets what belongs to an age path that the person has left.
    fn forget_path(&mut self) {
        self.harms.clear();
        self.wanted.clear();
        self.consent.clear();
        self.contact.clear();
        self.relation.clear();
        self.age.clear();
        self.gender.clear();
        self.area.clear();
        if self.path() == "path.u13" {
            self.forget_what_is_not_asked_under_13();
        }
    }

    fn forget_what_is_not_asked_under_13(&mut self) {
        self.more = More::default();
        self.urls = Secret::default();
        self.accounts = Secret::default();
        self.payment = Secret::default();
        self.platforms.clear();
        self.files.clear();
    }

    fn reporter_code(&self) -> &str {
        match (self.door.as_str(), self.me.as_str(), self.path()) {
            ("other", _, _) if !self.reporter.is_empty() => &self.reporter,
            ("other", _, _) | (_, _, "path.unsaid") if self.door != "saw" => "rep.unsaid",
            ("saw", _, _) => "rep.bystander",
            (_, "rep.self.then_child", _) => "rep.self.then_child",
            (_, _, "path.18") => "rep.self.adult",
            _ => "rep.self.child",
        }
    }

    /// Age of the person affected: on the children's paths it follows from the path, and any doubt is a child.
    fn age_code(&self) -> Option<&str> {
        let chosen = Some(self.age.as_str()).filter(|age| !age.is_empty());
        if self.door != "me" {
            return chosen;
        }
        match (self.me.as_str(), self.path()) {
            ("rep.self.then_child", _) | (_, "path.u13" | "path.13_15") => Some("age.child"),
            (_, "path.16_17") => Some("age.16_17"),
            _ => chosen,
        }
    }

    /// The open part of the report. Permissions are left out where none may be asked (care 1.6).
    #[must_use]
    pub fn open(&self) -> OpenCodes {
        let codes = |list: &[String]| list.iter().map(|code| Code::new(code)).collect::<Vec<_>>();
        let some = |code: &str| Some(code).filter(|c| !c.is_empty()).map(Code::new);
        let mut contact = codes(&self.contact);
        contact.extend(self.ways.keys().map(|code| Code::new(code)));
        contact.dedup();
        if contact.is_empty() {
            contact.push(Code::new("cs.mailbox"));
        }
        let mut open = OpenCodes {
            door: self.door.clone(),
            path: some(self.path()),
            reporter: some(self.reporter_code()),
            harms: codes(&self.harms),
            danger: codes(&without_safe(self.danger.clone())),
            wanted: codes(&self.wanted),
            consent: codes(&self.consent),
            contact,
            relation: some(&self.relation),
            age: self.age_code().map(Code::new),
            gender: some(&self.gender),
            area: Some(self.area.clone()).filter(|area| !area.is_empty()),
            platforms: codes(&self.platforms),
            ..OpenCodes::default()
        };
        if open.reporter_may_be_implicated() {
            open.consent.clear();
        }
        self.more.put_into(&mut open);
        open
    }

    /// What happened.
    #[must_use]
    pub fn what(&self) -> What {
        let mut what = What {
            v: 1,
            story: self.story.reveal(),
            urls: lines(&self.urls),
            accounts: lines(&self.accounts),
            payment: self.payment.reveal(),
            ..What::default()
        };
        self.more.put_words(&mut what);
        what
    }

    /// Who the person is, or `None` when they gave neither a way of contact nor a name.
    #[must_use]
    pub fn who(&self) -> Option<Who> {
        if self.ways.is_empty() && self.name.is_empty() {
            return None;
        }
        let ways = self.ways.iter().map(|(kind, value)| Way { kind: kind.clone(), value: value.reveal() }).collect();
        Some(Who { v: 1, name: self.name.reveal(), ways, note: self.contact_note.reveal() })
    }
}

/// "None of these, I am safe" no longer holds beside a danger that was ticked too.
fn without_safe(mut danger: Vec<String>) -> Vec<String> {
    if danger.iter().any(|code| code != "dan.none" && code != "dan.unsaid") {
        danger.retain(|code| code != "dan.none");
    }
    danger
}

/// The lines of a text, without empty ones.
#[must_use]
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The story as far as it may go; the step says when its end was cut.
fn first_characters(text: &str) -> Secret {
    let end = text.char_indices().nth(TEXT_MAX).map_or(text.len(), |(place, _)| place);
    text[..end].into()
}

fn clipped(text: &str) -> Secret {
    let mut end = text.len().min(FIELD_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(json: &str) -> Draft {
        serde_json::from_str(json).expect("draft")
    }

    #[test]
    fn the_codes_are_the_same_as_with_script() {
        #[derive(Deserialize)]
        struct Case {
            name: String,
            fields: Draft,
            open: OpenCodes,
        }
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../../../../../web/tests/open-codes.json")).expect("cases");
        for Case { name, fields, open } in cases {
            assert_eq!(fields.open(), open, "{name}");
        }
    }

    #[test]
    fn any_doubt_about_age_is_a_child() {
        for (me, age) in [
            ("path.u13", Some("age.child")),
            ("path.13_15", Some("age.child")),
            ("path.16_17", Some("age.16_17")),
            ("rep.self.then_child", Some("age.child")),
            ("path.unsaid", None),
        ] {
            let open = draft(&format!(r#"{{"door":"me","me":"{me}"}}"#)).open();
            assert_eq!(open.age.as_ref().map(Code::as_str), age, "{me}");
        }
    }

    #[test]
    fn an_implicated_adult_is_asked_for_no_permission() {
        let open =
            draft(r#"{"door":"other","reporter":"rep.parent","relation":"who.parent","consent":["con.police"]}"#)
                .open();
        assert!(open.consent.is_empty());
    }

    #[test]
    fn another_age_forgets_the_answers_of_the_first() {
        let typology = Typology::load(&khien_terms::DataFiles::embedded(), &[]).expect("typology");
        let mut draft = draft(
            r#"{"door":"me","me":"path.18","harms":["tfgbv.threat"],"story":"kept","demand":"money","urls":"https://a.example"}"#,
        );
        let fields = Fields::from_pairs([("me", "path.u13"), ("danger", "dan.hurt"), ("danger", "no.such.code")]);
        draft.take(&[Block::Danger, Block::Age], &fields, &typology);
        assert!(draft.harms.is_empty() && draft.urls.is_empty() && !draft.more.has_words());
        assert_eq!((&*draft.story, draft.danger.as_slice()), ("kept", ["dan.hurt".to_owned()].as_slice()));
    }

    #[test]
    fn safe_for_now_is_dropped_beside_a_danger() {
        let typology = Typology::load(&khien_terms::DataFiles::embedded(), &[]).expect("typology");
        for (given, kept) in [
            (["dan.now", "dan.none"], &["dan.now"][..]),
            (["dan.none", "dan.unsaid"], &["dan.none", "dan.unsaid"]),
            (["dan.none", "no.code"], &["dan.none"]),
        ] {
            let mut draft = draft(r#"{"door":"me"}"#);
            draft.take(&[Block::Danger], &Fields::from_pairs(given.map(|code| ("danger", code))), &typology);
            assert_eq!(draft.danger, kept);
        }
    }

    #[test]
    fn everyone_says_who_they_are_only_as_far_as_their_door_asks() {
        for (json, reporter) in [
            (r#"{"door":"saw"}"#, "rep.bystander"),
            (r#"{"door":"other"}"#, "rep.unsaid"),
            (r#"{"door":"other","reporter":"rep.school"}"#, "rep.school"),
            (r#"{"door":"me","me":"path.16_17"}"#, "rep.self.child"),
            (r#"{"door":"me","me":"path.18"}"#, "rep.self.adult"),
            (r#"{"door":"me"}"#, "rep.unsaid"),
        ] {
            assert_eq!(draft(json).open().reporter.as_ref().map(Code::as_str), Some(reporter), "{json}");
        }
    }
}

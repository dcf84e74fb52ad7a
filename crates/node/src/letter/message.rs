//! The letter of a message that was signed and sent or received: what it says, who signed it, what its receipt confirms.
//!
//! Everything here was verified before: the letter shows it. What proves is the signed message, which lies in the PDF where the letter
//! repeats all that is in it.

use jiff::tz::TimeZone;
use khien_desk::Kind;
use khien_desk::form::{Forms, within};
use khien_desk::request::Act;
use khien_desk::wire::frame::Frame;
use khien_desk::wire::receipt::Receipt;
use khien_desk::wire::signed::Verified;
use khien_terms::Moment;
use serde_json::Value;

use super::{File, Letter, Line, Part, is_unchecked, sections};
use crate::console::desk_words::Said;
use crate::console::when::day_in;

/// Files of evidence that are named one by one; the manifests in their package name all.
pub const FILES_NAMED: usize = 500;

/// What confirms that the message arrived.
pub enum Confirmed {
    /// The receiver's node signed for these very bytes.
    By {
        /// What it says.
        receipt: Box<Receipt>,
        /// As it was signed.
        bytes: Vec<u8>,
    },
    /// It left as a letter, to a State without a node.
    AsLetter,
    /// Nobody has, so far.
    Not,
}

/// A message whose signatures hold.
pub struct Sent {
    /// As it was signed.
    pub signed: Vec<u8>,
    /// Its text and its officer.
    pub verified: Verified,
    /// What it says of itself.
    pub frame: Frame,
    /// SHA-256 of it as it travelled, hex.
    pub outer: String,
    /// The kind of its request.
    pub kind: Kind,
    /// Names of sender and receiver, as their entries have them.
    pub names: [String; 2],
    /// What confirms it.
    pub confirmed: Confirmed,
}

/// How a message is told in one language and one time zone.
pub struct Telling<'a> {
    /// The forms.
    pub forms: &'a Forms,
    /// The words.
    pub said: Said<'a>,
    /// The zone beside UTC.
    pub zone: &'a TimeZone,
    /// The open part of the message in words: names and values.
    pub open: Vec<Line>,
}

impl Sent {
    /// The kind of its form; none where it has words alone.
    #[must_use]
    pub fn form(&self) -> Option<Kind> {
        match &self.frame.act {
            Act::Request { kind, .. } => Some(*kind),
            act => within::form_of(act).filter(|_| within::is_form(&self.frame.body)),
        }
    }

    /// Whether the signed bytes hold more than a letter repeats: the key of evidence, or what stays closed.
    fn holds_more(&self) -> Option<&'static str> {
        match &self.frame.act {
            Act::Return { .. } => Some("letter-kept-evidence"),
            Act::Request { kind: Kind::X1, .. } => Some("letter-kept-information"),
            _ => None,
        }
    }

    /// Its words as JSON, without what is for programs alone.
    pub(super) fn words(&self) -> Value {
        let mut body = self.frame.body.clone();
        if let (Act::Return { .. }, Some(map)) = (&self.frame.act, body.as_object_mut()) {
            map.remove("key");
            map.remove("chunks");
        }
        body
    }

    pub(super) fn files(&self, said: Said<'_>) -> Vec<File> {
        let mut files = Vec::new();
        if self.holds_more().is_none() {
            files.push(File {
                name: "message.cose",
                media_type: "application/cose",
                describes: said.text("letter-describes-message"),
                bytes: self.signed.clone(),
            });
        }
        if let Confirmed::By { bytes, .. } = &self.confirmed {
            files.push(File {
                name: "receipt.cose",
                media_type: "application/cose",
                describes: said.text("letter-describes-receipt"),
                bytes: bytes.clone(),
            });
        }
        files
    }
}

impl Telling<'_> {
    /// A moment in the reader's words and the zone, and in UTC beside it, to the second.
    #[must_use]
    pub fn moment(&self, at: Moment) -> String {
        let local = at.in_zone(self.zone);
        let day = day_in(self.said.lang, local.date());
        let name = self.zone.iana_name().unwrap_or_default();
        let zone = format!("UTC{} {name}", local.strftime("%:z")).trim_end().to_owned();
        let utc = at.in_zone(&TimeZone::UTC).strftime("%Y-%m-%d %H:%M:%S UTC");
        format!("{day}, {} ({zone}) · {utc}", local.strftime("%H:%M:%S"))
    }

    /// Who signed a message, and what its receipt confirms: in words first, numbers and hashes after them.
    #[must_use]
    pub fn who_signed(&self, sent: &Sent) -> Part {
        let (said, frame, officer) = (self.said, &sent.frame, &sent.verified.officer);
        let code = |key: &str, value: String| Line::code(said.text(key), value);
        let words = |key: &str, value: String| Line::words(said.text(key), value);
        let mut lines = vec![
            words("letter-officer", officer.desk_name.clone()),
            words("letter-authority", sent.names[0].clone()),
            code("letter-state", frame.from.clone()),
            code("letter-signed-at", self.moment(frame.issued_at)),
            words("letter-signatures", said.with("letter-both-hold", &[("state", &frame.from)])),
        ];
        match &sent.confirmed {
            Confirmed::By { receipt, .. } => {
                lines.push(words("letter-receipt", said.with("letter-receipt-by", &[("state", &receipt.by)])));
                lines.push(code("letter-receipt-at", self.moment(receipt.at)));
            }
            Confirmed::AsLetter => lines.push(words("letter-receipt", said.text("letter-receipt-none-by-letter"))),
            Confirmed::Not => lines.push(words("letter-receipt", said.text("letter-receipt-none"))),
        }
        let form = self.forms.form(sent.form().unwrap_or(sent.kind)).id(self.forms.version());
        lines.extend([
            code("letter-place", frame.seq.to_string()),
            code("letter-form", form),
            code("letter-number", frame.message.clone()),
            code("letter-thread", frame.thread.clone()),
            code("letter-before", frame.prev.clone()),
            code("letter-hash", khien_seal::sha256_hex(&sent.signed)),
            code("letter-outer", sent.outer.clone()),
            code("letter-officer-key", hex::encode(officer.verify)),
            code("letter-team", officer.epoch.to_string()),
        ]);
        Part::new(said.text("letter-signed-section"), lines)
    }

    /// What a message says: its form, or its words.
    #[must_use]
    pub fn says(&self, sent: &Sent) -> Vec<Part> {
        match sent.form() {
            Some(kind) => sections(self.forms, self.said, kind, &sent.frame.body),
            None => {
                let text = sent.frame.body.get("text").and_then(Value::as_str).unwrap_or_default();
                let mut lines = vec![Line::words(self.said.plain("desk-field-text"), text.to_owned())];
                lines.extend(self.files_of(&sent.frame.body));
                vec![Part::new(self.said.text("letter-words-section"), lines)]
            }
        }
    }

    /// The files that a message names in its words.
    fn files_of(&self, body: &Value) -> Vec<Line> {
        let files = body.get("files").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let named = files.iter().take(FILES_NAMED).enumerate().flat_map(|(n, file)| {
            let head = Line::words(format!("{} {}", self.said.plain("desk-evidence-files"), n + 1), String::new());
            let value = |name: &str| match file.get(name) {
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
                None => String::new(),
            };
            let below = ["path", "bytes", "sha256", "item"]
                .map(|name| Line::code(self.said.plain(&format!("desk-evidence-{name}")), value(name)).below());
            std::iter::once(head).chain(below)
        });
        named.collect()
    }
}

impl Letter {
    /// The letter of a message.
    #[must_use]
    pub fn of_message(telling: &mut Telling<'_>, sent: &Sent) -> Self {
        let said = telling.said;
        let act = said.plain(&format!("desk-act-{}", sent.frame.act.name().replace('_', "-")));
        let code = sent.form().unwrap_or(sent.kind).as_str();
        let heading =
            format!("{act}: {}", said.with("letter-heading", &[("kind", &said.kind(sent.kind)), ("form", code)]));
        let open = std::mem::take(&mut telling.open);
        let mut parts = Vec::new();
        if !open.is_empty() {
            parts.push(Part::new(said.text("letter-open-section"), open));
        }
        parts.extend(telling.says(sent));
        parts.push(telling.who_signed(sent));
        let unchecked = sent.form().is_some_and(|kind| is_unchecked(telling.forms, kind));
        let closing = unchecked.then(|| said.text("unchecked-all")).into_iter();
        let kept = sent.holds_more().or(super::PDF.then_some("letter-attached-message"));
        Self {
            lang: said.lang.to_string(),
            heading,
            between: between(said, sent),
            note: None,
            sections: parts,
            closing: closing.chain([said.text("letter-rendering")]).chain(kept.map(|key| said.text(key))).collect(),
            form: sent.words(),
            files: sent.files(said),
            save: None,
            style: None,
        }
    }
}

/// From whom, to whom.
#[must_use]
pub fn between(said: Said<'_>, sent: &Sent) -> [String; 2] {
    let [from, to] = named(sent);
    [format!("{}: {from}", said.text("letter-from")), said.with("to-state-name", &[("state", &to)])]
}

/// From whom to whom goes what answers a message.
#[must_use]
pub fn handed_over(said: Said<'_>, sent: &Sent) -> [String; 2] {
    let [asking, asked] = named(sent);
    [format!("{}: {asked}", said.text("letter-from")), said.with("to-state-name", &[("state", &asking)])]
}

/// Sender and receiver of a message, by code and name.
fn named(sent: &Sent) -> [String; 2] {
    [(&sent.frame.from, &sent.names[0]), (&sent.frame.to, &sent.names[1])]
        .map(|(state, name)| if name.is_empty() { state.clone() } else { format!("{state} · {name}") })
}

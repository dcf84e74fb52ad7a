//! What the other State would answer, told before the request goes out.

use serde::Serialize;
use serde_json::Value;

use super::safeguard::Open;
use super::{DualCriminality, Forms, Gate, Side, Terms};
use crate::Kind;
use crate::directory::Trust;

/// Why a request would be refused, or would wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum Warning {
    /// It is not trusted here: nothing is sent to it.
    NotTrusted,
    /// Its trust does not reach as far as disclosure, and this kind itself hands personal data over (care 7.4).
    NotForDisclosure,
    /// What it said of itself is out of date, and this kind itself hands personal data over: it waits until that is fresh, or until two
    /// people let it go ([`crate::request::harm`]).
    OutOfDate,
    /// The directory has nothing about that State: nobody can say what it takes.
    StateUnknown,
    /// Its desk does not take requests of this kind.
    KindNotTaken,
    /// It takes no requests in that language, and no translation into one of its own is there.
    LanguageNotTaken {
        /// The form's language.
        lang: String,
    },
    /// Only a machine has translated it, and for this kind that is not enough.
    MachineAlone,
    /// It has reserved this article of the Convention's offences: stand on serious crime or another treaty.
    OffenceReserved {
        /// The article.
        article: String,
    },
    /// It has reserved the right to refuse this kind for offences outside the Convention.
    KindReserved {
        /// Article and paragraph.
        article: String,
    },
    /// The offence opens the Convention by neither its articles nor its maximum penalty.
    BelowLine,
    /// Dual criminality is a condition there, and the request does not show it.
    DualCriminality {
        /// Whether our own text is missing; else theirs.
        ours: bool,
    },
    /// A question of the safeguards gate is not answered.
    GateOpen {
        /// Which.
        safeguard: String,
    },
    /// An answer of the gate: only a legal officer lets it go on.
    GateStops {
        /// Which.
        safeguard: String,
    },
}

impl Warning {
    /// Its code in words (`desk-form-warning-…`).
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Warning::NotTrusted => "not-trusted",
            Warning::NotForDisclosure => "not-for-disclosure",
            Warning::OutOfDate => "out-of-date",
            Warning::StateUnknown => "state-unknown",
            Warning::KindNotTaken => "kind-not-taken",
            Warning::LanguageNotTaken { .. } => "language-not-taken",
            Warning::MachineAlone => "machine-alone",
            Warning::OffenceReserved { .. } => "offence-reserved",
            Warning::KindReserved { .. } => "kind-reserved",
            Warning::BelowLine => "below-line",
            Warning::DualCriminality { ours: true } => "dual-ours",
            Warning::DualCriminality { ours: false } => "dual-theirs",
            Warning::GateOpen { .. } => "gate-open",
            Warning::GateStops { .. } => "gate-stops",
        }
    }

    /// Every code, for a test of the words.
    pub const CODES: [&'static str; 14] = [
        "not-trusted",
        "not-for-disclosure",
        "out-of-date",
        "state-unknown",
        "kind-not-taken",
        "language-not-taken",
        "machine-alone",
        "offence-reserved",
        "kind-reserved",
        "below-line",
        "dual-ours",
        "dual-theirs",
        "gate-open",
        "gate-stops",
    ];

    /// What keeps a request of this kind from being sent to a State that is trusted so far; nothing where it may go.
    #[must_use]
    pub fn of_trust(kind: Kind, trust: Trust) -> Option<Self> {
        match trust.may_be_asked(kind) {
            true => None,
            // An emergency waits for nobody, and the journal says what was out of date.
            false if trust == Trust::Stale => (kind != Kind::E1).then_some(Warning::OutOfDate),
            false if trust.preserves() => Some(Warning::NotForDisclosure),
            false => Some(Warning::NotTrusted),
        }
    }

    /// The article or question that its words name.
    #[must_use]
    pub fn names(&self) -> Option<&str> {
        match self {
            Warning::LanguageNotTaken { lang } => Some(lang),
            Warning::OffenceReserved { article } | Warning::KindReserved { article } => Some(article),
            Warning::GateOpen { safeguard } | Warning::GateStops { safeguard } => Some(safeguard),
            _ => None,
        }
    }
}

impl Forms {
    /// Why the other State would refuse a request or let it wait, as far as its terms and the form tell.
    #[must_use]
    pub fn before_sending(&self, kind: Kind, form: &Value, terms: Option<&Terms>) -> Vec<Warning> {
        let mut warnings = Vec::new();
        match terms {
            None => warnings.push(Warning::StateUnknown),
            Some(terms) => {
                if !terms.kinds.contains(&kind) {
                    warnings.push(Warning::KindNotTaken);
                }
                warnings.extend(self.language(kind, form, terms));
                warnings.extend(self.reserved(kind, form, terms));
                warnings.extend(self.dual_criminality(kind, form, terms));
            }
        }
        warnings.extend(self.gate(kind, form));
        warnings
    }

    fn language(&self, kind: Kind, form: &Value, terms: &Terms) -> Option<Warning> {
        let lang = form.get("lang")?.as_str()?;
        let taken = |value: &str| terms.languages.iter().any(|lang| lang == value);
        if taken(lang) {
            return None;
        }
        let translations = form.get("translations").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let text = |of: &'static str| move |value: &Value| value.get(of).and_then(Value::as_str).map(str::to_owned);
        let fitting: Vec<&Value> =
            translations.iter().filter(|value| text("lang")(value).is_some_and(|lang| taken(&lang))).collect();
        if fitting.is_empty() {
            return Some(Warning::LanguageNotTaken { lang: lang.to_owned() });
        }
        let human = fitting.iter().any(|value| text("by")(value).as_deref() == Some("human"));
        (self.form(kind).human_translation && !human).then_some(Warning::MachineAlone)
    }

    fn reserved(&self, kind: Kind, form: &Value, terms: &Terms) -> Vec<Warning> {
        let Some(offence) = form.get("offence") else { return Vec::new() };
        let basis = offence.get("basis").and_then(Value::as_str).unwrap_or_default();
        let articles = offence.get("articles").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let articles: Vec<&str> = articles.iter().filter_map(Value::as_str).collect();
        let reserved: Vec<&str> = articles.iter().copied().filter(|article| terms.has_reserved(article)).collect();
        let mut warnings: Vec<Warning> =
            reserved.iter().map(|article| Warning::OffenceReserved { article: (*article).to_owned() }).collect();
        // Where every article is closed, only the penalty still opens the Convention.
        let closed = basis != "convention" || (!articles.is_empty() && reserved.len() == articles.len());
        if closed && self.below_line(kind, offence) {
            warnings.push(Warning::BelowLine);
        }
        let made = self.reservations.iter().filter(|made| made.kinds.contains(&kind) && terms.has_reserved(&made.id));
        let touched = made.filter(|made| closed || made.open_to.as_deref() != Some(basis));
        warnings.extend(touched.map(|made| Warning::KindReserved { article: made.id.clone() }));
        warnings
    }

    /// Whether the maximum penalty is below the line of serious crime, as the form's own data draws it.
    fn below_line(&self, kind: Kind, offence: &Value) -> bool {
        let field = self.form(kind).fields().find(|field| field.name == "offence");
        let floor =
            field.and_then(|field| field.fields.iter().find_map(|inner| Some((inner, inner.min_when.as_ref()?.min))));
        let Some((inner, min)) = floor else { return false };
        offence.get(&inner.name).and_then(Value::as_i64).is_none_or(|months| months < min)
    }

    fn dual_criminality(&self, kind: Kind, form: &Value, terms: &Terms) -> Option<Warning> {
        let asked = match self.form(kind).dual_criminality {
            DualCriminality::Required => true,
            DualCriminality::Flag => terms.dual_criminality_required,
            DualCriminality::None | DualCriminality::Reservation | DualCriminality::Recorded => false,
        };
        if !asked {
            return None;
        }
        let has =
            |pointer: &str| form.pointer(pointer).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty());
        if !has("/dual_criminality/our_text") && !has("/qualification/ours") && !has("/offence/law_text") {
            return Some(Warning::DualCriminality { ours: true });
        }
        let theirs = has("/dual_criminality/their_text") || has("/qualification/theirs");
        (!theirs).then_some(Warning::DualCriminality { ours: false })
    }

    fn gate(&self, kind: Kind, form: &Value) -> Vec<Warning> {
        // What stands within a request was asked when that was opened.
        if !self.form(kind).fields().any(|field| field.name == "safeguards") {
            return Vec::new();
        }
        let gate = Gate::of_form(form);
        let open = gate.complete(self.safeguards(), Side::Requester).err().unwrap_or_default();
        let open = open.into_iter().map(|open| match open {
            Open::Unanswered(safeguard) | Open::NoText(safeguard) => Warning::GateOpen { safeguard },
        });
        let stopped = gate.stopped_by(self.safeguards()).into_iter();
        open.chain(stopped.map(|safeguard| Warning::GateStops { safeguard: safeguard.code.clone() })).collect()
    }
}

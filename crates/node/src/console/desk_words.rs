//! The words of forms between States: fields, options, kinds, grounds, what is wrong, what to know before sending.

use khien_desk::Kind;
use khien_desk::form::{Forms, Problem, Warning, What};
use khien_terms::Lang;

use super::frame::say_in;
use crate::app::App;
use crate::words::Words;

/// Words of one node in one language.
#[derive(Clone, Copy)]
pub struct Said<'a> {
    words: &'a Words,
    /// The language.
    pub lang: Lang,
}

impl<'a> Said<'a> {
    /// The words of a node in a language.
    #[must_use]
    pub fn new(app: &'a App, lang: Lang) -> Self {
        Self::of(&app.words, lang)
    }

    /// Words that no node stands behind.
    #[must_use]
    pub fn of(words: &'a Words, lang: Lang) -> Self {
        Self { words, lang }
    }

    /// A text of the forms by its key, without the common prefix.
    #[must_use]
    pub fn text(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A text with values in it.
    #[must_use]
    pub fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        say_in(self.words, self.lang, &format!("desk-form-{key}"), values)
    }

    /// A text of the desk's pages by its whole key.
    #[must_use]
    pub fn plain(&self, key: &str) -> String {
        say_in(self.words, self.lang, key, &[])
    }

    /// The name of a field.
    #[must_use]
    pub fn field(&self, words: &str) -> String {
        self.text(&format!("field-{words}"))
    }

    /// The hint of a field.
    #[must_use]
    pub fn hint(&self, words: &str) -> String {
        self.text(&format!("field-{words}-hint"))
    }

    /// The name of an option.
    #[must_use]
    pub fn option(&self, list: &str, value: &str) -> String {
        self.text(&option_key(list, value))
    }

    /// The name of a kind.
    #[must_use]
    pub fn kind(&self, kind: Kind) -> String {
        self.text(&format!("kind-{}", kind.as_str().to_ascii_lowercase()))
    }

    /// What a kind is for.
    #[must_use]
    pub fn about(&self, kind: Kind) -> String {
        self.text(&format!("about-{}", kind.as_str().to_ascii_lowercase()))
    }

    /// The name of a section.
    #[must_use]
    pub fn section(&self, id: &str) -> String {
        self.text(&format!("section-{}", id.to_ascii_lowercase()))
    }

    /// The name of a ground.
    #[must_use]
    pub fn ground(&self, code: &str) -> String {
        self.text(&format!("ground-{}", code.to_ascii_lowercase()))
    }

    /// An article as lawyers cite it, with the mark when nobody has compared it with the certified text.
    #[must_use]
    pub fn law(&self, forms: &Forms, id: &str) -> Option<String> {
        let found = forms.law().find(id)?;
        let cited = self.with("law", &[("id", &found.cited())]);
        Some(if found.checked { cited } else { format!("{cited} · {}", self.text("unchecked")) })
    }

    /// What a reservation means, with its article: a paragraph that the data names, or an offence of the Convention.
    #[must_use]
    pub fn reservation(&self, id: &str) -> String {
        if id.contains('.') {
            return self.text(&format!("reservation-{}", id.replace('.', "-")));
        }
        self.with("reservation-offence", &[("offence", &self.option("offence", id))])
    }

    /// What is wrong.
    #[must_use]
    pub fn problem(&self, problem: &Problem) -> String {
        let key = format!("problem-{}", problem.what.code());
        match &problem.what {
            What::NotA { of } => self.with(&key, &[("type", &self.text(&format!("type-{}", of.code())))]),
            what => match what.number() {
                Some(n) => self.with(&key, &[("n", &n.to_string())]),
                None => self.text(&key),
            },
        }
    }

    /// What to know before sending.
    #[must_use]
    pub fn warning(&self, warning: &Warning) -> String {
        let key = format!("warning-{}", warning.code());
        let name = match warning {
            Warning::KindReserved { article } => self.with("law", &[("id", &cited(article))]),
            _ => warning.names().unwrap_or_default().to_owned(),
        };
        self.with(&key, &[("name", &name)])
    }
}

/// `42.5` as `42(5)`.
fn cited(id: &str) -> String {
    let mut parts = id.split('.');
    let article = parts.next().unwrap_or_default().to_owned();
    parts.fold(article, |text, part| format!("{text}({part})"))
}

/// Key of an option's words.
fn option_key(list: &str, value: &str) -> String {
    format!("option-{list}-{value}").replace('_', "-").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use khien_desk::form::Field;
    use khien_terms::DataFiles;

    use super::*;
    use crate::words::Words;

    fn check(words: &Words, fields: &[Field]) {
        for field in fields {
            let key = format!("desk-form-field-{}", field.words);
            assert!(words.has(&key), "{key}");
            let hint = format!("{key}-hint");
            assert_eq!(words.has(&hint), field.hint, "{hint}: words and data disagree");
            check(words, &field.fields);
        }
    }

    #[test]
    fn every_field_option_kind_ground_safeguard_problem_and_warning_has_its_words_in_all_languages() {
        let files = DataFiles::embedded();
        // `Words::load` refuses a key that one language lacks, so one language stands for all.
        let words = Words::load(&files, Lang::EN).expect("words");
        let forms = Forms::load(&files).expect("forms");
        let mut keys: Vec<String> = Vec::new();
        for kind in Kind::ALL {
            let form = forms.form(kind);
            form.sections.iter().for_each(|section| check(&words, &section.fields));
            check(&words, &form.answer);
            keys.extend(form.sections.iter().map(|section| format!("section-{}", section.id.to_ascii_lowercase())));
            let code = kind.as_str().to_ascii_lowercase();
            keys.extend([format!("kind-{code}"), format!("about-{code}")]);
        }
        for list in forms.option_lists() {
            keys.extend(forms.options(list).iter().map(|value| option_key(list, value)));
        }
        for ground in forms.all_grounds() {
            keys.push(format!("ground-{}", ground.code.to_ascii_lowercase()));
            keys.extend(ground.sub.iter().map(|sub| format!("ground-sub-{sub}")));
        }
        keys.extend(forms.safeguards().iter().map(|asked| format!("safeguard-{}", asked.code.to_ascii_lowercase())));
        keys.extend(What::CODES.iter().map(|code| format!("problem-{code}")));
        keys.extend(Warning::CODES.iter().map(|code| format!("warning-{code}")));
        keys.extend(
            ["s", "t", "d", "b", "n", "e", "ref", "h", "c", "l", "o", "k", "v"].map(|code| format!("type-{code}")),
        );
        for key in keys {
            assert!(words.has(&format!("desk-form-{key}")), "desk-form-{key}");
        }
    }

    #[test]
    fn a_reservation_is_cited_as_lawyers_write_it() {
        assert_eq!(cited("42.5"), "42(5)");
        assert_eq!(option_key("urgency_reason", "volatile_data"), "option-urgency-reason-volatile-data");
    }
}

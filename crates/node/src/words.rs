//! The words of pages: Fluent files of `data/locales/<lang>/*.ftl`, checked at start and in a test so that no key is missing.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use khien_terms::{DataError, DataFiles, Lang};

/// All words in all languages.
pub struct Words {
    bundles: BTreeMap<Lang, FluentBundle<FluentResource>>,
    keys: BTreeMap<Lang, BTreeSet<String>>,
    first: Lang,
}

const FOLDER: &str = "locales/";

/// The languages that have a folder in `data/locales`.
#[must_use]
pub fn langs(files: &DataFiles) -> Vec<Lang> {
    let found: BTreeSet<Lang> =
        files.below(FOLDER).filter_map(|path| path.strip_prefix(FOLDER)?.split('/').next()?.parse().ok()).collect();
    found.into_iter().collect()
}

impl Words {
    /// Reads all languages; `first` is that of a visitor who asks for none.
    ///
    /// # Errors
    /// With file and line for a text that is not Fluent, with the key for one that another language lacks.
    pub fn load(files: &DataFiles, first: Lang) -> Result<Self, DataError> {
        let mut words = Self { bundles: BTreeMap::new(), keys: BTreeMap::new(), first };
        for lang in langs(files) {
            words.add(files, lang)?;
        }
        words.complete()?;
        if !words.bundles.contains_key(&first) {
            return Err(fault(first, "", 1, format!("there is no folder for the first language `{first}`")));
        }
        Ok(words)
    }

    fn add(&mut self, files: &DataFiles, lang: Lang) -> Result<(), DataError> {
        let id = lang.as_str().parse().map_err(|_| fault(lang, "", 1, "not a language".into()))?;
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Isolation marks around values would stand in titles and mails as odd signs.
        bundle.set_use_isolating(false);
        let mut keys = BTreeSet::new();
        let folder = format!("{FOLDER}{lang}/");
        for path in files.below(&folder).filter(|path| path.ends_with(".ftl")) {
            let text = files.text(path)?;
            keys.extend(text.lines().filter_map(key_of).map(str::to_owned));
            let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| {
                let error = errors.into_iter().next();
                let line = error.as_ref().map_or(1, |e| text[..e.pos.start.min(text.len())].lines().count().max(1));
                DataError { file: path.to_owned(), line, problem: error.map_or_else(String::new, |e| e.to_string()) }
            })?;
            bundle.add_resource(resource).map_err(|errors| DataError {
                file: path.to_owned(),
                line: 1,
                problem: errors.first().map_or_else(String::new, ToString::to_string),
            })?;
        }
        self.bundles.insert(lang, bundle);
        self.keys.insert(lang, keys);
        Ok(())
    }

    fn complete(&self) -> Result<(), DataError> {
        let all: BTreeSet<&String> = self.keys.values().flatten().collect();
        for (lang, keys) in &self.keys {
            if let Some(missing) = all.iter().find(|key| !keys.contains(**key)) {
                return Err(fault(*lang, "*.ftl", 1, format!("the key `{missing}` is missing in this language")));
            }
        }
        Ok(())
    }

    /// The languages, in order.
    pub fn langs(&self) -> impl Iterator<Item = Lang> + '_ {
        self.bundles.keys().copied()
    }

    /// The first language of this node.
    #[must_use]
    pub fn first(&self) -> Lang {
        self.first
    }

    /// A language by its code, if there is one.
    #[must_use]
    pub fn lang(&self, code: &str) -> Option<Lang> {
        code.parse().ok().filter(|lang| self.bundles.contains_key(lang))
    }

    /// The language for a visitor: what they chose, else what their browser asks for, else the first.
    #[must_use]
    pub fn choose(&self, chosen: Option<&str>, accept: Option<&str>) -> Lang {
        let asked = accept.into_iter().flat_map(|list| list.split(',')).filter_map(|part| part.trim().get(..2));
        chosen.into_iter().chain(asked).find_map(|code| self.lang(code)).unwrap_or(self.first)
    }

    /// A text without values. A key that does not exist shows as itself; a test finds it.
    #[must_use]
    pub fn get(&self, lang: Lang, key: &str) -> String {
        self.with(lang, key, &[])
    }

    /// A text with values.
    #[must_use]
    pub fn with(&self, lang: Lang, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let Some(bundle) = self.bundles.get(&lang).or_else(|| self.bundles.get(&self.first)) else {
            return key.to_owned();
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else { return key.to_owned() };
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, value.clone());
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        for error in errors {
            tracing::warn!(%error, key, "words");
        }
        text
    }

    /// Whether a key exists.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.keys.get(&self.first).is_some_and(|keys| keys.contains(key))
    }
}

fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim_end();
    let plain = key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    (!line.starts_with([' ', '#', '-']) && plain && !key.is_empty()).then_some(key)
}

fn fault(lang: Lang, file: &str, line: usize, problem: String) -> DataError {
    DataError { file: format!("{FOLDER}{lang}/{file}"), line, problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_stands_in_every_language() {
        let files = DataFiles::embedded();
        let words = Words::load(&files, Lang::EN).map_err(|e| e.to_string());
        assert!(words.is_ok(), "{:?}", words.err());
    }

    #[test]
    fn a_missing_key_is_named() {
        let mut files = DataFiles::default();
        files.overlay("locales/en/a.ftl", "one = One\ntwo = Two\n".into());
        files.overlay("locales/vi/a.ftl", "one = Một\n".into());
        let error = Words::load(&files, Lang::EN).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.contains("`two`") && error.contains("vi"), "{error}");
    }
}

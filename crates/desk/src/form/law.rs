//! The articles that fields, grounds and safeguards name, and how far each was checked.

use std::collections::BTreeMap;

use khien_terms::{DataError, DataFiles};
use serde::Deserialize;

const FILE: &str = "convention/articles.json";
/// The provenance of an article that a lawyer has compared with the certified text.
const CHECKED: &str = "checked";

#[derive(Deserialize)]
struct Article {
    article: u16,
    title: String,
    provenance: String,
    obligations: Vec<Obligation>,
}

#[derive(Deserialize)]
struct Obligation {
    id: String,
}

/// The Convention's articles by number, with the ids of their obligations.
#[derive(Debug, Clone)]
pub struct Law {
    articles: BTreeMap<u16, Known>,
}

#[derive(Debug, Clone)]
struct Known {
    title: String,
    provenance: String,
    obligations: Vec<String>,
}

/// A place in the law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// As it was named, such as `42.3.e`.
    pub id: String,
    /// The article.
    pub article: u16,
    /// Its official title, in English.
    pub title: String,
    /// The obligation that it is part of, where the data has one.
    pub obligation: Option<String>,
    /// Whether a lawyer has compared the article with the certified text. Where not, every screen says so.
    pub checked: bool,
}

impl Reference {
    /// As lawyers write it: `42(3)(e)`.
    #[must_use]
    pub fn cited(&self) -> String {
        let mut parts = self.id.split('.');
        let article = parts.next().unwrap_or_default().to_owned();
        parts.fold(article, |text, part| format!("{text}({part})"))
    }
}

impl Law {
    /// Reads the articles.
    ///
    /// # Errors
    /// The file's fault, with its line.
    pub fn load(files: &DataFiles) -> Result<Self, DataError> {
        let articles: Vec<Article> = files.json(FILE)?;
        let articles = articles.into_iter().map(|article| {
            let obligations = article.obligations.into_iter().map(|obligation| obligation.id).collect();
            (article.article, Known { title: article.title, provenance: article.provenance, obligations })
        });
        Ok(Self { articles: articles.collect() })
    }

    /// A place in the law; `None` when there is no such article.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<Reference> {
        let article: u16 = id.split('.').next()?.parse().ok()?;
        let known = self.articles.get(&article)?;
        let within = |obligation: &&String| {
            id.strip_prefix(obligation.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        Some(Reference {
            id: id.to_owned(),
            article,
            title: known.title.clone(),
            obligation: known.obligations.iter().filter(within).max_by_key(|id| id.len()).cloned(),
            checked: known.provenance == CHECKED,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_found_in_its_paragraph_and_says_that_nobody_has_checked_it() {
        let law = Law::load(&DataFiles::embedded()).expect("articles");
        let found = law.find("42.3.e").expect("article 42");
        assert_eq!((found.obligation.as_deref(), found.checked), (Some("42.3"), false));
        assert_eq!(found.cited(), "42(3)(e)");
        assert_eq!(law.find("400.1"), None);
    }

    #[test]
    fn a_lawyers_mark_takes_the_warning_away() {
        let mut files = DataFiles::default();
        let text = r#"[{"article": 42, "title": "t", "provenance": "checked", "obligations": [{"id": "42.3"}]}]"#;
        files.overlay(FILE, text.to_owned());
        assert!(Law::load(&files).expect("articles").find("42.3").expect("there").checked);
    }
}

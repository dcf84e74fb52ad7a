//! Reading the forms: shapes put in place, overrides applied, everything that a field names looked up.

use std::collections::BTreeMap;

use khien_terms::{DataError, DataFiles};
use serde::Deserialize;
use serde_json::Value;

use super::law::Law;
use super::{DualCriminality, Field, Form, Forms, Need, Reserved, Section, Type, Version, ground, safeguard};
use crate::Kind;

const FILE: &str = "desk/forms.json";
/// What a kind adds stands before this section.
const OWN_BEFORE: &str = "C14";
/// Shapes within shapes; more would be a shape within itself.
const SHAPES_MAX: usize = 8;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: String,
    options: BTreeMap<String, Vec<String>>,
    shapes: BTreeMap<String, Vec<Field>>,
    reservations: Vec<Reserved>,
    common: Vec<Common>,
    kinds: Vec<OfKind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Common {
    id: String,
    #[serde(default)]
    crosswalk: Vec<String>,
    fields: Vec<Field>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfKind {
    kind: Kind,
    articles: Vec<String>,
    dual_criminality: DualCriminality,
    #[serde(default)]
    human_translation: bool,
    #[serde(default)]
    without: Vec<String>,
    /// Sections of the common block that it does without by now: what was sent with them is still read.
    #[serde(default)]
    formerly: Vec<String>,
    #[serde(default)]
    open: Vec<String>,
    #[serde(default)]
    overrides: BTreeMap<String, Override>,
    fields: Vec<Field>,
    #[serde(default)]
    answer: Vec<Field>,
}

/// What a kind changes in a field of the common block.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Override {
    need: Option<Need>,
    article: Option<String>,
    options: Option<String>,
    equals: Option<Value>,
    within_hours: Option<i64>,
    #[serde(default)]
    not_prefix: Vec<String>,
}

impl Forms {
    /// Reads forms, grounds, safeguards and law from `data/`.
    ///
    /// # Errors
    /// Every fault with its file and line.
    pub fn load(files: &DataFiles) -> Result<Self, Vec<DataError>> {
        let law = Law::load(files).map_err(|error| vec![error])?;
        let file: File = files.json(FILE).map_err(|error| vec![error])?;
        let reader = Reader { files, law: &law, options: &file.options, shapes: &file.shapes };
        let version = reader.version(&file.version).map_err(|error| vec![error])?;
        let mut errors = Vec::new();
        let mut forms = Vec::new();
        for kind in Kind::ALL {
            match file.kinds.iter().find(|of| of.kind == kind) {
                Some(of) => forms.push(reader.form(of, &file.common, &mut errors)),
                None => errors.push(files.fault(FILE, "\"kinds\"", format!("the kind {kind} has no form"))),
            }
        }
        let all_grounds = ground::load(files, &law).unwrap_or_else(|more| {
            errors.extend(more);
            Vec::new()
        });
        let safeguards = safeguard::load(files, &law).unwrap_or_else(|more| {
            errors.extend(more);
            Vec::new()
        });
        if !errors.is_empty() {
            return Err(errors);
        }
        let of_kind = |kind: Kind| all_grounds.iter().filter(|ground| ground.kinds.contains(&kind)).cloned().collect();
        let grounds = Kind::ALL.into_iter().map(|kind| (kind, of_kind(kind))).collect();
        let (options, reservations) = (file.options, file.reservations);
        Ok(Self { version, forms, options, grounds, all_grounds, safeguards, reservations, law })
    }
}

struct Reader<'a> {
    files: &'a DataFiles,
    law: &'a Law,
    options: &'a BTreeMap<String, Vec<String>>,
    shapes: &'a BTreeMap<String, Vec<Field>>,
}

impl Reader<'_> {
    fn fault(&self, needle: &str, problem: impl Into<String>) -> DataError {
        self.files.fault(FILE, &format!("\"{needle}\""), problem)
    }

    fn version(&self, text: &str) -> Result<Version, DataError> {
        let parts = text.split_once('.').and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
        let (major, minor) = parts.ok_or_else(|| self.fault("version", "a version is two numbers, such as `1.0`"))?;
        Ok(Version { major, minor })
    }

    fn form(&self, of: &OfKind, common: &[Common], errors: &mut Vec<DataError>) -> Form {
        for article in of.articles.iter().filter(|article| self.law.find(article).is_none()) {
            errors.push(self.fault(of.kind.as_str(), format!("the Convention has no article `{article}`")));
        }
        for id in of.without.iter().chain(&of.formerly).filter(|id| !common.iter().any(|one| one.id == **id)) {
            errors.push(self.fault(id, format!("{} does without a section that there is not", of.kind)));
        }
        let (former, common): (Vec<&Common>, Vec<&Common>) = common
            .iter()
            .filter(|section| !of.without.contains(&section.id))
            .partition(|section| of.formerly.contains(&section.id));
        // At the top a field of one section may depend on one of another.
        let top: Vec<Field> = common.iter().flat_map(|section| &section.fields).chain(&of.fields).cloned().collect();
        let mut read = |id: &str, crosswalk: &[String], fields: &[Field]| {
            let fields = fields.iter().map(|field| self.field(field, &top, "", 0, errors)).collect();
            Section { id: id.to_owned(), crosswalk: crosswalk.to_vec(), fields }
        };
        let mut sections = Vec::new();
        for section in common {
            if section.id == OWN_BEFORE {
                sections.push(read("own", &[], &of.fields));
            }
            sections.push(read(&section.id, &section.crosswalk, &section.fields));
        }
        let former = former.iter().map(|section| read(&section.id, &section.crosswalk, &section.fields)).collect();
        for (path, changed) in &of.overrides {
            match named(&mut sections, path) {
                Some(field) => changed.apply(field),
                None => errors.push(self.fault(path, format!("{} overrides a field that it does not have", of.kind))),
            }
        }
        let there =
            |name: &String| sections.iter().flat_map(|section| &section.fields).any(|field| field.name == *name);
        for name in of.open.iter().filter(|name| !there(name)) {
            errors.push(self.fault(name, format!("{} opens a field that it does not have", of.kind)));
        }
        let answer = self.fields(&of.answer, "answer", 0, errors);
        Form {
            kind: of.kind,
            articles: of.articles.clone(),
            dual_criminality: of.dual_criminality,
            human_translation: of.human_translation,
            open: of.open.clone(),
            sections,
            former,
            answer,
        }
    }

    fn fields(&self, fields: &[Field], within: &str, depth: usize, errors: &mut Vec<DataError>) -> Vec<Field> {
        fields.iter().map(|field| self.field(field, fields, within, depth, errors)).collect()
    }

    /// A field with its shape in place and its words named.
    fn field(
        &self,
        field: &Field,
        siblings: &[Field],
        within: &str,
        depth: usize,
        errors: &mut Vec<DataError>,
    ) -> Field {
        let mut field = field.clone();
        field.words = words(within, &field.name);
        if let Some(problem) = self.problem(&field, siblings) {
            errors.push(self.fault(&field.name, format!("`{}`: {problem}", field.name)));
        }
        let (fields, within) = match &field.shape {
            Some(shape) => (self.shapes.get(shape).map_or(&[][..], Vec::as_slice), words("", shape)),
            None => (field.fields.as_slice(), field.words.clone()),
        };
        if depth >= SHAPES_MAX {
            errors.push(self.fault(&field.name, "a shape stands within itself"));
            return field;
        }
        field.fields = self.fields(fields, &within, depth + 1, errors);
        field
    }

    fn problem(&self, field: &Field, siblings: &[Field]) -> Option<String> {
        let sibling = |name: &str| siblings.iter().any(|other| other.name == name);
        if (field.need == Need::Conditional) != field.when.is_some() {
            return Some("a conditional field says when, and no other does".into());
        }
        let named = [field.when.as_ref().map(|when| &when.field), field.not_before.as_ref()];
        let named = named.into_iter().flatten().chain(field.min_when.as_ref().map(|floor| &floor.when.field));
        if let Some(unknown) = named.into_iter().find(|name| !sibling(name)) {
            return Some(format!("there is no sibling `{unknown}`"));
        }
        if (field.of == Type::Option) != field.options.as_ref().is_some_and(|list| self.options.contains_key(list)) {
            return Some("a choice names its option list, and no other field does".into());
        }
        if (field.of == Type::Object) == (field.shape.is_none() && field.fields.is_empty()) {
            return Some("an object has fields or a shape, and no other field has".into());
        }
        if let Some(shape) = field.shape.as_ref().filter(|shape| !self.shapes.contains_key(*shape)) {
            return Some(format!("there is no shape `{shape}`"));
        }
        let article = field.article.as_ref()?;
        self.law.find(article).is_none().then(|| format!("the Convention has no article `{article}`"))
    }
}

impl Override {
    fn apply(&self, field: &mut Field) {
        field.need = self.need.unwrap_or(field.need);
        if let Some(article) = &self.article {
            field.article = Some(article.clone());
        }
        if let Some(options) = &self.options {
            field.options = Some(options.clone());
        }
        field.within_hours = self.within_hours.or(field.within_hours);
        if let Some(equals) = &self.equals {
            field.equals = Some(equals.clone());
        }
        field.not_prefix.extend_from_slice(&self.not_prefix);
    }
}

/// The field at a path of names with dots between them.
fn named<'a>(sections: &'a mut [Section], path: &str) -> Option<&'a mut Field> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let top = sections.iter_mut().flat_map(|section| &mut section.fields).find(|field| field.name == first)?;
    match rest {
        None => Some(top),
        Some(name) => top.fields.iter_mut().find(|field| field.name == name),
    }
}

fn words(within: &str, name: &str) -> String {
    let name = name.replace('_', "-").to_ascii_lowercase();
    if within.is_empty() { name } else { format!("{within}-{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_form() {
        let forms = Forms::load(&DataFiles::embedded()).expect("forms");
        for kind in Kind::ALL {
            assert_eq!(forms.form(kind).kind, kind);
            assert_eq!(forms.form(kind).id(forms.version()), format!("{kind}@1.0"));
        }
    }

    #[test]
    fn a_field_that_names_an_article_the_convention_lacks_is_told_with_its_line() {
        let mut files = DataFiles::embedded();
        let text = files.text(FILE).expect("file").replace("42.3.f", "142.3.f");
        files.overlay(FILE, text);
        let errors = Forms::load(&files).expect_err("no article 142");
        assert!(errors[0].line > 1 && errors[0].problem.contains("142.3.f"), "{errors:?}");
    }

    #[test]
    fn a_section_that_a_kind_does_without_is_one_that_there_is() {
        let mut files = DataFiles::embedded();
        let text = files.text(FILE).expect("file").replacen("\"formerly\": [\"C17\"]", "\"formerly\": [\"C77\"]", 1);
        files.overlay(FILE, text);
        assert!(Forms::load(&files).expect_err("no section")[0].problem.contains("does without"));
    }

    #[test]
    fn a_choice_without_its_list_is_told() {
        let mut files = DataFiles::embedded();
        let text =
            files.text(FILE).expect("file").replacen("\"options\": \"volatility\"", "\"options\": \"velocity\"", 1);
        files.overlay(FILE, text);
        assert!(Forms::load(&files).expect_err("no list")[0].problem.contains("option list"));
    }
}

//! `khien letter`: the letter of a form, off-line.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use askama::Template;
use clap::Args;
use khien_desk::Kind;
use khien_desk::form::{BYTES_MAX, Forms};
use khien_terms::{DataFiles, Lang};
use serde::Serialize;
use serde_json::Value;

use super::terminal::named;
use super::{print_json, print_line};
use crate::Failure;
use crate::console::desk_words::Said;
use crate::letter::Letter;
use crate::words::{Words, langs};

/// What the command line asks for.
#[derive(Debug, Args)]
pub(super) struct LetterArgs {
    /// The form: JSON, as it was opened or drafted
    #[arg(long, value_name = "FILE")]
    form: PathBuf,
    /// Kind of the form, such as P1, where it does not say so itself
    #[arg(long, value_name = "KIND")]
    kind: Option<Kind>,
    /// Language of the letter
    #[arg(long, value_name = "LANG", default_value = "en", value_parser = language)]
    language: Lang,
    /// Where it goes: a new file that ends in .pdf (a program with the feature `letters`) or .html; HTML on stdout without it
    #[arg(long, value_name = "FILE", value_parser = out, required_if_eq("json", "true"))]
    out: Option<Out>,
    /// One JSON object on stdout
    #[arg(long)]
    json: bool,
}

/// A file to make.
#[derive(Debug, Clone)]
struct Out {
    path: PathBuf,
    pdf: bool,
}

fn language(code: &str) -> Result<Lang, String> {
    let all = langs(&DataFiles::embedded());
    let names: Vec<String> = all.iter().map(ToString::to_string).collect();
    all.iter().find(|lang| lang.as_str() == code).copied().ok_or_else(|| format!("one of {}", names.join(", ")))
}

fn out(path: &str) -> Result<Out, String> {
    let path = PathBuf::from(path);
    match path.extension().and_then(|end| end.to_str()) {
        Some("html") => Ok(Out { path, pdf: false }),
        Some("pdf") if crate::letter::PDF => Ok(Out { path, pdf: true }),
        Some("pdf") => {
            Err("this program makes no PDF: build it with `--features letters`, or name a file .html".into())
        }
        _ => Err("the name ends in .pdf or .html".into()),
    }
}

/// What is told.
#[derive(Debug, Serialize)]
struct Told {
    kind: Kind,
    language: String,
    bytes: usize,
    /// Of a PDF.
    pages: Option<usize>,
    /// Characters that no font held, as `U+1F600`.
    spelled: Vec<String>,
    /// To make it, without reading and writing.
    ms: f64,
}

/// Bytes of a letter, its pages, and what could not be shown.
struct Made {
    bytes: Vec<u8>,
    pages: Option<usize>,
    spelled: Vec<String>,
}

/// Makes it.
///
/// # Errors
/// [`Failure::Held`] for a file that is no form, or one that is there already.
pub(super) fn run(args: LetterArgs) -> Result<(), Failure> {
    let told = |problem: String| Failure::Held(format!("{}: {problem}", named(&args.form)));
    let form: Value = serde_json::from_slice(&super::package::read(&args.form, BYTES_MAX)?)
        .map_err(|error| told(error.to_string()))?;
    if !form.is_object() {
        return Err(told("this is no form: a JSON object".into()));
    }
    let said = form.get("kind").and_then(Value::as_str).and_then(|kind| kind.parse().ok());
    let kind = args.kind.or(said).ok_or_else(|| told("it does not say its kind; name it with --kind".into()))?;

    let files = DataFiles::embedded();
    let words = Words::load(&files, Lang::EN).map_err(|error| Failure::Data(vec![error]))?;
    let forms = Forms::load(&files).map_err(Failure::Data)?;
    let began = Instant::now();
    let made = make(&forms, Said::of(&words, args.language), kind, form, args.out.as_ref().is_some_and(|out| out.pdf))?;
    let ms = began.elapsed().as_secs_f64() * 1000.0;

    let Some(out) = args.out else {
        return print_line(&String::from_utf8_lossy(&made.bytes));
    };
    write(&out.path, &made.bytes)?;
    let Made { bytes, pages, spelled } = made;
    let told = Told { kind, language: args.language.to_string(), bytes: bytes.len(), pages, spelled, ms };
    if args.json {
        return print_json(&told);
    }
    let spelled =
        if told.spelled.is_empty() { String::new() } else { format!(", as numbers: {}", told.spelled.join(" ")) };
    print_line(&format!("{}: {} bytes{spelled}", named(&out.path), told.bytes))
}

fn make(forms: &Forms, said: Said<'_>, kind: Kind, form: Value, pdf: bool) -> Result<Made, Failure> {
    let mut letter = Letter::new(forms, said, kind, form);
    if pdf {
        return paper(&letter, said);
    }
    letter.style = crate::http::ASSETS.get_file("console.css").and_then(include_dir::File::contents_utf8);
    let html = letter.render().map_err(|error| Failure::Held(error.to_string()))?;
    Ok(Made { bytes: html.into_bytes(), pages: None, spelled: Vec::new() })
}

#[cfg(feature = "letters")]
fn paper(letter: &Letter, said: Said<'_>) -> Result<Made, Failure> {
    let made = letter
        .pdf(said, letter.issued_at().unwrap_or_else(khien_store::journal::now))
        .map_err(|error| Failure::Held(error.to_string()))?;
    let spelled = made.spelled.iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect();
    Ok(Made { bytes: made.bytes, pages: Some(made.pages), spelled })
}

/// `out` refuses the name before it comes to this.
#[cfg(not(feature = "letters"))]
fn paper(_letter: &Letter, _said: Said<'_>) -> Result<Made, Failure> {
    Err(Failure::Held("this program makes no PDF".into()))
}

/// Writes a new file: a letter is never written over another.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let told = |error: std::io::Error| Failure::Held(format!("{}: {error}", named(path)));
    File::create_new(path).map_err(told)?.write_all(bytes).map_err(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_ends_in_html_or_in_pdf_where_this_program_makes_one() {
        assert!(out("letter.html").is_ok_and(|out| !out.pdf));
        assert_eq!(out("letter.pdf").is_ok_and(|out| out.pdf), crate::letter::PDF);
        assert!(out("letter").is_err() && out("letter.doc").is_err());
        assert!(language("vi").is_ok() && language("xx").is_err_and(|why| why == "one of en, id, vi"));
    }

    #[test]
    fn a_page_from_the_command_line_brings_its_style_and_needs_no_node() {
        let files = DataFiles::embedded();
        let (words, forms) = (Words::load(&files, Lang::EN).expect("words"), Forms::load(&files).expect("forms"));
        let form = serde_json::json!({"msg_id": "00", "from": {"state": "XA"}, "facts": "<b>1 & 2</b>"});
        let made = make(&forms, Said::of(&words, Lang::EN), Kind::P1, form, false).expect("a page");
        let html = String::from_utf8(made.bytes).expect("text");
        assert!(html.contains("<style>") && !html.contains("/assets/") && !html.contains("<form"), "{html}");
        assert!(html.contains("From: XA") && !html.contains("<b>1"), "{html}");
        assert!(!html.contains("Draft"), "a message that was signed is none");
    }
}

//! Letters as PDF, as `khien letter` makes them, read by programs that are not ours: qpdf and poppler.

#![cfg(feature = "letters")]
#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

#[path = "../../desk/tests/made/mod.rs"]
mod made;
#[path = "../../desk/tests/made/spoil.rs"]
mod spoil;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use khien_desk::Kind;
use khien_desk::form::Forms;
use khien_terms::DataFiles;
use made::{Dice, whole};
use serde_json::{Value, json};
use spoil::spoil;

/// A folder of its own, removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("khien-letters-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn put(&self, name: &str, form: &Value) {
        fs::write(self.0.join(name), form.to_string()).expect("a file");
    }

    fn run(&self, program: &str, args: &[&str]) -> Output {
        Command::new(program).current_dir(&self.0).args(args).output().expect(program)
    }

    /// What a program that has to succeed prints.
    fn says(&self, program: &str, args: &[&str]) -> String {
        let done = self.run(program, args);
        assert!(done.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).into_owned()
    }

    fn khien(&self, args: &[&str]) -> String {
        self.says(env!("CARGO_BIN_EXE_khien"), args)
    }

    /// Makes `letter.pdf` of a form.
    fn letter(&self, form: &Value, language: &str) -> Value {
        self.put("form.json", form);
        let _ = fs::remove_file(self.0.join("letter.pdf"));
        let line =
            self.khien(&["letter", "--form", "form.json", "--language", language, "--out", "letter.pdf", "--json"]);
        serde_json::from_str(&line).expect("one line of JSON")
    }

    /// The text of `letter.pdf` above the foot of each page, in the order in which it is written, without spaces.
    fn text(&self) -> String {
        let above = ["-raw", "-x", "0", "-y", "0", "-W", "596", "-H", "778", "letter.pdf", "-"];
        bare(&self.says("pdftotext", &above))
    }

    /// The form that lies in `letter.pdf`.
    fn attached(&self) -> Value {
        self.says("pdfdetach", &["-save", "1", "-o", "inside.json", "letter.pdf"]);
        serde_json::from_slice(&fs::read(self.0.join("inside.json")).expect("a file")).expect("JSON")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn form(kind: Kind) -> Value {
    whole(&Forms::load(&DataFiles::embedded()).expect("the data is right"), kind, &mut Dice::new(11))
}

/// A request to preserve data whose facts are these.
fn stating(facts: &str) -> Value {
    let mut form = form(Kind::P1);
    form["facts"] = json!(facts);
    form
}

/// Every text that stands between tags in the page.
fn sentences(html: &str) -> Vec<String> {
    let main = html.split_once("<main>").expect("a page").1.split_once("</main>").expect("a page").0;
    let texts = main.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text);
    let plain = |text: &str| {
        [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#34;", "\""),
            ("&#39;", "'"),
            ("&#60;", "<"),
            ("&#62;", ">"),
            ("&#38;", "&"),
            ("&amp;", "&"),
        ]
        .iter()
        .fold(text.to_owned(), |text, (coded, sign)| text.replace(coded, sign))
    };
    texts.map(|text| bare(&plain(text))).filter(|text| !text.is_empty()).collect()
}

#[test]
fn every_kind_in_every_language_says_on_paper_what_its_page_says() {
    std::thread::scope(|scope| {
        for language in ["vi", "en", "id"] {
            scope.spawn(move || {
                let folder = Folder::new(language);
                for kind in Kind::ALL {
                    let form = form(kind);
                    folder.letter(&form, language);
                    let page = folder.khien(&["letter", "--form", "form.json", "--language", language]);
                    let (text, sentences) = (folder.text(), sentences(&page));
                    assert!(sentences.len() > 20, "{kind} {language}: {sentences:?}");
                    for sentence in sentences {
                        assert!(text.contains(&sentence), "{kind} {language} lacks {sentence}\n{text}");
                    }
                    folder.says("qpdf", &["--check", "letter.pdf"]);
                    assert_eq!(folder.attached(), form, "{kind}");
                }
            });
        }
    });
}

#[test]
fn the_file_says_what_it_is_and_brings_its_fonts() {
    let folder = Folder::new("kept");
    let told = folder.letter(&form(Kind::P1), "vi");
    let first = fs::read(folder.0.join("letter.pdf")).expect("a file");
    folder.letter(&form(Kind::P1), "vi");
    assert_eq!(fs::read(folder.0.join("letter.pdf")).expect("a file"), first, "the same form, the same file");
    let info = folder.says("pdfinfo", &["letter.pdf"]);
    for said in ["Tagged:          yes", "(P1)", "595.276 x 841.89 pts (A4)"] {
        assert!(info.contains(said), "{said}\n{info}");
    }
    assert!(info.contains(&format!("Pages:           {}", told["pages"])), "{info}");
    let meta = folder.says("pdfinfo", &["-meta", "letter.pdf"]);
    for said in ["<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "<rdf:li>vi<"] {
        assert!(meta.contains(said), "{said}\n{meta}");
    }
    let fonts = folder.says("pdffonts", &["letter.pdf"]);
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(rows.len() >= 3, "{fonts}");
    assert!(rows.iter().all(|row| row.contains("yes yes yes")), "embedded, in part, with their text\n{fonts}");
    let heard = folder.says("pdfinfo", &["-struct-text", "letter.pdf"]);
    for role in ["H1", "H2", "P", "Sect"] {
        assert!(heard.lines().any(|line| line.trim().starts_with(role)), "{role}\n{heard}");
    }
    let raw = fs::read(folder.0.join("letter.pdf")).expect("a file");
    let has = |bytes: &[u8]| raw.windows(bytes.len()).any(|window| window == bytes);
    assert!(has(b"/AFRelationship /Source") || has(b"/AFRelationship/Source"));
    assert!(has(b"/Lang (vi)") || has(b"/Lang(vi)"));
}

#[test]
fn what_looks_like_markup_or_a_command_is_text() {
    let folder = Folder::new("hostile");
    let hostile = "#read(\"/etc/passwd\") $x^2$ *bold* _it_ \\input{/etc/passwd} <script>alert(1)</script> \
                   #import \"@preview/a:1\": * %PDF-1.7 endstream endobj (/JS) ]] {{ 7*7 }} ${jndi:ldap://x}";
    let form = stating(hostile);
    folder.letter(&form, "en");
    assert!(folder.text().contains(&bare(hostile)), "{}", folder.text());
    folder.says("qpdf", &["--check", "letter.pdf"]);
    assert_eq!(folder.attached(), form);
    assert!(!folder.text().contains("root:x:0"));
}

#[test]
fn a_form_that_is_wrong_has_a_letter_too_and_lies_in_it_as_it_is() {
    let folder = Folder::new("spoilt");
    let mut dice = Dice::new(5);
    for kind in Kind::ALL {
        let mut form = form(kind);
        for _ in 0..6 {
            spoil(&mut form, &mut dice);
        }
        if !form.is_object() {
            continue;
        }
        form["kind"] = json!(kind);
        folder.letter(&form, "id");
        folder.says("qpdf", &["--check", "letter.pdf"]);
        assert_eq!(folder.attached(), form, "{kind}");
    }
}

#[test]
fn names_in_other_writings_are_shown_and_what_no_font_holds_is_told() {
    let folder = Folder::new("writings");
    let names = ["Nguyễn Thị Ánh Tuyết", "Иван Петров", "王小明", "김민수", "やまだ", "សុខ", "สมชาย", "Αλέξης", "აკაკი"];
    let form = stating(&format!("{} محمد \u{1f600}\u{e000}", names.join(" · ")));
    let told = folder.letter(&form, "en");
    assert_eq!(told["spelled"], json!(["U+E000", "U+1F600"]));
    let text = folder.text();
    for name in names {
        assert!(text.contains(&bare(name)), "{name}\n{text}");
    }
    assert!(text.contains("[U+1F600][U+E000]"), "{text}");
    assert!(text.contains("Somecharacterscannotbeprintedhere"), "{text}");
    assert_eq!(folder.attached(), form, "nothing is lost");
}

#[test]
fn facts_of_20000_characters_and_an_identifier_without_a_space_run_over_their_lines_and_pages() {
    let folder = Folder::new("long");
    let facts = "Người dùng đã đăng lại tệp đó ba lần trong một đêm. ".repeat(400);
    let mut form = stating(facts.trim());
    let url = format!("https://forum.example/{}?page=2", "a1B2".repeat(400));
    form["items"][0]["identifier"] = json!({"type": "url", "value": url});
    let told = folder.letter(&form, "vi");
    assert!(told["pages"].as_u64().expect("a number") > 5, "{told}");
    let text = folder.text();
    assert!(text.contains(&bare(&facts)) && text.contains(&url));
    // No line is wider than the page lets it be: all words lie between the margins.
    let boxes = folder.says("pdftotext", &["-bbox", "letter.pdf", "-"]);
    let edges: Vec<f64> = boxes
        .split("xMax=\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"').and_then(|(number, _)| number.parse().ok()))
        .collect();
    assert!(
        edges.len() > 1000 && edges.iter().all(|edge| *edge < 595.0 - 50.0),
        "{:?}",
        edges.iter().copied().fold(0.0, f64::max)
    );
}

#[test]
fn a_draft_says_on_every_page_that_it_is_one_and_a_letter_is_never_written_over_another() {
    let folder = Folder::new("draft");
    let mut draft = stating("A fact. ".repeat(800).trim());
    let map = draft.as_object_mut().expect("a form");
    map.remove("msg_id");
    map.remove("kind");
    folder.put("form.json", &draft);
    let refused = folder.run(env!("CARGO_BIN_EXE_khien"), &["letter", "--form", "form.json", "--out", "letter.pdf"]);
    assert_eq!(refused.status.code(), Some(1), "it does not say its kind");
    let args = ["letter", "--form", "form.json", "--kind", "P1", "--out", "letter.pdf"];
    folder.khien(&args);
    let pages = folder.says("pdftotext", &["letter.pdf", "-"]);
    let pages: Vec<&str> = pages.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(pages.len() > 2);
    for (n, page) in pages.iter().enumerate() {
        assert!(page.contains("Draft: not signed, not sent."), "{page}");
        assert!(page.contains(&format!("Page {} of {}", n + 1, pages.len())), "{page}");
    }
    assert_eq!(folder.run(env!("CARGO_BIN_EXE_khien"), &args).status.code(), Some(1), "there is one already");
    let wrong = ["letter", "--form", "form.json", "--out", "letter.doc"];
    assert_eq!(folder.run(env!("CARGO_BIN_EXE_khien"), &wrong).status.code(), Some(2));
}

use proptest::prelude::*;

use super::*;
use crate::letter::Attached;

fn line() -> impl Strategy<Value = Line> {
    let value = prop_oneof![Just(String::new()), "[a-z ]{1,40}", "(Đây là một câu\\. ){1,60}", "\\PC{1,60}"];
    let law = proptest::option::of(Just("Article 42(3)(c) · not checked against the certified text".to_owned()));
    (0_usize..7, "[A-Z][a-zạả ]{0,60}", law, value, any::<bool>()).prop_map(|(depth, name, law, value, code)| Line {
        depth,
        name,
        law,
        value,
        code,
    })
}

fn letter() -> impl Strategy<Value = Letter> {
    let part =
        ("[A-Z][a-z ]{0,40}", proptest::collection::vec(line(), 1..12)).prop_map(|(name, lines)| Part { name, lines });
    proptest::collection::vec(part, 1..6).prop_map(|parts| Letter {
        language: "vi".to_owned(),
        heading: "Bảo quản dữ liệu lưu trữ (P1@1.0)".to_owned(),
        between: vec!["Bên gửi: XA".to_owned(), "Gửi: XB".to_owned()],
        note: Some("Dự thảo".to_owned()),
        parts,
        closing: vec!["Thông điệp đã ký là bản gốc.".to_owned()],
        form: Attached { name: "form.json".to_owned(), json: b"{}".to_vec() },
        beside: Vec::new(),
        made: jiff::Timestamp::UNIX_EPOCH,
    })
}

fn words() -> Words<'static> {
    Words {
        page: &|n, all| format!("{n}/{all}"),
        attached: "Biểu mẫu".to_owned(),
        describes: "Biểu mẫu".to_owned(),
        spelled: "Một số ký tự không in được".to_owned(),
    }
}

#[test]
fn lines_from_right_to_left_end_at_the_right_margin_each_of_them() {
    let fonts = Fonts::new();
    let mut press = Press::new(&fonts);
    let block = press.block(Role::Text, None);
    press.paragraphs(block, &"أرسل سبع عشرة رسالة في ليلة واحدة ".repeat(12), VALUE, VALUES, RIGHT);
    let placed = &press.laid.pages[0].placed;
    assert!(placed.len() > 3);
    for placed in placed {
        let glyphs = placed.line.runs.iter().flat_map(|run| &run.glyphs);
        let drawn: f32 = glyphs.map(|(glyph, _)| glyph.advance).sum();
        let end = placed.x + drawn * placed.size;
        assert!((end - RIGHT).abs() < 0.1, "{end}");
    }
}

/// A letter of one section of `fields` fields and another that begins with a heading of a group.
fn two_sections(fields: usize) -> Letter {
    let line = |value: &str, law: Option<&str>| Line {
        depth: 0,
        name: "Điều".to_owned(),
        law: law.map(str::to_owned),
        value: value.to_owned(),
        code: false,
    };
    let first = Part { name: "Một".to_owned(), lines: vec![line("a", None); fields] };
    let second = Part { name: "Hai".to_owned(), lines: vec![line("", Some("Article 42(3)(c)")), line("b", None)] };
    Letter {
        language: "vi".to_owned(),
        heading: "Bảo quản".to_owned(),
        between: Vec::new(),
        note: None,
        parts: vec![first, second],
        closing: Vec::new(),
        form: Attached { name: "form.json".to_owned(), json: b"{}".to_vec() },
        beside: Vec::new(),
        made: jiff::Timestamp::UNIX_EPOCH,
    }
}

#[test]
fn a_heading_of_a_section_stands_on_the_page_of_what_it_begins() {
    let fonts = Fonts::new();
    for fields in 1..80 {
        let laid = Layout::of(&two_sections(fields), &words(), &fonts);
        let page = |wanted: Role| {
            let block = laid.blocks.iter().rposition(|block| block.role == wanted).expect("a block");
            laid.pages.iter().position(|sheet| sheet.placed.iter().any(|placed| placed.block == Some(block)))
        };
        let section = page(Role::Heading(2, "Hai".to_owned()));
        assert_eq!(section, page(Role::Heading(3, "Điều".to_owned())), "{fields}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_set_outside_its_page_and_no_heading_of_a_section_ends_one(letter in letter()) {
        let laid = Layout::of(&letter, &words(), &Fonts::new());
        for (n, sheet) in laid.pages.iter().enumerate() {
            for placed in sheet.placed.iter().filter(|placed| placed.block.is_some()) {
                let right = placed.x + placed.line.width * placed.size;
                prop_assert!(placed.x >= LEFT - 0.1 && right <= RIGHT + 0.1, "{} {right}", placed.x);
                prop_assert!(placed.baseline > TOP && placed.baseline < BOTTOM, "{}", placed.baseline);
            }
            let last = sheet.placed.iter().rev().find_map(|placed| placed.block);
            let section = last.map(|block| &laid.blocks[block].role);
            let alone = matches!(section, Some(Role::Heading(2, _)));
            prop_assert!(!alone || n + 1 == laid.pages.len(), "a section begins where its first field is");
        }
    }

    #[test]
    fn every_letter_is_a_pdf_a_and_the_same_one_twice(letter in letter()) {
        let first = letter.pdf(&words()).expect("a PDF");
        prop_assert!(first.bytes.starts_with(b"%PDF-1.7"));
        prop_assert_eq!(first, letter.pdf(&words()).expect("a PDF"));
    }
}

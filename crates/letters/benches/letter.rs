//! A letter of three pages with five writings, as PDF: at most 100 ms (`docs/performance.md`).

#![expect(missing_docs, reason = "criterion writes the group")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use khien_letters::{Attached, Letter, Line, Part, Words};

fn letter() -> Letter {
    let values = [
        "Nguyễn Thị Ánh Tuyết, số 12 phố Huế, Hà Nội",
        "محمد عبد الله",
        "王小明",
        "Иван Петров",
        "ដារ៉ា",
        "https://forum.example/t/1234?page=2",
    ];
    let line = |n: usize| Line {
        depth: n % 3,
        name: "What is asked to be preserved".to_owned(),
        law: Some("Article 42(3)(c) · not checked against the certified text".to_owned()),
        value: values[n % values.len()].to_owned(),
        code: n % values.len() == 5,
    };
    let part = |n: usize| Part { name: format!("Section {n}"), lines: (0..10).map(line).collect() };
    Letter {
        language: "en".to_owned(),
        heading: "Request to preserve stored data (P1@1.0)".to_owned(),
        between: vec!["From: XA".to_owned(), "To: XB".to_owned()],
        note: None,
        parts: (1..=6).map(part).collect(),
        closing: vec!["The signed message is the original; this letter repeats it.".to_owned()],
        form: Attached { name: "form.json".to_owned(), json: vec![b'7'; 4309] },
        beside: Vec::new(),
        made: jiff::Timestamp::UNIX_EPOCH,
    }
}

fn pdf(c: &mut Criterion) {
    let letter = letter();
    let words = Words {
        page: &|n, all| format!("Page {n} of {all}"),
        attached: "The form lies in this file.".to_owned(),
        describes: "The form".to_owned(),
        spelled: "Numbers stand for characters.".to_owned(),
    };
    c.bench_function("letter", |b| b.iter(|| black_box(&letter).pdf(&words)));
}

criterion_group!(benches, pdf);
criterion_main!(benches);

use proptest::prelude::*;

use super::*;

fn frame() -> impl Strategy<Value = Frame> {
    (0..1u64 << 40, 0..=100u8, any::<[u64; 4]>(), 0..100_000_000_000u64)
        .prop_map(|(number, quality, words, at)| Frame { number, quality, hash: Hash256(words), at })
}

/// A frame whose hash has its lowest bits set.
fn with_bits(bits: u32, quality: u8) -> Frame {
    let word = |at: u32| match bits.saturating_sub(at * 64) {
        0 => 0,
        left @ 1..64 => (1u64 << left) - 1,
        _ => u64::MAX,
    };
    Frame { number: 0, quality, hash: Hash256([word(0), word(1), word(2), word(3)]), at: 0 }
}

proptest! {
    #[test]
    fn both_forms_come_back(frames in proptest::collection::vec(frame(), 0..20)) {
        prop_assert_eq!(text::read(text::write(&frames).as_bytes()), Ok(frames.clone()));
        let numbered: Vec<Frame> = frames.iter().zip(0..).map(|(of, number)| Frame { number, ..*of }).collect();
        prop_assert_eq!(json::read(&json::write(&frames)), Ok(numbered));
    }

    #[test]
    fn no_bytes_break_a_reader(bytes: Vec<u8>, words: String) {
        let _ = text::read(&bytes);
        let _ = json::read(&words);
        let _ = text::looks_like_frames(&bytes);
    }

    #[test]
    fn a_video_is_whole_in_itself_and_turning_the_question_turns_the_answer(
        a in proptest::collection::vec(frame(), 1..12), b in proptest::collection::vec(frame(), 1..12),
        shared in 0..12usize,
    ) {
        let rule = Rule::default();
        let whole = compare(&a, &a, rule);
        prop_assert_eq!((whole.query.found, whole.target.found), (whole.query.of, whole.target.of));
        let mut b = b;
        b.extend(a.iter().take(shared));
        let (there, back) = (compare(&a, &b, rule), compare(&b, &a, rule));
        prop_assert_eq!((there.query, there.target), (back.target, back.query));
        prop_assert!(there.query.found >= kept(&a, 50).len().min(kept(&a[..shared.min(a.len())], 50).len()));
    }
}

#[test]
fn the_lines_of_the_reference_are_read() {
    let lines = "0,100,e271017837246aaccddea259648fb7d62f435c89d9e99b2497763e216c8d055c,0.000\n\n# a word\n\
        30,7,E271017837246AACCDDEA259648FB7D62F435C89D9E99B2497763E216C8D055C,1.001,more\r\n";
    let frames = text::read(lines.as_bytes()).expect("frames");
    assert_eq!(
        frames.iter().map(|of| (of.number, of.quality, of.at)).collect::<Vec<_>>(),
        [(0, 100, 0), (30, 7, 1001)]
    );
    assert_eq!(frames[0].hash, frames[1].hash);
    assert!(text::looks_like_frames(lines.as_bytes()) && !text::looks_like_frames(b"f8f8,100"));
    assert_eq!(text::line(&frames[1]), lines.lines().nth(3).expect("a line").to_lowercase().replace(",more", ""));
}

#[test]
fn a_time_as_the_python_library_writes_it_is_read() {
    let hash = "e271017837246aaccddea259648fb7d62f435c89d9e99b2497763e216c8d055c";
    for (written, at) in [("0.0", 0), ("1.23e+03", 1_230_000), ("0.967", 967), ("12", 12_000), ("3.0000004", 3_000)] {
        let frames = json::read(&format!("[\"{hash},100,{written}\"]")).expect(written);
        assert_eq!(frames[0].at, at, "{written}");
    }
    for wrong in ["-1", "nan", "inf", "1e300", "", "0x10", "1 2"] {
        let problem = json::read(&format!("[\"{hash},100,{wrong}\"]")).expect_err(wrong);
        assert_eq!(problem, NotFrames::Time(Place::Entry(1)), "{wrong}");
    }
}

#[test]
fn what_is_wrong_with_a_list_is_told_with_its_place() {
    let hash = "0".repeat(64);
    for (lines, part) in [
        (format!("0,100,{hash}\n"), "line 1: a frame is written as frame,quality,hash,seconds"),
        (format!("\nx,100,{hash},0\n"), "line 2: the number"),
        (format!("0,101,{hash},0\n"), "line 1: a quality"),
        ("0,100,f8,0\n".to_owned(), "line 1: a hash has 64 hex digits"),
        (format!("0,100,{hash},-1\n"), "line 1: a time"),
    ] {
        let problem = text::read(lines.as_bytes()).expect_err("wrong").to_string();
        assert!(problem.contains(part), "{problem}");
    }
    assert_eq!(text::read(b"\n\xff\n"), Err(NotFrames::Utf8(2)));
    for (list, part) in [
        ("{}".to_owned(), "not a JSON list"),
        ("[1]".to_owned(), "not a JSON list"),
        (format!("[\"{hash},100,0\",\"{hash},100\"]"), "entry 2: a frame is written as `hash,quality,seconds`"),
        (format!("[\"{hash},100,0,1\"]"), "entry 1"),
    ] {
        let problem = json::read(&list).expect_err("wrong").to_string();
        assert!(problem.contains(part), "{problem}");
    }
    assert_eq!((text::read(b""), json::read("[]")), (Ok(Vec::new()), Ok(Vec::new())));
}

#[test]
fn frames_are_taken_as_the_reference_takes_them() {
    for (rate, seconds, every) in [
        ((25, 1), 1.0, 25),
        ((30_000, 1001), 1.0, 29),
        ((24_000, 1001), 1.0, 23),
        ((60, 1), 0.5, 30),
        ((25, 1), 0.0, 1),
        ((1, 2), 1.0, 1),
        ((30, 1), 2.0, 60),
        ((15, 2), 1.0, 7),
        ((u32::MAX, 1), 1e9, i32::MAX as u64),
    ] {
        assert_eq!(Sampling::of(rate, seconds).expect("a rate").every(), every, "{rate:?} {seconds}");
    }
    let ntsc = Sampling::of((30_000, 1001), 1.0).expect("a rate");
    assert_eq!([0, 1, 2].map(|n| (ntsc.number(n), ntsc.at(ntsc.number(n)))), [(0, 0), (29, 968), (58, 1935)]);
    for wrong in [((0, 1), 1.0), ((25, 0), 1.0), ((25, 1), -1.0), ((25, 1), f64::NAN)] {
        assert_eq!(Sampling::of(wrong.0, wrong.1), Err(NoRate));
    }
}

#[test]
fn pairs_count_up_to_the_radius_and_frames_of_low_quality_do_not() {
    let rule = Rule::default();
    let base = with_bits(0, 100);
    for (bits, found) in [(0, 1), (30, 1), (31, 1), (32, 0)] {
        let overlap = compare(&[base], &[with_bits(bits, 100)], rule);
        assert_eq!((overlap.query.found, overlap.target.found), (found, found), "{bits} bits");
    }
    for (quality, of) in [(49, 0), (50, 1)] {
        assert_eq!(compare(&[base], &[with_bits(0, quality)], rule).target.of, of, "quality {quality}");
    }
    assert_eq!(compare(&[], &[base], rule), Overlap::default());
    assert_eq!(compare(&[base], &[], rule).query.percent(), 0.0);
}

#[test]
fn a_clip_is_whole_in_its_film_and_a_still_picture_counts_once() {
    let rule = Rule::default();
    let film: Vec<Frame> = [0, 64, 128, 192].map(|bits| with_bits(bits, 100)).into();
    let clip = [film[1], film[1], film[1], with_bits(96, 100)];
    let overlap = compare(&clip, &film, rule);
    assert_eq!((overlap.query, overlap.target), (Share { found: 1, of: 2 }, Share { found: 1, of: 4 }));
    assert_eq!((overlap.query.percent(), overlap.target.percent()), (50.0, 25.0));
}

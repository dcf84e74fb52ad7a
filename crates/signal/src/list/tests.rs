use super::*;
use proptest::prelude::*;

const HASH: &str = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let digits = |count: usize| proptest::string::string_regex(&format!("[0-9a-f]{{{count}}}")).expect("a pattern");
    let hash = prop_oneof![
        digits(64).prop_map(|value| (Kind::Pdq, value)),
        digits(32).prop_map(|value| (Kind::Md5, value)),
        digits(40).prop_map(|value| (Kind::Sha1, value)),
        digits(288).prop_map(|value| (Kind::PhotoDna, value)),
    ];
    let one = (hash, any::<bool>(), any::<bool>(), 0_i64..4_000_000_000, proptest::option::of("[A-B][1-2]"));
    let one = one.prop_map(|((kind, value), video, deleted, changed, classification)| Entry {
        medium: if video { Medium::Video } else { Medium::Image },
        member: Some("42".to_owned()),
        classification,
        changed: Some(changed),
        deleted,
        ..Entry::plain(kind, &value, 1).expect("its own form")
    });
    proptest::collection::vec(one, 0..12).prop_map(|mut all| {
        all.iter_mut().enumerate().for_each(|(at, entry)| entry.item = Some(format!("item & {at}")));
        all
    })
}

/// What a format cannot carry is left aside before comparing.
fn carried(format: Format, entry: &Entry) -> Option<Entry> {
    let mut entry = Entry { line: 0, ..entry.clone() };
    match format {
        Format::Csv => {}
        Format::Ncmec => {}
        Format::StopNcii => {
            let place = matches!((entry.kind, entry.medium), (Kind::Pdq, Medium::Image) | (Kind::Md5, Medium::Video));
            (entry.member, entry.classification) = (None, None);
            return place.then_some(entry);
        }
        Format::Vics => {
            entry.changed = None;
            return (!entry.deleted && entry.kind != Kind::Pdq).then_some(entry);
        }
        Format::Vpdq | Format::VpdqJson => return None,
        Format::Text | Format::Raw => {
            let mut bare = Entry::plain(entry.kind, &entry.value, 0).ok()?;
            if format == Format::Text && matches!(entry.kind, Kind::Md5 | Kind::Sha256) && entry.medium == Medium::Video
            {
                bare.medium = Medium::Video;
            }
            return (!entry.deleted && (format == Format::Text || entry.kind == Kind::Pdq)).then_some(bare);
        }
    }
    Some(entry)
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(entries in entries()) {
        for (name, format) in FORMATS {
            let (bytes, left) = format.write(&entries);
            let read = format.read(&bytes).map_err(|error| TestCaseError::fail(format!("{name}: {error}")))?;
            let mut got: Vec<Entry> = read.entries.into_iter().map(|entry| Entry { line: 0, ..entry }).collect();
            let mut wanted: Vec<Entry> = entries.iter().filter_map(|entry| carried(format, entry)).collect();
            let key = |entry: &Entry| (entry.kind, entry.value.clone(), entry.item.clone());
            got.sort_by_key(key);
            wanted.sort_by_key(key);
            prop_assert_eq!(entries.len() as u64 - left, wanted.len() as u64, "{}", name);
            prop_assert_eq!(got, wanted, "{}", name);
            prop_assert!(read.rejected.is_empty(), "{name}");
        }
    }

    #[test]
    fn no_bytes_break_a_reader(bytes: Vec<u8>, begin in 0_usize..5) {
        let begin: &[u8] = [&b""[..], b"<queryResult><images><image>", b"{\"hashRecords\":[", b"{\"value\":[", b"kind,value\n"][begin];
        let bytes = [begin, &bytes].concat();
        let _ = Format::guess(&bytes).read(&bytes);
        for (_, format) in FORMATS {
            let _ = format.read(&bytes);
        }
    }
}

#[test]
fn a_text_list_says_line_by_line_what_it_holds_and_what_is_wrong() {
    let list = format!(
        "# harmless\n\n{HASH},100,a.jpg\nhash={HASH}\npdq {HASH}\nmd5 0123456789abcdef0123456789ABCDEF\n{HASH},49\nshort\npdq 12\nxyz 12\n"
    );
    let read = Format::Text.read(list.as_bytes()).expect("text");
    let lines: Vec<(u64, Kind)> = read.entries.iter().map(|entry| (entry.line, entry.kind)).collect();
    assert_eq!(lines, [(3, Kind::Pdq), (4, Kind::Pdq), (5, Kind::Pdq), (6, Kind::Md5), (7, Kind::Pdq)]);
    assert!(read.entries[0].acts_within_a_radius() && !read.entries[4].acts_within_a_radius());
    assert_eq!(read.entries[3].value, "0123456789abcdef0123456789abcdef");
    let reasons: Vec<(Reason, u64)> = read.rejected.into_iter().collect();
    assert_eq!(reasons, [(Reason::Value(Kind::Pdq), 1), (Reason::Kind, 1), (Reason::Unclear, 1)]);
}

#[test]
fn an_answer_of_ncmec_is_read_whole_with_its_deletions_and_where_it_goes_on() {
    let xml = format!(
        "<?xml version=\"1.0\"?><queryResult xmlns=\"{}\"><images count=\"2\" maxTimestamp=\"2026-01-02T03:04:05Z\">\
         <image><member id=\"42\">Example</member><id>image-1</id><timestamp>2026-01-02T03:04:05Z</timestamp>\
         <classification>A1</classification><fingerprints><md5>0123456789abcdef0123456789abcdef</md5><pdq>{HASH}</pdq>\
         <unheard>1</unheard></fingerprints>\
         <feedback lastUpdateTimestamp=\"2026-01-02T03:04:05Z\"><affirmativeFeedback type=\"PDQ\"><members>\
         <member id=\"7\">Somebody else</member></members></affirmativeFeedback></feedback></image>\
         <deletedImage><member id=\"42\">Example</member><id>image-2</id><fingerprints><pdq>{HASH}</pdq></fingerprints></deletedImage>\
         </images><videos count=\"0\"/><paging><next>/v2/entries?from=a&amp;start=2</next></paging></queryResult>",
        ncmec::NAMESPACE,
    );
    let read = Format::guess(xml.as_bytes()).read(xml.as_bytes()).expect("xml");
    let seen: Vec<_> =
        read.entries.iter().map(|e| (e.kind, e.item.as_deref(), e.member.as_deref(), e.deleted)).collect();
    assert_eq!(
        seen,
        [
            (Kind::Md5, Some("image-1"), Some("42"), false),
            (Kind::Pdq, Some("image-1"), Some("42"), false),
            (Kind::Pdq, Some("image-2"), Some("42"), true),
        ]
    );
    assert_eq!(read.entries[0].changed, Some(1_767_323_045));
    assert_eq!(read.rejected, BTreeMap::from([(Reason::Kind, 1)]));
    assert_eq!(read.next.as_deref(), Some("/v2/entries?from=a&start=2"));
}

#[test]
fn a_case_file_of_the_older_model_gives_its_other_hashes() {
    let json = r#"{"odata.metadata":"x","value":[{"Media":[{"MediaID":1,"Category":2,"MD5":"0123456789ABCDEF0123456789ABCDEF",
        "IsPrecategorized":"true","AlternativeHashes":[{"HashName":"PhotoDNA","HashValue":"AAEC"},{"HashName":"new","HashValue":"1"}]}]}]}"#;
    let read = Format::guess(json.as_bytes()).read(json.as_bytes()).expect("json");
    let kinds: Vec<_> = read.entries.iter().map(|e| (e.kind, e.value.as_str(), e.classification.as_deref())).collect();
    assert_eq!(
        kinds,
        [(Kind::Md5, "0123456789abcdef0123456789abcdef", Some("2")), (Kind::PhotoDna, "AAEC", Some("2"))]
    );
    assert_eq!(read.rejected, BTreeMap::from([(Reason::Kind, 1)]));
}

#[test]
fn a_taken_back_hash_goes_out_as_not_blocked_too() {
    let entry = Entry { deleted: true, medium: Medium::Image, ..Entry::plain(Kind::Pdq, HASH, 1).expect("a hash") };
    let (json, left) = Format::StopNcii.write(&[entry]);
    let json = String::from_utf8(json).expect("text");
    assert!(
        left == 0 && json.contains("\"hashStatus\":\"Withdrawn\"") && json.contains("\"feedbackValue\":\"NotBlocked\"")
    );
}

#[test]
fn a_broken_list_says_what_is_broken() {
    assert!(matches!(Format::Ncmec.read(b"<queryResult><images>"), Err(NotAList::Xml(_))));
    assert_eq!(Format::Raw.read(&[0; 33]), Err(NotAList::Raw(33)));
    assert_eq!(Format::Csv.read(b"a,b\n1,2\n"), Err(NotAList::Header));
    assert_eq!(Format::Text.read(b"ok\n\xff\xfe"), Err(NotAList::Utf8(2)));
}

#[test]
fn a_hash_of_low_quality_does_not_become_one_that_acts_by_changing_its_format() {
    let low = Entry { quality: Some(10), medium: Medium::Image, ..Entry::plain(Kind::Pdq, HASH, 1).expect("a hash") };
    for (name, format) in FORMATS {
        let (bytes, left) = format.write(std::slice::from_ref(&low));
        let read = format.read(&bytes).expect("its own");
        assert!(read.entries.iter().all(|entry| !entry.acts_within_a_radius()), "{name}");
        assert_eq!(read.entries.len() as u64 + left, 1, "{name}");
    }
}

#[test]
fn csv_of_other_tools_is_read_by_the_names_of_its_columns() {
    let md5 = "ab".repeat(16);
    let one = format!("hash,quality,filename\n{HASH},40,a.jpg\n{md5},,b.jpg\n");
    assert_eq!(Format::guess(one.as_bytes()), Format::Csv);
    let read = Format::Csv.read(one.as_bytes()).expect("a list");
    let kinds: Vec<(Kind, Option<u8>)> = read.entries.iter().map(|entry| (entry.kind, entry.quality)).collect();
    assert_eq!(kinds, [(Kind::Pdq, Some(40)), (Kind::Md5, None)]);
    assert!(!read.entries[0].acts_within_a_radius(), "its quality is kept");
    let two = format!("Filename,MD5,PDQ\na.jpg,{md5},{HASH}\nb.jpg,,zz\nc.jpg,,\n");
    let read = Format::Csv.read(two.as_bytes()).expect("a list");
    assert_eq!(read.entries.len(), 2);
    assert!(read.entries[0].item.is_some() && read.entries[0].item == read.entries[1].item, "one item");
    assert_eq!(read.rejected.values().sum::<u64>(), 2);
}

#[test]
fn frames_go_through_every_format_that_has_a_place_for_them() {
    let lines = format!("0,100,{HASH},0.000\n29,12,{HASH},0.968\nx,1,{HASH},0\n30,100,f8,0\n");
    assert_eq!(Format::guess(lines.as_bytes()), Format::Vpdq);
    let read = Format::Vpdq.read(lines.as_bytes()).expect("frames");
    assert_eq!(read.rejected, BTreeMap::from([(Reason::Field, 1), (Reason::Value(Kind::Pdq), 1)]));
    let whole = lines.lines().take(2).map(|line| format!("{line}\n")).collect::<String>();
    for (format, left) in
        [(Format::Vpdq, 0), (Format::VpdqJson, 0), (Format::Csv, 0), (Format::Ncmec, 2), (Format::StopNcii, 2)]
    {
        let (bytes, count) = format.write(&read.entries);
        assert_eq!(count, left, "{format:?}");
        if left == 0 {
            assert_eq!(Format::guess(&bytes), format);
            let again = format.read(&bytes).expect("ours");
            assert_eq!(again.entries.iter().map(|entry| entry.quality).collect::<Vec<_>>(), [Some(100), Some(12)]);
            // The JSON form does not carry the numbers of frames.
            let back = String::from_utf8(Format::Vpdq.write(&again.entries).0).expect("text");
            let numbered = if format == Format::VpdqJson { whole.replace("29,", "1,") } else { whole.clone() };
            assert_eq!(back, numbered, "{format:?}");
        }
    }
}

#[test]
fn a_withdrawal_that_is_not_understood_is_no_entry() {
    let csv = |word: &str| format!("kind,value,deleted\npdq,{HASH},{word}\n");
    for (word, deleted) in [("true", true), ("TRUE", true), ("1", true), ("Yes", true), ("0", false), ("", false)] {
        let read = Format::Csv.read(csv(word).as_bytes()).expect("a list");
        assert_eq!(read.entries.first().map(|entry| entry.deleted), Some(deleted), "{word}");
    }
    assert_eq!(Format::Csv.read(csv("2026-01-01").as_bytes()).expect("a list").entries, []);
    let page = |status: &str| {
        let record = format!(
            r#"{{"lastModtimestamp":1,"signalType":"ImagePDQ","hashValue":"{HASH}","hashStatus":"{status}","CSPFeedbacks":[]}}"#
        );
        Format::StopNcii.read(format!(r#"{{"hashRecords":[{record}]}}"#).as_bytes()).expect("a list").entries
    };
    for (status, deleted) in [("Active", false), ("withdrawn", true), ("DELETED", true)] {
        assert_eq!(page(status).first().map(|entry| entry.deleted), Some(deleted), "{status}");
    }
    for status in ["Expired", "Inactive", ""] {
        assert_eq!(page(status), [], "{status}");
    }
    for none in ["", "{}", "<html>maintenance</html>", "<error><message>later</message></error>"] {
        assert!(matches!(Format::Ncmec.read(none.as_bytes()), Err(NotAList::Xml(_))), "{none}");
    }
}

#[test]
fn the_hash_of_a_video_stays_one_in_text() {
    let entry = Entry { medium: Medium::Video, ..Entry::plain(Kind::Md5, &"ab".repeat(16), 1).expect("a hash") };
    let (text, left) = Format::Text.write(std::slice::from_ref(&entry));
    let read = Format::Text.read(&text).expect("text");
    assert_eq!((left, read.entries), (0, vec![entry]));
    let csv = format!("kind,value\nvideo_md5,{}\n", "ab".repeat(16));
    assert_eq!(Format::Csv.read(csv.as_bytes()).expect("csv").entries[0].medium, Medium::Video);
}

#[test]
fn a_quality_may_be_a_whole_number_with_a_point() {
    let hash = "0f".repeat(32);
    for (text, wanted) in [("100.0", Some(100)), ("49.00", Some(49)), (" 70 ", Some(70)), ("70", Some(70))] {
        let csv = format!("hash,quality\n{hash},{text}\n");
        let read = Format::Csv.read(csv.as_bytes()).expect("a list");
        assert_eq!((read.entries.first().and_then(|entry| entry.quality), read.rejected.len()), (wanted, 0), "{text}");
        let read = Format::Text.read(format!("{hash},{text}\n").as_bytes()).expect("a list");
        assert_eq!(read.entries.first().and_then(|entry| entry.quality), wanted, "{text}");
    }
    for wrong in ["99.5", "100.", ".0", "1e2", "-1.0", "300.0"] {
        let read = Format::Csv.read(format!("hash,quality\n{hash},{wrong}\n").as_bytes()).expect("a list");
        assert_eq!((read.entries.len(), read.rejected.len()), (0, 1), "{wrong}");
    }
}

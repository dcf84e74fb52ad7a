//! Files built here, piece by piece: what each place and form gives, and that no bytes break the reader.

use ::exif::experimental::Writer;
use ::exif::{Context, Field, In, Rational, Tag, Value};
use miniz_oxide::deflate::compress_to_vec_zlib;
use proptest::prelude::*;

use super::*;

const MADE: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

fn packet(attributes: &str, elements: &str) -> String {
    format!(
        r#"<?xpacket begin="{}" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
xmlns:iptc="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
xmlns:t="http://www.tc260.org.cn/ns/AIGC/1.0/" {attributes}>{elements}</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>   "#,
        '\u{feff}'
    )
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).expect("a segment").to_be_bytes();
    [&[0xff, marker], &length[..], body].concat()
}

/// A JPEG with these segments; its picture is of no interest here.
fn jpeg(segments: &[Vec<u8>]) -> Vec<u8> {
    [&[0xff, 0xd8][..], &segments.concat(), &[0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9]].concat()
}

fn jpeg_xmp(packet: &str) -> Vec<u8> {
    jpeg(&[segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", packet.as_bytes()].concat())])
}

fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).expect("a chunk").to_be_bytes();
    [&length[..], kind, body, &[0; 4]].concat()
}

fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n", &chunk(b"IHDR", &[0; 13])[..], &chunks.concat(), &chunk(b"IEND", &[])].concat()
}

fn text_chunk(keyword: &str, words: &str) -> Vec<u8> {
    chunk(b"tEXt", &[keyword.as_bytes(), b"\0", words.as_bytes()].concat())
}

fn webp(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (kind, bytes) in chunks {
        body.extend([&kind[..], &u32::try_from(bytes.len()).expect("a chunk").to_le_bytes(), bytes].concat());
        body.extend(vec![0; bytes.len() % 2]);
    }
    [b"RIFF", &u32::try_from(body.len()).expect("a file").to_le_bytes()[..], &body].concat()
}

fn bmff_box(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&u32::try_from(body.len() + 8).expect("a box").to_be_bytes()[..], kind, body].concat()
}

fn ascii(tag: Tag, words: &str) -> Field {
    Field { tag, ifd_num: In::PRIMARY, value: Value::Ascii(vec![words.as_bytes().to_vec()]) }
}

/// A block of EXIF with these fields.
fn exif_of(fields: &[Field]) -> Vec<u8> {
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut block = std::io::Cursor::new(Vec::new());
    writer.write(&mut block, false).expect("fields of ours");
    block.into_inner()
}

fn camera() -> Vec<Field> {
    let degrees = vec![Rational { num: 21, denom: 1 }, Rational { num: 1, denom: 1 }, Rational { num: 42, denom: 1 }];
    vec![
        ascii(Tag::Make, "Acme"),
        ascii(Tag::Model, "Acme One"),
        ascii(Tag::Software, "Acme 1.2"),
        ascii(Tag::DateTimeOriginal, "2026:11:20 10:11:12"),
        ascii(Tag::Artist, "Lan Nguyen"),
        ascii(Tag::CameraOwnerName, "Lan Nguyen"),
        ascii(Tag::BodySerialNumber, "SERIAL-77"),
        Field { tag: Tag::GPSLatitude, ifd_num: In::PRIMARY, value: Value::Rational(degrees) },
    ]
}

fn comment(code: &[u8; 8], words: Vec<u8>) -> Field {
    Field { tag: Tag::UserComment, ifd_num: In::PRIMARY, value: Value::Undefined([&code[..], &words].concat(), 0) }
}

fn said(read: &Read) -> Vec<(&str, Says, Option<&str>)> {
    read.claims.iter().map(|claim| (claim.field.as_str(), claim.says, claim.value.as_deref())).collect()
}

#[test]
fn an_xmp_property_is_read_in_each_form_that_rdf_has() {
    let field = "Iptc4xmpExt:DigitalSourceType";
    for (attributes, elements) in [
        (format!("iptc:DigitalSourceType=\"{MADE}\""), String::new()),
        (String::new(), format!("<iptc:DigitalSourceType>{MADE}</iptc:DigitalSourceType>")),
        (String::new(), format!("<iptc:DigitalSourceType> {MADE}\n</iptc:DigitalSourceType>")),
        (String::new(), format!("<iptc:DigitalSourceType rdf:resource=\"{MADE}\"/>")),
        (
            String::new(),
            format!("<iptc:DigitalSourceType><rdf:Bag><rdf:li>{MADE}</rdf:li></rdf:Bag></iptc:DigitalSourceType>"),
        ),
        (
            String::new(),
            format!(
                "<q:DigitalSourceType xmlns:q=\"{}\">{MADE}</q:DigitalSourceType>",
                "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
            ),
        ),
        (String::new(), format!("<iptc:DigitalSourceType><![CDATA[{MADE}]]></iptc:DigitalSourceType>")),
    ] {
        let read = read(&jpeg_xmp(&packet(&attributes, &elements)));
        assert_eq!(said(&read), [(field, Says::AiMade, Some(MADE))], "{attributes} {elements}");
        assert_eq!(read.claims[0].term.as_deref(), Some("trainedAlgorithmicMedia"));
        assert_eq!(read.claims[0].place, Place::Xmp);
        assert!(read.unreadable.is_empty());
    }
}

#[test]
fn what_is_told_of_an_ingredient_or_in_another_namespace_is_not_told_of_the_file() {
    for elements in [
        format!("<dc:relation><rdf:Description iptc:DigitalSourceType=\"{MADE}\"/></dc:relation>"),
        format!(
            "<dc:relation rdf:parseType=\"Resource\"><iptc:DigitalSourceType>{MADE}</iptc:DigitalSourceType></dc:relation>"
        ),
        format!("<dc:DigitalSourceType>{MADE}</dc:DigitalSourceType>"),
    ] {
        let read = read(&jpeg_xmp(&packet("", &elements)));
        assert_eq!(said(&read), [], "{elements}");
    }
}

#[test]
fn the_fields_of_generating_tools_are_claims_and_a_persons_own_words_stay_in_the_file() {
    let read = read(&jpeg_xmp(&packet(
        "xmp:CreatorTool=\"Adobe Firefly 3\" photoshop:Credit=\"Made with Google AI\"",
        "<iptc:AISystemUsed>Some Model</iptc:AISystemUsed><iptc:AISystemVersionUsed>2</iptc:AISystemVersionUsed>\
         <iptc:AIPromptInformation>a secret prompt</iptc:AIPromptInformation>\
         <iptc:AIPromptWriterName>Lan Nguyen</iptc:AIPromptWriterName>\
         <dc:creator><rdf:Seq><rdf:li>Lan Nguyen</rdf:li></rdf:Seq></dc:creator>\
         <t:AIGC>{\"Label\":\"1\",\"ContentProducer\":\"Lan Nguyen\"}</t:AIGC>",
    )));
    assert_eq!(
        said(&read),
        [
            ("xmp:CreatorTool", Says::AiTool, Some("Adobe Firefly 3")),
            ("photoshop:Credit", Says::AiTool, Some("Made with Google AI")),
            ("Iptc4xmpExt:AISystemUsed", Says::AiTool, Some("Some Model")),
            ("Iptc4xmpExt:AISystemVersionUsed", Says::AiTool, Some("2")),
            ("Iptc4xmpExt:AIPromptInformation", Says::AiTool, None),
            ("Iptc4xmpExt:AIPromptWriterName", Says::AiTool, None),
            ("TC260:AIGC", Says::AiMade, Some("Label 1")),
        ]
    );
    assert!(!format!("{read:?}").contains("Lan Nguyen") && !format!("{read:?}").contains("secret prompt"));
    let credit = super::read(&jpeg_xmp(&packet("photoshop:Credit=\"Lan Nguyen\"", "")));
    assert_eq!(said(&credit), [], "a credit is a name");
    for (label, says) in [("\"2\"", Says::Hint), ("3", Says::Hint), ("\"9\"", Says::Unknown)] {
        let read = super::read(&jpeg_xmp(&packet("", &format!("<t:AIGC>{{ \"Label\" : {label} }}</t:AIGC>"))));
        assert_eq!(read.claims[0].says, says, "{label}");
    }
}

#[test]
fn a_term_that_the_table_lacks_is_kept_as_unknown() {
    let read = read(&jpeg_xmp(&packet("iptc:DigitalSourceType=\"http://example.org/made-up\"", "")));
    assert_eq!(said(&read), [("Iptc4xmpExt:DigitalSourceType", Says::Unknown, Some("http://example.org/made-up"))]);
    assert_eq!(read.claims[0].term, None);
}

#[test]
fn a_camera_is_told_and_the_place_the_owner_and_the_number_are_not() {
    let block = exif_of(&camera());
    let expected = [
        ("Model", Says::Camera, Some("Acme One")),
        ("Software", Says::Other, Some("Acme 1.2")),
        ("DateTimeOriginal", Says::Other, Some("2026:11:20 10:11:12")),
    ];
    let preface = [b"Exif\0\0", &block[..]].concat();
    for (file, kind) in [
        (jpeg(&[segment(0xe1, &preface)]), Kind::Jpeg),
        (png(&[chunk(b"eXIf", &block)]), Kind::Png),
        (webp(&[(b"VP8X", &[0; 10]), (b"EXIF", &block)]), Kind::Webp),
        (webp(&[(b"ICCP", &[0; 3]), (b"EXIF", &preface)]), Kind::Webp),
        (block.clone(), Kind::Tiff),
    ] {
        let read = read(&file);
        assert_eq!((read.kind, read.place), (kind, true));
        assert_eq!(said(&read), expected, "{kind:?}");
        assert!(read.claims.iter().all(|claim| claim.place == Place::Exif));
        let all = format!("{read:?}");
        assert!(!all.contains("Lan") && !all.contains("SERIAL") && !all.contains("21"), "{all}");
    }
    assert!(!super::read(&jpeg(&[segment(0xe1, &[b"Exif\0\0", &exif_of(&camera()[..3])[..]].concat())])).place);
}

#[test]
fn the_settings_of_a_generating_tool_in_a_comment_are_told_without_their_words() {
    let words = "a secret prompt\nSteps: 20, Sampler: Euler a, CFG scale: 7";
    let (high, low): (Vec<u8>, Vec<u8>) = (
        words.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        words.encode_utf16().flat_map(u16::to_le_bytes).collect(),
    );
    for field in [
        comment(b"ASCII\0\0\0", words.into()),
        comment(b"UNICODE\0", high),
        comment(b"UNICODE\0", low),
        Field {
            value: Value::Byte([b"ASCII\0\0\0", words.as_bytes()].concat()),
            ..comment(b"ASCII\0\0\0", Vec::new())
        },
    ] {
        let read = read(&webp(&[(b"EXIF", &exif_of(&[field]))]));
        assert_eq!(said(&read), [("UserComment", Says::AiTool, None)]);
    }
    let own = read(&webp(&[(b"EXIF", &exif_of(&[comment(b"ASCII\0\0\0", b"my birthday".to_vec())]))]));
    assert_eq!(said(&own), [], "a person's own comment");
}

#[test]
fn text_chunks_are_read_in_their_three_forms() {
    let settings = "a secret prompt\nSteps: 20, Sampler: Euler a";
    let international = |flags: [u8; 2], words: &[u8]| {
        chunk(b"iTXt", &[b"parameters\0", &flags[..], b"vi\0t\xc3\xaan\0", words].concat())
    };
    for chunk in [
        text_chunk("parameters", settings),
        chunk(b"zTXt", &[b"parameters\0\0", &compress_to_vec_zlib(settings.as_bytes(), 6)[..]].concat()),
        international([0, 0], settings.as_bytes()),
        international([1, 0], &compress_to_vec_zlib(settings.as_bytes(), 6)),
    ] {
        let read = read(&png(&[chunk]));
        assert_eq!(said(&read), [("parameters", Says::AiTool, None)]);
        assert_eq!(read.claims[0].term.as_deref(), Some("Stable Diffusion"));
    }
    let read = read(&png(&[
        text_chunk("prompt", r#"{"3": {"class_type": "KSampler"}}"#),
        text_chunk("workflow", r#"{"nodes": []}"#),
        text_chunk("invokeai_metadata", "{}"),
        text_chunk("Software", "NovelAI"),
        text_chunk("parameters", "a b c"),
        text_chunk("prompt", "write your name"),
        text_chunk("Author", "Lan Nguyen"),
    ]));
    let fields: Vec<_> = read.claims.iter().map(|claim| (claim.field.as_str(), claim.says)).collect();
    assert_eq!(
        fields,
        ["prompt", "workflow", "invokeai_metadata", "Software"].map(|field| (field, Says::AiTool)),
        "common words under a common keyword say nothing"
    );
    assert!(!format!("{read:?}").contains("Lan"));
}

#[test]
fn xmp_is_found_in_every_container_and_a_long_packet_is_put_together() {
    let packet = packet(&format!("iptc:DigitalSourceType=\"{MADE}\""), "");
    let xmp = packet.as_bytes();
    let uuid =
        bmff_box(b"uuid", &[&b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac"[..], xmp].concat());
    let tiff =
        exif_of(&[Field { tag: Tag(Context::Tiff, 700), ifd_num: In::PRIMARY, value: Value::Byte(xmp.to_vec()) }]);
    let pieces = |order: &[usize]| {
        let cut = xmp.len() / 2;
        let all = [(0, &xmp[..cut]), (cut, &xmp[cut..])];
        let segments: Vec<_> = order
            .iter()
            .map(|n| {
                let (offset, piece) = all[*n];
                let numbers = [xmp.len(), offset].map(|number| u32::try_from(number).expect("short").to_be_bytes());
                let head = b"http://ns.adobe.com/xmp/extension/\0";
                segment(0xe1, &[&head[..], &[b'0'; 32], &numbers.concat(), piece].concat())
            })
            .collect();
        jpeg(&segments)
    };
    for file in [
        png(&[chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", xmp].concat())]),
        png(&[chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\x01\0\0\0", &compress_to_vec_zlib(xmp, 6)[..]].concat())]),
        webp(&[(b"XMP ", xmp)]),
        [bmff_box(b"ftyp", b"avif\0\0\0\0"), uuid].concat(),
        tiff,
        pieces(&[0, 1]),
        pieces(&[1, 0]),
    ] {
        let read = read(&file);
        assert_eq!(said(&read), [("Iptc4xmpExt:DigitalSourceType", Says::AiMade, Some(MADE))], "{:?}", read.kind);
        assert!(read.unreadable.is_empty(), "{:?}", read.kind);
    }
    assert_eq!(read(&pieces(&[1])).unreadable, [Place::Xmp], "a piece is missing");
}

#[test]
fn a_manifest_store_is_found_where_each_container_keeps_it() {
    let jumbf = [&b"JP\0\x01\0\0\0\x01"[..], &[0, 0, 0, 9], b"jumb", b"x"].concat();
    let uuid = b"\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";
    for file in [
        jpeg(&[segment(0xeb, &jumbf)]),
        png(&[chunk(b"caBX", b"store")]),
        webp(&[(b"C2PA", b"store")]),
        [bmff_box(b"ftyp", b"mp42\0\0\0\0"), bmff_box(b"uuid", uuid)].concat(),
    ] {
        let read = read(&file);
        assert_eq!((read.manifest, read.says_anything()), (Manifest::Inside, false), "{:?}", read.kind);
        assert!(media_type(&file).is_some());
    }
    let elsewhere = read(&jpeg_xmp(&packet("dcterms:provenance=\"https://example.org/m.c2pa\"", "")));
    assert_eq!(elsewhere.manifest, Manifest::Elsewhere);
    assert!(!format!("{elsewhere:?}").contains("example.org"), "an address that nobody fetches is not given out");
    assert_eq!(read(&jpeg(&[])).manifest, Manifest::None);
}

#[test]
fn what_is_broken_is_named_and_ends_nothing() {
    let good = segment(0xe1, &[b"Exif\0\0", &exif_of(&camera())[..]].concat());
    let xmp = |words: &str| segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", words.as_bytes()].concat());
    let deep = "<a>".repeat(100);
    let entity = "<!DOCTYPE a [<!ENTITY b \"ccc\">]><a>&b;</a>";
    for packet in ["<rdf:RDF", "<a></b>", "<a>", &deep, entity] {
        let read = read(&jpeg(&[xmp(packet), good.clone()]));
        assert_eq!(read.unreadable, [Place::Xmp], "{packet}");
        assert_eq!(read.claims.len(), 3, "what stands beside it is read");
    }
    let read = read(&jpeg(&[segment(0xe1, b"Exif\0\0nonsense")]));
    assert_eq!((read.unreadable, read.claims), (vec![Place::Exif], vec![]));
}

#[test]
fn packed_text_and_claims_are_bounded() {
    let bomb = compress_to_vec_zlib(&vec![b'a'; 64 << 20], 9);
    let bombs = vec![chunk(b"zTXt", &[b"Comment\0\0", &bomb[..]].concat()); 20];
    let bombed = read(&png(&bombs));
    assert_eq!((said(&bombed), &bombed.unreadable[..]), (vec![], &[Place::Text][..]), "too large is not nothing");
    let many: Vec<_> = (0..200).map(|n| text_chunk("Software", &format!("Program {n}"))).collect();
    let read = read(&png(&many));
    assert!(read.more && read.claims.len() == CLAIMS_MAX);
    let same = vec![text_chunk("Software", "Program"); 200];
    assert_eq!(super::read(&png(&same)).claims.len(), 1);
    let long = super::read(&png(&[text_chunk("Software", &"a\u{1b}b".repeat(9000))]));
    let value = long.claims[0].value.as_deref().expect("a value");
    assert!(value.chars().count() <= text::LONGEST && !value.contains('\u{1b}'));
}

/// A file with everything in it, of each kind.
fn rich(kind: usize) -> Vec<u8> {
    let packet = packet(&format!("iptc:DigitalSourceType=\"{MADE}\""), "<dc:title>x</dc:title>");
    let block = exif_of(&camera());
    match kind {
        0 => jpeg(&[
            segment(0xe1, &[b"Exif\0\0", &block[..]].concat()),
            segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", packet.as_bytes()].concat()),
        ]),
        1 => {
            png(&[chunk(b"eXIf", &block), text_chunk("parameters", "Steps: 1, Sampler: x"), text_chunk("prompt", "{}")])
        }
        2 => webp(&[(b"EXIF", &block), (b"XMP ", packet.as_bytes())]),
        3 => block,
        _ => [bmff_box(b"ftyp", b"avif\0\0\0\0mif1"), bmff_box(b"meta", &[0; 40])].concat(),
    }
}

proptest! {
    #[test]
    fn no_bytes_break_it(kind in 0_usize..5, cut in 0_usize..4000, changes: Vec<(u16, u8)>, more: Vec<u8>) {
        let mut file = rich(kind);
        for (at, byte) in changes.iter().take(20) {
            let at = 4 + usize::from(*at) % (file.len() - 4);
            file[at] = *byte;
        }
        file.truncate(12 + cut);
        file.extend(more);
        let read = read(&file);
        prop_assert!(read.claims.len() <= CLAIMS_MAX);
        for value in read.claims.iter().filter_map(|claim| claim.value.as_deref()) {
            prop_assert!(value.chars().count() <= text::LONGEST && !value.chars().any(char::is_control));
        }
    }
}

//! `khien provenance`, as somebody at a terminal uses it: three states, and a manifest that holds, is trusted, is broken.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

use std::fs;
use std::io::Cursor;
use std::path::PathBuf;
use std::process::{Command, Output};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::Value;

/// A folder of its own, removed when dropped.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("khien-provenance-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.join(name), bytes).expect("a file");
    }

    fn khien(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_khien")).current_dir(&self.0).args(args).output().expect("khien")
    }

    /// What one file says, with more options.
    fn says(&self, file: &str, more: &[&str]) -> Value {
        let done = self.khien(&[&["provenance", "--json", file], more].concat());
        assert!(done.status.success(), "{file}: {}", String::from_utf8_lossy(&done.stderr));
        serde_json::from_slice(&done.stdout).expect("one line of JSON")
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A drawn picture.
fn picture(kind: ImageFormat) -> Vec<u8> {
    let drawn = RgbImage::from_fn(64, 48, |x, y| Rgb([(x * 4) as u8, (y * 5) as u8, (x ^ y) as u8]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(drawn).write_to(&mut bytes, kind).expect("a picture");
    bytes.into_inner()
}

/// A PNG with one chunk more after its header.
fn png_with(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let png = picture(ImageFormat::Png);
    let length = u32::try_from(body.len()).expect("short").to_be_bytes();
    // Eight bytes of signature, twenty-five of IHDR.
    [&png[..33], &length, kind, body, &[0; 4], &png[33..]].concat()
}

/// A PNG whose XMP says that a model made it.
fn claimed() -> Vec<u8> {
    let packet = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:i="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
i:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
exif:GPSLatitude="21,1.7N" i:AIPromptInformation="a secret prompt"/></rdf:RDF></x:xmpmeta>"#;
    png_with(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", packet.as_bytes()].concat())
}

#[test]
fn an_unsigned_claim_and_none_are_told_apart_and_neither_place_nor_prompt_is_given_out() {
    let desk = Desk::new("unsigned");
    desk.put("claimed.png", &claimed());
    desk.put("plain.jpg", &picture(ImageFormat::Jpeg));
    let said = desk.says("claimed.png", &[]);
    assert_eq!((&said["kind"], &said["state"], &said["place"]), (&"png".into(), &"unsigned".into(), &true.into()));
    assert_eq!(said["claims"][0]["says"], "ai_made");
    assert_eq!(said["claims"][0]["term"], "trainedAlgorithmicMedia");
    assert!(said["signature"].is_null());
    assert!(!said.to_string().contains("secret") && !said.to_string().contains("21,1"));
    let said = desk.says("plain.jpg", &[]);
    assert_eq!((&said["state"], &said["claims"]), (&"none".into(), &Value::Array(vec![])));
    let words = desk.khien(&["provenance", "claimed.png", "plain.jpg"]);
    let words = String::from_utf8(words.stdout).expect("UTF-8");
    assert!(words.contains("claimed.png: unsigned claim") && words.contains("plain.jpg: nothing said"), "{words}");
    assert!(words.contains("nothing is proved") && !words.contains("secret"), "{words}");
}

#[test]
fn what_cannot_be_read_is_told_for_each_file_and_the_others_are_read() {
    let desk = Desk::new("unreadable");
    desk.put("words.txt", b"no picture");
    desk.put("plain.jpg", &picture(ImageFormat::Jpeg));
    let done = desk.khien(&["provenance", "--json", "words.txt", "absent.jpg", "plain.jpg"]);
    assert_eq!(done.status.code(), Some(1));
    assert_eq!(done.stdout.iter().filter(|byte| **byte == b'\n').count(), 1, "the one that could be read");
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(told.contains("words.txt: not a kind of file") && told.contains("absent.jpg:"), "{told}");
    assert_eq!(desk.khien(&["provenance"]).status.code(), Some(2));
}

#[cfg(not(feature = "c2pa"))]
#[test]
fn without_the_feature_a_manifest_is_found_and_said_to_be_unchecked() {
    let desk = Desk::new("unchecked");
    desk.put("manifest.png", &png_with(b"caBX", b"a store"));
    let said = desk.says("manifest.png", &[]);
    assert_eq!((&said["state"], &said["signature"]["state"]), (&"unsigned".into(), &"unchecked".into()));
    let words = desk.khien(&["provenance", "manifest.png"]);
    assert!(String::from_utf8_lossy(&words.stdout).contains("this build does not check it"));
    let anchored = desk.khien(&["provenance", "manifest.png", "--anchors", "."]);
    assert_eq!(anchored.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&anchored.stderr).contains("--features c2pa"));
}

#[cfg(feature = "c2pa")]
mod signed {
    use base64::Engine as _;
    use c2pa::{Builder, Context, EphemeralSigner, Settings, Signer};

    use super::*;

    const ACTIONS: &str = r#"{
        "claim_generator_info": [{"name": "Adobe Firefly", "version": "1.0"}],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [{
            "action": "c2pa.created",
            "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
            "softwareAgent": {"name": "Some Model"}
        }]}}]}"#;

    /// Signs a file with these statements; `from` is what it was made from.
    fn sign(statements: &str, file: &[u8], kind: &str, from: Option<&[u8]>, signer: &EphemeralSigner) -> Vec<u8> {
        let context = Context::new().with_settings(Settings::default()).expect("settings");
        let mut builder = Builder::from_context(context).with_definition(statements).expect("statements");
        if let Some(from) = from {
            builder.set_intent(c2pa::BuilderIntent::Edit);
            let said = r#"{"title": "before", "relationship": "parentOf"}"#;
            builder.add_ingredient_from_stream(said, kind, &mut Cursor::new(from)).expect("an ingredient");
        }
        let mut signed = Cursor::new(Vec::new());
        builder.sign(signer, kind, &mut Cursor::new(file), &mut signed).expect("signed");
        signed.into_inner()
    }

    /// The certificate at the end of a signer's chain, as PEM.
    fn anchor(signer: &EphemeralSigner) -> String {
        let chain = signer.certs().expect("a chain");
        let text = base64::engine::general_purpose::STANDARD.encode(chain.last().expect("an end"));
        let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
    }

    #[test]
    fn a_manifest_holds_is_trusted_through_the_folder_and_breaks_with_one_byte() {
        let signer = EphemeralSigner::new("signer.example").expect("a signer");
        let other = EphemeralSigner::new("other.example").expect("a signer");
        for (name, format, kind) in [
            ("a.jpg", ImageFormat::Jpeg, "image/jpeg"),
            ("a.png", ImageFormat::Png, "image/png"),
            ("a.webp", ImageFormat::WebP, "image/webp"),
        ] {
            let desk = Desk::new(name);
            let mut file = sign(ACTIONS, &picture(format), kind, None, &signer);
            desk.put(name, &file);
            let said = desk.says(name, &[]);
            assert_eq!((&said["state"], &said["signature"]["state"]), (&"signed".into(), &"valid".into()), "{said}");
            let created =
                said["claims"].as_array().expect("claims").iter().find(|claim| claim["field"] == "c2pa.created");
            assert_eq!(created.expect("an action")["says"], "ai_made");
            assert!(said.to_string().contains("Some Model"));

            fs::create_dir(desk.0.join("anchors")).expect("a folder");
            desk.put("anchors/other.pem", anchor(&other).as_bytes());
            assert_eq!(desk.says(name, &["--anchors", "anchors"])["signature"]["state"], "valid", "somebody else's");
            desk.put("anchors/ours.pem", anchor(&signer).as_bytes());
            assert_eq!(desk.says(name, &["--anchors", "anchors"])["signature"]["state"], "trusted");

            let last = file.len() - 12;
            file[last] ^= 1;
            desk.put(name, &file);
            let said = desk.says(name, &["--anchors", "anchors"]);
            assert_eq!(
                (&said["state"], &said["signature"]["state"]),
                (&"unsigned".into(), &"invalid".into()),
                "{said}"
            );
            assert!(!said["signature"]["problems"].as_array().expect("problems").is_empty());
        }
    }

    #[test]
    fn what_an_ingredient_says_is_found() {
        let desk = Desk::new("ingredient");
        let signer = EphemeralSigner::new("signer.example").expect("a signer");
        let made = sign(ACTIONS, &picture(ImageFormat::Jpeg), "image/jpeg", None, &signer);
        let opened = r#"{"claim_generator_info": [{"name": "An Editor"}], "assertions": []}"#;
        let edited = sign(opened, &picture(ImageFormat::Jpeg), "image/jpeg", Some(&made), &signer);
        desk.put("edited.jpg", &edited);
        let said = desk.says("edited.jpg", &[]);
        assert_eq!(said["signature"]["state"], "valid", "{said}");
        let claims = said["claims"].as_array().expect("claims");
        let found = claims.iter().find(|claim| claim["field"] == "ingredient c2pa.created").expect("the ingredient's");
        assert_eq!(found["says"], "ai_made");
    }

    #[test]
    fn a_store_that_is_none_is_invalid_and_ends_nothing() {
        let desk = Desk::new("broken");
        desk.put("broken.png", &png_with(b"caBX", b"a store"));
        let said = desk.says("broken.png", &[]);
        assert_eq!((&said["state"], &said["signature"]["state"]), (&"unsigned".into(), &"invalid".into()));
        desk.put("empty", b"");
        for (folder, told) in [("absent", "absent"), (".", "no certificate")] {
            let done = desk.khien(&["provenance", "broken.png", "--anchors", folder]);
            assert_eq!(done.status.code(), Some(1));
            assert!(String::from_utf8_lossy(&done.stderr).contains(told), "{}", String::from_utf8_lossy(&done.stderr));
        }
    }
}

use proptest::prelude::*;

use super::*;

macro_rules! made {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/made/certificates/", $name))
    };
}

const RSA_PEM: &[u8] = made!("rsa.pem");
const P256_DER: &[u8] = made!("p256.der");

#[test]
fn what_openssl_makes_is_read_with_its_key_its_holder_and_openssls_fingerprint() {
    let read = Certificate::read(RSA_PEM).expect("read");
    assert_eq!((read.key, read.key.name().as_str(), read.key.as_str()), (Key::Rsa(2048), "RSA 2048", "rsa"));
    assert!(read.holder.contains("Letters rsa") && read.holder.contains("Central authority"), "{}", read.holder);
    assert_eq!(
        read.groups().join(":"),
        "6C:8F:7D:EC:D4:F2:93:D9:FB:BF:7D:B6:38:5A:95:C6:1D:28:41:D1:2D:A5:E9:53:8C:66:D5:6F:57:93:60:EF"
    );
    for (file, key) in [
        (made!("rsa-any.pem").as_slice(), Key::Rsa(3072)),
        (made!("p256.pem"), Key::P256),
        (P256_DER, Key::P256),
        (made!("p384.pem"), Key::P384),
    ] {
        assert_eq!(Certificate::read(file).map(|read| read.key), Ok(key));
    }
    assert_eq!(
        Certificate::read(P256_DER),
        Certificate::read(made!("p256.pem")),
        "PEM and DER are the same certificate"
    );
}

#[test]
fn a_key_that_is_weak_or_signs_alone_or_that_browsers_have_not_is_refused() {
    for (file, why) in [
        (made!("rsa-short.pem").as_slice(), Unusable::Key),
        (made!("p521.pem"), Unusable::Key),
        (made!("ed25519.pem"), Unusable::Key),
        (made!("rsa-signs.pem"), Unusable::Usage),
        (made!("p256-signs.pem"), Unusable::Usage),
    ] {
        assert_eq!(Certificate::read(file), Err(why));
    }
}

#[test]
fn a_private_key_is_sent_back_and_what_is_no_certificate_is_none() {
    let mut both = RSA_PEM.to_vec();
    both.extend(b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
    assert_eq!(Certificate::read(&both), Err(Unusable::Secret));
    let mut long = P256_DER.to_vec();
    long.push(0);
    let short = &P256_DER[..P256_DER.len() - 1];
    for file in [b"".as_slice(), b"-----BEGIN CERTIFICATE-----", &long, short, &[b'a'; FILE_MAX + 1]] {
        assert_eq!(Certificate::read(file), Err(Unusable::Unreadable));
    }
}

#[test]
fn a_certificate_holds_from_its_first_moment_to_its_last() {
    let read = Certificate::read(RSA_PEM).expect("read");
    for (at, holds) in [(read.from.0 - 1, false), (read.from.0, true), (read.until.0, true), (read.until.0 + 1, false)]
    {
        let judged = read.clone().in_force(Moment(at)).map(drop);
        assert_eq!(judged, if holds { Ok(()) } else { Err(Unusable::Dates) }, "{at}");
    }
}

#[test]
fn a_name_breaks_no_line_and_turns_no_direction() {
    assert_eq!(shown("CN=a\nb\u{202e}c"), "CN=a�b�c");
    assert_eq!(shown(&"x".repeat(NAME_MAX + 9)).len(), NAME_MAX);
}

proptest! {
    #[test]
    fn whatever_comes_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(read) = Certificate::read(&bytes) {
            prop_assert_eq!(Certificate::from_der(&read.der), Ok(read.clone()));
        }
    }

    #[test]
    fn a_certificate_with_another_byte_is_another_or_none(at in 0..P256_DER.len(), with in 1..=255u8) {
        let mut other = P256_DER.to_vec();
        other[at] ^= with;
        if let (Ok(read), Ok(first)) = (Certificate::read(&other), Certificate::read(P256_DER)) {
            prop_assert_ne!(read.fingerprint, first.fingerprint);
        }
    }
}

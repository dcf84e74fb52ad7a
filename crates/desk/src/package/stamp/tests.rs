//! Answers of OpenSSL's time-stamping authority (`made/make.sh`).

use proptest::prelude::*;

use super::*;

const RSA: &[u8] = include_bytes!("made/rsa.tsr");
const CHAIN: &[u8] = include_bytes!("made/chain.tsr");
const EC: &[u8] = include_bytes!("made/ec.tsr");
const REFUSED: &[u8] = include_bytes!("made/refused.tsr");
const ROOT: &[u8] = include_bytes!("made/root.der");
const ELSEWHERE: &[u8] = include_bytes!("made/elsewhere.der");
const ALONE: &[u8] = include_bytes!("made/ec.der");

fn hash() -> [u8; 32] {
    khien_seal::sha256(b"what a package is, by hashes\n")
}

#[test]
fn an_answer_says_when_and_by_whom_and_a_reader_says_whether_that_is_an_authority() {
    for answer in [RSA, CHAIN] {
        let stamped = Stamped::read(answer, &hash(), None).expect("it holds");
        assert!(stamped.by.contains("CN=Time desk") && stamped.by.contains("O=Invented State"), "{}", stamped.by);
        assert!(stamped.at > "2026-01-01T00:00:00Z".parse().expect("a moment"));
        assert!(stamped.vouched(&[ELSEWHERE.to_vec(), ROOT.to_vec()]));
        assert!(!stamped.vouched(&[ELSEWHERE.to_vec()]) && !stamped.vouched(&[]), "nobody else vouches for it");
    }
    // One that vouches for itself, with the older name of its certificate and whole seconds.
    let alone = Stamped::read(EC, &hash(), None).expect("it holds");
    assert_eq!((alone.at.subsec_nanosecond(), alone.by.as_str()), (0, "CN=Time alone,C=XX"));
    assert!(alone.vouched(&[ALONE.to_vec()]) && !alone.vouched(&[ROOT.to_vec()]));
}

#[test]
fn one_of_another_hash_or_question_one_that_refuses_and_one_that_was_changed_are_none() {
    assert_eq!(Stamped::read(RSA, &[7; 32], None), Err(NoStamp::Other));
    assert_eq!(Stamped::read(RSA, &hash(), Some(&[7; 16])), Err(NoStamp::Other), "the answer to another question");
    assert_eq!(Stamped::read(REFUSED, &hash(), None), Err(NoStamp::Refused));
    assert_eq!(Stamped::read(b"<html>", &hash(), None), Err(NoStamp::Unreadable));
    assert_eq!(Stamped::read(&vec![0x30; ANSWER_MAX + 1], &hash(), None), Err(NoStamp::Unreadable));
    let hour = RSA.windows(4).position(|four| four == b"2026").expect("the moment stands in it");
    let mut later = RSA.to_vec();
    later[hour + 3] = b'7';
    assert_eq!(Stamped::read(&later, &hash(), None), Err(NoStamp::Signature), "another moment");
}

#[test]
fn a_question_is_that_of_the_rule() {
    let asked = question(&[0xab; 32], &[0xff; 16]);
    assert_eq!(asked.len(), 77);
    let parts = all(AnyRef::from_der(&asked).expect("DER")).expect("a sequence");
    let tags: Vec<Tag> = parts.iter().map(AnyRef::tag).collect();
    assert_eq!(tags, [Tag::Integer, Tag::Sequence, Tag::Integer, Tag::Boolean]);
    assert_eq!(parts[2].value()[0], 0x7f, "a positive number");
    assert_eq!(question(&[0; 32], &[0; 16])[58], 0x40, "and of its length");
}

proptest! {
    #[test]
    fn whatever_comes_is_no_stamp_and_breaks_nothing(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Stamped::read(&bytes, &hash(), None).is_err());
    }

    #[test]
    fn a_byte_that_changes_changes_the_stamp_to_none_or_says_the_same(place in 0..RSA.len(), by in 1u8..=255) {
        let whole = Stamped::read(RSA, &hash(), None).expect("it holds");
        let mut changed = RSA.to_vec();
        changed[place] ^= by;
        if let Ok(read) = Stamped::read(&changed, &hash(), None) {
            // What is not signed may say anything; what is, says the same.
            prop_assert_eq!((read.at, read.by), (whole.at, whole.by));
        }
    }
}

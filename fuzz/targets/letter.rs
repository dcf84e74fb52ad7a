//! The answer file of a letter and the request file of a blank one: as anybody may hand them in, and signed by the letter's key whatever they say.
#![no_main]

use khien_desk::letter::blank::{LetterRequest, REQUEST, opens};
use khien_desk::letter::{ANSWER, Answer, can_say};
use khien_seal::keys::SignKey;
use khien_seal::statement::Signed;

libfuzzer_sys::fuzz_target!(|input: (bool, &str)| {
    let (signs, text) = input;
    let key = SignKey::from_seed([7; 32]);
    if signs {
        let asked = Signed::new(format!("{REQUEST}\n{text}"), &key);
        if let Ok(request) = LetterRequest::verified(&asked, &key.verify_bytes()) {
            assert!(request.kind().is_some_and(opens) && request.act.is_sound());
        }
    }
    let signed = if signs {
        Signed::new(format!("{ANSWER}\n{text}"), &key)
    } else {
        let Ok(signed) = serde_json::from_str::<Signed>(text) else { return };
        signed
    };
    let Ok(answer) = Answer::verified(&signed, &key.verify_bytes()) else { return };
    assert!(answer.acts.iter().all(|act| can_say(act) && act.is_sound()));
    let numbers: std::collections::BTreeSet<String> = (0..answer.acts.len()).map(|n| answer.message_number(n)).collect();
    assert_eq!(numbers.len(), answer.acts.len(), "each act is a message of its own");
});

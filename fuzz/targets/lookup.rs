//! Queries and answers of other States, and identifiers as people write them.
#![no_main]

use khien_casework::identifier::{Identifier, Kind};
use khien_desk::lookup::{Answer, Query};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((which, rest)) = data.split_first() else { return };
    match which % 10 {
        0 => {
            if let Ok(query) = Query::read(rest) {
                let text = query.text().expect("a query that was read has a text");
                assert_eq!(Query::read(&text), Ok(query));
            }
        }
        1 => {
            if let Ok(answer) = Answer::read(rest) {
                assert!(answer.evaluation().is_some());
                if let Ok(set) = answer.set() {
                    assert!(set.len().is_power_of_two() && set.is_sorted());
                }
            }
        }
        2 => drop(Answer::verified(rest, &[[1; 32]])),
        kind => {
            let (Some(kind), Ok(written)) = (Kind::ALL.get(usize::from(kind - 3)), std::str::from_utf8(rest)) else { return };
            if let Ok(once) = Identifier::read(*kind, written) {
                assert_eq!(Identifier::read(*kind, once.value()).as_ref().map(Identifier::value), Ok(once.value()));
            }
        }
    }
});

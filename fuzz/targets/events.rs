//! Events as a journal holds them. What can be read is written the same, and folds into a state without a panic.
#![no_main]

use khien_casework::{bank, case, notice, people, platform, report};
use serde::Serialize;
use serde::de::DeserializeOwned;

fn same<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Option<T> {
    let event: T = serde_json::from_slice(bytes).ok()?;
    let written = serde_json::to_vec(&event).expect("written");
    let again: T = serde_json::from_slice(&written).expect("read again");
    assert_eq!(serde_json::to_vec(&again).expect("written"), written);
    Some(event)
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut report = None;
    let mut notice = None;
    let mut case = None;
    let mut bank = None;
    let mut platform = None;
    for line in bytes.split(|byte| *byte == b'\n').take(50) {
        if let Some(event) = same::<report::Event>(line) {
            report = report::Report::evolve(report, &event);
        }
        if let Some(event) = same::<notice::Event>(line) {
            notice = notice::Notice::evolve(notice, &event);
        }
        if let Some(event) = same::<case::Event>(line) {
            case = case::Case::evolve(case, &event);
        }
        if let Some(event) = same::<bank::Event>(line) {
            bank = bank::Bank::evolve(bank, &event);
        }
        if let Some(event) = same::<platform::Event>(line) {
            platform = platform::Platform::evolve(platform, &event);
        }
        same::<people::TeamEvent>(line);
        same::<people::StaffEvent>(line);
        same::<people::NodeEvent>(line);
    }
});

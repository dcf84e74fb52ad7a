//! Events of version 1 as they stand in journals: read for ever, and written the same. A change that breaks one of these
//! lines needs a new version of the event, never an edit of the file.

#![expect(clippy::expect_used, reason = "a line that cannot be read is the failure")]

use khien_casework::{bank, case, notice, people, platform, report};
use serde::Serialize;
use serde::de::DeserializeOwned;

fn same<T: DeserializeOwned + Serialize>(line: &str) {
    let event: T = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    assert_eq!(serde_json::to_string(&event).expect("json"), line);
}

#[test]
fn events_of_version_one_are_read_and_written_as_ever() {
    let lines: Vec<&str> = include_str!("golden/events-v1.jsonl").lines().collect();
    assert_eq!(lines.len(), 126, "one line for each event and each form that it took");
    for line in lines {
        match line.strip_prefix("{\"type\":\"").and_then(|rest| rest.split('.').next()) {
            Some("report") => same::<report::Event>(line),
            Some("case") => same::<case::Event>(line),
            Some("notice") => same::<notice::Event>(line),
            Some("staff") => same::<people::StaffEvent>(line),
            Some("team") => same::<people::TeamEvent>(line),
            Some("node") => same::<people::NodeEvent>(line),
            Some("bank") => same::<bank::Event>(line),
            Some("platform") => same::<platform::Event>(line),
            other => panic!("no such stream: {other:?}"),
        }
    }
}

//! Events of version 1 of other States' entries as they stand in journals: read for ever, and written the same.

use khien_desk::directory::PeerEvent;
use khien_desk::directory::correspondent::CorrespondentEvent;

#[test]
fn events_of_a_state_are_read_and_written_as_ever() {
    let lines: Vec<&str> = include_str!("golden/peer-events-v1.jsonl").lines().collect();
    assert_eq!(lines.len(), 22, "one line for each event and each form that it took");
    for line in lines {
        let event: PeerEvent = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(serde_json::to_string(&event).expect("json"), line);
    }
}

#[test]
fn events_of_a_state_without_a_node_are_read_and_written_as_ever() {
    let lines: Vec<&str> = include_str!("golden/correspondent-events-v1.jsonl").lines().collect();
    assert_eq!(lines.len(), 5, "one line for each event");
    for line in lines {
        let event: CorrespondentEvent = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(serde_json::to_string(&event).expect("json"), line);
    }
}

//! Events of version 1 of requests, with every act that a message may carry, as they stand in journals: read for ever, and written
//! the same.

use khien_desk::request::Event;

#[test]
fn events_of_a_request_are_read_and_written_as_ever() {
    let lines: Vec<&str> = include_str!("golden/request-events-v1.jsonl").lines().collect();
    assert_eq!(lines.len(), 65, "one line for each event and each form that it took, and for each act");
    for line in lines {
        let event: Event = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(serde_json::to_string(&event).expect("json"), line);
    }
}

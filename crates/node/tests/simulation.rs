//! `khien simulate desks`, as somebody at a terminal uses it.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

use std::process::{Command, Output};

use serde_json::Value;

fn khien(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_khien")).args(args).output().expect("khien")
}

#[test]
fn three_desks_and_a_year_end_with_every_verdict_held() {
    let done = khien(&["simulate", "desks", "--desks", "3", "--days", "365", "--json"]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let outcome: Value = serde_json::from_slice(&done.stdout).expect("one JSON object and nothing else");
    assert_eq!((&outcome["desks"], &outcome["days"]), (&3.into(), &365.into()));
    let verdicts = outcome["invariants"].as_array().expect("verdicts");
    assert!(verdicts.len() >= 9 && verdicts.iter().all(|verdict| verdict["broken"] == 0), "{verdicts:?}");
    assert!(outcome["clocks"].as_array().is_some_and(|clocks| clocks.len() > 10));
    assert!(outcome["faults"]["lost"].as_u64().is_some_and(|lost| lost > 0));
}

#[test]
fn what_does_not_hold_ends_with_one_and_a_fault_that_there_is_not_with_two() {
    let broken = khien(&["simulate", "desks", "--faults", "restore"]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&broken.stdout).contains("no-false-receipt         BROKEN"));
    let unknown = khien(&["simulate", "desks", "--faults", "thunder"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("third-state"), "it names those that there are");
}

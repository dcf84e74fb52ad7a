use khien_terms::DataFiles;

use super::*;
use crate::form::Forms;

fn law() -> Law {
    Law::of(&Forms::load(&DataFiles::embedded()).expect("the data is right"))
}

fn periods() -> Periods {
    DataFiles::embedded().json("desk/clocks.json").expect("the data is right")
}

fn setting(days: u32, seed: u64, faults: &str) -> Setting {
    Setting { desks: 3, days, seed, faults: faults.parse().expect("faults") }
}

fn broken(outcome: &Outcome) -> Vec<Invariant> {
    outcome.invariants.iter().filter(|one| one.broken > 0).map(|one| one.invariant).collect()
}

fn with(defect: Defect, faults: &str) -> Vec<Invariant> {
    broken(&run_with(&setting(120, 1, faults), &law(), &periods(), Some(defect)))
}

#[test]
fn three_desks_bear_a_year_of_every_fault() {
    let outcome = run(&setting(365, 1, "all"), &law(), &periods());
    assert!(outcome.holds(), "{:#?}", outcome.invariants);
    for fault in Fault::BORNE {
        assert!(outcome.faults.get(fault.name()).is_some_and(|n| *n > 0), "{} never came", fault.name());
    }
    assert!(outcome.requests > 1000 && outcome.messages > 5 * outcome.requests, "{outcome:?}");
    assert!(outcome.attempts > outcome.messages, "what is lost is sent again");
    let of =
        |clock: &str| outcome.clocks.iter().filter(|line| line.clock == clock).map(|line| line.ended).sum::<usize>();
    let kept = [
        "receipt",
        "acknowledge",
        "decide",
        "hold",
        "answer",
        "extend",
        "hold_ends",
        "received",
        "destroy",
        "destroy_information",
    ];
    let of_emergencies = ["second", "call_back", "follow_up", "review"];
    for clock in kept.into_iter().chain(of_emergencies).chain(["recheck"]) {
        assert!(of(clock) > 0, "no clock {clock} ended");
    }
    assert!(outcome.clocks.iter().any(|line| line.late > 0), "a year without a late answer is no year");
}

#[test]
fn the_same_seed_is_the_same_year_and_another_is_another() {
    let year = |seed| run(&setting(40, seed, "all"), &law(), &periods());
    let one = year(7);
    assert_eq!(one, year(7));
    assert_ne!(one.messages, year(8).messages);
}

#[test]
fn each_fault_alone_is_borne() {
    for fault in Fault::BORNE {
        let outcome = run(&setting(90, 3, fault.name()), &law(), &periods());
        assert!(outcome.holds(), "{}: {:#?}", fault.name(), outcome.invariants);
        assert_eq!(outcome.faults.keys().copied().collect::<Vec<_>>(), [fault.name()]);
    }
    let none = run(&setting(90, 3, "none"), &law(), &periods());
    assert!(none.holds() && none.faults.is_empty(), "{:#?}", none.invariants);
}

#[test]
fn a_receipt_before_the_commit_is_a_false_one() {
    assert!(with(Defect::ReceiptBeforeCommit, "crash-before").contains(&Invariant::NoFalseReceipt));
}

#[test]
fn numbers_that_are_forgotten_double_what_was_said() {
    assert!(with(Defect::Forgets, "doubled").contains(&Invariant::NothingDoubled));
}

#[test]
fn an_outbox_that_does_not_survive_loses_what_was_said() {
    assert!(with(Defect::LosesOutbox, "crash-after").contains(&Invariant::NothingLost));
}

#[test]
fn where_nobody_is_called_what_is_late_is_not_noticed_and_holds_run_out() {
    let broken = with(Defect::CallsNobody, "none");
    assert_eq!(broken, [Invariant::NothingLateUnnoticed, Invariant::EveryRequestEnds]);
}

#[test]
fn what_the_rules_do_not_allow_is_refused_by_the_other_state_and_stops_the_request() {
    assert!(with(Defect::SignsAnything, "none").contains(&Invariant::NothingHonestRefused));
}

#[test]
fn a_third_state_that_is_believed_shows() {
    let broken = with(Defect::BelievesAnybody, "third-state");
    assert!(broken.contains(&Invariant::NothingForgedTaken) && broken.contains(&Invariant::HalvesAgree), "{broken:?}");
}

#[test]
fn a_key_of_information_that_is_served_to_whoever_asks_or_outlives_its_conditions_shows() {
    assert!(with(Defect::KeepsKeys, "none").contains(&Invariant::NothingOpensUnaccepted));
}

#[test]
fn k3_what_goes_on_although_a_stolen_key_may_have_signed_shows() {
    assert!(with(Defect::SendsOn, "stolen-key").contains(&Invariant::NothingOnAStolenKey));
}

#[test]
fn a_copy_of_yesterday_loses_what_was_receipted_and_this_is_not_hidden() {
    let outcome = run(&setting(365, 1, "restore"), &law(), &periods());
    assert!(broken(&outcome).contains(&Invariant::NoFalseReceipt), "{:?}", outcome.invariants);
}

#[test]
fn faults_are_named() {
    assert_eq!("all".parse(), Ok(Faults::all()));
    assert_eq!("none".parse(), Ok(Faults::none()));
    assert_eq!("lost, skew".parse(), Ok(Faults([Fault::Lost, Fault::Skew].into())));
    assert!("lost,thunder".parse::<Faults>().is_err_and(|error| error.to_string().contains("thunder")));
    assert!(!Faults::all().0.contains(&Fault::Restore));
}

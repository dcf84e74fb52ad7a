//! Identifiers of suspects and what other States ask about them: who may ask, how often, what an answer holds, what lapses.

use std::sync::Arc;

use khien_casework::Refusal;
use khien_casework::identifier::{Identifier, Kind, Periods, Standing};
use khien_desk::directory::peer::Command;
use khien_desk::lookup::{Barred, Blinded, Query, Rules};
use khien_desk::request::harm::Cosigned;
use khien_store::identifiers::Marks;
use khien_store::lookups::{Asking, reference};
use khien_terms::id::CaseId;
use khien_terms::{Code, DataFiles, Moment};

use crate::peers::{State, refolds_the_same, trusted};
use crate::world::{Node, on_both};
use crate::{QUIET, refused};

const PERIODS: Periods = Periods { alleged_days: 365, unfounded_days: 90 };
const NUMBERS: [&str; 3] = ["+84 901 234 567", "+84901234568", "+84901234569"];

fn rules() -> Rules {
    Rules::load(&DataFiles::embedded(), |_| true).expect("the data is right")
}

async fn marks(node: &Node, number: &str) -> Marks {
    let identifier = Identifier::read(Kind::Phone, number).expect("a number");
    node.store.marks(&[identifier]).await.expect("marks").remove(0)
}

/// A case of a report of its own.
async fn case(node: &Node) -> CaseId {
    let (report, _) = node.received(QUIET).await;
    node.store.take_report(report, node.analyst.id).await.expect("taken");
    node.store.open_case(report, node.analyst.id).await.expect("case")
}

async fn put(node: &Node, case: CaseId, number: &str, standing: Standing) -> u32 {
    let marks = marks(node, number).await;
    let confirmed = standing == Standing::Confirmed;
    let first = if confirmed { Standing::Assessed } else { standing };
    let n = node.store.identify(case, marks, first, node.analyst.id, PERIODS).await.expect("put in");
    if confirmed {
        node.store.stand(case, n, Standing::Confirmed, node.supervisor.id, PERIODS).await.expect("by another");
    }
    n
}

fn query(n: u8) -> Query {
    let now = Moment::from(khien_store::journal::now());
    Query {
        lookup: "1".into(),
        query: hex::encode([n; 16]),
        from: "XB".into(),
        to: "XA".into(),
        issued_at: now,
        expires_at: Moment(now.0 + 600_000_000),
        officer: "Night desk".into(),
        case: "ab".repeat(32),
        basis: "police".into(),
        purpose: "identify".into(),
        key: "-".into(),
        blinded: Vec::new(),
    }
}

#[test]
fn equal_identifiers_meet_across_cases_and_the_value_is_nowhere() {
    on_both(|node: Node| async move {
        let (one, other) = (case(&node).await, case(&node).await);
        assert_eq!(put(&node, one, NUMBERS[0], Standing::Alleged).await, 1);
        assert_eq!(put(&node, other, "0084-901-234-567", Standing::Assessed).await, 1);
        put(&node, other, NUMBERS[1], Standing::Alleged).await;
        let rows = node.store.identifiers(one).await.expect("rows");
        let also: Vec<CaseId> = rows[0].also_in.iter().map(|(case, _)| *case).collect();
        assert_eq!(also, [other]);
        let twice =
            node.store.identify(one, marks(&node, NUMBERS[0]).await, Standing::Alleged, node.analyst.id, PERIODS);
        assert!(matches!(refused(twice.await), Some(Refusal::Field { field: "identifier", .. })));
        node.with_conn(|conn, _| {
            for row in conn.query("SELECT payload FROM event", &[]).expect("events") {
                assert!(!String::from_utf8_lossy(row.blob(0)).contains("901234567"));
            }
            for row in conn.query("SELECT bytes FROM sealed", &[]).expect("sealed") {
                assert!(!row.blob(0).windows(9).any(|part| part == b"901234567"));
            }
        });
        refolds_the_same(&node);
        node
    });
}

#[test]
fn what_nobody_assessed_lapses_and_nothing_of_it_is_left() {
    on_both(|node: Node| async move {
        let case = case(&node).await;
        let put_in = [Standing::Alleged, Standing::Assessed, Standing::Alleged];
        for (number, standing) in NUMBERS.iter().zip(put_in) {
            put(&node, case, number, standing).await;
        }
        node.store.stand(case, 3, Standing::Unfounded, node.analyst.id, PERIODS).await.expect("stands");
        let later = |days| Moment::from(khien_store::journal::now()).plus_days(days);
        assert_eq!(node.store.lapse_identifiers_by(later(89)).await.expect("looked"), 0);
        assert_eq!(node.store.lapse_identifiers_by(later(91)).await.expect("looked"), 1, "the unfounded one");
        assert_eq!(node.store.lapse_identifiers_by(later(366)).await.expect("looked"), 1, "the alleged one");
        let left: Vec<u32> = node.store.identifiers(case).await.expect("rows").iter().map(|row| row.n).collect();
        assert_eq!(left, [2]);
        node.store.withdraw_identifier(case, 2, node.analyst.id).await.expect("taken out");
        node.with_conn(|conn, _| {
            for sql in ["SELECT n FROM case_identifier", "SELECT ref FROM sealed WHERE ref LIKE '%/identifier/%'"] {
                assert!(conn.first(sql, &[]).expect("asked").is_none(), "{sql}");
            }
        });
        assert_eq!(put(&node, case, NUMBERS[0], Standing::Alleged).await, 4, "its number is given to no other");
        refolds_the_same(&node);
        node
    });
}

#[test]
fn a_state_that_a_legal_officer_allowed_asks_so_often_a_day_and_each_number_once() {
    on_both(|node: Node| async move {
        let mut state = State::new();
        trusted(&node, &mut state, [node.admin, node.supervisor.id]).await;
        let rules = Arc::new(Rules { queries_per_day: 2, ..rules() });
        let hear = |n| node.store.hear_lookup(query(n), Arc::clone(&rules), Cosigned::Enough);
        assert_eq!(hear(1).await.expect("heard"), Err(Barred::NotAllowed), "nobody allowed it");
        let allow = Command::AllowLookup { allowed: true, by: node.admin };
        node.store.peer_command("XB".into(), allow, node.admin).await.expect("allowed");
        assert_eq!(hear(1).await.expect("heard").map(|set| set.len()), Ok(256), "a refused number is not used up");
        assert_eq!(hear(1).await.expect("heard"), Err(Barred::Replay));
        assert!(hear(2).await.expect("heard").is_ok());
        for n in [3, 3, 4, 5] {
            assert_eq!(hear(n).await.expect("heard"), Err(Barred::Quota));
        }
        let (heard, today) = node.store.heard_lookups("XB".into()).await.expect("heard");
        let codes: Vec<&str> = heard.iter().map(|heard| heard.code.as_str()).collect();
        assert_eq!(
            (today, codes),
            (2, vec!["quota", "quota", "", "", "not-allowed"]),
            "each number once, no more refusals than a day has queries"
        );
        let stop = Command::AllowLookup { allowed: false, by: node.admin };
        node.store.peer_command("XB".into(), stop, node.admin).await.expect("stopped");
        assert_eq!(hear(4).await.expect("heard"), Err(Barred::NotAllowed));
        refolds_the_same(&node);
        node
    });
}

#[test]
fn an_answer_holds_what_was_assessed_or_confirmed_and_nothing_that_was_only_said() {
    on_both(|node: Node| async move {
        let mut state = State::new();
        trusted(&node, &mut state, [node.admin, node.supervisor.id]).await;
        let allow = Command::AllowLookup { allowed: true, by: node.admin };
        node.store.peer_command("XB".into(), allow, node.admin).await.expect("allowed");
        let (case, _) = crate::lists::case(&node).await;
        for (number, standing) in NUMBERS.iter().zip([Standing::Alleged, Standing::Assessed, Standing::Confirmed]) {
            put(&node, case, number, standing).await;
        }
        node.store.stand(case, 3, Standing::Unfounded, node.analyst.id, PERIODS).await.expect("stands");
        let texts: Vec<_> =
            NUMBERS.map(|number| Identifier::read(Kind::Phone, number).expect("a number").text()).to_vec();
        let inputs: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).collect();
        let blinded = Blinded::of(&inputs).expect("blinded");
        let key = node.store.lookup_key().await.expect("key");
        let entries =
            blinded.finish(&key.evaluate(blinded.elements()).expect("evaluated"), &key.public()).expect("proven");
        let known = node
            .store
            .hear_lookup(query(1), Arc::new(rules()), Cosigned::Nobody)
            .await
            .expect("heard")
            .expect("answered");
        let hits: Vec<bool> = entries.iter().map(|entry| known.binary_search(entry).is_ok()).collect();
        assert_eq!(hits, [false, true, false]);
        // The case ended and found nothing: whoever was only assessed in it is a suspect nowhere.
        node.store.close_case(case, node.analyst.id, Code::new("st.closed")).await.expect("closed");
        let known = node
            .store
            .hear_lookup(query(2), Arc::new(rules()), Cosigned::Nobody)
            .await
            .expect("heard")
            .expect("answered");
        assert!(entries.iter().all(|entry| known.binary_search(entry).is_err()));
        node
    });
}

#[test]
fn another_state_is_asked_about_what_the_case_assessed_and_the_answer_is_written_down_once() {
    on_both(|node: Node| async move {
        let case = case(&node).await;
        let number = node.store.case_page(case).await.expect("page").row.number;
        put(&node, case, NUMBERS[0], Standing::Alleged).await;
        put(&node, case, NUMBERS[1], Standing::Confirmed).await;
        let tags = [marks(&node, NUMBERS[0]).await.tag, marks(&node, NUMBERS[1]).await.tag];
        let by = node.supervisor.id;
        let only_said = node.store.lookup_about(number, vec![tags[1], tags[0]], by).await;
        assert!(matches!(refused(only_said), Some(Refusal::Field { field: "identifier", .. })));
        let history = node.store.case_page(case).await.expect("page").history;
        let last = history.last().expect("an event");
        assert_eq!(
            (last.kind.as_str(), last.actor.as_str()),
            ("case.lookup_declined", by.to_string().as_str()),
            "it shows"
        );
        let elsewhere = node.store.lookup_about(number + 1, vec![tags[1]], by).await;
        assert!(matches!(refused(elsewhere), Some(Refusal::Field { field: "case", .. })));
        assert_eq!(node.store.lookup_about(number, vec![tags[1]], by).await.expect("found"), (case, vec![2]));

        let asking = Asking {
            query: "07".repeat(16),
            case,
            salt: [3; 32],
            peer: "XB".into(),
            basis: "police".into(),
            purpose: "identify".into(),
            identifiers: vec![2],
            by: node.supervisor.id,
        };
        node.store.ask_lookup(asking).await.expect("written down");
        let row = node.store.lookup("07".repeat(16)).await.expect("asked").expect("there");
        assert_eq!((row.hits, row.number, row.asked), (None, number, vec![2]));
        let other_key = node.store.lookup_answered("07".repeat(16), vec![2], "aa".repeat(32)).await.expect("answered");
        assert!(!other_key, "the first key that it told");
        let row = node.store.lookup("07".repeat(16)).await.expect("asked").expect("there");
        assert_eq!(row.hits, Some(vec![2]));
        let listed = node.store.lookups(Some(case)).await.expect("listed");
        assert_eq!((listed.len(), &listed[0]), (1, &row));
        assert_eq!(node.store.lookups(None).await.expect("listed"), listed);
        assert_eq!(node.store.lookups_after(0).await.expect("listed"), listed, "as whoever audits reads them");
        assert_eq!(node.store.lookups_after(1).await.expect("listed"), []);
        assert_eq!(node.store.lookups(Some(CaseId::from_bits(7))).await.expect("listed"), []);
        let again = node.store.lookup_answered("07".repeat(16), vec![], "aa".repeat(32)).await;
        assert_eq!(refused(again), Some(Refusal::NotFound), "once");
        assert_eq!(node.store.peer_lookup_key("XB".into()).await.expect("key"), Some("aa".repeat(32)));
        assert_ne!(reference(&[3; 32], case), reference(&[4; 32], case), "a case is named by another word each time");
        refolds_the_same(&node);
        node
    });
}

//! What discloses waits while something is out of date, and two people let one disclosure go.

use std::collections::BTreeSet;
use std::sync::Arc;

use khien_desk::Kind;
use khien_desk::directory::Trust;
use khien_desk::package::{Conditions, Purpose};
use khien_desk::request::harm::{Cosigned, Cosigner, Stale, Standing};
use khien_desk::request::overriding::{Disclosure, Why};
use khien_desk::request::{Act, Decision, Law, Refusal, Urgency};
use khien_seal::checkpoint::{Checkpoint, Note};
use khien_seal::keys::SignKey;
use khien_seal::witness::{Witness, cosign};
use khien_store::Fault;
use khien_store::rebuild::rebuild;
use khien_store::requests::Saying;
use khien_terms::Moment;
use khien_terms::id::StaffId;

use crate::messages::{THREAD, arrived, hear, saying};
use crate::refused;
use crate::world::{Node, on_both};

const UNSEEN: Standing = Standing { trust: Trust::Full, cosigned: Cosigned::TooFew };

fn opening(kind: Kind) -> Act {
    Act::Request {
        kind,
        form: format!("{kind}@1.0"),
        urgency: Urgency::Urgent,
        respond_by: Moment(i64::MAX / 2),
        hold_days: (kind == Kind::P1).then_some(90),
        about: None,
        follow_up_by: None,
        information: None,
    }
}

fn accept() -> Act {
    Act::Decide { decision: Decision::Accepted, consulted: None }
}

fn evidence() -> Act {
    let conditions = Conditions { purposes: vec![Purpose::Investigation], onward: false, until: None, feedback: false };
    Act::Return { package: "ab".repeat(32), bytes: 1, files: 1, conditions }
}

async fn say(node: &Node, act: Act, by: StaffId, n: u8, standing: Standing) -> Result<(), Fault> {
    let (place, _) = node.store.next_place(THREAD).await.expect("place");
    let said = Saying { standing, ..saying(by, place, act, n) };
    node.store.say(THREAD, Arc::new(said), Arc::new(Law::default())).await
}

fn waits(said: &Result<(), Fault>) -> bool {
    matches!(said, Err(Fault::Declined(Refusal::NeedsTwo)))
}

fn flags(node: &Node) -> Vec<String> {
    let sql = "SELECT payload FROM event WHERE type = 'request.flagged' ORDER BY seq";
    let rows = node.with_conn(|conn, _| conn.query(sql, &[]).expect("query"));
    rows.iter().map(|row| String::from_utf8(row.blob(0).to_vec()).expect("text")).collect()
}

#[test]
fn d2_a_preservation_is_held_while_something_is_out_of_date_and_the_journal_says_so() {
    on_both(|node| async move {
        hear(&node, arrived(1, opening(Kind::P1))).await;
        let old = Standing { trust: Trust::Stale, cosigned: Cosigned::Enough };
        say(&node, accept(), node.admin, 21, old).await.expect("accepted");
        let until = Moment::from(khien_store::journal::now()).plus_days(100);
        say(&node, Act::Hold { until, wish: None }, node.analyst.id, 22, old).await.expect("held");
        say(&node, Act::Status, node.analyst.id, 23, old).await.expect("no data and no hold");
        let [decided, held] = flags(&node).try_into().expect("two");
        assert!(decided.contains(r#""stale":["directory"]"#) && !decided.contains("overridden"), "{decided}");
        assert!(held.contains(&format!("{:032x}", 22)), "{held}");
        node
    });
}

#[test]
fn l3_evidence_waits_while_witnesses_are_silent_until_another_person_signs_that_it_goes_and_then_one_package_goes() {
    on_both(|node| async move {
        hear(&node, arrived(1, opening(Kind::A1))).await;
        let (officer, legal, decider) = (node.analyst.id, node.supervisor.id, node.admin);
        let fresh = Standing { cosigned: Cosigned::Enough, ..UNSEEN };
        assert!(waits(&say(&node, accept(), decider, 21, UNSEEN).await));
        say(&node, accept(), decider, 21, fresh).await.expect("accepted");
        assert!(waits(&say(&node, evidence(), officer, 22, UNSEEN).await));
        let stale = || BTreeSet::from([Stale::Witnesses]);
        let ask = || node.store.ask_override(THREAD, Disclosure::Return, stale(), Why::Loss, officer);
        ask().await.expect("asked");
        let twice = ask().await;
        assert!(matches!(twice, Err(Fault::Declined(Refusal::NothingToOverride))), "{twice:?}");
        assert!(waits(&say(&node, evidence(), officer, 22, UNSEEN).await), "one is not two");
        let (_, state) = node.store.next_place(THREAD).await.expect("state");
        let [asked] = state.overrides.as_slice() else { panic!("one: {state:?}") };
        let thread = format!("{:032x}", THREAD.bits());
        let (key, verify) = (SignKey::from_seed([5; 32]), SignKey::from_seed([5; 32]).verify_bytes());
        let signed = |by| key.sign(asked.statement(&thread, by).as_bytes());
        let own = node.store.confirm_override(THREAD, 1, signed(officer), verify, officer).await;
        assert!(matches!(own, Err(Fault::Declined(Refusal::SamePerson))), "{own:?}");
        let others = node.store.confirm_override(THREAD, 1, signed(officer), verify, legal).await;
        assert_eq!(refused(others), Some(khien_casework::Refusal::Forged), "what somebody else would have signed");
        node.store.confirm_override(THREAD, 1, signed(legal), verify, legal).await.expect("confirmed");
        say(&node, evidence(), officer, 22, UNSEEN).await.expect("two people let it go");
        assert!(waits(&say(&node, evidence(), officer, 23, UNSEEN).await), "one package");
        let (_, state) = node.store.next_place(THREAD).await.expect("state");
        assert_eq!(state.overrides[0].used, Some(format!("{:032x}", 22)));
        let [flag] = flags(&node).try_into().expect("one");
        assert!(flag.contains(r#""stale":["witnesses"],"overridden":1"#), "{flag}");
        let rebuilt = node.with_conn(|conn, shared| rebuild(conn, shared).expect("rebuilt"));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        node
    });
}

#[test]
fn l3_a_witness_is_behind_since_the_first_checkpoint_that_it_did_not_sign() {
    on_both(|node| async move {
        let key = SignKey::from_seed([8; 32]);
        let witness = Witness { name: "xb.example/x/1/witness".into(), verify: key.verify_bytes() };
        let cosigners = || node.store.cosigners(vec!["XB".into(), "XC".into()]);
        let beat = || node.store.beat("node.test/ledger".into(), node.online.clone());
        beat().await.expect("beat");
        assert_eq!(cosigners().await.expect("read"), [], "who never signed is no witness yet");
        let request = node.store.for_witness("XB".into(), None).await.expect("read").expect("one");
        let note = Note::read(&request.note).expect("note");
        let size = Checkpoint::from_body(&note.body).expect("checkpoint").size;
        let line = cosign(&note.body, &witness.name, &key, 1);
        node.store.keep_cosignature("XB".into(), witness, size, line).await.expect("kept");
        let there = Cosigner { state: "XB".into(), behind_since: None };
        assert_eq!(cosigners().await.expect("read"), [there]);
        let mut beats = Vec::new();
        for (n, act) in [(1, opening(Kind::P1)), (2, Act::Status)] {
            hear(&node, arrived(n, act)).await;
            beat().await.expect("beat").expect("grew");
            let sql = "SELECT at FROM checkpoint ORDER BY size DESC LIMIT 1";
            beats.push(node.with_conn(|conn, _| conn.first(sql, &[]).expect("query").expect("one").int(0)));
        }
        assert!(beats[0] < beats[1], "two beats went by");
        let behind = Cosigner { state: "XB".into(), behind_since: Some(Moment(beats[0])) };
        assert_eq!(cosigners().await.expect("read"), [behind]);
        node
    });
}

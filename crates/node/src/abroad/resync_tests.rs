//! A node is put back to an older copy of itself (F9): two served nodes, over HTTP.

use khien_casework::Refusal;
use khien_desk::directory::renewal::Renewal;
use khien_desk::request::{Act, Decision};
use khien_seal::keys::SignKey;
use khien_seal::statement::Signed;
use khien_store::Fault;
use khien_store::rebuild::rebuild;
use khien_terms::id::RequestId;
use serde_json::{Value, json};

use super::sending;
use super::two_sides::{Side, asked, copied, text, until};
use crate::Failure;
use crate::actor::state::extension;
use crate::jobs::beat_once;

#[tokio::test(flavor = "multi_thread")]
async fn f9_a_node_that_came_back_from_an_old_copy_signs_nothing_has_again_what_passed_and_goes_on() {
    let folder = std::env::temp_dir().join(format!("khien-resync-{}", std::process::id()));
    let (mut ours, theirs) = (Side::found(&folder, "XA").await, Side::found(&folder, "XB").await);
    ours.desk().trust(&ours.app().store, &theirs.app().store, "XB").await.expect("trusted");
    theirs.desk().trust(&theirs.app().store, &ours.app().store, "XA").await.expect("trusted");
    for side in [&ours, &theirs] {
        side.app().abroad.forget();
    }
    let first = asked(&ours).await;
    for side in [&ours, &theirs] {
        beat_once(side.app()).await.expect("beat");
    }
    ours.stop().await;
    let old = folder.join("old");
    copied(&ours.folder, &old);
    ours.start().await;
    until("its witness says that nothing is lost", async || !ours.app().signs_nothing().await.expect("asked")).await;

    // What the copy does not know: an answer, a wish of ours, a hold, and a whole request.
    let (them, us) = (theirs.desk(), ours.desk());
    theirs.app().store.take_request(first, them.officer.id).await.expect("taken");
    them.gate(theirs.app(), first).await.expect("gated");
    theirs.say(first, &them.approver, Act::Decide { decision: Decision::Accepted, consulted: None }, text()).await;
    let held = theirs.app().now().plus_days(90);
    theirs.say(first, &them.officer, Act::Hold { until: held, wish: None }, text()).await;
    let later = held.plus_days(60);
    ours.say(first, &us.officer, Act::Extend { until: later }, extension(first, later, "It is being translated."))
        .await;
    theirs.say(first, &them.officer, Act::Hold { until: later, wish: None }, text()).await;
    let second = asked(&ours).await;
    theirs.say(second, &them.officer, Act::Acknowledge { expect: later }, text()).await;
    beat_once(ours.app()).await.expect("beat");
    let before = [ours.known(first).await, ours.known(second).await];
    let messages = ours.ask("SELECT COUNT(*) FROM request_message");
    assert_eq!(messages, 7);

    ours.stop().await;
    std::fs::remove_dir_all(&ours.folder).expect("gone");
    copied(&old, &ours.folder);
    ours.start().await;
    assert_eq!(ours.ask("SELECT COUNT(*) FROM request_message"), 1, "the copy knows the first message alone");
    let store = &ours.app().store;
    until("it learns that it came back", async || store.came_back().await.expect("asked")).await;

    // It signs nothing; what is sent to it waits and is not lost.
    let said = ours.desk().say(ours.app(), first, &ours.desk().officer, Act::Status, text()).await;
    assert!(matches!(said, Err(Failure::Store(Fault::Refused(Refusal::NotNow(_))))), "{:?}", said.map(|_| ()));
    let signed = Signed::new("khien/v1/desk-root".into(), &SignKey::from_seed([9; 32]));
    let renewal = Renewal {
        root: SignKey::from_seed([9; 32]).verify_hex(),
        succession: None,
        desk: Vec::new(),
        online: signed.clone(),
        entry: signed,
    };
    let renewed = store.renew_desk_root(renewal, ours.desk().approver.id).await;
    assert!(matches!(renewed, Err(Fault::Refused(Refusal::NotNow(why))) if why.contains("older copy")), "{renewed:?}");
    let waits = theirs.desk().say(theirs.app(), first, &theirs.desk().officer, Act::HoldWarning, text()).await;
    let waits = waits.expect("said");
    sending::send(theirs.app(), waits.clone()).await.expect("tried");
    assert!(
        theirs.app().store.receipt_of(waits.message.clone()).await.is_err(),
        "no receipt of a node that signs nothing"
    );
    let size = ours.ask("SELECT MAX(size) FROM checkpoint");
    beat_once(ours.app()).await.expect("no beat");
    assert_eq!(ours.ask("SELECT MAX(size) FROM checkpoint"), size, "no second history");

    // The other State gives back what passed, each once.
    until("it caught up", async || {
        let known = store.catching_up(vec!["XB".into()]).await.expect("asked");
        known.iter().all(|one| one.at.is_some())
    })
    .await;
    assert_eq!(ours.ask("SELECT COUNT(*) FROM request_message"), messages);
    assert_eq!(ours.ask("SELECT COUNT(*) FROM request_message WHERE received_at IS NULL"), 0, "all are receipted");
    assert_eq!([ours.known(first).await, ours.known(second).await], before, "as it was");
    assert!(store.came_back().await.expect("asked"), "that it goes on is for a person to say");
    assert_eq!(ours.ask("SELECT MAX(size) FROM checkpoint"), size);

    // A legal officer decides; then it signs again, and what waited comes.
    let legal = &ours.desk().approver;
    let statement = store.goes_on_statement(legal.id).await.expect("read").expect("something is lost");
    let key = legal.person.pair.sign_key().expect("key");
    let other = key.sign(b"something else");
    let forged = store.go_on(other, key.verify_bytes(), legal.id).await;
    assert!(matches!(forged, Err(Fault::Refused(Refusal::Forged))), "{forged:?}");
    let spoken = store.own_offered().await.expect("read").expect("it has an entry").fresh;
    store.go_on(key.sign(statement.as_bytes()), key.verify_bytes(), legal.id).await.expect("it goes on");
    let anew = store.own_offered().await.expect("read").expect("it has an entry").fresh;
    assert_ne!(anew, spoken, "what it says of its keys is said anew at once");
    ours.app().abroad.forget();
    assert!(!store.came_back().await.expect("asked"));
    until("what waited came", async || theirs.app().store.receipt_of(waits.message.clone()).await.is_ok()).await;
    ours.say(first, &ours.desk().officer, Act::Release, released(first)).await;
    for id in [first, second] {
        let (one, two) = (ours.known(id).await, theirs.known(id).await);
        assert_eq!((one.asking, one.asked), (two.asking, two.asked), "both say the same");
    }
    for side in [&ours, &theirs] {
        let shared = side.app().store.shared.clone();
        let mut conn = khien_store::writer::connect(&shared.place, false).expect("database");
        let rebuilt = rebuild(&mut conn, &shared).expect("rebuilt");
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
    }
    ours.stop().await;
    let mut theirs = theirs;
    theirs.stop().await;
    std::fs::remove_dir_all(&folder).expect("removed");
}

/// The form by which a preservation is released.
fn released(id: RequestId) -> Value {
    json!({
        "kind": "P2", "form": "P2@1.0", "ref": format!("{:032x}", id.bits()), "action": "release",
        "reason": "The suspect was found otherwise.", "lang": "en", "legal_basis": [{"instrument": "uncc", "article": "42(9)"}],
    })
}

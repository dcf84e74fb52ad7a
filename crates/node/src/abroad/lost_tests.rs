//! Parts of evidence are lost where it was given to, and come again: two served nodes, over HTTP.

use khien_desk::Kind;
use khien_desk::package::{Conditions, Purpose, bag};
use khien_desk::request::{Act, Decision, Urgency};
use khien_desk::wire::lost::Ask;
use khien_seal::keys::SignKey;
use khien_store::packages::Progress;
use khien_store::packing::Written;
use khien_terms::id::RequestId;
use serde_json::json;

use super::lost;
use super::two_sides::{Side, asked, text, until};
use crate::actor::state::{assistance, opening_of};

fn conditions() -> Conditions {
    Conditions { purposes: vec![Purpose::Investigation], onward: false, until: None, feedback: false }
}

/// A request for stored data that the other State granted and answered with a package of one part; the part, and the message.
async fn given(ours: &Side, theirs: &Side) -> (RequestId, String, String) {
    let number = format!("{:032x}", asked(ours).await.bits());
    let form = assistance(ours.app().now().plus_days(10).timestamp(), &number);
    let act = opening_of(ours.app(), Kind::A1, &form, Urgency::Routine, Some(number)).expect("opening");
    let id = ours.desk().draft(ours.app(), "XB", Kind::A1, &form).await.expect("drafted");
    ours.say(id, &ours.desk().approver, act, form).await;
    let (them, store) = (theirs.desk(), &theirs.app().store);
    store.take_request(id, them.officer.id).await.expect("taken");
    them.gate(theirs.app(), id).await.expect("gated");
    theirs.say(id, &them.approver, Act::Decide { decision: Decision::Accepted, consulted: None }, text()).await;
    let part = khien_seal::sha256_hex(b"one part");
    store.put_chunk(part.clone(), b"one part".to_vec()).await.expect("put");
    let (by, manifest) = (them.officer.id, "ab".repeat(32));
    let number = store.number_package(id, by).await.expect("numbered");
    let bound = khien_seal::sha256_hex(bag::conditions(&conditions()).as_bytes());
    let written = Written { manifest: manifest.clone(), conditions: bound };
    store.package_written(id, number, by, written).await.expect("written");
    let act = Act::Return { package: "cd".repeat(32), bytes: 1, files: 1, conditions: conditions() };
    let body = json!({"text": "As asked.", "manifest": manifest, "key": "ef".repeat(32), "chunks": [part]});
    theirs.say(id, &them.officer, act, body).await;
    let page = ours.app().store.request_page(id).await.expect("page");
    (id, part, page.messages.last().expect("a message").message.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_of_evidence_that_a_node_lost_are_asked_for_and_come_again() {
    let folder = std::env::temp_dir().join(format!("khien-lost-{}", std::process::id()));
    let (mut ours, mut theirs) = (Side::found(&folder, "XA").await, Side::found(&folder, "XB").await);
    ours.desk().trust(&ours.app().store, &theirs.app().store, "XB").await.expect("trusted");
    theirs.desk().trust(&theirs.app().store, &ours.app().store, "XA").await.expect("trusted");
    for side in [&ours, &theirs] {
        side.app().abroad.forget();
    }
    let (id, part, message) = given(&ours, &theirs).await;
    let store = &ours.app().store;
    let whole = Progress { all: 1, there: 1, gone: 0 };
    until("it arrived", async || store.package_progress(id, message.clone()).await.expect("asked") == whole).await;

    std::fs::remove_file(ours.folder.join("chunks").join(&part[..2]).join(&part)).expect("lost");
    assert_eq!(store.mark_gone_chunks().await.expect("looked"), 1);
    let gone = Progress { all: 1, there: 0, gone: 1 };
    assert_eq!(store.package_progress(id, message.clone()).await.expect("asked"), gone);

    // Whoever is not this State's node moves nothing.
    let url = format!("http://{}/x/1/lost/XA", theirs.running_at());
    let strange =
        Ask::new(("XA", "XB"), &message, ours.app().now()).sign(&SignKey::from_seed([9; 32])).expect("signed");
    let refused = tokio::task::spawn_blocking(move || {
        let agent = ureq::Agent::new_with_config(ureq::Agent::config_builder().http_status_as_error(false).build());
        agent.post(&url).send(&strange[..]).map(|answer| answer.status().as_u16())
    });
    assert_eq!(refused.await.expect("asked").expect("answered"), 403);
    assert!(theirs.app().store.waiting_packages().await.expect("read").is_empty());

    lost::once(ours.app()).await.expect("asked");
    until("it came again", async || store.package_progress(id, message.clone()).await.expect("asked") == whole).await;
    assert!(store.gone_packages().await.expect("read").is_empty());
    ours.stop().await;
    theirs.stop().await;
    std::fs::remove_dir_all(&folder).expect("removed");
}

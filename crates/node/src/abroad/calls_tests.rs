//! A State whose node takes no connections (`desk_calls`): all that is for it goes over lines that it opened itself.

use khien_desk::request::{Act, Decision};
use khien_store::own_tls::Reached;

use super::sending;
use super::two_sides::{Side, asked, text, until};
use crate::jobs::beat_once;

#[tokio::test(flavor = "multi_thread")]
async fn a_state_that_only_calls_is_asked_answers_is_witnessed_and_gets_what_waited_while_it_was_away() {
    let folder = std::env::temp_dir().join(format!("khien-calls-{}", std::process::id()));
    let reached = Side::found_so(&folder, "XA", Reached::At(String::new())).await;
    let mut calls = Side::found_so(&folder, "XB", Reached::OnItsCalls).await;
    reached.desk().trust(&reached.app().store, &calls.app().store, "XB").await.expect("trusted");
    calls.desk().trust(&calls.app().store, &reached.app().store, "XA").await.expect("trusted");
    for side in [&reached, &calls] {
        side.app().abroad.forget();
    }
    let lines = reached.app().abroad.lines.called();
    until("it opened lines", async || lines.waiting("XB") == 2).await;

    // Asked on its line, it answers as any other, by calling.
    let id = asked(&reached).await;
    calls.app().store.take_request(id, calls.desk().officer.id).await.expect("taken");
    calls.desk().gate(calls.app(), id).await.expect("gated");
    calls.say(id, &calls.desk().approver, Act::Decide { decision: Decision::Accepted, consulted: None }, text()).await;
    let held = calls.app().now().plus_days(90);
    calls.say(id, &calls.desk().officer, Act::Hold { until: held, wish: None }, text()).await;
    until("a line that is asked on has a successor", async || lines.waiting("XB") == 2).await;

    // Its directory entry and its co-signature come over the same line: its address leads nowhere.
    let row = reached.app().store.peer("XB".into()).await.expect("read").expect("known");
    crate::directory::ask(reached.app(), "XB", &row.known.entry.url).await.expect("it shows its entry");
    beat_once(reached.app()).await.expect("beat");
    until("it co-signed", async || reached.ask("SELECT COUNT(*) FROM cosignature") > 0).await;

    // Away: what is said waits. Back: it gets it at once, however long the next attempt was away.
    calls.stop().await;
    until("its lines are closed", async || lines.waiting("XB") == 0).await;
    let out = reached.desk().say(reached.app(), id, &reached.desk().officer, Act::Status, text()).await.expect("said");
    sending::send(reached.app(), out.clone()).await.expect("tried");
    let hour = reached.app().now().plus_hours(1.0);
    reached.app().store.try_again(out.message.clone(), hour).await.expect("written");
    let tried = "UPDATE desk_out SET tries = 9 WHERE state = 'waiting'";
    reached.write(tried);
    assert!(reached.app().store.receipt_of(out.message.clone()).await.is_err());
    calls.start().await;
    until("what waited came", async || reached.app().store.receipt_of(out.message.clone()).await.is_ok()).await;

    let (one, two) = (reached.known(id).await, calls.known(id).await);
    assert_eq!((one.asking, one.asked), (two.asking, two.asked), "both say the same");
    let mut reached = reached;
    for side in [&mut reached, &mut calls] {
        side.stop().await;
    }
    std::fs::remove_dir_all(&folder).expect("removed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_is_turned_round_for_the_node_of_a_state_that_says_so_and_for_nobody_else() {
    let folder = std::env::temp_dir().join(format!("khien-calls-not-{}", std::process::id()));
    let reached = Side::found_so(&folder, "XA", Reached::At(String::new())).await;
    let other = Side::found_so(&folder, "XB", Reached::At(String::new())).await;
    reached.desk().trust(&reached.app().store, &other.app().store, "XB").await.expect("trusted");
    other.desk().trust(&other.app().store, &reached.app().store, "XA").await.expect("trusted");
    for side in [&reached, &other] {
        side.app().abroad.forget();
    }
    let state = other.app().other_state("XA").await.expect("read").expect("known");
    let line = other.app().line(&state, std::time::Duration::from_secs(10)).await.expect("line");
    let asked = move |from: &str| {
        let (agent, at) = (line.agent.clone(), format!("{}/x/1/line/{from}", line.url));
        tokio::task::spawn_blocking(move || {
            let sent = agent.post(&at).header("connection", "upgrade").header("upgrade", "khien-desk").send_empty();
            sent.expect("an answer").status().as_u16()
        })
    };
    assert_eq!(asked("XB").await.expect("asked"), 409, "its node is reached by calling it");
    assert_eq!(asked("XC").await.expect("asked"), 403, "nobody knows that State");
    let web = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    let url = format!("http://{}/x/1/line/XB", reached.running_at());
    let status = tokio::task::spawn_blocking(move || web.post(&url).send_empty().expect("an answer").status().as_u16());
    assert_eq!(status.await.expect("asked"), 403, "not by the web");
    let (mut reached, mut other) = (reached, other);
    for side in [&mut reached, &mut other] {
        side.stop().await;
    }
    std::fs::remove_dir_all(&folder).expect("removed");
}

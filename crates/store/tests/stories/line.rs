//! The keys by which other States' nodes know ours on the line: named before they are presented, one after another.

use jiff::SignedDuration;
use khien_desk::directory::accept::{Accepted, Known, accept};
use khien_desk::directory::entry::Ledger;
use khien_desk::directory::tls::{LIFE, TlsKey, pin_of};
use khien_seal::statement::Signed;
use khien_store::own_tls::Reached;

use crate::peers::{desk, entry, refolds_the_same};
use crate::world::{Node, on_both};

/// Lets days pass for the keys of the line.
async fn days_pass(node: &Node, days: i64) {
    let shared = node.shared.clone();
    let passed = tokio::task::spawn_blocking(move || {
        let mut conn = khien_store::writer::connect(&shared.place, false).expect("connect");
        let row = conn.first("SELECT value FROM setting WHERE name = 'desk/tls'", &[]).expect("asked").expect("keys");
        let mut keys: Vec<TlsKey> = serde_json::from_str(row.text(0)).expect("keys");
        for key in &mut keys {
            key.not_before -= SignedDuration::from_hours(days * 24);
            key.not_after -= SignedDuration::from_hours(days * 24);
        }
        let values = khien_store::vals![serde_json::to_string(&keys).expect("json")];
        conn.execute("UPDATE setting SET value = $1 WHERE name = 'desk/tls'", &values).expect("passed");
    });
    passed.await.expect("passed");
}

/// What another node knows of ours now, after what it knew before.
async fn heard(node: &Node, before: Option<&Known>) -> Known {
    let offered = node.store.own_offered().await.expect("offered").expect("there");
    match accept(before, &offered, khien_store::journal::now()).expect("sound") {
        Accepted::Now(known) => *known,
        Accepted::NeedsConfirmation { .. } => panic!("nothing waits"),
    }
}

async fn presented(node: &Node) -> String {
    pin_of(&node.store.desk_tls_key().await.expect("key").key.verify_bytes())
}

#[test]
fn a_key_of_the_line_gives_way_to_the_next_without_a_gap() {
    on_both(|node: Node| async move {
        let officer = desk(&node).await;
        let keys = node.store.desk_keys().await.expect("keys").expect("certified");
        let sign = node.store.desk_sign_key().await.expect("key");
        let ledger = Ledger { origin: "node.test/ledger".into(), online: keys.online.clone() };
        let first = entry("XA", &sign, keys.teams.clone(), ledger);
        let signed = Signed::new(first.statement().expect("entry"), &node.root);
        node.store.put_own_entry(signed, node.admin).await.expect("put");
        let at_first = heard(&node, None).await;
        assert_eq!((at_first.fresh.tls.len(), &at_first.fresh.desk), (2, &None), "it calls, and does not listen");

        let desk = Some("https://desk.node.test:8443".to_owned());
        node.store.desk_is_reached(Reached::At(desk.clone().unwrap_or_default())).await.expect("listens");
        let known = heard(&node, Some(&at_first)).await;
        assert_eq!((&known.fresh.desk, &known.fresh.tls), (&desk, &at_first.fresh.tls));
        let before = presented(&node).await;
        assert_eq!(known.fresh.tls.first(), Some(&before));

        days_pass(&node, LIFE.as_hours() / 24 + 1).await;
        let next = presented(&node).await;
        assert!(next != before && known.fresh.tls.contains(&next), "whoever heard of it before knows it");
        node.store.keep_desk_keys().await.expect("kept");
        assert_eq!(presented(&node).await, next);
        let told = heard(&node, Some(&known)).await;
        assert!(told.fresh.tls.contains(&next) && !told.fresh.tls.contains(&before) && told.fresh.tls.len() == 2);
        let left = node.store.desk_tls_keys().await.expect("keys").len();
        assert_eq!(left, 2, "what is over is destroyed");

        let stolen = node.store.desk_tls_key().await.expect("key").key.verify_hex();
        node.store.revoke_desk_key(stolen, khien_store::journal::now(), officer.id).await.expect("revoked");
        let third = presented(&node).await;
        assert!(third != next && told.fresh.tls.contains(&third), "the next takes over at once");
        let warned = heard(&node, Some(&told)).await;
        assert!(warned.fresh.tls.contains(&third) && !warned.fresh.tls.contains(&next));

        node.store.desk_is_reached(Reached::OnItsCalls).await.expect("calls");
        let calls = heard(&node, Some(&warned)).await;
        assert_eq!((&calls.fresh.desk, calls.fresh.calls), (&None, true));
        node.store.desk_is_reached(Reached::ByTheWeb).await.expect("no more");
        let web = heard(&node, Some(&calls)).await;
        assert_eq!((web.fresh.desk, web.fresh.calls), (None, false));
        refolds_the_same(&node);
        node
    });
}

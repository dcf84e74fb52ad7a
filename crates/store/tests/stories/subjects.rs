//! A person asks what was shared about them.

use std::collections::BTreeSet;

use khien_store::courier::Arrived;
use khien_store::subjects::Found;

use crate::messages::{arrived, hear, opening};
use crate::peers::refolds_the_same;
use crate::world::{Node, on_both};

async fn tags(node: &Node, texts: &[&str]) -> Vec<[u8; 32]> {
    let texts: BTreeSet<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    node.store.subject_key().await.expect("key").tags(&texts)
}

async fn found(node: &Node, texts: &[&str]) -> Found {
    let tags = tags(node, texts).await;
    node.store.shared_about(tags, node.admin).await.expect("looked")
}

#[test]
fn a_request_is_found_by_whom_it_names_and_the_tables_say_nobodys_name() {
    on_both(|node: Node| async move {
        assert_eq!(found(&node, &["phone:+84901234567"]).await, Found::default());
        let subjects = tags(&node, &["phone:+84901234567", "name:am do van"]).await;
        assert!(tags(&node, &[]).await.is_empty());
        hear(&node, Arrived { subjects, ..arrived(1, opening()) }).await;
        for texts in [&["name:am do van"][..], &["phone:+1", "phone:+84901234567"]] {
            let found = found(&node, texts).await;
            assert_eq!((found.requests.len(), found.unsearchable), (1, 0), "{texts:?}");
        }
        assert!(found(&node, &["phone:+84901234568"]).await.requests.is_empty());
        node.with_conn(|conn, _| {
            let rows = conn.query("SELECT tag FROM request_subject", &[]).expect("rows");
            let plain = rows.iter().any(|row| String::from_utf8_lossy(row.blob(0)).contains("am"));
            assert!(rows.len() == 3 && !plain);
            // As it was before there was this index.
            conn.execute("DELETE FROM request_subject", &[]).expect("deleted");
        });
        assert_eq!(found(&node, &["name:am do van"]).await, Found { requests: vec![], unsearchable: 1 });
        refolds_the_same(&node);
        node
    });
}

//! A platform that fills its own bank hides nothing from others.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

#[expect(dead_code, reason = "this story needs a part of it only")]
#[path = "served/platforms.rs"]
mod platforms;
#[expect(dead_code, reason = "this story needs a part of it only")]
mod served;

use platforms::{Node, hash, near};
use serde_json::json;

#[test]
fn a_match_is_found_behind_a_thousand_nearer_ones_in_a_bank_of_somebody_else() {
    let node = Node::start("flood", &[]);
    let (ours, theirs) = (node.platform("Ours", "known"), node.platform("Theirs", "known"));
    let (a, b) = (format!("/hma/{ours}"), format!("/hma/{theirs}"));
    node.ready(&a);
    for base in [&a, &b] {
        assert_eq!(node.ask("POST", &format!("{base}/c/banks"), Some(&json!({"name": "MINE"}))).0, 201);
    }
    let md5 = "ab".repeat(16);
    for _ in 0..1_010 {
        let (status, said) = node.ask(
            "POST",
            &format!("{b}/c/bank/MINE/signal"),
            Some(&json!({"pdq": near("0f", 1), "video_md5": md5})),
        );
        assert_eq!(status, 200, "{said}");
    }
    let (status, said) =
        node.ask("POST", &format!("{a}/c/bank/MINE/signal"), Some(&json!({"pdq": near("0f", 5), "video_md5": md5})));
    assert_eq!(status, 200, "{said}");
    let path = format!("{a}/m/lookup?signal={}&signal_type=pdq", hash("0f"));
    let (status, said) = node.ask("GET", &path, None);
    assert_eq!((status, &said["MINE"][0]["distance"]), (200, &json!("20")), "{said}");
    let (status, said) = node.ask("GET", &format!("{a}/m/lookup?signal={md5}&signal_type=video_md5"), None);
    assert_eq!((status, said["MINE"].as_array().map(Vec::len)), (200, Some(1)), "{said}");
    node.end(&[&ours, &theirs]);
}

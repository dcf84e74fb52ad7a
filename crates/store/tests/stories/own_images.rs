//! Somebody protects their own images: all of it comes in or nothing, and the mailbox takes it back.

use khien_casework::Refusal;
use khien_casework::bank::SignalKind;
use khien_casework::platform::{Profile, Receives};
use khien_casework::report::{Act, OwnSignal, SIGNALS_MAX, list_hash};
use khien_seal::chain::link_hash;
use khien_seal::keys::ReceiptKeys;
use khien_seal::statement::{self, Signed};
use khien_store::feed::Place;
use khien_store::protect::{Given, GivenState, Protection};
use khien_store::{Actor, Meta};
use khien_terms::id::PlatformId;

use crate::refused;
use crate::world::{Node, on_both};

const SALT: &str = "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";
const ADULT: &str = r#"{"door":"protect","path":"path.18"}"#;

async fn platform(node: &Node, name: &str) -> (PlatformId, String) {
    let profile = Profile { name: name.into(), country: "US".into(), receives: vec![Receives::OwnImages] };
    let meta = Meta::once(Actor::Operator).expect("meta");
    node.store.add_platform(profile, meta).await.expect("platform")
}

fn signals() -> Vec<OwnSignal> {
    let pdq = |item, digit: &str| OwnSignal { item, kind: SignalKind::Pdq, value: digit.repeat(64), quality: Some(90) };
    let video = |kind, length| OwnSignal { item: 3, kind, value: "c".repeat(length), quality: None };
    vec![pdq(1, "a"), pdq(2, "b"), video(SignalKind::VideoSha256, 64), video(SignalKind::VideoMd5, 32)]
}

/// What a person's page sends.
fn protection(node: &Node, open: &str, to: &[PlatformId]) -> (Protection, ReceiptKeys) {
    protection_of(node, open, to, signals())
}

fn protection_of(node: &Node, open: &str, to: &[PlatformId], signals: Vec<OwnSignal>) -> (Protection, ReceiptKeys) {
    let sent = node.report(open, "the list");
    let header: serde_json::Value = serde_json::from_str(&sent.arrival.header).expect("header");
    let mailbox = header["mailbox"].as_str().expect("mailbox").to_owned();
    let text = statement::report(&mailbox, &sent.arrival.header, &sent.arrival.what, None, &[]);
    let signature = statement::signature_from_b64(&sent.arrival.signature).expect("signature");
    let head = hex::encode(link_hash(&text, &signature));
    let list = list_hash(SALT, &signals);
    let act = |to: &PlatformId| {
        let text = statement::act(&mailbox, 0, &head, "release-hashes", Some(&format!("{to} {list}")));
        (*to, Act { sequence: 0, head: head.clone(), signature: Signed::new(text, &sent.keys.sign).signature })
    };
    let chosen = to.iter().map(act).collect();
    (Protection { arrival: sent.arrival, salt: SALT.into(), signals, chosen }, sent.keys)
}

async fn given(node: &Node, keys: &ReceiptKeys) -> Vec<Given> {
    node.store.mailbox_check(keys.mailbox()).await.expect("check").expect("mailbox").given
}

async fn take_back(node: &Node, keys: &ReceiptKeys, from: Option<PlatformId>) -> Result<(), khien_store::Fault> {
    let view = node.store.mailbox_check(keys.mailbox()).await.expect("check").expect("mailbox");
    let signature = statement::signature_from_b64(&view.report.signature).expect("signature");
    let head = hex::encode(link_hash(&view.report.statement, &signature));
    let code = from.map(|from| from.to_string());
    let text = statement::act(&keys.mailbox(), 0, &head, "withdraw-release", code.as_deref());
    let act = Act { sequence: 0, head, signature: Signed::new(text, &keys.sign).signature };
    node.store.mailbox_take_back(keys.mailbox(), act, from).await
}

fn states(given: &[Given]) -> Vec<(&str, GivenState, i64)> {
    given.iter().map(|one| (one.name.as_str(), one.state, one.items)).collect()
}

#[test]
fn hashes_go_to_those_who_were_chosen_and_come_back_when_the_person_says_so() {
    on_both(|node: Node| async move {
        let (a, token) = platform(&node, "Alpha").await;
        let (b, _) = platform(&node, "Beta").await;
        let (sent, keys) = protection(&node, ADULT, &[a, b]);
        let first = node.store.protect(sent.clone()).await.expect("protected");
        assert!(first.fresh);
        assert!(!node.store.protect(sent).await.expect("again").fresh, "twice is once");
        let standing = given(&node, &keys).await;
        assert_eq!(states(&standing), [("Alpha", GivenState::Given, 3), ("Beta", GivenState::Given, 3)]);

        let asks = node.store.platform_of(&token).await.expect("signed in");
        let (changes, _) = node.store.feed(asks.clone(), Place::default(), 10).await.expect("feed");
        assert_eq!(changes.len(), 3);
        assert_eq!(states(&given(&node, &keys).await)[0].1, GivenState::Fetched);

        take_back(&node, &keys, Some(a)).await.expect("taken back");
        take_back(&node, &keys, Some(a)).await.expect("twice is once");
        let exact = node.store.exactly(asks.clone(), SignalKind::Pdq, "a".repeat(64)).await.expect("looked up");
        assert!(exact.is_empty(), "it answers Alpha no more, at once");
        let standing = given(&node, &keys).await;
        assert_eq!(states(&standing), [("Alpha", GivenState::TakenBack, 0), ("Beta", GivenState::Given, 3)]);
        let (told, _) = node.store.feed(asks, changes[2].place, 10).await.expect("feed");
        node.store.acknowledge_feed(a, told.last().expect("told").place).await.expect("acknowledged");
        take_back(&node, &keys, None).await.expect("all");
        let standing = given(&node, &keys).await;
        assert_eq!(states(&standing), [("Alpha", GivenState::Acknowledged, 0), ("Beta", GivenState::Acknowledged, 0)]);
        node
    });
}

/// Fifty pictures, each with the hashes of its whole and its crops, both ways round.
fn many(salt: u64) -> Vec<OwnSignal> {
    let pdq = |n: u64| OwnSignal {
        item: u32::try_from(n / 150 + 1).expect("small"),
        kind: SignalKind::Pdq,
        value: format!("{:064x}", (salt * 10_000 + n).wrapping_mul(0x9e37_79b9_7f4a_7c15)),
        quality: Some(90),
    };
    (0..SIGNALS_MAX as u64).map(pdq).collect()
}

#[test]
fn fifty_pictures_with_all_their_crops_come_in_and_a_page_of_the_feed_stays_small() {
    on_both(|node: Node| async move {
        let (a, token) = platform(&node, "Alpha").await;
        let mut more = many(3);
        more.push(signals()[0].clone());
        assert!(node.store.protect(protection_of(&node, ADULT, &[a], more).0).await.is_err(), "one too many");
        let (first, keys) = protection_of(&node, ADULT, &[a], many(1));
        node.store.protect(first).await.expect("protected");
        node.store.protect(protection_of(&node, ADULT, &[a], many(2)).0).await.expect("protected");
        assert_eq!(states(&given(&node, &keys).await), [("Alpha", GivenState::Given, 50)]);
        let asks = node.store.platform_of(&token).await.expect("signed in");
        let (page, goes_on) = node.store.feed(asks.clone(), Place::default(), 800).await.expect("feed");
        assert!(goes_on && page.len() == 50 && page.iter().all(|change| change.signals.len() == 150));
        let (page, goes_on) = node.store.feed(asks, page[49].place, 800).await.expect("feed");
        assert!(!goes_on && page.len() == 50 && page.iter().all(|change| change.signals.len() == 150));
        node
    });
}

#[test]
fn what_is_not_whole_leaves_nothing_behind() {
    on_both(|node: Node| async move {
        let (a, _) = platform(&node, "Alpha").await;
        let (good, keys) = protection(&node, ADULT, &[a]);
        let low = OwnSignal { quality: Some(49), ..signals()[0].clone() };
        let worse = [
            Protection { signals: vec![low], ..good.clone() },
            Protection { signals: Vec::new(), ..good.clone() },
            Protection { chosen: Vec::new(), ..good.clone() },
            Protection { salt: "no".into(), ..good.clone() },
            // Another list than the one that was signed.
            Protection { signals: signals()[..1].to_vec(), ..good.clone() },
            Protection { chosen: vec![(PlatformId::from_bits(9), good.chosen[0].1.clone())], ..good.clone() },
        ];
        for (n, one) in worse.into_iter().enumerate() {
            assert!(node.store.protect(one).await.is_err(), "{n}");
            assert!(node.store.mailbox_check(keys.mailbox()).await.expect("check").is_none(), "{n}");
        }
        let elsewhere = node.store.receive(good.arrival, false).await;
        assert!(matches!(refused(elsewhere), Some(Refusal::Field { field: "door", .. })));
        let (harm, _) = protection(&node, crate::QUIET, &[a]);
        assert!(matches!(refused(node.store.protect(harm).await), Some(Refusal::Field { field: "door", .. })));
        node
    });
}

#[test]
fn only_what_the_page_makes_is_taken_and_no_more_of_it() {
    on_both(|node: Node| async move {
        let (alpha, _) = platform(&node, "Alpha").await;
        let pdq = |item: u32, n: u32| OwnSignal {
            item,
            kind: SignalKind::Pdq,
            value: format!("{item:032x}{n:032x}"),
            quality: Some(90),
        };
        let frame = |quality| OwnSignal {
            kind: SignalKind::Vpdq,
            value: format!("{}@0", "3c".repeat(32)),
            quality,
            ..pdq(1, 1)
        };
        let refused = [
            vec![frame(None)],
            vec![frame(Some(90))],
            vec![OwnSignal { quality: None, ..pdq(1, 1) }],
            vec![OwnSignal {
                kind: SignalKind::VideoMd5,
                value: "d41d8cd98f00b204e9800998ecf8427e".into(),
                quality: None,
                ..pdq(1, 1)
            }],
            (1..=51).map(|item| pdq(item, 1)).collect(),
            (1..=161).map(|n| pdq(1, n)).collect(),
        ];
        for (signals, n) in refused.into_iter().zip(0..) {
            let (wanted, _) = protection_of(&node, ADULT, &[alpha], signals);
            let fault = node.store.protect(wanted).await.expect_err("refused");
            assert!(matches!(fault, khien_store::Fault::Refused(Refusal::Field { .. })), "{n}: {fault}");
        }
        node
    });
}

#[test]
fn no_value_and_no_list_stand_in_the_journal_and_everything_refolds() {
    on_both(|node: Node| async move {
        let (a, _) = platform(&node, "Alpha").await;
        let (sent, _) = protection(&node, ADULT, &[a]);
        node.store.protect(sent).await.expect("protected");
        node.with_conn(|conn, shared| {
            for row in conn.query("SELECT payload FROM event", &[]).expect("events") {
                let text = String::from_utf8_lossy(row.blob(0)).into_owned();
                for signal in signals() {
                    assert!(!text.contains(&signal.value), "{text}");
                }
            }
            let rebuilt = khien_store::rebuild::rebuild(conn, shared).expect("rebuilt");
            assert!(rebuilt.identical, "{:?}", rebuilt.different);
        });
        node
    });
}

#[test]
fn a_reduced_mailbox_names_nobody_and_takes_all_back() {
    on_both(|node: Node| async move {
        let (a, _) = platform(&node, "Alpha").await;
        let (sent, keys) = protection(&node, r#"{"door":"protect","path":"path.13_15"}"#, &[a]);
        node.store.protect(sent).await.expect("protected");
        let standing = given(&node, &keys).await;
        assert_eq!((standing[0].to.as_str(), standing[0].name.as_str()), ("", ""));
        take_back(&node, &keys, None).await.expect("taken back");
        assert_eq!(given(&node, &keys).await[0].state, GivenState::Acknowledged);
        node
    });
}

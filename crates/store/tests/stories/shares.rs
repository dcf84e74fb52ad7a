//! What a platform's replica follows, list by list, and lists of other bodies with their names for things.

use khien_casework::bank::{Asker, Class, Owner, Population, Purpose, Settings, Signal, SignalKind, Source, Why};
use khien_casework::platform::{Profile, Receives};
use khien_store::contents::NewContent;
use khien_store::feed::{Change, Place};
use khien_store::import::Imported;
use khien_store::release::{Release, ReleasedSignal, release, withdraw};
use khien_store::share::Followed;
use khien_store::{Actor, Meta};
use khien_terms::id::{BankId, PlatformId};

use crate::QUIET;
use crate::world::{Node, on_both};

fn meta(actor: Actor) -> Meta {
    Meta::once(actor).expect("meta")
}

fn md5(n: u32) -> Signal {
    Signal::read(SignalKind::Md5, &format!("{n:08x}{}", "5a".repeat(12)), None).expect("md5")
}

async fn bank(node: &Node, purpose: Purpose, owner: Owner, name: &str) -> BankId {
    let settings = Settings::of(name);
    node.store.found_bank(purpose, Population::Adult, owner, settings, meta(Actor::Operator)).await.expect("bank")
}

async fn platform(node: &Node, receives: &[Receives]) -> (PlatformId, Asker, String) {
    let profile = Profile { name: "Alpha".into(), country: "US".into(), receives: receives.to_vec() };
    let (id, token) = node.store.add_platform(profile, meta(Actor::Operator)).await.expect("platform");
    (id, node.store.platform_of(&token).await.expect("signed in"), token)
}

async fn add(node: &Node, bank: BankId, n: u32, class: Option<Class>) -> i64 {
    let source = Source::Analyst(node.analyst.id);
    let new = NewContent { signals: vec![md5(n)], source, class, note: String::new(), metadata: String::new() };
    node.store.add_content(bank, new, meta(Actor::Staff(node.analyst.id))).await.expect("added")
}

async fn changes(node: &Node, asker: &Asker, list: Followed) -> Vec<Change> {
    let (mut all, mut after) = (Vec::new(), Place::default());
    loop {
        let (page, more) = node.store.shared(asker.clone(), list, after, 2).await.expect("page");
        after = page.last().map_or(after, |change| change.place);
        all.extend(page);
        if !more {
            return all;
        }
    }
}

#[test]
fn a_replica_is_given_the_lists_that_answer_its_platform_each_from_its_beginning() {
    on_both(|node: Node| async move {
        let (id, asks, token) = platform(&node, &[Receives::OwnImages]).await;
        let known = bank(&node, Purpose::KnownAdult, Owner::Node, "KNOWN").await;
        let copy = bank(&node, Purpose::Exchange, Owner::Node, "COPY").await;
        let own_list = bank(&node, Purpose::Platform, Owner::Platform(id), "MINE").await;
        for n in 1..=5 {
            add(&node, known, n, Some(Class::Ncii)).await;
        }
        let unseen = add(&node, copy, 6, None).await;
        let mine = add(&node, own_list, 7, None).await;
        let names = |banks: Vec<khien_store::share::SharedBank>| {
            banks.into_iter().filter(|bank| !bank.own_images).map(|bank| bank.name).collect::<Vec<_>>()
        };
        assert_eq!(names(node.store.shared_banks(asks.clone()).await.expect("banks")), ["MINE"]);
        assert_eq!(changes(&node, &asks, Followed::Bank(known)).await, [], "it does not answer this platform");
        assert_eq!(changes(&node, &asks, Followed::Bank(own_list)).await[0].place.content, mine);

        // It is let have what is known: the list is there from its beginning, whatever it followed before.
        let receives = vec![Receives::OwnImages, Receives::Known];
        let profile = Profile { name: "Alpha".into(), country: "US".into(), receives };
        let stamp =
            node.store.second_of(id, Place { seq: 1_000, content: 1 }, khien_terms::Moment(0)).await.expect("second");
        node.store.set_platform(id, profile, meta(Actor::Operator)).await.expect("set");
        let begins = node.store.place_of(id, stamp).await.expect("place");
        assert_eq!(begins, (Place::default(), true), "the feed of the other shape begins anew too");
        let asks = node.store.platform_of(&token).await.expect("signed in");
        assert_eq!(names(node.store.shared_banks(asks.clone()).await.expect("banks")), ["COPY", "KNOWN", "MINE"]);
        let all = changes(&node, &asks, Followed::Bank(known)).await;
        assert!(all.len() == 5 && all.iter().all(|change| change.bank == known && change.signals.len() == 1));
        assert_eq!(
            changes(&node, &asks, Followed::Bank(copy)).await,
            [],
            "nobody passes on unseen what another body shared"
        );
        node.store.classify_content(unseen, Class::Ncii, node.analyst.id).await.expect("seen");
        assert_eq!(changes(&node, &asks, Followed::Bank(copy)).await.len(), 1);

        // A platform's own list forgets at once what is taken out: its number is told, and nothing else.
        node.store.withdraw_contents(vec![mine], Why::Removed, None, meta(Actor::Platform(id))).await.expect("gone");
        let gone = changes(&node, &asks, Followed::Bank(own_list)).await;
        assert!(gone.len() == 1 && gone[0].withdrawn && gone[0].signals.is_empty());
        node
    });
}

#[test]
fn own_images_of_children_and_adults_are_one_list_so_that_one_place_acknowledges_both() {
    on_both(|node: Node| async move {
        let (id, asks, _) = platform(&node, &[Receives::OwnImages]).await;
        let mut reports = Vec::new();
        for (n, child) in [(1, true), (2, false), (3, true)] {
            let report = node.received(QUIET).await.0;
            let value = format!("{n:08x}{}", "5a".repeat(28));
            let items = vec![ReleasedSignal { item: 1, kind: SignalKind::Pdq, value, quality: Some(90) }];
            let wanted = Release { report, receivers: vec![id], items, child };
            let by = meta(Actor::Reporter);
            node.store.write("release", move |batch| release(batch, &wanted, by)).await.expect("released");
            reports.push(report);
        }
        let all = changes(&node, &asks, Followed::OwnImages).await;
        let banks: std::collections::BTreeSet<String> = all.iter().map(|change| change.bank.to_string()).collect();
        assert_eq!((all.len(), banks.len()), (3, 2));
        let report = reports[1];
        let by = meta(Actor::Reporter);
        node.store.write("withdraw", move |batch| withdraw(batch, report, None, by)).await.expect("withdrawn");
        let told = changes(&node, &asks, Followed::OwnImages).await;
        let last = told.last().expect("changes");
        assert!(last.withdrawn && told.iter().filter(|change| change.withdrawn).count() == 1);
        node.store.acknowledge_feed(id, last.place).await.expect("acknowledged");
        let delivery = node.store.deliveries(report).await.expect("deliveries").remove(0);
        assert!(delivery.fetched_at.is_some() && delivery.acknowledged_at.is_some());
        // Whoever acknowledged for it hides nothing: by its number it is told still.
        let told = changes(&node, &asks, Followed::OwnImages).await;
        assert!(told.iter().any(|change| change.withdrawn && change.place == last.place && change.signals.is_empty()));

        // Let go again and taken back once more before anybody came: it is held since the first time, so it waits for a word.
        let report = reports[0];
        let again = |n: u32| Release {
            report,
            receivers: vec![id],
            items: vec![ReleasedSignal {
                item: 1,
                kind: SignalKind::Pdq,
                value: format!("{n:08x}{}", "5a".repeat(28)),
                quality: Some(90),
            }],
            child: true,
        };
        for offered in [false, true, false] {
            let by = meta(Actor::Reporter);
            if offered {
                let wanted = again(1);
                node.store.write("release", move |batch| release(batch, &wanted, by)).await.expect("released");
            } else {
                node.store.write("withdraw", move |batch| withdraw(batch, report, None, by)).await.expect("withdrawn");
            }
        }
        let delivery = node.store.deliveries(report).await.expect("deliveries").remove(0);
        assert!(
            delivery.withdrawn_at.is_some() && delivery.acknowledged_at.is_none(),
            "nobody has said that it is gone"
        );
        node
    });
}

#[test]
fn what_a_list_calls_by_name_is_found_by_it() {
    on_both(|node: Node| async move {
        let copy = bank(&node, Purpose::Exchange, Owner::Node, "COPY").await;
        let other = bank(&node, Purpose::Exchange, Owner::Node, "OTHER").await;
        let named =
            |n: u32, reference: &str| Imported { signals: vec![md5(n), md5(n + 100)], reference: reference.into() };
        let list = vec![named(1, "42-a"), named(2, "42-b \"quoted\""), Imported::from(vec![md5(3)])];
        let source = || Source::List("partner".into());
        let by = || meta(Actor::Operator);
        let first = node.store.import_contents(copy, list.clone(), source(), by()).await.expect("imported");
        node.store.import_contents(other, vec![named(9, "42-a")], source(), by()).await.expect("imported");
        let called = |names: &[&str]| node.store.called(copy, names.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(called(&["42-a"]).await.expect("asked"), [first]);
        assert_eq!(called(&["42-b \"quoted\"", "42-a"]).await.expect("asked"), [first, first + 1]);
        assert!(called(&["", "42"]).await.expect("asked").is_empty());
        node.store.withdraw_contents(vec![first], Why::Removed, None, by()).await.expect("withdrawn");
        assert!(called(&["42-a"]).await.expect("asked").is_empty());
        let mut more = list;
        more[1].signals.push(md5(50));
        let absent = node.store.absent_from(copy, more).await.expect("asked");
        let hashes: Vec<usize> = absent.iter().map(|content| content.signals.len()).collect();
        assert_eq!(hashes, [2, 1], "what was withdrawn may come again, and a new hash of what stands comes alone");
        node
    });
}

/// A video of so many frames, whose hashes begin with a number of its own.
fn film(n: u64, frames: u64) -> Vec<Signal> {
    let value = |frame: u64| format!("{n:032x}{frame:032x}@{}", frame * 1_000);
    (0..frames).map(|frame| Signal::read(SignalKind::Vpdq, &value(frame), Some(100)).expect("frame")).collect()
}

#[test]
fn a_video_stands_in_a_bank_whole_or_not_at_all() {
    on_both(|node: Node| async move {
        let id = bank(&node, Purpose::KnownAdult, Owner::Node, "FILMS").await;
        let imported = |signals: &[Signal]| Imported::from(signals.to_vec());
        let (one, other) = (film(1, 5), film(2, 3));
        let first = node.store.absent_from(id, vec![imported(&one)]).await.expect("absent");
        assert_eq!(first, [imported(&one)]);
        let list = || Source::List("list".into());
        node.store.import_contents(id, first, list(), meta(Actor::Operator)).await.expect("imported");
        // A part stands already; what shares a frame is another video and comes with all it has.
        let shares = [&other[..], &one[..1]].concat();
        let asked = vec![imported(&one), imported(&one[1..3]), imported(&shares)];
        assert_eq!(node.store.absent_from(id, asked).await.expect("absent"), [imported(&shares)]);
        let row = &node.store.contents(id, None, 9).await.expect("contents")[0];
        assert_eq!(row.kinds, ["vpdq"], "said once, however many frames it has");
        node
    });
}

#[test]
fn a_page_of_videos_ends_before_it_is_too_large_and_the_next_goes_on() {
    on_both(|node: Node| async move {
        let (_, asks, _) = platform(&node, &[Receives::Known]).await;
        let id = bank(&node, Purpose::KnownAdult, Owner::Node, "FILMS").await;
        let films: Vec<Imported> = (0..70).map(|n| Imported::from(film(n, 1_600))).collect();
        let list = Source::List("list".into());
        let first = node.store.import_contents(id, films, list, meta(Actor::Operator)).await.expect("imported");
        let (mut all, mut pages, mut after) = (Vec::new(), 0, Place::default());
        loop {
            let (page, more) = node.store.shared(asks.clone(), Followed::Bank(id), after, 1_000).await.expect("page");
            assert!(page.len() < 70 && page.iter().all(|change| change.signals.len() == 1_600));
            all.extend(page.iter().map(|change| change.place.content));
            after = page.last().expect("some").place;
            pages += 1;
            if !more {
                break;
            }
        }
        assert!(all == (first..first + 70).collect::<Vec<i64>>() && pages > 1);
        let begun = node.store.index_changes(Place::default(), 1_000).await.expect("changes");
        let gone_on = node.store.index_changes(begun.last().expect("some").place, 1_000).await.expect("changes");
        assert!(begun.len() < 70 && begun.len() + gone_on.len() == 70);
        assert!(begun.iter().chain(&gone_on).all(|change| change.frames.len() == 1_600 && change.hashes.is_empty()));
        node
    });
}

#[test]
fn what_is_taken_back_while_it_is_read_is_handed_to_nobody() {
    on_both(|node: Node| async move {
        let (id, asks, _) = platform(&node, &[Receives::OwnImages]).await;
        let report = node.received(QUIET).await.0;
        let items = vec![ReleasedSignal { item: 1, kind: SignalKind::Pdq, value: "3c".repeat(32), quality: Some(90) }];
        let wanted = Release { report, receivers: vec![id], items, child: false };
        let by = meta(Actor::Reporter);
        node.store.write("release", move |batch| release(batch, &wanted, by)).await.expect("released");
        // The writer stands still until the page is read; what was asked of it first is done first.
        let (go, waits) = std::sync::mpsc::channel::<()>();
        let held = node.store.write("hold", move |_| {
            waits.recv().unwrap_or(());
            Ok(())
        });
        let by = meta(Actor::Reporter);
        let taken_back = node.store.write("withdraw", move |batch| withdraw(batch, report, None, by));
        let page = node.store.shared(asks, Followed::OwnImages, Place::default(), 10);
        let goes_on = async {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            go.send(()).expect("waits");
        };
        let (held, taken_back, page, ()) = tokio::join!(held, taken_back, page, goes_on);
        held.expect("held");
        taken_back.expect("withdrawn");
        assert_eq!(page.expect("page").0, [], "it does not leave");
        let delivery = node.store.deliveries(report).await.expect("deliveries").remove(0);
        assert!(delivery.fetched_at.is_none() && delivery.acknowledged_at.is_some(), "nobody holds it");
        node
    });
}

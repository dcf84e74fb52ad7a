//! Banks, platforms and people's own images: who is answered, what is fetched, how a withdrawal reaches everybody.

use khien_casework::Refusal;
use khien_casework::bank::{Asker, Class, Owner, Population, Purpose, Settings, Signal, SignalKind, Source, Why};
use khien_casework::platform::{Profile, Receives};
use khien_store::contents::NewContent;
use khien_store::feed::Place;
use khien_store::release::{Delivery, Release, ReleasedSignal, release, withdraw};
use khien_store::{Actor, Meta};
use khien_terms::id::{BankId, PlatformId, ReportId};

use crate::world::{Node, on_both};
use crate::{QUIET, refused};

fn meta(actor: Actor) -> Meta {
    Meta::once(actor).expect("meta")
}

/// 64 hex digits that begin with a number.
fn hash(n: u32) -> String {
    format!("{n:08x}{}", "5a".repeat(28))
}

fn pdq(n: u32) -> Signal {
    Signal::read(SignalKind::Pdq, &hash(n), Some(90)).expect("pdq")
}

async fn platform(node: &Node, name: &str, receives: &[Receives]) -> (PlatformId, Asker, String) {
    let profile = Profile { name: name.into(), country: "US".into(), receives: receives.to_vec() };
    let (id, token) = node.store.add_platform(profile, meta(Actor::Operator)).await.expect("platform");
    (id, node.store.platform_of(&token).await.expect("signed in"), token)
}

async fn bank(node: &Node, purpose: Purpose, population: Population, name: &str) -> BankId {
    let settings = Settings::of(name);
    node.store.found_bank(purpose, population, Owner::Node, settings, meta(Actor::Operator)).await.expect("bank")
}

fn released(report: ReportId, receivers: &[PlatformId], items: &[u32]) -> Release {
    let item = |n: &u32| ReleasedSignal { item: *n, kind: SignalKind::Pdq, value: hash(*n), quality: Some(90) };
    Release { report, receivers: receivers.to_vec(), items: items.iter().map(item).collect(), child: false }
}

async fn let_go(node: &Node, wanted: Release) -> Result<(), khien_store::Fault> {
    node.store.write("release", move |batch| release(batch, &wanted, meta(Actor::Reporter))).await
}

async fn take_back(node: &Node, report: ReportId, receivers: Option<Vec<PlatformId>>) {
    node.store
        .write("withdraw", move |batch| withdraw(batch, report, receivers.as_deref(), meta(Actor::Reporter)))
        .await
        .expect("withdrawn");
}

async fn found(node: &Node, asker: &Asker, n: u32) -> usize {
    node.store.exactly(asker.clone(), SignalKind::Pdq, hash(n)).await.expect("looked up").len()
}

fn refolds(node: &Node) {
    let rebuilt = node.with_conn(|conn, shared| khien_store::rebuild::rebuild(conn, shared).expect("rebuilt"));
    assert!(rebuilt.identical, "{:?}", rebuilt.different);
}

async fn delivery(node: &Node, report: ReportId, to: PlatformId) -> Delivery {
    let all = node.store.deliveries(report).await.expect("deliveries");
    all.into_iter().find(|delivery| delivery.receiver == to).expect("offered")
}

#[test]
fn own_images_answer_the_platforms_that_were_chosen_and_nobody_else() {
    on_both(|node: Node| async move {
        let (a, asks_a, _) = platform(&node, "Alpha", &[Receives::OwnImages]).await;
        let (b, asks_b, _) = platform(&node, "Beta", &[Receives::OwnImages, Receives::Known]).await;
        let (c, asks_c, _) = platform(&node, "Gamma", &[Receives::Known]).await;
        let names: Vec<String> =
            node.store.receivers().await.expect("receivers").into_iter().map(|receiver| receiver.name).collect();
        assert_eq!(names, ["Alpha", "Beta"]);
        let report = node.received(QUIET).await.0;
        assert!(let_go(&node, released(report, &[c], &[1])).await.is_err(), "Gamma receives no own images");
        let low = ReleasedSignal { item: 1, kind: SignalKind::Pdq, value: hash(1), quality: Some(49) };
        let low = Release { items: vec![low], ..released(report, &[a], &[]) };
        assert!(matches!(refused(let_go(&node, low).await), Some(Refusal::Field { field: "quality", .. })));
        let_go(&node, released(report, &[a], &[1, 2])).await.expect("released");
        let_go(&node, released(report, &[a], &[1, 2])).await.expect("twice is once");
        assert_eq!(delivery(&node, report, a).await.items, 2);
        for (asker, expected) in [(&asks_a, 1), (&asks_b, 0), (&asks_c, 0), (&Asker::Machine, 0)] {
            assert_eq!(found(&node, asker, 1).await, expected, "{asker:?}");
        }
        let_go(&node, released(report, &[b], &[1])).await.expect("another receiver");
        assert_eq!((found(&node, &asks_b, 1).await, found(&node, &asks_b, 2).await), (1, 0));
        take_back(&node, report, Some(vec![a])).await;
        assert_eq!((found(&node, &asks_a, 1).await, found(&node, &asks_b, 1).await), (0, 1));
        refolds(&node);
        node
    });
}

#[test]
fn a_withdrawal_reaches_whoever_fetched_and_is_acknowledged_when_they_come_back() {
    on_both(|node: Node| async move {
        let (a, asks_a, _) = platform(&node, "Alpha", &[Receives::OwnImages]).await;
        let (b, _, _) = platform(&node, "Beta", &[Receives::OwnImages]).await;
        let report = node.received(QUIET).await.0;
        let_go(&node, released(report, &[a, b], &[1, 2])).await.expect("released");
        let (changes, more) = node.store.feed(asks_a.clone(), Place::default(), 1).await.expect("page");
        assert!(more && changes.len() == 1 && !changes[0].withdrawn && changes[0].unreviewed);
        let (rest, more) = node.store.feed(asks_a.clone(), changes[0].place, 10).await.expect("page");
        assert!(!more && rest.len() == 1);
        let all_of_it = rest[0].place;
        assert!(delivery(&node, report, a).await.fetched_at.is_some());
        assert!(delivery(&node, report, b).await.fetched_at.is_none());
        take_back(&node, report, None).await;
        let (at_a, at_b) = (delivery(&node, report, a).await, delivery(&node, report, b).await);
        assert!(at_a.withdrawn_at.is_some() && at_a.acknowledged_at.is_none());
        assert!(at_b.acknowledged_at.is_some(), "nobody at Beta holds it");
        let (gone, _) = node.store.feed(asks_a.clone(), all_of_it, 10).await.expect("page");
        assert_eq!(gone.iter().filter(|change| change.withdrawn).count(), 2);
        node.store.acknowledge_feed(a, all_of_it).await.expect("nothing yet");
        assert!(delivery(&node, report, a).await.acknowledged_at.is_none());
        let last = gone.last().expect("changes").place;
        node.store.acknowledge_feed(a, last).await.expect("acknowledged");
        assert!(delivery(&node, report, a).await.acknowledged_at.is_some());
        let left = node.with_conn(|conn, _| conn.query("SELECT content FROM bank_signal", &[]).expect("rows").len());
        assert_eq!(left, 0, "what nobody holds is forgotten");
        let_go(&node, released(report, &[a], &[1])).await.expect("let go again");
        let (again, _) = node.store.feed(asks_a, last, 10).await.expect("page");
        assert!(again.len() == 1 && !again[0].withdrawn);
        refolds(&node);
        node
    });
}

#[test]
fn a_second_of_the_feed_stands_for_one_place() {
    on_both(|node: Node| async move {
        let (a, ..) = platform(&node, "Alpha", &[Receives::Known]).await;
        let place = |seq| Place { seq, content: 1 };
        let at = khien_terms::Moment(50_000_000);
        let first = node.store.second_of(a, place(5), at).await.expect("second");
        let same = node.store.second_of(a, place(5), at).await.expect("second");
        let next = node.store.second_of(a, place(6), at).await.expect("second");
        assert_eq!((first, same, next), (50, 50, 51), "two places never share a second");
        assert_eq!(node.store.place_of(a, 50).await.expect("place"), (place(5), true));
        assert_eq!(node.store.place_of(a, 51).await.expect("place"), (place(6), true));
        let (from_the_start, given) = node.store.place_of(a, 10).await.expect("place");
        assert_eq!((from_the_start.seq, given), (0, false));
        for n in 0..40 {
            node.store.second_of(a, place(10 + n), at).await.expect("second");
        }
        let (_, remembered) = node.store.place_of(a, 50).await.expect("place");
        assert!(!remembered, "old places are forgotten; who comes with one begins earlier");
        node
    });
}

#[test]
fn a_false_match_is_withdrawn_and_told_to_those_who_received_it() {
    on_both(|node: Node| async move {
        let (_, asks, _) = platform(&node, "Alpha", &[Receives::Known]).await;
        let known = bank(&node, Purpose::KnownAdult, Population::Adult, "KNOWN").await;
        let copy = bank(&node, Purpose::Exchange, Population::Adult, "COPY").await;
        let new = NewContent {
            signals: vec![pdq(1)],
            source: Source::Analyst(node.analyst.id),
            class: Some(Class::Ncii),
            note: "from case 1001".into(),
            metadata: String::new(),
        };
        let by = meta(Actor::Staff(node.analyst.id));
        let id = node.store.add_content(known, new, by).await.expect("added");
        let list = vec![vec![pdq(2)], vec![pdq(3)]];
        let first = node
            .store
            .import_contents(
                copy,
                list.into_iter().map(Into::into).collect(),
                Source::List("partner".into()),
                meta(Actor::Operator),
            )
            .await
            .expect("imported");
        assert_eq!(node.store.content_counts(copy).await.expect("counts"), (2, 2));
        let (changes, _) = node.store.feed(asks.clone(), Place::default(), 10).await.expect("feed");
        assert_eq!(changes.len(), 1, "nobody passes on unseen what another body shared");
        assert_eq!(node.store.content(id).await.expect("content").content.agreed(), None);
        node.store.classify_content(id, Class::Ncii, node.supervisor.id).await.expect("second");
        assert_eq!(node.store.content(id).await.expect("content").content.agreed(), Some(Class::Ncii));
        let child = node.store.classify_content(id, Class::A1, node.supervisor.id).await;
        assert!(matches!(refused(child), Some(Refusal::Field { field: "class", .. })));
        let unseen = node.store.standing(asks.clone(), vec![id, first]).await.expect("standing");
        assert_eq!(unseen.iter().map(|s| s.unreviewed).collect::<Vec<_>>(), [false, true]);
        node.store
            .withdraw_contents(vec![id, first], Why::FalseMatch, Some(node.supervisor.id), by)
            .await
            .expect("withdrawn");
        assert_eq!(
            (found(&node, &asks, 1).await, found(&node, &asks, 2).await, found(&node, &asks, 3).await),
            (0, 0, 1)
        );
        let (told, _) = node.store.feed(asks, changes[0].place, 10).await.expect("feed");
        assert!(told.len() == 1 && told[0].withdrawn && told[0].signals == [pdq(1)]);
        let index = node.store.index_changes(Place::default(), 100).await.expect("changes");
        let hashes = |content: i64| index.iter().filter(|c| c.place.content == content).flat_map(|c| &c.hashes).count();
        assert_eq!((hashes(id), hashes(first), hashes(first + 1)), (0, 0, 1));
        let opened = node.store.open_content(first + 1, node.analyst.id).await.expect("opened");
        assert_eq!(opened, [pdq(3)]);
        refolds(&node);
        node
    });
}

#[test]
fn what_lapses_is_withdrawn_and_what_was_withdrawn_long_ago_is_forgotten() {
    on_both(|node: Node| async move {
        let (_, asks, _) = platform(&node, "Alpha", &[Receives::Known]).await;
        let id = bank(&node, Purpose::Other, Population::Unsaid, "TESTS").await;
        let settings = Settings { expiry_days: Some(1), ..Settings::of("TESTS") };
        node.store.set_bank(id, settings, meta(Actor::Operator)).await.expect("set");
        let lists = vec![vec![pdq(1)], vec![pdq(2)]];
        let first = node
            .store
            .import_contents(id, lists.into_iter().map(Into::into).collect(), Source::Operator, meta(Actor::Operator))
            .await
            .expect("imported");
        assert_eq!(node.store.withdraw_expired().await.expect("none yet"), 0);
        node.with_conn(move |conn, _| {
            let sql = "UPDATE bank_content SET expires = 1 WHERE id = $1";
            conn.execute(sql, &khien_store::vals![first]).expect("a day passes");
        });
        assert_eq!((found(&node, &asks, 1).await, found(&node, &asks, 2).await), (0, 1));
        assert_eq!(node.store.withdraw_expired().await.expect("lapsed"), 1);
        let gone = node.store.content(first).await.expect("content").content.withdrawn;
        assert_eq!(gone, Some(Why::Expired));
        assert_eq!(node.store.forget_withdrawn(90).await.expect("not yet"), 0);
        assert_eq!(
            node.store.signals(first).await.expect("signals").len(),
            1,
            "whoever fetches late still hears of it"
        );
        assert_eq!(node.store.forget_withdrawn(0).await.expect("forgotten"), 1);
        assert!(node.store.signals(first).await.expect("signals").is_empty());
        assert_eq!(found(&node, &asks, 2).await, 1);
        node
    });
}

#[test]
fn the_journal_holds_no_hash() {
    on_both(|node: Node| async move {
        let (a, ..) = platform(&node, "Alpha", &[Receives::OwnImages]).await;
        let report = node.received(QUIET).await.0;
        let_go(&node, released(report, &[a], &[77])).await.expect("released");
        let other = bank(&node, Purpose::Other, Population::Unsaid, "TESTS").await;
        let list = vec![vec![pdq(78)]];
        node.store
            .import_contents(other, list.into_iter().map(Into::into).collect(), Source::Operator, meta(Actor::Operator))
            .await
            .expect("imported");
        let payloads = node.with_conn(|conn, _| conn.query("SELECT payload FROM event", &[]).expect("events"));
        for row in payloads {
            let text = String::from_utf8_lossy(row.blob(0)).into_owned();
            assert!(!text.contains(&hash(77)) && !text.contains(&hash(78)), "{text}");
        }
        node
    });
}

#[test]
fn a_platforms_list_is_its_own_and_is_forgotten_when_taken_out() {
    on_both(|node: Node| async move {
        let (a, asks_a, _) = platform(&node, "Alpha", &[Receives::Known]).await;
        let (b, asks_b, _) = platform(&node, "Beta", &[Receives::Known]).await;
        bank(&node, Purpose::KnownChild, Population::Child, "KNOWN_CHILD").await;
        let found_for = |id: PlatformId, name: &'static str| {
            let owner = Owner::Platform(id);
            let by = meta(Actor::Platform(id));
            node.store.found_bank(Purpose::Platform, Population::Unsaid, owner, Settings::of(name), by)
        };
        let own = found_for(a, "MINE").await.expect("founded");
        found_for(b, "MINE").await.expect("names of two platforms do not meet");
        assert!(matches!(refused(found_for(a, "MINE").await), Some(Refusal::NotNow(_))));
        assert!(matches!(refused(found_for(a, "KNOWN_CHILD").await), Some(Refusal::NotNow(_))));
        let new = NewContent {
            signals: vec![pdq(5)],
            source: Source::Platform(a),
            class: None,
            note: String::new(),
            metadata: String::new(),
        };
        let id = node.store.add_content(own, new, meta(Actor::Platform(a))).await.expect("added");
        assert_eq!((found(&node, &asks_a, 5).await, found(&node, &asks_b, 5).await), (1, 0));
        assert_eq!(found(&node, &Asker::Machine, 5).await, 0);
        assert_eq!(node.store.banks_for(asks_b.clone()).await.expect("banks").len(), 2);
        let later = khien_terms::Moment::from(khien_store::journal::now()).plus_days(1);
        node.store.disable_content(id, later, meta(Actor::Platform(a))).await.expect("off");
        assert_eq!(found(&node, &asks_a, 5).await, 0);
        node.store.disable_content(id, khien_terms::Moment(0), meta(Actor::Platform(a))).await.expect("on");
        assert_eq!(found(&node, &asks_a, 5).await, 1);
        node.store.withdraw_contents(vec![id], Why::Removed, None, meta(Actor::Platform(a))).await.expect("taken out");
        assert!(node.store.signals(id).await.expect("signals").is_empty());
        node.store.close_bank(own, meta(Actor::Platform(a))).await.expect("closed");
        assert!(matches!(refused(node.store.close_bank(own, meta(Actor::Platform(a))).await), Some(Refusal::NotFound)));
        refolds(&node);
        node
    });
}

#[test]
fn a_token_is_replaced_while_both_work_and_ends_with_the_platform() {
    on_both(|node: Node| async move {
        let (id, _, first) = platform(&node, "Alpha", &[Receives::Known]).await;
        let second = node.store.new_platform_token(id, meta(Actor::Operator)).await.expect("second");
        for token in [&first, &second] {
            assert!(node.store.platform_of(token).await.is_ok());
        }
        let third = node.store.new_platform_token(id, meta(Actor::Operator)).await.expect("third");
        assert!(node.store.platform_of(&third).await.is_ok());
        assert_eq!(node.store.platforms().await.expect("platforms")[0].tokens, 2);
        let profile = Profile { name: "Alpha".into(), country: "US".into(), receives: vec![] };
        assert!(matches!(
            refused(node.store.add_platform(profile, meta(Actor::Operator)).await),
            Some(Refusal::NotNow(_))
        ));
        node.store.revoke_platform(id, meta(Actor::Operator)).await.expect("revoked");
        assert!(matches!(refused(node.store.platform_of(&third).await), Some(Refusal::NotFound)));
        let more = node.store.new_platform_token(id, meta(Actor::Operator)).await;
        assert!(matches!(refused(more), Some(Refusal::NotNow(_))));
        let kept = node.with_conn(|conn, _| conn.query("SELECT payload FROM event", &[]).expect("events"));
        assert!(kept.iter().all(|row| !String::from_utf8_lossy(row.blob(0)).contains(&first[4..])));
        refolds(&node);
        node
    });
}

//! The life of a report: received, answered, withdrawn, erased; the queue; the ledger.

use khien_casework::Refusal;
use khien_casework::report::{Act, Assessment, FileMark};
use khien_seal::chain::{self, Evidence};
use khien_seal::statement::{self, Signed};
use khien_seal::{envelope, merkle};
use khien_store::queue::Filter;
use khien_store::rebuild;
use khien_terms::Code;

use crate::world::{self, Node, on_both};
use crate::{QUIET, refused};

const DANGER: &str = r#"{"door":"me","path":"path.16_17","harms":["ocsea.sextort.money"],"danger":["dan.deadline"],"consent":["con.police","con.takedown"],"area":"01","age":"age.16_17"}"#;

fn assessment(harm: &str) -> Assessment {
    Assessment { harms: vec![Code::new(harm)], main: Some(Code::new(harm)), ..Assessment::default() }
}

#[test]
fn sending_twice_is_sending_once_and_another_report_under_the_same_code_is_refused() {
    on_both(|node: Node| async move {
        let sent = node.report(DANGER, "one");
        let first = node.store.receive(sent.arrival.clone(), false).await.expect("first");
        let again = node.store.receive(sent.arrival.clone(), false).await.expect("again");
        assert!(first.fresh && !again.fresh && first.id == again.id);
        let mut other = sent.arrival.clone();
        other.header = other.header.replace("\"lang\":\"vi\"", "\"lang\":\"en\"");
        let text = statement::report(&sent.keys.mailbox(), &other.header, &other.what, None, &[]);
        other.signature = Signed::new(text, &sent.keys.sign).signature;
        assert_eq!(refused(node.store.receive(other, false).await), Some(Refusal::MailboxTaken));
        let queue = node.store.queue(Filter::default()).await.expect("queue");
        assert_eq!((queue.rows.len(), queue.waiting, queue.now), (1, 1, 1));
        node
    });
}

#[test]
fn a_report_that_its_reporter_did_not_sign_is_refused() {
    on_both(|node: Node| async move {
        let mut sent = node.report(DANGER, "one");
        sent.arrival.what.push(b' ');
        assert_eq!(refused(node.store.receive(sent.arrival, false).await), Some(Refusal::Forged));
        let unsealed = {
            let mut s = node.report(DANGER, "x");
            s.arrival.what = b"plain words".to_vec();
            s
        };
        assert!(matches!(
            refused(node.store.receive(unsealed.arrival, false).await),
            Some(Refusal::Field { field: "what", .. })
        ));
        node
    });
}

#[test]
fn a_reply_is_verified_by_the_page_and_a_forged_one_never_enters() {
    on_both(|node: Node| async move {
        let sent = node.report(QUIET, "one");
        let id = node.store.receive(sent.arrival.clone(), false).await.expect("received").id;
        node.reply(id, "we are here").await.expect("reply");
        let view = node.store.mailbox_check(sent.keys.mailbox()).await.expect("check").expect("found");
        let links: Vec<chain::Link> = view
            .chain
            .iter()
            .map(|link| {
                use base64::{Engine, engine::general_purpose::STANDARD as B64};
                chain::Link {
                    by_team: link.d == "team",
                    ciphertext: B64.decode(&link.h).expect("b64").try_into().expect("hash"),
                    signature: statement::signature_from_b64(&link.s).expect("signature"),
                    signer: link.k,
                }
            })
            .collect();
        let mailbox = sent.keys.mailbox();
        let evidence = Evidence {
            mailbox: &mailbox,
            root: &node.root.verify_bytes(),
            reporter: &sent.keys.sign.verify_bytes(),
            teams: &view.teams,
            staff: &view.staff,
            report: &view.report,
            links: &links,
        };
        let (signers, _) = chain::verify(&evidence).expect("the chain verifies");
        assert_eq!(signers, [Some("Night desk".to_owned())]);
        let words = node.store.mailbox_message(mailbox, 1).await.expect("message");
        assert_eq!(
            envelope::open_json::<envelope::Words>(&words, &sent.keys.identity).expect("opens").text,
            "we are here"
        );
        // Another key than the analyst's own.
        let page = node.store.report_page(id).await.expect("page");
        let ciphertext = envelope::seal(b"{}", [page.recipient.as_str()]).expect("seal");
        let said = statement::message("team", &page.mailbox, 2, &page.head, &khien_seal::sha256_hex(&ciphertext));
        let signature = Signed::new(said, &node.root).signature;
        let verify = node.analyst.pair.sign_key().expect("key").verify_hex();
        let forged = node
            .store
            .reply(
                id,
                node.analyst.id,
                verify,
                khien_store::reports::Reply { sequence: 2, previous: page.head, ciphertext, signature },
            )
            .await;
        assert_eq!(refused(forged), Some(Refusal::Forged));
        node
    });
}

#[test]
fn the_reporter_writes_withdraws_and_takes_it_back() {
    on_both(|node: Node| async move {
        let sent = node.report(QUIET, "one");
        let id = node.store.receive(sent.arrival.clone(), false).await.expect("received").id;
        let mailbox = sent.keys.mailbox();
        node.store.tell(id, node.analyst.id, Code::new("st.question")).await.expect("told");
        let message = node.message(id, &sent.keys, Vec::new()).await;
        node.store.mailbox_send(mailbox.clone(), message.clone()).await.expect("sent");
        let replayed = node.store.mailbox_send(mailbox.clone(), message).await;
        assert_eq!(refused(replayed), Some(Refusal::Stale));
        let page = node.store.report_page(id).await.expect("page");
        assert!(page.row.waits);
        assert_eq!(page.row.status.as_str(), "st.reading", "a question that was answered is no question any more");
        let act = |action: &str, code: Option<&str>| {
            let text = statement::act(&mailbox, 1, &page.head, action, code);
            Act { sequence: 1, head: page.head.clone(), signature: Signed::new(text, &sent.keys.sign).signature }
        };
        let withdraw = act("withdraw-permission", Some("con.takedown"));
        node.store
            .mailbox_act(mailbox.clone(), withdraw, "withdraw-permission".into(), Some(Code::new("con.takedown")))
            .await
            .expect("done");
        node.store
            .mailbox_act(mailbox.clone(), act("withdraw-report", None), "withdraw-report".into(), None)
            .await
            .expect("withdrawn");
        let view = node.store.mailbox_check(mailbox.clone()).await.expect("check").expect("found");
        assert!(view.withdrawn.is_some() && view.permissions.is_empty());
        node.store
            .mailbox_act(mailbox.clone(), act("keep-report", None), "keep-report".into(), None)
            .await
            .expect("kept");
        assert!(node.store.mailbox_check(mailbox).await.expect("check").expect("found").withdrawn.is_none());
        node
    });
}

#[test]
fn a_found_receipt_does_not_arm_the_abuser() {
    on_both(|node: Node| async move {
        let sent = node.report(r#"{"door":"me","path":"path.18","danger":["dan.lives_with"]}"#, "one");
        node.store.receive(sent.arrival.clone(), false).await.expect("received");
        let view = node.store.mailbox_check(sent.keys.mailbox()).await.expect("check").expect("found");
        assert!(view.reduced && !view.words && view.opened.is_empty());
        assert_eq!(refused(node.store.mailbox_words(sent.keys.mailbox()).await), Some(Refusal::NotAllowed));
        let open = node.report(QUIET, "two");
        node.store.receive(open.arrival.clone(), false).await.expect("received");
        assert!(node.store.mailbox_words(open.keys.mailbox()).await.is_ok());
        node
    });
}

#[test]
fn who_looked_stands_in_the_record_and_the_reporter_can_read_it() {
    on_both(|node: Node| async move {
        let sent = node.report(QUIET, "the story");
        let id = node.store.receive(sent.arrival.clone(), false).await.expect("received").id;
        let bytes =
            node.store.open_part(id, "what".into(), node.analyst.id, "first reading".into()).await.expect("opened");
        let team = node.team.pair.identity().expect("identity");
        assert_eq!(envelope::open_json::<envelope::What>(&bytes, &team).expect("opens").story, "the story");
        let view = node.store.mailbox_check(sent.keys.mailbox()).await.expect("check").expect("found");
        assert_eq!((view.opened.len(), view.opened[0].by.as_str()), (1, "Desk analyst"));
        let missing = node.store.open_part(id, "message/9".into(), node.analyst.id, "no".into()).await;
        assert_eq!(refused(missing), Some(Refusal::NotFound));
        assert_eq!(
            refused(node.store.open_part(id, "who".into(), node.analyst.id, "no".into()).await),
            Some(Refusal::NotAllowed)
        );
        node
    });
}

#[test]
fn refolded_tables_equal_lived_ones_and_the_journal_verifies() {
    on_both(|node: Node| async move {
        for n in 0..7 {
            let sent = node.report(if n % 2 == 0 { DANGER } else { QUIET }, "x");
            let id = node.store.receive(sent.arrival.clone(), n == 3).await.expect("received").id;
            node.store.take_report(id, node.analyst.id).await.expect("taken");
            node.store.open_part(id, "what".into(), node.analyst.id, "reading".into()).await.expect("opened");
            node.store.classify(id, node.analyst.id, assessment("ocsea.sextort.money"), 0).await.expect("classified");
            if n % 2 == 0 {
                let case = node.store.open_case(id, node.analyst.id).await.expect("case");
                node.store.add_note(case, node.analyst.id, b"age-encryption.org/v1\nx".to_vec()).await.expect("note");
                node.reply(id, "hello").await.expect("reply");
                node.store.close_case(case, node.analyst.id, Code::new("st.closed")).await.expect("closed");
            }
        }
        let rebuilt = node.with_conn(|conn, shared| rebuild::rebuild(conn, shared).expect("rebuild"));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        node.store.beat("node.test/ledger".into(), node.online.clone()).await.expect("beat").expect("checkpoint");
        let online = node.online.verify_bytes();
        let verified = node.with_conn(move |conn, _| rebuild::verify(conn, Some(online), None).expect("verify"));
        assert!(verified.ok, "{:?}", verified.problems);
        // Tables still serve after the swap, and a second rebuild finds them equal again.
        node.store.queue(Filter::default()).await.expect("queue");
        assert!(node.with_conn(|conn, shared| rebuild::rebuild(conn, shared).expect("rebuild")).identical);
        node
    });
}

#[test]
fn a_rewritten_history_is_found() {
    on_both(|node: Node| async move {
        node.store.receive(node.report(QUIET, "x").arrival, false).await.expect("received");
        node.store.beat("node.test/ledger".into(), node.online.clone()).await.expect("beat");
        let online = node.online.verify_bytes();
        let problems = |node: &Node, sql: &'static str| {
            node.with_conn(move |conn, _| {
                conn.script(sql).expect("tamper");
                rebuild::verify(conn, Some(online), None).expect("verify").problems
            })
        };
        assert!(problems(&node, "SELECT 1").is_empty());
        let changed = problems(&node, "UPDATE event SET actor = 'operator' WHERE seq = 3");
        assert!(changed.iter().any(|p| p.contains("event 3 was changed")), "{changed:?}");
        let removed = problems(&node, "DELETE FROM event WHERE seq = (SELECT MAX(seq) FROM event)");
        assert!(removed.iter().any(|p| p.contains("missing")), "{removed:?}");
        node
    });
}

#[test]
fn an_erased_person_leaves_no_byte_and_the_tree_stays_whole() {
    on_both(|node: Node| async move {
        let secret = "a file that must go";
        let file = khien_seal::pad::file(
            &khien_seal::pad::FileHead { name: "a.txt".into(), media_type: "text/plain".into(), size: secret.len() },
            secret.as_bytes(),
        )
        .expect("file");
        let sealed =
            envelope::seal(&file, [node.team.pair.identity().expect("id").recipient().as_str()]).expect("seal");
        let sha256 = khien_seal::sha256_hex(&sealed);
        let half = sealed.len() / 2;
        assert_eq!(node.store.put_part(sha256.clone(), 0, sealed[..half].to_vec()).await.expect("part"), half as u64);
        // A part that does not begin where the last ended is not written.
        assert_eq!(node.store.put_part(sha256.clone(), 5, sealed[..9].to_vec()).await.expect("part"), half as u64);
        assert_eq!(
            node.store.put_part(sha256.clone(), half as u64, sealed[half..].to_vec()).await.expect("part"),
            sealed.len() as u64
        );
        let sent = node
            .with_files(node.report(QUIET, "x"), vec![FileMark { sha256: sha256.clone(), size: sealed.len() as u64 }]);
        let id = node.store.receive(sent.arrival.clone(), false).await.expect("received").id;
        assert_eq!(
            node.store.open_part(id, "file/1".into(), node.analyst.id, "look".into()).await.expect("file"),
            sealed
        );
        node.store.classify(id, node.analyst.id, assessment("tfgbv.image.shared"), 0).await.expect("classified");
        node.store.beat("node.test/ledger".into(), node.online.clone()).await.expect("beat");
        let mailbox = sent.keys.mailbox();
        let head = node.store.report_page(id).await.expect("page").head;
        let text = statement::act(&mailbox, 0, &head, "withdraw-report", None);
        let act = Act { sequence: 0, head, signature: Signed::new(text, &sent.keys.sign).signature };
        node.store.mailbox_act(mailbox.clone(), act, "withdraw-report".into(), None).await.expect("withdrawn");
        assert!(matches!(refused(node.store.erase_report(id, None).await), Some(Refusal::NotNow(_))));
        node.days_pass(id);
        node.store.erase_report(id, None).await.expect("erased");
        assert!(!node.shared.place.folder.join("files").join(&sha256).exists());
        let view = node.store.mailbox_check(mailbox.clone()).await.expect("check").expect("found");
        assert_eq!((view.status.as_str(), view.words), ("st.deleted", false));
        let key = id.to_string();
        let (sealed_rows, payloads) = node.with_conn(move |conn, _| {
            let (from, to) = (format!("{key}/"), format!("{key}0"));
            let rows = conn
                .query("SELECT ref FROM sealed WHERE ref >= $1 AND ref < $2", &khien_store::vals![from, to])
                .expect("rows");
            let events =
                conn.query("SELECT payload FROM event WHERE stream = $1", &khien_store::vals![key]).expect("events");
            (rows.len(), events.iter().map(|row| String::from_utf8_lossy(row.blob(0)).into_owned()).collect::<String>())
        });
        assert_eq!(sealed_rows, 0);
        assert!(!payloads.contains("tfgbv.image.shared") && !payloads.contains("con.takedown"), "{payloads}");
        assert!(node.with_conn(|conn, shared| rebuild::rebuild(conn, shared).expect("rebuild")).identical);
        let online = node.online.verify_bytes();
        let problems =
            node.with_conn(move |conn, _| rebuild::verify(conn, Some(online), None).expect("verify").problems);
        // Only the event whose date this test moved does not fit.
        assert_eq!(problems.len(), 1, "{problems:?}");
        node
    });
}

#[test]
fn a_holder_gets_a_proof_that_another_verifier_accepts() {
    on_both(|node: Node| async move {
        let mut mailboxes = Vec::new();
        for _ in 0..5 {
            let sent = node.report(QUIET, "x");
            node.store.receive(sent.arrival.clone(), false).await.expect("received");
            mailboxes.push(sent.keys.mailbox());
        }
        assert!(node.store.mailbox_proof(mailboxes[0].clone()).await.expect("proof").is_none());
        let checkpoint =
            node.store.beat("node.test/ledger".into(), node.online.clone()).await.expect("beat").expect("checkpoint");
        for mailbox in mailboxes {
            use base64::{Engine, engine::general_purpose::STANDARD as B64};
            let proof = node.store.mailbox_proof(mailbox).await.expect("proof").expect("in the ledger");
            let row = B64.decode(&proof.event).expect("row");
            let salt: [u8; 32] = hex::decode(&proof.salt).expect("hex").try_into().expect("salt");
            let path: Vec<khien_seal::Hash> =
                proof.path.iter().map(|p| B64.decode(p).expect("b64").try_into().expect("hash")).collect();
            let root = merkle::root_from_inclusion(merkle::leaf(&salt, &row), proof.leaf, checkpoint.size, &path);
            assert_eq!(root, Some(checkpoint.root));
            let payload = B64.decode(proof.payload.expect("payload")).expect("b64");
            assert!(String::from_utf8_lossy(&row).contains(&khien_seal::sha256_hex(&payload)));
        }
        node
    });
}

#[test]
fn the_queue_shows_the_worst_first_and_pages_without_gap_or_repeat() {
    on_both(|node: Node| async move {
        for n in 0..60 {
            let open = if n % 3 == 0 { DANGER } else { QUIET };
            node.store.receive(node.report(open, "x").arrival, false).await.expect("received");
        }
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = node.store.queue(Filter { after, ..Filter::default() }).await.expect("queue");
            seen.extend(page.rows.iter().map(|row| (row.rank, row.due_at, row.number)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 60);
        assert!(seen.is_sorted() && seen.windows(2).all(|w| w[0] != w[1]));
        let children = node
            .store
            .queue(Filter { child: true, harms: vec!["ocsea.sextort".into()], ..Filter::default() })
            .await
            .expect("queue");
        assert_eq!(children.rows.len(), 20);
        node
    });
}

#[test]
fn a_code_signs_in_once_and_a_disabled_account_not_at_all() {
    on_both(|node: Node| async move {
        let token = node.store.sign_in(node.analyst.id, 100).await.expect("signed in");
        assert_eq!(refused(node.store.sign_in(node.analyst.id, 100).await), Some(Refusal::NotAllowed));
        assert_eq!(node.store.session(&token).await.expect("session").expect("there").staff, node.analyst.id);
        node.store.disable(node.analyst.id, Some(node.admin)).await.expect("disabled");
        assert!(node.store.session(&token).await.expect("session").is_none());
        let last = node.store.disable(node.admin, Some(node.admin)).await;
        assert!(matches!(refused(last), Some(Refusal::NotNow(_))), "the last administrator was locked out");
        let team = node.store.teams().await.expect("teams").into_iter().find(|t| t.id == node.team.id).expect("team");
        assert!(team.epoch_due && !team.members.contains(&node.analyst.id));
        let revived = refused(node.store.reset(node.analyst.id, None).await);
        assert!(matches!(revived, Some(Refusal::NotNow(_))), "an account that ended came back: {revived:?}");
        node
    });
}

#[test]
fn a_new_epoch_is_sealed_to_after_the_root_certified_it() {
    on_both(|node: Node| async move {
        let third =
            world::join(&node.store, "third", khien_casework::role::Role::Analyst, vec![node.team.id], node.admin)
                .await;
        let wrapped = b"age-encryption.org/v1\nwrapped".to_vec();
        let certificate = world::vouch(&node.team.pair, node.team.id, 1, &third);
        node.store
            .give_team_key(node.team.id, 1, node.analyst.id, third.id, wrapped, certificate)
            .await
            .expect("given");
        assert_eq!(node.store.wraps(third.id).await.expect("wraps").len(), 1);
        node.store.remove_member(node.team.id, node.analyst.id, node.admin).await.expect("removed");
        assert!(node.store.wraps(node.analyst.id).await.expect("wraps").is_empty());
        world::make_key(&node.store, &node.root, node.team.id, "intake", &third, node.admin).await;
        let keys = node.store.public_keys().await.expect("keys").expect("some");
        assert_eq!(keys.intake.epoch, 2);
        node
    });
}

#[test]
fn a_page_goes_out_for_life_and_not_for_a_report_that_can_wait() {
    on_both(|node: Node| async move {
        node.store.receive(node.report(QUIET, "x").arrival, false).await.expect("received");
        assert!(node.store.take_tasks().await.expect("tasks").is_empty());
        let id = node.store.receive(node.report(DANGER, "x").arrival, false).await.expect("received").id;
        let tasks = node.store.take_tasks().await.expect("tasks");
        assert_eq!(
            tasks.iter().map(|t| (t.kind.as_str(), t.about.clone())).collect::<Vec<_>>(),
            [("page", id.to_string())]
        );
        // While one node works on it, another does not get it.
        assert!(node.store.take_tasks().await.expect("tasks").is_empty());
        node.store.paged(tasks.clone(), 1, vec![node.analyst.id]).await.expect("paged");
        // A second person is asked ten minutes later, unless somebody took it by then.
        let (due, now) = node.with_conn(|conn, _| {
            let sql = "SELECT o.due, e.at FROM outbox AS o, event AS e WHERE o.body = '2' AND e.type = 'report.paged'";
            let row = conn.first(sql, &[]).expect("query").expect("the second page waits");
            (row.int(0), row.int(1))
        });
        assert_eq!(due - now, 10 * 60 * 1_000_000);
        let cared_for = async || node.store.taken_care_of(vec![id.to_string()]).await.expect("asked").len();
        assert_eq!(cared_for().await, 0);
        node.store.take_report(id, node.analyst.id).await.expect("taken");
        assert_eq!(cared_for().await, 1);
        node
    });
}

#[test]
fn a_flood_of_urgent_reports_is_paged_in_one_write_and_none_is_forgotten() {
    on_both(|node: Node| async move {
        const MANY: i64 = 150;
        for _ in 0..MANY {
            node.store.receive(node.report(DANGER, "x").arrival, false).await.expect("received");
        }
        let tasks = node.store.take_tasks().await.expect("tasks");
        node.store.paged(tasks.clone(), 1, vec![node.analyst.id]).await.expect("paged");
        // The lease ran out while it was written, and the same pages come again: no second row, no error.
        node.store.paged(tasks, 1, Vec::new()).await.expect("again");
        let count = |sql: &'static str| {
            node.with_conn(move |conn, _| conn.first(sql, &[]).expect("query").expect("row").int(0))
        };
        assert_eq!(count("SELECT COUNT(DISTINCT stream) FROM event WHERE type = 'report.paged'"), MANY);
        assert_eq!(count("SELECT COUNT(*) FROM outbox WHERE body = '2' AND state = 'waiting'"), MANY);
        assert_eq!(count("SELECT COUNT(*) FROM outbox WHERE body = '1' AND state = 'done'"), MANY);
        assert!(node.with_conn(|conn, shared| rebuild::rebuild(conn, shared).expect("rebuild")).identical);
        node
    });
}

#[test]
fn two_nodes_on_one_database_append_without_gap_or_doubling() {
    on_both(|node: Node| async move {
        let (second, writer) = tokio::task::spawn_blocking({
            let shared = node.shared.clone();
            move || khien_store::Store::open(shared).expect("open")
        })
        .await
        .expect("thread");
        let reports: Vec<_> = (0..40).map(|_| node.report(QUIET, "x").arrival).collect();
        let mut sending = tokio::task::JoinSet::new();
        for (n, arrival) in reports.into_iter().enumerate() {
            let store = if n % 2 == 0 { node.store.clone() } else { second.clone() };
            sending.spawn(async move { store.receive(arrival, false).await.expect("received").id });
        }
        let ids: std::collections::HashSet<_> = sending.join_all().await.into_iter().collect();
        assert_eq!(ids.len(), 40);
        // It has read, so it holds connections; letting go of them on a thread of the runtime does no harm.
        second.queue(Filter::default()).await.expect("queue");
        drop(second);
        tokio::task::spawn_blocking(move || writer.join()).await.expect("joined");
        let (numbers, rebuilt) = node.with_conn(|conn, shared| {
            let row = conn
                .first("SELECT COUNT(DISTINCT number), MAX(number) - MIN(number) + 1 FROM report", &[])
                .expect("q")
                .expect("row");
            ((row.int(0), row.int(1)), rebuild::rebuild(conn, shared).expect("rebuild"))
        });
        assert_eq!(numbers, (40, 40));
        assert!(rebuilt.identical, "{:?}", rebuilt.different);
        node
    });
}

#[test]
fn figures_count_people_and_not_codes() {
    on_both(|node: Node| async move {
        let two = r#"{"door":"me","path":"path.18","harms":["tfgbv.image.shared","tfgbv.doxx"],"area":"01"}"#;
        let a = node.store.receive(node.report(two, "x").arrival, false).await.expect("received").id;
        let b = node.store.receive(node.report(two, "y").arrival, false).await.expect("received").id;
        assert_eq!(node.store.figures().await.expect("figures").total, 2);
        let case = node.store.open_case(a, node.analyst.id).await.expect("case");
        node.store.join_case(b, case, node.analyst.id).await.expect("joined");
        let figures = node.store.figures().await.expect("figures");
        assert_eq!((figures.total, figures.harms.len(), figures.areas[0].units), (1, 2, 1));
        node
    });
}

//! Where a second person looks, and what is taken back: identity, notices, appeals. And a database of an older version.

use jiff::civil::Time;
use khien_casework::Refusal;
use khien_casework::notice::Sending;
use khien_casework::report::FileMark;
use khien_casework::roster::{Roster, Shift};
use khien_casework::triage::Order;
use khien_store::notices::{Listed, NewNotice};
use khien_store::queue::Filter;
use khien_store::{rebuild, schema};
use khien_terms::id::CommandId;
use khien_terms::{Code, Moment};

use crate::world::{Node, on_both};
use crate::{QUIET, refused};

/// Who a reporter is, as far as the store sees it: an age file.
const WHO: &[u8] = b"age-encryption.org/v1\nouter";

#[test]
fn an_identity_needs_two_people_and_the_reporter_can_read_why() {
    on_both(|node: Node| async move {
        let (id, keys) = node.received(QUIET).await;
        let ask = |reason: &str| node.store.ask_identity(id, node.analyst.id, Code::new(reason), None);
        assert!(matches!(refused(ask("because").await), Some(Refusal::UnknownCode(_))));
        ask("why.police").await.expect("asked");
        assert_eq!(node.store.identity_requests().await.expect("requests")[0].reason, Code::new("why.police"));
        let inner = b"age-encryption.org/v1\ninner".to_vec();
        let release = |by| node.store.release_identity(id, by, inner.clone());
        assert_eq!(refused(release(node.analyst.id).await), Some(Refusal::NotAllowed));
        release(node.supervisor.id).await.expect("released");
        let open = |by| node.store.open_part(id, "who-inner".into(), by, "assess".into());
        assert_eq!(open(node.analyst.id).await.expect("opened"), inner);
        assert_eq!(refused(open(node.supervisor.id).await), Some(Refusal::NotFound));
        let view = node.store.mailbox_check(keys.mailbox()).await.expect("check").expect("view");
        assert_eq!(view.opened[0].why.as_deref(), Some("why.police"));
        node
    });
}

#[test]
fn for_life_one_opens_alone_a_second_is_alarmed_and_somebody_else_reviews() {
    on_both(|node: Node| async move {
        let (id, keys) = node.received_with_who(QUIET, WHO).await;
        let opened = node.store.open_who_for_life(id, node.supervisor.id, None).await.expect("opened");
        assert_eq!(opened, WHO);
        let tasks = node.store.take_tasks().await.expect("tasks");
        let alarm = tasks.iter().find(|task| task.kind == "alarm").expect("an alarm").clone();
        assert_eq!(alarm.body, node.supervisor.id.to_string(), "the alarm says whom not to call");
        node.store.alarmed(alarm, vec![node.analyst.id]).await.expect("alarmed");
        let reviews = node.store.identity_reviews().await.expect("reviews");
        assert_eq!((reviews.len(), &reviews[0].openers), (1, &vec![node.supervisor.id]));
        assert_eq!(node.store.alarm_late_reviews().await.expect("late"), 0, "a day has not passed");
        let review = |by| node.store.review_identity(id, by, true);
        assert_eq!(refused(review(node.supervisor.id).await), Some(Refusal::NotAllowed));
        review(node.analyst.id).await.expect("reviewed");
        assert!(node.store.identity_reviews().await.expect("reviews").is_empty());
        let view = node.store.mailbox_check(keys.mailbox()).await.expect("check").expect("view");
        let told = view.opened.iter().find(|opened| opened.what == "who-life").expect("told");
        assert_eq!(told.why.as_deref(), Some("why.life"));
        node
    });
}

#[test]
fn who_looked_is_told_from_the_set_day_on() {
    on_both(|node: Node| async move {
        let (id, keys) = node.received_with_who(QUIET, WHO).await;
        let day = Some(Moment::from(khien_store::journal::now()).plus_days(10));
        node.store.open_who_for_life(id, node.supervisor.id, day).await.expect("opened");
        let view = node.store.mailbox_check(keys.mailbox()).await.expect("check").expect("view");
        assert!(view.opened.is_empty(), "the reader may be the abuser");
        node.with_conn(|conn, _| conn.script("UPDATE opening SET tell_after = 1").expect("the day has come"));
        let view = node.store.mailbox_check(keys.mailbox()).await.expect("check").expect("view");
        assert_eq!(view.opened.len(), 1);
        node
    });
}

#[test]
fn a_late_review_alarms_once() {
    on_both(|node: Node| async move {
        let (id, _) = node.received_with_who(QUIET, WHO).await;
        node.store.open_who_for_life(id, node.supervisor.id, None).await.expect("opened");
        node.with_conn(|conn, _| conn.script("UPDATE report SET review_due = 1").expect("a day has passed"));
        assert_eq!(node.store.alarm_late_reviews().await.expect("late"), 1);
        assert_eq!(node.store.alarm_late_reviews().await.expect("late"), 0);
        node
    });
}

#[test]
fn a_notice_that_is_pressed_twice_goes_out_once_and_not_without_permission() {
    on_both(|node: Node| async move {
        let (report, keys) = node.received(QUIET).await;
        let allowed = node.store.open_case(report, node.analyst.id).await.expect("case");
        let new = node.new_notice(allowed, None, 1).await;
        let first = node.store.draft_notice(new.clone()).await.expect("drafted");
        assert_eq!(node.store.draft_notice(new.clone()).await.expect("again"), first);
        // A colleague wrote one of the same case at the same time: the letters must not share a number.
        let shared = NewNotice { command: CommandId::from_bits(7), ..new };
        assert_eq!(refused(node.store.draft_notice(shared).await), Some(Refusal::Stale));
        assert_eq!(node.store.notice_list(Listed::All, None).await.expect("notices").rows.len(), 1);
        // What its reporter withdraws before it went out does not go out, and nobody sends it again.
        node.act(report, &keys, "withdraw-report", None).await.expect("withdrawn");
        assert_eq!(refused(node.store.attempt_notice(first).await), Some(Refusal::NotAllowed));
        let row = node.store.notice(first).await.expect("notice").0;
        assert_eq!((row.sending.as_str(), row.recalled), ("failed", None), "nobody got it, so nobody is told");
        assert!(matches!(refused(node.store.resend_notice(first, node.analyst.id).await), Some(Refusal::NotNow(_))));
        let (other, _) = node.received(r#"{"door":"me","harms":["tfgbv.image.shared"]}"#).await;
        let forbidden = node.store.open_case(other, node.analyst.id).await.expect("case");
        let drafted = node.store.draft_notice(node.new_notice(forbidden, None, 2).await).await;
        assert!(matches!(refused(drafted), Some(Refusal::NotNow(_))));
        node
    });
}

#[test]
fn who_withdraws_takes_back_the_notices_about_their_report_and_nobody_elses() {
    on_both(|node: Node| async move {
        let (mine, keys) = node.received(QUIET).await;
        let (theirs, _) = node.received(QUIET).await;
        let case = node.store.open_case(mine, node.analyst.id).await.expect("case");
        node.store.join_case(theirs, case, node.analyst.id).await.expect("joined");
        let unnamed = node.store.draft_notice(node.new_notice(case, None, 9).await).await;
        assert!(matches!(refused(unnamed), Some(Refusal::Field { field: "report", .. })));
        let first = node.sent_notice(case, mine, 1).await;
        let other = node.sent_notice(case, theirs, 2).await;
        node.act(mine, &keys, "withdraw-permission", Some("con.takedown")).await.expect("withdrawn");
        let row = async |id| node.store.notice(id).await.expect("notice").0;
        let taken = row(first).await;
        assert_eq!((taken.recalled.as_deref(), taken.recall_sending.as_str()), (Some("withdrawn"), "waiting"));
        assert_eq!(row(other).await.recalled, None);
        let view = node.store.mailbox_check(keys.mailbox()).await.expect("check").expect("view");
        assert_eq!(view.asked, ["host"], "who has a copy was asked to delete it, and the reporter reads whom");
        // The letter goes out once, also when the node died while it went.
        let tasks = node.store.take_tasks().await.expect("tasks");
        assert_eq!(tasks.iter().filter(|task| task.kind == "recall").count(), 1);
        node.store.attempt_recall(first).await.expect("attempted");
        assert_eq!(refused(node.store.attempt_recall(first).await), Some(Refusal::Stale));
        node.store.recalled(first, Sending::Failed, "no such mailbox".into()).await.expect("failed");
        node.store.recall_again(first, node.analyst.id).await.expect("again");
        node.store.attempt_recall(first).await.expect("attempted");
        node.store.recalled(first, Sending::Sent, "250 ok".into()).await.expect("sent");
        assert_eq!(row(first).await.recall_sending, "sent");
        assert!(node.with_conn(|conn, shared| rebuild::rebuild(conn, shared).expect("rebuild")).identical);
        node
    });
}

#[test]
fn an_appeal_is_decided_by_somebody_else_and_a_reversal_reaches_who_got_the_first_word() {
    on_both(|node: Node| async move {
        let (report, _) = node.received(QUIET).await;
        let case = node.store.open_case(report, node.analyst.id).await.expect("case");
        let notice = node.sent_notice(case, report, 1).await;
        let units = node.store.figures().await.expect("figures").total;
        let (appeal, keys) = node.received(r#"{"door":"appeal","path":"path.18"}"#).await;
        assert_eq!(node.store.figures().await.expect("figures").total, units, "an appeal is no report of harm");
        node.store.link_appeal(appeal, notice, node.supervisor.id).await.expect("linked");
        let decide = |by| node.store.decide_appeal(appeal, by, true);
        assert_eq!(refused(decide(node.analyst.id).await), Some(Refusal::NotAllowed), "the analyst sent it");
        decide(node.supervisor.id).await.expect("decided");
        let row = node.store.notice(notice).await.expect("notice").0;
        assert_eq!((row.recalled.as_deref(), row.recall_sending.as_str()), (Some("reversed"), "waiting"));
        let page = node.store.report_page(appeal).await.expect("page");
        assert_eq!(page.appeal.and_then(|appeal| appeal.reversed), Some(true));
        let view = node.store.mailbox_check(keys.mailbox()).await.expect("check").expect("view");
        assert_eq!(view.status.as_str(), "st.closed");
        node
    });
}

#[test]
fn files_come_with_a_message_and_go_with_its_report() {
    on_both(|node: Node| async move {
        let (id, keys) = node.received(QUIET).await;
        let bytes = khien_seal::envelope::seal(b"a page", [keys.identity.recipient().as_str()]).expect("seal");
        let file = FileMark { sha256: khien_seal::sha256_hex(&bytes), size: bytes.len() as u64 };
        let early = node.message(id, &keys, vec![file.clone()]).await;
        let missing = node.store.mailbox_send(keys.mailbox(), early.clone()).await;
        assert!(matches!(refused(missing), Some(Refusal::Field { field: "files", .. })), "not before it arrived");
        node.store.put_part(file.sha256.clone(), 0, bytes.clone()).await.expect("part");
        node.store.mailbox_send(keys.mailbox(), early).await.expect("sent");
        assert_eq!(node.store.report_page(id).await.expect("page").messages[0].files, std::slice::from_ref(&file));
        let open = || node.store.open_part(id, "message-file/1/1".into(), node.analyst.id, "assess".into());
        assert_eq!(open().await.expect("opened"), bytes);
        node.act(id, &keys, "withdraw-report", None).await.expect("withdrawn");
        node.days_pass(id);
        node.store.erase_report(id, None).await.expect("erased");
        assert!(!node.shared.place.folder.join("files").join(&file.sha256).exists());
        assert_eq!(refused(open().await), Some(Refusal::NotNow("this report was deleted as its reporter asked")));
        node
    });
}

#[test]
fn what_people_say_after_sending_is_a_count_and_no_event() {
    on_both(|node: Node| async move {
        let events = || {
            node.with_conn(|conn, _| conn.first("SELECT COUNT(*) FROM event", &[]).expect("count").expect("row").int(0))
        };
        let before = events();
        let said = |question: &str, answer: &str| vec![(question.to_owned(), answer.to_owned())];
        for _ in 0..2 {
            node.store.count_feedback(said("easy", "yes")).await.expect("counted");
        }
        assert!(refused(node.store.count_feedback(said("easy", "my name is")).await).is_some());
        let tallies = node.store.feedback().await.expect("tallies");
        assert_eq!((tallies.len(), tallies[0].count), (1, 2));
        assert_eq!(events(), before);
        node
    });
}

#[test]
fn a_database_of_an_older_version_is_folded_anew_when_it_is_opened() {
    on_both(|node: Node| async move {
        let (id, _) = node.received(QUIET).await;
        node.with_conn(|conn, shared| {
            conn.script(
                "ALTER TABLE notice DROP COLUMN recalled; ALTER TABLE report DROP COLUMN review_due; UPDATE schema_version SET version = 1;",
            )
            .expect("as it was");
            rebuild::prepare(conn, shared).expect("opened");
            assert_eq!(schema::prepare(conn).expect("prepared"), schema::Fit::Current);
        });
        assert_eq!(node.store.report_page(id).await.expect("page").review, None);
        assert!(node.with_conn(|conn, shared| rebuild::rebuild(conn, shared).expect("rebuild")).identical);
        node
    });
}

#[test]
fn looks_and_minutes_are_counted_for_each_and_stay_apart() {
    on_both(|node: Node| async move {
        let (store, me) = (&node.store, node.analyst.id);
        store.count_exposure(me, "image".into()).await.expect("counted");
        store.viewed(me, 90).await.expect("viewed");
        store.viewed(me, 100_000).await.expect("bounded");
        assert_eq!(store.exposures_today(me).await.expect("looks"), 1);
        assert_eq!(
            store.minutes_today(me).await.expect("minutes"),
            11,
            "a page keeps nothing open for longer than ten"
        );
        assert_eq!(store.minutes_today(node.supervisor.id).await.expect("minutes"), 0);
        assert!(node.with_conn(|conn, shared| rebuild::rebuild(conn, shared).expect("rebuild")).identical);
        node
    });
}

#[test]
fn a_duress_code_brings_a_report_back_to_the_top_of_what_goes_on() {
    on_both(|node: Node| async move {
        let (id, keys) = node.received(QUIET).await;
        let (_other, _) = node.received(r#"{"door":"me","harms":["tfgbv.image.shared"],"age":"age.3_6"}"#).await;
        assert!(node.store.mailbox_duress(keys.mailbox()).await.expect("told"));
        assert!(!node.store.mailbox_duress("00".repeat(32)).await.expect("asked"), "a mistyped code is nobody's");
        let queue = node.store.queue(Filter::default()).await.expect("queue");
        assert_eq!((queue.rows[0].id, queue.rows[0].urgency.order), (id, Order::Contact));
        assert!(node.store.take_tasks().await.expect("tasks").iter().any(|task| task.kind == "page"));
        assert!(node.with_conn(|conn, shared| rebuild::rebuild(conn, shared).expect("rebuild")).identical);
        node
    });
}

#[test]
fn a_mailbox_says_that_something_happened_only_when_it_did() {
    on_both(|node: Node| async move {
        let (id, keys) = node.received(QUIET).await;
        let done = async || node.store.mailbox_check(keys.mailbox()).await.expect("check").expect("view").done;
        assert_eq!(done().await, [true, false, false, false]);
        let ends = node.store.tell(id, node.analyst.id, Code::new("st.closed")).await;
        assert!(matches!(refused(ends), Some(Refusal::UnknownCode(_))), "an end is told by closing");
        node.store.open_part(id, "what".into(), node.analyst.id, "assess".into()).await.expect("opened");
        assert_eq!(done().await, [true, true, false, false]);
        let case = node.store.open_case(id, node.analyst.id).await.expect("case");
        node.sent_notice(case, id, 1).await;
        assert_eq!(done().await, [true, true, true, false]);
        node.reply(id, "We sent it.").await.expect("reply");
        assert_eq!(done().await, [true; 4]);
        node
    });
}

#[test]
fn nobody_waits_for_a_colleague_who_has_left() {
    on_both(|node: Node| async move {
        let shift = |staff| Shift {
            staff,
            days: vec![1, 2, 3, 4, 5, 6, 7],
            from: Time::midnight(),
            to: Time::midnight(),
            level: 1,
        };
        let roster = Roster { shifts: vec![shift(node.analyst.id), shift(node.supervisor.id)], ..Roster::default() };
        assert!(node.store.public_keys().await.expect("keys").is_some());
        node.store.save_roster(roster, node.admin).await.expect("saved");
        node.store.disable(node.analyst.id, Some(node.admin)).await.expect("disabled");
        assert_eq!(node.store.roster().await.expect("roster").shifts, [shift(node.supervisor.id)]);
        let keys = node.store.public_keys().await.expect("keys");
        assert!(keys.is_none(), "nobody who is left holds the team's key: the form closes");
        node
    });
}

//! Lists of cases, notices and reports: a page at a time, without gap or repeat, however long they grow.

use khien_casework::notice::Outcome;
use khien_casework::report::{Assessment, FileMark};
use khien_store::cases;
use khien_store::notices::{Listed, NoticeAfter, NoticeRow};
use khien_store::queue::{Filter, PAGE};
use khien_terms::Code;
use khien_terms::id::{CaseId, NoticeId, ReportId};

use crate::QUIET;
use crate::world::{Node, on_both};

const MORE_THAN_A_PAGE: usize = PAGE + 7;

/// A case with one report.
pub async fn case(node: &Node) -> (CaseId, ReportId) {
    let (report, _) = node.received(QUIET).await;
    let harm = Code::new("tfgbv.image.shared");
    let assessed = Assessment { harms: vec![harm.clone()], main: Some(harm), ..Assessment::default() };
    node.store.classify(report, node.analyst.id, assessed, 0).await.expect("classified");
    (node.store.open_case(report, node.analyst.id).await.expect("case"), report)
}

#[test]
fn cases_are_listed_a_page_at_a_time_without_gap_or_repeat() {
    on_both(|node: Node| async move {
        let mut made = Vec::new();
        for _ in 0..MORE_THAN_A_PAGE {
            made.push(case(&node).await.0);
        }
        node.store.close_case(made[0], node.analyst.id, Code::new("st.closed")).await.expect("closed");
        let first = node.store.case_list(cases::Listed::All, None).await.expect("first");
        assert_eq!((first.rows.len(), first.open), (PAGE, MORE_THAN_A_PAGE as i64 - 1));
        let second = node.store.case_list(cases::Listed::All, first.next).await.expect("second");
        assert_eq!((second.rows.len(), second.next), (7, None));
        let seen: Vec<CaseId> = first.rows.iter().chain(&second.rows).map(|row| row.id).rev().collect();
        assert_eq!(seen, made, "newest first, all of them, once");
        let ended = node.store.case_list(cases::Listed::Ended, None).await.expect("ended");
        assert_eq!((ended.rows.len(), ended.rows[0].id, ended.next), (1, made[0], None));
        let open = node.store.case_list(cases::Listed::Open, first.next).await.expect("open");
        assert!(open.rows.iter().all(|row| row.outcome.is_none()) && open.rows.len() == 6);
        let found = node.store.case_by_number(first.rows[0].number).await.expect("by number");
        assert_eq!((found, node.store.case_by_number(1).await.expect("none")), (Some(first.rows[0].id), None));
        node
    });
}

#[test]
fn notices_are_listed_a_page_at_a_time_and_found_by_the_number_in_their_letter() {
    on_both(|node: Node| async move {
        let (case, report) = case(&node).await;
        let mut made = Vec::new();
        for n in 1..=MORE_THAN_A_PAGE as u128 {
            if n <= PAGE as u128 {
                made.push(node.sent_notice(case, report, n).await);
            } else {
                made.push(
                    node.store.draft_notice(node.new_notice(case, Some(report), n).await).await.expect("drafted"),
                );
            }
        }
        node.store.answer_notice(made[0], node.analyst.id, Outcome::Down).await.expect("answered");
        let place = |row: &NoticeRow| NoticeAfter { due: row.due.map_or(i64::MAX, |due| due.0), number: row.number };
        let first = node.store.notice_list(Listed::Waiting, None).await.expect("first");
        let second = node.store.notice_list(Listed::Waiting, first.rows.last().map(place)).await.expect("second");
        assert_eq!((first.rows.len(), first.more, second.rows.len(), second.more), (PAGE, true, 6, false));
        assert_eq!((first.waiting, first.late), (MORE_THAN_A_PAGE as i64 - 1, 0));
        let seen: Vec<NoticeId> = first.rows.iter().chain(&second.rows).map(|row| row.id).collect();
        assert_eq!(seen, made[1..], "those with a clock lead, then those that wait to be sent; all of them, once");
        let ended = node.store.notice_list(Listed::Ended, None).await.expect("ended");
        assert_eq!((ended.rows.len(), ended.rows[0].id), (1, made[0]));
        let all = node.store.notice_list(Listed::All, None).await.expect("all");
        assert_eq!((all.rows[0].id, all.rows[0].nth), (made[MORE_THAN_A_PAGE - 1], MORE_THAN_A_PAGE as i64));
        let row = &ended.rows[0];
        let found = node.store.notice_by_reference(row.case_number, 1).await.expect("found").expect("there");
        assert_eq!((found.id, found.nth), (made[0], 1));
        let beyond = node.store.notice_by_reference(row.case_number, MORE_THAN_A_PAGE as i64 + 1).await;
        assert!(beyond.expect("none").is_none());
        node
    });
}

#[test]
fn the_queue_shows_appeals_by_themselves_and_spares_who_has_looked_enough() {
    on_both(|node: Node| async move {
        let quiet = node.received(QUIET).await.0;
        let appeal = node.received(r#"{"door":"appeal"}"#).await.0;
        let with_file = |open: &'static str| {
            let node = &node;
            async move {
                let bytes = khien_seal::random::<64>().expect("random").to_vec();
                let sha256 = khien_seal::sha256_hex(&bytes);
                node.store.put_part(sha256.clone(), 0, bytes).await.expect("part");
                let sent = node.with_files(node.report(open, "x"), vec![FileMark { sha256, size: 64 }]);
                node.store.receive(sent.arrival, false).await.expect("received").id
            }
        };
        let (hard, mine) = (with_file(QUIET).await, with_file(QUIET).await);
        let urgent = with_file(r#"{"door":"me","path":"path.18","danger":["dan.deadline"]}"#).await;
        node.store.take_report(mine, node.analyst.id).await.expect("taken");
        let ids = |filter: Filter| {
            let node = &node;
            async move {
                let rows = node.store.queue(filter).await.expect("queue").rows;
                rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
            }
        };
        assert_eq!(ids(Filter { appeals: true, ..Filter::default() }).await, [appeal]);
        assert_eq!(ids(Filter::default()).await.len(), 5);
        let offered = ids(Filter { spared: Some(node.analyst.id), ..Filter::default() }).await;
        assert_eq!(offered[0], urgent, "who needs somebody now is held back from nobody");
        assert!([quiet, appeal, mine].iter().all(|id| offered.contains(id)));
        assert!(!offered.contains(&hard), "what is hard to look at goes to somebody else");
        node
    });
}

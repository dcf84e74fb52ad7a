//! How a request between States begins: somebody reports to the hotline of one of them, without giving a name, and an analyst opens a case.
//! The report is invented.

use khien_casework::report::Assessment;
use khien_seal::envelope::{self, What};
use khien_store::queue::Filter;
use khien_terms::Code;
use serde_json::json;

use super::desks::{Side, held};
use crate::Failure;
use crate::actor::Browser;
use crate::actor::reporter::Reporter;

/// What the invented reporter says.
const STORY: &str =
    "An account shares files in a group that should not be there. I want nobody to know that I told you.";
/// The harm, as the analyst sees it.
const HARM: &str = "ocsea.csam.shared";

/// A report arrives at the hotline and becomes a case; gives the case's number and what was seen.
///
/// # Errors
/// The first thing that does not hold.
pub(super) async fn to_case(here: &Side) -> Result<(i64, String), Failure> {
    let (app, store, by) = (here.app(), &here.app().store, here.desk.analyst.id);
    let keys = app.public_keys_now().await?.ok_or_else(|| held("no team has a key"))?;
    let reporter = Reporter::new(&keys).map_err(held)?;
    let what = What { v: 1, story: STORY.into(), accounts: vec!["invented.account".into()], ..What::default() };
    let open = json!({"door": "saw", "path": "path.unsaid", "harms": [HARM], "platforms": ["pf.telegram"]});
    let body = reporter.sealed(&what, &open).map_err(held)?;
    let mut portal = Browser::new(&here.url());
    let answer = tokio::task::block_in_place(|| portal.post_json("/report/sealed", &body))?;
    if answer.status != 201 {
        return Err(held(answer.body));
    }
    let row =
        store.queue(Filter::default()).await?.rows.into_iter().next().ok_or_else(|| held("the queue is empty"))?;
    store.take_report(row.id, by).await?;
    let sealed = store.open_part(row.id, "what".to_owned(), by, "first reading".to_owned()).await?;
    let read: What = envelope::open_json(&sealed, &here.desk.intake).map_err(held)?;
    if read.story != STORY {
        return Err(held("other words came out than went in"));
    }
    let assessed = Assessment { harms: vec![Code::new(HARM)], main: Some(Code::new(HARM)), ..Assessment::default() };
    store.classify(row.id, by, assessed, 0).await?;
    let case = store.open_case(row.id, by).await?;
    let number = store.case_page(case).await?.row.number;
    Ok((number, format!("sealed by the reporter's browser, without a name; read by the hotline, now case {number}")))
}

//! People of the desk are called about the clocks of requests: the number of the request and which clock, and nothing of the case.

use std::sync::Arc;

use khien_casework::role::Operation;
use khien_store::Fault;
use khien_store::calls::{Called, Page};
use khien_store::outbox::Task;
use khien_store::twice::TwicePage;
use khien_store::witness::ForkedPage;
use khien_terms::id::StaffId;

use super::paging::{Words, call_people};
use crate::app::App;

/// Looks whether somebody has to be called. Each call is written once, in the transaction that puts it into the outbox.
pub(super) async fn look(app: &App) -> Result<(), Fault> {
    let (periods, zone) = (Arc::new(app.desk_periods().clone()), app.config.zone.clone());
    let requests = app.store.requests_to_call(Arc::clone(&periods), zone.clone()).await?;
    if requests.is_empty() {
        return Ok(());
    }
    let called = called(app).await?;
    if called.first.is_empty() {
        tracing::error!(requests = requests.len(), "clocks of requests between States run out and the desk has nobody");
    }
    for id in requests {
        // One request that cannot be called about keeps nobody from being called about the next.
        if let Err(fault) = app.store.call_about(id, called.clone(), Arc::clone(&periods), zone.clone()).await {
            tracing::error!(%fault, %id, "nobody could be called about a request");
        }
    }
    Ok(())
}

/// Who is called at each level. Where nobody is on duty the next are called at once, and where nobody is next, all of the desk.
///
/// # Errors
/// [`Fault::Database`].
pub(crate) async fn called(app: &App) -> Result<Called, Fault> {
    let roster = app.store.desk_roster().await?;
    let on_duty = |level| roster.on_duty(app.now(), &app.config.zone, level);
    let members = app.store.members().await?;
    let of_desk = members.iter().filter(|one| one.state == "active" && one.role.may(Operation::HoldDeskKey));
    let all: Vec<StaffId> = of_desk.map(|member| member.id).collect();
    let or = |some: Vec<StaffId>, others: &[StaffId]| if some.is_empty() { others.to_vec() } else { some };
    let second = or(on_duty(2), &all);
    Ok(Called { first: or(on_duty(1), &second), second, all })
}

/// Sends a call that was written.
pub(super) async fn call(app: &App, task: Task) -> Result<(), Fault> {
    let page: Page = serde_json::from_str(&task.body)?;
    let lang = app.words.first();
    let clock = app.words.get(lang, &format!("desk-clock-{}-us", page.clock.replace('_', "-")));
    let values = [("n", page.number.into()), ("clock", clock.into())];
    let words = Words {
        subject: app.words.with(lang, "letter-desk-call-subject", &values),
        body: app.words.with(lang, "letter-desk-call-body", &values),
    };
    call_people(app, &task.id, &page.people, page.level, &words).await?;
    app.store.task_done(task.id).await
}

/// Calls whoever is on duty, and everybody where nobody is, about a State that told two stories in a request.
pub(super) async fn twice(app: &App, task: Task) -> Result<(), Fault> {
    let page: TwicePage = serde_json::from_str(&task.body)?;
    let lang = app.words.first();
    let values = [("state", page.state.as_str().into()), ("n", page.number.into())];
    let words = Words {
        subject: app.words.with(lang, "letter-desk-twice-subject", &values),
        body: app.words.with(lang, "letter-desk-twice-body", &values),
    };
    call_people(app, &task.id, &called(app).await?.first, 1, &words).await?;
    app.store.task_done(task.id).await
}

/// Calls whoever is on duty, and everybody where nobody is, about a ledger of two histories.
pub(super) async fn forked(app: &App, task: Task) -> Result<(), Fault> {
    let page: ForkedPage = serde_json::from_str(&task.body)?;
    let lang = app.words.first();
    let values = [("state", page.state.as_str().into())];
    let whose = if page.ours { "ours" } else { "theirs" };
    let words = Words {
        subject: app.words.with(lang, "letter-desk-ledger-subject", &values),
        body: app.words.with(lang, &format!("letter-desk-ledger-{whose}"), &values),
    };
    call_people(app, &task.id, &called(app).await?.first, 1, &words).await?;
    app.store.task_done(task.id).await
}

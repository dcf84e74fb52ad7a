//! A form is checked in memory before anything is sealed: what it lacks, and what the other State would answer.

use axum::Json;
use axum::response::{IntoResponse, Response};
use khien_casework::role::Operation;
use khien_desk::Kind;
use khien_desk::form::{Problem, Setting, Stage, Terms, Warning, What};
use serde::Deserialize;
use serde_json::{Value, json};

use super::desk::{Desk, Trouble};
use super::desk_within;
use super::desk_words::Said;

/// What is checked.
#[derive(Deserialize)]
pub struct Asked {
    kind: Kind,
    /// The requested State.
    to: String,
    /// The request within which it is said (P2); empty for others.
    #[serde(default)]
    thread: String,
    form: Value,
}

/// Answers with what is wrong and what to know; nothing is stored.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn post(desk: Desk, Json(asked): Json<Asked>) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let other = desk.app.other_state(&asked.to).await?;
    let terms = other.as_ref().map(|other| &other.terms);
    let own = desk.app.own_desk().await?;
    let numbers = own.as_ref().map(|own| own.phones.as_slice());
    let setting = Setting { stage: Stage::Draft, now: desk.app.now(), numbers };
    let forms = &desk.app.forms;
    let problems = forms.check(asked.kind, &asked.form, &setting);
    let untrusted = other.as_ref().and_then(|other| Warning::of_trust(asked.kind, other.trust));
    let told = forms.before_sending(asked.kind, &asked.form, terms);
    let warnings: Vec<Warning> = untrusted.into_iter().chain(told).collect();
    let within = desk_within::refused(&desk, &asked.thread, asked.kind, &asked.form).await?;
    let said = Said::new(&desk.app, desk.lang);
    let holds = within.is_none() && !problems.iter().any(|problem| problem.what.stops());
    let warnings: Vec<Value> =
        warnings.iter().map(|warning| json!({"code": warning.code(), "words": said.warning(warning)})).collect();
    let problems: Vec<Value> = problems.iter().map(|problem| told_of(&desk, said, problem)).chain(within).collect();
    Ok(Json(json!({"holds": holds, "problems": problems, "warnings": warnings})).into_response())
}

/// What the directory says about a State.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn terms_of(desk: &Desk, state: &str) -> Result<Option<Terms>, Trouble> {
    Ok(desk.app.other_state(state).await?.map(|state| state.terms.clone()))
}

fn told_of(desk: &Desk, said: Said<'_>, problem: &Problem) -> Value {
    let article = problem.article.as_ref().and_then(|id| said.law(&desk.app.forms, id));
    let field = match (problem.field.is_empty(), &problem.what) {
        (true, What::Unknown | What::NotUnderstood) => problem.pointer.clone(),
        (true, _) => String::new(),
        (false, _) => said.field(&problem.field),
    };
    json!({
        "pointer": problem.pointer,
        "field": field,
        "words": said.problem(problem),
        "article": article,
        "stops": problem.what.stops(),
    })
}

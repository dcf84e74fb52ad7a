//! What people say after sending, if they like: was it easy, were they believed, how did they hear of us. Counted by month
//! and linked to nothing: no code, no mailbox, no time.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use khien_store::Fault;
use khien_store::feedback::QUESTIONS;

use super::error::Trouble;
use super::form::Sent;
use super::landing::Asked;
use super::page::{Page, language};
use super::{render, rendered};
use crate::app::App;

/// A question with its answers, in words.
struct Question {
    name: &'static str,
    words: String,
    answers: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "portal/after.html")]
struct After {
    page: Page,
    questions: Vec<Question>,
    thanks: bool,
}

fn questions(page: &Page) -> Vec<Question> {
    let answer = |question: &str, answer: &str| {
        let kind = if question == "heard" { "heard" } else { "scale" };
        page.t(&format!("after-{kind}-{answer}"))
    };
    QUESTIONS
        .iter()
        .map(|(name, answers)| Question {
            name,
            words: page.t(&format!("after-{name}")),
            answers: answers.iter().map(|one| (*one, answer(name, one))).collect(),
        })
        .collect()
}

/// `GET /after`
pub async fn page(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let page = Page::new(&app, language(&app, asked.lang.as_deref(), &headers)).await;
    render(&After { questions: questions(&page), thanks: false, page })
}

/// `POST /after`
pub async fn post(State(app): State<App>, headers: HeaderMap, sent: Sent) -> Response {
    let lang = language(&app, Some(sent.fields.one("lang")).filter(|lang| !lang.is_empty()), &headers);
    let answers: Vec<(String, String)> = QUESTIONS
        .iter()
        .map(|(name, _)| ((*name).to_owned(), sent.fields.one(name).to_owned()))
        .filter(|(_, answer)| !answer.is_empty())
        .collect();
    let counted = if answers.is_empty() { Ok(()) } else { app.store.count_feedback(answers).await };
    let page = Page::new(&app, lang).await;
    match counted {
        Ok(()) => render(&After { questions: Vec::new(), thanks: true, page }),
        // An answer that the page does not offer: it is shown again.
        Err(Fault::Refused(_)) => {
            rendered(StatusCode::UNPROCESSABLE_ENTITY, &After { questions: questions(&page), thanks: false, page })
        }
        Err(error) => {
            tracing::error!(%error, "what somebody said was not counted");
            Trouble::Broken.page(&app, lang).await
        }
    }
}

//! For supervisors: questions about who somebody is, and openings for life that wait for a second person's word (care 6.4).

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use khien_casework::role::Operation;
use khien_store::identity::{IdentityRequest, IdentityReview};
use serde::Deserialize;

use super::desk::{Desk, Names, Trouble, go, page};
use super::frame::Frame;
use super::id_of;
use super::when::{self, Clock};

/// The page.
#[derive(Template)]
#[template(path = "console/identity.html")]
pub struct IdentityPage {
    pub f: Frame,
    pub reviews: Vec<ReviewRow>,
    pub rows: Vec<RequestRow>,
}

/// A question.
pub struct RequestRow {
    pub report: String,
    pub title: String,
    pub reason: String,
    /// Until when the reporter is not told; empty when they are told at once.
    pub later: String,
    /// Whether it is the reader's own: then somebody else has to agree.
    pub own: bool,
}

/// An opening that one person did alone.
pub struct ReviewRow {
    pub href: String,
    pub name: String,
    pub title: String,
    pub clock: Clock,
    /// Whether the reader is one of those who opened it: then somebody else says whether it was right.
    pub own: bool,
}

/// Hours of a review's clock, as the rule sets them.
const REVIEW: i64 = khien_casework::report::REVIEW_HOURS as i64 * khien_terms::moment::HOUR;

/// Shows what waits for a supervisor, reviews first: they have a clock.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::ReleaseIdentity)?;
    let requests = desk.app.store.identity_requests().await?;
    let reviews = desk.app.store.identity_reviews().await?;
    let names = desk.names().await?;
    let mut f = desk.frame("identity").await?;
    f.title = f.t("console-identity-title");
    let rows = requests.into_iter().map(|request| request_row(&f, &desk, &names, &request)).collect();
    let reviews = reviews.into_iter().map(|review| review_row(&f, &desk, &names, &review)).collect();
    Ok(page(&IdentityPage { reviews, rows, f }))
}

fn request_row(f: &Frame, desk: &Desk, names: &Names, request: &IdentityRequest) -> RequestRow {
    let day = request.tell_after.map(|day| when::day(f, day.day_in(&f.app.config.zone)));
    RequestRow {
        report: request.report.to_string(),
        title: f
            .say("console-identity-asks", &[("who", &names.member(request.asker)), ("n", &request.number.to_string())]),
        reason: f.label(request.reason.as_str()),
        later: day.map(|day| f.with("console-who-later-until", "day", &day)).unwrap_or_default(),
        own: request.asker == desk.me(),
    }
}

fn review_row(f: &Frame, desk: &Desk, names: &Names, review: &IdentityReview) -> ReviewRow {
    let openers: Vec<String> = review.openers.iter().map(|opener| names.member(*opener)).collect();
    let begin = khien_terms::Moment(review.due.0 - REVIEW);
    ReviewRow {
        href: format!("/console/report/{}", review.report),
        name: f.counted("console-report-title", "n", review.number),
        title: f.with("console-review-opened", "who", &openers.join(", ")),
        clock: when::clock(f, begin, review.due, f.app.now()),
        own: review.openers.contains(&desk.me()),
    }
}

/// Whether opening it alone was right.
#[derive(Deserialize)]
pub struct Verdict {
    /// `right` or `wrong`.
    verdict: String,
}

/// A supervisor who did not open it says whether it was right.
///
/// # Errors
/// [`Trouble::Fault`], also for one of those who opened it.
pub async fn review(desk: Desk, Path(id): Path<String>, Form(form): Form<Verdict>) -> Result<Response, Trouble> {
    desk.must(Operation::ReviewIdentity)?;
    let right = match form.verdict.as_str() {
        "right" => true,
        "wrong" => false,
        _ => return Err(Trouble::Malformed),
    };
    desk.app.store.review_identity(id_of(&id)?, desk.me(), right).await?;
    Ok(go("/console/identity"))
}

//! What is done to a report by a press: taken, classified, told, put into a case, closed, destroyed.

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use khien_casework::Refusal;
use khien_casework::report::Assessment;
use khien_casework::role::Operation;
use khien_terms::Code;
use khien_terms::id::{CaseId, ReportId};
use serde::Deserialize;

use super::desk::{Desk, Trouble, go};
use super::{id_of, queue};

/// A form with fields that may repeat.
pub type Fields = Form<Vec<(String, String)>>;

fn back(id: ReportId) -> Response {
    go(&format!("/console/report/{id}"))
}

fn working(desk: &Desk, id: &str) -> Result<ReportId, Trouble> {
    desk.must(Operation::WorkReports)?;
    id_of(id)
}

/// Takes a report.
///
/// # Errors
/// [`Trouble::Fault`], also when somebody else took it.
pub async fn take(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    let id = working(&desk, &id)?;
    // Whoever has looked at enough today takes nothing more with files, unless somebody needs them now.
    if queue::is_spared(&desk).await? {
        let row = desk.app.store.report_page(id).await?.row;
        if row.has_files && !row.needs_someone_now() {
            return Err(Refusal::NotNow("you have looked at enough for today: this one is for a colleague").into());
        }
    }
    desk.app.store.take_report(id, desk.me()).await?;
    Ok(back(id))
}

/// Says what it is.
///
/// # Errors
/// [`Trouble::Fault`] for a code that the lists do not have, or when a colleague classified it since the page was opened.
pub async fn classify(desk: Desk, Path(id): Path<String>, Form(fields): Fields) -> Result<Response, Trouble> {
    let id = working(&desk, &id)?;
    desk.app.store.classify(id, desk.me(), assessment(&fields), seen(&fields)).await?;
    Ok(back(id))
}

/// How often it had been classified when the page was opened; a form that does not say so saw none.
fn seen(fields: &[(String, String)]) -> u32 {
    fields.iter().find(|(name, _)| name == "seen").and_then(|(_, value)| value.parse().ok()).unwrap_or(0)
}

fn assessment(fields: &[(String, String)]) -> Assessment {
    let all = |name: &str| {
        fields.iter().filter(|(n, v)| n == name && !v.is_empty()).map(|(_, value)| Code::new(value)).collect::<Vec<_>>()
    };
    let one = |name: &str| all(name).into_iter().next();
    let main = one("main");
    let mut harms = all("harms");
    // The main harm is one of those chosen, also when its box was not ticked beside.
    if let Some(main) = main.as_ref().filter(|main| !harms.contains(main)) {
        harms.push(main.clone());
    }
    Assessment {
        harms,
        main,
        ai: one("ai"),
        age: one("age"),
        gender: one("gender"),
        relation: one("relation"),
        implicated: fields.iter().any(|(name, _)| name == "implicated"),
    }
}

/// A status that the reporter shall see.
#[derive(Deserialize)]
pub struct Status {
    status: Code,
}

/// Tells the reporter where it stands.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn tell(desk: Desk, Path(id): Path<String>, Form(form): Form<Status>) -> Result<Response, Trouble> {
    let id = working(&desk, &id)?;
    desk.app.store.tell(id, desk.me(), form.status).await?;
    Ok(back(id))
}

/// Which case.
#[derive(Deserialize)]
pub struct CaseChoice {
    /// `new`, or the number of one that is open, as typed.
    case: String,
}

/// Opens a case from the report, or joins it to one.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn to_case(desk: Desk, Path(id): Path<String>, Form(form): Form<CaseChoice>) -> Result<Response, Trouble> {
    let id = working(&desk, &id)?;
    desk.must(Operation::WorkCases)?;
    let case = if form.case == "new" {
        desk.app.store.open_case(id, desk.me()).await?
    } else {
        let case = case_of(&desk, &form.case).await?;
        desk.app.store.join_case(id, case, desk.me()).await?;
        case
    };
    Ok(go(&format!("/console/case/{case}")))
}

/// The case of a number as somebody typed it.
async fn case_of(desk: &Desk, typed: &str) -> Result<CaseId, Trouble> {
    let unknown = Refusal::Field { field: "case", problem: "the number of a case that is open" };
    let number = typed.trim().parse().map_err(|_| unknown.clone())?;
    Ok(desk.app.store.case_by_number(number).await?.ok_or(unknown)?)
}

/// How it ended.
#[derive(Deserialize)]
pub struct Outcome {
    pub outcome: Code,
}

/// Closes a report that needs no case.
///
/// # Errors
/// [`Trouble::Fault`] before it was classified.
pub async fn close(desk: Desk, Path(id): Path<String>, Form(form): Form<Outcome>) -> Result<Response, Trouble> {
    let id = working(&desk, &id)?;
    desk.app.store.close_report(id, desk.me(), form.outcome).await?;
    Ok(back(id))
}

/// A person has looked at a withdrawn report where danger was stated: it goes when its day has come.
///
/// # Errors
/// [`Trouble::Fault`] before that day.
pub async fn erase(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::EraseAfterDanger)?;
    let id = id_of(&id)?;
    desk.app.store.erase_report(id, Some(desk.me())).await?;
    Ok(back(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_which_judgement_it_saw() {
        assert_eq!(seen(&[("seen".to_owned(), "2".to_owned())]), 2);
        assert_eq!(seen(&[("seen".to_owned(), "x".to_owned())]), 0);
        assert_eq!(seen(&[]), 0);
    }

    #[test]
    fn the_main_harm_is_among_those_chosen() {
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let assessed = assessment(&[field("main", "ocsea.solicit"), field("harms", "other.scam"), field("age", "")]);
        assert_eq!(assessed.harms, [Code::new("other.scam"), Code::new("ocsea.solicit")]);
        assert_eq!((assessed.main, assessed.age, assessed.implicated), (Some(Code::new("ocsea.solicit")), None, false));
    }
}

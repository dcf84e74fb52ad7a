//! The directory of services that notices go to.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_store::services::Service;
use serde::Deserialize;

use super::desk::{Desk, Trouble, go, page};
use super::frame::{Choice, Frame};
use super::when;

/// The list.
#[derive(Template)]
#[template(path = "console/services.html")]
pub struct ServicesPage {
    pub f: Frame,
    pub rows: Vec<ServiceRow>,
    pub can_edit: bool,
}

/// A service in the list.
pub struct ServiceRow {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub jurisdictions: String,
    pub mail: String,
    pub checked: String,
    pub stale: bool,
}

/// One service, to edit.
#[derive(Template)]
#[template(path = "console/service.html")]
pub struct ServicePage {
    pub f: Frame,
    pub here: String,
    pub service: ServiceForm,
    pub kinds: Vec<Choice>,
    pub can_edit: bool,
}

/// The fields of a service as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ServiceForm {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub jurisdictions: String,
    pub mail: String,
    pub form: String,
    pub platforms: String,
    pub note: String,
}

/// Kinds of services.
const KINDS: [&str; 6] = ["platform", "search", "host", "registrar", "hash", "hotline"];
/// Days after which an entry is to be checked again.
const STALE_DAYS: i32 = 365;

/// Shows the directory.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show_all(desk: Desk) -> Result<Response, Trouble> {
    let services = desk.app.services().await?;
    let mut f = desk.frame("services").await?;
    f.title = f.t("console-services-title");
    let today = desk.app.now().day_in(&desk.app.config.zone);
    let rows = services.into_iter().map(|service| row(&f, service, today)).collect();
    Ok(page(&ServicesPage { rows, can_edit: desk.may(Operation::EditServices), f }))
}

fn row(f: &Frame, service: Service, today: Date) -> ServiceRow {
    let checked = service.checked.parse::<Date>().ok();
    ServiceRow {
        kind: f.t(&format!("console-kind-{}", service.kind)),
        jurisdictions: service.jurisdictions.join(" "),
        checked: checked.map(|day| when::day(f, day)).unwrap_or_default(),
        stale: checked.is_none_or(|day| today.since(day).is_ok_and(|age| age.get_days() > STALE_DAYS)),
        id: service.id,
        name: service.name,
        mail: service.mail,
    }
}

/// Shows one service, or an empty form for `new`.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    let mut f = desk.frame("services").await?;
    let service = if id == "new" {
        desk.must(Operation::EditServices)?;
        f.title = f.t("console-services-add");
        ServiceForm::default()
    } else {
        let found = desk.app.services().await?.into_iter().find(|service| service.id == id).ok_or(Refusal::NotFound)?;
        f.title = f.with("console-service-edit", "name", &found.name);
        typed(found)
    };
    let kinds = KINDS
        .iter()
        .map(|kind| Choice::new(kind, f.t(&format!("console-kind-{kind}"))).chosen(Some(&service.kind)))
        .collect();
    Ok(page(&ServicePage {
        here: format!("/console/services/{id}"),
        service,
        kinds,
        can_edit: desk.may(Operation::EditServices),
        f,
    }))
}

fn typed(service: Service) -> ServiceForm {
    ServiceForm {
        id: service.id,
        name: service.name,
        kind: service.kind,
        jurisdictions: service.jurisdictions.join(" "),
        mail: service.mail,
        form: service.form,
        platforms: service.platforms.join(" "),
        note: service.note,
    }
}

/// Keeps an entry; whoever saves it has checked it today.
///
/// # Errors
/// [`Refusal::Field`].
pub async fn save(desk: Desk, Path(id): Path<String>, Form(form): Form<ServiceForm>) -> Result<Response, Trouble> {
    desk.must(Operation::EditServices)?;
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    if let Some(unknown) =
        words(&form.platforms).iter().find(|code| desk.app.rulebook.typology.list_of(code) != Some("platform"))
    {
        return Err(Refusal::UnknownCode(khien_terms::Code::new(unknown)).into());
    }
    let id = if id == "new" { form.id.clone() } else { id };
    if id == "new" {
        return Err(Refusal::Field { field: "id", problem: "small letters, digits and hyphens" }.into());
    }
    let service = Service {
        id,
        name: form.name.trim().to_owned(),
        kind: KINDS.iter().find(|kind| **kind == form.kind).map_or("platform", |kind| kind).to_owned(),
        jurisdictions: words(&form.jurisdictions),
        mail: form.mail.trim().to_owned(),
        form: form.form.trim().to_owned(),
        platforms: words(&form.platforms),
        note: form.note.trim().to_owned(),
        checked: desk.app.now().day_in(&desk.app.config.zone).to_string(),
        confidence: "certain".to_owned(),
    };
    desk.app.store.save_service(service, desk.me()).await?;
    Ok(go("/console/services"))
}

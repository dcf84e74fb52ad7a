//! The directory of services that notices go to.

use askama::Template;

use super::frame::{Choice, Frame};

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
#[derive(Debug, Clone, Default)]
pub struct ServiceForm {
    pub id: String,
    pub name: String,
    pub jurisdictions: String,
    pub mail: String,
    pub form: String,
    pub platforms: String,
    pub note: String,
}

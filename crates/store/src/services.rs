//! The directory of services: entries of `data/services/`, replaced by what was edited in the console.

use khien_casework::Refusal;
use khien_casework::people::NodeEvent;
use khien_terms::id::StaffId;
use serde::{Deserialize, Serialize};

use crate::journal::{Actor, Meta};
use crate::setup::append_node;
use crate::{Fault, Store};

/// A service that can be asked to take something down.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Short name, letters and hyphens.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it is, such as `social`.
    #[serde(default)]
    pub kind: String,
    /// Whose law it answers to.
    #[serde(default)]
    pub jurisdictions: Vec<String>,
    /// Where notices go by mail; empty when it takes them by form only.
    #[serde(default)]
    pub mail: String,
    /// Address of its form.
    #[serde(default)]
    pub form: String,
    /// Codes of the list `platform`.
    #[serde(default)]
    pub platforms: Vec<String>,
    /// What a colleague should know.
    #[serde(default)]
    pub note: String,
    /// Day on which somebody last checked the entry.
    #[serde(default)]
    pub checked: String,
    /// `certain`, `probable` or `recalled`.
    #[serde(default)]
    pub confidence: String,
}

impl Service {
    /// Checks an entry before it is kept.
    ///
    /// # Errors
    /// [`Refusal::Field`].
    pub fn check(&self) -> Result<(), Refusal> {
        let field = |field, problem| Err(Refusal::Field { field, problem });
        if self.id.is_empty()
            || self.id.len() > 60
            || !self.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        {
            return field("id", "small letters, digits and hyphens");
        }
        if self.name.trim().is_empty() {
            return field("name", "the service's name");
        }
        let mail = self.mail.trim();
        if !mail.is_empty() && (!mail.contains('@') || mail.contains(char::is_whitespace)) {
            return field("mail", "not a mail address");
        }
        if !self.form.is_empty() && !self.form.starts_with("https://") {
            return field("form", "an address that begins with https://");
        }
        if self.jurisdictions.is_empty() {
            return field("jurisdictions", "at least one country, such as VN");
        }
        Ok(())
    }
}

/// Seconds that one press can keep something open: pages close it after five minutes.
const VIEWED_MAX: u32 = 600;

impl Store {
    /// Entries that were edited in the console, by id.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn edited_services(&self) -> Result<Vec<Service>, Fault> {
        self.read(|conn| {
            let rows = conn.query("SELECT entry FROM service ORDER BY id", &[])?;
            rows.iter().map(|row| serde_json::from_str(row.text(0)).map_err(Fault::from)).collect()
        })
        .await
    }

    /// Keeps an entry.
    ///
    /// # Errors
    /// [`Refusal::Field`].
    pub async fn save_service(&self, service: Service, by: StaffId) -> Result<(), Fault> {
        service.check()?;
        self.write("service", move |batch| {
            let entry = serde_json::to_string(&service)?;
            append_node(batch, NodeEvent::Service { id: service.id.clone(), entry, by }, Meta::once(Actor::Staff(by))?)
        })
        .await
    }

    /// Counts that somebody looked at a picture, a sound or a text of abuse.
    ///
    /// # Errors
    /// [`Refusal::Field`].
    pub async fn count_exposure(&self, staff: StaffId, kind: String) -> Result<i64, Fault> {
        if !matches!(kind.as_str(), "image" | "video" | "audio" | "text") {
            return Err(Refusal::Field { field: "kind", problem: "image, video, audio or text" }.into());
        }
        self.write("exposure", move |batch| {
            let meta = Meta::once(Actor::Staff(staff))?;
            append_node(batch, NodeEvent::Exposure { staff, kind: kind.clone() }, meta)?;
            let day = khien_measure::fact::day_number(batch.now.day_in(&batch.shared.rulebook.zone));
            exposures(batch.conn()?, staff, day)
        })
        .await
    }

    /// Counts how long material stood open before a member. What a page says is bounded by what it may keep open.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn viewed(&self, staff: StaffId, seconds: u32) -> Result<(), Fault> {
        let seconds = seconds.min(VIEWED_MAX);
        self.write("viewed", move |batch| {
            append_node(batch, NodeEvent::Viewed { staff, seconds }, Meta::once(Actor::Staff(staff))?)
        })
        .await
    }

    /// Minutes for which material stood open before a member today; told to that member only.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn minutes_today(&self, staff: StaffId) -> Result<i64, Fault> {
        let now = khien_terms::Moment::from(crate::journal::now());
        let day = khien_measure::fact::day_number(now.day_in(&self.shared.rulebook.zone));
        self.read(move |conn| {
            let sql = "SELECT count FROM exposure WHERE staff = $1 AND day = $2 AND kind = 'seconds'";
            let row = conn.first(sql, &crate::vals![staff.to_string(), i64::from(day)])?;
            Ok(row.map_or(0, |row| row.int(0) / 60))
        })
        .await
    }

    /// How often a member looked today; told to that member only.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn exposures_today(&self, staff: StaffId) -> Result<i64, Fault> {
        let now = khien_terms::Moment::from(crate::journal::now());
        let day = khien_measure::fact::day_number(now.day_in(&self.shared.rulebook.zone));
        self.read(move |conn| exposures(conn, staff, day)).await
    }
}

fn exposures(conn: &mut crate::db::Conn, staff: StaffId, day: u16) -> Result<i64, Fault> {
    let row = conn.first(
        "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM exposure WHERE staff = $1 AND day = $2 AND kind <> 'seconds'",
        &crate::vals![staff.to_string(), i64::from(day)],
    )?;
    Ok(row.map_or(0, |row| row.int(0)))
}

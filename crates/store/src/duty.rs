//! The duty rosters, of those who take reports and of the desk: documents of the node, their changes recorded by commitment.

use khien_casework::people::NodeEvent;
use khien_casework::roster::Roster;
use khien_terms::id::StaffId;

use crate::db::Conn;
use crate::journal::{Actor, Meta};
use crate::setup::append_node;
use crate::{Fault, Store, vals};

impl Store {
    /// The roster, without those who cannot sign in any more.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn roster(&self) -> Result<Roster, Fault> {
        self.roster_of(REPORTS).await
    }

    /// The roster of the desk between States, without those who cannot sign in any more.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn desk_roster(&self) -> Result<Roster, Fault> {
        self.roster_of(DESK).await
    }

    async fn roster_of(&self, name: &'static str) -> Result<Roster, Fault> {
        self.read(move |conn| roster(conn, name)).await
    }

    /// Keeps a new roster.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn save_roster(&self, new: Roster, by: StaffId) -> Result<(), Fault> {
        self.save_roster_of(REPORTS, new, by).await
    }

    /// Keeps a new roster of the desk.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn save_desk_roster(&self, new: Roster, by: StaffId) -> Result<(), Fault> {
        self.save_roster_of(DESK, new, by).await
    }

    async fn save_roster_of(&self, name: &'static str, new: Roster, by: StaffId) -> Result<(), Fault> {
        self.write("roster", move |batch| {
            let text = serde_json::to_string(&new)?;
            let salt: [u8; 32] = khien_seal::random()?;
            let commitment = khien_seal::commitment(&salt, text.as_bytes());
            append_node(batch, NodeEvent::Roster { commitment, by }, Meta::once(Actor::Staff(by))?)?;
            batch.conn()?.execute(
                "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                &vals![name, text],
            )?;
            Ok(())
        })
        .await
    }
}

/// Under which names they are kept.
const REPORTS: &str = "roster";
const DESK: &str = "desk roster";

fn roster(conn: &mut Conn, name: &str) -> Result<Roster, Fault> {
    let row = conn.first("SELECT value FROM setting WHERE name = $1", &vals![name])?;
    let Some(row) = row else { return Ok(Roster::default()) };
    let roster: Roster = serde_json::from_str(row.text(0))?;
    let active = conn.query("SELECT id FROM staff WHERE state = 'active'", &[])?;
    let active: Vec<StaffId> = active.iter().map(|row| row.parse(0)).collect::<Result<_, _>>()?;
    Ok(roster.of_active(&active))
}

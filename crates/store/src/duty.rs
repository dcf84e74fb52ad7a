//! The duty roster: a document of the node, its changes recorded by commitment.

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
        self.read(roster).await
    }

    /// Keeps a new roster.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn save_roster(&self, new: Roster, by: StaffId) -> Result<(), Fault> {
        self.write("roster", move |batch| {
            let text = serde_json::to_string(&new)?;
            let salt: [u8; 32] = khien_seal::random()?;
            let commitment = khien_seal::commitment(&salt, text.as_bytes());
            append_node(batch, NodeEvent::Roster { commitment, by }, Meta::once(Actor::Staff(by))?)?;
            batch.conn()?.execute(
                "INSERT INTO setting (name, value) VALUES ('roster', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                &vals![text],
            )?;
            Ok(())
        })
        .await
    }
}

fn roster(conn: &mut Conn) -> Result<Roster, Fault> {
    let row = conn.first("SELECT value FROM setting WHERE name = 'roster'", &[])?;
    let Some(row) = row else { return Ok(Roster::default()) };
    let roster: Roster = serde_json::from_str(row.text(0))?;
    let active = conn.query("SELECT id FROM staff WHERE state = 'active'", &[])?;
    let active: Vec<StaffId> = active.iter().map(|row| row.parse(0)).collect::<Result<_, _>>()?;
    Ok(roster.of_active(&active))
}

//! What happens to contents by the passing of time: they lapse, and what was withdrawn is forgotten.

use std::collections::BTreeMap;

use khien_casework::bank::Why;
use khien_terms::id::BankId;

use crate::banks::load;
use crate::contents::{content_in, forget, withdraw_in};
use crate::db::Row;
use crate::journal::{Actor, Meta};
use crate::{Fault, Store, vals};

/// Contents of one round; the next follows within a minute.
const ROUND: i64 = 500;

impl Store {
    /// Withdraws contents whose time is over; gives how many.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn withdraw_expired(&self) -> Result<usize, Fault> {
        let now = crate::journal::now().as_microsecond();
        let sql = "SELECT id FROM bank_content WHERE withdrawn IS NULL AND expires IS NOT NULL AND expires <= $1 ORDER BY expires LIMIT $2";
        let rows = self.read(move |conn| conn.query(sql, &vals![now, ROUND])).await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.int(0)).collect();
        let count = ids.len();
        if count > 0 {
            let meta = Meta::once(Actor::Node)?;
            self.write("withdraw expired", move |batch| withdraw_in(batch, &ids, Why::Expired, None, meta)).await?;
        }
        Ok(count)
    }

    /// Forgets contents that were withdrawn so many days ago, whoever has heard of it or not, and those of a platform's own lists
    /// at once; gives how many.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn forget_withdrawn(&self, days: i64) -> Result<usize, Fault> {
        let before = khien_terms::Moment::from(crate::journal::now()).plus_days(-days).0;
        let rows: Vec<Row> = self
            .read(move |conn| {
                conn.query(
                    "SELECT c.id, c.bank FROM bank_content AS c JOIN bank AS b ON b.id = c.bank WHERE c.withdrawn IS NOT NULL \
                     AND c.forgotten = 0 AND (c.changed_at <= $1 OR b.platform <> '') ORDER BY c.changed_at LIMIT $2",
                    &vals![before, ROUND],
                )
            })
            .await?;
        let mut by_bank: BTreeMap<BankId, Vec<i64>> = BTreeMap::new();
        for row in &rows {
            by_bank.entry(row.parse(1)?).or_default().push(row.int(0));
        }
        for (id, contents) in by_bank {
            let meta = Meta::once(Actor::Node)?;
            self.write("forget withdrawn", move |batch| {
                let bank = load(batch.conn()?, id)?;
                let gone = contents
                    .iter()
                    .map(|content| content_in(batch.conn()?, *content).map(|row| row.content))
                    .collect::<Result<Vec<_>, Fault>>()?;
                forget(batch, id, &bank, gone, meta)
            })
            .await?;
        }
        Ok(rows.len())
    }
}

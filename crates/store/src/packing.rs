//! Packages of evidence while they are made: each has a number of its own in its request, and what the node wrote for one is known
//! again when it is to be signed and when it is handed over.

use khien_casework::Refusal;
use khien_desk::package::PACKAGES_MAX;
use khien_terms::id::{RequestId, StaffId};
use khien_terms::moment::DAY;

use crate::requests::load;
use crate::{Fault, Store, vals};

/// Microseconds for which what the node wrote is signed and handed over; a chunk waits as long for the message that names it.
const MAKING: i64 = 3 * DAY;

/// What the node wrote for a package, by hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// SHA-256 of its `tagmanifest-sha256.txt`, hex.
    pub manifest: String,
    /// SHA-256 of its `metadata/conditions.json`, hex.
    pub conditions: String,
}

impl Store {
    /// The next number of a package of a request. Nobody else gets it, also when this package is never handed over.
    ///
    /// # Errors
    /// [`Refusal::NotFound`]; [`Refusal::NotNow`] when the request has as many as it may have.
    pub async fn number_package(&self, id: RequestId, by: StaffId) -> Result<u32, Fault> {
        self.write("number package", move |batch| {
            let (state, _) = load(batch.conn()?, id)?;
            let key = id.to_string();
            let sql = "SELECT COALESCE(MAX(n), 0) FROM desk_package WHERE request = $1";
            let last = batch.conn()?.first(sql, &vals![key.as_str()])?.map_or(0, |row| row.int(0));
            // Packages from before numbers were kept count too.
            let before = i64::try_from(state.asked.returned.len()).unwrap_or(i64::MAX);
            let number = last.max(before).saturating_add(1);
            let most = Refusal::NotNow("this request has as many packages as it may have");
            let small = u32::try_from(number).ok().filter(|number| *number <= PACKAGES_MAX).ok_or(most)?;
            let sql = "INSERT INTO desk_package (request, n, staff, manifest, conditions, at) VALUES ($1, $2, $3, '', '', $4)";
            let now = batch.now.0;
            batch.conn()?.execute(sql, &vals![key, number, by.to_string(), now])?;
            Ok(small)
        })
        .await
    }

    /// Remembers what the node wrote for the package of this number, of this member.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn package_written(&self, id: RequestId, n: u32, by: StaffId, written: Written) -> Result<(), Fault> {
        self.write("package written", move |batch| {
            let sql =
                "UPDATE desk_package SET manifest = $1, conditions = $2 WHERE request = $3 AND n = $4 AND staff = $5";
            let Written { manifest, conditions } = &written;
            let row = vals![manifest.as_str(), conditions.as_str(), id.to_string(), i64::from(n), by.to_string()];
            batch.conn()?.execute(sql, &row).map(drop)
        })
        .await
    }

    /// What the node wrote for this member in this request within the last three days, by its manifest.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn written(&self, id: RequestId, by: StaffId, manifest: String) -> Result<Option<Written>, Fault> {
        self.read(move |conn| {
            let since = crate::journal::now().as_microsecond() - MAKING;
            let sql = "SELECT conditions FROM desk_package \
                       WHERE request = $1 AND staff = $2 AND manifest = $3 AND manifest <> '' AND at > $4 LIMIT 1";
            let row = conn.first(sql, &vals![id.to_string(), by.to_string(), manifest.as_str(), since])?;
            Ok(row.map(|row| Written { manifest: manifest.clone(), conditions: row.text(0).to_owned() }))
        })
        .await
    }
}

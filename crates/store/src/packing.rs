//! Packages of evidence while they are made: each has a number of its own in its request, and what the node wrote for one is known
//! again when it is to be signed and when it is handed over.

use khien_casework::Refusal;
use khien_desk::package::PACKAGES_MAX;
use khien_desk::request::Event;
use khien_seal::keys::SignKey;
use khien_seal::witness::LeafProof;
use khien_terms::Moment;
use khien_terms::id::{RequestId, StaffId};
use khien_terms::moment::DAY;

use crate::journal::{self, Actor, Recorded};
use crate::requests::{append, load, must_be_sealed};
use crate::witness::{leaf_proof, proof_of_now};
use crate::{Fault, Store, sealed, vals};

/// Microseconds for which what the node wrote is signed and handed over; a chunk waits as long for the message that names it.
const LASTS: i64 = 3 * DAY;

/// The sealed part of a request in which what is needed to go on with a package is kept, before its number.
pub const MAKING: &str = "making/";

fn making(id: RequestId, n: u32) -> String {
    sealed::reference(&id.to_string(), &format!("{MAKING}{n}"))
}

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

    /// Writes down that node and officer signed the package of this manifest, of this member and this request.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a package that was not written for this member.
    pub async fn package_signed(&self, id: RequestId, by: StaffId, manifest: String) -> Result<(), Fault> {
        self.write("package signed", move |batch| {
            let sql = "SELECT n FROM desk_package WHERE request = $1 AND staff = $2 AND manifest = $3";
            let row = batch.conn()?.first(sql, &vals![id.to_string(), by.to_string(), manifest.as_str()])?;
            let n = u32::try_from(row.ok_or(Refusal::NotFound)?.int(0)).map_err(|_| Refusal::NotFound)?;
            let (_, version) = load(batch.conn()?, id)?;
            let event = Event::PackageSigned { package: n, manifest: manifest.clone() };
            // Whoever gets the package gets this row: it names nobody of ours.
            append(batch, id, version, event, Actor::Node)
        })
        .await
    }

    /// The proof that the signing of a package stands in the ledger: under the newest checkpoint that witnesses co-signed, or, before the
    /// next beat brings one, under a checkpoint of this moment that is for the package alone. That one is not kept and not served, so that
    /// the public ledger grows on its beat and nobody but the package's reader learns of the hour.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] where nobody signed it.
    pub async fn package_proof(
        &self,
        id: RequestId,
        manifest: String,
        origin: String,
        online: SignKey,
    ) -> Result<LeafProof, Fault> {
        self.read(move |conn| {
            let signed = |recorded: &&Recorded| {
                matches!(&recorded.event, journal::Event::Request(Event::PackageSigned { manifest: of, .. }) if *of == manifest)
            };
            let stream = journal::stream(conn, &id.to_string())?;
            let seq = stream.iter().rfind(signed).ok_or(Refusal::NotFound)?.seq;
            match leaf_proof(conn, seq)? {
                Some(proof) => Ok(proof),
                None => proof_of_now(conn, seq, &origin, &online)?.ok_or_else(|| Refusal::NotFound.into()),
            }
        })
        .await
    }

    /// Keeps what a member's browser needs to go on with a package after a break, sealed to the desk: with it the same files make the
    /// same chunks. It goes when the package is handed over, or after three days.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a number that this member did not get; [`Refusal::Field`] when it is not sealed.
    pub async fn keep_making(&self, id: RequestId, n: u32, by: StaffId, words: Vec<u8>) -> Result<(), Fault> {
        must_be_sealed(&words)?;
        self.write("keep making", move |batch| {
            let since = batch.now.0 - LASTS;
            let sql = "SELECT 1 FROM desk_package WHERE request = $1 AND n = $2 AND staff = $3 AND at > $4";
            let its = batch.conn()?.first(sql, &vals![id.to_string(), i64::from(n), by.to_string(), since])?;
            its.ok_or(Refusal::NotFound)?;
            sealed::put(batch, &making(id, n), &words).map(drop)
        })
        .await
    }

    /// Packages of a request that this member began within three days and did not hand over: number, and when it was begun.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn makings(&self, id: RequestId, by: StaffId) -> Result<Vec<(u32, Moment)>, Fault> {
        self.read(move |conn| {
            let since = crate::journal::now().as_microsecond() - LASTS;
            let sql = "SELECT p.n, p.at FROM desk_package AS p JOIN sealed AS s ON s.ref = p.request || '/making/' || CAST(p.n AS TEXT) \
                       WHERE p.request = $1 AND p.staff = $2 AND p.at > $3 ORDER BY p.n";
            let rows = conn.query(sql, &vals![id.to_string(), by.to_string(), since])?;
            Ok(rows.iter().map(|row| (u32::try_from(row.int(0)).unwrap_or(0), Moment(row.int(1)))).collect())
        })
        .await
    }

    /// Forgets what was kept to go on with a package, by its manifest: it was handed over.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn making_done(&self, id: RequestId, by: StaffId, manifest: String) -> Result<(), Fault> {
        self.write("making done", move |batch| {
            let sql = "SELECT n FROM desk_package WHERE request = $1 AND staff = $2 AND manifest = $3";
            let rows = batch.conn()?.query(sql, &vals![id.to_string(), by.to_string(), manifest.as_str()])?;
            for row in &rows {
                let name = making(id, u32::try_from(row.int(0)).unwrap_or(0));
                batch.conn()?.execute("DELETE FROM sealed WHERE ref = $1", &vals![name])?;
            }
            Ok(())
        })
        .await
    }

    /// Forgets what was kept to go on with packages that nobody went on with for three days; gives how many.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn sweep_makings(&self) -> Result<usize, Fault> {
        let names = self
            .read(|conn| {
                let since = crate::journal::now().as_microsecond() - LASTS;
                let sql = "SELECT s.ref FROM desk_package AS p \
                           JOIN sealed AS s ON s.ref = p.request || '/making/' || CAST(p.n AS TEXT) WHERE p.at <= $1";
                Ok(conn.query(sql, &vals![since])?.iter().map(|row| row.text(0).to_owned()).collect::<Vec<_>>())
            })
            .await?;
        let swept = names.len();
        if swept > 0 {
            self.write("sweep makings", move |batch| {
                for name in &names {
                    batch.conn()?.execute("DELETE FROM sealed WHERE ref = $1", &vals![name.as_str()])?;
                }
                Ok(())
            })
            .await?;
        }
        Ok(swept)
    }

    /// What the node wrote for this member in this request within the last three days, by its manifest.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn written(&self, id: RequestId, by: StaffId, manifest: String) -> Result<Option<Written>, Fault> {
        self.read(move |conn| {
            let since = crate::journal::now().as_microsecond() - LASTS;
            let sql = "SELECT conditions FROM desk_package \
                       WHERE request = $1 AND staff = $2 AND manifest = $3 AND manifest <> '' AND at > $4 LIMIT 1";
            let row = conn.first(sql, &vals![id.to_string(), by.to_string(), manifest.as_str(), since])?;
            Ok(row.map(|row| Written { manifest: manifest.clone(), conditions: row.text(0).to_owned() }))
        })
        .await
    }
}

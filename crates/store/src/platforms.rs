//! Platforms that sign in by API: who they are, and their tokens. A token is shown once; its SHA-256 stays.

use khien_casework::Refusal;
use khien_casework::bank::Asker;
use khien_casework::platform::{Command, Event, Platform, Profile, decide};
use khien_terms::Moment;
use khien_terms::id::PlatformId;

use crate::batch::Batch;
use crate::db::Conn;
use crate::journal::{Meta, version_of};
use crate::{Fault, Store, vals};

/// Tokens that a platform has at once: the old one and the new while it changes over.
const TOKENS: i64 = 2;

/// A platform as lists show it.
#[derive(Debug, Clone)]
pub struct PlatformRow {
    /// Its id.
    pub id: PlatformId,
    /// What is told about it.
    pub profile: Profile,
    /// Its access was ended.
    pub revoked: bool,
    /// Since when.
    pub added_at: Moment,
    /// Tokens that stand.
    pub tokens: i64,
}

impl Store {
    /// Adds a platform; gives its id and its first token, which is shown once.
    ///
    /// # Errors
    /// [`Refusal::Field`], or [`Refusal::NotNow`] when an active platform has this name.
    pub async fn add_platform(&self, profile: Profile, meta: Meta) -> Result<(PlatformId, String), Fault> {
        profile.check()?;
        let token = new_token()?;
        let kept = hash_of(&token);
        let id = self
            .write("add platform", move |batch| {
                let sql = "SELECT 1 FROM platform WHERE name = $1 AND revoked = 0";
                if batch.conn()?.first(sql, &vals![profile.name.as_str()])?.is_some() {
                    return Err(Refusal::NotNow("a platform of this name has access; make another token for it").into());
                }
                let id = PlatformId::from_bits(u128::from_be_bytes(khien_seal::random()?));
                let events = [Event::Added { profile: profile.clone() }, Event::Token {}];
                batch.append(&id.to_string(), 0, events, meta)?;
                keep_token(batch, id, &kept)?;
                Ok(id)
            })
            .await?;
        Ok((id, token))
    }

    /// Makes another token; of three the oldest ends.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::NotNow`].
    pub async fn new_platform_token(&self, id: PlatformId, meta: Meta) -> Result<String, Fault> {
        let token = new_token()?;
        let kept = hash_of(&token);
        self.write("platform token", move |batch| {
            platform_command(batch, id, Command::MakeToken, meta)?;
            keep_token(batch, id, &kept)
        })
        .await?;
        Ok(token)
    }

    /// Changes what is told about a platform or what it receives. Where that changes, its feed begins anew: what it may
    /// have from now on may stand before the place that it has come to.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::NotNow`], [`Refusal::Field`].
    pub async fn set_platform(&self, id: PlatformId, profile: Profile, meta: Meta) -> Result<(), Fault> {
        self.write("set platform", move |batch| {
            let before = load(batch.conn()?, id)?.profile.receives;
            platform_command(batch, id, Command::Set { profile: profile.clone() }, meta)?;
            if before == profile.receives {
                return Ok(());
            }
            let sql = "UPDATE feed_cursor SET seq = 0, content = 0 WHERE platform = $1";
            batch.conn()?.execute(sql, &vals![id.to_string()]).map(drop)
        })
        .await
    }

    /// Ends a platform's access. What it was handed it may still hold: withdrawals wait for an acknowledgement that
    /// cannot come, and that is what the people concerned are shown.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn revoke_platform(&self, id: PlatformId, meta: Meta) -> Result<(), Fault> {
        self.write("revoke platform", move |batch| {
            platform_command(batch, id, Command::Revoke, meta)?;
            let key = id.to_string();
            batch.conn()?.execute("DELETE FROM platform_token WHERE platform = $1", &vals![key])?;
            Ok(())
        })
        .await
    }

    /// All platforms, by name.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn platforms(&self) -> Result<Vec<PlatformRow>, Fault> {
        self.read(|conn| {
            let rows = conn.query(
                "SELECT p.id, p.name, p.country, p.receives, p.revoked, p.added_at, \
                 (SELECT COUNT(*) FROM platform_token AS t WHERE t.platform = p.id) FROM platform AS p ORDER BY p.name, p.id",
                &[],
            )?;
            rows.iter()
                .map(|row| {
                    Ok(PlatformRow {
                        id: row.parse(0)?,
                        profile: Profile {
                            name: row.text(1).to_owned(),
                            country: row.text(2).to_owned(),
                            receives: serde_json::from_str(row.text(3))?,
                        },
                        revoked: row.flag(4),
                        added_at: Moment(row.int(5)),
                        tokens: row.int(6),
                    })
                })
                .collect()
        })
        .await
    }

    /// Who comes with this token.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when nobody does.
    pub async fn platform_of(&self, token: &str) -> Result<Asker, Fault> {
        let kept = hash_of(token);
        self.read(move |conn| {
            let row = conn.first(
                "SELECT p.id, p.receives FROM platform_token AS t JOIN platform AS p ON p.id = t.platform \
                 WHERE t.hash = $1 AND p.revoked = 0",
                &vals![kept],
            )?;
            let row = row.ok_or(Fault::Refused(Refusal::NotFound))?;
            Ok(Asker::Platform { id: row.parse(0)?, receives: serde_json::from_str(row.text(1))? })
        })
        .await
    }
}

/// 32 random bytes in hex behind a mark by which leaked ones are found.
fn new_token() -> Result<String, Fault> {
    Ok(format!("khp_{}", hex::encode(khien_seal::random::<32>()?)))
}

fn hash_of(token: &str) -> String {
    khien_seal::sha256_hex(token.as_bytes())
}

/// Keeps a token; of three the oldest ends.
fn keep_token(batch: &mut Batch<'_>, id: PlatformId, hash: &str) -> Result<(), Fault> {
    let (key, now) = (id.to_string(), batch.now.0);
    let conn = batch.conn()?;
    conn.execute(
        "INSERT INTO platform_token (hash, platform, made_at) VALUES ($1, $2, $3)",
        &vals![hash, key.as_str(), now],
    )?;
    let sql = "SELECT hash FROM platform_token WHERE platform = $1 AND hash <> $2 ORDER BY made_at DESC, hash";
    let others = conn.query(sql, &vals![key, hash])?;
    for row in others.iter().skip(usize::try_from(TOKENS - 1).unwrap_or(0)) {
        conn.execute("DELETE FROM platform_token WHERE hash = $1", &vals![row.text(0)])?;
    }
    Ok(())
}

/// Decides a command on a platform and appends what follows.
pub(crate) fn platform_command(
    batch: &mut Batch<'_>,
    id: PlatformId,
    command: Command,
    meta: Meta,
) -> Result<(), Fault> {
    let platform = load(batch.conn()?, id)?;
    let events = decide(&platform, command)?;
    let stream = id.to_string();
    let version = version_of(batch.conn()?, &stream)?;
    batch.append(&stream, version, events, meta)?;
    Ok(())
}

/// A platform from its row: its stream grows with every fetch.
pub(crate) fn load(conn: &mut Conn, id: PlatformId) -> Result<Platform, Fault> {
    let sql = "SELECT name, country, receives, revoked FROM platform WHERE id = $1";
    let row = conn.first(sql, &vals![id.to_string()])?.ok_or(Fault::Refused(Refusal::NotFound))?;
    let profile = Profile {
        name: row.text(0).to_owned(),
        country: row.text(1).to_owned(),
        receives: serde_json::from_str(row.text(2))?,
    };
    Ok(Platform { profile, revoked: row.flag(3) })
}

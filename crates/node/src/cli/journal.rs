//! `khien rebuild` and `khien verify`.

use std::path::PathBuf;

use khien_store::rebuild::Verified;
use khien_store::{Place, Shared, rebuild as refold, writer};

use super::print_json;
use crate::Failure;
use crate::app::Material;
use crate::config::Config;

/// Drops and refolds the read tables.
pub(super) async fn rebuild(config: Config, json: bool) -> Result<(), Failure> {
    let rebuilt = on_database(config, refold::rebuild).await?;
    if json {
        print_json(&rebuilt)?;
    } else {
        println!(
            "{} events in {:.2} s, {}",
            rebuilt.events,
            rebuilt.seconds,
            if rebuilt.identical { "identical" } else { "different" }
        );
    }
    if rebuilt.identical {
        Ok(())
    } else {
        Err(Failure::Held(format!("these tables differed: {}", rebuilt.different.join(", "))))
    }
}

/// Verifies the journal.
pub(super) async fn verify(config: Config, against: Option<PathBuf>, json: bool) -> Result<(), Failure> {
    let kept = match &against {
        Some(path) => {
            Some(std::fs::read_to_string(path).map_err(|e| Failure::Held(format!("{}: {e}", path.display())))?)
        }
        None => None,
    };
    let looked = on_database(config, move |conn, _| {
        let online =
            conn.first("SELECT bytes FROM secret WHERE name = 'online'", &[])?.map(|row| row.hash(0)).transpose()?;
        let online = online.map(|seed| khien_seal::keys::SignKey::from_seed(seed).verify_bytes());
        refold::verify(conn, online, kept.as_deref())
    })
    .await;
    let verified = match looked {
        // Scripts get their object also when there is nothing to verify.
        Err(Failure::Held(problem)) if json => {
            Verified { ok: false, size: 0, root: String::new(), problems: vec![problem] }
        }
        other => other?,
    };
    if json {
        print_json(&verified)?;
    } else {
        println!("{} events, root {}", verified.size, verified.root);
        verified.problems.iter().for_each(|problem| println!("{problem}"));
    }
    if verified.ok { Ok(()) } else { Err(Failure::Held(format!("{} problems", verified.problems.len()))) }
}

pub(super) async fn on_database<T: Send + 'static>(
    config: Config,
    act: impl FnOnce(&mut khien_store::db::Conn, &Shared) -> Result<T, khien_store::Fault> + Send + 'static,
) -> Result<T, Failure> {
    let material = Material::load(&config).map_err(Failure::Data)?;
    let done = tokio::task::spawn_blocking(move || {
        super::user::there_is_one(&config)?;
        let place = Place { folder: config.data, database: config.database };
        let shared = Shared { place, rulebook: material.rulebook };
        let mut conn = writer::connect(&shared.place, false)?;
        refold::prepare(&mut conn, &shared)?;
        Ok(act(&mut conn, &shared)?)
    });
    done.await.map_err(|error| Failure::Held(error.to_string()))?
}

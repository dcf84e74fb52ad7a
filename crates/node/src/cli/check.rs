//! `khien check`: what is in force and from where, and every data file that is wrong.

use serde::Serialize;

use super::print_json;
use crate::Failure;
use crate::app::Material;
use crate::config::{Config, ConfigError, Options};

#[derive(Serialize)]
struct Found {
    ok: bool,
    errors: Vec<Wrong>,
}

#[derive(Serialize)]
struct Wrong {
    file: String,
    line: usize,
    problem: String,
}

/// Runs the command.
pub(super) async fn run(options: Options, json: bool) -> Result<(), Failure> {
    let config = match options.resolve() {
        Ok(config) => config,
        Err(error) if json => {
            let wrong = Wrong { file: file_of(&error).into(), line: 1, problem: error.to_string() };
            print_json(&Found { ok: false, errors: vec![wrong] })?;
            return Err(Failure::Held(error.to_string()));
        }
        Err(error) => return Err(error.into()),
    };
    let errors = Material::load(&config).err().unwrap_or_default();
    let count = errors.len();
    if json {
        let errors = errors.into_iter().map(|e| Wrong { file: e.file, line: e.line, problem: e.problem }).collect();
        print_json(&Found { ok: count == 0, errors })?;
    } else {
        say(&config);
        errors.iter().for_each(|error| println!("{error}"));
    }
    if count == 0 { Ok(()) } else { Err(Failure::Held(format!("{count} data files are wrong"))) }
}

fn file_of(error: &ConfigError) -> &'static str {
    match error {
        ConfigError::File(_) => "khien.toml",
        ConfigError::Value { .. } => "configuration",
    }
}

/// Secrets are named and not shown.
fn say(config: &Config) {
    let set = |value: &Option<String>| if value.is_some() { "set" } else { "not set" }.to_owned();
    let values = [
        ("data", config.data.display().to_string()),
        ("listen", config.listen.to_string()),
        ("database", if config.database.is_some() { "PostgreSQL".into() } else { "SQLite in the data folder".into() }),
        ("origin", config.origin.clone().unwrap_or_else(|| "not set: links use the listening address".into())),
        ("country", config.country.clone()),
        ("zone", config.zone_name.clone()),
        ("lang", config.lang.to_string()),
        ("capacity", config.capacity.as_str().into()),
        ("beat_minutes", config.beat_minutes.to_string()),
        ("smtp", set(&config.smtp)),
        ("mail_from", config.mail_from.clone()),
        ("page_webhook", set(&config.page_webhook)),
    ];
    for (name, value) in values {
        println!(
            "{name:14} {value}  ({})",
            config.sources.get(name).copied().unwrap_or("flag, environment or built in")
        );
    }
    if config.database.is_some() {
        println!("PostgreSQL: a failover keeps what was acknowledged only with synchronous replication");
    }
    if config.smtp.is_none() {
        println!(
            "smtp is not set: notices wait as failed until a person sends them by other means, and pages go by webhook only"
        );
    }
}

//! `khien check`: what is in force and from where, and every data file that is wrong.

use khien_terms::Lang;
use khien_terms::country::{AsksLogs, Country};
use serde::Serialize;

use super::print_json;
use crate::Failure;
use crate::app::{Material, overlaid};
use crate::config::{Config, Options, Source, Wrong as Setting};

#[derive(Serialize)]
struct Found {
    ok: bool,
    /// What is in force, and where it came from.
    settings: Vec<InForce>,
    errors: Vec<Wrong>,
}

#[derive(Serialize)]
struct InForce {
    name: &'static str,
    value: String,
    from: String,
}

#[derive(Serialize)]
struct Wrong {
    /// A file, or the flag or variable.
    file: String,
    /// 0 where there are no lines.
    line: usize,
    problem: String,
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.problem),
            line => write!(f, "{}:{line}: {}", self.file, self.problem),
        }
    }
}

/// Runs the command.
pub(super) async fn run(options: Options, json: bool) -> Result<(), Failure> {
    // The data files are checked all the same, with what is built in for what is wrong.
    let (mut config, settings) = options.examine();
    let mut wrong: Vec<Wrong> = settings.into_iter().map(wrong_of).collect();
    wrong.extend(no_such_place(&mut config).into_iter().map(wrong_of));
    wrong.sort_by_key(|wrong| if wrong.line == 0 { usize::MAX } else { wrong.line });
    if !config.data.exists() {
        eprintln!("{} does not exist yet: `khien serve` makes it", config.data.display());
    }
    let material = Material::load(&config);
    if let Ok(material) = &material
        && !json
    {
        say_law(&material.rulebook.country);
    }
    let errors = material.err().unwrap_or_default();
    wrong.extend(errors.into_iter().map(|e| Wrong { file: e.file, line: e.line, problem: e.problem }));
    let count = wrong.len();
    if json {
        print_json(&Found { ok: count == 0, settings: in_force(&config), errors: wrong })?;
    } else {
        say(&config);
        wrong.iter().for_each(|wrong| println!("{wrong}"));
    }
    if count == 0 { Ok(()) } else { Err(Failure::Held(format!("wrong: {count}"))) }
}

/// What the country's pack leaves to a lawyer, and what it says of logs (care 6.5, 8).
fn say_law(country: &Country) {
    let logs = &country.service_logs;
    match logs.asked {
        AsksLogs::No => {}
        AsksLogs::Yes => println!(
            "the law asks this service for logs of visits{}: the node keeps none, so whoever carries it has to, and the portal says so ({})",
            logs.days.map_or_else(String::new, |days| format!(" of {days} days")),
            logs.source
        ),
        AsksLogs::Unconfirmed => {
            println!(
                "whether the law asks this service for logs of visits: not confirmed by a lawyer ({})",
                logs.source
            );
        }
    }
    let open = country.self_risk.iter().filter(|risk| !risk.lawyer_checked).count()
        + country.duties.iter().filter(|duty| !duty.lawyer_checked).count();
    if open > 0 {
        println!("country {}: {open} entries of law wait for a lawyer's mark", country.country);
    }
}

/// A country or a language without files is a wrong setting, not a wrong file.
fn no_such_place(config: &mut Config) -> Vec<Setting> {
    let mut found = Vec::new();
    // What is wrong with the files themselves is told with them.
    let Ok(files) = overlaid(config) else { return found };
    let path = format!("country/{}.json", config.country.to_ascii_lowercase());
    if files.text(&path).is_err() {
        let problem = format!("no such country pack: {}; there is no {path}", config.country);
        let source_of = config.sources.insert("country", Source::BuiltIn).unwrap_or(Source::BuiltIn);
        found.push(Setting { source_of, problem });
        "VN".clone_into(&mut config.country);
    }
    let path = format!("locales/{}/portal.ftl", config.lang);
    if files.text(&path).is_err() {
        let problem = format!("no such language: {}; there is no {path}", config.lang);
        let source_of = config.sources.insert("lang", Source::BuiltIn).unwrap_or(Source::BuiltIn);
        found.push(Setting { source_of, problem });
        config.lang = "vi".parse().unwrap_or(Lang::EN);
    }
    found
}

/// A setting names the file and line, or the flag or variable, that it came from.
fn wrong_of(setting: Setting) -> Wrong {
    let (file, line) = match setting.source_of.line() {
        Some(line) => ("khien.toml".to_owned(), line),
        None => (setting.source_of.to_string(), 0),
    };
    Wrong { file, line, problem: setting.problem }
}

/// Every value in force. Secrets are named and not shown.
fn in_force(config: &Config) -> Vec<InForce> {
    let set = |value: &Option<String>| if value.is_some() { "set" } else { "not set" }.to_owned();
    let values = [
        ("data", config.data.display().to_string()),
        ("listen", config.listen.to_string()),
        (
            "desk_listen",
            config
                .desk_listen
                .map_or_else(|| "not set: no listener for TLS with pinned keys".into(), |at| at.to_string()),
        ),
        ("desk_origin", desk_origin(config)),
        ("desk_calls", config.desk_calls.to_string()),
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
        ("open_lookups", config.open_lookups.to_string()),
        ("hash_videos", config.hash_videos.to_string()),
        ("time_stamps", config.time_stamps.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")),
        ("time_stamp_roots", format!("{} certificates", config.time_stamp_roots.len())),
        ("fetch_hosts", config.fetch_hosts.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")),
    ];
    values.into_iter().map(|(name, value)| InForce { name, value, from: config.source(name).to_string() }).collect()
}

/// Where other States' nodes reach the desk's own listener.
fn desk_origin(config: &Config) -> String {
    config.desk_listen.map_or_else(|| "not set".to_owned(), |listen| config.desk_address(listen))
}

fn say(config: &Config) {
    for InForce { name, value, from } in in_force(config) {
        println!("{name:14} {value}  ({from})");
    }
    if let Some(url) = &config.database {
        if khien_store::db::travels_in_clear(url) {
            println!(
                "PostgreSQL is on another machine and the way there is in clear: add ?sslmode=require to its address"
            );
        }
        println!("PostgreSQL: a failover keeps what was acknowledged only with synchronous replication");
    }
    if config.smtp.is_none() {
        println!(
            "smtp is not set: notices wait as failed until a person sends them by other means, and pages go by webhook only"
        );
    }
}

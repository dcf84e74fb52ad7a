//! Configuration: flags over `KHIEN_*` environment over `khien.toml` in the data folder.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use khien_terms::Lang;
use khien_terms::clocks::Capacity;
use serde::{Deserialize, Serialize};

/// What can be set.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Data folder
    #[arg(long, env = "KHIEN_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Address to listen on; port 0 picks one
    #[arg(long, env = "KHIEN_LISTEN", value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// postgres://… ; without it, SQLite in the data folder
    #[arg(long, env = "KHIEN_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// Public address of this node, such as <https://node.example>
    #[arg(long, env = "KHIEN_ORIGIN", value_name = "URL")]
    pub origin: Option<String>,
    /// Country pack, two letters
    #[arg(long, env = "KHIEN_COUNTRY", value_name = "CODE")]
    pub country: Option<String>,
    /// Time zone, such as Asia/Ho_Chi_Minh
    #[arg(long, env = "KHIEN_ZONE", value_name = "NAME")]
    pub zone: Option<String>,
    /// First language of the portal
    #[arg(long, env = "KHIEN_LANG", value_name = "CODE")]
    pub lang: Option<String>,
    /// In which capacity the node asks for take-down: authority, trusted_flagger, hotline, victim_agent
    #[arg(long, env = "KHIEN_CAPACITY", value_name = "NAME")]
    pub capacity: Option<String>,
    /// Minutes between checkpoints of the ledger
    #[arg(long, env = "KHIEN_BEAT_MINUTES", value_name = "N")]
    pub beat_minutes: Option<u64>,
    /// SMTP server for notices and pages, smtp://user:password@host:port or smtps://…
    #[arg(long, env = "KHIEN_SMTP", value_name = "URL", hide_env_values = true)]
    pub smtp: Option<String>,
    /// Address in the From field of notices and pages
    #[arg(long, env = "KHIEN_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// Webhook that is called to page the duty person; gets no content
    #[arg(long, env = "KHIEN_PAGE_WEBHOOK", value_name = "URL")]
    pub page_webhook: Option<String>,
}

/// What is in force.
#[derive(Debug, Clone)]
pub struct Config {
    pub data: PathBuf,
    pub listen: SocketAddr,
    pub database: Option<String>,
    pub origin: Option<String>,
    pub country: String,
    pub zone: jiff::tz::TimeZone,
    pub zone_name: String,
    pub lang: Lang,
    pub capacity: Capacity,
    pub beat_minutes: u64,
    pub smtp: Option<String>,
    pub mail_from: String,
    pub page_webhook: Option<String>,
    /// Where each value came from, for `khien check`.
    pub sources: BTreeMap<&'static str, &'static str>,
}

/// What is wrong with the configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is not readable as TOML of these options.
    #[error("khien.toml:{line}: {problem}")]
    File {
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
    /// A value is not usable.
    #[error("{name}: {problem}")]
    Value {
        /// The option.
        name: &'static str,
        /// What is wrong, and what to do.
        problem: String,
    },
}

impl Options {
    /// Puts flags and environment over `khien.toml` over what is built in.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn resolve(self) -> Result<Config, ConfigError> {
        let file = read_file(&self.folder())?;
        self.over(file)
    }

    /// As [`Options::resolve`], without reading `khien.toml`.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn without_file(self) -> Result<Config, ConfigError> {
        self.over(Options::default())
    }

    fn folder(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| PathBuf::from("khien-data"))
    }

    fn over(self, file: Options) -> Result<Config, ConfigError> {
        let data = self.folder();
        let mut sources = BTreeMap::new();
        let mut pick = Pick { sources: &mut sources };
        let country = pick.of("country", self.country, file.country, "VN".to_owned());
        let zone_name = pick.of("zone", self.zone, file.zone, "Asia/Ho_Chi_Minh".to_owned());
        let zone = jiff::tz::TimeZone::get(&zone_name)
            .map_err(|_| ConfigError::Value { name: "zone", problem: format!("no such time zone: {zone_name}") })?;
        let lang = pick.of("lang", self.lang, file.lang, "vi".to_owned());
        let capacity = pick.of("capacity", self.capacity, file.capacity, "hotline".to_owned());
        let origin = pick.maybe("origin", self.origin, file.origin);
        let mail_from = pick.of("mail_from", self.mail_from, file.mail_from, "khien@localhost".to_owned());
        let listen = pick.of("listen", self.listen, file.listen, SocketAddr::from(([127, 0, 0, 1], 8080)));
        Ok(Config {
            listen,
            database: pick.maybe("database", self.database, file.database),
            origin: origin.map(|origin| origin.trim_end_matches('/').to_owned()),
            country,
            zone,
            zone_name,
            lang: lang
                .parse()
                .map_err(|_| ConfigError::Value { name: "lang", problem: "two small letters, such as vi".into() })?,
            capacity: capacity_of(&capacity)?,
            beat_minutes: pick.of("beat_minutes", self.beat_minutes, file.beat_minutes, 10).max(1),
            smtp: pick.maybe("smtp", self.smtp, file.smtp),
            mail_from,
            page_webhook: pick.maybe("page_webhook", self.page_webhook, file.page_webhook),
            data,
            sources,
        })
    }
}

impl Config {
    /// Name of the ledger: the host of the public address and `/ledger`. It must not change while others co-sign.
    #[must_use]
    pub fn ledger_origin(&self) -> String {
        let host = self.origin.as_deref().and_then(|origin| origin.split("://").nth(1)).unwrap_or("khien.local");
        format!("{host}/ledger")
    }

    /// Host in Message-IDs.
    #[must_use]
    pub fn mail_domain(&self) -> &str {
        self.mail_from.rsplit('@').next().unwrap_or("localhost").trim_end_matches('>')
    }

    /// Whether pages are served over TLS, so that cookies may say so.
    #[must_use]
    pub fn secure(&self) -> bool {
        self.origin.as_deref().is_some_and(|origin| origin.starts_with("https://"))
    }
}

struct Pick<'a> {
    sources: &'a mut BTreeMap<&'static str, &'static str>,
}

impl Pick<'_> {
    fn of<T>(&mut self, name: &'static str, flag: Option<T>, file: Option<T>, built_in: T) -> T {
        let from = if flag.is_some() {
            "flag or environment"
        } else if file.is_some() {
            "khien.toml"
        } else {
            "built in"
        };
        self.sources.insert(name, from);
        flag.or(file).unwrap_or(built_in)
    }

    fn maybe<T>(&mut self, name: &'static str, flag: Option<T>, file: Option<T>) -> Option<T> {
        let from = if flag.is_some() {
            "flag or environment"
        } else if file.is_some() {
            "khien.toml"
        } else {
            "not set"
        };
        self.sources.insert(name, from);
        flag.or(file)
    }
}

fn capacity_of(name: &str) -> Result<Capacity, ConfigError> {
    Capacity::ALL.into_iter().find(|capacity| capacity.as_str() == name).ok_or_else(|| ConfigError::Value {
        name: "capacity",
        problem: format!("{name}: one of authority, trusted_flagger, hotline, victim_agent"),
    })
}

fn read_file(data: &Path) -> Result<Options, ConfigError> {
    match std::fs::read_to_string(data.join("khien.toml")) {
        Ok(text) => toml::from_str(&text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            ConfigError::File { line: before.matches('\n').count() + 1, problem: error.message().to_owned() }
        }),
        Err(_) => Ok(Options::default()),
    }
}

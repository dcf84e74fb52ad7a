//! Configuration: flags over `KHIEN_*` environment over `khien.toml` in the data folder. Every wrong setting is told at once,
//! with the place that it came from.

mod file;
mod source;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use khien_terms::Lang;
use khien_terms::clocks::Capacity;
use serde::{Deserialize, Serialize};
use ureq::http::Uri;

use file::File;
pub use source::Source;

use crate::package::stamping::{MOST, certificates};
use crate::remote::Host;

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
    /// Address to listen on for other States' nodes, by TLS with keys of the nodes' own; nothing may end TLS before it
    #[arg(long, env = "KHIEN_DESK_LISTEN", value_name = "ADDR")]
    pub desk_listen: Option<SocketAddr>,
    /// How other States' nodes reach that address, such as <https://node.example:8443>; without it, the host of the origin and the port
    #[arg(long, env = "KHIEN_DESK_ORIGIN", value_name = "URL")]
    pub desk_origin: Option<String>,
    /// Take no connections of other States' nodes, and open them from here: true or false; where no port can be opened
    #[arg(long, env = "KHIEN_DESK_CALLS", value_name = "BOOL")]
    pub desk_calls: Option<bool>,
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
    /// Let programs on this machine look hashes up without a token: true or false; only where nobody else can reach it
    #[arg(long, env = "KHIEN_OPEN_LOOKUPS", value_name = "BOOL")]
    pub open_lookups: Option<bool>,
    /// Hosts from which files are fetched when a platform names an address, such as media.example,cdn.example:8443
    #[arg(long, env = "KHIEN_FETCH_HOSTS", value_name = "LIST")]
    pub fetch_hosts: Option<String>,
    /// Time-stamping authorities (RFC 3161) that are asked when evidence is given to another State, such as <https://tsa.example/tsr>; with commas
    #[arg(long, env = "KHIEN_TIME_STAMPS", value_name = "LIST")]
    pub time_stamps: Option<String>,
    /// Certificates (PEM) of these authorities, or of the roots above them: whoever else answers is not believed
    #[arg(long, env = "KHIEN_TIME_STAMP_ROOTS", value_name = "FILE")]
    pub time_stamp_roots: Option<PathBuf>,
    /// Decode videos that platforms send, to hash their frames (vPDQ): true or false; needs ffmpeg
    #[arg(long, env = "KHIEN_HASH_VIDEOS", value_name = "BOOL")]
    pub hash_videos: Option<bool>,
    /// What stood on the command line, in place of the environment.
    #[arg(skip)]
    #[serde(skip)]
    pub flags: Vec<&'static str>,
}

/// What is in force.
#[derive(Debug, Clone)]
pub struct Config {
    pub data: PathBuf,
    pub listen: SocketAddr,
    pub desk_listen: Option<SocketAddr>,
    pub desk_origin: Option<String>,
    pub desk_calls: bool,
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
    pub open_lookups: bool,
    pub fetch_hosts: Vec<Host>,
    pub time_stamps: Vec<Uri>,
    /// DER.
    pub time_stamp_roots: Vec<Vec<u8>>,
    pub hash_videos: bool,
    /// Where each value came from, for `khien check`.
    pub sources: BTreeMap<&'static str, Source>,
}

/// A setting that is not usable, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{source_of}: {problem}")]
pub struct Wrong {
    /// Where it stands.
    pub source_of: Source,
    /// What is wrong, and what to do.
    pub problem: String,
}

/// What is wrong with the configuration: every setting, one a line.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct ConfigError(pub Vec<Wrong>);

/// Names of the options, as in `khien.toml`.
pub const NAMES: [&str; 20] = [
    "data",
    "listen",
    "desk_listen",
    "desk_origin",
    "desk_calls",
    "database",
    "origin",
    "country",
    "zone",
    "lang",
    "capacity",
    "beat_minutes",
    "smtp",
    "mail_from",
    "page_webhook",
    "open_lookups",
    "fetch_hosts",
    "time_stamps",
    "time_stamp_roots",
    "hash_videos",
];
/// Built in: nobody reads this address, so it is nobody's contact.
const MAIL_FROM: &str = "khien@localhost";
const LANG: &str = "vi";
const ZONE: &str = "Asia/Ho_Chi_Minh";

impl Options {
    /// Puts flags and environment over `khien.toml` over what is built in.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn resolve(self) -> Result<Config, ConfigError> {
        let (config, wrong) = self.examine();
        if wrong.is_empty() { Ok(config) } else { Err(ConfigError(wrong)) }
    }

    /// As [`Options::resolve`]; what is wrong stands beside, with what is built in in its place.
    #[must_use]
    pub fn examine(self) -> (Config, Vec<Wrong>) {
        let data = self.data.clone().unwrap_or_else(|| PathBuf::from("khien-data"));
        let file = File::read(&data);
        self.over(data, file)
    }

    fn over(self, data: PathBuf, file: File) -> (Config, Vec<Wrong>) {
        let File { options: file, lines, wrong } = file;
        let mut pick = Pick { flags: &self.flags, lines, sources: BTreeMap::new(), wrong };
        pick.maybe("data", self.data, None);
        let country = pick.of("country", self.country, file.country, || "VN".to_owned());
        let zone_name = pick.of("zone", self.zone, file.zone, || ZONE.to_owned());
        let (zone_name, zone) = pick.zone(zone_name);
        let lang = pick.of("lang", self.lang, file.lang, || LANG.to_owned());
        let capacity = pick.of("capacity", self.capacity, file.capacity, || "hotline".to_owned());
        let mut config = Config {
            listen: pick.of("listen", self.listen, file.listen, || SocketAddr::from(([127, 0, 0, 1], 8080))),
            desk_listen: pick.maybe("desk_listen", self.desk_listen, file.desk_listen),
            desk_origin: pick.desk_origin(self.desk_origin, file.desk_origin),
            desk_calls: pick.of("desk_calls", self.desk_calls, file.desk_calls, || false),
            database: pick.maybe("database", self.database, file.database),
            origin: pick
                .maybe("origin", self.origin, file.origin)
                .map(|origin| origin.trim_end_matches('/').to_owned()),
            country,
            zone,
            zone_name,
            lang: pick.lang(&lang),
            capacity: pick.capacity(&capacity),
            beat_minutes: pick.of("beat_minutes", self.beat_minutes, file.beat_minutes, || 10).max(1),
            smtp: pick.maybe("smtp", self.smtp, file.smtp),
            mail_from: pick.of("mail_from", self.mail_from, file.mail_from, || MAIL_FROM.to_owned()),
            page_webhook: pick.maybe("page_webhook", self.page_webhook, file.page_webhook),
            open_lookups: pick.of("open_lookups", self.open_lookups, file.open_lookups, || false),
            fetch_hosts: pick.hosts(self.fetch_hosts, file.fetch_hosts),
            time_stamps: pick.time_stamps(self.time_stamps, file.time_stamps),
            time_stamp_roots: pick.time_stamp_roots(self.time_stamp_roots, file.time_stamp_roots),
            hash_videos: pick.of("hash_videos", self.hash_videos, file.hash_videos, || false),
            data,
            sources: BTreeMap::new(),
        };
        if config.open_lookups && (!config.listen.ip().is_loopback() || config.origin.is_some()) {
            let problem = "open_lookups: only with a loopback address to listen on and without a public address";
            config.open_lookups = false;
            pick.refuse("open_lookups", problem.to_owned());
        }
        if config.desk_calls && config.desk_listen.is_some() {
            let problem = "desk_calls: a node that listens for other States (desk_listen) does not only call";
            config.desk_calls = false;
            pick.refuse("desk_calls", problem.to_owned());
        }
        if !config.time_stamps.is_empty() && config.time_stamp_roots.is_empty() {
            let problem = "time_stamps: only with their certificates (time_stamp_roots): anybody can sign an hour";
            config.time_stamps.clear();
            pick.refuse("time_stamps", problem.to_owned());
        }
        // As they stand in the file, then the others.
        pick.wrong.sort_by_key(|wrong| wrong.source_of.line().unwrap_or(usize::MAX));
        config.sources = pick.sources;
        (config, pick.wrong)
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

    /// The address at which somebody reads what is written to this node; none as long as nobody has set one.
    #[must_use]
    pub fn contact(&self) -> Option<&str> {
        (self.mail_from != MAIL_FROM).then_some(self.mail_from.as_str())
    }

    /// Where other States' nodes reach the desk's own listener, when it listens at this address.
    #[must_use]
    pub fn desk_address(&self, bound: SocketAddr) -> String {
        if let Some(origin) = &self.desk_origin {
            return origin.clone();
        }
        let host = self.origin.as_deref().and_then(|origin| origin.split("://").nth(1)).map(|rest| {
            let name = rest.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
            name.map_or(rest, |(name, _)| name)
        });
        host.map_or_else(|| format!("https://{bound}"), |host| format!("https://{host}:{}", bound.port()))
    }

    /// Whether pages are served over TLS, so that cookies may say so.
    #[must_use]
    pub fn secure(&self) -> bool {
        self.origin.as_deref().is_some_and(|origin| origin.starts_with("https://"))
    }

    /// Where a value came from.
    #[must_use]
    pub fn source(&self, name: &str) -> Source {
        self.sources.get(name).copied().unwrap_or(Source::BuiltIn)
    }
}

/// Picks each value from where it stands first, and remembers where that was and what was wrong with it.
struct Pick<'a> {
    flags: &'a [&'static str],
    lines: BTreeMap<&'static str, usize>,
    sources: BTreeMap<&'static str, Source>,
    wrong: Vec<Wrong>,
}

impl Pick<'_> {
    fn of<T>(&mut self, name: &'static str, given: Option<T>, file: Option<T>, built_in: impl Fn() -> T) -> T {
        self.maybe(name, given, file).unwrap_or_else(built_in)
    }

    fn maybe<T>(&mut self, name: &'static str, given: Option<T>, file: Option<T>) -> Option<T> {
        let source = if given.is_some() {
            if self.flags.contains(&name) { Source::Flag(name) } else { Source::Environment(name) }
        } else if file.is_some() {
            Source::File(self.lines.get(name).copied().unwrap_or(1))
        } else {
            Source::BuiltIn
        };
        self.sources.insert(name, source);
        given.or(file)
    }

    /// Tells what is wrong; what is built in is in force from here on.
    fn refuse(&mut self, name: &'static str, problem: String) {
        let source_of = self.sources.insert(name, Source::BuiltIn).unwrap_or(Source::BuiltIn);
        self.wrong.push(Wrong { source_of, problem });
    }

    fn hosts(&mut self, given: Option<String>, file: Option<String>) -> Vec<Host> {
        let list = self.of("fetch_hosts", given, file, String::new);
        let read: Result<Vec<Host>, String> =
            list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::parse).collect();
        read.unwrap_or_else(|problem| {
            self.refuse("fetch_hosts", format!("fetch_hosts: {problem}"));
            Vec::new()
        })
    }

    fn time_stamps(&mut self, given: Option<String>, file: Option<String>) -> Vec<Uri> {
        let list = self.of("time_stamps", given, file, String::new);
        let named: Vec<&str> = list.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        let is_address = |uri: &Uri| {
            matches!(uri.scheme_str(), Some("http" | "https"))
                && uri.authority().is_some_and(|host| !host.as_str().contains('@'))
        };
        let read: Vec<Uri> = named.iter().filter_map(|name| name.parse().ok()).filter(is_address).collect();
        if read.len() < named.len() || read.len() > MOST {
            self.refuse(
                "time_stamps",
                format!("time_stamps: {MOST} addresses at most, such as https://tsa.example/tsr"),
            );
            return Vec::new();
        }
        read
    }

    fn time_stamp_roots(&mut self, given: Option<PathBuf>, file: Option<PathBuf>) -> Vec<Vec<u8>> {
        let Some(path) = self.maybe("time_stamp_roots", given, file) else { return Vec::new() };
        let read = std::fs::read(&path).ok().and_then(|bytes| certificates(&bytes));
        read.unwrap_or_else(|| {
            self.refuse("time_stamp_roots", format!("time_stamp_roots: {} holds no certificate", path.display()));
            Vec::new()
        })
    }

    fn desk_origin(&mut self, given: Option<String>, file: Option<String>) -> Option<String> {
        let origin = self.maybe("desk_origin", given, file)?;
        let origin = origin.trim_end_matches('/').to_owned();
        let host = origin.strip_prefix("https://").unwrap_or_default();
        if !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b)) {
            return Some(origin);
        }
        self.refuse("desk_origin", format!("desk_origin: no address such as https://node.example:8443: {origin}"));
        None
    }

    fn zone(&mut self, name: String) -> (String, jiff::tz::TimeZone) {
        if let Ok(zone) = jiff::tz::TimeZone::get(&name) {
            return (name, zone);
        }
        self.refuse("zone", format!("no such time zone: {name}; one such as {ZONE}"));
        (ZONE.to_owned(), jiff::tz::TimeZone::get(ZONE).unwrap_or(jiff::tz::TimeZone::UTC))
    }

    fn lang(&mut self, code: &str) -> Lang {
        code.parse().unwrap_or_else(|_| {
            self.refuse("lang", format!("no language: {code}; two small letters, such as vi"));
            LANG.parse().unwrap_or(Lang::EN)
        })
    }

    fn capacity(&mut self, name: &str) -> Capacity {
        Capacity::ALL.into_iter().find(|capacity| capacity.as_str() == name).unwrap_or_else(|| {
            self.refuse(
                "capacity",
                format!("no such capacity: {name}; one of authority, trusted_flagger, hotline, victim_agent"),
            );
            Capacity::Hotline
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str, toml: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("khien-config-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("folder");
        std::fs::write(folder.join("khien.toml"), toml).expect("file");
        folder
    }

    #[test]
    fn every_wrong_setting_is_told_at_once_with_its_place() {
        let toml = "zone = \"Mars\"\nbeat_minutes = \"x\"\nsmpt = \"smtp://h\"\n";
        let data = folder("wrong", toml);
        let options = Options {
            data: Some(data.clone()),
            capacity: Some("king".into()),
            lang: Some("klingon".into()),
            flags: vec!["data", "capacity"],
            ..Options::default()
        };
        let (config, wrong) = options.examine();
        std::fs::remove_dir_all(data).expect("gone");
        let places: Vec<_> = wrong.iter().map(|wrong| wrong.source_of).collect();
        let expected =
            [Source::File(1), Source::File(2), Source::File(3), Source::Environment("lang"), Source::Flag("capacity")];
        assert_eq!(places, expected, "{wrong:?}");
        assert_eq!((config.zone_name.as_str(), config.beat_minutes), (ZONE, 10));
        assert_eq!(config.source("zone"), Source::BuiltIn, "what is in force comes from there");
        assert!(config.contact().is_none(), "nobody reads the built-in address");
    }

    #[test]
    fn a_value_says_where_it_came_from() {
        let data = folder("right", "# a node\nmail_from = \"desk@node.example\"\nlang = \"en\"\n");
        let options = Options { data: Some(data.clone()), lang: Some("id".into()), ..Options::default() };
        let config = options.resolve().expect("right");
        std::fs::remove_dir_all(data).expect("gone");
        let said = ["mail_from", "lang", "zone", "smtp"].map(|name| config.source(name).to_string());
        assert_eq!(said, ["khien.toml:2", "environment KHIEN_LANG", "built in", "built in"]);
        assert_eq!(config.contact(), Some("desk@node.example"));
    }

    #[test]
    fn where_the_desk_is_reached_is_said_or_follows_from_the_public_address() {
        let data = folder("desk", "desk_origin = \"http://desk.example\"\n");
        let of = |origin: Option<&str>, desk: Option<&str>| {
            let options = Options {
                data: Some(data.join("none")),
                origin: origin.map(str::to_owned),
                desk_origin: desk.map(str::to_owned),
                ..Options::default()
            };
            options.resolve().expect("right").desk_address(SocketAddr::from(([10, 0, 0, 1], 8443)))
        };
        assert_eq!(of(None, None), "https://10.0.0.1:8443");
        assert_eq!(of(Some("https://node.example"), None), "https://node.example:8443");
        assert_eq!(of(Some("https://node.example:444/"), None), "https://node.example:8443");
        assert_eq!(of(Some("https://node.example"), Some("https://desk.example/")), "https://desk.example");
        let wrong = Options { data: Some(data.clone()), ..Options::default() }.resolve().expect_err("no TLS");
        std::fs::remove_dir_all(data).expect("gone");
        assert!(wrong.to_string().contains("khien.toml:1: desk_origin"), "{wrong}");
    }

    #[test]
    fn a_file_that_is_no_toml_is_told_with_its_line() {
        let data = folder("broken", "lang = \"vi\"\nzone = \n");
        let error = Options { data: Some(data.clone()), ..Options::default() }.resolve().expect_err("broken");
        std::fs::remove_dir_all(data).expect("gone");
        assert!(error.to_string().starts_with("khien.toml:2: "), "{error}");
    }
}

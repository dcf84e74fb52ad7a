//! Requests to another body's server: HTTPS, no redirects (credentials go to one place only), bounded answers, asked again a few
//! times where the server is busy.

use std::io::Read;
use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_store::Fault;
use serde::Deserialize;
use ureq::Agent;

use super::{Exchange, Kind};

/// Bytes of an answer at most.
const ANSWER_MAX: u64 = 64 << 20;
/// How long an answer is waited for.
const WAIT: Duration = Duration::from_secs(60);
/// How often a request is repeated, and the first pause; each further one is twice as long.
const REPEATS: u32 = 4;
const PAUSE: Duration = Duration::from_millis(500);

/// Why a fetch failed.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The server is not to be reached.
    #[error("{0}")]
    Reach(String),
    /// The server refuses what it is asked.
    #[error("{0}: the server answers {1}")]
    Refused(String, u16),
    /// The answer is not of this shape.
    #[error("{0}")]
    Shape(String),
    /// The credentials cannot be read.
    #[error("the credentials: {0}")]
    Credentials(String),
    /// Where the place is written down.
    #[error("the data folder: {0}")]
    Folder(std::io::Error),
    /// The bank.
    #[error(transparent)]
    Store(#[from] Fault),
}

/// StopNCII's two keys, as HMA keeps them.
#[derive(Deserialize)]
struct Keys {
    fetch_function_key: String,
    subscription_key: String,
}

/// Scheme and host of an address: the rest may hold what opens the server, and is told to nobody.
///
/// # Errors
/// [`Trouble::Reach`] for what is no address, or has a user in it.
pub fn host_of(base: &str) -> Result<String, Trouble> {
    let wrong = || {
        Trouble::Reach(
            "the address of a server is wanted, such as https://partner.example/v1, without a user in it".into(),
        )
    };
    let uri: ureq::http::Uri = base.parse().map_err(|_| wrong())?;
    match (uri.scheme_str(), uri.authority()) {
        (Some(scheme), Some(authority)) if !authority.as_str().contains('@') => Ok(format!("{scheme}://{authority}")),
        _ => Err(wrong()),
    }
}

/// What asks one server.
#[derive(Clone)]
pub struct Asker {
    base: String,
    host: String,
    headers: Vec<(&'static str, String)>,
    agent: Agent,
}

impl Asker {
    /// Reads the credentials.
    ///
    /// # Errors
    /// [`Trouble::Credentials`]; [`Trouble::Reach`] for an address that is not HTTPS (on this machine HTTP is enough).
    pub fn new(exchange: &Exchange) -> Result<Self, Trouble> {
        let base = exchange.base.trim_end_matches('/').to_owned();
        let host = host_of(&base)?;
        if !(base.starts_with("https://") || crate::replica::on_this_machine(&base)) {
            return Err(Trouble::Reach(format!(
                "{base}: https:// is wanted, for the credentials travel with each question"
            )));
        }
        let path = &exchange.credentials;
        let told = |error: &dyn std::fmt::Display| Trouble::Credentials(format!("{}: {error}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| told(&error))?;
        let headers = match exchange.kind {
            Kind::Stopncii => {
                // The error of the reader would repeat what stands in the file.
                let shape = "{\"fetch_function_key\": \"…\", \"subscription_key\": \"…\"} is wanted";
                let keys: Keys = serde_json::from_str(&text).map_err(|_| told(&shape))?;
                vec![("x-functions-key", keys.fetch_function_key), ("Ocp-Apim-Subscription-Key", keys.subscription_key)]
            }
            Kind::Ncmec => {
                let pair = text.trim();
                if !pair.contains(':') || pair.contains('\n') {
                    return Err(told(&"user:password, in one line, is wanted"));
                }
                vec![("authorization", format!("Basic {}", B64.encode(pair)))]
            }
        };
        let config = Agent::config_builder().timeout_global(Some(WAIT)).max_redirects(0).http_status_as_error(false);
        Ok(Self { base, host, headers, agent: config.build().into() })
    }

    /// The address of the server.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Its scheme and host: what may be told.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// What stands below the address.
    ///
    /// # Errors
    /// [`Trouble::Reach`].
    pub fn get(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        let mut pause = PAUSE;
        let mut left = REPEATS;
        loop {
            match self.once(path) {
                Err((trouble, again)) if !again || left == 0 => return Err(trouble),
                Err(_) => {
                    left -= 1;
                    std::thread::sleep(pause);
                    pause *= 2;
                }
                Ok(bytes) => return Ok(bytes),
            }
        }
    }

    /// The flag of an error says whether asking again may help.
    fn once(&self, path: &str) -> Result<Vec<u8>, (Trouble, bool)> {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let asked = path.split('?').next().unwrap_or_default();
        let reach = |error: &dyn std::fmt::Display| Trouble::Reach(format!("{} {asked}: {error}", self.host));
        let answer = request.call().map_err(|error| (reach(&error), true))?;
        let status = answer.status().as_u16();
        if status != 200 {
            let again = status == 429 || status >= 500;
            return Err((Trouble::Refused(format!("{} {asked}", self.host), status), again));
        }
        let mut bytes = Vec::new();
        let mut body = answer.into_body().into_reader().take(ANSWER_MAX + 1);
        body.read_to_end(&mut bytes).map_err(|error| (reach(&error), true))?;
        if bytes.len() as u64 > ANSWER_MAX {
            return Err((reach(&"the answer has more than 64 MiB"), false));
        }
        Ok(bytes)
    }
}

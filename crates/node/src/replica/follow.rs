//! Asks the node what changed, verifies each answer, and takes it in. A question has a number drawn for it, and the answer is
//! signed with that number by the key that the node's root certifies: nobody between can change it or play an older one again.

use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use khien_seal::SealError;
use khien_seal::share::{Head, opened};
use khien_seal::statement::OnlineCert;
use khien_store::Fault;
use khien_store::matching::IndexChange;
use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::Agent;

use super::holding::Unfit;
use super::{Replica, Settings};
use crate::Failure;
use crate::share::wire::{self, Keys, Lists, OWN_IMAGES, Page};

/// Contents that are asked for at once.
const PAGE: usize = 10_000;
/// Bytes of an answer at most: a page of contents with some thousands of hashes.
const ANSWER_MAX: u64 = 128 << 20;
/// How long an answer is waited for.
const WAIT: Duration = Duration::from_secs(60);
/// How often in a row the end of its access is heard before everything is let go of.
const CONFIRMED: u32 = 3;
/// Lists that changed nothing are merged into the index now and then.
const SETTLE: Duration = Duration::from_secs(5);

/// Why a round failed.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The node is not to be reached, or does not answer as a node does.
    #[error("{0}")]
    Reach(String),
    /// The token opens nothing any more.
    #[error("the node ended this platform's access, or never gave it")]
    Ended,
    /// The answer is not the node's.
    #[error("an answer is not the node's own: {0}")]
    Forged(#[from] SealError),
    /// The root is another one.
    #[error("the node's root has the fingerprint {0}, not the one that was given")]
    Root(String),
    /// What the node says does not fit together.
    #[error("the node's answer does not fit: {0}")]
    Unfit(#[from] Unfit),
    /// The answer is signed and cannot be read.
    #[error("the node's answer cannot be read: {0}")]
    Shape(#[from] serde_json::Error),
    /// The index is full.
    #[error(transparent)]
    Index(#[from] Fault),
}

/// A change of what is held, for whoever watches.
#[derive(Serialize)]
struct Told {
    contents: usize,
    banks: usize,
    records: usize,
}

/// What asks the node.
pub struct Follower {
    base: String,
    root: String,
    token: String,
    token_file: PathBuf,
    /// How often in a row the node said that the token opens nothing.
    ended: u32,
    agent: Agent,
    keys: Option<OnlineCert>,
    /// Where each list goes on.
    places: HashMap<String, String>,
}

impl Follower {
    /// For a node at an address.
    ///
    /// # Errors
    /// [`Failure::Held`] for an address that is not HTTPS; on this machine HTTP is enough.
    pub fn new(settings: &Settings, token: String) -> Result<Self, Failure> {
        let node = settings.node.trim_end_matches('/');
        if !(node.starts_with("https://") || on_this_machine(node)) {
            return Err(Failure::Held(format!("{node}: https:// is wanted, for the token travels with each question")));
        }
        let config = Agent::config_builder().timeout_global(Some(WAIT)).max_redirects(0).http_status_as_error(false);
        let base = format!("{node}{}", wire::BASE);
        Ok(Self {
            base,
            root: settings.root.clone(),
            token,
            token_file: settings.token.clone(),
            ended: 0,
            agent: config.build().into(),
            keys: None,
            places: HashMap::new(),
        })
    }

    /// Learns the key that answers are verified with; the root that certifies it is the one that was given.
    ///
    /// # Errors
    /// [`Problem`].
    pub fn learn_keys(&mut self) -> Result<(), Problem> {
        // Nobody has signed this yet: what is no answer of a node says nothing of the node.
        let text = self.get("keys", None)?;
        let keys: Keys = serde_json::from_str(&text)
            .map_err(|_| Problem::Reach("what answers at this address is not a node's feed".into()))?;
        let root = khien_seal::keys::verify_from_hex(&keys.root)?;
        let fingerprint = khien_seal::sha256_hex(&root);
        if !fingerprint.starts_with(&self.root) {
            return Err(Problem::Root(fingerprint));
        }
        self.keys = Some(OnlineCert::verified(&keys.online, &root)?);
        Ok(())
    }

    /// Takes in everything that changed; gives how many records came.
    ///
    /// # Errors
    /// [`Problem`]; what was taken in before stays, and the next round goes on from there.
    fn round(&mut self, replica: &Replica) -> Result<usize, Problem> {
        let (begun, begun_at) = (Instant::now(), khien_store::journal::now().as_second());
        if self.keys.is_none() {
            self.learn_keys()?;
        }
        let lists: Lists = self.ask("lists")?;
        let names = names(&lists);
        self.places.retain(|name, _| names.contains(name));
        let changes = write(replica, |holding| holding.set_banks(lists.banks))?;
        replica.index().take_in(&changes)?;
        let mut records = changes.len();
        for name in names {
            records += self.list(&name, replica)?;
        }
        self.ended = 0;
        replica.set_state(|state| {
            state.heard = Some(begun);
            state.heard_at = begun_at;
            state.ended = false;
        });
        Ok(records)
    }

    fn list(&mut self, name: &str, replica: &Replica) -> Result<usize, Problem> {
        let mut records = 0;
        loop {
            let after = self.places.get(name).map_or("0-0", String::as_str);
            let page: Page = self.ask(&format!("list/{name}?after={after}&limit={PAGE}"))?;
            records += page.records.len();
            let changes = write(replica, |holding| holding.take_in(page.records, name == OWN_IMAGES))?;
            replica.index().take_in(&changes)?;
            // Only what is in place is acknowledged, by coming back from here.
            self.places.insert(name.to_owned(), page.next);
            if !page.more {
                return Ok(records);
            }
        }
    }

    /// Whether the file holds another token by now, which is used from here on.
    fn has_another_token(&mut self, replica: &Replica) -> bool {
        match super::read_token(&self.token_file) {
            Ok(token) if token != self.token => {
                *replica.token.write().unwrap_or_else(PoisonError::into_inner) = khien_seal::sha256(token.as_bytes());
                self.token = token;
                true
            }
            _ => false,
        }
    }

    fn ask<T: DeserializeOwned>(&self, asked: &str) -> Result<T, Problem> {
        let keys = self.keys.as_ref().ok_or_else(|| Problem::Reach("no keys".into()))?;
        let head = Head {
            origin: keys.origin.clone(),
            asker: khien_seal::sha256_hex(self.token.as_bytes()),
            nonce: khien_seal::random()?,
            asked: asked.to_owned(),
        };
        let text = self.get(asked, Some(&hex::encode(head.nonce)))?;
        Ok(serde_json::from_str(opened(&text, &head, &keys.verify)?)?)
    }

    fn get(&self, asked: &str, nonce: Option<&str>) -> Result<String, Problem> {
        let mut request = self.agent.get(format!("{}{asked}", self.base));
        if let Some(nonce) = nonce {
            request = request.header(wire::NONCE, nonce).header("authorization", format!("Bearer {}", self.token));
        }
        let answer = request.call().map_err(|error| Problem::Reach(format!("the node does not answer: {error}")))?;
        match answer.status().as_u16() {
            200 => {
                let read = answer.into_body().with_config().limit(ANSWER_MAX).read_to_string();
                read.map_err(|error| Problem::Reach(format!("the answer ended early: {error}")))
            }
            401 => Err(Problem::Ended),
            status => Err(Problem::Reach(format!("the node answers {status} to {asked}"))),
        }
    }
}

/// Whether an address is one of this machine, where no network carries what is asked.
pub fn on_this_machine(node: &str) -> bool {
    let Some(rest) = node.strip_prefix("http://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let port = |rest: &str| rest.is_empty() || rest.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| host.strip_prefix(name).is_some_and(port))
}

/// The lists that hold what these banks answer with.
fn names(lists: &Lists) -> Vec<String> {
    let banks = lists.banks.iter().filter(|bank| !bank.own_images).map(|bank| bank.id.to_string());
    let own = lists.banks.iter().any(|bank| bank.own_images).then(|| OWN_IMAGES.to_owned());
    banks.chain(own).collect()
}

fn write(
    replica: &Replica,
    act: impl FnOnce(&mut super::holding::Holding) -> Result<Vec<IndexChange>, Unfit>,
) -> Result<Vec<IndexChange>, Problem> {
    Ok(act(&mut replica.holding.write().unwrap_or_else(PoisonError::into_inner))?)
}

/// Asks again and again; never ends.
pub fn go_on(mut follower: Follower, replica: &Arc<Replica>, settings: &Settings) {
    let (mut said, mut settled) = (String::new(), Instant::now());
    loop {
        let first = replica.state().heard.is_none();
        match follower.round(replica) {
            Ok(records) => {
                if records > 0 || first {
                    tell(replica, records, settings.json);
                }
                said.clear();
            }
            Err(problem) => {
                // The same trouble is told once.
                let text = problem.to_string();
                if said != text {
                    say(&text);
                    said = text;
                }
                after(&problem, &mut follower, replica);
            }
        }
        let silent = replica.state().heard.is_some_and(|heard| heard.elapsed() > settings.keep);
        if silent {
            say("no word from the node for too long: what was held is let go of");
            forget(&mut follower, replica);
        }
        if settled.elapsed() > SETTLE {
            if let Err(error) = replica.index().settle() {
                say(&error.to_string());
            }
            settled = Instant::now();
        }
        std::thread::sleep(settings.every);
    }
}

fn after(problem: &Problem, follower: &mut Follower, replica: &Replica) {
    match problem {
        Problem::Ended if follower.has_another_token(replica) => {}
        // Anything between can answer so: it is asked again before all is let go of.
        Problem::Ended => {
            follower.ended += 1;
            if follower.ended >= CONFIRMED {
                forget(follower, replica);
                replica.set_state(|state| state.ended = true);
            }
        }
        // Its key may be another now: the root says so, or it is not the node.
        Problem::Forged(_) => follower.keys = None,
        // A bank that was founded after the banks were asked for: the next round names it.
        Problem::Unfit(Unfit::Bank) | Problem::Reach(_) | Problem::Root(_) => {}
        // Somewhere the two do not agree: from the beginning.
        Problem::Unfit(_) | Problem::Shape(_) | Problem::Index(_) => forget(follower, replica),
    }
}

fn forget(follower: &mut Follower, replica: &Replica) {
    follower.places.clear();
    replica.forget();
}

fn tell(replica: &Replica, records: usize, json: bool) {
    let holding = replica.holding.read().unwrap_or_else(PoisonError::into_inner);
    let told = Told { contents: holding.len(), banks: holding.banks().count(), records };
    drop(holding);
    match serde_json::to_string(&told) {
        // Whoever stopped reading does not stop the lookups.
        Ok(line) if json => drop(writeln!(std::io::stdout().lock(), "{line}")),
        _ => say(&format!("{} contents of {} banks, {records} changed", told.contents, told.banks)),
    }
}

/// A line on stderr, where somebody may have stopped reading.
fn say(line: &str) {
    drop(writeln!(std::io::stderr().lock(), "{line}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_machine_go_without_tls() {
        for near in ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:80/x", "http://[::1]"] {
            assert!(on_this_machine(near), "{near}");
        }
        for far in [
            "http://node.example",
            "http://127.0.0.1:80@node.example",
            "http://127.0.0.1.node.example",
            "ftp://localhost",
        ] {
            assert!(!on_this_machine(far), "{far}");
        }
    }
}

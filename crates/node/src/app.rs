//! What every handler of a running node can reach.

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use khien_casework::Rulebook;
use khien_desk::form::Forms;
use khien_desk::lookup::Rules;
use khien_desk::request::clock::Periods;
use khien_seal::keys::SignKey;
use khien_store::services::Service;
use khien_store::setup::PublicKeys;
use khien_store::{Fault, Shared, Store};
use khien_terms::{DataError, DataFiles, Moment};

use crate::config::Config;
use crate::words::Words;

/// The running node, cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// Its parts.
pub struct Inner {
    /// What is kept.
    pub store: Store,
    /// The data that rules are made of.
    pub rulebook: Arc<Rulebook>,
    /// All data files, for rooms that have their own.
    pub files: DataFiles,
    /// The words of pages.
    pub words: Words,
    /// What is in force.
    pub config: Config,
    /// Seals the state of the form without script (ChaCha20-Poly1305). One for all nodes of a database.
    pub form_key: [u8; 32],
    /// Signs checkpoints.
    pub online: SignKey,
    /// What the portal reads from `data/`.
    pub portal: crate::portal::Material,
    /// The index of banks.
    pub matcher: crate::hma::Matcher,
    /// Forms of requests between States.
    pub forms: Arc<Forms>,
    /// What the desk between States remembers, and its connections.
    pub abroad: crate::abroad::Abroad,
    services: Vec<Service>,
    keys: Mutex<Option<(Instant, Option<PublicKeys>)>>,
    duty: Mutex<Option<(Instant, Duty)>>,
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// Who is there, as the portal may promise it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// Somebody is on duty now.
    Now,
    /// Nobody is; numbers come first.
    Nobody,
}

/// How long keys and duty may be remembered between requests.
const REMEMBER: Duration = Duration::from_secs(2);

/// The data that a node runs on, embedded and overlaid from its folder, checked.
pub struct Material {
    /// Files.
    pub files: DataFiles,
    /// Rules.
    pub rulebook: Arc<Rulebook>,
    /// Words.
    pub words: Words,
    /// What the portal reads.
    pub portal: crate::portal::Material,
    /// The directory as shipped.
    pub services: Vec<Service>,
    /// Forms of requests between States.
    pub forms: Arc<Forms>,
    /// Their periods.
    pub periods: Periods,
    /// Who may look identifiers up, and how often.
    pub lookup: Rules,
}

impl Material {
    /// Reads everything.
    ///
    /// # Errors
    /// Every file that is wrong, with its line.
    pub fn load(config: &Config) -> Result<Self, Vec<DataError>> {
        let files = overlaid(config)?;
        let words = Words::load(&files, config.lang).map_err(|error| vec![error])?;
        let langs: Vec<_> = words.langs().collect();
        let rulebook = Rulebook::load(&files, &config.country, config.zone.clone(), &langs)?;
        let portal = crate::portal::Material::load(&files, &rulebook.typology).map_err(|error| vec![error])?;
        let services = services(&files)?;
        let forms = Arc::new(Forms::load(&files)?);
        let periods = files.json("desk/clocks.json").map_err(|error| vec![error])?;
        let known = |article: &str| forms.law().find(article).is_some();
        let lookup = Rules::load(&files, known).map_err(|error| vec![error])?;
        Ok(Self { files, rulebook: Arc::new(rulebook), words, portal, services, forms, periods, lookup })
    }
}

/// The directory of `data/services/`, every entry checked.
fn services(files: &DataFiles) -> Result<Vec<Service>, Vec<DataError>> {
    let (mut services, mut errors) = (Vec::new(), Vec::new());
    for path in files.below("services/") {
        let read = files.json::<Service>(path).and_then(|service| match service.check() {
            Ok(()) => Ok(service),
            Err(refusal) => Err(files.fault(path, "\"id\"", refusal.to_string())),
        });
        match read {
            Ok(service) => services.push(service),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(services) } else { Err(errors) }
}

/// The embedded files with those of `<data folder>/data/` laid over them.
pub(crate) fn overlaid(config: &Config) -> Result<DataFiles, Vec<DataError>> {
    let mut files = DataFiles::embedded();
    let folder = config.data.join("data");
    let mut below = vec![folder.clone()];
    while let Some(here) = below.pop() {
        let Ok(entries) = std::fs::read_dir(&here) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                below.push(path);
            } else if let Ok(name) = path.strip_prefix(&folder) {
                let name = name.to_string_lossy().replace('\\', "/");
                let text = std::fs::read_to_string(&path)
                    .map_err(|error| vec![DataError { file: name.clone(), line: 1, problem: error.to_string() }])?;
                files.overlay(&name, text);
            }
        }
    }
    Ok(files)
}

impl App {
    /// Opens the store and gathers what handlers need.
    ///
    /// # Errors
    /// [`Fault`] when the database or the folder fails.
    pub async fn open(config: Config, material: Material) -> Result<(Self, khien_store::writer::Writer), Fault> {
        let place = khien_store::Place { folder: config.data.clone(), database: config.database.clone() };
        let shared = Shared { place, rulebook: Arc::clone(&material.rulebook) };
        // Connecting blocks, and the PostgreSQL client may not be made inside the runtime's own threads.
        let (store, writer) = tokio::task::spawn_blocking(move || {
            std::fs::create_dir_all(&shared.place.folder)?;
            Store::open(shared)
        })
        .await
        .map_err(|_| Fault::Stopping)??;
        let form_key = store.secret("form").await?;
        let online = store.online_key().await?;
        let Material { files, rulebook, words, portal, services, forms, periods, lookup } = material;
        let abroad = crate::abroad::Abroad::new(&forms, periods, lookup, !config.secure());
        let inner = Inner {
            services,
            store,
            rulebook,
            files,
            words,
            config,
            form_key,
            online,
            portal,
            matcher: crate::hma::Matcher::default(),
            forms,
            abroad,
            keys: Mutex::default(),
            duty: Mutex::default(),
        };
        Ok((Self(Arc::new(inner)), writer))
    }

    /// The keys that reporters seal to; `None` before a team has one. Remembered for two seconds.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn public_keys(&self) -> Result<Option<PublicKeys>, Fault> {
        if let Some((at, keys)) = &*self.keys.lock().unwrap_or_else(PoisonError::into_inner)
            && at.elapsed() < REMEMBER
        {
            return Ok(keys.clone());
        }
        let keys = self.store.public_keys().await?;
        *self.keys.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), keys.clone()));
        Ok(keys)
    }

    /// The keys as they stand now.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn public_keys_now(&self) -> Result<Option<PublicKeys>, Fault> {
        *self.keys.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.public_keys().await
    }

    /// Whether somebody is on duty. Remembered for two seconds.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn duty(&self) -> Result<Duty, Fault> {
        if let Some((at, duty)) = &*self.duty.lock().unwrap_or_else(PoisonError::into_inner)
            && at.elapsed() < REMEMBER
        {
            return Ok(*duty);
        }
        let anybody = self.store.roster().await?.anybody(self.now(), &self.config.zone);
        let duty = if anybody { Duty::Now } else { Duty::Nobody };
        *self.duty.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), duty));
        Ok(duty)
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Moment {
        khien_store::journal::now().into()
    }

    /// The services that can be asked, those edited in the console in place of those in `data/`.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn services(&self) -> Result<Vec<Service>, Fault> {
        let shipped = self.services.iter().cloned().map(|service| (service.id.clone(), service));
        let mut services: std::collections::BTreeMap<String, Service> = shipped.collect();
        for service in self.store.edited_services().await? {
            services.insert(service.id.clone(), service);
        }
        let mut services: Vec<_> = services.into_values().collect();
        services.sort_by_key(|service| service.name.to_lowercase());
        Ok(services)
    }
}

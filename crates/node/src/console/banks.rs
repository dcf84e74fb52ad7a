//! Banks of hashes, and the platforms that sign in by API.

use askama::Template;
use axum::Form;
use axum::response::Response;
use khien_casework::bank::{Owner, Population, Purpose, Settings};
use khien_casework::role::Operation;
use khien_store::banks::BankRow;
use khien_store::platforms::PlatformRow;
use khien_store::{Actor, Meta};
use serde::Deserialize;

use super::desk::{Desk, Trouble, go, page};
use super::frame::{Choice, Frame};

/// The list.
#[derive(Template)]
#[template(path = "console/banks.html")]
pub struct BanksPage {
    pub f: Frame,
    pub rows: Vec<BankLine>,
    pub platforms: Vec<PlatformLine>,
    pub purposes: Vec<Choice>,
    pub populations: Vec<Choice>,
    pub can_work: bool,
}

/// A bank in the list.
pub struct BankLine {
    pub href: String,
    pub name: String,
    pub purpose: String,
    pub population: String,
    pub owner: String,
    pub contents: String,
    pub unreviewed: String,
    pub off: bool,
}

/// A platform in the list.
pub struct PlatformLine {
    pub name: String,
    pub country: String,
    pub receives: String,
    pub state: String,
}

/// Purposes for which staff found banks; the others come about by themselves.
const PURPOSES: [Purpose; 4] = [Purpose::KnownChild, Purpose::KnownAdult, Purpose::Exchange, Purpose::Other];

/// Shows all banks.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::SeeBanks)?;
    let platforms = desk.app.store.platforms().await?;
    let mut f = desk.frame("banks").await?;
    f.title = f.t("console-banks-title");
    let mut rows = Vec::new();
    for row in desk.app.store.banks().await? {
        let counts = desk.app.store.content_counts(row.id).await?;
        rows.push(line(&f, &row, counts, &platforms));
    }
    let population = |population: Population| {
        Choice::new(population.as_str(), f.t(&format!("console-population-{}", population.as_str())))
    };
    Ok(page(&BanksPage {
        rows,
        purposes: PURPOSES.map(|purpose| Choice::new(purpose.as_str(), purpose_words(&f, purpose))).into(),
        populations: [Population::Child, Population::Adult, Population::Unsaid].map(population).into(),
        platforms: platforms.iter().map(|row| platform(&f, row)).collect(),
        can_work: desk.may(Operation::WorkBanks),
        f,
    }))
}

fn line(f: &Frame, row: &BankRow, (contents, unreviewed): (i64, i64), platforms: &[PlatformRow]) -> BankLine {
    BankLine {
        href: format!("/console/bank/{}", row.id),
        name: row.bank.settings.name.clone(),
        purpose: purpose_words(f, row.bank.purpose),
        population: f.t(&format!("console-population-{}", row.bank.population.as_str())),
        owner: owner_words(f, row.bank.owner, platforms),
        contents: contents.to_string(),
        unreviewed: if unreviewed > 0 { f.counted("console-bank-unreviewed", "n", unreviewed) } else { String::new() },
        off: row.bank.settings.ratio.0 == 0,
    }
}

/// What a bank is for, in words.
pub fn purpose_words(f: &Frame, purpose: Purpose) -> String {
    f.t(&format!("console-purpose-{}", purpose.as_str().replace('_', "-")))
}

/// Whose a bank is, in words.
pub fn owner_words(f: &Frame, owner: Owner, platforms: &[PlatformRow]) -> String {
    match owner {
        Owner::Node | Owner::Team(_) => f.t("console-bank-owner-node"),
        Owner::Platform(id) => {
            platforms.iter().find(|row| row.id == id).map_or_else(|| id.to_string(), |row| row.profile.name.clone())
        }
    }
}

fn platform(f: &Frame, row: &PlatformRow) -> PlatformLine {
    let receives: Vec<String> =
        row.profile.receives.iter().map(|kind| f.t(&format!("console-receives-{}", kind.as_str()))).collect();
    PlatformLine {
        name: row.profile.name.clone(),
        country: row.profile.country.clone(),
        receives: if receives.is_empty() { f.t("console-none") } else { receives.join(", ") },
        state: f.t(if row.revoked { "console-platform-ended" } else { "console-platform-active" }),
    }
}

/// The fields of a new bank as typed.
#[derive(Deserialize)]
pub struct NewBank {
    name: String,
    purpose: String,
    population: String,
}

/// Founds a bank of the node.
///
/// # Errors
/// [`Trouble::Fault`] for a name that is taken or cannot be, or a population that does not fit.
pub async fn found(desk: Desk, Form(new): Form<NewBank>) -> Result<Response, Trouble> {
    desk.must(Operation::WorkBanks)?;
    let purpose: Purpose = new.purpose.parse()?;
    let settings = Settings::of(new.name.trim());
    let meta = Meta::once(Actor::Staff(desk.me()))?;
    let founded = desk.app.store.found_bank(purpose, new.population.parse()?, Owner::Node, settings, meta);
    Ok(go(&format!("/console/bank/{}", founded.await?)))
}

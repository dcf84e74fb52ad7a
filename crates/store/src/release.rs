//! People let platforms have the hashes of their own images, platform by platform, and take that back.
//!
//! Called inside the transaction in which the report's own event is written, so that consent and release stand together.

use std::collections::{BTreeMap, BTreeSet};

use khien_casework::Refusal;
use khien_casework::bank::{
    Bank, Command, Owner, Population, Purpose, QUALITY_FLOOR, Settings, Signal, SignalKind, Source, Why,
};
use khien_casework::platform::Receives;
use khien_terms::Moment;
use khien_terms::id::{BankId, PlatformId, ReportId};

use crate::banks::{bank_command, found_in, load};
use crate::batch::Batch;
use crate::contents::{NewContent, add_in, forget_unheld, signals_in, withdraw_in};
use crate::db::Conn;
use crate::journal::Meta;
use crate::{Fault, Store, vals};

/// One hash of one picture or video of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleasedSignal {
    /// Which picture, in the person's own count.
    pub item: u32,
    /// What it is.
    pub kind: SignalKind,
    /// Hex digits.
    pub value: String,
    /// Quality of a PDQ hash; it has to be told and to be 50 or more.
    pub quality: Option<u8>,
}

/// What a person lets platforms have.
#[derive(Debug, Clone)]
pub struct Release {
    /// By whose report.
    pub report: ReportId,
    /// Who may have it.
    pub receivers: Vec<PlatformId>,
    /// The hashes.
    pub items: Vec<ReleasedSignal>,
    /// The person is under 18.
    pub child: bool,
}

/// A platform that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    /// Its id.
    pub id: PlatformId,
    /// Its name.
    pub name: String,
    /// Country whose law it answers to.
    pub country: String,
}

/// How far a release to one platform has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// To whom.
    pub receiver: PlatformId,
    /// Its name.
    pub name: String,
    /// Its country.
    pub country: String,
    /// Pictures and videos that it may have now.
    pub items: i64,
    /// When it was first let have one of them.
    pub offered_at: Moment,
    /// When one of them was first handed to it.
    pub fetched_at: Option<Moment>,
    /// When all of them were taken back.
    pub withdrawn_at: Option<Moment>,
    /// When it had heard of every withdrawal.
    pub acknowledged_at: Option<Moment>,
}

impl Store {
    /// Platforms that people can choose.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn receivers(&self) -> Result<Vec<Receiver>, Fault> {
        self.read(receivers).await
    }

    /// What became of a report's releases, a row for each platform.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn deliveries(&self, report: ReportId) -> Result<Vec<Delivery>, Fault> {
        self.read(move |conn| deliveries(conn, report)).await
    }
}

/// Platforms that people can choose: signed up, not revoked, receiving own images.
///
/// # Errors
/// [`Fault::Database`].
pub fn receivers(conn: &mut Conn) -> Result<Vec<Receiver>, Fault> {
    let rows =
        conn.query("SELECT id, name, country, receives FROM platform WHERE revoked = 0 ORDER BY name, id", &[])?;
    let mut some = Vec::new();
    for row in rows {
        let receives: Vec<Receives> = serde_json::from_str(row.text(3))?;
        if receives.contains(&Receives::OwnImages) {
            some.push(Receiver { id: row.parse(0)?, name: row.text(1).to_owned(), country: row.text(2).to_owned() });
        }
    }
    Ok(some)
}

/// What became of a report's releases, a row for each platform.
///
/// # Errors
/// [`Fault::Database`].
pub fn deliveries(conn: &mut Conn, report: ReportId) -> Result<Vec<Delivery>, Fault> {
    let rows = conn.query(
        "SELECT o.platform, p.name, p.country, COUNT(CASE WHEN o.withdrawn_at IS NULL THEN 1 END), MIN(o.offered_at), MIN(o.handed_at), \
         MAX(o.withdrawn_at), MAX(o.acknowledged_at), COUNT(CASE WHEN o.withdrawn_at IS NOT NULL AND o.acknowledged_at IS NULL THEN 1 END) \
         FROM offer AS o JOIN platform AS p ON p.id = o.platform WHERE o.report = $1 \
         GROUP BY o.platform, p.name, p.country ORDER BY p.name, o.platform",
        &vals![report.to_string()],
    )?;
    rows.iter()
        .map(|row| {
            let over = row.int(3) == 0;
            let heard = over && row.int(8) == 0;
            Ok(Delivery {
                receiver: row.parse(0)?,
                name: row.text(1).to_owned(),
                country: row.text(2).to_owned(),
                items: row.int(3),
                offered_at: Moment(row.int(4)),
                fetched_at: row.int_opt(5).map(Moment),
                withdrawn_at: row.int_opt(6).map(Moment).filter(|_| over),
                acknowledged_at: row.int_opt(7).map(Moment).filter(|_| heard),
            })
        })
        .collect()
}

/// Puts hashes of a person's own images into the node's bank and lets platforms have them. The same again changes
/// nothing; another platform is added to what stands; what was taken back can be let go again.
///
/// # Errors
/// [`Refusal::Field`] for a hash that cannot be used, or a platform that cannot be chosen.
pub fn release(batch: &mut Batch<'_>, release: &Release, meta: Meta) -> Result<(), Fault> {
    let items = checked(&release.items)?;
    if release.receivers.is_empty() {
        return Err(Refusal::Field { field: "receivers", problem: "at least one platform" }.into());
    }
    for receiver in &release.receivers {
        can_be_chosen(batch, *receiver)?;
    }
    let (id, bank) = own_bank(batch, release.child, meta)?;
    let standing = standing(batch, release.report)?;
    let mut contents = Vec::new();
    for signals in items.into_values() {
        let known = standing.iter().find(|(_, before)| **before == signals);
        contents.push(match known {
            Some((content, _)) => *content,
            None => {
                let source = Source::Person(release.report);
                let new = NewContent { signals, source, class: None, note: String::new(), metadata: String::new() };
                add_in(batch, id, &bank, new, meta)?
            }
        });
    }
    for receiver in BTreeSet::from_iter(&release.receivers) {
        let mut fresh = Vec::new();
        for content in &contents {
            let sql = "SELECT 1 FROM offer WHERE content = $1 AND platform = $2 AND withdrawn_at IS NULL";
            if batch.conn()?.first(sql, &vals![*content, receiver.to_string()])?.is_none() {
                fresh.push(*content);
            }
        }
        let offer = Command::Offer { report: release.report, contents: fresh, receivers: vec![*receiver] };
        bank_command(batch, id, &bank, offer, meta)?;
    }
    Ok(())
}

/// Takes back what a report let platforms have: these, or all. They are told by their feed; their lookups find nothing from
/// now on.
///
/// # Errors
/// [`Fault::Database`].
pub fn withdraw(
    batch: &mut Batch<'_>,
    report: ReportId,
    receivers: Option<&[PlatformId]>,
    meta: Meta,
) -> Result<(), Fault> {
    let rows = batch.conn()?.query(
        "SELECT o.content, o.platform, c.bank FROM offer AS o JOIN bank_content AS c ON c.id = o.content \
         WHERE o.report = $1 AND o.withdrawn_at IS NULL ORDER BY c.bank, o.platform, o.content",
        &vals![report.to_string()],
    )?;
    let mut groups: BTreeMap<(BankId, PlatformId), Vec<i64>> = BTreeMap::new();
    for row in rows {
        let platform: PlatformId = row.parse(1)?;
        if receivers.is_none_or(|some| some.contains(&platform)) {
            groups.entry((row.parse(2)?, platform)).or_default().push(row.int(0));
        }
    }
    for ((id, platform), contents) in groups {
        let bank = load(batch.conn()?, id)?;
        bank_command(batch, id, &bank, Command::TakeBack { report, contents, receivers: vec![platform] }, meta)?;
    }
    withdraw_unoffered(batch, report, meta)
}

/// What nobody may have any more does not stay: it is withdrawn, and forgotten as soon as nobody holds it.
fn withdraw_unoffered(batch: &mut Batch<'_>, report: ReportId, meta: Meta) -> Result<(), Fault> {
    let rows = batch.conn()?.query(
        "SELECT id, bank FROM bank_content WHERE report = $1 AND withdrawn IS NULL AND NOT EXISTS \
         (SELECT 1 FROM offer WHERE offer.content = bank_content.id AND offer.withdrawn_at IS NULL) ORDER BY id",
        &vals![report.to_string()],
    )?;
    let ids: Vec<i64> = rows.iter().map(|row| row.int(0)).collect();
    if ids.is_empty() { Ok(()) } else { withdraw_in(batch, &ids, Why::Consent, None, meta) }
}

/// The hashes by picture, every one checked.
fn checked(items: &[ReleasedSignal]) -> Result<BTreeMap<u32, Vec<Signal>>, Fault> {
    let mut by_item: BTreeMap<u32, Vec<Signal>> = BTreeMap::new();
    for released in items {
        let signal = Signal::read(released.kind, &released.value, released.quality)?;
        if !signal.kind.is_exact() && signal.quality.is_none_or(|quality| quality < QUALITY_FLOOR) {
            let problem = "quality 50 or more: with less, other pictures would be found";
            return Err(Refusal::Field { field: "quality", problem }.into());
        }
        let signals = by_item.entry(released.item).or_default();
        if !signals.contains(&signal) {
            signals.push(signal);
        }
    }
    if by_item.is_empty() {
        return Err(Refusal::Field { field: "items", problem: "at least one hash" }.into());
    }
    by_item.values_mut().for_each(|signals| signals.sort());
    Ok(by_item)
}

fn can_be_chosen(batch: &mut Batch<'_>, id: PlatformId) -> Result<(), Fault> {
    let platform = crate::platforms::load(batch.conn()?, id)?;
    if platform.revoked || !platform.profile.receives.contains(&Receives::OwnImages) {
        return Err(Refusal::Field { field: "receivers", problem: "this platform receives nothing now" }.into());
    }
    Ok(())
}

/// What stands of a report's own images, with its hashes.
fn standing(batch: &mut Batch<'_>, report: ReportId) -> Result<BTreeMap<i64, Vec<Signal>>, Fault> {
    let sql = "SELECT id FROM bank_content WHERE report = $1 AND withdrawn IS NULL ORDER BY id";
    let rows = batch.conn()?.query(sql, &vals![report.to_string()])?;
    rows.iter()
        .map(|row| {
            let mut signals = signals_in(batch.conn()?, row.int(0))?;
            signals.sort();
            Ok((row.int(0), signals))
        })
        .collect()
}

/// The node's bank for own images, made when it is first needed.
fn own_bank(batch: &mut Batch<'_>, child: bool, meta: Meta) -> Result<(BankId, Bank), Fault> {
    let (name, purpose, population) = if child {
        ("OWN_IMAGES_CHILD", Purpose::OwnChild, Population::Child)
    } else {
        ("OWN_IMAGES_ADULT", Purpose::OwnAdult, Population::Adult)
    };
    let sql = "SELECT id FROM bank WHERE purpose = $1 AND closed = 0 ORDER BY id LIMIT 1";
    let id = match batch.conn()?.first(sql, &vals![purpose.as_str()])? {
        Some(row) => row.parse(0)?,
        None => found_in(batch, purpose, population, Owner::Node, Settings::of(name), meta)?,
    };
    Ok((id, load(batch.conn()?, id)?))
}

/// After a platform acknowledged withdrawals: what nobody holds any more is forgotten.
pub(crate) fn forget_acknowledged(batch: &mut Batch<'_>, platform: PlatformId, meta: Meta) -> Result<(), Fault> {
    let rows = batch.conn()?.query(
        "SELECT c.id, c.bank FROM offer AS o JOIN bank_content AS c ON c.id = o.content WHERE o.platform = $1 \
         AND o.acknowledged_at IS NOT NULL AND c.withdrawn IS NOT NULL AND c.forgotten = 0 ORDER BY c.bank, c.id",
        &vals![platform.to_string()],
    )?;
    let mut by_bank: BTreeMap<BankId, Vec<i64>> = BTreeMap::new();
    for row in rows {
        by_bank.entry(row.parse(1)?).or_default().push(row.int(0));
    }
    for (id, contents) in by_bank {
        let bank = load(batch.conn()?, id)?;
        forget_unheld(batch, id, &bank, &contents, meta)?;
    }
    Ok(())
}

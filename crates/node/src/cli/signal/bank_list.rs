//! `khien list import` and `khien list export`: a list into a bank of a node, and a bank as a list.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use khien_casework::bank::{Signal, SignalKind, Source, Why};
use khien_signal::list::{Entry, Kind, Medium};
use khien_store::banks::BankRow;
use khien_store::contents::{ContentRow, IMPORT_MAX, SIGNALS_MAX};
use khien_store::{Actor, Meta, Store};

use super::super::print_json;
use super::super::user::open;
use super::list::Told;
use super::{ListFormat, read};
use crate::Failure;
use crate::config::Options;

/// Contents of an export that are read at once.
const PAGE: i64 = 1_000;

/// Reads a list into a bank of the node. What stands in the bank already is not put in again; what the list takes back
/// is withdrawn.
///
/// # Errors
/// A list that cannot be read, no such bank, a bank that takes no lists.
pub(in crate::cli) async fn import(
    file: &Path,
    bank: &str,
    reads: Option<ListFormat>,
    options: Options,
    json: bool,
) -> Result<(), Failure> {
    let list = read::list(file, reads)?;
    let app = open(options).await?;
    let row = find(&app.store, bank).await?;
    let mut reasons: BTreeMap<String, u64> =
        list.rejected.iter().map(|(reason, count)| (reason.to_string(), *count)).collect();
    let total = list.entries.len() as u64 + reasons.values().sum::<u64>();
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (mut kept, mut withdrawn) = (0, 0);
    let (gone, standing): (Vec<Entry>, Vec<Entry>) = list.entries.into_iter().partition(|entry| entry.deleted);
    let contents = grouped(standing, &mut reasons);
    for some in contents.chunks(IMPORT_MAX) {
        let fresh = app.store.absent_from(row.id, some.to_vec()).await?;
        let count = |contents: &[Vec<Signal>]| contents.iter().map(|signals| signals.len() as u64).sum::<u64>();
        let known = count(some) - count(&fresh);
        if known > 0 {
            *reasons.entry("it stands in the bank already".to_owned()).or_default() += known;
        }
        if fresh.is_empty() {
            continue;
        }
        kept += count(&fresh);
        let source = Source::List(name.chars().take(120).collect());
        app.store.import_contents(row.id, fresh, source, Meta::once(Actor::Operator)?).await?;
    }
    for entry in gone {
        let Some(signal) = signal_of(&entry, &mut reasons) else { continue };
        let ids = app.store.holding(row.id, signal.kind, signal.value).await?;
        withdrawn += ids.len() as u64;
        let meta = Meta::once(Actor::Operator)?;
        app.store.withdraw_contents(ids, Why::Removed, None, meta).await?;
    }
    let rejected = reasons.values().sum();
    let told = Told { read: total, kept, rejected, withdrawn: Some(withdrawn), reasons };
    if json { print_json(&told) } else { told.print() }
}

/// Writes what stands in a bank as a list. Hashes leave the node: that is an event of each content only when a person opens
/// it in the console; here the operator of the machine does it, who can read the database anyway.
///
/// # Errors
/// No such bank, people's own images, a format that the file's name does not say.
pub(in crate::cli) async fn export(
    bank: &str,
    to: PathBuf,
    writes: Option<ListFormat>,
    options: Options,
    json: bool,
) -> Result<(), Failure> {
    let Some(writes) = writes.or_else(|| ListFormat::of(&to)) else {
        return Err(Failure::Held(format!("the name {} does not say which format; add --to", to.display())));
    };
    let app = open(options).await?;
    let row = find(&app.store, bank).await?;
    if row.bank.purpose.is_own_images() {
        return Err(Failure::Held("people's own images go to the platforms that they chose, and into no list".into()));
    }
    let mut list = khien_signal::list::Read::default();
    let mut before = None;
    loop {
        let page = app.store.contents(row.id, before, PAGE).await?;
        let Some(last) = page.last() else { break };
        before = Some(last.content.id);
        for content in page.iter().filter(|content| content.content.withdrawn.is_none()) {
            let signals = app.store.signals(content.content.id).await?;
            list.entries.extend(signals.iter().filter_map(|signal| entry(content, signal)));
        }
    }
    list.entries.reverse();
    let left = super::list::write(&list, &to, writes)?;
    let read = list.entries.len() as u64;
    let mut reasons = BTreeMap::new();
    if left > 0 {
        reasons.insert("this format has no place for it".to_owned(), left);
    }
    let told = Told { read, kept: read - left, rejected: left, withdrawn: None, reasons };
    if json { print_json(&told) } else { told.print() }
}

/// A bank of the node by its name or id; those of platforms are theirs.
async fn find(store: &Store, name: &str) -> Result<BankRow, Failure> {
    let mut banks = store.banks().await?;
    banks.retain(|row| row.bank.owner.platform().is_none());
    let found = banks.into_iter().find(|row| row.bank.settings.name == name || row.id.to_string() == name);
    found.ok_or_else(|| Failure::Held(format!("no bank of the name {name}; found one in the console, under Banks")))
}

/// Entries of one item become one content, in the order of the list.
fn grouped(entries: Vec<Entry>, reasons: &mut BTreeMap<String, u64>) -> Vec<Vec<Signal>> {
    let mut contents: Vec<Vec<Signal>> = Vec::new();
    let mut places: HashMap<(Option<String>, String), usize> = HashMap::new();
    let mut seen: HashSet<(SignalKind, String)> = HashSet::new();
    for entry in entries {
        let Some(signal) = signal_of(&entry, reasons) else { continue };
        if !seen.insert((signal.kind, signal.value.clone())) {
            *reasons.entry("it stands in the list before".to_owned()).or_default() += 1;
            continue;
        }
        let place = entry.item.map(|item| *places.entry((entry.member, item)).or_insert(contents.len()));
        match place.and_then(|place| contents.get_mut(place)).filter(|signals| signals.len() < SIGNALS_MAX) {
            Some(signals) => signals.push(signal),
            None => contents.push(vec![signal]),
        }
    }
    contents
}

fn signal_of(entry: &Entry, reasons: &mut BTreeMap<String, u64>) -> Option<Signal> {
    let kind = match (entry.kind, entry.medium) {
        (Kind::Pdq, _) => Some(SignalKind::Pdq),
        (Kind::Md5, Medium::Video) => Some(SignalKind::VideoMd5),
        (Kind::Md5, _) => Some(SignalKind::Md5),
        (Kind::Sha256, Medium::Video) => Some(SignalKind::VideoSha256),
        (Kind::Sha256, _) => Some(SignalKind::Sha256),
        (Kind::Sha1, _) => Some(SignalKind::Sha1),
        _ => None,
    };
    let read = kind.and_then(|kind| Signal::read(kind, &entry.value, entry.quality).ok());
    if read.is_none() {
        *reasons.entry("a kind of hash that banks do not hold".to_owned()).or_default() += 1;
    }
    read
}

fn entry(content: &ContentRow, signal: &Signal) -> Option<Entry> {
    let (kind, medium) = match signal.kind {
        SignalKind::Pdq => (Kind::Pdq, Medium::Image),
        SignalKind::Md5 => (Kind::Md5, Medium::Image),
        SignalKind::Sha1 => (Kind::Sha1, Medium::Image),
        SignalKind::Sha256 => (Kind::Sha256, Medium::Image),
        SignalKind::VideoMd5 => (Kind::Md5, Medium::Video),
        SignalKind::VideoSha256 => (Kind::Sha256, Medium::Video),
    };
    let class = content.content.agreed().or(content.content.classified.last().map(|last| last.class));
    let mut entry = Entry::plain(kind, &signal.value, 0).ok()?;
    entry.medium = medium;
    entry.item = Some(content.content.id.to_string());
    entry.classification = class.map(|class| class.as_str().to_owned());
    entry.quality = signal.quality;
    entry.changed = Some(content.changed_at.0.div_euclid(1_000_000));
    Some(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(kind: Kind, digits: &str, item: Option<&str>, medium: Medium) -> Entry {
        let length = match kind {
            Kind::Md5 => 16,
            Kind::Sha1 => 20,
            _ => 32,
        };
        let mut entry = Entry::plain(kind, &digits.repeat(length), 1).expect("entry");
        (entry.item, entry.medium) = (item.map(str::to_owned), medium);
        entry
    }

    #[test]
    fn hashes_of_one_item_are_one_content() {
        let mut reasons = BTreeMap::new();
        let entries = vec![
            plain(Kind::Pdq, "0f", Some("a"), Medium::Image),
            plain(Kind::Pdq, "f0", None, Medium::Image),
            plain(Kind::Md5, "0f", Some("a"), Medium::Image),
            plain(Kind::Md5, "3c", Some("b"), Medium::Video),
            plain(Kind::Pdq, "f0", None, Medium::Image),
        ];
        let contents = grouped(entries, &mut reasons);
        let kinds: Vec<Vec<SignalKind>> =
            contents.iter().map(|signals| signals.iter().map(|signal| signal.kind).collect()).collect();
        let expected = [vec![SignalKind::Pdq, SignalKind::Md5], vec![SignalKind::Pdq], vec![SignalKind::VideoMd5]];
        assert_eq!((kinds.as_slice(), reasons.values().sum::<u64>()), (expected.as_slice(), 1));
    }
}

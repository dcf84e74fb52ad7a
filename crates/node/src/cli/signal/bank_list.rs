//! `khien list import` and `khien list export`: a list into a bank of a node, and a bank as a list.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use khien_casework::bank::{Frame, Signal, SignalKind};
use khien_signal::list::{Entry, Kind, Medium};
use khien_store::Store;
use khien_store::banks::BankRow;
use khien_store::contents::ContentRow;

use super::super::print_json;
use super::super::terminal::named;
use super::super::user::open;
use super::list::Told;
use super::{ListFormat, read};
use crate::Failure;
use crate::config::Options;
use crate::exchange::take_in::take_in;

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
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let told = Told::from(take_in(&app.store, &row, list, &name).await?);
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
        return Err(Failure::Held(format!("the name {} does not say which format; add --to", named(to))));
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
            let mut number = 0;
            let mut of_content = Vec::new();
            for signal in app.store.signals(content.content.id).await? {
                of_content.extend(entry(content, &signal, number));
                number += u64::from(signal.kind == SignalKind::Vpdq);
            }
            // Contents come newest first and leave oldest first; frames stay in their order.
            of_content.reverse();
            list.entries.append(&mut of_content);
        }
    }
    list.entries.reverse();
    let left = super::list::write(&list, &to, writes)?;
    let read = list.entries.len() as u64;
    let mut reasons = BTreeMap::new();
    if left > 0 {
        let one = matches!(writes, ListFormat::Vpdq | ListFormat::VpdqJson);
        let why = if one { "this format holds the frames of one video" } else { "this format has no place for it" };
        reasons.insert(why.to_owned(), left);
    }
    let told = Told { read, kept: read - left, rejected: left, withdrawn: None, reasons };
    if json { print_json(&told) } else { told.print() }
}

/// A bank of the node by its name or id; those of platforms are theirs.
pub(super) async fn find(store: &Store, name: &str) -> Result<BankRow, Failure> {
    let mut banks = store.banks().await?;
    banks.retain(|row| row.bank.owner.platform().is_none());
    let found = banks.into_iter().find(|row| row.bank.settings.name == name || row.id.to_string() == name);
    found.ok_or_else(|| {
        Failure::Held(format!(
            "no bank of the name {name}; banks are made in the console, under Banks; those of platforms are theirs"
        ))
    })
}

fn entry(content: &ContentRow, signal: &Signal, number: u64) -> Option<Entry> {
    let (kind, medium) = match signal.kind {
        SignalKind::Pdq => (Kind::Pdq, Medium::Image),
        SignalKind::Md5 => (Kind::Md5, Medium::Image),
        SignalKind::Sha1 => (Kind::Sha1, Medium::Image),
        SignalKind::Sha256 => (Kind::Sha256, Medium::Image),
        SignalKind::VideoMd5 => (Kind::Md5, Medium::Video),
        SignalKind::VideoSha256 => (Kind::Sha256, Medium::Video),
        SignalKind::Vpdq => (Kind::Pdq, Medium::Video),
    };
    let class = content.content.agreed().or(content.content.classified.last().map(|last| last.class));
    let frame = Frame::read(&signal.value);
    let mut entry = Entry::plain(kind, frame.as_ref().map_or(signal.value.as_str(), |frame| frame.hash), 0).ok()?;
    entry.medium = medium;
    entry.frame = frame.map(|frame| (number, frame.at));
    entry.item = Some(content.content.id.to_string());
    entry.classification = class.map(|class| class.as_str().to_owned());
    entry.quality = signal.quality;
    entry.changed = Some(content.changed_at.0.div_euclid(1_000_000));
    Some(entry)
}

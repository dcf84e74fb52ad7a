//! A list into a bank: what stands there already is left out, what the list takes back is withdrawn.

use std::collections::{BTreeMap, HashMap, HashSet};

use khien_casework::bank::{self, Population, Signal, SignalKind, Source, Why};
use khien_signal::list::stopncii::PEOPLE;
use khien_signal::list::{Entry, Kind, Medium, Read};
use khien_store::banks::BankRow;
use khien_store::contents::{FRAMES_MAX, IMPORT_MAX, SIGNALS_MAX};
use khien_store::import::Imported;
use khien_store::{Actor, Fault, Meta, Store};

/// What became of a list.
#[derive(Debug, Default)]
pub struct Taken {
    /// Entries of it.
    pub read: u64,
    /// Hashes that were put in.
    pub kept: u64,
    /// Contents that it took back.
    pub withdrawn: u64,
    /// Why others were not put in, and how often.
    pub reasons: BTreeMap<String, u64>,
}

impl Taken {
    /// Adds what became of the next page.
    pub fn add(&mut self, other: Taken) {
        self.read += other.read;
        self.kept += other.kept;
        self.withdrawn += other.withdrawn;
        for (reason, count) in other.reasons {
            *self.reasons.entry(reason).or_default() += count;
        }
    }
}

/// Takes a list in. `source` is how the journal calls it.
///
/// # Errors
/// [`Fault::Database`], or a bank that takes no lists.
pub async fn take_in(store: &Store, bank: &BankRow, mut list: Read, source: &str) -> Result<Taken, Fault> {
    let (people, bank) = (bank.bank.population, bank.id);
    let reasons = list.rejected.iter().map(|(reason, count)| (reason.to_string(), *count)).collect();
    let mut taken = Taken { reasons, ..Taken::default() };
    taken.read = (list.entries.len() + list.gone.len()) as u64 + taken.reasons.values().sum::<u64>();
    let others = match people {
        Population::Child => Some(PEOPLE[1]),
        Population::Adult => Some(PEOPLE[0]),
        Population::Unsaid => None,
    };
    let before = list.entries.len();
    list.entries.retain(|entry| entry.deleted || others.is_none_or(|tag| entry.classification.as_deref() != Some(tag)));
    if list.entries.len() < before {
        let why = "it is of other people than the bank: children and adults are kept apart".to_owned();
        *taken.reasons.entry(why).or_default() += (before - list.entries.len()) as u64;
    }
    // A list that takes hashes back says of each what is so in the end.
    let entries = if list.by_hash { last_words(list.entries) } else { list.entries };
    let (gone, standing): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(|entry| entry.deleted);
    let mut ids: Vec<i64> = Vec::new();
    for entry in gone {
        let Some(signal) = signal_of(&entry, &mut taken.reasons) else { continue };
        let holding = store.holding(bank, signal.kind, signal.value).await?;
        match entry.item.filter(|_| !list.by_hash) {
            None => ids.extend(holding),
            // The same hash may stand for another item too, which nobody takes back.
            Some(item) => {
                let named = store.called(bank, vec![reference(entry.member.as_deref(), &item)]).await?;
                ids.extend(if named.is_empty() { holding } else { named });
            }
        }
    }
    let names = list.gone.iter().map(|(member, item)| reference(member.as_deref(), item)).collect();
    ids.extend(store.called(bank, names).await?);
    ids.sort_unstable();
    ids.dedup();
    taken.withdrawn = ids.len() as u64;
    if !ids.is_empty() {
        store.withdraw_contents(ids, Why::Removed, None, Meta::once(Actor::Operator)?).await?;
    }
    let contents = grouped(standing, list.by_hash, &mut taken.reasons);
    for some in contents.chunks(IMPORT_MAX) {
        let fresh = store.absent_from(bank, some.to_vec()).await?;
        let known = count(some) - count(&fresh);
        if known > 0 {
            *taken.reasons.entry("it stands in the bank already".to_owned()).or_default() += known;
        }
        if fresh.is_empty() {
            continue;
        }
        taken.kept += count(&fresh);
        let source = Source::List(source.chars().take(120).collect());
        store.import_contents(bank, fresh, source, Meta::once(Actor::Operator)?).await?;
    }
    Ok(taken)
}

/// Of several entries of one hash the last.
fn last_words(entries: Vec<Entry>) -> Vec<Entry> {
    let mut seen = HashSet::new();
    let mut last: Vec<Entry> = entries
        .into_iter()
        .rev()
        .filter(|entry| seen.insert((entry.kind, entry.medium, entry.value.clone())))
        .collect();
    last.reverse();
    last
}

fn count(contents: &[Imported]) -> u64 {
    contents.iter().map(|content| content.signals.len() as u64).sum()
}

/// An item's name: members number their items each for themselves.
fn reference(member: Option<&str>, item: &str) -> String {
    member.map_or_else(|| item.to_owned(), |member| format!("{member}\n{item}"))
}

/// Entries of one item become one content, in the order of the list.
fn grouped(entries: Vec<Entry>, by_hash: bool, reasons: &mut BTreeMap<String, u64>) -> Vec<Imported> {
    let mut contents: Vec<Imported> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut seen: HashSet<(Option<String>, SignalKind, String)> = HashSet::new();
    let (mut unnamed, mut last): (usize, Option<u64>) = (0, None);
    for entry in entries {
        let Some(signal) = signal_of(&entry, reasons) else { continue };
        let reference = entry.item.as_ref().filter(|_| !by_hash).map(|item| reference(entry.member.as_deref(), item));
        // A frame that stands still is one: of a video each hash counts once.
        let value = bank::Frame::read(&signal.value).map_or(signal.value.as_str(), |frame| frame.hash).to_owned();
        if !seen.insert((reference.clone(), signal.kind, value)) {
            *reasons.entry("it stands in the list before".to_owned()).or_default() += 1;
            continue;
        }
        let is_frame = signal.kind == SignalKind::Vpdq;
        // Frames without a name are one video as long as their numbers grow.
        if let Some((number, _)) = entry.frame.filter(|_| reference.is_none()) {
            unnamed += usize::from(last.is_some_and(|last| number <= last));
            last = Some(number);
        }
        let name = reference.clone().or_else(|| is_frame.then(|| format!("\n{unnamed}")));
        let place = name.map(|name| *places.entry(name).or_insert(contents.len()));
        let held = place.and_then(|place| contents.get(place)).map_or(0, |content: &Imported| frames_in(content));
        if is_frame && held >= FRAMES_MAX {
            let why = format!("a video has at most {FRAMES_MAX} frames in a bank (khien hash --every takes fewer)");
            *reasons.entry(why).or_default() += 1;
            continue;
        }
        let room = |content: &&mut Imported| is_frame || content.signals.len() - frames_in(content) < SIGNALS_MAX;
        match place.and_then(|place| contents.get_mut(place)).filter(room) {
            Some(content) => content.signals.push(signal),
            None => contents.push(Imported { signals: vec![signal], reference: reference.unwrap_or_default() }),
        }
    }
    contents
}

fn frames_in(content: &Imported) -> usize {
    content.signals.iter().filter(|signal| signal.kind == SignalKind::Vpdq).count()
}

fn signal_of(entry: &Entry, reasons: &mut BTreeMap<String, u64>) -> Option<Signal> {
    if let (Kind::Pdq, Some((_, at))) = (entry.kind, entry.frame) {
        let value = bank::Frame { hash: &entry.value, at }.value();
        let frame = Signal::read(SignalKind::Vpdq, &value, entry.quality).ok().filter(Signal::acts_within_a_radius);
        if frame.is_none() {
            *reasons.entry("a frame with too little to see".to_owned()).or_default() += 1;
        }
        return frame;
    }
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
    if read.as_ref().is_some_and(Signal::is_of_nothing) {
        *reasons.entry("the hash of an empty file".to_owned()).or_default() += 1;
        return None;
    }
    if read.is_none() {
        *reasons.entry("a kind of hash that banks do not hold".to_owned()).or_default() += 1;
    }
    read
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
        let contents = grouped(entries, false, &mut reasons);
        let kinds: Vec<Vec<SignalKind>> =
            contents.iter().map(|content| content.signals.iter().map(|signal| signal.kind).collect()).collect();
        let expected = [vec![SignalKind::Pdq, SignalKind::Md5], vec![SignalKind::Pdq], vec![SignalKind::VideoMd5]];
        assert_eq!((kinds.as_slice(), reasons.values().sum::<u64>()), (expected.as_slice(), 1));
    }

    #[test]
    fn frames_of_a_list_are_one_video_each_hash_once() {
        let mut reasons = BTreeMap::new();
        let frame = |digits: &str, number: u64, quality: u8| {
            let mut entry = plain(Kind::Pdq, digits, None, Medium::Video);
            (entry.frame, entry.quality) = (Some((number, number * 1_000)), Some(quality));
            entry
        };
        let entries = vec![frame("0f", 0, 100), frame("0f", 1, 100), frame("f0", 2, 49), frame("3c", 3, 50)];
        let contents = grouped(entries, false, &mut reasons);
        assert_eq!(contents.len(), 1);
        let values: Vec<&str> = contents[0].signals.iter().map(|signal| signal.value.as_str()).collect();
        assert_eq!(values, [format!("{}@0", "0f".repeat(32)), format!("{}@3000", "3c".repeat(32))]);
        assert_eq!(reasons.values().sum::<u64>(), 2);
        let many: Vec<Entry> =
            (0..=FRAMES_MAX as u64).map(|n| Entry { value: format!("{n:064x}"), ..frame("00", n, 100) }).collect();
        assert_eq!(grouped(many, false, &mut BTreeMap::new())[0].signals.len(), FRAMES_MAX);
    }
}

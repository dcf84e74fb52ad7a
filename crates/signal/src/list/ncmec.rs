//! NCMEC's hash-sharing XML, version 2: what `GET /v2/entries` answers.

use std::io::Write as _;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Entry, Kind, Medium, NotAList, Read, Reason};

/// The namespace of the format.
pub const NAMESPACE: &str = "https://hashsharing.ncmec.org/hashsharing/v2";

/// One item while its elements come by.
#[derive(Default)]
struct Item {
    video: bool,
    deleted: bool,
    member: Option<String>,
    id: Option<String>,
    changed: Option<i64>,
    classification: Option<String>,
    hashes: Vec<(String, String)>,
}

/// Reads an answer.
///
/// # Errors
/// Not well-formed XML.
pub fn read(bytes: &[u8]) -> Result<Read, NotAList> {
    let broken = |error: quick_xml::Error| NotAList::Xml(error.to_string());
    let mut xml = Reader::from_reader(bytes);
    let mut read = Read::default();
    let (mut path, mut item): (Vec<String>, Option<Item>) = (Vec::new(), None);
    let (mut text, mut line, mut begun_well) = (String::new(), 0, false);
    loop {
        match xml.read_event().map_err(broken)? {
            Event::Start(element) => {
                path.push(local(&element));
                text.clear();
                begun_well |= path.len() == 1 && path.iter().all(|name| name == "queryResult");
                if path.len() > 64 {
                    return Err(NotAList::Xml("elements stand too deep in each other".to_owned()));
                }
                item = begun(&element, &path).or(item);
                named(&element, &path, &mut item);
            }
            Event::Empty(element) => {
                path.push(local(&element));
                begun_well |= path.len() == 1 && path.iter().all(|name| name == "queryResult");
                item = begun(&element, &path).or(item);
                named(&element, &path, &mut item);
                ended(&path, "", &mut item, &mut line, &mut read);
                path.pop();
            }
            Event::Text(part) => text.push_str(&part.decode().map_err(|error| NotAList::Xml(error.to_string()))?),
            Event::GeneralRef(part) => {
                let name = part.decode().map_err(|error| NotAList::Xml(error.to_string()))?;
                text.push_str(quick_xml::escape::resolve_predefined_entity(&name).unwrap_or_default());
            }
            Event::End(_) => {
                ended(&path, text.trim(), &mut item, &mut line, &mut read);
                text.clear();
                path.pop();
            }
            // An error page is no empty list: whoever takes it for one loses what stood in it.
            Event::Eof if path.is_empty() && !begun_well => {
                return Err(NotAList::Xml("there is no queryResult in it".to_owned()));
            }
            Event::Eof if path.is_empty() => return Ok(read),
            Event::Eof => return Err(NotAList::Xml("it ends in the middle".to_owned())),
            _ => {}
        }
    }
}

fn local(element: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(element.local_name().as_ref()).into_owned()
}

fn begun(element: &BytesStart<'_>, path: &[String]) -> Option<Item> {
    let name = path.last().map(String::as_str)?;
    let parent = path.len().checked_sub(2).map(|at| path[at].as_str())?;
    let video = matches!(name, "video" | "deletedVideo");
    if !matches!((name, parent), ("image" | "deletedImage", "images") | ("video" | "deletedVideo", "videos")) {
        return None;
    }
    let member = element.try_get_attribute("member").ok().flatten();
    let member = member.or_else(|| element.try_get_attribute("memberId").ok().flatten());
    let member = member
        .and_then(|value| value.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok())
        .map(std::borrow::Cow::into_owned);
    Some(Item { video, deleted: name.starts_with("deleted"), member, ..Item::default() })
}

/// A member is known by its number; its name may change.
fn named(element: &BytesStart<'_>, path: &[String], item: &mut Option<Item>) {
    let Some(item) = item.as_mut().filter(|_| path.last().is_some_and(|name| name == "member")) else { return };
    if path.iter().any(|part| part.ends_with("Feedback")) {
        return;
    }
    let id = element.try_get_attribute("id").ok().flatten();
    let id = id.and_then(|value| value.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok());
    item.member = id.map(std::borrow::Cow::into_owned).filter(|id| !id.is_empty()).or(item.member.take());
}

fn ended(path: &[String], text: &str, item: &mut Option<Item>, line: &mut u64, read: &mut Read) {
    let Some(name) = path.last().map(String::as_str) else { return };
    let parent = path.len().checked_sub(2).map_or("", |at| path[at].as_str());
    if (name, parent) == ("next", "paging") {
        read.next = Some(text.to_owned()).filter(|next| !next.is_empty());
        return;
    }
    let Some(of) = item.as_mut() else { return };
    match (name, parent) {
        ("image" | "deletedImage", "images") | ("video" | "deletedVideo", "videos") => {
            *line += 1;
            if let Some(item) = item.take() {
                finished(item, *line, read);
            }
        }
        ("member", _)
            if of.member.is_none() && !text.is_empty() && !path.iter().any(|part| part.ends_with("Feedback")) =>
        {
            of.member = Some(text.to_owned());
        }
        ("id", _) => of.id = Some(text.to_owned()),
        ("timestamp", _) => of.changed = text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second),
        ("classification", _) => of.classification = Some(text.to_owned()),
        (kind, "fingerprints") if !text.is_empty() => of.hashes.push((kind.to_owned(), text.to_owned())),
        _ => {}
    }
}

fn finished(item: Item, line: u64, read: &mut Read) {
    if item.hashes.is_empty() && !item.deleted {
        return read.reject(Reason::Field);
    }
    if item.deleted && item.hashes.is_empty() {
        match item.id {
            Some(id) => read.gone.push((item.member, id)),
            None => read.reject(Reason::Field),
        }
        return;
    }
    for (kind, value) in &item.hashes {
        let entry = kind.parse().and_then(|kind| Entry::plain(kind, value, line));
        read.take(entry.map(|entry| Entry {
            medium: if item.video { Medium::Video } else { Medium::Image },
            item: item.id.clone(),
            member: item.member.clone(),
            classification: item.classification.clone(),
            changed: item.changed,
            deleted: item.deleted,
            ..entry
        }));
    }
}

/// Writes one answer with everything in it: the hashes of an item together. What the list does not say of its medium is
/// written as a picture.
#[must_use]
pub fn write(entries: &[Entry]) -> (Vec<u8>, u64) {
    let mut out = Vec::new();
    let placed = entries.iter().filter(|entry| has_a_place(entry));
    let (images, videos): (Vec<&Entry>, Vec<&Entry>) = placed.partition(|entry| entry.medium != Medium::Video);
    let left = (entries.len() - images.len() - videos.len()) as u64;
    let _ = write!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<queryResult xmlns=\"{NAMESPACE}\">");
    for (group, one, entries) in [("images", "image", images), ("videos", "video", videos)] {
        let items = entries
            .chunk_by(|a, b| a.item.is_some() && (&a.item, &a.member, a.deleted) == (&b.item, &b.member, b.deleted));
        let latest = entries.iter().filter_map(|entry| entry.changed).max().map_or_else(|| moment(0), moment);
        let _ = write!(out, "<{group} count=\"{}\" maxTimestamp=\"{latest}\">", items.clone().count());
        for item in items {
            write_item(&mut out, one, item);
        }
        let _ = write!(out, "</{group}>");
    }
    let _ = write!(out, "</queryResult>");
    (out, left)
}

/// SHA-256 and frames of videos have no place in the format, nor has a hash of low quality: its quality would be lost, and whoever reads it would
/// take it for one that acts.
fn has_a_place(entry: &Entry) -> bool {
    entry.kind != Kind::Sha256 && entry.frame.is_none() && (entry.kind != Kind::Pdq || entry.acts_within_a_radius())
}

fn write_item(out: &mut Vec<u8>, one: &str, item: &[&Entry]) {
    let Some(first) = item.first() else { return };
    let name = if first.deleted { format!("deleted{}{}", one[..1].to_uppercase(), &one[1..]) } else { one.to_owned() };
    let text = |value: &str| quick_xml::escape::escape(value).into_owned();
    let id = first.item.clone().unwrap_or_else(|| first.line.to_string());
    let member = text(first.member.as_deref().unwrap_or("0"));
    let _ = write!(out, "<{name}><member id=\"{member}\">{member}</member><id>{}</id>", text(&id));
    if let Some(changed) = first.changed {
        let _ = write!(out, "<timestamp>{}</timestamp>", moment(changed));
    }
    if let Some(classification) = &first.classification {
        let _ = write!(out, "<classification>{}</classification>", text(classification));
    }
    let _ = write!(out, "<fingerprints>");
    for entry in item {
        let _ = write!(out, "<{kind}>{}</{kind}>", text(&entry.value), kind = entry.kind);
    }
    let _ = write!(out, "</fingerprints></{name}>");
}

fn moment(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(|_| String::new(), |moment| moment.to_string())
}

//! Frames of one video as a list: an entry a frame.

use super::{Entry, Kind, Medium, NotAList, Read, Reason};
use crate::Hash256;
use crate::vpdq::{Frame, NotFrames, Place, json, text};

/// Lines `frame,quality,hash,seconds`.
///
/// # Errors
/// A line that is not UTF-8.
pub fn read(bytes: &[u8]) -> Result<Read, NotAList> {
    let mut read = Read::default();
    for (number, line) in super::text::lines(bytes) {
        let line = std::str::from_utf8(line).map_err(|_| NotAList::Utf8(number))?.trim();
        if !line.is_empty() && !line.starts_with('#') {
            read.take(entry(text::frame(line, Place::Line(number as usize)), number));
        }
    }
    Ok(read)
}

/// A JSON list of texts.
///
/// # Errors
/// Another shape.
pub fn read_json(bytes: &[u8]) -> Result<Read, NotAList> {
    let entries: Vec<String> = serde_json::from_slice(bytes).map_err(|problem| NotAList::Json(problem.to_string()))?;
    let mut read = Read::default();
    for (one, number) in entries.iter().zip(1..) {
        read.take(entry(json::frame(one, number - 1), number as u64));
    }
    Ok(read)
}

/// Frames as entries, each with its place from 1.
#[must_use]
pub fn entries(frames: &[Frame]) -> Vec<Entry> {
    frames.iter().zip(1..).filter_map(|(frame, line)| entry(Ok(*frame), line).ok()).collect()
}

fn entry(frame: Result<Frame, NotFrames>, line: u64) -> Result<Entry, Reason> {
    let frame = frame.map_err(|problem| match problem {
        NotFrames::Hash(..) => Reason::Value(Kind::Pdq),
        _ => Reason::Field,
    })?;
    let mut entry = Entry::plain(Kind::Pdq, &frame.hash.to_string(), line)?;
    entry.medium = Medium::Video;
    entry.quality = Some(frame.quality);
    entry.frame = Some((frame.number, frame.at));
    Ok(entry)
}

/// Lines; what is no frame, or one of a second video, has no place.
#[must_use]
pub fn write(entries: &[Entry]) -> (Vec<u8>, u64) {
    let frames = of_first_video(entries);
    (text::write(&frames).into_bytes(), (entries.len() - frames.len()) as u64)
}

/// A JSON list; what is no frame, or one of a second video, has no place.
#[must_use]
pub fn write_json(entries: &[Entry]) -> (Vec<u8>, u64) {
    let frames = of_first_video(entries);
    (json::write(&frames).into_bytes(), (entries.len() - frames.len()) as u64)
}

/// The frames of the first video among entries: the formats of one video say nothing of whose a frame is.
fn of_first_video(entries: &[Entry]) -> Vec<Frame> {
    let first = entries.iter().find(|entry| entry.frame.is_some()).map(|entry| &entry.item);
    frames_in(entries.iter().filter(|entry| Some(&entry.item) == first))
}

/// The frames among entries, in their order.
#[must_use]
pub fn of(entries: &[Entry]) -> Vec<Frame> {
    frames_in(entries.iter())
}

fn frames_in<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<Frame> {
    let frame = |entry: &Entry| {
        let ((number, at), quality) = (entry.frame?, entry.quality?);
        Some(Frame { number, quality, hash: entry.pdq().filter(|_: &Hash256| !entry.deleted)?, at })
    };
    entries.filter_map(frame).collect()
}

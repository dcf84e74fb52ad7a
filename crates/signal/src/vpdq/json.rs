//! Frames as a JSON list of texts `hash,quality,seconds`: the signal of the Python library, and so of Hasher-Matcher-Actioner.

use super::{FRAMES_MAX, Frame, NotFrames, Place, quality, seconds, thousandths};

/// What an entry holds.
const FORM: &str = "`hash,quality,seconds`";

/// Reads the list. It does not carry the numbers of frames: each gets its place.
///
/// # Errors
/// Not such a list, an entry that is no frame, too many frames.
pub fn read(text: &str) -> Result<Vec<Frame>, NotFrames> {
    let entries: Vec<String> = serde_json::from_str(text).map_err(|problem| NotFrames::Json(problem.to_string()))?;
    if entries.len() > FRAMES_MAX {
        return Err(NotFrames::TooMany);
    }
    entries.iter().zip(0..).map(|(entry, number)| frame(entry, number)).collect()
}

/// One entry, whose place is counted from 0.
///
/// # Errors
/// It is no frame.
pub fn frame(entry: &str, number: usize) -> Result<Frame, NotFrames> {
    let place = Place::Entry(number + 1);
    let fields: Vec<&str> = entry.splitn(4, ',').map(str::trim).collect();
    let [hash, of, at] = fields[..] else { return Err(NotFrames::Fields(place, FORM)) };
    Ok(Frame {
        number: number as u64,
        quality: quality(of).ok_or(NotFrames::Quality(place))?,
        hash: hash.parse().map_err(|problem| NotFrames::Hash(place, problem))?,
        at: thousandths(at).ok_or(NotFrames::Time(place))?,
    })
}

/// Writes the list, as the stock library does but with three decimals: that writes three digits in all.
#[must_use]
pub fn write(frames: &[Frame]) -> String {
    let entries: Vec<String> = frames.iter().map(entry).collect();
    format!("[{}]", entries.join(", "))
}

fn entry(frame: &Frame) -> String {
    format!("\"{},{},{}\"", frame.hash, frame.quality, seconds(frame.at))
}

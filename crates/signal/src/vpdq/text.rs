//! Frames as lines `frame,quality,hash,seconds`: what `vpdq-hash-video` writes.

use super::{FRAMES_MAX, Frame, NotFrames, Place, quality, seconds, thousandths};

/// What a line holds.
const FORM: &str = "frame,quality,hash,seconds";

/// Reads the lines. What follows the fourth field is not looked at; empty lines and lines that begin with `#` say nothing.
///
/// # Errors
/// A line that is no frame, too many frames.
pub fn read(bytes: &[u8]) -> Result<Vec<Frame>, NotFrames> {
    let mut frames = Vec::new();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    for (line, number) in bytes.split(|byte| *byte == b'\n').zip(1..) {
        let line = std::str::from_utf8(line).map_err(|_| NotFrames::Utf8(number))?.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if frames.len() == FRAMES_MAX {
            return Err(NotFrames::TooMany);
        }
        frames.push(frame(line, Place::Line(number))?);
    }
    Ok(frames)
}

/// One line.
///
/// # Errors
/// It is no frame.
pub fn frame(line: &str, place: Place) -> Result<Frame, NotFrames> {
    let mut fields = line.split(',').map(str::trim);
    let (Some(number), Some(of), Some(hash), Some(at)) = (fields.next(), fields.next(), fields.next(), fields.next())
    else {
        return Err(NotFrames::Fields(place, FORM));
    };
    Ok(Frame {
        number: number.parse().map_err(|_| NotFrames::Number(place))?,
        quality: quality(of).ok_or(NotFrames::Quality(place))?,
        hash: hash.parse().map_err(|problem| NotFrames::Hash(place, problem))?,
        at: thousandths(at).ok_or(NotFrames::Time(place))?,
    })
}

/// Whether bytes begin as such lines do: the first line that says something is a frame.
#[must_use]
pub fn looks_like_frames(bytes: &[u8]) -> bool {
    let begin = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    let mut lines = begin.trim_start_matches('\u{feff}').lines().map(str::trim);
    lines
        .find(|line| !line.is_empty() && !line.starts_with('#'))
        .is_some_and(|line| frame(line, Place::Line(1)).is_ok())
}

/// One line of a frame, without its end.
#[must_use]
pub fn line(frame: &Frame) -> String {
    format!("{},{},{},{}", frame.number, frame.quality, frame.hash, seconds(frame.at))
}

/// Writes the lines.
#[must_use]
pub fn write(frames: &[Frame]) -> String {
    frames.iter().map(|frame| line(frame) + "\n").collect()
}

//! vPDQ in banks: a video is the frames that can be compared, each a hash of its content.

use khien_casework::bank::{self, Signal, SignalKind};
use khien_signal::vpdq::{self, Frame, Overlap};
use khien_signal::{Hash256, QUALITY_FLOOR};
use khien_store::contents::FRAMES_MAX;

use super::said::Said;

/// Of a hundred frames of one video, so many have to be in the other: the threshold of the field.
const ENOUGH: f64 = 80.0;
/// Frames of a known video that have to be found before a longer one counts as holding it: a single title card is in many.
const KNOWN_FRAMES: usize = 3;

/// The frames of a video as this interface writes them, as far as they can be compared.
///
/// # Errors
/// 400 for what is no list of frames, or too long.
pub fn read(text: &str) -> Result<Vec<Frame>, Said> {
    let frames = vpdq::json::read(text).map_err(|problem| Said::bad(format!("invalid signal: vpdq: {problem}")))?;
    kept(&frames)
}

/// The frames that can be compared: of enough quality, each hash once.
///
/// # Errors
/// 400 for more than a content holds.
pub fn kept(frames: &[Frame]) -> Result<Vec<Frame>, Said> {
    let kept = vpdq::kept(frames, QUALITY_FLOOR);
    if kept.len() > FRAMES_MAX {
        return Err(Said::bad(format!("a video has at most {FRAMES_MAX} frames here; hash fewer a second")));
    }
    Ok(kept)
}

/// Frames as a bank holds them.
///
/// # Errors
/// A quality over 100, which no frame has.
pub fn signals(frames: &[Frame]) -> Result<Vec<Signal>, Said> {
    let signal = |frame: &Frame| {
        let hash = frame.hash.to_string();
        let value = bank::Frame { hash: &hash, at: frame.at }.value();
        Ok(Signal::read(SignalKind::Vpdq, &value, Some(frame.quality))?)
    };
    frames.iter().map(signal).collect()
}

/// The frames among the hashes of a content.
pub fn frames(signals: &[Signal]) -> Vec<Frame> {
    let frame = |(signal, number): (&Signal, u64)| {
        let bank::Frame { hash, at } = bank::Frame::read(&signal.value)?;
        Some(Frame { number, quality: signal.quality?, hash: hash.parse::<Hash256>().ok()?, at })
    };
    signals.iter().filter(|signal| signal.kind == SignalKind::Vpdq).zip(0..).filter_map(frame).collect()
}

/// Whether two videos have enough in common to be looked at: most of what is asked about is in the known one, as the field
/// has it, or most of the known one is in what is asked about, so that it is found in a longer one too.
pub fn is_match(overlap: &Overlap) -> bool {
    let whole = overlap.target.found >= KNOWN_FRAMES && overlap.target.percent() >= ENOUGH;
    overlap.query.percent() >= ENOUGH || whole
}

/// The distance of two videos as text: how much of the one asked about is in the other, and the other way round.
pub fn distance(overlap: &Overlap) -> String {
    format!("{:.0}%[{:.0}%]", overlap.query.percent(), overlap.target.percent())
}

#[cfg(test)]
mod tests {
    use khien_signal::vpdq::Share;

    use super::*;

    fn overlap(query: (usize, usize), target: (usize, usize)) -> Overlap {
        let share = |(found, of)| Share { found, of };
        Overlap { query: share(query), target: share(target) }
    }

    #[test]
    fn a_part_of_a_known_video_matches_and_so_does_a_longer_one_that_holds_it() {
        for (query, target, is) in [
            ((8, 10), (8, 100), true),
            ((7, 10), (7, 100), false),
            ((7, 100), (7, 8), true),
            ((3, 100), (3, 3), true),
            ((1, 100), (1, 1), false),
            ((0, 0), (0, 0), false),
        ] {
            assert_eq!(is_match(&overlap(query, target)), is, "{query:?} {target:?}");
        }
        assert_eq!(distance(&overlap((17, 20), (2, 5))), "85%[40%]");
    }

    #[test]
    fn what_can_be_compared_is_kept_and_reads_back() {
        let (a, b) = ("0f".repeat(32), "F0".repeat(32));
        let text = format!(r#"["{a},100,0.000", "{b},49,1.000", "{b},50,2.500", "{a},99,3.000"]"#);
        let kept = read(&text).expect("frames");
        let stored = signals(&kept).expect("signals");
        let values: Vec<&str> = stored.iter().map(|signal| signal.value.as_str()).collect();
        assert_eq!(values, [format!("{a}@0"), format!("{}@2500", b.to_lowercase())]);
        let back: Vec<(Hash256, u64)> = frames(&stored).iter().map(|frame| (frame.hash, frame.at)).collect();
        assert_eq!(back, kept.iter().map(|frame| (frame.hash, frame.at)).collect::<Vec<_>>());
        let many: Vec<Frame> = (0..=FRAMES_MAX as u64)
            .map(|n| Frame { number: n, quality: 100, hash: format!("{n:064x}").parse().expect("hash"), at: n })
            .collect();
        assert!(kept.len() == 2 && super::kept(&many).is_err() && super::kept(&many[1..]).is_ok());
        assert!(read("{}").is_err() && read("[\"x\"]").is_err());
    }
}

//! Can a person's own telephone make the hashes, so that the picture never leaves it?
//!
//! `khien_signal` behind nine functions that a page's worker calls (`web/src/portal/protect/`): rows of pixels in, a PDQ
//! hash and its quality out; a file's bytes in, SHA-256 and MD5 out. Numbers go through the calls, bytes through two
//! buffers in this module's memory. Nothing here knows a name, a network or a clock.
//!
//! `cargo xtask wasm` builds it into `crates/node/assets/signal.wasm` (`docs/protect.md`).

use std::cell::RefCell;

use khien_signal::altered::CropRows;
use khien_signal::pdq::{Pdq, Pixels, Rows};
use md5::Md5;
use sha2::{Digest, Sha256};

/// What one worker has at hand.
struct Desk {
    room: Vec<u8>,
    answer: [u8; 48],
    picture: Option<(Work, usize)>,
    /// Hashes of crops that were not handed over yet, the last first.
    made: Vec<Pdq>,
    file: Option<(Sha256, Md5)>,
}

/// What is made of the rows that come.
#[expect(clippy::large_enum_variant, reason = "there is one, and a box for it would be more code in the module")]
enum Work {
    Whole(Rows),
    Crops(CropRows),
}

thread_local! {
    static DESK: RefCell<Desk> =
        const { RefCell::new(Desk { room: Vec::new(), answer: [0; 48], picture: None, made: Vec::new(), file: None }) };
}

fn at_desk<T>(work: impl FnOnce(&mut Desk) -> T) -> T {
    DESK.with_borrow_mut(work)
}

/// Answers of functions that give a number.
const DONE: i32 = 0;
const WRONG: i32 = -1;

impl Desk {
    fn rows(&mut self, rows: usize) -> Option<()> {
        let (picture, width) = self.picture.as_mut()?;
        let bytes = self.room.get(..width.checked_mul(rows)?.checked_mul(4)?)?;
        let pixels = Pixels::rgba(bytes, *width, rows).ok()?;
        match picture {
            Work::Whole(whole) => whole.push(pixels).ok(),
            Work::Crops(crops) => crops.push(pixels).ok(),
        }
    }

    fn crops(&mut self, width: usize, height: usize, first: usize, most: usize) -> i32 {
        let crops = CropRows::new(width, height, first, most);
        let count = crops.count();
        self.begin(Work::Crops(crops), width);
        i32::try_from(count).unwrap_or(WRONG)
    }

    fn begin(&mut self, work: Work, width: usize) {
        self.made.clear();
        self.picture = Some((work, width));
    }

    fn picture(&mut self) -> Option<i32> {
        if let Some((work, _)) = self.picture.take() {
            self.made = match work {
                Work::Whole(whole) => vec![whole.finish()?],
                Work::Crops(crops) => crops.finish()?,
            };
            self.made.reverse();
        }
        let pdq = self.made.pop()?;
        self.answer[..32].copy_from_slice(&pdq.hash.to_bytes());
        Some(i32::from(pdq.quality))
    }

    fn part(&mut self, bytes: usize) -> Option<()> {
        let (sha256, md5) = self.file.as_mut()?;
        let part = self.room.get(..bytes)?;
        sha256.update(part);
        md5.update(part);
        Some(())
    }

    fn file(&mut self) -> Option<()> {
        let (sha256, md5) = self.file.take()?;
        self.answer[..32].copy_from_slice(&sha256.finalize());
        self.answer[32..].copy_from_slice(&md5.finalize());
        Some(())
    }
}

/// What the page calls by name. Its memory is this module's; an address holds until the next call of [`calls::room`].
#[expect(unsafe_code, reason = "a name that the page can call is an unsafe attribute; there is no unsafe block here")]
pub mod calls {
    use super::{DONE, Desk, Digest, Md5, Rows, Sha256, WRONG, Work, at_desk};

    fn number(done: Option<()>) -> i32 {
        if done.is_some() { DONE } else { WRONG }
    }

    /// Makes room for this many bytes and gives its address.
    #[unsafe(no_mangle)]
    pub extern "C" fn room(bytes: usize) -> *mut u8 {
        at_desk(|desk| {
            desk.room.resize(bytes, 0);
            desk.room.as_mut_ptr()
        })
    }

    /// The address of the answer: 32 bytes of PDQ or SHA-256, then 16 of MD5.
    #[unsafe(no_mangle)]
    pub extern "C" fn answer() -> *const u8 {
        at_desk(|desk| desk.answer.as_ptr())
    }

    /// A picture of this size begins; one that was not finished is forgotten.
    #[unsafe(no_mangle)]
    pub extern "C" fn picture_begin(width: usize, height: usize) -> i32 {
        at_desk(|desk| desk.begin(Work::Whole(Rows::new(width, height)), width));
        DONE
    }

    /// The same picture begins for `most` of its crops from the `first` on: how many they are, none behind the last.
    #[unsafe(no_mangle)]
    pub extern "C" fn crops_begin(width: usize, height: usize, first: usize, most: usize) -> i32 {
        at_desk(|desk| desk.crops(width, height, first, most))
    }

    /// The next rows of it stand in the room, four bytes a pixel. `-1` when they are not of this picture.
    #[unsafe(no_mangle)]
    pub extern "C" fn picture_rows(rows: usize) -> i32 {
        number(at_desk(|desk| desk.rows(rows)))
    }

    /// All rows have come: the quality, 0 to 100, the hash in the answer. `-1` when rows are missing. Of crops it is called as
    /// often as there are some, and gives one after another.
    #[unsafe(no_mangle)]
    pub extern "C" fn picture_end() -> i32 {
        at_desk(Desk::picture).unwrap_or(WRONG)
    }

    /// A file begins; one that was not finished is forgotten.
    #[unsafe(no_mangle)]
    pub extern "C" fn file_begin() -> i32 {
        at_desk(|desk| desk.file = Some((Sha256::new(), Md5::new())));
        DONE
    }

    /// Its next bytes stand in the room.
    #[unsafe(no_mangle)]
    pub extern "C" fn file_part(bytes: usize) -> i32 {
        number(at_desk(|desk| desk.part(bytes)))
    }

    /// All bytes have come: SHA-256 and MD5 stand in the answer.
    #[unsafe(no_mangle)]
    pub extern "C" fn file_end() -> i32 {
        number(at_desk(Desk::file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(bytes: &[u8]) {
        at_desk(|desk| {
            desk.room.resize(bytes.len(), 0);
            desk.room.copy_from_slice(bytes);
        });
    }

    #[test]
    fn rows_through_the_room_give_the_hash_of_the_picture() {
        let bytes: Vec<u8> = (0..90 * 70 * 4_u32).map(|n| (n * n / 97) as u8).collect();
        let whole = khien_signal::pdq::hash(Pixels::rgba(&bytes, 90, 70).expect("pixels"));
        calls::picture_begin(90, 70);
        for rows in bytes.chunks(90 * 4 * 16) {
            put(rows);
            assert_eq!(calls::picture_rows(rows.len() / 360), DONE);
        }
        assert_eq!(calls::picture_end(), i32::from(whole.quality));
        at_desk(|desk| assert_eq!(desk.answer[..32], whole.hash.to_bytes()));
    }

    #[test]
    fn crops_come_one_after_another_and_none_behind_the_last() {
        let bytes: Vec<u8> = (0..90 * 70 * 4_u32).map(|n| (n * n / 97) as u8).collect();
        let pixels = Pixels::rgba(&bytes, 90, 70).expect("pixels");
        let all = khien_signal::altered::crops(90, 70);
        assert_eq!(calls::crops_begin(90, 70, 70, 19), 4, "74 in all");
        put(&bytes);
        assert_eq!(calls::picture_rows(70), DONE);
        for (name, part) in &all[70..] {
            let cut = part.of(pixels).expect("within");
            let wanted = khien_signal::pdq::hash(cut.pixels().expect("pixels"));
            assert_eq!(calls::picture_end(), i32::from(wanted.quality), "{name}");
            at_desk(|desk| assert_eq!(desk.answer[..32], wanted.hash.to_bytes(), "{name}"));
        }
        assert_eq!(calls::picture_end(), WRONG);
        assert_eq!(calls::crops_begin(90, 70, 74, 19), 0);
    }

    #[test]
    fn a_file_in_parts_has_the_digests_of_the_whole() {
        calls::file_begin();
        for part in ["ab", "c"] {
            put(part.as_bytes());
            assert_eq!(calls::file_part(part.len()), DONE);
        }
        assert_eq!(calls::file_end(), DONE);
        at_desk(|desk| {
            assert_eq!(desk.answer[..4], [0xba, 0x78, 0x16, 0xbf], "SHA-256 of abc (FIPS 180-4)");
            assert_eq!(desk.answer[32..36], [0x90, 0x01, 0x50, 0x98], "MD5 of abc (RFC 1321)");
        });
    }

    #[test]
    fn what_does_not_fit_is_told_by_a_number_and_never_by_a_crash() {
        assert_eq!(calls::picture_rows(1), WRONG);
        assert_eq!(calls::picture_end(), WRONG);
        assert_eq!(calls::file_end(), WRONG);
        calls::picture_begin(10, 10);
        put(&[0; 40]);
        assert_eq!(calls::picture_rows(2), WRONG, "two rows are announced and one stands in the room");
        assert_eq!(calls::picture_rows(1), DONE);
        assert_eq!(calls::picture_end(), WRONG, "nine rows are missing");
    }
}

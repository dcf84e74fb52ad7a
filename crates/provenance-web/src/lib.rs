//! Can an opened file be asked how it was made without sending it anywhere?
//!
//! A file of a report is opened in the case worker's browser and goes back to no server. So
//! [`khien_signal::provenance`] runs there: a file's bytes in, JSON out, in a worker (`web/src/console/provenance-worker.ts`).
//! Signed manifests are found and not checked: that takes certificates and a program of some megabytes (`khien provenance`).
//!
//! `cargo xtask wasm` builds it into `crates/node/assets/provenance.wasm` (`docs/signals.md`).

use std::cell::RefCell;

/// The file's bytes, and then what it says.
struct Desk {
    room: Vec<u8>,
    answer: Vec<u8>,
}

thread_local! {
    static DESK: RefCell<Desk> = const { RefCell::new(Desk { room: Vec::new(), answer: Vec::new() }) };
}

/// What the worker calls by name. Its memory is this module's; an address holds until the next call.
#[expect(unsafe_code, reason = "a name that the page can call is an unsafe attribute; there is no unsafe block here")]
pub mod calls {
    use super::DESK;

    /// Makes room for a file of so many bytes and gives its address.
    #[unsafe(no_mangle)]
    pub extern "C" fn room(bytes: usize) -> *mut u8 {
        DESK.with_borrow_mut(|desk| {
            desk.room.resize(bytes, 0);
            desk.room.as_mut_ptr()
        })
    }

    /// Reads the file that stands in the room, and forgets it; gives the length of the answer, `-1` where there is none. (Not `read`: a
    /// program for a machine would take it for the one of its C library.)
    #[unsafe(no_mangle)]
    pub extern "C" fn look() -> i32 {
        DESK.with_borrow_mut(|desk| {
            let room = std::mem::take(&mut desk.room);
            let said = serde_json::to_vec(&khien_signal::provenance::read(&room));
            desk.answer = said.unwrap_or_default();
            i32::try_from(desk.answer.len()).ok().filter(|length| *length > 0).unwrap_or(-1)
        })
    }

    /// The address of the answer, JSON in UTF-8.
    #[unsafe(no_mangle)]
    pub extern "C" fn answer() -> *const u8 {
        DESK.with_borrow(|desk| desk.answer.as_ptr())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_through_the_room_says_what_it_says_and_is_forgotten() {
        let file = b"\x89PNG\r\n\x1a\n\0\0\0\x10tEXtSoftware\0NovelAI\0\0\0\0";
        calls::room(file.len());
        DESK.with_borrow_mut(|desk| desk.room.copy_from_slice(file));
        let length = usize::try_from(calls::look()).expect("an answer");
        let said = DESK.with_borrow(|desk| desk.answer[..length].to_vec());
        let said: serde_json::Value = serde_json::from_slice(&said).expect("JSON");
        assert_eq!(said["claims"][0]["says"], "ai_tool");
        assert!(DESK.with_borrow(|desk| desk.room.is_empty()));
    }
}

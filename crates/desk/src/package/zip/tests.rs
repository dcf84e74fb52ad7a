//! What is written is read; what leaves something to differ about is not.

use std::io::{Cursor, Read, Write};

use proptest::prelude::*;

use super::*;

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
    for (name, bytes) in files {
        writer.begin(name, bytes.len() as u64, crc32fast::hash(bytes)).expect("begun");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("finished")
}

fn small() -> Vec<u8> {
    archive(&[("bag/a", b"first"), ("bag/đ", b""), ("bag/c", b"last")])
}

fn read(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, ZipError> {
    let mut cursor = Cursor::new(bytes);
    let found = entries(&mut cursor)?;
    let mut files = Vec::new();
    for entry in found {
        let mut bytes = Vec::new();
        entry.open(&mut cursor)?.read_to_end(&mut bytes)?;
        files.push((entry.name, bytes));
    }
    Ok(files)
}

/// Where a header begins.
fn place(bytes: &[u8], head: u32, which: usize) -> usize {
    let head = head.to_le_bytes();
    (0..bytes.len() - 3).filter(|at| bytes[*at..*at + 4] == head).nth(which).expect("header")
}

#[test]
fn what_is_written_is_read_in_its_order() {
    let files = read(&small()).expect("read");
    let expected = [("bag/a", "first"), ("bag/đ", ""), ("bag/c", "last")];
    assert_eq!(files, expected.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())));
    assert_eq!(read(&archive(&[])).expect("read"), []);
}

#[test]
fn two_entries_of_a_name_are_both_told() {
    let names: Vec<String> =
        read(&archive(&[("a", b"1"), ("a", b"2")])).expect("read").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["a", "a"]);
}

#[test]
fn what_is_hidden_beside_the_entries_is_refused() {
    type Change = fn(&mut Vec<u8>);
    let table: [(&str, Change); 9] = [
        ("before the first", |bytes| drop(bytes.splice(0..0, [0]))),
        ("after the end", |bytes| bytes.push(0)),
        ("in a comment", |bytes| {
            let at = bytes.len() - 2;
            bytes[at] = 1;
            bytes.push(0);
        }),
        ("between two entries", |bytes| {
            let at = place(bytes, LOCAL, 1);
            bytes.insert(at, 0);
        }),
        ("another name in the entry's own header", |bytes| {
            let at = place(bytes, LOCAL, 0) + 30;
            bytes[at] = b'x';
        }),
        ("another length in the entry's own header", |bytes| {
            let at = place(bytes, LOCAL, 0) + 22;
            bytes[at] = 4;
        }),
        ("another length in the directory", |bytes| {
            let at = place(bytes, CENTRAL, 0);
            (bytes[at + 20], bytes[at + 24]) = (4, 4);
        }),
        ("an entry over another", |bytes| {
            let (first, second) = (place(bytes, CENTRAL, 0) + 42, place(bytes, CENTRAL, 1) + 42);
            let place: [u8; 4] = bytes[first..first + 4].try_into().expect("four");
            bytes[second..second + 4].copy_from_slice(&place);
        }),
        ("fewer entries than there are", |bytes| {
            let at = bytes.len() - 14;
            (bytes[at], bytes[at + 2]) = (2, 2);
        }),
    ];
    for (what, change) in table {
        let mut bytes = small();
        change(&mut bytes);
        assert!(matches!(read(&bytes), Err(ZipError::NotZip | ZipError::Hidden(_))), "{what}: {:?}", read(&bytes));
    }
}

#[test]
fn what_is_packed_encrypted_or_a_link_is_refused() {
    let table: [(&str, usize, u8); 4] =
        [("packed", 10, 8), ("encrypted", 8, 1), ("its length follows", 8, 8), ("a link", 41, 0o240)];
    for (what, at, value) in table {
        let mut bytes = small();
        let at = place(&bytes, CENTRAL, 0) + at;
        bytes[at] = value;
        assert!(matches!(read(&bytes), Err(ZipError::NotStored(name)) if name == "bag/a"), "{what}");
    }
    let mut bytes = small();
    for (head, flags) in [(CENTRAL, 8), (LOCAL, 6)] {
        let at = place(&bytes, head, 1) + flags;
        bytes[at + 1] = 0;
    }
    assert!(matches!(read(&bytes), Err(ZipError::Name)), "letters beyond ASCII that do not say what they are");
}

#[test]
fn an_archive_that_says_it_has_millions_of_entries_is_not_tried() {
    let mut bytes = archive(&[]);
    let large: Vec<u8> = [
        &END_64.to_le_bytes()[..],
        &44_u64.to_le_bytes(),
        &[0; 12],
        &u64::MAX.to_le_bytes(),
        &u64::MAX.to_le_bytes(),
        &0_u64.to_le_bytes(),
        &0_u64.to_le_bytes(),
        &LOCATOR_64.to_le_bytes(),
        &[0; 12],
        &1_u32.to_le_bytes(),
    ]
    .concat();
    bytes.splice(0..0, large);
    let end = bytes.len() - 22;
    bytes[end + 8..end + 12].fill(0xff);
    assert!(matches!(read(&bytes), Err(ZipError::TooMany)), "{:?}", read(&bytes));
}

/// A file of five gigabytes that nobody keeps: zeros are counted, not stored.
#[derive(Default)]
struct Sparse {
    kept: Vec<(u64, Vec<u8>)>,
    length: u64,
    at: u64,
}

impl Write for Sparse {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Only zeros come in such lengths.
        if bytes.len() < 1 << 16 {
            self.kept.push((self.length, bytes.to_vec()));
        }
        self.length += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl io::Seek for Sparse {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.at = match to {
            io::SeekFrom::Start(at) => at,
            io::SeekFrom::End(_) | io::SeekFrom::Current(_) => self.length,
        };
        Ok(self.at)
    }
}

impl Read for Sparse {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        bytes.fill(0);
        let (from, to) = (self.at, (self.at + bytes.len() as u64).min(self.length));
        for (begins, kept) in &self.kept {
            for (n, byte) in kept.iter().enumerate() {
                let at = begins + n as u64;
                if (from..to).contains(&at) {
                    bytes[(at - from) as usize] = *byte;
                }
            }
        }
        self.at = to;
        Ok((to - from) as usize)
    }
}

#[test]
fn an_entry_of_more_than_four_gigabytes_and_one_behind_it_are_read() {
    let mut writer = Writer::new(Sparse::default());
    let (large, zeros) = (5_u64 << 30, vec![0; 64 << 20]);
    writer.begin("bag/large", large, 7).expect("begun");
    for _ in 0..large / zeros.len() as u64 {
        writer.write_all(&zeros).expect("written");
    }
    writer.begin("bag/behind", 3, 9).expect("begun");
    writer.write_all(b"abc").expect("written");
    let mut file = writer.finish().expect("finished");
    let found = entries(&mut file).expect("read");
    assert_eq!((found[0].bytes, found[0].crc), (large, 7));
    let mut bytes = Vec::new();
    found[1].open(&mut file).expect("open").read_to_end(&mut bytes).expect("read");
    assert_eq!(bytes, b"abc");
}

#[test]
fn an_entry_that_is_not_what_was_announced_is_not_written() {
    let mut writer = Writer::new(Vec::new());
    writer.begin("a", 2, 0).expect("begun");
    assert!(writer.write_all(b"abc").is_err());
    writer.write_all(b"a").expect("written");
    assert!(writer.begin("b", 0, 0).is_err());
    assert!(writer.finish().is_err());
}

proptest! {
    #[test]
    fn any_files_come_back_as_they_were(files in proptest::collection::vec(("\\PC{1,12}", proptest::collection::vec(any::<u8>(), 0..30)), 0..6)) {
        let files: Vec<(String, Vec<u8>)> = files.into_iter().filter(|(name, _)| !name.ends_with('/')).collect();
        let named: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        prop_assert_eq!(read(&archive(&named)).expect("read"), files);
    }

    #[test]
    fn a_changed_byte_breaks_nothing_and_never_gives_more_than_there_is(at in 0_usize..400, value in any::<u8>()) {
        let mut bytes = small();
        let at = at % bytes.len();
        bytes[at] = value;
        if let Ok(files) = read(&bytes) {
            prop_assert!(files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() <= 9);
        }
    }

    #[test]
    fn any_bytes_are_an_archive_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
        let with_end = [bytes, archive(&[])].concat();
        prop_assert!(read(&with_end).is_err() || with_end.len() == 22);
    }
}

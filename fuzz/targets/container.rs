//! The container of a file, as it lies inside an envelope.
#![no_main]

use khien_seal::pad::{self, FileHead};

libfuzzer_sys::fuzz_target!(|input: (&[u8], &str, &[u8])| {
    let (container, name, bytes) = input;
    if let Ok((head, inside)) = pad::unfile(container) {
        assert_eq!(head.size, inside.len());
    }
    let head = FileHead { name: name.to_owned(), media_type: "text/plain".to_owned(), size: bytes.len() };
    let packed = pad::file(&head, bytes).expect("packed");
    let (_, inside) = pad::unfile(&packed).expect("unpacked");
    assert_eq!(inside, bytes);
});

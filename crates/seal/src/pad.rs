//! Hidden lengths: steps of 4, 16 and 64 KiB, beyond that Padmé (Nikitin et al., PETS 2019: at most 12 % more).

use serde::{Deserialize, Serialize};

use crate::SealError;

const STEPS: [usize; 3] = [4096, 16_384, 65_536];

/// The length to which `length` bytes are padded.
#[must_use]
pub fn padded(length: usize) -> usize {
    if let Some(step) = STEPS.into_iter().find(|step| length <= *step) {
        return step;
    }
    let exponent = length.ilog2();
    let kept = exponent.ilog2() + 1;
    let mask = (1usize << (exponent - kept)) - 1;
    (length + mask) & !mask
}

/// JSON padded with spaces after its end, so that what stock `age` prints still parses.
#[must_use]
pub fn json(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.resize(padded(bytes.len()), b' ');
    bytes
}

/// What stands before a file's bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileHead {
    /// Name as the reporter's device had it.
    pub name: String,
    /// Media type as the browser says.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Bytes of the file itself.
    pub size: usize,
}

/// A file in its container: one JSON line, the bytes, zeros.
///
/// # Errors
/// [`SealError::BadContent`] when the head cannot be written.
pub fn file(head: &FileHead, bytes: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut out = serde_json::to_vec(head).map_err(|_| SealError::BadContent)?;
    out.push(b'\n');
    out.extend_from_slice(bytes);
    out.resize(padded(out.len()), 0);
    Ok(out)
}

/// Takes a file out of its container.
///
/// # Errors
/// [`SealError::BadContent`].
pub fn unfile(container: &[u8]) -> Result<(FileHead, &[u8]), SealError> {
    let end = container.iter().position(|b| *b == b'\n').ok_or(SealError::BadContent)?;
    let head: FileHead = serde_json::from_slice(&container[..end]).map_err(|_| SealError::BadContent)?;
    let bytes = container.get(end + 1..).and_then(|rest| rest.get(..head.size)).ok_or(SealError::BadContent)?;
    Ok((head, bytes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn padding_never_shortens_and_costs_at_most_twelve_percent(length in 65_537usize..200_000_000) {
            let to = padded(length);
            prop_assert!(to >= length);
            prop_assert!((to - length) as f64 <= length as f64 * 0.12);
            prop_assert_eq!(padded(to), to);
        }

        #[test]
        fn short_texts_look_alike(length in 0usize..=4096) {
            prop_assert_eq!(padded(length), 4096);
        }

        #[test]
        fn a_file_comes_out_as_it_went_in(bytes in proptest::collection::vec(any::<u8>(), 0..9000)) {
            let head = FileHead { name: "ảnh 1.png".into(), media_type: "image/png".into(), size: bytes.len() };
            let container = file(&head, &bytes).expect("container");
            let (back, inside) = unfile(&container).expect("file");
            prop_assert_eq!(back, head);
            prop_assert_eq!(inside, &bytes[..]);
        }

        #[test]
        fn no_container_breaks_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = unfile(&bytes);
        }
    }
}

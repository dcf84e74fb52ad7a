//! The files that a list of `khien fingerprint` names on its lines, for those of its lines that match.

/// The text of a list whose lines name files; nothing of any other.
#[derive(Default)]
pub(super) struct Names {
    bytes: Vec<u8>,
    /// Where each line begins.
    begins: Vec<usize>,
}

impl Names {
    /// Keeps a text list if a line of it names a file.
    pub(super) fn of_text(bytes: Vec<u8>) -> Self {
        if !bytes.split(|byte| *byte == b'\n').any(|line| name(line).is_some()) {
            return Self::default();
        }
        let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let begins = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Self { bytes, begins }
    }

    /// The name on a line, the first of which is 1.
    pub(super) fn of(&self, line: u64) -> Option<String> {
        let begin = *self.begins.get(usize::try_from(line).ok()?.checked_sub(1)?)?;
        let rest = self.bytes.get(begin..)?;
        let name = name(rest.split(|byte| *byte == b'\n').next()?)?;
        Some(String::from_utf8_lossy(name).into_owned())
    }
}

/// What stands in the third column, as `hash,quality,name`.
fn name(line: &[u8]) -> Option<&[u8]> {
    let mut columns = line.trim_ascii_end().splitn(3, |byte| *byte == b',');
    let (hash, quality, name) = (columns.next()?, columns.next()?, columns.next()?);
    let number = !quality.is_empty() && quality.iter().all(u8::is_ascii_digit);
    (hash.len() == 64 && number && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_its_file_and_a_list_without_files_is_not_kept() {
        let hash = "0f".repeat(32);
        let names = Names::of_text(format!("# skipped,x,y\r\n{hash},90,a, b.jpg\r\n{hash},90,c#t=1.000").into_bytes());
        assert_eq!(
            [0, 1, 2, 3, 4].map(|line| names.of(line)).map(|name| name.unwrap_or_default()),
            ["", "", "a, b.jpg", "c#t=1.000", ""]
        );
        assert!(Names::of_text(format!("{hash}\n{hash},90\n").into_bytes()).bytes.is_empty());
    }
}

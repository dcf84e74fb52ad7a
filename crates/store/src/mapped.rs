//! Files mapped into memory: an index of ten million hashes is there at once and shared by all processes that map it.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use khien_signal::index::segment::Held;
use memmap2::Mmap;

/// Maps a file for reading.
///
/// # Errors
/// The file cannot be opened or mapped.
#[expect(unsafe_code, reason = "mapping is unsafe because others may change the file")]
pub fn open(path: &Path) -> io::Result<Arc<dyn Held>> {
    let file = File::open(path)?;
    // SAFETY: index files are written beside and renamed, never changed in place, so what is mapped stays as it is. Should
    // somebody cut the file all the same, the process ends with SIGBUS; should somebody write into it, a search reads
    // other numbers, all of which it checks against the lengths of the lists.
    let map = unsafe { Mmap::map(&file)? };
    Ok(Arc::new(map))
}

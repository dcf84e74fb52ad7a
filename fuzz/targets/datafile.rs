//! Data files as an expert may have broken them: each fault is told with its line.
#![no_main]

use khien_terms::{DataFiles, Typology};

libfuzzer_sys::fuzz_target!(|text: String| {
    let mut files = DataFiles::embedded();
    let lines = text.lines().count().max(1);
    files.overlay("typology.json", text);
    if let Err(error) = Typology::load(&files, &[]) {
        assert!(error.line >= 1 && error.line <= lines + 1, "{error}");
    }
});

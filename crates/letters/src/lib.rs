//! A letter on paper: what it says comes in, the bytes of a PDF go out.
//!
//! The PDF is PDF/A-3a and PDF/UA-1: it can be read in thirty years, and aloud. The form that the letter repeats lies in it as a file.
//! Nothing here reads a clock, a disk or a network, and there is no markup: text is text, whatever stands in it.
//!
//! - [`Letter`]: what it says, in the order of the page in the browser.
//! - `fonts`: the writings that it can show, by fonts that are part of the program.
//! - `shown`: what cannot be shown, and what stands in its place.
//! - `shape`, `lines`: text to glyphs, glyphs to lines, in both directions of writing.
//! - `layout`: lines to pages of A4.
//! - `write`: pages to a file with headings, bookmarks, the form.

mod fonts;
mod layout;
mod letter;
mod lines;
mod shape;
mod shown;
mod write;

pub use letter::{Attached, Beside, Letter, Line, Part, Pdf, Unwritten, Words};

impl Letter {
    /// The letter as PDF. The same letter gives the same bytes.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn pdf(&self, words: &Words<'_>) -> Result<Pdf, Unwritten> {
        let fonts = fonts::Fonts::new();
        let laid = layout::Layout::of(self, words, &fonts);
        let bytes = write::write(self, words, &laid, &fonts)?;
        Ok(Pdf { bytes, pages: laid.pages.len(), spelled: laid.spelled })
    }
}

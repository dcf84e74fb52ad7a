//! The fonts: which writings a letter can show. All are part of the program; their licences lie beside them.

use std::cell::OnceCell;

use harfrust::{FontRef, ShaperData};
use skrifa::MetadataProvider;
use skrifa::instance::{LocationRef, Size};

/// How text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Sentences.
    Plain,
    /// Headings and names of fields.
    Bold,
    /// Codes, identifiers, numbers: one width, zero unlike O.
    Code,
}

/// Place of a face in [`FACES`].
pub type FaceId = usize;

const SANS: FaceId = 0;
const BOLD: FaceId = 1;
const CODE: FaceId = 2;
/// The first face that is there for its writing alone.
const WRITINGS: FaceId = 3;

/// Latin with all marks of Vietnamese, Greek, Cyrillic; then a face a writing, the widest one last.
static FACES: [&[u8]; 18] = [
    include_bytes!("../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../fonts/NotoSans-Bold.ttf"),
    include_bytes!("../fonts/NotoMono-Regular.ttf"),
    include_bytes!("../fonts/NotoNaskhArabic-Regular.ttf"),
    include_bytes!("../fonts/NotoSansHebrew-Regular.ttf"),
    include_bytes!("../fonts/NotoSansKhmer-Regular.ttf"),
    include_bytes!("../fonts/NotoSansThai-Regular.ttf"),
    include_bytes!("../fonts/NotoSansLao-Regular.ttf"),
    include_bytes!("../fonts/NotoSansMyanmar-Regular.ttf"),
    include_bytes!("../fonts/NotoSansDevanagari-Regular.ttf"),
    include_bytes!("../fonts/NotoSansBengali-Regular.ttf"),
    include_bytes!("../fonts/NotoSansTamil-Regular.ttf"),
    include_bytes!("../fonts/NotoSansSinhala-Regular.ttf"),
    include_bytes!("../fonts/NotoSansEthiopic-Regular.ttf"),
    include_bytes!("../fonts/NotoSansArmenian-Regular.ttf"),
    include_bytes!("../fonts/NotoSansGeorgian-Regular.ttf"),
    include_bytes!("../fonts/NanumSquareR.ttf"),
    include_bytes!("../fonts/DroidSansFallbackFull.ttf"),
];

/// A face that was opened.
pub struct Face {
    /// Its tables.
    pub font: FontRef<'static>,
    /// What shaping keeps of it.
    pub shaper: ShaperData,
    /// It, as the PDF takes it in.
    pub drawn: krilla::text::Font,
    /// The glyph of a space.
    pub blank: u32,
    /// Units of an em.
    pub units: f32,
    /// Above the baseline, in ems.
    pub ascent: f32,
    /// Below the baseline, in ems, positive.
    pub descent: f32,
}

/// The faces, opened when a letter needs them.
pub struct Fonts {
    faces: [OnceCell<Option<Face>>; FACES.len()],
}

impl Fonts {
    /// None opened yet.
    pub fn new() -> Self {
        Self { faces: std::array::from_fn(|_| OnceCell::new()) }
    }

    /// A face. `None` is for files that are no fonts; a test opens each.
    pub fn face(&self, id: FaceId) -> Option<&Face> {
        self.faces.get(id)?.get_or_init(|| open(FACES[id])).as_ref()
    }

    /// The face that shows a character in a style: its own, the plain one, then the one of its writing.
    pub fn of(&self, style: Style, shown: char) -> Option<FaceId> {
        let own = match style {
            Style::Plain => SANS,
            Style::Bold => BOLD,
            Style::Code => CODE,
        };
        [own, SANS].into_iter().chain(WRITINGS..FACES.len()).find(|id| self.holds(*id, shown))
    }

    /// Whether a face has a glyph for a character.
    pub fn holds(&self, id: FaceId, shown: char) -> bool {
        self.face(id).is_some_and(|face| face.font.charmap().map(shown).is_some_and(|glyph| glyph.to_u32() != 0))
    }
}

fn open(bytes: &'static [u8]) -> Option<Face> {
    let font = FontRef::new(bytes).ok()?;
    let metrics = font.metrics(Size::unscaled(), LocationRef::default());
    let units = f32::from(metrics.units_per_em);
    Some(Face {
        shaper: ShaperData::new(&font),
        blank: font.charmap().map(' ')?.to_u32(),
        drawn: krilla::text::Font::new(bytes.into(), 0)?,
        units,
        ascent: metrics.ascent / units,
        descent: -metrics.descent / units,
        font,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_opens_and_shows_its_writing() {
        let fonts = Fonts::new();
        // One character a face, in the order of `FACES`.
        let writings = ['ệ', 'ệ', '0', 'م', 'ש', 'ខ', 'ก', 'ລ', 'မ', 'न', 'ব', 'த', 'ස', 'አ', 'Հ', 'ქ', '한', '漢'];
        for (id, shown) in writings.into_iter().enumerate() {
            assert!(fonts.face(id).is_some(), "{id}");
            assert!(fonts.holds(id, shown), "{id} {shown}");
        }
        assert_eq!(writings.len(), FACES.len());
    }

    #[test]
    fn every_letter_of_vietnamese_is_in_each_face_for_latin() {
        let fonts = Fonts::new();
        let all = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ";
        for shown in all.chars().chain(all.to_uppercase().chars()).chain("–—·“”…§".chars()) {
            for id in [SANS, BOLD, CODE] {
                assert!(fonts.holds(id, shown), "{id} {shown}");
            }
        }
    }

    #[test]
    fn a_face_of_its_own_style_comes_first_and_a_writing_after_it() {
        let fonts = Fonts::new();
        assert_eq!(fonts.of(Style::Bold, 'ế'), Some(BOLD));
        assert_eq!(fonts.of(Style::Code, '0'), Some(CODE));
        assert_eq!(fonts.of(Style::Bold, 'م'), Some(WRITINGS));
        assert_eq!(fonts.of(Style::Plain, '\u{1f600}'), None, "no face has pictures");
    }
}

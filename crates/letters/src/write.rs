//! Pages to a file: PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1), with headings, bookmarks and the form as a file inside.

use std::num::NonZeroU16;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use krilla::color::luma;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::error::KrillaError;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, Tag, TagGroup, TagKind, TagTree};
use krilla::text::{GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use crate::fonts::Fonts;
use crate::layout::{Bar, Block, HEIGHT, Layout, Mark, Placed, Role, Sheet, WIDTH};
use crate::letter::{Beside, Letter, Unwritten, Words};

/// The bytes of the PDF.
///
/// # Errors
/// [`Unwritten`].
pub fn write(letter: &Letter, words: &Words<'_>, laid: &Layout, fonts: &Fonts) -> Result<Vec<u8>, Unwritten> {
    let mut document = Document::new_with(settings()?);
    let mut leaves: Vec<Vec<Identifier>> = laid.blocks.iter().map(|_| Vec::new()).collect();
    let size = PageSettings::from_wh(WIDTH, HEIGHT).ok_or(Unwritten::TooLarge)?;
    for sheet in &laid.pages {
        let mut page = document.start_page_with(size.clone());
        let mut surface = page.surface();
        draw(&mut surface, sheet, &mut leaves, fonts);
        surface.finish();
        page.finish();
    }
    document.set_tag_tree(tree(letter, &laid.blocks, leaves));
    document.set_outline(outline(&laid.marks));
    document.set_metadata(metadata(letter));
    document.embed_file(embedded(letter, words)?).ok_or(Unwritten::TooLarge)?;
    for file in &letter.beside {
        document.embed_file(beside(file, letter.made)?).ok_or(Unwritten::TooLarge)?;
    }
    document.finish().map_err(unwritten)
}

fn settings() -> Result<SerializeSettings, Unwritten> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A3_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| Unwritten::Nonconforming(format!("{error:?}")))?;
    Ok(SerializeSettings { configuration, enable_tagging: true, ..SerializeSettings::default() })
}

fn unwritten(error: KrillaError) -> Unwritten {
    match error {
        KrillaError::Limit(_) => Unwritten::TooLarge,
        other => Unwritten::Nonconforming(other.to_string()),
    }
}

/// Draws a page; each stretch of a block becomes a leaf of the tree.
fn draw(surface: &mut Surface<'_>, sheet: &Sheet, leaves: &mut [Vec<Identifier>], fonts: &Fonts) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    for bar in &sheet.bars {
        fill(surface, bar);
    }
    surface.end_tagged();
    for stretch in sheet.placed.chunk_by(|a, b| a.block == b.block) {
        let tag = match stretch.first().and_then(|placed| placed.block) {
            Some(_) => ContentTag::Other,
            None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)),
        };
        let leaf = surface.start_tagged(tag);
        for placed in stretch {
            write_line(surface, placed, fonts);
        }
        surface.end_tagged();
        if let Some(leaves) = stretch.first().and_then(|placed| placed.block).and_then(|block| leaves.get_mut(block)) {
            leaves.push(leaf);
        }
    }
}

fn grey(surface: &mut Surface<'_>, grey: u8) {
    surface.set_fill(Some(Fill { paint: luma::Color::new(grey).into(), ..Fill::default() }));
}

fn fill(surface: &mut Surface<'_>, bar: &Bar) {
    let Some(rect) = Rect::from_xywh(bar.x, bar.y, bar.width, bar.height) else { return };
    let mut builder = PathBuilder::new();
    builder.push_rect(rect);
    if let Some(path) = builder.finish() {
        grey(surface, bar.grey);
        surface.draw_path(&path);
    }
}

fn write_line(surface: &mut Surface<'_>, placed: &Placed, fonts: &Fonts) {
    grey(surface, placed.grey);
    for run in &placed.line.runs {
        let Some(face) = fonts.face(run.face) else { continue };
        let glyphs: Vec<KrillaGlyph> = run
            .glyphs
            .iter()
            .map(|(glyph, range)| {
                KrillaGlyph::new(GlyphId::new(glyph.id), glyph.advance, glyph.dx, glyph.dy, 0.0, range.clone(), None)
            })
            .collect();
        let start = Point::from_xy(placed.x + run.x * placed.size, placed.baseline);
        surface.draw_glyphs(start, &glyphs, face.drawn.clone(), &placed.line.text, placed.size, false);
    }
}

/// Sections, each with its heading and its paragraphs, in the order in which they are read.
fn tree(letter: &Letter, blocks: &[Block], leaves: Vec<Vec<Identifier>>) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(letter.language.clone()));
    let mut open: Option<(usize, TagGroup)> = None;
    for (block, leaves) in blocks.iter().zip(leaves) {
        let mut group = TagGroup::new(tag(&block.role));
        leaves.into_iter().for_each(|leaf| group.push(leaf));
        if let Some((_, whole)) = open.take_if(|(part, _)| Some(*part) != block.part) {
            tree.push(whole);
        }
        match block.part {
            Some(part) => open.get_or_insert_with(|| (part, TagGroup::new(Tag::Section))).1.push(group),
            None => tree.push(group),
        }
    }
    if let Some((_, whole)) = open {
        tree.push(whole);
    }
    tree
}

fn tag(role: &Role) -> TagKind {
    match role {
        Role::Heading(level, text) => {
            Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), Some(text.clone())).into()
        }
        Role::Text => Tag::P.into(),
    }
}

fn outline(marks: &[Mark]) -> Outline {
    let mut outline = Outline::new();
    let mut open: Option<OutlineNode> = None;
    for mark in marks {
        let place = XyzDestination::new(mark.page, Point::from_xy(0.0, mark.y));
        let node = OutlineNode::new(mark.title.clone(), place);
        match open.as_mut().filter(|_| mark.level > 1) {
            Some(section) => section.push_child(node),
            None => open.replace(node).into_iter().for_each(|whole| outline.push_child(whole)),
        }
    }
    open.into_iter().for_each(|whole| outline.push_child(whole));
    outline
}

fn metadata(letter: &Letter) -> Metadata {
    Metadata::new()
        .title(letter.heading.clone())
        .language(letter.language.clone())
        .creator("Khiên".to_owned())
        .creation_date(date(letter.made))
}

fn embedded(letter: &Letter, words: &Words<'_>) -> Result<EmbeddedFile, Unwritten> {
    let kind = MimeType::new("application/json").ok_or_else(|| Unwritten::Nonconforming("MIME type".to_owned()))?;
    Ok(EmbeddedFile {
        path: letter.form.name.clone(),
        mime_type: Some(kind),
        description: Some(words.describes.clone()),
        association_kind: AssociationKind::Source,
        data: letter.form.json.clone().into(),
        modification_date: Some(date(letter.made)),
        compress: Some(true),
        location: None,
    })
}

fn beside(file: &Beside, made: Timestamp) -> Result<EmbeddedFile, Unwritten> {
    let kind = MimeType::new(file.media_type).ok_or_else(|| Unwritten::Nonconforming("MIME type".to_owned()))?;
    Ok(EmbeddedFile {
        path: file.name.clone(),
        mime_type: Some(kind),
        description: Some(file.describes.clone()),
        association_kind: AssociationKind::Supplement,
        data: file.bytes.clone().into(),
        modification_date: Some(date(made)),
        compress: Some(true),
        location: None,
    })
}

/// In UTC.
fn date(at: Timestamp) -> DateTime {
    let at = at.to_zoned_datetime(TimeZone::UTC);
    // The ranges of a civil date fit; years before 0 do not occur in a letter.
    let small = |n: i8| u8::try_from(n).unwrap_or(0);
    DateTime::new(u16::try_from(at.year()).unwrap_or(0))
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

//! Lines to pages of A4: names at the left, values beside them, so that a reader's eye goes down one column.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::fonts::{Fonts, Style};
use crate::letter::{Letter, Line, Part, Words};
use crate::lines::{SetLine, Way, set};
use crate::shown;

/// A4 (ISO 216), in points of 1/72 inch, as are all lengths here.
pub const WIDTH: f32 = 595.276;
/// Height of A4.
pub const HEIGHT: f32 = 841.89;
/// Room for a binding and a punch.
const LEFT: f32 = 65.0;
const RIGHT: f32 = WIDTH - 54.0;
const TOP: f32 = 60.0;
const BOTTOM: f32 = HEIGHT - 74.0;
const FOOT: f32 = HEIGHT - 54.0;
/// Where values begin, and how wide they are.
const VALUES: f32 = LEFT + 178.0;
/// Between the names and the values.
const GUTTER: f32 = 14.0;
/// How much further right a deeper field stands.
const STEP: f32 = 9.0;
/// Room above a field, and below it.
const ABOVE: f32 = 4.0;
const BELOW: f32 = 3.0;
/// Room below the heading of a section, to its rule.
const UNDER: f32 = 3.0;
/// Room that a heading of a group keeps below itself: a name of two lines, its law of two, and what is between.
const FIRST: f32 = 56.0;
const BLACK: u8 = 0;
/// Grey that prints and is read: 7 to 1 on white.
const GREY: u8 = 89;
const HAIR: u8 = 190;

/// A size and a way to look.
#[derive(Debug, Clone, Copy)]
struct Look {
    style: Style,
    size: f32,
    /// From one line to the next, unless a writing needs more.
    lead: f32,
    grey: u8,
}

const TITLE: Look = Look { style: Style::Bold, size: 17.0, lead: 24.0, grey: BLACK };
const BETWEEN: Look = Look { style: Style::Plain, size: 11.0, lead: 17.0, grey: BLACK };
const NOTE: Look = Look { style: Style::Bold, size: 10.0, lead: 15.0, grey: BLACK };
const SECTION: Look = Look { style: Style::Bold, size: 12.5, lead: 18.0, grey: BLACK };
const GROUP: Look = Look { style: Style::Bold, size: 10.0, lead: 15.0, grey: BLACK };
const NAME: Look = Look { style: Style::Bold, size: 8.5, lead: 12.5, grey: BLACK };
const LAW: Look = Look { style: Style::Plain, size: 7.5, lead: 11.0, grey: GREY };
const VALUE: Look = Look { style: Style::Plain, size: 10.0, lead: 14.8, grey: BLACK };
const CODE: Look = Look { style: Style::Code, size: 9.2, lead: 14.8, grey: BLACK };
const SMALL: Look = Look { style: Style::Plain, size: 8.5, lead: 13.0, grey: GREY };
/// How much lower a name begins, so that it stands on one line with its value.
const DROP: f32 = 1.3;

/// What a block is to a reader who hears the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// A heading of a level, 1 to 6, and its text.
    Heading(u16, String),
    /// A paragraph.
    Text,
}

/// A block of text: it may go on over pages.
#[derive(Debug, Clone)]
pub struct Block {
    pub role: Role,
    /// The section that it stands in.
    pub part: Option<usize>,
}

/// A line at its place.
pub struct Placed {
    /// `None` for what stands on every page.
    pub block: Option<usize>,
    pub line: SetLine,
    pub x: f32,
    pub baseline: f32,
    pub size: f32,
    pub grey: u8,
}

/// A filled rectangle.
pub struct Bar {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
    pub grey: u8,
}

/// A page.
#[derive(Default)]
pub struct Sheet {
    pub placed: Vec<Placed>,
    pub bars: Vec<Bar>,
}

/// A bookmark.
pub struct Mark {
    /// 1 a section, 2 a group in it.
    pub level: u16,
    pub title: String,
    /// From 0.
    pub page: usize,
    pub y: f32,
}

/// A letter on pages.
pub struct Layout {
    pub pages: Vec<Sheet>,
    pub blocks: Vec<Block>,
    pub marks: Vec<Mark>,
    pub spelled: BTreeSet<char>,
}

impl Layout {
    /// Lays a letter out.
    pub fn of(letter: &Letter, words: &Words<'_>, fonts: &Fonts) -> Self {
        let mut press = Press::new(fonts);
        press.head(letter);
        for (n, part) in letter.parts.iter().enumerate() {
            press.part(n, part);
        }
        press.end(letter, words);
        press.feet(letter, words);
        press.laid
    }
}

/// A group's heading, set: lines of its name and of its law.
struct GroupText {
    name: Vec<SetLine>,
    law: Vec<SetLine>,
    /// Height that stays whole.
    needs: f32,
}

/// A field with its value, set.
struct RowText {
    name: Vec<SetLine>,
    law: Vec<SetLine>,
    value: Vec<SetLine>,
    look: Look,
    /// Height that stays whole: all of the name and the law, the first lines of the value.
    needs: f32,
}

struct Press<'a> {
    fonts: &'a Fonts,
    laid: Layout,
    /// Where the next line begins.
    y: f32,
}

impl<'a> Press<'a> {
    fn new(fonts: &'a Fonts) -> Self {
        let pages = vec![Sheet::default()];
        Self { fonts, laid: Layout { pages, blocks: Vec::new(), marks: Vec::new(), spelled: BTreeSet::new() }, y: TOP }
    }

    fn head(&mut self, letter: &Letter) {
        let title = self.block(Role::Heading(1, letter.heading.clone()), None);
        self.paragraphs(title, &letter.heading, TITLE, LEFT, RIGHT);
        self.y += 6.0;
        for line in &letter.between {
            let block = self.block(Role::Text, None);
            self.paragraphs(block, line, BETWEEN, LEFT, RIGHT);
        }
        if let Some(note) = &letter.note {
            self.y += 9.0;
            let (block, top) = (self.block(Role::Text, None), self.y);
            self.paragraphs(block, note, NOTE, LEFT + 11.0, RIGHT);
            let bar = Bar { x: LEFT, y: top, width: 3.0, height: self.y - top, grey: BLACK };
            self.sheet().bars.push(bar);
        }
    }

    fn part(&mut self, n: usize, part: &Part) {
        // A heading never stands alone at the foot of a page: what it begins has room below it.
        self.y += 20.0;
        let name = self.lines(&part.name, SECTION, RIGHT - LEFT);
        let begun = part.lines.first().map_or(0.0, |line| ABOVE + self.needs(line));
        self.room(height(&name, SECTION) + UNDER + begun);
        self.mark(1, &part.name);
        let block = self.block(Role::Heading(2, part.name.clone()), Some(n));
        self.place(block, name, SECTION, LEFT, RIGHT);
        self.y += UNDER;
        self.rule(0.9, BLACK);
        for (at, line) in part.lines.iter().enumerate() {
            self.line(n, line, at > 0 && line.depth == 0);
        }
    }

    fn line(&mut self, part: usize, line: &Line, ruled: bool) {
        self.y += ABOVE;
        if line.value.is_empty() {
            self.group(part, line, ruled);
        } else {
            self.row(part, line, ruled);
        }
        self.y += BELOW;
    }

    /// The height that a field wants whole on one page.
    fn needs(&mut self, line: &Line) -> f32 {
        if line.value.is_empty() { self.group_text(line).needs } else { self.row_text(line).needs }
    }

    fn group_text(&mut self, line: &Line) -> GroupText {
        let width = RIGHT - indented(line.depth);
        let name = self.lines(&line.name, GROUP, width);
        let law = line.law.as_ref().map(|law| self.lines(law, LAW, width)).unwrap_or_default();
        GroupText { needs: height(&name, GROUP) + height(&law, LAW) + FIRST, name, law }
    }

    fn row_text(&mut self, line: &Line) -> RowText {
        let names = VALUES - GUTTER - indented(line.depth);
        let name = self.lines(&line.name, NAME, names);
        let law = line.law.as_ref().map(|law| self.lines(law, LAW, names)).unwrap_or_default();
        let look = if line.code { CODE } else { VALUE };
        let value = self.lines(&line.value, look, RIGHT - VALUES);
        let beside = DROP + height(&name, NAME) + height(&law, LAW);
        RowText { needs: beside.max(height(&value[..value.len().min(3)], look)), name, law, value, look }
    }

    fn group(&mut self, part: usize, line: &Line, ruled: bool) {
        let x = indented(line.depth);
        let GroupText { name, law, needs } = self.group_text(line);
        self.room(needs);
        self.parted(ruled);
        if line.depth == 0 {
            self.mark(2, &line.name);
        }
        // Groups lie in sections (level 2), the deepest that a PDF 1.7 names is 6.
        let level = u16::try_from(line.depth + 3).unwrap_or(6).min(6);
        let block = self.block(Role::Heading(level, line.name.clone()), Some(part));
        self.place(block, name, GROUP, x, RIGHT);
        if !law.is_empty() {
            let block = self.block(Role::Text, Some(part));
            self.place(block, law, LAW, x, RIGHT);
        }
    }

    fn row(&mut self, part: usize, line: &Line, ruled: bool) {
        let x = indented(line.depth);
        let RowText { name, law, value, look, needs } = self.row_text(line);
        self.room(needs);
        self.parted(ruled);
        let (top, page) = (self.y, self.laid.pages.len());
        self.y += DROP;
        let block = self.block(Role::Text, Some(part));
        self.place(block, name, NAME, x, VALUES - GUTTER);
        if !law.is_empty() {
            let block = self.block(Role::Text, Some(part));
            self.place(block, law, LAW, x, VALUES - GUTTER);
        }
        let after = self.y;
        self.y = top;
        let block = self.block(Role::Text, Some(part));
        self.place(block, value, look, VALUES, RIGHT);
        if self.laid.pages.len() == page {
            self.y = self.y.max(after);
        }
    }

    fn end(&mut self, letter: &Letter, words: &Words<'_>) {
        self.y += 22.0;
        self.room(70.0);
        self.rule(0.9, BLACK);
        self.y += 6.0;
        let mut said = letter.closing.clone();
        said.push(words.attached.clone());
        for text in &said {
            let block = self.block(Role::Text, None);
            self.paragraphs(block, text, SMALL, LEFT, RIGHT);
            self.y += 3.0;
        }
        let beside = letter.beside.iter().map(|file| (&file.name, &file.bytes));
        for (name, bytes) in std::iter::once((&letter.form.name, &letter.form.json)).chain(beside) {
            let digest = hex::encode(Sha256::digest(bytes));
            let block = self.block(Role::Text, None);
            let look = Look { style: Style::Code, size: 7.6, ..SMALL };
            self.paragraphs(block, &format!("{name} · SHA-256 {digest}"), look, LEFT, RIGHT);
        }
        if !self.laid.spelled.is_empty() {
            self.y += 3.0;
            let block = self.block(Role::Text, None);
            self.paragraphs(block, &words.spelled, NOTE, LEFT, RIGHT);
        }
    }

    /// What stands on every page: a page that was parted from the others still says what it is.
    fn feet(&mut self, letter: &Letter, words: &Words<'_>) {
        let pages = self.laid.pages.len();
        let name = self.lines(&letter.heading, SMALL, RIGHT - LEFT - 110.0);
        let note = letter.note.as_ref().map(|note| self.lines(note, SMALL, RIGHT - LEFT)).unwrap_or_default();
        for n in 0..pages {
            let page = self.lines(&(words.page)(n + 1, pages), SMALL, 100.0);
            let sheet = &mut self.laid.pages[n];
            sheet.bars.push(Bar { x: LEFT, y: FOOT - 6.0, width: RIGHT - LEFT, height: 0.4, grey: HAIR });
            let mut foot = |line: Option<&SetLine>, right: bool, down: f32| {
                let Some(line) = line else { return };
                let x = if right { RIGHT - line.width * SMALL.size } else { LEFT };
                let placed = Placed {
                    block: None,
                    line: line.clone(),
                    x,
                    baseline: FOOT + 9.5 + down,
                    size: SMALL.size,
                    grey: GREY,
                };
                sheet.placed.push(placed);
            };
            foot(name.first(), false, 0.0);
            foot(page.first(), true, 0.0);
            foot(note.first(), false, SMALL.lead);
        }
    }

    fn block(&mut self, role: Role, part: Option<usize>) -> usize {
        self.laid.blocks.push(Block { role, part });
        self.laid.blocks.len() - 1
    }

    fn mark(&mut self, level: u16, title: &str) {
        let page = self.laid.pages.len() - 1;
        self.laid.marks.push(Mark { level, title: title.to_owned(), page, y: self.y });
    }

    fn paragraphs(&mut self, block: usize, text: &str, look: Look, x: f32, right: f32) {
        let lines = self.lines(text, look, right - x);
        self.place(block, lines, look, x, right);
    }

    fn lines(&mut self, text: &str, look: Look, width: f32) -> Vec<SetLine> {
        let way = if look.style == Style::Code { Way::LeftToRight } else { Way::AsWritten };
        let paragraphs = shown::paragraphs(text, look.style, self.fonts, &mut self.laid.spelled);
        let ems = width / look.size;
        paragraphs
            .iter()
            .flat_map(|text| set(if text.is_empty() { " " } else { text }, look.style, way, ems, self.fonts))
            .collect()
    }

    fn place(&mut self, block: usize, lines: Vec<SetLine>, look: Look, x: f32, right: f32) {
        for line in lines {
            let tall = tall(&line, look);
            self.room(tall);
            let glyphs = (line.ascent + line.descent) * look.size;
            let baseline = self.y + (tall - glyphs) / 2.0 + line.ascent * look.size;
            let x = if line.rtl { right - (line.width + line.spaces) * look.size } else { x };
            let placed = Placed { block: Some(block), line, x, baseline, size: look.size, grey: look.grey };
            self.sheet().placed.push(placed);
            self.y += tall;
        }
    }

    fn rule(&mut self, height: f32, grey: u8) {
        let bar = Bar { x: LEFT, y: self.y, width: RIGHT - LEFT, height, grey };
        self.sheet().bars.push(bar);
    }

    /// A hair line above a field, but not at the top of a page.
    fn parted(&mut self, ruled: bool) {
        if ruled && self.y > TOP {
            self.y -= ABOVE;
            self.rule(0.4, HAIR);
            self.y += ABOVE;
        }
    }

    /// Begins a page when less than this is left on it.
    fn room(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > TOP {
            self.laid.pages.push(Sheet::default());
            self.y = TOP;
        }
    }

    fn sheet(&mut self) -> &mut Sheet {
        let last = self.laid.pages.len() - 1;
        &mut self.laid.pages[last]
    }
}

fn indented(depth: usize) -> f32 {
    // At most five steps, so no name becomes narrower than its longest words.
    LEFT + STEP * depth.min(5) as f32
}

/// Height of a line: as its look says, or as its writing needs (the marks below Khmer, the stacks of Burmese).
fn tall(line: &SetLine, look: Look) -> f32 {
    look.lead.max((line.ascent + line.descent) * look.size)
}

fn height(lines: &[SetLine], look: Look) -> f32 {
    lines.iter().map(|line| tall(line, look)).sum()
}

#[cfg(test)]
mod tests;

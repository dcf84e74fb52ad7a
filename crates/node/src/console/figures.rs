//! Figures for staff: counts by month, harm, age band and province.

use askama::Template;

use super::frame::Frame;

/// The page.
#[derive(Template)]
#[template(path = "console/figures.html")]
pub struct FiguresPage {
    pub f: Frame,
    pub lead: String,
    pub groups: Vec<BarGroup>,
}

/// Bars of one kind.
pub struct BarGroup {
    pub name: String,
    pub bars: Vec<Bar>,
}

/// A bar.
pub struct Bar {
    pub name: String,
    pub count: i64,
    /// Percent of the longest.
    pub width: i64,
}

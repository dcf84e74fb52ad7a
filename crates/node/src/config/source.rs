//! Where a value came from.

use std::fmt;

/// Where a value came from, in words of whoever runs the node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The command line; the option's name.
    Flag(&'static str),
    /// The environment; the option's name.
    Environment(&'static str),
    /// `khien.toml`; the line, from 1.
    File(usize),
    /// Built in, also when nothing is.
    BuiltIn,
}

impl Source {
    /// The line in `khien.toml`.
    #[must_use]
    pub fn line(self) -> Option<usize> {
        if let Source::File(line) = self { Some(line) } else { None }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Flag(name) => write!(f, "flag --{}", name.replace('_', "-")),
            Source::Environment(name) => write!(f, "environment KHIEN_{}", name.to_ascii_uppercase()),
            Source::File(line) => write!(f, "khien.toml:{line}"),
            Source::BuiltIn => f.write_str("built in"),
        }
    }
}

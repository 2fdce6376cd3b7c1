use std::{fmt, str::FromStr};

use pages::words::{self, TextFlaw};

use super::{Problem, problem::shown};

/// One line of text: trimmed, not empty, at most 200 characters, none of them invisible. Markup in it is just text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line(String);

/// Text of several lines, at most 4,000 characters, lines ended by `\n`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prose(String);

impl Line {
    /// A line that stands in the program.
    pub(super) fn of(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// Long enough for the name of any enterprise, short enough for a table's cell.
    pub const CHARS_MAX: usize = 200;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Prose {
    /// About two printed pages.
    pub const CHARS_MAX: usize = 4_000;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Line {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        checked(text, Self::CHARS_MAX, |_| false).map(Self)
    }
}

impl FromStr for Prose {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let unix = text.replace("\r\n", "\n").replace('\r', "\n");
        checked(&unix, Self::CHARS_MAX, |c| matches!(c, '\n' | '\t')).map(Self)
    }
}

fn checked(text: &str, max: usize, allowed: impl Fn(char) -> bool) -> Result<String, Problem> {
    words::checked(text, max, |c| words::is_invisible(c) && !allowed(c)).map_err(|flaw| match flaw {
        TextFlaw::Empty => Problem::Missing,
        TextFlaw::TooLong { max, got } => Problem::TooLong { max, got },
        TextFlaw::Invisible { position } => Problem::ControlCharacter { position },
    })
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Prose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The problem of a word that a list does not have.
pub(super) fn unknown_term<'a>(text: &str, known: impl Iterator<Item = &'a str>) -> Problem {
    const KNOWN_SHOWN_MAX: usize = 20;
    Problem::UnknownTerm { text: shown(text), known: known.take(KNOWN_SHOWN_MAX).collect::<Vec<_>>().join("、") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn markup_and_formulas_are_text() {
        for text in ["<script>alert(1)</script>", "=1+1", "O'Brien & Söhne", "山西某某有限公司"] {
            assert_eq!(text.parse::<Line>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn invisible_characters_are_refused_with_their_position() {
        assert_eq!("ab\u{202e}c".parse::<Line>(), Err(Problem::ControlCharacter { position: 3 }));
        assert_eq!("a\nb".parse::<Line>(), Err(Problem::ControlCharacter { position: 2 }));
        assert_eq!("a\r\nb".parse::<Prose>().unwrap().as_str(), "a\nb");
        assert_eq!("\0".parse::<Prose>(), Err(Problem::ControlCharacter { position: 1 }));
    }

    #[test]
    fn length_counts_characters_not_bytes() {
        assert!("沁".repeat(200).parse::<Line>().is_ok());
        assert_eq!("沁".repeat(201).parse::<Line>(), Err(Problem::TooLong { max: 200, got: 201 }));
        assert_eq!(" \u{3000}".parse::<Line>(), Err(Problem::Missing));
    }
}

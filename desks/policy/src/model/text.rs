use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::Problem;

/// Text that may be shown and kept: trimmed, not empty, at most `MAX` characters, none of them invisible; line breaks
/// only where `LINES`. Markup in it is only text: whoever shows it escapes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const MAX: usize, const LINES: bool>(String);

/// A title, a name.
pub type Line = Text<200, false>;
/// A sentence of an article; the longest of the seed has some 300 characters.
pub type Words = Text<4_000, false>;
/// What somebody writes in their own words, on several lines.
pub type Prose = Text<4_000, true>;

impl<const MAX: usize, const LINES: bool> Text<MAX, LINES> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, or `None` for an empty field.
    ///
    /// # Errors
    /// [`Problem`] with what is wrong with it.
    pub fn given(text: &str) -> Result<Option<Self>, Problem> {
        if text.trim().is_empty() { Ok(None) } else { text.parse().map(Some) }
    }
}

impl<const MAX: usize, const LINES: bool> FromStr for Text<MAX, LINES> {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        let got = text.chars().count();
        if got == 0 {
            return Err(Problem::Missing);
        }
        if got > MAX {
            return Err(Problem::TooLong { max: MAX, got });
        }
        if text.chars().any(|c| is_invisible(c) && !(LINES && c == '\n')) {
            return Err(Problem::Invisible);
        }
        Ok(Self(text.to_owned()))
    }
}

/// Control characters, and those that have no width or turn the direction of writing.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

impl<const MAX: usize, const LINES: bool> TryFrom<String> for Text<MAX, LINES> {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse()
    }
}

impl<const MAX: usize, const LINES: bool> From<Text<MAX, LINES>> for String {
    fn from(text: Text<MAX, LINES>) -> Self {
        text.0
    }
}

impl<const MAX: usize, const LINES: bool> fmt::Display for Text<MAX, LINES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_characters_and_what_cannot_be_seen_is_refused() {
        assert!("沁".repeat(200).parse::<Line>().is_ok());
        assert_eq!("沁".repeat(201).parse::<Line>(), Err(Problem::TooLong { max: 200, got: 201 }));
        assert_eq!("\u{3000} ".parse::<Line>(), Err(Problem::Missing));
        assert_eq!("a\u{202e}b".parse::<Line>(), Err(Problem::Invisible));
        assert_eq!("a\nb".parse::<Line>(), Err(Problem::Invisible));
        assert_eq!("a\r\nb".parse::<Prose>().map(String::from), Ok("a\nb".to_owned()));
        assert_eq!("<script>".parse::<Line>().map(String::from), Ok("<script>".to_owned()));
    }
}

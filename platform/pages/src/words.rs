//! What may stand in a field of text, decided once for every desk. Markup and formulas are only text; whoever shows them
//! escapes them.

/// Why a text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextFlaw {
    /// Nothing stands in it.
    #[error("must not be empty")]
    Empty,
    /// Too much stands in it.
    #[error("has {got} characters; at most {max} are taken")]
    TooLong {
        /// The most characters.
        max: usize,
        /// How many there are.
        got: usize,
    },
    /// It holds a character that cannot be seen.
    #[error("holds an invisible character at place {position}; delete it")]
    Invisible {
        /// Its place, from 1.
        position: usize,
    },
}

/// A text without the space around it: not empty, at most `chars_max` characters, none of them `refused`.
///
/// # Errors
/// The first thing that is wrong.
pub fn checked(text: &str, chars_max: usize, refused: impl Fn(char) -> bool) -> Result<String, TextFlaw> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextFlaw::Empty);
    }
    let got = text.chars().count();
    if got > chars_max {
        return Err(TextFlaw::TooLong { max: chars_max, got });
    }
    match text.chars().position(refused) {
        Some(index) => Err(TextFlaw::Invisible { position: index + 1 }),
        None => Ok(text.to_owned()),
    }
}

/// Control characters (PostgreSQL takes no NUL) and those that turn the direction of writing, so that a text shows as
/// another.
pub fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{ffff}')
}

/// In one line zero-width characters too: two names must not look alike. In prose they join the parts of an emoji.
pub fn is_invisible(c: char) -> bool {
    is_harmful(c) || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{2029}' | '\u{2060}'..='\u{206f}')
}

use std::{fmt, str::FromStr};

use pages::words::{self, TextFlaw, is_harmful, is_invisible};

/// One line that readers see: trimmed, not empty, at most 200 characters, none of them invisible. Markup is only text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line(String);

/// Text of several paragraphs, at most 20,000 characters; lines end with `\n`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prose(String);

/// The last part of a public address: lower-case letters, digits and hyphens, at most 60.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

/// Why a text is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
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
    /// It cannot stand in an address.
    #[error("must be 1 to 60 lower-case letters, digits or hyphens")]
    Slug,
    /// It leads out of the house, but not by a safe way.
    #[error("must begin with https://")]
    Address,
    /// It is no instant with its offset.
    #[error("must be an instant such as 2020-08-20T11:26:30+08:00")]
    Instant,
    /// It is no day.
    #[error("must be a day such as 2020-08-20")]
    Day,
    /// A number outside of what makes sense.
    #[error("must be from {min} to {max}")]
    Range {
        /// The least.
        min: u16,
        /// The most.
        max: u16,
    },
    /// More of them than can be taken.
    #[error("at most {max} are taken")]
    TooMany {
        /// The most.
        max: usize,
    },
    /// A link leads nowhere safe.
    #[error(
        "a link leads to {0:?}; it must begin with https://, http://, mailto:, tel: or with / for a page of this site"
    )]
    Link(String),
    /// A picture that is not in our own store.
    #[error("shows the picture {0:?}; pictures come from the own store only, at /attachments/…")]
    Picture(String),
    /// A picture without words.
    #[error("a picture has no words in its place; write them between the brackets: ![words](/attachments/…)")]
    Alternative,
    /// A file that is not among those of the article.
    #[error("names the file {0:?}, which is not among the files of this article; hand it in there first")]
    NoFile(String),
    /// A period that ends before it begins.
    #[error("must not lie before the first day")]
    Backwards,
    /// A result of what goes on still.
    #[error("must be empty until the last day is over")]
    NotClosed,
    /// The same id stands twice.
    #[error("{0:?} stands twice")]
    Twice(String),
    /// A name that no list has.
    #[error("{given:?} is not one of: {known}")]
    Unknown {
        /// What was given.
        given: String,
        /// What there is.
        known: String,
    },
}

impl Flaw {
    /// Names its sentence in the language files; those that only a file can have share one.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Empty => "portal-flaw-empty",
            Self::TooLong { .. } => "portal-flaw-too-long",
            Self::Invisible { .. } => "portal-flaw-invisible",
            Self::Slug => "portal-flaw-slug",
            Self::Instant => "portal-flaw-instant",
            Self::Day => "portal-flaw-day",
            Self::TooMany { .. } => "portal-flaw-too-many",
            Self::Link(_) => "portal-flaw-link",
            Self::Picture(_) => "portal-flaw-picture",
            Self::Alternative => "portal-flaw-alternative",
            Self::NoFile(_) => "portal-flaw-no-file",
            Self::Backwards => "portal-flaw-backwards",
            Self::NotClosed => "portal-flaw-not-closed",
            Self::Twice(_) => "portal-flaw-twice",
            _ => "portal-flaw-other",
        }
    }
}

impl Line {
    /// Long enough for a title, short enough for a list.
    pub const CHARS_MAX: usize = 200;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Prose {
    /// A long article; a letter is limited further.
    pub const CHARS_MAX: usize = 20_000;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Text of several paragraphs that is this long at most.
    pub(super) fn within(text: &str, chars_max: usize) -> Result<String, Flaw> {
        let unix = text.replace("\r\n", "\n").replace('\r', "\n");
        checked(&unix, chars_max, |c| is_harmful(c) && !matches!(c, '\n' | '\t'))
    }
}

impl Slug {
    const CHARS_MAX: usize = 60;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Line {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        checked(text, Self::CHARS_MAX, is_invisible).map(Self)
    }
}

impl FromStr for Prose {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        Self::within(text, Self::CHARS_MAX).map(Self)
    }
}

impl FromStr for Slug {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        let valid = (1..=Self::CHARS_MAX).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if valid { Ok(Self(text.to_owned())) } else { Err(Flaw::Slug) }
    }
}

fn checked(text: &str, max: usize, refused: impl Fn(char) -> bool) -> Result<String, Flaw> {
    words::checked(text, max, refused).map_err(|flaw| match flaw {
        TextFlaw::Empty => Flaw::Empty,
        TextFlaw::TooLong { max, got } => Flaw::TooLong { max, got },
        TextFlaw::Invisible { position } => Flaw::Invisible { position },
    })
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn markup_is_text_and_what_cannot_be_seen_is_refused_with_its_place() {
        assert_eq!("<b>=1+1".parse::<Line>().unwrap().as_str(), "<b>=1+1");
        assert_eq!("ab\u{202e}c".parse::<Line>(), Err(Flaw::Invisible { position: 3 }));
        assert_eq!("a\nb".parse::<Line>(), Err(Flaw::Invisible { position: 2 }));
        assert_eq!("a\u{200d}b".parse::<Line>(), Err(Flaw::Invisible { position: 2 }));
        assert_eq!("x\0y".parse::<Prose>(), Err(Flaw::Invisible { position: 2 }));
        assert_eq!("👩\u{200d}🔧".parse::<Prose>().unwrap().as_str(), "👩\u{200d}🔧");
    }

    #[test]
    fn lines_of_prose_end_alike() {
        let prose: Prose = "  一。\r\n\r\n二。\r三。\n \n".parse().unwrap();
        assert_eq!(prose.as_str(), "一。\n\n二。\n三。");
    }

    #[test]
    fn length_counts_characters() {
        assert!("沁".repeat(200).parse::<Line>().is_ok());
        assert_eq!("沁".repeat(201).parse::<Line>(), Err(Flaw::TooLong { max: 200, got: 201 }));
        assert_eq!(" \u{3000} ".parse::<Prose>(), Err(Flaw::Empty));
    }

    #[test]
    fn an_address_part_cannot_leave_its_place() {
        assert!("new-materials-2".parse::<Slug>().is_ok());
        for wrong in ["", "..", "a/b", "A", "沁水", "a b", &"a".repeat(61)] {
            assert_eq!(wrong.parse::<Slug>(), Err(Flaw::Slug), "{wrong}");
        }
    }
}

use std::{fmt, str::FromStr};

use pages::words::{self, TextFlaw};

use super::Flaw;

/// One line of text: trimmed, not empty, at most 200 characters, none of them invisible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line(String);

/// What a parcel, a park or a class of use is called in files and addresses: 1 to 40 letters, digits, `-`, `_` or `.`, the
/// first a letter or a digit. `new` is the address of the form for a new parcel.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(String);

impl Line {
    /// Long enough for a name or a remark, short enough for a table's cell.
    pub const CHARS_MAX: usize = 200;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Code {
    const LENGTH_MAX: usize = 40;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Line {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        words::checked(text, Self::CHARS_MAX, words::is_invisible).map(Self).map_err(Flaw::Text)
    }
}

impl FromStr for Code {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Flaw::Text(TextFlaw::Empty));
        }
        let valid = text.len() <= Self::LENGTH_MAX
            && text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
            && text != "new";
        if valid { Ok(Self(text.to_owned())) } else { Err(Flaw::Code) }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_code_cannot_leave_its_place_in_an_address() {
        for right in ["ZB-01", "0601", "equipment", "new_materials", "a.b"] {
            assert_eq!(right.parse::<Code>().unwrap().as_str(), right);
        }
        for wrong in ["new", "..", "-1", "a/b", "地块一", "a b", "=1", &"a".repeat(41)] {
            assert_eq!(wrong.parse::<Code>(), Err(Flaw::Code), "{wrong}");
        }
        assert_eq!(" ".parse::<Code>(), Err(Flaw::Text(TextFlaw::Empty)));
    }

    #[test]
    fn a_line_says_what_is_wrong_with_it() {
        assert_eq!("<b>=1+1".parse::<Line>().unwrap().as_str(), "<b>=1+1");
        assert_eq!("a\nb".parse::<Line>(), Err(Flaw::Text(TextFlaw::Invisible { position: 2 })));
        let long = "沁".repeat(201).parse::<Line>();
        assert_eq!(long, Err(Flaw::Text(TextFlaw::TooLong { max: 200, got: 201 })));
    }
}

//! What may stand in a field, decided once for forms, files and the command line.

use std::fmt;

use crate::{InvalidCreditCode, MailAddress, mail_address::LENGTH_MAX};

/// The longest login or organisation id.
const KEY_LENGTH_MAX: usize = 40;
/// `public` is what the journal calls somebody who is not signed in; `new` is the address of the form for a new record.
const RESERVED: [&str; 2] = ["public", "new"];
/// The languages that a person may choose; tags as in `<html lang>`.
pub const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// Nothing stands in it.
    #[error("must not be empty")]
    Empty,
    /// Too much stands in it; the number is the most characters.
    #[error("has more than {0} characters")]
    TooLong(usize),
    /// It holds a character that cannot be seen: a line break, or one that turns the direction of writing.
    #[error("holds an invisible character")]
    Invisible,
    /// A spreadsheet would run it.
    #[error("must not begin with = + - or @, which a spreadsheet takes for a formula")]
    Formula,
    /// No mail can be sent there.
    #[error("is not an e-mail address")]
    Email,
    /// Not a language of the house.
    #[error("must be zh-CN or en")]
    Language,
    /// Not a login or an id.
    #[error(
        "has 2 to {KEY_LENGTH_MAX} lower-case letters, digits, dots, hyphens or underscores, begins with a letter, and is not public or new"
    )]
    Key,
    /// Not a kind of organisation.
    #[error("must be bureau, enterprise or public")]
    Kind,
    /// Not a life of a token; the number is the most days.
    #[error("must be 1 to {0} days")]
    Life(u16),
    /// Not a unified social credit code.
    #[error(transparent)]
    CreditCode(#[from] InvalidCreditCode),
}

impl Flaw {
    /// Names its sentence in the language files.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Empty => "flaw-empty",
            Self::TooLong(_) => "flaw-too-long",
            Self::Invisible => "flaw-invisible",
            Self::Formula => "flaw-formula",
            Self::Email => "flaw-email",
            Self::Language => "flaw-language",
            Self::Key => "flaw-key",
            Self::Kind => "flaw-kind",
            Self::Life(_) => "flaw-life",
            Self::CreditCode(InvalidCreditCode::Length { .. }) => "flaw-credit-code-length",
            Self::CreditCode(InvalidCreditCode::Character { .. }) => "flaw-credit-code-character",
            Self::CreditCode(InvalidCreditCode::Check) => "flaw-credit-code-check",
        }
    }
}

/// Every field of a form that is wrong, with what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Invalid(pub Vec<(&'static str, Flaw)>);

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (field, flaw)) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{field} {flaw}")?;
        }
        Ok(())
    }
}

/// Collects the flaws of a form, so that a person sees all of them at once.
#[derive(Default)]
pub(crate) struct Check(Vec<(&'static str, Flaw)>);

impl Check {
    /// The value of a field; where it is wrong, the flaw is kept and an empty value stands in until [`Self::finish`].
    pub fn take<T: Default>(&mut self, field: &'static str, value: Result<T, Flaw>) -> T {
        value.unwrap_or_else(|flaw| {
            self.0.push((field, flaw));
            T::default()
        })
    }

    /// Fails when a field was wrong.
    pub fn finish(self) -> Result<(), Invalid> {
        if self.0.is_empty() { Ok(()) } else { Err(Invalid(self.0)) }
    }
}

/// A line of text, trimmed; it may be empty.
pub(crate) fn line(text: &str, characters_max: usize) -> Result<String, Flaw> {
    let text = text.trim();
    if text.chars().count() > characters_max {
        return Err(Flaw::TooLong(characters_max));
    }
    if text.chars().any(is_invisible) {
        return Err(Flaw::Invisible);
    }
    if text.starts_with(['=', '+', '-', '@']) {
        return Err(Flaw::Formula);
    }
    Ok(text.to_owned())
}

/// A line of text that must be there.
pub(crate) fn filled(text: &str, characters_max: usize) -> Result<String, Flaw> {
    let text = line(text, characters_max)?;
    if text.is_empty() { Err(Flaw::Empty) } else { Ok(text) }
}

/// Control characters, zero-width characters, and those that turn the direction of writing (names that look alike).
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A login or an id of an organisation.
pub(crate) fn key(text: &str) -> Result<String, Flaw> {
    let text = text.trim();
    let valid = (2..=KEY_LENGTH_MAX).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_'))
        && !RESERVED.contains(&text);
    if valid { Ok(text.to_owned()) } else { Err(Flaw::Key) }
}

/// An e-mail address, or none.
pub(crate) fn email(text: &str) -> Result<String, Flaw> {
    let text = line(text, LENGTH_MAX)?;
    if !text.is_empty() {
        text.parse::<MailAddress>()?;
    }
    Ok(text)
}

/// The tag of a language of the house.
pub(crate) fn language(text: &str) -> Result<String, Flaw> {
    if LANGUAGES.contains(&text) { Ok(text.to_owned()) } else { Err(Flaw::Language) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_hostile_ones_refused() {
        assert_eq!(line("  王梧桐 ", 10), Ok("王梧桐".to_owned()));
        assert_eq!(line("一二三", 2), Err(Flaw::TooLong(2)));
        assert_eq!(line("a\nb", 10), Err(Flaw::Invisible));
        assert_eq!(line("moc\u{202e}", 10), Err(Flaw::Invisible));
        assert_eq!(line("=1+1", 10), Err(Flaw::Formula));
        assert_eq!(filled(" ", 10), Err(Flaw::Empty));
        // Markup is only text; whoever shows it escapes it.
        assert_eq!(line("<b>", 10), Ok("<b>".to_owned()));
    }

    #[test]
    fn logins_cannot_pass_for_the_program_or_the_public() {
        assert_eq!(key("li-wei.2"), Ok("li-wei.2".to_owned()));
        for wrong in ["", "a", "Li", "1a", "system:x", "public", "new", "李伟", &"a".repeat(41)] {
            assert_eq!(key(wrong), Err(Flaw::Key), "{wrong}");
        }
    }

    #[test]
    fn an_account_may_have_an_address() {
        for right in ["", "a.b+c@example.org", "a..b@c"] {
            assert_eq!(email(right), Ok(right.to_owned()));
        }
        for wrong in ["a", "Li <a@b.c>"] {
            assert_eq!(email(wrong), Err(Flaw::Email), "{wrong}");
        }
        assert_eq!(email("=a@b.c"), Err(Flaw::Formula), "accounts go out as spreadsheets");
    }
}

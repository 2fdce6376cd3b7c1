use std::{fmt, str::FromStr};

use super::{Problem, problem::shown};

/// Industry by GB/T 4754 (国民经济行业分类): a letter A to T and 2 to 4 digits, as `C3073`.
///
/// The form alone; which codes exist is the zone's [`Vocabulary`](super::Vocabulary).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndustryCode(String);

impl IndustryCode {
    /// The code, its letter a capital.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for IndustryCode {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let code = super::number::half_width(text).trim().to_ascii_uppercase();
        let mut bytes = code.bytes();
        let letter = bytes.next().is_some_and(|b| (b'A'..=b'T').contains(&b));
        let valid = letter && (3..=5).contains(&code.len()) && bytes.all(|b| b.is_ascii_digit());
        if valid { Ok(Self(code)) } else { Err(Problem::IndustryForm { text: shown(text) }) }
    }
}

impl fmt::Display for IndustryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

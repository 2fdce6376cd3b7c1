use std::{fmt, str::FromStr};

use super::{Problem, text::unknown_term};

/// How likely it is that the investor comes (成功可能性): apart from how far the project is and how it is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likelihood {
    /// Rather not (低).
    Low,
    /// As likely as not (中).
    Medium,
    /// Very (高).
    High,
}

impl Likelihood {
    /// All of them, the least first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// Its key in files and addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// Its Chinese word in files.
    fn word(self) -> &'static str {
        match self {
            Self::Low => "低",
            Self::Medium => "中",
            Self::High => "高",
        }
    }
}

impl FromStr for Likelihood {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        let found = Self::ALL.into_iter().find(|one| one.key().eq_ignore_ascii_case(text) || one.word() == text);
        found.ok_or_else(|| unknown_term(text, Self::ALL.iter().map(|one| one.key())))
    }
}

impl fmt::Display for Likelihood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

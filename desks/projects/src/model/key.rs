use std::{fmt, str::FromStr};

use super::{Problem, problem::shown};

/// The longest key: it stands in addresses and file columns.
const KEY_LENGTH_MAX: usize = 40;

/// Names an entry of a zone's list: a stage, a park, a cluster. Lower-case letters, digits, `-` and `_`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

/// Names a project for good, in addresses and files. The zone's files choose readable ones; new projects get a UUID.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProjectId(Key);

impl Key {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ProjectId {
    /// Stands for a project that has no id yet, while it is looked at whether it could be written.
    pub fn of_new() -> Self {
        Self(Key("new".to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for Key {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
        let valid =
            (1..=KEY_LENGTH_MAX).contains(&text.len()) && text.bytes().all(inner) && !text.starts_with(['-', '_']);
        if valid { Ok(Self(text.to_owned())) } else { Err(Problem::KeyForm { text: shown(text) }) }
    }
}

impl FromStr for ProjectId {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        text.parse().map(Self)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ProjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

use std::fmt;

use crate::network::NetworkError;

/// Where something stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
}

impl Place {
    /// Of a byte.
    pub fn of(text: &str, at: usize) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let last = before.rsplit('\n').next().unwrap_or_default();
        Self { line: before.matches('\n').count() + 1, column: last.chars().count() + 1 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} column {}", self.line, self.column)
    }
}

/// One thing that is wrong with a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Where; nothing for what is wrong with the whole.
    pub place: Option<Place>,
    /// What.
    pub problem: Problem,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some(place) => write!(f, "{place}: {}", self.problem),
            None => self.problem.fmt(f),
        }
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Problem {
    /// A row, key or value that the format does not have there.
    #[error("{bearer}: {reason}")]
    Shape {
        /// As in `pipe "P7"`.
        bearer: String,
        /// What is wrong.
        reason: String,
    },
    /// It makes no network.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// It makes no market.
    #[error("{bearer}: {reason}")]
    Market {
        /// As in `receipt "west"`.
        bearer: String,
        /// What is wrong, and what is asked for.
        reason: String,
    },
}

/// A fault before it is known where it stands: its table, the row there, and the key.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::format) struct Flaw {
    pub table: &'static str,
    pub row: usize,
    pub key: Option<&'static str>,
    pub problem: Problem,
}

//! Why a question has no answer, and with which exit code that ends.

use std::fmt;

use gas_dispatch::dispatch::NoPlan;
use gas_flow::{SteadyError, format::table::printable, transient::TransientError};

use crate::commands::NO_ANSWER;

/// A question without an answer.
#[derive(Debug)]
pub struct Refusal {
    /// The exit code.
    pub code: u8,
    /// What is wrong, one a line.
    pub lines: Vec<String>,
}

impl Refusal {
    /// A file that is missing or wrong.
    pub const FILE: u8 = 1;
    /// Flags that do not go with this file or with each other.
    pub const USAGE: u8 = 2;

    pub fn file(line: impl fmt::Display) -> Self {
        Self { code: Self::FILE, lines: vec![line.to_string()] }
    }

    pub fn usage(line: impl fmt::Display) -> Self {
        Self { code: Self::USAGE, lines: vec![line.to_string()] }
    }

    pub fn no_answer(line: impl fmt::Display) -> Self {
        Self { code: NO_ANSWER, lines: vec![line.to_string()] }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines.join("\n"))
    }
}

impl std::error::Error for Refusal {}

impl From<SteadyError> for Refusal {
    fn from(error: SteadyError) -> Self {
        match error {
            SteadyError::Faults(faults) => {
                Self { code: Self::FILE, lines: faults.iter().map(ToString::to_string).collect() }
            }
            SteadyError::Option(_) => Self::file(error),
            _ => Self::no_answer(error),
        }
    }
}

impl From<TransientError> for Refusal {
    fn from(error: TransientError) -> Self {
        use TransientError::{Option, Schedule, Start, State, TooManyCells, Value};
        match error {
            Start(error) => Self::from(error),
            Schedule(_) | Value { .. } | State(_) | Option(_) | TooManyCells { .. } => Self::file(error),
            _ => Self::no_answer(error),
        }
    }
}

impl From<NoPlan> for Refusal {
    fn from(error: NoPlan) -> Self {
        match error {
            NoPlan::Market(_) => Self::file(error),
            _ => Self::no_answer(error),
        }
    }
}

/// The code of an error, and its lines as a terminal may have them.
pub fn told(error: &(dyn std::error::Error + Send + Sync + 'static)) -> (u8, Vec<String>) {
    let shown = |line: &str| printable(line).into_owned();
    match error.downcast_ref::<Refusal>() {
        Some(refusal) => (refusal.code, refusal.lines.iter().map(|line| shown(line)).collect()),
        None => (Refusal::FILE, error.to_string().lines().map(shown).collect()),
    }
}

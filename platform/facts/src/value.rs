use jiff::civil::Date;

/// What kind of figure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Things counted.
    Count,
    /// An amount of something, with a unit.
    Amount,
    /// A part of a whole.
    Share,
    /// A day.
    Date,
    /// Yes or no.
    Flag,
}

/// A figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A finite number, in the unit of its fact.
    Number(f64),
    /// A day.
    Date(Date),
    /// Yes or no.
    Flag(bool),
}

impl Value {
    /// As a number: yes is 1, no is 0; a day is none.
    pub fn as_number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Flag(flag) => Some(f64::from(u8::from(flag))),
            Self::Date(_) => None,
        }
    }
}

/// Why a figure is not known. It is then shown as unknown, never as zero.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unknown {
    /// Nobody offers this fact, or it could not be computed.
    #[error("the fact {0} is not known")]
    Fact(String),
    /// Nothing was recorded that it could be computed from.
    #[error("nothing was recorded yet")]
    NoRecords,
    /// The expression divides by zero on that day.
    #[error("division by zero")]
    DivisionByZero,
    /// The result is too large for a number.
    #[error("the result is not a number")]
    NotANumber,
}

impl Unknown {
    /// Key of its text: `unknown-fact` with `$fact`, `unknown-no-records` …
    pub fn key(&self) -> &'static str {
        match self {
            Self::Fact(_) => "unknown-fact",
            Self::NoRecords => "unknown-no-records",
            Self::DivisionByZero => "unknown-division-by-zero",
            Self::NotANumber => "unknown-not-a-number",
        }
    }
}

/// A figure, or why there is none.
pub type Reading = Result<Value, Unknown>;

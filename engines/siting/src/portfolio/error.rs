//! Why data are no portfolio, or a text none.

use thiserror::Error;

/// Why a draft is no portfolio. Elements are named by kind and id.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum PortfolioError {
    /// No time to plan for.
    #[error("there are no periods: name at least one in `periods`")]
    NoPeriods,
    /// Nothing that a plan would be better for.
    #[error("no goal has a weight: give `[goals]` at least one weight above zero")]
    NoGoal,
    /// More than can be searched.
    #[error("{found} {what}: at most {most} can be planned at once")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there may be.
        most: usize,
    },
    /// Two of one name, or one without.
    #[error("{kind} {id:?} is named twice, or has no name: give each its own `id`")]
    Duplicate {
        /// Of which list.
        kind: &'static str,
        /// The name.
        id: String,
    },
    /// A name that nobody bears.
    #[error("{bearer} speaks of the {kind} {id:?}, which there is not")]
    Unknown {
        /// Who speaks of it.
        bearer: String,
        /// Of which list it should be.
        kind: &'static str,
        /// The name.
        id: String,
    },
    /// A list by period that is of another length.
    #[error("{bearer} has {found} figures for {periods} periods: give one for each")]
    Length {
        /// Whose list.
        bearer: String,
        /// Its length.
        found: usize,
        /// How many periods there are.
        periods: usize,
    },
    /// A figure out of its range.
    #[error("{bearer} is {value}: it must be {must}")]
    Figure {
        /// Whose figure, and which.
        bearer: String,
        /// The figure.
        value: f64,
        /// What it must be.
        must: &'static str,
    },
    /// The last period lies before the first.
    #[error("{bearer} is to begin at the earliest in {earliest} and at the latest in {latest}: turn them round")]
    Window {
        /// Whose window.
        bearer: String,
        /// The first period.
        earliest: String,
        /// The last period.
        latest: String,
    },
    /// Works that wait for each other.
    #[error("these works wait for each other, so that none can begin: {}", circle.join(" after "))]
    Circle {
        /// The works, each after the next; the first stands at the end again.
        circle: Vec<String>,
    },
    /// Two zones for one input.
    #[error("parcel {parcel:?} is supplied with {input} by the zones {first:?} and {second:?}: name one of them")]
    TwoZones {
        /// The parcel.
        parcel: String,
        /// The input.
        input: String,
        /// One zone.
        first: String,
        /// The other.
        second: String,
    },
    /// A distance to a parcel whose place is not known.
    #[error("parcel {parcel:?} has no `x_m` and `y_m`, which the distances need where `near` is not told")]
    NoPlace {
        /// The parcel.
        parcel: String,
    },
}

/// Why a text is no portfolio or plan.
#[derive(Debug, Error)]
pub enum ReadError {
    /// Not TOML of this shape.
    #[error("not a portfolio in TOML: {0}")]
    Toml(#[from] toml::de::Error),
    /// Not JSON of this shape.
    #[error("not in JSON as expected: {0}")]
    Json(#[from] serde_json::Error),
    /// Read, but no portfolio.
    #[error(transparent)]
    Portfolio(#[from] PortfolioError),
}

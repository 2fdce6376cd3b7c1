//! Named facts, and measures over them.
//!
//! A desk offers [`Fact`]s: named, typed figures that it can compute as of any day, with the records behind each. A
//! measure is an [`Expression`] over facts, held against a [`Rule`], which gives a [`Light`]:
//!
//! ```text
//! record → fact (projects.in_production) → measure (projects.in_production / projects.started) → light of a sentence
//! ```
//!
//! What cannot be computed is [`Unknown`], with the reason; it is never zero and never green.

mod expression;
mod measure;
pub mod measures;
mod registry;
mod rule;
mod source;
mod unit;
mod value;

pub use expression::{Expression, ExpressionError, FactType, KnownFacts, LENGTH_MAX, NESTING_MAX, Span};
pub use measure::{Assessment, InvalidMeasureId, Measure, MeasureDraft, MeasureId, MeasureProblem, MeasureProblems};
pub use measures::{Assessments, MeasureRefused};
pub use registry::{DuplicateFact, Facts, Readings, Registry};
pub use rule::{Baseline, Direction, Light, Rule};
pub use source::{Fact, FactSource, RecordLink, Records, Title};
pub use unit::{Unit, UnknownUnit};
pub use value::{Kind, Reading, Unknown, Value};

use store::SqlMigration;

/// The tables of measures and of their daily values.
pub fn migrations() -> Vec<SqlMigration> {
    vec![
        SqlMigration { name: "facts_0001_measures", sql: include_str!("../migrations/0001_measures.sql") },
        SqlMigration { name: "facts_0002_measure_since", sql: include_str!("../migrations/0002_measure_since.sql") },
    ]
}

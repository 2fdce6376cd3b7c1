//! Named facts, and measures over them.

mod provisional;
mod registry;
mod source;

pub use provisional::{Kind, Light, Reading, Unit};
pub use registry::{DuplicateFact, Facts, Readings, Registry};
pub use source::{Fact, FactSource, RecordLink, Records, Title};

use store::SqlMigration;

/// The tables of measures and of their daily values.
pub fn migrations() -> Vec<SqlMigration> {
    vec![SqlMigration { name: "facts_0001_measures", sql: include_str!("../migrations/0001_measures.sql") }]
}

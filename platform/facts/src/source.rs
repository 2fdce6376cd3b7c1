use std::collections::BTreeMap;

use identity::Scope;
use jiff::civil::Date;
use sea_orm::DatabaseConnection;
use store::{StoreError, ZoneId};

use crate::{Kind, Reading, Unit};

/// A named, typed figure that a desk can compute as of any day.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Name in expressions: `projects.count.stage.in_production`.
    pub key: String,
    /// How it is called.
    pub title: Title,
    /// Its unit.
    pub unit: Unit,
    /// Its kind.
    pub kind: Kind,
}

/// How a fact is called: a text of the language files, with the name of what it counts put in as `$of`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// Key of the text.
    pub key: &'static str,
    /// The name put in, in Chinese and English: a stage, a park; both empty for none.
    pub of: (String, String),
}

/// Which records stand behind a fact: one page of them, and how many there are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records {
    /// All that the reader may see.
    pub total: u64,
    /// This page.
    pub rows: Vec<RecordLink>,
}

/// One record behind a fact.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordLink {
    /// Its name.
    pub title: String,
    /// What it adds to the fact, and in which unit; none where it only counts.
    pub contribution: Option<(f64, Unit)>,
    /// Where it is, below the zone.
    pub path: String,
    /// Kind and id in the journal, to find who changed it when.
    pub subject: (String, String),
}

/// What a desk answers about its facts.
#[async_trait::async_trait]
pub trait FactSource: Send + Sync {
    /// The facts that it offers in this zone; parks and stages are the zone's own.
    async fn facts(&self, database: &DatabaseConnection, zone: &ZoneId) -> Result<Vec<Fact>, StoreError>;

    /// All of them as of the end of a day. A fact that is left out, or cannot be computed, is unknown.
    async fn readings(
        &self,
        database: &DatabaseConnection,
        zone: &ZoneId,
        as_of: Date,
    ) -> Result<BTreeMap<String, Reading>, StoreError>;

    /// The records behind one of them, those that the scope may see.
    async fn records(
        &self,
        database: &DatabaseConnection,
        scope: &Scope,
        as_of: Date,
        key: &str,
        offset: u64,
        limit: u64,
    ) -> Result<Records, StoreError>;
}

use std::{collections::BTreeMap, sync::Arc};

use identity::Scope;
use jiff::civil::Date;
use sea_orm::DatabaseConnection;
use store::{Memo, StoreError, ZoneId, journal};

use crate::{
    Fact, FactSource, Reading, Records,
    measures::{Assessments, Trends},
};

/// Days whose readings are remembered: a page with a year of history reads some dozens.
const DAYS_REMEMBERED_MAX: usize = 512;
/// Days whose assessments and trends are remembered: those that people look at.
const DAYS_ASSESSED_MAX: usize = 64;
/// Zones whose facts are remembered.
const ZONES_REMEMBERED_MAX: usize = 64;

/// All facts of all desks, with the readings of the last days asked for.
pub struct Registry {
    sources: Vec<Arc<dyn FactSource>>,
    declared: Memo<ZoneId, Facts>,
    readings: Memo<(ZoneId, Date), Readings>,
    pub(crate) assessed: Memo<(ZoneId, Date), Assessments>,
    pub(crate) trends: Memo<(ZoneId, Date), Trends>,
    computing: tokio::sync::Mutex<()>,
}

/// The facts of a zone by key.
pub type Facts = BTreeMap<String, Fact>;
/// The readings of a day by key of the fact.
pub type Readings = BTreeMap<String, Reading>;

/// Two desks use one name.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the fact {0:?} is declared twice")]
pub struct DuplicateFact(pub String);

impl Registry {
    /// The facts of these desks.
    pub fn new(sources: Vec<Arc<dyn FactSource>>) -> Self {
        Self {
            sources,
            declared: Memo::new(ZONES_REMEMBERED_MAX),
            readings: Memo::new(DAYS_REMEMBERED_MAX),
            assessed: Memo::new(DAYS_ASSESSED_MAX),
            trends: Memo::new(DAYS_ASSESSED_MAX),
            computing: tokio::sync::Mutex::default(),
        }
    }

    /// The facts that the zone has.
    ///
    /// # Errors
    /// What the database says; a fact declared twice is [`StoreError::Corrupt`].
    pub async fn facts(&self, database: &DatabaseConnection, zone: &ZoneId) -> Result<Arc<Facts>, StoreError> {
        let sequence = journal::head(database, zone).await?.sequence;
        if let Some(facts) = self.declared.recall(zone, sequence) {
            return Ok(facts);
        }
        let mut facts = Facts::new();
        for source in &self.sources {
            for fact in source.facts(database, zone).await? {
                let key = fact.key.clone();
                if facts.insert(key.clone(), fact).is_some() {
                    return Err(StoreError::Corrupt(DuplicateFact(key).to_string()));
                }
            }
        }
        Ok(self.declared.keep(zone.clone(), sequence, facts))
    }

    /// All readings as of the end of a day.
    ///
    /// # Errors
    /// What the database says.
    pub async fn readings(
        &self,
        database: &DatabaseConnection,
        zone: &ZoneId,
        as_of: Date,
    ) -> Result<Arc<Readings>, StoreError> {
        let sequence = journal::head(database, zone).await?.sequence;
        let key = (zone.clone(), as_of);
        if let Some(readings) = self.readings.recall(&key, sequence) {
            return Ok(readings);
        }
        // One computes, the others wait for it: the same figures are never worked out twice at once.
        let _computing = self.computing.lock().await;
        if let Some(readings) = self.readings.recall(&key, sequence) {
            return Ok(readings);
        }
        let mut readings = Readings::new();
        for source in &self.sources {
            readings.extend(source.readings(database, zone, as_of).await?);
        }
        Ok(self.readings.keep(key, sequence, readings))
    }

    /// The records behind a fact that the scope may see; none for a fact that nobody offers.
    ///
    /// # Errors
    /// What the database says.
    pub async fn records(
        &self,
        database: &DatabaseConnection,
        scope: &Scope,
        as_of: Date,
        key: &str,
        offset: u64,
        limit: u64,
    ) -> Result<Records, StoreError> {
        for source in &self.sources {
            let facts = source.facts(database, scope.zone()).await?;
            if facts.iter().any(|fact| fact.key == key) {
                return source.records(database, scope, as_of, key, offset, limit).await;
            }
        }
        Ok(Records::default())
    }
}

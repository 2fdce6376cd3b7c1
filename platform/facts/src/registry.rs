use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use identity::Scope;
use jiff::civil::Date;
use sea_orm::DatabaseConnection;
use store::{StoreError, ZoneId, journal};

use crate::{Fact, FactSource, Reading, Records};

/// Days whose readings are remembered: a page with a year of history reads some dozens.
const DAYS_REMEMBERED_MAX: usize = 512;

/// All facts of all desks, with the readings of the last days asked for.
///
/// Readings are remembered until the zone's journal moves on: whatever changes a record also writes the journal, so
/// that a remembered reading is never older than the records.
pub struct Registry {
    sources: Vec<Arc<dyn FactSource>>,
    remembered: Mutex<HashMap<(ZoneId, Date), Remembered>>,
    declared: Mutex<HashMap<ZoneId, (i64, Arc<Facts>)>>,
    computing: tokio::sync::Mutex<()>,
}

/// The facts of a zone by key.
pub type Facts = BTreeMap<String, Fact>;
/// The readings of a day by key of the fact.
pub type Readings = BTreeMap<String, Reading>;

#[derive(Clone)]
struct Remembered {
    sequence: i64,
    readings: Arc<Readings>,
}

/// Two desks use one name.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the fact {0:?} is declared twice")]
pub struct DuplicateFact(pub String);

impl Registry {
    /// The facts of these desks.
    pub fn new(sources: Vec<Arc<dyn FactSource>>) -> Self {
        Self {
            sources,
            remembered: Mutex::default(),
            declared: Mutex::default(),
            computing: tokio::sync::Mutex::default(),
        }
    }

    /// The facts that the zone has.
    ///
    /// # Errors
    /// What the database says; a fact declared twice is [`StoreError::Corrupt`].
    pub async fn facts(&self, database: &DatabaseConnection, zone: &ZoneId) -> Result<Arc<Facts>, StoreError> {
        let sequence = journal::head(database, zone).await?.sequence;
        if let Some((known, facts)) = lock(&self.declared).get(zone)
            && *known == sequence
        {
            return Ok(facts.clone());
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
        let facts = Arc::new(facts);
        lock(&self.declared).insert(zone.clone(), (sequence, facts.clone()));
        Ok(facts)
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
        if let Some(readings) = self.recall(zone, as_of, sequence) {
            return Ok(readings);
        }
        // One computes, the others wait for it: the same figures are never worked out twice at once.
        let _computing = self.computing.lock().await;
        if let Some(readings) = self.recall(zone, as_of, sequence) {
            return Ok(readings);
        }
        let mut readings = Readings::new();
        for source in &self.sources {
            readings.extend(source.readings(database, zone, as_of).await?);
        }
        let readings = Arc::new(readings);
        self.remember(zone, as_of, sequence, &readings);
        Ok(readings)
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

    fn recall(&self, zone: &ZoneId, as_of: Date, sequence: i64) -> Option<Arc<Readings>> {
        let remembered = lock(&self.remembered);
        let found = remembered.get(&(zone.clone(), as_of))?;
        (found.sequence >= sequence).then(|| found.readings.clone())
    }

    fn remember(&self, zone: &ZoneId, as_of: Date, sequence: i64, readings: &Arc<Readings>) {
        let mut remembered = lock(&self.remembered);
        if remembered.len() >= DAYS_REMEMBERED_MAX {
            remembered.retain(|(other, _), known| other != zone || known.sequence == sequence);
        }
        if remembered.len() >= DAYS_REMEMBERED_MAX {
            remembered.clear();
        }
        remembered.insert(
            (zone.clone(), as_of),
            Remembered { sequence, readings: readings.clone() },
        );
    }
}

/// A lock whose holder panicked still holds whole values: each is replaced in one step.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

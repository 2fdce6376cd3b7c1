use std::sync::Arc;

use jiff::civil::Date;
use sea_orm::DatabaseConnection;
use store::{StoreError, ZoneId, journal};

use super::Assessments;
use crate::{Facts, Measure, Readings, Registry, Unknown};

/// How all measures of the zone stand at the end of a day, over one set of readings.
///
/// Worked out once per day and remembered until the zone's journal moves on: whatever changes a record, a fact or a
/// measure also writes the journal.
///
/// # Errors
/// What the database says.
pub async fn assess(
    registry: &Registry,
    database: &DatabaseConnection,
    zone: &ZoneId,
    as_of: Date,
) -> Result<Arc<Assessments>, StoreError> {
    let sequence = journal::head(database, zone).await?.sequence;
    let key = (zone.clone(), as_of);
    if let Some(known) = registry.assessed.recall(&key, sequence) {
        return Ok(known);
    }
    let measures = super::list_on(database, zone, as_of).await?;
    let facts = registry.facts(database, zone).await?;
    let readings = registry.readings(database, zone, as_of).await?;
    Ok(registry.assessed.keep(key, sequence, all(measures, &facts, &readings, as_of)))
}

/// The same without a database, from what was read of it.
fn all(measures: Vec<Measure>, facts: &Facts, readings: &Readings, as_of: Date) -> Assessments {
    let reading = |key: &str| readings.get(key).cloned().unwrap_or_else(|| Err(Unknown::Fact(key.to_owned())));
    measures
        .into_iter()
        .map(|measure| {
            let expression = measure.compile(facts);
            let assessment = measure.assess(&expression, as_of, &reading);
            (measure.id, Arc::new(assessment))
        })
        .collect()
}

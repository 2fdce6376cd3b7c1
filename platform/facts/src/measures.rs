//! The measures of a zone: their table, how they stand on a day, and the values kept of them.
//!
//! Who may change a measure is for the desk to say that shows them; here it is checked, written and recorded.

mod assess;
mod history;
mod table;
mod trend;

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use store::{Change, Entry, Stale, StoreError, Subject, ZoneId};

pub use assess::assess;
pub use history::{Kept, Point, history, keep_days, missing_days};
pub use trend::{TREND_MONTHS, Trends, month_ends, trends};

use crate::{Assessment, KnownFacts, Measure, MeasureDraft, MeasureId, MeasureProblems};
use table::measure;

/// How all measures of a zone stand on a day, by id.
pub type Assessments = BTreeMap<MeasureId, Arc<Assessment>>;

/// Why a measure is not changed.
#[derive(Debug, thiserror::Error)]
pub enum MeasureRefused {
    /// Fields are wrong, or the expression is.
    #[error(transparent)]
    Problems(#[from] MeasureProblems),
    /// There is one of this id.
    #[error("there is a measure {0} already; choose another id")]
    Exists(MeasureId),
    /// There is none of this id.
    #[error("there is no measure {0}")]
    NotFound(MeasureId),
    /// Nothing differs.
    #[error("the measure stands so already")]
    Unchanged,
    /// Somebody else was faster.
    #[error(transparent)]
    Stale(#[from] Stale),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// All measures of the zone by id, each as it was saved last.
///
/// # Errors
/// What the database says.
pub async fn list(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<Vec<Measure>, StoreError> {
    list_on(database, zone, Date::MAX).await
}

/// All measures of the zone by id, each as it holds on a day; before the first of its days, as it held first.
///
/// # Errors
/// What the database says.
pub async fn list_on(database: &impl ConnectionTrait, zone: &ZoneId, on: Date) -> Result<Vec<Measure>, StoreError> {
    let editions = editions(database, zone).await?;
    Ok(editions.chunk_by(|one, next| one.id == next.id).filter_map(|one| edition_on(one, on)).cloned().collect())
}

/// Of what a measure was and is held against, in the order of time, that of a day.
pub fn edition_on(editions: &[Measure], day: Date) -> Option<&Measure> {
    editions.iter().rev().find(|edition| edition.since <= Some(day)).or(editions.first())
}

/// What all measures of the zone were and are held against, by id and in the order of time.
///
/// # Errors
/// What the database says.
pub async fn editions(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<Vec<Measure>, StoreError> {
    rows(database, measure::Entity::find().filter(measure::Column::ZoneId.eq(zone.as_str()))).await
}

/// What one measure was and is held against, in the order of time.
///
/// # Errors
/// What the database says.
pub async fn editions_of(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    id: &MeasureId,
) -> Result<Vec<Measure>, StoreError> {
    let one = measure::Entity::find()
        .filter(measure::Column::ZoneId.eq(zone.as_str()))
        .filter(measure::Column::Id.eq(id.as_str()));
    rows(database, one).await
}

async fn rows(
    database: &impl ConnectionTrait,
    found: sea_orm::Select<measure::Entity>,
) -> Result<Vec<Measure>, StoreError> {
    let in_order = found.order_by_asc(measure::Column::Id).order_by_asc(measure::Column::Since);
    in_order.all(database).await?.into_iter().map(table::of_row).collect()
}

/// One measure as it was saved last.
///
/// # Errors
/// What the database says.
pub async fn find(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    id: &MeasureId,
) -> Result<Option<Measure>, StoreError> {
    Ok(editions_of(database, zone, id).await?.pop())
}

/// Saves a measure: a new one for no version, otherwise the one that was shown at this version.
///
/// From the day of the draft on, it is held against what the draft says: values that were kept of those days are dropped,
/// and [`missing_days`] names them again. Days before keep their values and what they were held against then. A draft
/// that differs in title or source only leaves the day as it was.
///
/// # Errors
/// [`MeasureRefused`]; every wrong field at once, an expression with its place.
pub async fn save(
    change: &mut Change,
    known: &dyn KnownFacts,
    draft: &MeasureDraft,
    version: Option<i64>,
) -> Result<MeasureId, MeasureRefused> {
    let new = draft.check(known)?;
    let before = find(change.connection(), change.zone(), &new.id).await?;
    match (before, version) {
        (None, None) => add(change, new).await,
        (Some(before), Some(version)) => edit(change, before, new, version).await,
        (Some(_), None) => Err(MeasureRefused::Exists(new.id)),
        (None, Some(_)) => Err(MeasureRefused::NotFound(new.id)),
    }
}

async fn add(change: &mut Change, new: Measure) -> Result<MeasureId, MeasureRefused> {
    table::row(change.zone(), &new).insert(change.connection()).await.map_err(StoreError::from)?;
    change.record(Entry::new("measure.added", subject(&new.id)).after(&MeasureDraft::from(&new))?);
    Ok(new.id)
}

async fn edit(
    change: &mut Change,
    before: Measure,
    mut new: Measure,
    version: i64,
) -> Result<MeasureId, MeasureRefused> {
    let was = MeasureDraft::from(&before);
    check_version(version, before.version, &MeasureDraft::from(&new), &was)?;
    let computes_alike = new.computes_like(&before);
    if computes_alike {
        new.since = new.since.min(before.since);
    }
    let will = MeasureDraft::from(&new);
    if was == will {
        return Err(MeasureRefused::Unchanged);
    }
    new.version = before.version + 1;
    drop_editions(change, &new.id, new.since).await?;
    table::row(change.zone(), &new).insert(change.connection()).await.map_err(StoreError::from)?;
    if !computes_alike || new.since != before.since {
        history::drop_values(change, &new.id, new.since).await?;
    }
    change.record(Entry::new("measure.edited", subject(&new.id)).before(&was)?.after(&will)?);
    Ok(new.id)
}

/// Takes a measure away with the values kept of it; the journal keeps what it was.
///
/// # Errors
/// [`MeasureRefused`].
pub async fn delete(change: &mut Change, id: &MeasureId, version: i64) -> Result<(), MeasureRefused> {
    let Some(before) = find(change.connection(), change.zone(), id).await? else {
        return Err(MeasureRefused::NotFound(id.clone()));
    };
    let was = MeasureDraft::from(&before);
    check_version(version, before.version, &was, &was)?;
    history::drop_values(change, id, None).await?;
    drop_editions(change, id, None).await?;
    change.record(Entry::new("measure.deleted", subject(id)).before(&was)?);
    Ok(())
}

/// Drops what a measure is held against from a day on; the journal keeps it.
async fn drop_editions(change: &Change, id: &MeasureId, since: Option<Date>) -> Result<(), StoreError> {
    measure::Entity::delete_many()
        .filter(measure::Column::ZoneId.eq(change.zone().as_str()))
        .filter(measure::Column::Id.eq(id.as_str()))
        .filter(measure::Column::Since.gte(since.map(|day| day.to_string()).unwrap_or_default()))
        .exec(change.connection())
        .await?;
    Ok(())
}

/// The journal's name of a measure.
pub fn subject(id: &MeasureId) -> Subject {
    Subject::new("measure", id.as_str())
}

fn check_version(yours: i64, current: i64, new: &MeasureDraft, now: &MeasureDraft) -> Result<(), MeasureRefused> {
    if yours == current {
        return Ok(());
    }
    Err(MeasureRefused::Stale(Stale {
        your_version: yours,
        current_version: current,
        yours: serde_json::to_value(new).map_err(StoreError::from)?,
        current: serde_json::to_value(now).map_err(StoreError::from)?,
    }))
}

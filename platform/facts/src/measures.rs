//! The measures of a zone: their table, how they stand on a day, and the values kept of them.
//!
//! Who may change a measure is for the desk to say that shows them; here it is checked, written and recorded.

mod assess;
mod history;
mod table;
mod trend;

use std::{collections::BTreeMap, sync::Arc};

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

/// All measures of the zone by id.
///
/// # Errors
/// What the database says.
pub async fn list(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<Vec<Measure>, StoreError> {
    measure::Entity::find()
        .filter(measure::Column::ZoneId.eq(zone.as_str()))
        .order_by_asc(measure::Column::Id)
        .all(database)
        .await?
        .into_iter()
        .map(table::of_row)
        .collect()
}

/// One measure.
///
/// # Errors
/// What the database says.
pub async fn find(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    id: &MeasureId,
) -> Result<Option<Measure>, StoreError> {
    let key = (zone.to_string(), id.to_string());
    measure::Entity::find_by_id(key).one(database).await?.map(table::of_row).transpose()
}

/// Saves a measure: a new one for no version, otherwise the one that was shown at this version.
///
/// Values that were kept of another expression, unit or rule are dropped; [`missing_days`] then names their days again.
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
    let (was, will) = (MeasureDraft::from(&before), MeasureDraft::from(&new));
    check_version(version, before.version, &will, &was)?;
    if was == will {
        return Err(MeasureRefused::Unchanged);
    }
    new.version = before.version + 1;
    table::row(change.zone(), &new).update(change.connection()).await.map_err(StoreError::from)?;
    if !new.computes_like(&before) {
        history::drop_values(change, &new.id).await?;
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
    history::drop_values(change, id).await?;
    let key = (change.zone().to_string(), id.to_string());
    measure::Entity::delete_by_id(key).exec(change.connection()).await.map_err(StoreError::from)?;
    change.record(Entry::new("measure.deleted", subject(id)).before(&was)?);
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

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Expr, ExprTrait},
};
use serde::{Deserialize, Serialize};
use store::{Author, Change, Entry, IdempotencyKey, Store, StoreError, Subject, ZoneId};

use super::{Assessments, assess, list, list_on, table::day};
use crate::{Light, MeasureId, Registry};

/// Values written by one statement: SQLite allows 32,766 parameters, a value has 6.
const INSERT_ROWS_MAX: usize = 2_000;
/// Days worked out by one call of [`keep_days`]: each reads all facts anew.
const DAYS_MAX: usize = 400;

/// The value of a measure that was kept of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The day.
    pub day: Date,
    /// The value at its end, in the measure's unit; `None` where it was unknown.
    pub value: Option<f64>,
    /// The light.
    pub light: Light,
}

/// What [`keep_days`] has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Days worked out.
    pub days: usize,
    /// Values written.
    pub values: usize,
}

/// The values kept of measures on some days, each measure's in order of time. `measure` narrows to one.
///
/// # Errors
/// What the database says.
pub async fn history(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    measure: Option<&MeasureId>,
    days: &[Date],
) -> Result<BTreeMap<MeasureId, Vec<Point>>, StoreError> {
    let mut found = day::Entity::find()
        .filter(day::Column::ZoneId.eq(zone.as_str()))
        .filter(day::Column::Day.is_in(days.iter().map(Date::to_string)))
        .order_by_asc(day::Column::Day);
    if let Some(measure) = measure {
        found = found.filter(day::Column::MeasureId.eq(measure.as_str()));
    }
    let mut points = BTreeMap::<MeasureId, Vec<Point>>::new();
    for row in found.all(database).await? {
        let corrupt = || StoreError::Corrupt(format!("value of measure {:?} on {:?}", row.measure_id, row.day));
        let id = row.measure_id.parse().map_err(|_| corrupt())?;
        points.entry(id).or_default().push(Point {
            day: row.day.parse().map_err(|_| corrupt())?,
            value: row.value,
            light: row.light.parse().map_err(|()| corrupt())?,
        });
    }
    Ok(points)
}

/// Those of the days of which not every measure has a value kept.
///
/// # Errors
/// What the database says.
pub async fn missing_days(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    days: &[Date],
) -> Result<Vec<Date>, StoreError> {
    #[derive(FromQueryResult)]
    struct Count {
        day: String,
        kept: i64,
    }
    let measures = list(database, zone).await?.len();
    let counts = day::Entity::find()
        .select_only()
        .column(day::Column::Day)
        .column_as(Expr::col(day::Column::MeasureId).count(), "kept")
        .filter(day::Column::ZoneId.eq(zone.as_str()))
        .filter(day::Column::Day.is_in(days.iter().map(Date::to_string)))
        .group_by(day::Column::Day)
        .into_model::<Count>()
        .all(database)
        .await?;
    let whole: BTreeSet<String> = counts
        .into_iter()
        .filter(|count| usize::try_from(count.kept).is_ok_and(|kept| kept >= measures))
        .map(|count| count.day)
        .collect();
    Ok(days.iter().copied().filter(|day| measures > 0 && !whole.contains(&day.to_string())).collect())
}

/// Works out all measures at the end of each of these days, from the records as they stand now, and keeps the values in
/// place of those kept before. The program's own work; at most 400 days at a time.
///
/// # Errors
/// What the database says.
pub async fn keep_days(
    registry: &Registry,
    store: &Store,
    zone: &ZoneId,
    days: &[Date],
    at: Timestamp,
) -> Result<Kept, StoreError> {
    let mut worked_out = Vec::new();
    for &day in days.iter().take(DAYS_MAX) {
        worked_out.push((day, assess(registry, store.reader(), zone, day).await?));
    }
    if worked_out.is_empty() {
        return Ok(Kept { days: 0, values: 0 });
    }
    let author = Author::system(zone.clone(), "scheduler", at);
    store
        .write(author, IdempotencyKey::random(), "facts.keep_days", move |change| {
            Box::pin(async move {
                let mut values = 0;
                for (day, assessments) in &worked_out {
                    values += write_day(change, *day, assessments).await?;
                }
                let kept = Kept { days: worked_out.len(), values };
                let days: Vec<_> = worked_out.iter().map(|(day, _)| day.to_string()).collect();
                let subject = Subject::new("measure_days", days.first().cloned().unwrap_or_default());
                change.record(Entry::new("measures.kept", subject).after(&days)?);
                Ok(kept)
            })
        })
        .await
}

/// Replaces the values of a day. A measure that was edited or deleted meanwhile is left out.
async fn write_day(change: &Change, on: Date, assessments: &Assessments) -> Result<usize, StoreError> {
    let current = list_on(change.connection(), change.zone(), on).await?;
    let unchanged = |assessment: &&std::sync::Arc<crate::Assessment>| {
        current.iter().any(|now| now.id == assessment.measure.id && now.version == assessment.measure.version)
    };
    let rows: Vec<_> = assessments
        .values()
        .filter(unchanged)
        .map(|assessment| day::ActiveModel {
            zone_id: Set(change.zone().to_string()),
            measure_id: Set(assessment.measure.id.to_string()),
            day: Set(on.to_string()),
            value: Set(assessment.reading.as_ref().ok().and_then(|value| value.as_number())),
            light: Set(assessment.light.name().to_owned()),
            why_unknown: Set(assessment.reading.as_ref().err().map(ToString::to_string)),
        })
        .collect();
    day::Entity::delete_many()
        .filter(day::Column::ZoneId.eq(change.zone().as_str()))
        .filter(day::Column::Day.eq(on.to_string()))
        .exec(change.connection())
        .await?;
    let count = rows.len();
    for batch in rows.chunks(INSERT_ROWS_MAX) {
        day::Entity::insert_many(batch.to_vec()).exec_without_returning(change.connection()).await?;
    }
    Ok(count)
}

/// Forgets the values kept of a measure from a day on; all of them without one.
pub(super) async fn drop_values(change: &Change, id: &MeasureId, since: Option<Date>) -> Result<(), StoreError> {
    day::Entity::delete_many()
        .filter(day::Column::ZoneId.eq(change.zone().as_str()))
        .filter(day::Column::MeasureId.eq(id.as_str()))
        .filter(day::Column::Day.gte(since.map(|day| day.to_string()).unwrap_or_default()))
        .exec(change.connection())
        .await?;
    Ok(())
}

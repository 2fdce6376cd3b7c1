use std::{collections::BTreeMap, sync::Arc};

use jiff::{Span, civil::Date};
use sea_orm::DatabaseConnection;
use store::{StoreError, ZoneId, journal};

use super::{Point, assess, history};
use crate::{Assessment, MeasureId, Registry};

/// How many months a trend looks back.
pub const TREND_MONTHS: u8 = 24;

/// The course of each measure, in order of time: values kept at ends of months, then the value of the day itself.
pub type Trends = BTreeMap<MeasureId, Vec<Point>>;

/// The last days of the `months` whole months before a day, the earliest first.
///
/// ```
/// use jiff::civil::date;
/// let ends = facts::measures::month_ends(date(2020, 3, 31), 2);
/// assert_eq!(ends, [date(2020, 1, 31), date(2020, 2, 29)]);
/// ```
pub fn month_ends(before: Date, months: u8) -> Vec<Date> {
    let first = before.first_of_month();
    let back =
        |months: u8| first.saturating_sub(Span::new().months(i64::from(months))).saturating_sub(Span::new().days(1));
    (0..months).rev().map(back).collect()
}

/// The course of all measures over the last two years, as of a day; remembered like the assessments.
///
/// # Errors
/// What the database says.
pub async fn trends(
    registry: &Registry,
    database: &DatabaseConnection,
    zone: &ZoneId,
    as_of: Date,
) -> Result<Arc<Trends>, StoreError> {
    let sequence = journal::head(database, zone).await?.sequence;
    let key = (zone.clone(), as_of);
    if let Some(known) = registry.trends.recall(&key, sequence) {
        return Ok(known);
    }
    let mut trends = history(database, zone, None, &month_ends(as_of, TREND_MONTHS)).await?;
    for (id, assessment) in assess(registry, database, zone, as_of).await?.iter() {
        trends.entry(id.clone()).or_default().push(Point::of(assessment, as_of));
    }
    Ok(registry.trends.keep(key, sequence, trends))
}

impl Point {
    /// The value of an assessment.
    pub fn of(assessment: &Assessment, day: Date) -> Self {
        let value = assessment.reading.as_ref().ok().and_then(|value| value.as_number());
        Self { day, value, light: assessment.light }
    }
}

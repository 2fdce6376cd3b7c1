//! What figures of a day add up: sums over how the projects stood, and over what they reported.
//!
//! Amounts are added up as floating-point numbers: exact up to 90 million million yuan, and no figure is too large.

use jiff::civil::Date;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use store::{StoreError, ZoneId};

use super::tables::standing;

/// The projects that stood alike at the end of a day.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub(crate) struct Tally {
    /// Key of the status.
    pub status: String,
    /// Key of the stage; empty where none was known.
    pub stage: String,
    /// Place of the stage's group among all groups, from 1; 0 for none.
    pub reach: i64,
    /// Key of the park; empty for none.
    pub park: String,
    /// Key of the cluster; empty for none.
    pub cluster: String,
    /// `;materials;technology;`, empty for none.
    pub tags: String,
    /// How many there are.
    pub projects: i64,
    /// Their total investment, in fen.
    pub investment_fen: f64,
    /// Those in production before the year began.
    pub operating: i64,
    /// Their total investment.
    pub operating_fen: f64,
    /// Those that started before the year began, in production or not.
    pub started_before: i64,
    /// Their total investment.
    pub started_before_fen: f64,
    /// Those with a promised day that had passed.
    pub overdue: i64,
    /// Their total investment.
    pub overdue_fen: f64,
    /// Output promised, a year, in fen.
    pub output_fen: f64,
    /// Tax promised, a year, in fen.
    pub tax_fen: f64,
    /// Jobs promised.
    pub jobs: i64,
}

/// Sums of all reports of a month.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub(crate) struct MonthSum {
    /// `2020-08`.
    pub month: String,
    /// Investment done, in fen.
    pub investment_fen: f64,
    /// Output, in fen.
    pub output_fen: f64,
    /// Tax, in fen.
    pub tax_fen: f64,
}

/// Whatever is grouped stands together in the index, as long as `until` is one day: most stretches still last.
const TALLIES: &str = "SELECT status, stage, park, cluster, tags, MAX(reach) AS reach, COUNT(*) AS projects, \
     SUM(CAST(investment_fen AS DOUBLE PRECISION)) AS investment_fen, \
     CAST(SUM(CASE WHEN production_on < $3 THEN 1 ELSE 0 END) AS BIGINT) AS operating, \
     SUM(CASE WHEN production_on < $3 THEN CAST(investment_fen AS DOUBLE PRECISION) ELSE 0e0 END) AS operating_fen, \
     CAST(SUM(CASE WHEN started_on < $3 THEN 1 ELSE 0 END) AS BIGINT) AS started_before, \
     SUM(CASE WHEN started_on < $3 THEN CAST(investment_fen AS DOUBLE PRECISION) ELSE 0e0 END) AS started_before_fen, \
     CAST(SUM(CASE WHEN {late} THEN 1 ELSE 0 END) AS BIGINT) AS overdue, \
     SUM(CASE WHEN {late} THEN CAST(investment_fen AS DOUBLE PRECISION) ELSE 0e0 END) AS overdue_fen, \
     SUM(CAST(output_fen AS DOUBLE PRECISION)) AS output_fen, SUM(CAST(tax_fen AS DOUBLE PRECISION)) AS tax_fen, \
     CAST(SUM(jobs) AS BIGINT) AS jobs \
     FROM project_standing WHERE zone_id = $1 AND since <= $2 AND {until} GROUP BY status, stage, park, cluster, tags";

const LATE: &str = "(start_promised_on < $2 AND started_on IS NULL) \
     OR (production_promised_on < $2 AND production_on IS NULL)";

/// How all projects of the zone stood at the end of a day.
pub(crate) async fn tallies(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    day: Date,
) -> Result<Vec<Tally>, StoreError> {
    let (today, year_begins) = (day.to_string(), day.first_of_year().to_string());
    let mut tallies = Vec::new();
    for until in ["until = $4", "until > $2 AND until < $4"] {
        let values = [zone.as_str(), &today, &year_begins, standing::OPEN].map(Into::into);
        let sql = TALLIES.replace("{until}", until).replace("{late}", LATE);
        let statement = Statement::from_sql_and_values(database.get_database_backend(), sql, values);
        tallies.extend(Tally::find_by_statement(statement).all(database).await?);
    }
    Ok(tallies)
}

/// Sums by month, of the months that are over at the end of a day, oldest first.
pub(crate) async fn months(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    day: Date,
) -> Result<Vec<MonthSum>, StoreError> {
    const SUMS: &str = "SELECT month, SUM(CAST(investment_fen AS DOUBLE PRECISION)) AS investment_fen, \
         SUM(CAST(output_fen AS DOUBLE PRECISION)) AS output_fen, SUM(CAST(tax_fen AS DOUBLE PRECISION)) AS tax_fen \
         FROM project_report WHERE zone_id = $1 AND month <= $2 GROUP BY month ORDER BY month";
    let values = [zone.as_str().into(), month_over(day).into()];
    let statement = Statement::from_sql_and_values(database.get_database_backend(), SUMS, values);
    Ok(MonthSum::find_by_statement(statement).all(database).await?)
}

/// The newest month that is over at the end of a day and for which anybody has reported.
pub(crate) async fn newest_month(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    day: Date,
) -> Result<Option<String>, StoreError> {
    const NEWEST: &str = "SELECT MAX(month) AS figure FROM project_report WHERE zone_id = $1 AND month <= $2";
    one(database, NEWEST, [zone.as_str().into(), month_over(day).into()]).await
}

/// Investment planned for a day's year by the projects that counted at its end, in fen; none where nothing is planned.
pub(crate) async fn planned_fen(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    day: Date,
) -> Result<Option<f64>, StoreError> {
    const PLANNED: &str = "SELECT SUM(CAST(p.amount_fen AS DOUBLE PRECISION)) AS figure FROM project_plan p \
         JOIN project_standing s ON s.zone_id = p.zone_id AND s.project_id = p.project_id \
         WHERE p.zone_id = $1 AND p.year = $2 AND s.since <= $3 AND s.until > $3 \
         AND s.stage <> '' AND s.status NOT IN ('lost', 'ended')";
    let year = i64::from(day.year());
    one(database, PLANNED, [zone.as_str().into(), year.into(), day.to_string().into()]).await
}

/// People employed, by each project's newest report on a month that is over; none where nobody has reported.
pub(crate) async fn newest_jobs(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    day: Date,
) -> Result<Option<i64>, StoreError> {
    const JOBS: &str = "SELECT CAST(SUM(r.jobs) AS BIGINT) AS figure FROM project_report r \
         JOIN (SELECT project_id, MAX(month) AS month FROM project_report WHERE zone_id = $1 AND month <= $2 \
         GROUP BY project_id) n ON n.project_id = r.project_id AND n.month = r.month WHERE r.zone_id = $1";
    one(database, JOBS, [zone.as_str().into(), month_over(day).into()]).await
}

/// The single figure of a query.
async fn one<T: sea_orm::TryGetable>(
    database: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = sea_orm::Value>,
) -> Result<Option<T>, StoreError> {
    let statement = Statement::from_sql_and_values(database.get_database_backend(), sql, values);
    let row = database.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get::<Option<T>>("", "figure")).transpose()?.flatten())
}

/// The newest month that is over at the end of a day: the figures of a month count from its last day on, so that half a
/// month never stands beside a whole one of the year before.
pub(crate) fn month_over(day: Date) -> String {
    let last = if day == day.last_of_month() { day } else { day.first_of_month().yesterday().unwrap_or(day) };
    month_of(last)
}

/// The month of a day as reports name it: `2020-08`; text order is time order.
pub(crate) fn month_of(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

//! What facts need of all projects, and no more.

use std::collections::HashMap;

use jiff::civil::Date;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Statement,
    sea_query::Expr,
};
use store::{StoreError, ZoneId};

use super::{
    rows::{parsed, status_change, transition},
    tables::{plan, project, report, stage, status, tag},
};
use crate::model::{
    Category, Field, History, Money, Overdue, Promises, Rules, StageGroup, StatusHistory, StatusKind,
};

/// A project as facts see it at the end of a day.
#[derive(Clone, Debug)]
pub struct Glance {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its category; none for one that does not count.
    pub category: Option<Category>,
    /// Whether its investor has gone.
    pub is_lost: bool,
    /// Key of its stage.
    pub stage: Option<String>,
    /// The group of its stage.
    pub group: Option<StageGroup>,
    /// Key of its park.
    pub park: Option<String>,
    /// Key of its cluster.
    pub cluster: Option<String>,
    /// Its "six news" tags.
    pub tags: Vec<String>,
    /// Total investment, in fen; 0 where unknown.
    pub investment_fen: i64,
    /// Whether a promised date has passed.
    pub is_overdue: bool,
    /// Promised output a year, in fen.
    pub output_promised_fen: i64,
    /// Promised tax a year, in fen.
    pub tax_promised_fen: i64,
    /// Promised jobs.
    pub jobs_promised: i64,
}

/// Sums of all reports of a month.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct MonthSum {
    /// `2020-08`.
    pub month: String,
    /// Investment done, in fen.
    pub investment_fen: i64,
    /// Output, in fen.
    pub output_fen: i64,
    /// Tax, in fen.
    pub tax_fen: i64,
}

/// All projects of the zone as of the end of a day. For facts alone: whoever shows one asks with a scope.
///
/// # Errors
/// What the database says.
pub(crate) async fn glances(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    rules: &Rules,
    as_of: Date,
) -> Result<Vec<Glance>, StoreError> {
    let until = as_of.to_string();
    let mut stages: HashMap<String, Vec<_>> = HashMap::new();
    let entered = stage::Entity::find()
        .filter(stage::Column::ZoneId.eq(zone.as_str()))
        .filter(stage::Column::EnteredOn.lte(until.as_str()))
        .order_by_asc(stage::Column::Position);
    for row in entered.all(database).await? {
        stages.entry(row.project_id.clone()).or_default().push(transition(row)?);
    }
    let mut statuses: HashMap<String, Vec<_>> = HashMap::new();
    let changed = status::Entity::find()
        .filter(status::Column::ZoneId.eq(zone.as_str()))
        .filter(status::Column::Since.lte(until.as_str()))
        .order_by_asc(status::Column::Position);
    for row in changed.all(database).await? {
        statuses.entry(row.project_id.clone()).or_default().push(status_change(row)?);
    }
    let mut tags: HashMap<String, Vec<String>> = HashMap::new();
    for row in tag::Entity::find().filter(tag::Column::ZoneId.eq(zone.as_str())).all(database).await? {
        tags.entry(row.project_id).or_default().push(row.tag);
    }
    let rows = project::Entity::find()
        .filter(project::Column::ZoneId.eq(zone.as_str()))
        .order_by_asc(project::Column::Id)
        .all(database)
        .await?;
    rows.into_iter()
        .map(|row| {
            let history = History::restore(stages.remove(&row.id).unwrap_or_default());
            let doing = StatusHistory::restore(statuses.remove(&row.id).unwrap_or_default());
            let tags = tags.remove(&row.id).unwrap_or_default();
            glance(row, &history, &doing, tags, rules, as_of)
        })
        .collect()
}

fn glance(
    row: project::Model,
    history: &History,
    doing: &StatusHistory,
    tags: Vec<String>,
    rules: &Rules,
    as_of: Date,
) -> Result<Glance, StoreError> {
    let kind = doing.on(as_of).kind();
    let category = kind.counts().then(|| Category::on(as_of, history, &rules.stages)).flatten();
    let stage = history.stage_on(as_of).map(|transition| transition.stage.clone());
    let texts: HashMap<String, String> = serde_json::from_str(&row.particulars)?;
    let fen = |field: Field| -> Result<i64, StoreError> {
        texts.get(&*field.key()).map_or(Ok(0), |text| parsed::<Money>(text).map(Money::fen))
    };
    let day = |text: &Option<String>| text.as_deref().map(parsed::<Date>).transpose();
    let promises = Promises {
        start_on: day(&row.start_promised_on)?,
        production_on: day(&row.production_promised_on)?,
        ..Promises::default()
    };
    let overdue = category.is_some() && !Overdue::on(as_of, &promises, history, &rules.stages).is_empty();
    let jobs = texts.get(&*Field::Jobs.key()).map_or(Ok(0), |text| parsed::<i64>(text))?;
    Ok(Glance {
        category,
        is_lost: kind == StatusKind::Lost,
        group: stage.as_ref().and_then(|stage| rules.stages.group(stage)),
        stage: stage.map(|stage| stage.to_string()),
        tags,
        investment_fen: row.total_investment_fen.unwrap_or_default(),
        is_overdue: overdue,
        output_promised_fen: fen(Field::Output)?,
        tax_promised_fen: fen(Field::Tax)?,
        jobs_promised: jobs,
        park: row.park,
        cluster: row.cluster,
        id: row.id,
        name: row.name,
    })
}

/// Sums by month, up to the month of a day, oldest first.
///
/// # Errors
/// What the database says.
pub(crate) async fn months(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    as_of: Date,
) -> Result<Vec<MonthSum>, StoreError> {
    // PostgreSQL sums BIGINT to NUMERIC; 92 quadrillion yuan fit into a BIGINT of fen.
    const SUMS: &str = "SELECT month, CAST(SUM(investment_fen) AS BIGINT) AS investment_fen, \
         CAST(SUM(output_fen) AS BIGINT) AS output_fen, CAST(SUM(tax_fen) AS BIGINT) AS tax_fen \
         FROM project_report WHERE zone_id = $1 AND month <= $2 GROUP BY month ORDER BY month";
    let values = [zone.as_str().into(), month_of(as_of).into()];
    let statement = Statement::from_sql_and_values(database.get_database_backend(), SUMS, values);
    Ok(MonthSum::find_by_statement(statement).all(database).await?)
}

/// Investment planned for a year by all projects, in fen.
///
/// # Errors
/// What the database says.
pub(crate) async fn planned_fen(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    year: i16,
) -> Result<i64, StoreError> {
    let sum: Option<Option<i64>> = plan::Entity::find()
        .select_only()
        .column_as(Expr::cust("CAST(SUM(amount_fen) AS BIGINT)"), "sum")
        .filter(plan::Column::ZoneId.eq(zone.as_str()))
        .filter(plan::Column::Year.eq(i64::from(year)))
        .into_tuple()
        .one(database)
        .await?;
    Ok(sum.flatten().unwrap_or_default())
}

/// People employed, by each project's newest report up to the month of a day.
///
/// # Errors
/// What the database says.
pub(crate) async fn newest_jobs(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    as_of: Date,
) -> Result<i64, StoreError> {
    const JOBS: &str = "SELECT CAST(COALESCE(SUM(r.jobs), 0) AS BIGINT) AS jobs FROM project_report r \
         JOIN (SELECT project_id, MAX(month) AS month FROM project_report WHERE zone_id = $1 AND month <= $2 \
         GROUP BY project_id) n ON n.project_id = r.project_id AND n.month = r.month WHERE r.zone_id = $1";
    let values = [zone.as_str().into(), month_of(as_of).into()];
    let statement = Statement::from_sql_and_values(database.get_database_backend(), JOBS, values);
    let row = database.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get("", "jobs")).transpose()?.unwrap_or_default())
}

/// Sums of reports by project between two months, both included: what stands behind an amount.
///
/// # Errors
/// What the database says.
pub(crate) async fn sums_by_project(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    from: &str,
    to: &str,
) -> Result<HashMap<String, MonthSum>, StoreError> {
    let rows = report::Entity::find()
        .filter(report::Column::ZoneId.eq(zone.as_str()))
        .filter(report::Column::Month.gte(from))
        .filter(report::Column::Month.lte(to))
        .all(database)
        .await?;
    let mut sums: HashMap<String, MonthSum> = HashMap::new();
    for row in rows {
        let empty = || MonthSum { month: String::new(), investment_fen: 0, output_fen: 0, tax_fen: 0 };
        let sum = sums.entry(row.project_id).or_insert_with(empty);
        sum.investment_fen += row.investment_fen;
        sum.output_fen += row.output_fen;
        sum.tax_fen += row.tax_fen;
    }
    Ok(sums)
}

pub(crate) fn month_of(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

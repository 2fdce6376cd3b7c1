use std::collections::HashMap;

use identity::Scope;
use jiff::civil::Date;
use rust_decimal::Decimal;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::{Alias, ExprTrait},
};
use store::StoreError;

use super::{Sight, rows, sight, tables::report};
use crate::{
    files::Actuals,
    model::{Month, ProjectId},
};

/// Ids of one query.
const IDS_MAX: usize = 500;

/// Sums over the reports of one project.
#[derive(FromQueryResult)]
struct Sum {
    project_id: String,
    investment: i64,
    output: i64,
    tax: i64,
}

/// What projects have reported up to the month of a day: in all, and in that day's year. The ids are those that a query
/// with the same scope has found; a scope that sees none gets nothing.
///
/// # Errors
/// What the database says.
pub async fn sums(
    database: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[ProjectId],
    day: Date,
) -> Result<HashMap<ProjectId, Actuals>, StoreError> {
    let mut found: HashMap<ProjectId, Actuals> = HashMap::new();
    let Ok(until) = Month::of(day) else { return Ok(found) };
    if sight(database, scope).await? == Sight::Nothing {
        return Ok(found);
    }
    let year_begins = format!("{}-01", until.year());
    for some in ids.chunks(IDS_MAX) {
        for sum in summed(database, scope, some, "", until).await? {
            let actuals = found.entry(rows::parsed(&sum.project_id)?).or_default();
            actuals.investment_cny = Some(Decimal::new(sum.investment, 2));
        }
        for sum in summed(database, scope, some, &year_begins, until).await? {
            let actuals = found.entry(rows::parsed(&sum.project_id)?).or_default();
            actuals.investment_this_year_cny = Some(Decimal::new(sum.investment, 2));
            actuals.output_this_year_cny = Some(Decimal::new(sum.output, 2));
            actuals.tax_this_year_cny = Some(Decimal::new(sum.tax, 2));
        }
    }
    Ok(found)
}

async fn summed(
    database: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[ProjectId],
    from: &str,
    until: Month,
) -> Result<Vec<Sum>, StoreError> {
    use report::Column;
    // PostgreSQL adds up BIGINT as NUMERIC.
    let whole = |column: Column| column.sum().cast_as(Alias::new("BIGINT"));
    let select = report::Entity::find()
        .select_only()
        .column(Column::ProjectId)
        .column_as(whole(Column::InvestmentFen), "investment")
        .column_as(whole(Column::OutputFen), "output")
        .column_as(whole(Column::TaxFen), "tax")
        .filter(Column::ZoneId.eq(scope.zone().as_str()))
        .filter(Column::ProjectId.is_in(ids.iter().map(ProjectId::as_str)))
        .filter(Column::Month.gte(from))
        .filter(Column::Month.lte(until.to_string()))
        .group_by(Column::ProjectId);
    Ok(select.into_model().all(database).await?)
}

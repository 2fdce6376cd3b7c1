use std::collections::HashMap;

use identity::Scope;
use jiff::civil::Date;
use rust_decimal::Decimal;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::{Alias, CaseStatement, ExprTrait, SimpleExpr},
};
use store::StoreError;

use super::{
    figures::{month_of, month_over},
    read::{IDS_MAX, among},
    rows,
    tables::report,
};
use crate::{files::Actuals, model::ProjectId};

/// Sums over the reports of one project.
#[derive(FromQueryResult)]
struct Sum {
    project_id: String,
    newest: String,
    investment: i64,
    investment_of_year: i64,
    output_of_year: i64,
    tax_of_year: i64,
}

/// What projects that the scope may see have reported on months that are over at the end of a day: in all, and in that day's year.
///
/// # Errors
/// What the database says.
pub async fn sums(
    database: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[ProjectId],
    day: Date,
) -> Result<HashMap<ProjectId, Actuals>, StoreError> {
    let mut found = HashMap::new();
    let year_begins = month_of(day.first_of_year());
    for some in ids.chunks(IDS_MAX) {
        for sum in summed(database, scope, some, &year_begins, &month_over(day)).await? {
            let of_year = |fen| (sum.newest >= year_begins).then(|| Decimal::new(fen, 2));
            let actuals = Actuals {
                investment_cny: Some(Decimal::new(sum.investment, 2)),
                investment_this_year_cny: of_year(sum.investment_of_year),
                output_this_year_cny: of_year(sum.output_of_year),
                tax_this_year_cny: of_year(sum.tax_of_year),
            };
            found.insert(rows::parsed(&sum.project_id)?, actuals);
        }
    }
    Ok(found)
}

async fn summed(
    database: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[ProjectId],
    year_begins: &str,
    until: &str,
) -> Result<Vec<Sum>, StoreError> {
    use report::Column;
    let Some(seen) = among(database, scope, Column::ProjectId, ids).await? else { return Ok(Vec::new()) };
    // PostgreSQL adds up BIGINT as NUMERIC.
    let whole = |amount: SimpleExpr| amount.sum().cast_as(Alias::new("BIGINT"));
    let of_year = |column: Column| -> SimpleExpr {
        CaseStatement::new().case(Column::Month.gte(year_begins), column.into_expr()).finally(0).into()
    };
    let select = report::Entity::find()
        .select_only()
        .column(Column::ProjectId)
        .column_as(Column::Month.max(), "newest")
        .column_as(whole(Column::InvestmentFen.into_expr()), "investment")
        .column_as(whole(of_year(Column::InvestmentFen)), "investment_of_year")
        .column_as(whole(of_year(Column::OutputFen)), "output_of_year")
        .column_as(whole(of_year(Column::TaxFen)), "tax_of_year")
        .filter(Column::ZoneId.eq(scope.zone().as_str()))
        .filter(seen)
        .filter(Column::Month.lte(until))
        .group_by(Column::ProjectId);
    Ok(select.into_model().all(database).await?)
}

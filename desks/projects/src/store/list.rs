//! The list of projects: filtered, sorted, paged, without reading more than it shows.

use std::collections::HashMap;

use identity::Scope;
use jiff::civil::Date;
use rust_decimal::Decimal;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect,
    Select,
    sea_query::{Alias, Expr, ExprTrait, Func, LikeExpr, Query},
};
use store::StoreError;

use super::{
    Sight, sight,
    tables::{project, tag},
};
use crate::{
    READ,
    model::{Category, Investor, Line, ProjectId},
};

/// What a list asks for. Stages and categories are those of today's records; a category is that of the day's year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a filter of its own, on or off")]
pub struct ProjectFilter {
    /// Part of the project's or the investor's name, or a whole project code or credit code.
    pub text: String,
    /// Key of the stage.
    pub stage: Option<String>,
    /// The category on the day looked at.
    pub category: Option<(Category, Date)>,
    /// Key of the park.
    pub park: Option<String>,
    /// Key of the cluster.
    pub cluster: Option<String>,
    /// Key of the leading industry.
    pub leading_industry: Option<String>,
    /// Key of a "six news" tag.
    pub tag: Option<String>,
    /// Key of the status.
    pub status: Option<String>,
    /// Account of whoever is in charge.
    pub manager: Option<String>,
    /// Key of the likelihood.
    pub likelihood: Option<String>,
    /// Only those that wait for somebody to verify a stage.
    pub claimed: bool,
    /// Only those at one of these stages; all of them where none is named.
    pub stages: Vec<String>,
    /// Only those that nobody is in charge of.
    pub unmanaged: bool,
    /// Only those of which somebody is in charge who has not touched them since this day.
    pub untouched_since: Option<Date>,
    /// This one.
    pub id: Option<ProjectId>,
    /// Only those that count: not lost, not ended.
    pub counting: bool,
    /// None at all: what was asked for means nothing.
    pub nothing: bool,
    /// Only those that came to their stage before this day.
    pub stage_before: Option<Date>,
    /// Only those with a promise that had passed on this day.
    pub overdue_on: Option<Date>,
    /// Only those of one of these investors; of anybody where none is named.
    pub investors: Vec<Investor>,
}

/// By what a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// The name.
    Name,
    /// The investor's name.
    Investor,
    /// How far they are, and since when.
    Stage,
    /// Total investment.
    Investment,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct ProjectLine {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who invests.
    pub investor_name: String,
    /// The investor's credit code.
    pub credit_code: Option<String>,
    /// Key of the stage.
    pub stage: Option<String>,
    /// Since when.
    pub stage_on: Option<String>,
    /// Key of the status.
    pub status: String,
    /// Key of the park.
    pub park: Option<String>,
    /// Key of the cluster.
    pub cluster: Option<String>,
    /// Key of the leading industry.
    pub leading_industry: Option<String>,
    /// When it was signed.
    pub signed_on: Option<String>,
    /// When works started.
    pub started_on: Option<String>,
    /// When production began.
    pub production_on: Option<String>,
    /// When works are promised to start.
    pub start_promised_on: Option<String>,
    /// When production is promised to begin.
    pub production_promised_on: Option<String>,
}

/// One page of the list.
///
/// # Errors
/// What the database says.
pub async fn list(
    database: &impl ConnectionTrait,
    scope: &Scope,
    filter: &ProjectFilter,
    sort: (Sort, Order),
    offset: u64,
    limit: u64,
) -> Result<Vec<ProjectLine>, StoreError> {
    let Some(select) = visible(database, scope, filter).await? else { return Ok(Vec::new()) };
    let lines = ordered(select, filter, sort).offset(offset).limit(limit).into_model().all(database).await?;
    Ok(lines)
}

/// How many projects the list has; no more than `cap + 1` are counted.
///
/// # Errors
/// What the database says.
pub async fn count_up_to(
    database: &impl ConnectionTrait,
    scope: &Scope,
    filter: &ProjectFilter,
    cap: u64,
) -> Result<u64, StoreError> {
    let Some(select) = visible(database, scope, filter).await? else { return Ok(0) };
    let ids = select.select_only().column(project::Column::Id).limit(cap + 1);
    let ids = sea_orm::QueryTrait::into_query(ids);
    let count = Query::select().expr_as(Expr::cust("COUNT(*)"), "count").from_subquery(ids, "some").to_owned();
    let row = database.query_one(&count).await?;
    let count: i64 = row.map(|row| row.try_get("", "count")).transpose()?.unwrap_or_default();
    Ok(count.unsigned_abs())
}

/// How many projects stand at each stage, and their total investment in yuan, by the stage's key.
///
/// # Errors
/// What the database says.
pub async fn by_stage(
    database: &impl ConnectionTrait,
    scope: &Scope,
    filter: &ProjectFilter,
) -> Result<HashMap<String, (u64, Decimal)>, StoreError> {
    let Some(select) = visible(database, scope, filter).await? else { return Ok(HashMap::new()) };
    let known = Expr::case(project::Column::TotalInvestmentFen.gt(0), project::Column::TotalInvestmentFen.into_expr());
    let fen = Expr::expr(known.finally(0)).sum().cast_as(Alias::new("BIGINT"));
    let rows: Vec<(Option<String>, i64, Option<i64>)> = select
        .select_only()
        .column(project::Column::Stage)
        .column_as(project::Column::Id.count(), "projects")
        .column_as(fen, "fen")
        .group_by(project::Column::Stage)
        .into_tuple()
        .all(database)
        .await?;
    let line = |(stage, count, fen): (Option<String>, i64, Option<i64>)| {
        Some((stage?, (count.unsigned_abs(), Decimal::new(fen.unwrap_or_default(), 2))))
    };
    Ok(rows.into_iter().filter_map(line).collect())
}

/// The projects that the scope sees and the filter asks for; `None` when it sees none.
pub(super) async fn visible(
    database: &impl ConnectionTrait,
    scope: &Scope,
    filter: &ProjectFilter,
) -> Result<Option<Select<project::Entity>>, StoreError> {
    let select = project::Entity::find().filter(project::Column::ZoneId.eq(scope.zone().as_str()));
    let select = match sight(database, scope).await? {
        Sight::Nothing => return Ok(None),
        Sight::Zone => select,
        Sight::Own(code) => select.filter(project::Column::CreditCode.eq(code.to_string())),
    };
    Ok(Some(select.filter(condition(scope, filter))))
}

fn condition(scope: &Scope, filter: &ProjectFilter) -> Condition {
    use project::Column;
    let equals = |column: Column, value: &Option<String>| value.as_ref().map(|value| column.eq(value.as_str()));
    let mut condition = Condition::all()
        .add_option(equals(Column::Stage, &filter.stage))
        .add_option(equals(Column::Park, &filter.park))
        .add_option(equals(Column::Cluster, &filter.cluster))
        .add_option(equals(Column::LeadingIndustry, &filter.leading_industry))
        .add_option(equals(Column::Status, &filter.status))
        .add_option(equals(Column::Manager, &filter.manager))
        // Whoever must not know it cannot ask for it either.
        .add_option(equals(Column::Likelihood, &filter.likelihood).filter(|_| scope.may(READ)))
        .add_option((!filter.stages.is_empty()).then(|| Column::Stage.is_in(filter.stages.iter().map(String::as_str))))
        .add_option(filter.id.as_ref().map(|id| Column::Id.eq(id.as_str())))
        .add_option(filter.unmanaged.then(|| Column::Manager.is_null()))
        .add_option(
            filter.untouched_since.map(|day| {
                Condition::all().add(Column::Manager.is_not_null()).add(Column::TouchedOn.lt(day.to_string()))
            }),
        )
        .add_option(filter.counting.then(|| Column::Status.is_not_in(["lost", "ended"])))
        .add_option(filter.nothing.then(|| Column::Id.is_null()))
        .add_option(filter.stage_before.map(|day| Column::StageOn.lt(day.to_string())))
        .add_option(filter.claimed.then(|| Column::Claim.is_not_null()));
    if !filter.text.trim().is_empty() {
        condition = condition.add(says(filter.text.trim()));
    }
    if let Some((category, day)) = filter.category {
        condition = condition.add(of_category(category, day));
    }
    if let Some(tag) = &filter.tag {
        let tagged = Query::select()
            .column(tag::Column::ProjectId)
            .from(tag::Entity)
            .and_where(tag::Column::ZoneId.eq(scope.zone().as_str()))
            .and_where(tag::Column::Tag.eq(tag.as_str()))
            .to_owned();
        condition = condition.add(Column::Id.in_subquery(tagged));
    }
    if let Some(day) = filter.overdue_on {
        condition = condition.add(overdue(day));
    }
    if !filter.investors.is_empty() {
        let own = filter.investors.iter().map(invested_by);
        condition = condition.add(own.fold(Condition::any(), Condition::add));
    }
    condition
}

/// [`Investor::invests_in`], over the columns that the row keeps.
fn invested_by(investor: &Investor) -> Condition {
    use project::Column;
    let named = Condition::all().add(Column::InvestorName.is_in(investor.names().map(Line::as_str)));
    match &investor.credit_code {
        Some(code) => {
            let nameless = named.add(Column::CreditCode.is_null());
            Condition::any().add(Column::CreditCode.eq(code.to_string())).add(nameless)
        }
        None => named,
    }
}

/// Part of a name in either case of Latin letters, or one of the codes.
fn says(text: &str) -> Condition {
    use project::Column;
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let pattern = format!("%{}%", escaped.to_ascii_lowercase());
    let part = |column: Column| Func::lower(column.into_expr()).like(LikeExpr::new(&pattern).escape('\\'));
    let code = text.to_ascii_uppercase();
    Condition::any()
        .add(part(Column::Name))
        .add(part(Column::InvestorName))
        .add(Column::ProjectCode.eq(code.as_str()))
        .add(Column::CreditCode.eq(code.as_str()))
}

/// [`Category`], over the days that the row keeps.
fn of_category(category: Category, day: Date) -> Condition {
    use project::Column;
    let year = day.first_of_year().to_string();
    let today = day.to_string();
    let counts = Column::Status.is_not_in(["lost", "ended"]).and(Column::Stage.is_not_null());
    let not_yet = |column: Column| column.is_null().or(column.gt(today.as_str()));
    let reached = |column: Column| column.lte(today.as_str());
    let is = match category {
        Category::Operating => Column::ProductionOn.lt(year.as_str()),
        Category::Continued => Column::StartedOn
            .lt(year.as_str())
            .and(Column::ProductionOn.is_null().or(Column::ProductionOn.gte(year.as_str()))),
        Category::New => Column::StartedOn.gte(year.as_str()).and(reached(Column::StartedOn)),
        Category::Signed => reached(Column::SignedOn).and(not_yet(Column::StartedOn)),
        Category::Prospective => not_yet(Column::SignedOn),
    };
    Condition::all().add(counts).add(is)
}

fn overdue(day: Date) -> Condition {
    use project::Column;
    let today = day.to_string();
    let passed = |promised: Column, reached: Column| {
        promised.lt(today.as_str()).and(reached.is_null().or(reached.gt(today.as_str())))
    };
    Condition::all().add(Column::Status.is_not_in(["lost", "ended"])).add(
        Condition::any()
            .add(passed(Column::StartPromisedOn, Column::StartedOn))
            .add(passed(Column::ProductionPromisedOn, Column::ProductionOn)),
    )
}

/// Sorted so that an index serves it; what is equal stands in the order of the ids.
pub(super) fn ordered(
    select: Select<project::Entity>,
    filter: &ProjectFilter,
    (sort, order): (Sort, Order),
) -> Select<project::Entity> {
    use project::Column;
    let columns: &[Column] = match sort {
        Sort::Name => &[Column::Name],
        Sort::Investor => &[Column::InvestorName],
        // Where all stand at one stage, they are sorted by the day alone, which another index serves.
        Sort::Stage if filter.stage.is_some() => &[Column::StageOn],
        Sort::Stage => &[Column::StageOrder, Column::StageOn],
        Sort::Investment => &[Column::TotalInvestmentFen],
    };
    let columns = columns.iter().copied().chain([Column::Id]);
    columns.fold(select, |select, column| select.order_by(column, order.clone()))
}

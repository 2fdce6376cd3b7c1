//! The projects behind a figure, each with what it adds to it.

use identity::Scope;
use jiff::civil::Date;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, RelationDef, Select,
    sea_query::{Alias, Expr, ExprTrait, Query, SimpleExpr},
};
use store::StoreError;

use super::{
    ProjectFilter, Which,
    figures::month_over,
    list::visible,
    tables::{plan, project, report, standing},
};

/// Which projects stand behind a figure, and what each adds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Behind {
    /// Projects as they stood, with a column of theirs; they only count where there is none.
    Stood(Which, Option<Part>),
    /// What they have reported from one month to another, both included.
    Reported(Part, String, String),
    /// Those who have reported on a month.
    Heard(String),
    /// What they planned for the day's year.
    Planned,
    /// People employed by the newest report.
    Employed,
}

/// What a project adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Investment: total, or done.
    Investment,
    /// Output: promised, or reported.
    Output,
    /// Tax: promised, or reported.
    Tax,
    /// Jobs promised.
    Jobs,
}

/// A project behind a figure.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub(crate) struct BehindLine {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it adds, in fen or people; none where it only counts.
    pub figure: Option<f64>,
}

/// One page of the projects behind a figure that the scope may see, by name; and how many there are.
pub(crate) async fn behind(
    database: &impl ConnectionTrait,
    scope: &Scope,
    day: Date,
    behind: &Behind,
    offset: u64,
    limit: u64,
) -> Result<(u64, Vec<BehindLine>), StoreError> {
    let Some(seen) = visible(database, scope, &ProjectFilter::default()).await? else { return Ok((0, Vec::new())) };
    let seen = seen.select_only().columns([project::Column::Id, project::Column::Name]);
    let select = match behind {
        Behind::Stood(which, part) => stood(seen, which, *part, day),
        Behind::Reported(part, from, to) => reported(seen, *part, from, to),
        Behind::Heard(month) => only(with_reports(seen).filter(report::Column::Month.eq(month.as_str()))),
        Behind::Planned => planned(seen, day),
        Behind::Employed => employed(seen, day),
    };
    let total = select.clone().count(database).await?;
    let page = select.order_by_asc(project::Column::Name).order_by_asc(project::Column::Id).offset(offset).limit(limit);
    Ok((total, page.into_model().all(database).await?))
}

/// A whole number as the databases' floating-point number.
fn float(number: SimpleExpr) -> SimpleExpr {
    number.cast_as(Alias::new("DOUBLE PRECISION"))
}

/// Projects that only count.
fn only(select: Select<project::Entity>) -> Select<project::Entity> {
    select.column_as(Expr::cust("CAST(NULL AS DOUBLE PRECISION)"), "figure")
}

fn with_standing(seen: Select<project::Entity>, which: &Which, day: Date) -> Select<project::Entity> {
    let relation: RelationDef = standing::Entity::belongs_to(project::Entity)
        .from((standing::Column::ZoneId, standing::Column::ProjectId))
        .to((project::Column::ZoneId, project::Column::Id))
        .into();
    seen.join_rev(JoinType::InnerJoin, relation).filter(which.condition(day))
}

fn stood(seen: Select<project::Entity>, which: &Which, part: Option<Part>, day: Date) -> Select<project::Entity> {
    let joined = with_standing(seen, which, day);
    let column = match part {
        None => return only(joined),
        Some(Part::Investment) => standing::Column::InvestmentFen,
        Some(Part::Output) => standing::Column::OutputFen,
        Some(Part::Tax) => standing::Column::TaxFen,
        Some(Part::Jobs) => standing::Column::Jobs,
    };
    joined.column_as(float(column.into_expr()), "figure")
}

fn with_reports(seen: Select<project::Entity>) -> Select<project::Entity> {
    let relation: RelationDef = report::Entity::belongs_to(project::Entity)
        .from((report::Column::ZoneId, report::Column::ProjectId))
        .to((project::Column::ZoneId, project::Column::Id))
        .into();
    seen.join_rev(JoinType::InnerJoin, relation)
}

fn reported(seen: Select<project::Entity>, part: Part, from: &str, to: &str) -> Select<project::Entity> {
    let column = match part {
        Part::Investment => report::Column::InvestmentFen,
        Part::Output => report::Column::OutputFen,
        Part::Tax => report::Column::TaxFen,
        Part::Jobs => report::Column::Jobs,
    };
    with_reports(seen)
        .filter(report::Column::Month.gte(from))
        .filter(report::Column::Month.lte(to))
        .filter(column.ne(0))
        .group_by(project::Column::Id)
        .group_by(project::Column::Name)
        .column_as(float(column.into_expr()).sum(), "figure")
}

fn planned(seen: Select<project::Entity>, day: Date) -> Select<project::Entity> {
    let relation: RelationDef = plan::Entity::belongs_to(project::Entity)
        .from((plan::Column::ZoneId, plan::Column::ProjectId))
        .to((project::Column::ZoneId, project::Column::Id))
        .into();
    with_standing(seen, &Which::All, day)
        .join_rev(JoinType::InnerJoin, relation)
        .filter(plan::Column::Year.eq(i64::from(day.year())))
        .column_as(float(plan::Column::AmountFen.into_expr()), "figure")
}

fn employed(seen: Select<project::Entity>, day: Date) -> Select<project::Entity> {
    let newer = Alias::new("newer");
    let of = |column: report::Column| Expr::col((newer.clone(), column));
    let newest = Query::select()
        .expr(of(report::Column::Month).max())
        .from_as(report::Entity, newer.clone())
        .and_where(of(report::Column::ZoneId).equals((report::Entity, report::Column::ZoneId)))
        .and_where(of(report::Column::ProjectId).equals((report::Entity, report::Column::ProjectId)))
        .and_where(of(report::Column::Month).lte(month_over(day)))
        .to_owned();
    with_reports(seen)
        .filter(report::Column::Month.into_expr().in_subquery(newest))
        .filter(report::Column::Jobs.ne(0))
        .column_as(float(report::Column::Jobs.into_expr()), "figure")
}

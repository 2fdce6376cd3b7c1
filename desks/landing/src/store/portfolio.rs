//! Portfolio plans that were asked for, and the rules that they rest on.

use identity::Scope;
use jiff::{Timestamp, civil::Date};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DerivePartialModel, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select, Set,
};
use serde::{Deserialize, Serialize};
use store::{Change, StoreError, ZoneId, instant_from_text, instant_text};

use super::{
    corrupt,
    tables::{portfolio_rules, portfolio_run},
};
use crate::{
    PORTFOLIO,
    model::portfolio::{
        PortfolioChange, PortfolioRules, PortfolioRulesRecord, Problem, Run, RunHead, RunStage, RunState, is_overdue,
    },
};

/// The state of a run of which nobody has noted the end.
const RUNNING: &str = "running";

/// Runs that are looked through at once for the present plan.
const HEADS_READ: u64 = 20;

/// What a list reads of a run.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "portfolio_run::Entity")]
struct HeadRow {
    number: i64,
    on_day: String,
    by_whom: String,
    asked_at: String,
    asked: String,
    state: String,
}

/// Of what was asked for, what a list says; the rest is skipped.
#[derive(Deserialize)]
struct AskedHead {
    seconds: u32,
    before: Option<i64>,
}

/// What was asked for, as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    seconds: u32,
    before: Option<i64>,
    change: PortfolioChange,
    problem: Option<Problem>,
}

/// The rules; none before the zone's file was loaded.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for what cannot be read any more.
pub async fn portfolio_rules(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
) -> Result<Option<PortfolioRules>, StoreError> {
    let told = portfolio_rules_record(database, zone).await?;
    told.map(|told| told.check().map_err(|problem| corrupt(&problem))).transpose()
}

/// The same as the file says them.
pub(crate) async fn portfolio_rules_record(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
) -> Result<Option<PortfolioRulesRecord>, StoreError> {
    let row = portfolio_rules::Entity::find_by_id(zone.as_str()).one(database).await?;
    row.map(|row| serde_json::from_str(&row.content)).transpose().map_err(StoreError::from)
}

/// Keeps the rules as the file says them.
pub(crate) async fn put_portfolio_rules(change: &Change, told: &PortfolioRulesRecord) -> Result<(), StoreError> {
    portfolio_rules::Entity::delete_by_id(change.zone().as_str()).exec(change.connection()).await?;
    let content = serde_json::to_string(told)?;
    let row = portfolio_rules::ActiveModel { zone_id: Set(change.zone().to_string()), content: Set(content) };
    row.insert(change.connection()).await?;
    Ok(())
}

fn of_zone(scope: &Scope) -> Select<portfolio_run::Entity> {
    let rows = portfolio_run::Entity::find().filter(portfolio_run::Column::ZoneId.eq(scope.zone().as_str()));
    rows.order_by_desc(portfolio_run::Column::Number)
}

/// The runs that the scope may see, the newest first.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for what cannot be read any more.
pub async fn runs(database: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<Run>, StoreError> {
    if !scope.may(PORTFOLIO) {
        return Ok(Vec::new());
    }
    of_zone(scope).all(database).await?.into_iter().map(read).collect()
}

/// A part of the runs that were asked for by a day, the newest first, and how many there are. A plan holds everything that it
/// was made from: lists do not read that.
pub(crate) async fn run_heads(
    database: &impl ConnectionTrait,
    scope: &Scope,
    (as_of, now): (Date, Timestamp),
    (offset, limit): (u64, u64),
) -> Result<(Vec<RunHead>, u64), StoreError> {
    if !scope.may(PORTFOLIO) {
        return Ok((Vec::new(), 0));
    }
    let rows = of_zone(scope).filter(portfolio_run::Column::OnDay.lte(as_of.to_string()));
    let count = rows.clone().count(database).await?;
    let part: Vec<HeadRow> = rows.offset(offset).limit(limit).into_partial_model().all(database).await?;
    let head = |row: HeadRow| {
        let asked: AskedHead = serde_json::from_str(&row.asked)?;
        let is_overdue = is_overdue(instant_from_text(&row.asked_at)?, asked.seconds, now);
        Ok(RunHead {
            number: row.number,
            on: row.on_day.parse().map_err(|_| corrupt(&row.on_day))?,
            by: row.by_whom,
            before: asked.before,
            stage: match row.state.as_str() {
                RUNNING if is_overdue => RunStage::BrokenOff,
                RUNNING => RunStage::Running,
                "done" => RunStage::Done,
                _ => RunStage::Failed,
            },
        })
    };
    Ok((part.into_iter().map(head).collect::<Result<_, StoreError>>()?, count))
}

/// The present plan as of a day: the newest that was worked out from records, whatever was tried on it since.
pub(crate) async fn present_run(
    database: &impl ConnectionTrait,
    scope: &Scope,
    when: (Date, Timestamp),
) -> Result<Option<Run>, StoreError> {
    let mut offset = 0;
    loop {
        let (heads, _) = run_heads(database, scope, when, (offset, HEADS_READ)).await?;
        let is_present = |head: &&RunHead| head.before.is_none() && head.stage == RunStage::Done;
        match heads.iter().find(is_present) {
            Some(head) => return run(database, scope, head.number).await,
            None if heads.is_empty() => return Ok(None),
            None => offset += HEADS_READ,
        }
    }
}

/// The runs of which nobody has noted the end, the newest first: a plan holds everything that it was made from, so that
/// those that ended are left where they are.
pub(crate) async fn unsettled_runs(database: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<Run>, StoreError> {
    let rows = of_zone(scope).filter(portfolio_run::Column::State.eq(RUNNING));
    rows.all(database).await?.into_iter().map(read).collect()
}

/// The number of the newest run.
pub(crate) async fn newest_run(database: &impl ConnectionTrait, scope: &Scope) -> Result<Option<i64>, StoreError> {
    let numbers = of_zone(scope).select_only().column(portfolio_run::Column::Number);
    Ok(numbers.into_tuple().one(database).await?)
}

/// One run; none where there is none, or not for this scope.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for what cannot be read any more.
pub async fn run(database: &impl ConnectionTrait, scope: &Scope, number: i64) -> Result<Option<Run>, StoreError> {
    if !scope.may(PORTFOLIO) {
        return Ok(None);
    }
    let row = portfolio_run::Entity::find_by_id((scope.zone().to_string(), number)).one(database).await?;
    row.map(read).transpose()
}

fn read(row: portfolio_run::Model) -> Result<Run, StoreError> {
    let asked: Asked = serde_json::from_str(&row.asked)?;
    let state = match (row.state.as_str(), &row.answer) {
        (RUNNING, _) => RunState::Running,
        ("failed", _) => RunState::Failed,
        ("done", Some(answer)) => RunState::Done(serde_json::from_str(answer)?),
        (state, _) => return Err(corrupt(&format!("portfolio plan {}: {state}", row.number))),
    };
    Ok(Run {
        number: row.number,
        on: row.on_day.parse().map_err(|_| corrupt(&row.on_day))?,
        by: row.by_whom,
        asked_at: instant_from_text(&row.asked_at)?,
        seconds: asked.seconds,
        before: asked.before,
        change: asked.change,
        problem: asked.problem,
        state,
    })
}

/// Writes a run that was not there, or in the place of what was there.
pub(crate) async fn put_run(change: &Change, run: &Run) -> Result<(), StoreError> {
    let key = (change.zone().to_string(), run.number);
    portfolio_run::Entity::delete_by_id(key).exec(change.connection()).await?;
    let (before, problem) = (run.before, run.problem.clone());
    let asked = Asked { seconds: run.seconds, before, change: run.change.clone(), problem };
    let state = match run.state {
        RunState::Running => RUNNING,
        RunState::Done(_) => "done",
        RunState::Failed => "failed",
    };
    let row = portfolio_run::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        number: Set(run.number),
        on_day: Set(run.on.to_string()),
        by_whom: Set(run.by.clone()),
        asked_at: Set(instant_text(run.asked_at)),
        asked: Set(serde_json::to_string(&asked)?),
        state: Set(state.to_owned()),
        answer: Set(run.answer().map(serde_json::to_string).transpose()?),
    };
    row.insert(change.connection()).await?;
    Ok(())
}

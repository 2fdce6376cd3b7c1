//! Asking for portfolio plans, and noting what came of them.

use identity::{Order, Scope};
use serde_json::json;
use store::{Change, Entry, Store, StoreError, Subject};

use super::{Refused, day_of};
use crate::{
    PLAN_PORTFOLIO,
    model::portfolio::{PortfolioChange, PortfolioRulesRecord, Problem, Run, RunState, SECONDS_MAX},
    store as tables,
};

/// The journal's name of a portfolio plan.
pub const PORTFOLIO_SUBJECT: &str = "portfolio";

/// What a run is to work out.
pub enum Wanted {
    /// The present plan, from these records.
    Present(Box<Problem>),
    /// What becomes of the present plan of a run with changes.
    Changed {
        /// The run.
        before: i64,
        /// The changes.
        change: PortfolioChange,
    },
}

/// Notes that a plan is asked for; the run. One is worked out at a time.
///
/// # Errors
/// [`Refused::PortfolioBusy`] while another runs; [`Refused::Seconds`].
pub async fn ask_portfolio(store: &Store, order: Order<'_>, wanted: Wanted, seconds: u32) -> Result<i64, Refused> {
    order.needs(PLAN_PORTFOLIO)?;
    if !(1..=SECONDS_MAX).contains(&seconds) {
        return Err(Refused::Seconds);
    }
    let (scope, on, by, asked_at) = (order.scope.clone(), day_of(&order), order.scope.actor().to_owned(), order.at);
    store
        .write(order.author(), order.key, "landing.ask_portfolio", move |change| {
            Box::pin(async move {
                let unsettled = tables::unsettled_runs(change.connection(), &scope).await?;
                if let Some(run) = unsettled.iter().find(|run| run.is_running(asked_at)) {
                    return Err(Refused::PortfolioBusy(run.number));
                }
                let number = tables::newest_run(change.connection(), &scope).await?.map_or(1, |newest| newest + 1);
                let (before, changed, problem) = match wanted {
                    Wanted::Present(problem) => (None, PortfolioChange::default(), Some(*problem)),
                    Wanted::Changed { before, change } => (Some(before), change, None),
                };
                let state = RunState::Running;
                let run = Run { number, on, by, asked_at, seconds, before, change: changed, problem, state };
                tables::put_run(change, &run).await?;
                let said = json!({ "before": run.before, "change": run.change, "seconds": seconds });
                change.record(Entry::new("portfolio.asked", subject(number)).after(&said)?);
                Ok(number)
            })
        })
        .await
}

fn subject(number: i64) -> Subject {
    Subject::new(PORTFOLIO_SUBJECT, number.to_string())
}

/// Notes how a run ended; one that ended before stays as it is.
pub(crate) async fn settle_portfolio(
    store: &Store,
    order: Order<'_>,
    number: i64,
    state: RunState,
) -> Result<(), Refused> {
    order.needs(PLAN_PORTFOLIO)?;
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, "landing.settle_portfolio", move |change| {
            Box::pin(async move {
                let found = tables::run(change.connection(), &scope, number).await?;
                let mut run = found.ok_or(Refused::NotFound(number))?;
                if run.state != RunState::Running {
                    return Err(Refused::Unchanged);
                }
                run.state = state;
                put_ended(change, &run).await?;
                Ok(())
            })
        })
        .await
}

async fn put_ended(change: &mut Change, run: &Run) -> Result<(), StoreError> {
    tables::put_run(change, run).await?;
    let outcome = run.answer().map(|answer| &answer.outcome);
    let said = json!({
        "status": outcome.map(|outcome| outcome.status),
        "objective": outcome.map(|outcome| outcome.objective),
        "bound": outcome.map(|outcome| outcome.bound),
    });
    change.record(Entry::new("portfolio.ended", subject(run.number)).after(&said)?);
    Ok(())
}

/// Keeps runs that the zone does not have.
pub(crate) async fn add_runs(change: &mut Change, runs: Vec<Run>) -> Result<(), StoreError> {
    let known = tables::runs(change.connection(), &Scope::system(change.zone().clone())).await?;
    for run in runs {
        if known.iter().all(|known| known.number != run.number) {
            put_ended(change, &run).await?;
        }
    }
    Ok(())
}

/// Brings the rules to what the zone's file says.
pub(crate) async fn put_portfolio_rules(change: &mut Change, new: &PortfolioRulesRecord) -> Result<(), StoreError> {
    let old = tables::portfolio_rules_record(change.connection(), change.zone()).await?;
    if old.as_ref() == Some(new) {
        return Ok(());
    }
    tables::put_portfolio_rules(change, new).await?;
    let entry = Entry::new("portfolio_rules.loaded", Subject::new("portfolio_rules", change.zone().as_str()));
    let entry = match &old {
        Some(old) => entry.before(old)?,
        None => entry,
    };
    change.record(entry.after(new)?);
    Ok(())
}

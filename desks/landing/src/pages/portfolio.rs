//! The portfolio: the present plan, what becomes of it when leaders change something, and plans while they are worked out.

mod form;
mod overview;
mod ruled;
mod run;
mod said;
mod sections;
mod sheet;

use ::pages::{Access, PageError, Route, Visit};

use crate::{
    PLAN_PORTFOLIO, PORTFOLIO,
    model::portfolio::{Answer, Problem, Run},
    store as tables,
};

pub(crate) use form::{flaws as change_flaws, no_problem, refusal};

pub(crate) const PORTFOLIO_READERS: Access = Access::Right(&[PORTFOLIO]);
pub(crate) const PLANNERS: Access = Access::Right(&[PLAN_PORTFOLIO]);

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/landing/portfolio", PORTFOLIO_READERS, overview::show),
        Route::post("/landing/portfolio", PLANNERS, form::begin),
        Route::post("/landing/portfolio/what-if", PLANNERS, form::change),
        Route::get("/landing/portfolio/plans/{plan}", PORTFOLIO_READERS, run::show),
        Route::post("/landing/portfolio/plans/{plan}/cancel", PLANNERS, run::cancel),
        Route::get("/landing/portfolio/plans/{plan}/export.xlsx", PORTFOLIO_READERS, sheet::xlsx),
    ]
}

/// Where a run lies, below the zone.
fn path_of(number: i64) -> String {
    format!("/landing/portfolio/plans/{number}")
}

/// The run that the address names.
pub(crate) async fn named(visit: &Visit) -> Result<Run, PageError> {
    let number = visit.param("plan")?.parse().map_err(|_| PageError::NotFound)?;
    let found = tables::run(visit.store().reader(), visit.scope(), number).await?;
    found.filter(|run| run.on <= visit.as_of()).ok_or(PageError::NotFound)
}

/// A plan with what it was made from, and the plan before the changes where there are some.
pub(crate) struct Found {
    pub run: Run,
    pub before: Option<Run>,
}

impl Found {
    /// What a run rests on.
    pub async fn of(visit: &Visit, run: Run) -> Result<Self, PageError> {
        let before = match run.before {
            Some(before) => tables::run(visit.store().reader(), visit.scope(), before).await?,
            None => None,
        };
        Ok(Self { run, before })
    }

    /// The problem of the plan, or of the one before it.
    pub fn problem(&self) -> Option<&Problem> {
        self.run.problem.as_ref().or_else(|| self.before.as_ref()?.problem.as_ref())
    }

    /// What was found before, where there was one.
    pub fn answer_before(&self) -> Option<&Answer> {
        self.before.as_ref()?.answer()
    }
}

/// The present plan as of the day looked at: the newest that was worked out.
pub(crate) async fn present(visit: &Visit) -> Result<Option<Run>, PageError> {
    Ok(tables::present_run(visit.store().reader(), visit.scope(), (visit.as_of(), visit.now())).await?)
}

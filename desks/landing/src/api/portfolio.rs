//! Calls for portfolio plans.

use ::pages::{
    PageError, Route, Visit,
    api::{Asked, PageNumber, Sent, wrong},
    components::{FieldErrors, PER_PAGE},
};
use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, OpenApi, ToSchema};

use crate::{
    commands::Wanted,
    model::portfolio::{PortfolioChangeDraft, Run, RunHead},
    pages::portfolio::{PLANNERS, PORTFOLIO_READERS, change_flaws, named, no_problem, present, refusal},
    portfolio_jobs::{Jobs, ask, problem},
    store as tables,
};

/// The calls.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/landing/portfolio", PORTFOLIO_READERS, list),
        Route::post("/api/landing/portfolio", PLANNERS, begin),
        Route::get("/api/landing/portfolio/{plan}", PORTFOLIO_READERS, one),
        Route::post("/api/landing/portfolio/{plan}/cancel", PLANNERS, cancel),
    ]
}

/// The description of these addresses.
#[derive(OpenApi)]
#[openapi(paths(list, begin, one, cancel))]
pub(super) struct PortfolioCalls;

/// That a plan is to be worked out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskPortfolioBody {
    /// How long it may take, 1 to 600 seconds.
    seconds: u32,
    /// Changes to the present plan; none to work the present plan out anew, from the records of today.
    #[serde(default)]
    change: Option<PortfolioChangeDraft>,
}

/// That a plan is not wanted any longer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelPortfolioBody {}

/// A portfolio plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct PortfolioBody {
    /// Its number.
    number: i64,
    /// On which day it was asked for.
    #[schema(value_type = String, format = Date)]
    on: Date,
    /// By which account.
    by: String,
    /// `running`, `broken_off` (the program was stopped), `done` or `failed`.
    state: &'static str,
    /// The plan that it changes; none for a present plan.
    before: Option<i64>,
    /// The changes.
    #[schema(value_type = Object)]
    change: Value,
    /// The objective of the best plan so far.
    incumbent: Option<f64>,
    /// No plan reaches more.
    bound: Option<f64>,
    /// `proven`, `time` or `cancelled`.
    #[schema(value_type = Option<String>)]
    ended: Option<Value>,
    /// How long it took.
    seconds: Option<f64>,
    /// The plan with its reasons, as `wutong siting plan --json` writes it.
    #[schema(value_type = Option<Object>)]
    outcome: Option<Value>,
    /// Where no plan meets all musts: conditions that cannot hold together.
    #[schema(value_type = Option<Object>)]
    conflict: Option<Value>,
}

/// Which page of the plans.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PortfoliosQuery {
    /// The page, from 1.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1_000_000)]
    page: PageNumber,
}

/// A portfolio plan in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PortfolioHeadBody {
    /// Its number.
    number: i64,
    /// On which day it was asked for.
    #[schema(value_type = String, format = Date)]
    on: Date,
    /// By which account.
    by: String,
    /// `running`, `broken_off` (the program was stopped), `done` or `failed`.
    state: &'static str,
    /// The plan that it changes; none for a present plan.
    before: Option<i64>,
}

/// A page of portfolio plans.
#[derive(Debug, Serialize, ToSchema)]
pub struct PortfoliosBody {
    /// Number of the present plan; none before one was worked out.
    present: Option<i64>,
    /// The plans of this page, the newest first.
    plans: Vec<PortfolioHeadBody>,
    /// The page, from 1.
    page: u64,
    /// Plans of a full page.
    per_page: u64,
    /// Plans in all.
    total: u64,
}

impl PortfolioHeadBody {
    fn of(head: RunHead) -> Self {
        let RunHead { number, on, by, before, stage } = head;
        Self { number, on, by, state: stage.key(), before }
    }
}

impl PortfolioBody {
    fn of(visit: &Visit, run: &Run) -> Result<Self, PageError> {
        let json = |value: Result<Value, serde_json::Error>| value.map_err(|error| PageError::Store(error.into()));
        let answer = run.answer();
        let conflict = answer.and_then(|answer| answer.conflict.as_ref());
        Ok(Self {
            number: run.number,
            on: run.on,
            by: run.by.clone(),
            state: run.stage(visit.now()).key(),
            before: run.before,
            change: json(serde_json::to_value(&run.change))?,
            incumbent: answer.map(|answer| answer.outcome.objective),
            bound: answer.map(|answer| answer.outcome.bound),
            ended: answer.map(|answer| json(serde_json::to_value(answer.ended))).transpose()?,
            seconds: answer.map(|answer| answer.seconds),
            outcome: answer.map(|answer| json(serde_json::to_value(&answer.outcome))).transpose()?,
            conflict: conflict.map(|conflict| json(serde_json::to_value(conflict))).transpose()?,
        })
    }
}

/// The portfolio plans, the newest first.
#[utoipa::path(
    get, path = "/api/landing/portfolio", tag = "landing", operation_id = "landing_portfolio", params(PortfoliosQuery),
    responses((status = 200, body = PortfoliosBody, description = "The plans")),
)]
pub async fn list(visit: Visit, Asked(asked): Asked<PortfoliosQuery>) -> Result<Json<PortfoliosBody>, PageError> {
    let present = present(&visit).await?;
    let (when, part) = ((visit.as_of(), visit.now()), (asked.page.offset(), PER_PAGE));
    let (heads, total) = tables::run_heads(visit.store().reader(), visit.scope(), when, part).await?;
    let plans = heads.into_iter().map(PortfolioHeadBody::of).collect();
    let page = asked.page.number();
    Ok(Json(PortfoliosBody { present: present.map(|run| run.number), plans, page, per_page: PER_PAGE, total }))
}

/// Has a plan worked out: the present one anew, or with changes.
#[utoipa::path(
    post, path = "/api/landing/portfolio", tag = "landing", operation_id = "landing_portfolio_ask",
    request_body = AskPortfolioBody,
    responses((status = 202, body = PortfolioBody, description = "The plan, which may still be worked out", headers(("Location" = String, description = "Its address")))),
)]
async fn begin(visit: Visit, sent: Sent<AskPortfolioBody>) -> Result<Response, PageError> {
    let wanted = match &sent.body.change {
        None => match problem(visit.app(), visit.scope(), visit.today()).await {
            Ok(problem) => Wanted::Present(Box::new(problem)),
            Err(error) => return Ok(wrong(&visit, no_problem(&visit, error)?)),
        },
        Some(change) => {
            let present = present(&visit).await?;
            let Some((number, problem)) = present.and_then(|run| Some((run.number, run.problem?))) else {
                return Ok(wrong(&visit, FieldErrors::one("change", visit.text("portfolio-none"))));
            };
            match change.check(&problem) {
                Ok(change) => Wanted::Changed { before: number, change },
                Err(found) => return Ok(wrong(&visit, change_flaws(&visit, &problem, &found))),
            }
        }
    };
    match ask(&visit, sent.order(&visit), wanted, sent.body.seconds).await {
        Ok(number) => {
            let path = format!("/api/landing/portfolio/{number}");
            let run = tables::run(visit.store().reader(), visit.scope(), number).await?;
            let body = PortfolioBody::of(&visit, &run.ok_or(PageError::NotFound)?)?;
            Ok((StatusCode::ACCEPTED, [(header::LOCATION, visit.link(&path))], Json(body)).into_response())
        }
        Err(error) => Ok(wrong(&visit, refusal(&visit, error)?)),
    }
}

/// One plan, as far as it is.
#[utoipa::path(
    get, path = "/api/landing/portfolio/{plan}", tag = "landing", operation_id = "landing_portfolio_one",
    params(("plan" = i64, Path, description = "Number of the plan")),
    responses((status = 200, body = PortfolioBody, description = "The plan")),
)]
async fn one(visit: Visit) -> Result<Json<PortfolioBody>, PageError> {
    let run = named(&visit).await?;
    let mut body = PortfolioBody::of(&visit, &run)?;
    if let Some(seen) = Jobs::of(visit.app()).watch(&visit.zone().id, run.number).and_then(|watched| watched.seen) {
        (body.incumbent, body.bound) = (seen.incumbent, Some(seen.bound));
    }
    Ok(Json(body))
}

/// Breaks a plan off; it keeps the best that was found.
#[utoipa::path(
    post, path = "/api/landing/portfolio/{plan}/cancel", tag = "landing", operation_id = "landing_portfolio_cancel",
    request_body = CancelPortfolioBody, params(("plan" = i64, Path, description = "Number of the plan")),
    responses((status = 200, body = PortfolioBody, description = "The plan")),
)]
async fn cancel(visit: Visit, _sent: Sent<CancelPortfolioBody>) -> Result<Json<PortfolioBody>, PageError> {
    let run = named(&visit).await?;
    Jobs::of(visit.app()).cancel(&visit.zone().id, run.number);
    one(visit).await
}

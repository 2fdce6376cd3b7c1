//! The JSON API of the desk: the same queries, commands and rights as the pages.
//!
//! Who is signed in is known by the session's cookie. A change must come as `application/json` with an
//! `Idempotency-Key` header: a browser sends neither to another site without asking it first, and this house never
//! says yes, so that no other site can make a signed-in reader change anything. Whoever sends the same key twice
//! changes once.

mod body;
mod openapi;
mod sent;

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use pages::{Access, PageError, Route, Visit, components::PER_PAGE, components::Total};

use crate::{
    commands::{self, Refused},
    pages::{EDITORS, Ended, Part, READERS, REPORTERS, advance_typed, ended, look, project_id, rules, state},
    store as tables,
};
use body::{AdvanceBody, ChangedBody, DetailBody, ListBody, NewReportBody, ProjectBody, ReportBody};
use sent::{Sent, problem};

/// Every address of the API.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/projects", READERS, list),
        Route::get("/api/projects/{id}", READERS, one),
        Route::post("/api/projects/{id}/advance", EDITORS, advance),
        Route::post("/api/projects/{id}/reports", REPORTERS, report),
        Route::get("/api/openapi.json", Access::Public, openapi),
    ]
}

/// The projects that the address asks for: the filters, the order and the pages of the list at `/projects`.
#[utoipa::path(
    get, path = "/api/projects", tag = "projects",
    params(
        ("q" = Option<String>, Query, description = "Part of the name of the project or of the investor"),
        ("stage" = Option<String>, Query, description = "Key of the stage"),
        ("category" = Option<String>, Query, description = "operating, continued, new, signed or prospective"),
        ("status" = Option<String>, Query, description = "active, dormant, delayed, lost or ended"),
        ("park" = Option<String>, Query, description = "Key of the park"),
        ("cluster" = Option<String>, Query, description = "Key of the cluster"),
        ("leading_industry" = Option<String>, Query, description = "Key of the leading industry"),
        ("tag" = Option<String>, Query, description = "Key of a \"six news\" tag"),
        ("overdue" = Option<String>, Query, description = "yes: only those with a promised day that has passed"),
        ("sort" = Option<String>, Query, description = "name, investor_name, stage or total_investment_cny; with - in front the other way round"),
        ("page" = Option<u64>, Query, description = "Page, from 1"),
        ("as_of" = Option<String>, Query, description = "The day looked at; today when left out"),
    ),
    responses((status = 200, body = ListBody), (status = 401, body = body::ProblemBody), (status = 403, body = body::ProblemBody)),
)]
async fn list(visit: Visit) -> Result<Json<ListBody>, PageError> {
    let rules = rules(&visit).await?.ok_or(PageError::NotFound)?;
    let state = state(visit.query());
    let part = Part::page(&visit, &rules, &state).await?;
    let day = visit.as_of();
    let (total, total_is_exact) = match part.total {
        Total::Exactly(count) => (count, true),
        Total::MoreThan(count) => (count, false),
    };
    Ok(Json(ListBody {
        projects: part.records.iter().map(|record| ProjectBody::of(record, &rules, day)).collect(),
        page: state.page,
        per_page: PER_PAGE,
        total,
        total_is_exact,
        as_of: day,
    }))
}

/// One project with its monthly reports.
#[utoipa::path(
    get, path = "/api/projects/{id}", tag = "projects",
    params(
        ("id" = String, Path, description = "Id of the project"),
        ("as_of" = Option<String>, Query, description = "The day looked at; today when left out"),
    ),
    responses((status = 200, body = DetailBody), (status = 404, body = body::ProblemBody)),
)]
async fn one(visit: Visit) -> Result<Json<DetailBody>, PageError> {
    let looked = look(&visit, &project_id(&visit)?).await?;
    Ok(Json(DetailBody {
        project: ProjectBody::of(&looked.record, &looked.rules, visit.as_of()),
        version: looked.version,
        reports: looked.reports.iter().map(|report| ReportBody::of(report, &looked.versions)).collect(),
    }))
}

/// Moves a project to a stage, if all that the stage asks for is filled in.
#[utoipa::path(
    post, path = "/api/projects/{id}/advance", tag = "projects", request_body = AdvanceBody,
    params(
        ("id" = String, Path, description = "Id of the project"),
        ("Idempotency-Key" = String, Header, description = "8 to 64 letters, digits and hyphens; the same key is carried out once"),
    ),
    responses(
        (status = 200, body = ChangedBody), (status = 409, body = body::ProblemBody, description = "Somebody else was faster"),
        (status = 422, body = body::ProblemBody, description = "What is wrong, by field"),
    ),
)]
async fn advance(visit: Visit, sent: Sent<AdvanceBody>) -> Result<Response, PageError> {
    let id = project_id(&visit)?;
    let order = sent.order(&visit);
    let AdvanceBody { version, stage, stage_since, stage_reason } = sent.body;
    let outcome = match advance_typed(&stage, &stage_since, &stage_reason) {
        Ok(transition) => commands::advance(visit.store(), order, id.clone(), version, transition).await,
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    if let Some(refusal) = refused(&visit, outcome)? {
        return Ok(refusal);
    }
    let found = tables::find_with_rules(visit.store().reader(), visit.scope(), &id).await?;
    let (record, version, rules) = found.ok_or(PageError::NotFound)?;
    Ok(Json(ChangedBody { project: ProjectBody::of(&record, &rules, visit.as_of()), version }).into_response())
}

/// Reports a month, or corrects what was reported for it.
#[utoipa::path(
    post, path = "/api/projects/{id}/reports", tag = "projects", request_body = NewReportBody,
    params(
        ("id" = String, Path, description = "Id of the project"),
        ("Idempotency-Key" = String, Header, description = "8 to 64 letters, digits and hyphens; the same key is carried out once"),
    ),
    responses(
        (status = 200, body = DetailBody), (status = 409, body = body::ProblemBody, description = "Somebody else was faster"),
        (status = 422, body = body::ProblemBody, description = "What is wrong, by field"),
    ),
)]
async fn report(visit: Visit, sent: Sent<NewReportBody>) -> Result<Response, PageError> {
    let id = project_id(&visit)?;
    let order = sent.order(&visit);
    let (version, sure) = (sent.body.version, sent.body.sure);
    let outcome = match sent.body.draft().check(visit.today()) {
        Ok(report) => commands::report_month(visit.store(), order, id, version, report, sure).await,
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    match refused(&visit, outcome)? {
        Some(refusal) => Ok(refusal),
        None => Ok(one(visit).await?.into_response()),
    }
}

/// What is wrong by field, if anything is.
fn refused(visit: &Visit, outcome: Result<(), Refused>) -> Result<Option<Response>, PageError> {
    match ended(visit, outcome)? {
        Ended::Done(()) | Ended::Unchanged => Ok(None),
        Ended::Wrong(errors) => Ok(Some(problem(visit, StatusCode::UNPROCESSABLE_ENTITY, "form-errors", &errors))),
        Ended::Stale(stale) => Err(stale.into()),
    }
}

/// What the API takes and answers, as OpenAPI 3.1.
async fn openapi() -> Response {
    let document = openapi::document();
    ([(header::CONTENT_TYPE, "application/json")], document).into_response()
}

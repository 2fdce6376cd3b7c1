//! Works in the JSON API.

use ::pages::{
    PageError, Route, Visit,
    api::{Asked, PageNumber, Sent, wrong},
    components::PER_PAGE,
};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{added, created};
use crate::{
    commands::{Refused, works as commands},
    model::{Code, Connection, WorkDraft, WorkRecord, WorkStage, WorkStep, WorkStepDraft},
    pages::{EDITORS, Ended, READERS, code, ended},
    store as tables,
};

/// Every address of works in the API.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/land/works", READERS, list),
        Route::post("/api/land/works", EDITORS, add),
        Route::get("/api/land/works/{code}", READERS, one),
        Route::post("/api/land/works/{code}", EDITORS, save),
        Route::post("/api/land/works/{code}/stage", EDITORS, step),
    ]
}

/// Which works.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WorksQuery {
    /// Those that bring this, by its key; all where it is empty.
    #[serde(default)]
    connection: String,
    /// Those that are so far on the day looked at: `planned`, `under_construction` or `done`; all where it is empty.
    #[serde(default)]
    stage: String,
    /// The page, from 1.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1_000_000)]
    page: PageNumber,
}

/// A work.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkBody {
    /// Names it for good.
    code: String,
    /// Its version; a change must name it.
    version: i64,
    /// What is known of it.
    work: WorkDraft,
    /// How far it has come, oldest first.
    steps: Vec<WorkStepDraft>,
    /// Whether it should be done by the day looked at and is not.
    overdue: bool,
}

/// A page of the works.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorksBody {
    /// The works of this page, in the order of their codes.
    works: Vec<WorkBody>,
    /// The page, from 1.
    page: u64,
    /// Works of a full page.
    per_page: u64,
    /// Works in all.
    total: u64,
}

/// A new work.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddWorkBody {
    /// Names it for good.
    #[schema(example = "GC-90")]
    code: String,
    /// What is known of it.
    #[serde(deserialize_with = "::pages::api::object")]
    work: WorkDraft,
    /// How far it is.
    #[serde(deserialize_with = "::pages::api::object")]
    step: WorkStepDraft,
}

/// What becomes of a work: all of it, not a part.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditWorkBody {
    /// Version of the work that was read.
    version: i64,
    /// What is known of it.
    #[serde(deserialize_with = "::pages::api::object")]
    work: WorkDraft,
}

/// The next step of a work.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkStepBody {
    /// Version of the work that was read.
    version: i64,
    /// The step.
    #[serde(deserialize_with = "::pages::api::object")]
    step: WorkStepDraft,
}

impl WorkBody {
    fn of(record: &WorkRecord, visit: &Visit) -> Self {
        Self {
            code: record.code.to_string(),
            version: record.version,
            work: record.work.draft(),
            steps: record.steps.iter().map(WorkStep::draft).collect(),
            overdue: record.is_overdue(visit.as_of()),
        }
    }
}

fn asked<T: std::str::FromStr>(given: &str, key: &'static str) -> Result<Option<T>, PageError> {
    let bad = |_| PageError::BadValue { key, given: given.chars().take(40).collect() };
    if given.is_empty() { Ok(None) } else { given.parse().map(Some).map_err(bad) }
}

/// The works, in the order of their codes.
#[utoipa::path(
    get, path = "/api/land/works", tag = "land", operation_id = "land_works", params(WorksQuery),
    responses((status = 200, body = WorksBody, description = "The works")),
)]
pub async fn list(visit: Visit, Asked(query): Asked<WorksQuery>) -> Result<Json<WorksBody>, PageError> {
    let connection: Option<Connection> = asked(&query.connection, "land-bad-connection")?;
    let stage: Option<WorkStage> = asked(&query.stage, "land-bad-stage")?;
    let mut records = tables::works(visit.store().reader(), visit.scope()).await?;
    records.retain(|record| {
        let stands = record.on(visit.as_of()).is_some_and(|step| stage.is_none_or(|stage| step.stage == stage));
        stands && connection.is_none_or(|connection| record.work.connection == connection)
    });
    let skipped = usize::try_from(query.page.offset()).unwrap_or(usize::MAX);
    let per_page = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let works = records.iter().skip(skipped).take(per_page).map(|record| WorkBody::of(record, &visit)).collect();
    Ok(Json(WorksBody { works, page: query.page.number(), per_page: PER_PAGE, total: records.len() as u64 }))
}

/// One work.
#[utoipa::path(
    get, path = "/api/land/works/{code}", tag = "land", operation_id = "land_works_one",
    params(("code" = String, Path, description = "Code of the work")),
    responses((status = 200, body = WorkBody, description = "The work")),
)]
pub async fn one(visit: Visit) -> Result<Json<WorkBody>, PageError> {
    body(&visit, &code(&visit)?).await.map(Json)
}

async fn body(visit: &Visit, code: &Code) -> Result<WorkBody, PageError> {
    let found = tables::work(visit.store().reader(), visit.scope(), code).await?;
    found.map(|record| WorkBody::of(&record, visit)).ok_or(PageError::NotFound)
}

/// The work as it stands after a command; or what was wrong with what was sent.
async fn answer(visit: &Visit, code: &Code, outcome: Result<(), Refused>) -> Result<Response, PageError> {
    match ended(visit, outcome)? {
        Ended::Done => Ok(Json(body(visit, code).await?).into_response()),
        Ended::Wrong(errors) => Ok(wrong(visit, errors)),
        Ended::Stale(stale) => Err(stale.into()),
    }
}

/// Adds a work.
#[utoipa::path(
    post, path = "/api/land/works", tag = "land", operation_id = "land_works_add", request_body = AddWorkBody,
    responses((status = 201, body = WorkBody, description = "The work", headers(("Location" = String, description = "Its address")))),
)]
pub async fn add(visit: Visit, sent: Sent<AddWorkBody>) -> Result<Response, PageError> {
    let order = sent.order(&visit);
    let AddWorkBody { code, work, step } = sent.body;
    let outcome = commands::add_work(visit.store(), order, code, work, step).await;
    match added(&visit, outcome)? {
        Ok(code) => Ok(created(&visit, &format!("/api/land/works/{code}"), body(&visit, &code).await?)),
        Err(refused) => Ok(refused),
    }
}

/// Changes what is known of a work.
#[utoipa::path(
    post, path = "/api/land/works/{code}", tag = "land", operation_id = "land_works_save",
    request_body = EditWorkBody, params(("code" = String, Path, description = "Code of the work")),
    responses((status = 200, body = WorkBody, description = "The work")),
)]
pub async fn save(visit: Visit, sent: Sent<EditWorkBody>) -> Result<Response, PageError> {
    let (code, order) = (code(&visit)?, sent.order(&visit));
    let EditWorkBody { version, work } = sent.body;
    let outcome = commands::edit_work(visit.store(), order, code.clone(), version, work).await;
    answer(&visit, &code, outcome).await
}

/// Says how far a work has come.
#[utoipa::path(
    post, path = "/api/land/works/{code}/stage", tag = "land", operation_id = "land_works_step",
    request_body = WorkStepBody, params(("code" = String, Path, description = "Code of the work")),
    responses((status = 200, body = WorkBody, description = "The work")),
)]
pub async fn step(visit: Visit, sent: Sent<WorkStepBody>) -> Result<Response, PageError> {
    let (code, order) = (code(&visit)?, sent.order(&visit));
    let WorkStepBody { version, step } = sent.body;
    let outcome = match step.check() {
        Ok(step) => commands::enter_stage(visit.store(), order, code.clone(), version, step).await,
        Err(flaws) => Err(Refused::Wrong(flaws)),
    };
    answer(&visit, &code, outcome).await
}

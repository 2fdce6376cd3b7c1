//! The open pool of leads.

use axum::{Json, response::Response};
use pages::{
    PageError, Visit,
    api::{Asked, Sent},
    components::PER_PAGE,
};
use sea_orm::Order as Direction;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    body::ProjectBody,
    projects::answer,
    query::PageQuery,
    stages::{ReasonBody, VersionBody},
};
use crate::{
    commands::{self, lead_stages},
    model::{FieldError, Line},
    pages::{project_id, rules},
    store::{self as tables, ProjectFilter, Sort},
};

/// The leads that nobody is in charge of.
#[derive(Debug, Serialize, ToSchema)]
pub struct PoolBody {
    /// The leads of this page, the largest first.
    projects: Vec<ProjectBody>,
    /// The page, from 1.
    page: u64,
    /// Leads of a full page.
    per_page: u64,
}

/// The leads that nobody is in charge of, the largest first.
#[utoipa::path(
    get, path = "/api/projects/pool", tag = "projects", operation_id = "projects_pool", params(PageQuery),
    responses((status = 200, body = PoolBody, description = "The leads")),
)]
pub async fn list(visit: Visit, Asked(asked): Asked<PageQuery>) -> Result<Json<PoolBody>, PageError> {
    let rules = rules(&visit).await?.ok_or(PageError::NotFound)?;
    let (database, scope) = (visit.store().reader(), visit.scope());
    let filter =
        ProjectFilter { stages: lead_stages(&rules), unmanaged: true, counting: true, ..ProjectFilter::default() };
    let order = (Sort::Investment, Direction::Desc);
    let leads = tables::records(database, scope, &filter, order, asked.page.offset(), PER_PAGE).await?;
    let projects = leads.iter().map(|record| ProjectBody::of(record, &rules, visit.as_of())).collect();
    Ok(Json(PoolBody { projects, page: asked.page.number(), per_page: PER_PAGE }))
}

/// Takes a lead out of the pool: the caller is in charge of it from now on.
#[utoipa::path(
    post, path = "/api/projects/{id}/take", tag = "projects", operation_id = "projects_take",
    request_body = VersionBody, params(("id" = String, Path, description = "Id of the project")),
    responses((status = 200, body = super::body::ChangedBody, description = "The project")),
)]
pub async fn take(visit: Visit, sent: Sent<VersionBody>) -> Result<Response, PageError> {
    let (id, order) = (project_id(&visit)?, sent.order(&visit));
    let outcome = commands::take_lead(visit.store(), order, id.clone(), sent.body.version).await;
    answer(&visit, &id, outcome).await
}

/// Gives a lead back into the pool.
#[utoipa::path(
    post, path = "/api/projects/{id}/release", tag = "projects", operation_id = "projects_release",
    request_body = ReasonBody, params(("id" = String, Path, description = "Id of the project")),
    responses((status = 200, body = super::body::ChangedBody, description = "The project")),
)]
pub async fn release(visit: Visit, sent: Sent<ReasonBody>) -> Result<Response, PageError> {
    let (id, order) = (project_id(&visit)?, sent.order(&visit));
    let outcome = match sent.body.reason.parse::<Line>() {
        Ok(reason) => commands::release_lead(visit.store(), order, id.clone(), sent.body.version, reason).await,
        Err(problem) => Err(FieldError::new("reason", problem).into()),
    };
    answer(&visit, &id, outcome).await
}

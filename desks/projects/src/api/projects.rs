//! Projects: the list, one of them, adding one, changing what is known about one.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use pages::{
    PageError, Visit,
    api::{Asked, Sent},
    components::{PER_PAGE, Total},
};

use super::{
    body::{ChangedBody, DetailBody, EditBody, ListBody, NewBody, ProjectBody},
    done, made,
    query::ListQuery,
};
use crate::{
    commands::{self, Refused},
    model::{ProjectDraft, ProjectId},
    pages::{Part, look, project_id, rules_of_known, state},
    store as tables,
};

/// The projects that the address asks for: the filters, the order and the pages of the list at `/projects`.
#[utoipa::path(
    get, path = "/api/projects", tag = "projects", operation_id = "projects_list", params(ListQuery),
    responses((status = 200, body = ListBody, description = "The projects")),
)]
pub async fn list(visit: Visit, _: Asked<ListQuery>) -> Result<Json<ListBody>, PageError> {
    let rules = rules_of_known(&visit).await?;
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

/// One project with its past and its monthly reports.
#[utoipa::path(
    get, path = "/api/projects/{id}", tag = "projects", operation_id = "projects_one",
    params(("id" = String, Path, description = "Id of the project")),
    responses((status = 200, body = DetailBody, description = "The project")),
)]
pub async fn one(visit: Visit) -> Result<Json<DetailBody>, PageError> {
    let looked = look(&visit, &project_id(&visit)?).await?;
    Ok(Json(DetailBody::of(&looked, visit.as_of())))
}

/// Adds a project at the zone's first stage.
#[utoipa::path(
    post, path = "/api/projects", tag = "projects", operation_id = "projects_create", request_body = NewBody,
    responses((status = 201, body = ChangedBody, description = "The project", headers(("Location" = String, description = "Its address")))),
)]
pub async fn create(visit: Visit, sent: Sent<NewBody>) -> Result<Response, PageError> {
    let order = sent.order(&visit);
    let mut draft = ProjectDraft::default();
    let outcome = match sent.body.fields.type_into(&mut draft) {
        Ok(()) => commands::create(visit.store(), order, draft).await,
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    let id = match done(&visit, outcome)? {
        Ok(id) => id.and_then(|id| id.parse::<ProjectId>().ok()).ok_or(PageError::NotFound)?,
        Err(refusal) => return Ok(refusal),
    };
    Ok(made(&visit, &format!("/api/projects/{id}"), changed(&visit, &id).await?))
}

/// Changes what is known about a project.
#[utoipa::path(
    post, path = "/api/projects/{id}", tag = "projects", operation_id = "projects_edit", request_body = EditBody,
    params(("id" = String, Path, description = "Id of the project")),
    responses((status = 200, body = ChangedBody, description = "The project")),
)]
pub async fn edit(visit: Visit, sent: Sent<EditBody>) -> Result<Response, PageError> {
    let id = project_id(&visit)?;
    let order = sent.order(&visit);
    let mut draft = ProjectDraft::default();
    let EditBody { version, fields } = sent.body;
    let outcome = match fields.type_into(&mut draft) {
        Ok(()) => commands::edit(visit.store(), order, id.clone(), version, draft).await,
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    answer(&visit, &id, outcome).await
}

/// The project as it stands after a change, or what is wrong.
pub async fn answer(visit: &Visit, id: &ProjectId, outcome: Result<(), Refused>) -> Result<Response, PageError> {
    match done(visit, outcome)? {
        Ok(_) => Ok(Json(changed(visit, id).await?).into_response()),
        Err(refusal) => Ok(refusal),
    }
}

async fn changed(visit: &Visit, id: &ProjectId) -> Result<ChangedBody, PageError> {
    let found = tables::find_with_rules(visit.store().reader(), visit.scope(), id).await?;
    let (record, version, rules) = found.ok_or(PageError::NotFound)?;
    Ok(ChangedBody { project: ProjectBody::of(&record, &rules, visit.as_of()), version })
}

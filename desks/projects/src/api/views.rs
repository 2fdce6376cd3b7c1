//! Views that are kept under a name, and what the public site shows.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use pages::{PageError, Visit, api::Sent};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{both, done, items::RemovedBody, made};
use crate::{
    commands::{self, Refused},
    model::{FieldError, Key, Line, SavedView},
    pages::project_id,
    store::{self as tables, KeptView},
};

/// Views of one answer.
const VIEWS_MAX: u64 = 500;

/// A view that somebody keeps.
#[derive(Debug, Serialize, ToSchema)]
pub struct ViewBody {
    /// Names it for good.
    id: String,
    /// Its name.
    title: String,
    /// The page: list, board, map, plan, funnel, calendar or leader.
    page: &'static str,
    /// Filters, order and columns, as the page's address has them behind the `?`.
    query: String,
    /// Account of whoever keeps it.
    owner: String,
    /// Whether all who see the zone's projects find it in their lists.
    shared: bool,
}

impl ViewBody {
    fn of(kept: &KeptView) -> Self {
        let SavedView { title, page, query, owner, shared } = &kept.view;
        let (title, query) = (title.to_string(), query.as_str().to_owned());
        Self { id: kept.id.to_string(), title, page: page.key(), query, owner: owner.clone(), shared: *shared }
    }
}

/// The reader's views and those that are shared.
#[derive(Debug, Serialize, ToSchema)]
pub struct ViewsBody {
    /// The views, by their names.
    views: Vec<ViewBody>,
}

/// A view to keep.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewViewBody {
    /// Its name.
    title: String,
    /// The page: list, board, map, plan, funnel, calendar or leader.
    #[schema(example = "board")]
    page: String,
    /// Filters, order and columns, as the page's address has them behind the `?`.
    #[serde(default)]
    #[schema(example = "stage=signed&sort=name")]
    query: String,
    /// Whether all who see the zone's projects find it in their lists.
    #[serde(default)]
    shared: bool,
}

/// The name of a view, and who finds it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditViewBody {
    /// Its name.
    title: String,
    /// Whether all who see the zone's projects find it in their lists.
    shared: bool,
}

/// Nothing is said beside the order itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NothingBody {}

/// Whether the public site shows a project.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicBody {
    /// Whether it does.
    public: bool,
}

/// The reader's views and those that are shared.
#[utoipa::path(
    get, path = "/api/projects/views", tag = "projects", operation_id = "projects_views",
    responses((status = 200, body = ViewsBody, description = "The views")),
)]
pub async fn list(visit: Visit) -> Result<Json<ViewsBody>, PageError> {
    let found = tables::views(visit.store().reader(), visit.scope(), VIEWS_MAX).await?;
    Ok(Json(ViewsBody { views: found.iter().map(ViewBody::of).collect() }))
}

fn view_id(visit: &Visit) -> Result<Key, PageError> {
    visit.param("view")?.parse().map_err(|_| PageError::NotFound)
}

async fn found(visit: &Visit, id: &Key) -> Result<KeptView, PageError> {
    tables::find_view(visit.store().reader(), visit.scope(), id).await?.ok_or(PageError::NotFound)
}

/// One view.
#[utoipa::path(
    get, path = "/api/projects/views/{view}", tag = "projects", operation_id = "projects_views_one",
    params(("view" = String, Path, description = "Id of the view")),
    responses((status = 200, body = ViewBody, description = "The view")),
)]
pub async fn one(visit: Visit) -> Result<Json<ViewBody>, PageError> {
    Ok(Json(ViewBody::of(&found(&visit, &view_id(&visit)?).await?)))
}

/// Keeps a view.
#[utoipa::path(
    post, path = "/api/projects/views", tag = "projects", operation_id = "projects_views_keep", request_body = NewViewBody,
    responses((status = 201, body = ViewBody, description = "The view", headers(("Location" = String, description = "Its address")))),
)]
pub async fn keep(visit: Visit, sent: Sent<NewViewBody>) -> Result<Response, PageError> {
    let order = sent.order(&visit);
    let NewViewBody { title, page, query, shared } = sent.body;
    let shown = both(("page", page.parse()), ("query", query.parse()));
    let title = title.parse::<Line>().map_err(|problem| Refused::from(FieldError::new("title", problem)));
    let outcome = match (title, shown) {
        (Ok(title), Ok(shown)) => commands::save_view(visit.store(), order, (title, shared), shown).await,
        (Err(refused), _) | (_, Err(refused)) => Err(refused),
    };
    let id = match done(&visit, outcome)? {
        Ok(id) => id.and_then(|id| id.parse::<Key>().ok()).ok_or(PageError::NotFound)?,
        Err(refusal) => return Ok(refusal),
    };
    Ok(made(&visit, &format!("/api/projects/views/{id}"), ViewBody::of(&found(&visit, &id).await?)))
}

/// Changes the name of a view, and who finds it.
#[utoipa::path(
    post, path = "/api/projects/views/{view}", tag = "projects", operation_id = "projects_views_change",
    request_body = EditViewBody, params(("view" = String, Path, description = "Id of the view")),
    responses((status = 200, body = ViewBody, description = "The view")),
)]
pub async fn change(visit: Visit, sent: Sent<EditViewBody>) -> Result<Response, PageError> {
    let (id, order) = (view_id(&visit)?, sent.order(&visit));
    let outcome = match sent.body.title.parse::<Line>() {
        Ok(title) => commands::change_view(visit.store(), order, id, (title, sent.body.shared)).await,
        Err(problem) => Err(FieldError::new("title", problem).into()),
    };
    match done(&visit, outcome)? {
        Ok(_) => Ok(one(visit).await?.into_response()),
        Err(refusal) => Ok(refusal),
    }
}

/// Removes a view.
#[utoipa::path(
    post, path = "/api/projects/views/{view}/remove", tag = "projects", operation_id = "projects_views_remove",
    request_body = NothingBody, params(("view" = String, Path, description = "Id of the view")),
    responses((status = 200, body = RemovedBody, description = "Its id")),
)]
pub async fn remove(visit: Visit, sent: Sent<NothingBody>) -> Result<Response, PageError> {
    let (id, order) = (view_id(&visit)?, sent.order(&visit));
    let removed = id.to_string();
    match done(&visit, commands::remove_view(visit.store(), order, id).await)? {
        Ok(_) => Ok(Json(RemovedBody { removed }).into_response()),
        Err(refusal) => Ok(refusal),
    }
}

/// Shows a project on the public site, or takes it off.
#[utoipa::path(
    post, path = "/api/projects/{id}/public", tag = "projects", operation_id = "projects_public",
    request_body = PublicBody, params(("id" = String, Path, description = "Id of the project")),
    responses((status = 200, body = PublicBody, description = "Whether the public site shows it")),
)]
pub async fn publish(visit: Visit, sent: Sent<PublicBody>) -> Result<Response, PageError> {
    let (id, order) = (project_id(&visit)?, sent.order(&visit));
    let public = sent.body.public;
    let outcome = if public {
        commands::list_project(visit.store(), order, id).await
    } else {
        commands::unlist_project(visit.store(), order, id).await
    };
    match done(&visit, outcome)? {
        Ok(_) => Ok(Json(PublicBody { public }).into_response()),
        Err(refusal) => Ok(refusal),
    }
}

//! The caller's notices as JSON.

use axum::Json;
use notices::Posted;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

use super::inbox::mark_all;
use crate::{
    Access, PageError, Route, Visit,
    api::{Asked, PageNumber, Sent},
    components::PER_PAGE,
};

/// The addresses.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api", Access::SignedIn, crate::api::show),
        Route::get("/api/openapi.json", Access::Public, crate::api::document),
        Route::get("/api/notices", Access::SignedIn, list),
        Route::post("/api/notices", Access::SignedIn, mark_read),
    ]
}

/// The description of these calls.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut own = crate::api::House::openapi();
    own.merge(Notices::openapi());
    own
}

#[derive(OpenApi)]
#[openapi(paths(list, mark_read), tags((name = "notices", description = "Notices to whoever calls")))]
struct Notices;

/// A notice.
#[derive(Debug, Serialize, ToSchema)]
struct NoticeBody {
    /// Names it for good.
    id: String,
    /// What it says, in the reader's language.
    text: String,
    /// Where it leads, below the zone.
    #[schema(example = "/projects/qs-001")]
    path: String,
    /// How urgent: `green`, `amber` or `red`.
    light: String,
    /// When it was posted.
    #[schema(value_type = String, format = DateTime)]
    created_at: jiff::Timestamp,
    /// Whether it was read.
    read: bool,
}

/// A page of the caller's notices.
#[derive(Debug, Serialize, ToSchema)]
struct NoticesBody {
    /// The notices of this page, the newest first.
    notices: Vec<NoticeBody>,
    /// The page, from 1.
    page: u64,
    /// Lines of a full page.
    per_page: u64,
    /// How many there are in all.
    total: u64,
    /// How many of all were not read.
    unread: u64,
}

/// What of the notices is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct NoticesQuery {
    /// Only those that were not read.
    #[serde(default)]
    unread: bool,
    /// The page, from 1.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1_000_000)]
    page: PageNumber,
}

/// Marks notices as read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MarkBody {
    /// Which one; all when left out.
    #[serde(default)]
    notice: Option<String>,
}

/// How many notices were marked.
#[derive(Debug, Serialize, ToSchema)]
struct MarkedBody {
    /// How many had not been read before.
    marked: u64,
}

/// The notices to whoever calls, the newest first.
#[utoipa::path(
    get, path = "/api/notices", tag = "notices", operation_id = "notices_list", params(NoticesQuery),
    responses((status = 200, body = NoticesBody, description = "The notices")),
)]
async fn list(visit: Visit, Asked(asked): Asked<NoticesQuery>) -> Result<Json<NoticesBody>, PageError> {
    let (database, scope) = (visit.store().reader(), visit.scope());
    let unread = notices::unread_count(database, scope).await?;
    let total = if asked.unread { unread } else { notices::count(database, scope).await? };
    let posted = notices::inbox_page(database, scope, asked.unread, asked.page.offset(), PER_PAGE).await?;
    let notices = posted.into_iter().map(|one| body(&visit, one)).collect();
    Ok(Json(NoticesBody { notices, page: asked.page.number(), per_page: PER_PAGE, total, unread }))
}

fn body(visit: &Visit, posted: Posted) -> NoticeBody {
    let notice = posted.notice;
    let values: Vec<_> = notice.details.iter().map(|(name, value)| (name.as_str(), value.as_str().into())).collect();
    NoticeBody {
        text: visit.text_with(&notice.text_key, &values),
        id: posted.id,
        path: notice.path,
        light: notice.light,
        created_at: posted.created_at,
        read: posted.read,
    }
}

/// Marks one notice as read, or all.
#[utoipa::path(
    post, path = "/api/notices", tag = "notices", operation_id = "notices_mark_read", request_body = MarkBody,
    responses((status = 200, body = MarkedBody, description = "How many were marked")),
)]
async fn mark_read(visit: Visit, sent: Sent<MarkBody>) -> Result<Json<MarkedBody>, PageError> {
    let order = sent.order(&visit);
    // No notice has a name with U+0000, and PostgreSQL would not even be asked.
    let one = sent.body.notice.map(|id| id.replace('\0', ""));
    Ok(Json(MarkedBody { marked: mark_all(visit.store(), order, one).await? }))
}

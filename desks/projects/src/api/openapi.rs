//! The description of the API, made from the types that it sends and takes.

use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(title = "Wutong: projects", description = "Projects of a development zone. Addresses lie below `/{zone}`; the session's cookie says who asks."),
    paths(super::list, super::one, super::advance, super::report),
    tags((name = "projects", description = "Projects from the first lead to full benefit"))
)]
struct Document;

/// The description as JSON.
pub fn document() -> String {
    Document::openapi().to_json().unwrap_or_default()
}

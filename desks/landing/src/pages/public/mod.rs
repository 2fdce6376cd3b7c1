//! What people without an account see: the form for a wish, what became of it, and plans that were shared with them.

pub mod ask;
pub mod receipt;
pub mod shared;

use ::pages::{PageError, Visit};
use ::store::ZoneId;
use axum::{
    http::{HeaderValue, StatusCode},
    response::{Html, IntoResponse, Response},
};
use identity::Scope;
use maud::Markup;

/// A page in the look of the public site.
async fn framed(
    visit: &Visit,
    status: StatusCode,
    (title, path): (String, Option<&str>),
    main: Markup,
) -> Result<Response, PageError> {
    let page = portal::framed(visit, title, path, main).await?;
    Ok((status, Html(page.into_string())).into_response())
}

/// Search engines leave out what opens with a secret, whatever it is.
fn unlisted(mut response: Response) -> Response {
    response.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
    response
}

/// Whoever has the secret may see what it opens, and nothing else.
fn opened(zone: &ZoneId) -> Scope {
    Scope::system(zone.clone())
}

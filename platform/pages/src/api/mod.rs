//! What the JSON API of every desk has in common: who may ask, what a change must bring, how a refusal looks, and the one
//! description of all of it.
//!
//! Whoever asks is known by an access token (`Authorization: Bearer …`) or by the session's cookie. A change must come as
//! JSON, or as the bytes of a file, with an `Idempotency-Key` header: a browser sends neither to another site without
//! asking it first, and this house never says yes, so that no other site can make a signed-in reader change anything.
//! Whoever sends the same key twice changes once.
//!
//! A desk's handlers take [`Sent`], [`SentFile`] or [`Asked`], and hand the house their description as [`utoipa::OpenApi`]
//! through [`Desk::api`](crate::Desk::api). What the guard and these extractors answer is added to each by [`Description`];
//! the desk says only what is its own.

mod asked;
mod description;
mod problem;
mod reference;
mod sent;

use axum::http::{header, request::Parts};

pub use asked::{Asked, PageNumber};
pub use description::Description;
pub(crate) use description::House;
pub use problem::{Problem, ProblemBody, wrong};
pub(crate) use reference::{document, part_name, show, with_token};
pub use sent::{Sent, SentFile, object};

/// The part of the API that is the description itself: every token reads it.
pub(crate) const ITSELF: &str = "openapi.json";

/// Which part of the API an address belongs to: `projects` for `/qinshui/api/projects/qs-001`. None for a page.
pub(crate) fn part(path: &str) -> Option<&str> {
    let (_zone, rest) = path.strip_prefix('/')?.split_once('/')?;
    rest.strip_prefix("api/")?.split('/').next()
}

/// The access token that a request shows (RFC 6750, 2.1).
pub(crate) fn bearer(request: &Parts) -> Option<&str> {
    let (scheme, token) = request.headers.get(header::AUTHORIZATION)?.as_bytes().split_at_checked("Bearer".len())?;
    // What is not text is shown, but is no token.
    scheme.eq_ignore_ascii_case(b"Bearer").then(|| std::str::from_utf8(token).unwrap_or_default().trim())
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn the_page_about_the_api_is_no_part_of_it() {
        assert_eq!(part("/qinshui/api/projects/qs-001"), Some("projects"));
        assert_eq!(part("/qinshui/api/openapi.json"), Some("openapi.json"));
        assert_eq!(part("/qinshui/api/"), Some(""));
        assert_eq!(part("/qinshui/api"), None);
        assert_eq!(part("/qinshui/apis/x"), None);
    }
}

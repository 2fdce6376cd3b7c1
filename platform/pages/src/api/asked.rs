use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, de::DeserializeOwned};

use super::{problem::refused, sent::detail};
use crate::{App, Visit, components::PER_PAGE};

/// What the query of an address asks for. Unlike a page, which overlooks what it does not know, the API refuses it: a
/// program that misspells a filter would otherwise take the whole list for the part it wanted.
///
/// The day looked at (`as_of`) is the guard's.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Asked<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let pairs: Vec<_> = visit.query().pairs().iter().filter(|(name, _)| name != "as_of").collect();
        let text = serde_urlencoded::to_string(pairs).unwrap_or_default();
        let unread = |error: serde_urlencoded::de::Error| {
            refused(&visit, StatusCode::BAD_REQUEST, "api-query", detail("query", &error.to_string()))
        };
        serde_urlencoded::from_str(&text).map(Self).map_err(unread)
    }
}

/// The number of a page, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u32")]
pub struct PageNumber(u32);

/// A number that is none of a page.
#[derive(Debug, thiserror::Error)]
#[error("page must be 1 to {PAGE_MAX}")]
pub struct NoPage;

/// Nobody turns so many pages; and the rows before one must be counted.
const PAGE_MAX: u32 = 1_000_000;

impl PageNumber {
    /// The number.
    pub fn number(self) -> u64 {
        self.0.into()
    }

    /// Rows before the page.
    pub fn offset(self) -> u64 {
        (self.number() - 1) * PER_PAGE
    }
}

impl Default for PageNumber {
    fn default() -> Self {
        Self(1)
    }
}

impl TryFrom<u32> for PageNumber {
    type Error = NoPage;

    fn try_from(number: u32) -> Result<Self, NoPage> {
        if (1..=PAGE_MAX).contains(&number) { Ok(Self(number)) } else { Err(NoPage) }
    }
}

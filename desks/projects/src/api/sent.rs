//! A change that comes as JSON: checked to be meant, read, or refused with what is wrong.

use axum::{
    body::to_bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use identity::Order;
use pages::{App, PageError, Visit, components::FieldErrors};
use serde::de::DeserializeOwned;
use store::IdempotencyKey;

use super::body::ProblemBody;

/// The largest body: a change is a few fields.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// The most characters of what the parser of JSON says.
const DETAIL_CHARS_MAX: usize = 200;

/// A body with the key under which it is carried out once.
pub struct Sent<T> {
    /// What was sent.
    pub body: T,
    key: IdempotencyKey,
}

impl<T> Sent<T> {
    /// The order that the reader gives with it.
    pub fn order<'a>(&self, visit: &'a Visit) -> Order<'a> {
        Order { scope: visit.scope(), at: visit.now(), key: self.key.clone() }
    }
}

impl<T: DeserializeOwned> FromRequest<App> for Sent<T> {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, app).await.map_err(IntoResponse::into_response)?;
        let refused = |status, key, detail: &str| {
            let mut errors = FieldErrors::default();
            if !detail.is_empty() {
                errors.add("body", detail.chars().take(DETAIL_CHARS_MAX).collect());
            }
            problem(&visit, status, key, &errors)
        };
        if !is_json(&parts.headers) {
            return Err(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "projects-api-json", ""));
        }
        let key = key(&parts.headers).ok_or_else(|| refused(StatusCode::BAD_REQUEST, "projects-api-key", ""))?;
        let bytes = to_bytes(body, BODY_BYTES_MAX)
            .await
            .map_err(|_| PageError::TooLarge { limit_bytes: BODY_BYTES_MAX }.into_response())?;
        match serde_json::from_slice(&bytes) {
            Ok(body) => Ok(Self { body, key }),
            Err(error) => Err(refused(StatusCode::BAD_REQUEST, "projects-api-body", &error.to_string())),
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn key(headers: &HeaderMap) -> Option<IdempotencyKey> {
    headers.get("idempotency-key")?.to_str().ok()?.parse().ok()
}

/// What is wrong (RFC 9457): `key` names the text that says it.
pub fn problem(visit: &Visit, status: StatusCode, key: &str, errors: &FieldErrors) -> Response {
    let body = ProblemBody {
        r#type: "/problems/refused".to_owned(),
        title: visit.text(key),
        status: status.as_u16(),
        detail: visit.text(key),
        errors: errors.iter().map(|(field, message)| (field.to_owned(), message.to_owned())).collect(),
    };
    let body = serde_json::to_string(&body).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
}

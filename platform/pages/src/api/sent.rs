//! A change that comes from a program: checked to be meant, read, or refused with what is wrong.

use axum::{
    body::to_bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use identity::Order;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error},
};
use serde_json::{Map, Value};
use store::IdempotencyKey;

use super::problem::refused;
use crate::{App, Visit, components::FieldErrors};

/// The largest body of JSON: a change is a few fields, the longest of them some pages of minutes.
const JSON_BYTES_MAX: usize = 256 * 1024;
/// The most characters of what a parser says.
const DETAIL_CHARS_MAX: usize = 200;

/// A body of JSON with the key under which it is carried out once.
pub struct Sent<T> {
    /// What was sent.
    pub body: T,
    key: IdempotencyKey,
}

/// The bytes of a file with the key under which they are kept once.
pub struct SentFile {
    /// The content.
    pub bytes: Vec<u8>,
    /// The key.
    pub key: IdempotencyKey,
}

impl<T> Sent<T> {
    /// The order that the reader gives with it.
    pub fn order<'a>(&self, visit: &'a Visit) -> Order<'a> {
        Order { scope: visit.scope(), at: visit.now(), key: self.key.clone() }
    }

    /// The key, for a command that takes it alone.
    pub fn key(&self) -> IdempotencyKey {
        self.key.clone()
    }
}

impl<T: DeserializeOwned> FromRequest<App> for Sent<T> {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (visit, key, bytes) = read(request, app, ("application/json", "api-json"), JSON_BYTES_MAX).await?;
        match serde_json::from_slice(&bytes).and_then(|whole| serde_json::from_value(Value::Object(whole))) {
            Ok(body) => Ok(Self { body, key }),
            Err(error) => Err(refused(&visit, StatusCode::BAD_REQUEST, "api-body", detail("body", &error.to_string()))),
        }
    }
}

impl FromRequest<App> for SentFile {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let kind = ("application/octet-stream", "api-octets");
        let (_, key, bytes) = read(request, app, kind, attachments::FILE_BYTES_MAX).await?;
        Ok(Self { bytes: bytes.to_vec(), key })
    }
}

/// A body of one media type, and the key that comes with it; refused before more is read than is taken.
async fn read(
    request: Request,
    app: &App,
    (media_type, other_type): (&str, &str),
    bytes_max: usize,
) -> Result<(Visit, IdempotencyKey, axum::body::Bytes), Response> {
    let (mut parts, body) = request.into_parts();
    let visit = Visit::from_request_parts(&mut parts, app).await.map_err(IntoResponse::into_response)?;
    if !is(&parts.headers, media_type) {
        return Err(refused(&visit, StatusCode::UNSUPPORTED_MEDIA_TYPE, other_type, FieldErrors::default()));
    }
    let Some(key) = key(&parts.headers) else {
        let errors = FieldErrors::one("Idempotency-Key", visit.text("api-key"));
        return Err(refused(&visit, StatusCode::BAD_REQUEST, "api-key", errors));
    };
    let Ok(bytes) = to_bytes(body, bytes_max).await else {
        let errors =
            FieldErrors::one("body", visit.text_with("api-too-large", &[("limit", (bytes_max / 1024).into())]));
        return Err(refused(&visit, StatusCode::PAYLOAD_TOO_LARGE, "error-too-large-title", errors));
    };
    Ok((visit, key, bytes))
}

/// Reads an object that is part of a body: serde would take a list of its fields, too, which no description tells of. For
/// `#[serde(deserialize_with = "…")]`.
///
/// # Errors
/// What the parser says.
pub fn object<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<T, D::Error> {
    let whole = Map::deserialize(deserializer)?;
    serde_json::from_value(Value::Object(whole)).map_err(D::Error::custom)
}

/// What a parser says, as far as it is short.
pub(super) fn detail(field: &str, says: &str) -> FieldErrors {
    FieldErrors::one(field, says.chars().take(DETAIL_CHARS_MAX).collect())
}

fn is(headers: &HeaderMap, media_type: &str) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(media_type))
}

fn key(headers: &HeaderMap) -> Option<IdempotencyKey> {
    headers.get("idempotency-key")?.to_str().ok()?.parse().ok()
}

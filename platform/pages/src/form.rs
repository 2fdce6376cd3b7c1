//! What a browser sends, parsed at the edge and checked to come from our own form.

use std::str::FromStr;

use axum::{
    body::{Body, to_bytes},
    extract::{FromRequest, Multipart, Request},
    http::header,
};
use identity::Order;
use store::IdempotencyKey;
use subtle::ConstantTimeEq;

use crate::{App, PageError, Visit};

/// The largest form without a file.
const FORM_BYTES_MAX: usize = 1024 * 1024;
/// The largest upload: an article or a table of 200,000 rows is well below.
pub(crate) const UPLOAD_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Fields of one form or query; more is an attack.
const FIELDS_MAX: usize = 2_000;

/// Names and values in the order sent; a name may come several times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormData(Vec<(String, String)>);

impl FormData {
    /// Parses `a=1&b=2`; what is not UTF-8, and NUL, which PostgreSQL does not take, is replaced by U+FFFD, never refused
    /// half-way.
    pub fn parse(encoded: &[u8]) -> Self {
        Self(
            serde_urlencoded::from_bytes::<Vec<(String, String)>>(encoded)
                .unwrap_or_default()
                .into_iter()
                .take(FIELDS_MAX)
                .map(|(name, value)| (name, without_nul(value)))
                .collect(),
        )
    }

    /// Made from pairs, for links and tests.
    pub fn from_pairs<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// The first value of a field, trimmed; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// The first value of a field, when it was sent and is not empty.
    pub fn given(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// All values of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
    }

    /// All names and values.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The same with one field set to one value, or taken out.
    #[must_use]
    pub fn with(&self, name: &str, value: Option<&str>) -> Self {
        let mut pairs: Vec<_> = self.0.iter().filter(|(key, _)| key != name).cloned().collect();
        pairs.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        Self(pairs)
    }

    /// As the query part of an address, with its question mark; empty when there is nothing.
    pub fn to_query(&self) -> String {
        match serde_urlencoded::to_string(&self.0) {
            Ok(text) if !text.is_empty() => format!("?{text}"),
            _ => String::new(),
        }
    }
}

fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

/// A form that came from one of our pages, with the key that makes sending it twice harmless.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// The fields.
    pub data: FormData,
    /// The form's idempotency key.
    pub key: IdempotencyKey,
}

impl Submitted {
    /// The order that the reader gives with it.
    pub fn order<'a>(&self, visit: &'a Visit) -> Order<'a> {
        Order { scope: visit.scope(), at: visit.now(), key: self.key.clone() }
    }

    /// The version of the record that the form showed.
    ///
    /// # Errors
    /// [`PageError::Expired`] where it carries none.
    pub fn version(&self) -> Result<i64, PageError> {
        self.data.get("version").parse().map_err(|_| PageError::Expired)
    }
}

/// A file that was sent along.
#[derive(Clone, Debug)]
pub struct UploadedFile {
    /// The name that the browser gives; never used as a path.
    pub name: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// A form with files that came from one of our pages.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The fields.
    pub data: FormData,
    /// The files by field name; a file input left empty is not here.
    pub files: Vec<(String, UploadedFile)>,
    /// The form's idempotency key.
    pub key: IdempotencyKey,
}

impl Upload {
    /// The order that the reader gives with it.
    pub fn order<'a>(&self, visit: &'a Visit) -> Order<'a> {
        Order { scope: visit.scope(), at: visit.now(), key: self.key.clone() }
    }
}

/// Whether the form carries the token of the visit that it was shown in.
fn check_origin(visit: &Visit, data: &FormData) -> Result<IdempotencyKey, PageError> {
    let expected = visit.form_token().ok_or(PageError::Expired)?;
    let given = data.get("csrf");
    if !bool::from(given.as_bytes().ct_eq(expected.as_bytes())) {
        return Err(PageError::Expired);
    }
    IdempotencyKey::from_str(data.get("idempotency_key")).map_err(|_| PageError::Expired)
}

impl FromRequest<App> for Submitted {
    type Rejection = PageError;

    async fn from_request(request: Request, _: &App) -> Result<Self, PageError> {
        let visit = Visit::of(&request)?;
        let bytes = read(request.into_body(), FORM_BYTES_MAX).await?;
        let data = FormData::parse(&bytes);
        let key = check_origin(&visit, &data)?;
        visit.0.sent.get_or_init(|| data.clone());
        Ok(Self { data, key })
    }
}

async fn read(body: Body, limit: usize) -> Result<axum::body::Bytes, PageError> {
    to_bytes(body, limit).await.map_err(|_| PageError::TooLarge { limit_bytes: limit })
}

impl FromRequest<App> for Upload {
    type Rejection = PageError;

    async fn from_request(request: Request, app: &App) -> Result<Self, PageError> {
        let visit = Visit::of(&request)?;
        let multipart = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.starts_with("multipart/form-data"));
        if !multipart {
            let Submitted { data, key } = Submitted::from_request(request, app).await?;
            return Ok(Self { data, files: Vec::new(), key });
        }
        let parts = Multipart::from_request(request, app).await.map_err(|_| PageError::Malformed)?;
        let (data, files) = read_parts(parts).await?;
        let key = check_origin(&visit, &data)?;
        visit.0.sent.get_or_init(|| data.clone());
        Ok(Self { data, files, key })
    }
}

async fn read_parts(mut parts: Multipart) -> Result<(FormData, Vec<(String, UploadedFile)>), PageError> {
    let mut pairs = Vec::new();
    let mut files = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(too_large_or_malformed)? {
        if pairs.len() + files.len() >= FIELDS_MAX {
            return Err(PageError::Malformed);
        }
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(too_large_or_malformed)?;
        match file_name {
            Some(file_name) if !(file_name.is_empty() && bytes.is_empty()) => {
                files.push((name, UploadedFile { name: file_name, bytes: bytes.to_vec() }));
            }
            Some(_) => {}
            None => pairs.push((name, without_nul(String::from_utf8_lossy(&bytes).into_owned()))),
        }
    }
    Ok((FormData(pairs), files))
}

fn too_large_or_malformed(error: axum::extract::multipart::MultipartError) -> PageError {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        PageError::TooLarge { limit_bytes: UPLOAD_BYTES_MAX }
    } else {
        PageError::Malformed
    }
}

//! Styles, scripts and icons: built by `web/build.mjs`, embedded in the binary, cached for a year.
//!
//! One fingerprint over all files stands in every address, so that files may name each other relatively and a new
//! build is never mixed with an old one.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;
use sm3::{Digest, Sm3};

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Files;

static FINGERPRINT: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Files::iter().collect();
    names.sort();
    let mut hash = Sm3::new();
    for name in names {
        hash.update(name.as_bytes());
        if let Some(file) = Files::get(&name) {
            hash.update(file.metadata.sha256_hash());
        }
    }
    hex::encode(&hash.finalize()[..8])
});

/// The address of an asset: `/-/assets/FINGERPRINT/wutong.css`.
///
/// No zone id can begin with a hyphen, so the address is never taken for a zone.
pub fn address(name: &str) -> String {
    format!("/-/assets/{}/{name}", *FINGERPRINT)
}

/// Answers an asset's address; the compressed sibling where the browser takes it.
pub(crate) async fn serve(Path((fingerprint, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let brotli = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("br"));
    let compressed = brotli.then(|| Files::get(&format!("{name}.br"))).flatten();
    let is_compressed = compressed.is_some();
    let Some(file) = compressed.or_else(|| Files::get(&name)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = file.data.into_owned().into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(&name)));
    out.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if is_compressed {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    let cache = if fingerprint == *FINGERPRINT { "public, max-age=31536000, immutable" } else { "no-store" };
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

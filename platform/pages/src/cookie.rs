//! The four cookies of the house, and no more.

use axum::http::{HeaderMap, HeaderValue, header};

/// The session's token; `__Host-` would need TLS, which a first try on localhost does not have.
pub const SESSION: &str = "wutong-session";
/// The language chosen.
pub const LANGUAGE: &str = "wutong-language";
/// That the public site is shown in the accessible mode.
pub const ACCESSIBLE: &str = "wutong-accessible";
/// A random value that ties a public form to the browser that it was shown in.
pub const VISITOR: &str = "wutong-visitor";

/// The value of a cookie that the browser sent.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// A `Set-Cookie` header; a `max_age_s` of 0 deletes the cookie. `None` for a value that no header may carry.
pub fn set(name: &str, value: &str, max_age_s: u32, secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_s}{secure}")).ok()
}

use std::sync::Arc;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use store::{Stale, StoreError};

use crate::{Page, Visit, api, components, components::FieldErrors};

/// Why a page cannot be shown; the guard turns it into a page in the reader's language.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// There is no such record, or not for this reader.
    #[error("not found")]
    NotFound,
    /// Signed in, but without the right.
    #[error("not allowed")]
    Forbidden,
    /// Nobody is signed in.
    #[error("sign in first")]
    SignIn,
    /// What was shown as an access token is none, or none any more.
    #[error("the access token is not valid")]
    InvalidToken,
    /// The access token does not reach so far.
    #[error("the access token does not reach so far")]
    OutOfReach,
    /// The address takes other methods.
    #[error("method not allowed")]
    OtherMethod,
    /// The one-time password must be changed first.
    #[error("change the password first")]
    ChangePassword,
    /// The form was shown in another session, or too long ago.
    #[error("the form has expired")]
    Expired,
    /// The request is not what a browser sends.
    #[error("malformed request")]
    Malformed,
    /// More was sent than is taken.
    #[error("larger than {limit_bytes} bytes")]
    TooLarge {
        /// What is taken at most.
        limit_bytes: usize,
    },
    /// A part of the address has no meaning; the key names the text that explains it.
    #[error("bad value: {key}")]
    BadValue {
        /// Key in the language files.
        key: &'static str,
        /// What was given.
        given: String,
    },
    /// Somebody else was faster.
    #[error(transparent)]
    Stale(#[from] Stale),
    /// The database refused; the reader sees a number, the log the cause.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PageError {
    /// HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::ChangePassword | Self::Expired | Self::OutOfReach => StatusCode::FORBIDDEN,
            Self::SignIn | Self::InvalidToken => StatusCode::UNAUTHORIZED,
            Self::OtherMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Malformed | Self::BadValue { .. } => StatusCode::BAD_REQUEST,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Stale(_) | Self::Store(StoreError::KeyReused(_)) => StatusCode::CONFLICT,
            Self::Store(StoreError::Closed | StoreError::Unavailable(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The name of its texts in the language files: `error-NAME-title`, `error-NAME-advice`.
    fn name(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Forbidden => "forbidden",
            Self::SignIn => "sign-in",
            Self::InvalidToken => "invalid-token",
            Self::OutOfReach => "out-of-reach",
            Self::OtherMethod => "other-method",
            Self::ChangePassword => "change-password",
            Self::Expired | Self::Store(StoreError::KeyReused(_)) => "expired",
            Self::Malformed => "malformed",
            Self::TooLarge { .. } => "too-large",
            Self::BadValue { .. } => "bad-value",
            Self::Stale(_) => "stale",
            Self::Store(StoreError::Closed | StoreError::Unavailable(_)) => "closed",
            Self::Store(_) => "internal",
        }
    }
}

/// The error on its way from a handler to the guard.
#[derive(Clone)]
pub(crate) struct Failure(pub Arc<PageError>);

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Failure(Arc::new(self)));
        response
    }
}

/// The error as the reader sees it.
pub(crate) fn render(visit: &Visit, error: &PageError) -> Response {
    // That a key was used before is the caller's doing.
    if let PageError::Store(cause) = error
        && !matches!(cause, StoreError::KeyReused(_))
    {
        tracing::error!(%cause, path = visit.path(), "a request failed");
    }
    if visit.wants_json() {
        return problem(visit, error);
    }
    if matches!(error, PageError::SignIn) {
        // What only takes forms cannot be gone back to; the page that the form stands on can.
        let lost = !visit.is_safe();
        let next = if lost { visit.came_from().unwrap_or_default().to_owned() } else { visit.address() };
        let back = crate::FormData::from_pairs([("next", next.as_str())]);
        let back = if lost { back.with("unsaved", Some("yes")) } else { back };
        return Redirect::to(&visit.link(&format!("/sign-in{}", back.to_query()))).into_response();
    }
    if matches!(error, PageError::ChangePassword) {
        return Redirect::to(&visit.link("/account/password")).into_response();
    }
    let title = visit.text(&format!("error-{}-title", error.name()));
    let body = html! {
        div.empty {
            p.empty-title { (title) }
            p.empty-subtitle.text-secondary { (advice(visit, error)) }
            @if let PageError::Stale(stale) = error { (both_editions(visit, stale)) (over_it(visit, stale)) }
            div.empty-action { a.btn.btn-primary href=(visit.link("/work")) { (visit.text("error-back")) } }
        }
    };
    (error.status(), Page::new(visit, title.clone()).body(body)).into_response()
}

fn advice(visit: &Visit, error: &PageError) -> String {
    match error {
        PageError::TooLarge { limit_bytes } => {
            visit.text_with("error-too-large-advice", &[("limit", (limit_bytes / 1024 / 1024).into())])
        }
        PageError::BadValue { key, given } => visit.text_with(key, &[("given", given.as_str().into())]),
        _ => visit.text(&format!("error-{}-advice", error.name())),
    }
}

/// The error in place of a response that keeps its headers.
pub(crate) fn render_onto(visit: &Visit, error: &PageError, response: Response) -> Response {
    let mut rendered = render(visit, error);
    for (name, value) in response.headers() {
        rendered.headers_mut().entry(name).or_insert(value.clone());
    }
    rendered
}

/// The error as a program reads it.
fn problem(visit: &Visit, error: &PageError) -> Response {
    let (detail, errors) = match error {
        PageError::Stale(stale) => {
            let version = stale.current_version.to_string();
            let detail = visit.text_with("api-stale", &[("version", version.into())]);
            (detail.clone(), FieldErrors::one("version", detail))
        }
        PageError::Store(StoreError::KeyReused(_)) => (visit.text("api-key-reused"), FieldErrors::default()),
        _ => (advice(visit, error), FieldErrors::default()),
    };
    let title = visit.text(&format!("error-{}-title", error.name()));
    let mut response =
        api::Problem { kind: error.name(), status: error.status(), title, detail, errors }.into_response();
    // RFC 6750, 3.
    let challenge = match error {
        PageError::SignIn => "Bearer",
        PageError::InvalidToken => "Bearer error=\"invalid_token\"",
        PageError::OutOfReach => "Bearer error=\"insufficient_scope\"",
        _ => return response,
    };
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    response
}

/// What the reader wrote beside what stands now, where they differ.
fn both_editions(visit: &Visit, stale: &Stale) -> Markup {
    html! {
        (components::difference(visit, "stale-current", &stale.current, "stale-yours", &stale.yours))
    }
}

/// Offers to save what the reader wrote upon the newer edition, now that they have seen it: nothing has to be typed again.
fn over_it(visit: &Visit, stale: &Stale) -> Markup {
    const OF_THE_FORM: [&str; 3] = ["csrf", "idempotency_key", "version"];
    let Some(sent) = visit.0.sent.get().filter(|sent| sent.given("version").is_some()) else { return html! {} };
    let written = sent.pairs().iter().filter(|(name, _)| !OF_THE_FORM.contains(&name.as_str()));
    html! {
        form.empty-action method="post" action=(visit.address()) {
            (visit.form_fields())
            input type="hidden" name="version" value=(stale.current_version);
            @for (name, value) in written { input type="hidden" name=(name) value=(value); }
            button.btn type="submit" { (visit.text("stale-over-it")) }
        }
    }
}

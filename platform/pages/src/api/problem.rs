use std::collections::BTreeMap;

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Visit, components::FieldErrors};

/// What went wrong (RFC 9457), with what is wrong by field.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemBody {
    /// Kind of the problem.
    #[schema(example = "/problems/not-found")]
    pub r#type: String,
    /// The problem in a few words, in the reader's language.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What to do, in the reader's language.
    pub detail: String,
    /// What is wrong, by field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false)]
    pub errors: BTreeMap<String, String>,
}

/// A refusal on its way to a program.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Names the kind: `not-found`.
    pub kind: &'static str,
    /// HTTP status.
    pub status: StatusCode,
    /// The problem in a few words, in the reader's language.
    pub title: String,
    /// What to do, in the reader's language.
    pub detail: String,
    /// What is wrong, by field.
    pub errors: FieldErrors,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = ProblemBody {
            r#type: format!("/problems/{}", self.kind),
            title: self.title,
            status: self.status.as_u16(),
            detail: self.detail,
            errors: self.errors.iter().map(|(field, message)| (field.to_owned(), message.to_owned())).collect(),
        };
        let body = serde_json::to_string(&body).unwrap_or_default();
        (self.status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
    }
}

/// Fields of what was sent are wrong.
pub fn wrong(visit: &Visit, errors: FieldErrors) -> Response {
    refused(visit, StatusCode::UNPROCESSABLE_ENTITY, "form-errors", errors)
}

/// What was sent is refused; `key` names the text that says why.
pub(super) fn refused(visit: &Visit, status: StatusCode, key: &str, errors: FieldErrors) -> Response {
    Problem { kind: "refused", status, title: visit.text(key), detail: visit.text(key), errors }.into_response()
}

//! How far a project is, and how it is doing.

use axum::response::Response;
use pages::{FormData, PageError, Visit, api::Sent};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{both, projects::answer};
use crate::{
    commands::{self, Refused},
    model::{FieldError, Line, Prose, parse_date},
    pages::{advance_typed, opinion_typed, project_id, status_typed},
};

/// Moves a project to a stage.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdvanceBody {
    /// Version of the record that was read.
    version: i64,
    /// Key of the stage.
    #[schema(example = "signed")]
    stage: String,
    /// The day on which it was entered.
    #[schema(format = Date, example = "2020-08-20")]
    stage_since: String,
    /// Why; needed for a step back, and to let it through a gate.
    #[serde(default)]
    stage_reason: String,
}

/// Claims that a project has reached the next stage.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimBody {
    /// Version of the record that was read.
    version: i64,
    /// Since when the project is there.
    #[schema(format = Date, example = "2020-08-20")]
    reached_on: String,
    /// What the claim rests on.
    evidence: String,
}

/// Names the version of a record.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VersionBody {
    /// Version of the record that was read.
    pub version: i64,
}

/// Names the version of a record, and what whoever verifies thinks of the claim.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyBody {
    /// Version of the record that was read.
    version: i64,
    /// What is thought of the claim; may be left out.
    #[serde(default)]
    opinion: String,
}

/// Names the version of a record, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonBody {
    /// Version of the record that was read.
    pub version: i64,
    /// Why.
    pub reason: String,
}

/// Changes how a project is doing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusBody {
    /// Version of the record that was read.
    version: i64,
    /// `active`, `dormant`, `delayed`, `lost` or `ended`.
    #[schema(example = "delayed")]
    status: String,
    /// Since when.
    #[schema(format = Date, example = "2020-08-20")]
    status_since: String,
    /// Why; needed for all but `active`.
    #[serde(default)]
    status_reason: String,
    /// Where a lost investor went.
    #[serde(default)]
    lost_to: String,
}

/// Moves a project to a stage, if all that the stage asks for is there.
#[utoipa::path(
    post, path = "/api/projects/{id}/advance", tag = "projects", operation_id = "projects_advance",
    request_body = AdvanceBody, params(("id" = String, Path, description = "Id of the project")),
    responses((status = 200, body = super::body::ChangedBody, description = "The project")),
)]
pub async fn advance(visit: Visit, sent: Sent<AdvanceBody>) -> Result<Response, PageError> {
    let (id, order) = (project_id(&visit)?, sent.order(&visit));
    let AdvanceBody { version, stage, stage_since, stage_reason } = sent.body;
    let outcome = match advance_typed(&stage, &stage_since, &stage_reason) {
        Ok(transition) => commands::advance(visit.store(), order, id.clone(), version, transition).await,
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    answer(&visit, &id, outcome).await
}

/// Moves a project to a stage although something is missing that the stage asks for.
#[utoipa::path(
    post, path = "/api/projects/{id}/bypass", tag = "projects", operation_id = "projects_bypass",
    request_body = AdvanceBody, params(("id" = String, Path, description = "Id of the project")),
    responses((status = 200, body = super::body::ChangedBody, description = "The project")),
)]
pub async fn bypass(visit: Visit, sent: Sent<AdvanceBody>) -> Result<Response, PageError> {
    let (id, order) = (project_id(&visit)?, sent.order(&visit));
    let AdvanceBody { version, stage, stage_since, stage_reason } = sent.body;
    let outcome = match advance_typed(&stage, &stage_since, &stage_reason) {
        Ok(transition) => commands::bypass(visit.store(), order, id.clone(), version, transition).await,
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    answer(&visit, &id, outcome).await
}

/// Claims that a project has reached the next stage, which somebody else verifies.
#[utoipa::path(
    post, path = "/api/projects/{id}/claim", tag = "projects", operation_id = "projects_claim",
    request_body = ClaimBody, params(("id" = String, Path, description = "Id of the project")),
    responses((status = 200, body = super::body::ChangedBody, description = "The project")),
)]
pub async fn claim(visit: Visit, sent: Sent<ClaimBody>) -> Result<Response, PageError> {
    let (id, order) = (project_id(&visit)?, sent.order(&visit));
    let ClaimBody { version, reached_on, evidence } = sent.body;
    let typed = both(("reached_on", parse_date(reached_on.trim())), ("evidence", evidence.trim().parse::<Prose>()));
    let outcome = match typed {
        Ok((on, evidence)) => commands::claim_stage(visit.store(), order, id.clone(), version, on, evidence).await,
        Err(refused) => Err(refused),
    };
    answer(&visit, &id, outcome).await
}

/// Verifies the stage that a project claims: it enters the stage.
#[utoipa::path(
    post, path = "/api/projects/{id}/verify", tag = "projects", operation_id = "projects_verify",
    request_body = VerifyBody, params(("id" = String, Path, description = "Id of the project")),
    responses((status = 200, body = super::body::ChangedBody, description = "The project")),
)]
pub async fn verify(visit: Visit, sent: Sent<VerifyBody>) -> Result<Response, PageError> {
    let (id, order) = (project_id(&visit)?, sent.order(&visit));
    let outcome = match opinion_typed(&sent.body.opinion) {
        Ok(opinion) => commands::verify_stage(visit.store(), order, id.clone(), sent.body.version, opinion).await,
        Err(error) => Err(error.into()),
    };
    answer(&visit, &id, outcome).await
}

/// Sends the claim of a project back.
#[utoipa::path(
    post, path = "/api/projects/{id}/return", tag = "projects", operation_id = "projects_return",
    request_body = ReasonBody, params(("id" = String, Path, description = "Id of the project")),
    responses((status = 200, body = super::body::ChangedBody, description = "The project")),
)]
pub async fn return_claim(visit: Visit, sent: Sent<ReasonBody>) -> Result<Response, PageError> {
    let (id, order) = (project_id(&visit)?, sent.order(&visit));
    let outcome = match sent.body.reason.parse::<Line>() {
        Ok(reason) => commands::return_claim(visit.store(), order, id.clone(), sent.body.version, reason).await,
        Err(problem) => Err(FieldError::new("reason", problem).into()),
    };
    answer(&visit, &id, outcome).await
}

/// Changes how a project is doing.
#[utoipa::path(
    post, path = "/api/projects/{id}/status", tag = "projects", operation_id = "projects_status",
    request_body = StatusBody, params(("id" = String, Path, description = "Id of the project")),
    responses((status = 200, body = super::body::ChangedBody, description = "The project")),
)]
pub async fn change_status(visit: Visit, sent: Sent<StatusBody>) -> Result<Response, PageError> {
    let (id, order) = (project_id(&visit)?, sent.order(&visit));
    let StatusBody { version, status, status_since, status_reason, lost_to } = sent.body;
    let typed = FormData::from_pairs([
        ("status", status),
        ("status_since", status_since),
        ("status_reason", status_reason),
        ("lost_to", lost_to),
    ]);
    let outcome = match status_typed(&typed) {
        Ok(new) => commands::change_status(visit.store(), order, id.clone(), version, new).await,
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    answer(&visit, &id, outcome).await
}

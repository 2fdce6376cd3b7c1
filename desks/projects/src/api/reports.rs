//! Monthly reports.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use pages::{PageError, Visit, api::Sent};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    body::{DetailBody, ReportBody},
    done,
};
use crate::{
    commands::{self, Refused},
    model::ReportDraft,
    pages::{look, project_id},
};

/// Reports a month, or corrects what was reported.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReportBody {
    /// Version of the report that is corrected; left out or 0 for a month that nobody has reported.
    #[serde(default)]
    version: i64,
    /// The month.
    #[schema(example = "2020-07")]
    month: String,
    /// Investment done within the month, in yuan; nothing when left out.
    #[serde(default)]
    investment_cny: String,
    /// Output within the month, in yuan.
    #[serde(default)]
    output_cny: String,
    /// Tax within the month, in yuan.
    #[serde(default)]
    tax_cny: String,
    /// People employed at its end.
    #[serde(default)]
    jobs: String,
    /// Energy used within the month, in tonnes of coal equivalent; left out where it is not known.
    #[serde(default)]
    energy_tce: String,
    /// Where the figures come from.
    #[serde(default)]
    source: String,
    /// Figures out of the common, about which the answer asks in the field `sure`, are right.
    #[serde(default)]
    sure: bool,
}

/// The reports of a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportsBody {
    /// The reports up to the day looked at, the oldest first.
    reports: Vec<ReportBody>,
}

/// The monthly reports of a project, the oldest first.
#[utoipa::path(
    get, path = "/api/projects/{id}/reports", tag = "projects", operation_id = "projects_reports",
    params(("id" = String, Path, description = "Id of the project")),
    responses((status = 200, body = ReportsBody, description = "The reports")),
)]
pub async fn list(visit: Visit) -> Result<Json<ReportsBody>, PageError> {
    let looked = look(&visit, &project_id(&visit)?).await?;
    Ok(Json(ReportsBody { reports: ReportBody::all(&looked) }))
}

/// Reports a month, or corrects what was reported for it.
#[utoipa::path(
    post, path = "/api/projects/{id}/reports", tag = "projects", operation_id = "projects_report",
    request_body = NewReportBody, params(("id" = String, Path, description = "Id of the project")),
    responses((status = 200, body = DetailBody, description = "The project with its reports")),
)]
pub async fn report(visit: Visit, sent: Sent<NewReportBody>) -> Result<Response, PageError> {
    let (id, order) = (project_id(&visit)?, sent.order(&visit));
    let NewReportBody { version, month, investment_cny, output_cny, tax_cny, jobs, energy_tce, source, sure } =
        sent.body;
    let draft = ReportDraft { month, investment_cny, output_cny, tax_cny, jobs, energy_tce, source };
    let outcome = match draft.check(visit.today()) {
        Ok(report) => commands::report_month(visit.store(), order, id.clone(), version, report, sure).await,
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    match done(&visit, outcome)? {
        Ok(_) => Ok(Json(DetailBody::of(&look(&visit, &id).await?, visit.as_of())).into_response()),
        Err(refusal) => Ok(refusal),
    }
}

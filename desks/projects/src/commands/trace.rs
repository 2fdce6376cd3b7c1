use serde_json::{Map, Value, json};

use crate::model::{MonthlyReport, ProjectRecord};

/// A project as the journal keeps it: the text of each field that is filled, its stages and statuses.
pub(crate) fn project_trace(record: &ProjectRecord) -> Value {
    let project = &record.project;
    let mut trace = Map::new();
    for field in project.fields() {
        let text = project.text(field);
        if !text.is_empty() {
            trace.insert(field.key().into_owned(), Value::String(text));
        }
    }
    if let Some(latest) = record.stages.latest() {
        trace.insert("stage".to_owned(), json!(latest.stage.to_string()));
        trace.insert("stage_since".to_owned(), json!(latest.entered_on.to_string()));
        trace.insert("stage_reason".to_owned(), json!(latest.reason.as_ref().map(ToString::to_string)));
    }
    if let Some(latest) = record.statuses.latest() {
        trace.insert("status".to_owned(), json!(latest.status.kind().key()));
        trace.insert("status_since".to_owned(), json!(latest.since.to_string()));
        trace.insert("status_reason".to_owned(), json!(latest.status.reason().map(ToString::to_string)));
        trace.insert("lost_to".to_owned(), json!(latest.status.went_to().map(ToString::to_string)));
    }
    Value::Object(trace)
}

/// A report as the journal keeps it.
pub(crate) fn report_trace(report: &MonthlyReport) -> Value {
    json!({
        "month": report.month.to_string(),
        "investment_cny": report.investment_cny.to_string(),
        "output_cny": report.output_cny.to_string(),
        "tax_cny": report.tax_cny.to_string(),
        "jobs": report.jobs,
    })
}

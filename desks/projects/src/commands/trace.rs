use serde_json::{Map, Value, json};

use crate::model::{MonthlyReport, Passage, ProjectRecord};

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
        match &latest.passage {
            Passage::Complete => {}
            Passage::Bypassed { by } => drop(trace.insert("bypassed_by".to_owned(), json!(by.as_str()))),
            Passage::Verified { by, evidence } => {
                trace.insert("verified_by".to_owned(), json!(by.as_str()));
                trace.insert("evidence".to_owned(), json!(evidence.as_str()));
            }
        }
    }
    if let Some(latest) = record.statuses.latest() {
        trace.insert("status".to_owned(), json!(latest.status.kind().key()));
        trace.insert("status_since".to_owned(), json!(latest.since.to_string()));
        trace.insert("status_reason".to_owned(), json!(latest.status.reason().map(ToString::to_string)));
        trace.insert("lost_to".to_owned(), json!(latest.status.went_to().map(ToString::to_string)));
    }
    if let Some(claim) = &record.claim {
        trace.insert("claimed_stage".to_owned(), json!(claim.stage.as_str()));
        trace.insert("claimed_since".to_owned(), json!(claim.reached_on.to_string()));
        trace.insert("claimed_by".to_owned(), json!(claim.by.as_str()));
        trace.insert("claim_evidence".to_owned(), json!(claim.evidence.as_str()));
        let returned = claim.returned.as_ref().map(|returned| returned.reason.as_str());
        trace.insert("claim_returned".to_owned(), json!(returned));
    }
    if let Some(released) = &record.released {
        trace.insert("released_by".to_owned(), json!(released.by.as_str()));
        trace.insert("released_on".to_owned(), json!(released.on.to_string()));
        trace.insert("released_reason".to_owned(), json!(released.reason.as_ref().map(ToString::to_string)));
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
        "energy_tce": report.energy_tce.map(|energy| energy.to_string()),
    })
}

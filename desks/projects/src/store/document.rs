//! A whole record as one JSON document, which its row keeps. The row's other columns and the tables beside it follow
//! from it: they are there so that the database can filter, sort and add up.

use std::{collections::BTreeMap, str::FromStr};

use serde::{Deserialize, Serialize};
use store::StoreError;

use super::rows::{corrupt, parsed};
use crate::model::{
    Field, Filing, History, Location, Needs, PlannedYear, Project, ProjectId, ProjectRecord, Promises, Status,
    StatusChange, StatusHistory, StatusKind, Transition, Year,
};

#[derive(Serialize, Deserialize)]
struct Document {
    /// The text of each field that is filled, but the planned years.
    fields: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    plan: Vec<Planned>,
    stages: Vec<Entered>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    statuses: Vec<Changed>,
}

#[derive(Serialize, Deserialize)]
struct Planned {
    year: i16,
    amount_cny: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Entered {
    stage: String,
    on: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Changed {
    status: String,
    since: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    reason: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    went_to: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

/// The document of a record.
pub(super) fn write(record: &ProjectRecord) -> Result<String, StoreError> {
    let project = &record.project;
    let filled = Field::all().map(|field| (field.key().into_owned(), project.text(field)));
    let document = Document {
        fields: filled.filter(|(_, text)| !text.is_empty()).collect(),
        plan: project.plan.iter().map(planned).collect(),
        stages: record.stages.iter().map(entered).collect(),
        statuses: record.statuses.iter().map(changed).collect(),
    };
    Ok(serde_json::to_string(&document)?)
}

/// The record of a document.
///
/// # Errors
/// [`StoreError::Corrupt`] for a document that this desk has not written.
pub(super) fn read(id: &str, text: &str) -> Result<ProjectRecord, StoreError> {
    let Document { fields, plan, stages, statuses } = serde_json::from_str(text)?;
    let transition = |entered: Entered| {
        Ok(Transition {
            stage: parsed(&entered.stage)?,
            entered_on: parsed(&entered.on)?,
            reason: optional(entered.reason.as_deref())?,
            source: optional(entered.source.as_deref())?,
        })
    };
    let stages = stages.into_iter().map(transition).collect::<Result<_, StoreError>>()?;
    let statuses = statuses.into_iter().map(status_change).collect::<Result<_, _>>()?;
    Ok(ProjectRecord {
        id: id.parse::<ProjectId>().map_err(|_| corrupt(id))?,
        project: project(&fields, plan)?,
        stages: History::restore(stages),
        statuses: StatusHistory::restore(statuses),
    })
}

fn text(text: Option<&impl ToString>) -> Option<String> {
    text.map(ToString::to_string)
}

fn planned((year, planned): (&Year, &PlannedYear)) -> Planned {
    Planned { year: year.get(), amount_cny: planned.amount_cny.to_string(), source: text(planned.source.as_ref()) }
}

fn entered(transition: &Transition) -> Entered {
    Entered {
        stage: transition.stage.to_string(),
        on: transition.entered_on.to_string(),
        reason: text(transition.reason.as_ref()),
        source: text(transition.source.as_ref()),
    }
}

fn changed(change: &StatusChange) -> Changed {
    Changed {
        status: change.status.kind().key().to_owned(),
        since: change.since.to_string(),
        reason: text(change.status.reason()).unwrap_or_default(),
        went_to: text(change.status.went_to()).unwrap_or_default(),
        source: text(change.source.as_ref()),
    }
}

fn optional<T: FromStr>(text: Option<&str>) -> Result<Option<T>, StoreError> {
    text.filter(|text| !text.is_empty()).map(parsed).transpose()
}

fn status_change(changed: Changed) -> Result<StatusChange, StoreError> {
    let kind = StatusKind::from_key(&changed.status).map_err(|_| corrupt(&changed.status))?;
    Ok(StatusChange {
        status: Status::parse(kind, &changed.reason, &changed.went_to).map_err(|_| corrupt(&changed.reason))?,
        since: parsed(&changed.since)?,
        source: optional(changed.source.as_deref())?,
    })
}

fn planned_year(planned: Planned) -> Result<(Year, PlannedYear), StoreError> {
    let year = Year::new(i32::from(planned.year)).map_err(|_| corrupt("year of a plan"))?;
    let source = optional(planned.source.as_deref())?;
    Ok((year, PlannedYear { amount_cny: parsed(&planned.amount_cny)?, source }))
}

fn project(texts: &BTreeMap<String, String>, plan: Vec<Planned>) -> Result<Project, StoreError> {
    let text = |field: Field| texts.get(&*field.key()).map(String::as_str);
    let needed = |field: Field| text(field).ok_or_else(|| corrupt(&field.key()));
    let tags = text(Field::SixNews).unwrap_or_default();
    let location = match (text(Field::Longitude), text(Field::Latitude)) {
        (Some(longitude), Some(latitude)) => {
            Some(Location::parse(longitude, latitude).map_err(|_| corrupt(longitude))?)
        }
        _ => None,
    };
    Ok(Project {
        name: parsed(needed(Field::Name)?)?,
        investor_name: parsed(needed(Field::InvestorName)?)?,
        credit_code: optional(text(Field::CreditCode))?,
        project_code: optional(text(Field::ProjectCode))?,
        filing: Filing {
            industry: optional(text(Field::Industry))?,
            park: optional(text(Field::Park))?,
            cluster: optional(text(Field::Cluster))?,
            six_news: tags.split(';').filter(|tag| !tag.is_empty()).map(parsed).collect::<Result<_, _>>()?,
            leading_industry: optional(text(Field::LeadingIndustry))?,
        },
        description: optional(text(Field::Description))?,
        location,
        total_investment_cny: optional(text(Field::TotalInvestment))?,
        plan: plan.into_iter().map(planned_year).collect::<Result<_, _>>()?,
        needs: Needs {
            land_mu: optional(text(Field::Land))?,
            gas_m3_per_hour: optional(text(Field::Gas))?,
            power_kw: optional(text(Field::Power))?,
            water_t_per_day: optional(text(Field::Water))?,
        },
        promises: Promises {
            output_cny_per_year: optional(text(Field::Output))?,
            tax_cny_per_year: optional(text(Field::Tax))?,
            jobs: optional(text(Field::Jobs))?,
            start_on: optional(text(Field::StartPromised))?,
            production_on: optional(text(Field::ProductionPromised))?,
        },
        source: optional(text(Field::Source))?,
    })
}

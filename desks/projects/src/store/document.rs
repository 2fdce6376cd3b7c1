//! A whole record as one JSON document, which its row keeps. The row's other columns and the tables beside it follow
//! from it: they are there so that the database can filter, sort and add up.

use std::{collections::BTreeMap, str::FromStr};

use serde::{Deserialize, Serialize};
use store::StoreError;

use super::rows::{corrupt, parsed};
use crate::model::{
    Claim, Field, Filing, History, Location, Needs, Passage, PlannedYear, Project, ProjectId, ProjectRecord, Promises,
    Released, Returned, Status, StatusChange, StatusHistory, StatusKind, Transition, Year,
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claim: Option<Claimed>,
    /// Kinds of documents that were handed in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    documents: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    released: Option<GivenBack>,
}

#[derive(Serialize, Deserialize)]
struct GivenBack {
    by: String,
    on: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Claimed {
    stage: String,
    reached_on: String,
    by: String,
    on: String,
    evidence: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    returned: Option<SentBack>,
}

#[derive(Serialize, Deserialize)]
struct SentBack {
    by: String,
    on: String,
    reason: String,
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
    bypassed_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    verified_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evidence: Option<String>,
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
        claim: record.claim.as_ref().map(claimed),
        documents: record.documents.iter().map(ToString::to_string).collect(),
        released: record.released.as_ref().map(|released| GivenBack {
            by: released.by.to_string(),
            on: released.on.to_string(),
            reason: text(released.reason.as_ref()),
        }),
    };
    Ok(serde_json::to_string(&document)?)
}

/// The record of a document.
///
/// # Errors
/// [`StoreError::Corrupt`] for a document that this desk has not written.
pub(super) fn read(id: &str, text: &str) -> Result<ProjectRecord, StoreError> {
    let Document { fields, plan, stages, statuses, claim, documents, released } = serde_json::from_str(text)?;
    let transition = |entered: Entered| {
        Ok(Transition {
            stage: parsed(&entered.stage)?,
            entered_on: parsed(&entered.on)?,
            reason: optional(entered.reason.as_deref())?,
            source: optional(entered.source.as_deref())?,
            passage: passage(&entered)?,
        })
    };
    let stages = stages.into_iter().map(transition).collect::<Result<_, StoreError>>()?;
    let statuses = statuses.into_iter().map(status_change).collect::<Result<_, _>>()?;
    Ok(ProjectRecord {
        id: id.parse::<ProjectId>().map_err(|_| corrupt(id))?,
        project: project(&fields, plan)?,
        stages: History::restore(stages),
        statuses: StatusHistory::restore(statuses),
        claim: claim.map(|claim| claim_of(&claim)).transpose()?,
        documents: documents.iter().map(|kind| parsed(kind)).collect::<Result<_, _>>()?,
        released: released.map(|back| given_back(&back)).transpose()?,
    })
}

fn text(text: Option<&impl ToString>) -> Option<String> {
    text.map(ToString::to_string)
}

fn planned((year, planned): (&Year, &PlannedYear)) -> Planned {
    Planned { year: year.get(), amount_cny: planned.amount_cny.to_string(), source: text(planned.source.as_ref()) }
}

fn entered(transition: &Transition) -> Entered {
    let (bypassed_by, verified_by, evidence) = match &transition.passage {
        Passage::Complete => (None, None, None),
        Passage::Bypassed { by } => (Some(by.to_string()), None, None),
        Passage::Verified { by, evidence } => (None, Some(by.to_string()), Some(evidence.to_string())),
    };
    Entered {
        bypassed_by,
        verified_by,
        evidence,
        stage: transition.stage.to_string(),
        on: transition.entered_on.to_string(),
        reason: text(transition.reason.as_ref()),
        source: text(transition.source.as_ref()),
    }
}

fn passage(entered: &Entered) -> Result<Passage, StoreError> {
    let evidence = || optional(entered.evidence.as_deref())?.ok_or_else(|| corrupt("evidence of a stage"));
    match (&entered.bypassed_by, &entered.verified_by) {
        (None, None) => Ok(Passage::Complete),
        (Some(by), _) => Ok(Passage::Bypassed { by: parsed(by)? }),
        (None, Some(by)) => Ok(Passage::Verified { by: parsed(by)?, evidence: evidence()? }),
    }
}

fn given_back(back: &GivenBack) -> Result<Released, StoreError> {
    Ok(Released { by: parsed(&back.by)?, on: parsed(&back.on)?, reason: optional(back.reason.as_deref())? })
}

fn claimed(claim: &Claim) -> Claimed {
    let sent_back = |returned: &Returned| SentBack {
        by: returned.by.to_string(),
        on: returned.on.to_string(),
        reason: returned.reason.to_string(),
    };
    Claimed {
        stage: claim.stage.to_string(),
        reached_on: claim.reached_on.to_string(),
        by: claim.by.to_string(),
        on: claim.on.to_string(),
        evidence: claim.evidence.to_string(),
        returned: claim.returned.as_ref().map(sent_back),
    }
}

fn claim_of(claimed: &Claimed) -> Result<Claim, StoreError> {
    let returned = |back: &SentBack| {
        Ok::<_, StoreError>(Returned { by: parsed(&back.by)?, on: parsed(&back.on)?, reason: parsed(&back.reason)? })
    };
    Ok(Claim {
        stage: parsed(&claimed.stage)?,
        reached_on: parsed(&claimed.reached_on)?,
        by: parsed(&claimed.by)?,
        on: parsed(&claimed.on)?,
        evidence: parsed(&claimed.evidence)?,
        returned: claimed.returned.as_ref().map(returned).transpose()?,
    })
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
    let unknown = text(Field::Unknown).unwrap_or_default();
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
        lead_source: optional(text(Field::LeadSource))?,
        manager: optional(text(Field::Manager))?,
        likelihood: optional(text(Field::Likelihood))?,
        unknown: unknown.split(';').filter(|key| !key.is_empty()).map(parsed).collect::<Result<_, _>>()?,
        source: optional(text(Field::Source))?,
    })
}

//! Rows to records and back.

use std::{collections::BTreeMap, str::FromStr};

use jiff::civil::Date;
use sea_orm::Set;
use store::{Change, StoreError, instant_text};

use super::tables::{plan, project, report, stage, standing, status, tag};
use crate::model::{
    Field, Filing, History, Location, Money, Month, MonthlyReport, Needs, PlannedYear, Project, ProjectId,
    ProjectRecord, Promises, Rules, StageGroup, Standing, Status, StatusChange, StatusHistory, StatusKind, Transition,
    Year,
};

/// What hangs on a project in tables of its own, each in its order.
#[derive(Default)]
pub(super) struct Parts {
    pub stages: Vec<stage::Model>,
    pub statuses: Vec<status::Model>,
    pub plans: Vec<plan::Model>,
}

/// A stored text that was valid when it was written.
pub(super) fn parsed<T: FromStr>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| corrupt(text))
}

fn corrupt(text: &str) -> StoreError {
    StoreError::Corrupt(format!("{text:?} in a project"))
}

fn optional<T: FromStr>(text: Option<&str>) -> Result<Option<T>, StoreError> {
    text.filter(|text| !text.is_empty()).map(parsed).transpose()
}

/// The particulars as they are kept: the text of each field that is filled, but the planned years.
fn particulars(project: &Project) -> BTreeMap<String, String> {
    let filled = Field::all().map(|field| (field.key().into_owned(), project.text(field)));
    filled.filter(|(_, text)| !text.is_empty()).collect()
}

fn project_of(texts: &BTreeMap<String, String>, plans: Vec<plan::Model>) -> Result<Project, StoreError> {
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
        plan: plans.into_iter().map(planned_year).collect::<Result<_, _>>()?,
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

fn planned_year(row: plan::Model) -> Result<(Year, PlannedYear), StoreError> {
    let year = i32::try_from(row.year).ok().and_then(|year| Year::new(year).ok());
    let year = year.ok_or_else(|| corrupt("year of a plan"))?;
    Ok((year, PlannedYear { amount_cny: money(row.amount_fen)?, source: optional(row.source.as_deref())? }))
}

pub(super) fn money(fen: i64) -> Result<Money, StoreError> {
    Money::from_fen(fen).map_err(|_| corrupt(&fen.to_string()))
}

pub(super) fn record(row: &project::Model, parts: Parts) -> Result<ProjectRecord, StoreError> {
    let texts = serde_json::from_str(&row.particulars)?;
    let stages = parts.stages.into_iter().map(transition).collect::<Result<_, _>>()?;
    let statuses = parts.statuses.into_iter().map(status_change).collect::<Result<_, _>>()?;
    Ok(ProjectRecord {
        id: parsed(&row.id)?,
        project: project_of(&texts, parts.plans)?,
        stages: History::restore(stages),
        statuses: StatusHistory::restore(statuses),
    })
}

pub(super) fn transition(row: stage::Model) -> Result<Transition, StoreError> {
    Ok(Transition {
        stage: parsed(&row.stage)?,
        entered_on: parsed(&row.entered_on)?,
        reason: optional(row.reason.as_deref())?,
        source: optional(row.source.as_deref())?,
    })
}

pub(super) fn status_change(row: status::Model) -> Result<StatusChange, StoreError> {
    let kind = StatusKind::from_key(&row.kind).map_err(|_| corrupt(&row.kind))?;
    Ok(StatusChange {
        status: Status::parse(kind, &row.reason, &row.went_to).map_err(|_| corrupt(&row.reason))?,
        since: parsed(&row.since)?,
        source: optional(row.source.as_deref())?,
    })
}

pub(super) fn report(row: report::Model) -> Result<(ProjectId, MonthlyReport), StoreError> {
    let report = MonthlyReport {
        month: parsed(&row.month)?,
        investment_cny: money(row.investment_fen)?,
        output_cny: money(row.output_fen)?,
        tax_cny: money(row.tax_fen)?,
        jobs: u32::try_from(row.jobs).map_err(|_| corrupt("jobs of a report"))?,
        source: optional(row.source.as_deref())?,
    };
    Ok((parsed(&row.project_id)?, report))
}

/// The row of a project: what lists show and filter by is worked out once, when it is written.
pub(super) fn project_row(
    change: &Change,
    record: &ProjectRecord,
    rules: &Rules,
    version: i64,
) -> Result<project::ActiveModel, StoreError> {
    let project = &record.project;
    let latest = record.stages.latest();
    let reached = |group: StageGroup| record.stages.reached(group, Date::MAX, &rules.stages).map(|day| day.to_string());
    let text = |field: Field| Some(project.text(field)).filter(|text| !text.is_empty());
    let order = latest.and_then(|latest| rules.stages.get(&latest.stage)).map_or(0, |stage| i64::from(stage.order));
    Ok(project::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        id: Set(record.id.to_string()),
        name: Set(project.name.to_string()),
        investor_name: Set(project.investor_name.to_string()),
        credit_code: Set(text(Field::CreditCode)),
        project_code: Set(text(Field::ProjectCode)),
        park: Set(text(Field::Park)),
        cluster: Set(text(Field::Cluster)),
        leading_industry: Set(text(Field::LeadingIndustry)),
        total_investment_fen: Set(project.total_investment_cny.map(Money::fen)),
        stage: Set(latest.map(|latest| latest.stage.to_string())),
        stage_on: Set(latest.map(|latest| latest.entered_on.to_string())),
        stage_order: Set(order),
        signed_on: Set(reached(StageGroup::Signed)),
        started_on: Set(reached(StageGroup::Construction)),
        production_on: Set(reached(StageGroup::Production)),
        start_promised_on: Set(text(Field::StartPromised)),
        production_promised_on: Set(text(Field::ProductionPromised)),
        status: Set(record.statuses.on(Date::MAX).kind().key().to_owned()),
        particulars: Set(serde_json::to_string(&particulars(project))?),
        updated_at: Set(instant_text(change.at())),
        version: Set(version),
    })
}

pub(super) fn tag_rows(change: &Change, record: &ProjectRecord) -> Vec<tag::ActiveModel> {
    let row = |tag: &crate::model::Key| tag::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        project_id: Set(record.id.to_string()),
        tag: Set(tag.to_string()),
    };
    record.project.filing.six_news.iter().map(row).collect()
}

pub(super) fn stage_rows(change: &Change, record: &ProjectRecord) -> Vec<stage::ActiveModel> {
    let row = |(position, transition): (i64, &Transition)| stage::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        project_id: Set(record.id.to_string()),
        position: Set(position),
        stage: Set(transition.stage.to_string()),
        entered_on: Set(transition.entered_on.to_string()),
        reason: Set(transition.reason.as_ref().map(ToString::to_string)),
        source: Set(transition.source.as_ref().map(ToString::to_string)),
    };
    (0..).zip(record.stages.iter()).map(row).collect()
}

pub(super) fn status_rows(change: &Change, record: &ProjectRecord) -> Vec<status::ActiveModel> {
    let row = |(position, changed): (i64, &StatusChange)| status::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        project_id: Set(record.id.to_string()),
        position: Set(position),
        kind: Set(changed.status.kind().key().to_owned()),
        since: Set(changed.since.to_string()),
        reason: Set(changed.status.reason().map(ToString::to_string).unwrap_or_default()),
        went_to: Set(changed.status.went_to().map(ToString::to_string).unwrap_or_default()),
        source: Set(changed.source.as_ref().map(ToString::to_string)),
    };
    (0..).zip(record.statuses.iter()).map(row).collect()
}

/// One row for each stretch of the project, with all that figures add up.
pub(super) fn standing_rows(change: &Change, record: &ProjectRecord, rules: &Rules) -> Vec<standing::ActiveModel> {
    let project = &record.project;
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let fen = |money: Option<Money>| money.map_or(0, Money::fen);
    let tags: Vec<_> = project.filing.six_news.iter().map(crate::model::Key::as_str).collect();
    let tags = if tags.is_empty() { String::new() } else { format!(";{};", tags.join(";")) };
    let row = |one: Standing| standing::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        project_id: Set(record.id.to_string()),
        since: Set(one.since.to_string()),
        until: Set(day(one.until).unwrap_or_else(|| standing::OPEN.to_owned())),
        status: Set(one.status.key().to_owned()),
        stage: Set(one.stage.map(|stage| stage.to_string()).unwrap_or_default()),
        reach: Set(reach(one.group)),
        signed_on: Set(day(one.signed_on)),
        started_on: Set(day(one.started_on)),
        production_on: Set(day(one.production_on)),
        start_promised_on: Set(day(project.promises.start_on)),
        production_promised_on: Set(day(project.promises.production_on)),
        park: Set(project.text(Field::Park)),
        cluster: Set(project.text(Field::Cluster)),
        tags: Set(tags.clone()),
        investment_fen: Set(fen(project.total_investment_cny)),
        output_fen: Set(fen(project.promises.output_cny_per_year)),
        tax_fen: Set(fen(project.promises.tax_cny_per_year)),
        jobs: Set(project.promises.jobs.map_or(0, i64::from)),
    };
    Standing::all(record, rules).into_iter().map(row).collect()
}

/// Place of a group among all groups, from 1; 0 for none.
pub(super) fn reach(group: Option<StageGroup>) -> i64 {
    group.map_or(0, |group| group as i64 + 1)
}

pub(super) fn plan_rows(change: &Change, record: &ProjectRecord) -> Vec<plan::ActiveModel> {
    let row = |(year, planned): (&Year, &PlannedYear)| plan::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        project_id: Set(record.id.to_string()),
        year: Set(i64::from(year.get())),
        amount_fen: Set(planned.amount_cny.fen()),
        source: Set(planned.source.as_ref().map(ToString::to_string)),
    };
    record.project.plan.iter().map(row).collect()
}

pub(super) fn report_row(change: &Change, id: &ProjectId, report: &MonthlyReport) -> report::ActiveModel {
    report::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        project_id: Set(id.to_string()),
        month: Set(month_text(report.month)),
        investment_fen: Set(report.investment_cny.fen()),
        output_fen: Set(report.output_cny.fen()),
        tax_fen: Set(report.tax_cny.fen()),
        jobs: Set(i64::from(report.jobs)),
        source: Set(report.source.as_ref().map(ToString::to_string)),
    }
}

/// `2020-08`: text order is time order.
pub(super) fn month_text(month: Month) -> String {
    month.to_string()
}

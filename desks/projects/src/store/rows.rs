//! Rows to records and back.

use std::str::FromStr;

use jiff::civil::Date;
use sea_orm::{DerivePartialModel, Set};
use store::{Change, StoreError};

use super::{
    document,
    tables::{plan, project, report, standing, tag},
};
use crate::model::{
    Field, Money, Month, MonthlyReport, PlannedYear, ProjectId, ProjectRecord, Quantity, Rules, StageGroup, Standing,
    Year,
};

/// A stored text that was valid when it was written.
pub(super) fn parsed<T: FromStr>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| corrupt(text))
}

pub(super) fn corrupt(text: &str) -> StoreError {
    StoreError::Corrupt(format!("{text:?} in a project"))
}

pub(super) fn money(fen: i64) -> Result<Money, StoreError> {
    Money::from_fen(fen).map_err(|_| corrupt(&fen.to_string()))
}

fn energy(thousandths: i64) -> Result<Quantity, StoreError> {
    Quantity::from_thousandths(thousandths).map_err(|_| corrupt(&thousandths.to_string()))
}

/// What a project is read from: the other columns follow from it.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "project::Entity")]
pub(super) struct Kept {
    pub id: String,
    pub document: String,
    pub version: i64,
}

pub(super) fn record(row: &Kept) -> Result<ProjectRecord, StoreError> {
    document::read(&row.id, &row.document)
}

pub(super) fn report(row: report::Model) -> Result<(ProjectId, MonthlyReport), StoreError> {
    let report = MonthlyReport {
        month: parsed(&row.month)?,
        investment_cny: money(row.investment_fen)?,
        output_cny: money(row.output_fen)?,
        tax_cny: money(row.tax_fen)?,
        jobs: u32::try_from(row.jobs).map_err(|_| corrupt("jobs of a report"))?,
        energy_tce: row.energy_kgce.map(energy).transpose()?,
        source: row.source.as_deref().map(parsed).transpose()?,
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
        total_investment_fen: Set(project.total_investment_cny.map_or(-1, Money::fen)),
        stage: Set(latest.map(|latest| latest.stage.to_string())),
        stage_on: Set(latest.map(|latest| latest.entered_on.to_string())),
        stage_order: Set(order),
        signed_on: Set(reached(StageGroup::Signed)),
        started_on: Set(reached(StageGroup::Construction)),
        production_on: Set(reached(StageGroup::Production)),
        start_promised_on: Set(text(Field::StartPromised)),
        production_promised_on: Set(text(Field::ProductionPromised)),
        status: Set(record.statuses.on(Date::MAX).kind().key().to_owned()),
        manager: Set(text(Field::Manager)),
        likelihood: Set(text(Field::Likelihood)),
        claim: Set(record.claim.as_ref().filter(|claim| claim.is_open()).map(|claim| claim.stage.to_string())),
        touched_on: Set(Some(touched(change, record))),
        document: Set(document::write(record)?),
        version: Set(version),
    })
}

/// The day of the change; what the program takes over by itself was touched when something happened last.
fn touched(change: &Change, record: &ProjectRecord) -> String {
    let today = pages::china().to_datetime(change.at()).date();
    let by_itself = change.author().actor.starts_with("system:");
    let latest = record.stages.latest().map(|one| one.entered_on);
    let latest = latest.max(record.statuses.latest().map(|one| one.since));
    latest.filter(|_| by_itself).unwrap_or(today).to_string()
}

pub(super) fn tag_rows(change: &Change, record: &ProjectRecord) -> Vec<tag::ActiveModel> {
    let row = |tag: &crate::model::Key| tag::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        project_id: Set(record.id.to_string()),
        tag: Set(tag.to_string()),
    };
    record.project.filing.six_news.iter().map(row).collect()
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
        energy_kgce: Set(report.energy_tce.map(Quantity::thousandths)),
        source: Set(report.source.as_ref().map(ToString::to_string)),
        version: Set(1),
    }
}

/// `2020-08`: text order is time order.
pub(super) fn month_text(month: Month) -> String {
    month.to_string()
}

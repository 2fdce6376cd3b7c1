//! The files beside `projects.csv`: what happened to the projects, what is planned, what was reported.

use std::collections::BTreeMap;

use jiff::civil::Date;
use spreadsheet::TableError;

use crate::{
    model::{
        Claim, FieldError, Key, Line, Money, Month, MonthlyReport, Passage, PlannedYear, Problem, ProjectId,
        ProjectRecord, ReportDraft, Returned, Stages, Status, StatusChange, StatusKind, Transition, Year, parse_date,
    },
    store::Listing,
};

use super::{
    ZoneError,
    projects::Records,
    sheet::{self, Sheet, SheetRow},
};

const TRANSITIONS: [&str; 8] = ["project", "stage", "entered_on", "reason", "passage", "by", "evidence", "source"];
const CLAIMS: [&str; 9] =
    ["project", "stage", "reached_on", "by", "on", "evidence", "returned_by", "returned_on", "returned_reason"];
const STATUSES: [&str; 6] = ["project", "status", "since", "reason", "lost_to", "source"];
const PLANS: [&str; 4] = ["project", "year", "planned_cny", "source"];
const LISTINGS: [&str; 3] = ["project", "by", "on"];
const REPORTS: [&str; 8] =
    ["project", "month", "investment_cny", "output_cny", "tax_cny", "jobs", "energy_tce", "source"];

/// Why a row cannot be taken over.
type Wrong = Vec<FieldError>;

pub(super) fn read_transitions(
    text: &str,
    records: &mut Records,
    stages: &Stages,
    today: Date,
    errors: &mut Vec<ZoneError>,
) {
    each_row("transitions.csv", text, &TRANSITIONS, errors, |row| {
        let [project, stage, entered_on, reason, kind, by, evidence, source] = row.cells();
        let transition = Transition {
            stage: value("stage", stage.parse::<Key>())?,
            entered_on: value("entered_on", parse_date(entered_on))?,
            reason: line("reason", reason)?,
            passage: passage(kind, by, evidence)?,
            source: line("source", source)?,
        };
        record(records, project)?.stages.enter(transition, stages, today).map_err(|error| vec![error])
    });
}

fn passage(kind: &str, by: &str, evidence: &str) -> Result<Passage, Wrong> {
    let by = || value("by", by.parse::<Line>());
    match kind {
        "" => Ok(Passage::Complete),
        "bypassed" => Ok(Passage::Bypassed { by: by()? }),
        "verified" => Ok(Passage::Verified { by: by()?, evidence: value("evidence", evidence.parse())? }),
        _ => {
            let problem = Problem::UnknownTerm { text: kind.to_owned(), known: "bypassed、verified".to_owned() };
            Err(vec![FieldError::new("passage", problem)])
        }
    }
}

/// Kind, account and evidence.
fn passage_texts(passage: &Passage) -> (&'static str, String, String) {
    match passage {
        Passage::Complete => ("", String::new(), String::new()),
        Passage::Bypassed { by } => ("bypassed", by.to_string(), String::new()),
        Passage::Verified { by, evidence } => ("verified", by.to_string(), evidence.to_string()),
    }
}

pub(super) fn read_statuses(text: &str, records: &mut Records, today: Date, errors: &mut Vec<ZoneError>) {
    each_row("statuses.csv", text, &STATUSES, errors, |row| {
        let [project, kind, since, reason, lost_to, source] = row.cells();
        let change = StatusChange {
            status: Status::parse(value("status", StatusKind::from_key(kind))?, reason, lost_to)?,
            since: value("since", parse_date(since))?,
            source: line("source", source)?,
        };
        record(records, project)?.statuses.change(change, today).map_err(|error| vec![error])
    });
}

pub(super) fn read_claims(text: &str, records: &mut Records, errors: &mut Vec<ZoneError>) {
    each_row("claims.csv", text, &CLAIMS, errors, |row| {
        let [project, stage, reached_on, by, on, evidence, returned_by, returned_on, reason] = row.cells();
        let returned = match returned_by {
            "" => None,
            by => Some(Returned {
                by: value("returned_by", by.parse())?,
                on: value("returned_on", parse_date(returned_on))?,
                reason: value("returned_reason", reason.parse())?,
            }),
        };
        let claim = Claim {
            stage: value("stage", stage.parse())?,
            reached_on: value("reached_on", parse_date(reached_on))?,
            by: value("by", by.parse())?,
            on: value("on", parse_date(on))?,
            evidence: value("evidence", evidence.parse())?,
            returned,
        };
        match record(records, project)?.claim.replace(claim) {
            None => Ok(()),
            Some(_) => Err(vec![FieldError::new("project", Problem::Taken)]),
        }
    });
}

pub(super) fn read_plans(text: &str, records: &mut Records, errors: &mut Vec<ZoneError>) {
    each_row("plans.csv", text, &PLANS, errors, |row| {
        let [project, year, planned, source] = row.cells();
        let year: Year = value("year", year.parse())?;
        let planned =
            PlannedYear { amount_cny: value("planned_cny", planned.parse())?, source: line("source", source)? };
        match record(records, project)?.project.plan.insert(year, planned) {
            None => Ok(()),
            Some(_) => Err(vec![FieldError::new("year", Problem::Taken)]),
        }
    });
}

pub(super) fn read_reports(
    text: &str,
    records: &Records,
    today: Date,
    errors: &mut Vec<ZoneError>,
) -> BTreeMap<(ProjectId, Month), MonthlyReport> {
    let mut reports = BTreeMap::new();
    each_row("reports.csv", text, &REPORTS, errors, |row| {
        let [project, month, investment_cny, output_cny, tax_cny, jobs, energy_tce, source] =
            row.cells().map(str::to_owned);
        let draft = ReportDraft { month, investment_cny, output_cny, tax_cny, jobs, energy_tce, source };
        let report = draft.check(today)?;
        let known = project.parse().ok().filter(|id| records.contains_key(id));
        let id = known.ok_or_else(|| vec![FieldError::new("project", Problem::UnknownProject)])?;
        match reports.insert((id, report.month), report) {
            None => Ok(()),
            Some(_) => Err(vec![FieldError::new("month", Problem::Taken)]),
        }
    });
    reports
}

pub(super) fn read_listings(text: &str, records: &Records, errors: &mut Vec<ZoneError>) -> Vec<Listing> {
    let mut listings = BTreeMap::new();
    each_row("listings.csv", text, &LISTINGS, errors, |row| {
        let [project, by, on] = row.cells();
        let known = project.parse().ok().filter(|id| records.contains_key(id));
        let project: ProjectId = known.ok_or_else(|| vec![FieldError::new("project", Problem::UnknownProject)])?;
        let listing =
            Listing { project: project.clone(), by: value("by", by.parse())?, on: value("on", parse_date(on))? };
        match listings.insert(project, listing) {
            None => Ok(()),
            Some(_) => Err(vec![FieldError::new("project", Problem::Taken)]),
        }
    });
    listings.into_values().collect()
}

/// Takes over every row of a file and notes what is wrong.
fn each_row(
    file: &'static str,
    text: &str,
    columns: &[&str],
    errors: &mut Vec<ZoneError>,
    mut take: impl FnMut(&SheetRow) -> Result<(), Wrong>,
) {
    let sheet = Sheet::read(file, text, columns, errors);
    for row in &sheet.rows {
        if let Err(wrong) = take(row) {
            errors.extend(wrong.iter().map(|error| sheet.error(row, error)));
        }
    }
}

fn record<'r>(records: &'r mut Records, id: &str) -> Result<&'r mut ProjectRecord, Wrong> {
    let found = id.parse().ok().and_then(|id: ProjectId| records.get_mut(&id));
    found.ok_or_else(|| vec![FieldError::new("project", Problem::UnknownProject)])
}

fn value<T>(field: &'static str, value: Result<T, Problem>) -> Result<T, Wrong> {
    value.map_err(|problem| vec![FieldError::new(field, problem)])
}

fn line(field: &'static str, text: &str) -> Result<Option<Line>, Wrong> {
    if text.is_empty() { Ok(None) } else { value(field, text.parse().map(Some)) }
}

fn text(value: Option<&Line>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

pub(super) fn write_transitions(records: &[&ProjectRecord]) -> Result<String, TableError> {
    let rows = records.iter().flat_map(|record| {
        record.stages.iter().map(|transition| {
            let (kind, by, evidence) = passage_texts(&transition.passage);
            vec![
                record.id.to_string(),
                transition.stage.to_string(),
                transition.entered_on.to_string(),
                text(transition.reason.as_ref()),
                kind.to_owned(),
                by,
                evidence,
                text(transition.source.as_ref()),
            ]
        })
    });
    sheet::write(&TRANSITIONS, rows)
}

pub(super) fn write_claims(records: &[&ProjectRecord]) -> Result<String, TableError> {
    let rows = records.iter().filter_map(|record| {
        let claim = record.claim.as_ref()?;
        let returned = claim.returned.as_ref();
        Some(vec![
            record.id.to_string(),
            claim.stage.to_string(),
            claim.reached_on.to_string(),
            claim.by.to_string(),
            claim.on.to_string(),
            claim.evidence.to_string(),
            returned.map(|returned| returned.by.to_string()).unwrap_or_default(),
            returned.map(|returned| returned.on.to_string()).unwrap_or_default(),
            returned.map(|returned| returned.reason.to_string()).unwrap_or_default(),
        ])
    });
    sheet::write(&CLAIMS, rows)
}

pub(super) fn write_statuses(records: &[&ProjectRecord]) -> Result<String, TableError> {
    let rows = records.iter().flat_map(|record| {
        record.statuses.iter().map(|change| {
            vec![
                record.id.to_string(),
                change.status.kind().key().to_owned(),
                change.since.to_string(),
                text(change.status.reason()),
                text(change.status.went_to()),
                text(change.source.as_ref()),
            ]
        })
    });
    sheet::write(&STATUSES, rows)
}

pub(super) fn write_plans(records: &[&ProjectRecord]) -> Result<String, TableError> {
    let rows = records.iter().flat_map(|record| {
        record.project.plan.iter().map(|(year, planned)| {
            vec![
                record.id.to_string(),
                year.to_string(),
                Money::to_string(&planned.amount_cny),
                text(planned.source.as_ref()),
            ]
        })
    });
    sheet::write(&PLANS, rows)
}

pub(super) fn write_reports(reports: &BTreeMap<(ProjectId, Month), MonthlyReport>) -> Result<String, TableError> {
    let rows = reports.iter().map(|((project, month), report)| {
        vec![
            project.to_string(),
            month.to_string(),
            report.investment_cny.to_string(),
            report.output_cny.to_string(),
            report.tax_cny.to_string(),
            report.jobs.to_string(),
            report.energy_tce.map(|energy| energy.to_string()).unwrap_or_default(),
            text(report.source.as_ref()),
        ]
    });
    sheet::write(&REPORTS, rows)
}

pub(super) fn write_listings(listings: &[Listing]) -> Result<String, TableError> {
    let row = |listing: &Listing| vec![listing.project.to_string(), listing.by.to_string(), listing.on.to_string()];
    sheet::write(&LISTINGS, listings.iter().map(row))
}

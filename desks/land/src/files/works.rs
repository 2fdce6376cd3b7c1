use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use ::pages::{FilesError, zone_file};
use ::store::Change;
use identity::Scope;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::{content, first};
use crate::{
    commands::works as commands,
    model::{Code, FieldFlaw, Flaw, WorkDraft, WorkRecord, WorkStep, WorkStepDraft, check_places},
    store as tables,
};

const WORKS: &str = "land/works.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorksRead {
    #[serde(default)]
    work: Vec<Spanned<WorkWritten>>,
}

#[derive(Serialize)]
struct WorksWritten {
    work: Vec<WorkWritten>,
}

/// A work as its file says it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkWritten {
    code: String,
    name: String,
    connection: String,
    due: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    serves: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    road: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    capacity: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    cost: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    contractor: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    after: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    source: String,
    #[serde(default)]
    step: Vec<WorkStepDraft>,
}

impl WorkWritten {
    fn of(record: &WorkRecord) -> Self {
        let WorkDraft { name, connection, due, serves, road, capacity, cost, contractor, after, note, source } =
            record.work.draft();
        let (code, step) = (record.code.to_string(), record.steps.iter().map(WorkStep::draft).collect());
        Self { code, name, connection, due, serves, road, capacity, cost, contractor, after, note, source, step }
    }

    fn check(self, today: Date) -> Result<WorkRecord, FieldFlaw> {
        let Self { code, name, connection, due, serves, road, capacity, cost, contractor, after, note, source, step } =
            self;
        let draft = WorkDraft { name, connection, due, serves, road, capacity, cost, contractor, after, note, source };
        let (code, work) = (FieldFlaw::at("code", code.parse())?, draft.check().map_err(first)?);
        let mut record = WorkRecord { code, work, steps: Vec::new(), version: 1 };
        for step in step {
            record.enter(step.check().map_err(first)?, today)?;
        }
        Ok(record)
    }
}

/// The works that the folder tells.
pub fn read(folder: &Path, today: Date) -> Result<Vec<WorkRecord>, FilesError> {
    let (mut works, mut codes): (Vec<WorkRecord>, BTreeSet<Code>) = Default::default();
    if let Some((told, text)) = zone_file::read::<WorksRead>(folder, WORKS)? {
        for spanned in told.work {
            let start = spanned.span().start;
            let wrong = |flaw: FieldFlaw| content(WORKS, zone_file::line_of(&text, start), flaw);
            let work = spanned.into_inner().check(today).map_err(wrong)?;
            if !codes.insert(work.code.clone()) {
                return Err(wrong(FieldFlaw { field: "code", flaw: Flaw::Taken }));
            }
            works.push(work);
        }
    }
    Ok(works)
}

/// Writes the works, if there are any.
pub fn write(folder: &Path, records: Vec<WorkRecord>) -> Result<(), FilesError> {
    let work: Vec<_> = records.iter().map(WorkWritten::of).collect();
    if work.is_empty() { Ok(()) } else { zone_file::write(folder, WORKS, &WorksWritten { work }) }
}

/// Adds those that nobody knew; their parcels and earlier works must be there.
pub async fn add(change: &mut Change, scope: &Scope, told: Vec<WorkRecord>) -> Result<(), FilesError> {
    let parcels = tables::parcels(change.connection(), scope).await?;
    let parcels: BTreeSet<Code> = parcels.into_iter().map(|parcel| parcel.code).collect();
    let known = tables::works(change.connection(), scope).await?;
    let mut all: BTreeMap<Code, BTreeSet<Code>> =
        known.into_iter().map(|record| (record.code, record.work.after)).collect();
    let new: Vec<_> = told.into_iter().filter(|one| !all.contains_key(&one.code)).collect();
    all.extend(new.iter().map(|record| (record.code.clone(), record.work.after.clone())));
    for record in &new {
        let checked = check_places(&record.code, &record.work, &parcels, &all);
        checked.map_err(|flaws| content(WORKS, 0, format!("{}: {}", record.code, first(flaws))))?;
    }
    Ok(commands::add_records(change, &new).await?)
}

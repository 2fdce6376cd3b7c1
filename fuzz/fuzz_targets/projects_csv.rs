//! Whatever is uploaded as a file of projects or of monthly reports is answered without a panic; and what was taken
//! over, exported and read again, says nothing new.

#![no_main]
#![allow(clippy::unwrap_used, missing_docs)]

use std::{collections::BTreeSet, sync::LazyLock};

use jiff::civil::{Date, date};
use libfuzzer_sys::fuzz_target;
use projects::{
    files::{
        Actuals, Column, ExportRow, ImportedProject, Index, Managers, Outcome, ProjectSheet, ReportSheet, Sight, Wording,
        projects_csv, zone::{RuleTexts, read_rules},
    },
    model::{History, ProjectRecord, Rules, StatusHistory, Year},
};

const TODAY: Date = date(2020, 8, 20);

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let stages = include_str!("../../zones/qinshui/projects/stages.toml");
    let vocabulary = include_str!("../../zones/qinshui/projects/vocabulary.toml");
    read_rules(&RuleTexts { stages: stages.to_owned(), vocabulary: vocabulary.to_owned(), conduct: String::new() }).unwrap()
});

fuzz_target!(|bytes: &[u8]| {
    if let Ok(sheet) = ReportSheet::read(bytes) {
        let _ = sheet.compare(TODAY, |_| Some("p0".parse().unwrap()), |_, _| None).counts();
    }
    let Ok(sheet) = ProjectSheet::read(bytes) else { return };
    let managers = Managers::new([("zhang".to_owned(), "张三".to_owned())].into());
    let preview = sheet.compare(&RULES, &managers, TODAY, |_| None);
    let records: Vec<ProjectRecord> = preview.to_write().enumerate().map(written).collect();
    let years: BTreeSet<Year> = records.iter().flat_map(|record| record.project.plan.keys().copied()).collect();
    let sight = Sight { rules: &RULES, as_of: TODAY, wording: Wording::Chinese };
    let rows = records.iter().map(|record| ExportRow { record, actuals: Actuals::default() });
    let exported = projects_csv(rows, &Column::all(years), sight).unwrap();
    let index = Index::new(&records);
    let again = ProjectSheet::read(&exported).unwrap().compare(&RULES, &managers, TODAY, |identity| index.get(identity));
    assert_eq!(again.rows.len(), records.len());
    for row in again.rows {
        assert_eq!(row.outcome, Outcome::Unchanged, "row {}", row.number);
    }
});

/// The record that a row would make.
fn written((position, row): (usize, &ImportedProject)) -> ProjectRecord {
    let stages = History::restore(row.stage.iter().cloned().collect());
    let statuses = StatusHistory::restore(row.status.iter().cloned().collect());
    let id = format!("p{position}").parse().unwrap();
    ProjectRecord { stages, statuses, ..ProjectRecord::new(id, row.project.clone()) }
}

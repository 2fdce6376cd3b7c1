//! The desk's part of a zone's folder: plain files that a person can read and edit.
//!
//! | file | one entry or row is |
//! | --- | --- |
//! | `stages.toml` | a stage: key, names, order, group, what its gate asks for, source |
//! | `vocabulary.toml` | a park, cluster, tag, leading industry, kind of document or industry code; the extent of the zone |
//! | `projects.csv` | a project; columns are the keys of [`Field`](crate::model::Field) behind `id` |
//! | `transitions.csv` | a project's entry into a stage, in order |
//! | `claims.csv` | a stage that a project claims to have reached, waiting to be verified or sent back |
//! | `statuses.csv` | a change of a project's status, in order |
//! | `plans.csv` | the investment planned for a year |
//! | `reports.csv` | a monthly report |
//!
//! [`read`] and [`write`] undo each other: what was written once is written again byte for byte (UTF-8, lines ended
//! by `\n`, projects in the order of their ids, amounts in yuan). Every row has a `source`.

mod projects;
mod sheet;
mod side;
mod stages;
#[cfg(test)]
mod tests;
mod vocabulary;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::model::{Month, MonthlyReport, ProjectId, ProjectRecord, Rules};

use super::FileError;

/// The names of the files, in the order of [`ZoneTexts::list`].
pub const FILE_NAMES: [&str; 8] = [
    "stages.toml",
    "vocabulary.toml",
    "projects.csv",
    "transitions.csv",
    "claims.csv",
    "statuses.csv",
    "plans.csv",
    "reports.csv",
];

/// The files as texts; an empty text is a file that is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ZoneTexts {
    /// `stages.toml`
    pub stages: String,
    /// `vocabulary.toml`
    pub vocabulary: String,
    /// `projects.csv`
    pub projects: String,
    /// `transitions.csv`
    pub transitions: String,
    /// `claims.csv`
    pub claims: String,
    /// `statuses.csv`
    pub statuses: String,
    /// `plans.csv`
    pub plans: String,
    /// `reports.csv`
    pub reports: String,
}

/// All that the desk knows of a zone.
#[derive(Clone, Debug)]
pub struct ZoneProjects {
    /// Stages and vocabulary.
    pub rules: Rules,
    /// The projects, in the order of their ids.
    pub records: Vec<ProjectRecord>,
    /// Their monthly reports.
    pub reports: BTreeMap<(ProjectId, Month), MonthlyReport>,
}

/// Something in the zone's folder that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {problem}")]
pub struct ZoneError {
    /// The file.
    pub file: &'static str,
    /// The line, counted from 1; 0 is the file as a whole.
    pub line: u32,
    /// What is wrong and what would be right.
    pub problem: String,
}

impl ZoneTexts {
    /// The texts in the order of [`FILE_NAMES`].
    pub fn list(&self) -> [&str; 8] {
        [
            &self.stages,
            &self.vocabulary,
            &self.projects,
            &self.transitions,
            &self.claims,
            &self.statuses,
            &self.plans,
            &self.reports,
        ]
    }

    /// The text of a file by its name, to be filled in.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "stages.toml" => &mut self.stages,
            "vocabulary.toml" => &mut self.vocabulary,
            "projects.csv" => &mut self.projects,
            "transitions.csv" => &mut self.transitions,
            "claims.csv" => &mut self.claims,
            "statuses.csv" => &mut self.statuses,
            "plans.csv" => &mut self.plans,
            "reports.csv" => &mut self.reports,
            _ => return None,
        })
    }
}

/// Reads stages and vocabulary alone.
///
/// # Errors
/// All that is wrong with them.
pub fn read_rules(stages: &str, vocabulary: &str) -> Result<Rules, Vec<ZoneError>> {
    match (stages::read(stages), vocabulary::read(vocabulary)) {
        (Ok(stages), Ok(vocabulary)) => Ok(Rules { stages, vocabulary }),
        (stages, vocabulary) => Err(stages.err().into_iter().chain(vocabulary.err()).collect()),
    }
}

/// Reads a zone's folder.
///
/// What a stage asks for is not asked here: the zone may have come to ask for more since a project entered it.
///
/// # Errors
/// All that is wrong, file by file and line by line.
pub fn read(texts: &ZoneTexts, today: Date) -> Result<ZoneProjects, Vec<ZoneError>> {
    let rules = read_rules(&texts.stages, &texts.vocabulary)?;
    let mut records = projects::read(&texts.projects, &rules.vocabulary)?;
    let mut errors = Vec::new();
    side::read_transitions(&texts.transitions, &mut records, &rules.stages, today, &mut errors);
    side::read_claims(&texts.claims, &mut records, &mut errors);
    side::read_statuses(&texts.statuses, &mut records, today, &mut errors);
    side::read_plans(&texts.plans, &mut records, &mut errors);
    let reports = side::read_reports(&texts.reports, &records, today, &mut errors);
    if errors.is_empty() {
        Ok(ZoneProjects { rules, records: records.into_values().collect(), reports })
    } else {
        Err(errors)
    }
}

/// Writes a zone's folder.
///
/// # Errors
/// [`FileError::Write`].
pub fn write(zone: &ZoneProjects) -> Result<ZoneTexts, FileError> {
    let mut records: Vec<&ProjectRecord> = zone.records.iter().collect();
    records.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(ZoneTexts {
        stages: stages::write(&zone.rules.stages)?,
        vocabulary: vocabulary::write(&zone.rules.vocabulary)?,
        projects: projects::write(&records)?,
        transitions: side::write_transitions(&records)?,
        claims: side::write_claims(&records)?,
        statuses: side::write_statuses(&records)?,
        plans: side::write_plans(&records)?,
        reports: side::write_reports(&zone.reports)?,
    })
}

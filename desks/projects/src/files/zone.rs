//! The desk's part of a zone's folder: plain files that a person can read and edit.
//!
//! | file | one entry or row is |
//! | --- | --- |
//! | `stages.toml` | a stage: key, names, order, group, what its gate asks for, source |
//! | `vocabulary.toml` | a park, cluster, tag, leading industry, kind of document or industry code; the extent of the zone |
//! | `conduct.toml` | words of talks, agreements, requests and hurdles; templates of milestones; terms |
//! | `projects.csv` | a project; columns are the keys of [`Field`](crate::model::Field) behind `id` |
//! | `transitions.csv` | a project's entry into a stage, in order |
//! | `claims.csv` | a stage that a project claims to have reached, waiting to be verified or sent back |
//! | `items.csv` | a talk, agreement, promise, milestone, request, hurdle or duty |
//! | `meetings.csv` | a dispatch meeting |
//! | `investors.toml` | an investor: names, contacts, related firms, earlier projects |
//! | `statuses.csv` | a change of a project's status, in order |
//! | `plans.csv` | the investment planned for a year |
//! | `reports.csv` | a monthly report |
//! | `listings.csv` | a project that the public site shows |
//! | `contests.csv` | an answer to a request with which the enterprise was not content |
//! | `views.csv` | a view that somebody keeps under a name |
//! | `documents.csv` | a version of a document that was handed in; its content lies in `documents/` |
//!
//! [`read`] and [`write`] undo each other: what was written once is written again byte for byte (UTF-8, lines ended
//! by `\n`, projects in the order of their ids, amounts in yuan). Who gave a lead back to the pool is
//! not written here; `wutong backup` keeps it.

mod conduct;
mod contests;
mod documents;
mod investors;
mod items;
mod meetings;
mod projects;
mod sheet;
mod side;
mod stages;
#[cfg(test)]
mod tests;
mod views;
mod vocabulary;

use std::collections::BTreeMap;

use jiff::civil::Date;
use pages::documents::folder::Listed;
use spreadsheet::TableError;

use crate::model::{Investor, Item, Key, Meeting, Month, MonthlyReport, ProjectId, ProjectRecord, Rules, SavedView};

use crate::store::Listing;

/// The names of the files, in the order of [`ZoneTexts::list`].
pub const FILE_NAMES: [&str; 16] = [
    "stages.toml",
    "vocabulary.toml",
    "conduct.toml",
    "projects.csv",
    "transitions.csv",
    "claims.csv",
    "items.csv",
    "contests.csv",
    "meetings.csv",
    "investors.toml",
    "statuses.csv",
    "plans.csv",
    "reports.csv",
    "listings.csv",
    "views.csv",
    "documents.csv",
];

/// The files as texts; an empty text is a file that is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ZoneTexts {
    /// `stages.toml`
    pub stages: String,
    /// `vocabulary.toml`
    pub vocabulary: String,
    /// `conduct.toml`
    pub conduct: String,
    /// `projects.csv`
    pub projects: String,
    /// `transitions.csv`
    pub transitions: String,
    /// `claims.csv`
    pub claims: String,
    /// `items.csv`
    pub items: String,
    /// `contests.csv`
    pub contests: String,
    /// `meetings.csv`
    pub meetings: String,
    /// `investors.toml`
    pub investors: String,
    /// `statuses.csv`
    pub statuses: String,
    /// `plans.csv`
    pub plans: String,
    /// `reports.csv`
    pub reports: String,
    /// `listings.csv`
    pub listings: String,
    /// `views.csv`
    pub views: String,
    /// `documents.csv`
    pub documents: String,
}

/// All that the desk knows of a zone.
#[derive(Clone, Debug)]
pub struct ZoneProjects {
    /// Stages and vocabulary.
    pub rules: Rules,
    /// The projects, in the order of their ids.
    pub records: Vec<ProjectRecord>,
    /// What stands in their dossiers, by id.
    pub items: BTreeMap<Key, Item>,
    /// Dispatch meetings, by id.
    pub meetings: BTreeMap<Key, Meeting>,
    /// The register of investors, by id.
    pub investors: BTreeMap<Key, Investor>,
    /// Their monthly reports.
    pub reports: BTreeMap<(ProjectId, Month), MonthlyReport>,
    /// What the public site shows, in the order of the ids.
    pub listings: Vec<Listing>,
    /// Views that people keep, by id.
    pub views: BTreeMap<Key, SavedView>,
    /// Documents that were handed in, version by version.
    pub documents: Vec<Listed>,
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
    pub fn list(&self) -> [&str; 16] {
        [
            &self.stages,
            &self.vocabulary,
            &self.conduct,
            &self.projects,
            &self.transitions,
            &self.claims,
            &self.items,
            &self.contests,
            &self.meetings,
            &self.investors,
            &self.statuses,
            &self.plans,
            &self.reports,
            &self.listings,
            &self.views,
            &self.documents,
        ]
    }

    /// Those that rule.
    pub fn rules(&self) -> RuleTexts {
        let [stages, vocabulary, conduct] = [&self.stages, &self.vocabulary, &self.conduct].map(String::clone);
        RuleTexts { stages, vocabulary, conduct }
    }

    /// The text of a file by its name, to be filled in.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "stages.toml" => &mut self.stages,
            "vocabulary.toml" => &mut self.vocabulary,
            "conduct.toml" => &mut self.conduct,
            "projects.csv" => &mut self.projects,
            "transitions.csv" => &mut self.transitions,
            "claims.csv" => &mut self.claims,
            "items.csv" => &mut self.items,
            "contests.csv" => &mut self.contests,
            "meetings.csv" => &mut self.meetings,
            "investors.toml" => &mut self.investors,
            "statuses.csv" => &mut self.statuses,
            "plans.csv" => &mut self.plans,
            "reports.csv" => &mut self.reports,
            "listings.csv" => &mut self.listings,
            "views.csv" => &mut self.views,
            "documents.csv" => &mut self.documents,
            _ => return None,
        })
    }
}

/// The files that rule, as texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleTexts {
    /// `stages.toml`
    pub stages: String,
    /// `vocabulary.toml`
    pub vocabulary: String,
    /// `conduct.toml`
    pub conduct: String,
}

/// Reads the rules alone.
///
/// # Errors
/// All that is wrong with them.
pub fn read_rules(texts: &RuleTexts) -> Result<Rules, Vec<ZoneError>> {
    let read = (stages::read(&texts.stages), vocabulary::read(&texts.vocabulary), conduct::read(&texts.conduct));
    match read {
        (Ok(stages), Ok(vocabulary), Ok(conduct)) => Ok(Rules { stages, vocabulary, conduct }),
        (stages, vocabulary, conduct) => {
            Err([stages.err(), vocabulary.err(), conduct.err()].into_iter().flatten().collect())
        }
    }
}

/// Reads a zone's folder.
///
/// What a stage asks for is not asked here: the zone may have come to ask for more since a project entered it.
///
/// # Errors
/// All that is wrong, file by file and line by line.
pub fn read(texts: &ZoneTexts, today: Date) -> Result<ZoneProjects, Vec<ZoneError>> {
    let rules = read_rules(&texts.rules())?;
    let mut records = projects::read(&texts.projects, &rules.vocabulary)?;
    let mut errors = Vec::new();
    side::read_transitions(&texts.transitions, &mut records, &rules.stages, today, &mut errors);
    side::read_claims(&texts.claims, &mut records, &mut errors);
    side::read_statuses(&texts.statuses, &mut records, today, &mut errors);
    side::read_plans(&texts.plans, &mut records, &mut errors);
    let mut items = items::read(&texts.items, &records, &rules.conduct, today, &mut errors);
    contests::read(&texts.contests, &mut items, &mut errors);
    let meetings = meetings::read(&texts.meetings, &records, &mut errors);
    let investors = investors::read(&texts.investors, &mut errors);
    let reports = side::read_reports(&texts.reports, &records, today, &mut errors);
    let listings = side::read_listings(&texts.listings, &records, &mut errors);
    let views = views::read(&texts.views, &mut errors);
    let documents = documents::read(&texts.documents, &records, &mut errors);
    if errors.is_empty() {
        let records = records.into_values().collect();
        Ok(ZoneProjects { rules, records, items, meetings, investors, reports, listings, views, documents })
    } else {
        Err(errors)
    }
}

/// Writes a zone's folder.
///
/// # Errors
/// [`TableError::Write`].
pub fn write(zone: &ZoneProjects) -> Result<ZoneTexts, TableError> {
    let mut records: Vec<&ProjectRecord> = zone.records.iter().collect();
    records.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(ZoneTexts {
        stages: stages::write(&zone.rules.stages)?,
        vocabulary: vocabulary::write(&zone.rules.vocabulary)?,
        conduct: conduct::write(&zone.rules.conduct)?,
        projects: projects::write(&records)?,
        transitions: side::write_transitions(&records)?,
        claims: side::write_claims(&records)?,
        items: items::write(&zone.items)?,
        contests: contests::write(&zone.items)?,
        meetings: meetings::write(&zone.meetings)?,
        investors: investors::write(&zone.investors)?,
        statuses: side::write_statuses(&records)?,
        plans: side::write_plans(&records)?,
        reports: side::write_reports(&zone.reports)?,
        listings: side::write_listings(&zone.listings)?,
        views: views::write(&zone.views)?,
        documents: documents::write(&zone.documents)?,
    })
}

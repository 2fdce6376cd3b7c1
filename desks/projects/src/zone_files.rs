//! The desk's part of a zone's folder, as the house loads and exports it.

use std::path::Path;

use identity::Scope;
use jiff::Timestamp;
use pages::{App, FilesError, ZoneFiles};
use store::{Author, Change, Entry, IdempotencyKey, StoreError, Subject, ZoneId};

use crate::{
    commands::{Refused, add_all},
    files::zone::{FILE_NAMES, ZoneProjects, ZoneTexts, read, write},
    store::{self as tables, ProjectFilter, Sort},
};

/// The folder in a zone's folder.
const FOLDER: &str = "projects";
/// More projects than any zone has.
const PROJECTS_MAX: u64 = 10_000_000;

/// Reads and writes the folder `projects`.
pub(crate) struct ProjectFiles;

#[async_trait::async_trait]
impl ZoneFiles for ProjectFiles {
    /// A zone whose projects were loaded before keeps them as they are: people edit them on the pages.
    async fn load(&self, app: &App, zone: &ZoneId, folder: &Path, now: Timestamp) -> Result<(), FilesError> {
        let Some(texts) = texts_of(&folder.join(FOLDER))? else { return Ok(()) };
        let today = pages::china().to_datetime(now).date();
        let known = read(&texts, today).map_err(first_error)?;
        if tables::has_rules(app.store().reader(), &Scope::system(zone.clone())).await? {
            return Ok(());
        }
        let author = Author::system(zone.clone(), "zone-load", now);
        let outcome = app
            .store()
            .write(author, IdempotencyKey::random(), "projects.load_zone", move |change| {
                Box::pin(async move { load(change, &texts, &known).await })
            })
            .await;
        outcome.map_err(|refused| match refused {
            Refused::Store(error) => FilesError::Store(error),
            other => FilesError::Store(StoreError::Corrupt(other.to_string())),
        })
    }

    async fn export(&self, app: &App, zone: &ZoneId, folder: &Path) -> Result<(), FilesError> {
        let database = app.store().reader();
        let scope = Scope::system(zone.clone());
        if !tables::has_rules(database, &scope).await? {
            return Ok(());
        }
        let order = (Sort::Name, sea_orm::Order::Asc);
        let records = tables::export(database, &scope, &ProjectFilter::default(), order, PROJECTS_MAX).await?;
        let reports = tables::reports_of_zone(database, &scope, None).await?;
        let rules = tables::rules(database, zone).await?;
        let mut texts = write(&ZoneProjects { rules, records, reports })
            .map_err(|error| StoreError::Corrupt(error.to_string()))?;
        // The rules go out as they came in, comments and all.
        (texts.stages, texts.vocabulary) = tables::rule_texts(database, zone).await?;
        let folder = folder.join(FOLDER);
        std::fs::create_dir_all(&folder).map_err(|source| access(FOLDER, source))?;
        for (name, text) in FILE_NAMES.into_iter().zip(texts.list()) {
            if !text.is_empty() {
                std::fs::write(folder.join(name), text).map_err(|source| access(name, source))?;
            }
        }
        Ok(())
    }
}

fn access(name: &str, source: std::io::Error) -> FilesError {
    FilesError::Access { file: format!("{FOLDER}/{name}"), source }
}

/// The files of the folder; `None` where it is not there. A file that is missing is an empty text.
fn texts_of(folder: &Path) -> Result<Option<ZoneTexts>, FilesError> {
    if !folder.is_dir() {
        return Ok(None);
    }
    let mut texts = ZoneTexts::default();
    for name in FILE_NAMES {
        let text = match std::fs::read_to_string(folder.join(name)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(source) => return Err(access(name, source)),
        };
        if let Some(place) = texts.get_mut(name) {
            *place = text;
        }
    }
    Ok(Some(texts))
}

fn first_error(errors: Vec<crate::files::zone::ZoneError>) -> FilesError {
    let first = errors.into_iter().next();
    let (file, line, problem) = first.map(|error| (error.file, error.line, error.problem)).unwrap_or_default();
    FilesError::Content { file: format!("{FOLDER}/{file}"), line: usize::try_from(line).unwrap_or_default(), problem }
}

async fn load(change: &mut Change, texts: &ZoneTexts, known: &ZoneProjects) -> Result<(), Refused> {
    tables::put_rules(change, &texts.stages, &texts.vocabulary).await?;
    change.record(Entry::new("project_rules.loaded", Subject::new("project_rules", change.zone().as_str())));
    if tables::is_empty(change).await? {
        add_all(change, &known.rules, &known.records).await?;
        let reports = known.reports.iter().map(|((id, _), report)| (id, report));
        tables::insert_reports(change, reports).await?;
    }
    Ok(())
}

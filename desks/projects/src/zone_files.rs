//! The desk's part of a zone's folder, as the house loads and exports it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::ErrorKind,
    path::Path,
    sync::Arc,
};

use attachments::{Received, Restored};
use identity::Scope;
use jiff::Timestamp;
use pages::{App, FilesError, ZoneFiles};
use store::{Author, Change, Entry, IdempotencyKey, StoreError, Subject, ZoneId};

use crate::{
    commands::{
        SUBJECT, add_investors, add_items, add_listings, add_meetings, add_projects, add_reports, add_views,
        note_documents,
    },
    files::zone::{FILE_NAMES, RuleTexts, ZoneError, ZoneProjects, ZoneTexts, read, write},
    model::{Investor, Key, ProjectId, ProjectRecord},
    store::{self as tables, ItemFilter, KeptInvestor, KeptItem, KeptMeeting, KeptView, Listing},
};

/// The folder in a zone's folder.
const FOLDER: &str = "projects";
/// Where the contents of documents lie, below the zone's folder.
const DOCUMENTS: &str = "projects/documents";

/// Reads and writes the folder `projects`.
pub(crate) struct ProjectFiles;

#[async_trait::async_trait]
impl ZoneFiles for ProjectFiles {
    /// Stages and vocabulary are written in files only: the zone gets those of the folder. Projects and reports that it
    /// does not have are added; those that it has stay as they are, because people edit them on the pages.
    async fn load(&self, app: &App, zone: &ZoneId, folder: &Path, now: Timestamp) -> Result<(), FilesError> {
        let Some(texts) = texts_of(&folder.join(FOLDER))? else { return Ok(()) };
        let today = pages::china().to_datetime(now).date();
        let told = read(&texts, today).map_err(first_error)?;
        let place = (folder, DOCUMENTS);
        let contents = pages::documents::folder::receive(app, (zone, now), place, &told.documents).await?;
        let author = Author::system(zone.clone(), "zone-load", now);
        let outcome = app
            .store()
            .write(author, IdempotencyKey::random(), "projects.load_zone", move |change| {
                Box::pin(async move {
                    load(change, &texts, &told).await?;
                    load_documents(change, contents).await
                })
            })
            .await;
        match outcome {
            Ok(()) | Err(StoreError::NoTrace) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn export(&self, app: &App, zone: &ZoneId, folder: &Path) -> Result<(), FilesError> {
        let (database, scope) = (app.store().reader(), Scope::system(zone.clone()));
        let Some(rules) = tables::find_rules(database, zone).await? else { return Ok(()) };
        let records = tables::all(database, &scope).await?.into_iter().map(|(record, _)| record).collect();
        let reports = tables::reports_of_zone(database, &scope).await?;
        let items = tables::items(database, &scope, &ItemFilter::default(), 0, u64::from(u32::MAX)).await?;
        let items = items.into_iter().map(|kept| (kept.id, kept.item)).collect();
        let meetings = tables::meetings(database, &scope, 0, u64::from(u32::MAX)).await?;
        let meetings = meetings.into_iter().map(|kept| (kept.id, kept.meeting)).collect();
        let investors = tables::investors(database, &scope, "", 0, u64::from(u32::MAX)).await?;
        let investors = investors.into_iter().map(|kept| (kept.id, kept.investor)).collect();
        let listings = tables::listings(database, &scope).await?;
        let rules = Arc::unwrap_or_clone(rules);
        let documents = pages::documents::folder::export(app, zone, (folder, DOCUMENTS), SUBJECT).await?;
        let views = tables::all_views(database, &scope).await?;
        let views = views.into_iter().map(|kept| (kept.id, kept.view)).collect();
        let told = ZoneProjects { rules, records, items, meetings, investors, reports, listings, views, documents };
        let mut texts = write(&told).map_err(|error| access(FOLDER, std::io::Error::other(error)))?;
        // The rules go out as they came in, comments and all.
        let rules = tables::rule_texts(database, zone).await?;
        (texts.stages, texts.vocabulary, texts.conduct) = (rules.stages, rules.vocabulary, rules.conduct);
        let folder = folder.join(FOLDER);
        fs::create_dir_all(&folder).map_err(|source| access(FOLDER, source))?;
        for (name, text) in FILE_NAMES.into_iter().zip(texts.list()) {
            fs::write(folder.join(name), text).map_err(|source| access(name, source))?;
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
        let text = match fs::read_to_string(folder.join(name)) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(source) => return Err(access(name, source)),
        };
        if let Some(place) = texts.get_mut(name) {
            *place = text;
        }
    }
    Ok(Some(texts))
}

/// The first thing that is wrong; how many more there are is said with it.
fn first_error(errors: Vec<ZoneError>) -> FilesError {
    let more = errors.len().saturating_sub(1);
    let Some(ZoneError { file, line, mut problem }) = errors.into_iter().next() else {
        return access(FOLDER, std::io::Error::other("no reason was given"));
    };
    if more > 0 {
        problem = format!("{problem} (and {more} more in these files)");
    }
    FilesError::Content { file: format!("{FOLDER}/{file}"), line: usize::try_from(line).unwrap_or_default(), problem }
}

async fn load(change: &mut Change, texts: &ZoneTexts, told: &ZoneProjects) -> Result<(), StoreError> {
    let scope = Scope::system(change.zone().clone());
    let present = tables::all(change.connection(), &scope).await?;
    load_rules(change, texts, told, &present).await?;
    let ids: BTreeSet<&ProjectId> = present.iter().map(|(record, _)| &record.id).collect();
    let new: Vec<&ProjectRecord> = told.records.iter().filter(|record| !ids.contains(&record.id)).collect();
    add_projects(change, &told.rules, &new).await?;
    let known = tables::items(change.connection(), &scope, &ItemFilter::default(), 0, u64::from(u32::MAX)).await?;
    let known: BTreeSet<&Key> = known.iter().map(|kept| &kept.id).collect();
    let new = told.items.iter().filter(|(id, _)| !known.contains(id));
    let new: Vec<_> = new.map(|(id, item)| KeptItem { id: id.clone(), item: item.clone(), version: 1 }).collect();
    add_items(change, &new).await?;
    load_meetings(change, &scope, told).await?;
    load_investors(change, &scope, told).await?;
    let known = tables::all_views(change.connection(), &scope).await?;
    let new = told.views.iter().filter(|(id, _)| !known.iter().any(|kept| kept.id == **id));
    add_views(change, new.map(|(id, view)| KeptView { id: id.clone(), view: view.clone() }).collect()).await?;
    let known = tables::listings(change.connection(), &scope).await?;
    let is_new = |listing: &&Listing| !known.iter().any(|one| one.project == listing.project);
    add_listings(change, told.listings.iter().filter(is_new).cloned().collect()).await?;
    let known = tables::reports_of_zone(change.connection(), &scope).await?;
    let missing: BTreeMap<_, _> = told.reports.iter().filter(|(key, _)| !known.contains_key(key)).collect();
    add_reports(change, missing.into_iter().map(|((id, _), report)| (id, report))).await
}

/// Brings back the documents that the zone does not have; gates ask for them.
async fn load_documents(change: &mut Change, contents: Vec<(Restored, Received)>) -> Result<(), StoreError> {
    let mut subjects = BTreeSet::new();
    for (restored, received) in contents {
        if attachments::restore(change, &restored, received).await? {
            subjects.insert(restored.subject_id);
        }
    }
    for id in subjects {
        note_documents(change, &Subject::new(SUBJECT, id)).await?;
    }
    Ok(())
}

/// Adds the meetings that the zone does not have.
async fn load_meetings(change: &mut Change, scope: &Scope, told: &ZoneProjects) -> Result<(), StoreError> {
    let known = tables::meetings(change.connection(), scope, 0, u64::from(u32::MAX)).await?;
    let is_new = |id: &Key| !known.iter().any(|kept| kept.id == *id);
    let new = told.meetings.iter().filter(|(id, _)| is_new(id));
    let new = new.map(|(id, meeting)| KeptMeeting { id: id.clone(), meeting: meeting.clone(), version: 1 });
    add_meetings(change, new.collect()).await
}

/// Adds the investors that the zone does not have.
async fn load_investors(change: &mut Change, scope: &Scope, told: &ZoneProjects) -> Result<(), StoreError> {
    let known = tables::investors(change.connection(), scope, "", 0, u64::from(u32::MAX)).await?;
    let same = |kept: &KeptInvestor, id: &Key, investor: &Investor| {
        kept.id == *id
            || kept.investor.names().any(|name| investor.invests_in(kept.investor.credit_code.as_ref(), name.as_str()))
    };
    let new = told.investors.iter().filter(|(id, investor)| !known.iter().any(|kept| same(kept, id, investor)));
    let new = new.map(|(id, investor)| KeptInvestor { id: id.clone(), investor: investor.clone(), version: 1 });
    add_investors(change, new.collect()).await
}

/// Takes over the rules where they differ, and what follows from them for the projects that are there.
async fn load_rules(
    change: &mut Change,
    texts: &ZoneTexts,
    told: &ZoneProjects,
    present: &[(ProjectRecord, i64)],
) -> Result<(), StoreError> {
    let before = tables::rule_texts(change.connection(), change.zone()).await?;
    let after = texts.rules();
    if before == after {
        return Ok(());
    }
    tables::put_rules(change, &after).await?;
    tables::rederive(change, &told.rules, present).await?;
    let subject = Subject::new("project_rules", change.zone().as_str());
    let trace = |rules: &RuleTexts| serde_json::json!({ "stages": rules.stages, "vocabulary": rules.vocabulary, "conduct": rules.conduct });
    change.record(Entry::new("project_rules.loaded", subject).before(&trace(&before))?.after(&trace(&after))?);
    Ok(())
}

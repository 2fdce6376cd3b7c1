//! The desk's part of a zone's folder; `zones/qinshui/policy/README.md` describes every file and column.
//!
//! What the database has already stays as it is: people edit it on the pages, and a second load must not undo their
//! work. What was exported is byte for byte what was loaded.

mod apply;
mod lines;
mod read;
mod write;

use std::path::Path;

use jiff::Timestamp;
use pages::{App, FilesError, ZoneFiles};
use store::{Author, IdempotencyKey, ZoneId};

use crate::model::{Clause, Document, DocumentId, Edition, Sentence};
use crate::store::Pieces;
use crate::supervision::{export_rules, load_rules};

/// The desk's folder in a zone's folder.
const FOLDER: &str = "policy";

/// Reads and writes the folder `policy`.
pub(crate) struct PolicyFiles;

/// A folder that was read and checked in itself.
struct Folder {
    measures: Vec<(usize, facts::MeasureDraft)>,
    documents: Vec<DocumentFolder>,
}

/// A document with everything that belongs to it.
struct DocumentFolder {
    document: Document,
    /// Editions with their sentences, the newest last.
    editions: Vec<(Edition, Vec<Sentence>)>,
    /// Clauses with the line of `clauses.csv` where each stands.
    clauses: Vec<(usize, Clause)>,
    pieces: Pieces,
}

#[async_trait::async_trait]
impl ZoneFiles for PolicyFiles {
    async fn load(&self, app: &App, zone: &ZoneId, folder: &Path, now: Timestamp) -> Result<(), FilesError> {
        load_rules(app.store(), zone, &folder.join(FOLDER), now).await?;
        let Some(folder) = read::folder(folder)? else { return Ok(()) };
        let known = app.facts().facts(app.store().reader(), zone).await?;
        let author = Author::system(zone.clone(), "zone-load", now);
        let outcome = app
            .store()
            .write(author, IdempotencyKey::random(), "policy.load_zone", move |change| {
                Box::pin(async move { apply::folder(change, &known, folder).await })
            })
            .await;
        match outcome {
            Ok(()) | Err(apply::Load::Unchanged) => Ok(()),
            Err(apply::Load::Failed(error)) => Err(error),
        }
    }

    async fn export(&self, app: &App, zone: &ZoneId, folder: &Path) -> Result<(), FilesError> {
        export_rules(app.store(), zone, &folder.join(FOLDER)).await?;
        write::zone(app.store().reader(), zone, folder).await
    }

    fn rests_on_facts(&self) -> bool {
        true
    }
}

/// Path of a file of a document, below the zone's folder.
fn path_of(document: &DocumentId, file: &str) -> String {
    format!("{FOLDER}/documents/{document}/{file}")
}

/// Path of the folder of an edition that was replaced.
fn edition_path(document: &DocumentId, number: u32, file: &str) -> String {
    path_of(document, &format!("editions/{number}/{file}"))
}

fn content(file: &str, line: usize, problem: impl ToString) -> FilesError {
    FilesError::Content { file: file.to_owned(), line, problem: problem.to_string() }
}

fn access(file: &str, source: std::io::Error) -> FilesError {
    FilesError::Access { file: file.to_owned(), source }
}

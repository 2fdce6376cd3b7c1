//! The heavy part of an import: reading, comparing, writing; away from the requests of others.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use identity::{Order, Scope};
use jiff::Timestamp;
use pages::{PageError, Visit};
use spreadsheet::TableError;
use store::{IdempotencyKey, Store, StoreError};

use super::preview::Shown;
use crate::{
    commands::{self, ImportSummary, Refused},
    files::{Identity, Index, ProjectSheet, ReportSheet},
    model::{ProjectId, Rules},
    store as tables,
    uploads::{self, UploadKind, UploadRecord, UploadState},
};

/// So long an answer waits for the work to end; after that the page says that it goes on.
const PATIENCE: Duration = Duration::from_secs(3);

/// A file whose header is understood.
enum Sheet {
    Projects(ProjectSheet),
    Reports(ReportSheet),
}

impl Sheet {
    fn read(kind: UploadKind, bytes: &[u8]) -> Result<Self, TableError> {
        match kind {
            UploadKind::Projects => ProjectSheet::read(bytes).map(Self::Projects),
            UploadKind::Reports => ReportSheet::read(bytes).map(Self::Reports),
        }
    }

    fn identities(&self) -> Vec<Identity> {
        match self {
            Self::Projects(sheet) => sheet.identities().collect(),
            Self::Reports(sheet) => sheet.identities().collect(),
        }
    }
}

/// Runs what takes the processor for a while on a thread of its own.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| StoreError::Panicked)
}

/// Whether a file can be read as a whole; the bytes come back.
pub async fn try_read(kind: UploadKind, bytes: Vec<u8>) -> Result<(Result<(), TableError>, Vec<u8>), PageError> {
    Ok(aside(move || (Sheet::read(kind, &bytes).map(drop), bytes)).await?)
}

/// The kept content of an upload, read again.
async fn sheet(store: &Store, scope: &Scope, upload: &UploadRecord, now: Timestamp) -> Result<Sheet, PageError> {
    let bytes = uploads::content(store.reader(), scope, &upload.id, now).await?.ok_or(PageError::NotFound)?;
    let kind = upload.kind;
    // It was read when it came; a version of the program that reads it no more says so in the log.
    let read = aside(move || Sheet::read(kind, &bytes)).await?;
    Ok(read.map_err(|error| StoreError::Corrupt(error.to_string()))?)
}

/// What an upload would do as the records stand now.
pub async fn preview(visit: &Visit, upload: &UploadRecord, rules: Arc<Rules>) -> Result<Shown, PageError> {
    let (database, scope, today) = (visit.store().reader(), visit.scope(), visit.today());
    let sheet = sheet(visit.store(), scope, upload, visit.now()).await?;
    let known = tables::matching(database, scope, sheet.identities()).await?;
    let shown = match sheet {
        Sheet::Projects(sheet) => {
            let managers = tables::managers(database, &visit.zone().id).await?;
            aside(move || {
                let index = Index::new(&known);
                Shown::of(&sheet.compare(&rules, &managers, today, |identity| index.get(identity)), &BTreeMap::new())
            })
            .await?
        }
        Sheet::Reports(sheet) => {
            let ids: Vec<ProjectId> = known.iter().map(|record| record.id.clone()).collect();
            let reports = tables::reports_of(database, scope, &ids).await?;
            aside(move || {
                let index = Index::new(&known);
                let find = |identity: &Identity| -> Option<ProjectId> { Some(index.get(identity)?.id.clone()) };
                let preview = sheet.compare(today, find, |id, month| reports.get(&(id.clone(), month)));
                let doubts = preview.doubts(|id| index.get(&Identity::Id(id.clone())), &reports);
                Shown::of(&preview, &doubts)
            })
            .await?
        }
    };
    Ok(shown)
}

/// Takes an upload over. The work goes on when nobody waits for it any more; its end is noted on the upload.
pub async fn take_over(visit: &Visit, upload: &UploadRecord) {
    let (store, scope, upload, at) = (visit.store().clone(), visit.scope().clone(), upload.clone(), visit.now());
    let work = tokio::spawn(async move {
        let state = match written(&store, &scope, &upload, at).await {
            Ok(summary) => UploadState::Done { written: (summary.new + summary.changed) as u64 },
            Err(reason) => UploadState::Failed { reason: reason.to_owned() },
        };
        let order = Order { scope: &scope, at, key: IdempotencyKey::random() };
        if let Err(cause) = uploads::settle(&store, order, &upload, state).await {
            tracing::error!(%cause, upload = upload.id, "the end of an import could not be noted");
        }
    });
    // Whether it ended in time does not matter: the page shows how far it is.
    let _ = tokio::time::timeout(PATIENCE, work).await;
}

/// Writes all of it or nothing; why not, as the key of a text.
async fn written(
    store: &Store,
    scope: &Scope,
    upload: &UploadRecord,
    at: Timestamp,
) -> Result<ImportSummary, &'static str> {
    const FAILED: &str = "projects-import-store-failed";
    // One key per upload: confirmed again after the program was stopped, it is still written once.
    let key = format!("upload-{}", upload.id).parse().map_err(|_| FAILED)?;
    let order = Order { scope, at, key };
    let outcome = match sheet(store, scope, upload, at).await {
        Ok(Sheet::Projects(sheet)) => commands::import_projects(store, order, sheet).await,
        Ok(Sheet::Reports(sheet)) => commands::import_reports(store, order, sheet).await,
        Err(cause) => {
            tracing::error!(%cause, upload = upload.id, "an upload could not be read again");
            return Err(FAILED);
        }
    };
    match outcome {
        Ok(summary) => Ok(summary),
        Err(Refused::Unchanged) => Ok(ImportSummary::default()),
        Err(Refused::Forbidden(_)) => Err("projects-import-forbidden"),
        Err(Refused::Store(cause)) => {
            tracing::error!(%cause, upload = upload.id, "an import failed");
            Err(FAILED)
        }
        Err(Refused::Wrong(_) | Refused::NotFound(_) | Refused::Stale(_)) => Err("projects-import-changed-meanwhile"),
    }
}

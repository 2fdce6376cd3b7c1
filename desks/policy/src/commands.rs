//! Every change that people make to policies: one function per verb.
//!
//! All of them take an [`identity::Order`]: who gives it, when, and the key under which it is carried out once. All leave an
//! entry in the journal; whatever is done to a clause has the clause as its subject, so that its newest entry says
//! when anybody last cared for it.

mod annotate;
mod classify;
mod import;
mod light;
mod measure;
mod release;

use identity::Forbidden;
use serde::Serialize;
use store::{Change, Entry, Stale, StoreError, Subject};

pub use annotate::{EvidenceDraft, add_evidence, comment, remove_evidence};
pub use classify::{Classification, attach_measure, classify, detach_measure};
pub use import::{ImportSummary, import};
pub use light::{OverrideDraft, override_light, withdraw_override};
pub use measure::{delete_measure, save_measure};
pub use release::{release_clause, release_document};

use crate::{
    model::{Clause, ClauseId, Document, DocumentId, Problems},
    store as tables,
};

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The right is missing.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The document, clause or piece is not there.
    #[error("there is no {0}")]
    NotFound(String),
    /// Fields are wrong.
    #[error(transparent)]
    Problems(#[from] Problems),
    /// The measure cannot be saved.
    #[error(transparent)]
    Measure(#[from] facts::MeasureRefused),
    /// Somebody else was faster.
    #[error(transparent)]
    Stale(#[from] Stale),
    /// It stands so already.
    #[error("nothing was changed: it stands so already")]
    Unchanged,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The journal's name of a clause.
pub fn clause_subject(document: &DocumentId, clause: &ClauseId) -> Subject {
    Subject::new("clause", format!("{document}/{clause}"))
}

/// The journal's name of a document.
pub fn document_subject(document: &DocumentId) -> Subject {
    Subject::new("document", document.as_str())
}

/// A clause at the version that the form showed.
#[derive(Clone, Debug)]
pub struct ClauseAt {
    /// The document.
    pub document: DocumentId,
    /// The clause.
    pub clause: ClauseId,
    /// The version that was shown.
    pub version: i64,
}

/// The clause as it stands, for a change of it.
async fn find_clause(change: &Change, document: &DocumentId, clause: &ClauseId) -> Result<Clause, Refused> {
    let scope = identity::Scope::system(change.zone().clone());
    tables::clause(change.connection(), &scope, document, clause)
        .await?
        .ok_or_else(|| Refused::NotFound(format!("clause {document}/{clause}")))
}

/// The document as it stands, for a change of it.
async fn find_document(change: &Change, id: &DocumentId) -> Result<Document, Refused> {
    let scope = identity::Scope::system(change.zone().clone());
    tables::document(change.connection(), &scope, id).await?.ok_or_else(|| Refused::NotFound(format!("document {id}")))
}

/// Writes a clause that was changed from the version shown, with its entry.
async fn put_clause(
    change: &mut Change,
    at: &ClauseAt,
    verb: &str,
    before: &Clause,
    mut after: Clause,
) -> Result<(), Refused> {
    if after == *before {
        return Err(Refused::Unchanged);
    }
    after.version = before.version + 1;
    check_version(at.version, before.version, &after, before)?;
    tables::update_clause(change, &at.document, &after).await?;
    change.record(Entry::new(verb, clause_subject(&at.document, &at.clause)).before(before)?.after(&after)?);
    Ok(())
}

/// Fails when the record moved on since the form was shown.
fn check_version(yours: i64, current: i64, new: &impl Serialize, now: &impl Serialize) -> Result<(), Refused> {
    if yours == current {
        return Ok(());
    }
    Err(Refused::Stale(Stale {
        your_version: yours,
        current_version: current,
        yours: serde_json::to_value(new).map_err(StoreError::from)?,
        current: serde_json::to_value(now).map_err(StoreError::from)?,
    }))
}

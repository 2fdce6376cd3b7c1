use identity::Scope;
use store::{Change, StoreError, Subject};

use crate::{
    model::{DocumentKinds, ProjectId, ProjectRecord},
    store::{self as tables, Saved},
};

/// Notes which kinds of documents a project has, in the transaction that has changed them: gates ask for them. The record
/// keeps its version: nobody who has its form open has read anything else.
pub(crate) async fn note_documents(change: &Change, subject: &Subject) -> Result<(), StoreError> {
    let scope = Scope::system(change.zone().clone());
    let Ok(id) = subject.id.parse::<ProjectId>() else { return Ok(()) };
    let found = tables::find_with_rules(change.connection(), &scope, &id).await?;
    let Some((before, version, rules)) = found else { return Ok(()) };
    let documents = attachments::of_subject(change.connection(), &scope, subject).await?;
    super::tell::tell_of_documents(change, &before, &documents).await?;
    let documents: DocumentKinds = documents.iter().filter_map(|one| one.newest.kind.parse().ok()).collect();
    if documents == before.documents {
        return Ok(());
    }
    let after = ProjectRecord { documents, ..before.clone() };
    tables::save(change, &rules, &[Saved { before: Some(&before), after: &after, version }]).await
}

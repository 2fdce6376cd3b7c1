//! Notices that a change itself gives: to whoever it concerns and who has not made it.

use std::collections::BTreeMap;

use attachments::Document;
use notices::Notice;
use store::{Change, StoreError};

use crate::model::{Line, ProjectRecord};

/// Whoever is put in charge hears of it; whoever has claimed a stage hears what became of the claim.
pub(super) async fn tell_of_change(
    change: &Change,
    before: &ProjectRecord,
    after: &ProjectRecord,
) -> Result<(), StoreError> {
    if after.project.manager != before.project.manager {
        tell(change, after.project.manager.as_ref(), after, "in-charge", String::new()).await?;
    }
    let Some(claim) = before.claim.as_ref().filter(|claim| claim.is_open()) else { return Ok(()) };
    match after.claim.as_ref().map(|claim| &claim.returned) {
        Some(Some(returned)) => {
            tell(change, Some(&claim.by), after, "claim-returned", returned.reason.to_string()).await
        }
        None if after.stages != before.stages => {
            tell(change, Some(&claim.by), after, "claim-settled", String::new()).await
        }
        _ => Ok(()),
    }
}

/// Whoever is in charge of a project hears what somebody else has handed in for it.
pub(super) async fn tell_of_documents(
    change: &Change,
    project: &ProjectRecord,
    documents: &[Document],
) -> Result<(), StoreError> {
    let by = &change.author().actor;
    let is_new = |one: &&Document| one.newest.uploaded_at == change.at() && one.newest.uploaded_by == *by;
    match documents.iter().find(is_new) {
        Some(new) => {
            let manager = project.project.manager.as_ref();
            tell(change, manager, project, "document", new.newest.file_name.clone()).await
        }
        None => Ok(()),
    }
}

async fn tell(
    change: &Change,
    account: Option<&Line>,
    project: &ProjectRecord,
    what: &str,
    said: String,
) -> Result<(), StoreError> {
    let by = &change.author().actor;
    let Some(account) = account.filter(|account| account.as_str() != by) else { return Ok(()) };
    let notice = Notice {
        account: account.to_string(),
        occasion: format!("project/{}/{what}/{}", project.id, change.at()),
        text_key: format!("projects-notice-{what}"),
        details: BTreeMap::from([("name".to_owned(), project.project.name.to_string()), ("said".to_owned(), said)]),
        path: format!("/projects/{}{}", project.id, if what == "document" { "/documents" } else { "" }),
        light: "amber".to_owned(),
    };
    notices::post(change, notice).await.map(drop)
}

//! Notices that a change itself gives: to whoever it concerns and who has not made it.

use std::collections::BTreeMap;

use attachments::Document;
use identity::{Scope, organisation};
use notices::Notice;
use store::{Change, StoreError};

use crate::{
    model::{Item, ItemKind, Line, ProjectRecord},
    store::{KeptItem, Saved},
};

/// How much of a text a notice repeats.
const SAID_CHARS_MAX: usize = 120;

/// Whoever is put in charge hears of it; whoever has claimed a stage hears what became of the claim.
pub(super) async fn tell_of_change(
    change: &Change,
    before: &ProjectRecord,
    after: &ProjectRecord,
) -> Result<(), StoreError> {
    tell_in_charge(change, Some(before), after).await?;
    tell_of_claim(change, before, after).await
}

/// Whoever is put in charge hears of it.
pub(super) async fn tell_in_charge(
    change: &Change,
    before: Option<&ProjectRecord>,
    after: &ProjectRecord,
) -> Result<(), StoreError> {
    match new_manager(before, after) {
        Some(manager) => tell(change, Some(manager), after, "in-charge", String::new()).await,
        None => Ok(()),
    }
}

fn new_manager<'a>(before: Option<&ProjectRecord>, after: &'a ProjectRecord) -> Option<&'a Line> {
    let manager = after.project.manager.as_ref();
    manager.filter(|manager| before.is_none_or(|before| before.project.manager.as_ref() != Some(manager)))
}

/// Like [`tell_of_change`], for many projects: whoever is put in charge of several hears so once.
pub(super) async fn tell_of_import(change: &Change, saved: &[Saved<'_>]) -> Result<(), StoreError> {
    let mut by_manager = BTreeMap::<&Line, Vec<&ProjectRecord>>::new();
    for one in saved {
        if let Some(manager) = new_manager(one.before, one.after) {
            by_manager.entry(manager).or_default().push(one.after);
        }
        if let Some(before) = one.before {
            tell_of_claim(change, before, one.after).await?;
        }
    }
    for (manager, projects) in by_manager {
        match projects.as_slice() {
            [only] => tell(change, Some(manager), only, "in-charge", String::new()).await?,
            several if manager.as_str() != change.author().actor => {
                let notice = Notice {
                    account: manager.to_string(),
                    occasion: format!("projects/in-charge/{}", change.at()),
                    text_key: "projects-notice-in-charge-of-several".to_owned(),
                    details: BTreeMap::from([("count".to_owned(), several.len().to_string())]),
                    path: format!("/projects?manager={manager}"),
                    light: "amber".to_owned(),
                };
                notices::post(change, notice).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whoever has claimed a stage hears what became of the claim.
async fn tell_of_claim(change: &Change, before: &ProjectRecord, after: &ProjectRecord) -> Result<(), StoreError> {
    let Some(claim) = before.claim.as_ref().filter(|claim| claim.is_open()) else { return Ok(()) };
    match after.claim.as_ref().map(|claim| &claim.returned) {
        Some(Some(returned)) => {
            // Whoever verifies hears of the next claim, though it be on the same day.
            notices::close_occasion(change, &super::remind::claim_occasion(before, claim)).await?;
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

/// To whom something is said of an item, and what.
struct Told {
    /// Everybody of these organisations.
    organisations: Vec<String>,
    /// And this account.
    account: Option<String>,
    what: &'static str,
}

/// Whoever must act hears of it at once; the enterprise hears the answer to what it asked.
pub(super) async fn tell_of_item(
    change: &Change,
    project: &ProjectRecord,
    before: Option<&Item>,
    kept: &KeptItem,
) -> Result<(), StoreError> {
    let item = &kept.item;
    let Some(told) = told_of_item(change, project, before, item).await? else { return Ok(()) };
    let title = item.title.as_ref().map(ToString::to_string);
    let outcome = item.done.as_ref().and_then(|done| done.outcome.as_ref()).map(ToString::to_string);
    let said = outcome.or(title).or_else(|| item.text.as_ref().map(ToString::to_string)).unwrap_or_default();
    let by = &change.author().actor;
    let system = Scope::system(change.zone().clone());
    for account in identity::account::list(change.connection(), &system).await? {
        let is_told =
            told.organisations.contains(&account.organisation) || told.account.as_ref() == Some(&account.login);
        if account.disabled || account.login == *by || !is_told {
            continue;
        }
        let notice = Notice {
            account: account.login,
            occasion: format!("item/{}/{}/{}", kept.id, told.what, change.at()),
            text_key: format!("projects-notice-{}", told.what),
            details: BTreeMap::from([
                ("name".to_owned(), project.project.name.to_string()),
                ("said".to_owned(), said.chars().take(SAID_CHARS_MAX).collect()),
            ]),
            path: format!("/projects/{}/items/{}", project.id, kept.id),
            light: if told.what == "item-answered" { "green" } else { "amber" }.to_owned(),
        };
        notices::post(change, notice).await?;
    }
    Ok(())
}

async fn told_of_item(
    change: &Change,
    project: &ProjectRecord,
    before: Option<&Item>,
    item: &Item,
) -> Result<Option<Told>, StoreError> {
    let request = item.kind() == ItemKind::Request;
    let was_done = before.is_some_and(|before| before.done.is_some());
    if item.done.is_some() {
        if !request || was_done || before.is_none() {
            return Ok(None);
        }
        let system = Scope::system(change.zone().clone());
        let asks = organisation::list(change.connection(), &system).await?.into_iter();
        let own = asks.filter(|one| one.credit_code.is_some() && one.credit_code == project.project.credit_code);
        let organisations = own.map(|one| one.id).collect();
        return Ok(Some(Told { organisations, account: None, what: "item-answered" }));
    }
    let contested = before.is_some_and(|before| before.contests().len() < item.contests().len());
    let is_new = before.is_none_or(|before| before.owner != item.owner);
    let what = match item.kind() {
        _ if contested => "item-contested",
        ItemKind::Request if is_new || was_done => "item-asked",
        _ if is_new => "item-given",
        _ => return Ok(None),
    };
    let organisations: Vec<String> = item.owner.iter().map(ToString::to_string).collect();
    // What nobody else answers for waits for whoever is in charge of the project; discontent is theirs to know anyhow.
    let manager = project.project.manager.as_ref().map(ToString::to_string);
    let account = manager.filter(|_| contested || (organisations.is_empty() && request));
    Ok(Some(Told { organisations, account, what }))
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

//! Full-text search through the house (全文检索): the indexes follow the journal, the pages show what was found.
//!
//! Whoever searches lets the zone's index catch up with the journal first, and so finds what was just written; a chore
//! does so every minute, so that nobody waits for much. The staff search at `/search`; the public site shows
//! [`public`] in a page of its own.

mod page;

use std::sync::Arc;

use identity::Scope;
use jiff::Timestamp;
use search::{Group, Index, Question, Reader, SearchError, State};
use store::{StoreError, Subject, ZoneId, journal};

use crate::{
    App, PageError, Visit,
    desk::{Chore, ChoreError},
};

pub use page::public;
pub(crate) use page::{header, staff};

/// So many changed records are read anew; after more, all are: one pass is then quicker.
const CHANGED_MAX: usize = 5_000;
/// Records whose documents are asked for at a time.
const PORTION: usize = 500;

/// The zone's index, having caught up with the journal.
///
/// # Errors
/// What the index, the database or a desk says.
pub async fn current(app: &App, zone: &ZoneId) -> Result<Arc<Index>, SearchError> {
    let index = app.search().zone(zone)?;
    if index.state() != Some(head(app, zone).await?) {
        catch_up(app, zone, &index).await?;
    }
    Ok(index)
}

async fn catch_up(app: &App, zone: &ZoneId, index: &Arc<Index>) -> Result<(), SearchError> {
    let _alone = index.gate().await;
    // Read once more: whoever held the gate before may have done it all.
    let head = head(app, zone).await?;
    match index.state() {
        Some(state) if state == head => Ok(()),
        Some(state) if state.sequence < head.sequence && is_of_journal(app, zone, &state).await? => {
            follow(app, zone, index, &state, head).await
        }
        _ => rewrite(app, zone, index).await,
    }
}

/// Makes the zone's index anew from all records.
///
/// # Errors
/// What the index, the database or a desk says.
pub async fn rebuild(app: &App, zone: &ZoneId) -> Result<(), SearchError> {
    let index = app.search().zone(zone)?;
    let _alone = index.gate().await;
    rewrite(app, zone, &index).await
}

async fn head(app: &App, zone: &ZoneId) -> Result<State, StoreError> {
    let head = journal::head(app.store().reader(), zone).await?;
    Ok(State { sequence: head.sequence, hash: head.hash.to_string() })
}

/// Whether the journal still has the entry at which the index stood: a restored backup has another, or none.
async fn is_of_journal(app: &App, zone: &ZoneId, state: &State) -> Result<bool, StoreError> {
    if state.sequence == 0 {
        return Ok(true);
    }
    let hash = journal::hash_at(app.store().reader(), zone, state.sequence).await?;
    Ok(hash.is_some_and(|hash| hash == state.hash))
}

async fn rewrite(app: &App, zone: &ZoneId, index: &Arc<Index>) -> Result<(), SearchError> {
    // Read before the records: what changes meanwhile is taken in once more.
    let head = head(app, zone).await?;
    let mut rewrite = index.rewrite()?;
    for source in app.searched() {
        source.all(app, zone, &mut rewrite).await?;
    }
    settled(move || rewrite.finish(head)).await
}

async fn follow(app: &App, zone: &ZoneId, index: &Arc<Index>, state: &State, head: State) -> Result<(), SearchError> {
    let between = (state.sequence, head.sequence);
    let (mut changed, mut documents) = (Vec::new(), Vec::new());
    for source in app.searched() {
        let own = journal::subjects_between(app.store().reader(), zone, between, source.subjects()).await?;
        if own.len() > CHANGED_MAX {
            return rewrite(app, zone, index).await;
        }
        for portion in own.chunks(PORTION) {
            documents.extend(source.of(app, zone, portion).await?);
        }
        changed.extend(own);
    }
    if changed.is_empty() {
        index.pass_over(head);
        return Ok(());
    }
    let index = index.clone();
    settled(move || index.update(&changed, &documents, head)).await
}

/// Runs what waits for the disk or works long where nobody else waits.
async fn settled<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SearchError> + Send + 'static,
) -> Result<T, SearchError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
}

/// The reader of a page: their organisation's credit code is looked up now, so that nothing stale gives anything away.
async fn reader(visit: &Visit) -> Result<Reader, StoreError> {
    let Some(person) = visit.scope().person() else { return Ok(Reader::of(visit.scope(), None)) };
    let all = Scope::system(visit.zone().id.clone());
    let own = identity::organisation::find(visit.store().reader(), &all, &person.organisation).await?;
    let code = own.and_then(|organisation| organisation.credit_code).map(|code| code.to_string());
    Ok(Reader::of(visit.scope(), code.as_deref()))
}

/// The best of each kind.
async fn overview(visit: &Visit, reader: Reader, of_each: usize) -> Result<Vec<Group>, PageError> {
    let index = current(visit.app(), &visit.zone().id).await.map_err(failed)?;
    let (text, now) = (visit.query().get("q").to_owned(), visit.now());
    settled(move || index.overview(&reader, now, &text, of_each)).await.map_err(failed)
}

/// One page of a kind.
async fn of_kind(visit: &Visit, reader: Reader, kind: &str, part: (usize, usize)) -> Result<Group, PageError> {
    let index = current(visit.app(), &visit.zone().id).await.map_err(failed)?;
    let (text, kind, (offset, limit)) = (visit.query().get("q").to_owned(), kind.to_owned(), part);
    let now = visit.now();
    settled(move || index.search(&reader, now, Question { text: &text, kind: Some(&kind), offset, limit }))
        .await
        .map_err(failed)
}

/// The reader is told that something broke, the log what.
fn failed(error: SearchError) -> PageError {
    match error {
        SearchError::Store(error) => error.into(),
        other => StoreError::Unavailable(other.to_string()).into(),
    }
}

/// Lets the indexes follow the journals.
pub(crate) fn chore() -> Chore {
    Chore { name: "search.follow", every_minutes: 1, run: |app, zone, now| Box::pin(followed(app, zone, now)) }
}

async fn followed(app: &App, zone: &ZoneId, _: Timestamp) -> Result<String, ChoreError> {
    current(app, zone).await.map_err(|error| ChoreError(error.to_string()))?;
    Ok(String::new())
}

/// A record by the name that the journal gives it, for sources: the ids of those of one kind.
pub fn ids_of<'a>(changed: &'a [Subject], kind: &'a str) -> impl Iterator<Item = &'a str> {
    changed.iter().filter(move |subject| subject.kind == kind).map(|subject| subject.id.as_str())
}

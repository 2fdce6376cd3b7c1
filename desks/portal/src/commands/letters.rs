use identity::{Forbidden, Order};
use jiff::Timestamp;
use serde_json::json;
use store::{Author, Entry, IdempotencyKey, Stale, Store, StoreError, Subject, ZoneId};

use crate::{
    EDIT,
    model::{Draft, LETTERS_PER_HOUR_MAX, Letter, Network, Settlement, State},
    store as tables,
};

/// Why a letter is not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// So many came from there within an hour.
    #[error("{LETTERS_PER_HOUR_MAX} letters came from this network within an hour; try again later")]
    TooMany,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a letter is not settled.
#[derive(Debug, thiserror::Error)]
pub enum NotSettled {
    /// The right is missing.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such letter in this zone.
    #[error("there is no such letter")]
    Unknown,
    /// Somebody else dealt with it in the meantime.
    #[error(transparent)]
    Stale(#[from] Stale),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes a letter to the editor from anybody; its id.
///
/// The journal keeps the text and who signed it, not how they are reached: that can still be deleted one day.
///
/// # Errors
/// [`NotTaken`].
pub async fn send_letter(store: &Store, order: Order<'_>, draft: Draft, network: Network) -> Result<String, NotTaken> {
    store
        .write(order.author(), order.key, "portal.send_letter", move |change| {
            Box::pin(async move {
                let since = Network::counts_from(change.at());
                if tables::letters_since(change, &network, since).await? >= LETTERS_PER_HOUR_MAX {
                    return Err(NotTaken::TooMany);
                }
                let id = uuid::Uuid::now_v7().to_string();
                tables::add_letter(change, &id, &draft, &network).await?;
                let said = json!({ "about": draft.about, "name": draft.name.as_str(), "text": draft.text.as_str() });
                change.record(Entry::new("letter.received", Subject::new("letter", &id)).after(&said)?);
                Ok(id)
            })
        })
        .await
}

/// Answers a letter, or notes that it needs no answer. An answer that goes by mail waits from here on until the mail server
/// has it.
///
/// # Errors
/// [`NotSettled`].
pub async fn settle_letter(
    store: &Store,
    order: Order<'_>,
    id: &str,
    version: i64,
    settlement: Settlement,
) -> Result<(), NotSettled> {
    order.needs(EDIT)?;
    let (id, scope) = (id.to_owned(), order.scope.clone());
    store
        .write(order.author(), order.key, "portal.settle_letter", move |change| {
            Box::pin(async move {
                let letter = tables::letter(change.connection(), &scope, &id).await?.ok_or(NotSettled::Unknown)?;
                let (was, is) = (state_of(letter.state, &letter.note), state_of(settlement.state(), settlement.note()));
                refuse_stale(&letter, version, &was, &is)?;
                tables::settle(change, &letter, &settlement).await?;
                let entry = Entry::new(&format!("letter.{}", settlement.state()), Subject::new("letter", &id));
                change.record(entry.before(&was)?.after(&is)?);
                Ok(())
            })
        })
        .await
}

/// Notes that an answer is about to be handed to the mail server, before that happens: a try of which nobody learns the
/// outcome counts too. Whether it is to be handed over; not where the letter was settled anew meanwhile.
///
/// # Errors
/// What the database says.
pub async fn note_try(store: &Store, zone: &ZoneId, letter: Letter, now: Timestamp) -> Result<bool, StoreError> {
    let author = Author::system(zone.clone(), "scheduler", now);
    let outcome = store
        .write(author, IdempotencyKey::random(), "portal.note_try", move |change| {
            Box::pin(async move {
                if tables::put_try(change, &letter).await? {
                    change.record(Entry::new("letter.mail_tried", Subject::new("letter", &letter.id)));
                }
                Ok(())
            })
        })
        .await;
    match outcome {
        Ok(()) => Ok(true),
        Err(StoreError::NoTrace) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Notes that the mail server took an answer, whatever the letter says by now. The journal does not say where it went: that
/// can still be deleted one day.
///
/// # Errors
/// What the database says.
pub async fn note_mailed(store: &Store, zone: &ZoneId, letter: Letter, now: Timestamp) -> Result<(), StoreError> {
    let author = Author::system(zone.clone(), "scheduler", now);
    store
        .write(author, IdempotencyKey::random(), "portal.note_mailed", move |change| {
            Box::pin(async move {
                tables::put_mailed(change, &letter).await?;
                change.record(Entry::new("letter.mailed", Subject::new("letter", &letter.id)));
                Ok(())
            })
        })
        .await
}

fn state_of(state: State, note: &str) -> serde_json::Value {
    json!({ "state": state, "note": note })
}

fn refuse_stale(letter: &Letter, version: i64, was: &serde_json::Value, is: &serde_json::Value) -> Result<(), Stale> {
    if letter.version == version {
        return Ok(());
    }
    Err(Stale { your_version: version, current_version: letter.version, yours: is.clone(), current: was.clone() })
}

//! Files that wait until somebody has looked at what they would do.

use identity::{Order, Scope};
use serde_json::{Value, json};
use store::{Change, Entry, Stale, Store, StoreError, Subject};

use super::Refused;
use crate::{
    EDIT,
    model::FileTerms,
    store::{self as tables, UploadKind, UploadRecord},
};

/// Keeps a file until it is confirmed; its id.
///
/// # Errors
/// [`Refused`]. Whether the file can be read is for whoever shows it to say, before.
pub(crate) async fn receive_file(
    store: &Store,
    order: Order<'_>,
    kind: UploadKind,
    (file_name, terms): (String, FileTerms),
    content: String,
) -> Result<String, Refused> {
    order.needs(EDIT)?;
    let FileTerms { on, source, epsg } = terms;
    let id = order.key.as_str().to_owned();
    let upload = UploadRecord { id: id.clone(), kind, file_name, on, source, epsg, content };
    store
        .write(order.author(), order.key, "land.receive_file", move |change| {
            Box::pin(async move {
                tables::keep_upload(change, &upload).await?;
                let said = json!({ "file": upload.file_name, "bytes": upload.content.len() });
                note(change, kind, &id, "received", &said)?;
                Ok(id)
            })
        })
        .await
}

/// Throws a file away.
///
/// # Errors
/// [`Refused::Unchanged`] where there is none of this account.
pub(crate) async fn drop_file(store: &Store, order: Order<'_>, kind: UploadKind, id: String) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, "land.drop_file", move |change| {
            Box::pin(async move {
                waiting(change, &scope, kind, &id).await?;
                Ok(settle(change, kind, &id, ("dropped", Value::Null)).await?)
            })
        })
        .await
}

/// A file of this account that waits.
pub(super) async fn waiting(
    change: &Change,
    scope: &Scope,
    kind: UploadKind,
    id: &str,
) -> Result<UploadRecord, Refused> {
    let found = tables::upload(change.connection(), scope, (kind, id), change.at()).await?;
    found.ok_or(Refused::Unchanged)
}

/// What was seen is not what would be done by now.
pub(super) fn differs() -> Refused {
    Refused::Stale(Stale { your_version: 0, current_version: 1, yours: Value::Null, current: Value::Null })
}

/// A file is done with.
pub(super) async fn settle(
    change: &mut Change,
    kind: UploadKind,
    id: &str,
    (verb, said): (&str, Value),
) -> Result<(), StoreError> {
    tables::remove_upload(change, id).await?;
    note(change, kind, id, verb, &said)
}

fn note(change: &mut Change, kind: UploadKind, id: &str, verb: &str, said: &Value) -> Result<(), StoreError> {
    let entry = Entry::new(&format!("{}.{verb}", kind.key()), Subject::new(kind.key(), id));
    change.record(entry.after(said)?);
    Ok(())
}

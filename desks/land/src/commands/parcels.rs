//! A whole file of parcels is taken over.

use std::collections::BTreeMap;

use identity::{Order, Scope};
use serde_json::json;
use store::{Change, Entry, Store, StoreError, Subject};

use super::{Refused, SUBJECT, add_records, day_of, trace, uploads, words};
use crate::{
    EDIT,
    model::{Code, FieldFlaw, ParcelOutcome, ParcelRecord, PlaceFlaw, Registered, parcels_fingerprint, read_parcels},
    store::{self as tables, UploadKind},
};

/// The parcels of the register, those that are no more too.
pub(crate) async fn registered(
    database: &impl sea_orm::ConnectionTrait,
    scope: &Scope,
) -> Result<BTreeMap<Code, ParcelRecord>, StoreError> {
    Ok(tables::parcels(database, scope).await?.into_iter().map(|record| (record.code.clone(), record)).collect())
}

/// Writes what a file was seen to say, in one change: how many parcels are new and how many are changed.
///
/// # Errors
/// [`Refused::Stale`] where it would write something else by now, [`Refused::Unchanged`] where it would write nothing, or where
/// there is no such file of this account.
pub(crate) async fn take_over(
    store: &Store,
    order: Order<'_>,
    id: String,
    seen: String,
) -> Result<(usize, usize), Refused> {
    order.needs(EDIT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, "land.take_over_parcels", move |change| {
            Box::pin(async move {
                let upload = uploads::waiting(change, &scope, UploadKind::Parcels, &id).await?;
                let known = registered(change.connection(), &scope).await?;
                let vocabulary = words(change).await?;
                let register = Registered { parcels: &known, vocabulary: &vocabulary, today };
                let rows = read_parcels(&upload.content, &register);
                let rows = rows.map_err(|error| FieldFlaw { field: "file", flaw: PlaceFlaw::from(&error).into() })?;
                if parcels_fingerprint(&rows) != seen {
                    return Err(uploads::differs());
                }
                let (mut new, mut changed) = (Vec::new(), Vec::new());
                for row in rows {
                    match row.outcome {
                        ParcelOutcome::New(record) => new.push(*record),
                        ParcelOutcome::Changed(record) => changed.push(*record),
                        ParcelOutcome::Unchanged | ParcelOutcome::Refused(_) => {}
                    }
                }
                if new.is_empty() && changed.is_empty() {
                    return Err(Refused::Unchanged);
                }
                add_records(change, &new).await?;
                for record in &changed {
                    put(change, &known, record).await?;
                }
                let said = json!({ "new": new.len(), "changed": changed.len() });
                uploads::settle(change, UploadKind::Parcels, &id, ("taken_over", said)).await?;
                Ok((new.len(), changed.len()))
            })
        })
        .await
}

/// Writes a parcel in the place of what the register knew.
async fn put(
    change: &mut Change,
    known: &BTreeMap<Code, ParcelRecord>,
    record: &ParcelRecord,
) -> Result<(), StoreError> {
    tables::put_parcel(change, record).await?;
    let entry = Entry::new("parcel.edited", Subject::new(SUBJECT, record.code.as_str()));
    let entry = match known.get(&record.code) {
        Some(before) => entry.before(&trace(before))?,
        None => entry,
    };
    change.record(entry.after(&trace(record))?);
    Ok(())
}

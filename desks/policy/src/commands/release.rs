use identity::Order;
use store::{Entry, Store};

use super::{ClauseAt, Refused, check_version, document_subject, find_clause, find_document, put_clause};
use crate::{RELEASE, model::DocumentId, store as tables};

/// Lets the public see the light of a clause, or no longer.
///
/// # Errors
/// [`Refused`].
pub async fn release_clause(store: &Store, order: Order<'_>, at: ClauseAt, released: bool) -> Result<(), Refused> {
    order.needs(RELEASE)?;
    store
        .write(order.author(), order.key, "policy.release_clause", move |change| {
            Box::pin(async move {
                let before = find_clause(change, &at.document, &at.clause).await?;
                let mut after = before.clone();
                after.released = released;
                let verb = if released { "clause.released" } else { "clause.held_back" };
                put_clause(change, &at, verb, &before, after).await
            })
        })
        .await
}

/// Lets the public read a document, or no longer.
///
/// # Errors
/// [`Refused`].
pub async fn release_document(
    store: &Store,
    order: Order<'_>,
    document: DocumentId,
    version: i64,
    released: bool,
) -> Result<(), Refused> {
    order.needs(RELEASE)?;
    store
        .write(order.author(), order.key, "policy.release_document", move |change| {
            Box::pin(async move {
                let before = find_document(change, &document).await?;
                if before.released == released {
                    return Err(Refused::Unchanged);
                }
                let mut after = before.clone();
                after.released = released;
                after.version += 1;
                check_version(version, before.version, &after, &before)?;
                tables::update_document(change, &after).await?;
                let verb = if released { "document.released" } else { "document.held_back" };
                change.record(Entry::new(verb, document_subject(&document)).before(&before)?.after(&after)?);
                Ok(())
            })
        })
        .await
}

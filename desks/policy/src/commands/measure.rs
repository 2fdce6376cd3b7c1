use std::sync::Arc;

use facts::{Facts, MeasureDraft, MeasureId, measures};
use identity::{Order, Scope};
use store::Store;

use super::Refused;
use crate::{
    EDIT,
    model::{Problem, Problems},
    store as tables,
};

/// Saves a measure: a new one for no version, otherwise the one that was shown at this version. `known` are the zone's
/// facts, against which its expression is checked.
///
/// # Errors
/// [`Refused`]; every wrong field at once, an expression with its place.
pub async fn save_measure(
    store: &Store,
    order: Order<'_>,
    known: Arc<Facts>,
    draft: MeasureDraft,
    version: Option<i64>,
) -> Result<MeasureId, Refused> {
    order.needs(EDIT)?;
    store
        .write(order.author(), order.key, "policy.save_measure", move |change| {
            Box::pin(async move { Ok(measures::save(change, &*known, &draft, version).await?) })
        })
        .await
}

/// Deletes a measure that speaks for no clause.
///
/// # Errors
/// [`Refused`]; one that still speaks for clauses is detached from them first.
pub async fn delete_measure(store: &Store, order: Order<'_>, id: MeasureId, version: i64) -> Result<(), Refused> {
    order.needs(EDIT)?;
    store
        .write(order.author(), order.key, "policy.delete_measure", move |change| {
            Box::pin(async move {
                let scope = Scope::system(change.zone().clone());
                let clauses = tables::clauses_by_document(change.connection(), &scope).await?;
                let user = clauses.iter().find(|(_, clause)| clause.measures.contains(&id));
                if let Some((document, clause)) = user {
                    return Err(Problems::one("id", Problem::InUse(format!("{document}/{}", clause.id))).into());
                }
                Ok(measures::delete(change, &id, version).await?)
            })
        })
        .await
}

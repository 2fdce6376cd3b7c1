use std::collections::BTreeMap;

use identity::Scope;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use store::StoreError;

use super::{readable, rows, tables::clause};
use crate::model::{Clause, ClauseId, DocumentId};

/// The clauses of a document by id, those of earlier editions too.
///
/// # Errors
/// What the database says.
pub async fn clauses(
    database: &impl ConnectionTrait,
    scope: &Scope,
    document: &DocumentId,
) -> Result<BTreeMap<ClauseId, Clause>, StoreError> {
    let Some(zone) = readable(scope) else { return Ok(BTreeMap::new()) };
    let found = clause::Entity::find()
        .filter(clause::Column::ZoneId.eq(zone))
        .filter(clause::Column::DocumentId.eq(document.as_str()))
        .all(database)
        .await?;
    found.into_iter().map(|row| rows::clause(row).map(|clause| (clause.id.clone(), clause))).collect()
}

/// One clause.
///
/// # Errors
/// What the database says.
pub async fn clause(
    database: &impl ConnectionTrait,
    scope: &Scope,
    document: &DocumentId,
    id: &ClauseId,
) -> Result<Option<Clause>, StoreError> {
    let Some(zone) = readable(scope) else { return Ok(None) };
    let key = (zone.to_owned(), document.to_string(), id.to_string());
    clause::Entity::find_by_id(key).one(database).await?.map(rows::clause).transpose()
}

/// All clauses of the zone with their documents, in order.
///
/// # Errors
/// What the database says.
pub async fn clauses_by_document(
    database: &impl ConnectionTrait,
    scope: &Scope,
) -> Result<Vec<(DocumentId, Clause)>, StoreError> {
    let Some(zone) = readable(scope) else { return Ok(Vec::new()) };
    let found = clause::Entity::find()
        .filter(clause::Column::ZoneId.eq(zone))
        .order_by_asc(clause::Column::DocumentId)
        .order_by_asc(clause::Column::Id)
        .all(database)
        .await?;
    found.into_iter().map(|row| Ok((rows::parsed(&row.document_id)?, rows::clause(row)?))).collect()
}

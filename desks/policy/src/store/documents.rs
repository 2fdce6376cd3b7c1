use identity::Scope;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use store::StoreError;

use super::{
    readable, rows,
    tables::{document, edition, sentence},
};
use crate::model::{Document, DocumentId, Edition, Sentence};

/// All documents by id, each with its newest edition.
///
/// # Errors
/// What the database says.
pub async fn documents(database: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<(Document, Edition)>, StoreError> {
    let Some(zone) = readable(scope) else { return Ok(Vec::new()) };
    let documents = document::Entity::find()
        .filter(document::Column::ZoneId.eq(zone))
        .order_by_asc(document::Column::Id)
        .all(database)
        .await?;
    let mut found = Vec::with_capacity(documents.len());
    for row in documents {
        let document = rows::document(row)?;
        if let Some(edition) = edition(database, scope, &document.id, document.edition).await? {
            found.push((document, edition));
        }
    }
    Ok(found)
}

/// One document.
///
/// # Errors
/// What the database says.
pub async fn document(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &DocumentId,
) -> Result<Option<Document>, StoreError> {
    let Some(zone) = readable(scope) else { return Ok(None) };
    let row = document::Entity::find_by_id((zone.to_owned(), id.to_string())).one(database).await?;
    row.map(rows::document).transpose()
}

/// All editions of a document, the first first.
///
/// # Errors
/// What the database says.
pub async fn editions(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &DocumentId,
) -> Result<Vec<Edition>, StoreError> {
    let Some(zone) = readable(scope) else { return Ok(Vec::new()) };
    edition::Entity::find()
        .filter(edition::Column::ZoneId.eq(zone))
        .filter(edition::Column::DocumentId.eq(id.as_str()))
        .order_by_asc(edition::Column::Number)
        .all(database)
        .await?
        .into_iter()
        .map(rows::edition)
        .collect()
}

/// One edition.
///
/// # Errors
/// What the database says.
pub async fn edition(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &DocumentId,
    number: u32,
) -> Result<Option<Edition>, StoreError> {
    let Some(zone) = readable(scope) else { return Ok(None) };
    let key = (zone.to_owned(), id.to_string(), i64::from(number));
    edition::Entity::find_by_id(key).one(database).await?.map(rows::edition).transpose()
}

/// The sentences of an edition in reading order.
///
/// # Errors
/// What the database says.
pub async fn sentences(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &DocumentId,
    edition: u32,
) -> Result<Vec<Sentence>, StoreError> {
    let Some(zone) = readable(scope) else { return Ok(Vec::new()) };
    sentence::Entity::find()
        .filter(sentence::Column::ZoneId.eq(zone))
        .filter(sentence::Column::DocumentId.eq(id.as_str()))
        .filter(sentence::Column::Edition.eq(i64::from(edition)))
        .order_by_asc(sentence::Column::Position)
        .all(database)
        .await?
        .into_iter()
        .map(rows::sentence)
        .collect()
}

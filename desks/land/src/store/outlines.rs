//! Where the parcels of a zone lie.

use std::collections::BTreeMap;

use identity::Scope;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use store::{Change, StoreError};

use super::{parsed, tables::outline};
use crate::{
    READ,
    model::{Code, Outline, OutlineDraft, Outlines},
};

/// The outlines of all parcels that have one and that the scope may see, by code.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for what cannot be read any more.
pub async fn outlines(database: &impl ConnectionTrait, scope: &Scope) -> Result<BTreeMap<Code, Outlines>, StoreError> {
    let mut found: BTreeMap<Code, Outlines> = BTreeMap::new();
    if !scope.may(READ) {
        return Ok(found);
    }
    let rows = outline::Entity::find().filter(outline::Column::ZoneId.eq(scope.zone().as_str()));
    for row in rows.order_by_asc(outline::Column::Number).all(database).await? {
        let code = parsed(&row.parcel)?;
        let draft = OutlineDraft { on: row.on_day, source: row.source.unwrap_or_default(), geojson: row.geojson };
        let outline = draft.check().map_err(|flaws| StoreError::Corrupt(format!("land: {code}: {flaws:?}")))?;
        found.entry(code).or_default().0.push(outline);
    }
    Ok(found)
}

/// Keeps one more outline of a parcel; `number` counts its outlines from 1.
pub(crate) async fn add_outline(
    change: &Change,
    parcel: &Code,
    number: usize,
    outline: &Outline,
) -> Result<(), StoreError> {
    let row = outline::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        parcel: Set(parcel.to_string()),
        number: Set(i64::try_from(number).unwrap_or(i64::MAX)),
        on_day: Set(outline.on.to_string()),
        source: Set(outline.source.as_ref().map(ToString::to_string)),
        geojson: Set(outline.geojson()),
    };
    row.insert(change.connection()).await?;
    Ok(())
}

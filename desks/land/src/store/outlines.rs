//! Where the parcels of a zone lie.

use std::collections::BTreeMap;

use boundary::Boundary;
use identity::Scope;
use jiff::civil::Date;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Select, Set};
use store::{Change, StoreError};

use super::{parcels, parsed, tables::outline};
use crate::{
    READ,
    model::{Code, Outline, OutlineDraft, Outlines, ParcelRecord},
};

/// The outlines of all parcels that have one and that the scope may see, by code.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for what cannot be read any more.
pub async fn outlines(database: &impl ConnectionTrait, scope: &Scope) -> Result<BTreeMap<Code, Outlines>, StoreError> {
    if !scope.may(READ) {
        return Ok(BTreeMap::new());
    }
    read(database, outline::Entity::find().filter(outline::Column::ZoneId.eq(scope.zone().as_str()))).await
}

/// The outlines of one parcel; empty where it has none, or not for this scope.
///
/// # Errors
/// Those of [`outlines`].
pub async fn outlines_of(database: &impl ConnectionTrait, scope: &Scope, code: &Code) -> Result<Outlines, StoreError> {
    if !scope.may(READ) {
        return Ok(Outlines::default());
    }
    let rows = outline::Entity::find().filter(outline::Column::ZoneId.eq(scope.zone().as_str()));
    let mut found = read(database, rows.filter(outline::Column::Parcel.eq(code.as_str()))).await?;
    Ok(found.remove(code).unwrap_or_default())
}

/// Where the parcels lay that the register had at the end of a day, as far as it knows and the scope may see, by code.
///
/// # Errors
/// Those of [`outlines`].
pub async fn boundaries_on(
    database: &impl ConnectionTrait,
    scope: &Scope,
    day: Date,
) -> Result<BTreeMap<Code, Boundary>, StoreError> {
    let mut outlines = outlines(database, scope).await?;
    let there = parcels(database, scope).await?.into_iter().filter(|record| record.history.on(day).is_some());
    let boundary = |record: ParcelRecord| {
        let boundary = outlines.remove(&record.code)?.on(day)?.boundary.clone();
        Some((record.code, boundary))
    };
    Ok(there.filter_map(boundary).collect())
}

async fn read(
    database: &impl ConnectionTrait,
    rows: Select<outline::Entity>,
) -> Result<BTreeMap<Code, Outlines>, StoreError> {
    let mut found: BTreeMap<Code, Outlines> = BTreeMap::new();
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

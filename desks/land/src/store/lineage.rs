//! Which parcel came from which.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use store::{Change, StoreError, ZoneId};

use super::{corrupt, map_tables::lineage, parsed};
use crate::model::{Code, Descent};

/// Every descent of the zone, in the order of the later parcels. A zone divides and merges some parcels a year.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for what cannot be read any more.
pub async fn lineage(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<Vec<Descent>, StoreError> {
    let rows = lineage::Entity::find().filter(lineage::Column::ZoneId.eq(zone.as_str()));
    let rows = rows.order_by_asc(lineage::Column::Parcel).order_by_asc(lineage::Column::Origin).all(database).await?;
    let read = |row: lineage::Model| {
        let on = row.on_day.parse().map_err(|_| corrupt(&row.on_day))?;
        Ok(Descent { parcel: parsed(&row.parcel)?, origin: parsed(&row.origin)?, on })
    };
    rows.into_iter().map(read).collect()
}

/// The parcels that are no more, and since when.
///
/// # Errors
/// Those of [`lineage`].
pub async fn ended(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<BTreeMap<Code, Date>, StoreError> {
    Ok(lineage(database, zone).await?.into_iter().map(|descent| (descent.origin, descent.on)).collect())
}

/// Keeps that a parcel came from another.
pub(crate) async fn add_descent(change: &Change, descent: &Descent) -> Result<(), StoreError> {
    let row = lineage::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        parcel: Set(descent.parcel.to_string()),
        origin: Set(descent.origin.to_string()),
        on_day: Set(descent.on.to_string()),
    };
    row.insert(change.connection()).await?;
    Ok(())
}

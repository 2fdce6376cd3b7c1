//! Where the parcels of a zone lie.

use std::collections::{BTreeMap, BTreeSet};

use boundary::Boundary;
use identity::Scope;
use jiff::civil::Date;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use store::{Change, StoreError, insert_all};

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
    outline_rows(database, scope, None).await?.read()
}

/// The outlines of one parcel; empty where it has none, or not for this scope.
///
/// # Errors
/// Those of [`outlines`].
pub async fn outlines_of(database: &impl ConnectionTrait, scope: &Scope, code: &Code) -> Result<Outlines, StoreError> {
    let codes = BTreeSet::from([code.to_string()]);
    let mut found = outline_rows(database, scope, Some(&codes)).await?.read()?;
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

/// Outlines as they are stored: to read many takes seconds, in which the thread serves nobody.
pub(crate) struct OutlineRows(Vec<outline::Model>);

/// The same of the parcels of some codes, or of all.
pub(crate) async fn outline_rows(
    database: &impl ConnectionTrait,
    scope: &Scope,
    codes: Option<&BTreeSet<String>>,
) -> Result<OutlineRows, StoreError> {
    if !scope.may(READ) {
        return Ok(OutlineRows(Vec::new()));
    }
    let rows = outline::Entity::find().filter(outline::Column::ZoneId.eq(scope.zone().as_str()));
    let among = codes.map(|codes| outline::Column::Parcel.is_in(codes));
    let rows = rows.filter(Condition::all().add_option(among)).order_by_asc(outline::Column::Number);
    Ok(OutlineRows(rows.all(database).await?))
}

impl OutlineRows {
    /// By code, of each parcel the oldest first.
    pub fn read(self) -> Result<BTreeMap<Code, Outlines>, StoreError> {
        let mut found: BTreeMap<Code, Outlines> = BTreeMap::new();
        for row in self.0 {
            let code = parsed(&row.parcel)?;
            let draft = OutlineDraft { on: row.on_day, source: row.source.unwrap_or_default(), geojson: row.geojson };
            let outline = draft.check().map_err(|flaws| StoreError::Corrupt(format!("land: {code}: {flaws:?}")))?;
            found.entry(code).or_default().0.push(outline);
        }
        Ok(found)
    }
}

/// Keeps the newest outlines of parcels, of each the last of those given: their number counts its outlines from 1.
pub(crate) async fn add_outlines(change: &Change, drawn: &[(&Code, &[Outline])]) -> Result<(), StoreError> {
    let row = |(parcel, own): &(&Code, &[Outline])| {
        let newest = own.last()?;
        Some(outline::ActiveModel {
            zone_id: Set(change.zone().to_string()),
            parcel: Set(parcel.to_string()),
            number: Set(i64::try_from(own.len()).unwrap_or(i64::MAX)),
            on_day: Set(newest.on.to_string()),
            source: Set(newest.source.as_ref().map(ToString::to_string)),
            geojson: Set(newest.geojson()),
        })
    };
    let rows: Vec<_> = drawn.iter().filter_map(row).collect();
    insert_all(change.connection(), rows.into_iter()).await
}

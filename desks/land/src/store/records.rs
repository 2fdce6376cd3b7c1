//! The rules of a zone for its land, and the records that hang on parcels: each is kept as one document.

use identity::Scope;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};
use store::{Change, StoreError, ZoneId};

use super::tables::{record, rules};
use crate::{
    READ,
    model::{Code, LandRecord, Rules, RulesRecord, Versioned},
};

/// The rules of the zone; none of any kind before its files were loaded.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for what cannot be read any more.
pub async fn rules(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<Rules, StoreError> {
    let record = rules_record(database, zone).await?.unwrap_or_default();
    record.check().map_err(|flaw| StoreError::Corrupt(format!("land_rules: {flaw}")))
}

/// The same as their file says them.
pub(crate) async fn rules_record(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
) -> Result<Option<RulesRecord>, StoreError> {
    let row = rules::Entity::find_by_id(zone.as_str()).one(database).await?;
    row.map(|row| serde_json::from_str(&row.content)).transpose().map_err(StoreError::from)
}

/// Keeps the rules as the zone's file says them.
pub(crate) async fn put_rules(change: &Change, record: &RulesRecord) -> Result<(), StoreError> {
    rules::Entity::delete_by_id(change.zone().as_str()).exec(change.connection()).await?;
    let content = serde_json::to_string(record)?;
    let row = rules::ActiveModel { zone_id: Set(change.zone().to_string()), content: Set(content) };
    row.insert(change.connection()).await?;
    Ok(())
}

/// The records of a kind that the scope may see, in the order of their codes.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for what cannot be read any more.
pub async fn all_of<R: LandRecord>(
    database: &impl ConnectionTrait,
    scope: &Scope,
) -> Result<Vec<Versioned<R>>, StoreError> {
    if !scope.may(READ) {
        return Ok(Vec::new());
    }
    let rows = record::Entity::find().filter(record::Column::ZoneId.eq(scope.zone().as_str()));
    let rows = rows.filter(record::Column::Kind.eq(R::KIND.key())).all(database).await?;
    let mut records: Vec<Versioned<R>> = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    records.sort_by(|left, right| left.record.code().cmp(right.record.code()));
    Ok(records)
}

/// One record; none where there is none, or not for this scope.
///
/// # Errors
/// What the database says.
pub async fn one_of<R: LandRecord>(
    database: &impl ConnectionTrait,
    scope: &Scope,
    code: &Code,
) -> Result<Option<Versioned<R>>, StoreError> {
    if !scope.may(READ) {
        return Ok(None);
    }
    let key = (scope.zone().to_string(), R::KIND.key().to_owned(), code.to_string());
    record::Entity::find_by_id(key).one(database).await?.map(read).transpose()
}

fn read<R: LandRecord>(row: record::Model) -> Result<Versioned<R>, StoreError> {
    let record = R::check(&serde_json::from_str(&row.content)?);
    let corrupt = |flaws| StoreError::Corrupt(format!("{} {}: {flaws:?}", row.kind, row.code));
    Ok(Versioned { record: record.map_err(corrupt)?, version: row.version })
}

/// Writes a record that was not there, or in the place of what was there.
pub(crate) async fn put_record<R: LandRecord>(change: &Change, new: &Versioned<R>) -> Result<(), StoreError> {
    let row = record::Model {
        zone_id: change.zone().to_string(),
        kind: R::KIND.key().to_owned(),
        code: new.record.code().to_string(),
        content: serde_json::to_string(&new.record.draft())?,
        version: new.version,
    };
    let key = (row.zone_id.clone(), row.kind.clone(), row.code.clone());
    record::Entity::delete_by_id(key).exec(change.connection()).await?;
    record::Entity::insert(row.into_active_model()).exec(change.connection()).await?;
    Ok(())
}

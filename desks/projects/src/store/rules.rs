use identity::Scope;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Set};
use store::{Change, StoreError, ZoneId};

use super::tables::rules;
use crate::{files::zone::read_rules, model::Rules};

/// The stages and the vocabulary of the zone.
///
/// # Errors
/// [`StoreError::Corrupt`] where the zone has none: its files were not loaded.
pub async fn rules(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<Rules, StoreError> {
    let row = rules::Entity::find_by_id(zone.as_str()).one(database).await?;
    let row = row.ok_or_else(|| StoreError::Corrupt(format!("zone {zone} has no stages: load its files")))?;
    read_rules(&row.stages, &row.vocabulary).map_err(|errors| {
        StoreError::Corrupt(errors.first().map(ToString::to_string).unwrap_or_default())
    })
}

/// Whether the zone's stages and vocabulary were loaded.
///
/// # Errors
/// What the database says.
pub async fn has_rules(database: &impl ConnectionTrait, scope: &Scope) -> Result<bool, StoreError> {
    Ok(rules::Entity::find_by_id(scope.zone().as_str()).one(database).await?.is_some())
}

/// Keeps the stages and the vocabulary as the zone's files say them.
pub(crate) async fn put_rules(change: &Change, stages: &str, vocabulary: &str) -> Result<(), StoreError> {
    rules::Entity::delete_by_id(change.zone().as_str()).exec(change.connection()).await?;
    rules::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        stages: Set(stages.to_owned()),
        vocabulary: Set(vocabulary.to_owned()),
    }
    .insert(change.connection())
    .await?;
    Ok(())
}

/// Stages and vocabulary as texts; both empty where the zone has none.
pub(crate) async fn rule_texts(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<(String, String), StoreError> {
    let row = rules::Entity::find_by_id(zone.as_str()).one(database).await?;
    Ok(row.map(|row| (row.stages, row.vocabulary)).unwrap_or_default())
}

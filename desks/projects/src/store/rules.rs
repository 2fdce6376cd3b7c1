use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, QuerySelect, Set};
use store::{Change, StoreError, ZoneId};

use super::tables::rules;
use crate::{
    files::zone::{RuleTexts, read_rules},
    model::Rules,
};

/// Rules that were read before, by their revisions: no two are the same, whichever zone they stand in.
static READ_BEFORE: Mutex<Vec<(String, Arc<Rules>)>> = Mutex::new(Vec::new());
/// Zones whose rules are remembered.
const READ_BEFORE_MAX: usize = 16;

/// The stages and the vocabulary of the zone.
///
/// # Errors
/// [`StoreError::Corrupt`] where the zone has none: its files were not loaded.
pub async fn rules(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<Arc<Rules>, StoreError> {
    let found = find_rules(database, zone).await?;
    found.ok_or_else(|| StoreError::Corrupt(format!("zone {zone} has no stages: load its files")))
}

/// The stages and the vocabulary of the zone; none before its files were loaded.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for rules that cannot be read any more.
pub async fn find_rules(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<Option<Arc<Rules>>, StoreError> {
    let revision = rules::Entity::find_by_id(zone.as_str()).select_only().column(rules::Column::Revision);
    match revision.into_tuple::<String>().one(database).await? {
        Some(revision) => rules_of(database, zone, &revision).await.map(Some),
        None => Ok(None),
    }
}

/// The rules of this revision, which the zone has now.
pub(super) async fn rules_of(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    revision: &str,
) -> Result<Arc<Rules>, StoreError> {
    if let Some(known) = read_before(revision) {
        return Ok(known);
    }
    let row = rules::Entity::find_by_id(zone.as_str()).one(database).await?;
    let row = row.ok_or_else(|| StoreError::Corrupt(format!("the rules of zone {zone} are gone")))?;
    let texts = RuleTexts { stages: row.stages, vocabulary: row.vocabulary, conduct: row.conduct };
    let rules = read_rules(&texts)
        .map_err(|errors| StoreError::Corrupt(errors.first().map(ToString::to_string).unwrap_or_default()))?;
    let rules = Arc::new(rules);
    remember(row.revision, rules.clone());
    Ok(rules)
}

fn read_before(revision: &str) -> Option<Arc<Rules>> {
    let known = READ_BEFORE.lock().unwrap_or_else(PoisonError::into_inner);
    known.iter().find(|(known, _)| known == revision).map(|(_, rules)| rules.clone())
}

fn remember(revision: String, rules: Arc<Rules>) {
    let mut known = READ_BEFORE.lock().unwrap_or_else(PoisonError::into_inner);
    if known.len() >= READ_BEFORE_MAX {
        known.remove(0);
    }
    known.push((revision, rules));
}

/// Keeps the rules as the zone's files say them.
pub(crate) async fn put_rules(change: &Change, texts: &RuleTexts) -> Result<(), StoreError> {
    rules::Entity::delete_by_id(change.zone().as_str()).exec(change.connection()).await?;
    rules::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        revision: Set(uuid::Uuid::now_v7().to_string()),
        stages: Set(texts.stages.clone()),
        vocabulary: Set(texts.vocabulary.clone()),
        conduct: Set(texts.conduct.clone()),
    }
    .insert(change.connection())
    .await?;
    Ok(())
}

/// The rules as texts; all empty where the zone has none.
pub(crate) async fn rule_texts(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<RuleTexts, StoreError> {
    let row = rules::Entity::find_by_id(zone.as_str()).one(database).await?;
    let texts = |row: rules::Model| RuleTexts { stages: row.stages, vocabulary: row.vocabulary, conduct: row.conduct };
    Ok(row.map(texts).unwrap_or_default())
}

use std::path::Path;

use identity::Scope;
use jiff::Timestamp;
use pages::FilesError;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Set};
use store::{Author, Change, Entry, IdempotencyKey, Store, StoreError, Subject, ZoneId};

use crate::model::SupervisionRules;

/// The file in the zone's `policy` folder; without it the default holds.
const FILE: &str = "supervision.toml";

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "policy_supervision")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        pub due_soon_days: i64,
        pub stuck_days: i64,
        pub stuck_long_days: i64,
        pub escalate_days: i64,
        pub source: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The rules of the zone.
///
/// # Errors
/// What the database says.
pub async fn rules(database: &impl ConnectionTrait, scope: &Scope) -> Result<SupervisionRules, StoreError> {
    Ok(stored(database, scope.zone()).await?.unwrap_or_default())
}

async fn stored(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<Option<SupervisionRules>, StoreError> {
    let days = |days: i64| u16::try_from(days).map_err(|_| StoreError::Corrupt(format!("{days} days of supervision")));
    let Some(row) = row::Entity::find_by_id(zone.as_str()).one(database).await? else { return Ok(None) };
    Ok(Some(SupervisionRules {
        due_soon_days: days(row.due_soon_days)?,
        stuck_days: days(row.stuck_days)?,
        stuck_long_days: days(row.stuck_long_days)?,
        escalate_days: days(row.escalate_days)?,
        source: row.source,
    }))
}

/// Takes the rules of the zone's folder; those that stand already are left alone.
pub(crate) async fn load_rules(store: &Store, zone: &ZoneId, folder: &Path, now: Timestamp) -> Result<(), FilesError> {
    let path = folder.join(FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(FilesError::Access { file: format!("policy/{FILE}"), source }),
    };
    let rules: SupervisionRules = toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(0, |span| text[..span.start].lines().count().max(1));
        FilesError::Content { file: format!("policy/{FILE}"), line, problem: error.message().to_owned() }
    })?;
    if stored(store.reader(), zone).await?.is_some() {
        return Ok(());
    }
    let author = Author::system(zone.clone(), "zone-load", now);
    store
        .write(author, IdempotencyKey::random(), "policy.load_supervision", move |change| {
            Box::pin(async move { insert(change, rules).await })
        })
        .await?;
    Ok(())
}

async fn insert(change: &mut Change, rules: SupervisionRules) -> Result<(), StoreError> {
    row::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        due_soon_days: Set(rules.due_soon_days.into()),
        stuck_days: Set(rules.stuck_days.into()),
        stuck_long_days: Set(rules.stuck_long_days.into()),
        escalate_days: Set(rules.escalate_days.into()),
        source: Set(rules.source.clone()),
    }
    .insert(change.connection())
    .await?;
    let subject = Subject::new("supervision", change.zone().as_str());
    change.record(Entry::new("supervision.loaded", subject).after(&rules)?);
    Ok(())
}

/// Writes the rules of the zone, if it has its own.
pub(crate) async fn export_rules(store: &Store, zone: &ZoneId, folder: &Path) -> Result<(), FilesError> {
    let Some(rules) = stored(store.reader(), zone).await? else { return Ok(()) };
    let text = toml::to_string(&rules).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let access = |source| FilesError::Access { file: format!("policy/{FILE}"), source };
    std::fs::create_dir_all(folder).map_err(access)?;
    std::fs::write(folder.join(FILE), text).map_err(access)
}

//! Dispatch meetings. Staff sees them, an enterprise does not.

use std::collections::BTreeMap;

use identity::Scope;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use store::{Change, StoreError};

use super::{Sight, rows::corrupt, rows::parsed, sight, tables::meeting};
use crate::model::{Key, Meeting};

/// A meeting with its name for good and its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMeeting {
    /// Names it for good.
    pub id: Key,
    /// What it is about.
    pub meeting: Meeting,
    /// Its version.
    pub version: i64,
}

/// The meetings that the scope may see, the latest first.
///
/// # Errors
/// What the database says.
pub async fn meetings(
    database: &impl ConnectionTrait,
    scope: &Scope,
    offset: u64,
    limit: u64,
) -> Result<Vec<KeptMeeting>, StoreError> {
    if sight(database, scope).await? != Sight::Zone {
        return Ok(Vec::new());
    }
    let rows = meeting::Entity::find()
        .filter(meeting::Column::ZoneId.eq(scope.zone().as_str()))
        .order_by_desc(meeting::Column::HeldOn)
        .order_by_desc(meeting::Column::Id)
        .offset(offset)
        .limit(limit);
    rows.all(database).await?.into_iter().map(kept).collect()
}

/// One meeting that the scope may see.
///
/// # Errors
/// What the database says.
pub async fn find_meeting(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &Key,
) -> Result<Option<KeptMeeting>, StoreError> {
    if sight(database, scope).await? != Sight::Zone {
        return Ok(None);
    }
    let key = (scope.zone().to_string(), id.to_string());
    meeting::Entity::find_by_id(key).one(database).await?.map(kept).transpose()
}

fn kept(row: meeting::Model) -> Result<KeptMeeting, StoreError> {
    let texts: BTreeMap<String, String> = serde_json::from_str(&row.document)?;
    let typed = texts.iter().map(|(key, text)| (key.as_str(), text.clone())).collect();
    let meeting = Meeting::parse(&typed).map_err(|_| corrupt(&row.document))?;
    Ok(KeptMeeting { id: parsed(&row.id)?, meeting, version: row.version })
}

/// Writes a meeting; `new` says that there is none of this id yet.
pub(crate) async fn save_meeting(change: &Change, kept: &KeptMeeting, new: bool) -> Result<(), StoreError> {
    let row = meeting::Model {
        zone_id: change.zone().to_string(),
        id: kept.id.to_string(),
        held_on: kept.meeting.held_on.to_string(),
        document: serde_json::to_string(&kept.meeting.texts())?,
        version: kept.version,
    };
    let row = row.into_active_model();
    if new {
        row.insert(change.connection()).await?;
    } else {
        row.reset_all().update(change.connection()).await?;
    }
    Ok(())
}

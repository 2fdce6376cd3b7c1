//! Views that were kept under a name. Whoever sees the zone's projects sees those that are shared, and any by its link;
//! an enterprise's people see their own alone.

use identity::Scope;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use store::{Change, StoreError};

use super::{Sight, rows::parsed, sight, tables::view};
use crate::model::{Key, SavedView};

/// A view with its name for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptView {
    /// Names it for good.
    pub id: Key,
    /// What it shows.
    pub view: SavedView,
}

/// The reader's own views and those that are shared with the reader, by their titles.
///
/// # Errors
/// What the database says.
pub async fn views(database: &impl ConnectionTrait, scope: &Scope, limit: u64) -> Result<Vec<KeptView>, StoreError> {
    let own = Condition::any().add(view::Column::Owner.eq(scope.actor()));
    let visible = match sight(database, scope).await? {
        Sight::Nothing => return Ok(Vec::new()),
        Sight::Own(_) => own,
        Sight::Zone => own.add(view::Column::Shared.eq(true)),
    };
    let rows = view::Entity::find()
        .filter(view::Column::ZoneId.eq(scope.zone().as_str()))
        .filter(visible)
        .order_by_asc(view::Column::Title)
        .order_by_asc(view::Column::Id)
        .limit(limit);
    rows.all(database).await?.into_iter().map(kept).collect()
}

/// All views of a zone, whoever keeps them: for its folder.
///
/// # Errors
/// What the database says.
pub(crate) async fn all_views(database: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<KeptView>, StoreError> {
    let rows = view::Entity::find().filter(view::Column::ZoneId.eq(scope.zone().as_str()));
    rows.order_by_asc(view::Column::Id).all(database).await?.into_iter().map(kept).collect()
}

/// One view that the reader has the link of.
///
/// # Errors
/// What the database says.
pub async fn find_view(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &Key,
) -> Result<Option<KeptView>, StoreError> {
    let key = (scope.zone().to_string(), id.to_string());
    let found = view::Entity::find_by_id(key).one(database).await?.map(kept).transpose()?;
    Ok(match sight(database, scope).await? {
        Sight::Zone => found,
        Sight::Own(_) => found.filter(|kept| kept.view.owner == scope.actor()),
        Sight::Nothing => None,
    })
}

fn kept(row: view::Model) -> Result<KeptView, StoreError> {
    let view = SavedView {
        title: parsed(&row.title)?,
        page: parsed(&row.page)?,
        query: parsed(&row.query)?,
        owner: row.owner,
        shared: row.shared,
    };
    Ok(KeptView { id: parsed(&row.id)?, view })
}

/// Writes a view; `new` says that there is none of this id yet.
pub(crate) async fn save_view(change: &Change, kept: &KeptView, new: bool) -> Result<(), StoreError> {
    let view = &kept.view;
    let row = view::Model {
        zone_id: change.zone().to_string(),
        id: kept.id.to_string(),
        owner: view.owner.clone(),
        title: view.title.to_string(),
        page: view.page.to_string(),
        query: view.query.as_str().to_owned(),
        shared: view.shared,
    };
    let row = row.into_active_model();
    if new {
        row.insert(change.connection()).await?;
    } else {
        row.reset_all().update(change.connection()).await?;
    }
    Ok(())
}

/// Removes a view.
pub(crate) async fn remove_view(change: &Change, id: &Key) -> Result<(), StoreError> {
    let key = (change.zone().to_string(), id.to_string());
    view::Entity::delete_by_id(key).exec(change.connection()).await?;
    Ok(())
}

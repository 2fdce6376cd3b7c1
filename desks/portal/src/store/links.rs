//! Links of articles that lead nowhere: their table, and every query on it.

use identity::Scope;
use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use store::{Change, StoreError, instant_from_text, instant_text};

mod broken {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "portal_broken_link")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub target: String,
        pub found_at: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A link of an article that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenLink {
    /// Id of the article that it stands in.
    pub article: String,
    /// Where it should lead.
    pub target: String,
    /// When that was found.
    pub found_at: Timestamp,
}

/// The links of all articles that lead nowhere.
///
/// # Errors
/// What the database says.
pub async fn broken_links(database: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<BrokenLink>, StoreError> {
    let query = broken::Entity::find().filter(broken::Column::ZoneId.eq(scope.zone().as_str()));
    let rows = query.order_by_asc(broken::Column::ArticleId).order_by_asc(broken::Column::Target).all(database).await?;
    rows.into_iter()
        .map(|row| {
            let found_at = instant_from_text(&row.found_at)?;
            Ok(BrokenLink { article: row.article_id, target: row.target, found_at })
        })
        .collect()
}

/// Notes a link that leads nowhere.
///
/// # Errors
/// What the database says.
pub async fn add_broken_link(change: &Change, link: &BrokenLink) -> Result<(), StoreError> {
    broken::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        article_id: Set(link.article.clone()),
        target: Set(link.target.clone()),
        found_at: Set(instant_text(link.found_at)),
    }
    .insert(change.connection())
    .await?;
    Ok(())
}

/// Forgets a link: it leads somewhere again, or stands there no more.
///
/// # Errors
/// What the database says.
pub async fn delete_broken_link(change: &Change, link: &BrokenLink) -> Result<(), StoreError> {
    let key = (change.zone().to_string(), link.article.clone(), link.target.clone());
    broken::Entity::delete_by_id(key).exec(change.connection()).await?;
    Ok(())
}

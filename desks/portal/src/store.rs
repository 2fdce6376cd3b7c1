//! The tables of the public site, and every query on them.

use identity::Scope;
use jiff::{Timestamp, civil::Date};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use store::{Change, StoreError, instant_from_text, instant_text};

use crate::model::{Article, ArticleRecord, Site, SiteRecord};

mod letters;

pub use letters::*;

mod site {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "portal_site")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        pub content: String,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod article {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "portal_article")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub column_id: String,
        pub published_at: String,
        pub title_zh: String,
        pub title_en: String,
        pub source: String,
        pub author: String,
        pub body_zh: String,
        pub body_en: String,
        pub origin: String,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An article in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Last part of its address.
    pub id: String,
    /// Id of its column.
    pub column: String,
    /// When it was published.
    pub published_at: Timestamp,
    /// Its title in Chinese.
    pub title_zh: String,
    /// Its title in English; empty where it has none.
    pub title_en: String,
}

/// The site of the zone; `None` where the zone has told nothing about it.
pub async fn site(database: &impl ConnectionTrait, scope: &Scope) -> Result<Option<Site>, StoreError> {
    let Some(row) = site::Entity::find_by_id(scope.zone().as_str()).one(database).await? else {
        return Ok(None);
    };
    let record: SiteRecord = serde_json::from_str(&row.content)?;
    let site = record.check().map_err(|flaw| StoreError::Corrupt(format!("portal_site: {flaw}")))?;
    Ok(Some(site))
}

/// The articles that are published at this moment, newest first.
pub async fn headings(
    database: &impl ConnectionTrait,
    scope: &Scope,
    now: Timestamp,
) -> Result<Vec<Heading>, StoreError> {
    let rows = article::Entity::find()
        .filter(article::Column::ZoneId.eq(scope.zone().as_str()))
        .filter(article::Column::PublishedAt.lte(instant_text(now)))
        .order_by_desc(article::Column::PublishedAt)
        .order_by_asc(article::Column::Id)
        .select_only()
        .columns([
            article::Column::Id,
            article::Column::ColumnId,
            article::Column::PublishedAt,
            article::Column::TitleZh,
            article::Column::TitleEn,
        ])
        .into_tuple::<(String, String, String, String, String)>()
        .all(database)
        .await?;
    rows.into_iter()
        .map(|(id, column, published_at, title_zh, title_en)| {
            let published_at = instant_from_text(&published_at)?;
            Ok(Heading { id, column, published_at, title_zh, title_en })
        })
        .collect()
}

/// When the next article is due to appear.
pub async fn next_publication(
    database: &impl ConnectionTrait,
    scope: &Scope,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    article::Entity::find()
        .filter(article::Column::ZoneId.eq(scope.zone().as_str()))
        .filter(article::Column::PublishedAt.gt(instant_text(now)))
        .order_by_asc(article::Column::PublishedAt)
        .select_only()
        .column(article::Column::PublishedAt)
        .into_tuple::<String>()
        .one(database)
        .await?
        .map(|text| instant_from_text(&text))
        .transpose()
}

/// An article that is published at this moment.
pub async fn article(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &str,
    now: Timestamp,
) -> Result<Option<Article>, StoreError> {
    let row = article::Entity::find_by_id((scope.zone().to_string(), id.to_owned()))
        .filter(article::Column::PublishedAt.lte(instant_text(now)))
        .one(database)
        .await?;
    row.map(|row| checked(&record_of(row)?)).transpose()
}

/// All articles, published or not, by id: for files.
pub async fn all_articles(database: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<ArticleRecord>, StoreError> {
    let rows = article::Entity::find()
        .filter(article::Column::ZoneId.eq(scope.zone().as_str()))
        .order_by_asc(article::Column::Id)
        .all(database)
        .await?;
    rows.into_iter().map(record_of).collect()
}

fn checked(record: &ArticleRecord) -> Result<Article, StoreError> {
    record.check().map_err(|flaw| StoreError::Corrupt(format!("portal_article {}: {flaw}", record.id)))
}

fn record_of(row: article::Model) -> Result<ArticleRecord, StoreError> {
    Ok(ArticleRecord {
        published_at: in_china(instant_from_text(&row.published_at)?),
        id: row.id,
        column: row.column_id,
        title_zh: row.title_zh,
        title_en: row.title_en,
        source: row.source,
        author: row.author,
        body_zh: row.body_zh,
        body_en: row.body_en,
        origin: row.origin,
    })
}

/// An article as a file says it.
pub fn record_of_article(article: &Article) -> ArticleRecord {
    let line = |line: &Option<crate::model::Line>| line.as_ref().map(ToString::to_string).unwrap_or_default();
    ArticleRecord {
        id: article.id.to_string(),
        column: article.column.to_string(),
        published_at: in_china(article.published_at),
        title_zh: article.title_zh.to_string(),
        title_en: line(&article.title_en),
        source: line(&article.source),
        author: line(&article.author),
        body_zh: article.body_zh.as_str().to_owned(),
        body_en: article.body_en.as_ref().map_or_else(String::new, |prose| prose.as_str().to_owned()),
        origin: article.origin.to_string(),
    }
}

/// An instant with China's offset, as files show it.
pub fn in_china(at: Timestamp) -> String {
    at.display_with_offset(jiff::tz::offset(8)).to_string()
}

/// Writes the site; its version is counted up.
pub async fn put_site(change: &Change, record: &SiteRecord) -> Result<(), StoreError> {
    let zone = change.zone().as_str();
    let known = site::Entity::find_by_id(zone).one(change.connection()).await?;
    let row = site::ActiveModel {
        zone_id: Set(zone.to_owned()),
        content: Set(serde_json::to_string(record)?),
        version: Set(known.as_ref().map_or(0, |row| row.version) + 1),
    };
    match known {
        Some(_) => row.update(change.connection()).await?,
        None => row.insert(change.connection()).await?,
    };
    Ok(())
}

/// Writes an article, new or changed.
pub async fn put_article(change: &Change, new: &Article) -> Result<(), StoreError> {
    let id = (change.zone().to_string(), new.id.to_string());
    let known = article::Entity::find_by_id(id).one(change.connection()).await?;
    let record = record_of_article(new);
    let row = article::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        id: Set(record.id),
        column_id: Set(record.column),
        published_at: Set(instant_text(new.published_at)),
        title_zh: Set(record.title_zh),
        title_en: Set(record.title_en),
        source: Set(record.source),
        author: Set(record.author),
        body_zh: Set(record.body_zh),
        body_en: Set(record.body_en),
        origin: Set(record.origin),
        version: Set(known.as_ref().map_or(0, |row| row.version) + 1),
    };
    match known {
        Some(_) => row.update(change.connection()).await?,
        None => row.insert(change.connection()).await?,
    };
    Ok(())
}

/// Takes an article out.
pub async fn delete_article(change: &Change, id: &str) -> Result<(), StoreError> {
    article::Entity::delete_by_id((change.zone().to_string(), id.to_owned())).exec(change.connection()).await?;
    Ok(())
}

/// The civil day of an instant in China.
pub fn day_of(at: Timestamp) -> Date {
    pages::china().to_datetime(at).date()
}

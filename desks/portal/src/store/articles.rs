//! Articles of the site as the public reads them: their table, and every query on it.

use identity::Scope;
use jiff::{Timestamp, civil::Date};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, Set,
};
use serde::{Deserialize, Serialize};
use store::{Change, StoreError, instant_from_text, instant_text};

use super::in_china;
use crate::model::{Article, ArticleRecord, ConsultationRecord, DocumentRecord, Line, Withdrawal};

pub(super) mod article {
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
        pub more: String,
        pub topic: String,
        pub validity: String,
        pub issued_on: String,
        pub opens_on: String,
        pub closes_on: String,
        pub withdrawn_at: String,
        pub withdrawn_by: String,
        pub withdrawn_for: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use article::Column as Field;

/// What no list sorts or searches by.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct More {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub summary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consultation: Option<ConsultationRecord>,
}

/// An article that the public has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What it says.
    pub article: Article,
    /// That it was taken back.
    pub withdrawn: Option<Withdrawal>,
}

pub(super) fn of_zone(scope: &Scope) -> Select<article::Entity> {
    article::Entity::find().filter(Field::ZoneId.eq(scope.zone().as_str()))
}

/// An article that the public sees at this moment, or has seen.
///
/// # Errors
/// What the database says.
pub async fn article(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &str,
    now: Timestamp,
) -> Result<Option<Seen>, StoreError> {
    let seen = any_article(database, scope, id).await?;
    Ok(seen.filter(|seen| seen.article.published_at <= now))
}

/// An article, whether its time has come or not: for whoever edits.
///
/// # Errors
/// What the database says.
pub async fn any_article(database: &impl ConnectionTrait, scope: &Scope, id: &str) -> Result<Option<Seen>, StoreError> {
    let row = article::Entity::find_by_id((scope.zone().to_string(), id.to_owned())).one(database).await?;
    row.map(|row| {
        let withdrawn = withdrawal_of(&row)?;
        Ok(Seen { article: checked(&record_of(row)?)?, withdrawn })
    })
    .transpose()
}

/// All articles, published or not, by id: for files and for looking after links.
///
/// # Errors
/// What the database says.
pub async fn all_articles(
    database: &impl ConnectionTrait,
    scope: &Scope,
) -> Result<Vec<(ArticleRecord, Option<Withdrawal>)>, StoreError> {
    let rows = of_zone(scope).order_by_asc(Field::Id).all(database).await?;
    rows.into_iter()
        .map(|row| {
            let withdrawn = withdrawal_of(&row)?;
            Ok((record_of(row)?, withdrawn))
        })
        .collect()
}

fn withdrawal_of(row: &article::Model) -> Result<Option<Withdrawal>, StoreError> {
    if row.withdrawn_at.is_empty() {
        return Ok(None);
    }
    let at = instant_from_text(&row.withdrawn_at)?;
    Ok(Some(Withdrawal { at, by: row.withdrawn_by.clone(), reason: row.withdrawn_for.clone() }))
}

fn checked(record: &ArticleRecord) -> Result<Article, StoreError> {
    record.check().map_err(|flaw| StoreError::Corrupt(format!("portal_article {}: {flaw}", record.id)))
}

fn record_of(row: article::Model) -> Result<ArticleRecord, StoreError> {
    let more: More = serde_json::from_str(&row.more)?;
    Ok(ArticleRecord {
        published_at: in_china(instant_from_text(&row.published_at)?),
        id: row.id,
        column: row.column_id,
        title_zh: row.title_zh,
        title_en: row.title_en,
        source: row.source,
        author: row.author,
        keywords: more.keywords,
        summary: more.summary,
        body_zh: row.body_zh,
        body_en: row.body_en,
        origin: row.origin,
        document: more.document,
        consultation: more.consultation,
    })
}

/// An article as a file says it.
pub fn record_of_article(article: &Article) -> ArticleRecord {
    let line = |line: &Option<Line>| line.as_ref().map(ToString::to_string).unwrap_or_default();
    let day = |day: Date| day.to_string();
    ArticleRecord {
        id: article.id.to_string(),
        column: article.column.to_string(),
        published_at: in_china(article.published_at),
        title_zh: article.title_zh.to_string(),
        title_en: line(&article.title_en),
        source: line(&article.source),
        author: line(&article.author),
        keywords: article.keywords.iter().map(ToString::to_string).collect(),
        summary: line(&article.summary),
        body_zh: article.body_zh.as_str().to_owned(),
        body_en: article.body_en.as_ref().map_or_else(String::new, |body| body.as_str().to_owned()),
        origin: line(&article.origin),
        document: article.document.as_ref().map(|document| DocumentRecord {
            number: line(&document.number),
            issuer: document.issuer.to_string(),
            issued_on: day(document.issued_on),
            topic: document.topic.to_string(),
            validity: document.validity.to_string(),
        }),
        consultation: article.consultation.as_ref().map(|period| ConsultationRecord {
            opens_on: day(period.opens_on),
            closes_on: day(period.closes_on),
            outcome: period.outcome.as_ref().map_or_else(String::new, |outcome| outcome.as_str().to_owned()),
        }),
    }
}

/// Writes an article, new or changed; one that was taken back is there again.
///
/// # Errors
/// What the database says.
pub async fn put_article(change: &Change, new: &Article) -> Result<(), StoreError> {
    let id = (change.zone().to_string(), new.id.to_string());
    let known = article::Entity::find_by_id(id).one(change.connection()).await?;
    let record = record_of_article(new);
    let document = new.document.as_ref();
    let period = new.consultation.as_ref();
    let more = More {
        keywords: record.keywords,
        summary: record.summary,
        document: record.document,
        consultation: record.consultation,
    };
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
        more: Set(serde_json::to_string(&more)?),
        topic: Set(document.map(|document| document.topic.to_string()).unwrap_or_default()),
        validity: Set(document.map(|document| document.validity.to_string()).unwrap_or_default()),
        issued_on: Set(document.map(|document| document.issued_on.to_string()).unwrap_or_default()),
        opens_on: Set(period.map(|period| period.opens_on.to_string()).unwrap_or_default()),
        closes_on: Set(period.map(|period| period.closes_on.to_string()).unwrap_or_default()),
        withdrawn_at: Set(String::new()),
        withdrawn_by: Set(String::new()),
        withdrawn_for: Set(String::new()),
    };
    match known {
        Some(_) => row.update(change.connection()).await?,
        None => row.insert(change.connection()).await?,
    };
    Ok(())
}

/// Notes that an article was taken back.
///
/// # Errors
/// What the database says.
pub async fn withdraw_article(change: &Change, id: &str, withdrawal: &Withdrawal) -> Result<(), StoreError> {
    article::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        id: Set(id.to_owned()),
        withdrawn_at: Set(instant_text(withdrawal.at)),
        withdrawn_by: Set(withdrawal.by.clone()),
        withdrawn_for: Set(withdrawal.reason.clone()),
        ..Default::default()
    }
    .update(change.connection())
    .await?;
    Ok(())
}

/// Takes an article out.
///
/// # Errors
/// What the database says.
pub async fn delete_article(change: &Change, id: &str) -> Result<(), StoreError> {
    article::Entity::delete_by_id((change.zone().to_string(), id.to_owned())).exec(change.connection()).await?;
    Ok(())
}

/// The addresses of articles that begin so.
///
/// # Errors
/// What the database says.
pub async fn article_addresses(change: &Change, beginning: &str) -> Result<Vec<String>, StoreError> {
    let scope = Scope::system(change.zone().clone());
    let query = of_zone(&scope).filter(Field::Id.starts_with(beginning)).select_only().column(Field::Id);
    Ok(query.into_tuple().all(change.connection()).await?)
}

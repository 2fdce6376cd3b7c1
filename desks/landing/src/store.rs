//! The tables of landing plans, and every query on them.

mod editions;
mod tables;

pub(crate) use editions::put_edition;
pub use editions::{edition, editions, headings};

use identity::Scope;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use store::{Change, StoreError, ZoneId};
use tables::{terms, wish};
use workdays::Calendar;

use crate::{
    READ,
    model::{Terms, TermsRecord, WishDraft, WishRecord, Words},
};

/// The terms as the zone's files say them.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Told {
    /// What `terms.toml` says.
    pub terms: TermsRecord,
    /// What `workdays.csv` says.
    pub workdays: String,
}

/// The zone's terms; none before its files were loaded.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for what cannot be read any more.
pub async fn terms(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<Option<Terms>, StoreError> {
    let Some(told) = told(database, zone).await? else { return Ok(None) };
    let calendar = Calendar::from_csv(&told.workdays).map_err(|error| corrupt(&error))?;
    told.terms.check(calendar).map(Some).map_err(|problem| corrupt(&problem))
}

/// The same as the files say it.
pub(crate) async fn told(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<Option<Told>, StoreError> {
    let row = terms::Entity::find_by_id(zone.as_str()).one(database).await?;
    row.map(|row| serde_json::from_str(&row.content)).transpose().map_err(StoreError::from)
}

/// Keeps the terms as the files say them.
pub(crate) async fn put_terms(change: &Change, told: &Told) -> Result<(), StoreError> {
    terms::Entity::delete_by_id(change.zone().as_str()).exec(change.connection()).await?;
    let row =
        terms::ActiveModel { zone_id: Set(change.zone().to_string()), content: Set(serde_json::to_string(told)?) };
    row.insert(change.connection()).await?;
    Ok(())
}

/// The lists that wishes are checked against; empty where the zone's files were not loaded.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for what cannot be read any more.
pub async fn words(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<Words, StoreError> {
    let land = land::store::vocabulary(database, zone).await?.unwrap_or_default();
    let rules = projects::store::find_rules(database, zone).await?;
    Ok(Words { land, projects: rules.map(|rules| rules.vocabulary.clone()).unwrap_or_default() })
}

/// The wishes that the scope may see, the newest first.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for what cannot be read any more.
pub async fn wishes(database: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<WishRecord>, StoreError> {
    if !scope.may(READ) {
        return Ok(Vec::new());
    }
    let rows = wish::Entity::find().filter(wish::Column::ZoneId.eq(scope.zone().as_str()));
    let rows = rows.order_by_desc(wish::Column::Number).all(database).await?;
    rows.into_iter().map(read).collect()
}

/// One wish; none where there is none, or not for this scope.
///
/// # Errors
/// What the database says.
pub async fn wish(
    database: &impl ConnectionTrait,
    scope: &Scope,
    number: i64,
) -> Result<Option<WishRecord>, StoreError> {
    if !scope.may(READ) {
        return Ok(None);
    }
    let row = wish::Entity::find_by_id((scope.zone().to_string(), number)).one(database).await?;
    row.map(read).transpose()
}

fn read(row: wish::Model) -> Result<WishRecord, StoreError> {
    let draft: WishDraft = serde_json::from_str(&row.content)?;
    let wish = draft.restore().map_err(|flaws| corrupt(&format!("wish {}: {flaws:?}", row.number)))?;
    let on = row.on_day.parse().map_err(|_| corrupt(&row.on_day))?;
    let by = row.by_whom.parse().map_err(|_| corrupt(&row.by_whom))?;
    Ok(WishRecord { number: row.number, wish, on, by, sender: None, project: None, version: row.version })
}

fn corrupt(what: &impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt(format!("landing: {what}"))
}

/// The number of the next wish.
pub(crate) async fn next_number(change: &Change) -> Result<i64, StoreError> {
    let rows = wish::Entity::find().filter(wish::Column::ZoneId.eq(change.zone().as_str()));
    let last = rows.order_by_desc(wish::Column::Number).one(change.connection()).await?;
    Ok(last.map_or(1, |last| last.number + 1))
}

/// Writes a wish that was not there, or in the place of what was there.
pub(crate) async fn put_wish(change: &Change, record: &WishRecord) -> Result<(), StoreError> {
    let key = (change.zone().to_string(), record.number);
    wish::Entity::delete_by_id(key).exec(change.connection()).await?;
    let row = wish::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        number: Set(record.number),
        content: Set(serde_json::to_string(&record.wish.draft())?),
        on_day: Set(record.on.to_string()),
        by_whom: Set(record.by.to_string()),
        version: Set(record.version),
    };
    row.insert(change.connection()).await?;
    Ok(())
}

//! The tables of landing plans, and every query on them.

mod editions;
mod portfolio;
mod shares;
mod tables;

pub(crate) use editions::put_edition;
pub use editions::{edition, editions, headings};
pub(crate) use portfolio::{
    newest_run, portfolio_rules_record, present_run, put_portfolio_rules, put_run, run_heads, unsettled_runs,
};
pub use portfolio::{portfolio_rules, run, runs};
pub use shares::shares;
pub(crate) use shares::{put_share, share_with};

use identity::Scope;
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set,
};
use store::{Change, StoreError, ZoneId, instant_from_text, instant_text};
use tables::{terms, wish};
use workdays::Calendar;

use crate::{
    READ,
    model::{Sender, Terms, TermsRecord, WishDraft, WishRecord, Words},
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
    let sender = match (row.contact, row.network, row.received_at, row.receipt) {
        (Some(contact), Some(network), Some(at), Some(receipt)) => {
            Some(Sender { contact, network, received_at: instant_from_text(&at)?, receipt })
        }
        _ => None,
    };
    let project = row.project.as_deref().map(serde_json::from_str).transpose()?;
    Ok(WishRecord { number: row.number, wish, on, by, sender, project, version: row.version })
}

fn corrupt(what: &impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt(format!("landing: {what}"))
}

/// The wish with a receipt, by its hash: whoever has the receipt may.
///
/// # Errors
/// What the database says.
pub(crate) async fn wish_with(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    receipt: &str,
) -> Result<Option<WishRecord>, StoreError> {
    let rows = wish::Entity::find().filter(wish::Column::ZoneId.eq(zone.as_str()));
    rows.filter(wish::Column::Receipt.eq(receipt)).one(database).await?.map(read).transpose()
}

/// The wishes that became a project that the scope may see.
///
/// # Errors
/// What the database says.
pub(crate) async fn wishes_of_project(
    database: &impl ConnectionTrait,
    scope: &Scope,
    project: &str,
) -> Result<Vec<WishRecord>, StoreError> {
    let mut wishes = wishes(database, scope).await?;
    wishes.retain(|record| record.project.as_ref().is_some_and(|handed| handed.project == project));
    Ok(wishes)
}

/// How many wishes came from a network after a moment.
pub(crate) async fn sent_since(change: &Change, network: &str, since: Timestamp) -> Result<u64, StoreError> {
    let rows = wish::Entity::find()
        .filter(wish::Column::ZoneId.eq(change.zone().as_str()))
        .filter(wish::Column::Network.eq(network))
        .filter(wish::Column::ReceivedAt.gt(instant_text(since)));
    Ok(rows.count(change.connection()).await?)
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
    let sender = record.sender.as_ref();
    let row = wish::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        number: Set(record.number),
        content: Set(serde_json::to_string(&record.wish.draft())?),
        on_day: Set(record.on.to_string()),
        by_whom: Set(record.by.to_string()),
        version: Set(record.version),
        contact: Set(sender.map(|sender| sender.contact.clone())),
        network: Set(sender.map(|sender| sender.network.clone())),
        received_at: Set(sender.map(|sender| instant_text(sender.received_at))),
        receipt: Set(sender.map(|sender| sender.receipt.clone())),
        project: Set(record.project.as_ref().map(serde_json::to_string).transpose()?),
    };
    row.insert(change.connection()).await?;
    Ok(())
}

use std::collections::{BTreeMap, BTreeSet};

use identity::Scope;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Set, UpdateMany,
    sea_query::{Expr, ExprTrait},
};
use store::{Change, StoreError, ZoneId, instant_text};

/// After so many failures a notice stays in the house only.
const TRIES_MAX: i64 = 8;
/// Occasions that one query asks for.
const OCCASIONS_MAX: usize = 500;

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notice")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub account_id: String,
        pub occasion: String,
        pub text_key: String,
        pub details: String,
        pub path: String,
        pub light: String,
        pub created_at: String,
        pub read_at: Option<String>,
        pub mailed_at: Option<String>,
        pub mail_tries: i64,
        pub hooked_at: Option<String>,
        pub hook_tries: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A notice to be posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Who gets it.
    pub account: String,
    /// What makes it this notice and no other: `duty-7/overdue/2020-08-20`. Posted again, nothing happens.
    pub occasion: String,
    /// Key of its text in the language files.
    pub text_key: String,
    /// Values put into the text.
    pub details: BTreeMap<String, String>,
    /// Where it leads, below the zone.
    pub path: String,
    /// How urgent: `green`, `amber`, `red`.
    pub light: String,
}

/// A notice that was posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    /// Its id.
    pub id: String,
    /// What was posted.
    pub notice: Notice,
    /// When.
    pub created_at: Timestamp,
    /// Whether it was read.
    pub read: bool,
}

/// Posts a notice with the change that it speaks of; whether it is a new one.
///
/// # Errors
/// What the database says.
pub async fn post(change: &Change, notice: Notice) -> Result<bool, StoreError> {
    let known = row::Entity::find()
        .filter(row::Column::ZoneId.eq(change.zone().as_str()))
        .filter(row::Column::AccountId.eq(&notice.account))
        .filter(row::Column::Occasion.eq(&notice.occasion))
        .count(change.connection())
        .await?;
    if known > 0 {
        return Ok(false);
    }
    row::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        id: Set(uuid::Uuid::now_v7().to_string()),
        account_id: Set(notice.account),
        occasion: Set(notice.occasion),
        text_key: Set(notice.text_key),
        details: Set(serde_json::to_string(&notice.details)?),
        path: Set(notice.path),
        light: Set(notice.light),
        created_at: Set(instant_text(change.at())),
        read_at: Set(None),
        mailed_at: Set(None),
        mail_tries: Set(0),
        hooked_at: Set(None),
        hook_tries: Set(0),
    }
    .insert(change.connection())
    .await?;
    Ok(true)
}

/// Those of these notices that were not posted before, for a chore that would otherwise change nothing.
///
/// # Errors
/// What the database says.
pub async fn unposted(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    notices: Vec<Notice>,
) -> Result<Vec<Notice>, StoreError> {
    let mut known = BTreeSet::<(String, String)>::new();
    for some in notices.chunks(OCCASIONS_MAX) {
        let posted = row::Entity::find()
            .select_only()
            .columns([row::Column::AccountId, row::Column::Occasion])
            .filter(row::Column::ZoneId.eq(zone.as_str()))
            .filter(row::Column::Occasion.is_in(some.iter().map(|notice| notice.occasion.as_str())));
        known.extend(posted.into_tuple::<(String, String)>().all(database).await?);
    }
    let is_new = |notice: &Notice| !known.contains(&(notice.account.clone(), notice.occasion.clone()));
    Ok(notices.into_iter().filter(is_new).collect())
}

/// Lets an occasion come again: what was said of it stays, and is said anew the next time.
///
/// # Errors
/// What the database says.
pub async fn close_occasion(change: &Change, occasion: &str) -> Result<(), StoreError> {
    let closed = format!("{occasion}/{}", instant_text(change.at()));
    row::Entity::update_many()
        .col_expr(row::Column::Occasion, Expr::value(closed))
        .filter(row::Column::ZoneId.eq(change.zone().as_str()))
        .filter(row::Column::Occasion.eq(occasion))
        .exec(change.connection())
        .await?;
    Ok(())
}

/// The newest notices to the person in the scope.
///
/// # Errors
/// What the database says.
pub async fn inbox(database: &impl ConnectionTrait, scope: &Scope, limit: u64) -> Result<Vec<Posted>, StoreError> {
    mine(scope)
        .order_by_desc(row::Column::CreatedAt)
        .order_by_desc(row::Column::Id)
        .limit(limit)
        .all(database)
        .await?
        .into_iter()
        .map(posted)
        .collect()
}

/// A part of all notices to the person in the scope, newest first.
///
/// # Errors
/// What the database says.
pub async fn inbox_page(
    database: &impl ConnectionTrait,
    scope: &Scope,
    unread_only: bool,
    offset: u64,
    limit: u64,
) -> Result<Vec<Posted>, StoreError> {
    let mut select = mine(scope).order_by_desc(row::Column::CreatedAt).order_by_desc(row::Column::Id);
    if unread_only {
        select = select.filter(row::Column::ReadAt.is_null());
    }
    select.offset(offset).limit(limit).all(database).await?.into_iter().map(posted).collect()
}

/// How many notices there are to the person in the scope.
///
/// # Errors
/// What the database says.
pub async fn count(database: &impl ConnectionTrait, scope: &Scope) -> Result<u64, StoreError> {
    Ok(mine(scope).count(database).await?)
}

/// How many notices the person in the scope has not read.
///
/// # Errors
/// What the database says.
pub async fn unread_count(database: &impl ConnectionTrait, scope: &Scope) -> Result<u64, StoreError> {
    Ok(mine(scope).filter(row::Column::ReadAt.is_null()).count(database).await?)
}

/// Nobody but a signed-in person has an inbox.
fn mine(scope: &Scope) -> sea_orm::Select<row::Entity> {
    let account = scope.person().map_or("", |person| person.account.as_str());
    row::Entity::find().filter(row::Column::ZoneId.eq(scope.zone().as_str())).filter(row::Column::AccountId.eq(account))
}

/// Marks one notice of an account as read, or all; how many there were.
///
/// # Errors
/// What the database says.
pub async fn mark_read(change: &Change, account: &str, one: Option<&str>) -> Result<u64, StoreError> {
    let mut update = row::Entity::update_many();
    if let Some(id) = one {
        update = update.filter(row::Column::Id.eq(id));
    }
    let done = update
        .col_expr(row::Column::ReadAt, Expr::value(instant_text(change.at())))
        .filter(row::Column::ZoneId.eq(change.zone().as_str()))
        .filter(row::Column::AccountId.eq(account))
        .filter(row::Column::ReadAt.is_null())
        .exec(change.connection())
        .await?;
    Ok(done.rows_affected)
}

/// Notices that no mail has carried yet, oldest first, without those to accounts whose mail is not due. What could not be
/// delivered waits longer each time, two hours in all, and is left alone then.
///
/// # Errors
/// What the database says.
pub async fn unmailed(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    not_due: &[&str],
    now: Timestamp,
    limit: u64,
) -> Result<Vec<Posted>, StoreError> {
    row::Entity::find()
        .filter(row::Column::AccountId.is_not_in(not_due.iter().copied()))
        .filter(row::Column::ZoneId.eq(zone.as_str()))
        .filter(row::Column::MailedAt.is_null())
        .filter(due_by_tries(row::Column::MailTries, row::Column::CreatedAt, now))
        .order_by_asc(row::Column::CreatedAt)
        .order_by_asc(row::Column::Id)
        .limit(limit)
        .all(database)
        .await?
        .into_iter()
        .map(posted)
        .collect()
}

/// Which records are to be sent now: after each failure they wait twice as long, counted from the moment in the second
/// column. One rule for whatever the house sends.
pub fn due_by_tries(tries: impl ColumnTrait, since: impl ColumnTrait, now: Timestamp) -> Condition {
    let due_after = |count: i64| {
        let waited = now - SignedDuration::from_mins((1 << count) - 1);
        tries.eq(count).and(since.lte(instant_text(waited)))
    };
    (0..TRIES_MAX).map(due_after).fold(Condition::any(), Condition::add)
}

/// Whether something was tried so often in vain that it is not tried again.
pub fn is_given_up(tries: i64) -> bool {
    tries >= TRIES_MAX
}

/// Notes that a mail is about to carry the notices: before it is handed over, because whoever hands it over may never learn
/// what became of it.
///
/// # Errors
/// What the database says.
pub async fn mark_mail_tried(change: &Change, ids: &[String]) -> Result<(), StoreError> {
    let tries = Expr::col(row::Column::MailTries).add(1);
    those(change, ids).col_expr(row::Column::MailTries, tries).exec(change.connection()).await?;
    Ok(())
}

/// Notes that a mail carried the notices, or that none is to.
///
/// # Errors
/// What the database says.
pub async fn mark_mailed(change: &Change, ids: &[String]) -> Result<(), StoreError> {
    let at = Expr::value(instant_text(change.at()));
    those(change, ids).col_expr(row::Column::MailedAt, at).exec(change.connection()).await?;
    Ok(())
}

fn those(change: &Change, ids: &[String]) -> UpdateMany<row::Entity> {
    row::Entity::update_many().filter(row::Column::ZoneId.eq(change.zone().as_str())).filter(row::Column::Id.is_in(ids))
}

pub(crate) fn posted(row: row::Model) -> Result<Posted, StoreError> {
    Ok(Posted {
        created_at: store::instant_from_text(&row.created_at)?,
        read: row.read_at.is_some(),
        id: row.id,
        notice: Notice {
            account: row.account_id,
            occasion: row.occasion,
            text_key: row.text_key,
            details: serde_json::from_str(&row.details)?,
            path: row.path,
            light: row.light,
        },
    })
}

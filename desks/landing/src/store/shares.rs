//! Links under which editions are read without an account.

use identity::Scope;
use jiff::civil::Date;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use store::{Change, StoreError, ZoneId};

use super::{corrupt, tables::share};
use crate::{
    READ,
    model::{Share, Withdrawn},
};

/// The links that the scope may see, by wish and in their order: of one wish, or of all.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for what cannot be read any more.
pub async fn shares(
    database: &impl ConnectionTrait,
    scope: &Scope,
    wish: Option<i64>,
) -> Result<Vec<Share>, StoreError> {
    if !scope.may(READ) {
        return Ok(Vec::new());
    }
    let rows = share::Entity::find().filter(share::Column::ZoneId.eq(scope.zone().as_str()));
    let rows = if let Some(wish) = wish { rows.filter(share::Column::Wish.eq(wish)) } else { rows };
    let rows = rows.order_by_asc(share::Column::Wish).order_by_asc(share::Column::Number).all(database).await?;
    rows.into_iter().map(read).collect()
}

/// The link with a secret, by its hash: whoever has the secret may.
///
/// # Errors
/// What the database says.
pub(crate) async fn share_with(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    secret: &str,
) -> Result<Option<Share>, StoreError> {
    let rows = share::Entity::find().filter(share::Column::ZoneId.eq(zone.as_str()));
    rows.filter(share::Column::Secret.eq(secret)).one(database).await?.map(read).transpose()
}

fn read(row: share::Model) -> Result<Share, StoreError> {
    let day = |text: &str| text.parse::<Date>().map_err(|_| corrupt(&text));
    let withdrawn = match (&row.withdrawn_on, row.withdrawn_by) {
        (Some(on), Some(by)) => Some(Withdrawn { on: day(on)?, by }),
        _ => None,
    };
    let (made_on, last_day) = (day(&row.made_on)?, day(&row.last_day)?);
    Ok(Share {
        wish: row.wish,
        number: row.number,
        edition: row.edition,
        secret: row.secret,
        made_on,
        made_by: row.made_by,
        last_day,
        withdrawn,
    })
}

/// Keeps a link, new or in the place of what was there.
pub(crate) async fn put_share(change: &Change, share: &Share) -> Result<(), StoreError> {
    let key = (change.zone().to_string(), share.wish, share.number);
    share::Entity::delete_by_id(key).exec(change.connection()).await?;
    let row = share::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        wish: Set(share.wish),
        number: Set(share.number),
        edition: Set(share.edition),
        secret: Set(share.secret.clone()),
        made_on: Set(share.made_on.to_string()),
        made_by: Set(share.made_by.clone()),
        last_day: Set(share.last_day.to_string()),
        withdrawn_on: Set(share.withdrawn.as_ref().map(|withdrawn| withdrawn.on.to_string())),
        withdrawn_by: Set(share.withdrawn.as_ref().map(|withdrawn| withdrawn.by.clone())),
    };
    row.insert(change.connection()).await?;
    Ok(())
}

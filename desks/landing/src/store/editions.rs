//! Plans as they were handed out.

use identity::Scope;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    Select, Set,
};
use store::{Change, StoreError};

use super::{corrupt, tables::edition};
use crate::{
    READ,
    model::{Edition, EditionHeading},
};

/// An edition without what it says, which may be long.
#[derive(FromQueryResult)]
struct Heading {
    wish: i64,
    number: i64,
    on_day: String,
    by_whom: String,
}

fn of_zone(scope: &Scope) -> Select<edition::Entity> {
    let editions = edition::Entity::find().filter(edition::Column::ZoneId.eq(scope.zone().as_str()));
    editions.order_by_asc(edition::Column::Wish).order_by_asc(edition::Column::Number)
}

/// The editions that the scope may see, by wish and in their order: of one wish, or of all.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for what cannot be read any more.
pub async fn headings(
    database: &impl ConnectionTrait,
    scope: &Scope,
    wish: Option<i64>,
) -> Result<Vec<EditionHeading>, StoreError> {
    if !scope.may(READ) {
        return Ok(Vec::new());
    }
    let rows = of_zone(scope);
    let rows = if let Some(wish) = wish { rows.filter(edition::Column::Wish.eq(wish)) } else { rows };
    let columns = [edition::Column::Wish, edition::Column::Number, edition::Column::OnDay, edition::Column::ByWhom];
    let rows = rows.select_only().columns(columns).into_model::<Heading>().all(database).await?;
    let heading = |row: Heading| {
        let on = row.on_day.parse().map_err(|_| corrupt(&row.on_day))?;
        Ok(EditionHeading { wish: row.wish, number: row.number, on, by: row.by_whom })
    };
    rows.into_iter().map(heading).collect()
}

/// One edition; none where there is none, or not for this scope.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for what cannot be read any more.
pub async fn edition(
    database: &impl ConnectionTrait,
    scope: &Scope,
    (wish, number): (i64, i64),
) -> Result<Option<Edition>, StoreError> {
    if !scope.may(READ) {
        return Ok(None);
    }
    let row = edition::Entity::find_by_id((scope.zone().to_string(), wish, number)).one(database).await?;
    row.map(read).transpose()
}

/// All editions of the zone that the scope may see, by wish and in their order.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for what cannot be read any more.
pub async fn editions(database: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<Edition>, StoreError> {
    if !scope.may(READ) {
        return Ok(Vec::new());
    }
    of_zone(scope).all(database).await?.into_iter().map(read).collect()
}

fn read(row: edition::Model) -> Result<Edition, StoreError> {
    let on = row.on_day.parse().map_err(|_| corrupt(&row.on_day))?;
    let plan = serde_json::from_str(&row.content)?;
    Ok(Edition { wish: row.wish, number: row.number, on, by: row.by_whom, plan })
}

/// Keeps an edition that was not there.
pub(crate) async fn put_edition(change: &Change, edition: &Edition) -> Result<(), StoreError> {
    let row = edition::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        wish: Set(edition.wish),
        number: Set(edition.number),
        on_day: Set(edition.on.to_string()),
        by_whom: Set(edition.by.clone()),
        content: Set(serde_json::to_string(&edition.plan)?),
    };
    row.insert(change.connection()).await?;
    Ok(())
}

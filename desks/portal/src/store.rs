//! The tables of the public site, and every query on them.

use identity::Scope;
use jiff::{Timestamp, civil::Date};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Set};
use store::{Change, StoreError};

use crate::model::{Site, SiteRecord};

mod articles;
mod comments;
mod headings;
mod letters;
mod links;
mod manuscripts;

pub use articles::*;
pub use comments::*;
pub use headings::*;
pub use letters::*;
pub use links::*;
pub use manuscripts::*;

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

/// The site of the zone; `None` where the zone has told nothing about it.
pub async fn site(database: &impl ConnectionTrait, scope: &Scope) -> Result<Option<Site>, StoreError> {
    let Some(row) = site::Entity::find_by_id(scope.zone().as_str()).one(database).await? else {
        return Ok(None);
    };
    let record: SiteRecord = serde_json::from_str(&row.content)?;
    let site = record.check().map_err(|flaw| StoreError::Corrupt(format!("portal_site: {flaw}")))?;
    Ok(Some(site))
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

/// The civil day of an instant in China.
pub fn day_of(at: Timestamp) -> Date {
    pages::china().to_datetime(at).date()
}

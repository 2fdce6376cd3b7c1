//! Projects that the zone shows on its public site.

use identity::Scope;
use jiff::civil::Date;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use store::{Change, StoreError};

use super::{rows::parsed, tables::listing};
use crate::model::{Line, ProjectId};

/// That a project is shown to the public (对外展示).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The project.
    pub project: ProjectId,
    /// Account of who has put it there.
    pub by: Line,
    /// On which day.
    pub on: Date,
}

/// What is shown, in the order of the projects' ids: anybody may know.
///
/// # Errors
/// What the database says.
pub async fn listings(database: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<Listing>, StoreError> {
    let rows = listing::Entity::find()
        .filter(listing::Column::ZoneId.eq(scope.zone().as_str()))
        .order_by_asc(listing::Column::ProjectId);
    rows.all(database).await?.into_iter().map(listed).collect()
}

/// That one project is shown; `None` where it is not.
///
/// # Errors
/// What the database says.
pub async fn listing(
    database: &impl ConnectionTrait,
    scope: &Scope,
    project: &ProjectId,
) -> Result<Option<Listing>, StoreError> {
    let key = (scope.zone().to_string(), project.to_string());
    listing::Entity::find_by_id(key).one(database).await?.map(listed).transpose()
}

fn listed(row: listing::Model) -> Result<Listing, StoreError> {
    let on = row.listed_on.parse().map_err(|_| super::rows::corrupt(&row.listed_on))?;
    Ok(Listing { project: parsed(&row.project_id)?, by: parsed(&row.listed_by)?, on })
}

/// Shows a project that was not shown.
pub(crate) async fn add_listing(change: &Change, listing: &Listing) -> Result<(), StoreError> {
    let row = listing::Model {
        zone_id: change.zone().to_string(),
        project_id: listing.project.to_string(),
        listed_by: listing.by.to_string(),
        listed_on: listing.on.to_string(),
    };
    row.into_active_model().insert(change.connection()).await?;
    Ok(())
}

/// Shows a project no more.
pub(crate) async fn remove_listing(change: &Change, project: &ProjectId) -> Result<(), StoreError> {
    let key = (change.zone().to_string(), project.to_string());
    listing::Entity::delete_by_id(key).exec(change.connection()).await?;
    Ok(())
}

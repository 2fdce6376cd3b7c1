//! Showing a project on the public site, and taking it off.

use identity::Order;
use serde_json::json;
use store::{Change, Entry, Store, StoreError, Subject};

use super::{Refused, SUBJECT, day_of, ground};
use crate::{
    PUBLISH,
    model::{FieldError, ProjectId},
    store::{self as tables, Listing},
};

/// Shows a project to the public.
///
/// # Errors
/// [`Refused`]; [`Refused::Unchanged`] where it is shown already.
pub async fn list_project(store: &Store, order: Order<'_>, id: ProjectId) -> Result<(), Refused> {
    order.needs(PUBLISH)?;
    let (scope, on) = (order.scope.clone(), day_of(&order));
    let by = scope.actor().parse().map_err(|problem| Refused::from(FieldError::new("by", problem)))?;
    store
        .write(order.author(), order.key, "projects.list_project", move |change| {
            Box::pin(async move {
                ground(change, &scope, &id).await?;
                if tables::listing(change.connection(), &scope, &id).await?.is_some() {
                    return Err(Refused::Unchanged);
                }
                Ok(add_listing(change, Listing { project: id, by, on }).await?)
            })
        })
        .await
}

/// Shows a project to the public no more.
///
/// # Errors
/// [`Refused`]; [`Refused::Unchanged`] where it is not shown.
pub async fn unlist_project(store: &Store, order: Order<'_>, id: ProjectId) -> Result<(), Refused> {
    order.needs(PUBLISH)?;
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, "projects.unlist_project", move |change| {
            Box::pin(async move {
                ground(change, &scope, &id).await?;
                let Some(before) = tables::listing(change.connection(), &scope, &id).await? else {
                    return Err(Refused::Unchanged);
                };
                tables::remove_listing(change, &id).await?;
                let subject = Subject::new(SUBJECT, id.as_str());
                change.record(Entry::new("project.unlisted", subject).before(&json!({ "listed_on": before.on }))?);
                Ok(())
            })
        })
        .await
}

async fn add_listing(change: &mut Change, listing: Listing) -> Result<(), StoreError> {
    tables::add_listing(change, &listing).await?;
    let subject = Subject::new(SUBJECT, listing.project.as_str());
    change.record(Entry::new("project.listed", subject).after(&json!({ "listed_on": listing.on }))?);
    Ok(())
}

/// Shows what a zone's folder tells of.
pub(crate) async fn add_listings(change: &mut Change, new: Vec<Listing>) -> Result<(), StoreError> {
    for listing in new {
        add_listing(change, listing).await?;
    }
    Ok(())
}

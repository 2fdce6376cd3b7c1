//! Views kept under a name: keeping one, changing its name and who finds it, removing it. Only whoever keeps a view
//! changes it; whoever sees the zone's projects may share.

use identity::{Order, Scope};
use serde_json::{Value, json};
use store::{Change, Entry, Store, StoreError, Subject};

use super::{Refused, new_id};
use crate::{
    READ, READ_OWN,
    model::{FieldError, Key, Line, Problem, SavedView, ViewPage, ViewQuery},
    store::{self as tables, KeptView},
};

/// The journal's name of a view.
const SUBJECT: &str = "project_view";
/// The most views of one person: nobody finds one among more.
pub const VIEWS_MAX: usize = 100;

/// Keeps a view; its id.
///
/// # Errors
/// [`Refused`]; field `title` where the person keeps [`VIEWS_MAX`] already; [`Refused::Forbidden`] for whoever shares and may not.
pub async fn save_view(
    store: &Store,
    order: Order<'_>,
    (title, shared): (Line, bool),
    (page, query): (ViewPage, ViewQuery),
) -> Result<String, Refused> {
    let view = SavedView { title, page, query, owner: order.scope.actor().to_owned(), shared };
    may_keep(&order, &view)?;
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, "projects.save_view", move |change| {
            Box::pin(async move {
                let seen = tables::views(change.connection(), &scope, u64::from(u32::MAX)).await?;
                if seen.iter().filter(|kept| kept.view.owner == view.owner).count() >= VIEWS_MAX {
                    return Err(FieldError::new("title", Problem::TooLarge { max: VIEWS_MAX.to_string() }).into());
                }
                let id: Key = new_id()?;
                let kept = KeptView { id, view };
                tables::save_view(change, &kept, true).await?;
                let subject = Subject::new(SUBJECT, kept.id.as_str());
                change.record(Entry::new("project_view.saved", subject).after(&told(&kept.view))?);
                Ok(kept.id.to_string())
            })
        })
        .await
}

/// Changes the name of a view, and who finds it.
///
/// # Errors
/// [`Refused`]; as [`save_view`].
pub async fn change_view(
    store: &Store,
    order: Order<'_>,
    id: Key,
    (title, shared): (Line, bool),
) -> Result<(), Refused> {
    if shared {
        order.needs(READ)?;
    }
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, "projects.change_view", move |change| {
            Box::pin(async move {
                let before = own_view(change, &scope, &id).await?;
                let after = SavedView { title, shared, ..before.view.clone() };
                if after == before.view {
                    return Err(Refused::Unchanged);
                }
                let subject = Subject::new(SUBJECT, id.as_str());
                let entry = Entry::new("project_view.changed", subject).before(&told(&before.view))?;
                change.record(entry.after(&told(&after))?);
                Ok(tables::save_view(change, &KeptView { id, view: after }, false).await?)
            })
        })
        .await
}

/// Removes a view.
///
/// # Errors
/// [`Refused`].
pub async fn remove_view(store: &Store, order: Order<'_>, id: Key) -> Result<(), Refused> {
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, "projects.remove_view", move |change| {
            Box::pin(async move {
                let before = own_view(change, &scope, &id).await?;
                tables::remove_view(change, &id).await?;
                let subject = Subject::new(SUBJECT, id.as_str());
                change.record(Entry::new("project_view.removed", subject).before(&told(&before.view))?);
                Ok(())
            })
        })
        .await
}

/// Writes views that a zone's folder tells of and nobody knew.
pub(crate) async fn add_views(change: &mut Change, new: Vec<KeptView>) -> Result<(), StoreError> {
    for kept in new {
        tables::save_view(change, &kept, true).await?;
        let subject = Subject::new(SUBJECT, kept.id.as_str());
        change.record(Entry::new("project_view.saved", subject).after(&told(&kept.view))?);
    }
    Ok(())
}

fn may_keep(order: &Order<'_>, view: &SavedView) -> Result<(), Refused> {
    order.needs(READ).or_else(|_| order.needs(READ_OWN))?;
    if view.shared {
        order.needs(READ)?;
    }
    Ok(())
}

/// A view that the reader keeps.
async fn own_view(change: &Change, scope: &Scope, id: &Key) -> Result<KeptView, Refused> {
    let found = tables::find_view(change.connection(), scope, id).await?;
    found.filter(|kept| kept.view.owner == scope.actor()).ok_or_else(|| Refused::NotFound(id.to_string()))
}

fn told(view: &SavedView) -> Value {
    let (title, page, query) = (view.title.as_str(), view.page.key(), view.query.as_str());
    json!({ "title": title, "page": page, "query": query, "owner": view.owner, "shared": view.shared })
}

//! Where a work lies.

use identity::Order;
use serde_json::json;
use store::{Change, Entry, Store, StoreError, Subject};

use super::{Refused, works::SUBJECT};
use crate::{
    EDIT,
    model::{Code, Course, CourseDraft, Edges},
    store as tables,
};

/// Says where a work lies, in the place of what was said before: the journal keeps that.
///
/// # Errors
/// [`Refused`], with everything that is wrong at once.
pub async fn lay_course(store: &Store, order: Order<'_>, work: Code, draft: CourseDraft) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, "land.lay_course", move |change| {
            Box::pin(async move {
                if tables::work(change.connection(), &scope, &work).await?.is_none() {
                    return Err(Refused::NotFound(work));
                }
                let course = draft.check().map_err(Refused::Wrong)?;
                let before = tables::courses(change.connection(), &scope).await?.remove(&work);
                if before.as_ref() == Some(&course) {
                    return Err(Refused::Unchanged);
                }
                Ok(put(change, &work, before.as_ref(), &course).await?)
            })
        })
        .await
}

/// Writes where works lie of which nobody had said it.
pub(crate) async fn add(change: &mut Change, courses: &[(Code, Course)]) -> Result<(), StoreError> {
    tables::add_courses(change, courses).await?;
    for (work, course) in courses {
        change.record(laid(work).after(&course.draft())?);
    }
    Ok(())
}

fn laid(work: &Code) -> Entry {
    Entry::new("work.laid", Subject::new(SUBJECT, work.as_str()))
}

/// Writes where a work lies.
async fn put(change: &mut Change, work: &Code, before: Option<&Course>, course: &Course) -> Result<(), StoreError> {
    tables::put_course(change, work, course).await?;
    let entry = match before {
        Some(before) => laid(work).before(&before.draft())?,
        None => laid(work),
    };
    change.record(entry.after(&course.draft())?);
    Ok(())
}

/// Brings the edges to what the zone's file says.
pub(crate) async fn put_edges(change: &mut Change, new: &Edges) -> Result<(), StoreError> {
    if tables::edges(change.connection(), change.zone()).await? == *new {
        return Ok(());
    }
    tables::put_edges(change, new).await?;
    let said: Vec<_> = new.0.iter().map(|edge| edge.park.as_ref().map(ToString::to_string)).collect();
    let entry = Entry::new("land_edges.loaded", Subject::new("land_edges", change.zone().as_str()));
    change.record(entry.after(&json!({ "edges": said }))?);
    Ok(())
}

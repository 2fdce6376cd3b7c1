//! Where a parcel lies is said anew; what was said before stays.

use boundary::Boundary;
use identity::Order;
use serde_json::json;
use store::{Change, Entry, Store, StoreError, Subject};

use super::{Refused, SUBJECT, day_of};
use crate::{
    EDIT,
    model::{Code, Outline, OutlineDraft, Outlines},
    store as tables,
};

/// Says where a parcel lies from a day on.
///
/// # Errors
/// [`Refused`], with everything that is wrong at once; field `geojson` where other parcels lie there.
pub async fn draw_outline(store: &Store, order: Order<'_>, code: Code, draft: OutlineDraft) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, "land.draw_outline", move |change| {
            Box::pin(async move {
                if tables::parcel(change.connection(), &scope, &code).await?.is_none() {
                    return Err(Refused::NotFound(code));
                }
                let outline = draft.check().map_err(Refused::Wrong)?;
                let mut all = tables::outlines(change.connection(), &scope).await?;
                let mut own = all.remove(&code).unwrap_or_default();
                if own.0.last() == Some(&outline) {
                    return Err(Refused::Unchanged);
                }
                let latest = |(code, outlines): (Code, Outlines)| Some((code, outlines.0.into_iter().last()?.boundary));
                let others: Vec<(Code, Boundary)> = all.into_iter().filter_map(latest).collect();
                own.enter(outline, today, &others)?;
                Ok(add_newest(change, &code, &own).await?)
            })
        })
        .await
}

/// Writes the newest outline of a parcel.
pub(crate) async fn add_newest(change: &mut Change, code: &Code, outlines: &Outlines) -> Result<(), StoreError> {
    let Some(newest) = outlines.0.last() else { return Ok(()) };
    tables::add_outline(change, code, outlines.0.len(), newest).await?;
    let said = |outline: &Outline| json!({ "on": outline.on, "area_m2": outline.boundary.area_m2().round() });
    let entry = Entry::new("parcel.drawn", Subject::new(SUBJECT, code.as_str()));
    let entry = match outlines.0.iter().rev().nth(1) {
        Some(before) => entry.before(&said(before))?,
        None => entry,
    };
    change.record(entry.after(&said(newest))?);
    Ok(())
}

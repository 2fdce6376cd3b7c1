//! Keeping a plan as it is.

use identity::{Order, Scope};
use serde_json::json;
use store::{Change, Entry, Store, StoreError, Subject};

use super::{Refused, SUBJECT, day_of, fresh, stands};
use crate::{
    EDIT,
    model::{Edition, Plan},
    store as tables,
};

/// Keeps a plan as an edition of its wish; its number. `version` is that of the wish that the plan answers.
///
/// # Errors
/// [`Refused`]; [`Refused::Unchanged`] where the last edition says the same.
pub async fn save_edition(
    store: &Store,
    order: Order<'_>,
    wish: i64,
    version: i64,
    plan: Plan,
) -> Result<i64, Refused> {
    order.needs(EDIT)?;
    let (scope, on, by) = (order.scope.clone(), day_of(&order), order.scope.actor().to_owned());
    store
        .write(order.author(), order.key, "landing.save_edition", move |change| {
            Box::pin(async move {
                let record = stands(change, &scope, wish).await?;
                fresh(&record, version, &plan.wish)?;
                let last = tables::headings(change.connection(), &scope, Some(wish)).await?.pop();
                let number = last.as_ref().map_or(1, |last| last.number + 1);
                if let Some(last) = last {
                    let last = tables::edition(change.connection(), &scope, (wish, last.number)).await?;
                    if last.is_some_and(|last| last.plan == plan) {
                        return Err(Refused::Unchanged);
                    }
                }
                put(change, &Edition { wish, number, on, by, plan }).await?;
                Ok(number)
            })
        })
        .await
}

/// Keeps editions that the zone does not have.
pub(crate) async fn add_editions(change: &mut Change, editions: Vec<Edition>) -> Result<(), StoreError> {
    let known = tables::headings(change.connection(), &Scope::system(change.zone().clone()), None).await?;
    for edition in editions {
        if known.iter().all(|known| (known.wish, known.number) != (edition.wish, edition.number)) {
            put(change, &edition).await?;
        }
    }
    Ok(())
}

/// The journal says that it was kept and what it names first; all that it says stands in the edition.
async fn put(change: &mut Change, edition: &Edition) -> Result<(), StoreError> {
    tables::put_edition(change, edition).await?;
    let best = edition.plan.sites.first().map(|site| &site.parcel.code);
    let said = json!({ "edition": edition.number, "day": edition.plan.day, "best_site": best });
    let subject = Subject::new(SUBJECT, edition.wish.to_string());
    change.record(Entry::new("wish.edition_saved", subject).after(&said)?);
    Ok(())
}

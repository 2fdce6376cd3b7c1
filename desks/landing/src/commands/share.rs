//! Sharing an edition by a link, and withdrawing the link.

use identity::{Order, Scope};
use jiff::ToSpan;
use serde_json::json;
use store::{Change, Entry, Store, StoreError, Subject};

use super::{Refused, SUBJECT, day_of};
use crate::{
    EDIT,
    model::{LIVES_DAYS, Share, Withdrawn},
    secret::Secret,
    store as tables,
};

/// Makes a link to an edition that opens for so many days; what stands in it, this once.
///
/// # Errors
/// [`Refused`]; [`Refused::AlreadyDone`] where the same form made one before, whose secret nobody can read again.
pub async fn share_edition(
    store: &Store,
    order: Order<'_>,
    (wish, edition): (i64, i64),
    days: i64,
) -> Result<String, Refused> {
    order.needs(EDIT)?;
    let (on, secret) = (day_of(&order), Secret::random());
    let life = LIVES_DAYS.into_iter().find(|life| *life == days).ok_or(Refused::Life)?;
    let last_day = on.checked_add(life.days()).map_err(|_| Refused::Life)?;
    let (scope, hash) = (order.scope.clone(), secret.hash());
    let made_by = order.scope.actor().to_owned();
    let kept = store
        .write(order.author(), order.key, "landing.share_edition", move |change| {
            Box::pin(async move {
                let known = tables::edition(change.connection(), &scope, (wish, edition)).await?;
                known.ok_or(Refused::NotFound(edition))?;
                let last = tables::shares(change.connection(), &scope, Some(wish)).await?.pop();
                let number = last.map_or(1, |last| last.number + 1);
                let share =
                    Share { wish, number, edition, secret: hash, made_on: on, made_by, last_day, withdrawn: None };
                put(change, "wish.shared", &share).await?;
                Ok::<_, Refused>(share.secret)
            })
        })
        .await?;
    if kept == secret.hash() { Ok(secret.reveal().to_owned()) } else { Err(Refused::AlreadyDone) }
}

/// Withdraws a link: from now on it opens nothing.
///
/// # Errors
/// [`Refused`]; [`Refused::Unchanged`] for one that is withdrawn already.
pub async fn withdraw_share(store: &Store, order: Order<'_>, wish: i64, number: i64) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let (scope, withdrawn) =
        (order.scope.clone(), Withdrawn { on: day_of(&order), by: order.scope.actor().to_owned() });
    store
        .write(order.author(), order.key, "landing.withdraw_share", move |change| {
            Box::pin(async move {
                let shares = tables::shares(change.connection(), &scope, Some(wish)).await?;
                let share = shares.into_iter().find(|share| share.number == number);
                let share = share.ok_or(Refused::NotFound(number))?;
                if share.withdrawn.is_some() {
                    return Err(Refused::Unchanged);
                }
                put(change, "wish.share_withdrawn", &Share { withdrawn: Some(withdrawn), ..share }).await?;
                Ok(())
            })
        })
        .await
}

/// Keeps links that the zone does not have.
pub(crate) async fn add_shares(change: &mut Change, shares: Vec<Share>) -> Result<(), StoreError> {
    let known = tables::shares(change.connection(), &Scope::system(change.zone().clone()), None).await?;
    for share in shares {
        if known.iter().all(|known| (known.wish, known.number) != (share.wish, share.number)) {
            put(change, "wish.shared", &share).await?;
        }
    }
    Ok(())
}

/// The journal says which link, and not what opens it.
async fn put(change: &mut Change, verb: &str, share: &Share) -> Result<(), StoreError> {
    tables::put_share(change, share).await?;
    let said = json!({ "share": share.number, "edition": share.edition, "last_day": share.last_day });
    change.record(Entry::new(verb, Subject::new(SUBJECT, share.wish.to_string())).after(&said)?);
    Ok(())
}

//! Every change of wishes and portfolio plans: one function per verb. All of them leave an entry in the journal whose
//! subject is the wish, or the plan.

mod edition;
mod investor;
mod portfolio;
mod project;
mod share;

pub(crate) use edition::add_editions;
pub use edition::save_edition;
pub use investor::WISHES_PER_HOUR_MAX;
pub(crate) use investor::send_wish;
pub use portfolio::{PORTFOLIO_SUBJECT, Wanted, ask_portfolio};
pub(crate) use portfolio::{add_runs, put_portfolio_rules, settle_portfolio};
pub use project::begin_project;
pub(crate) use share::add_shares;
pub use share::{share_edition, withdraw_share};

use identity::{Forbidden, Order, Scope};
use land::model::FieldFlaw;
use serde_json::json;
use store::{Change, Entry, Stale, Store, StoreError, Subject};

use crate::{
    EDIT,
    model::{LIVES_DAYS, WishDraft, WishRecord, Words, portfolio::SECONDS_MAX},
    store as tables,
};

/// The journal's name of a wish.
pub const SUBJECT: &str = "wish";

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The right is missing.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such wish or plan, or not for this scope.
    #[error("there is no wish or plan {0}")]
    NotFound(i64),
    /// Fields are wrong.
    #[error("{} fields are wrong", .0.len())]
    Wrong(Vec<FieldFlaw>),
    /// Somebody else was faster.
    #[error(transparent)]
    Stale(#[from] Stale),
    /// So many came from there within an hour.
    #[error("{WISHES_PER_HOUR_MAX} wishes came from this network within an hour; try again later")]
    TooMany,
    /// Nobody shares a plan for so long.
    #[error("an edition is shared for one of these numbers of days: {LIVES_DAYS:?}")]
    Life,
    /// The same form made a link before; what stands in it is not kept.
    #[error("this form made a link before, and nobody can read it again: withdraw it and make another")]
    AlreadyDone,
    /// The wish became a project already.
    #[error("the wish is the project {0} already")]
    IsProject(String),
    /// The projects say what is wrong with what the wish tells.
    #[error("{} fields of the project are wrong", .0.len())]
    Project(Vec<projects::model::FieldError>),
    /// One plan is worked out at a time.
    #[error("portfolio plan {0} is being worked out: wait for it, or cancel it")]
    PortfolioBusy(i64),
    /// A plan is not looked for so long.
    #[error("a plan is looked for 1 to {SECONDS_MAX} seconds")]
    Seconds,
    /// Nothing differs.
    #[error("nothing was changed: it stands so already")]
    Unchanged,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<projects::commands::Refused> for Refused {
    fn from(refused: projects::commands::Refused) -> Self {
        use projects::commands::Refused as Theirs;
        match refused {
            Theirs::Forbidden(forbidden) => Self::Forbidden(forbidden),
            Theirs::Wrong(flaws) => Self::Project(flaws),
            Theirs::Stale(stale) => Self::Stale(stale),
            Theirs::Unchanged => Self::Unchanged,
            Theirs::Store(error) => Self::Store(error),
            Theirs::NotFound(id) => Self::Store(StoreError::Corrupt(format!("there is no project {id}"))),
        }
    }
}

/// Today, in China, at the moment of an order.
fn day_of(order: &Order<'_>) -> jiff::civil::Date {
    pages::china().to_datetime(order.at).date()
}

async fn words(change: &Change) -> Result<Words, StoreError> {
    tables::words(change.connection(), change.zone()).await
}

/// The wish as it stands.
async fn stands(change: &Change, scope: &Scope, number: i64) -> Result<WishRecord, Refused> {
    let found = tables::wish(change.connection(), scope, number).await?;
    found.ok_or(Refused::NotFound(number))
}

/// Fails where somebody changed the wish since the form was shown.
fn fresh(record: &WishRecord, version: i64, yours: &WishDraft) -> Result<(), Stale> {
    if version == record.version {
        return Ok(());
    }
    let (current, yours) = (json!(record.wish.draft()), json!(yours));
    Err(Stale { your_version: version, current_version: record.version, yours, current })
}

/// Takes a wish down; its number.
///
/// # Errors
/// [`Refused`], with everything that is wrong at once.
pub async fn add_wish(store: &Store, order: Order<'_>, draft: WishDraft) -> Result<i64, Refused> {
    order.needs(EDIT)?;
    let on = day_of(&order);
    let by = order.scope.actor().parse();
    let by = by.map_err(|flaw| Refused::Wrong(vec![FieldFlaw { field: "by", flaw }]))?;
    store
        .write(order.author(), order.key, "landing.add_wish", move |change| {
            Box::pin(async move {
                let wish = draft.check(&words(change).await?).map_err(Refused::Wrong)?;
                let number = tables::next_number(change).await?;
                let record = WishRecord { number, wish, on, by, sender: None, project: None, version: 1 };
                put_new(change, &record).await?;
                Ok(number)
            })
        })
        .await
}

/// Writes wishes that the zone does not have.
pub(crate) async fn add_records(change: &mut Change, records: Vec<WishRecord>) -> Result<(), StoreError> {
    let known = tables::wishes(change.connection(), &Scope::system(change.zone().clone())).await?;
    for record in records {
        if known.iter().all(|known| known.number != record.number) {
            put_new(change, &record).await?;
        }
    }
    Ok(())
}

async fn put_new(change: &mut Change, record: &WishRecord) -> Result<(), StoreError> {
    tables::put_wish(change, record).await?;
    let subject = Subject::new(SUBJECT, record.number.to_string());
    change.record(Entry::new("wish.added", subject).after(&record.wish.draft())?);
    Ok(())
}

/// Changes a wish; `version` is the one that the form showed.
///
/// # Errors
/// [`Refused`]; [`Refused::Stale`] with both editions where somebody else was faster.
pub async fn edit_wish(
    store: &Store,
    order: Order<'_>,
    number: i64,
    version: i64,
    draft: WishDraft,
) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, "landing.edit_wish", move |change| {
            Box::pin(async move {
                let words = words(change).await?;
                let before = stands(change, &scope, number).await?;
                let wish = draft.check(&words).map_err(Refused::Wrong)?;
                fresh(&before, version, &wish.draft())?;
                if wish == before.wish {
                    return Err(Refused::Unchanged);
                }
                let after = WishRecord { wish, version: before.version + 1, ..before.clone() };
                tables::put_wish(change, &after).await?;
                let subject = Subject::new(SUBJECT, number.to_string());
                let entry = Entry::new("wish.edited", subject).before(&before.wish.draft())?;
                change.record(entry.after(&after.wish.draft())?);
                Ok(())
            })
        })
        .await
}

/// Brings the terms to what the zone's files say.
pub(crate) async fn put_terms(change: &mut Change, new: &tables::Told) -> Result<(), StoreError> {
    let old = tables::told(change.connection(), change.zone()).await?;
    if old.as_ref() == Some(new) {
        return Ok(());
    }
    tables::put_terms(change, new).await?;
    let entry = Entry::new("landing_terms.loaded", Subject::new("landing_terms", change.zone().as_str()));
    let entry = match &old {
        Some(old) => entry.before(old)?,
        None => entry,
    };
    change.record(entry.after(new)?);
    Ok(())
}

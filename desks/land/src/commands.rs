//! Every change of land: one function per verb. All of them leave an entry in the journal whose subject is the parcel.

pub mod courses;
pub mod land_use;
pub mod lineage;
pub mod outlines;
pub(crate) mod parcels;
pub mod records;
pub(crate) mod uploads;
pub mod works;

use identity::{Forbidden, Order, Scope};
use jiff::civil::Date;
use serde_json::{Value, json};
use store::{Change, Entry, Stale, Store, StoreError, Subject};

use crate::{
    EDIT, PUBLISH,
    model::{
        Code, FieldFlaw, Flaw, History, Listing, Parcel, ParcelDraft, ParcelRecord, Step, StepDraft, Vocabulary,
        VocabularyRecord,
    },
    store as tables,
};

/// The journal's name of a parcel.
pub const SUBJECT: &str = "parcel";

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The right is missing.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such parcel, work or record, or not for this scope.
    #[error("there is no parcel, work or record {0}")]
    NotFound(Code),
    /// Fields are wrong.
    #[error("{} fields are wrong", .0.len())]
    Wrong(Vec<FieldFlaw>),
    /// Somebody else was faster.
    #[error(transparent)]
    Stale(#[from] Stale),
    /// Nothing differs.
    #[error("nothing was changed: it stands so already")]
    Unchanged,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<FieldFlaw> for Refused {
    fn from(flaw: FieldFlaw) -> Self {
        Self::Wrong(vec![flaw])
    }
}

/// Today, in China, at the moment of an order.
fn day_of(order: &Order<'_>) -> Date {
    pages::china().to_datetime(order.at).date()
}

/// What the journal keeps of a parcel.
fn trace(record: &ParcelRecord) -> Value {
    json!({
        "parcel": record.parcel.draft(),
        "steps": record.history.iter().map(Step::draft).collect::<Vec<_>>(),
        "listed_on": record.listing.as_ref().map(|listing| listing.on),
    })
}

async fn words(change: &Change) -> Result<Vocabulary, StoreError> {
    let found = tables::vocabulary(change.connection(), change.zone()).await?;
    found.ok_or_else(|| StoreError::Corrupt(format!("zone {} has no classes of use: load its files", change.zone())))
}

/// Adds a parcel to the register, with its first step; its code, as it names it from now on.
///
/// # Errors
/// [`Refused`], with everything that is wrong at once; field `code` for one that another parcel has.
pub async fn add_parcel(
    store: &Store,
    order: Order<'_>,
    code: String,
    draft: ParcelDraft,
    first: StepDraft,
) -> Result<String, Refused> {
    order.needs(EDIT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, "land.add_parcel", move |change| {
            Box::pin(async move {
                let code = FieldFlaw::at("code", code.parse::<Code>()).map_err(|flaw| vec![flaw]);
                let (code, parcel, first) = match (code, draft.check(&words(change).await?), first.check()) {
                    (Ok(code), Ok(parcel), Ok(first)) => (code, parcel, first),
                    (code, parcel, first) => {
                        let flaws = [code.err(), parcel.err(), first.err()];
                        return Err(Refused::Wrong(flaws.into_iter().flatten().flatten().collect()));
                    }
                };
                if tables::parcel(change.connection(), &scope, &code).await?.is_some() {
                    return Err(FieldFlaw { field: "code", flaw: Flaw::Taken }.into());
                }
                let mut history = History::default();
                history.enter(first, today)?;
                let record = ParcelRecord { code: code.clone(), parcel, history, listing: None, version: 1 };
                add_records(change, &[record]).await?;
                Ok(code.to_string())
            })
        })
        .await
}

/// Writes parcels that nobody knew.
pub(crate) async fn add_records(change: &mut Change, records: &[ParcelRecord]) -> Result<(), StoreError> {
    tables::add_parcels(change, records).await?;
    for record in records {
        let subject = Subject::new(SUBJECT, record.code.as_str());
        change.record(Entry::new("parcel.added", subject).after(&trace(record))?);
    }
    Ok(())
}

/// Changes what is known of a parcel; `version` is the one that the form showed.
///
/// # Errors
/// [`Refused`]; [`Refused::Stale`] with both editions where somebody else was faster.
pub async fn edit_parcel(
    store: &Store,
    order: Order<'_>,
    code: Code,
    version: i64,
    draft: ParcelDraft,
) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, "land.edit_parcel", move |change| {
            Box::pin(async move {
                let words = words(change).await?;
                let parcel: Parcel = draft.check(&words).map_err(Refused::Wrong)?;
                if let Some(known) =
                    tables::parcel(change.connection(), &scope, &code).await?.filter(|one| one.version == version)
                {
                    land_use::weigh(change, &scope, (&known, &parcel.land_use), today).await?;
                }
                change_record(change, (&scope, &code), version, "parcel.edited", |record| {
                    record.parcel = parcel;
                    Ok(())
                })
                .await
            })
        })
        .await
}

/// Takes a parcel a step further through the land bank.
///
/// # Errors
/// [`Refused`].
pub async fn enter_status(
    store: &Store,
    order: Order<'_>,
    code: Code,
    version: i64,
    step: Step,
) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, "land.enter_status", move |change| {
            Box::pin(async move {
                change_record(change, (&scope, &code), version, "parcel.stepped", |record| {
                    record.history.enter(step, today)
                })
                .await
            })
        })
        .await
}

/// Shows a parcel to the public, or takes it off; whoever decides has seen the version.
///
/// # Errors
/// [`Refused`]; [`Refused::Unchanged`] where it stands so already.
pub async fn publish_parcel(
    store: &Store,
    order: Order<'_>,
    code: Code,
    version: i64,
    is_shown: bool,
) -> Result<(), Refused> {
    order.needs(PUBLISH)?;
    let (scope, on) = (order.scope.clone(), day_of(&order));
    let by = scope.actor().parse().map_err(|flaw| Refused::from(FieldFlaw { field: "by", flaw }))?;
    let verb = if is_shown { "parcel.listed" } else { "parcel.unlisted" };
    store
        .write(order.author(), order.key, "land.publish_parcel", move |change| {
            Box::pin(async move {
                change_record(change, (&scope, &code), version, verb, |record| {
                    if record.listing.is_some() != is_shown {
                        record.listing = is_shown.then_some(Listing { by, on });
                    }
                    Ok(())
                })
                .await
            })
        })
        .await
}

/// Refuses where the form showed an older version than there is now; with what was to be written and what stands there.
fn compare((shown, present): (i64, i64), traces: impl FnOnce() -> (Value, Value)) -> Result<(), Refused> {
    if shown == present {
        return Ok(());
    }
    let (current, yours) = traces();
    Err(Refused::Stale(Stale { your_version: shown, current_version: present, yours, current }))
}

/// Reads the parcel, works out what becomes of it, and writes that, if the form showed the present version.
async fn change_record(
    change: &mut Change,
    (scope, code): (&Scope, &Code),
    shown_version: i64,
    verb: &str,
    make: impl FnOnce(&mut ParcelRecord) -> Result<(), FieldFlaw> + Send,
) -> Result<(), Refused> {
    let found = tables::parcel(change.connection(), scope, code).await?;
    let before = found.ok_or_else(|| Refused::NotFound(code.clone()))?;
    let mut after = before.clone();
    let made = make(&mut after);
    compare((shown_version, before.version), || (trace(&before), trace(&after)))?;
    made?;
    if after == before {
        return Err(Refused::Unchanged);
    }
    after.version += 1;
    tables::put_parcel(change, &after).await?;
    let subject = Subject::new(SUBJECT, code.as_str());
    change.record(Entry::new(verb, subject).before(&trace(&before))?.after(&trace(&after))?);
    Ok(())
}

/// Brings the vocabulary to what the zone's file says.
pub(crate) async fn put_vocabulary(change: &mut Change, new: &VocabularyRecord) -> Result<(), StoreError> {
    let old = tables::vocabulary_record(change.connection(), change.zone()).await?;
    if old.as_ref() == Some(new) {
        return Ok(());
    }
    tables::put_vocabulary(change, new).await?;
    let entry = Entry::new("land_vocabulary.loaded", Subject::new("land_vocabulary", change.zone().as_str()));
    note_loaded(change, entry, (old.as_ref(), new))
}

/// Says in the journal that the zone's file was loaded, with what it said before.
fn note_loaded<T: serde::Serialize>(
    change: &mut Change,
    entry: Entry,
    (old, new): (Option<&T>, &T),
) -> Result<(), StoreError> {
    let entry = match old {
        Some(old) => entry.before(old)?,
        None => entry,
    };
    change.record(entry.after(new)?);
    Ok(())
}

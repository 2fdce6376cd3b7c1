//! Every change of a work. All of them leave an entry in the journal whose subject is the work.

use std::collections::{BTreeMap, BTreeSet};

use identity::{Order, Scope};
use serde_json::{Value, json};
use store::{Change, Entry, Store, StoreError, Subject};

use super::{Refused, compare, day_of};
use crate::{
    EDIT,
    model::{Code, FieldFlaw, Flaw, WorkDraft, WorkRecord, WorkStep, WorkStepDraft, check_places},
    store as tables,
};

/// The journal's name of a work.
pub const SUBJECT: &str = "work";

/// What the journal keeps of a work.
fn trace(record: &WorkRecord) -> Value {
    json!({ "work": record.work.draft(), "steps": record.steps.iter().map(WorkStep::draft).collect::<Vec<_>>() })
}

/// Whether parcels and earlier works of a work are there.
async fn check_around(change: &Change, scope: &Scope, record: &WorkRecord) -> Result<(), Refused> {
    let parcels = tables::parcels(change.connection(), scope).await?;
    let parcels: BTreeSet<Code> = parcels.into_iter().map(|parcel| parcel.code).collect();
    let works = tables::works(change.connection(), scope).await?;
    let works: BTreeMap<_, _> = works.into_iter().map(|known| (known.code, known.work.after)).collect();
    check_places(&record.code, &record.work, &parcels, &works).map_err(Refused::Wrong)
}

/// Adds a work, with its first step; its code, as it names it from now on.
///
/// # Errors
/// [`Refused`], with everything that is wrong at once; field `code` for one that another work has.
pub async fn add_work(
    store: &Store,
    order: Order<'_>,
    code: String,
    draft: WorkDraft,
    first: WorkStepDraft,
) -> Result<String, Refused> {
    order.needs(EDIT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, "land.add_work", move |change| {
            Box::pin(async move {
                let code = FieldFlaw::at("code", code.parse::<Code>()).map_err(|flaw| vec![flaw]);
                let (code, work, first) = match (code, draft.check(), first.check()) {
                    (Ok(code), Ok(work), Ok(first)) => (code, work, first),
                    (code, work, first) => {
                        let flaws = [code.err(), work.err(), first.err()];
                        return Err(Refused::Wrong(flaws.into_iter().flatten().flatten().collect()));
                    }
                };
                if tables::work(change.connection(), &scope, &code).await?.is_some() {
                    return Err(FieldFlaw { field: "code", flaw: Flaw::Taken }.into());
                }
                let mut record = WorkRecord { code: code.clone(), work, steps: Vec::new(), version: 1 };
                check_around(change, &scope, &record).await?;
                record.enter(first, today)?;
                add_records(change, &[record]).await?;
                Ok(code.to_string())
            })
        })
        .await
}

/// Writes works that nobody knew.
pub(crate) async fn add_records(change: &mut Change, records: &[WorkRecord]) -> Result<(), StoreError> {
    tables::add_works(change, records).await?;
    for record in records {
        change.record(Entry::new("work.added", Subject::new(SUBJECT, record.code.as_str())).after(&trace(record))?);
    }
    Ok(())
}

/// Changes what is known of a work; `version` is the one that the form showed.
///
/// # Errors
/// [`Refused`]; [`Refused::Stale`] with both editions where somebody else was faster.
pub async fn edit_work(
    store: &Store,
    order: Order<'_>,
    code: Code,
    version: i64,
    draft: WorkDraft,
) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, "land.edit_work", move |change| {
            Box::pin(async move {
                let work = draft.check().map_err(Refused::Wrong)?;
                change_work(change, (&scope, &code), version, "work.edited", |record| {
                    record.work = work;
                    Ok(())
                })
                .await
            })
        })
        .await
}

/// Says how far a work has come.
///
/// # Errors
/// [`Refused`].
pub async fn enter_stage(
    store: &Store,
    order: Order<'_>,
    code: Code,
    version: i64,
    step: WorkStep,
) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, "land.enter_stage", move |change| {
            Box::pin(async move {
                change_work(change, (&scope, &code), version, "work.stepped", |record| record.enter(step, today)).await
            })
        })
        .await
}

/// Reads the work, works out what becomes of it, and writes that, if the form showed the present version.
async fn change_work(
    change: &mut Change,
    (scope, code): (&Scope, &Code),
    shown_version: i64,
    verb: &str,
    make: impl FnOnce(&mut WorkRecord) -> Result<(), FieldFlaw> + Send,
) -> Result<(), Refused> {
    let found = tables::work(change.connection(), scope, code).await?;
    let before = found.ok_or_else(|| Refused::NotFound(code.clone()))?;
    let mut after = before.clone();
    let made = make(&mut after);
    compare((shown_version, before.version), || (trace(&before), trace(&after)))?;
    made?;
    if after == before {
        return Err(Refused::Unchanged);
    }
    check_around(change, scope, &after).await?;
    after.version += 1;
    tables::put_work(change, &after).await?;
    let subject = Subject::new(SUBJECT, code.as_str());
    change.record(Entry::new(verb, subject).before(&trace(&before))?.after(&trace(&after))?);
    Ok(())
}

/// Works that served parcels which were divided or merged serve what lies there now. They go on to name the earlier ones: on
/// a day before, those were served.
pub(crate) async fn serve_heirs(
    change: &mut Change,
    scope: &Scope,
    gone: &BTreeSet<Code>,
    heirs: &[Code],
) -> Result<(), StoreError> {
    for before in tables::works(change.connection(), scope).await? {
        if before.work.serves.is_disjoint(gone) {
            continue;
        }
        let mut after = before.clone();
        after.work.serves.extend(heirs.iter().cloned());
        after.version += 1;
        tables::put_work(change, &after).await?;
        let entry = Entry::new("work.edited", Subject::new(SUBJECT, before.code.as_str()));
        change.record(entry.before(&trace(&before))?.after(&trace(&after))?);
    }
    Ok(())
}

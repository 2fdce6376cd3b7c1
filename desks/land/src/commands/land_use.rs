//! A parcel gets another use: what that does to the share of land for industry is weighed before.

use identity::{Order, Scope};
use store::{Change, Entry, Store, Subject};

use super::{Refused, SUBJECT, compare, day_of, trace, words};
use crate::{
    EDIT,
    model::{Code, FieldFlaw, Line, ParcelRecord, ShareChange},
    store as tables,
};

/// Whether a parcel may get this use without a ground: the share of land for industry does not fall under its floor.
pub(super) async fn weigh(
    change: &Change,
    scope: &Scope,
    (record, land_use): (&ParcelRecord, &Code),
    day: jiff::civil::Date,
) -> Result<(), Refused> {
    if record.parcel.land_use == *land_use {
        return Ok(());
    }
    let rules = tables::rules(change.connection(), change.zone()).await?;
    let parcels = tables::parcels(change.connection(), scope).await?;
    let share = ShareChange::of((&record.code, land_use), &parcels, &words(change).await?, day);
    FieldFlaw::at("land_use", share.keeps_floor(&rules)).map_err(Refused::from)
}

/// Gives a parcel another use; under the floor of the share of land for industry only on a ground, which the journal keeps.
///
/// # Errors
/// [`Refused`]; field `land_use` for a use that the zone does not have, or that needs a ground.
pub async fn change_use(
    store: &Store,
    order: Order<'_>,
    code: Code,
    version: i64,
    (land_use, ground): (String, String),
) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, "land.change_use", move |change| {
            Box::pin(async move {
                let land_use = FieldFlaw::at("land_use", words(change).await?.find_use(&land_use))?;
                let given = ground.trim();
                let ground = if given.is_empty() { Ok(None) } else { given.parse::<Line>().map(Some) };
                let ground = FieldFlaw::at("ground", ground)?;
                let found = tables::parcel(change.connection(), &scope, &code).await?;
                let before = found.ok_or_else(|| Refused::NotFound(code.clone()))?;
                let mut after = before.clone();
                after.parcel.land_use = land_use.clone();
                compare((version, before.version), || (trace(&before), trace(&after)))?;
                if after == before {
                    return Err(Refused::Unchanged);
                }
                if ground.is_none() {
                    weigh(change, &scope, (&before, &land_use), today).await?;
                }
                after.version += 1;
                tables::put_parcel(change, &after).await?;
                let mut now = trace(&after);
                now["ground"] = ground.map(|ground| ground.to_string()).into();
                let entry = Entry::new("parcel.use_changed", Subject::new(SUBJECT, code.as_str()));
                change.record(entry.before(&trace(&before))?.after(&now)?);
                Ok(())
            })
        })
        .await
}

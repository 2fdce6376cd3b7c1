//! Parcels are divided and merged. The earlier ones stay on record with their outlines and steps, and end.

use std::collections::BTreeSet;

use boundary::overlaps;
use identity::{Order, Scope};
use serde_json::json;
use store::{Change, Entry, Store, StoreError, Subject};

use super::{
    Refused, SUBJECT, add_records, day_of,
    outlines::{Ground, add_newest},
    trace, works,
};
use crate::{
    EDIT,
    model::{
        Code, Descent, FieldFlaw, Flaw, MergeDraft, OVERLAP_M2, Outline, ParcelRecord, PlaceFlaw, SplitDraft,
        Succession, codes, split, unite,
    },
    store as tables,
};

/// Divides a parcel along a line; the codes of the pieces.
///
/// # Errors
/// [`Refused`], with everything that is wrong at once.
pub async fn split_parcel(
    store: &Store,
    order: Order<'_>,
    code: Code,
    draft: SplitDraft,
) -> Result<Vec<String>, Refused> {
    order.needs(EDIT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, "land.split_parcel", move |change| {
            Box::pin(async move {
                let ground = Ground::read(change.connection(), &scope).await?;
                let whole = placed(change, &scope, &ground, &code, "line").await?;
                let succession = split(&whole, &draft, today).map_err(Refused::Wrong)?;
                succeed(change, &scope, &ground, vec![whole.0], succession, ("codes", "parcel.split")).await
            })
        })
        .await
}

/// Makes one parcel of neighbours; its code.
///
/// # Errors
/// [`Refused`], with everything that is wrong at once.
pub async fn merge_parcels(
    store: &Store,
    order: Order<'_>,
    code: Code,
    draft: MergeDraft,
) -> Result<Vec<String>, Refused> {
    order.needs(EDIT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, "land.merge_parcels", move |change| {
            Box::pin(async move {
                let with = FieldFlaw::at("with", codes(&draft.with))?;
                let others = with.into_iter().filter(|other| *other != code);
                let all: Vec<Code> = std::iter::once(code.clone()).chain(others).collect();
                let ground = Ground::read(change.connection(), &scope).await?;
                let mut parcels = Vec::new();
                for code in &all {
                    parcels.push(placed(change, &scope, &ground, code, "with").await?);
                }
                let succession = unite(&parcels, &draft, today).map_err(Refused::Wrong)?;
                let origins = parcels.into_iter().map(|(record, _)| record).collect();
                succeed(change, &scope, &ground, origins, succession, ("code", "parcel.merged")).await
            })
        })
        .await
}

/// A parcel as it lies. The one of the address must be there; others are told by their field.
async fn placed(
    change: &Change,
    scope: &Scope,
    ground: &Ground,
    code: &Code,
    field: &'static str,
) -> Result<(ParcelRecord, Outline), Refused> {
    let Some(record) = tables::parcel(change.connection(), scope, code).await? else {
        let flaw = Flaw::NotThere { codes: code.to_string() };
        return Err(if field == "with" { FieldFlaw { field, flaw }.into() } else { Refused::NotFound(code.clone()) });
    };
    let wrong = |flaw: PlaceFlaw| Refused::from(FieldFlaw { field, flaw: flaw.into() });
    if let Some(since) = record.history.ended() {
        return Err(wrong(PlaceFlaw::Ended { since: since.to_string() }));
    }
    let outline = ground.outlines.get(code).and_then(|own| own.0.last()).cloned();
    let outline = outline.ok_or_else(|| wrong(PlaceFlaw::NoOutline { codes: code.to_string() }))?;
    Ok((record, outline))
}

/// Writes what becomes of parcels: the heirs with their outlines, that the origins end and are shown no more, and that
/// works which served them serve what lies there now.
async fn succeed(
    change: &mut Change,
    scope: &Scope,
    ground: &Ground,
    origins: Vec<ParcelRecord>,
    Succession { on, heirs }: Succession,
    (field, verb): (&'static str, &str),
) -> Result<Vec<String>, Refused> {
    for (heir, _) in &heirs {
        if tables::parcel(change.connection(), scope, &heir.code).await?.is_some() {
            return Err(FieldFlaw { field, flaw: Flaw::Taken }.into());
        }
    }
    let gone: BTreeSet<Code> = origins.iter().map(|origin| origin.code.clone()).collect();
    check_room(ground, &gone, &heirs, field)?;
    let new: Vec<Code> = heirs.iter().map(|(heir, _)| heir.code.clone()).collect();
    let made: Vec<String> = new.iter().map(ToString::to_string).collect();
    for (heir, outline) in heirs {
        add_records(change, std::slice::from_ref(&heir)).await?;
        for origin in &gone {
            let descent = Descent { parcel: heir.code.clone(), origin: origin.clone(), on };
            tables::add_descent(change, &descent).await?;
        }
        add_newest(change, &[(&heir.code, &[outline])]).await?;
    }
    for before in origins {
        let mut after = before.clone();
        after.listing = None;
        after.version += 1;
        tables::put_parcel(change, &after).await?;
        let mut said = trace(&after);
        said["heirs"] = made.clone().into();
        let subject = Subject::new(SUBJECT, before.code.as_str());
        change.record(Entry::new(verb, subject).before(&trace(&before))?.after(&said)?);
    }
    works::serve_heirs(change, scope, &gone, &new).await?;
    Ok(made)
}

/// Whether what is made lies upon nothing else: a merged parcel closes slivers that another may reach into.
fn check_room(
    ground: &Ground,
    gone: &BTreeSet<Code>,
    heirs: &[(ParcelRecord, Outline)],
    field: &'static str,
) -> Result<(), FieldFlaw> {
    let mut all = ground.others(gone);
    let others = all.len();
    all.extend(heirs.iter().map(|(heir, outline)| (heir.code.clone(), outline.boundary.clone())));
    let made: BTreeSet<Code> = all[others..].iter().map(|(code, _)| code.clone()).collect();
    let upon = overlaps(&all, OVERLAP_M2).into_iter().filter_map(|overlap| {
        let [one, other] = overlap.ids;
        match (made.contains(&one), made.contains(&other)) {
            (true, false) => Some(other.to_string()),
            (false, true) => Some(one.to_string()),
            _ => None,
        }
    });
    let codes = upon.collect::<Vec<_>>().join(" ");
    if codes.is_empty() { Ok(()) } else { Err(FieldFlaw { field, flaw: Flaw::OverlapsOthers { codes } }) }
}

/// Says in the journal that a parcel which the register had is no more, because a file names what came of it.
pub(crate) fn note_end(change: &mut Change, descent: &Descent) -> Result<(), StoreError> {
    let said = json!({ "heir": descent.parcel.as_str(), "on": descent.on });
    change.record(Entry::new("parcel.split", Subject::new(SUBJECT, descent.origin.as_str())).after(&said)?);
    Ok(())
}

//! Where a parcel lies is said anew; what was said before stays.

use std::collections::{BTreeMap, BTreeSet};

use boundary::Boundary;
use identity::{Order, Scope};
use jiff::civil::Date;
use serde_json::json;
use store::{Change, Entry, Store, StoreError, Subject};

use super::{Refused, SUBJECT, day_of, uploads};
use crate::{
    EDIT,
    model::{
        Code, Edges, FieldFlaw, FileRow, FileTerms, Outcome, Outline, OutlineDraft, Outlines, PlaceFlaw, Standing,
        fingerprint, read_file,
    },
    store::{self as tables, UploadKind},
};

/// The parcels that there are, where they lie, and where the zone ends.
pub(crate) struct Ground {
    parcels: BTreeSet<Code>,
    pub outlines: BTreeMap<Code, Outlines>,
    pub edges: Edges,
}

impl Ground {
    /// The ground as it stands now: of parcels that are no more, nothing is left.
    pub async fn read(database: &impl sea_orm::ConnectionTrait, scope: &Scope) -> Result<Self, StoreError> {
        let ended = tables::ended(database, scope.zone()).await?;
        let parcels = tables::parcels(database, scope).await?.into_iter().map(|record| record.code);
        let parcels: BTreeSet<Code> = parcels.filter(|code| !ended.contains_key(code)).collect();
        let mut outlines = tables::outlines(database, scope).await?;
        outlines.retain(|code, _| parcels.contains(code));
        Ok(Self { parcels, outlines, edges: tables::edges(database, scope.zone()).await? })
    }

    /// The present outlines of all parcels but some.
    pub fn others(&self, but: &BTreeSet<Code>) -> Vec<(Code, Boundary)> {
        let others = self.outlines.iter().filter(|(code, _)| !but.contains(*code));
        others.filter_map(|(code, own)| Some((code.clone(), own.0.last()?.boundary.clone()))).collect()
    }

    /// What a file would do upon it.
    pub fn read_file(&self, text: &str, terms: &FileTerms, today: Date) -> Result<Vec<FileRow>, PlaceFlaw> {
        let Self { parcels, outlines, edges } = self;
        read_file(text, terms, &Standing { parcels, outlines, edges, today })
    }
}

/// Says where a parcel lies from a day on.
///
/// # Errors
/// [`Refused`], with everything that is wrong at once; field `geojson` where other parcels lie there, or the zone does not.
pub async fn draw_outline(store: &Store, order: Order<'_>, code: Code, draft: OutlineDraft) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, "land.draw_outline", move |change| {
            Box::pin(async move {
                let Some(record) = tables::parcel(change.connection(), &scope, &code).await? else {
                    return Err(Refused::NotFound(code));
                };
                let outline = draft.check().map_err(Refused::Wrong)?;
                if let Some(since) = record.history.ended() {
                    let flaw = PlaceFlaw::Ended { since: since.to_string() }.into();
                    return Err(FieldFlaw { field: "geojson", flaw }.into());
                }
                let mut ground = Ground::read(change.connection(), &scope).await?;
                let mut own = ground.outlines.remove(&code).unwrap_or_default();
                if own.0.last() == Some(&outline) {
                    return Err(Refused::Unchanged);
                }
                own.enter(outline, today, &ground.edges, &ground.others(&BTreeSet::new()))?;
                Ok(add_newest(change, &[(&code, &own.0)]).await?)
            })
        })
        .await
}

/// Writes the newest outlines of parcels, of each the last of those given.
pub(crate) async fn add_newest(change: &mut Change, drawn: &[(&Code, &[Outline])]) -> Result<(), StoreError> {
    tables::add_outlines(change, drawn).await?;
    let said = |outline: &Outline| json!({ "on": outline.on, "area_m2": outline.boundary.area_m2().round() });
    for (code, own) in drawn {
        let entry = Entry::new("parcel.drawn", Subject::new(SUBJECT, code.as_str()));
        let entry = match own {
            [.., before, newest] => entry.before(&said(before))?.after(&said(newest))?,
            [newest] => entry.after(&said(newest))?,
            [] => continue,
        };
        change.record(entry);
    }
    Ok(())
}

/// Draws what a file was seen to draw, in one change; how many outlines that were.
///
/// # Errors
/// [`Refused::Stale`] where it would draw something else by now, [`Refused::Unchanged`] where it would draw nothing, or where
/// there is no such file of this account.
pub(crate) async fn draw_file(store: &Store, order: Order<'_>, id: String, seen: String) -> Result<usize, Refused> {
    order.needs(EDIT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, "land.draw_file", move |change| {
            Box::pin(async move {
                let upload = uploads::waiting(change, &scope, UploadKind::Outlines, &id).await?;
                let mut ground = Ground::read(change.connection(), &scope).await?;
                let rows = ground.read_file(&upload.content, &upload.terms(), today);
                let rows = rows.map_err(|flaw| FieldFlaw { field: "file", flaw: flaw.into() })?;
                if fingerprint(&rows) != seen {
                    return Err(uploads::differs());
                }
                let drawn = rows.into_iter().filter_map(|row| {
                    let (Some(code), Outcome::Draws(outline)) = (row.code, row.outcome) else { return None };
                    let mut own = ground.outlines.remove(&code).unwrap_or_default();
                    own.0.push(outline);
                    Some((code, own))
                });
                let drawn: Vec<(Code, Outlines)> = drawn.collect();
                if drawn.is_empty() {
                    return Err(Refused::Unchanged);
                }
                let newest: Vec<(&Code, &[Outline])> = drawn.iter().map(|(code, own)| (code, &own.0[..])).collect();
                add_newest(change, &newest).await?;
                let said = json!({ "drawn": drawn.len() });
                uploads::settle(change, UploadKind::Outlines, &id, ("drawn", said)).await?;
                Ok(drawn.len())
            })
        })
        .await
}

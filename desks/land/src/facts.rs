//! What the desk offers to measures, as of the end of any day. Keys, with S a [`LandStatus`]:
//!
//! | key | unit | |
//! | --- | --- | --- |
//! | `land.count.total`, `land.area.total` | count, mu | parcels that the register knew |
//! | `land.area.industrial` | mu | of a class of use that counts as land for industry |
//! | `land.count.status.S`, `land.area.status.S` | count, mu | standing so |
//!
//! A parcel counts from the day of its first step; its area and use are those that the register has now. A zone without
//! parcels has unknown areas, not zero.

use std::collections::BTreeMap;

use facts::{Fact, FactSource, Kind, Reading, RecordLink, Records, Title, Unit, Unknown, Value};
use identity::Scope;
use jiff::civil::Date;
use sea_orm::DatabaseConnection;
use store::{StoreError, ZoneId};

use crate::{
    commands::SUBJECT,
    model::{LandStatus, ParcelRecord, Vocabulary},
    store as tables,
};

/// The desk's facts.
pub(crate) struct LandFacts;

/// Which parcels a figure counts.
#[derive(Clone, Copy)]
enum Which {
    All,
    Industrial,
    Standing(LandStatus),
}

/// A figure of the desk: parcels, or their area.
struct Figure {
    key: String,
    title: &'static str,
    which: Which,
    is_area: bool,
}

/// Every figure; the titles of those by status are texts of their own.
fn figures() -> Vec<Figure> {
    let figure = |key: String, title, which, is_area| Figure { key, title, which, is_area };
    let mut figures = vec![
        figure("land.count.total".to_owned(), "land-fact-count-total", Which::All, false),
        figure("land.area.total".to_owned(), "land-fact-area-total", Which::All, true),
        figure("land.area.industrial".to_owned(), "land-fact-area-industrial", Which::Industrial, true),
    ];
    for status in LandStatus::ALL {
        let which = Which::Standing(status);
        figures.push(figure(format!("land.count.status.{status}"), count_title(status), which, false));
        figures.push(figure(format!("land.area.status.{status}"), area_title(status), which, true));
    }
    figures
}

fn count_title(status: LandStatus) -> &'static str {
    match status {
        LandStatus::Planned => "land-fact-count-planned",
        LandStatus::Requisitioned => "land-fact-count-requisitioned",
        LandStatus::Banked => "land-fact-count-banked",
        LandStatus::Levelled => "land-fact-count-levelled",
        LandStatus::Ready => "land-fact-count-ready",
        LandStatus::Granted => "land-fact-count-granted",
        LandStatus::Built => "land-fact-count-built",
        LandStatus::Idle => "land-fact-count-idle",
        LandStatus::Recovered => "land-fact-count-recovered",
    }
}

fn area_title(status: LandStatus) -> &'static str {
    match status {
        LandStatus::Planned => "land-fact-area-planned",
        LandStatus::Requisitioned => "land-fact-area-requisitioned",
        LandStatus::Banked => "land-fact-area-banked",
        LandStatus::Levelled => "land-fact-area-levelled",
        LandStatus::Ready => "land-fact-area-ready",
        LandStatus::Granted => "land-fact-area-granted",
        LandStatus::Built => "land-fact-area-built",
        LandStatus::Idle => "land-fact-area-idle",
        LandStatus::Recovered => "land-fact-area-recovered",
    }
}

impl Figure {
    fn fact(&self) -> Fact {
        let (unit, kind) = if self.is_area { (Unit::mu(), Kind::Amount) } else { (Unit::count(), Kind::Count) };
        Fact { key: self.key.clone(), title: Title { key: self.title, of: Default::default() }, unit, kind }
    }

    /// Whether a parcel counts at the end of a day.
    fn counts(&self, record: &ParcelRecord, vocabulary: &Vocabulary, on: Date) -> bool {
        let Some(step) = record.history.on(on) else { return false };
        match self.which {
            Which::All => true,
            Which::Industrial => vocabulary.land_use(&record.parcel.land_use).is_some_and(|one| one.industrial),
            Which::Standing(status) => step.status == status,
        }
    }

    fn reading(&self, records: &[ParcelRecord], vocabulary: &Vocabulary, on: Date) -> Reading {
        if records.iter().all(|record| record.history.on(on).is_none()) {
            return Err(Unknown::NoRecords);
        }
        let counted = records.iter().filter(|record| self.counts(record, vocabulary, on));
        let sum =
            if self.is_area { counted.map(|record| record.parcel.area.to_f64()).sum() } else { counted.count() as f64 };
        Ok(Value::Number(sum))
    }
}

#[async_trait::async_trait]
impl FactSource for LandFacts {
    async fn facts(&self, database: &DatabaseConnection, zone: &ZoneId) -> Result<Vec<Fact>, StoreError> {
        let known = tables::vocabulary(database, zone).await?;
        Ok(known.map(|_| figures().iter().map(Figure::fact).collect()).unwrap_or_default())
    }

    async fn readings(
        &self,
        database: &DatabaseConnection,
        zone: &ZoneId,
        as_of: Date,
    ) -> Result<BTreeMap<String, Reading>, StoreError> {
        let Some(vocabulary) = tables::vocabulary(database, zone).await? else { return Ok(BTreeMap::new()) };
        let records = tables::parcels(database, &Scope::system(zone.clone())).await?;
        let reading = |figure: Figure| {
            let reading = figure.reading(&records, &vocabulary, as_of);
            (figure.key, reading)
        };
        Ok(figures().into_iter().map(reading).collect())
    }

    async fn records(
        &self,
        database: &DatabaseConnection,
        scope: &Scope,
        as_of: Date,
        key: &str,
        offset: u64,
        limit: u64,
    ) -> Result<Records, StoreError> {
        let figure = figures().into_iter().find(|figure| figure.key == key);
        let vocabulary = tables::vocabulary(database, scope.zone()).await?;
        let (Some(figure), Some(vocabulary)) = (figure, vocabulary) else { return Ok(Records::default()) };
        let mut records = tables::parcels(database, scope).await?;
        records.retain(|record| figure.counts(record, &vocabulary, as_of));
        let skipped = usize::try_from(offset).unwrap_or(usize::MAX);
        let taken = usize::try_from(limit).unwrap_or(usize::MAX);
        let rows = records.iter().skip(skipped).take(taken).map(|record| RecordLink {
            title: record.parcel.name.to_string(),
            contribution: figure.is_area.then(|| (record.parcel.area.to_f64(), Unit::mu())),
            path: format!("/land/parcels/{}", record.code),
            subject: (SUBJECT.to_owned(), record.code.to_string()),
        });
        Ok(Records { total: records.len() as u64, rows: rows.collect() })
    }
}

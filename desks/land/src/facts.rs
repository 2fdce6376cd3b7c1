//! What the desk offers to measures, as of the end of any day. Keys, with S a [`LandStatus`]:
//!
//! | key | unit | |
//! | --- | --- | --- |
//! | `land.count.total`, `land.area.total` | count, mu | parcels that the register knew |
//! | `land.area.industrial` | mu | of a class of use that counts as land for industry |
//! | `land.count.status.S`, `land.area.status.S` | count, mu | standing so |
//! | `land.count.served`, `land.area.served` | count, mu | served by all of nine connections and one levelling |
//! | `land.count.standard`, `land.area.standard` | count, mu | standard land |
//! | `land.grants.idle`, `.idle_area`, `.soon_idle` | count, mu, count | granted land that lies idle by the rule, or soon will |
//! | `land.grants.arrears` | cny | what should have been paid for land and was not |
//! | `land.commitments.short` | count | commitment letters that were not kept |
//! | `land.factory.area`, `land.factory.vacant` | m2 | floor area of factory buildings; what of it is vacant |
//! | `land.indicator.I` | of the indicator I | mean of what was reported for the year before, weighted by land |
//! | `land.works.total`, `.planned`, `.under_construction`, `.done` | count | works that were known; that were so far |
//! | `land.works.overdue` | count | works that should have been done and were not |
//!
//! A parcel counts from the day of its first step; its area and use are those that the register has now. A zone without
//! parcels has unknown areas, not zero.

mod records;
mod works;

use std::collections::BTreeMap;

use self::records::Hanging;
use facts::{Fact, FactSource, Kind, Reading, RecordLink, Records, Title, Unit, Unknown, Value};
use identity::Scope;
use jiff::civil::Date;
use sea_orm::DatabaseConnection;
use store::{StoreError, ZoneId};

use crate::{
    commands::SUBJECT,
    model::{LandStatus, ParcelRecord, RegionalAssessment, Rules, Serving, StandardCard, Versioned, Vocabulary},
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
    Served,
    Standard,
}

/// What figures are made from.
struct Ground {
    vocabulary: Vocabulary,
    parcels: Vec<ParcelRecord>,
    works: Serving,
    rules: Rules,
    assessments: Vec<Versioned<RegionalAssessment>>,
}

/// A parcel as it stands at the end of a day: every figure counts the same.
struct Standing<'r> {
    record: &'r ParcelRecord,
    status: LandStatus,
    is_industrial: bool,
    is_served: bool,
    is_standard: bool,
}

impl Ground {
    async fn of(database: &DatabaseConnection, scope: &Scope, vocabulary: Vocabulary) -> Result<Self, StoreError> {
        Ok(Self {
            vocabulary,
            parcels: tables::parcels(database, scope).await?,
            works: Serving::of(tables::works(database, scope).await?),
            rules: tables::rules(database, scope.zone()).await?,
            assessments: tables::all_of(database, scope).await?,
        })
    }

    /// The parcels that the register knew at the end of a day.
    fn standing(&self, on: Date) -> Vec<Standing<'_>> {
        self.parcels.iter().filter_map(|record| self.stands(record, on)).collect()
    }

    fn stands<'r>(&self, record: &'r ParcelRecord, on: Date) -> Option<Standing<'r>> {
        let status = record.history.on(on)?.status;
        let readiness = self.works.readiness(&record.code, on);
        let is_served = readiness.is_whole();
        let words = (&self.rules, &self.vocabulary);
        let is_standard = StandardCard::of(record, words, &self.assessments, readiness, on).is_standard();
        let land_use = self.vocabulary.land_use(&record.parcel.land_use);
        let is_industrial = land_use.is_some_and(|one| one.industrial);
        Some(Standing { record, status, is_industrial, is_served, is_standard })
    }
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
        figure("land.count.served".to_owned(), "land-fact-count-served", Which::Served, false),
        figure("land.area.served".to_owned(), "land-fact-area-served", Which::Served, true),
        figure("land.count.standard".to_owned(), "land-fact-count-standard", Which::Standard, false),
        figure("land.area.standard".to_owned(), "land-fact-area-standard", Which::Standard, true),
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

    fn counts(&self, parcel: &Standing<'_>) -> bool {
        match self.which {
            Which::All => true,
            Which::Industrial => parcel.is_industrial,
            Which::Served => parcel.is_served,
            Which::Standard => parcel.is_standard,
            Which::Standing(status) => parcel.status == status,
        }
    }

    /// A parcel as evidence.
    fn link(&self, record: &ParcelRecord) -> RecordLink {
        RecordLink {
            title: record.parcel.name.to_string(),
            contribution: self.is_area.then(|| (record.parcel.area.to_f64(), Unit::mu())),
            path: format!("/land/parcels/{}", record.code),
            subject: (SUBJECT.to_owned(), record.code.to_string()),
        }
    }

    fn reading(&self, standing: &[Standing<'_>]) -> Reading {
        if standing.is_empty() {
            return Err(Unknown::NoRecords);
        }
        let counted = standing.iter().filter(|parcel| self.counts(parcel)).map(|parcel| parcel.record);
        let sum =
            if self.is_area { counted.map(|record| record.parcel.area.to_f64()).sum() } else { counted.count() as f64 };
        Ok(Value::Number(sum))
    }
}

#[async_trait::async_trait]
impl FactSource for LandFacts {
    async fn facts(&self, database: &DatabaseConnection, zone: &ZoneId) -> Result<Vec<Fact>, StoreError> {
        let known = tables::vocabulary(database, zone).await?;
        if known.is_none() {
            return Ok(Vec::new());
        }
        let rules = tables::rules(database, zone).await?;
        let figures = figures();
        let parcels = figures.iter().map(Figure::fact).chain(works::FIGURES.iter().map(works::Figure::fact));
        Ok(parcels.chain(records::facts(&rules)).collect())
    }

    async fn readings(
        &self,
        database: &DatabaseConnection,
        zone: &ZoneId,
        as_of: Date,
    ) -> Result<BTreeMap<String, Reading>, StoreError> {
        let Some(vocabulary) = tables::vocabulary(database, zone).await? else { return Ok(BTreeMap::new()) };
        let scope = Scope::system(zone.clone());
        let ground = Ground::of(database, &scope, vocabulary).await?;
        let hanging = Hanging::of(database, &scope, (&ground.rules, &ground.parcels)).await?.readings(as_of);
        let standing = ground.standing(as_of);
        let reading = |figure: Figure| {
            let reading = figure.reading(&standing);
            (figure.key, reading)
        };
        let of_work = |figure: &works::Figure| (figure.key.to_owned(), figure.reading(ground.works.works(), as_of));
        Ok(figures().into_iter().map(reading).chain(works::FIGURES.iter().map(of_work)).chain(hanging).collect())
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
        let Some(vocabulary) = tables::vocabulary(database, scope.zone()).await? else {
            return Ok(Records::default());
        };
        let ground = Ground::of(database, scope, vocabulary).await?;
        let rows: Vec<RecordLink> = if let Some(figure) = works::FIGURES.iter().find(|figure| figure.key == key) {
            ground.works.works().iter().filter(|record| figure.counts(record, as_of)).map(works::link).collect()
        } else if let Some(figure) = figures().into_iter().find(|figure| figure.key == key) {
            let standing = ground.standing(as_of);
            standing.iter().filter(|parcel| figure.counts(parcel)).map(|parcel| figure.link(parcel.record)).collect()
        } else {
            let hanging = Hanging::of(database, scope, (&ground.rules, &ground.parcels)).await?;
            hanging.records(key, as_of).unwrap_or_default()
        };
        let skipped = usize::try_from(offset).unwrap_or(usize::MAX);
        let taken = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(Records { total: rows.len() as u64, rows: rows.into_iter().skip(skipped).take(taken).collect() })
    }
}

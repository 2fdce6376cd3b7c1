//! What measures can ask of the works.

use facts::{Fact, Kind, Reading, RecordLink, Title, Unit, Unknown, Value};
use jiff::civil::Date;

use crate::{
    commands::works::SUBJECT,
    model::{WorkRecord, WorkStage},
};

/// Which works a figure counts.
#[derive(Clone, Copy)]
pub enum Which {
    All,
    At(WorkStage),
    Overdue,
}

/// A figure of the works: how many.
pub struct Figure {
    pub key: &'static str,
    title: &'static str,
    which: Which,
}

/// Every figure.
pub const FIGURES: [Figure; 5] = [
    Figure { key: "land.works.total", title: "land-fact-works-total", which: Which::All },
    Figure { key: "land.works.planned", title: "land-fact-works-planned", which: Which::At(WorkStage::Planned) },
    Figure {
        key: "land.works.under_construction",
        title: "land-fact-works-under-construction",
        which: Which::At(WorkStage::UnderConstruction),
    },
    Figure { key: "land.works.done", title: "land-fact-works-done", which: Which::At(WorkStage::Done) },
    Figure { key: "land.works.overdue", title: "land-fact-works-overdue", which: Which::Overdue },
];

impl Figure {
    pub fn fact(&self) -> Fact {
        let title = Title { key: self.title, of: Default::default() };
        Fact { key: self.key.to_owned(), title, unit: Unit::count(), kind: Kind::Count }
    }

    /// Whether a work counts at the end of a day.
    pub fn counts(&self, record: &WorkRecord, on: Date) -> bool {
        let Some(step) = record.on(on) else { return false };
        match self.which {
            Which::All => true,
            Which::At(stage) => step.stage == stage,
            Which::Overdue => record.is_overdue(on),
        }
    }

    pub fn reading(&self, records: &[WorkRecord], on: Date) -> Reading {
        if records.iter().all(|record| record.on(on).is_none()) {
            return Err(Unknown::NoRecords);
        }
        Ok(Value::Number(records.iter().filter(|record| self.counts(record, on)).count() as f64))
    }
}

/// A work as evidence.
pub fn link(record: &WorkRecord) -> RecordLink {
    RecordLink {
        title: record.work.name.to_string(),
        contribution: None,
        path: format!("/land/works/{}", record.code),
        subject: (SUBJECT.to_owned(), record.code.to_string()),
    }
}

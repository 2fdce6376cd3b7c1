//! The register of parcels, read once for all readers: lists, the map, and landing plans.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use ::pages::Visit;
use ::store::{Memo, StoreError, ZoneId, journal};
use identity::Scope;
use jiff::civil::Date;
use sea_orm::DatabaseConnection;

use crate::{
    READ,
    chart::Placed,
    commands,
    model::{Code, Outlines, ParcelRecord},
    store as tables,
};

/// Zones whose register is kept ready.
const ZONES_MAX: usize = 16;
/// What the journal speaks of when something in the register may have changed.
const KINDS: [&str; 1] = [commands::SUBJECT];
/// So many changed parcels are read by themselves; where more have changed, all are read.
const CHANGED_MAX: usize = 256;

/// The parcels of a zone, in the order of their codes.
#[derive(Default)]
pub struct Register {
    /// Where the zone's journal stood: another register of the zone that says something else has another edition.
    pub(crate) edition: i64,
    parcels: Vec<Arc<Surveyed>>,
}

/// A parcel, and wherever it lay.
pub(crate) struct Surveyed {
    pub record: ParcelRecord,
    outlines: Outlines,
}

/// A register, and up to where in the journal nothing had changed it.
struct Seen {
    until: i64,
    register: Arc<Register>,
}

/// The registers that are kept ready. Parcels are read anew only when the journal has spoken of them since: sign-ins,
/// projects and letters move the journal too, and leave them as they are.
struct Registers {
    kept: Memo<ZoneId, Seen>,
    /// One is read at a time: whoever comes meanwhile wants the same.
    reading: tokio::sync::Mutex<()>,
}

impl Default for Registers {
    fn default() -> Self {
        Self { kept: Memo::new(ZONES_MAX), reading: tokio::sync::Mutex::default() }
    }
}

/// The parcels that the reader may see.
///
/// # Errors
/// What the database says.
pub async fn register(visit: &Visit) -> Result<Arc<Register>, StoreError> {
    if visit.scope().may(READ) { whole(visit).await } else { Ok(Arc::default()) }
}

/// All parcels, whoever asks.
pub(crate) async fn whole(visit: &Visit) -> Result<Arc<Register>, StoreError> {
    let (zone, sequence) = (visit.scope().zone(), visit.sequence());
    let registers = visit.app().at_hand::<Registers>();
    if let Some(seen) = registers.kept.recall(zone, sequence) {
        return Ok(seen.register.clone());
    }
    let _alone = registers.reading.lock().await;
    let before = registers.kept.recall(zone, i64::MIN);
    if let Some(seen) = before.as_ref().filter(|seen| seen.until >= sequence) {
        return Ok(seen.register.clone());
    }
    let register = next(visit.store().reader(), before.as_deref(), zone, sequence).await?;
    registers.kept.keep(zone.clone(), sequence, Seen { until: sequence, register: register.clone() });
    Ok(register)
}

/// The register after the one that was seen last, if one was.
async fn next(
    database: &DatabaseConnection,
    before: Option<&Seen>,
    zone: &ZoneId,
    sequence: i64,
) -> Result<Arc<Register>, StoreError> {
    let mut kept = None;
    if let Some(seen) = before {
        let changed = journal::subjects_between(database, zone, (seen.until, sequence), &KINDS).await?;
        if changed.is_empty() {
            return Ok(seen.register.clone());
        }
        if changed.len() <= CHANGED_MAX {
            let codes: BTreeSet<String> = changed.into_iter().map(|subject| subject.id).collect();
            kept = Some((seen.register.clone(), codes));
        }
    }
    let (scope, which) = (Scope::system(zone.clone()), kept.as_ref().map(|(_, codes)| codes));
    let records = tables::parcels_among(database, &scope, which).await?;
    let outlines = tables::outline_rows(database, &scope, which).await?;
    let read = tokio::task::spawn_blocking(move || {
        let stay = kept.iter().flat_map(|(register, codes)| register.all_but(codes));
        let mut parcels: Vec<Arc<Surveyed>> = stay.chain(surveyed(records, outlines.read()?)).collect();
        parcels.sort_by(|left, right| left.record.code.cmp(&right.record.code));
        Ok(Arc::new(Register { edition: sequence, parcels }))
    });
    read.await.map_err(|_| StoreError::Panicked)?
}

fn surveyed(records: Vec<ParcelRecord>, mut outlines: BTreeMap<Code, Outlines>) -> impl Iterator<Item = Arc<Surveyed>> {
    records.into_iter().map(move |record| {
        let outlines = outlines.remove(&record.code).unwrap_or_default();
        Arc::new(Surveyed { record, outlines })
    })
}

impl Register {
    /// The parcels, in the order of their codes.
    pub fn records(&self) -> impl Iterator<Item = &ParcelRecord> + Clone {
        self.parcels.iter().map(|one| &one.record)
    }

    /// Those that lay somewhere at the end of a day.
    pub(crate) fn placed(&self, day: Date) -> impl Iterator<Item = &Arc<Surveyed>> {
        self.parcels.iter().filter(move |one| one.on(day).is_some())
    }

    fn all_but(&self, codes: &BTreeSet<String>) -> impl Iterator<Item = Arc<Surveyed>> {
        self.parcels.iter().filter(|one| !codes.contains(one.record.code.as_str())).cloned()
    }
}

impl Surveyed {
    /// Where it lay at the end of a day, if the register knew it then and it lay somewhere.
    pub fn on(&self, day: Date) -> Option<Placed<'_>> {
        Some(Placed { record: &self.record, step: self.record.history.on(day)?, outline: self.outlines.on(day)? })
    }
}

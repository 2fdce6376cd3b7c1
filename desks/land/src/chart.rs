//! Where everything lies at the end of a day, worked out once for all readers: the map, its tiles and OGC API – Features.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use ::pages::Visit;
use ::store::{Memo, StoreError, ZoneId, journal};
use boundary::{Boundary, Extent, TileIndex};
use identity::Scope;
use jiff::civil::Date;
use sea_orm::DatabaseConnection;

use crate::{
    commands,
    model::{Code, Outline, Outlines, ParcelRecord, Step},
    store as tables,
};

/// Days that are kept ready, over all zones: today, and the days that people look back to.
const DAYS_MAX: usize = 16;
/// What the journal speaks of when something on the chart may have changed.
const KINDS: [&str; 1] = [commands::SUBJECT];
/// So many changed parcels are read by themselves; where more have changed, all are read.
const CHANGED_MAX: usize = 256;

/// A parcel that lies somewhere at the end of a day.
pub struct Placed {
    /// What is known of it.
    pub record: ParcelRecord,
    /// The step that had led to where it stood.
    pub step: Step,
    /// Its outline.
    pub outline: Outline,
}

/// The parcels of a zone that lie somewhere at the end of a day.
pub struct Chart {
    /// Where the zone's journal stood: another chart of the day that says something else has another edition.
    pub edition: i64,
    /// In the order of their codes; the next chart has most of them, too.
    placed: Vec<Arc<Placed>>,
    /// Their outlines for vector tiles, by their place among those placed.
    pub tiles: TileIndex,
}

/// A chart, and up to where in the journal nothing had changed it.
struct Seen {
    until: i64,
    chart: Arc<Chart>,
}

/// The charts that are kept ready. One is drawn anew only when the journal has spoken of parcels since: sign-ins, projects
/// and letters move the journal too, and leave it as it is. Of parcels that the journal did not speak of, nothing is read again.
pub struct Charts {
    kept: Memo<(ZoneId, Date), Seen>,
    /// One is drawn at a time: whoever comes meanwhile wants the same.
    drawing: tokio::sync::Mutex<()>,
}

impl Default for Charts {
    fn default() -> Self {
        Self { kept: Memo::new(DAYS_MAX), drawing: tokio::sync::Mutex::default() }
    }
}

impl Charts {
    /// The chart of a day, for whoever may read the register: the routes see to that.
    ///
    /// # Errors
    /// What the database says.
    pub async fn at(&self, visit: &Visit, day: Date) -> Result<Arc<Chart>, StoreError> {
        let (key, sequence) = ((visit.scope().zone().clone(), day), visit.sequence());
        if let Some(seen) = self.kept.recall(&key, sequence) {
            return Ok(seen.chart.clone());
        }
        let _alone = self.drawing.lock().await;
        let database = visit.store().reader();
        let before = self.kept.recall(&key, i64::MIN);
        if let Some(seen) = before.as_ref().filter(|seen| seen.until >= sequence) {
            return Ok(seen.chart.clone());
        }
        let chart = next(database, before.as_deref(), (&key.0, sequence), day).await?;
        self.kept.keep(key, sequence, Seen { until: sequence, chart: chart.clone() });
        Ok(chart)
    }
}

/// The chart of a day after the one that was seen last, if one was.
async fn next(
    database: &DatabaseConnection,
    before: Option<&Seen>,
    (zone, sequence): (&ZoneId, i64),
    day: Date,
) -> Result<Arc<Chart>, StoreError> {
    let mut kept = None;
    if let Some(seen) = before {
        let changed = journal::subjects_between(database, zone, (seen.until, sequence), &KINDS).await?;
        if changed.is_empty() {
            return Ok(seen.chart.clone());
        }
        if changed.len() <= CHANGED_MAX {
            let codes: BTreeSet<String> = changed.into_iter().map(|subject| subject.id).collect();
            kept = Some((seen.chart.clone(), codes));
        }
    }
    let (scope, which) = (Scope::system(zone.clone()), kept.as_ref().map(|(_, codes)| codes));
    let parcels = tables::parcels_among(database, &scope, which).await?;
    let outlines = tables::outline_rows(database, &scope, which).await?;
    let drawn = tokio::task::spawn_blocking(move || {
        let stay = kept.iter().flat_map(|(chart, codes)| chart.all_but(codes));
        let mut placed: Vec<Arc<Placed>> = stay.chain(place(parcels, outlines.read()?, day)).collect();
        placed.sort_by(|left, right| left.record.code.cmp(&right.record.code));
        Ok(Arc::new(Chart::of(sequence, placed)))
    });
    drawn.await.map_err(|_| StoreError::Closed)?
}

/// The parcels that lie somewhere at the end of a day.
fn place(
    parcels: Vec<ParcelRecord>,
    mut outlines: BTreeMap<Code, Outlines>,
    day: Date,
) -> impl Iterator<Item = Arc<Placed>> {
    parcels.into_iter().filter_map(move |record| {
        let step = record.history.on(day)?.clone();
        let outline = outlines.remove(&record.code)?.on(day)?.clone();
        Some(Arc::new(Placed { record, step, outline }))
    })
}

impl Chart {
    fn of(edition: i64, placed: Vec<Arc<Placed>>) -> Self {
        let tiles = TileIndex::new((0..).zip(placed.iter().map(|one| one.boundary())));
        Self { edition, placed, tiles }
    }

    fn all_but(&self, codes: &BTreeSet<String>) -> impl Iterator<Item = Arc<Placed>> {
        self.placed.iter().filter(|one| !codes.contains(one.record.code.as_str())).cloned()
    }

    /// All parcels that lie somewhere, in the order of their codes.
    pub fn placed(&self) -> impl Iterator<Item = &Placed> {
        self.placed.iter().map(AsRef::as_ref)
    }

    /// The parcel that tiles know by this number.
    pub fn numbered(&self, id: u64) -> Option<&Placed> {
        self.placed.get(usize::try_from(id).ok()?).map(AsRef::as_ref)
    }

    /// The smallest box around all.
    pub fn extent(&self) -> Option<Extent> {
        self.placed().map(|one| one.boundary().extent()).reduce(Extent::join)
    }

    /// The parcel of this code.
    pub fn find(&self, code: &Code) -> Option<&Placed> {
        let at = self.placed.binary_search_by(|one| one.record.code.cmp(code)).ok()?;
        self.placed.get(at).map(AsRef::as_ref)
    }
}

impl Placed {
    /// Its boundary.
    pub fn boundary(&self) -> &Boundary {
        &self.outline.boundary
    }

    /// Its area as measured on the ellipsoid, mu to two decimals.
    pub fn measured_mu(&self) -> f64 {
        (self.boundary().area_mu() * 100.0).round() / 100.0
    }
}

//! Where everything lies at the end of a day, worked out once for all readers: the map, its tiles and OGC API – Features.

use std::{collections::BTreeMap, sync::Arc};

use ::pages::Visit;
use ::store::{Memo, StoreError, ZoneId, journal};
use boundary::{Boundary, Extent, TileIndex};
use identity::Scope;
use jiff::civil::Date;

use crate::{
    commands,
    model::{Code, Outline, Outlines, ParcelRecord, Step},
    store as tables,
};

/// Days that are kept ready, over all zones: today, and the days that people look back to.
const DAYS_MAX: usize = 16;
/// What the journal speaks of when something on the chart may have changed.
const KINDS: [&str; 1] = [commands::SUBJECT];

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
    /// In the order of their codes.
    pub placed: Vec<Placed>,
    /// Their outlines for vector tiles, by their place in `placed`.
    pub tiles: TileIndex,
}

/// A chart, and up to where in the journal nothing had changed it.
struct Seen {
    until: i64,
    chart: Arc<Chart>,
}

/// The charts that are kept ready. One is drawn anew only when the journal has spoken of parcels since: sign-ins, projects
/// and letters move the journal too, and leave it as it is.
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
        let chart = match self.kept.recall(&key, i64::MIN) {
            Some(seen) if seen.until >= sequence => return Ok(seen.chart.clone()),
            Some(seen)
                if journal::subjects_between(database, &key.0, (seen.until, sequence), &KINDS).await?.is_empty() =>
            {
                seen.chart.clone()
            }
            _ => {
                let scope = Scope::system(key.0.clone());
                let parcels = tables::parcels(database, &scope).await?;
                let outlines = tables::outlines(database, &scope).await?;
                Arc::new(Chart::draw(sequence, parcels, outlines, day))
            }
        };
        self.kept.keep(key, sequence, Seen { until: sequence, chart: chart.clone() });
        Ok(chart)
    }
}

impl Chart {
    /// The chart of what is on record.
    fn draw(edition: i64, parcels: Vec<ParcelRecord>, mut outlines: BTreeMap<Code, Outlines>, day: Date) -> Self {
        let place = |record: ParcelRecord| {
            let step = record.history.on(day)?.clone();
            let outline = outlines.remove(&record.code)?.on(day)?.clone();
            Some(Placed { record, step, outline })
        };
        let placed: Vec<Placed> = parcels.into_iter().filter_map(place).collect();
        let tiles = TileIndex::new((0..).zip(placed.iter().map(Placed::boundary)));
        Self { edition, placed, tiles }
    }

    /// The smallest box around all.
    pub fn extent(&self) -> Option<Extent> {
        self.placed.iter().map(|one| one.boundary().extent()).reduce(Extent::join)
    }

    /// The parcel of this code.
    pub fn find(&self, code: &Code) -> Option<&Placed> {
        let at = self.placed.binary_search_by(|one| one.record.code.cmp(code)).ok()?;
        self.placed.get(at)
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

//! Where everything lies at the end of a day, worked out once for all readers: the map, its tiles and OGC API – Features.

use std::sync::Arc;

use ::pages::Visit;
use ::store::{Memo, StoreError, ZoneId};
use boundary::{Boundary, Extent, TileIndex};
use jiff::civil::Date;

use crate::{
    model::{Code, Outline, ParcelRecord, Step},
    register::{Register, Surveyed, whole},
};

/// Days that are kept ready, over all zones: today, and the days that people look back to.
const DAYS_MAX: usize = 16;

/// A parcel that lies somewhere at the end of a day.
#[derive(Clone, Copy)]
pub struct Placed<'c> {
    /// What is known of it.
    pub record: &'c ParcelRecord,
    /// The step that had led to where it stood.
    pub step: &'c Step,
    /// Its outline.
    pub outline: &'c Outline,
}

/// The parcels of a zone that lie somewhere at the end of a day.
pub struct Chart {
    /// The edition of the register that it shows: another chart of the day that says something else has another.
    pub edition: i64,
    day: Date,
    /// In the order of their codes; the register and other days share them.
    placed: Vec<Arc<Surveyed>>,
    /// Their outlines for vector tiles, by their place among those placed.
    pub tiles: TileIndex,
}

/// The charts that are kept ready.
struct Charts {
    drawn: Memo<(ZoneId, Date), Chart>,
    /// One is drawn at a time: whoever comes meanwhile wants the same.
    drawing: tokio::sync::Mutex<()>,
}

impl Default for Charts {
    fn default() -> Self {
        Self { drawn: Memo::new(DAYS_MAX), drawing: tokio::sync::Mutex::default() }
    }
}

/// The chart of a day, whoever asks: the routes see to that they may.
///
/// # Errors
/// What the database says.
pub async fn on(visit: &Visit, day: Date) -> Result<Arc<Chart>, StoreError> {
    let register = whole(visit).await?;
    let charts = visit.app().at_hand::<Charts>();
    let key = (visit.scope().zone().clone(), day);
    if let Some(chart) = charts.drawn.recall(&key, register.edition) {
        return Ok(chart);
    }
    let _alone = charts.drawing.lock().await;
    if let Some(chart) = charts.drawn.recall(&key, register.edition) {
        return Ok(chart);
    }
    let drawn = tokio::task::spawn_blocking(move || Chart::of(&register, day)).await;
    let chart = drawn.map_err(|_| StoreError::Panicked)?;
    Ok(charts.drawn.keep(key, chart.edition, chart))
}

impl Chart {
    fn of(register: &Register, day: Date) -> Self {
        let placed: Vec<Arc<Surveyed>> = register.placed(day).cloned().collect();
        let boundaries = placed.iter().filter_map(|one| Some(one.on(day)?.boundary()));
        let tiles = TileIndex::new((0..).zip(boundaries));
        Self { edition: register.edition, day, placed, tiles }
    }

    /// All parcels that lie somewhere, in the order of their codes.
    pub fn placed(&self) -> impl Iterator<Item = Placed<'_>> + Clone {
        self.placed.iter().filter_map(|one| one.on(self.day))
    }

    /// The parcel that tiles know by this number.
    pub fn numbered(&self, id: u64) -> Option<Placed<'_>> {
        self.placed.get(usize::try_from(id).ok()?)?.on(self.day)
    }

    /// The smallest box around all.
    pub fn extent(&self) -> Option<Extent> {
        self.placed().map(|one| one.boundary().extent()).reduce(Extent::join)
    }

    /// The parcel of this code.
    pub fn find(&self, code: &Code) -> Option<Placed<'_>> {
        let at = self.placed.binary_search_by(|one| one.record.code.cmp(code)).ok()?;
        self.placed[at].on(self.day)
    }
}

impl<'c> Placed<'c> {
    /// Its boundary.
    pub fn boundary(&self) -> &'c Boundary {
        &self.outline.boundary
    }

    /// Its area as measured on the ellipsoid, mu to two decimals.
    pub fn measured_mu(&self) -> f64 {
        (self.boundary().area_mu() * 100.0).round() / 100.0
    }
}

use jiff::civil::Date;

use super::{Code, Flaw, ParcelRecord, Rules, Vocabulary};

/// How much of the land is for industry (产业用地占比), in mu: before a parcel changes its use, and after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShareChange {
    /// Land for industry.
    pub before_mu: f64,
    /// Land for industry once the parcel has its new use.
    pub after_mu: f64,
    /// All land.
    pub total_mu: f64,
}

impl ShareChange {
    /// What becomes of the share when a parcel gets a use, with the parcels that the register knows on a day.
    pub fn of(
        (parcel, land_use): (&Code, &Code),
        parcels: &[ParcelRecord],
        vocabulary: &Vocabulary,
        day: Date,
    ) -> Self {
        let is_industrial = |code: &Code| vocabulary.land_use(code).is_some_and(|one| one.industrial);
        let mut change = Self { before_mu: 0.0, after_mu: 0.0, total_mu: 0.0 };
        for record in parcels.iter().filter(|record| record.history.on(day).is_some()) {
            let area = record.parcel.area.to_f64();
            let then = if record.code == *parcel { land_use } else { &record.parcel.land_use };
            change.total_mu += area;
            change.before_mu += if is_industrial(&record.parcel.land_use) { area } else { 0.0 };
            change.after_mu += if is_industrial(then) { area } else { 0.0 };
        }
        change
    }

    /// The share before, per cent.
    pub fn before_percent(&self) -> f64 {
        self.percent(self.before_mu)
    }

    /// The share after, per cent.
    pub fn after_percent(&self) -> f64 {
        self.percent(self.after_mu)
    }

    fn percent(&self, area_mu: f64) -> f64 {
        if self.total_mu > 0.0 { 100.0 * area_mu / self.total_mu } else { 0.0 }
    }

    /// Whether the share may become so: it does not fall, or stays on its floor or above.
    ///
    /// # Errors
    /// [`Flaw::UnderFloor`].
    pub fn keeps_floor(&self, rules: &Rules) -> Result<(), Flaw> {
        let Some(floor) = &rules.floor else { return Ok(()) };
        if self.after_mu >= self.before_mu || self.after_percent() >= floor.percent.to_f64() {
            return Ok(());
        }
        let told = |percent: f64| format!("{percent:.2}");
        let (before, after) = (told(self.before_percent()), told(self.after_percent()));
        Err(Flaw::UnderFloor { before, after, floor: floor.percent.to_string() })
    }
}

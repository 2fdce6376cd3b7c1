//! The gas in numbers: its state at the ends of links, and what drives it through them.

use super::grid::Link;
use super::law::Law;
use crate::fluid::{CompressibilityFactor, Fluid, NORMAL_PRESSURE_PA, NORMAL_TEMPERATURE_K};
use crate::units::GRAVITY;

/// Squared pressures below this are met only on the way, or where a load cannot be served, Pa².
pub(crate) const SQUARED_MIN: f64 = 1e6;

/// The gas in numbers.
#[derive(Debug, Clone)]
pub(crate) struct Gas {
    pub factor: CompressibilityFactor,
    /// `rho = p × this / K(p)`
    density_per_pa: f64,
}

impl Gas {
    pub fn new(fluid: &Fluid) -> Self {
        let density_per_pa =
            fluid.density_normal.si() * NORMAL_TEMPERATURE_K / (NORMAL_PRESSURE_PA * fluid.temperature.si());
        Self { factor: fluid.compressibility_factor(), density_per_pa }
    }

    pub fn end(&self, squared: f64) -> End {
        let pressure = squared.max(SQUARED_MIN).sqrt();
        let factor = self.factor.at(pressure).0;
        End { squared, pressure, factor, density: pressure * self.density_per_pa / factor }
    }

    /// What drives gas through a link, `Y = (π_i - π_j + rho g (h_i - h_j) (p_i + p_j)) / K(p_m)`, Pa².
    pub fn drive(&self, link: &Link, i: &End, j: &End) -> f64 {
        let sum = i.pressure + j.pressure;
        let mut difference = i.squared - j.squared;
        if link.fall != 0.0 {
            difference += 0.5 * (i.density + j.density) * link.fall * sum;
        }
        if link.real_gas {
            // p_m = 2/3 (p_i³ - p_j³) / (p_i² - p_j²), written so that equal pressures do no harm.
            let mean = 2.0 / 3.0 * (sum - i.pressure * j.pressure / sum);
            difference /= self.factor.at(mean).0;
        }
        difference
    }

    /// What resists the flow m (kg/s) through a link by this law, and its slope; in the terms of [`Gas::drive`], in which a
    /// loss `p_i - p_j` in Pa weighs as the sum of both pressures.
    pub fn resist(&self, law: &Law, m: f64, i: &End, j: &End) -> (f64, f64) {
        let (value, slope) = law.at(m);
        if !matches!(law, Law::Loss { .. }) {
            return (value, slope);
        }
        let weight = self.loss_weight(i, j);
        (value * weight, slope * weight)
    }

    /// The slope by which to look for the flow through a constant loss, in the same terms; none for other laws.
    pub fn slope_towards(&self, law: &Law, m: f64, drive: f64, i: &End, j: &End) -> Option<f64> {
        matches!(law, Law::Loss { .. }).then_some(())?;
        let weight = self.loss_weight(i, j);
        law.slope_towards(m, drive / weight).map(|slope| slope * weight)
    }

    fn loss_weight(&self, i: &End, j: &End) -> f64 {
        let sum = i.pressure + j.pressure;
        sum / self.factor.at(2.0 / 3.0 * (sum - i.pressure * j.pressure / sum)).0
    }

    /// Barometric factor of squared pressure at a height above the datum.
    pub fn barometric(&self, height: f64) -> f64 {
        (2.0 * GRAVITY * height * self.density_per_pa).exp()
    }
}

/// The gas at one end of a link.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct End {
    pub squared: f64,
    pub pressure: f64,
    pub factor: f64,
    pub density: f64,
}

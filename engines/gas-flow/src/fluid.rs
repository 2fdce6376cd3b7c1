//! The gas, as far as its flow depends on it.

mod composition;

pub use composition::FluidError;

use crate::units::{Density, InvalidQuantity, PASCAL_PER_BAR, Pressure, Temperature, Viscosity};

/// Pressure at normal conditions, Pa.
pub const NORMAL_PRESSURE_PA: f64 = 101_325.0;
/// Temperature at normal conditions, K.
pub const NORMAL_TEMPERATURE_K: f64 = 273.15;

/// The gas in the network: one composition, one temperature.
#[derive(Debug, Clone, PartialEq)]
pub struct Fluid {
    /// Density at normal conditions (0 °C, 101.325 kPa).
    pub density_normal: Density,
    /// Dynamic viscosity at flowing conditions.
    pub viscosity: Viscosity,
    /// Temperature of the flowing gas.
    pub temperature: Temperature,
    /// How far the gas departs from the ideal one, relative to normal conditions.
    pub compressibility: Compressibility,
}

impl Fluid {
    /// K(p) at the gas temperature, with everything that does not depend on pressure worked out.
    pub fn compressibility_factor(&self) -> CompressibilityFactor {
        CompressibilityFactor::new(&self.compressibility, self.temperature)
    }

    /// Density at an absolute pressure: `rho_n (p / p_n) (T_n / T) / K(p)`, kg/m³.
    pub fn density_at(&self, pressure: Pressure) -> f64 {
        let ideal = self.density_normal.si() * pressure.si() / NORMAL_PRESSURE_PA;
        ideal * NORMAL_TEMPERATURE_K / (self.temperature.si() * self.compressibility_factor().at(pressure.si()).0)
    }
}

/// How far the gas departs from the ideal one: K(p) = z(p, T) / z(p_n, T_n), T the gas temperature.
#[derive(Debug, Clone, PartialEq)]
pub enum Compressibility {
    /// `K = offset + slope p`, p absolute in bar.
    Linear {
        /// K at zero pressure.
        offset: f64,
        /// Change of K per bar.
        slope_per_bar: f64,
    },
    /// Papay's correlation (1968): `z = 1 - 3.52 p_r exp(-2.260 T_r) + 0.274 p_r² exp(-1.878 T_r)`.
    Papay {
        /// (Pseudo-)critical pressure.
        critical_pressure: Pressure,
        /// (Pseudo-)critical temperature.
        critical_temperature: Temperature,
    },
    /// K tabulated at the gas temperature.
    Table(CompressibilityTable),
}

impl Compressibility {
    /// The ideal gas, K = 1.
    pub const IDEAL: Self = Self::Linear { offset: 1.0, slope_per_bar: 0.0 };

    /// A straight line in pressure.
    ///
    /// # Errors
    /// An offset that is no factor of a gas, or a slope that is no number.
    pub fn linear(offset: f64, slope_per_bar: f64) -> Result<Self, InvalidQuantity> {
        let quantity = "compressibility at zero pressure";
        if !(offset.is_finite() && offset > K_MIN) {
            return Err(InvalidQuantity { quantity, value: offset, unit: "1", must: "finite and above 0.05" });
        }
        if !slope_per_bar.is_finite() {
            let (quantity, value) = ("slope of the compressibility", slope_per_bar);
            return Err(InvalidQuantity { quantity, value, unit: "1/bar", must: "finite" });
        }
        Ok(Self::Linear { offset, slope_per_bar })
    }
}

/// K(p) ready for the inner loop: both correlations are polynomials in p once the temperature is known.
#[derive(Debug, Clone, PartialEq)]
pub enum CompressibilityFactor {
    /// `K = c0 + c1 p + c2 p²`, p in Pa.
    Polynomial([f64; 3]),
    /// Interpolated.
    Table(CompressibilityTable),
}

/// K is kept above this, so that a pressure far outside a correlation's range (met while iterating) yields no nonsense.
pub(crate) const K_MIN: f64 = 0.05;

impl CompressibilityFactor {
    fn new(law: &Compressibility, gas: Temperature) -> Self {
        match law {
            Compressibility::Linear { offset, slope_per_bar } => {
                Self::Polynomial([*offset, slope_per_bar / PASCAL_PER_BAR, 0.0])
            }
            Compressibility::Papay { critical_pressure, critical_temperature } => {
                let pressure_pa = critical_pressure.si();
                let z = papay(gas.si() / critical_temperature.si());
                let [_, first, second] = papay(NORMAL_TEMPERATURE_K / critical_temperature.si());
                let reduced = NORMAL_PRESSURE_PA / pressure_pa;
                let normal = 1.0 + reduced * (first + reduced * second);
                Self::Polynomial([z[0] / normal, z[1] / pressure_pa / normal, z[2] / pressure_pa.powi(2) / normal])
            }
            Compressibility::Table(table) => Self::Table(table.clone()),
        }
    }

    /// K and dK/dp (1/Pa) at an absolute pressure in Pa.
    #[inline]
    pub fn at(&self, pressure_pa: f64) -> (f64, f64) {
        let (k, slope) = match self {
            Self::Polynomial([c0, c1, c2]) => (c0 + pressure_pa * (c1 + pressure_pa * c2), c1 + 2.0 * pressure_pa * c2),
            Self::Table(table) => table.at(pressure_pa),
        };
        if k > K_MIN { (k, slope) } else { (K_MIN, 0.0) }
    }

    /// The greatest pressure (Pa) below this one at which K is above its least, if it is not here: by halving.
    pub(crate) fn limit(&self, pressure_pa: f64) -> Option<f64> {
        let holds = |pressure: f64| self.at(pressure).0 > K_MIN;
        let (mut low, mut high) = (0.0, pressure_pa);
        if holds(high) {
            return None;
        }
        for _ in 0..f64::MANTISSA_DIGITS {
            let middle = 0.5 * (low + high);
            *(if holds(middle) { &mut low } else { &mut high }) = middle;
        }
        Some(low)
    }
}

/// Coefficients of z in the reduced pressure.
fn papay(reduced_temperature: f64) -> [f64; 3] {
    [1.0, -3.52 * (-2.260 * reduced_temperature).exp(), 0.274 * (-1.878 * reduced_temperature).exp()]
}

/// K over pressure, joined by monotone cubics (Fritsch and Carlson 1980); constant beyond both ends.
#[derive(Debug, Clone, PartialEq)]
pub struct CompressibilityTable {
    pressure_pa: Vec<f64>,
    z: Vec<f64>,
    slope: Vec<f64>,
}

/// Why a table of K was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TableError {
    /// Interpolation needs two points.
    #[error("a table of K needs at least two points, not {0}")]
    TooShort(usize),
    /// Every pressure has its K.
    #[error("a table of K has {pressures} pressures but {factors} factors: give each pressure one factor")]
    Uneven {
        /// How many pressures it has.
        pressures: usize,
        /// How many factors.
        factors: usize,
    },
    /// Pressures must rise from point to point.
    #[error("pressures in a table of K must rise: point {0} does not lie above the point before it")]
    NotRising(usize),
    /// K must be a positive number.
    #[error(transparent)]
    Quantity(#[from] InvalidQuantity),
}

impl CompressibilityTable {
    /// From points (pressure, K), pressures rising.
    pub fn new(points: &[(Pressure, f64)]) -> Result<Self, TableError> {
        if points.len() < 2 {
            return Err(TableError::TooShort(points.len()));
        }
        if let Some(at) = points.windows(2).position(|pair| pair[0].0 >= pair[1].0) {
            return Err(TableError::NotRising(at + 1));
        }
        if let Some(&(_, value)) = points.iter().find(|(_, z)| !(z.is_finite() && *z > K_MIN)) {
            let must = "finite and above 0.05";
            return Err(InvalidQuantity { quantity: "compressibility", value, unit: "1", must }.into());
        }
        let pressure_pa: Vec<f64> = points.iter().map(|(p, _)| p.si()).collect();
        let z: Vec<f64> = points.iter().map(|&(_, z)| z).collect();
        let slope = monotone_slopes(&pressure_pa, &z);
        Ok(Self { pressure_pa, z, slope })
    }

    /// The points (pressure in Pa, K).
    pub fn points(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.pressure_pa.iter().copied().zip(self.z.iter().copied())
    }

    /// K and dK/dp (1/Pa).
    fn at(&self, pressure_pa: f64) -> (f64, f64) {
        let last = self.z.len() - 1;
        let right = self.pressure_pa.partition_point(|&p| p <= pressure_pa);
        if right == 0 || right > last {
            return (self.z[right.min(last)], 0.0);
        }
        let left = right - 1;
        let width = self.pressure_pa[right] - self.pressure_pa[left];
        let t = (pressure_pa - self.pressure_pa[left]) / width;
        let (z0, z1) = (self.z[left], self.z[right]);
        let (m0, m1) = (self.slope[left] * width, self.slope[right] * width);
        let cubic = 2.0 * z0 + m0 - 2.0 * z1 + m1;
        let square = -3.0 * z0 - 2.0 * m0 + 3.0 * z1 - m1;
        (z0 + t * (m0 + t * (square + t * cubic)), (m0 + t * (2.0 * square + t * 3.0 * cubic)) / width)
    }
}

/// Slopes at the points: the harmonic mean of the neighbouring secants, zero where they turn.
fn monotone_slopes(x: &[f64], y: &[f64]) -> Vec<f64> {
    let secant: Vec<f64> = (1..x.len()).map(|i| (y[i] - y[i - 1]) / (x[i] - x[i - 1])).collect();
    let inner = secant.windows(2).map(|s| if s[0] * s[1] > 0.0 { 2.0 * s[0] * s[1] / (s[0] + s[1]) } else { 0.0 });
    let ends = (secant[0], secant[secant.len() - 1]);
    std::iter::once(ends.0).chain(inner).chain(std::iter::once(ends.1)).collect()
}

//! The compressibility factor (压缩因子) Z = p / (ρ R T), by the equation one chooses.

use std::ops::RangeInclusive;

use thiserror::Error;

use crate::GAS_CONSTANT;
use crate::composition::Composition;
use crate::detail::{self, Detail};

/// What an equation of state says of one pressure and temperature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct State {
    /// Compressibility factor; 1 for an ideal gas, below 1 for pipeline gas.
    pub z: f64,
    /// Its derivative by pressure at constant temperature, 1/Pa.
    pub dz_dp_per_pa: f64,
    /// Molar density, mol/m³.
    pub molar_density_mol_per_m3: f64,
}

impl State {
    /// Mass density, kg/m³; `gas` must be the one that the equation was made for.
    pub fn density_kg_per_m3(&self, gas: &Composition) -> f64 {
        self.molar_density_mol_per_m3 * gas.molar_mass_g_per_mol() / 1000.0
    }
}

/// Why there is no state.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum StateError {
    /// The temperature lies outside what the equation allows.
    #[error("{temperature_k} K is outside {:.2} to {:.2} K, where the equation holds", range_k.start(), range_k.end())]
    Temperature {
        /// The temperature given.
        temperature_k: f64,
        /// What is allowed.
        range_k: RangeInclusive<f64>,
    },
    /// The pressure lies outside what the equation allows.
    #[error("{pressure_pa} Pa is outside {:.0} to {:.0} Pa, where the equation holds", range_pa.start(), range_pa.end())]
    Pressure {
        /// The pressure given, absolute.
        pressure_pa: f64,
        /// What is allowed.
        range_pa: RangeInclusive<f64>,
    },
    /// The law gives no positive compressibility factor there.
    #[error("the law gives z = {z} at {pressure_pa} Pa and {temperature_k} K: it is not meant for that state")]
    NotPhysical {
        /// What the law gives.
        z: f64,
        /// The pressure given, absolute.
        pressure_pa: f64,
        /// The temperature given.
        temperature_k: f64,
    },
    /// The density could not be found.
    #[error(
        "no gas density found at {pressure_pa} Pa and {temperature_k} K: the state is too close to condensing for \
         this equation"
    )]
    NoConvergence {
        /// The pressure given, absolute.
        pressure_pa: f64,
        /// The temperature given.
        temperature_k: f64,
    },
}

/// An equation for the compressibility factor (压缩因子) of one gas.
///
/// ```
/// use gas_properties::{Component, Composition, Compressibility, Linear};
///
/// let methane = Composition::pure(Component::Methane);
/// let exact = Compressibility::aga8_detail(&methane).state(5.0e6, 300.0)?;
/// let quick = Compressibility::papay(&methane).state(5.0e6, 300.0)?;
/// assert!((exact.z - 0.91955).abs() < 5e-5); // methane's reference equation: 0.91955
/// assert!((quick.z - exact.z).abs() < 0.015);
///
/// let flat = Compressibility::Linear(Linear { offset: 1.0, slope_per_pa: -0.0022e-5 });
/// assert!((flat.state(10.0e5, 300.0)?.z - 0.978).abs() < 1e-12);
/// # Ok::<(), gas_properties::StateError>(())
/// ```
#[derive(Debug, Clone)]
pub enum Compressibility {
    /// AGA8 DETAIL: 0.1 % for pipeline gas. The default choice.
    Detail(Box<Detail>),
    /// Papay's formula: within 1.5 % for coal-bed methane of 263 to 323 K up to 10 MPa, cheap and smooth.
    Papay(Papay),
    /// A straight line in pressure, as simple network models use it.
    Linear(Linear),
}

/// Papay (1968): Z = 1 - 3.52 p_r e^(-2.26 T_r) + 0.274 p_r² e^(-1.878 T_r), on pseudo-critical values by Kay's rule.
///
/// Meant for natural gas between reduced temperatures of about 1.2 and 3 and reduced pressures up to about 3 (methane:
/// 230 to 570 K, up to 14 MPa). It is a fit: near zero pressure its slope is not the second virial coefficient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Papay {
    /// Σ x_i T_c,i, K.
    pub pseudo_critical_temperature_k: f64,
    /// Σ x_i p_c,i, Pa.
    pub pseudo_critical_pressure_pa: f64,
}

/// Z = offset + slope p, whatever the temperature.
///
/// Reference networks often state K(p) = Z(p, T) / Z(p_n, T_n) this way, so offset + slope p_n is near 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Linear {
    /// Z at zero pressure.
    pub offset: f64,
    /// Change of Z with absolute pressure, 1/Pa (a slope per bar, divided by 1e5).
    pub slope_per_pa: f64,
}

impl Compressibility {
    /// AGA8 DETAIL for a gas.
    pub fn aga8_detail(gas: &Composition) -> Self {
        Self::Detail(Box::new(Detail::new(gas)))
    }

    /// Papay's formula for a gas.
    pub fn papay(gas: &Composition) -> Self {
        Self::Papay(Papay {
            pseudo_critical_temperature_k: gas.mean(|component| component.facts().critical_temperature_k),
            pseudo_critical_pressure_pa: gas.mean(|component| component.facts().critical_pressure_pa),
        })
    }

    /// Z, dZ/dp and the molar density at an absolute pressure (Pa, at least 0) and a temperature (K).
    pub fn state(&self, pressure_pa: f64, temperature_k: f64) -> Result<State, StateError> {
        match self {
            Self::Detail(equation) => equation.isotherm(temperature_k)?.state(pressure_pa),
            Self::Papay(law) => explicit(pressure_pa, temperature_k, law.z(pressure_pa, temperature_k)),
            Self::Linear(law) => {
                let z = law.offset + law.slope_per_pa * pressure_pa;
                explicit(pressure_pa, temperature_k, (z, law.slope_per_pa))
            }
        }
    }

    /// The states at one temperature, pressure by pressure; spares AGA8 DETAIL its preparation.
    pub(crate) fn isotherm(
        &self,
        temperature_k: f64,
    ) -> Result<impl Fn(f64) -> Result<State, StateError> + '_, StateError> {
        let detail = match self {
            Self::Detail(equation) => Some(equation.isotherm(temperature_k)?),
            Self::Papay(_) | Self::Linear(_) => None,
        };
        Ok(move |pressure_pa| match &detail {
            Some(isotherm) => isotherm.state(pressure_pa),
            None => self.state(pressure_pa, temperature_k),
        })
    }
}

impl Papay {
    fn z(self, pressure_pa: f64, temperature_k: f64) -> (f64, f64) {
        let reduced_pressure = pressure_pa / self.pseudo_critical_pressure_pa;
        let reduced_temperature = temperature_k / self.pseudo_critical_temperature_k;
        let linear = 3.52 * (-2.26 * reduced_temperature).exp();
        let square = 0.274 * (-1.878 * reduced_temperature).exp();
        let z = 1.0 - linear * reduced_pressure + square * reduced_pressure * reduced_pressure;
        (z, (2.0 * square * reduced_pressure - linear) / self.pseudo_critical_pressure_pa)
    }
}

/// The state of a law that gives Z and dZ/dp outright.
fn explicit(pressure_pa: f64, temperature_k: f64, (z, dz_dp_per_pa): (f64, f64)) -> Result<State, StateError> {
    if !detail::TEMPERATURE_RANGE_K.contains(&temperature_k) {
        return Err(StateError::Temperature { temperature_k, range_k: detail::TEMPERATURE_RANGE_K });
    }
    if !detail::PRESSURE_RANGE_PA.contains(&pressure_pa) {
        return Err(StateError::Pressure { pressure_pa, range_pa: detail::PRESSURE_RANGE_PA });
    }
    if z.is_nan() || z <= 0.0 {
        return Err(StateError::NotPhysical { z, pressure_pa, temperature_k });
    }
    let molar_density_mol_per_m3 = pressure_pa / (z * GAS_CONSTANT * temperature_k);
    Ok(State { z, dz_dp_per_pa, molar_density_mol_per_m3 })
}

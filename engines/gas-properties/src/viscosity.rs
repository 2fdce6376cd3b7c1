//! Dynamic viscosity of a gas mixture.
//!
//! Two correlations: [`lucas_pa_s`], by corresponding states from the composition, and
//! [`lee_gonzalez_eakin_pa_s`], the oil field's habit, from molar mass and density alone.

use crate::GAS_CONSTANT;
use crate::component::Component;
use crate::composition::Composition;
use crate::compressibility::StateError;

/// Dipole moments large enough to matter, debye (Poling et al., appendix A).
const DIPOLES_DEBYE: [(Component, f64); 2] = [(Component::Water, 1.8), (Component::HydrogenSulphide, 0.9)];

/// Reduced temperatures for which the dense-gas part of the method is given.
const REDUCED_TEMPERATURE_RANGE: std::ops::RangeInclusive<f64> = 1.0..=40.0;
/// Highest reduced pressure of the dense-gas part.
const REDUCED_PRESSURE_MAX: f64 = 100.0;

/// Dynamic viscosity, Pa s, by the method of Lucas, at an absolute pressure (Pa) and a temperature (K).
///
/// Corresponding states with Lucas's mixing rules; holds for pseudo-reduced temperatures of 1 to 40 and pressures up to
/// 100 (methane: above 191 K, to 460 MPa). Against the reference correlations in CoolProp 8: methane within 2 %
/// from 250 to 350 K up to 20 MPa; nitrogen, carbon dioxide, ethane, argon, hydrogen, helium and hydrogen sulphide at
/// 1 bar within 3 %; dilute air, a mixture, within 2 %. Other mixtures were not checked against measurements: the authors
/// state 5 % for dilute ones.
///
/// Source: Poling, Prausnitz, O'Connell, "The Properties of Gases and Liquids", 5th edition, 9-4, 9-5 and 9-6. The
/// book was not at hand: the constants are vouched for by those results, not digit by digit.
///
/// ```
/// use gas_properties::{Component, Composition, viscosity};
/// let methane = Composition::pure(Component::Methane);
/// assert!((viscosity::lucas_pa_s(&methane, 101_325.0, 300.0)? - 11.15e-6).abs() < 0.1e-6);
/// # Ok::<(), gas_properties::StateError>(())
/// ```
pub fn lucas_pa_s(gas: &Composition, pressure_pa: f64, temperature_k: f64) -> Result<f64, StateError> {
    let pseudo = Pseudo::new(gas, temperature_k);
    let reduced_temperature = temperature_k / pseudo.critical_temperature_k;
    if !REDUCED_TEMPERATURE_RANGE.contains(&reduced_temperature) {
        let [low, high] = [REDUCED_TEMPERATURE_RANGE.start(), REDUCED_TEMPERATURE_RANGE.end()]
            .map(|reduced| reduced * pseudo.critical_temperature_k);
        return Err(StateError::Temperature { temperature_k, range_k: low..=high });
    }
    let pressure_max_pa = REDUCED_PRESSURE_MAX * pseudo.critical_pressure_pa;
    if !(0.0..=pressure_max_pa).contains(&pressure_pa) {
        return Err(StateError::Pressure { pressure_pa, range_pa: 0.0..=pressure_max_pa });
    }
    let dilute = dilute_reduced(reduced_temperature);
    // Y of the method: how far the gas has left the dilute state. Polar and quantum corrections fade with it.
    let dense = dense_ratio(reduced_temperature, pressure_pa / pseudo.critical_pressure_pa);
    let polar = (1.0 + (pseudo.polar - 1.0) * dense.powi(-3)) / pseudo.polar;
    let quantum = (1.0 + (pseudo.quantum - 1.0) * (1.0 / dense - 0.007 * dense.ln().powi(4))) / pseudo.quantum;
    let micropoise = dilute * pseudo.polar * pseudo.quantum * dense * polar * quantum / pseudo.inverse_viscosity();
    Ok(micropoise * 1e-7)
}

/// Dynamic viscosity, Pa s, by Lee, Gonzalez and Eakin, from the mass density (kg/m³) and the temperature (K).
///
/// For natural gas of 311 to 444 K, up to 55 MPa, with little carbon dioxide and no hydrogen sulphide: the authors
/// report a standard deviation of 3 %. Methane at low pressure comes out 3 to 5 % high (300 to 350 K), at 10 MPa 1 to 3 %.
///
/// Source: A. L. Lee, M. H. Gonzalez, B. E. Eakin, J. Pet. Tech. 18 (1966) 997-1000.
pub fn lee_gonzalez_eakin_pa_s(gas: &Composition, density_kg_per_m3: f64, temperature_k: f64) -> f64 {
    let molar_mass = gas.molar_mass_g_per_mol();
    let rankine = 1.8 * temperature_k;
    let k = (9.4 + 0.02 * molar_mass) * rankine.powf(1.5) / (209.0 + 19.0 * molar_mass + rankine);
    let x = 3.5 + 986.0 / rankine + 0.01 * molar_mass;
    let y = 2.4 - 0.2 * x;
    1e-7 * k * (x * (density_kg_per_m3 / 1000.0).powf(y)).exp()
}

/// η ξ of the dilute gas, without polar and quantum corrections.
fn dilute_reduced(tr: f64) -> f64 {
    0.807 * tr.powf(0.618) - 0.357 * (-0.449 * tr).exp() + 0.340 * (-4.058 * tr).exp() + 0.018
}

/// The dense gas over the dilute gas. The letters are those of the source.
#[allow(clippy::many_single_char_names)]
fn dense_ratio(tr: f64, pr: f64) -> f64 {
    let a = 1.245e-3 / tr * (5.1726 * tr.powf(-0.3286)).exp();
    let b = a * (1.6553 * tr - 1.2723);
    let c = 0.4489 / tr * (3.0578 * tr.powf(-37.7332)).exp();
    let d = 1.7368 / tr * (2.2310 * tr.powf(-7.6351)).exp();
    let f = 0.9425 * (-0.1853 * tr.powf(0.4489)).exp();
    1.0 + a * pr.powf(1.3088) / (b * pr.powf(f) + 1.0 / (1.0 + c * pr.powf(d)))
}

/// The mixture as one made-up gas, by Lucas's mixing rules.
struct Pseudo {
    critical_temperature_k: f64,
    critical_pressure_pa: f64,
    molar_mass_g_per_mol: f64,
    polar: f64,
    quantum: f64,
}

impl Pseudo {
    fn new(gas: &Composition, temperature_k: f64) -> Self {
        let critical_temperature_k = gas.mean(|component| component.facts().critical_temperature_k);
        let critical_volume_m3_per_mol = gas.mean(|component| component.facts().critical_volume_cm3_per_mol) * 1e-6;
        let critical_z = gas.mean(critical_compressibility);
        Self {
            critical_temperature_k,
            critical_pressure_pa: GAS_CONSTANT * critical_temperature_k * critical_z / critical_volume_m3_per_mol,
            molar_mass_g_per_mol: gas.molar_mass_g_per_mol(),
            polar: gas.mean(|component| polar_factor(component, temperature_k)),
            quantum: spread_factor(gas) * gas.mean(|component| quantum_factor(component, temperature_k)),
        }
    }

    /// ξ, 1/µP: the scale by which viscosity is made dimensionless.
    fn inverse_viscosity(&self) -> f64 {
        let critical_pressure_bar = self.critical_pressure_pa / 1e5;
        let scale = self.critical_temperature_k / (self.molar_mass_g_per_mol.powi(3) * critical_pressure_bar.powi(4));
        0.176 * scale.powf(1.0 / 6.0)
    }
}

fn critical_compressibility(component: Component) -> f64 {
    let facts = component.facts();
    facts.critical_pressure_pa * facts.critical_volume_cm3_per_mol * 1e-6
        / (GAS_CONSTANT * facts.critical_temperature_k)
}

fn polar_factor(component: Component, temperature_k: f64) -> f64 {
    let dipole_debye = DIPOLES_DEBYE.iter().find(|entry| entry.0 == component).map_or(0.0, |entry| entry.1);
    let facts = component.facts();
    let critical_pressure_bar = facts.critical_pressure_pa / 1e5;
    let reduced_dipole = 52.46 * dipole_debye.powi(2) * critical_pressure_bar / facts.critical_temperature_k.powi(2);
    if reduced_dipole < 0.022 {
        return 1.0;
    }
    // Water lies above the range of the power, where the base turns positive again.
    let rise = 30.55 * (0.292 - critical_compressibility(component)).max(0.0).powf(1.72);
    if reduced_dipole < 0.075 {
        return 1.0 + rise;
    }
    let reduced_temperature = temperature_k / facts.critical_temperature_k;
    1.0 + rise * (0.96 + 0.1 * (reduced_temperature - 0.7)).abs()
}

fn quantum_factor(component: Component, temperature_k: f64) -> f64 {
    let q: f64 = match component {
        Component::Helium => 1.38,
        Component::Hydrogen => 0.76,
        _ => return 1.0,
    };
    let facts = component.facts();
    let above = temperature_k / facts.critical_temperature_k - 12.0;
    let bend = 0.003_85 * (above * above).powf(1.0 / facts.molar_mass_g_per_mol);
    1.22 * q.powf(0.15) * (1.0 + bend.copysign(above))
}

/// A of the mixing rule: a little less viscosity where very heavy and very light molecules mix.
fn spread_factor(gas: &Composition) -> f64 {
    let by_mass =
        |a: &(Component, f64), b: &(Component, f64)| a.0.molar_mass_g_per_mol().total_cmp(&b.0.molar_mass_g_per_mol());
    let (Some(heavy), Some(light)) = (gas.iter().max_by(by_mass), gas.iter().min_by(by_mass)) else { return 1.0 };
    let ratio = heavy.0.molar_mass_g_per_mol() / light.0.molar_mass_g_per_mol();
    if ratio > 9.0 && heavy.1 > 0.05 && heavy.1 < 0.7 { 1.0 - 0.01 * ratio.powf(0.87) } else { 1.0 }
}

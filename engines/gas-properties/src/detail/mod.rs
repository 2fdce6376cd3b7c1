//! The AGA8 DETAIL equation of state (ISO 12213-2, GB/T 17747.2): compressibility factor and density of natural gas
//! from its composition.
//!
//! With molar density ρ, reduced density δ = K³ρ and C_n = a_n U^u_n times the factor of term n:
//!
//! ```text
//! Z(ρ, T) = 1 + B ρ - δ Σ₁₃..₁₈ C_n T^-u_n + Σ₁₃..₅₈ C_n T^-u_n (b_n - k_n δ^k_n) δ^b_n exp(-δ^k_n)
//! B(T)    = Σ₁..₁₈ a_n T^-u_n Σ_i Σ_j x_i x_j B_nij E_ij^u_n (K_i K_j)^(3/2)
//! ```
//!
//! Accuracy, as ISO 12213-2 states it: 0.1 % for pipeline gas between 263 K and 338 K up to 12 MPa. Wider states
//! compute, less surely: mine gas with over half air in it differs from GERG-2008 by 0.15 % at 4 MPa and 0.4 % at
//! 10 MPa (263 K). There is no phase check: in a two-phase state the result is a metastable gas or liquid.
//!
//! Source: AGA Report No. 8, part 1, third edition, 2017. Checked (`tests/main/detail.rs`) against NIST's published
//! pressures of 199 of the 210 pairs of components (those it gives above 143 K), the report's example of all 21, and
//! examples of ISO 12213-2 annex C.

mod mixture;
mod tables;

use crate::composition::Composition;
use crate::compressibility::{State, StateError};
use mixture::Mixture;
use tables::TERMS;

/// Gas constant that the equation was fitted with, J/(mol K). Using a newer one would shift its densities.
pub const GAS_CONSTANT: f64 = 8.31451;

/// Temperatures that the report allows, K.
pub const TEMPERATURE_RANGE_K: std::ops::RangeInclusive<f64> = 143.15..=676.15;
/// Pressures that the report allows, Pa.
pub const PRESSURE_RANGE_PA: std::ops::RangeInclusive<f64> = 0.0..=280.0e6;

/// Newton converges in about six steps; one that has not after this many is beyond the equation.
const STEPS_MAX: usize = 50;

/// Most that ln ρ may change in one step: keeps an iterate near a spinodal, where the slope vanishes, from flying off.
const STEP_MAX: f64 = 0.5;

/// Relative change of the density at which the iteration stops.
const DENSITY_TOLERANCE: f64 = 1e-13;

/// The equation for one composition.
#[derive(Debug, Clone)]
pub struct Detail {
    mixture: Mixture,
}

/// The equation for one composition at one temperature; every further state costs 46 exponential terms a step.
#[derive(Debug, Clone)]
pub struct Isotherm {
    temperature_k: f64,
    /// K³, dm³/mol.
    size3: f64,
    /// B, dm³/mol, less K³ Σ₁₃..₁₈ C_n T^-u_n.
    linear: f64,
    /// C_n T^-u_n of terms 13 to 58.
    terms: [f64; TERMS.len() - FIRST],
}

/// Terms from this index on depend on the density beyond the second virial coefficient.
const FIRST: usize = 12;
/// Terms below this index make the second virial coefficient.
const VIRIAL: usize = 18;

impl Detail {
    /// Prepares the equation for a composition.
    pub fn new(gas: &Composition) -> Self {
        Self { mixture: Mixture::new(gas) }
    }

    /// The equation at one temperature.
    pub fn isotherm(&self, temperature_k: f64) -> Result<Isotherm, StateError> {
        if !TEMPERATURE_RANGE_K.contains(&temperature_k) {
            return Err(StateError::Temperature { temperature_k, range_k: TEMPERATURE_RANGE_K });
        }
        let mixture = &self.mixture;
        let power: [f64; TERMS.len()] = std::array::from_fn(|n| temperature_k.powf(-TERMS[n].u));
        let terms = std::array::from_fn(|i| mixture.coefficients[i] * power[FIRST + i]);
        let virial: f64 = (0..VIRIAL).map(|n| mixture.virial[n] * power[n]).sum();
        let shared: f64 = terms[..VIRIAL - FIRST].iter().sum();
        Ok(Isotherm { temperature_k, size3: mixture.size3, linear: virial - mixture.size3 * shared, terms })
    }
}

impl Isotherm {
    /// The state at a pressure: Newton on ln p over ln ρ, from the ideal gas.
    pub fn state(&self, pressure_pa: f64) -> Result<State, StateError> {
        if !PRESSURE_RANGE_PA.contains(&pressure_pa) {
            return Err(StateError::Pressure { pressure_pa, range_pa: PRESSURE_RANGE_PA });
        }
        let rt = GAS_CONSTANT * self.temperature_k;
        let ideal_mol_per_l = pressure_pa / rt / 1000.0;
        let mut density = ideal_mol_per_l;
        if density <= 0.0 {
            return Ok(self.state_at(0.0));
        }
        for _ in 0..STEPS_MAX {
            let (z, dz) = self.z(density);
            // dp/dρ / (RT); where it is not positive the equation has no gas there, and a thinner one is tried.
            let stiffness = z + density * dz;
            let is_gas = z > 0.0 && stiffness > 0.0;
            if !is_gas {
                density *= 0.9;
                continue;
            }
            let step = (ideal_mol_per_l / (density * z)).ln() * z / stiffness;
            density *= step.clamp(-STEP_MAX, STEP_MAX).exp();
            if step.abs() < DENSITY_TOLERANCE {
                return Ok(self.state_at(density));
            }
        }
        Err(StateError::NoConvergence { pressure_pa, temperature_k: self.temperature_k })
    }

    /// The state at a molar density, without iteration. Meaningful up to the densities of the report, some 25 mol/l.
    pub fn state_at_density(&self, molar_density_mol_per_m3: f64) -> State {
        self.state_at(molar_density_mol_per_m3 / 1000.0)
    }

    /// The pressure at a molar density, Pa.
    pub fn pressure_pa(&self, molar_density_mol_per_m3: f64) -> f64 {
        let (z, _) = self.z(molar_density_mol_per_m3 / 1000.0);
        molar_density_mol_per_m3 * GAS_CONSTANT * self.temperature_k * z
    }

    fn state_at(&self, density_mol_per_l: f64) -> State {
        let (z, dz) = self.z(density_mol_per_l);
        let dp_pa = 1000.0 * GAS_CONSTANT * self.temperature_k * (z + density_mol_per_l * dz);
        State { z, dz_dp_per_pa: dz / dp_pa, molar_density_mol_per_m3: 1000.0 * density_mol_per_l }
    }

    /// Z and dZ/dρ (l/mol) at a density in mol/l.
    fn z(&self, density: f64) -> (f64, f64) {
        let delta = self.size3 * density;
        let mut powers = [1.0; 10];
        for n in 1..powers.len() {
            powers[n] = delta * powers[n - 1];
        }
        let decay: [f64; 5] = std::array::from_fn(|k| if k == 0 { 1.0 } else { (-powers[k]).exp() });
        let (mut sum, mut slope) = (0.0, 0.0);
        for (term, coefficient) in TERMS[FIRST..].iter().zip(&self.terms) {
            let (b, k) = (usize::from(term.b), usize::from(term.k));
            let kd = f64::from(term.k) * powers[k];
            let shape = f64::from(term.b) - kd;
            // δ^(b-1) is taken out, so that the slope needs no division by a density that may be 0.
            let value = coefficient * powers[b - 1] * decay[k];
            sum += value * shape;
            slope += value * (shape * shape - f64::from(term.k) * kd);
        }
        (1.0 + density * self.linear + delta * sum, self.linear + self.size3 * slope)
    }
}

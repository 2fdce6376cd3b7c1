//! The tables of ISO 6976:2016, by component.
//!
//! The standard itself was not at hand. The numbers were written down from knowledge of it and then compared with two
//! independent public transcriptions (NeqSim's `ISO6976constants2016.csv`, and a calculator's source): they agree
//! wherever those follow the 2016 edition. Molar masses and heating values of the eleven components in the standard's
//! worked examples reproduce these to all their digits (`tests/main/heating.rs`); the other rows rest on the
//! transcriptions. The summation factors agree with √(1 - Z) of the reference equations of state within 0.0001, hydrogen
//! and helium apart.
#![allow(clippy::unreadable_literal, reason = "as printed in the standard")]

use crate::component::Component;

pub(super) struct Row {
    /// Atoms of hydrogen in the molecule: half as many molecules of water when it burns.
    pub hydrogen_atoms: u8,
    /// Superior molar heating value of the ideal gas, kJ/mol, at 0, 15, 15.55, 20, 25 °C (table 3).
    pub superior_kj_per_mol: [f64; 5],
    /// Summation factor at 0, 15, 15.55, 20 °C and 101.325 kPa (table 2).
    pub summation_factor: [f64; 4],
    pub source: &'static str,
}

pub(super) fn row(component: Component) -> &'static Row {
    &ROWS[component as usize]
}

/// Molar gas constant that the standard uses, J/(mol K).
pub(super) const GAS_CONSTANT: f64 = 8.3144621;
/// Dry air of the standard.
pub(super) const AIR_MOLAR_MASS_G_PER_MOL: f64 = 28.96546;
/// Compressibility factor of dry air at 0, 15, 15.55, 20 °C and 101.325 kPa.
pub(super) const AIR_COMPRESSIBILITY: [f64; 4] = [0.999419, 0.999595, 0.999601, 0.999645];
/// Enthalpy of vaporisation of water at 0, 15, 15.55, 20, 25 °C, kJ/mol.
pub(super) const VAPORISATION_KJ_PER_MOL: [f64; 5] = [45.064, 44.431, 44.408, 44.222, 44.013];

/// Of the components that a worked example of the standard contains.
const CONFIRMED: &str =
    "ISO 6976:2016, tables 1 to 3, from two public transcriptions that agree and give the examples of annex D";
/// Of all others. The factor of hydrogen and helium is -0.01 by convention, so that mixtures come out; the pure gases lie
/// near -0.024.
const TRANSCRIBED: &str =
    "ISO 6976:2016, tables 1 to 3, from two public transcriptions that agree; no example contains this component";

const NONE: [f64; 5] = [0.0; 5];

const fn r(hydrogen_atoms: u8, superior_kj_per_mol: [f64; 5], summation_factor: [f64; 4], source: &'static str) -> Row {
    Row { hydrogen_atoms, superior_kj_per_mol, summation_factor, source }
}

#[rustfmt::skip]
const ROWS: [Row; Component::COUNT] = [
    r(4, [892.92, 891.51, 891.46, 891.05, 890.58], [0.04886, 0.04452, 0.04437, 0.04317], CONFIRMED), // Methane
    r(0, NONE, [0.0214, 0.0170, 0.0169, 0.0156], CONFIRMED), // Nitrogen
    r(0, NONE, [0.0821, 0.0752, 0.0749, 0.0730], CONFIRMED), // CarbonDioxide
    r(6, [1564.35, 1562.14, 1562.06, 1561.42, 1560.69], [0.0997, 0.0919, 0.0916, 0.0895], CONFIRMED), // Ethane
    r(8, [2224.03, 2221.10, 2220.99, 2220.13, 2219.17], [0.1465, 0.1344, 0.1340, 0.1308], CONFIRMED), // Propane
    r(10, [2874.21, 2870.58, 2870.45, 2869.39, 2868.20], [0.1885, 0.1722, 0.1717, 0.1673], CONFIRMED), // IsoButane
    r(10, [2883.35, 2879.76, 2879.63, 2878.58, 2877.40], [0.2022, 0.1840, 0.1834, 0.1785], CONFIRMED), // NButane
    r(12, [3536.01, 3531.68, 3531.52, 3530.25, 3528.83], [0.2458, 0.2251, 0.2244, 0.2189], CONFIRMED), // IsoPentane
    r(12, [3542.91, 3538.60, 3538.45, 3537.19, 3535.77], [0.2586, 0.2361, 0.2354, 0.2295], CONFIRMED), // NPentane
    r(14, [4203.24, 4198.24, 4198.06, 4196.60, 4194.95], [0.3319, 0.3001, 0.2990, 0.2907], CONFIRMED), // NHexane
    r(16, [4862.88, 4857.18, 4856.98, 4855.31, 4853.43], [0.4076, 0.3668, 0.3654, 0.3547], TRANSCRIBED), // NHeptane
    r(18, [5522.41, 5516.01, 5515.78, 5513.90, 5511.80], [0.4845, 0.4346, 0.4329, 0.4198], TRANSCRIBED), // NOctane
    r(20, [6182.92, 6175.82, 6175.56, 6173.48, 6171.15], [0.5617, 0.5030, 0.5010, 0.4856], TRANSCRIBED), // NNonane
    r(22, [6842.69, 6834.90, 6834.62, 6832.33, 6829.77], [0.6713, 0.5991, 0.5967, 0.5778], TRANSCRIBED), // NDecane
    r(2, [286.64, 286.15, 286.13, 285.99, 285.83], [-0.01, -0.01, -0.01, -0.01], TRANSCRIBED), // Hydrogen
    r(0, NONE, [0.0311, 0.0276, 0.0275, 0.0265], TRANSCRIBED), // Oxygen
    r(0, [282.80, 282.91, 282.91, 282.95, 282.98], [0.0258, 0.0217, 0.0215, 0.0203], TRANSCRIBED), // CarbonMonoxide
    r(2, [45.064, 44.431, 44.408, 44.222, 44.013], [0.3093, 0.2562, 0.2546, 0.2419], CONFIRMED), // Water
    r(2, [562.93, 562.38, 562.36, 562.19, 562.01], [0.1006, 0.0923, 0.0920, 0.0898], TRANSCRIBED), // HydrogenSulphide
    r(0, NONE, [-0.01, -0.01, -0.01, -0.01], TRANSCRIBED), // Helium
    r(0, NONE, [0.0307, 0.0273, 0.0272, 0.0262], TRANSCRIBED), // Argon
];

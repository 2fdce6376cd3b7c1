//! What a gas is, as a pipe network needs to know it: from a composition (组分) to the compressibility factor,
//! density, viscosity, heating value and quality class of a coal-bed methane (煤层气) or natural gas.
//!
//! With mole fractions `x_i`, pressure `p` (Pa, absolute) and temperature `T` (K):
//!
//! ```text
//! compressibility   Z = p / (ρ R T);  AGA8 DETAIL:  Z = 1 + B ρ - δ Σ₁₃..₁₈ C_n T^-u_n
//!                                                     + Σ₁₃..₅₈ C_n T^-u_n (b_n - k_n δ^k_n) δ^b_n exp(-δ^k_n),  δ = K³ ρ
//!                   Papay:  Z = 1 - 3.52 p_r e^(-2.26 T_r) + 0.274 p_r² e^(-1.878 T_r);   linear:  Z = a + b p
//! viscosity         Lucas: η ξ = f(T_r, p_r), corresponding states
//! heating value     ISO 6976:  H_v = Σ x_i H_i(t₁) · p₂ / (Z₂ R T₂),   Z₂ = 1 - (Σ x_i s_i)²
//! Wobbe index       W = H_v / √(relative density)
//! ```
//!
//! Everything is a pure function of its arguments; units stand in the names. A flow solver that needs Z millions of
//! times at one temperature tabulates it first ([`ZCurve`]).
//!
//! ```
//! use gas_properties::{Composition, Compressibility, QualityClasses, Reference, Sulphur, ZCurve, heating_values, viscosity};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // A well of the Qinshui basin.
//! let gas: Composition = "methane 0.965, nitrogen 0.025, carbon dioxide 0.01".parse()?;
//!
//! let equation = Compressibility::aga8_detail(&gas);
//! let state = equation.state(4.0e6, 293.15)?;
//! assert!((state.z - 0.9300).abs() < 1e-4);
//! assert!((state.density_kg_per_m3(&gas) - 29.33).abs() < 0.01);
//! assert!((viscosity::lucas_pa_s(&gas, 4.0e6, 293.15)? - 11.84e-6).abs() < 0.01e-6);
//!
//! // Twenty degrees and one atmosphere, as gas is sold in China.
//! let heat = heating_values(&gas, Reference::CHINA);
//! assert!((heat.superior_mj_per_m3 - 35.81).abs() < 0.01);
//!
//! let sulphur = Sulphur { total_mg_per_m3: Some(1.0), hydrogen_sulphide_mg_per_m3: Some(0.1) };
//! let verdict = QualityClasses::gb_17820_2018()?.judge(&gas, sulphur);
//! assert_eq!(verdict.class.as_deref(), Some("1"));
//!
//! // For the inner loop of a solver: within 1e-6 of the equation, in nanoseconds rather than microseconds.
//! let curve = ZCurve::tabulate(&equation, 293.15, 6.0e6, 1e-6)?;
//! assert!((curve.z(4.0e6) - state.z).abs() < 1e-6);
//! # Ok(())
//! # }
//! ```

mod component;
mod composition;
mod compressibility;
mod curve;
pub mod detail;
mod heating;
mod quality;
pub mod viscosity;

pub use component::{Component, UnknownComponent};
pub use composition::{Composition, CompositionError, SUM_TOLERANCE};
pub use compressibility::{Compressibility, Linear, Papay, State, StateError};
pub use curve::{CurveError, ZCurve};
pub use heating::{CombustionTemperature, HeatingValues, MeteringTemperature, Reference, heating_values};
pub use quality::{ClassLimits, ClassTableError, QualityClasses, Quantity, Shortfall, Sulphur, Verdict};

/// Molar gas constant, J/(mol K). CODATA 2018, exact since the redefinition of the SI units.
pub const GAS_CONSTANT: f64 = 8.314_462_618;

/// One standard atmosphere, Pa: the reference pressure of every gas volume in this crate.
pub const ATMOSPHERE_PA: f64 = 101_325.0;

//! Steady flow of gas in pipe networks (燃气管网稳态水力计算).
//!
//! Given a graph of nodes n and elements e, the loads d of the nodes and the pressures that some nodes hold, find
//! absolute pressures p and mass flows m such that
//!
//! ```text
//! at every node                  Σ m_in - Σ m_out = d                                          (Kirchhoff)
//! along every pipe i -> j        p_i² - p_j² + ρ g (h_i - h_j) (p_i + p_j)
//!                                    = (λ(m) L / D + ζ) K(p_m) · p_n T / (T_n ρ_n A²) · m |m|
//! ```
//!
//! with A = π D² / 4, the friction factor λ of [`Friction`], the gas's departure from the ideal one K of
//! [`Compressibility`] at the mean pressure p_m = 2/3 (p_i³ - p_j³) / (p_i² - p_j²), and the density ρ as the mean of
//! both ends. A fitting of constant loss has `p_i - p_j = L m / sqrt(m² + w²)` in place of the second line, w a trace of
//! flow (Schmidt et al., "GasLib – A Library of Gas Network Instances", Data 2(4), 40, 2017). Valves, regulators,
//! compressors and wells put other laws in its place; the types of [`network`] say which, and [`Mode`] in what state
//! they may be.
//!
//! ```
//! use gas_flow::{Options, Steady, format::read_toml};
//!
//! let network = read_toml(r#"
//!     [fluid]
//!     density_normal_kg_per_m3 = 0.73
//!     viscosity_pa_s = 1.1e-5
//!     temperature_k = 288.15
//!     compressibility = { law = "linear", offset = 1.0, slope_per_bar = -0.0022 }
//!
//!     [[nodes]]
//!     id = "gate"
//!     fixed_pressure_bar = 5.0
//!     [[nodes]]
//!     id = "works"
//!     [[nodes]]
//!     id = "plant"
//!     withdrawal_kg_per_s = 0.2
//!
//!     [[pipes]]
//!     id = "P1"
//!     from = "gate"
//!     to = "works"
//!     length_m = 800.0
//!     diameter_m = 0.1
//!     roughness_mm = 0.1
//!     [[regulators]]
//!     id = "R1"
//!     from = "works"
//!     to = "plant"
//!     outlet_pressure_bar = 3.0
//! "#)?;
//! let solution = Steady::new(&network, Options::default())?.solve()?;
//! let plant = network.node_by_id("plant").ok_or("no plant")?;
//! assert!((solution.pressure_bar(plant) - 3.0).abs() < 1e-9);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # From a network to its answer
//!
//! [`format`] reads text into a [`Network`], whose types admit no zero diameter and no pressure below vacuum.
//! [`diagnose`] names what cannot work before anything is solved. [`Steady`] then solves: it joins what has no
//! resistance, cuts off trees, whose flows are sums, and runs Newton's method on what is left, one sparse symmetric
//! factorisation a step (Todini and Pilati, 1988); controls switch between modes until all fit. [`violations`] names
//! the limits that the flow found does not keep; [`quality`] follows the gas from its sources; [`contingency`] takes out one thing after another.
//!
//! Everything is SI inside; the library reads no file and no clock.

pub mod contingency;
pub mod diagnosis;
pub mod fluid;
pub mod format;
mod friction;
pub mod network;
pub mod quality;
pub mod route;
pub mod steady;
mod topology;
pub mod transient;
pub mod units;

pub use diagnosis::{Diagnosis, diagnose};
pub use fluid::{Compressibility, Fluid};
pub use friction::Friction;
pub use network::Network;
pub use steady::{Mode, Options, Shortage, Solution, Steady, SteadyError, Violation, violations};

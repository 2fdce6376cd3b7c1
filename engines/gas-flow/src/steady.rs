//! Steady flow (稳态水力计算).

mod arrangement;
mod control;
mod error;
mod explain;
mod flows;
mod grid;
mod law;
mod leaves;
mod linear;
mod newton;
mod report;
mod solution;
mod solver;
mod spread;
mod switching;
mod system;

pub use control::Mode;
pub use error::SteadyError;
pub use solution::Solution;
pub use solver::{Options, Steady};

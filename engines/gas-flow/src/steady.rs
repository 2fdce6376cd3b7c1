//! Steady flow (稳态水力计算).

pub(crate) mod arrangement;
mod cholesky;
pub(crate) mod control;
mod error;
mod explain;
pub(crate) mod flows;
pub(crate) mod gas;
pub(crate) mod grid;
pub(crate) mod law;
mod leaves;
pub(crate) mod linear;
pub(crate) mod linearise;
mod modes;
pub(crate) mod newton;
mod report;
mod shortage;
mod solution;
mod solver;
mod spread;
mod step;
pub(crate) mod switching;
pub(crate) mod system;
mod systems;
mod violation;

pub use control::Mode;
pub(crate) use error::residual_at;
pub use error::{Shortage, SteadyError};
pub use solution::Solution;
pub(crate) use solver::Loss;
pub use solver::{Options, Steady};
pub(crate) use violation::is_below;
pub use violation::{Violation, violations};

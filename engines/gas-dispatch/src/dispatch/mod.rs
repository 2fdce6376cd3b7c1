//! Dispatch (调度): which gas to take in where, whom to serve, how to set valves, regulators and compressors.

mod bounds;
mod branch;
mod breakdown;
mod bundle;
mod check;
mod choose;
mod confirm;
mod conflict;
mod conic;
mod core;
mod effort;
mod heights;
mod local;
mod market;
mod nonlinear;
mod pieces;
mod plan;
mod planned;
mod prices;
mod problems;
mod qp;
mod relax;
mod resume;
mod search;
mod sets;
mod states;
mod tighten;
mod turn;
mod verify;

pub use confirm::{Confirmation, Unconfirmed, confirm};
pub use conflict::{Clause, Conflict, conflict};
pub use effort::{Effort, Progress, Watch, Watched};
pub use market::{
    Delivery, Direction, Gas, Junction, LEAST_PRESSURE_PA, Link, LinkKind, Market, MarketError, Range, Receipt,
    Storage, weymouth_resistance,
};
pub(crate) use plan::gap;
pub use plan::{LinkPlan, LinkState, NoPlan, Plan};
pub use prices::{Binding, BindingKind, Cause, Part, Prices};
pub use problems::{Level, feasible, least_cost, most_load, most_load_by_level};
pub(crate) use verify::{HELD, measure};
pub use verify::{Residuals, residuals};

pub(crate) use check::{once, range, value};
pub(crate) use core::{Conditions, Coupling, Extra, Goal, Term};
pub(crate) use problems::{priorities, promise, promised, served, solve, solve_from};

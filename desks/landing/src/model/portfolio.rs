//! The portfolio (项目组合) of a zone: its projects that look for land, its parcels and its works as one problem, the plan
//! for them, and what becomes of the plan when leaders change something.

mod change;
mod half_year;
mod moves;
mod problem;
mod rules;
mod run;
mod seeker;
mod supply;

pub use change::{ChangeFlaw, PortfolioChange, PortfolioChangeDraft};
pub use half_year::HalfYear;
pub use moves::{Cause, Move, Moved, moves};
pub use problem::{LeftOut, NoProblem, Problem, Records, ready_mu, spent_cny};
pub use rules::{PortfolioRules, PortfolioRulesRecord};
pub use run::{Answer, Ended, Run, RunState, SECONDS_MAX};
pub use seeker::{SeekerName, path_of};

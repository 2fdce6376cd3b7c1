//! The portfolio (项目组合) of a zone: its projects that look for land, its parcels and its works as one problem, the plan
//! for them, and what becomes of the plan when leaders change something.

mod change;
mod half_year;
mod indicators;
mod moves;
mod neighbourhood;
mod problem;
mod rules;
mod run;
mod seeker;
mod supply;

pub use change::{ChangeFlaw, PortfolioChange, PortfolioChangeDraft};
pub use half_year::HalfYear;
pub use indicators::{IndicatorName, Missed, missed, missed_by};
pub use moves::{Cause, Move, Moved, moves};
pub use neighbourhood::{KeptOff, Plant};
pub use problem::{LeftOut, NoProblem, Problem, Records, SEEKERS_MAX, granted, plants, ready_mu, spent_cny};
pub use rules::{DistanceRule, JoinRule, KindName, PortfolioRules, PortfolioRulesRecord};
pub(crate) use run::is_overdue;
pub use run::{Answer, Ended, Run, RunHead, RunStage, RunState, SECONDS_MAX};
pub use seeker::{SeekerName, path_of};

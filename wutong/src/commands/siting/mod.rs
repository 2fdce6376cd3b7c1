//! The siting engine at the command line: files in, answers out. Needs no database and no zone.

mod assign;
mod plan;
mod table;

use std::process::ExitCode;

use clap::Subcommand;

use super::Failure;

/// What can be asked of the siting engine.
#[derive(Subcommand)]
pub enum Siting {
    /// Give every job an agent within the agents' capacities (generalised assignment), proven as good as can be.
    Assign(assign::Assign),
    /// Decide which project goes on which parcels when, and which works are done when (portfolio).
    Plan(plan::Plan),
}

impl Siting {
    /// Answers.
    pub fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Assign(assign) => assign.run(),
            Self::Plan(plan) => plan.run(),
        }
    }
}

//! Generalised assignment at the command line.

use std::{
    fs,
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

use clap::Args;
use serde_json::json;
use siting::assignment::{Answer, Limits, Outcome, Problem, Sense, orlib, solve};

use crate::commands::{Failure, NO_ANSWER, progress_bar};

/// Solves the problems of a file.
#[derive(Args)]
pub struct Assign {
    /// Problems in the text form of the OR-Library: their number, then of each the numbers of agents and jobs, costs,
    /// needs
    /// and capacities.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only this problem, from 0.
    #[arg(long, value_name = "NUMBER")]
    index: Option<usize>,
    /// Costs are profits: the most of them is best.
    #[arg(long)]
    maximise: bool,
    /// Stop after this long with the best that was found, and the bound.
    #[arg(long, value_name = "SECONDS")]
    seconds: Option<u32>,
    /// Seed of what is left to chance; the answer to a problem that is solved does not hang on it.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// For programs: one JSON object a line for each problem.
    #[arg(long)]
    json: bool,
}

impl Assign {
    /// Solves and shows; exit code 4 where a problem has no assignment, or none was found.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let place = |problem: &dyn std::fmt::Display| format!("{}: {problem}", self.file.display());
        let text = fs::read_to_string(&self.file).map_err(|error| place(&error))?;
        let sense = if self.maximise { Sense::Maximise } else { Sense::Minimise };
        let problems = orlib::read(&text, sense).map_err(|error| place(&error))?;
        if self.index.is_some_and(|index| index >= problems.len()) {
            return Err(place(&format!("has {} problems, counted from 0", problems.len())).into());
        }
        let mut all_found = true;
        for (number, problem) in problems.iter().enumerate() {
            if self.index.is_none_or(|index| index == number) {
                all_found &= self.answer(number, problem)?;
            }
        }
        Ok(if all_found { ExitCode::SUCCESS } else { ExitCode::from(NO_ANSWER) })
    }

    /// Solves and shows one problem; whether an assignment was found.
    fn answer(&self, number: usize, problem: &Problem) -> Result<bool, Failure> {
        let bar = progress_bar("nodes");
        let begun = Instant::now();
        let most = self.seconds.map(|seconds| Duration::from_secs(seconds.into()));
        let limits = Limits { stop: &|| most.is_some_and(|most| begun.elapsed() > most), seed: self.seed };
        let outcome = solve(problem, None, limits, &mut |progress| bar.set_position(progress.nodes))?;
        let seconds = begun.elapsed().as_secs_f64();
        bar.finish_and_clear();
        let (status, best) = (status(&outcome), outcome.assignment());
        let objective = best.map(|best| best.objective);
        if self.json {
            let assignment = best.map(|best| &best.agent_of);
            let bound = outcome.bound();
            say!(
                "{}",
                json!({
                    "status": status, "objective": objective, "bound": bound, "seconds": seconds,
                    "assignment": assignment, "nodes": outcome.nodes, "index": number,
                })
            );
        } else {
            let (agents, jobs) = (problem.agents(), problem.jobs());
            let told = |value: Option<i64>| value.map_or_else(|| "–".to_owned(), |value| value.to_string());
            let (objective, bound) = (told(objective), told(outcome.bound()));
            say!(
                "problem {number}, {agents} agents, {jobs} jobs: {status}, objective {objective}, bound {bound}, {seconds:.3} s"
            );
        }
        Ok(best.is_some())
    }
}

fn status(outcome: &Outcome) -> &'static str {
    match outcome.answer {
        Answer::Optimal(_) => "optimal",
        Answer::Feasible { .. } => "feasible",
        Answer::Infeasible => "infeasible",
        Answer::Unknown { .. } => "unknown",
    }
}

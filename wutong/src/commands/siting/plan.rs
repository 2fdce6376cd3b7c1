//! A portfolio at the command line.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use clap::Args;
use siting::{
    assignment::Limits,
    portfolio::{self, Conflict, Portfolio, ReadError, Status, conflict, solve},
};

use super::table;
use crate::commands::{Failure, NO_ANSWER, progress_bar};

/// Plans a portfolio.
#[derive(Args)]
pub struct Plan {
    /// Projects, parcels, works, budgets and goals, in TOML, or in JSON where the name ends in .json.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Stop after this long with the best plan that was found, and the bound.
    #[arg(long, value_name = "SECONDS")]
    seconds: Option<u32>,
    /// Seed of what is left to chance.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// A present plan to start from: JSON as this command writes it.
    #[arg(long, value_name = "PLAN")]
    start: Option<PathBuf>,
    /// For programs: JSON on standard output.
    #[arg(long)]
    json: bool,
}

/// Reads a file whose faults are told with its name.
fn read<T>(path: &Path, parse: impl Fn(&str) -> Result<T, ReadError>) -> Result<T, Failure> {
    let place = |problem: &dyn std::fmt::Display| format!("{}: {problem}", path.display());
    let text = fs::read_to_string(path).map_err(|error| place(&error))?;
    Ok(parse(&text).map_err(|error| place(&error))?)
}

impl Plan {
    /// Plans and shows; exit code 4 where no plan meets all musts, or none was found.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let is_json = self.file.extension() == Some(OsStr::new("json"));
        let portfolio = read(&self.file, if is_json { Portfolio::from_json } else { Portfolio::from_toml })?;
        let present = self.start.as_deref().map(|path| read(path, portfolio::Plan::from_json)).transpose()?;
        let bar = progress_bar("parts");
        bar.enable_steady_tick(Duration::from_millis(100));
        let begun = Instant::now();
        let most = self.seconds.map(|seconds| Duration::from_secs(seconds.into()));
        let limits = Limits { stop: &|| most.is_some_and(|most| begun.elapsed() > most), seed: self.seed };
        let outcome = solve(&portfolio, present.as_ref(), limits, &mut |progress| {
            bar.set_position(progress.nodes);
            bar.set_message(table::progress(&progress));
        });
        let seconds = begun.elapsed().as_secs_f64();
        // As long again for the reason why nothing goes.
        let again = Limits { stop: &|| most.is_some_and(|most| begun.elapsed() > 2 * most), ..limits };
        let conflict = (outcome.status == Status::Infeasible).then(|| conflict(&portfolio, again)).flatten();
        bar.finish_and_clear();
        if self.json {
            let mut told = serde_json::to_value(&outcome)?;
            told["seconds"] = seconds.into();
            told["conflict"] = serde_json::to_value(&conflict)?;
            say!("{told}");
        } else {
            say!("{}", table::outcome(&portfolio, &outcome, seconds));
            if let Some(Conflict { conditions, is_irreducible }) = conflict {
                say!("\nNo plan meets all musts. These conditions cannot hold together:");
                for condition in conditions {
                    say!("  - {}", table::condition(&condition));
                }
                if is_irreducible {
                    say!("Without any one of them the others can.");
                } else {
                    say!("There may be fewer: the search was stopped.");
                }
            }
        }
        let is_found = matches!(outcome.status, Status::Optimal | Status::Feasible);
        Ok(if is_found { ExitCode::SUCCESS } else { ExitCode::from(NO_ANSWER) })
    }
}

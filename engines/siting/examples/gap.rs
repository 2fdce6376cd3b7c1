//! Solves the problems of an OR-Library file: `gap FILE min|max [SECONDS [INDEX]]`.

use std::{error::Error, io::Write, time::Instant};

use siting::assignment::{Answer, Limits, Sense, orlib, solve};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [path, sense, rest @ ..] = words.as_slice() else { return Err("gap FILE min|max [SECONDS [INDEX]]".into()) };
    let sense = if sense == "max" { Sense::Maximise } else { Sense::Minimise };
    let seconds: f64 = rest.first().map_or(Ok(f64::INFINITY), |word| word.parse())?;
    let only: Option<usize> = rest.get(1).map(|word| word.parse()).transpose()?;
    for (index, problem) in orlib::read(&std::fs::read_to_string(path)?, sense)?.iter().enumerate() {
        if only.is_some_and(|only| only != index) {
            continue;
        }
        let start = Instant::now();
        let limits = Limits { stop: &|| start.elapsed().as_secs_f64() > seconds, seed: 0 };
        let outcome = solve(problem, None, limits, &mut |_| ())?;
        let status = match outcome.answer {
            Answer::Optimal(_) => "optimal",
            Answer::Feasible { .. } => "feasible",
            Answer::Infeasible => "infeasible",
            Answer::Unknown { .. } => "unknown",
        };
        let objective = outcome.assignment().map(|best| best.objective);
        writeln!(
            std::io::stdout(),
            "{index} {}x{} {status} objective {objective:?} bound {:?} nodes {} seconds {:.3}",
            problem.agents(),
            problem.jobs(),
            outcome.bound(),
            outcome.nodes,
            start.elapsed().as_secs_f64()
        )?;
    }
    Ok(())
}

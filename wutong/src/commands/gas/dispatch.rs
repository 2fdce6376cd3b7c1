use std::{
    fs,
    ops::ControlFlow,
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

use clap::{Args, ValueEnum};
use gas_dispatch::{
    dispatch::{self, Conflict, Effort, Market, NoPlan, Plan, Progress, Watched},
    expansion,
    horizon::{self, Schedule},
};
use indicatif::ProgressBar;
use serde_json::json;

use super::{
    Source,
    plan::{self, ended},
    read, scenarios, schedule,
    solve::write_rows,
    wheel,
};
use crate::commands::Failure;

/// Plans the operation of a network that stands.
#[derive(Args)]
pub struct Dispatch {
    #[command(flatten)]
    source: Source,
    /// What the plan is to reach.
    #[arg(long, value_enum, default_value_t = Goal::Cost)]
    goal: Goal,
    /// Several periods at least cost, as TOML: loads and prices by period, what stores hold, contracts, guarantees, and who is
    /// served first.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["goal", "csv"])]
    horizon: Option<PathBuf>,
    /// For programs: one table as CSV on standard output.
    #[arg(long, value_enum, value_name = "TABLE", conflicts_with = "json")]
    csv: Option<plan::Table>,
    /// Also writes the network with the plan as GeoJSON, for a map.
    #[arg(long, value_name = "FILE", conflicts_with = "horizon")]
    map: Option<PathBuf>,
}

/// What a plan is to reach.
#[derive(Clone, Copy, ValueEnum)]
pub enum Goal {
    /// Least cost of the gas less what it is worth, with the power of compressors.
    Cost,
    /// Most load served, weighted by priority.
    Load,
    /// Any plan that works.
    Feasible,
}

/// Plans what is built.
#[derive(Args)]
pub struct Expand {
    #[command(flatten)]
    source: Source,
    /// Serve most load instead of all of it at least cost.
    #[arg(long)]
    load: bool,
    /// The most that may be spent.
    #[arg(long, requires = "load")]
    budget: Option<f64>,
    /// After so many seconds the best plan so far is shown, with what no plan can beat.
    #[arg(long, default_value_t = SECONDS, value_parser = clap::value_parser!(u64).range(1..))]
    seconds: u64,
    /// For programs: one table as CSV on standard output.
    #[arg(long, value_enum, value_name = "TABLE", conflicts_with = "json")]
    csv: Option<plan::Table>,
    /// Also writes the network with the plan as GeoJSON, for a map.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// The same network under other loads, supplies or limits: what is built serves it as well. May be given several times.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["load", "csv", "map"])]
    also: Vec<PathBuf>,
}

/// How long an expansion is worked on if nothing else is said.
const SECONDS: u64 = 60;

/// What is shown of a plan besides the answer itself.
struct Shown {
    csv: Option<plan::Table>,
    map: Option<PathBuf>,
    /// Whether candidates may be built.
    expand: bool,
}

impl Dispatch {
    /// Plans and shows.
    pub fn run(self) -> Result<ExitCode, Failure> {
        if let Some(path) = &self.horizon {
            return over_periods(&self.source, path);
        }
        let goal = self.goal;
        let effort = |market: &Market| Effort::for_links(market.links.len());
        answer(&self.source, &Shown { csv: self.csv, map: self.map, expand: false }, |market, _| match goal {
            Goal::Cost => dispatch::least_cost(market, effort(market)),
            Goal::Load => dispatch::most_load(market, effort(market)),
            Goal::Feasible => dispatch::feasible(market, effort(market)),
        })
    }
}

impl Expand {
    /// Plans and shows.
    pub fn run(self) -> Result<ExitCode, Failure> {
        if !self.also.is_empty() {
            return scenarios::run(&self.source, &self.also, self.seconds);
        }
        let (load, budget) = (self.load, self.budget);
        answer(&self.source, &Shown { csv: self.csv, map: self.map, expand: true }, |market, turning| {
            within(self.seconds, market.links.len(), turning, |under| {
                if load { expansion::most_load(market, budget, under) } else { expansion::cheapest(market, under) }
            })
        })
    }
}

/// Searches until the time is up, and tells on the way how far it has come.
pub fn within<T>(seconds: u64, links: usize, turning: &ProgressBar, work: impl FnOnce(Watched) -> T) -> T {
    let (begun, limit) = (Instant::now(), Duration::from_secs(seconds));
    let watch = |progress: Progress| {
        let best = progress.objective.map_or_else(|| "no plan yet".to_owned(), |best| format!("{best:.4}"));
        turning.set_message(format!("planning: {best}, nothing better than {:.4}", progress.bound));
        if begun.elapsed() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let usual = Effort::for_expansion(links);
    let times = usize::try_from(seconds.div_ceil(SECONDS)).unwrap_or(usize::MAX);
    let effort = Effort { programmes: usual.programmes.saturating_mul(times), ..usual };
    work(effort.watched(&watch))
}

fn answer(
    source: &Source,
    shown: &Shown,
    planned: impl Fn(&Market, &ProgressBar) -> Result<Plan, NoPlan>,
) -> Result<ExitCode, Failure> {
    let imported = read::market(source)?;
    let market = &imported.market;
    let (outcome, seconds) = timed(|turning| planned(market, turning));
    let plan = match outcome {
        Ok(plan) => plan,
        Err(error) => {
            let conflict = (error == NoPlan::Infeasible).then(|| dispatch::conflict(market, shown.expand)).flatten();
            return none(source, error, conflict, seconds);
        }
    };
    if let Some(path) = &shown.map {
        let map = plan::as_map(market, &imported.positions, &plan)?;
        fs::write(path, map.to_string()).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    match shown.csv {
        Some(table) => write_rows(&plan::as_csv(market, &plan, table))?,
        None if source.json => say!("{}", as_json(market, &plan, seconds)),
        None => show(market, &plan, seconds)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn over_periods(source: &Source, path: &PathBuf) -> Result<ExitCode, Failure> {
    let imported = read::market(source)?;
    let place = |problem: &dyn std::fmt::Display| format!("{}: {problem}", path.display());
    let text = fs::read_to_string(path).map_err(|error| place(&error))?;
    let horizon = horizon::read_toml(&text, &imported.market).map_err(|error| place(&error))?;
    let links = imported.market.links.len() * horizon.periods.len();
    let (outcome, seconds): (Result<Schedule, NoPlan>, f64) =
        timed(|_| horizon::least_cost(&horizon, Effort::for_links(links)));
    match outcome {
        Ok(found) if source.json => say!("{}", schedule::as_json(&horizon, &found, seconds)),
        Ok(found) => schedule::show(&horizon, &found, seconds)?,
        Err(error) => return none(source, error, None, seconds),
    }
    Ok(ExitCode::SUCCESS)
}

pub fn timed<T>(work: impl FnOnce(&ProgressBar) -> T) -> (T, f64) {
    let turning = wheel("planning");
    let begun = Instant::now();
    let outcome = work(&turning);
    let seconds = begun.elapsed().as_secs_f64();
    turning.finish_and_clear();
    (outcome, seconds)
}

/// There is no plan, for limits that conflict if it is known which.
pub fn none(source: &Source, error: NoPlan, conflict: Option<Conflict>, seconds: f64) -> Result<ExitCode, Failure> {
    let conflict = conflict.map(|conflict| conflict.to_string());
    if !source.json {
        return Err(match conflict {
            Some(conflict) => format!("{error}. {conflict}").into(),
            None => error.into(),
        });
    }
    let status = match error {
        NoPlan::Infeasible => "infeasible",
        NoPlan::NotFound { .. } => "not_found",
        NoPlan::Stopped { .. } => "time_limit",
        NoPlan::Market(_) => "wrong",
        NoPlan::Unconfirmed(_) => "unconfirmed",
        NoPlan::Violated { .. } => "violated",
    };
    say!("{}", json!({ "status": status, "problem": error.to_string(), "conflict": conflict, "seconds": seconds }));
    Ok(ExitCode::FAILURE)
}

fn as_json(market: &Market, plan: &Plan, seconds: f64) -> serde_json::Value {
    let mut told = json!({
        "status": ended(plan.gap(), plan.stopped),
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap(),
        "residual": plan.residuals.worst(),
        "steady_difference": {
            "pressure_pa": plan.confirmation.pressure_pa,
            "flow_kg_per_s": plan.confirmation.flow_kg_s,
            "balance_kg_per_s": plan.confirmation.balance_kg_s,
        },
        "seconds": seconds,
        "built": plan.built(market).map(|link| &market.links[link].name).collect::<Vec<_>>(),
        "construction_cost": plan.construction_cost,
    });
    if let (Some(told), serde_json::Value::Object(flows)) = (told.as_object_mut(), plan::as_json(market, plan)) {
        told.extend(flows);
    }
    told
}

fn show(market: &Market, plan: &Plan, seconds: f64) -> Result<(), Failure> {
    plan::show(market, plan)?;
    let (objective, bound, gap) = (plan.objective, plan.bound, plan.gap());
    let (status, percent) = (ended(gap, plan.stopped).replace('_', " "), gap * 100.0);
    say!(
        "\n{status}: objective {objective:.4}, no plan is better than {bound:.4} (gap {percent:.3} %); {seconds:.3} s"
    );
    if plan.construction_cost > 0.0 {
        let built: Vec<&str> = plan.built(market).map(|link| market.links[link].name.as_str()).collect();
        say!("to build for {:.2}: {}", plan.construction_cost, built.join(", "));
    }
    Ok(())
}

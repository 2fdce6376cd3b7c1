use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
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
    Source, load,
    plan::{self, ended},
    read,
    refusal::Refusal,
    scenarios, schedule,
    solve::write_rows,
    wheel,
};
use crate::commands::Failure;

/// Plans the operation of a network that stands.
#[derive(Args)]
pub struct Dispatch {
    #[command(flatten)]
    traded: Traded,
    /// What the plan is to reach.
    #[arg(long, value_enum, default_value_t = Goal::Cost)]
    goal: Goal,
    /// Several periods at least cost, as TOML: loads and prices by period, what stores hold, contracts, guarantees, and who is
    /// served first.
    #[arg(long, value_name = "FILE", conflicts_with = "goal")]
    horizon: Option<PathBuf>,
    #[command(flatten)]
    shown: Shown,
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
    traded: Traded,
    /// Serve most load instead of all of it at least cost.
    #[arg(long)]
    load: bool,
    /// The most that may be spent.
    #[arg(long, requires = "load")]
    budget: Option<f64>,
    /// After so many seconds the best plan so far is shown, with what no plan can beat.
    #[arg(long, default_value_t = SECONDS, value_parser = clap::value_parser!(u64).range(1..))]
    seconds: u64,
    #[command(flatten)]
    shown: Shown,
    /// The same network under other loads, supplies or limits: what is built serves it as well. May be given several times.
    #[arg(long, value_name = "FILE", conflicts_with = "load")]
    also: Vec<PathBuf>,
}

/// A network and what is bought and sold at it.
#[derive(Args)]
pub struct Traded {
    #[command(flatten)]
    pub source: Source,
    /// The market of a network that has none in its own file, as TOML: `[market]`, `[[market.receipts]]` …
    #[arg(long, value_name = "FILE")]
    pub market: Option<PathBuf>,
}

impl Traded {
    pub fn read(&self) -> Result<read::Case, Refusal> {
        read::case(&self.source, self.market.as_deref())
    }

    /// The files that are read.
    fn files(&self) -> impl Iterator<Item = &Path> {
        [&*self.source.file].into_iter().chain(self.market.as_deref())
    }
}

/// What is shown of a plan besides the answer itself. Of several periods or scenarios, each row and feature tells which.
#[derive(Args)]
pub struct Shown {
    /// For programs: one table as CSV on standard output.
    #[arg(long, value_enum, value_name = "TABLE", conflicts_with = "json")]
    csv: Option<plan::Table>,
    /// Also writes the network with the plan as GeoJSON, for a map.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
}

/// One of several plans: what it is about, its market, where that lies, and the plan.
type One<'a> = (String, &'a Market, &'a [Option<(f64, f64)>], &'a Plan);

impl Shown {
    /// Writes map and table of several plans; whether a table was asked for.
    pub fn beside<'a>(&self, what: &str, plans: impl Iterator<Item = One<'a>> + Clone) -> Result<bool, Failure> {
        if let Some(path) = &self.map {
            let mut features = Vec::new();
            for (about, market, positions, plan) in plans.clone() {
                features.extend(plan::as_features(market, positions, plan, &json!({ what: about }))?);
            }
            load::write(path, &plan::as_map(&features))?;
        }
        let Some(table) = self.csv else { return Ok(false) };
        let tables = plans.map(|(about, market, _, plan)| (about, plan::as_csv(market, plan, table)));
        write_rows(&plan::side_by_side(what, tables))?;
        Ok(true)
    }
}

/// How long an expansion is worked on if nothing else is said.
const SECONDS: u64 = 60;

/// Whether candidates may be built.
#[derive(Clone, Copy, PartialEq)]
enum Candidates {
    Built,
    LeftAlone,
}

impl Dispatch {
    /// Plans and shows.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let read = self.traded.files().chain(self.horizon.as_deref());
        load::apart(read, self.shown.map.as_deref())?;
        if let Some(path) = &self.horizon {
            return over_periods(&self.traded, path, &self.shown);
        }
        let goal = self.goal;
        let effort = |market: &Market| Effort::for_links(market.links.len());
        answer(&self.traded, &self.shown, Candidates::LeftAlone, SECONDS, |market, _| match goal {
            Goal::Cost => dispatch::least_cost(market, effort(market)),
            Goal::Load => dispatch::most_load(market, effort(market)),
            Goal::Feasible => dispatch::feasible(market, effort(market)),
        })
    }
}

impl Expand {
    /// Plans and shows.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let read = self.traded.files().chain(self.also.iter().map(PathBuf::as_path));
        load::apart(read, self.shown.map.as_deref())?;
        if !self.also.is_empty() {
            return scenarios::run(&self.traded, &self.also, self.seconds, &self.shown);
        }
        let (load, budget) = (self.load, self.budget);
        answer(&self.traded, &self.shown, Candidates::Built, self.seconds, |market, turning| {
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
    traded: &Traded,
    shown: &Shown,
    candidates: Candidates,
    seconds: u64,
    planned: impl Fn(&Market, &ProgressBar) -> Result<Plan, NoPlan>,
) -> Result<ExitCode, Failure> {
    let (source, case) = (&traded.source, traded.read()?);
    let read::Case { market, positions, standing } = case;
    if !standing.contracts.is_empty() {
        read::note(&source.file, "contracts count over several periods only: give these with --horizon");
    }
    let (begun, limit) = (Instant::now(), Duration::from_secs(seconds));
    let (outcome, seconds) = timed(|turning| planned(&market, turning));
    let plan = match outcome {
        Ok(plan) => plan,
        Err(error) => {
            let conflict = (error == NoPlan::Infeasible)
                .then(|| dispatch::conflict(&market, candidates == Candidates::Built, &|| begun.elapsed() >= limit))
                .flatten();
            return none(source, error, conflict, seconds);
        }
    };
    if let Some(path) = &shown.map {
        load::write(path, &plan::as_map(&plan::as_features(&market, &positions, &plan, &json!({}))?))?;
    }
    match shown.csv {
        Some(table) => write_rows(&plan::as_csv(&market, &plan, table))?,
        None if source.json => say!("{}", as_json(&market, &plan, seconds)),
        None => show(&market, &plan, seconds)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn over_periods(traded: &Traded, path: &Path, shown: &Shown) -> Result<ExitCode, Failure> {
    let (source, case) = (&traded.source, traded.read()?);
    let read::Case { market, positions, standing } = case;
    let refused = |problem| Refusal::file(format!("{}: {problem}", load::name(path)));
    let horizon = horizon::read_toml_beside(&load::text(path)?, &market, &standing).map_err(refused)?;
    let links = market.links.len() * horizon.periods.len();
    let (outcome, seconds): (Result<Schedule, NoPlan>, f64) =
        timed(|_| horizon::least_cost(&horizon, Effort::for_links(links)));
    let found = match outcome {
        Ok(found) => found,
        Err(error) => return none(source, error, None, seconds),
    };
    let plans = horizon.periods.iter().zip(&found.plans).enumerate();
    let one = |(t, (market, plan)): (usize, (_, _))| ((t + 1).to_string(), market, &*positions, plan);
    if shown.beside("period", plans.map(one))? {
        return Ok(ExitCode::SUCCESS);
    }
    if source.json {
        say!("{}", schedule::as_json(&horizon, &found, seconds));
    } else {
        schedule::show(&horizon, &found, seconds)?;
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
        let mut refusal = Refusal::from(error);
        refusal.lines.extend(conflict);
        return Err(refusal.into());
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
    Ok(ExitCode::from(Refusal::from(error).code))
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
    say!("");
    tell!("{status}: objective {objective:.4}, no plan is better than {bound:.4} (gap {percent:.3} %); {seconds:.3} s");
    if plan.construction_cost > 0.0 {
        let built: Vec<&str> = plan.built(market).map(|link| market.links[link].name.as_str()).collect();
        tell!("to build for {:.2}: {}", plan.construction_cost, built.join(", "));
    }
    Ok(())
}

use std::{process::ExitCode, time::Instant};

use clap::{Args, ValueEnum};
use gas_dispatch::{
    dispatch::{self, Effort, LinkState, Market, NoPlan, Plan},
    expansion,
};
use serde_json::{Map, Value, json};

use super::{Source, read, wheel};
use crate::commands::Failure;

/// A gap below this is none: the plan is as good as proved.
const OPTIMAL_GAP: f64 = 1e-4;

/// Plans the operation of a network that stands.
#[derive(Args)]
pub struct Dispatch {
    #[command(flatten)]
    source: Source,
    /// What the plan is to reach.
    #[arg(long, value_enum, default_value_t = Goal::Cost)]
    goal: Goal,
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
}

impl Dispatch {
    /// Plans and shows.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let goal = self.goal;
        answer(&self.source, Effort::for_links, |market, effort| match goal {
            Goal::Cost => dispatch::least_cost(market, effort),
            Goal::Load => dispatch::most_load(market, effort),
            Goal::Feasible => dispatch::feasible(market, effort),
        })
    }
}

impl Expand {
    /// Plans and shows.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let (load, budget) = (self.load, self.budget);
        answer(&self.source, Effort::for_expansion, |market, effort| {
            if load { expansion::most_load(market, budget, effort) } else { expansion::cheapest(market, effort) }
        })
    }
}

fn answer(
    source: &Source,
    effort: fn(usize) -> Effort,
    plan: impl Fn(&Market, Effort) -> Result<Plan, NoPlan>,
) -> Result<ExitCode, Failure> {
    let imported = read::market(source)?;
    let market = &imported.market;
    let turning = wheel("planning");
    let begun = Instant::now();
    let outcome = plan(market, effort(market.links.len()));
    let seconds = begun.elapsed().as_secs_f64();
    turning.finish_and_clear();
    match outcome {
        Ok(plan) if source.json => say!("{}", as_json(market, &plan, seconds)),
        Ok(plan) => show(market, &plan, seconds)?,
        Err(error) if source.json => {
            let status = if error == NoPlan::Infeasible { "infeasible" } else { "unknown" };
            say!("{}", json!({ "status": status, "problem": error.to_string(), "seconds": seconds }));
            return Ok(ExitCode::FAILURE);
        }
        Err(error) => return Err(error.into()),
    }
    if imported.rounding_kg_s != 0.0 {
        let (file, rounding) = (source.file.display(), imported.rounding_kg_s);
        eprintln!("wutong: {file}: fixed flows miss their balance by {rounding:.2e} kg/s; the receipts make up for it");
    }
    for note in &imported.notes {
        eprintln!("wutong: {}: {note}", source.file.display());
    }
    for table in &imported.skipped_tables {
        eprintln!("wutong: {}: the table {table} was not understood and is left out", source.file.display());
    }
    Ok(ExitCode::SUCCESS)
}

fn status(plan: &Plan) -> &'static str {
    if plan.gap() <= OPTIMAL_GAP { "optimal" } else { "feasible" }
}

/// A number by name.
fn named<'a>(names: impl Iterator<Item = &'a String>, values: &[f64]) -> Map<String, Value> {
    names.zip(values).map(|(name, value)| (name.clone(), json!(value))).collect()
}

fn as_json(market: &Market, plan: &Plan, seconds: f64) -> Value {
    let flows: Vec<f64> = plan.links.iter().map(|link| link.flow_kg_s).collect();
    let powers: Vec<f64> = plan.links.iter().map(|link| link.power_w).collect();
    let junctions = || market.junctions.iter().map(|one| &one.name);
    let links = || market.links.iter().map(|one| &one.name);
    json!({
        "status": status(plan),
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap(),
        "residual": plan.residuals.worst(),
        "seconds": seconds,
        "pressure_pa": named(junctions(), &plan.pressures_pa),
        "price_per_kg": named(junctions(), &plan.prices.nodal),
        "flow_kg_per_s": named(links(), &flows),
        "power_w": named(links(), &powers),
        "injection_kg_per_s": named(market.receipts.iter().map(|one| &one.name), &plan.injections_kg_s),
        "withdrawal_kg_per_s": named(market.deliveries.iter().map(|one| &one.name), &plan.withdrawals_kg_s),
        "transfer_kg_per_s": named(market.transfers.iter().map(|one| &one.name), &plan.transfers_kg_s),
        "storage_kg_per_s": named(market.storages.iter().map(|one| &one.name), &plan.storage_kg_s),
        "built": plan.built(market).map(|link| &market.links[link].name).collect::<Vec<_>>(),
        "construction_cost": plan.construction_cost,
    })
}

fn show(market: &Market, plan: &Plan, seconds: f64) -> Result<(), Failure> {
    say!("{:<20} {:>12} {:>12}", "junction", "pressure bar", "price per kg");
    for (junction, (pressure, price)) in market.junctions.iter().zip(plan.pressures_pa.iter().zip(&plan.prices.nodal)) {
        say!("{:<20} {:>12.4} {price:>12.4}", junction.name, pressure / 1e5);
    }
    say!("\n{:<20} {:>12} {:>12}  state", "link", "flow kg/s", "power kW");
    for (link, planned) in market.links.iter().zip(&plan.links) {
        let state = match planned.state {
            LinkState::Forward => "",
            LinkState::Backward => "backward",
            LinkState::Closed => "closed",
            LinkState::NotBuilt => "not built",
        };
        say!("{:<20} {:>12.4} {:>12.3}  {state}", link.name, planned.flow_kg_s, planned.power_w / 1e3);
    }
    let injected = market.receipts.iter().map(|one| &one.name).zip(&plan.injections_kg_s).map(|one| ("in", one));
    let served = market.deliveries.iter().map(|one| &one.name).zip(&plan.withdrawals_kg_s).map(|one| ("out", one));
    say!("\n{:<20} {:>12}", "exchange", "kg/s");
    for (way, (name, flow)) in injected.chain(served) {
        say!("{name:<20} {flow:>12.4}  {way}");
    }
    let (objective, bound, gap) = (plan.objective, plan.bound, plan.gap() * 100.0);
    say!(
        "\n{}: objective {objective:.4}, no plan is better than {bound:.4} (gap {gap:.3} %); {seconds:.3} s",
        status(plan)
    );
    if plan.construction_cost > 0.0 {
        let built: Vec<&str> = plan.built(market).map(|link| market.links[link].name.as_str()).collect();
        say!("to build for {:.2}: {}", plan.construction_cost, built.join(", "));
    }
    Ok(())
}

//! `cargo run --release --example bench -- SEED... `: time, objective and gap on made-up congested networks of 600 junctions;
//! `-- expand SEED...`: the same of expansions with 10, 20 and 30 candidates that bypass each other; `-- reinforce SEED...`: of the
//! large networks, where each tenth pipe may be doubled, with a budget for a third of that and a minute of time.
#![allow(clippy::print_stdout, clippy::unwrap_used, dead_code)]
#[path = "../tests/common/mod.rs"]
mod common;

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use gas_dispatch::dispatch::{Effort, LinkKind, Market, NoPlan, Plan, Progress, feasible, least_cost, most_load};
use gas_dispatch::expansion;

fn congested(seed: u64, n: usize, loops: usize) -> Market {
    let mut market = common::random(seed, n, loops).market;
    market.deliveries.iter_mut().for_each(|d| d.withdrawal_kg_s.max *= 2.0);
    market.receipts.iter_mut().for_each(|r| r.injection_kg_s.max *= 2.0);
    market.power_weight_per_w = 1e-5;
    market
}

/// User CPU time of this process, s: field 14 of `/proc/self/stat`, in ticks of 10 ms.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks: f64 = stat.split_whitespace().nth(13).and_then(|t| t.parse().ok()).unwrap_or(f64::NAN);
    ticks / 100.0
}

fn report(what: &str, seed: u64, solve: impl Fn() -> Result<Plan, NoPlan>) {
    let (start, clock) = (cpu(), Instant::now());
    let found = solve();
    let (used, wall) = (cpu() - start, clock.elapsed().as_secs_f64());
    match found {
        Ok(p) => println!(
            "{what} {seed}: {:.4} bound {:.4} gap {:.1e} residual {:.0e} steady {:.0e} Pa {:.0e} kg/s {:.0e} kg/s boxes {} cpu {used:.2} wall {wall:.1}",
            p.objective,
            p.bound,
            p.gap(),
            p.residuals.worst(),
            p.confirmation.pressure_pa,
            p.confirmation.flow_kg_s,
            p.confirmation.balance_kg_s,
            p.boxes
        ),
        Err(error) => println!("{what} {seed}: {error} cpu {used:.2}"),
    }
}

fn expand(seed: u64) {
    for candidates in [10, 20, 30] {
        let market = common::bypasses(seed, 12, candidates);
        let effort = Effort::for_expansion(market.links.len());
        report(&format!("expand {candidates}"), seed, || expansion::cheapest(&market, effort));
    }
}

/// Doubles some pipes, within a budget and a minute; tells when plans and bounds get better.
fn reinforce(seed: u64) {
    let mut market = congested(seed, 600, 30);
    let pipes = market.links.iter().filter(|link| matches!(link.kind, LinkKind::Pipe { .. }));
    let mut doubles: Vec<_> = pipes.step_by(10).cloned().collect();
    for (k, double) in doubles.iter_mut().enumerate() {
        double.name = format!("double of {}", double.name);
        double.construction_cost = Some(50.0 + (k * 37 % 100) as f64);
    }
    let budget = doubles.iter().filter_map(|double| double.construction_cost).sum::<f64>() / 3.0;
    market.links.extend(doubles);
    let begun = Instant::now();
    let last = std::sync::Mutex::new(None);
    let watch = |progress: Progress| {
        let seconds = begun.elapsed();
        if let Ok(mut last) = last.lock()
            && *last != Some((progress.objective, progress.bound))
        {
            *last = Some((progress.objective, progress.bound));
            println!("  {:.1} s: {progress:?}", seconds.as_secs_f64());
        }
        if seconds < Duration::from_secs(60) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let effort = Effort::for_expansion(market.links.len());
    report("reinforce", seed, || expansion::most_load(&market, Some(budget), effort.watched(&watch)));
}

fn main() {
    let expansions = std::env::args().any(|a| a == "expand");
    let reinforcements = std::env::args().any(|a| a == "reinforce");
    for seed in std::env::args().skip(1).filter_map(|a| a.parse().ok()) {
        if expansions {
            expand(seed);
            continue;
        }
        if reinforcements {
            reinforce(seed);
            continue;
        }
        let market = congested(seed, 600, 30);
        let effort = Effort::for_links(market.links.len());
        report("cost", seed, || least_cost(&market, effort));
        report("load", seed, || most_load(&market, effort));
        let mut fixed = common::random(seed, 600, 30).market;
        fixed.deliveries.iter_mut().for_each(|d| d.withdrawal_kg_s.min = d.withdrawal_kg_s.max);
        report("feasible", seed, || feasible(&fixed, effort));
    }
}

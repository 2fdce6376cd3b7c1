//! `cargo run --release --example solve -- PROBLEM FILE...`: solves MATGAS files and prints objective, bound and time.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::time::Instant;

use gas_dispatch::dispatch::{Effort, NoPlan, Plan, conflict, feasible, least_cost, most_load};
use gas_dispatch::{expansion, matgas};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let problem = arguments.next().unwrap_or_default();
    for path in arguments {
        match std::fs::read(&path) {
            Ok(bytes) => report(&problem, &path, &String::from_utf8_lossy(&bytes)),
            Err(error) => eprintln!("{path}: {error}"),
        }
    }
}

fn report(problem: &str, path: &str, text: &str) {
    let read = matgas::parse(text).and_then(|case| case.market());
    let market = match read {
        Ok(imported) => imported.market,
        Err(error) => return eprintln!("{path}: {error}"),
    };
    let links = market.links.len();
    let effort = if problem.starts_with("expand") { Effort::for_expansion(links) } else { Effort::for_links(links) };
    let start = Instant::now();
    let solved: Result<Plan, NoPlan> = match problem {
        "feasible" => feasible(&market, effort),
        "cost" => least_cost(&market, effort),
        "load" => most_load(&market, effort),
        "expand" => expansion::cheapest(&market, effort),
        "expand-load" => expansion::most_load(&market, None, effort),
        other => return eprintln!("{other}: not feasible, cost, load, expand or expand-load"),
    };
    let seconds = start.elapsed().as_secs_f64();
    match solved {
        Ok(plan) => {
            println!(
                "{path}: objective {:.4} bound {:.4} gap {:.2e} residual {:.1e} steady {:.1e} Pa {:.1e} kg/s {:.1e} kg/s boxes {} seconds {seconds:.3} in {:?} built {}",
                plan.objective,
                plan.bound,
                plan.gap(),
                plan.residuals.worst(),
                plan.confirmation.pressure_pa,
                plan.confirmation.flow_kg_s,
                plan.confirmation.balance_kg_s,
                plan.boxes,
                &plan.injections_kg_s[..plan.injections_kg_s.len().min(3)],
                plan.construction_cost,
            );
            if std::env::var_os("DETAILS").is_some() {
                println!("{plan:#?}");
            }
        }
        Err(error) => {
            println!("{path}: {error} ({seconds:.3} s)");
            let reason =
                conflict(&market, problem.starts_with("expand"), &|| false).filter(|_| error == NoPlan::Infeasible);
            println!(
                "  {} ({:.3} s)",
                reason.map(|r| r.to_string()).unwrap_or_default(),
                start.elapsed().as_secs_f64()
            );
        }
    }
}

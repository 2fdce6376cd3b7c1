//! What to build for several scenarios at once.

use std::{path::PathBuf, process::ExitCode};

use gas_dispatch::{
    dispatch::{Market, Watched},
    expansion::{self, Expansion},
};
use serde_json::json;

use super::{
    Source,
    dispatch::{Shown, Traded, none, timed, within},
    load,
    plan::{self, ended},
    read,
};
use crate::commands::Failure;

/// Plans what serves the network of a file and those of others, and shows it.
pub fn run(traded: &Traded, others: &[PathBuf], seconds: u64, shown: &Shown) -> Result<ExitCode, Failure> {
    let source = &traded.source;
    let sources = std::iter::once(source.clone())
        .chain(others.iter().map(|file| Source { file: file.clone(), ..source.clone() }));
    let sources: Vec<Source> = sources.collect();
    let read = |source| read::case(source, traded.market.as_deref());
    let cases = sources.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let markets: Vec<Market> = cases.iter().map(|one| one.market.clone()).collect();
    let links = markets.iter().map(|market| market.links.len()).sum();
    let search = |under: Watched| expansion::cheapest_for_all(&markets, under);
    let (outcome, seconds) = timed(|turning| within(seconds, links, turning, search));
    let expansion = match outcome {
        Ok(expansion) => expansion,
        Err(error) => return none(source, error, None, seconds),
    };
    let one = |k: usize| (load::name(&sources[k].file), &markets[k], &*cases[k].positions, &expansion.plans[k]);
    if shown.beside("scenario", (0..markets.len()).map(one))? {
        return Ok(ExitCode::SUCCESS);
    }
    if source.json {
        say!("{}", as_json(&markets, &expansion, seconds));
    } else {
        show(&sources, &markets, &expansion, seconds)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Names of what is built; the same in each scenario.
fn built<'a>(markets: &'a [Market], expansion: &Expansion) -> Vec<&'a str> {
    let first = markets.iter().zip(&expansion.plans).next();
    first.map_or_else(Vec::new, |(market, plan)| {
        plan.built(market).map(|link| market.links[link].name.as_str()).collect()
    })
}

fn as_json(markets: &[Market], expansion: &Expansion, seconds: f64) -> serde_json::Value {
    let plans: Vec<_> = markets.iter().zip(&expansion.plans).map(|(market, one)| plan::as_json(market, one)).collect();
    json!({
        "status": ended(expansion.gap(), expansion.stopped),
        "objective": expansion.construction_cost,
        "bound": expansion.bound,
        "gap": expansion.gap(),
        "seconds": seconds,
        "built": built(markets, expansion),
        "construction_cost": expansion.construction_cost,
        "scenarios": plans,
    })
}

fn show(sources: &[Source], markets: &[Market], expansion: &Expansion, seconds: f64) -> Result<(), Failure> {
    tell!("{:<32} {:>16} {:<20} {:>14}", "scenario", "lowest bar", "at", "taken out kg/s");
    for (source, (market, plan)) in sources.iter().zip(markets.iter().zip(&expansion.plans)) {
        let pressures = market.junctions.iter().zip(&plan.pressures_pa);
        let least = pressures.min_by(|a, b| a.1.total_cmp(b.1));
        let (name, bar) = least.map_or(("", 0.0), |(junction, pascal)| (junction.name.as_str(), pascal / 1e5));
        let served: f64 = plan::exchanges(market, plan).map(|(_, _, flow)| (-flow).max(0.0)).sum();
        tell!("{:<32} {bar:>16.4} {name:<20} {served:>14.4}", load::name(&source.file));
    }
    let (cost, bound, gap) = (expansion.construction_cost, expansion.bound, expansion.gap());
    let status = ended(gap, expansion.stopped).replace('_', " ");
    say!("");
    tell!("{status}: nothing cheaper than {bound:.2} (gap {:.3} %); {seconds:.3} s", gap * 100.0);
    tell!("to build for {cost:.2}: {}", built(markets, expansion).join(", "));
    Ok(())
}

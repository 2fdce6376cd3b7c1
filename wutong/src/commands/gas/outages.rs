use std::{process::ExitCode, time::Instant};

use clap::Args;
use gas_flow::{
    Network, Options,
    contingency::{self, Case, Outage},
    format::table::field,
};
use serde_json::json;

use super::{
    Source, read,
    solve::{element_id, node_id, solved, write_rows},
    wheel,
};
use crate::commands::Failure;

/// Names shown of the nodes that lose supply.
const NAMES_SHOWN_MAX: usize = 5;

/// Takes out one thing after another.
#[derive(Args)]
pub struct Outages {
    #[command(flatten)]
    source: Source,
    /// For programs: a table as CSV on standard output.
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

impl Outages {
    /// Solves all cases and shows those that matter.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let (network, _) = read::network(&self.source)?;
        let (steady, base) = solved(&self.source, &network, Options::default())?;
        let outages = contingency::all_outages(&network);
        let turning = wheel("cases");
        turning.set_length(outages.len() as u64);
        let begun = Instant::now();
        let cases = contingency::contingencies_watched(&steady, &base, &outages, &|_| turning.inc(1));
        let seconds = begun.elapsed().as_secs_f64();
        turning.finish_and_clear();
        if self.source.json {
            let told: Vec<_> = cases.iter().map(|case| as_json(&network, case)).collect();
            say!("{}", json!({ "cases": told, "seconds": seconds }));
        } else if self.csv {
            write_rows(&as_csv(&network, &cases))?;
        } else {
            show(&network, &cases, seconds)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// What is out, in a word and its name.
fn outage(network: &Network, outage: Outage) -> (&'static str, String) {
    match outage {
        Outage::Element(element) => (network.element(element).kind.word(), element_id(network, element).to_owned()),
        Outage::Supply(node) => ("supply", node_id(network, node).to_owned()),
        Outage::Well(well) => ("well", network.wells()[well].id.clone()),
        Outage::Storage(storage) => ("storage", network.storages()[storage].id.clone()),
    }
}

fn as_json(network: &Network, case: &Case) -> serde_json::Value {
    let (kind, id) = outage(network, case.outage);
    let names = |nodes: &[_]| nodes.iter().map(|node| node_id(network, *node).to_owned()).collect::<Vec<_>>();
    json!({
        "kind": kind,
        "id": id,
        "cut_off": names(&case.cut_off),
        "below_minimum": names(&case.below_minimum),
        "lost_kg_per_s": case.lost.si(),
        "lost_at_most_kg_per_s": case.lost_at_most.si(),
        "failure": case.failure.as_ref().map(ToString::to_string),
    })
}

fn as_csv(network: &Network, cases: &[Case]) -> Vec<String> {
    let row = |case: &Case| {
        let (kind, id) = outage(network, case.outage);
        let (cut, below) = (case.cut_off.len(), case.below_minimum.len());
        let (lost, most) = (case.lost.si(), case.lost_at_most.si());
        let failure = case.failure.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{},{},{cut},{below},{lost},{most},{}", kind.replace(' ', "_"), field(&id), field(&failure))
    };
    let head = "kind,id,cut_off,below_minimum,lost_kg_per_s,lost_at_most_kg_per_s,failure".to_owned();
    std::iter::once(head).chain(cases.iter().map(row)).collect()
}

fn show(network: &Network, cases: &[Case], seconds: f64) -> Result<(), Failure> {
    let mut bad: Vec<&Case> = cases.iter().filter(|case| case.hurts()).collect();
    bad.sort_by(|a, b| b.lost_at_most.si().total_cmp(&a.lost_at_most.si()));
    if !bad.is_empty() {
        tell!("{:<12} {:<20} {:>10} {:>8} {:>10}  who", "kind", "out", "lost kg/s", "cut off", "below min");
    }
    for case in &bad {
        let (kind, id) = outage(network, case.outage);
        let who = case.cut_off.iter().chain(&case.below_minimum).take(NAMES_SHOWN_MAX);
        let who = who.map(|node| node_id(network, *node)).collect::<Vec<_>>().join(", ");
        let failure = case.failure.as_ref().map(|failure| format!("{failure}; ")).unwrap_or_default();
        let (most, cut, below) = (case.lost_at_most.si(), case.cut_off.len(), case.below_minimum.len());
        let lost = if case.failure.is_some() { format!("≤ {most:.4}") } else { format!("{most:.4}") };
        tell!("{kind:<12} {id:<20} {lost:>10} {cut:>8} {below:>10}  {failure}{who}");
    }
    tell!("{} cases in {seconds:.3} s; in {} somebody loses gas", cases.len(), bad.len());
    Ok(())
}

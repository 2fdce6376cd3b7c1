use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use gas_flow::{
    Network, Options,
    format::table::field,
    network::node_index,
    quality::{self, Feed, Tracking},
};
use gas_properties::{Composition, HeatingValues, Reference, heating_values};
use serde_json::{Value, json};

use super::{
    Source, load, read,
    refusal::Refusal,
    solve::{node_id, solved, write_rows},
};
use crate::commands::Failure;

/// Shares below this are not shown to people.
const SHARE_SHOWN_MIN: f64 = 5e-4;

/// Follows the gas from its sources.
#[derive(Args)]
pub struct Quality {
    #[command(flatten)]
    source: Source,
    /// What enters where, as TOML: a line `gate = { methane = 0.97, nitrogen = 0.03 }` for each source. With it, heating value
    /// and Wobbe index of the gas at each node are told too.
    #[arg(long, value_name = "FILE")]
    sources: Option<PathBuf>,
    /// For programs: a table as CSV on standard output.
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

/// The gas at a node.
struct Arrived<'a> {
    node: &'a str,
    /// By feed.
    shares: &'a [f64],
    gas: Option<Judged>,
}

struct Judged {
    composition: Composition,
    heat: HeatingValues,
}

impl Quality {
    /// Solves, mixes and shows.
    pub fn run(self) -> Result<ExitCode, Failure> {
        load::apart([&*self.source.file].into_iter().chain(self.sources.as_deref()), [])?;
        let (network, _) = read::network(&self.source)?;
        let (_, solution) = solved(&self.source, &network, Options::default())?;
        let feeds = quality::feeds(&network, &solution);
        let names: Vec<&str> = feeds.iter().map(|feed| name(&network, feed)).collect();
        let shares = quality::shares(&network, &solution, &feeds)?;
        let gases = match &self.sources {
            Some(path) => {
                let entering = entering(path, &names)
                    .map_err(|problem| Refusal::file(format!("{}: {problem}", load::name(path))))?;
                quality::compositions(&network, &solution, &feeds, &entering)?
            }
            None => vec![None; network.nodes().len()],
        };
        let arrived = arrived(&network, &shares, gases);
        if self.source.json {
            let nodes: Vec<Value> = arrived.iter().map(|one| one.as_json(&names)).collect();
            say!("{}", json!({ "sources": names, "nodes": nodes }));
        } else if self.csv {
            write_rows(&as_csv(&names, &arrived))?;
        } else {
            show(&names, &arrived)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The id of the node, well or storage that feeds in.
fn name<'a>(network: &'a Network, feed: &Feed) -> &'a str {
    match feed.source {
        quality::Source::Node(node) => node_id(network, node),
        quality::Source::Well(well) => &network.wells()[well].id,
        quality::Source::Storage(storage) => &network.storages()[storage].id,
    }
}

/// The gas of each source, from a file that names them all.
fn entering(path: &Path, names: &[&str]) -> Result<Vec<Composition>, Failure> {
    let text = load::as_text(load::bytes(path)?)?;
    let mut told: BTreeMap<String, Composition> = toml::from_str(&text)?;
    let gas = |name: &&str| told.remove(*name).ok_or_else(|| format!("does not say which gas {name} feeds in").into());
    let entering = names.iter().map(gas).collect::<Result<_, Failure>>()?;
    match told.keys().next() {
        None => Ok(entering),
        Some(other) => Err(format!("{other} feeds nothing in; the sources are {}", names.join(", ")).into()),
    }
}

/// The nodes that gas flows through.
fn arrived<'a>(network: &'a Network, shares: &'a Tracking, gases: Vec<Option<Composition>>) -> Vec<Arrived<'a>> {
    let nodes = network.nodes().iter().enumerate().zip(gases);
    let arrived = nodes.filter_map(|((place, node), gas)| {
        let shares = shares.at(node_index(place))?;
        let judged = |composition: Composition| {
            let heat = heating_values(&composition, Reference::CHINA);
            Judged { composition, heat }
        };
        Some(Arrived { node: &node.id, shares, gas: gas.map(judged) })
    });
    arrived.collect()
}

impl Arrived<'_> {
    fn as_json(&self, names: &[&str]) -> Value {
        let shares: serde_json::Map<String, Value> =
            names.iter().zip(self.shares).map(|(name, share)| ((*name).to_owned(), json!(share))).collect();
        let gas = self.gas.as_ref();
        json!({
            "node": self.node,
            "shares": shares,
            "composition": gas.map(|gas| &gas.composition),
            "superior_mj_per_m3": gas.map(|gas| gas.heat.superior_mj_per_m3),
            "superior_wobbe_mj_per_m3": gas.map(|gas| gas.heat.superior_wobbe_mj_per_m3),
        })
    }
}

fn as_csv(names: &[&str], arrived: &[Arrived]) -> Vec<String> {
    let heads: Vec<String> = names.iter().map(|name| field(&format!("share of {name}"))).collect();
    let head = format!("node,{},superior_mj_per_m3,superior_wobbe_mj_per_m3", heads.join(","));
    let row = |one: &Arrived| {
        let shares: Vec<String> = one.shares.iter().map(ToString::to_string).collect();
        let judged = one.gas.as_ref().map_or_else(
            || ",,".to_owned(),
            |Judged { heat, .. }| format!("{},{}", heat.superior_mj_per_m3, heat.superior_wobbe_mj_per_m3),
        );
        format!("{},{},{judged}", field(one.node), shares.join(","))
    };
    std::iter::once(head).chain(arrived.iter().map(row)).collect()
}

fn show(names: &[&str], arrived: &[Arrived]) -> Result<(), Failure> {
    tell!("{:<24} {:>14} {:>14}  from", "node", "superior MJ/m3", "Wobbe MJ/m3");
    for one in arrived {
        let shares = names.iter().zip(one.shares).filter(|(_, share)| **share >= SHARE_SHOWN_MIN);
        let shares: Vec<String> = shares.map(|(name, share)| format!("{name} {:.1} %", share * 100.0)).collect();
        let (node, shares) = (one.node, shares.join(", "));
        match &one.gas {
            Some(Judged { heat, .. }) => {
                let (superior, wobbe) = (heat.superior_mj_per_m3, heat.superior_wobbe_mj_per_m3);
                tell!("{node:<24} {superior:>14.3} {wobbe:>14.3}  {shares}");
            }
            None => tell!("{node:<24} {:>14} {:>14}  {shares}", "", ""),
        }
    }
    Ok(())
}

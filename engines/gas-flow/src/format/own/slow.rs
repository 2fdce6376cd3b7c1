//! All that is wrong with a text, and where: for texts that the short way refused.

use std::collections::{HashMap, HashSet};

use serde::de::DeserializeOwned;

use super::document::{Document, Table};
use super::fault::{Fault, Flaw, Problem};
use super::market::{MarketRows, Terms};
use super::read;
use super::rows::{FluidRow, NetworkFile};

/// More faults than anybody mends before asking again; the rest is counted.
const FAULTS_MAX: usize = 100;

/// The faults of a document by place; none if it is sound.
pub(super) fn faults(document: &Document) -> Vec<Fault> {
    if document.table("nodes").is_none() && document.table("fluid").is_none() {
        let reason = "it has neither nodes nor fluid, so it is no network".to_owned();
        return vec![Fault { place: None, problem: Problem::Shape { bearer: "the file".to_owned(), reason } }];
    }
    let mut rows = Rows { document, kept: HashMap::new(), ghosts: HashSet::new(), faults: Vec::new() };
    let file = rows.file();
    for table in &document.tables {
        if !rows.kept.contains_key(table.name.as_str()) {
            let mut known: Vec<&str> = rows.kept.keys().copied().collect();
            known.sort_unstable();
            let reason = format!("the format has no such table; it has {}", known.join(", "));
            rows.fault(table.at, table.name.clone(), reason);
        }
    }
    if let Err(found) = read::own(&file, &rows.ghosts) {
        let placed: Vec<_> = found.into_iter().map(|flaw| (rows.at(&flaw), flaw.problem)).collect();
        rows.faults.extend(placed);
    }
    told(document, rows.faults)
}

/// The first faults, by place.
fn told(document: &Document, mut faults: Vec<(Option<usize>, Problem)>) -> Vec<Fault> {
    faults.sort_by_key(|(at, _)| *at);
    let more = faults.len().saturating_sub(FAULTS_MAX);
    faults.truncate(FAULTS_MAX);
    let fault = |(at, problem): (Option<usize>, Problem)| Fault { place: at.map(|at| document.place(at)), problem };
    let rest = (more > 0).then(|| Fault {
        place: None,
        problem: Problem::Shape { bearer: "the file".to_owned(), reason: format!("it has {more} more faults") },
    });
    faults.into_iter().map(fault).chain(rest).collect()
}

/// Flaws of rows that all could be read, with their places as far as the document has them.
pub(super) fn placed(document: &Document, found: Vec<Flaw>) -> Vec<Fault> {
    let at = |flaw: &Flaw| Some(document.table(flaw.table)?.rows.get(flaw.row)?.at(flaw.key));
    told(document, found.into_iter().map(|flaw| (at(&flaw), flaw.problem)).collect())
}

/// A document on its way to a file.
struct Rows<'a> {
    document: &'a Document<'a>,
    /// By table, which of its rows could be read.
    kept: HashMap<&'static str, Vec<usize>>,
    ghosts: HashSet<String>,
    /// Each with its place as a byte.
    faults: Vec<(Option<usize>, Problem)>,
}

impl Rows<'_> {
    fn file(&mut self) -> NetworkFile {
        let nodes = self.needed("nodes");
        let fluid = self.needed("fluid").into_iter().next();
        let gas = FluidRow { temperature_k: 288.15, composition: "methane 1".parse().ok(), ..FluidRow::default() };
        NetworkFile {
            fluid: fluid.unwrap_or(gas),
            nodes,
            pipes: self.list("pipes"),
            short_pipes: self.list("short_pipes"),
            valves: self.list("valves"),
            check_valves: self.list("check_valves"),
            resistors: self.list("resistors"),
            loss_resistors: self.list("loss_resistors"),
            regulators: self.list("regulators"),
            compressors: self.list("compressors"),
            wells: self.list("wells"),
            storages: self.list("storages"),
            market: self.market(),
        }
    }

    /// Lists are read in any case, for what is wrong with their rows.
    fn market(&mut self) -> Option<MarketRows> {
        self.document.table("market")?;
        let terms: Option<Terms> = self.list("market").into_iter().next();
        let lists = Terms {
            receipts: self.list("market.receipts"),
            deliveries: self.list("market.deliveries"),
            transfers: self.list("market.transfers"),
            storages: self.list("market.storages"),
            contracts: self.list("market.contracts"),
            ..terms.clone().unwrap_or_default()
        };
        let (candidate_pipes, candidate_compressors) =
            (self.list("market.candidate_pipes"), self.list("market.candidate_compressors"));
        terms.map(|_| MarketRows { terms: lists, candidate_pipes, candidate_compressors })
    }

    fn needed<T: DeserializeOwned>(&mut self, name: &'static str) -> Vec<T> {
        if self.document.table(name).is_none() {
            let problem = Problem::Shape { bearer: "the file".to_owned(), reason: format!("it has no {name}") };
            self.faults.push((None, problem));
        }
        self.list(name)
    }

    /// The rows of a table that can be read.
    fn list<T: DeserializeOwned>(&mut self, name: &'static str) -> Vec<T> {
        let kept = self.kept.entry(name).or_default();
        let Some(Table { rows, .. }) = self.document.table(name) else { return Vec::new() };
        let (mut list, mut refused) = (Vec::new(), Vec::new());
        for (r, row) in rows.iter().enumerate() {
            match row.read() {
                Ok(read) => {
                    kept.push(r);
                    list.push(read);
                }
                Err((at, reason)) => refused.push((row.text("id"), r, at, reason)),
            }
        }
        for (id, r, at, reason) in refused {
            self.ghosts.extend(id.filter(|_| name == "nodes").map(str::to_owned));
            let bearer = id.map_or_else(|| format!("{name}, row {}", r + 1), |id| format!("{name}, \"{id}\""));
            self.fault(at, bearer, reason);
        }
        list
    }

    fn fault(&mut self, at: usize, bearer: String, reason: String) {
        self.faults.push((Some(at), Problem::Shape { bearer, reason }));
    }

    fn at(&self, flaw: &Flaw) -> Option<usize> {
        let row = *self.kept.get(flaw.table)?.get(flaw.row)?;
        Some(self.document.table(flaw.table)?.rows.get(row)?.at(flaw.key))
    }
}

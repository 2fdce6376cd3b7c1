//! All that is wrong with a text, and where: for texts that the short way refused.

use std::collections::{HashMap, HashSet};

use serde::de::DeserializeOwned;

use super::document::{Document, Table};
use super::fault::{Fault, Flaw, Place, Problem};
use super::market::{MarketRows, Terms};
use super::read;
use super::rows::{FluidRow, NetworkFile};

/// The faults of a document by place; none if it is sound.
pub(super) fn faults(document: &Document) -> Vec<Fault> {
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
        let placed: Vec<Fault> = found.into_iter().map(|found| rows.placed(found)).collect();
        rows.faults.extend(placed);
    }
    rows.faults.sort_by_key(|fault| fault.place);
    rows.faults
}

/// A document on its way to a file.
struct Rows<'a> {
    document: &'a Document<'a>,
    /// By table, which of its rows could be read.
    kept: HashMap<&'static str, Vec<usize>>,
    ghosts: HashSet<String>,
    faults: Vec<Fault>,
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
            regulators: self.list("regulators"),
            compressors: self.list("compressors"),
            wells: self.list("wells"),
            storages: self.list("storages"),
            market: self.market(),
        }
    }

    fn market(&mut self) -> Option<MarketRows> {
        let terms: Option<Terms> = self.list("market").into_iter().next();
        let lists = Terms {
            receipts: self.list("market.receipts"),
            deliveries: self.list("market.deliveries"),
            transfers: self.list("market.transfers"),
            storages: self.list("market.storages"),
            contracts: self.list("market.contracts"),
            ..terms?
        };
        Some(MarketRows {
            terms: lists,
            candidate_pipes: self.list("market.candidate_pipes"),
            candidate_compressors: self.list("market.candidate_compressors"),
        })
    }

    fn needed<T: DeserializeOwned>(&mut self, name: &'static str) -> Vec<T> {
        if self.document.table(name).is_none() {
            let problem = Problem::Shape { bearer: "the file".to_owned(), reason: format!("it has no {name}") };
            self.faults.push(Fault { place: None, problem });
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
        let place = Some(self.document.place(at));
        self.faults.push(Fault { place, problem: Problem::Shape { bearer, reason } });
    }

    fn placed(&self, found: Flaw) -> Fault {
        Fault { place: self.place(&found), problem: found.problem }
    }

    fn place(&self, found: &Flaw) -> Option<Place> {
        let row = *self.kept.get(found.table)?.get(found.row)?;
        let row = self.document.table(found.table)?.rows.get(row)?;
        Some(self.document.place(row.at(found.key)))
    }
}

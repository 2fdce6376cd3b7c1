//! Checks the market part against the network that it is about.

use std::collections::HashSet;

use super::check::RowChecks;
use super::market::{Candidate, CandidateRow, Contract, Market, MarketRows, StoreTerms, Terms};
use super::read::{Adding, compressor, pipe};
use super::rows::{NetworkFile, NodeRow};
use crate::network::ElementKind;

/// The market of a file; what is wrong with it is found by the checks.
pub(super) fn market<'f>(rows: &'f MarketRows, file: &'f NetworkFile, adding: &mut Adding<'_, '_, 'f>) -> Market {
    let terms = &rows.terms;
    let candidates = candidates(rows, adding);
    let checks = &mut *adding.checks;
    let mut at = checks.row("market", 0, "market", "");
    for (key, bar) in [("pressure_min_bar", terms.pressure_min_bar), ("pressure_max_bar", terms.pressure_max_bar)] {
        at.require(key, bar.is_none_or(positive), || format!("{key} must be finite and above zero"));
    }
    let price = terms.power_price_per_kwh;
    at.require("power_price_per_kwh", not_negative(price), || "power_price_per_kwh must not be negative".to_owned());
    for (n, row) in file.nodes.iter().enumerate() {
        limits(row, terms, &mut checks.row("nodes", n, "node", &row.id));
    }
    let mut seen = HashSet::new();
    for (table, word, rows) in
        [("market.receipts", "receipt", &terms.receipts), ("market.transfers", "transfer", &terms.transfers)]
    {
        for (r, row) in rows.iter().enumerate() {
            let mut at = checks.row(table, r, word, &row.id);
            let flow = (row.min_kg_per_s, row.max_kg_per_s);
            exchange(seen.insert(row.id.as_str()), &row.node, flow, row.price_per_kg, &mut at);
        }
    }
    for (r, row) in terms.deliveries.iter().enumerate() {
        let mut at = checks.row("market.deliveries", r, "delivery", &row.id);
        let flow = (row.min_kg_per_s, row.max_kg_per_s);
        exchange(seen.insert(row.id.as_str()), &row.node, flow, row.price_per_kg, &mut at);
        at.require("priority", not_negative(row.priority), || "priority must be finite and not negative".to_owned());
    }
    let mut held = HashSet::new();
    for (r, row) in terms.storages.iter().enumerate() {
        let mut at = checks.row("market.storages", r, "storage", &row.storage);
        let known = file.storages.iter().any(|storage| storage.id == row.storage);
        at.require("storage", known, || "the network has no such storage".to_owned());
        at.require("storage", held.insert(row.storage.as_str()), || "it stands in two rows".to_owned());
        stock(row, &mut at);
    }
    let mut named = HashSet::new();
    for (r, row) in terms.contracts.iter().enumerate() {
        let mut at = checks.row("market.contracts", r, "contract", &row.id);
        at.require("id", named.insert(row.id.as_str()), || "its id is used twice".to_owned());
        contract(row, &seen, terms, &mut at);
    }
    Market { terms: terms.clone(), candidates }
}

fn positive(value: f64) -> bool {
    value.is_finite() && value > 0.0
}

fn not_negative(value: f64) -> bool {
    value.is_finite() && value >= 0.0
}

fn candidates<'f>(rows: &'f MarketRows, adding: &mut Adding<'_, '_, 'f>) -> Vec<Candidate> {
    let cost = |cost: f64, at: &mut RowChecks| {
        at.require("construction_cost", not_negative(cost), || "construction_cost must not be negative".to_owned());
    };
    let begin = adding.elements.len();
    adding.all(
        "market.candidate_pipes",
        "candidate pipe",
        rows.candidate_pipes.iter().map(CandidateRow::at),
        |row, at| {
            cost(row.construction_cost, at);
            Some(ElementKind::Pipe(pipe(&row.what, at)?))
        },
    );
    adding.all(
        "market.candidate_compressors",
        "candidate compressor",
        rows.candidate_compressors.iter().map(CandidateRow::at),
        |row, at| {
            cost(row.construction_cost, at);
            Some(ElementKind::Compressor(compressor(&row.what, at)?))
        },
    );
    let pipes = rows.candidate_pipes.iter().map(|row| row.construction_cost);
    let costs = pipes.chain(rows.candidate_compressors.iter().map(|row| row.construction_cost));
    let elements = adding.elements.drain(begin..);
    elements.zip(costs).map(|(element, construction_cost)| Candidate { element, construction_cost }).collect()
}

/// A dispatcher must know between which pressures a node may lie.
fn limits(row: &NodeRow, terms: &Terms, at: &mut RowChecks) {
    if row.fixed_pressure_bar.is_some() {
        return;
    }
    let least = row.pressure_min_bar.or(terms.pressure_min_bar);
    let most = row.pressure_max_bar.or(terms.pressure_max_bar);
    for (key, bar) in [("pressure_min_bar", least), ("pressure_max_bar", most)] {
        at.require(key, bar.is_some(), || {
            format!("the market needs its {key}: give it here, or under [market] for all nodes that state none")
        });
    }
    if let (Some(least), Some(most)) = (least, most) {
        at.require("pressure_min_bar", least <= most, || {
            format!("its least pressure of {least} bar lies above its greatest of {most} bar")
        });
    }
}

fn exchange(fresh: bool, node: &str, (min, max): (f64, f64), price: f64, at: &mut RowChecks) {
    at.require("id", fresh, || "its id is used twice among receipts, deliveries and transfers".to_owned());
    at.node("node", node);
    at.require("min_kg_per_s", min.is_finite(), || "min_kg_per_s must be finite".to_owned());
    at.require("max_kg_per_s", max.is_finite(), || "max_kg_per_s must be finite".to_owned());
    at.require("max_kg_per_s", min <= max, || format!("max_kg_per_s is {max}, below min_kg_per_s of {min}"));
    at.require("price_per_kg", price.is_finite(), || "price_per_kg must be finite".to_owned());
}

fn stock(row: &StoreTerms, at: &mut RowChecks) {
    at.require("price_per_kg", row.price_per_kg.is_finite(), || "price_per_kg must be finite".to_owned());
    at.require("stock_min_kg", not_negative(row.stock_min_kg), || "stock_min_kg must not be negative".to_owned());
    match (row.stock_max_kg, row.start_kg) {
        (Some(most), Some(start)) => at.require("start_kg", (row.stock_min_kg..=most).contains(&start), || {
            format!("start_kg is {start}, outside of stock_min_kg to stock_max_kg, {} to {most}", row.stock_min_kg)
        }),
        (None, None) => at.require("end_min_kg", row.end_min_kg.or(row.end_max_kg).is_none(), || {
            "an end needs stock_max_kg and start_kg beside it".to_owned()
        }),
        _ => at.require("start_kg", false, || "give both stock_max_kg and start_kg, or neither".to_owned()),
    }
}

fn contract(row: &Contract, exchanges: &HashSet<&str>, terms: &Terms, at: &mut RowChecks) {
    for id in &row.exchanges {
        at.require("exchanges", exchanges.contains(id.as_str()), || {
            format!("the market has no receipt, delivery or transfer \"{id}\"")
        });
    }
    let distinct: HashSet<&String> = row.exchanges.iter().collect();
    at.require("exchanges", distinct.len() == row.exchanges.len(), || "it names an exchange twice".to_owned());
    for (key, min, max) in
        [("daily_max_kg", row.daily_min_kg, row.daily_max_kg), ("total_max_kg", row.total_min_kg, row.total_max_kg)]
    {
        let holds = min.unwrap_or(f64::NEG_INFINITY) <= max.unwrap_or(f64::INFINITY);
        at.require(key, holds, || "its greatest quantity lies below its least".to_owned());
    }
    let Some(paid) = &row.take_or_pay else { return };
    let bought =
        |id: &String| !exchanges.contains(id.as_str()) || terms.receipts.iter().any(|receipt| receipt.id == *id);
    at.require("take_or_pay", row.exchanges.iter().all(bought), || "take-or-pay is for receipts only".to_owned());
    at.require("take_or_pay", not_negative(paid.least_kg) && not_negative(paid.price_per_kg), || {
        "take-or-pay needs a quantity and a price that are not negative".to_owned()
    });
}

//! A plan, for people and for programs.

use clap::ValueEnum;
use gas_dispatch::dispatch::{BindingKind, LinkState, Market, Plan};
use gas_flow::format::table::field;
use serde_json::{Map, Value, json};

use super::refusal::Refusal;
use crate::commands::Failure;

/// A gap below this is none: the plan is as good as proved.
const OPTIMAL_GAP: f64 = 1e-4;
/// Parts of a price below this share of it are not shown to people.
const PART_SHOWN_MIN: f64 = 0.005;

/// A table of a plan.
#[derive(Clone, Copy, ValueEnum)]
pub enum Table {
    /// Pressures and prices.
    Junctions,
    /// Flows, powers and states.
    Links,
    /// What enters and leaves.
    Exchanges,
}

/// Whether no plan can be better, or one that works.
pub fn status(gap: f64) -> &'static str {
    if gap <= OPTIMAL_GAP { "optimal" } else { "feasible" }
}

/// The same of a search that may have been stopped when its time was up.
pub fn ended(gap: f64, stopped: bool) -> &'static str {
    if stopped && gap > OPTIMAL_GAP { "time_limit" } else { status(gap) }
}

/// The word for a state in files.
fn state_word(state: LinkState) -> &'static str {
    match state {
        LinkState::Forward => "forward",
        LinkState::Backward => "backward",
        LinkState::Closed => "closed",
        LinkState::NotBuilt => "not_built",
    }
}

/// What enters and leaves by name, positive into the network, and its kind.
pub fn exchanges<'a>(market: &'a Market, plan: &'a Plan) -> impl Iterator<Item = (&'static str, &'a str, f64)> {
    let receipts = market.receipts.iter().zip(&plan.injections_kg_s).map(|(one, q)| ("receipt", one.name.as_str(), *q));
    let served = market.deliveries.iter().zip(&plan.withdrawals_kg_s);
    let served = served.map(|(one, q)| ("delivery", one.name.as_str(), -q));
    let passed = market.transfers.iter().zip(&plan.transfers_kg_s);
    let passed = passed.map(|(one, q)| ("transfer", one.name.as_str(), -q));
    let stored = market.storages.iter().zip(&plan.storage_kg_s).map(|(one, q)| ("store", one.name.as_str(), *q));
    receipts.chain(served).chain(passed).chain(stored)
}

/// Which way gas passes, as far as four digits show it.
pub fn way(flow: f64) -> &'static str {
    match flow {
        flow if flow >= 5e-5 => "in",
        flow if flow <= -5e-5 => "out",
        _ => "",
    }
}

/// A number by name.
fn named<'a>(names: impl Iterator<Item = &'a String>, values: &[f64]) -> Map<String, Value> {
    names.zip(values).map(|(name, value)| (name.clone(), json!(value))).collect()
}

/// Pressures, flows, quantities and prices by name.
pub fn as_json(market: &Market, plan: &Plan) -> Value {
    let flows: Vec<f64> = plan.links.iter().map(|link| link.flow_kg_s).collect();
    let powers: Vec<f64> = plan.links.iter().map(|link| link.power_w).collect();
    let junctions = || market.junctions.iter().map(|one| &one.name);
    let links = || market.links.iter().map(|one| &one.name);
    let states: Map<String, Value> =
        links().zip(&plan.links).map(|(name, link)| (name.clone(), json!(state_word(link.state)))).collect();
    let bindings =
        plan.prices.bindings.iter().map(
            |one| json!({ "kind": one.kind.to_string(), "element": one.element, "shadow_price": one.shadow_price }),
        );
    let money = money(market);
    let parts: Map<String, Value> =
        junctions().enumerate().map(|(j, name)| (name.clone(), parts(plan, j, money))).collect();
    let prices: Vec<f64> = plan.prices.nodal.iter().map(|price| price * money).collect();
    json!({
        "pressure_pa": named(junctions(), &plan.pressures_pa),
        "price_per_kg": named(junctions(), &prices),
        "price_parts": parts,
        "bindings": bindings.collect::<Vec<_>>(),
        "flow_kg_per_s": named(links(), &flows),
        "power_w": named(links(), &powers),
        "state": states,
        "injection_kg_per_s": named(market.receipts.iter().map(|one| &one.name), &plan.injections_kg_s),
        "withdrawal_kg_per_s": named(market.deliveries.iter().map(|one| &one.name), &plan.withdrawals_kg_s),
        "transfer_kg_per_s": named(market.transfers.iter().map(|one| &one.name), &plan.transfers_kg_s),
        "storage_kg_per_s": named(market.storages.iter().map(|one| &one.name), &plan.storage_kg_s),
    })
}

/// Money for one unit of the objective: gas counts there with the economic weight. Where gas does not count, prices stay those
/// of the objective.
fn money(market: &Market) -> f64 {
    if market.economic_weight > 0.0 { market.economic_weight.recip() } else { 1.0 }
}

/// What makes the price at a junction.
fn parts(plan: &Plan, junction: usize, money: f64) -> Value {
    let parts = plan.prices.breakdown(junction).into_iter();
    parts.map(|(cause, price)| json!({ "cause": cause.to_string(), "price": price * money })).collect()
}

/// One table as CSV.
pub fn as_csv(market: &Market, plan: &Plan, table: Table) -> Vec<String> {
    match table {
        Table::Junctions => {
            let junctions = market.junctions.iter().zip(plan.pressures_pa.iter().zip(&plan.prices.nodal));
            let row = |(one, (pascal, price)): (&gas_dispatch::dispatch::Junction, _)| {
                format!("{},{},{}", field(&one.name), pascal / 1e5, price * money(market))
            };
            std::iter::once("junction,pressure_bar,price_per_kg".to_owned()).chain(junctions.map(row)).collect()
        }
        Table::Links => {
            let name = |junction: usize| field(&market.junctions[junction].name);
            let row = |(one, planned): (&gas_dispatch::dispatch::Link, &gas_dispatch::dispatch::LinkPlan)| {
                let (from, to, state) = (name(one.from), name(one.to), state_word(planned.state));
                format!("{},{from},{to},{},{},{state}", field(&one.name), planned.flow_kg_s, planned.power_w)
            };
            let rows = market.links.iter().zip(&plan.links).map(row);
            std::iter::once("link,from,to,flow_kg_per_s,power_w,state".to_owned()).chain(rows).collect()
        }
        Table::Exchanges => {
            let row = |(kind, name, flow)| format!("{kind},{},{flow}", field(name));
            std::iter::once("kind,name,into_network_kg_per_s".to_owned())
                .chain(exchanges(market, plan).map(row))
                .collect()
        }
    }
}

/// Several tables of one kind as one, each row with what its table is about before it.
pub fn side_by_side(what: &str, tables: impl Iterator<Item = (String, Vec<String>)>) -> Vec<String> {
    let mut rows = Vec::new();
    for (about, table) in tables {
        let mut table = table.into_iter();
        let head = table.next();
        if rows.is_empty() {
            rows.extend(head.map(|head| format!("{what},{head}")));
        }
        rows.extend(table.map(|row| format!("{},{row}", field(&about))));
    }
    rows
}

/// Junctions and links with what the plan makes of them, as features of GeoJSON; each with these properties besides.
///
/// # Errors
/// A file that does not say where its junctions lie.
pub fn as_features(
    market: &Market,
    positions: &[Option<(f64, f64)>],
    plan: &Plan,
    beside: &Value,
) -> Result<Vec<Value>, Refusal> {
    let inside = |(longitude, latitude): &(f64, f64)| longitude.abs() <= 180.0 && latitude.abs() <= 90.0;
    if let Some((longitude, latitude)) = positions.iter().flatten().find(|position| !inside(position)) {
        let nowhere = "which is nowhere on the earth: --map cannot draw it";
        return Err(Refusal::file(format!("a junction lies at lon {longitude}, lat {latitude}, {nowhere}")));
    }
    let at = |junction: usize| positions[junction].map(|(longitude, latitude)| json!([longitude, latitude]));
    let feature = |geometry: Value, properties: Value| {
        let mut feature = json!({ "type": "Feature", "geometry": geometry, "properties": properties });
        if let (Some(all), Some(more)) = (feature["properties"].as_object_mut(), beside.as_object()) {
            all.extend(more.clone());
        }
        feature
    };
    let junctions = market.junctions.iter().enumerate().filter_map(|(j, junction)| {
        let properties = json!({
            "id": junction.name, "kind": "junction",
            "pressure_bar": plan.pressures_pa[j] / 1e5, "price_per_kg": plan.prices.nodal[j] * money(market),
        });
        Some(feature(json!({ "type": "Point", "coordinates": at(j)? }), properties))
    });
    let links = market.links.iter().zip(&plan.links).filter_map(|(link, planned)| {
        let properties = json!({
            "id": link.name, "kind": "link", "state": state_word(planned.state),
            "flow_kg_per_s": planned.flow_kg_s, "power_w": planned.power_w,
        });
        Some(feature(json!({ "type": "LineString", "coordinates": [at(link.from)?, at(link.to)?] }), properties))
    });
    let features: Vec<Value> = junctions.chain(links).collect();
    if features.is_empty() {
        return Err(Refusal::file(
            "the file does not say where its junctions lie (columns lat and lon of MATGAS, or GeoJSON): --map has nothing to draw",
        ));
    }
    Ok(features)
}

/// A map of features.
pub fn as_map(features: &[Value]) -> String {
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

/// The unit by which people ease a limit, and how many of SI it has.
fn unit(kind: BindingKind) -> (&'static str, f64) {
    use BindingKind::{
        Contract, Direction, ExchangeMax, ExchangeMin, FlowMax, FlowMin, InletPressure, Inventory, OutletPressure,
        PowerMax, PressureMax, PressureMin, PromisedLoad, RatioMax, RatioMin,
    };
    match kind {
        PressureMin | PressureMax | InletPressure | OutletPressure => ("per bar", 1e5),
        FlowMin | FlowMax | Direction | ExchangeMin | ExchangeMax | PromisedLoad => ("per kg/s", 1.0),
        RatioMin | RatioMax => ("per unit of the ratio", 1.0),
        PowerMax => ("per kW", 1e3),
        Contract | Inventory => ("per kg", 1.0),
    }
}

/// Tables for people.
pub fn show(market: &Market, plan: &Plan) -> Result<(), Failure> {
    tell!("{:<20} {:>12} {:>12}  of which", "junction", "pressure bar", "price per kg");
    let junctions = market.junctions.iter().zip(plan.pressures_pa.iter().zip(&plan.prices.nodal));
    let money = money(market);
    for (place, (junction, (pressure, price))) in junctions.enumerate() {
        let price = price * money;
        let parts = plan.prices.breakdown(place).into_iter();
        let parts = parts.map(|(cause, part)| (cause, part * money));
        let parts = parts.filter(|(_, part)| part.abs() >= PART_SHOWN_MIN * price.abs().max(f64::MIN_POSITIVE));
        let parts: Vec<String> = parts.map(|(cause, part)| format!("{cause} {part:.4}")).collect();
        let parts = if parts.len() > 1 { parts.join(", ") } else { String::new() };
        tell!("{:<20} {:>12.4} {price:>12.4}  {parts}", junction.name, pressure / 1e5);
    }
    say!("");
    tell!("{:<20} {:>12} {:>12}  state", "link", "flow kg/s", "power kW");
    for (link, planned) in market.links.iter().zip(&plan.links) {
        let state = match planned.state {
            LinkState::Forward => "",
            LinkState::Backward => "backward",
            LinkState::Closed => "closed",
            LinkState::NotBuilt => "not built",
        };
        tell!("{:<20} {:>12.4} {:>12.3}  {state}", link.name, planned.flow_kg_s, planned.power_w / 1e3);
    }
    say!("");
    tell!("{:<20} {:>12}", "exchange", "kg/s");
    for (_, name, flow) in exchanges(market, plan) {
        tell!("{name:<20} {:>12.4}  {}", flow.abs(), way(flow));
    }
    if !plan.prices.bindings.is_empty() {
        say!("");
        tell!("{:<32} {:>14}", "limit that binds", "worth easing it");
    }
    for binding in &plan.prices.bindings {
        let (limit, (unit, size)) = (format!("{} of {}", binding.kind, binding.element), unit(binding.kind));
        tell!("{limit:<32} {:>14.4e} {unit}", binding.shadow_price * size);
    }
    Ok(())
}

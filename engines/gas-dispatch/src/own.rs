//! A network in our own format, with its market part, as a [`Market`].
//!
//! | network | market |
//! | --- | --- |
//! | node | junction between its least and greatest pressure; one that holds its pressure is fixed at it |
//! | `withdrawal_kg_per_s` of a node that no exchange names | a delivery (below zero: a receipt) of just that, without price |
//! | pipe, resistor | Weymouth pipe: friction of its wall in fully rough flow, compressibility half-way between its limits |
//! | loss resistor | the same: it loses its constant pressure where gas flows |
//! | constant losses of a station | loss resistors before and behind it, each with a junction between (`CS1 inlet`), |
//! | | and, of a compressor or where it is bypassed, valves before and beside it (`CS1 valve`, `CS1 bypass`) |
//! | constant losses of a candidate | the same, behind a short pipe that is built or not (`CS1`; the machine: `CS1 machine`) |
//! | check valve | a valve that passes forward only |
//! | valve, regulator, compressor | what they are set to is the plan's matter |
//! | storage | a store that gives and takes up to its limits |
//!
//! Power of compressors is that on the gas; limits and prices are those of the shaft, over the efficiency.

use std::collections::HashSet;

use gas_flow::fluid::{CompressibilityFactor, NORMAL_PRESSURE_PA, NORMAL_TEMPERATURE_K};
use gas_flow::format::own;
use gas_flow::network::{Compressor, Element, ElementKind, Node, NodeIndex, ReverseFlow, StationLosses};
use gas_flow::units::{FlowLimit, Pressure, Share};
use gas_flow::{Friction, Network};

use crate::dispatch::{
    Delivery, Direction, Gas, Junction, Link, LinkKind, Market, MarketError, Range, Receipt, Storage,
    weymouth_resistance,
};
use crate::horizon::{Contract, Exchange, Inventory, Standing, TakeOrPay};

/// A network as a market, and what it says about several periods.
#[derive(Debug, Clone, PartialEq)]
pub struct Converted {
    /// The market.
    pub market: Market,
    /// Contracts and stocks.
    pub standing: Standing,
    /// What of the network is taken otherwise.
    pub notes: Vec<String>,
}

/// Why a network is no market.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum OwnError {
    /// No gas goes in or out.
    #[error("the network has neither receipts nor deliveries: list them under market, or give its nodes withdrawals")]
    NothingExchanged,
    /// The market names what the network does not have.
    #[error("the market names {kind} \"{name}\", which the network does not have")]
    Unknown {
        /// "node" or "storage".
        kind: &'static str,
        /// Its id.
        name: String,
    },
    /// A node without limits of pressure.
    #[error("node \"{node}\" states no {limit}: give it there, or under market for all nodes that state none")]
    Unlimited {
        /// The node.
        node: String,
        /// The key.
        limit: &'static str,
    },
    /// A store that could give or take anything.
    #[error("storage \"{storage}\" states no {limit}, which a plan needs")]
    Boundless {
        /// The storage.
        storage: String,
        /// The key.
        limit: &'static str,
    },
    /// Parts that do not fit together.
    #[error(transparent)]
    Market(#[from] MarketError),
}

/// Heat capacity ratio κ of natural gas where no compressor tells one.
const HEAT_CAPACITY_RATIO: f64 = 1.3;
/// Gas constant of air, as [`Gas::constant_j_kg_k`] has it.
const AIR_J_KG_K: f64 = 286.76;
const JOULE_PER_KWH: f64 = 3.6e6;

/// The market of a network.
///
/// # Errors
/// [`OwnError`], with the element.
pub fn market(network: &Network, part: &own::Market) -> Result<Converted, OwnError> {
    let mut notes = Vec::new();
    let terms = &part.terms;
    let converter = Converter::new(network, terms)?;
    let candidates = part.candidates.iter().map(|one| (&one.element, Some(one.construction_cost)));
    let elements = || network.elements().iter().map(|element| (element, None)).chain(candidates.clone());
    let machines: Vec<&Compressor> = elements().filter_map(|(element, _)| machine(element)).collect();
    let mut market = Market {
        gas: Gas {
            specific_gravity: AIR_J_KG_K / converter.gas_constant_j_kg_k,
            temperature_k: network.fluid().temperature.si(),
            heat_capacity_ratio: machines.first().map_or(HEAT_CAPACITY_RATIO, |one| one.heat_capacity_ratio.si()),
        },
        links: elements().map(|(element, cost)| converter.link(element, cost)).collect(),
        junctions: converter.junctions,
        receipts: Vec::new(),
        deliveries: Vec::new(),
        transfers: Vec::new(),
        storages: storages(network, terms)?,
        economic_weight: 1.0,
        power_weight_per_w: terms.power_price_per_kwh / JOULE_PER_KWH / lowest_efficiency(&machines),
    };
    for (e, (element, _)) in elements().enumerate() {
        part_losses(&mut market, e, &element.kind);
    }
    exchanges(network, terms, &mut market)?;
    if market.receipts.len() + market.deliveries.len() + market.transfers.len() == 0 {
        return Err(OwnError::NothingExchanged);
    }
    if machines.iter().any(|one| Some(one.efficiency) != machines.first().map(|first| first.efficiency)) {
        notes.push("compressors differ in efficiency: power is priced with the lowest".to_owned());
    }
    if machines.iter().any(|one| one.fuel.is_some() || one.flow_min.is_some()) {
        notes.push("fuel and least flow of compressors do not count in a plan".to_owned());
    }
    let bought: HashSet<usize> = market.receipts.iter().map(|receipt| receipt.junction).collect();
    for well in network.wells().iter().filter(|well| !bought.contains(&well.node.get())) {
        notes.push(format!("well \"{}\" stands at no receipt: its gas is not in the market", well.id));
    }
    market.check()?;
    let standing = Standing { contracts: contracts(terms, &market)?, inventories: inventories(network, terms) };
    Ok(Converted { market, standing, notes })
}

fn machine(element: &Element) -> Option<&Compressor> {
    match &element.kind {
        ElementKind::Compressor(machine) => Some(machine),
        _ => None,
    }
}

fn lowest_efficiency(machines: &[&Compressor]) -> f64 {
    machines.iter().map(|one| one.efficiency).map(Share::si).fold(1.0, f64::min)
}

struct Converter<'a> {
    network: &'a Network,
    factor: CompressibilityFactor,
    gas_constant_j_kg_k: f64,
    junctions: Vec<Junction>,
}

impl<'a> Converter<'a> {
    fn new(network: &'a Network, terms: &own::Terms) -> Result<Self, OwnError> {
        let fluid = network.fluid();
        let gas_constant_j_kg_k = NORMAL_PRESSURE_PA / (fluid.density_normal.si() * NORMAL_TEMPERATURE_K);
        let junctions = network.nodes().iter().map(|node| junction(node, terms)).collect::<Result<_, _>>()?;
        Ok(Self { network, factor: fluid.compressibility_factor(), gas_constant_j_kg_k, junctions })
    }

    /// Speed of sound in an element, half-way between the limits of its ends.
    fn sound_speed_m_s(&self, element: &Element) -> f64 {
        let middle = |node: NodeIndex| {
            let Range { min, max } = self.junctions[node.get()].pressure_pa;
            0.5 * (min + max)
        };
        let (k, _) = self.factor.at(0.5 * (middle(element.from) + middle(element.to)));
        (k * self.gas_constant_j_kg_k * self.network.fluid().temperature.si()).sqrt()
    }

    fn link(&self, element: &Element, construction_cost: Option<f64>) -> Link {
        let mut flow_kg_s = Range::FREE;
        let forward = |most: Option<FlowLimit>| Range::new(0.0, most.map_or(f64::INFINITY, FlowLimit::si));
        let mostly_forward = |most, reverse_flow| match reverse_flow {
            ReverseFlow::Shut => forward(most),
            ReverseFlow::Bypass => Range { min: f64::NEG_INFINITY, ..forward(most) },
        };
        let sound_speed_m_s = self.sound_speed_m_s(element);
        let pipe = |drag: f64, diameter_m: f64| LinkKind::Pipe {
            resistance: weymouth_resistance(drag, diameter_m, sound_speed_m_s),
        };
        let kind = match &element.kind {
            ElementKind::Pipe(one) => {
                let diameter_m = one.diameter.si();
                let friction = Friction::default().factor(f64::INFINITY, one.roughness.si() / diameter_m);
                pipe(friction * one.length.si() / diameter_m + one.loss_coefficient.si(), diameter_m)
            }
            ElementKind::Resistor(one) if one.loss_coefficient.si() > 0.0 => {
                pipe(one.loss_coefficient.si(), one.diameter.si())
            }
            ElementKind::Resistor(_) | ElementKind::ShortPipe => LinkKind::ShortPipe,
            ElementKind::LossResistor(loss) => LinkKind::LossResistor { loss_pa: loss.si() },
            ElementKind::Valve(_) => LinkKind::Valve,
            ElementKind::CheckValve => {
                flow_kg_s = forward(None);
                LinkKind::Valve
            }
            ElementKind::Regulator(one) => {
                flow_kg_s = mostly_forward(one.flow_max, one.reverse_flow);
                LinkKind::Regulator { ratio: Range::new(0.0, 1.0) }
            }
            ElementKind::Compressor(one) => {
                flow_kg_s = mostly_forward(one.flow_max, one.reverse_flow);
                let ratio = Range::new(1.0, one.ratio_max.si());
                let direction = match one.reverse_flow {
                    ReverseFlow::Shut => Direction::OneWay,
                    ReverseFlow::Bypass => Direction::OneWayWithBypass,
                };
                let power_max_w = one.power_max.map_or(f64::INFINITY, |power| power.si() * one.efficiency.si());
                LinkKind::Compressor { ratio, power_max_w, direction }
            }
        };
        let [from, to] = [element.from, element.to].map(|end| self.network.node(end).height.si());
        let rise_m = if matches!(element.kind, ElementKind::Pipe(_)) { to - from } else { 0.0 };
        let link = Link::new(&element.id, element.from.get(), element.to.get(), kind);
        Link { flow_kg_s, construction_cost, ..link.climbing(rise_m, sound_speed_m_s) }
    }
}

/// Puts the constant losses of a station beside it, where it has any.
fn part_losses(market: &mut Market, place: usize, kind: &ElementKind) {
    let (losses, reverse_flow, lifts) = match kind {
        ElementKind::Regulator(one) => (one.losses, one.reverse_flow, false),
        ElementKind::Compressor(one) => (one.losses, one.reverse_flow, true),
        _ => return,
    };
    if losses == StationLosses::NONE {
        return;
    }
    let candidate = market.links[place].construction_cost.is_some();
    let station = if candidate { part_candidate(market, place) } else { place };
    let link = market.links[station].clone();
    let forward = Range { min: 0.0, ..link.flow_kg_s };
    if lifts || reverse_flow == ReverseFlow::Bypass {
        let flow_kg_s = if lifts { link.flow_kg_s } else { Range { max: 0.0, ..link.flow_kg_s } };
        let bypass = Link::new(format!("{} bypass", link.name), link.from, link.to, LinkKind::Valve);
        market.links.push(Link { flow_kg_s, ..bypass });
    }
    let mut parts = vec![(losses.inlet, "inlet", true), (losses.outlet, "outlet", false)];
    parts.retain(|(loss, ..)| loss.si() > 0.0);
    for (loss, word, inlet) in parts {
        let end = if inlet { link.from } else { link.to };
        let (loss_pa, Range { min, max }) = (loss.si(), market.junctions[end].pressure_pa);
        let range = if inlet { Range::new((min - loss_pa).max(0.0), max) } else { Range::new(min, max + loss_pa) };
        put_beside(market, station, inlet, (word, LinkKind::LossResistor { loss_pa }, forward), range);
    }
    if lifts {
        // Machines stand still behind a closed valve, at any pressure; in a market they would hold their ratio without flow too.
        let most = |end: usize| market.junctions[end].pressure_pa.max;
        let range = Range::new(0.0, most(link.from).max(most(link.to) + losses.outlet.si()));
        put_beside(market, station, true, ("valve", LinkKind::Valve, forward), range);
    }
    let one = &mut market.links[station];
    one.flow_kg_s = forward;
    if let LinkKind::Compressor { direction, .. } = &mut one.kind {
        *direction = Direction::OneWay;
    }
    if candidate {
        let part = std::mem::replace(&mut market.links[place].name, link.name);
        market.links[station].name = part;
    }
}

/// Puts a candidate behind a short pipe at its place, which is built in its stead: all that belongs to it, a bypass too, is there
/// only with it. Returns where the candidate is now.
fn part_candidate(market: &mut Market, place: usize) -> usize {
    let (start, flow_kg_s) = (market.links[place].from, market.links[place].flow_kg_s);
    let range = market.junctions[start].pressure_pa;
    put_beside(market, place, true, ("machine", LinkKind::ShortPipe, flow_kg_s), range);
    let station = market.links.len() - 1;
    market.links.swap(place, station);
    market.links[place].construction_cost = market.links[station].construction_cost.take();
    station
}

/// Puts a link between a station and the junction at its start or its end, with a new junction between.
fn put_beside(
    market: &mut Market,
    station: usize,
    at_start: bool,
    (word, kind, flow_kg_s): (&str, LinkKind, Range),
    pressure_pa: Range,
) {
    let (between, one) = (market.junctions.len(), &mut market.links[station]);
    let name = format!("{} {word}", one.name);
    let end = if at_start { &mut one.from } else { &mut one.to };
    let outside = std::mem::replace(end, between);
    let (from, to) = if at_start { (outside, between) } else { (between, outside) };
    market.junctions.push(Junction { name: name.clone(), pressure_pa });
    market.links.push(Link { flow_kg_s, ..Link::new(name, from, to, kind) });
}

fn junction(node: &Node, terms: &own::Terms) -> Result<Junction, OwnError> {
    let limit = |own: Option<Pressure>, all: Option<f64>, limit| {
        let pascal = own.map(Pressure::si).or(all.map(|bar| bar * gas_flow::units::PASCAL_PER_BAR));
        pascal.ok_or_else(|| OwnError::Unlimited { node: node.id.clone(), limit })
    };
    let pressure_pa = match node.fixed_pressure {
        Some(held) => Range::fixed(held.si()),
        None => Range::new(
            limit(node.pressure_min, terms.pressure_min_bar, "pressure_min_bar")?,
            limit(node.pressure_max, terms.pressure_max_bar, "pressure_max_bar")?,
        ),
    };
    Ok(Junction { name: node.id.clone(), pressure_pa })
}

/// Offers and bids, and what is withdrawn at nodes that none of them names.
fn exchanges(network: &Network, terms: &own::Terms, market: &mut Market) -> Result<(), OwnError> {
    let place = |node: &String| {
        let unknown = || OwnError::Unknown { kind: "node", name: node.clone() };
        network.node_by_id(node).map(NodeIndex::get).ok_or_else(unknown)
    };
    for one in &terms.receipts {
        market.receipts.push(Receipt {
            name: one.id.clone(),
            junction: place(&one.node)?,
            injection_kg_s: Range::new(one.min_kg_per_s, one.max_kg_per_s),
            offer_price: one.price_per_kg,
        });
    }
    for one in &terms.deliveries {
        market.deliveries.push(Delivery {
            name: one.id.clone(),
            junction: place(&one.node)?,
            withdrawal_kg_s: Range::new(one.min_kg_per_s, one.max_kg_per_s),
            bid_price: one.price_per_kg,
            priority: one.priority,
        });
    }
    for one in &terms.transfers {
        market.transfers.push(Delivery {
            name: one.id.clone(),
            junction: place(&one.node)?,
            withdrawal_kg_s: Range::new(one.min_kg_per_s, one.max_kg_per_s),
            bid_price: one.price_per_kg,
            priority: 0.0,
        });
    }
    let receipts = market.receipts.iter().map(|one| one.junction);
    let taken = market.deliveries.iter().chain(&market.transfers).map(|one| one.junction);
    let named: HashSet<usize> = receipts.chain(taken).collect();
    for (junction, node) in network.nodes().iter().enumerate().filter(|(n, _)| !named.contains(n)) {
        let (name, flow) = (node.id.clone(), node.withdrawal.si());
        if flow > 0.0 {
            let withdrawal_kg_s = Range::fixed(flow);
            market.deliveries.push(Delivery { name, junction, withdrawal_kg_s, bid_price: 0.0, priority: 0.0 });
        } else if flow < 0.0 {
            market.receipts.push(Receipt { name, junction, injection_kg_s: Range::fixed(-flow), offer_price: 0.0 });
        }
    }
    Ok(())
}

fn storages(network: &Network, terms: &own::Terms) -> Result<Vec<Storage>, OwnError> {
    if let Some(other) = terms.storages.iter().find(|one| network.storages().iter().all(|s| s.id != one.storage)) {
        return Err(OwnError::Unknown { kind: "storage", name: other.storage.clone() });
    }
    let store = |storage: &gas_flow::network::Storage| {
        let most = |limit: Option<FlowLimit>, key| {
            let boundless = || OwnError::Boundless { storage: storage.id.clone(), limit: key };
            limit.map(|most| Range::new(0.0, most.si())).ok_or_else(boundless)
        };
        Ok(Storage {
            name: storage.id.clone(),
            junction: storage.node.get(),
            injection_kg_s: most(storage.injection_max, "injection_max_kg_per_s")?,
            withdrawal_kg_s: most(storage.withdrawal_max, "withdrawal_max_kg_per_s")?,
            price: store_terms(terms, &storage.id).map_or(0.0, |one| one.price_per_kg),
        })
    };
    network.storages().iter().map(store).collect()
}

fn store_terms<'a>(terms: &'a own::Terms, storage: &str) -> Option<&'a own::StoreTerms> {
    terms.storages.iter().find(|one| one.storage == storage)
}

/// What each storage holds, as far as the market tells.
fn inventories(network: &Network, terms: &own::Terms) -> Vec<Option<Inventory>> {
    let inventory = |storage: &gas_flow::network::Storage| {
        let one = store_terms(terms, &storage.id)?;
        let stock_kg = Range::new(one.stock_min_kg, one.stock_max_kg?);
        let end_kg = Range::new(one.end_min_kg.unwrap_or(stock_kg.min), one.end_max_kg.unwrap_or(stock_kg.max));
        Some(Inventory { stock_kg, start_kg: one.start_kg?, end_kg })
    };
    network.storages().iter().map(inventory).collect()
}

fn contracts(terms: &own::Terms, market: &Market) -> Result<Vec<Contract>, MarketError> {
    let limits =
        |min: Option<f64>, max: Option<f64>| Range::new(min.unwrap_or(f64::NEG_INFINITY), max.unwrap_or(f64::INFINITY));
    let contract = |one: &own::Contract| {
        let wanted = "it must name exchanges of the market";
        let unknown = || MarketError::Horizon { what: format!("contract {}", one.id), wanted };
        let exchange = |id: &String| Exchange::find(market, id).ok_or_else(unknown);
        Ok(Contract {
            name: one.id.clone(),
            exchanges: one.exchanges.iter().map(exchange).collect::<Result<_, _>>()?,
            daily_kg: limits(one.daily_min_kg, one.daily_max_kg),
            total_kg: limits(one.total_min_kg, one.total_max_kg),
            take_or_pay: one
                .take_or_pay
                .as_ref()
                .map(|paid| TakeOrPay { least_kg: paid.least_kg, price: paid.price_per_kg }),
        })
    };
    terms.contracts.iter().map(contract).collect()
}

//! Nodal prices (节点价格) and the limits that make them.

use std::fmt;

use super::bounds::ratio_in_state;
use super::breakdown::Breakdown;
use super::core::{Core, Kind};
use super::local::Found;
use super::market::Market;
use super::states::{OFF, States};

/// A limit of the local programme, by place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    PressureMin(usize),
    PressureMax(usize),
    FlowMin(usize),
    FlowMax(usize),
    InletMin(usize),
    InletMax(usize),
    OutletMin(usize),
    OutletMax(usize),
    RatioMin(usize),
    RatioMax(usize),
    PowerMin(usize),
    PowerMax(usize),
    PointMin(usize),
    PointMax(usize),
    CouplingMin(usize),
    CouplingMax(usize),
}

/// What kind of limit is binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BindingKind {
    /// A junction's lowest pressure; shadow price per Pa.
    PressureMin,
    /// A junction's highest pressure; per Pa.
    PressureMax,
    /// A link's least flow; per kg/s.
    FlowMin,
    /// A link's most flow; per kg/s.
    FlowMax,
    /// A link's direction holds its flow at zero; per kg/s.
    Direction,
    /// A link's own limit on its inlet pressure; per Pa.
    InletPressure,
    /// A link's own limit on its outlet pressure; per Pa.
    OutletPressure,
    /// A compressor's or regulator's least ratio of the pressure at its end to that at its start; per unit of it.
    RatioMin,
    /// The greatest ratio, in the same sense.
    RatioMax,
    /// A compressor's power; per W.
    PowerMax,
    /// Least injection or withdrawal at a receipt, delivery, transfer or store; per kg/s.
    ExchangeMin,
    /// Most of it; per kg/s.
    ExchangeMax,
    /// Load which an earlier priority level was promised; per kg/s.
    PromisedLoad,
    /// A quantity of a contract over a day or the horizon; money per kg.
    Contract,
    /// What a store holds, or how it gets there from one period to the next; money per kg.
    Inventory,
}

impl fmt::Display for BindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PressureMin => "lowest pressure",
            Self::PressureMax => "highest pressure",
            Self::FlowMin => "least flow",
            Self::FlowMax => "most flow",
            Self::Direction => "direction",
            Self::InletPressure => "inlet pressure",
            Self::OutletPressure => "outlet pressure",
            Self::RatioMin => "least ratio",
            Self::RatioMax => "greatest ratio",
            Self::PowerMax => "most power",
            Self::ExchangeMin => "least quantity",
            Self::ExchangeMax => "most quantity",
            Self::PromisedLoad => "promised load",
            Self::Contract => "contract",
            Self::Inventory => "inventory",
        })
    }
}

/// A limit which the plan runs into, and what easing it by one unit would save.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// Which kind of limit.
    pub kind: BindingKind,
    /// The element that has it.
    pub element: String,
    /// Saving in the objective per unit of the limit eased (units at [`BindingKind`]).
    pub shadow_price: f64,
}

/// Prices at a locally best plan.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prices {
    /// Per junction, in the order of the market: what one more kg/s withdrawn there adds to the objective. In a maximised
    /// objective (served load) it is what is lost, so prices read the same: dear where gas is scarce.
    pub nodal: Vec<f64>,
    /// The limits which make them, the dearest first by its share of the objective's scale.
    pub bindings: Vec<Binding>,
    /// What the nodal prices are made of; see [`Prices::breakdown`].
    pub parts: Vec<Part>,
    /// Per relation between the periods of a horizon, what easing its lower side (or, below zero, its upper) saves per kg.
    pub linking: Vec<f64>,
}

/// What makes a part of a nodal price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The offer (or bid) of the exchange that provides one more kilogram, by name.
    Supply(String),
    /// Power of compressors, less what those save that need not lift at all.
    Power,
    /// A limit that binds, and the element that has it.
    Limit(BindingKind, String),
    /// Rounding, and limits that bind by rounding only.
    Rest,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Supply(name) => write!(f, "gas of {name}"),
            Self::Power => f.write_str("compressor power"),
            Self::Limit(kind, element) => write!(f, "{kind} of {element}"),
            Self::Rest => f.write_str("rounding"),
        }
    }
}

/// One cause's part of the nodal prices.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The cause.
    pub cause: Cause,
    /// Junctions by number with what it adds to their prices; nothing to those not listed.
    pub nodal: Vec<(usize, f64)>,
}

impl Prices {
    /// What the price at a junction is made of, the largest part first; the parts add up to the price.
    ///
    /// The supply is the cheapest that is not at a limit: one more kilogram at the junction comes from there. Each limit's part
    /// is what it costs that the network must make room for that kilogram within the limit, when all else adjusts as little as
    /// possible; it may be negative, where gas at the junction relieves the limit. Other limits of exchanges have no part.
    pub fn breakdown(&self, junction: usize) -> Vec<(&Cause, f64)> {
        let at = |part: &Part| part.nodal.iter().find(|n| n.0 == junction).map(|n| n.1);
        let mut parts: Vec<_> = self.parts.iter().filter_map(|part| Some((&part.cause, at(part)?))).collect();
        parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        parts
    }
}

impl Binding {
    /// Whether the limit spans several periods or levels.
    pub(crate) fn is_linking(&self) -> bool {
        matches!(self.kind, BindingKind::Contract | BindingKind::Inventory | BindingKind::PromisedLoad)
    }
}

/// Parts of prices below this, in scaled units, are not listed.
const UNLISTED: f64 = 1e-9;
/// Multipliers below this, in scaled units, are rounding.
const NOTHING: f64 = 1e-5;

pub(super) fn prices(market: &Market, core: &Core, states: &[States], found: &Found) -> Prices {
    let per_flow = core.scale.cost / core.scale.flow;
    let mut scaled: Vec<(f64, Binding)> = Vec::new();
    for &(limit, dual) in &found.limits {
        if dual.abs() <= NOTHING {
            continue;
        }
        if let Some((kind, element, unit)) = describe(market, core, (states, found), limit, dual) {
            let shadow_price = dual.abs() * core.scale.cost / unit;
            scaled.push((dual.abs(), Binding { kind, element, shadow_price }));
        }
    }
    scaled.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut linking = vec![0.0; core.couplings.len()];
    for &(limit, dual) in &found.limits {
        match limit {
            Limit::CouplingMin(k) => linking[k] += dual * per_flow,
            Limit::CouplingMax(k) => linking[k] -= dual * per_flow,
            _ => {}
        }
    }
    Prices {
        parts: parts(market, core, states, found),
        linking,
        nodal: found.balance.iter().map(|y| y * per_flow).collect(),
        bindings: scaled.into_iter().map(|s| s.1).collect(),
    }
}

/// Splits the nodal prices by cause.
fn parts(market: &Market, core: &Core, states: &[States], found: &Found) -> Vec<Part> {
    let per_flow = core.scale.cost / core.scale.flow;
    let mut system = Breakdown::new(core, states, found);
    let mut split: Vec<(Cause, Vec<f64>)> = Vec::new();
    for (p, values) in system.supplies() {
        split.push((Cause::Supply(point_name(market, core, p)), values));
    }
    if core.power_cost > 0.0 {
        split.push((Cause::Power, system.power(&found.limits)));
    }
    for &(limit, dual) in found.limits.iter().filter(|l| l.1.abs() > NOTHING && !spares_power(core, l.0)) {
        if let Some((kind, element, _)) = describe(market, core, (states, found), limit, dual) {
            split.push((Cause::Limit(kind, element), system.limit(limit, dual)));
        }
    }
    let mut rest = found.balance.clone();
    for (_, values) in &split {
        rest.iter_mut().zip(values).for_each(|(r, v)| *r -= v);
    }
    split.push((Cause::Rest, rest));
    let listed = |values: Vec<f64>| {
        let scaled = values.into_iter().enumerate().map(|(i, v)| (i, v * per_flow));
        scaled.filter(|(_, v)| v.abs() > UNLISTED * per_flow).collect::<Vec<_>>()
    };
    let parts = split.into_iter().map(|(cause, values)| Part { cause, nodal: listed(values) });
    parts.filter(|part| !part.nodal.is_empty()).collect()
}

/// Whether a limit says that a compressor lifts no more than it must: what it adds to prices belongs to those of power.
pub(super) fn spares_power(core: &Core, limit: Limit) -> bool {
    let Limit::RatioMin(e) = limit else { return false };
    core.power_cost > 0.0 && matches!(core.edges[e].kind, Kind::Compressor { .. })
}

/// Kind, element and size of one scaled unit of a limit. A fixed value is an equality: the sign of its dual says which side.
fn describe(
    market: &Market,
    core: &Core,
    (states, found): (&[States], &Found),
    limit: Limit,
    dual: f64,
) -> Option<(BindingKind, String, f64)> {
    let scale = core.scale;
    let open = |e: usize| states[e] != OFF;
    // d(pi) = 2 p dp, in scaled units.
    let per_pa = |i: usize| scale.pressure / (2.0 * found.at.squares[i].max(1e-9).sqrt());
    // d(r^2 pi) = 2 r pi dr.
    let ratio = |e: usize| ratio_in_state(core.edges[e].kind, states[e]);
    let per_ratio =
        |e: usize, squared: f64| 1.0 / (2.0 * squared.sqrt() * found.at.squares[core.edges[e].from]).max(1e-9);
    let link = |e: usize| market.links[e].name.clone();
    Some(match limit {
        Limit::PressureMin(i) | Limit::PressureMax(i) => {
            let low = if matches!(limit, Limit::PressureMin(_)) { dual > 0.0 } else { dual < 0.0 };
            let kind = if low { BindingKind::PressureMin } else { BindingKind::PressureMax };
            (kind, market.junctions[i].name.clone(), per_pa(i))
        }
        Limit::FlowMin(e) if found.at.flows[e].abs() > 1e-6 => (BindingKind::FlowMin, link(e), scale.flow),
        Limit::FlowMax(e) if found.at.flows[e].abs() > 1e-6 => (BindingKind::FlowMax, link(e), scale.flow),
        Limit::FlowMin(e) | Limit::FlowMax(e) if open(e) => (BindingKind::Direction, link(e), scale.flow),
        // No flow where closed, no power where none is needed: consequences, not causes.
        Limit::FlowMin(_) | Limit::FlowMax(_) | Limit::PowerMin(_) => return None,
        Limit::InletMin(e) | Limit::InletMax(e) => (BindingKind::InletPressure, link(e), per_pa(core.edges[e].from)),
        Limit::OutletMin(e) | Limit::OutletMax(e) => (BindingKind::OutletPressure, link(e), per_pa(core.edges[e].to)),
        Limit::RatioMin(e) => (BindingKind::RatioMin, link(e), per_ratio(e, ratio(e).min)),
        Limit::RatioMax(e) => (BindingKind::RatioMax, link(e), per_ratio(e, ratio(e).max)),
        Limit::PowerMax(e) => (BindingKind::PowerMax, link(e), scale.power),
        Limit::PointMin(p) | Limit::PointMax(p) if p >= core.blocks[4] => {
            (BindingKind::Inventory, core.extras[p - core.blocks[4]].clone(), scale.flow)
        }
        Limit::PointMin(p) | Limit::PointMax(p) => {
            let low = if matches!(limit, Limit::PointMin(_)) { dual > 0.0 } else { dual < 0.0 };
            let kind = if low { BindingKind::ExchangeMin } else { BindingKind::ExchangeMax };
            (kind, point_name(market, core, p), scale.flow)
        }
        Limit::CouplingMin(k) | Limit::CouplingMax(k) => {
            (core.couplings[k].kind, core.couplings[k].name.clone(), scale.flow)
        }
    })
}

fn point_name(market: &Market, core: &Core, p: usize) -> String {
    let [receipts, deliveries, transfers, filling, _] = core.blocks;
    match p {
        p if p < receipts => market.receipts[p].name.clone(),
        p if p < deliveries => market.deliveries[p - receipts].name.clone(),
        p if p < transfers => market.transfers[p - deliveries].name.clone(),
        p if p < filling => market.storages[p - transfers].name.clone(),
        p => market.storages[p - filling].name.clone(),
    }
}

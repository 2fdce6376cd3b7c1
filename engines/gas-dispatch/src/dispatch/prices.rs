//! Nodal prices (节点价格) and the limits that make them.

use super::core::Core;
use super::local::Found;
use super::market::Market;

/// A limit of the local programme, by place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    PressureMin(usize),
    PressureMax(usize),
    FlowMin(usize),
    FlowMax(usize),
    Inlet(usize),
    Outlet(usize),
    RatioMin(usize),
    RatioMax(usize),
    PowerMin(usize),
    PowerMax(usize),
    PointMin(usize),
    PointMax(usize),
    Floor,
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
    /// A link's own limit on its inlet pressure; per Pa.
    InletPressure,
    /// A link's own limit on its outlet pressure; per Pa.
    OutletPressure,
    /// A compressor's or regulator's least ratio of squared pressures; per unit of that times the inlet's squared pressure
    /// over the scale's, so only its sign and size among its like say something.
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
}

/// Multipliers below this, in scaled units, are rounding.
const NOTHING: f64 = 1e-5;

pub(super) fn prices(market: &Market, core: &Core, found: &Found) -> Prices {
    let per_flow = core.scale.cost / core.scale.flow;
    let mut scaled: Vec<(f64, Binding)> = Vec::new();
    for &(limit, dual) in &found.limits {
        if dual.abs() <= NOTHING {
            continue;
        }
        if let Some((kind, element, unit)) = describe(market, core, found, limit, dual) {
            let shadow_price = dual.abs() * core.scale.cost / unit;
            scaled.push((dual.abs(), Binding { kind, element, shadow_price }));
        }
    }
    scaled.sort_by(|a, b| b.0.total_cmp(&a.0));
    Prices {
        nodal: found.balance.iter().map(|y| y * per_flow).collect(),
        bindings: scaled.into_iter().map(|s| s.1).collect(),
    }
}

/// Kind, element and size of one scaled unit of a limit. A fixed value is an equality: the sign of its dual says which side.
fn describe(
    market: &Market,
    core: &Core,
    found: &Found,
    limit: Limit,
    dual: f64,
) -> Option<(BindingKind, String, f64)> {
    let scale = core.scale;
    // d(pi) = 2 p dp, in scaled units.
    let per_pa = |i: usize| scale.pressure / (2.0 * found.at.squares[i].max(1e-9).sqrt());
    let link = |e: usize| market.links[e].name.clone();
    Some(match limit {
        Limit::PressureMin(i) | Limit::PressureMax(i) => {
            let low = if matches!(limit, Limit::PressureMin(_)) { dual > 0.0 } else { dual < 0.0 };
            let kind = if low { BindingKind::PressureMin } else { BindingKind::PressureMax };
            (kind, market.junctions[i].name.clone(), per_pa(i))
        }
        Limit::FlowMin(e) if found.at.flows[e].abs() > 1e-6 => (BindingKind::FlowMin, link(e), scale.flow),
        Limit::FlowMax(e) if found.at.flows[e].abs() > 1e-6 => (BindingKind::FlowMax, link(e), scale.flow),
        // Zero flow against a direction, no power where none is needed: consequences, not causes.
        Limit::FlowMin(_) | Limit::FlowMax(_) | Limit::PowerMin(_) => return None,
        Limit::Inlet(e) => (BindingKind::InletPressure, link(e), per_pa(core.edges[e].from)),
        Limit::Outlet(e) => (BindingKind::OutletPressure, link(e), per_pa(core.edges[e].to)),
        Limit::RatioMin(e) => (BindingKind::RatioMin, link(e), 1.0),
        Limit::RatioMax(e) => (BindingKind::RatioMax, link(e), 1.0),
        Limit::PowerMax(e) => (BindingKind::PowerMax, link(e), scale.power),
        Limit::PointMin(p) | Limit::PointMax(p) => {
            let low = if matches!(limit, Limit::PointMin(_)) { dual > 0.0 } else { dual < 0.0 };
            let kind = if low { BindingKind::ExchangeMin } else { BindingKind::ExchangeMax };
            (kind, point_name(market, core, p), scale.flow)
        }
        Limit::Floor => (BindingKind::PromisedLoad, "earlier priority levels".to_owned(), scale.flow),
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

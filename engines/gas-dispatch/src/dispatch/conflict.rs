//! Why there is no plan: limits which cannot hold together.
//!
//! A set of limits is a conflict where nothing keeps them all, whatever becomes of the others. It is found by leaving limits out,
//! at first half of them at a time, as long as what is left is proved impossible; where that is carried through, none of those
//! left can be spared. What proves it is interval propagation, and where that is not enough, the relaxation, and where that is not
//! enough either, a short search.

use std::fmt;
use std::ops::ControlFlow;

use super::bounds::Bounds;
use super::conic::Failure;
use super::core::{Conditions, Core, Goal, Kind};
use super::effort::Effort;
use super::market::{Market, Range};
use super::relax::relax;
use super::search::search;
use super::sets::parts;
use super::states::OFF;

/// Limits that cannot hold together.
#[derive(Debug, Clone, PartialEq)]
pub enum Conflict {
    /// More must leave a part of the network than may enter it, or more must enter than may leave.
    Balance {
        /// A junction of the part.
        junction: String,
        /// Least that must leave (or enter), kg/s.
        least_kg_s: f64,
        /// Most that may enter (or leave), kg/s.
        most_kg_s: f64,
        /// Whether it is too much that must leave.
        leaves: bool,
    },
    /// These limits, of which each is needed for the conflict unless `rough`.
    Limits {
        /// The limits.
        limits: Vec<Clause>,
        /// Whether some of them might be spared: trying ended before it was through.
        rough: bool,
    },
}

/// One limit of one element.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// Its name; of a junction with the word before it.
    pub element: String,
    /// What is limited, with its unit.
    pub quantity: &'static str,
    /// The limits, in this unit.
    pub limits: Range,
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { element, quantity, limits: Range { min, max } } = self;
        match (min.is_finite(), max.is_finite()) {
            _ if min >= max => write!(f, "{element}: {quantity} is {min:.6}"),
            (true, true) => write!(f, "{element}: {quantity} from {min:.6} to {max:.6}"),
            (true, false) => write!(f, "{element}: {quantity} at least {min:.6}"),
            (false, true) => write!(f, "{element}: {quantity} at most {max:.6}"),
            (false, false) => write!(f, "{element}: {quantity}"),
        }
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Balance { junction, least_kg_s, most_kg_s, leaves } => {
                let [must, may] = if *leaves { ["leave", "enter"] } else { ["enter", "leave"] };
                write!(
                    f,
                    "of the network around junction {junction} {least_kg_s:.6} kg/s must {must}, but only {most_kg_s:.6} may {may}"
                )
            }
            Self::Limits { limits, rough } => {
                let rough = if *rough { " (not proved to be the fewest)" } else { "" };
                write!(f, "these limits cannot hold together{rough}: ")?;
                for (k, clause) in limits.iter().take(SHOWN).enumerate() {
                    write!(f, "{}{clause}", if k == 0 { "" } else { "; " })?;
                }
                match limits.len().saturating_sub(SHOWN) {
                    0 => Ok(()),
                    more => write!(f, "; and {more} more"),
                }
            }
        }
    }
}

/// Clauses that a message shows.
const SHOWN: usize = 12;
/// Most relaxations that are solved to leave limits out: fewer for large networks.
const RELAXATIONS: [usize; 2] = [60, 400];
const RELAXED_LINKS: usize = 40_000;
/// Most searches, and programmes of one: fewer for large networks.
const SEARCHES: usize = 100;
const SEARCHED_LINKS: usize = 2_000;
const SHORT: [usize; 2] = [40, 400];
const SHORT_LINKS: usize = 34_000;
/// What is left out: squared pressures and flows up to this, in scaled units.
const WIDE: f64 = 1e3;

/// A limit of the network, by the number of its element.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Limit {
    Pressure(usize),
    Exchange(usize),
    Flow(usize),
    Ratio(usize),
    Ends(usize),
    Power(usize),
    NotBuilt(usize),
}

/// Limits that cannot hold together, if the market has no plan and that can be told by a short search at most; `expand` says whether
/// candidates may be built. Asks before each trial whether it has to stop: then the limits are those left so far, `rough`, or none
/// where nothing is proved yet.
pub fn conflict(market: &Market, expand: bool, stops: &(dyn Fn() -> bool + Sync)) -> Option<Conflict> {
    market.check().ok()?;
    let conditions = Conditions { expand, ..Conditions::default() };
    let core = Core::new(market, &Goal::Feasible, &conditions);
    if let Some(found) = imbalance(market, &core) {
        return Some(found);
    }
    let built = Core::new(market, &Goal::Feasible, &Conditions { expand: true, ..Conditions::default() });
    let all = limits(market, &core);
    let eased = |kept: &[Limit]| eased(&core, &built, kept);
    let (links, [least, most]) = (core.edges.len().max(1), RELAXATIONS);
    let (limits, rough) = if empty(&eased(&all)) {
        shrink(all, usize::MAX, stops, |kept| empty(&eased(kept)))
    } else if !stops() && impossible(&eased(&all)) {
        shrink(all, (RELAXED_LINKS / links).clamp(least, most), stops, |kept| impossible(&eased(kept)))
    } else if refuted(&eased(&all), stops) {
        shrink(all, (SEARCHED_LINKS / links).min(SEARCHES), stops, |kept| refuted(&eased(kept), stops))
    } else {
        return None;
    };
    Some(Conflict::Limits { limits: limits.into_iter().map(|limit| clause(market, &core, limit)).collect(), rough })
}

/// A part that must let out more than may come in, or the other way round.
fn imbalance(market: &Market, core: &Core) -> Option<Conflict> {
    let part = parts(core.squares.len(), core.edges.iter().filter(|e| e.states != OFF).map(|e| (e.from, e.to)));
    let mut net = vec![[0.0; 4]; part.len()];
    for point in core.points.iter().filter(|p| p.sign != 0.0) {
        let [least_in, most_in, least_out, most_out] = &mut net[part[point.junction]];
        let (least, most) = (point.limits.min, point.limits.max);
        // What a point may take the other way counts there.
        let (own, other) = if point.sign > 0.0 {
            ([least_in, most_in], [least_out, most_out])
        } else {
            ([least_out, most_out], [least_in, most_in])
        };
        *own[0] += least.max(0.0);
        *own[1] += most.max(0.0);
        *other[0] += (-most).max(0.0);
        *other[1] += (-least).max(0.0);
    }
    (0..part.len()).find_map(|j| {
        let [least_in, most_in, least_out, most_out] = net[j];
        let beyond = |least: f64, most: f64| least > most + 1e-9 * (1.0 + most);
        let leaves = beyond(least_out, most_in);
        let (least, most) = if leaves { (least_out, most_in) } else { (least_in, most_out) };
        beyond(least, most).then(|| Conflict::Balance {
            junction: market.junctions[j].name.clone(),
            least_kg_s: least * core.scale.flow,
            most_kg_s: most * core.scale.flow,
            leaves,
        })
    })
}

/// All limits that the market sets.
fn limits(market: &Market, core: &Core) -> Vec<Limit> {
    let edges = || core.edges.iter().enumerate();
    let pressures = (0..core.squares.len()).map(Limit::Pressure);
    let exchanges = (0..core.blocks[4]).map(Limit::Exchange);
    let set = |range: Range, none: Range| range.meet(none) != none;
    let flows = market.links.iter().enumerate().filter(|(_, l)| set(l.flow_kg_s, Range::new(-1e20, 1e20)));
    let gas = Range::new(0.0, 1e20);
    let ends = market.links.iter().enumerate().filter(|(_, l)| set(l.inlet_pa, gas) || set(l.outlet_pa, gas));
    let ratios = edges().filter(|(_, e)| matches!(e.kind, Kind::Regulator { .. } | Kind::Compressor { .. }));
    let powers = edges().filter(|(_, e)| matches!(e.kind, Kind::Compressor { power_max, .. } if power_max.is_finite()));
    let absent = edges().filter(|(_, e)| e.states == OFF);
    powers
        .map(|(e, _)| Limit::Power(e))
        .chain(ratios.map(|(e, _)| Limit::Ratio(e)))
        .chain(ends.map(|(e, _)| Limit::Ends(e)))
        .chain(flows.map(|(e, _)| Limit::Flow(e)))
        .chain(absent.map(|(e, _)| Limit::NotBuilt(e)))
        .chain(pressures)
        .chain(exchanges)
        .collect()
}

/// The network with these limits alone.
fn eased(core: &Core, built: &Core, kept: &[Limit]) -> Core {
    let mut core = core.clone();
    let (old, free, any) = (core.clone(), Range::new(-WIDE, WIDE), Range::new(0.0, WIDE));
    core.squares.iter_mut().for_each(|r| r.max = WIDE);
    core.squares.iter_mut().for_each(|r| r.min = 1e-8);
    core.points.iter_mut().for_each(|p| p.limits = free);
    for (edge, candidate) in core.edges.iter_mut().zip(&built.edges) {
        (edge.flow, edge.inlet, edge.outlet, edge.states) = (free, any, any, candidate.states);
        match &mut edge.kind {
            Kind::Regulator { ratio } => *ratio = any,
            Kind::Compressor { ratio, power_max, .. } => (*ratio, *power_max) = (any, f64::INFINITY),
            _ => {}
        }
    }
    for limit in kept {
        keep(&mut core, &old, *limit);
    }
    core
}

/// Takes a limit over from the network as it is.
fn keep(core: &mut Core, old: &Core, limit: Limit) {
    match limit {
        Limit::Pressure(i) => core.squares[i] = old.squares[i],
        Limit::Exchange(p) => core.points[p].limits = old.points[p].limits,
        Limit::Flow(e) => core.edges[e].flow = old.edges[e].flow,
        Limit::Ends(e) => (core.edges[e].inlet, core.edges[e].outlet) = (old.edges[e].inlet, old.edges[e].outlet),
        Limit::NotBuilt(e) => core.edges[e].states = OFF,
        Limit::Ratio(e) => match (&mut core.edges[e].kind, old.edges[e].kind) {
            (Kind::Regulator { ratio }, Kind::Regulator { ratio: own })
            | (Kind::Compressor { ratio, .. }, Kind::Compressor { ratio: own, .. }) => *ratio = own,
            _ => {}
        },
        Limit::Power(e) => {
            let kinds = (&mut core.edges[e].kind, old.edges[e].kind);
            if let (Kind::Compressor { power_max, .. }, Kind::Compressor { power_max: own, .. }) = kinds {
                *power_max = own;
            }
        }
    }
}

fn empty(core: &Core) -> bool {
    Bounds::new(core).propagate(core).is_err()
}

fn impossible(core: &Core) -> bool {
    let mut bounds = Bounds::new(core);
    bounds.propagate(core).is_err() || matches!(relax(core, &bounds), Err(Failure::Infeasible))
}

/// Whether a short search proves that nothing works, before it has to stop.
fn refuted(core: &Core, stops: &(dyn Fn() -> bool + Sync)) -> bool {
    let effort = Effort { programmes: (SHORT_LINKS / core.edges.len().max(1)).clamp(SHORT[0], SHORT[1]), gap: 0.0 };
    let watch = |_| if stops() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let outcome = search(core, effort.watched(&watch), true, Vec::new());
    outcome.best.is_none() && !outcome.stopped && outcome.bound == f64::INFINITY
}

/// Leaves out what is not needed for the conflict, within so many trials and until it has to stop; says whether these did not
/// suffice.
fn shrink(
    mut all: Vec<Limit>,
    trials: usize,
    stops: &dyn Fn() -> bool,
    is_conflict: impl Fn(&[Limit]) -> bool,
) -> (Vec<Limit>, bool) {
    let (mut size, mut left) = (all.len().div_ceil(2), trials);
    loop {
        let mut at = 0;
        while at < all.len() {
            if left == 0 || stops() {
                return (all, true);
            }
            left -= 1;
            let end = (at + size).min(all.len());
            let rest: Vec<Limit> = all[..at].iter().chain(&all[end..]).copied().collect();
            if is_conflict(&rest) {
                all = rest;
            } else {
                at = end;
            }
        }
        if size == 1 {
            return (all, false);
        }
        size = size.div_ceil(2);
    }
}

fn clause(market: &Market, core: &Core, limit: Limit) -> Clause {
    let link = |e: usize| market.links[e].name.clone();
    let of = |range: Range, unit: f64| Range::new(range.min / unit, range.max / unit);
    let (element, quantity, limits) = match limit {
        Limit::Pressure(i) => {
            let junction = &market.junctions[i];
            (format!("junction {}", junction.name), "pressure in bar", of(junction.pressure_pa, 1e5))
        }
        Limit::Exchange(p) => {
            let flows = core.points[p].limits;
            (exchange(market, core, p), "kg/s", Range::new(flows.min * core.scale.flow, flows.max * core.scale.flow))
        }
        Limit::Flow(e) => (link(e), "flow in kg/s", market.links[e].flow_kg_s),
        Limit::Ends(e) => {
            (link(e), "pressure in bar at its ends", of(market.links[e].inlet_pa.meet(market.links[e].outlet_pa), 1e5))
        }
        Limit::Ratio(e) => match core.edges[e].kind {
            Kind::Regulator { ratio } | Kind::Compressor { ratio, .. } => {
                (link(e), "ratio of pressures", Range::new(ratio.min.sqrt(), ratio.max.sqrt()))
            }
            _ => (link(e), "ratio of pressures", Range::FREE),
        },
        Limit::Power(e) => match core.edges[e].kind {
            Kind::Compressor { power_max, .. } => {
                (link(e), "power in kW", Range::new(0.0, power_max * core.scale.power / 1e3))
            }
            _ => (link(e), "power", Range::FREE),
        },
        Limit::NotBuilt(e) => (link(e), "not built", Range::FREE),
    };
    Clause { element, quantity, limits }
}

fn exchange(market: &Market, core: &Core, p: usize) -> String {
    let [receipts, deliveries, transfers, filling, _] = core.blocks;
    match p {
        _ if p < receipts => market.receipts[p].name.clone(),
        _ if p < deliveries => market.deliveries[p - receipts].name.clone(),
        _ if p < transfers => market.transfers[p - deliveries].name.clone(),
        _ if p < filling => format!("filling of {}", market.storages[p - transfers].name),
        _ => format!("emptying of {}", market.storages[p - filling].name),
    }
}

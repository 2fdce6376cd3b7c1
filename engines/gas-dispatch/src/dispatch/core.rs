//! The market in scaled numbers: squared pressures, flows and powers of order one, and one linear objective to minimise.

use std::collections::BTreeMap;

use super::market::{Direction, LEAST_PRESSURE_PA, LinkKind, Market, Range};
use super::prices::BindingKind;
use super::sets::parts;
use super::states::{BACKWARD, FORWARD, OFF, STILL, States};

/// What a plan is to be best at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Goal {
    /// Anything that works.
    Feasible,
    /// Least weighted cost.
    Cost,
    /// Most served load; one weight per delivery.
    Load(Vec<f64>),
    /// Least construction cost.
    Construction,
}

/// Further linear conditions a goal brings along.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conditions {
    /// Variables besides the network's.
    pub extras: Vec<Extra>,
    /// Linear relations of exchanges.
    pub couplings: Vec<Coupling>,
    /// Most money to be spent on construction.
    pub budget: Option<f64>,
    /// Whether candidates may be built at all.
    pub expand: bool,
    /// The market has this many scenarios side by side, with the same links in each: what is built is built in all.
    pub scenarios: usize,
}

/// A variable besides the network's: what a store holds, what a contract's buyer leaves.
#[derive(Debug, Clone)]
pub(crate) struct Extra {
    pub name: String,
    /// kg/s, as if spread over one period.
    pub limits: Range,
    /// Money per kg.
    pub cost: f64,
}

/// An exchange of the market, by its place in its list, or an [`Extra`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Term {
    Receipt(usize),
    Delivery(usize),
    Transfer(usize),
    Filling(usize),
    Emptying(usize),
    Extra(usize),
}

/// `limits.min <= sum a q <= limits.max`, kg/s.
#[derive(Debug, Clone)]
pub(crate) struct Coupling<T = Term> {
    pub name: String,
    pub kind: BindingKind,
    pub terms: Vec<(T, f64)>,
    pub limits: Range,
}

/// The units of the scaled numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    /// Pa.
    pub pressure: f64,
    /// kg/s.
    pub flow: f64,
    /// W.
    pub power: f64,
    /// Unit of the objective.
    pub cost: f64,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// `pi_i - lift pi_j = w f |f|`.
    Pipe { w: f64 },
    /// Short pipe, open valve.
    Equal,
    /// `p_i - p_j = loss` in the direction of flow, and equal pressures without flow.
    Loss { loss: f64 },
    /// Ratio of squared pressures.
    Regulator { ratio: Range },
    /// Ratio of squared pressures, most power.
    Compressor { ratio: Range, power_max: f64, direction: Direction },
}

#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub from: usize,
    pub to: usize,
    pub kind: Kind,
    /// Flow while in service.
    pub flow: Range,
    /// Squared pressures at inlet and outlet while in service.
    pub inlet: Range,
    pub outlet: Range,
    pub states: States,
    /// Weight of the squared pressure at the end of a pipe; 1 on level ground.
    pub lift: f64,
    /// Number of the pair of junctions, and the link's pressure drop as a multiple of the pair's: below zero if the link runs
    /// the other way.
    pub pair: (usize, f64),
    /// Construction: what it adds to the objective, and what it costs in money.
    pub build: Option<(f64, f64)>,
}

/// Two junctions and the links between them whose ends lie equally high above each other.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub ends: [usize; 2],
    /// Weight of the squared pressure at the second end in the pressure drop.
    pub lift: f64,
    pub members: Vec<usize>,
}

/// A flow into the network (`sign` 1) or out of it (-1), or neither (0).
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub junction: usize,
    pub sign: f64,
    pub limits: Range,
    pub cost: f64,
}

#[derive(Debug, Clone)]
pub(super) struct Core {
    pub scale: Scale,
    pub squares: Vec<Range>,
    pub edges: Vec<Edge>,
    pub points: Vec<Point>,
    /// Cost of one scaled unit of power.
    pub power_cost: f64,
    /// `m / 2`: power is `f ((pi_out / pi_in)^(m / 2) - 1)` in scaled units.
    pub exponent: f64,
    /// Linear relations of points.
    pub couplings: Vec<Coupling<usize>>,
    pub budget: Option<f64>,
    /// Links of one scenario, where several lie side by side: every so many edges one and the same link comes again.
    pub repeat: Option<usize>,
    /// Ends of the blocks of points: receipts, deliveries, transfers, storage in, storage out; then come the extras.
    pub blocks: [usize; 5],
    /// Names of the extras.
    pub extras: Vec<String>,
    /// The pairs of junctions that have links between them.
    pub pairs: Vec<Pair>,
}

/// Limits at least this large are none: files write `1e100` for "unlimited".
const UNLIMITED: f64 = 1e20;

/// Pressures at which the equations describe what gas does.
const GASEOUS: Range = Range::new(LEAST_PRESSURE_PA, f64::INFINITY);

impl Core {
    pub fn new(market: &Market, goal: &Goal, conditions: &Conditions) -> Self {
        let mut points = points(market);
        let through = throughput(market, &points);
        let most = through.iter().copied().fold(0.0, f64::max);
        let extra = |e: &Extra| Point { junction: 0, sign: 0.0, limits: e.limits, cost: e.cost };
        points.extend(conditions.extras.iter().map(extra));
        let pressure = market.junctions.iter().map(|j| j.pressure_pa.max).fold(0.0, f64::max);
        let flow = typical_flow(market, pressure, most);
        let scale = Scale { pressure, flow, power: market.gas.specific_work_j_kg() * flow, cost: 1.0 };
        let blocks = blocks(market);
        let mut core = Self {
            scale,
            squares: market.junctions.iter().map(|j| squared(j.pressure_pa.meet(GASEOUS), pressure)).collect(),
            edges: market.links.iter().map(|l| edge(l, scale, through[l.from], conditions.expand)).collect(),
            points: Vec::new(),
            power_cost: 0.0,
            exponent: market.gas.work_exponent() / 2.0,
            couplings: conditions.couplings.iter().map(|c| coupled(c, &blocks, flow)).collect(),
            extras: conditions.extras.iter().map(|e| e.name.clone()).collect(),
            budget: conditions.budget,
            repeat: (conditions.scenarios > 1).then(|| market.links.len() / conditions.scenarios),
            blocks,
            pairs: Vec::new(),
        };
        core.number_pairs();
        for point in &mut points {
            point.limits = Range::new(point.limits.min / flow, point.limits.max / flow);
        }
        core.points = points;
        core.set_goal(market, goal);
        core
    }

    /// Numbers the pairs of junctions, so that parallel links know of each other.
    fn number_pairs(&mut self) {
        let mut numbers = BTreeMap::new();
        for (e, edge) in self.edges.iter_mut().enumerate() {
            let ends = [edge.from.min(edge.to), edge.from.max(edge.to)];
            let along = edge.from <= edge.to;
            let lift = if along { edge.lift } else { 1.0 / edge.lift };
            let pair = *numbers.entry((ends, lift.to_bits())).or_insert_with(|| {
                self.pairs.push(Pair { ends, lift, members: Vec::new() });
                self.pairs.len() - 1
            });
            self.pairs[pair].members.push(e);
            edge.pair = (pair, if along { 1.0 } else { -edge.lift });
        }
    }

    fn set_goal(&mut self, market: &Market, goal: &Goal) {
        let flow = self.scale.flow;
        for point in &mut self.points {
            point.cost *= if matches!(goal, Goal::Cost) { market.economic_weight * flow } else { 0.0 };
        }
        match goal {
            Goal::Feasible => {}
            Goal::Cost => self.power_cost = market.power_weight_per_w * self.scale.power,
            Goal::Load(weights) => {
                for (point, weight) in self.points[self.blocks[0]..self.blocks[1]].iter_mut().zip(weights) {
                    point.cost = -weight * flow;
                }
            }
            Goal::Construction => {
                for edge in &mut self.edges {
                    edge.build = edge.build.map(|(_, money)| (money, money));
                }
            }
        }
        // Scaled by what is bought, sold, served or built: power may weigh far more than all of it.
        let costs =
            self.points.iter().map(|p| p.cost.abs()).chain(self.edges.iter().filter_map(|e| e.build.map(|b| b.0)));
        let largest = costs.fold(0.0, f64::max);
        self.scale.cost = [largest, self.power_cost].into_iter().find(|c| *c > 0.0).unwrap_or(1.0);
        let cost = self.scale.cost;
        self.power_cost /= cost;
        self.points.iter_mut().for_each(|p| p.cost /= cost);
        self.edges.iter_mut().for_each(|e| e.build = e.build.map(|(objective, money)| (objective / cost, money)));
    }

    /// The edges that are one and the same candidate in several scenarios, candidate by candidate.
    pub fn copies(&self) -> impl Iterator<Item = impl Iterator<Item = usize> + Clone + use<'_>> + '_ {
        let links = self.repeat.unwrap_or_default();
        let candidates = (0..links).filter(|e| self.edges[*e].build.is_some());
        candidates.map(move |e| (e..self.edges.len()).step_by(links.max(1)))
    }

    /// The scaled objective of a point of the nonconvex problem.
    pub fn objective(&self, flows: &[f64], powers: &[f64], states: &[States]) -> f64 {
        let points: f64 = self.points.iter().zip(flows).map(|(p, q)| p.cost * q).sum();
        let power: f64 = powers.iter().sum();
        let built = self.edges.iter().zip(states).filter(|(_, s)| **s != OFF).filter_map(|(e, _)| e.build);
        points + self.power_cost * power + built.map(|b| b.0).sum::<f64>()
    }
}

fn limit(value: f64, unit: f64) -> f64 {
    if value.abs() >= UNLIMITED { value.signum() * f64::INFINITY } else { value / unit }
}

fn squared(range: Range, unit: f64) -> Range {
    let square = |p: f64| limit(p.max(0.0), unit).powi(2);
    Range::new(square(range.min), square(range.max))
}

fn points(market: &Market) -> Vec<Point> {
    let point = |junction, sign, limits, cost| Point { junction, sign, limits, cost };
    let receipts = market.receipts.iter().map(|r| point(r.junction, 1.0, r.injection_kg_s, r.offer_price));
    let out = market.deliveries.iter().chain(&market.transfers);
    let deliveries = out.map(|d| point(d.junction, -1.0, d.withdrawal_kg_s, -d.bid_price));
    let filling = market.storages.iter().map(|s| point(s.junction, -1.0, s.injection_kg_s, -s.price));
    let emptying = market.storages.iter().map(|s| point(s.junction, 1.0, s.withdrawal_kg_s, s.price));
    let mut all: Vec<Point> = receipts.chain(deliveries).chain(filling).chain(emptying).collect();
    for p in &mut all {
        p.limits = Range::new(limit(p.limits.min, 1.0), limit(p.limits.max, 1.0));
    }
    all
}

fn blocks(market: &Market) -> [usize; 5] {
    let sizes = [
        market.receipts.len(),
        market.deliveries.len(),
        market.transfers.len(),
        market.storages.len(),
        market.storages.len(),
    ];
    let mut end = 0;
    sizes.map(|size| {
        end += size;
        end
    })
}

/// Per junction, the most gas that can pass through its part of the network: the lesser of all that may enter the part and all
/// that may leave it, kg/s.
///
/// No link needs to carry more, unless gas runs in circles through compressors, which plans leave out.
fn throughput(market: &Market, points: &[Point]) -> Vec<f64> {
    let part = parts(market.junctions.len(), market.links.iter().map(|l| (l.from, l.to)));
    let mut totals = vec![[0.0; 2]; part.len()];
    for p in points {
        let [into, out] = &mut totals[part[p.junction]];
        let (least, most) = ((-p.limits.min).max(0.0), p.limits.max.max(0.0));
        *into += if p.sign > 0.0 { most } else { least };
        *out += if p.sign > 0.0 { least } else { most };
    }
    part.iter().map(|&root| totals[root][0].min(totals[root][1])).collect()
}

fn coupled(coupling: &Coupling, blocks: &[usize; 5], flow: f64) -> Coupling<usize> {
    let place = |term: Term| match term {
        Term::Receipt(k) => k,
        Term::Delivery(k) => blocks[0] + k,
        Term::Transfer(k) => blocks[1] + k,
        Term::Filling(k) => blocks[2] + k,
        Term::Emptying(k) => blocks[3] + k,
        Term::Extra(k) => blocks[4] + k,
    };
    Coupling {
        name: coupling.name.clone(),
        kind: coupling.kind,
        terms: coupling.terms.iter().map(|&(term, a)| (place(term), a)).collect(),
        limits: Range::new(coupling.limits.min / flow, coupling.limits.max / flow),
    }
}

fn typical_flow(market: &Market, pressure: f64, through: f64) -> f64 {
    let capacity = |link: &super::market::Link| match link.kind {
        LinkKind::Pipe { resistance } => Some(pressure / resistance.sqrt()),
        _ => None,
    };
    let mut capacities: Vec<f64> = market.links.iter().filter_map(capacity).collect();
    capacities.sort_by(f64::total_cmp);
    let median = capacities.get(capacities.len() / 2).copied().unwrap_or(f64::INFINITY);
    let flow = through.min(median);
    if flow > 0.0 && flow.is_finite() { flow } else { 1.0 }
}

fn edge(link: &super::market::Link, scale: Scale, through: f64, expand: bool) -> Edge {
    let candidate = link.construction_cost;
    let (kind, mut states) = kind(link, scale);
    if candidate.is_some() {
        states = if expand { states | OFF } else { OFF };
    }
    let flow = Range::new(limit(link.flow_kg_s.min, scale.flow), limit(link.flow_kg_s.max, scale.flow));
    // Twice what can pass, so that the cap itself never binds and never makes a price.
    let cap = 2.0 * through / scale.flow;
    Edge {
        from: link.from,
        to: link.to,
        kind,
        flow: flow.meet(Range::new(-cap, cap)),
        inlet: squared(link.inlet_pa, scale.pressure),
        outlet: squared(link.outlet_pa, scale.pressure),
        states,
        lift: link.lift,
        pair: (0, 1.0),
        build: candidate.map(|money| (0.0, money)),
    }
}

fn kind(link: &super::market::Link, scale: Scale) -> (Kind, States) {
    // A link that may not flow backward needs no state for it.
    let backward = if link.flow_kg_s.min < 0.0 { BACKWARD } else { 0 };
    let square = |r: Range| Range::new(r.min.max(0.0).powi(2), limit(r.max, 1.0).powi(2));
    match &link.kind {
        LinkKind::Pipe { resistance } => {
            (Kind::Pipe { w: resistance * (scale.flow / scale.pressure).powi(2) }, FORWARD | backward)
        }
        LinkKind::ShortPipe => (Kind::Equal, FORWARD),
        LinkKind::Valve => (Kind::Equal, FORWARD | OFF),
        LinkKind::LossResistor { loss_pa } => {
            let still = if link.flow_kg_s.excess(0.0) > 0.0 { 0 } else { STILL };
            (Kind::Loss { loss: loss_pa / scale.pressure }, FORWARD | backward | still)
        }
        LinkKind::Regulator { ratio } => (Kind::Regulator { ratio: square(*ratio) }, FORWARD | OFF | backward),
        LinkKind::Compressor { ratio, power_max_w, direction } => {
            let states = if *direction == Direction::OneWay { FORWARD } else { FORWARD | backward };
            let power_max = limit(*power_max_w, scale.power);
            (Kind::Compressor { ratio: square(*ratio), power_max, direction: *direction }, states)
        }
    }
}

//! What limits alone say: interval propagation over one box of the search.

use super::core::{Core, Edge, Kind, Point};
use super::market::{Direction, Range};
use super::sets::parts;
use super::states::{BACKWARD, BOTH, FORWARD, OFF, STILL, States, each};

/// One box of the search: ranges of squared pressures, link flows and point flows, and the states left to each link.
#[derive(Debug, Clone)]
pub(super) struct Bounds {
    pub squares: Vec<Range>,
    pub flows: Vec<Range>,
    pub points: Vec<Range>,
    /// Difference of squared pressures per pair of junctions: parallel links share it.
    pub drops: Vec<Range>,
    /// Flow of all links between a pair of junctions, from the first to the second.
    pub totals: Vec<Range>,
    pub states: Vec<States>,
}

/// The limits exclude each other: nothing in this box works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Empty;

/// Ranges may cross by this much before a box counts as empty (rounding).
const SLACK: f64 = 1e-9;
/// Rounds of propagation; each is linear in the network, and the first few gain most.
const ROUNDS: usize = 12;
/// A range must shrink by this share for another round to be worth it.
const WORTH: f64 = 1e-3;

impl Bounds {
    pub fn new(core: &Core) -> Self {
        Self {
            squares: core.squares.clone(),
            flows: core
                .edges
                .iter()
                .map(|e| if e.states & OFF != 0 { including_zero(e.flow) } else { e.flow })
                .collect(),
            points: core.points.iter().map(|p| p.limits).collect(),
            drops: vec![Range::FREE; core.pairs.len()],
            totals: vec![Range::FREE; core.pairs.len()],
            states: core.edges.iter().map(|e| e.states).collect(),
        }
    }

    /// Tightens all ranges until little is gained.
    pub fn propagate(&mut self, core: &Core) -> Result<(), Empty> {
        self.exchanges(core)?;
        for _ in 0..ROUNDS {
            let mut gained = false;
            for e in 0..core.edges.len() {
                gained |= self.edge(&core.edges[e], e)?;
            }
            gained |= self.copies(core)?;
            gained |= self.balance(core)?;
            if !gained {
                break;
            }
        }
        Ok(())
    }

    /// One link: drops impossible states, then takes the hull over those left.
    fn edge(&mut self, edge: &Edge, e: usize) -> Result<bool, Empty> {
        let (inlet, outlet, flow) = (self.squares[edge.from], self.squares[edge.to], self.flows[e]);
        let drop =
            self.drop(edge).meet(Range::new(inlet.min - edge.lift * outlet.max, inlet.max - edge.lift * outlet.min));
        let mut hull: Option<[Range; 3]> = None;
        let mut left = 0;
        for state in each(self.states[e]) {
            let Some(found) = in_state(edge, state, [inlet, outlet, flow, drop]) else { continue };
            left |= state;
            hull = Some(hull.map_or(found, |h| [0, 1, 2].map(|k| union(h[k], found[k]))));
        }
        let Some([inlet, outlet, flow]) = hull else { return Err(Empty) };
        self.states[e] = left;
        let mut gained = narrow(&mut self.squares[edge.from], inlet)?;
        gained |= narrow(&mut self.squares[edge.to], outlet)?;
        let drop = match edge.kind {
            Kind::Pipe { w } if left & OFF == 0 => {
                drop.meet(Range::new(w * flow.min * flow.min.abs(), w * flow.max * flow.max.abs()))
            }
            _ => drop,
        };
        let (pair, factor) = edge.pair;
        gained |= narrow(&mut self.drops[pair], scaled(drop, 1.0 / factor))?;
        Ok(gained | narrow(&mut self.flows[e], flow)?)
    }

    /// What a link loses of squared pressure from start to end.
    pub fn drop(&self, edge: &Edge) -> Range {
        let (pair, factor) = edge.pair;
        scaled(self.drops[pair], factor)
    }

    /// What is built, or is not, is so in every scenario.
    fn copies(&mut self, core: &Core) -> Result<bool, Empty> {
        let mut gained = false;
        for copies in core.copies() {
            let off = copies.clone().all(|e| self.states[e] & OFF != 0);
            let on = copies.clone().all(|e| self.states[e] & !OFF != 0);
            let possible = if off { OFF } else { 0 } | if on { !OFF } else { 0 };
            for e in copies {
                let left = self.states[e] & possible;
                if left == 0 {
                    return Err(Empty);
                }
                gained |= left != self.states[e];
                self.states[e] = left;
            }
        }
        Ok(gained)
    }

    /// What enters a part of the network leaves it again: each exchange lies within what the part's others leave.
    fn exchanges(&mut self, core: &Core) -> Result<(), Empty> {
        let part = parts(core.squares.len(), core.edges.iter().map(|e| (e.from, e.to)));
        let mut total = vec![Sum::default(); core.squares.len()];
        let points = || core.points.iter().enumerate().filter(|(_, p)| p.sign != 0.0);
        points().for_each(|(p, point)| total[part[point.junction]].add(self.points[p], point.sign));
        for (p, point) in points() {
            let (total, old) = (&mut total[part[point.junction]], self.points[p]);
            narrow(&mut self.points[p], total.without(old, point.sign))?;
            total.replace(old, self.points[p], point.sign);
        }
        Ok(())
    }

    /// The least that exchanges within their ranges can cost, in the scaled objective.
    pub fn least(&self, core: &Core) -> f64 {
        let cost = |(point, range): (&Point, &Range)| match point.cost {
            0.0 => 0.0,
            c => (c * range.min).min(c * range.max),
        };
        core.points.iter().zip(&self.points).map(cost).sum()
    }

    /// Each junction's balance: every flow lies within what the others leave.
    fn balance(&mut self, core: &Core) -> Result<bool, Empty> {
        let mut total = vec![Sum::default(); core.squares.len()];
        let mut gained = self.members(core)?;
        for (pair, flow) in core.pairs.iter().zip(&self.totals) {
            total[pair.ends[0]].add(*flow, -1.0);
            total[pair.ends[1]].add(*flow, 1.0);
        }
        let in_network = |point: &Point| point.sign != 0.0;
        for (point, flow) in core.points.iter().zip(&self.points).filter(|(p, _)| in_network(p)) {
            total[point.junction].add(*flow, point.sign);
        }
        for (p, pair) in core.pairs.iter().enumerate() {
            let ends = [(pair.ends[0], -1.0), (pair.ends[1], 1.0)];
            for (junction, sign) in ends {
                let old = self.totals[p];
                gained |= narrow(&mut self.totals[p], total[junction].without(old, sign))?;
                for (j, s) in ends {
                    total[j].replace(old, self.totals[p], s);
                }
            }
        }
        for (p, point) in core.points.iter().enumerate().filter(|(_, p)| in_network(p)) {
            let rest = total[point.junction].without(self.points[p], point.sign);
            let old = self.points[p];
            gained |= narrow(&mut self.points[p], rest)?;
            total[point.junction].replace(old, self.points[p], point.sign);
        }
        gained |= self.members(core)?;
        if total.iter().any(|t| !t.can_vanish()) { Err(Empty) } else { Ok(gained) }
    }

    /// The links between two junctions and their total. Pipes share their direction, so none carries more than all do.
    fn members(&mut self, core: &Core) -> Result<bool, Empty> {
        let mut gained = false;
        for (p, pair) in core.pairs.iter().enumerate() {
            let sign = |e: usize| core.edges[e].pair.1.signum();
            let mut rest = Sum::default();
            rest.add(self.totals[p], -1.0);
            pair.members.iter().for_each(|&e| rest.add(self.flows[e], sign(e)));
            let pipes = pair.members.iter().all(|e| matches!(core.edges[*e].kind, Kind::Pipe { .. }));
            for &e in &pair.members {
                let old = self.flows[e];
                let mut left = rest.without(old, sign(e));
                if pipes {
                    left = left.meet(scaled(including_zero(self.totals[p]), sign(e)));
                }
                gained |= narrow(&mut self.flows[e], left)?;
                rest.replace(old, self.flows[e], sign(e));
            }
            let sum = rest.without(self.totals[p], -1.0);
            gained |= narrow(&mut self.totals[p], sum)?;
        }
        Ok(gained)
    }
}

/// A sum of ranges which knows how many ends are infinite.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    low: f64,
    high: f64,
    unlimited: [i32; 2],
}

impl Sum {
    fn shift(&mut self, range: Range, sign: f64, times: i32) {
        let signed = scaled(range, sign);
        for (end, sum, unlimited) in [(signed.min, &mut self.low, 0), (signed.max, &mut self.high, 1)] {
            if end.is_finite() { *sum += f64::from(times) * end } else { self.unlimited[unlimited] += times }
        }
    }

    fn add(&mut self, range: Range, sign: f64) {
        self.shift(range, sign, 1);
    }

    fn replace(&mut self, old: Range, new: Range, sign: f64) {
        self.shift(old, sign, -1);
        self.shift(new, sign, 1);
    }

    /// The range that makes the sum zero, for one member given the others.
    fn without(mut self, member: Range, sign: f64) -> Range {
        self.shift(member, sign, -1);
        let low = if self.unlimited[1] > 0 { f64::NEG_INFINITY } else { -self.high };
        let high = if self.unlimited[0] > 0 { f64::INFINITY } else { -self.low };
        scaled(Range::new(low, high), sign)
    }

    fn can_vanish(&self) -> bool {
        let size = SLACK * (1.0 + self.low.abs() + self.high.abs());
        (self.unlimited[0] > 0 || self.low <= size) && (self.unlimited[1] > 0 || self.high >= -size)
    }
}

fn scaled(range: Range, factor: f64) -> Range {
    let [a, b] = [factor * range.min, factor * range.max];
    if factor > 0.0 { Range::new(a, b) } else { Range::new(b, a) }
}

fn union(a: Range, b: Range) -> Range {
    Range::new(a.min.min(b.min), a.max.max(b.max))
}

pub(super) fn including_zero(range: Range) -> Range {
    union(range, Range::fixed(0.0))
}

/// Intersects in place; says whether much was gained.
fn narrow(range: &mut Range, with: Range) -> Result<bool, Empty> {
    let met = range.meet(with);
    let size = SLACK * (1.0 + met.min.abs().min(met.max.abs()));
    if met.min > met.max + size {
        return Err(Empty);
    }
    let met = if met.min > met.max { Range::fixed(f64::midpoint(met.min, met.max)) } else { met };
    let (before, after) = (range.max - range.min, met.max - met.min);
    *range = met;
    Ok(after.is_finite() && (before.is_infinite() || before - after > WORTH * before.max(1e-6)))
}

/// The flow that a state allows within a box.
pub(super) fn flow_in_state(edge: &Edge, state: States, flow: Range) -> Range {
    let signed = match (state, edge.kind) {
        (OFF | STILL, _) => return flow.meet(Range::fixed(0.0)),
        (_, Kind::Equal) | (BOTH, _) => Range::FREE,
        (FORWARD, _) => Range::new(0.0, f64::INFINITY),
        _ => Range::new(f64::NEG_INFINITY, 0.0),
    };
    flow.meet(edge.flow).meet(signed)
}

/// The ends of a link in the order of the flow of `state`, and their limits while in service.
pub(super) fn service_limits(edge: &Edge, state: States) -> [Range; 2] {
    let free = Range::new(0.0, f64::INFINITY);
    match (edge.kind, state) {
        (Kind::Compressor { direction: Direction::Either, .. }, BACKWARD) => [edge.outlet, edge.inlet],
        (_, OFF) | (Kind::Compressor { .. }, BACKWARD) => [free; 2],
        _ => [edge.inlet, edge.outlet],
    }
}

/// Ranges of both ends' squared pressures and the flow in one state, or nothing if it cannot be.
fn in_state(edge: &Edge, state: States, [from, to, flow, drop]: [Range; 4]) -> Option<[Range; 3]> {
    let flow = flow_in_state(edge, state, flow);
    let [a, b] = service_limits(edge, state);
    let (mut from, mut to, mut flow) = (from.meet(a), to.meet(b), flow);
    match (edge.kind, state) {
        (_, OFF) => {}
        (Kind::Pipe { w }, _) => {
            let flow_of = |d: f64| d.signum() * (d.abs() / w).sqrt();
            flow = flow.meet(Range::new(flow_of(drop.min), flow_of(drop.max)));
            let drop = drop.meet(Range::new(w * flow.min * flow.min.abs(), w * flow.max * flow.max.abs()));
            let k = edge.lift;
            from = from.meet(Range::new(k * to.min + drop.min, k * to.max + drop.max));
            to = to.meet(Range::new((from.min - drop.max) / k, (from.max - drop.min) / k));
        }
        (Kind::Loss { loss }, FORWARD | BACKWARD) => {
            let shift = if state == FORWARD { loss } else { -loss };
            let moved = |r: Range, by: f64| {
                let square = |x: f64| (x.sqrt() + by).max(0.0).powi(2);
                Range::new(square(r.min), square(r.max))
            };
            from = from.meet(moved(to, shift));
            to = to.meet(moved(from, -shift));
        }
        _ => {
            let ratio = ratio_in_state(edge.kind, state);
            from = from
                .meet(Range::new(to.min / ratio.max, if ratio.min > 0.0 { to.max / ratio.min } else { f64::INFINITY }));
            to = to.meet(Range::new(from.min * ratio.min, from.max * ratio.max));
        }
    }
    let possible = |r: Range| r.min <= r.max + SLACK * (1.0 + r.max.abs());
    (possible(from) && possible(to) && possible(flow)).then_some([from, to, flow])
}

/// Whether a link in this state ties the squared pressures at its ends by a ratio.
pub(super) fn has_ratio(kind: Kind, state: States) -> bool {
    match kind {
        Kind::Pipe { .. } => false,
        Kind::Loss { .. } => state == STILL,
        _ => state != OFF,
    }
}

/// Squared pressure at `to` over that at `from`, for links which tie them by a ratio.
pub(super) fn ratio_in_state(kind: Kind, state: States) -> Range {
    match (kind, state) {
        (Kind::Regulator { ratio } | Kind::Compressor { ratio, .. }, FORWARD) => ratio,
        (Kind::Compressor { ratio, direction: Direction::Either, .. }, _) => {
            Range::new(1.0 / ratio.max, if ratio.min > 0.0 { 1.0 / ratio.min } else { f64::INFINITY })
        }
        _ => Range::fixed(1.0),
    }
}

//! What each nodal price is made of: a supply's offer, compressor power, and every limit that the network runs into.
//!
//! At a locally best plan the cost's gradient is a sum of multiples of the equations' gradients (prices `y`) and of the binding
//! limits' (shadow prices `m`): `A' y = c - sum m_l h_l`, with the equations' Jacobian `A`, over pressures, flows, powers and
//! one supply per connected part, the *base*: the cheapest that has room both ways. So `y` is a sum of one solution for `c`
//! and one for each limit. Each says what the limit adds to one more kilogram at each junction when the base provides it and
//! the network adjusts as little as possible otherwise: the solution of least squares, which is unique,
//!
//! ```text
//! | I  A' | | r |   | b |
//! | A  -d | | y | = | 0 |      b = c or -m_l h_l
//! ```

use clarabel::algebra::CscMatrix;
use clarabel::qdldl::{QDLDLFactorisation, QDLDLSettings};

use super::bounds::{has_ratio, ratio_in_state};
use super::core::Core;
use super::local::Found;
use super::nonlinear::expand;
use super::pieces::has_power;
use super::prices::{Limit, spares_power};
use super::states::{OFF, States};

/// Keeps equations that say the same twice (parallel short pipes) from dividing by zero.
const DELTA: f64 = 1e-11;
/// An exchange closer to its limit than this has no room, in scaled units.
const ROOM: f64 = 1e-6;

/// Columns of the system: squared pressures, flows of links in service, powers, one base per part.
pub(super) struct Columns {
    flows: Vec<Option<usize>>,
    powers: Vec<Option<usize>>,
    /// Number of the point, and its column.
    bases: Vec<(usize, usize)>,
    count: usize,
}

/// The factorised system.
pub(super) struct Breakdown<'a> {
    core: &'a Core,
    states: &'a [States],
    columns: Columns,
    /// `None` where it could not be factorised: then everything remains unexplained.
    system: Option<QDLDLFactorisation<f64>>,
    size: usize,
}

impl Columns {
    fn new(core: &Core, states: &[States], found: &Found) -> Self {
        let mut count = core.squares.len();
        let mut next = |wanted: bool| {
            count += usize::from(wanted);
            wanted.then(|| count - 1)
        };
        let flows = states.iter().map(|s| next(*s != OFF)).collect();
        let powers = core.edges.iter().zip(states).map(|(e, s)| next(*s != OFF && has_power(e, *s))).collect();
        let bases = bases(core, states, found).into_iter().filter_map(|p| Some((p, next(true)?))).collect();
        Self { flows, powers, bases, count }
    }
}

/// Per connected part, the exchange that provides one more kilogram: with room if there is one, a supply if there is one, the
/// cheapest of these.
fn bases(core: &Core, states: &[States], found: &Found) -> Vec<usize> {
    let open = core.edges.iter().zip(states).filter(|(_, s)| **s != OFF).map(|(e, _)| (e.from, e.to));
    let part = super::sets::parts(core.squares.len(), open);
    let rank = |p: usize| {
        let (point, q) = (&core.points[p], found.at.points[p]);
        let room = (q - point.limits.min).min(point.limits.max - q) > ROOM;
        (!room, point.sign < 0.0, point.sign * point.cost)
    };
    let mut best: Vec<Option<usize>> = vec![None; part.len()];
    for p in (0..core.points.len()).filter(|p| core.points[*p].sign != 0.0) {
        let place = &mut best[part[core.points[p].junction]];
        let better = |old: usize| rank(p).partial_cmp(&rank(old)).is_some_and(std::cmp::Ordering::is_lt);
        if place.is_none_or(better) {
            *place = Some(p);
        }
    }
    best.into_iter().flatten().collect()
}

impl<'a> Breakdown<'a> {
    pub fn new(core: &'a Core, states: &'a [States], found: &Found) -> Self {
        let columns = Columns::new(core, states, found);
        let rows = rows(core, states, found, &columns);
        let size = columns.count + rows.len();
        let mut entries: Vec<(usize, usize, f64)> = (0..columns.count).map(|j| (j, j, 1.0)).collect();
        for (k, row) in rows.into_iter().enumerate() {
            let at = columns.count + k;
            entries.extend(row.into_iter().map(|(j, a)| (j, at, a)));
            entries.push((at, at, -DELTA));
        }
        let (i, (j, v)): (Vec<_>, (Vec<_>, Vec<_>)) = entries.into_iter().map(|(i, j, v)| (i, (j, v))).unzip();
        let matrix = CscMatrix::new_from_triplets(size, size, i, j, v);
        let signs = (0..size).map(|k| if k < columns.count { 1 } else { -1 }).collect();
        let settings = QDLDLSettings { Dsigns: Some(signs), ..QDLDLSettings::default() };
        Self { core, states, columns, system: QDLDLFactorisation::new(&matrix, Some(settings)).ok(), size }
    }

    /// Per junction, in scaled units, what gradient `b` adds to the price.
    fn solve(&mut self, b: &[(usize, f64)]) -> Vec<f64> {
        let (first, n) = (self.columns.count, self.core.squares.len());
        let mut x = vec![0.0; self.size];
        for &(j, value) in b {
            x[j] += value;
        }
        match &mut self.system {
            Some(system) => system.solve(&mut x),
            None => x.fill(0.0),
        }
        x[first..first + n].to_vec()
    }

    /// What each base's own cost adds, with the base's number.
    pub fn supplies(&mut self) -> Vec<(usize, Vec<f64>)> {
        let bases = self.columns.bases.clone();
        bases.into_iter().map(|(p, j)| (p, self.solve(&[(j, self.core.points[p].cost)]))).collect()
    }

    /// What compressor power adds, less what is not needed because it is zero anyway, or the lift at its least.
    pub fn power(&mut self, limits: &[(Limit, f64)]) -> Vec<f64> {
        let mut b: Vec<_> = self.columns.powers.iter().flatten().map(|&j| (j, self.core.power_cost)).collect();
        for &(limit, dual) in limits {
            if let Limit::PowerMin(e) = limit {
                b.extend(self.columns.powers[e].map(|j| (j, -dual)));
            } else if spares_power(self.core, limit) {
                b.extend(self.gradient(limit).into_iter().map(|(j, h)| (j, -dual * h)));
            }
        }
        self.solve(&b)
    }

    /// What a limit with multiplier `dual` adds.
    pub fn limit(&mut self, limit: Limit, dual: f64) -> Vec<f64> {
        let b: Vec<_> = self.gradient(limit).into_iter().map(|(j, h)| (j, -dual * h)).collect();
        if b.is_empty() { vec![0.0; self.core.squares.len()] } else { self.solve(&b) }
    }

    /// Gradient of a limit written as `h >= 0`, on the columns; none where it does not touch them.
    fn gradient(&self, limit: Limit) -> Vec<(usize, f64)> {
        let (edges, columns) = (&self.core.edges, &self.columns);
        let one = |column: Option<usize>, sign: f64| column.map(|j| (j, sign)).into_iter().collect();
        let base = |p: usize| columns.bases.iter().find(|b| b.0 == p).map(|b| b.1);
        let ratio = |e: usize| ratio_in_state(edges[e].kind, self.states[e]);
        match limit {
            Limit::PressureMin(i) => vec![(i, 1.0)],
            Limit::PressureMax(i) => vec![(i, -1.0)],
            Limit::FlowMin(e) => one(columns.flows[e], 1.0),
            Limit::FlowMax(e) => one(columns.flows[e], -1.0),
            Limit::InletMin(e) => vec![(edges[e].from, 1.0)],
            Limit::InletMax(e) => vec![(edges[e].from, -1.0)],
            Limit::OutletMin(e) => vec![(edges[e].to, 1.0)],
            Limit::OutletMax(e) => vec![(edges[e].to, -1.0)],
            // One ratio and no other is an equation, not a limit.
            Limit::RatioMin(e) | Limit::RatioMax(e) if ratio(e).min >= ratio(e).max => Vec::new(),
            Limit::RatioMin(e) => vec![(edges[e].to, 1.0), (edges[e].from, -ratio(e).min)],
            Limit::RatioMax(e) => vec![(edges[e].to, -1.0), (edges[e].from, ratio(e).max)],
            Limit::PowerMin(e) => one(columns.powers[e], 1.0),
            Limit::PowerMax(e) => one(columns.powers[e], -1.0),
            Limit::PointMin(p) => one(base(p), 1.0),
            Limit::PointMax(p) => one(base(p), -1.0),
            Limit::CouplingMin(k) | Limit::CouplingMax(k) => {
                let sign = if matches!(limit, Limit::CouplingMin(_)) { 1.0 } else { -1.0 };
                let terms = self.core.couplings[k].terms.iter();
                terms.filter_map(|&(p, a)| Some((base(p)?, sign * a))).collect()
            }
        }
    }
}

/// The equations' gradients: balances of the junctions first.
fn rows(core: &Core, states: &[States], found: &Found, columns: &Columns) -> Vec<Vec<(usize, f64)>> {
    let mut rows = vec![Vec::new(); core.squares.len()];
    for (edge, column) in core.edges.iter().zip(&columns.flows) {
        let Some(j) = *column else { continue };
        rows[edge.from].push((j, -1.0));
        rows[edge.to].push((j, 1.0));
    }
    for &(p, j) in &columns.bases {
        rows[core.points[p].junction].push((j, core.points[p].sign));
    }
    for c in expand(core, states, &found.at) {
        let (edge, sign) = (&core.edges[c.edge], if c.is_power { -1.0 } else { 1.0 });
        let mut row = vec![(edge.from, sign * c.gradient[0]), (edge.to, sign * c.gradient[1])];
        row.extend(columns.flows[c.edge].map(|j| (j, sign * c.gradient[2])));
        row.extend(columns.powers[c.edge].filter(|_| c.is_power).map(|j| (j, 1.0)));
        rows.push(row);
    }
    for (edge, &state) in core.edges.iter().zip(states) {
        let ratio = ratio_in_state(edge.kind, state);
        if has_ratio(edge.kind, state) && ratio.min >= ratio.max {
            rows.push(vec![(edge.to, 1.0), (edge.from, -ratio.min)]);
        }
    }
    rows
}

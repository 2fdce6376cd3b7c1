//! One step of the local method: a convex quadratic programme around an iterate.

use super::bounds::{flow_in_state, has_ratio, ratio_in_state, service_limits};
use super::conic::{Affine, Conic, Failure, Row, Solution};
use super::core::{Core, Kind};
use super::market::Range;
use super::nonlinear::{Expansion, Iterate};
use super::prices::Limit;
use super::states::{OFF, States};

/// What a step is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask {
    /// Largest change of any squared pressure and link flow, and of exchanges where they are to move as little as possible.
    pub radius: f64,
    /// Price of violating a linearised equation; `None` demands them exactly.
    pub penalty: Option<f64>,
    /// Move as little as possible instead of improving the objective.
    pub restore: bool,
}

/// A step: where it leads, what the model expects there, and the multipliers.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub to: Iterate,
    pub model: f64,
    /// Multiplier of each expansion.
    pub multipliers: Vec<f64>,
    /// Which expansions are of power.
    pub powers: Vec<bool>,
    /// Multiplier of each junction's balance.
    pub balance: Vec<f64>,
    /// Limits with their multipliers.
    pub limits: Vec<(Limit, f64)>,
}

struct Builder<'a> {
    core: &'a Core,
    model: Conic,
    squares: Vec<usize>,
    flows: Vec<usize>,
    powers: Vec<Option<usize>>,
    points: Vec<usize>,
    limits: Vec<(Limit, Row)>,
}

/// Builds and solves the programme at `at`; `multipliers` weigh the curvature of `expansions`.
pub(super) fn step(
    core: &Core,
    states: &[States],
    at: &Iterate,
    expansions: &[Expansion],
    multipliers: &[f64],
    ask: Ask,
) -> Result<Step, Failure> {
    let mut builder = Builder::new(core, states, at, ask);
    let balance = builder.balance();
    builder.couplings();
    for (e, state) in states.iter().enumerate() {
        builder.link(e, *state);
    }
    builder.power_limits(ask.penalty);
    let rows: Vec<Row> = expansions.iter().map(|c| builder.expansion(c, at, ask.penalty)).collect();
    let mut constant = 0.0;
    if ask.restore {
        constant += builder.pulls(at);
    } else {
        for (c, y) in expansions.iter().zip(multipliers) {
            constant += builder.curvature(c, *y, at);
        }
    }
    let solution = builder.model.solve()?;
    let powers = expansions.iter().map(|c| c.is_power).collect();
    Ok(Step { powers, ..builder.read(&solution, constant, &rows, &balance) })
}

impl<'a> Builder<'a> {
    fn new(core: &'a Core, states: &[States], at: &Iterate, ask: Ask) -> Self {
        let mut model = Conic::default();
        let mut limits = Vec::new();
        let weight = if ask.restore { 0.0 } else { 1.0 };
        // Rows of the trust region stand in for limits outside it.
        let mut near = |range: Range, trust: Range, cost: f64, low: Limit, high: Limit| {
            let j = model.variable(cost * weight);
            let within = Range::new(range.min.max(trust.min.min(range.max)), range.max.min(trust.max.max(range.min)));
            let [a, b] = model.between(vec![(j, 1.0)], within);
            limits.extend(a.filter(|_| within.min <= range.min).map(|row| (low, row)));
            limits.extend(b.filter(|_| within.max >= range.max).map(|row| (high, row)));
            j
        };
        let around = |x: f64| Range::new(x - ask.radius, x + ask.radius);
        let squares = core
            .squares
            .iter()
            .enumerate()
            .map(|(i, r)| near(*r, around(at.squares[i]), 0.0, Limit::PressureMin(i), Limit::PressureMax(i)))
            .collect();
        let flows = (0..core.edges.len())
            .map(|e| {
                let range = service_flow(core, e, states[e]);
                near(range, around(at.flows[e]), 0.0, Limit::FlowMin(e), Limit::FlowMax(e))
            })
            .collect();
        let points = core
            .points
            .iter()
            .enumerate()
            .map(|(p, point)| {
                let trust = if ask.restore { around(at.points[p]) } else { Range::FREE };
                near(point.limits, trust, point.cost, Limit::PointMin(p), Limit::PointMax(p))
            })
            .collect();
        let powers = core
            .edges
            .iter()
            .enumerate()
            .map(|(e, edge)| match edge.kind {
                Kind::Compressor { .. } => Some(near(
                    Range::new(0.0, f64::INFINITY),
                    Range::FREE,
                    core.power_cost,
                    Limit::PowerMin(e),
                    Limit::PowerMax(e),
                )),
                _ => None,
            })
            .collect();
        Self { core, model, squares, flows, powers, points, limits }
    }

    fn balance(&mut self) -> Vec<Option<Row>> {
        let mut rows = vec![Affine::default(); self.core.squares.len()];
        for (edge, &f) in self.core.edges.iter().zip(&self.flows) {
            rows[edge.from].terms.push((f, -1.0));
            rows[edge.to].terms.push((f, 1.0));
        }
        for (point, &q) in self.core.points.iter().zip(&self.points).filter(|(p, _)| p.sign != 0.0) {
            rows[point.junction].terms.push((q, point.sign));
        }
        rows.into_iter().map(|row| (!row.terms.is_empty()).then(|| self.model.equal(row))).collect()
    }

    /// Promised loads, contracts, inventories. A budget is a matter of the states alone: the search sees to it.
    fn couplings(&mut self) {
        for (k, coupling) in self.core.couplings.iter().enumerate() {
            let terms = coupling.terms.iter().map(|&(p, a)| (self.points[p], a)).collect();
            let [low, high] = self.model.between(terms, coupling.limits);
            self.limits.extend(low.map(|row| (Limit::CouplingMin(k), row)));
            self.limits.extend(high.map(|row| (Limit::CouplingMax(k), row)));
        }
    }

    /// Limits on power, with slack at a price if violations are allowed.
    fn power_limits(&mut self, penalty: Option<f64>) {
        for (e, edge) in self.core.edges.iter().enumerate() {
            let (Kind::Compressor { power_max, .. }, Some(power)) = (edge.kind, self.powers[e]) else { continue };
            if power_max.is_infinite() {
                continue;
            }
            let mut row = Affine::new([(power, -1.0)], power_max);
            if let Some(slack) = slack(&mut self.model, penalty) {
                row = row.plus(slack, 1.0);
            }
            let row = self.model.at_least(row);
            self.limits.push((Limit::PowerMax(e), row));
        }
    }

    /// The linear relations of a link in service.
    fn link(&mut self, e: usize, state: States) {
        let edge = &self.core.edges[e];
        let (i, j) = (self.squares[edge.from], self.squares[edge.to]);
        for ((var, range), at) in [i, j]
            .into_iter()
            .zip(service_limits(edge, state))
            .zip([[Limit::InletMin(e), Limit::InletMax(e)], [Limit::OutletMin(e), Limit::OutletMax(e)]])
        {
            let rows = self.model.within(var, if range.min > 0.0 { range.min } else { f64::NEG_INFINITY }, range.max);
            self.limits.extend(at.into_iter().zip(rows).filter_map(|(limit, row)| Some((limit, row?))));
        }
        if !has_ratio(edge.kind, state) {
            return;
        }
        let ratio = ratio_in_state(edge.kind, state);
        if ratio.min >= ratio.max {
            let row = self.model.equal(Affine::new([(j, 1.0), (i, -ratio.min)], 0.0));
            return self.limits.push((Limit::RatioMin(e), row));
        }
        if ratio.min > 0.0 {
            let row = self.model.at_least(Affine::new([(j, 1.0), (i, -ratio.min)], 0.0));
            self.limits.push((Limit::RatioMin(e), row));
        }
        if ratio.max.is_finite() {
            let row = self.model.at_least(Affine::new([(j, -1.0), (i, ratio.max)], 0.0));
            self.limits.push((Limit::RatioMax(e), row));
        }
    }

    /// The linearised relation, with slack at a price if violations are allowed.
    fn expansion(&mut self, c: &Expansion, at: &Iterate, penalty: Option<f64>) -> Row {
        let edge = &self.core.edges[c.edge];
        let vars = [self.squares[edge.from], self.squares[edge.to], self.flows[c.edge]];
        let here = [at.squares[edge.from], at.squares[edge.to], at.flows[c.edge]];
        let sign = if c.is_power { -1.0 } else { 1.0 };
        let offset = c.value - c.gradient.iter().zip(here).map(|(g, x)| g * x).sum::<f64>();
        let terms: Vec<_> = vars.into_iter().zip(c.gradient).map(|(v, g)| (v, sign * g)).collect();
        let mut row = Affine::new(terms, sign * offset);
        if let (true, Some(power)) = (c.is_power, self.powers[c.edge]) {
            row = row.plus(power, 1.0);
        }
        if c.is_power {
            return self.model.at_least(row);
        }
        for sign in [1.0, -1.0] {
            if let Some(slack) = slack(&mut self.model, penalty) {
                row = row.plus(slack, sign);
            }
        }
        self.model.equal(row)
    }

    /// Minimises the step's square. Returns the objective's constant.
    fn pulls(&mut self, at: &Iterate) -> f64 {
        let squares = self.squares.iter().copied().zip(at.squares.iter().copied());
        let flows = self.flows.iter().copied().zip(at.flows.iter().copied());
        let points = self.points.iter().copied().zip(at.points.iter().copied());
        let all: Vec<_> = squares.chain(flows).chain(points).collect();
        all.into_iter().map(|(var, here)| self.pull(var, here)).sum()
    }

    /// Adds `1/2 (x - here)^2`.
    fn pull(&mut self, var: usize, here: f64) -> f64 {
        self.model.quadratic(var, var, 0.5);
        self.model.add_cost(var, -here);
        0.5 * here * here
    }

    /// Adds the curvature of the Lagrangian that one relation brings, shifted to be convex.
    fn curvature(&mut self, c: &Expansion, multiplier: f64, at: &Iterate) -> f64 {
        // Equations enter the Lagrangian as -y c, powers as +z P.
        let y = if c.is_power { multiplier.max(0.0) } else { -multiplier };
        let [aa, ab, af, bb, bf, ff] = c.curvature.map(|h| h * y);
        let rows = [[aa, ab, af], [ab, bb, bf], [af, bf, ff]];
        let gershgorin = |k: usize| rows[k].iter().map(|h| h.abs()).sum::<f64>() - rows[k][k].abs() - rows[k][k];
        let shift = (0..3).map(gershgorin).fold(0.0, f64::max);
        if shift == 0.0 && rows.iter().flatten().all(|h| *h == 0.0) {
            return 0.0;
        }
        let edge = &self.core.edges[c.edge];
        let vars = [self.squares[edge.from], self.squares[edge.to], self.flows[c.edge]];
        let here = [at.squares[edge.from], at.squares[edge.to], at.flows[c.edge]];
        let mut constant = 0.0;
        for k in 0..3 {
            for l in k..3 {
                let h = rows[k][l] + if k == l { shift } else { 0.0 };
                let half = if k == l { 0.5 * h } else { h };
                self.model.quadratic(vars[k], vars[l], half);
                self.model.add_cost(vars[k], -half * here[l]);
                self.model.add_cost(vars[l], -half * here[k]);
                constant += half * here[k] * here[l];
            }
        }
        constant
    }

    fn read(&self, solution: &Solution, constant: f64, rows: &[Row], balance: &[Option<Row>]) -> Step {
        let pick = |vars: &[usize]| vars.iter().map(|&j| solution.x[j]).collect::<Vec<_>>();
        let to = Iterate {
            squares: pick(&self.squares),
            flows: pick(&self.flows),
            powers: self.powers.iter().map(|j| j.map_or(0.0, |j| solution.x[j])).collect(),
            points: pick(&self.points),
        };
        Step {
            to,
            model: solution.objective + constant,
            powers: Vec::new(),
            multipliers: rows.iter().map(|row| solution.dual(*row)).collect(),
            balance: balance.iter().map(|row| row.map_or(0.0, |row| solution.dual(row))).collect(),
            limits: self.limits.iter().map(|&(limit, row)| (limit, solution.dual(row))).collect(),
        }
    }
}

/// A variable that pays for a violation; none if violations are not allowed.
fn slack(model: &mut Conic, penalty: Option<f64>) -> Option<usize> {
    let slack = model.variable(penalty?);
    model.at_least(Affine::new([(slack, 1.0)], 0.0));
    Some(slack)
}

/// Flow limits of a link in service; a pipe's flow may turn, so its state does not bind the sign.
fn service_flow(core: &Core, e: usize, state: States) -> Range {
    let edge = &core.edges[e];
    match edge.kind {
        Kind::Pipe { .. } if state != OFF => edge.flow,
        _ => flow_in_state(edge, state, Range::FREE),
    }
}

//! The convex relaxation over one box: the hull of the states left to each link, in perspective form.
//!
//! A link with one state is written on the network's own variables; so is a pipe with flow either way, whose hull is known in
//! closed form ([`super::pieces::alternatives`]). A link with several gets, for each of them `s`, a copy of
//! its variables and a share `lambda_s >= 0`, `sum lambda_s = 1`: the copies lie in `lambda_s` times the state's convex set
//! and add up to the network's variables. That is the tightest convex set which holds all of them.

use super::bounds::Bounds;
use super::branch::Quantity;
use super::bundle::bundles;
use super::conic::{Affine, Conic, Failure, Row};
use super::core::Core;
use super::pieces::{Piece, alternatives, piece, settled};
use super::states::{OFF, States};

/// The relaxation's optimum.
#[derive(Debug, Clone)]
pub(super) struct Relaxed {
    pub squares: Vec<f64>,
    pub flows: Vec<f64>,
    pub powers: Vec<f64>,
    pub points: Vec<f64>,
    /// Share of each state left, per link.
    pub shares: Vec<Vec<(States, f64)>>,
    /// Per link, what the bound would gain at first if the curve were followed where a chord or plane stands in for it: sum of
    /// their multipliers.
    pub weights: Vec<f64>,
    /// No plan in the box costs less.
    pub bound: f64,
}

pub(super) struct Variables {
    pub squares: Vec<usize>,
    pub flows: Vec<usize>,
    powers: Vec<Option<usize>>,
    points: Vec<usize>,
    pub shares: Vec<Vec<(States, usize)>>,
    /// Rows that stand in for a link's curve, with the link.
    chords: Vec<(usize, Row)>,
    /// Construction cost of what is certainly built.
    constant: f64,
}

/// The least that `sign` times a quantity can be in the relaxation, the objective kept below `cutoff`.
pub(super) fn extreme(
    core: &Core,
    bounds: &Bounds,
    quantity: Quantity,
    sign: f64,
    cutoff: f64,
) -> Result<f64, Failure> {
    let (mut model, vars) = build(core, bounds);
    let var = match quantity {
        Quantity::Flow(e) => vars.flows[e],
        Quantity::Square(i) => vars.squares[i],
    };
    model.aim(var, sign, cutoff - vars.constant);
    Ok(model.solve()?.bound)
}

/// Solves the relaxation.
pub(super) fn relax(core: &Core, bounds: &Bounds) -> Result<Relaxed, Failure> {
    let (model, vars) = build(core, bounds);
    let found = model.solve()?;
    let pick = |indices: &[usize]| indices.iter().map(|&j| found.x[j]).collect::<Vec<_>>();
    let shares = vars.shares.iter().map(|s| s.iter().map(|&(state, j)| (state, found.x[j])).collect()).collect();
    let mut weights = vec![0.0; core.edges.len()];
    vars.chords.iter().for_each(|&(e, row)| weights[e] += found.dual(row));
    Ok(Relaxed {
        weights,
        squares: pick(&vars.squares),
        flows: pick(&vars.flows),
        powers: vars.powers.iter().map(|j| j.map_or(0.0, |j| found.x[j])).collect(),
        points: pick(&vars.points),
        shares,
        bound: found.bound + vars.constant,
    })
}

fn build(core: &Core, bounds: &Bounds) -> (Conic, Variables) {
    let mut model = Conic::default();
    let mut vars = variables(&mut model, core, bounds);
    let mut spent = Affine::default();
    for e in 0..core.edges.len() {
        link(&mut model, &mut vars, core, bounds, e, &mut spent);
    }
    bundles(&mut model, &vars, core, bounds);
    same_in_all_scenarios(&mut model, &vars, core);
    balance(&mut model, &vars, core);
    for coupling in &core.couplings {
        let terms = coupling.terms.iter().map(|&(p, a)| (vars.points[p], a)).collect();
        model.between(terms, coupling.limits);
    }
    if let Some(budget) = core.budget {
        let size = budget.abs().max(1.0);
        let terms: Vec<_> = spent.terms.iter().map(|&(j, c)| (j, -c / size)).collect();
        model.at_least(Affine::new(terms, (budget - spent.constant) / size));
    }
    (model, vars)
}

/// A candidate's share of not being built is one for all scenarios.
fn same_in_all_scenarios(model: &mut Conic, vars: &Variables, core: &Core) {
    let off = |e: usize| vars.shares[e].iter().find(|s| s.0 == OFF).map(|s| s.1);
    for copies in core.copies() {
        let shares: Vec<usize> = copies.filter_map(off).collect();
        for pair in shares.windows(2) {
            model.equal(Affine::new([(pair[0], 1.0), (pair[1], -1.0)], 0.0));
        }
    }
}

fn variables(model: &mut Conic, core: &Core, bounds: &Bounds) -> Variables {
    let mut ranged = |range: &super::market::Range, cost: f64| {
        let j = model.variable(cost);
        model.within(j, range.min, range.max);
        j
    };
    let squares = bounds.squares.iter().map(|r| ranged(r, 0.0)).collect();
    let flows = bounds.flows.iter().map(|r| ranged(r, 0.0)).collect();
    let points = bounds.points.iter().zip(&core.points).map(|(r, p)| ranged(r, p.cost)).collect();
    let compresses = |kind| matches!(kind, super::core::Kind::Compressor { .. });
    let powers = core.edges.iter().map(|e| compresses(e.kind).then(|| model.variable(core.power_cost))).collect();
    Variables {
        squares,
        flows,
        powers,
        points,
        shares: vec![Vec::new(); core.edges.len()],
        chords: Vec::new(),
        constant: 0.0,
    }
}

fn link(model: &mut Conic, vars: &mut Variables, core: &Core, bounds: &Bounds, e: usize, spent: &mut Affine) {
    let edge = &core.edges[e];
    let states = bounds.states[e];
    let own = [Some(vars.squares[edge.from]), Some(vars.squares[edge.to]), Some(vars.flows[e]), vars.powers[e]];
    let (objective, money) = edge.build.unwrap_or((0.0, 0.0));
    if settled(edge, states) {
        if states != OFF {
            vars.constant += objective;
            spent.constant += money;
        }
        let chords = write(model, &piece(core, bounds, e, states), own, None);
        return vars.chords.extend(chords.into_iter().map(|row| (e, row)));
    }
    let mut sums = own.map(|var| var.map(|j| Affine::new([(j, -1.0)], 0.0)));
    let mut all = Affine::new([], -1.0);
    for state in alternatives(edge, states) {
        let share = model.variable(if state == OFF { 0.0 } else { objective });
        model.at_least(Affine::new([(share, 1.0)], 0.0));
        if state != OFF && money != 0.0 {
            spent.terms.push((share, money));
        }
        let copy = own.map(|var| var.map(|_| model.variable(0.0)));
        for (sum, var) in sums.iter_mut().zip(copy) {
            if let (Some(sum), Some(j)) = (sum.as_mut(), var) {
                sum.terms.push((j, 1.0));
            }
        }
        let chords = write(model, &piece(core, bounds, e, state), copy, Some(share));
        vars.chords.extend(chords.into_iter().map(|row| (e, row)));
        all = all.plus(share, 1.0);
        vars.shares[e].push((state, share));
    }
    model.equal(all);
    for sum in sums.into_iter().flatten() {
        model.equal(sum);
    }
}

/// Writes a piece on given variables, its constants multiplied by the share (1 if none). Returns the rows of chords and planes.
fn write(model: &mut Conic, piece: &Piece, vars: [Option<usize>; 4], share: Option<usize>) -> Vec<Row> {
    let mut chords = Vec::new();
    let scaled = |affine: Affine, k: f64| match share {
        Some(j) => affine.plus(j, k),
        None => Affine { constant: k, ..affine },
    };
    for row in &piece.rows {
        let terms: Vec<_> =
            vars.iter().zip(row.a).filter(|(_, a)| *a != 0.0).filter_map(|(v, a)| v.map(|j| (j, a))).collect();
        if terms.is_empty() {
            continue;
        }
        let affine = scaled(Affine::new(terms, 0.0), row.k);
        let several = row.a.iter().filter(|a| **a != 0.0).count() > 1;
        let written = if row.equal { model.equal(affine) } else { model.at_least(affine) };
        if (several && row.a[2] != 0.0) || row.a[3] > 0.0 {
            chords.push(written);
        }
    }
    if let (Some([w, a, b]), [Some(from), Some(to), Some(flow), _]) = (piece.parabola, vars) {
        let root = w.sqrt();
        let drop = Affine::new([(from, a), (to, b)], 0.0);
        model.rotated(Affine::new([(flow, root)], 0.0), &drop, &scaled(Affine::default(), 1.0));
    }
    if let [Some(from), Some(to), Some(flow), _] = vars {
        for bend in &piece.bends {
            let excess = model.variable(0.0);
            model.at_least(Affine::new([(excess, 1.0)], 0.0));
            model.at_least(scaled(Affine::new([(excess, 1.0), (flow, -bend.sign)], 0.0), bend.start));
            let [a, b, c] = bend.a;
            let line = scaled(Affine::new([(from, a), (to, b), (flow, c)], 0.0), bend.k);
            let root = Affine::new([(excess, bend.w.sqrt())], 0.0);
            chords.push(model.rotated(root, &line, &scaled(Affine::default(), 1.0)));
        }
    }
    chords
}

fn balance(model: &mut Conic, vars: &Variables, core: &Core) {
    let mut rows = vec![Affine::default(); core.squares.len()];
    for (edge, &f) in core.edges.iter().zip(&vars.flows) {
        rows[edge.from].terms.push((f, -1.0));
        rows[edge.to].terms.push((f, 1.0));
    }
    for (point, &q) in core.points.iter().zip(&vars.points).filter(|(p, _)| p.sign != 0.0) {
        rows[point.junction].terms.push((q, point.sign));
    }
    for row in rows.into_iter().filter(|row| !row.terms.is_empty()) {
        model.equal(row);
    }
}

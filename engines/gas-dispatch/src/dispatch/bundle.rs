//! Parallel pipes with candidates among them, taken together.
//!
//! Pipes between the same two junctions share their pressure drop `d`, and together they are one pipe: `d = w F |F|` with
//! `1 / sqrt w = sum 1 / sqrt w_e` over those that are built. The hull of `(d, F)` over all choices of candidates is far
//! tighter than what the candidates' own hulls say: it knows that two halves of a pipe are not the pipe.

use super::conic::{Affine, Conic};
use super::core::{Core, Kind, Pair};
use super::market::Range;
use super::relax::Variables;
use super::states::{BACKWARD, FORWARD, OFF};
use super::{bounds::Bounds, core::Edge};

/// Most candidates of one bundle; there is a set for every choice among them and each direction.
const MOST: usize = 5;

/// Adds the hull of each bundle that has an open choice.
pub(super) fn bundles(model: &mut Conic, vars: &Variables, core: &Core, bounds: &Bounds) {
    for (p, pair) in core.pairs.iter().enumerate() {
        let pipes: Vec<usize> = pair.members.iter().copied().filter(|e| bounds.states[*e] != OFF).collect();
        let all_pipes = pipes.iter().all(|e| matches!(core.edges[*e].kind, Kind::Pipe { .. }));
        let open = |e: &usize| bounds.states[*e] & OFF != 0;
        let (candidates, standing): (Vec<usize>, Vec<usize>) = pipes.iter().partition(|e| open(e));
        if all_pipes && pipes.len() > 1 && (1..=MOST).contains(&candidates.len()) {
            hull(model, vars, core, pair, [bounds.drops[p], bounds.totals[p]], &candidates, &standing);
        }
    }
}

fn conductance(edge: &Edge) -> f64 {
    // In the pair's direction: a link the other way has its drop multiplied by -1 / factor.
    let w_pair = |w: f64| w / edge.pair.1.abs();
    if let Kind::Pipe { w } = edge.kind { 1.0 / w_pair(w).sqrt() } else { 0.0 }
}

fn hull(
    model: &mut Conic,
    vars: &Variables,
    core: &Core,
    pair: &Pair,
    [drop, total]: [Range; 2],
    candidates: &[usize],
    standing: &[usize],
) {
    let base: f64 = standing.iter().map(|e| conductance(&core.edges[*e])).sum();
    let [i, j] = pair.ends.map(|junction| vars.squares[junction]);
    let (mut shares, mut drops) = (Affine::new([], -1.0), Affine::new([(i, -1.0), (j, pair.lift)], 0.0));
    let flow = |&e: &usize| (vars.flows[e], -core.edges[e].pair.1.signum());
    let mut flows = Affine::new(candidates.iter().chain(standing).map(flow).collect::<Vec<_>>(), 0.0);
    let mut off = vec![Affine::default(); candidates.len()];
    for choice in 0..1usize << candidates.len() {
        let built = |c: usize| choice >> c & 1 == 1;
        let chosen = candidates.iter().enumerate().filter(|(c, _)| built(*c));
        let sum = base + chosen.map(|(_, e)| conductance(&core.edges[*e])).sum::<f64>();
        for direction in [FORWARD, BACKWARD] {
            let Some([share, d, f]) = one(model, sum, direction, drop, total) else { continue };
            shares.terms.push((share, 1.0));
            drops.terms.push((d, 1.0));
            flows.terms.push((f, 1.0));
            off.iter_mut().enumerate().filter(|(c, _)| !built(*c)).for_each(|(_, row)| row.terms.push((share, 1.0)));
        }
    }
    for (row, &e) in off.into_iter().zip(candidates) {
        // The candidate's own share of not being built; 1 less all others would say the same.
        if let Some(&(_, own)) = vars.shares[e].iter().find(|s| s.0 == OFF) {
            model.equal(row.plus(own, -1.0));
        }
    }
    for row in [shares, drops, flows] {
        model.equal(row);
    }
}

/// Share, drop and flow of one choice in one direction; nothing if it cannot be.
fn one(model: &mut Conic, sum: f64, direction: u8, drop: Range, total: Range) -> Option<[usize; 3]> {
    let half = if direction == FORWARD { Range::new(0.0, f64::INFINITY) } else { Range::new(f64::NEG_INFINITY, 0.0) };
    let sign = if direction == FORWARD { 1.0 } else { -1.0 };
    let (mut drop, mut total) = (drop, total.meet(half));
    let w = 1.0 / (sum * sum);
    if sum > 0.0 {
        let flow_of = |d: f64| d.signum() * d.abs().sqrt() * sum;
        let drop_of = |f: f64| w * f * f.abs();
        total = loose(total.meet(Range::new(flow_of(drop.min), flow_of(drop.max))))?;
        drop = loose(drop.meet(half).meet(Range::new(drop_of(total.min), drop_of(total.max))))?;
    } else {
        // Nothing built carries nothing, once for both directions.
        total = loose(total.meet(Range::fixed(0.0))).filter(|_| direction == FORWARD)?;
    }
    let [share, d, f] = [0; 3].map(|_| model.variable(0.0));
    model.at_least(Affine::new([(share, 1.0)], 0.0));
    for (var, range) in [(d, drop), (f, total)] {
        if range.min.is_finite() {
            model.at_least(Affine::new([(var, 1.0), (share, -range.min)], 0.0));
        }
        if range.max.is_finite() {
            model.at_least(Affine::new([(var, -1.0), (share, range.max)], 0.0));
        }
    }
    if sum > 0.0 {
        let curve = Affine::new([(d, sign)], 0.0);
        model.rotated(Affine::new([(f, w.sqrt())], 0.0), &curve, &Affine::new([(share, 1.0)], 0.0));
        if total.min.is_finite() && total.max.is_finite() {
            // f^2 <= (a + b) f - a b on [a, b].
            let terms = [(d, -sign), (f, w * (total.min + total.max)), (share, -w * total.min * total.max)];
            model.at_least(Affine::new(terms, 0.0));
        }
    }
    Some([share, d, f])
}

/// The range widened by rounding; nothing if it is empty by more than that.
fn loose(range: Range) -> Option<Range> {
    let slack = 1e-9 * (1.0 + range.min.abs().min(range.max.abs()));
    (range.min <= range.max + slack).then(|| Range::new(range.min - slack, range.max + slack))
}

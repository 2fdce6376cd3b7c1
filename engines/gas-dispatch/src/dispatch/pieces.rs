//! For each state of a link, a convex set that holds every `(pi_i, pi_j, f, t)` the state allows within a box.
//!
//! `t` is the power in scaled units. A pipe with known flow direction is exact but for the side of the parabola that is not
//! convex: there the chord over the box's flow range stands in. Power is underestimated: `r^m - 1` by its secant, products by
//! McCormick planes, `1 / pi` by tangents.

use super::bounds::{Bounds, flow_in_state, ratio_in_state, service_limits};
use super::core::{Core, Edge, Kind};
use super::market::{Direction, Range};
use super::states::{BACKWARD, BOTH, FORWARD, OFF, States, each};

/// `a . (pi_i, pi_j, f, t) + k >= 0`, or `= 0`.
#[derive(Debug, Clone, Copy)]
pub(super) struct LocalRow {
    pub a: [f64; 4],
    pub k: f64,
    pub equal: bool,
}

/// A convex set of one state.
#[derive(Debug, Clone, Default)]
pub(super) struct Piece {
    pub rows: Vec<LocalRow>,
    /// `w f^2 <= a pi_i + b pi_j`, as `[w, a, b]`.
    pub parabola: Option<[f64; 3]>,
    pub bends: Vec<Bend>,
}

/// `w u^2 <= a . (pi_i, pi_j, f) + k` with `u = max(0, sign f - start)`: a line that goes over into a parabola.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bend {
    pub w: f64,
    pub a: [f64; 3],
    pub k: f64,
    pub sign: f64,
    pub start: f64,
}

/// What a link's relaxation chooses from: its states, but that a pipe with flow either way is one convex set.
pub(super) fn alternatives(edge: &Edge, states: States) -> impl Iterator<Item = States> {
    let pipe = matches!(edge.kind, Kind::Pipe { .. });
    let ways = if pipe { states & BOTH } else { 0 };
    std::iter::once(ways).filter(|ways| *ways != 0).chain(each(states & !ways))
}

/// Whether there is nothing left to choose.
pub(super) fn settled(edge: &Edge, states: States) -> bool {
    alternatives(edge, states).count() == 1
}

const FROM: usize = 0;
const TO: usize = 1;
const POWER: usize = 3;

impl Piece {
    fn at_least(&mut self, a: [f64; 4], k: f64) {
        self.rows.push(LocalRow { a, k, equal: false });
    }

    fn equal(&mut self, a: [f64; 4], k: f64) {
        self.rows.push(LocalRow { a, k, equal: true });
    }

    fn within(&mut self, coordinate: usize, range: Range) {
        let mut unit = [0.0; 4];
        unit[coordinate] = 1.0;
        if range.min.is_finite() && range.min >= range.max {
            return self.equal(unit, -range.min);
        }
        if range.min.is_finite() {
            self.at_least(unit, -range.min);
        }
        if range.max.is_finite() {
            unit[coordinate] = -1.0;
            self.at_least(unit, range.max);
        }
    }

    /// `low x_a <= x_b <= high x_a`.
    fn ratio(&mut self, ratio: Range) {
        if ratio.min >= ratio.max {
            return self.equal([-ratio.min, 1.0, 0.0, 0.0], 0.0);
        }
        if ratio.max.is_finite() {
            self.at_least([ratio.max, -1.0, 0.0, 0.0], 0.0);
        }
        if ratio.min > 0.0 {
            self.at_least([-ratio.min, 1.0, 0.0, 0.0], 0.0);
        }
    }
}

/// The set of `state` of link `e` in a box which propagation has left possible; where that is the link's only state, without
/// what the box says already.
pub(super) fn piece(core: &Core, bounds: &Bounds, e: usize, state: States) -> Piece {
    let edge = &core.edges[e];
    let mut piece = Piece::default();
    let flow = flow_in_state(edge, state, bounds.flows[e]);
    let [a, b] = service_limits(edge, state);
    let (from, to) = (bounds.squares[edge.from].meet(a), bounds.squares[edge.to].meet(b));
    let alone = bounds.states[e] == state;
    let box_ranges = [bounds.squares[edge.from], bounds.squares[edge.to], bounds.flows[e]];
    for (coordinate, (range, known)) in [from, to, flow].into_iter().zip(box_ranges).enumerate() {
        if !alone || range != known {
            piece.within(coordinate, range);
        }
    }
    let mut drop = bounds.drop(edge);
    if let (Kind::Pipe { w }, true) = (edge.kind, alone) {
        drop = beyond(drop, Range::new(w * flow.min * flow.min.abs(), w * flow.max * flow.max.abs()));
    }
    if drop.max.is_finite() {
        piece.at_least([-1.0, edge.lift, 0.0, 0.0], drop.max);
    }
    if drop.min.is_finite() {
        piece.at_least([1.0, -edge.lift, 0.0, 0.0], -drop.min);
    }
    match (edge.kind, state) {
        (_, OFF) => piece.equal([0.0, 0.0, 0.0, 1.0], 0.0),
        (Kind::Pipe { w }, BOTH) if flow.min < 0.0 && flow.max > 0.0 => either_way(&mut piece, w, edge.lift, flow),
        (Kind::Pipe { w }, _) => pipe(&mut piece, w, edge.lift, flow),
        (Kind::Loss { loss }, FORWARD | BACKWARD) => loss_resistor(&mut piece, loss, state, from, to),
        (Kind::Compressor { .. }, _) => compressor(core, &mut piece, edge, state, [from, to, flow]),
        _ => piece.ratio(ratio_in_state(edge.kind, state)),
    }
    if !has_power(edge, state) {
        piece.equal([0.0, 0.0, 0.0, 1.0], 0.0);
    }
    piece
}

/// The ends of a range which `implied` does not imply.
fn beyond(range: Range, implied: Range) -> Range {
    let slack = 1e-9 * (1.0 + implied.max.abs() + implied.min.abs());
    let min = if range.min > implied.min + slack { range.min } else { f64::NEG_INFINITY };
    Range::new(min, if range.max < implied.max - slack { range.max } else { f64::INFINITY })
}

/// Whether the link needs power in this state.
pub(super) fn has_power(edge: &Edge, state: States) -> bool {
    match edge.kind {
        Kind::Compressor { direction, .. } => state == FORWARD || (state == BACKWARD && direction == Direction::Either),
        _ => state == OFF,
    }
}

fn pipe(piece: &mut Piece, w: f64, lift: f64, flow: Range) {
    let sign = if flow.max > 0.0 { 1.0 } else { -1.0 };
    let lift = sign * lift;
    piece.parabola = Some([w, sign, -lift]);
    if flow.min.is_finite() && flow.max.is_finite() {
        // f^2 <= (a + b) f - a b on [a, b].
        piece.at_least([-sign, lift, w * (flow.min + flow.max), 0.0], -w * flow.min * flow.max);
    }
}

/// The hull of `d = w f |f|` over a range of flows with zero inside: from below, the tangent through the left end up to where it
/// touches the parabola, and then the parabola, or the chord if it touches beyond the right end; from above the same mirrored.
fn either_way(piece: &mut Piece, w: f64, lift: f64, flow: Range) {
    for (sign, far, near) in [(1.0, -flow.min, flow.max), (-1.0, flow.max, -flow.min)] {
        if far.is_infinite() {
            continue;
        }
        let touch = far * (2.0_f64.sqrt() - 1.0);
        let slope = if touch < near { 2.0 * w * touch } else { w * (near * near + far * far) / (near + far) };
        // sign d + w far^2 - slope (sign f + far) >= w u^2, or >= 0.
        let (a, k) = ([sign, -sign * lift, -sign * slope], w * far * far - slope * far);
        if touch < near {
            piece.bends.push(Bend { w, a, k, sign, start: touch });
        } else {
            piece.at_least([a[0], a[1], a[2], 0.0], k);
        }
    }
}

/// `pi_low = (p_high - loss)^2 = pi_high - 2 loss p_high + loss^2` with `p = sqrt(pi)` between its chord and its tangents.
fn loss_resistor(piece: &mut Piece, loss: f64, state: States, from: Range, to: Range) {
    let (high, high_range, low) = if state == FORWARD { (FROM, from, TO) } else { (TO, to, FROM) };
    let mut bound = |slope: f64, offset: f64, above: bool| {
        // p_high = slope pi_high + offset
        let sign = if above { 1.0 } else { -1.0 };
        let mut a = [0.0; 4];
        a[high] = sign * (1.0 - 2.0 * loss * slope);
        a[low] = -sign;
        piece.at_least(a, sign * (loss * loss - 2.0 * loss * offset));
    };
    let (p, q) = (high_range.min.max(loss * loss).sqrt(), high_range.max.sqrt());
    if p + q > 0.0 {
        bound(1.0 / (p + q), p * q / (p + q), true);
    }
    for at in [p, f64::midpoint(p, q), q].into_iter().filter(|at| *at > 0.0) {
        bound(0.5 / at, 0.5 * at, false);
    }
}

fn compressor(core: &Core, piece: &mut Piece, edge: &Edge, state: States, ranges: [Range; 3]) {
    let ratio = ratio_in_state(edge.kind, state);
    piece.ratio(ratio);
    if !has_power(edge, state) {
        return;
    }
    let Kind::Compressor { power_max, .. } = edge.kind else { return };
    piece.within(POWER, Range::new(0.0, power_max));
    let forward = state == FORWARD;
    let [from, to, flow] = ranges;
    let (inlet, outlet, flow) = if forward { (from, to, flow) } else { (to, from, Range::new(-flow.max, -flow.min)) };
    let ratio = if forward { ratio } else { Range::new(1.0 / ratio.max, 1.0 / ratio.min) };
    for [a_in, a_out, a_flow, k] in power_planes(core.exponent, inlet, outlet, flow, ratio) {
        let a = if forward { [a_in, a_out, a_flow] } else { [a_out, a_in, -a_flow] };
        piece.at_least([-a[0], -a[1], -a[2], 1.0], -k);
    }
}

/// Planes `a_in pi_in + a_out pi_out + a_f f + k <= f ((pi_out / pi_in)^m - 1)` over a box with `f >= 0`.
fn power_planes(m: f64, inlet: Range, outlet: Range, flow: Range, ratio: Range) -> Vec<[f64; 4]> {
    let mut planes = Vec::new();
    let least = if inlet.max > 0.0 { outlet.min / inlet.max } else { 0.0 };
    let most = if inlet.min > 0.0 { outlet.max / inlet.min } else { f64::INFINITY };
    let ratio = ratio.meet(Range::new(least.max(1.0), most));
    if ratio.max <= 1.0 || ratio.max.is_infinite() || flow.max.is_infinite() {
        return planes;
    }
    let h = |r: f64| r.powf(m) - 1.0;
    let (low, high) = (ratio.min.min(ratio.max), ratio.max);
    let slope = if high - low > 1e-9 { (h(high) - h(low)) / (high - low) } else { 0.0 };
    // L(r) = h(low) + slope (r - low) <= h(r) for r in [low, high]; f L >= both McCormick planes at the ends of f.
    for (f, level) in [(flow.min.max(0.0), h(low)), (flow.max, if slope > 0.0 { h(high) } else { h(low) })] {
        let constant = f * (h(low) - slope * low) - f * level;
        let scale = f * slope;
        if scale <= 0.0 {
            planes.push([0.0, 0.0, level, constant]);
            continue;
        }
        for [a_in, a_out, k] in ratio_planes(inlet, outlet) {
            planes.push([scale * a_in, scale * a_out, level, constant + scale * k]);
        }
    }
    planes
}

/// Planes `a_in pi_in + a_out pi_out + k <= pi_out / pi_in` over a box.
fn ratio_planes(inlet: Range, outlet: Range) -> Vec<[f64; 3]> {
    if inlet.min <= 0.0 {
        return vec![[0.0, 1.0 / inlet.max, 0.0]];
    }
    let (y_min, y_max) = (1.0 / inlet.max, 1.0 / inlet.min);
    let mut planes = Vec::new();
    for (out, y) in [(outlet.min, y_min), (outlet.max, y_max)] {
        for at in [inlet.min, (inlet.min * inlet.max).sqrt(), inlet.max] {
            // pi_out y >= out y' + y pi_out - out y, and y' = 1 / pi_in >= 2 / at - pi_in / at^2.
            planes.push([-out / (at * at), y, 2.0 * out / at - out * y]);
        }
    }
    planes
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn within(range: Range, share: f64) -> f64 {
        range.min + share * (range.max - range.min)
    }

    proptest! {
        /// No plane ever lies above the power it is to underestimate.
        #[test]
        fn power_is_underestimated(
            lows in proptest::array::uniform3(0.05..1.0f64),
            widths in proptest::array::uniform3(0.0..1.0f64),
            shares in proptest::array::uniform3(0.0..=1.0f64),
            ratio_max in 1.01..9.0f64,
        ) {
            let range = |k: usize| Range::new(lows[k], lows[k] + widths[k]);
            let (inlet, outlet, flow) = (range(0), range(1), range(2));
            let (a, b, f) = (within(inlet, shares[0]), within(outlet, shares[1]), within(flow, shares[2]));
            prop_assume!(b / a <= ratio_max);
            let m = 1.0 / 7.0;
            let power = (f * ((b / a).powf(m) - 1.0)).max(0.0);
            for [p, q, r, k] in power_planes(m, inlet, outlet, flow, Range::new(1.0, ratio_max)) {
                if b >= a {
                    prop_assert!(p * a + q * b + r * f + k <= power + 1e-9);
                }
            }
        }

        /// The hull of a pipe with flow either way holds the pipe's whole curve, and touches it at both ends.
        #[test]
        fn a_pipe_with_flow_either_way_lies_in_its_hull(
            w in 0.1..10.0f64,
            back in 1e-3..3.0f64,
            forth in 1e-3..3.0f64,
            share in 0.0..=1.0f64,
        ) {
            let flow = Range::new(-back, forth);
            let mut piece = Piece::default();
            either_way(&mut piece, w, 1.0, flow);
            let room = |f: f64| {
                let x = [w * f * f.abs(), 0.0, f];
                let rows = piece.rows.iter().map(|row| row.k + (0..3).map(|k| row.a[k] * x[k]).sum::<f64>());
                let bends = piece.bends.iter().map(|bend| {
                    let excess = (bend.sign * f - bend.start).max(0.0);
                    bend.k + (0..3).map(|k| bend.a[k] * x[k]).sum::<f64>() - bend.w * excess * excess
                });
                rows.chain(bends).fold(f64::INFINITY, f64::min)
            };
            prop_assert_eq!(piece.rows.len() + piece.bends.len(), 2);
            let size = w * (back + forth).powi(2);
            prop_assert!(room(within(flow, share)) >= -1e-12 * size);
            prop_assert!(room(flow.min).abs() <= 1e-12 * size && room(flow.max).abs() <= 1e-12 * size);
        }
    }
}

//! The equations that are not linear: value, gradient and curvature at a point.

use super::core::{Core, Kind};
use super::pieces::has_power;
use super::states::{FORWARD, OFF, STILL, States};

/// A point of the nonconvex problem: squared pressures, link flows, link powers, point flows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Iterate {
    pub squares: Vec<f64>,
    pub flows: Vec<f64>,
    pub powers: Vec<f64>,
    pub points: Vec<f64>,
}

/// `c(pi_i, pi_j, f) = 0`, or the power `P(pi_i, pi_j, f)` that a link needs at least, in first and second order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expansion {
    pub edge: usize,
    pub value: f64,
    pub gradient: [f64; 3],
    /// Upper triangle by rows: 11, 12, 13, 22, 23, 33.
    pub curvature: [f64; 6],
    pub is_power: bool,
}

/// Every nonlinear relation of the links in service, expanded at `at`.
pub(super) fn expand(core: &Core, states: &[States], at: &Iterate) -> Vec<Expansion> {
    (0..core.edges.len()).filter_map(|e| expand_one(core, states[e], e, at)).collect()
}

fn expand_one(core: &Core, state: States, e: usize, at: &Iterate) -> Option<Expansion> {
    let edge = &core.edges[e];
    if matches!(state, OFF | STILL) {
        return None;
    }
    let (from, to, f) = (at.squares[edge.from], at.squares[edge.to], at.flows[e]);
    match edge.kind {
        Kind::Pipe { w } => Some(Expansion {
            edge: e,
            value: from - edge.lift * to - w * f * f.abs(),
            gradient: [1.0, -edge.lift, -2.0 * w * f.abs()],
            curvature: [0.0, 0.0, 0.0, 0.0, 0.0, -2.0 * w * f.signum()],
            is_power: false,
        }),
        Kind::Loss { loss } => {
            let (p, q) = (from.max(TINY).sqrt(), to.max(TINY).sqrt());
            let signed = if state == FORWARD { loss } else { -loss };
            // Multiplied by p + q, so that it is in squared pressures: pi_i - pi_j = loss (p + q).
            let value = from - to - signed * (p + q);
            let gradient = [1.0 - 0.5 * signed / p, -1.0 - 0.5 * signed / q, 0.0];
            Some(Expansion { edge: e, value, gradient, curvature: [0.0; 6], is_power: false })
        }
        Kind::Compressor { .. } if has_power(edge, state) => Some(power(core, state == FORWARD, e, [from, to, f])),
        _ => None,
    }
}

/// Squared pressures below this are taken as this where a formula divides by them.
const TINY: f64 = 1e-12;

/// `P = f ((pi_out / pi_in)^m - 1)`.
fn power(core: &Core, forward: bool, edge: usize, [from, to, signed]: [f64; 3]) -> Expansion {
    let m = core.exponent;
    let (a, b) = if forward { (from.max(TINY), to.max(TINY)) } else { (to.max(TINY), from.max(TINY)) };
    let flow = if forward { signed } else { -signed };
    let r = (b / a).powf(m);
    let gradient = [-flow * m * r / a, flow * m * r / b, r - 1.0];
    let aa = flow * m * (m + 1.0) * r / (a * a);
    let ab = -flow * m * m * r / (a * b);
    let bb = flow * m * (m - 1.0) * r / (b * b);
    let (af, bf) = (-m * r / a, m * r / b);
    let value = flow * (r - 1.0);
    let (gradient, curvature) = if forward {
        (gradient, [aa, ab, af, bb, bf, 0.0])
    } else {
        ([gradient[1], gradient[0], -gradient[2]], [bb, ab, -bf, aa, -af, 0.0])
    };
    Expansion { edge, value, gradient, curvature, is_power: true }
}

/// The power that each link needs.
pub(super) fn needed(core: &Core, states: &[States], at: &Iterate) -> Vec<f64> {
    let need = |e: usize| expand_one(core, states[e], e, at).filter(|c| c.is_power).map_or(0.0, |c| c.value.max(0.0));
    (0..core.edges.len()).map(need).collect()
}

/// Violations of the nonlinear equations and of limits on power, in scaled units.
pub(super) fn violations<'a>(core: &'a Core, states: &'a [States], at: &'a Iterate) -> impl Iterator<Item = f64> + 'a {
    (0..core.edges.len()).filter_map(move |e| {
        let found = expand_one(core, states[e], e, at)?;
        Some(match core.edges[e].kind {
            Kind::Compressor { power_max, .. } => (found.value - power_max).max(0.0),
            _ => found.value.abs(),
        })
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::core::{Conditions, Goal};
    use super::super::market::{Direction, Gas, Junction, Link, LinkKind, Market, Range};
    use super::*;

    fn core() -> Core {
        let gas = Gas { specific_gravity: 0.6, temperature_k: 288.0, heat_capacity_ratio: 1.4 };
        let junction = |name: &str| Junction { name: name.into(), pressure_pa: Range::new(1e6, 1e7) };
        let compressor =
            LinkKind::Compressor { ratio: Range::new(1.0, 2.0), power_max_w: 1e9, direction: Direction::Either };
        let links = vec![
            Link::new("pipe", 0, 1, LinkKind::Pipe { resistance: 1e10 }),
            Link::new("compressor", 0, 1, compressor),
            Link::new("loss", 0, 1, LinkKind::LossResistor { loss_pa: 1e5 }),
        ];
        let market = Market {
            gas,
            junctions: vec![junction("a"), junction("b")],
            links,
            receipts: vec![],
            deliveries: vec![],
            transfers: vec![],
            storages: vec![],
            economic_weight: 1.0,
            power_weight_per_w: 0.0,
        };
        Core::new(&market, &Goal::Feasible, &Conditions::default())
    }

    /// Gradients and curvatures agree with central differences, in both directions.
    #[test]
    fn derivatives_agree_with_differences() {
        let core = core();
        for (state, flow) in [(FORWARD, 0.7), (super::super::states::BACKWARD, -0.7)] {
            let states = [state; 3];
            let base = [0.5, 0.6, flow];
            let at = |x: [f64; 3]| Iterate {
                squares: vec![x[0], x[1]],
                flows: vec![x[2]; 3],
                powers: vec![0.0; 3],
                points: vec![],
            };
            let reference = expand(&core, &states, &at(base));
            for k in 0..3 {
                let step = 1e-5;
                let moved = |by: f64| {
                    let mut x = base;
                    x[k] += by;
                    expand(&core, &states, &at(x))
                };
                for ((up, down), here) in moved(step).iter().zip(&moved(-step)).zip(&reference) {
                    let slope = (up.value - down.value) / (2.0 * step);
                    assert!((slope - here.gradient[k]).abs() < 1e-6 * (1.0 + slope.abs()), "{here:?}");
                    if core.edges[here.edge].kind_name() == "loss" {
                        continue;
                    }
                    for (l, place) in [[0, 1, 2], [1, 3, 4], [2, 4, 5]][k].into_iter().enumerate() {
                        let second = (up.gradient[l] - down.gradient[l]) / (2.0 * step);
                        assert!(
                            (second - here.curvature[place]).abs() < 1e-5 * (1.0 + second.abs()),
                            "{here:?} {k} {l}"
                        );
                    }
                }
            }
        }
    }

    impl super::super::core::Edge {
        fn kind_name(&self) -> &'static str {
            match self.kind {
                Kind::Loss { .. } => "loss",
                _ => "other",
            }
        }
    }
}

//! Plans in scaled numbers: a search may start from what is known to work.

use super::core::{Core, Kind};
use super::market::Range;
use super::nonlinear::Iterate;
use super::plan::{LinkPlan, LinkState, Plan};
use super::states::{BACKWARD, FORWARD, OFF, STILL, States};

/// States and point of plans for parts that lie side by side, in the market's order. What the plans do not say, such as what
/// stores hold, follows from the relations between them.
pub(super) fn resume(core: &Core, plans: &[Plan]) -> (Vec<States>, Iterate) {
    let links: Vec<_> = plans.iter().flat_map(|plan| &plan.links).collect();
    let states = core.edges.iter().zip(&links).map(|(edge, at)| state(edge.kind, at)).collect();
    let all = |of: fn(&Plan) -> &Vec<f64>| plans.iter().flat_map(of).copied().collect::<Vec<f64>>();
    let stores = all(|plan| &plan.storage_kg_s);
    let (filling, emptying) = (stores.iter().map(|q| (-q).max(0.0)), stores.iter().map(|q| q.max(0.0)));
    let exchanges = [all(|p| &p.injections_kg_s), all(|p| &p.withdrawals_kg_s), all(|p| &p.transfers_kg_s)].concat();
    let mut points: Vec<f64> =
        exchanges.into_iter().chain(filling).chain(emptying).map(|q| q / core.scale.flow).collect();
    extras(core, &mut points);
    let at = Iterate {
        squares: all(|plan| &plan.pressures_pa).iter().map(|p| (p / core.scale.pressure).powi(2)).collect(),
        flows: links.iter().map(|at| at.flow_kg_s / core.scale.flow).collect(),
        powers: links.iter().map(|at| at.power_w / core.scale.power).collect(),
        points,
    };
    (states, at)
}

fn state(kind: Kind, planned: &LinkPlan) -> States {
    match planned.state {
        LinkState::Closed | LinkState::NotBuilt => OFF,
        _ if matches!(kind, Kind::Loss { .. }) && planned.flow_kg_s == 0.0 => STILL,
        LinkState::Backward if !matches!(kind, Kind::Pipe { .. } | Kind::Equal) => BACKWARD,
        _ => FORWARD,
    }
}

/// Appends the extras, each as small as the first relation allows that names it.
fn extras(core: &Core, points: &mut Vec<f64>) {
    let known = points.len();
    points.resize(core.points.len(), f64::NAN);
    for coupling in &core.couplings {
        let Some(&(extra, a)) = coupling.terms.iter().find(|(p, _)| points[*p].is_nan()) else { continue };
        let rest: f64 = coupling.terms.iter().filter(|t| t.0 != extra).map(|&(p, a)| a * points[p]).sum();
        let [low, high] = [coupling.limits.min, coupling.limits.max].map(|side| (side - rest) / a);
        let within = |range: Range, x: f64| x.max(range.min.min(range.max)).min(range.max);
        points[extra] = within(core.points[extra].limits, within(Range::new(low.min(high), high.max(low)), 0.0));
    }
    points[known..].iter_mut().filter(|x| x.is_nan()).for_each(|x| *x = 0.0);
}

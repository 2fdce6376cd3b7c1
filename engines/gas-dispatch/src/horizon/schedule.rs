//! The plan of a whole horizon.

use super::expanded::{conditions, mark, side_by_side};
use super::seed::best;
use super::{Horizon, Ledger, Settlement, settle};
use crate::dispatch::{Binding, Cause, Effort, Level, Market, NoPlan, Part, Plan, Prices, promise, residuals, served};

/// Plans of all periods, and the proof of how good they are together.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// One per period. Its objective is the period's cost, money/s; the bound is the schedule's matter (here: none), and its
    /// confirmation is that of all periods together.
    pub plans: Vec<Plan>,
    /// Stores and contracts.
    pub ledger: Ledger,
    /// Limits over several periods which the schedule runs into.
    pub bindings: Vec<Binding>,
    /// Per guarantee, what it comes to.
    pub settlements: Vec<Settlement>,
    /// Per level, the mean over the horizon.
    pub levels: Vec<Level>,
    /// Cost over the horizon, of taken gas, power and take-or-pay: money.
    pub cost: f64,
    /// No schedule that keeps the levels' promises costs less.
    pub bound: f64,
}

impl Schedule {
    /// Distance between cost and bound, as a share of the cost (absolute where that is below 1e-9).
    pub fn gap(&self) -> f64 {
        let distance = (self.cost - self.bound).abs();
        if self.cost.abs() > 1e-9 { distance / self.cost.abs() } else { distance }
    }

    /// Whether every period's equations, the limits over periods and the guarantees hold to one part in a million.
    pub fn holds(&self) -> bool {
        let physics = self.plans.iter().all(|plan| plan.residuals.holds());
        physics && self.ledger.holds() && self.settlements.iter().all(Settlement::holds)
    }
}

/// The schedule of least cost among those which serve the levels first.
///
/// # Errors
/// [`NoPlan`] if there is none, or none was found. Candidates are not built: that is [`crate::expansion`]'s matter.
pub fn least_cost(horizon: &Horizon, effort: Effort) -> Result<Schedule, NoPlan> {
    horizon.check()?;
    let (market, mut conditions) = (side_by_side(&horizon.periods[0], &horizon.periods), conditions(horizon));
    let deliveries = horizon.periods[0].deliveries.len();
    let everywhere = |level: &Vec<usize>| {
        (0..horizon.periods.len()).flat_map(|t| level.iter().map(move |d| t * deliveries + d)).collect()
    };
    let levels: Vec<Vec<usize>> = horizon.levels.iter().map(everywhere).collect();
    let (_, bounds) = promise(&market, &levels, &mut conditions, effort)?;
    let (whole, bound) = best(horizon, &market, &conditions, effort)?;
    let count = horizon.periods.len() as f64;
    let mean = |l: Level| Level { served_kg_s: l.served_kg_s / count, bound_kg_s: l.bound_kg_s / count };
    let levels = served(&whole, &levels, &bounds).into_iter().map(mean).collect();
    let (plans, bindings) = parts(horizon, &whole);
    let ledger = Ledger::new(horizon, &plans);
    let settlements = horizon.guarantees.iter().map(|g| settle(g, horizon, &plans)).collect();
    let taken: f64 = plans.iter().map(|plan| plan.objective * horizon.period_s).sum();
    let cost = taken + market.economic_weight * ledger.shortfall_cost();
    let bound = bound * horizon.period_s;
    Ok(Schedule { plans, ledger, bindings, settlements, levels, cost, bound })
}

/// Each period's plan, and the bindings that belong to none.
pub(super) fn parts(horizon: &Horizon, whole: &Plan) -> (Vec<Plan>, Vec<Binding>) {
    let mut bindings = whole.prices.bindings.clone();
    let plans = horizon.periods.iter().enumerate().map(|(t, market)| part(market, t, whole, &mut bindings)).collect();
    (plans, bindings)
}

pub(crate) fn part(market: &Market, t: usize, whole: &Plan, bindings: &mut Vec<Binding>) -> Plan {
    let mark = mark(t);
    let (mut own, others) =
        bindings.drain(..).partition::<Vec<_>, _>(|b| b.element.ends_with(&mark) && !b.is_linking());
    *bindings = others;
    for binding in &mut own {
        binding.element.truncate(binding.element.len() - mark.len());
    }
    let junctions = market.junctions.len();
    let mut plan = Plan {
        pressures_pa: slice(&whole.pressures_pa, t, junctions),
        links: slice(&whole.links, t, market.links.len()),
        injections_kg_s: slice(&whole.injections_kg_s, t, market.receipts.len()),
        withdrawals_kg_s: slice(&whole.withdrawals_kg_s, t, market.deliveries.len()),
        transfers_kg_s: slice(&whole.transfers_kg_s, t, market.transfers.len()),
        storage_kg_s: slice(&whole.storage_kg_s, t, market.storages.len()),
        prices: prices(&whole.prices, t, junctions, own),
        objective: 0.0,
        bound: f64::NEG_INFINITY,
        ..whole.clone()
    };
    let power = plan.links.iter().map(|link| link.power_w).sum();
    let stores: f64 = market.storages.iter().zip(&plan.storage_kg_s).map(|(s, q)| s.price * q).sum();
    plan.objective = market.cost(&plan.injections_kg_s, &plan.withdrawals_kg_s, &plan.transfers_kg_s, power)
        + market.economic_weight * stores;
    plan.residuals = residuals(market, &plan);
    plan
}

/// One period's prices, with the marks taken off the names.
fn prices(whole: &Prices, t: usize, junctions: usize, bindings: Vec<Binding>) -> Prices {
    let own = t * junctions..(t + 1) * junctions;
    let bare = |name: &String| name.strip_suffix(&mark(t)).unwrap_or(name).to_owned();
    let part = |part: &Part| Part {
        cause: match &part.cause {
            Cause::Supply(name) => Cause::Supply(bare(name)),
            Cause::Limit(kind, name) => Cause::Limit(*kind, bare(name)),
            other => other.clone(),
        },
        nodal: part.nodal.iter().filter(|n| own.contains(&n.0)).map(|n| (n.0 - own.start, n.1)).collect(),
    };
    let parts = whole.parts.iter().map(part).filter(|part| !part.nodal.is_empty()).collect();
    Prices { nodal: slice(&whole.nodal, t, junctions), bindings, parts, linking: Vec::new() }
}

/// The `t`-th of equal slices.
fn slice<T: Clone>(all: &[T], t: usize, size: usize) -> Vec<T> {
    all[t * size..(t + 1) * size].to_vec()
}

//! The plan of a whole horizon.

use super::expanded::{conditions, side_by_side, unmark};
use super::seed::best;
use super::{Horizon, Ledger, Settlement, settle};
use crate::dispatch::{
    Binding, Cause, Effort, Level, Market, NoPlan, Part, Plan, Prices, Residuals, gap, measure, promise, served,
};

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
    /// Cost over the horizon, of taken gas and take-or-pay, weighted, and power: the objective of the periods times their
    /// length. It is money where the economic weight is 1 and power weighs what it costs.
    pub cost: f64,
    /// Unit of the cost; see [`Plan::scale`].
    pub scale: f64,
    /// No schedule that keeps the levels' promises costs less.
    pub bound: f64,
}

impl Schedule {
    /// Distance between cost and bound, as [`Plan::gap`] has it.
    pub fn gap(&self) -> f64 {
        gap(self.cost, self.bound, self.scale)
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
    let (plans, bindings) = parts(&horizon.periods, &whole)?;
    let ledger = Ledger::new(horizon, &plans);
    if !ledger.holds() {
        return Err(NoPlan::Violated { what: "a limit of a store or contract", share: ledger.share() });
    }
    let settlements: Vec<Settlement> = horizon.guarantees.iter().map(|g| settle(g, horizon, &plans)).collect();
    if !settlements.iter().all(Settlement::holds) {
        return Err(NoPlan::Violated { what: "a guarantee of the lowest price", share: f64::INFINITY });
    }
    let taken: f64 = plans.iter().map(|plan| plan.objective * horizon.period_s).sum();
    let cost = taken + market.economic_weight * ledger.shortfall_cost();
    let (bound, scale) = (bound * horizon.period_s, whole.scale * horizon.period_s);
    Ok(Schedule { plans, ledger, bindings, settlements, levels, cost, scale, bound })
}

/// Each period's plan, and the bindings that belong to none.
///
/// # Errors
/// [`NoPlan::Violated`] if one does not hold by itself.
pub(crate) fn parts(periods: &[Market], whole: &Plan) -> Result<(Vec<Plan>, Vec<Binding>), NoPlan> {
    let (prices, others) = prices(&whole.prices, periods);
    let plan = |(t, (market, prices))| part(market, t, whole, prices);
    let plans = periods.iter().zip(prices).enumerate().map(plan).collect::<Result<_, _>>()?;
    Ok((plans, others))
}

fn part(market: &Market, t: usize, whole: &Plan, prices: Prices) -> Result<Plan, NoPlan> {
    let mut plan = Plan {
        pressures_pa: slice(&whole.pressures_pa, t, market.junctions.len()),
        links: slice(&whole.links, t, market.links.len()),
        injections_kg_s: slice(&whole.injections_kg_s, t, market.receipts.len()),
        withdrawals_kg_s: slice(&whole.withdrawals_kg_s, t, market.deliveries.len()),
        transfers_kg_s: slice(&whole.transfers_kg_s, t, market.transfers.len()),
        storage_kg_s: slice(&whole.storage_kg_s, t, market.storages.len()),
        prices,
        scale: whole.scale,
        objective: 0.0,
        bound: f64::NEG_INFINITY,
        construction_cost: whole.construction_cost,
        residuals: Residuals::default(),
        confirmation: whole.confirmation,
        boxes: whole.boxes,
        stopped: whole.stopped,
    };
    let power = plan.links.iter().map(|link| link.power_w).sum();
    let stores: f64 = market.storages.iter().zip(&plan.storage_kg_s).map(|(s, q)| s.price * q).sum();
    plan.objective = market.cost(&plan.injections_kg_s, &plan.withdrawals_kg_s, &plan.transfers_kg_s, power)
        + market.economic_weight * stores;
    plan.residuals = measure(market, &plan);
    plan.residuals.require()?;
    Ok(plan)
}

/// Each period's prices, with the marks taken off the names, and the bindings that belong to none.
fn prices(whole: &Prices, periods: &[Market]) -> (Vec<Prices>, Vec<Binding>) {
    let junctions = periods[0].junctions.len();
    let nodal = |t| Prices { nodal: slice(&whole.nodal, t, junctions), ..Prices::default() };
    let mut own: Vec<Prices> = (0..periods.len()).map(nodal).collect();
    let mut others = Vec::new();
    for binding in &whole.bindings {
        match unmark(&binding.element).filter(|(t, _)| *t < periods.len() && !binding.is_linking()) {
            Some((t, bare)) => own[t].bindings.push(Binding { element: bare.to_owned(), ..binding.clone() }),
            None => others.push(binding.clone()),
        }
    }
    for part in &whole.parts {
        for run in part.nodal.chunk_by(|a, b| a.0 / junctions == b.0 / junctions) {
            let t = run[0].0 / junctions;
            let nodal = run.iter().map(|n| (n.0 - t * junctions, n.1)).collect();
            own[t].parts.push(Part { cause: unmarked(&part.cause, t), nodal });
        }
    }
    (own, others)
}

/// A cause as its own period names it: what belongs to another keeps its mark.
fn unmarked(cause: &Cause, t: usize) -> Cause {
    let bare = |name: &String| match unmark(name) {
        Some((period, bare)) if period == t => bare.to_owned(),
        _ => name.clone(),
    };
    match cause {
        Cause::Supply(name) => Cause::Supply(bare(name)),
        Cause::Limit(kind, name) => Cause::Limit(*kind, bare(name)),
        other => other.clone(),
    }
}

/// The `t`-th of equal slices.
fn slice<T: Clone>(all: &[T], t: usize, size: usize) -> Vec<T> {
    all[t * size..(t + 1) * size].to_vec()
}

//! A second bound: periods apart from each other, with prices on what ties them.
//!
//! Whatever the multipliers `y` of the relations `a x = k` between periods, `min c x >= min (c - y a) x + y k`, and on the right
//! each period is a small problem of its own, whose branch and bound goes far deeper than that of the whole horizon. With the
//! multipliers of a good schedule little is lost (Lagrangian duality).

use super::Horizon;
use super::seed::{all, each};
use crate::dispatch::{Conditions, Effort, Market, NoPlan, Plan, Range, Term};

/// What the periods come to when each is planned for itself, with prices on what ties them.
pub(super) struct Apart {
    /// No schedule costs less, money/s summed over periods.
    pub bound: f64,
    /// The periods' plans, if each has one.
    pub plans: Option<Vec<Plan>>,
}

/// Multipliers that differ by less than this share of the greatest are the same, so that periods can be.
const SAME: f64 = 1e-6;

/// Plans the periods apart; nothing if a period cannot be bounded.
pub(super) fn apart(horizon: &Horizon, conditions: &Conditions, multipliers: &[f64], effort: Effort) -> Option<Apart> {
    let weight = horizon.periods[0].economic_weight;
    let mut markets: Vec<Market> = horizon.periods.iter().map(weighted).collect();
    let mut extras: Vec<f64> = conditions.extras.iter().map(|e| weight * e.cost).collect();
    let mut total = 0.0;
    let unit = SAME * multipliers.iter().fold(f64::MIN_POSITIVE, |most, y| most.max(y.abs()));
    for (coupling, y) in conditions.couplings.iter().zip(multipliers.iter().map(|y| (y / unit).round() * unit)) {
        // A multiplier of an infinite side is rounding.
        let side = if y > 0.0 { coupling.limits.min } else { coupling.limits.max };
        if y == 0.0 || side.is_infinite() {
            continue;
        }
        total += y * side;
        coupling.terms.iter().for_each(|&(term, a)| reduce(&mut markets, &mut extras, term, y * a));
    }
    for (extra, cost) in conditions.extras.iter().zip(extras) {
        total += least(extra.limits, cost);
    }
    let solved = each(&markets, effort);
    for outcome in &solved {
        total += match outcome {
            Ok(plan) => plan.bound,
            Err(NoPlan::NotFound { bound, .. }) => *bound,
            Err(_) => return None,
        };
    }
    total.is_finite().then(|| Apart { bound: total, plans: all(solved) })
}

/// The market with its economic weight in the prices.
fn weighted(market: &Market) -> Market {
    let (mut weighted, by) = (market.clone(), market.economic_weight);
    weighted.receipts.iter_mut().for_each(|r| r.offer_price *= by);
    weighted.deliveries.iter_mut().chain(&mut weighted.transfers).for_each(|d| d.bid_price *= by);
    weighted.storages.iter_mut().for_each(|s| s.price *= by);
    weighted.economic_weight = 1.0;
    weighted
}

/// Takes `by` off the cost of one variable.
fn reduce(markets: &mut [Market], extras: &mut [f64], term: Term, by: f64) {
    let first = &markets[0];
    let place = |p: usize, count: usize| (p / count, p % count);
    match term {
        Term::Receipt(p) => {
            let (t, k) = place(p, first.receipts.len());
            markets[t].receipts[k].offer_price -= by;
        }
        Term::Delivery(p) => {
            let (t, k) = place(p, first.deliveries.len());
            markets[t].deliveries[k].bid_price += by;
        }
        Term::Transfer(p) => {
            let (t, k) = place(p, first.transfers.len());
            markets[t].transfers[k].bid_price += by;
        }
        Term::Emptying(p) => {
            let (t, k) = place(p, first.storages.len());
            markets[t].storages[k].price -= by;
        }
        // Always comes with its emptying, with the opposite sign, and shares its price.
        Term::Filling(_) => {}
        Term::Extra(e) => extras[e] -= by,
    }
}

/// `min cost x` over a range.
fn least(range: Range, cost: f64) -> f64 {
    if cost == 0.0 { 0.0 } else { (cost * range.min).min(cost * range.max) }
}

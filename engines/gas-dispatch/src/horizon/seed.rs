//! Schedules made of the periods' own plans: each period is a small problem, which is solved far better than all together.

use super::Horizon;
use super::bound::{Apart, apart};
use super::schedule::parts;
use crate::dispatch::{Conditions, Effort, Goal, Market, NoPlan, Plan, Range, Term, solve, solve_from};

/// One programme of this many is spent on the horizon as a whole each time, and of so many, on the periods apart each time.
const WHOLE: usize = 10;
const APART: usize = 3;
/// Most times that a schedule's prices are put to the periods.
const ROUNDS: usize = 3;

/// The best plan of all periods side by side, and what none costs less than, money/s.
pub(super) fn best(
    horizon: &Horizon,
    market: &Market,
    conditions: &Conditions,
    effort: Effort,
) -> Result<(Plan, f64), NoPlan> {
    let share = |of: usize| Effort { programmes: effort.programmes.div_ceil(of), ..effort };
    let from = |starts: &[Vec<Plan>]| solve_from(market, &Goal::Cost, conditions, share(WHOLE), starts);
    let own: Vec<_> = all(each(&at_rest(&horizon.periods), share(APART))).into_iter().collect();
    let mut whole = from(&own)?;
    let mut bound = whole.bound;
    for _ in 0..ROUNDS {
        whole.bound = bound.min(whole.objective);
        if whole.gap() <= effort.gap {
            break;
        }
        let Some(Apart { bound: priced, plans }) = apart(horizon, conditions, &whole.prices.linking, share(APART))
        else {
            break;
        };
        let Ok((present, _)) = parts(&horizon.periods, &whole) else { break };
        let fixed = fixed(&horizon.periods, conditions, &present);
        let polished = all(each(&fixed, share(APART)));
        let starts: Vec<_> = [plans, polished].into_iter().flatten().collect();
        let Some(next) = from(&starts).ok().filter(|next| next.objective < whole.objective) else {
            bound = bound.max(priced);
            break;
        };
        bound = bound.max(priced).max(next.bound);
        whole = next;
    }
    Ok((whole, bound))
}

/// Solves markets, the same one only once and then with the effort of all that are the same.
pub(super) fn each(markets: &[Market], effort: Effort) -> Vec<Result<Plan, NoPlan>> {
    let mut solved: Vec<Result<Plan, NoPlan>> = Vec::with_capacity(markets.len());
    for (t, market) in markets.iter().enumerate() {
        let twin = markets[..t].iter().position(|other| other == market);
        let copies = || markets.iter().filter(|other| *other == market).count();
        let alone = || {
            let effort = Effort { programmes: effort.programmes * copies(), ..effort };
            solve(market, &Goal::Cost, &Conditions::default(), effort)
        };
        solved.push(twin.map_or_else(alone, |twin| solved[twin].clone()));
    }
    solved
}

/// All plans, if there are all.
pub(super) fn all(plans: Vec<Result<Plan, NoPlan>>) -> Option<Vec<Plan>> {
    plans.into_iter().collect::<Result<_, _>>().ok()
}

/// The periods with stores left alone where that may be.
fn at_rest(periods: &[Market]) -> Vec<Market> {
    let mut periods = periods.to_vec();
    for store in periods.iter_mut().flat_map(|market| &mut market.storages) {
        for range in [&mut store.injection_kg_s, &mut store.withdrawal_kg_s] {
            if range.excess(0.0) == 0.0 {
                *range = Range::fixed(0.0);
            }
        }
    }
    periods
}

/// The periods with what ties them fixed as planned.
fn fixed(periods: &[Market], conditions: &Conditions, plans: &[Plan]) -> Vec<Market> {
    let mut periods = periods.to_vec();
    let first = periods[0].clone();
    let place = |p: usize, count: usize| (p / count, p % count);
    for (term, _) in conditions.couplings.iter().flat_map(|coupling| &coupling.terms) {
        match *term {
            Term::Receipt(p) => {
                let (t, k) = place(p, first.receipts.len());
                periods[t].receipts[k].injection_kg_s = Range::fixed(plans[t].injections_kg_s[k]);
            }
            Term::Delivery(p) => {
                let (t, k) = place(p, first.deliveries.len());
                periods[t].deliveries[k].withdrawal_kg_s = Range::fixed(plans[t].withdrawals_kg_s[k]);
            }
            Term::Transfer(p) => {
                let (t, k) = place(p, first.transfers.len());
                periods[t].transfers[k].withdrawal_kg_s = Range::fixed(plans[t].transfers_kg_s[k]);
            }
            Term::Filling(p) | Term::Emptying(p) => {
                let (t, k) = place(p, first.storages.len());
                let out = plans[t].storage_kg_s[k];
                periods[t].storages[k].withdrawal_kg_s = Range::fixed(out.max(0.0));
                periods[t].storages[k].injection_kg_s = Range::fixed((-out).max(0.0));
            }
            Term::Extra(_) => {}
        }
    }
    periods
}

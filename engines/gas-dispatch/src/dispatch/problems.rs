//! The questions a dispatcher asks.

use super::core::{Conditions, Core, Coupling, Goal, Term};
use super::effort::{Effort, Progress, Watched};
use super::market::{Market, Range};
use super::plan::{NoPlan, Plan, plan};
use super::prices::BindingKind;
use super::resume::resume;
use super::search::search;

/// Solves one goal; candidates are built only if `conditions` say so.
pub(crate) fn solve<'a>(
    market: &Market,
    goal: &Goal,
    conditions: &Conditions,
    effort: impl Into<Watched<'a>>,
) -> Result<Plan, NoPlan> {
    solve_from(market, goal, conditions, effort, &[])
}

/// The same, from starts that may be good: each the plans of the parts of the market that lie side by side.
pub(crate) fn solve_from<'a>(
    market: &Market,
    goal: &Goal,
    conditions: &Conditions,
    effort: impl Into<Watched<'a>>,
    starts: &[Vec<Plan>],
) -> Result<Plan, NoPlan> {
    market.check()?;
    let Watched { effort, watch } = effort.into();
    let core = Core::new(market, goal, conditions);
    let any = matches!(goal, Goal::Feasible);
    let starts = starts.iter().map(|plans| resume(&core, plans)).collect();
    let sign = if matches!(goal, Goal::Load(_)) { -1.0 } else { 1.0 };
    let unit = sign * core.scale.cost;
    let told =
        |p: Progress| watch(Progress { objective: p.objective.map(|value| value * unit), bound: p.bound * unit, ..p });
    let outcome = search(&core, effort.watched(&told), any, starts);
    plan(market, &core, outcome, sign)
}

/// Any plan that works with what stands already.
///
/// # Errors
/// [`NoPlan::Infeasible`] if it is proved that none exists.
pub fn feasible<'a>(market: &Market, effort: impl Into<Watched<'a>>) -> Result<Plan, NoPlan> {
    solve(market, &Goal::Feasible, &Conditions::default(), effort)
}

/// The plan of least cost: `w (sum offer x injection - sum bid x withdrawal) + v sum power`, with `w`
/// [`Market::economic_weight`] and `v` [`Market::power_weight_per_w`].
///
/// # Errors
/// [`NoPlan`] if there is none, or none was found.
pub fn least_cost<'a>(market: &Market, effort: impl Into<Watched<'a>>) -> Result<Plan, NoPlan> {
    solve(market, &Goal::Cost, &Conditions::default(), effort)
}

/// The plan that serves most load, each delivery weighted by its priority.
///
/// # Errors
/// [`NoPlan`] if there is none, or none was found.
pub fn most_load<'a>(market: &Market, effort: impl Into<Watched<'a>>) -> Result<Plan, NoPlan> {
    solve(market, &Goal::Load(priorities(market)), &Conditions::default(), effort)
}

pub(crate) fn priorities(market: &Market) -> Vec<f64> {
    market.deliveries.iter().map(|d| d.priority).collect()
}

/// What one priority level was served, and at most could have been.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// Withdrawal of the level's deliveries in the final plan, kg/s.
    pub served_kg_s: f64,
    /// No plan that keeps the earlier levels' promises serves the level more than this, kg/s.
    pub bound_kg_s: f64,
}

/// Levels are served closer to the best possible than costs are, by this factor: what one misses, a lesser one gets.
const PROMISE_GAP: f64 = 1e-2;
/// A level's promise may be missed by this share of itself, so that rounding cannot make the next level infeasible.
const PROMISE_SLACK: f64 = 1e-7;

/// Serves loads strictly level by level (households, then industry with a guarantee, then the rest): each level gets all it
/// can have without taking from those before it. `levels` lists deliveries by number; deliveries in no level come last of all,
/// with whatever the final plan gives them.
///
/// # Errors
/// [`NoPlan`] if there is no plan at all, or none was found, or if a delivery is in two levels.
pub fn most_load_by_level(
    market: &Market,
    levels: &[Vec<usize>],
    effort: Effort,
) -> Result<(Plan, Vec<Level>), NoPlan> {
    market.check_levels(levels)?;
    let mut conditions = Conditions::default();
    let (last, bounds) = promise(market, levels, &mut conditions, effort)?;
    let plan = last.map_or_else(|| solve(market, &Goal::Feasible, &conditions, effort), Ok)?;
    let levels = served(&plan, levels, &bounds);
    Ok((plan, levels))
}

/// Promises each level, as a condition, what it can have after those before it. The last level's plan, and what no plan
/// exceeds per level. The levels must have passed [`Market::check_levels`].
pub(crate) fn promise(
    market: &Market,
    levels: &[Vec<usize>],
    conditions: &mut Conditions,
    effort: Effort,
) -> Result<(Option<Plan>, Vec<f64>), NoPlan> {
    let (mut bounds, mut last) = (Vec::new(), None);
    for level in levels {
        let weights = weights(market, level);
        let found = solve(
            market,
            &Goal::Load(weights.clone()),
            conditions,
            Effort { gap: PROMISE_GAP * effort.gap, ..effort },
        )?;
        conditions.couplings.push(promised(&weights, found.objective));
        bounds.push(found.bound);
        last = Some(found);
    }
    Ok((last, bounds))
}

/// The condition that deliveries, weighted, get no less than a load.
pub(crate) fn promised(weights: &[f64], load: f64) -> Coupling {
    let least = load - PROMISE_SLACK * load.abs().max(1e-3);
    Coupling {
        name: "earlier priority levels".to_owned(),
        kind: BindingKind::PromisedLoad,
        terms: weights.iter().enumerate().filter(|w| *w.1 != 0.0).map(|(d, w)| (Term::Delivery(d), *w)).collect(),
        limits: Range::new(least, f64::INFINITY),
    }
}

pub(crate) fn served(plan: &Plan, levels: &[Vec<usize>], bounds: &[f64]) -> Vec<Level> {
    let sum = |level: &Vec<usize>| level.iter().map(|d| plan.withdrawals_kg_s[*d]).sum();
    levels.iter().zip(bounds).map(|(level, &bound)| Level { served_kg_s: sum(level), bound_kg_s: bound }).collect()
}

fn weights(market: &Market, level: &[usize]) -> Vec<f64> {
    let mut weights = vec![0.0; market.deliveries.len()];
    for &d in level {
        weights[d] = 1.0;
    }
    weights
}

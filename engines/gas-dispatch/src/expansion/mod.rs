//! Expansion (管网扩建): which candidate pipes and compressors to build.
//!
//! A link with a [construction cost](crate::dispatch::Link::construction_cost) is a candidate. Not built, it carries nothing
//! and its ends' pressures are independent; built, it is a link like any other. Borraz-Sanchez, Bent, Backhaus, Hijazi, Van
//! Hentenryck, "Convex relaxations for gas expansion planning", INFORMS Journal on Computing 28(4), 2016.

mod scenarios;

pub use scenarios::{Expansion, cheapest_for_all};

use crate::dispatch::{
    Conditions, Effort, Goal, Market, NoPlan, Plan, Watched, priorities, promised, solve, solve_from, value,
};

/// One programme of so many, beyond those for the most load, is spent on serving it for less money.
const THRIFT: usize = 4;

/// The cheapest set of candidates with which a plan exists. [`Plan::objective`] is its cost.
///
/// # Errors
/// [`NoPlan::Infeasible`] if it is proved that not even all candidates together are enough.
pub fn cheapest<'a>(market: &Market, effort: impl Into<Watched<'a>>) -> Result<Plan, NoPlan> {
    let conditions = Conditions { expand: true, ..Conditions::default() };
    solve(market, &Goal::Construction, &conditions, effort)
}

/// The most load, weighted by priority, that can be served with candidates worth at most `budget` (`None`: any), and of what
/// serves that load, the cheapest found. [`Plan::objective`] is the weighted load; what was built for it is
/// [`Plan::construction_cost`].
///
/// # Errors
/// [`NoPlan`] if there is none, or none was found, or if the budget is negative or not finite.
pub fn most_load<'a>(market: &Market, budget: Option<f64>, effort: impl Into<Watched<'a>>) -> Result<Plan, NoPlan> {
    let under = effort.into();
    let effort = under.effort;
    if let Some(budget) = budget {
        let wanted = "finite and not negative; leave it out for no limit";
        value(|| "expansion".to_owned(), "budget", budget, budget >= 0.0, wanted)?;
    }
    let mut conditions = Conditions { expand: true, budget, ..Conditions::default() };
    let goal = Goal::Load(priorities(market));
    let most = solve(market, &goal, &conditions, under)?;
    if most.construction_cost == 0.0 || most.stopped {
        return Ok(most);
    }
    let served = |plan: &Plan| market.deliveries.iter().zip(&plan.withdrawals_kg_s).map(|(d, q)| d.priority * q).sum();
    conditions.couplings.push(promised(&priorities(market), served(&most)));
    let less = Effort { programmes: effort.programmes.div_ceil(THRIFT), ..effort };
    let thrifty = solve_from(market, &Goal::Construction, &conditions, under.with(less), &[vec![most.clone()]]);
    let Some(thrifty) = thrifty.ok().filter(|plan| plan.construction_cost < most.construction_cost) else {
        return Ok(most);
    };
    // Once more for the load, so that prices are those of load.
    conditions.couplings.clear();
    conditions.budget = Some(thrifty.construction_cost);
    let once = Effort { programmes: 1, ..effort };
    let plan = solve_from(market, &goal, &conditions, once, &[vec![thrifty]])?;
    Ok(Plan { bound: most.bound.max(plan.objective), stopped: false, ..plan })
}

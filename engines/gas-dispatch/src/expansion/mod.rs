//! Expansion (管网扩建): which candidate pipes and compressors to build.
//!
//! A link with a [construction cost](crate::dispatch::Link::construction_cost) is a candidate. Not built, it carries nothing
//! and its ends' pressures are independent; built, it is a link like any other. Borraz-Sanchez, Bent, Backhaus, Hijazi, Van
//! Hentenryck, "Convex relaxations for gas expansion planning", INFORMS Journal on Computing 28(4), 2016.

mod scenarios;

pub use scenarios::{Expansion, cheapest_for_all};

use crate::dispatch::{Conditions, Effort, Goal, Market, NoPlan, Plan, priorities, solve, value};

/// The cheapest set of candidates with which a plan exists. [`Plan::objective`] is its cost.
///
/// # Errors
/// [`NoPlan::Infeasible`] if it is proved that not even all candidates together are enough.
pub fn cheapest(market: &Market, effort: Effort) -> Result<Plan, NoPlan> {
    let conditions = Conditions { expand: true, ..Conditions::default() };
    solve(market, &Goal::Construction, &conditions, effort)
}

/// The most load, weighted by priority, that can be served with candidates worth at most `budget` (`None`: any). The plan
/// [`Plan::objective`] is the weighted load; what was built for it is [`Plan::construction_cost`].
///
/// # Errors
/// [`NoPlan`] if there is none, or none was found, or if the budget is negative or not finite.
pub fn most_load(market: &Market, budget: Option<f64>, effort: Effort) -> Result<Plan, NoPlan> {
    if let Some(budget) = budget {
        let wanted = "finite and not negative; leave it out for no limit";
        value(|| "expansion".to_owned(), "budget", budget, budget >= 0.0, wanted)?;
    }
    let conditions = Conditions { expand: true, budget, ..Conditions::default() };
    solve(market, &Goal::Load(priorities(market)), &conditions, effort)
}

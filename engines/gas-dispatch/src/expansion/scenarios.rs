//! One decision for several scenarios (多工况): what is built today must serve the loads of tomorrow as well.

use crate::dispatch::{Conditions, Goal, Market, MarketError, NoPlan, Plan, Watched, gap, solve};
use crate::horizon::{names, parts, side_by_side};

/// What to build, and how each scenario is served with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Expansion {
    /// One plan per scenario, all with the same candidates built. A plan's objective is what its operation costs; the bound is
    /// the expansion's matter (here: none).
    pub plans: Vec<Plan>,
    /// Cost of the candidates that are built.
    pub construction_cost: f64,
    /// Unit of the cost; see [`Plan::scale`].
    pub scale: f64,
    /// No set of candidates that serves every scenario costs less.
    pub bound: f64,
    /// Whether the watch stopped the search: with more time it may find better.
    pub stopped: bool,
}

impl Expansion {
    /// Distance between cost and bound, as [`Plan::gap`] has it.
    pub fn gap(&self) -> f64 {
        gap(self.construction_cost, self.bound, self.scale)
    }
}

/// The cheapest set of candidates with which every scenario has a plan. Scenarios are one network under different loads,
/// supplies and limits of pressure: peak and mean, summer and winter, this year and in ten years; flows differ, pipes do not.
///
/// # Errors
/// [`NoPlan::Infeasible`] if it is proved that not even all candidates together serve all scenarios; [`NoPlan::Market`] if
/// the scenarios are not one network.
pub fn cheapest_for_all<'a>(scenarios: &[Market], effort: impl Into<Watched<'a>>) -> Result<Expansion, NoPlan> {
    let first = scenarios.first().ok_or(MarketError::Empty)?;
    for (k, scenario) in scenarios.iter().enumerate() {
        scenario.check()?;
        let same = names(scenario).eq(names(first)) && scenario.gas == first.gas && scenario.links == first.links;
        if !same {
            let wanted = "it must have the first scenario's gas and elements, in the same order, with the same links";
            return Err(MarketError::Horizon { what: format!("scenario {}", k + 1), wanted }.into());
        }
    }
    let mut market = side_by_side(first, scenarios);
    for link in market.links.iter_mut().skip(first.links.len()) {
        // Built once, paid for once.
        link.construction_cost = link.construction_cost.map(|_| 0.0);
    }
    let conditions = Conditions { expand: true, scenarios: scenarios.len(), ..Conditions::default() };
    let whole = solve(&market, &Goal::Construction, &conditions, effort)?;
    let (plans, _) = parts(scenarios, &whole)?;
    let Plan { construction_cost, scale, bound, stopped, .. } = whole;
    Ok(Expansion { plans, construction_cost, scale, bound, stopped })
}

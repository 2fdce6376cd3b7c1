use std::collections::BTreeMap;

use super::{Plan, Wish};

/// Yuan of one in which wishes tell sums.
const TEN_THOUSAND: f64 = 10_000.0;

/// By how much the project would move facts of the zone once it stands on the plan's best site and works at full capacity, by
/// the key of the fact. What the investor does not know moves nothing.
pub fn shifts(wish: &Wish, plan: &Plan) -> BTreeMap<String, f64> {
    let mut shifts = BTreeMap::new();
    let mut add = |key: String, amount: f64| *shifts.entry(key).or_insert(0.0) += amount;
    for group in ["total", "signed_ever", "started", "in_production", "full_capacity"] {
        add(format!("projects.count.{group}"), 1.0);
        if let Some(investment) = wish.whole_investment() {
            add(format!("projects.investment.{group}"), investment.to_f64() * TEN_THOUSAND);
        }
    }
    if let Some(output) = wish.output {
        add("projects.output.promised".to_owned(), output.to_f64() * TEN_THOUSAND);
    }
    if let Some(jobs) = wish.jobs {
        add("projects.jobs.promised".to_owned(), jobs.to_f64());
    }
    if let Some(site) = plan.sites.first() {
        for (status, sign) in [(site.status.as_str(), -1.0), ("built", 1.0)] {
            add(format!("land.count.status.{status}"), sign);
            add(format!("land.area.status.{status}"), sign * site.area_mu);
        }
    }
    shifts
}

//! The plan is the best of all, whatever the numbers are called.

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use siting::{
    assignment::Limits,
    portfolio::{Condition, Course, Draft, Outcome, Portfolio, Status, conflict, solve},
};

use super::made_up::{best_of_all, judged, kinds_apart, many_works, small};

pub fn solved(draft: &Draft) -> Outcome {
    let portfolio = Portfolio::new(draft.clone()).unwrap();
    let mut last = f64::INFINITY;
    let outcome = solve(&portfolio, None, Limits::none(), &mut |progress| {
        assert!(
            progress.bound <= last && progress.incumbent.is_none_or(|found| found <= progress.bound * (1.0 + 1e-9))
        );
        last = progress.bound;
    });
    assert!(outcome.bound >= outcome.objective || outcome.status == Status::Infeasible, "{outcome:?}");
    outcome
}

fn is_close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-5 * one.abs().max(1.0)
}

/// Ten million pay for one of three works; as parts, for one and two thirds.
const RICH_IN_PARTS: &str = r#"
    periods = ["2021", "2022"]
    budgets_cny = [10e6, 0]
    goals = { readiness = 1 }
    uses = [{ id = "0601" }]
    [[works]]
    id = "road"
    cost_cny = 6e6
    periods = 1
    [[works]]
    id = "main"
    cost_cny = 6e6
    periods = 1
    [[works]]
    id = "sewer"
    cost_cny = 7e6
    periods = 1
    [[parcels]]
    id = "A"
    area_mu = 50
    use = "0601"
    works = ["road"]
    [[parcels]]
    id = "B"
    area_mu = 51
    use = "0601"
    works = ["main"]
    [[parcels]]
    id = "C"
    area_mu = 52
    use = "0601"
    works = ["sewer"]
"#;

#[test]
fn what_whole_works_leave_of_a_budget_is_seen_at_once() {
    let outcome = solved(Portfolio::from_toml(RICH_IN_PARTS).unwrap().draft());
    assert_eq!((outcome.status, outcome.objective, outcome.nodes), (Status::Optimal, 52.0, 1));
    let is_budget = |one: &Condition| *one == Condition::Budget { period: "2021".into() };
    assert!(outcome.bottlenecks.iter().any(|one| is_budget(&one.condition) && one.price > 0.0), "{outcome:?}");
}

#[test]
fn kinds_that_keep_apart_are_told_apart_at_once() {
    // Each kind has one parcel; as halves, two of each kind would share theirs and bear the others.
    let parcel = |id: &str, x_m: u32, not: &str| {
        format!(
            "[[parcels]]\nid = \"{id}\"\narea_mu = 50\nuse = \"0601\"\nx_m = {x_m}\ny_m = 0\nexcludes = [\"{not}\"]\n"
        )
    };
    let project = |id: &str, kind: &str| {
        format!("[[projects]]\nid = \"{id}\"\narea_mu = [40, 60]\nkind = \"{kind}\"\ntax_cny = [1e6]\n")
    };
    let text = r#"
        periods = ["2021"]
        goals = { tax = 1 }
        uses = [{ id = "0601" }]
        distances = [{ between = ["loud", "quiet"], least_m = 500 }]
    "#
    .to_owned()
        + &[parcel("A", 0, "quiet"), parcel("B", 100, "loud")].concat()
        + &[project("drill", "loud"), project("press", "loud"), project("school", "quiet"), project("lab", "quiet")]
            .concat();
    let outcome = solved(Portfolio::from_toml(&text).unwrap().draft());
    assert_eq!((outcome.status, outcome.objective, outcome.nodes), (Status::Optimal, 1e6, 1));
}

#[test]
fn room_behind_many_sites_that_lack_gas_is_found_at_once() {
    let site = |number: usize| {
        let zone = if number < 20 { "east" } else { "west" };
        format!("[[parcels]]\nid = \"P{number:02}\"\narea_mu = 90\nuse = \"0601\"\nzones = [\"{zone}\"]\n")
    };
    // Nobody can pay for the main of the east.
    let text = r#"
        periods = ["2021", "2022"]
        budgets_cny = [1e6, 1e6]
        goals = { tax = 1 }
        uses = [{ id = "0601" }]
        zones = [{ id = "east", free = { gas = 1000 } }, { id = "west", free = { gas = [0, 4000] } }]
        [[works]]
        id = "main"
        cost_cny = 9e6
        periods = 1
        adds = [{ zone = "east", input = "gas", amount = 5000 }]
        [[projects]]
        id = "glass"
        area_mu = [80, 100]
        needs = { gas = 3500 }
        tax_cny = [2e6]
    "#;
    let portfolio = Portfolio::from_toml(&(text.to_owned() + &(0..21).map(site).collect::<String>())).unwrap();
    let stopped = solve(&portfolio, None, Limits { stop: &|| true, seed: 0 }, &mut |_| ());
    assert_eq!(stopped.plan.projects.iter().map(|at| at.parcels.join(" ")).collect::<Vec<_>>(), ["P20"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn whenever_a_search_is_stopped_no_plan_is_above_its_bound(draft in small(), looks in 0_usize..400) {
        let portfolio = Portfolio::new(draft.clone()).unwrap();
        let looked = AtomicUsize::new(0);
        let stop = || looked.fetch_add(1, Ordering::Relaxed) >= looks;
        let outcome = solve(&portfolio, None, Limits { stop: &stop, seed: 1 }, &mut |_| ());
        if let Some(best) = best_of_all(&draft) {
            prop_assert!(outcome.bound >= best * (1.0 - 1e-6), "{} is below {best}", outcome.bound);
        }
        let is_met = matches!(outcome.status, Status::Feasible | Status::Optimal);
        prop_assert!(!is_met || judged(&draft, &outcome.plan).is_some_and(|found| is_close(found, outcome.objective)));
    }

    #[test]
    fn a_plan_is_the_best_of_all_or_none_holds(draft in small()) {
        let outcome = solved(&draft);
        if let Some(best) = best_of_all(&draft) {
            prop_assert_eq!(outcome.status, Status::Optimal);
            prop_assert!(is_close(outcome.objective, best), "{} is not {best}", outcome.objective);
            prop_assert!(judged(&draft, &outcome.plan).is_some_and(|found| is_close(found, best)));
            for next in outcome.projects.iter().filter_map(|reason| reason.next.as_ref()) {
                prop_assert!(next.costs_at_most.is_none_or(|most| next.costs_at_least <= most));
            }
        } else {
            prop_assert_eq!(outcome.status, Status::Infeasible);
            let portfolio = Portfolio::new(draft).unwrap();
            let conflict = conflict(&portfolio, Limits::none()).unwrap();
            prop_assert!(conflict.is_irreducible && !conflict.conditions.is_empty());
        }
    }

    #[test]
    fn kinds_keep_apart_and_nothing_else_is_given_up(draft in kinds_apart()) {
        let outcome = solved(&draft);
        let best = best_of_all(&draft);
        prop_assert!(outcome.status == Status::Optimal && best.is_some_and(|best| is_close(outcome.objective, best)));
        prop_assert!(judged(&draft, &outcome.plan).is_some_and(|found| is_close(found, outcome.objective)));
    }

    #[test]
    fn works_are_the_best_that_budgets_pay(draft in many_works()) {
        let outcome = solved(&draft);
        let best = best_of_all(&draft);
        prop_assert_eq!(outcome.status == Status::Optimal, best.is_some());
        prop_assert!(best.is_none_or(|best| is_close(outcome.objective, best)), "{outcome:?} is not {best:?}");
        prop_assert!(best.is_none_or(|best| judged(&draft, &outcome.plan).is_some_and(|found| is_close(found, best))));
    }

    #[test]
    fn more_money_and_gas_never_make_a_plan_worse(draft in small(), more in 0_u32..5, at in 0_usize..3) {
        let before = solved(&draft);
        let mut richer = draft.clone();
        let at = at % draft.periods.len();
        richer.budgets_cny[at] += f64::from(more);
        if let Some(Course::ByPeriod(gas)) = richer.zones[0].free.get_mut("gas") {
            gas[at] += f64::from(more / 2);
        }
        let after = solved(&richer);
        if before.status == Status::Optimal {
            prop_assert!(after.status == Status::Optimal && after.objective >= before.objective * (1.0 - 1e-5));
        }
    }

    #[test]
    fn the_order_of_the_lists_changes_nothing(draft in small()) {
        let mut turned = draft.clone();
        turned.projects.reverse();
        turned.parcels.reverse();
        turned.works.reverse();
        turned.uses.reverse();
        let (one, other) = (solved(&draft), solved(&turned));
        prop_assert_eq!(one.status, other.status);
        prop_assert!(one.status != Status::Optimal || is_close(one.objective, other.objective));
    }

    #[test]
    fn a_plan_is_a_start_for_itself(draft in small()) {
        let outcome = solved(&draft);
        prop_assume!(outcome.status == Status::Optimal);
        let portfolio = Portfolio::new(draft).unwrap();
        let stopped = Limits { stop: &|| true, seed: 3 };
        let again = solve(&portfolio, Some(&outcome.plan), stopped, &mut |_| ());
        prop_assert!(again.fallen.is_empty(), "{:?}", again.fallen);
        prop_assert!(again.objective >= outcome.objective * (1.0 - 1e-9) && again.bound >= again.objective);
    }
}

//! What a plan tells beside itself: reasons, conflicts, what became of a present plan.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use siting::{
    assignment::Limits,
    portfolio::{
        Condition, Course, Draft, Goals, Hindrance, LandUse, Misfit, Outcome, Parcel, Plan, Portfolio, Project, Status,
        Zone, conflict, solve,
    },
    rank::{self, Need, Site, Supply, Weights, Wish},
};

/// Two parcels, one work, two who want the same.
const ZONE: &str = r#"
    periods = ["2020H2", "2021H1", "2021H2"]
    periods_a_year = 2
    budgets_cny = [4e6, 4e6, 0]
    goals = { tax = 1, investment = 0.1 }
    uses = [{ id = "0601", industrial = true, investment_cny_per_mu_min = 1e5 }, { id = "0701" }]
    zones = [{ id = "east", free = { gas = 4000 } }]
    works = [{ id = "main", cost_cny = 6e6, periods = 2, adds = [{ zone = "east", input = "gas", amount = 3000 }] }]
    parcels = [
        { id = "A", area_mu = 90, use = "0601", zones = ["east"], x_m = 0, y_m = 0 },
        { id = "B", area_mu = 95, use = "0601", zones = ["east"], x_m = 900, y_m = 0 },
        { id = "C", area_mu = 300, use = "0701", zones = ["east"], x_m = 500, y_m = 0 },
    ]
    projects = [
        { id = "glass", area_mu = [80, 100], uses = ["0601"], needs = { gas = 3500 }, investment_cny = [1e7], tax_cny = [0, 2e6] },
        { id = "steel", area_mu = [80, 120], uses = ["0601"], needs = { gas = 3000 }, investment_cny = [1e7], tax_cny = [1e6] },
    ]
"#;

fn solved(text: &str) -> (Portfolio, Outcome) {
    let portfolio = Portfolio::from_toml(text).unwrap();
    let outcome = solve(&portfolio, None, Limits::none(), &mut |_| ());
    (portfolio, outcome)
}

fn conflict_of(text: &str) -> Vec<Condition> {
    let (portfolio, outcome) = solved(text);
    assert_eq!(outcome.status, Status::Infeasible);
    let conflict = conflict(&portfolio, Limits::none()).unwrap();
    assert!(conflict.is_irreducible);
    conflict.conditions
}

#[test]
fn a_plan_tells_for_whom_a_work_is_and_what_the_next_place_costs() {
    let (_, outcome) = solved(ZONE);
    assert_eq!((outcome.status, outcome.objective.round()), (Status::Optimal, 7e6));
    assert_eq!(
        (outcome.works[0].beginning.start.as_str(), outcome.works[0].done.as_deref()),
        ("2020H2", Some("2021H2"))
    );
    assert_eq!(outcome.works[0].projects, ["glass", "steel"]);
    let starts: Vec<_> =
        outcome.projects.iter().map(|reason| reason.placement.as_ref().unwrap().start.as_str()).collect();
    assert_eq!(starts, ["2020H2", "2021H2"]);
    assert_eq!((outcome.brought.works_cny, outcome.brought.total.tax_cny), (6e6, 5e6));
    assert_eq!(outcome.brought.industrial_share, Some(1.0));
}

#[test]
fn who_is_left_out_hears_what_is_in_the_way() {
    let (_, outcome) = solved(&ZONE.replace("[4e6, 4e6, 0]", "[4e6, 2e6, 0]"));
    assert_eq!((outcome.objective.round(), outcome.works.len()), (5e6, 0));
    let steel = &outcome.projects[1];
    assert!(steel.placement.is_none() && steel.ways > 0, "{steel:?}");
    let is_gas =
        |one: &Hindrance| matches!(one, Hindrance::Short { zone, input, .. } if zone == "east" && input == "gas");
    assert!(steel.obstacles.iter().any(is_gas), "{steel:?}");
    let is_priced = |one: &Condition| matches!(one, Condition::Capacity { .. } | Condition::Budget { .. });
    assert!(outcome.bottlenecks.iter().any(|one| is_priced(&one.condition) && one.price > 0.0), "{outcome:?}");
}

#[test]
fn who_fits_nowhere_hears_why_parcel_by_parcel() {
    let (_, outcome) =
        solved(&ZONE.replace("investment_cny = [1e7], tax_cny = [1e6]", "investment_cny = [8e6], tax_cny = [1e6]"));
    let steel = &outcome.projects[1];
    assert_eq!(steel.ways, 0);
    assert_eq!(steel.misfits, [(Misfit::Investment, 2), (Misfit::TooLarge, 1), (Misfit::LandUse, 1)]);
}

#[test]
fn a_conflict_is_the_smallest_set_that_cannot_hold() {
    let must = |id: &str, text: &str| {
        text.replace(&format!("id = \"{id}\", area_mu"), &format!("id = \"{id}\", must = true, area_mu"))
    };
    let both = must("glass", &must("steel", ZONE));
    assert_eq!(solved(&both).1.status, Status::Optimal);
    let place = |id: &str| Condition::MustPlace { project: id.into() };
    let budget = |id: &str| Condition::Budget { period: id.into() };
    let gas = Condition::Capacity { zone: "east".into(), input: "gas".into(), period: None };
    // Gas for one; the budget of one half-year does not reach for the main.
    let poor = both.replace("[4e6, 4e6, 0]", "[4e6, 2e6, 0]");
    assert_eq!(conflict_of(&poor), [place("glass"), place("steel"), budget("2021H1"), gas.clone()]);
    // Nothing to do with money: the main is there in 2021H2 at the earliest.
    let early = both.replace("id = \"steel\", must", "id = \"steel\", latest = \"2021H1\", must");
    let early = early.replace("id = \"glass\", must", "id = \"glass\", latest = \"2021H1\", must");
    let conditions = conflict_of(&early);
    assert!(
        conditions.contains(&gas) && !conditions.iter().any(|one| matches!(one, Condition::Budget { .. })),
        "{conditions:?}"
    );
    // A work that nobody can pay.
    let work = ZONE.replace("id = \"main\"", "id = \"main\", must = true").replace("[4e6, 4e6, 0]", "[1e6, 1e6, 1e6]");
    let conditions = conflict_of(&work);
    assert!(conditions.contains(&Condition::MustDo { work: "main".into() }) && conditions.len() < 4, "{conditions:?}");
}

#[test]
fn kinds_that_do_not_bear_each_other_keep_apart() {
    let kinds = ZONE
        .replace("id = \"glass\", area_mu", "id = \"glass\", kind = \"food\", area_mu")
        .replace("id = \"steel\", area_mu", "id = \"steel\", kind = \"dust\", area_mu");
    let apart = |least: u32| format!("{kinds}\ndistances = [{{ between = [\"dust\", \"food\"], least_m = {least} }}]");
    let placed = |text: &str| solved(text).1.plan.projects.len();
    assert_eq!((placed(&apart(900)), placed(&apart(901))), (2, 1));
}

#[test]
fn distances_between_outlines_take_the_place_of_points() {
    let kinds = ZONE
        .replace("id = \"glass\", area_mu", "id = \"glass\", kind = \"food\", area_mu")
        .replace("id = \"steel\", area_mu", "id = \"steel\", kind = \"dust\", area_mu");
    let apart = |near: &str| {
        let told = kinds
            .replace("id = \"A\", area_mu", &format!("id = \"A\", near = {near}, excludes = [\"dust\"], area_mu"))
            .replace("id = \"B\", area_mu", "id = \"B\", excludes = [\"food\"], area_mu");
        solved(&format!("{told}\ndistances = [{{ between = [\"dust\", \"food\"], least_m = 150 }}]")).1
    };
    assert_eq!(apart("{}").plan.projects.len(), 2, "what is not named is far");
    assert_eq!(apart("{ B = 150 }").plan.projects.len(), 2);
    let near = apart("{ B = 149.5 }");
    assert_eq!(near.plan.projects.len(), 1);
    let out = near.projects.iter().find(|one| one.placement.is_none()).unwrap();
    let by = near.plan.projects[0].project.clone();
    let close = Hindrance::TooClose { project: by, between_m: Some(149.5), least_m: Some(150.0) };
    assert!(out.obstacles.contains(&close), "{out:?}");
    let wrong = Portfolio::from_toml(&kinds.replace("id = \"A\", area_mu", "id = \"A\", near = { D = 1 }, area_mu"));
    assert!(wrong.unwrap_err().to_string().contains("\"D\""));
}

#[test]
fn a_parcel_asks_for_what_a_project_promises() {
    let asks = "asks = [{ indicator = \"intensity\", least = 200 }, { indicator = \"energy\", most = 0.5 }]";
    let asking = ["A", "B"].iter().fold(ZONE.to_owned(), |text, id| {
        text.replace(&format!("id = \"{id}\", area_mu"), &format!("id = \"{id}\", {asks}, area_mu"))
    });
    let promising = |promises: &str| {
        solved(&asking.replace("id = \"steel\", area_mu", &format!("id = \"steel\", promises = {promises}, area_mu"))).1
    };
    assert_eq!(promising("{ intensity = 200, energy = 0.5 }").plan.projects.len(), 2);
    assert_eq!(promising("{}").plan.projects.len(), 2, "of what is not promised, nothing is asked");
    let out = promising("{ intensity = 199, energy = 0.6 }");
    assert_eq!(out.plan.projects.len(), 1);
    let told = &out.projects[1].misfits;
    for indicator in ["energy", "intensity"] {
        assert!(told.contains(&(Misfit::Promise(indicator.into()), 2)), "{told:?}");
    }
    // A must that reaches it nowhere: the indicators are in the way.
    let must =
        asking.replace("id = \"steel\", area_mu", "id = \"steel\", must = true, promises = { intensity = 9 }, area_mu");
    let place = Condition::MustPlace { project: "steel".into() };
    assert_eq!(conflict_of(&must), [place, Condition::Indicators { land_use: "0601".into() }]);
}

#[test]
fn of_a_present_plan_what_does_not_hold_is_named() {
    let (_, outcome) = solved(ZONE);
    let told = serde_json::to_string(&outcome).unwrap();
    let plan = Plan::from_json(&told).unwrap();
    assert_eq!(plan, outcome.plan);
    // Parcel A is withdrawn, and the main must wait.
    let gone =
        ZONE.replace("id = \"A\"", "id = \"D\"").replace("id = \"main\"", "id = \"main\", earliest = \"2021H1\"");
    let portfolio = Portfolio::from_toml(&gone).unwrap();
    let (kept, fallen) = portfolio.review(&plan);
    assert!(fallen.contains(&"main".into()) && kept.works.is_empty(), "{fallen:?}");
    let again = solve(&portfolio, Some(&plan), Limits::none(), &mut |_| ());
    assert_eq!((again.fallen, again.status), (fallen, Status::Optimal));
    assert!(Plan::from_json("{\"plan\": {\"projekts\": []}}").is_err());
}

#[test]
fn equal_seeds_give_equal_outcomes_on_any_number_of_processors() {
    let portfolio = Portfolio::from_toml(ZONE).unwrap();
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| solve(&portfolio, None, Limits { stop: &|| false, seed: 5 }, &mut |_| ()))
    };
    assert_eq!(run(1), run(3));
}

const FIRST: Date = date(2020, 1, 1);

fn day(period: usize) -> Date {
    FIRST.saturating_add(jiff::Span::new().months(6 * i64::try_from(period).unwrap()))
}

proptest! {
    #[test]
    fn one_project_starts_when_its_best_site_lets_it(
        sites in prop::collection::vec((50_u32..150, 0_usize..4, prop::collection::vec(0_u32..9, 4), any::<bool>()), 1..6),
        gas in 1_u32..9,
    ) {
        let name = |number: usize| format!("s{number}");
        let supply = |gas: &[u32]| gas.iter().enumerate().map(|(at, gas)| (day(at), f64::from(*gas))).collect();
        let ranked: Vec<Site> = sites.iter().enumerate().map(|(number, (area, ready, gas, is_factory))| Site {
            name: name(number),
            area: f64::from(*area),
            land_use: if *is_factory { "factory" } else { "shop" }.into(),
            is_open: true,
            ready: Some(day(*ready)),
            supplies: vec![Supply { input: "gas".into(), from: supply(gas) }],
            floors: Vec::new(),
            near: Vec::new(),
        }).collect();
        let wish = Wish {
            area: Some((80.0, 1000.0)),
            land_uses: ["factory".to_owned()].into(),
            needs: vec![Need { input: "gas".into(), amount: f64::from(gas) }],
            brings: BTreeMap::new(),
            distances: BTreeMap::new(),
            start: FIRST,
        };
        let draft = Draft {
            periods: (0..4).map(name).collect(),
            goals: Goals { tax: 1.0, ..Goals::default() },
            uses: ["factory", "shop"].map(|id| LandUse { id: id.into(), ..LandUse::default() }).into(),
            zones: sites.iter().enumerate().map(|(number, (_, _, gas, _))| Zone {
                id: name(number),
                free: [("gas".into(), Course::ByPeriod(gas.iter().copied().map(f64::from).collect()))].into(),
            }).collect(),
            parcels: ranked.iter().enumerate().map(|(number, site)| Parcel {
                id: name(number),
                area_mu: site.area,
                land_use: site.land_use.clone(),
                zones: vec![name(number)],
                ready: Some(name(sites[number].1)),
                ..Parcel::default()
            }).collect(),
            projects: vec![Project {
                id: "one".into(),
                area_mu: (80.0, 1000.0),
                uses: vec!["factory".into()],
                needs: [("gas".into(), f64::from(gas))].into(),
                tax_cny: vec![1.0],
                ..Project::default()
            }],
            ..Draft::default()
        };
        let first = rank::rank(&wish, &ranked, &Weights::default()).fits.iter().map(|fit| fit.can_start).min();
        let outcome = solve(&Portfolio::new(draft).unwrap(), None, Limits::none(), &mut |_| ());
        let start = outcome.projects[0].placement.as_ref().map(|at| at.start.clone());
        let expected = first.map(|first| (0..4).find(|&period| day(period) >= first).map(name).unwrap());
        prop_assert_eq!(start, expected);
    }
}

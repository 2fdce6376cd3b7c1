//! Data that are no portfolio are refused by name.

use siting::portfolio::{Parcel, Portfolio, ReadError};

const GOOD: &str = r#"
    periods = ["2020H2", "2021H1"]
    budgets_cny = [5e6, 5e6]
    goals = { tax = 1 }
    uses = [{ id = "0601", industrial = true }]
    zones = [{ id = "east", free = { gas = [4000, 5000] } }]
    works = [{ id = "road", cost_cny = 6e6, periods = 1 }, { id = "main", cost_cny = 1, periods = 1, after = ["road"] }]
    parcels = [{ id = "A", area_mu = 90, use = "0601", zones = ["east"], works = ["main"] }]
    projects = [{ id = "glass", area_mu = [80, 100], needs = { gas = 3500 }, tax_cny = [2e6] }]
"#;

fn refused(from: &str, to: &str) -> String {
    let text = GOOD.replace(from, to);
    assert!(from.is_empty() || text != GOOD, "{from} is not there");
    Portfolio::from_toml(&text).unwrap_err().to_string()
}

#[test]
fn what_is_wrong_is_named() {
    assert!(Portfolio::from_toml(GOOD).is_ok());
    for (from, to, said) in [
        (r#"["2020H2", "2021H1"]"#, "[]", "no periods"),
        (r#"["2020H2", "2021H1"]"#, r#"["2020H2", "2020H2"]"#, "period \"2020H2\" is named twice"),
        ("[5e6, 5e6]", "[5e6]", "`budgets_cny` has 1 figures for 2 periods"),
        ("[5e6, 5e6]", "[5e6, -1.0]", "`budgets_cny` is -1: it must be zero or more"),
        ("[5e6, 5e6]", "[5e6, nan]", "`budgets_cny` is NaN"),
        ("tax = 1", "tax = 0", "no goal has a weight"),
        ("tax = 1", "tax = -1", "the weight `tax` in goals is -1"),
        ("gas = [4000, 5000]", "gas = [4000]", "gas of zone \"east\" has 1 figures"),
        ("id = \"road\", cost_cny = 6e6", "id = \"road\", cost_cny = inf", "`cost_cny` of work \"road\""),
        ("cost_cny = 6e6, periods = 1", "cost_cny = 6e6, periods = 0", "`periods` of work \"road\" is 0"),
        ("after = [\"road\"]", "after = [\"rode\"]", "work \"main\" speaks of the work \"rode\", which there is not"),
        ("area_mu = 90", "area_mu = 0", "`area_mu` of parcel \"A\" is 0: it must be more than zero"),
        ("zones = [\"east\"]", "zones = [\"west\"]", "parcel \"A\" speaks of the zone \"west\""),
        ("use = \"0601\"", "use = \"0701\"", "parcel \"A\" speaks of the use \"0701\""),
        ("[80, 100]", "[100, 80]", "`area_mu` of project \"glass\" is 80"),
        ("[80, 100]", "[-1, 1e12]", "`area_mu` of project \"glass\" is -1"),
        ("gas = 3500", "heat = 3500", "project \"glass\" speaks of the input \"heat\", which there is not"),
        ("tax_cny = [2e6]", "tax_cny = [2e6], latest = \"2029H1\"", "the period \"2029H1\", which there is not"),
        (
            "tax_cny = [2e6]",
            "earliest = \"2021H1\", latest = \"2020H2\"",
            "at the earliest in 2021H1 and at the latest in 2020H2: turn them round",
        ),
        ("tax_cny", "taxes_cny", "unknown field `taxes_cny`"),
        ("tax = 1 }", "tax = 1 }\ndistances = [{ between = [\"a\", \"b\"], least_m = 1 }]", "has no `x_m` and `y_m`"),
    ] {
        let told = refused(from, to);
        assert!(told.contains(said), "{to}: {told}");
    }
}

#[test]
fn two_zones_for_one_input_are_one_too_many() {
    let two = GOOD
        .replace("[{ id = \"east\"", "[{ id = \"west\", free = { gas = 1 } }, { id = \"east\"")
        .replace("zones = [\"east\"]", "zones = [\"east\", \"west\"]");
    let told = Portfolio::from_toml(&two).unwrap_err().to_string();
    assert!(told.contains("supplied with gas by the zones \"east\" and \"west\""), "{told}");
}

#[test]
fn works_in_a_circle_are_told_as_one() {
    let told = refused("cost_cny = 6e6, periods = 1", r#"cost_cny = 6e6, periods = 1, after = ["main"]"#);
    assert_eq!(told, "these works wait for each other, so that none can begin: road after main after road");
    let told = refused(r#"after = ["road"]"#, r#"after = ["main"]"#);
    assert!(told.ends_with("main after main"), "{told}");
}

#[test]
fn toml_and_json_are_the_same() {
    let portfolio = Portfolio::from_toml(GOOD).unwrap();
    let json = serde_json::to_string(portfolio.draft()).unwrap();
    assert_eq!(Portfolio::from_json(&json).unwrap().draft(), portfolio.draft());
    assert!(matches!(Portfolio::from_json("{"), Err(ReadError::Json(_))));
    assert!(matches!(Portfolio::from_toml("periods = 3"), Err(ReadError::Toml(_))));
}

#[test]
fn a_parcel_that_is_everybodys_neighbour_makes_too_many_sites() {
    let mut draft = Portfolio::from_toml(GOOD).unwrap().draft().clone();
    // Somebody wants more than any of them has.
    draft.projects.iter_mut().for_each(|project| project.area_mu = (2e3, 3e3));
    let hub = Parcel { area_mu: 1.0, ..draft.parcels[0].clone() };
    draft.parcels.extend((0..700).map(|number| Parcel {
        id: format!("N{number}"),
        joins: vec!["A".into()],
        ..hub.clone()
    }));
    let told = Portfolio::new(draft).unwrap_err().to_string();
    assert!(told.contains("sites of joined parcels: at most 200000 can be planned at once"), "{told}");
}

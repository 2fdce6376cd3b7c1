//! Assignments and portfolios at the command line.

use serde_json::Value;

use super::command_line::Wutong;

fn peer(name: &str) -> String {
    let path = testing::shared_folder().join("peers/siting").join(name);
    assert!(path.is_file(), "{} is not there", path.display());
    path.display().to_string()
}

fn json(wutong: &Wutong, arguments: &[&str]) -> Vec<Value> {
    let told = wutong.succeed(&[&["siting", "assign"], arguments, &["--json"]].concat());
    told.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn published_optima_are_met_and_proven() {
    let wutong = Wutong::new();
    for (name, sense, optima) in [
        ("gapa.txt", None, vec![1698, 3235, 1360, 2623, 1158, 2339]),
        ("gapc.txt", None, vec![1931, 3456, 1402, 2806, 1243, 2391]),
        ("gap1.txt", Some("--maximise"), vec![336, 327, 339, 341, 326]),
    ] {
        let file = peer(name);
        let arguments: Vec<&str> = [file.as_str()].into_iter().chain(sense).collect();
        let answers = json(&wutong, &arguments);
        let found: Vec<i64> = answers.iter().map(|one| one["objective"].as_i64().unwrap()).collect();
        assert_eq!(found, optima, "{name}");
        for answer in &answers {
            assert!(answer["status"] == "optimal" && answer["bound"] == answer["objective"], "{name}: {answer}");
        }
    }
    let file = peer("gapc.txt");
    let one = json(&wutong, &[&file, "--index", "0"]);
    assert_eq!((one.len(), one[0]["assignment"].as_array().unwrap().len()), (1, 100));
    assert!(
        wutong
            .succeed(&["siting", "assign", &file, "--index", "0"])
            .contains("5 agents, 100 jobs: optimal, objective 1931")
    );
}

#[test]
fn what_cannot_be_says_where_and_why() {
    let wutong = Wutong::new();
    let file = |text: &str| {
        let path = wutong.folder().join("problem.txt");
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    // Two jobs that need 3 each, one agent with room for 5.
    let none = file("1\n1 2\n1 1\n3 3\n5\n");
    let output = wutong.run(&["siting", "assign", &none, "--json"]);
    assert_eq!(output.status.code(), Some(4));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(told["status"] == "infeasible" && told["assignment"].is_null(), "{told}");
    for (text, said) in
        [("1\n2 2\n1 2 3\n", "line 3"), ("1\n1 1\nx\n", "line 3"), ("", "line"), ("1\n1 1\n1\n-1\n5", "need")]
    {
        let path = file(text);
        let refused = wutong.refuse(1, &["siting", "assign", &path]);
        assert!(refused.contains("problem.txt") && refused.contains(said), "{text:?}: {refused}");
    }
    let one = file("1\n1 1\n1\n1\n5");
    assert!(wutong.refuse(1, &["siting", "assign", &one, "--index", "7"]).contains("1 problems"));
    assert!(wutong.refuse(1, &["siting", "assign", "nobody.txt"]).contains("nobody.txt"));
    wutong.refuse(2, &["siting", "assign"]);
}

/// The first plan of docs/siting.md.
const ZONE: &str = r#"
periods = ["2020H2", "2021H1", "2021H2"]
periods_a_year = 2
budgets_cny = [4e6, 4e6, 0]
goals = { tax = 1, investment = 0.1 }
uses = [{ id = "0601", industrial = true, investment_cny_per_mu_min = 1e5 }]
zones = [{ id = "east", free = { gas = 4000 } }]
works = [{ id = "main", cost_cny = 6e6, periods = 2, adds = [{ zone = "east", input = "gas", amount = 3000 }] }]
parcels = [
    { id = "A", area_mu = 90, use = "0601", zones = ["east"] },
    { id = "B", area_mu = 95, use = "0601", zones = ["east"] },
]
projects = [
    { id = "glass", area_mu = [80, 100], needs = { gas = 3500 }, investment_cny = [1e7], tax_cny = [0, 2e6] },
    { id = "steel", area_mu = [80, 120], needs = { gas = 3000 }, investment_cny = [1e7], tax_cny = [1e6] },
]
"#;

#[test]
fn a_portfolio_is_planned_told_and_started_from_again() {
    let wutong = Wutong::new();
    let file = |name: &str, text: &str| {
        let path = wutong.folder().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let zone = file("zone.toml", ZONE);
    let told = wutong.succeed(&["siting", "plan", &zone]);
    for said in [
        "optimal: objective 7,000,000",
        "2 of 2 projects on 185 mu, 1 of 1 works for 6,000,000 yuan",
        "glass: ",
        "main: begins 2020H2, there from 2021H2, 6,000,000 yuan; for glass, steel",
    ] {
        assert!(told.contains(said), "{said:?} is not in {told}");
    }
    let json = wutong.succeed(&["siting", "plan", &zone, "--json"]);
    let plan: Value = serde_json::from_str(&json).unwrap();
    assert!(
        plan["status"] == "optimal"
            && plan["conflict"].is_null()
            && plan["bound"].as_f64() >= plan["objective"].as_f64()
    );
    assert_eq!(plan["plan"]["works"][0]["start"], "2020H2");
    // The same from JSON, and from the plan before, with a parcel withdrawn.
    let present = file("plan.json", &json);
    let changed: toml::Table = ZONE.replace("id = \"A\"", "id = \"D\"").parse().unwrap();
    let changed = file("zone.json", &serde_json::to_string(&changed).unwrap());
    let told = wutong.succeed(&["siting", "plan", &changed, "--start", &present, "--seconds", "60"]);
    assert!(told.contains("did not hold: "), "{told}");
}

#[test]
fn a_portfolio_that_cannot_be_names_what_cannot_hold_together() {
    let wutong = Wutong::new();
    let path = wutong.folder().join("zone.toml");
    let run = |text: &str| {
        std::fs::write(&path, text).unwrap();
        wutong.run(&["siting", "plan", path.to_str().unwrap()])
    };
    let musts = ZONE.replace("area_mu = [", "must = true, area_mu = [").replace("[4e6, 4e6, 0]", "[4e6, 2e6, 0]");
    let output = run(&musts);
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(4));
    for said in [
        "project glass must be placed",
        "project steel must be placed",
        "budget of 2021H1",
        "gas of east",
        "Without any one of them the others can.",
    ] {
        assert!(told.contains(said), "{said:?} is not in {told}");
    }
    assert!(!told.contains("- budget of 2020H2"), "{told}");
    let refused = |text: &str| String::from_utf8(run(text).stderr).unwrap();
    let circle = refused(&ZONE.replace("periods = 2,", "periods = 2, after = [\"main\"],"));
    assert!(
        circle.contains("zone.toml: these works wait for each other") && circle.contains("main after main"),
        "{circle}"
    );
    assert!(refused("periods = [").contains("not a portfolio in TOML"));
    assert!(refused(&ZONE.replace("area_mu = 90", "area_mu = -90")).contains("`area_mu` of parcel \"A\" is -90"));
    assert!(wutong.refuse(1, &["siting", "plan", "nobody.toml"]).contains("nobody.toml"));
}

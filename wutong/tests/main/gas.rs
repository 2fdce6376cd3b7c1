//! Gas networks at the command line.

use serde_json::Value;

use super::command_line::Wutong;

/// A gate that holds 5 bar, two pipes of a chain, and a plant behind a regulator.
pub const WORKS: &str = r#"
[fluid]
density_normal_kg_per_m3 = 0.73
viscosity_pa_s = 1.1e-5
temperature_k = 288.15
compressibility = { law = "linear", offset = 1.0, slope_per_bar = -0.0022 }

[[nodes]]
id = "gate"
fixed_pressure_bar = 5.0
[[nodes]]
id = "works"
[[nodes]]
id = "plant"
withdrawal_kg_per_s = 0.2

[[pipes]]
id = "P1"
from = "gate"
to = "works"
length_m = 800.0
diameter_m = 0.1
roughness_mm = 0.1
[[regulators]]
id = "R1"
from = "works"
to = "plant"
outlet_pressure_bar = 3.0
"#;

pub fn file(wutong: &Wutong, name: &str, text: &str) -> String {
    let path = wutong.folder().join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

pub fn peer(name: &str) -> String {
    let path = testing::shared_folder().join("peers/gas").join(name);
    assert!(path.is_file(), "{} is not there", path.display());
    path.display().to_string()
}

pub fn json(wutong: &Wutong, arguments: &[&str]) -> Value {
    serde_json::from_str(&wutong.succeed(&[&["gas"], arguments, &["--json"]].concat())).unwrap()
}

#[test]
fn a_network_is_checked_and_solved_for_people_and_programs() {
    let wutong = Wutong::new();
    let works = file(&wutong, "works.toml", WORKS);
    assert!(wutong.succeed(&["gas", "check", &works]).contains("nothing is wrong"));
    let table = wutong.succeed(&["gas", "solve", &works]);
    for told in ["plant", "1.986750", "0.200000", "outlet_pressure", "3 nodes, 2 elements"] {
        assert!(table.contains(told), "{told}: {table}");
    }
    let solved = json(&wutong, &["solve", &works]);
    assert_eq!(solved["nodes"], serde_json::json!(["gate", "works", "plant"]));
    let flow = solved["solution"]["mass_flow_kg_per_s"][0].as_f64().unwrap();
    assert!((flow - 0.2).abs() < 1e-9, "{flow}");
    let by =
        |law| json(&wutong, &["solve", "--friction", law, &works])["solution"]["pressure_bar_g"][1].as_f64().unwrap();
    assert!((by("colebrook") - by("chen")).abs() < 1e-3, "two forms of one law");
    assert!((by("colebrook") - by("nikuradse")).abs() > 1e-6, "another law, another answer");
}

#[test]
fn a_reference_network_is_solved_as_its_peer_solved_it() {
    let wutong = Wutong::new();
    let name = peer("networks/schutterwald.json");
    let reference: Value = serde_json::from_slice(&std::fs::read(&name).unwrap()).unwrap();
    let solved = json(&wutong, &["solve", &name]);
    for (key, tolerance) in [("pressure_bar_g", 1e-6), ("mass_flow_kg_per_s", 1e-6)] {
        let [ours, theirs] = [&solved, &reference].map(|one| one["solution"][key].as_array().unwrap());
        assert_eq!(ours.len(), theirs.len());
        for (ours, theirs) in ours.iter().zip(theirs) {
            let difference = (ours.as_f64().unwrap() - theirs.as_f64().unwrap()).abs();
            assert!(difference < tolerance, "{key}: {difference}");
        }
    }
    let outages = json(&wutong, &["n-1", &name]);
    assert_eq!(outages["cases"].as_array().unwrap().len(), reference["pipes"].as_array().unwrap().len() + 1);
}

#[test]
fn results_go_out_as_tables_and_maps_and_come_back() {
    let wutong = Wutong::new();
    let works = file(&wutong, "works.toml", WORKS);
    let nodes = wutong.succeed(&["gas", "solve", &works, "--csv", "nodes"]);
    assert!(nodes.starts_with("id,pressure_bar,") && nodes.lines().count() == 4, "{nodes}");
    let elements = wutong.succeed(&["gas", "solve", &works, "--csv", "elements"]);
    assert!(elements.contains("P1,pipe,gate,works,") && elements.contains("outlet_pressure"), "{elements}");
    wutong.refuse(2, &["gas", "solve", &works, "--csv", "moon"]);

    let map = r#"{ "type": "FeatureCollection",
      "fluid": { "temperature_k": 288.15, "composition": { "methane": 0.97, "nitrogen": 0.03 } },
      "features": [
        { "type": "Feature", "properties": { "id": "gate", "fixed_pressure_bar": 5.0 }, "geometry": { "type": "Point", "coordinates": [112.2, 35.7] } },
        { "type": "Feature", "properties": { "id": "plant", "withdrawal_kg_per_s": 0.1 }, "geometry": { "type": "Point", "coordinates": [112.21, 35.7] } },
        { "type": "Feature", "properties": { "id": "P1", "kind": "pipe", "diameter_m": 0.1, "roughness_mm": 0.1 }, "geometry": { "type": "LineString", "coordinates": [[112.2, 35.7], [112.21, 35.7]] } } ] }"#;
    let drawn = file(&wutong, "zone.geojson", map);
    let out = wutong.folder().join("out.geojson").display().to_string();
    let first = json(&wutong, &["solve", &drawn, "--map", &out]);
    let written: Value = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    let pipe = written["features"].as_array().unwrap().iter().find(|one| one["properties"]["id"] == "P1").unwrap();
    let length = pipe["properties"]["length_m"].as_f64().unwrap();
    assert!((900.0..910.0).contains(&length), "a hundredth of a degree of longitude there: {length}");
    let again = json(&wutong, &["solve", &out]);
    let pressure = |one: &Value| one["solution"]["pressure_bar_g"][1].as_f64().unwrap();
    assert!((pressure(&first) - pressure(&again)).abs() < 1e-9, "what was written is read");
}

#[test]
fn a_day_is_simulated_and_a_source_that_fails_is_survived_for_a_while() {
    let wutong = Wutong::new();
    let works = file(&wutong, "works.toml", &WORKS.replace("id = \"plant\"", "id = \"plant\"\npressure_min_bar = 1.5"));
    let schedule = file(
        &wutong,
        "day.json",
        r#"{ "duration_s": 7200, "output_every_s": 600,
            "withdrawal_factor": { "interpolation": "linear", "points": [{ "time_s": 0, "factor": 1.0 }, { "time_s": 3600, "factor": 1.5 }, { "time_s": 7200, "factor": 1.0 }] } }"#,
    );
    let day = json(&wutong, &["simulate", &works, "--schedule", &schedule]);
    let moments = day["moments"].as_array().unwrap();
    assert_eq!(moments.len(), 13);
    let pressure = |moment: usize| moments[moment]["pressure_bar_g"][1].as_f64().unwrap();
    assert!(pressure(6) < pressure(0) - 0.01, "the works feel the peak");
    assert!((pressure(12) - pressure(0)).abs() < 1e-3, "and come back");
    assert!(day["mass_error"].as_f64().unwrap() < 1e-6 && day["shortfalls"].as_array().unwrap().is_empty());
    let failing = file(
        &wutong,
        "failing.json",
        r#"{ "duration_s": 7200, "output_every_s": 600, "source_failures": [{ "node": "gate", "time_s": 600 }] }"#,
    );
    let dry = wutong.run(&["gas", "simulate", &works, "--schedule", &failing, "--json"]);
    assert_eq!(dry.status.code(), Some(4), "it did not get to the end");
    let dry: Value = serde_json::from_slice(&dry.stdout).unwrap();
    let first = &dry["shortfalls"][0];
    assert!(first["node"] == "plant" && first["time_s"].as_f64().unwrap() > 600.0, "{first}");
    let table = wutong.run(&["gas", "simulate", &works, "--schedule", &failing]);
    let table = String::from_utf8_lossy(&table.stdout);
    assert!(table.contains("plant falls below its minimum"), "{table}");
    for (text, said) in [("{", "wrong.json"), (r#"{ "duration_s": -1, "output_every_s": 60 }"#, "duration")] {
        let path = file(&wutong, "wrong.json", text);
        assert!(wutong.refuse(1, &["gas", "simulate", &works, "--schedule", &path]).contains(said), "{text}");
    }
    let course = wutong.succeed(&["gas", "simulate", &works, "--schedule", &schedule, "--csv", "nodes"]);
    assert!(
        course.starts_with("time_s,id,pressure_bar,pressure_bar_g\r\n0,gate,5,")
            && course.lines().count() == 1 + 13 * 3,
        "{course}"
    );
    let course = wutong.succeed(&["gas", "simulate", &works, "--schedule", &schedule, "--csv", "elements"]);
    assert!(course.starts_with("time_s,id,flow_in") && course.lines().count() == 1 + 13 * 2, "{course}");
    let outages = wutong.succeed(&["gas", "n-1", &works, "--csv"]);
    assert!(outages.contains("\r\npipe,P1,2,0,0.2,0.2,\r\n"), "{outages}");
    let half = file(
        &wutong,
        "half.json",
        &std::fs::read_to_string(&schedule).unwrap().replace(": 7200, \"output", ": 3600, \"output"),
    );
    let end = wutong.folder().join("end.json").display().to_string();
    let first = json(&wutong, &["simulate", &works, "--schedule", &half, "--end", &end]);
    assert_eq!(first["moments"].as_array().unwrap().len(), 7);
    let second = json(&wutong, &["simulate", &works, "--schedule", &schedule, "--start", &end]);
    let last = |run: &Value| run["moments"].as_array().unwrap().last().unwrap()["pressure_bar_g"][1].as_f64().unwrap();
    assert!((last(&second) - last(&day)).abs() < 1e-4, "two halves make a whole: {} {}", last(&second), last(&day));
    let wrong = file(&wutong, "wrong.json", r#"{ "pressures": [{ "node": "moon", "pressure_bar": 4.0 }] }"#);
    let refused = wutong.refuse(1, &["gas", "simulate", &works, "--schedule", &schedule, "--start", &wrong]);
    assert!(refused.contains("moon"), "{refused}");
    wutong.refuse(2, &["gas", "simulate", &works]);
}

#[test]
fn the_gas_of_each_source_is_followed_and_the_pressure_along_a_route_is_drawn() {
    let wutong = Wutong::new();
    let field = "[[nodes]]\nid = \"field\"\nwithdrawal_kg_per_s = -0.08\n[[pipes]]\nid = \"P2\"\nfrom = \"field\"\nto = \"works\"\n\
                 length_m = 500.0\ndiameter_m = 0.1\nroughness_mm = 0.1\n";
    let works = file(&wutong, "works.toml", &format!("{WORKS}{field}"));
    let plain = json(&wutong, &["quality", &works]);
    assert_eq!(plain["sources"], serde_json::json!(["gate", "field"]));
    let plant =
        |told: &Value| told["nodes"].as_array().unwrap().iter().find(|one| one["node"] == "plant").unwrap().clone();
    assert!((plant(&plain)["shares"]["field"].as_f64().unwrap() - 0.4).abs() < 1e-9);
    assert!(plant(&plain)["superior_mj_per_m3"].is_null());
    let gases = "gate = { methane = 1.0 }\nfield = { methane = 0.9, nitrogen = 0.1 }\n";
    let sources = file(&wutong, "sources.toml", gases);
    let judged = plant(&json(&wutong, &["quality", &works, "--sources", &sources]));
    let heat = judged["superior_mj_per_m3"].as_f64().unwrap();
    assert!((33.4..37.1).contains(&heat), "{judged}");
    let table = wutong.succeed(&["gas", "quality", &works, "--sources", &sources]);
    assert!(table.contains("gate 60.0 %, field 40.0 %"), "{table}");
    let csv = wutong.succeed(&["gas", "quality", &works, "--csv"]);
    assert!(csv.starts_with("node,share of gate,share of field,") && csv.lines().count() == 5, "{csv}");
    for (gases, said) in
        [("gate = { methane = 1.0 }", "field"), (&*format!("{gases}moon = {{ methane = 1.0 }}"), "moon")]
    {
        let sources = file(&wutong, "wrong.toml", gases);
        assert!(wutong.refuse(1, &["gas", "quality", &works, "--sources", &sources]).contains(said));
    }

    let out = wutong.folder().join("out.svg").display().to_string();
    wutong.succeed(&["gas", "solve", &works, "--route", "gate,plant", "--plot", &out]);
    let picture = std::fs::read_to_string(&out).unwrap();
    assert!(picture.starts_with("<svg ") && picture.contains("works: ") && picture.contains("0.800 km"), "{picture}");
    let refused = wutong.refuse(2, &["gas", "solve", &works, "--route", "gate,moon", "--plot", &out]);
    assert!(refused.contains("moon"), "{refused}");
    wutong.refuse(2, &["gas", "solve", &works, "--route", "gate,plant"]);
}

#[test]
fn a_gaslib_network_needs_its_scenario_and_a_held_pressure() {
    let wutong = Wutong::new();
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../engines/gas-flow/tests/fixtures");
    let [net, scn] = ["valley.net", "valley.scn"].map(|name| fixtures.join(name).display().to_string());
    let refused = wutong.refuse(1, &["gas", "solve", &scn]);
    assert!(refused.contains("give the network"), "{refused}");
    let refused = wutong.refuse(1, &["gas", "solve", &net, "--scenario", &scn]);
    assert!(refused.contains("gate_west"), "which node could hold one: {refused}");
    let solved = json(&wutong, &["solve", &net, "--scenario", &scn, "--hold", "gate_west=60.0"]);
    assert!(solved["imbalance_kg_per_s"].as_f64().unwrap() < 1e-9);
    let cs = fixtures.join("valley.cs").display().to_string();
    let run = ["gas", "solve", &net, "--scenario", &scn, "--hold", "gate_west=60.0", "--machines", &cs, "--json"];
    let with: Value = serde_json::from_str(&wutong.succeed(&run)).unwrap();
    assert!(with["imbalance_kg_per_s"].as_f64().unwrap() < 1e-9);
    let refused = wutong.refuse(1, &["gas", "solve", &net, "--scenario", &scn, "--machines", &scn]);
    assert!(refused.contains("valley.scn"), "{refused}");
    wutong.refuse(2, &["gas", "solve", &net, "--hold", "entry"]);
    let works = file(&wutong, "works.toml", WORKS);
    assert!(wutong.refuse(2, &["gas", "solve", &works, "--hold", "gate=5.0"]).contains("GasLib"));
}

#[test]
fn faults_name_their_element_and_end_with_one() {
    let wutong = Wutong::new();
    for (name, from, to, said) in [
        ("island.toml", "fixed_pressure_bar = 5.0", "withdrawal_kg_per_s = 0.0", "gate"),
        ("limit.toml", "withdrawal_kg_per_s = 0.2", "withdrawal_kg_per_s = 0.2\npressure_max_bar = 2.0", "R1"),
    ] {
        let path = file(&wutong, name, &WORKS.replace(from, to));
        let output = wutong.run(&["gas", "check", &path]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(String::from_utf8_lossy(&output.stdout).contains(said), "{name}: {output:?}");
        assert!(wutong.refuse(1, &["gas", "solve", &path]).contains(said), "{name}");
    }
    for (name, from, to, said) in [
        ("zero.toml", "diameter_m = 0.1", "diameter_m = 0.0", "P1"),
        ("twice.toml", "id = \"works\"", "id = \"gate\"", "gate"),
        ("nowhere.toml", "to = \"works\"", "to = \"moon\"", "moon"),
        ("cut.toml", "[[regulators]]", "[[regulators", "not a network in TOML"),
    ] {
        let path = file(&wutong, name, &WORKS.replace(from, to));
        let refused = wutong.refuse(1, &["gas", "solve", &path]);
        assert!(refused.contains(said) && refused.contains("wutong: "), "{name}: {refused}");
        let checked = wutong.run(&["gas", "check", &path]);
        assert_eq!(checked.status.code(), Some(1), "{name}");
        assert!(String::from_utf8_lossy(&checked.stdout).contains(said), "{name}: {checked:?}");
    }
    let heavy = file(&wutong, "heavy.toml", &WORKS.replace("withdrawal_kg_per_s = 0.2", "withdrawal_kg_per_s = 20.0"));
    for command in ["solve", "n-1", "quality"] {
        assert!(
            wutong.refuse(4, &["gas", command, &heavy]).contains("works"),
            "the file is in order, the pipes are thin"
        );
    }
    assert!(wutong.refuse(1, &["gas", "solve", "nobody.json"]).contains("nobody.json"));
    let bytes = wutong.folder().join("bytes.json");
    std::fs::write(&bytes, [0xff, 0xfe, 0x00]).unwrap();
    let checked = wutong.run(&["gas", "check", &bytes.display().to_string()]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&checked.stdout).contains("UTF-8"), "{checked:?}");
    wutong.refuse(2, &["gas", "solve"]);
    wutong.refuse(2, &["gas", "solve", "x.toml", "--friction", "butter"]);
}

#[test]
fn dispatch_and_expansion_meet_the_published_figures() {
    let wutong = Wutong::new();
    for (arguments, name, objective, within) in [
        (vec!["dispatch"], "case-6-no-power-limits.m", -253.683, 2e-3),
        (vec!["dispatch"], "case-6.m", -167.19, 1e-2),
        (vec!["dispatch", "--goal", "load"], "case-6-ls.m", 5.0, 1e-4),
        (vec!["dispatch", "--goal", "load"], "case-6-ls-priority.m", 4.5, 1e-4),
        (vec!["expand"], "case-6-ne.m", 1476.0, 1e-3),
        (vec!["expand", "--load"], "case-6-nels.m", 1031.60, 1e-2),
    ] {
        let path = peer(&format!("matgas/{name}"));
        let answer = json(&wutong, &[arguments.as_slice(), &[&path]].concat());
        let found = answer["objective"].as_f64().unwrap();
        assert!((found - objective).abs() < within, "{name}: {found}");
        assert_eq!(answer["status"], "optimal", "{name}: {answer}");
        assert!(answer["residual"].as_f64().unwrap() < 1e-6, "{name}");
    }
    let table = wutong.succeed(&["gas", "expand", &peer("matgas/case-6-ne.m")]);
    assert!(table.contains("to build for 1476.00"), "{table}");
}

#[test]
fn where_no_plan_exists_it_is_told_what_conflicts_and_time_is_limited() {
    let wutong = Wutong::new();
    let case = peer("matgas/case-6-ne.m");
    let told = wutong.refuse(4, &["gas", "dispatch", &case]);
    assert!(told.contains("around junction 2") && told.contains("must leave, but only 0"), "{told}");
    let plan = json(&wutong, &["expand", &case, "--seconds", "120"]);
    assert_eq!(plan["status"], "optimal", "{plan}");
    wutong.refuse(2, &["gas", "expand", &case, "--seconds", "0"]);
}

#[test]
fn prices_say_what_they_are_made_of_and_plans_go_out_as_tables() {
    let wutong = Wutong::new();
    let case = peer("matgas/case-6.m");
    let plan = json(&wutong, &["dispatch", &case]);
    for (junction, price) in plan["price_per_kg"].as_object().unwrap() {
        let parts = plan["price_parts"][junction].as_array().unwrap();
        let sum: f64 = parts.iter().map(|part| part["price"].as_f64().unwrap()).sum();
        assert!((sum - price.as_f64().unwrap()).abs() < 1e-6, "{junction}: {parts:?}");
        assert!(parts.iter().any(|part| part["cause"] == "gas of receipt 1"), "{junction}: {parts:?}");
    }
    let table = wutong.succeed(&["gas", "dispatch", &case]);
    assert!(table.contains("gas of receipt 1 ") && table.contains("lowest pressure of 3"), "{table}");
    for (table, head, rows) in
        [("junctions", "junction,", 6), ("links", "link,from,to,", 6), ("exchanges", "kind,", 11)]
    {
        let csv = wutong.succeed(&["gas", "dispatch", &case, "--csv", table]);
        assert!(csv.starts_with(head) && csv.lines().count() == rows + 1, "{csv}");
    }
}

#[test]
fn a_plan_goes_on_a_map_and_one_construction_serves_several_scenarios() {
    let wutong = Wutong::new();
    let out = wutong.folder().join("plan.geojson").display().to_string();
    wutong.succeed(&["gas", "dispatch", &peer("matgas/case-6.m"), "--map", &out]);
    let map: Value = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    let features = map["features"].as_array().unwrap();
    assert_eq!(features.len(), 12, "six junctions, six links");
    let third = features.iter().find(|one| one["properties"]["id"] == "3").unwrap();
    assert_eq!(third["geometry"]["coordinates"], serde_json::json!([0.5, 0.64]));
    assert!((third["properties"]["pressure_bar"].as_f64().unwrap() - 30.0).abs() < 1e-3);

    let case = std::fs::read_to_string(peer("matgas/case-6-ne.m")).unwrap();
    let [now, later] = [file(&wutong, "now.m", &case), file(&wutong, "later.m", &case)];
    let both = json(&wutong, &["expand", &now, "--also", &later]);
    assert!((both["objective"].as_f64().unwrap() - 1476.0).abs() < 1e-2, "{both}");
    assert_eq!(both["scenarios"].as_array().unwrap().len(), 2);
    let table = wutong.succeed(&["gas", "expand", &now, "--also", &later]);
    assert!(table.contains("later.m") && table.contains("to build for 1476.00"), "{table}");
    let other = peer("matgas/case-6.m");
    let csv = wutong.succeed(&["gas", "expand", &now, "--also", &later, "--csv", "exchanges"]);
    assert!(csv.starts_with("scenario,kind,name,") && csv.contains("later.m,receipt,"), "{csv}");
    let refused = wutong.refuse(1, &["gas", "expand", &now, "--also", &other]);
    assert!(refused.contains("first scenario"), "{refused}");
}

#[test]
fn several_periods_are_planned_with_a_contract() {
    let wutong = Wutong::new();
    let case = peer("matgas/case-6.m");
    let terms = "period_h = 12.0\nperiods = 2\n[[receipts]]\nname = \"receipt 1\"\nprice = [1.0, 1.5]\n";
    let west =
        "[[contracts]]\nname = \"west\"\nexchanges = [\"receipt 1\"]\ntake_or_pay = { least_kg = 1e7, price = 0.5 }\n";
    let horizon = file(&wutong, "day.toml", &format!("{terms}{west}"));
    let day = json(&wutong, &["dispatch", &case, "--horizon", &horizon]);
    let taken = |period: usize| day["periods"][period]["injection_kg_per_s"]["receipt 1"].as_f64().unwrap();
    assert!(taken(0) > taken(1), "more of the gas when it is cheaper");
    let total = day["contracts"][0]["total_kg"].as_f64().unwrap();
    assert!((total - (taken(0) + taken(1)) * 43_200.0).abs() < 1.0, "{total}");
    let unused = day["contracts"][0]["paid_not_taken_kg"].as_f64().unwrap();
    assert!((unused - (1e7 - total)).abs() < 1.0, "{unused}");
    assert!(day["gap"].as_f64().unwrap() < 1e-3, "{day}");
    assert!(wutong.succeed(&["gas", "dispatch", &case, "--horizon", &horizon]).contains("west: "));
    for (text, said) in [
        ("period_h = 1.0", "periods"),
        ("period_h = 1.0\nperiods = 0", "periods is 0"),
        ("period_h = -1.0\nperiods = 1", "length"),
        (&*format!("{terms}levels = [[\"moon\"]]"), "levels"),
        (&*terms.replace("receipt 1", "moon"), "moon"),
        (&*terms.replace("[1.0, 1.5]", "[1.0]"), "price has 1 values for 2 periods"),
        (&*format!("{terms}{}", west.replace("receipt 1", "delivery 9")), "delivery 9"),
    ] {
        let path = file(&wutong, "wrong.toml", text);
        let refused = wutong.refuse(1, &["gas", "dispatch", &case, "--horizon", &path]);
        assert!(refused.contains("wrong.toml") && refused.contains(said), "{text}: {refused}");
    }
    let csv = wutong.succeed(&["gas", "dispatch", &case, "--horizon", &horizon, "--csv", "links"]);
    assert!(csv.starts_with("period,link,from,to,") && csv.lines().count() == 1 + 2 * 6, "{csv}");
    let out = wutong.folder().join("day.geojson").display().to_string();
    wutong.succeed(&["gas", "dispatch", &case, "--horizon", &horizon, "--map", &out, "--json"]);
    let map: Value = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    let features = map["features"].as_array().unwrap();
    assert_eq!(features.iter().filter(|one| one["properties"]["period"] == "2").count(), 12, "{map}");
    wutong.refuse(2, &["gas", "dispatch", &case, "--horizon", &horizon, "--goal", "load"]);
    wutong.refuse(2, &["gas", "dispatch", &case, "--json", "--csv", "links"]);
}

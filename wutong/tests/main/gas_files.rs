//! Files of gas networks at the command line: every kind to every command, and what is wrong with them.

use std::{io::Write, process::Stdio};

use serde_json::Value;

use super::{
    command_line::{Wutong, project_root},
    gas::{WORKS, file, json, peer},
};

/// A zone of our own with a market, as the manual shows it.
fn zone(wutong: &Wutong) -> String {
    let manual = std::fs::read_to_string(project_root().join("docs/gas.md")).unwrap();
    let (_, example) = manual.split_once("### A market of one's own").unwrap();
    let example = example.split_once("```toml\n").unwrap().1.split_once("```").unwrap().0;
    file(wutong, "zone.toml", example)
}

#[test]
fn a_network_of_ones_own_is_solved_dispatched_and_expanded() {
    let wutong = Wutong::new();
    let zone = zone(&wutong);
    let plan = json(&wutong, &["dispatch", &zone]);
    assert!(plan["injection_kg_per_s"]["west"].as_f64().unwrap() > 0.01, "{plan}");
    assert!(plan["storage_kg_per_s"]["tank"].is_number(), "{plan}");
    let output = wutong.run(&["gas", "dispatch", &zone]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("--horizon"), "contracts wait for a horizon: {output:?}");
    let day = file(&wutong, "day.toml", "period_h = 12.0\nperiods = 2\n");
    let day = json(&wutong, &["dispatch", &zone, "--horizon", &day]);
    assert_eq!(day["contracts"][0]["contract"], "west 2027");
    assert!(day["stock_kg"][0][1].as_f64().unwrap() > 2000.0 - 1e-3, "{day}");
    let built = json(&wutong, &["expand", &zone, "--load"]);
    assert_eq!(built["built"], serde_json::json!(["P1 second"]));
    let held = std::fs::read_to_string(&zone).unwrap().replace("pressure_max_bar = 7.0", "fixed_pressure_bar = 7.0");
    let held = file(&wutong, "held.toml", &held);
    let solved = json(&wutong, &["solve", &held]);
    assert_eq!(solved["elements"], serde_json::json!(["P1", "P2", "P3"]), "what may be built does not stand");
    let wrong = std::fs::read_to_string(&zone).unwrap().replace("price_per_kg = 3.4", "price_per_kg = nan");
    let wrong = file(&wutong, "wrong.toml", &wrong.replace("exchanges = [\"west\"]", "exchanges = [\"east\"]"));
    let refused = wutong.refuse(1, &["gas", "dispatch", &wrong]);
    assert_eq!(refused.lines().count(), 2, "{refused}");
    assert!(refused.lines().all(|line| line.contains("wrong.toml: line ")), "{refused}");
}

#[test]
fn the_market_of_a_network_may_stand_beside_it() {
    let wutong = Wutong::new();
    let works = file(&wutong, "works.toml", WORKS);
    let market = "[market]\npressure_min_bar = 1.5\npressure_max_bar = 6.0\n[[market.receipts]]\nid = \"west\"\nnode = \"gate\"\n\
                  max_kg_per_s = 1.0\nprice_per_kg = 2.0\n";
    let beside = file(&wutong, "market.toml", market);
    let plan = json(&wutong, &["dispatch", &works, "--market", &beside]);
    assert!((plan["objective"].as_f64().unwrap() - 0.4).abs() < 1e-4, "0.2 kg/s at 2.0: {plan}");
    let wrong = file(&wutong, "wrong.toml", &market.replace("gate", "moon"));
    let refused = wutong.refuse(1, &["gas", "dispatch", &works, "--market", &wrong]);
    assert!(refused.contains("wrong.toml: line 6 column 8: ") && refused.contains("moon"), "{refused}");
    wutong.refuse(2, &["gas", "dispatch", &zone(&wutong), "--market", &beside]);
    wutong.refuse(2, &["gas", "dispatch", &peer("matgas/case-6.m"), "--market", &beside]);
}

#[test]
fn a_matgas_case_goes_to_every_command() {
    let wutong = Wutong::new();
    let case = peer("matgas/case-6-gf.m");
    let text = std::fs::read_to_string(&case).unwrap();
    let free = file(
        &wutong,
        "free.m",
        &text.replace("\t1  1  'synthetic6'  '1'", "\t0  1  'synthetic6'  '1'").replace("4000000 1  1", "4000000 0  1"),
    );
    let refused = wutong.refuse(1, &["gas", "solve", &free]);
    assert!(refused.contains("--hold JUNCTION=BAR") && refused.contains("junction 1"), "{refused}");
    let hold = ["--hold", "1=50"];
    let solved = json(&wutong, &[&["solve", &free][..], &hold].concat());
    assert!((solved["solution"]["pressure_bar_g"][0].as_f64().unwrap() - (50.0 - 1.01325)).abs() < 1e-6, "{solved}");
    assert!(solved["imbalance_kg_per_s"].as_f64().unwrap() < 1e-6);
    let cases = json(&wutong, &[&["n-1", &free][..], &hold].concat());
    assert!(cases["cases"].as_array().unwrap().len() >= 7, "{cases}");
    let quality = json(&wutong, &[&["quality", &free][..], &hold].concat());
    assert!(quality["sources"].as_array().unwrap().contains(&Value::from("1")), "{quality}");
    let schedule = file(&wutong, "day.json", r#"{ "duration_s": 3600, "output_every_s": 1800 }"#);
    let run = json(&wutong, &[&["simulate", &free, "--schedule", &schedule][..], &hold].concat());
    let held = run["moments"][2]["linepack_kg"].as_array().unwrap().iter().map(|kg| kg.as_f64().unwrap()).sum::<f64>();
    assert!(held > 1e5, "pipes have a volume: {held}");
    assert!(wutong.succeed(&[&["gas", "check", &free][..], &hold].concat()).contains("nothing is wrong"));
    wutong.refuse(2, &[&["gas", "dispatch", &free][..], &hold].concat());
    wutong.refuse(2, &["gas", "solve", &free, "--hold", "1=-5"]);
    wutong.refuse(1, &["gas", "solve", &free, "--hold", "99=50"]);
}

#[test]
fn all_faults_stand_with_their_places() {
    let wutong = Wutong::new();
    let wrong = WORKS
        .replace("diameter_m = 0.1", "diameter_m = 0.0")
        .replace("outlet_pressure_bar = 3.0", "outlet_pressure_bar = -3.0");
    let path = file(&wutong, "wrong.toml", &wrong);
    let checked = wutong.run(&["gas", "check", &path]);
    let told = String::from_utf8(checked.stdout).unwrap();
    assert_eq!(told.lines().count(), 2, "{told}");
    assert!(told.contains("wrong.toml: line 22 column 14: pipe \"P1\": 0 m"), "{told}");
    assert!(told.contains("regulator \"R1\": -3 bar is not an admissible absolute pressure"), "{told}");
    let island = file(&wutong, "island.toml", &WORKS.replace("fixed_pressure_bar = 5.0", "withdrawal_kg_per_s = 0.0"));
    let told = String::from_utf8(wutong.run(&["gas", "check", &island]).stdout).unwrap();
    assert!(told.contains("line 9 column 6: "), "{told}");
    let map = r#"{ "type": "FeatureCollection",
      "fluid": { "temperature_k": 288.15, "composition": { "methane": 1.0 } },
      "features": [
        { "type": "Feature", "properties": { "id": "gate", "fixed_pressure_bar": -5.0 }, "geometry": null },
        { "type": "Feature", "properties": { "id": "P", "kind": "pipe", "from": "gate", "to": "moon", "length_m": 1, "diameter_m": 0, "roughness_mm": 0.1 }, "geometry": null } ] }"#;
    let map = file(&wutong, "wrong.geojson", &map.replace("\"id\": \"gate\"", "\"kind\": \"node\", \"id\": \"gate\""));
    let told = String::from_utf8(wutong.run(&["gas", "check", &map]).stdout).unwrap();
    assert!(told.contains("line 4: feature 1 (\"gate\")") && told.contains("-5 bar"), "{told}");
    assert!(told.contains("line 5: feature 2 (\"P\")") && told.contains("moon") && told.contains("diameter"), "{told}");
}

#[test]
fn ids_that_a_terminal_or_a_spreadsheet_would_obey_are_written_out() {
    let wutong = Wutong::new();
    let evil = WORKS.replace("\"works\"", "\"=wo\\u001b[31mrks\\u202e\"");
    let path = file(&wutong, "evil.toml", &evil);
    let out = wutong.folder().join("evil.svg").display().to_string();
    let table = wutong.succeed(&["gas", "solve", &path, "--route", "gate,plant", "--plot", &out]);
    let csv = wutong.succeed(&["gas", "solve", &path, "--csv", "nodes"]);
    let picture = std::fs::read_to_string(&out).unwrap();
    for text in [&table, &csv, &picture] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']) && text.contains("\\u{1b}[31mrks\\u{202e}"), "{text}");
    }
    assert!(csv.contains("\r\n'=wo"), "{csv}");
    let refused = wutong.refuse(
        1,
        &[
            "gas",
            "solve",
            &file(
                &wutong,
                "cut.toml",
                &evil.replace("fixed_pressure_bar = 5.0", "").replace("\"gate\"", "\"g\\u001b\""),
            ),
        ],
    );
    assert!(!refused.contains('\u{1b}') && refused.contains("\\u{1b}"), "{refused}");
}

#[test]
fn files_come_from_standard_input_and_are_not_written_over() {
    let wutong = Wutong::new();
    let mut solve = wutong.command(&["gas", "solve", "-", "--json"]);
    solve.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = solve.spawn().unwrap();
    child.stdin.take().unwrap().write_all(WORKS.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let solved: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(solved["nodes"][0], "gate");
    assert!(output.stderr.is_empty(), "no bar turns where nobody looks: {output:?}");
    let works = file(&wutong, "works.toml", WORKS);
    let refused = wutong.refuse(2, &["gas", "solve", &works, "--map", &works]);
    assert!(refused.contains("another file"), "{refused}");
    assert_eq!(std::fs::read_to_string(&works).unwrap(), WORKS);
    wutong.refuse(2, &["gas", "solve", &works, "--map", "x.out", "--route", "gate,plant", "--plot", "x.out"]);
    wutong.refuse(2, &["gas", "simulate", "-", "--schedule", "-"]);
    wutong.refuse(2, &["gas", "solve", &works, "--map", "-"]);
    assert!(wutong.refuse(1, &["gas", "solve", &wutong.folder().display().to_string()]).contains("directory"));
    for command in ["properties", "check", "solve", "quality", "simulate", "n-1", "dispatch", "expand"] {
        let help = wutong.succeed(&["gas", command, "--help"]);
        assert!(help.contains(&format!("  wutong gas {command} ")) && help.contains("Exit codes"), "{help}");
    }
}

#[test]
fn who_reads_no_further_hears_no_complaint() {
    let wutong = Wutong::new();
    let works = file(&wutong, "works.toml", WORKS);
    let mut solve = wutong.command(&["gas", "solve", &works]);
    solve.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = solve.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let mut solve = wutong.command(&["gas", "solve", &peer("matgas/case-6.m"), "--json"]);
    solve.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = solve.spawn().unwrap();
    drop(child.stderr.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stdout.starts_with(b"{"), "notes that nobody reads: {output:?}");
}

#[test]
fn what_cannot_be_dispatched_says_why() {
    let wutong = Wutong::new();
    let works = file(&wutong, "works.toml", WORKS);
    assert!(wutong.refuse(1, &["gas", "dispatch", &works]).contains("no offers and bids"));
    let case = std::fs::read_to_string(peer("matgas/case-6-gf.m")).unwrap();
    let tight = case.replace("3000000	6000000", "5900000	6000000");
    let tight = file(&wutong, "tight.m", &tight);
    let refused = wutong.run(&["gas", "dispatch", &tight, "--json"]);
    assert_eq!(refused.status.code(), Some(4), "no plan exists: {refused:?}");
    assert!(wutong.refuse(4, &["gas", "dispatch", &tight]).contains("no plan"));
    let cut = file(&wutong, "cut.m", &case[..case.len() / 2]);
    let refused = wutong.refuse(1, &["gas", "dispatch", &cut]);
    assert!(refused.contains("cut.m"), "{refused}");
}

#[test]
fn elements_are_set_from_the_command_line() {
    let wutong = Wutong::new();
    let works = WORKS.replace("id = \"plant\"", "id = \"plant\"\npressure_max_bar = 3.5")
        + "[[valves]]\nid = \"V=1\"\nfrom = \"gate\"\nto = \"works\"\nopen = false\n\
           [[compressors]]\nid = \"C1\"\nfrom = \"works\"\nto = \"lift\"\ncontrol = \"bypass\"\nratio_max = 1.5\nefficiency = 0.8\n\
           heat_capacity_ratio = 1.3\n";
    let works = works.replace("[[pipes]]", "[[nodes]]\nid = \"lift\"\nwithdrawal_kg_per_s = 0.01\n[[pipes]]");
    let works = file(&wutong, "works.toml", &works);
    let bar = |set: &[&str], node: usize| {
        let set: Vec<&str> = set.iter().flat_map(|set| ["--set", *set]).collect();
        json(&wutong, &[&["solve", &works][..], &set].concat())["solution"]["pressure_bar_g"][node].as_f64().unwrap()
            + 1.01325
    };
    assert!((bar(&["R1=outlet:2.5bar"], 2) - 2.5).abs() < 1e-6);
    assert!((bar(&["V=1=open"], 1) - 5.0).abs() < 1e-9, "an id may hold the sign");
    let [works_bar, lift] = [1, 3].map(|node| bar(&["V=1=open", "C1=ratio:1.2"], node));
    assert!((lift - 1.2 * works_bar).abs() < 1e-6, "{works_bar} {lift}");
    let solved = json(&wutong, &["solve", &works, "--set", "R1=bypass"]);
    let pressures = &solved["solution"]["pressure_bar_g"];
    assert!((pressures[1].as_f64().unwrap() - pressures[2].as_f64().unwrap()).abs() < 1e-9, "{solved}");
    assert!(wutong.refuse(1, &["gas", "solve", &works, "--set", "R1=closed"]).contains("plant"), "nothing reaches it");
    for (set, named) in [
        ("moon=open", "there is no element \"moon\""),
        ("P1=closed", "pipe \"P1\" cannot be set to closed: it takes no setting"),
        ("V=1=bypass", "valve \"V=1\" cannot be set to bypass: it takes open or closed"),
        ("R1=ratio:1.1", "it takes outlet:BAR, bypass or closed"),
        ("R1=outlet:4", "node \"plant\", which permits 3.5 bar at most"),
        ("C1=ratio:1.6", "compressor \"C1\" shall run at a ratio of 1.6"),
        ("C1=ratio:0.5", "0.5"),
        ("C1=ratio:fast", "fast"),
        ("R1=outlet:-3", "-3"),
        ("R1=half", "half"),
        ("R1", "V1=closed"),
    ] {
        let refused = wutong.refuse(2, &["gas", "solve", &works, "--set", set]);
        assert!(refused.contains(named), "{set}: {refused}");
    }
    assert!(wutong.refuse(2, &["gas", "n-1", &works, "--set", "R1=bypass", "--set", "R1=closed"]).contains("twice"));
    assert!(wutong.refuse(2, &["gas", "dispatch", &works, "--set", "R1=bypass"]).contains("plan"));
    assert!(wutong.succeed(&["gas", "check", &works, "--set", "V=1=open"]).contains("nothing is wrong"));
}

#[test]
fn a_matgas_case_is_set_from_the_command_line() {
    let wutong = Wutong::new();
    let case = peer("matgas/case-6.m");
    let output = wutong.run(&["gas", "solve", &case, "--json"]);
    assert!(output.status.success(), "{output:?}");
    let solved: Value = serde_json::from_slice(&output.stdout).unwrap();
    let compressor = solved["modes"].as_object().unwrap().keys().next().unwrap().clone();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("holds the greatest pressure"), "{told}");
    let set = format!("{compressor}=bypass");
    let solved = json(&wutong, &["solve", &case, "--set", &set]);
    assert_eq!(solved["modes"][&compressor], "bypass");
    assert!(wutong.refuse(2, &["gas", "solve", &case, "--set", "moon=open"]).contains("moon"));
}

#[test]
fn help_on_gas_tells_nothing_of_the_house() {
    let wutong = Wutong::new();
    for command in ["solve", "dispatch", "n-1"] {
        let help = wutong.succeed(&["gas", command, "--help"]);
        assert!(!help.contains("--database-url") && !help.contains("--clock-start"), "{help}");
    }
    assert!(wutong.succeed(&["serve", "--help"]).contains("--database-url"));
}

//! The market part of our own format, and all faults of a file at once.

use gas_flow::format::own::with_market;
use gas_flow::format::{FormatError, NetworkFile, own_json, own_toml};
use proptest::prelude::*;

/// A gate, a plant and a tank, with a market.
const ZONE: &str = r#"[fluid]
temperature_k = 288.15
composition = { methane = 1.0 }

[[nodes]]
id = "gate"
fixed_pressure_bar = 10.0
[[nodes]]
id = "plant"
withdrawal_kg_per_s = 0.2
pressure_max_bar = 9.0

[[pipes]]
id = "P1"
from = "gate"
to = "plant"
length_m = 800.0
diameter_m = 0.1
roughness_mm = 0.1

[[storages]]
id = "tank"
node = "plant"
operation = { flow_kg_per_s = 0.0 }
withdrawal_max_kg_per_s = 0.1
injection_max_kg_per_s = 0.1

[market]
pressure_min_bar = 2.0
power_price_per_kwh = 0.6

[[market.receipts]]
id = "west"
node = "gate"
max_kg_per_s = 1.0
price_per_kg = 2.1

[[market.deliveries]]
id = "furnace"
node = "plant"
min_kg_per_s = 0.1
max_kg_per_s = 0.3
price_per_kg = 4.0
priority = 2.0

[[market.storages]]
storage = "tank"
stock_max_kg = 4000.0
start_kg = 1000.0

[[market.contracts]]
id = "year"
exchanges = ["west"]
take_or_pay = { least_kg = 1000.0, price_per_kg = 1.0 }

[[market.candidate_pipes]]
id = "P2"
from = "gate"
to = "plant"
length_m = 800.0
diameter_m = 0.15
roughness_mm = 0.1
construction_cost = 1e6
"#;

fn faults(toml: &str) -> Vec<String> {
    match own_toml(toml) {
        Err(FormatError::Faults(faults)) => faults.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_market_is_read_and_written_and_the_network_stays_what_stands() {
    let own = own_toml(ZONE).unwrap();
    let market = own.market.as_ref().unwrap();
    assert_eq!(own.network.elements().len(), 1, "a candidate does not stand");
    assert_eq!((market.terms.receipts[0].id.as_str(), market.terms.deliveries[0].priority), ("west", 2.0));
    assert_eq!((market.candidates[0].element.id.as_str(), market.candidates[0].construction_cost), ("P2", 1e6));
    let file = NetworkFile::from(&own);
    assert_eq!(own_toml(&toml::to_string(&file).unwrap()).unwrap(), own);
    assert_eq!(own_json(&serde_json::to_vec(&file).unwrap()).unwrap(), own);
}

#[test]
fn all_faults_of_a_file_are_named_at_once_with_their_places() {
    let wrong = ZONE
        .replace("diameter_m = 0.1\n", "diameter_m = 0.0\n")
        .replace("length_m = 800.0\ndiameter_m = 0.0", "length_m = \"long\"\ndiameter_m = 0.0")
        .replace("node = \"plant\"\noperation", "node = \"moon\"\noperation")
        .replace("id = \"furnace\"\nnode = \"plant\"", "id = \"west\"\nnode = \"plant\"")
        .replace("start_kg = 1000.0", "start_kg = 5000.0")
        .replace("power_price_per_kwh = 0.6", "power_price_per_kwh = 0.6\ncolour = 1");
    let found = faults(&wrong);
    for said in [
        "line 17 column 12: pipes, \"P1\": length_m: invalid type: string \"long\"",
        "line 23 column 8: element \"tank\" names node \"moon\"",
        "unknown field `colour`",
    ] {
        assert!(found.iter().any(|fault| fault.contains(said)), "{said}: {found:#?}");
    }
    assert_eq!(found.len(), 3, "a market of which nothing is known is not judged: {found:#?}");
    let values = ZONE
        .replace("diameter_m = 0.1\nr", "diameter_m = 0.0\nr")
        .replace("id = \"furnace\"", "id = \"west\"")
        .replace("start_kg = 1000.0", "start_kg = 5000.0")
        .replace("exchanges = [\"west\"]", "exchanges = [\"east\"]")
        .replace("pressure_max_bar = 9.0\n", "");
    let found = faults(&values);
    for said in [
        "line 8 column 1: node \"plant\": the market needs its pressure_max_bar",
        "line 17 column 14: pipe \"P1\": 0 m is not an admissible inner diameter",
        "delivery \"west\": its id is used twice",
        "storage \"tank\": start_kg is 5000",
        "contract \"year\": the market has no receipt, delivery or transfer \"east\"",
    ] {
        assert!(found.iter().any(|fault| fault.contains(said)), "{said}: {found:#?}");
    }
    let lines: Vec<usize> = found.iter().map(|f| f.split(' ').nth(1).unwrap().parse().unwrap()).collect();
    assert!(lines.is_sorted(), "{found:#?}");
}

#[test]
fn json_tells_places_too() {
    let own = own_toml(ZONE).unwrap();
    let json = serde_json::to_string_pretty(&NetworkFile::from(&own)).unwrap();
    let line = 1 + json.lines().position(|line| line.contains("\"diameter_m\": 0.1,")).unwrap();
    let wrong = json.replacen("\"diameter_m\": 0.1,", "\"diameter_m\": -1,", 1).replacen("\"from\"", "\"form\"", 2);
    let Err(FormatError::Faults(found)) = own_json(wrong.as_bytes()) else { panic!() };
    assert!(found[0].to_string().contains("\"P1\": missing field `from`"), "{found:?}");
    let wrong = json
        .replacen("\"diameter_m\": 0.1,", "\"diameter_m\": -1,", 1)
        .replace("\"node\": \"gate\"", "\"node\": \"x\"");
    let Err(FormatError::Faults(found)) = own_json(wrong.as_bytes()) else { panic!() };
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0].place.unwrap().line, line, "{found:?}");
}

#[test]
fn a_market_may_stand_in_a_file_of_its_own() {
    let own = own_toml(ZONE).unwrap();
    let (_, market) = ZONE.split_once("[market]").unwrap();
    let beside = format!("[market]{market}");
    assert_eq!(with_market(&own.network, &beside).unwrap(), own);
    let wrong = beside.replace("exchanges = [\"west\"]", "exchanges = [\"east\"]");
    let error = with_market(&own.network, &wrong).unwrap_err().to_string();
    assert!(error.starts_with("line ") && error.contains("\"east\""), "{error}");
    assert!(with_market(&own.network, "[fluid]").unwrap_err().to_string().contains("fluid"));
}

proptest! {
    /// Whatever is cut out of a file: it is read, or all that is said has words.
    #[test]
    fn a_file_with_a_hole_is_refused_with_reasons(begin in 0..ZONE.len(), length in 1..60_usize) {
        let holed = format!("{}{}", &ZONE[..begin], &ZONE[(begin + length).min(ZONE.len())..]);
        match own_toml(&holed) {
            Ok(own) => prop_assert_eq!(own_toml(&toml::to_string(&NetworkFile::from(&own)).unwrap()).unwrap(), own),
            Err(FormatError::Faults(faults)) => prop_assert!(!faults.is_empty()),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}

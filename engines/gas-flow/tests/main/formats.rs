//! What is written is read back.

use gas_flow::format::{NetworkFile, read_json, read_reference, read_toml};

use super::support::network;

pub const ALL: &str = "node a fixed_pressure_bar = 50.0, height_m = 12.0\nnode b pressure_min_bar = 2.0\nnode c\nnode d\nnode e\nnode f withdrawal_kg_per_s = 0.1\nnode g\n\
     pipe P a b\nshort_pipe S b c\nvalve V c d open = true\ncheck_valve K d e\n\
     resistor Z e f loss_coefficient = 3.0, diameter_m = 0.2\n\
     regulator R a g outlet_pressure_bar = 4.0, flow_max_kg_per_s = 2.0\n\
     compressor C g f control = { outlet_pressure_bar = 60.0 }, ratio_max = 2.0, efficiency = 0.8, heat_capacity_ratio = 1.3, power_max_w = 1e6, fuel = { drive_efficiency = 0.3, heating_value_j_per_kg = 48e6 }\n\
     well W g reservoir_pressure_bar = 80.0, inflow = { curve = \"quadratic\", linear = 1e10, square = 1e10 }\n\
     storage T g operation = { flow_kg_per_s = 0.5 }, withdrawal_max_kg_per_s = 1.0";

#[test]
fn own_format_survives_json_and_toml() {
    let network = network(ALL);
    let file = NetworkFile::from(&network);
    let json = serde_json::to_vec(&file).unwrap();
    assert_eq!(NetworkFile::from(&read_json(&json).unwrap()), file);
    let toml = toml::to_string(&file).unwrap();
    assert_eq!(NetworkFile::from(&read_toml(&toml).unwrap()), file);
    assert_eq!(read_json(&json).unwrap().elements().len(), network.elements().len());
}

#[test]
fn a_misspelt_key_is_an_error() {
    let file = serde_json::to_string(&NetworkFile::from(&network(ALL))).unwrap();
    assert!(read_json(file.replace("\"nodes\"", "\"knots\"").as_bytes()).is_err());
    assert!(read_json(file.replace("\"height_m\":12.0", "\"hight_m\":12.0").as_bytes()).is_err());
}

#[test]
fn a_reference_becomes_our_own_format() {
    let reference = read_reference(include_bytes!("../fixtures/grid-6.json")).unwrap();
    let json = serde_json::to_vec(&NetworkFile::from(&reference.network)).unwrap();
    let again = read_json(&json).unwrap();
    assert_eq!(again.nodes().len(), 36);
    let same = again.nodes()[7].withdrawal == reference.network.nodes()[7].withdrawal;
    assert!(same && again.elements()[5].id == reference.network.elements()[5].id);
}

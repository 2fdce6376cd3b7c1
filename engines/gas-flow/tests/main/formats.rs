//! What is written is read back.

use gas_flow::format::{NetworkFile, read_json, read_reference, read_toml};
use gas_flow::{Options, Steady};
use proptest::prelude::*;
use serde_json::Value;

use super::support::network;

pub const ALL: &str = "node a fixed_pressure_bar = 50.0, height_m = 12.0\nnode b pressure_min_bar = 2.0\nnode c\nnode d\nnode e\nnode f withdrawal_kg_per_s = 0.1\nnode g\n\
     pipe P a b\nshort_pipe S b c\nvalve V c d open = true\ncheck_valve K d e\n\
     resistor Z e f loss_coefficient = 3.0, diameter_m = 0.2\nloss_resistor Y e f pressure_loss_bar = 0.1\n\
     regulator R a g outlet_pressure_bar = 4.0, flow_max_kg_per_s = 2.0, reverse_flow = \"bypass\"\n\
     compressor C g f control = { outlet_pressure_bar = 60.0 }, ratio_max = 2.0, efficiency = 0.8, heat_capacity_ratio = 1.3, power_max_w = 1e6, fuel = { drive_efficiency = 0.3, heating_value_j_per_kg = 48e6 }, reverse_flow = \"bypass\"\n\
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
    let error = read_json(file.replace("\"power_max_w\"", "\"power_max\"").as_bytes()).unwrap_err();
    assert!(error.to_string().contains("unknown field `power_max`"), "{error}");
}

#[test]
fn values_that_cannot_be_name_their_element() {
    let file = serde_json::to_string(&NetworkFile::from(&network(ALL))).unwrap();
    for (from, to, message) in [
        (
            "\"heat_capacity_ratio\":1.3",
            "\"heat_capacity_ratio\":1",
            "compressor \"C\": 1 is not an admissible heat capacity",
        ),
        ("\"heating_value_j_per_kg\":48000000.0", "\"heating_value_j_per_kg\":0", "compressor \"C\": 0 J/kg"),
        ("\"linear\":10000000000.0", "\"linear\":-1", "well \"W\": -1 Pa²·s/kg is not an admissible laminar inflow"),
        ("\"square\":10000000000.0", "\"square\":0", "well \"W\": 0 Pa²·s²/kg² is not an admissible inertial inflow"),
        ("\"offset\":1.0", "\"offset\":-1.0", "fluid: -1 is not an admissible compressibility at zero pressure"),
    ] {
        assert!(file.contains(from), "{from}");
        let error = read_json(file.replace(from, to).as_bytes()).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
    let node = |height: &str| {
        format!(
            "[fluid]\ntemperature_k = 288\ncomposition = {{ methane = 1 }}\n[[nodes]]\nid = \"top\"\nheight_m = {height}"
        )
    };
    let error = read_toml(&node("50000")).unwrap_err().to_string();
    assert!(error.starts_with("line 6 column 12: node \"top\": 50000 m is not an admissible height"), "{error}");
    assert!(read_toml(&node("nan")).unwrap_err().to_string().contains("node \"top\""));
    let well = "curve = \"back_pressure\", coefficient = 1e-12, exponent = 1.2";
    let toml = format!(
        "{}\n[[wells]]\nid = \"X\"\nnode = \"top\"\nreservoir_pressure_bar = 80\ninflow = {{ {well} }}",
        node("0")
    );
    let error = read_toml(&toml).unwrap_err().to_string();
    assert!(
        error.contains("well \"X\": 1.2 is not an admissible back-pressure exponent: it must be from 0.5 to 1"),
        "{error}"
    );
}

#[test]
fn errors_of_shape_name_the_line() {
    let error = read_toml("[fluid]\ntemperature_k = 288\nnodes = 1").unwrap_err().to_string();
    assert!(error.contains("line 1") || error.contains("line 3"), "{error}");
    let error = read_json(b"{\"fluid\": {},\n\"nodes\": [}").unwrap_err().to_string();
    assert!(error.contains("line "), "{error}");
}

/// Every number in it times the next of the factors.
fn scale(value: &mut Value, factors: &mut impl Iterator<Item = f64>) {
    match value {
        Value::Number(number) => *value = (number.as_f64().unwrap() * factors.next().unwrap()).into(),
        Value::Array(values) => values.iter_mut().for_each(|value| scale(value, factors)),
        Value::Object(members) => members.values_mut().for_each(|value| scale(value, factors)),
        _ => {}
    }
}

proptest! {
    /// To the last bit: bars, millimetres and all.
    #[test]
    fn what_is_written_is_the_same_network(factors in prop::collection::vec(0.9..1.1_f64, 20), table in any::<bool>()) {
        let mut file = serde_json::to_value(NetworkFile::from(&network(ALL))).unwrap();
        if table {
            file["fluid"]["compressibility"] =
                serde_json::json!({"law": "table", "pressure_bar": [0.01, 30.0, 90.0], "factor": [1.0, 0.94, 0.85]});
        }
        scale(&mut file, &mut factors.into_iter().cycle());
        let network = read_json(file.to_string().as_bytes()).unwrap();
        let written = NetworkFile::from(&network);
        prop_assert_eq!(&read_json(&serde_json::to_vec(&written).unwrap()).unwrap(), &network);
        prop_assert_eq!(&read_toml(&toml::to_string(&written).unwrap()).unwrap(), &network);
    }
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

/// Each number of a network in turn is put to the ends of what a number can be: there is an answer or an error, and no
/// pressure or flow that is none.
#[test]
fn extreme_numbers_end_in_an_answer_or_an_error() {
    let file = serde_json::to_value(NetworkFile::from(&network(ALL))).unwrap();
    let mut paths = Vec::new();
    number_paths(&file, String::new(), &mut paths);
    assert!(paths.len() > 25, "{paths:?}");
    for path in paths {
        for extreme in [-1e308, -1e9, 0.0, 1e-308, 1e-9, 1e9, 1e155, 1e308] {
            let mut file = file.clone();
            *file.pointer_mut(&path).unwrap() = extreme.into();
            let Ok(network) = read_json(&serde_json::to_vec(&file).unwrap()) else { continue };
            let solved = Steady::new(&network, Options::default()).and_then(|mut steady| steady.solve());
            let Ok(solution) = solved else { continue };
            let mut numbers = solution.pressure_pa.iter().chain(&solution.flow_kg_per_s);
            assert!(numbers.all(|number| number.is_finite()), "{path} = {extreme}: {solution:?}");
        }
    }
}

fn number_paths(value: &Value, path: String, paths: &mut Vec<String>) {
    match value {
        Value::Number(_) => paths.push(path),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, one)| number_paths(one, format!("{path}/{at}"), paths));
        }
        Value::Object(map) => map.iter().for_each(|(key, one)| number_paths(one, format!("{path}/{key}"), paths)),
        _ => {}
    }
}

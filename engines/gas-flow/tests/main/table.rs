//! Tables of results.

use gas_flow::network::{Network, Node};
use gas_flow::units::Pressure;
use gas_flow::{Options, Steady};
use proptest::prelude::*;

use gas_flow::format::table::printable;
use gas_flow::format::{write_elements_csv, write_nodes_csv};

use super::support::{DENSITY, close, gas_constant, network, solve};

const LINES: &str = "node =cmd fixed_pressure_bar = 5.0\nnode 门站,北 withdrawal_kg_per_s = 0.05\nnode -c\npipe P1 =cmd 门站,北\n\
     regulator @R 门站,北 -c outlet_pressure_bar = 3.0";

/// The rows of a table without quoted line breaks.
fn rows(csv: &str) -> Vec<Vec<String>> {
    let row = |line: &str| {
        let (mut fields, mut quoted) = (vec![String::new()], false);
        for letter in line.chars() {
            match letter {
                '"' => quoted = !quoted,
                ',' if !quoted => fields.push(String::new()),
                letter => fields.last_mut().unwrap().push(letter),
            }
        }
        fields
    };
    csv.split_terminator("\r\n").map(row).collect()
}

#[test]
fn ids_are_no_formulas() {
    let solved = solve(LINES);
    let nodes = rows(&write_nodes_csv(&solved.network, &solved.solution).unwrap());
    assert_eq!(nodes.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["id", "'=cmd", "门站,北", "'-c"]);
    let elements = rows(&write_elements_csv(&solved.network, &solved.solution).unwrap());
    assert_eq!(elements[2][..4], ["'@R", "regulator", "门站,北", "'-c"]);
    assert!(elements.iter().all(|row| row.len() == 12) && nodes.iter().all(|row| row.len() == 5));
    assert_eq!(elements[2][9], "outlet_pressure");
}

#[test]
fn numbers_mean_what_the_heads_say() {
    let solved = solve(
        "node a fixed_pressure_bar = 5.0, height_m = 500.0\nnode b withdrawal_kg_per_s = 0.05, height_m = 500.0\npipe P b a",
    );
    let nodes = rows(&write_nodes_csv(&solved.network, &solved.solution).unwrap());
    let number = |text: &str| text.parse::<f64>().unwrap();
    close(number(&nodes[1][2]), 5.0 - solved.network.nodes()[0].ambient.bar(), 1e-12);
    close(number(&nodes[1][4]), 0.05, 1e-9);
    let pipe = &rows(&write_elements_csv(&solved.network, &solved.solution).unwrap())[1];
    close(number(&pipe[6]), -0.05, 1e-9);
    // Ideal gas: volume of the mass at 293.15 K and 101.325 kPa.
    close(number(&pipe[7]), -0.05 * gas_constant() * 293.15 / 101_325.0 * 3600.0, 1e-9);
    let density = DENSITY * number(&pipe[4]) * 1e5 / 101_325.0 * 273.15 / 300.0;
    close(number(&pipe[8]), 0.05 / density / (std::f64::consts::PI * 0.01 / 4.0), 1e-6);
    assert_eq!(pipe[9], "");
}

#[test]
fn a_solution_of_another_network_is_refused() {
    let solved = solve(LINES);
    let other = network("node a fixed_pressure_bar = 5.0");
    let error = write_nodes_csv(&other, &solved.solution).unwrap_err();
    assert_eq!(error.to_string(), "the solution is of another network: it has 3 nodes, the network 1");
    assert!(write_elements_csv(&other, &solved.solution).is_err());
}

/// All fields of a text in CSV (RFC 4180).
fn fields(csv: &str) -> Vec<String> {
    let (mut fields, mut quoted, mut letters) = (vec![String::new()], false, csv.chars().peekable());
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => fields.last_mut().unwrap().extend(letters.next()),
            '"' => quoted = !quoted,
            ',' | '\n' if !quoted => fields.push(String::new()),
            '\r' if !quoted => {}
            letter => fields.last_mut().unwrap().push(letter),
        }
    }
    fields
}

proptest! {
    #[test]
    fn any_id_is_one_field_and_no_formula(id in "[=+@'\",;\t\r\na煤 -]{0,8}|\\PC{0,12}") {
        let fixed_pressure = Some(Pressure::from_bar(5.0).unwrap());
        let node = Node { fixed_pressure, ..Node::new(id.clone()).unwrap() };
        let network = Network::new(network("node a").fluid().clone(), vec![node], Vec::new()).unwrap();
        let solution = Steady::new(&network, Options::default()).unwrap().solve().unwrap();
        let fields = fields(&write_nodes_csv(&network, &solution).unwrap());
        prop_assert_eq!(fields.len(), 11);
        let shown = printable(&id);
        prop_assert_eq!(fields[5].strip_prefix('\'').unwrap_or(&fields[5]), shown.strip_prefix('\'').unwrap_or(&shown));
        prop_assert!(!fields[5].starts_with(['=', '+', '-', '@', '\t', '\r']));
        prop_assert!(!fields[5].contains(char::is_control), "{:?}", fields[5]);
    }
}

#[test]
fn supplies_balance_what_is_taken_and_burnt() {
    let solved = solve(
        "node a fixed_pressure_bar = 20.0\nnode b withdrawal_kg_per_s = 2.0\nstorage U b operation = { flow_kg_per_s = 0.5 }\n\
         compressor C a b control = { outlet_pressure_bar = 30.0 }, ratio_max = 2.0, efficiency = 0.8, \
         heat_capacity_ratio = 1.3, fuel = { drive_efficiency = 0.35, heating_value_j_per_kg = 48000000.0 }",
    );
    let number = |text: &str| text.parse::<f64>().unwrap();
    let nodes = rows(&write_nodes_csv(&solved.network, &solved.solution).unwrap());
    let element = &rows(&write_elements_csv(&solved.network, &solved.solution).unwrap())[1];
    close(number(&element[11]), number(&element[10]) / (0.35 * 48e6), 1e-9);
    assert!(number(&element[10]) > 0.0);
    close(number(&nodes[2][4]), 0.5, 1e-12);
    close(number(&nodes[1][4]) + 0.5, 2.0 + number(&element[11]), 1e-9);
}

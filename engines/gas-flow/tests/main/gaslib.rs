//! GasLib's XML, with a network of our own in its form.

use gas_flow::fluid::Compressibility;
use gas_flow::format::gaslib::{GasLib, GasLibError, GasLibOptions, GasLibProblem, read_gaslib};
use gas_flow::network::{CompressorControl, ElementKind, ReverseFlow, Setting, SettingError, StationLosses, Switch};
use gas_flow::units::{Pressure, PressureLoss};
use gas_flow::{Options, Steady};

use super::support::close;

pub const NET: &str = include_str!("../fixtures/valley.net");
pub const SCN: &str = include_str!("../fixtures/valley.scn");

pub fn held() -> GasLibOptions {
    GasLibOptions { fixed_pressure_bar: vec![("gate_west".into(), 60.0)], ..GasLibOptions::default() }
}

fn valley() -> GasLib {
    read_gaslib(NET, Some(SCN), &held()).unwrap()
}

fn kind(read: &GasLib, id: &str) -> ElementKind {
    read.network.element(read.network.element_by_id(id).unwrap()).kind.clone()
}

fn fails(net: &str, scn: &str) -> (usize, String) {
    match read_gaslib(net, Some(scn), &held()).unwrap_err() {
        GasLibError::At { line, element, problem } => (line, format!("{element}: {problem}")),
        GasLibError::Xml { line, reason } => (line, reason),
        other => (0, other.to_string()),
    }
}

fn line_of(text: &str, part: &str) -> usize {
    text.lines().position(|line| line.contains(part)).unwrap() + 1
}

#[test]
fn units_become_si() {
    let read = valley();
    let node = |id: &str| read.network.node(read.network.node_by_id(id).unwrap()).clone();
    close(node("gate_west").height.si(), 120.0, 1e-9);
    close(node("gate_west").pressure_min.unwrap().si(), 39e5 + 101_325.0, 1e-6);
    close(node("town").pressure_min.unwrap().bar(), 20.0, 1e-12);
    let ElementKind::Pipe(pipe) = kind(&read, "west") else { panic!() };
    close(pipe.length.si(), 25_000.0, 1e-9);
    close(pipe.diameter.si(), 0.6, 1e-12);
    close(pipe.roughness.si(), 5e-5, 1e-12);
    close(read.network.fluid().temperature.si(), 285.15, 1e-9);
    let Compressibility::Papay { critical_pressure, critical_temperature } = &read.network.fluid().compressibility
    else {
        panic!()
    };
    close(critical_pressure.bar(), 46.0, 1e-9);
    close(critical_temperature.si(), 190.0, 1e-9);
}

#[test]
fn volumes_become_masses_at_the_mean_density() {
    let read = valley();
    let density = (120.0 * 0.80 + 60.0 * 0.70) / 180.0;
    close(read.network.fluid().density_normal.si(), density, 1e-12);
    let withdrawal = |id: &str| read.network.node(read.network.node_by_id(id).unwrap()).withdrawal.si();
    close(withdrawal("town"), 150e3 / 3600.0 * density, 1e-9);
    close(withdrawal("gate_east"), -60e3 / 3600.0 * density, 1e-9);
    close(withdrawal("gate_west"), 0.0, 0.0);
    assert_eq!(read.sources.len(), 2);
    assert!(read.assumptions.iter().any(|a| a.text.contains("normDensity") && a.ids.len() == 2));
}

#[test]
fn elements_become_their_kinds() {
    let read = valley();
    let ElementKind::Compressor(station) = kind(&read, "station") else { panic!() };
    assert_eq!(station.control, CompressorControl::OutletPressure(Pressure::from_bar(66.0).unwrap()));
    assert_eq!(station.flow_min, None);
    let ElementKind::Regulator(reducer) = kind(&read, "reducer") else { panic!() };
    close(reducer.outlet_pressure.bar(), 16.0, 1e-9);
    let ElementKind::Resistor(filter) = kind(&read, "filter") else { panic!() };
    close(filter.loss_coefficient.si(), 4.5, 0.0);
    let ElementKind::LossResistor(meter) = kind(&read, "meter") else { panic!() };
    close(meter.si(), 0.3e5, 1e-9);
    assert_eq!(station.losses, StationLosses::NONE);
    let lossy =
        NET.replace("<pressureLossIn unit=\"bar\" value=\"0\"/>", "<pressureLossIn unit=\"bar\" value=\"0.5\"/>");
    let ElementKind::Compressor(station) = kind(&read_gaslib(&lossy, Some(SCN), &held()).unwrap(), "station") else {
        panic!()
    };
    close(station.losses.inlet.si(), 0.5e5, 1e-9);
    assert_eq!(station.losses.outlet, PressureLoss::NONE);
    assert_eq!(kind(&read, "gatevalve"), ElementKind::Valve(Switch::Open));
    let skipped = read.skipped.iter().find(|s| s.part == "pipe > heatTransferCoefficient").unwrap();
    assert_eq!((skipped.count, skipped.first_line), (1, line_of(NET, "heatTransfer")));
    assert!(read.skipped.iter().any(|s| s.part == "compressorStation @fuelGasVertex"));
    assert_eq!(read.layout.positions["gate_east"], [10.90, 50.25]);
    assert_eq!(read.layout.drawing["J3"], [40.0, 0.0]);
}

#[test]
fn a_scenario_is_solved() {
    let read = valley();
    let solution = Steady::new(&read.network, Options::default()).unwrap().solve().unwrap();
    let at = |id: &str| read.network.node_by_id(id).unwrap();
    close(solution.pressure_bar(at("gate_west")), 60.0, 1e-9);
    close(solution.pressure_bar(at("plant")), 16.0, 1e-6);
    let density = read.network.fluid().density_normal.si();
    close(solution.supply_kg_per_s[at("gate_west").get()], 120e3 / 3600.0 * density, 1e-6);
}

#[test]
fn options_close_valves_bypass_stations_and_set_points() {
    let options = GasLibOptions {
        settings: vec![
            ("gatevalve".into(), Setting::Closed),
            ("station".into(), Setting::Bypass),
            ("reducer".into(), Setting::OutletPressure(Pressure::from_bar(12.0).unwrap())),
        ],
        ..held()
    };
    let read = read_gaslib(NET, Some(SCN), &options).unwrap();
    assert_eq!(kind(&read, "gatevalve"), ElementKind::Valve(Switch::Closed));
    let ElementKind::Compressor(station) = kind(&read, "station") else { panic!() };
    assert_eq!(station.control, CompressorControl::Bypass);
    let ElementKind::Regulator(reducer) = kind(&read, "reducer") else { panic!() };
    close(reducer.outlet_pressure.bar(), 12.0, 1e-9);
    let unknown = GasLibOptions { fixed_pressure_bar: vec![("nowhere".into(), 1.0)], ..held() };
    assert!(matches!(read_gaslib(NET, Some(SCN), &unknown), Err(GasLibError::UnknownInOptions { .. })));
    let pipe = GasLibOptions { settings: vec![("west".into(), Setting::Closed)], ..held() };
    let refused = read_gaslib(NET, Some(SCN), &pipe).unwrap_err();
    assert!(
        matches!(&refused, GasLibError::Setting(SettingError::Kind { element, .. }) if element == "west"),
        "{refused}"
    );
    assert!(read.assumptions.iter().all(|assumed| !assumed.ids.contains(&"gatevalve".to_owned())), "{read:?}");
}

#[test]
fn without_fixed_pressure_it_says_which_to_fix() {
    let error = read_gaslib(NET, Some(SCN), &GasLibOptions::default()).unwrap_err();
    let GasLibError::NoFixedPressure { suggestion: Some(suggestion) } = &error else { panic!("{error}") };
    assert_eq!(suggestion.node, "gate_west");
    assert!(error.to_string().contains("within 40.013 and 70.000 bar"), "{error}");
    assert!(read_gaslib(NET, None, &GasLibOptions::default()).is_ok());
}

#[test]
fn equal_bounds_fix_a_pressure() {
    let scn = SCN.replace(
        "<flow bound=\"both\" value=\"60000\" unit=\"m_cube_per_hour\"/>",
        "<flow bound=\"both\" value=\"60000\" unit=\"m_cube_per_hour\"/><pressure bound=\"both\" value=\"50\" unit=\"bar\"/>",
    );
    let read = read_gaslib(NET, Some(&scn), &GasLibOptions::default()).unwrap();
    let east = read.network.node(read.network.node_by_id("gate_east").unwrap());
    assert_eq!(east.fixed_pressure, Some(Pressure::from_bar(50.0).unwrap()));
    close(east.withdrawal.si(), 0.0, 0.0);
}

#[test]
fn errors_name_line_and_element() {
    let wrong = |from: &str, to: &str| fails(&NET.replace(from, to), SCN);
    let (line, text) = wrong("value=\"25\"", "value=\"long\"");
    assert_eq!(line, line_of(NET, "value=\"25\""));
    assert!(text.contains("pipe \"west\", length: value=\"long\" is not a finite number"), "{text}");
    let (_, text) = wrong("unit=\"km\" value=\"25\"", "unit=\"furlong\" value=\"25\"");
    assert!(text.contains("\"furlong\"") && text.contains("m, km"), "{text}");
    let (_, text) = wrong("to=\"J3\"", "to=\"J9\"");
    assert!(text.contains("to=\"J9\" names no node"), "{text}");
    let (line, text) = wrong("<pipe id=\"middle\"", "<pipe id=\"west\"");
    assert!(text.contains("used before, in line") && line == line_of(NET, "id=\"middle\""), "{text}");
    let (_, text) = wrong("<roughness unit=\"m\" value=\"0.00005\"/>", "");
    assert!(text.contains("<roughness> is missing"), "{text}");
    let (_, text) = wrong("</framework:connections>", "</framework:connection>");
    assert!(text.contains("connection"), "{text}");
    let (line, text) = fails(NET.split("<valve").next().unwrap(), SCN);
    assert!(text.contains("cut off") && line >= line_of(NET, "<valve") - 1, "{line} {text}");
    let (line, text) = fails(NET, &SCN.replace("id=\"town\"", "id=\"city\""));
    assert!(line == line_of(SCN, "id=\"town\"") && text.contains("no node of this id"), "{text}");
    let (_, text) = fails(NET, &SCN.replace("bound=\"lower\" value=\"150\"", "bound=\"lower\" value=\"160\""));
    assert!(text.contains("lies above the upper one"), "{text}");
    assert!(fails(SCN, SCN).1.contains("swapped"));
    assert!(fails(&"<a>".repeat(100_000), SCN).1.contains("nest"));
    assert!(fails("", SCN).1.contains("no element"));
}

#[test]
fn a_multiline_tag_counts_from_its_first_line() {
    let net = NET.replace("<resistor id=\"filter\" from", "<resistor\n id=\"filter\"\n from").replace("4.5", "-4.5");
    let Err(GasLibError::At { line, problem, .. }) = read_gaslib(&net, Some(SCN), &held()) else { panic!() };
    assert_eq!(line, line_of(NET, "id=\"filter\""));
    assert!(matches!(problem, GasLibProblem::Quantity(_)));
}

#[test]
fn one_of_several_scenarios_is_chosen() {
    let second = SCN.replace("</boundaryValue>", "<scenario id=\"summer\"/></boundaryValue>");
    let error = read_gaslib(NET, Some(&second), &held()).unwrap_err();
    assert_eq!(error, GasLibError::ChooseScenario { available: vec!["winter".into(), "summer".into()] });
    let summer = GasLibOptions { scenario: Some("summer".into()), ..held() };
    let read = read_gaslib(NET, Some(&second), &summer).unwrap();
    assert!(read.network.nodes().iter().all(|node| node.withdrawal.si() == 0.0));
}

#[test]
fn density_comes_from_molar_mass_or_the_options() {
    let no_density: String = NET.lines().filter(|line| !line.contains("normDensity")).collect();
    let read = read_gaslib(&no_density, Some(SCN), &held()).unwrap();
    let molar = (120.0 * 18e-3 + 60.0 * 16e-3) / 180.0;
    close(read.network.fluid().density_normal.si(), molar / 0.022_413_969_545, 1e-9);
    let none: String = NET.lines().filter(|l| !l.contains("normDensity") && !l.contains("molarMass")).collect();
    assert_eq!(read_gaslib(&none, Some(SCN), &held()).unwrap_err(), GasLibError::NoDensity);
    let given = GasLibOptions { density_normal_kg_per_m3: Some(0.75), ..held() };
    close(read_gaslib(&none, Some(SCN), &given).unwrap().network.fluid().density_normal.si(), 0.75, 0.0);
}

#[test]
fn what_published_files_write_otherwise_is_understood() {
    let net = NET.replace("value=\"100\" unit=\"m\"", "value=\"100\" unit=\"meter\"");
    assert_ne!(net, NET);
    let scn = SCN.replace(" unit=\"1000m_cube_per_hour\"", "");
    let read = read_gaslib(&net, Some(&scn), &held()).unwrap();
    assert_eq!(read.network, valley().network);
    let text = "flows without unit are taken in 1000 m³/h at normal conditions";
    let assumed = read.assumptions.iter().find(|a| a.text == text).unwrap();
    assert_eq!(assumed.ids, ["gate_west", "town", "plant"]);
    assert!(!valley().assumptions.iter().any(|a| a.text == text));
}

#[test]
fn stations_and_control_valves_are_bypassed_backward_where_their_flow_may_fall_below_zero() {
    let reverse = |net: &str| match kind(&read_gaslib(net, Some(SCN), &held()).unwrap(), "station") {
        ElementKind::Compressor(station) => station.reverse_flow,
        other => panic!("{other:?}"),
    };
    let (head, tail) = NET.split_once("<compressorStation").unwrap();
    let least = |text: &str| {
        text.replacen(
            "<flowMin unit=\"1000m_cube_per_hour\" value=\"0\"/>",
            "<flowMin unit=\"1000m_cube_per_hour\" value=\"-9\"/>",
            1,
        )
    };
    let backward = format!("{head}<compressorStation{}", least(tail));
    assert_eq!(reverse(NET), ReverseFlow::Shut);
    assert_eq!(reverse(&backward), ReverseFlow::Bypass);
    assert_eq!(
        reverse(&backward.replace("internalBypassRequired=\"1\"", "internalBypassRequired=\"0\"")),
        ReverseFlow::Shut
    );
}

#[test]
fn the_drag_of_a_station_is_a_resistor_with_a_node_behind() {
    let read = valley();
    let ElementKind::Resistor(drag) = kind(&read, "reducer inlet") else { panic!() };
    close(drag.loss_coefficient.si(), 12.0, 0.0);
    close(drag.diameter.si(), 0.3, 1e-12);
    let solution = Steady::new(&read.network, Options::default()).unwrap().solve().unwrap();
    let bar = |id: &str| solution.pressure_bar(read.network.node_by_id(id).unwrap());
    assert!(bar("J3") > bar("reducer inlet"), "{} {}", bar("J3"), bar("reducer inlet"));
    close(bar("plant"), 16.0, 1e-6);
    assert_eq!(read.layout.drawing["reducer inlet"], read.layout.drawing["J3"]);
}

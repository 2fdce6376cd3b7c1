//! Every fault is found and named.

use gas_flow::format::own::Problem;
use gas_flow::format::{FormatError, read_toml};
use gas_flow::network::{Network, NetworkError};
use gas_flow::transient::{Schedule, Transient, TransientOptions};
use gas_flow::units::FlowLimit;
use gas_flow::{Diagnosis, Options, Steady, SteadyError, diagnose};

use super::support::network;

fn only(lines: &str) -> Diagnosis {
    let mut found = diagnose(&network(lines));
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn an_island_is_named_with_its_nodes() {
    let found = only(
        "node a fixed_pressure_bar = 5.0\nnode b\npipe P a b\nnode c withdrawal_kg_per_s = 0.1\nnode d\npipe Q c d\n\
         valve V b c open = false",
    );
    assert_eq!(found, Diagnosis::Island { nodes: vec!["c".into(), "d".into()] });
    assert!(found.to_string().contains("\"c\""));
}

#[test]
fn demand_behind_an_element_turned_round_is_unreachable() {
    let found = only(
        "node a fixed_pressure_bar = 5.0\nnode b withdrawal_kg_per_s = 0.1\nregulator R b a outlet_pressure_bar = 3.0",
    );
    assert!(matches!(&found, Diagnosis::UnreachableDemand { node, .. } if node == "b"), "{found}");
}

#[test]
fn held_pressures_joined_without_resistance_contradict() {
    let found = only(
        "node a fixed_pressure_bar = 5.0\nnode b\nnode c fixed_pressure_bar = 4.0\nvalve V a b open = true\nshort_pipe S b c",
    );
    let Diagnosis::ContradictoryPressures { first, second, elements, .. } = &found else { panic!("{found}") };
    assert_eq!((first.as_str(), second.as_str()), ("a", "c"));
    assert_eq!(elements, &["S", "V"]);
    assert!(found.to_string().contains("\"S\", \"V\""), "{found}");
}

#[test]
fn a_set_point_above_the_pressure_held_behind_it_contradicts() {
    let found = only(
        "node a fixed_pressure_bar = 5.0\nnode b fixed_pressure_bar = 2.0\nnode c\nshort_pipe S b c\n\
         regulator R a c outlet_pressure_bar = 3.0",
    );
    assert!(matches!(&found, Diagnosis::SetPointAgainstHeldPressure { element, .. } if element == "R"), "{found}");
}

#[test]
fn gas_that_nothing_keeps_from_a_lower_pressure_is_found() {
    let way = |regulator: &str| {
        diagnose(&network(&format!(
            "node a fixed_pressure_bar = 5.0\nnode b\nnode c fixed_pressure_bar = 3.0\ncheck_valve K b c\n\
             regulator R a b {regulator}"
        )))
    };
    let found = way("outlet_pressure_bar = 4.0");
    let [Diagnosis::UnboundedFlow { from, to, elements, .. }] = &found[..] else { panic!("{found:?}") };
    assert_eq!((from.as_str(), to.as_str(), &elements[..]), ("a", "c", &["R".to_owned(), "K".to_owned()][..]));
    let text = found[0].to_string();
    assert!(text.contains("held at 3 bar") && text.contains("4 bar would come there, through \"R\", \"K\""), "{text}");
    // Too little pressure, a limit of flow or a pipe keeps it.
    assert_eq!(way("outlet_pressure_bar = 3.0"), []);
    assert_eq!(way("outlet_pressure_bar = 4.0, flow_max_kg_per_s = 1.0"), []);
    let piped = "node a fixed_pressure_bar = 5.0\nnode b\nnode c fixed_pressure_bar = 3.0\npipe P b c\n\
                 regulator R a b outlet_pressure_bar = 4.0";
    assert_eq!(diagnose(&network(piped)), []);
    let idle = "node a fixed_pressure_bar = 5.0\nnode c fixed_pressure_bar = 3.0\ncompressor C a c control = \
                { outlet_pressure_bar = 2.5 }, ratio_max = 1.0, efficiency = 0.8, heat_capacity_ratio = 1.3";
    assert_eq!(diagnose(&network(idle)), []);
}

#[test]
fn a_ring_of_compressors_without_resistance_is_found() {
    let ring = |machine: &str| {
        diagnose(&network(&format!(
            "node a fixed_pressure_bar = 5.0\nnode b\nnode c\npipe P a b\nregulator R a b outlet_pressure_bar = 4.0\n\
             check_valve K c b\ncompressor C b c control = {{ ratio = 1.5 }}, ratio_max = 2.0, efficiency = 0.8, \
             heat_capacity_ratio = 1.3{machine}"
        )))
    };
    let found = ring("");
    assert!(matches!(&found[..], [Diagnosis::EndlessRing { elements }] if elements.len() == 2), "{found:?}");
    assert_eq!(ring(", power_max_w = 1000.0"), []);
}

#[test]
fn all_faults_are_told_at_once_and_in_the_units_of_files() {
    let found = diagnose(&network(
        "node a fixed_pressure_bar = 5.0\nnode b withdrawal_kg_per_s = 0.1\nregulator R b a outlet_pressure_bar = 3.0\n\
         node c withdrawal_kg_per_s = 0.1\nnode d\npipe P c d\nnode e fixed_pressure_bar = 4.0\npipe Q a e\n\
         regulator S a e outlet_pressure_bar = 4.5\nstorage U a operation = { pressure_bar = 4.0 }",
    ));
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    let expected = [
        "nothing supplies the 2 node(s) connected to \"c\"",
        "withdrawal of 0.1 kg/s at node \"b\"",
        "node \"a\" (5 bar) and the storage there (4 bar) both hold a pressure",
        "regulator \"S\" shall hold 4.5 bar at node \"e\", which is held at 4 bar",
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.starts_with(expected), "{told}");
    }
}

#[test]
fn a_set_point_above_what_the_node_permits_is_found() {
    let found = only(
        "node a fixed_pressure_bar = 5.0\nnode b pressure_max_bar = 2.0\nregulator R a b outlet_pressure_bar = 3.0",
    );
    assert!(matches!(&found, Diagnosis::SetPointAboveLimit { element, .. } if element == "R"), "{found}");
}

#[test]
fn a_held_pressure_outside_the_nodes_bounds_is_found() {
    let found = only("node a fixed_pressure_bar = 5.0, pressure_max_bar = 4.0");
    assert!(matches!(&found, Diagnosis::HeldOutsideBounds { node, .. } if node == "a"), "{found}");
}

#[test]
fn a_network_without_nodes_is_not_solved() {
    let fluid = network("node a").fluid().clone();
    let empty = Network::new(fluid, Vec::new(), Vec::new()).unwrap();
    assert_eq!(diagnose(&empty), [Diagnosis::NoNodes]);
    let refused = Steady::new(&empty, Options::default()).err();
    assert_eq!(refused, Some(SteadyError::Faults(vec![Diagnosis::NoNodes])));
    let simulated = Transient::new(&empty, &Schedule::constant(3600.0, 60.0), TransientOptions::default());
    assert!(simulated.err().unwrap().to_string().contains("the network has no nodes"));
}

#[test]
fn a_station_whose_limits_of_flow_cross_is_named() {
    let station = |flow_min: f64| {
        network(&format!(
            "node a fixed_pressure_bar = 50.0\nnode b\ncompressor C a b control = {{ ratio = 1.2 }}, ratio_max = 1.2, \
             flow_max_kg_per_s = 1.0, flow_min_kg_per_s = {flow_min}, efficiency = 0.8, heat_capacity_ratio = 1.3"
        ))
    };
    let found = diagnose(&station(5.0));
    assert!(matches!(&found[..], [Diagnosis::CrossedFlowLimits { element, .. }] if element == "C"), "{found:?}");
    assert!(found[0].to_string().contains("5 kg/s at least, but passes 1 kg/s at most"), "{}", found[0]);
    assert_eq!(diagnose(&station(1.0)), []);
}

#[test]
fn a_limit_of_flow_is_not_below_zero() {
    assert_eq!(FlowLimit::new(0.0).map(FlowLimit::si), Ok(0.0));
    for value in [-1e-9, f64::NAN, f64::INFINITY] {
        assert!(FlowLimit::new(value).is_err(), "{value}");
    }
}

#[test]
fn tolerances_must_be_above_zero() {
    let network = network("node a fixed_pressure_bar = 5.0\nnode b withdrawal_kg_per_s = 0.1\npipe P a b");
    for value in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let pressure = Options { pressure_tolerance_pa: value, ..Options::default() };
        let flow = Options { flow_tolerance_kg_per_s: value, ..Options::default() };
        for (options, name) in [(pressure, "pressure tolerance"), (flow, "flow tolerance")] {
            let error = Steady::new(&network, options).err().unwrap();
            assert!(matches!(error, SteadyError::Option(_)) && error.to_string().contains(name), "{error}");
        }
    }
}

fn refused(change: impl Fn(&str) -> String) -> NetworkError {
    let sound = "fluid = { density_normal_kg_per_m3 = 0.7, viscosity_pa_s = 1e-5, temperature_k = 290.0, \
                 compressibility = { law = \"linear\", offset = 1.0, slope_per_bar = 0.0 } }\n\
                 nodes = [{ id = \"a\", fixed_pressure_bar = 5.0 }, { id = \"b\" }]\n\
                 pipes = [{ id = \"P7\", from = \"a\", to = \"b\", length_m = 10.0, diameter_m = 0.1, roughness_mm = 0.1 }]";
    assert!(read_toml(sound).is_ok());
    match read_toml(&change(sound)) {
        Err(FormatError::Faults(mut faults)) => match faults.remove(0).problem {
            Problem::Network(error) => error,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn zero_diameters_duplicate_ids_and_unknown_nodes_do_not_make_a_network() {
    let zero = refused(|toml| toml.replace("diameter_m = 0.1", "diameter_m = 0.0"));
    assert!(zero.to_string().contains("\"P7\"") && matches!(zero, NetworkError::Quantity { .. }), "{zero}");
    let twice = refused(|toml| toml.replace("id = \"b\"", "id = \"a\""));
    assert_eq!(twice, NetworkError::DuplicateNode { id: "a".into() });
    let nowhere = refused(|toml| toml.replace("to = \"b\"", "to = \"z\""));
    assert_eq!(nowhere, NetworkError::UnknownNode { element: "P7".into(), node: "z".into() });
    let same = refused(|toml| toml.replace("to = \"b\"", "to = \"a\""));
    assert_eq!(same, NetworkError::SelfLoop { element: "P7".into(), node: "a".into() });
    let pipe = "{ id = \"P7\", from = \"a\", to = \"b\", length_m = 10.0, diameter_m = 0.1, roughness_mm = 0.1 }";
    let doubled = refused(|toml| toml.replace(pipe, &format!("{pipe}, {pipe}")));
    assert_eq!(doubled, NetworkError::DuplicateElement { id: "P7".into() });
}

#[test]
fn a_sound_network_has_no_findings() {
    let sound: Network = network("node a fixed_pressure_bar = 5.0\nnode b withdrawal_kg_per_s = 0.1\npipe P a b");
    assert_eq!(diagnose(&sound), []);
}

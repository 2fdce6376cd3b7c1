//! One thing out at a time.

use gas_flow::contingency::{Case, Outage, all_outages, contingencies, contingencies_watched};
use gas_flow::{Options, Steady};

use super::support::{close, network};

const TOWN: &str = "node a fixed_pressure_bar = 5.0\nnode b\nnode c withdrawal_kg_per_s = 0.3, pressure_min_bar = 4.2\n\
     node d withdrawal_kg_per_s = 0.05, pressure_min_bar = 2.0\n\
     pipe P a b\npipe Q b c\npipe R a c\npipe S c d\n";

fn cases(lines: &str) -> Vec<(Outage, Vec<String>, Vec<String>, f64)> {
    let network = network(lines);
    let mut steady = Steady::new(&network, Options::default()).unwrap();
    let base = steady.solve().unwrap();
    let names = |nodes: &[gas_flow::network::NodeIndex]| nodes.iter().map(|&n| network.node(n).id.clone()).collect();
    contingencies(&steady, &base, &all_outages(&network))
        .into_iter()
        .map(|case| {
            assert_eq!(case.failure, None, "{:?}", case.outage);
            (case.outage, names(&case.cut_off), names(&case.below_minimum), case.lost.si())
        })
        .collect()
}

#[test]
fn who_is_cut_off_and_who_is_short() {
    let cases = cases(TOWN);
    assert_eq!(cases.len(), 5);
    let nobody: &[String] = &[];
    // Without P all gas takes the short way: enough.
    assert_eq!((&cases[0].1[..], &cases[0].2[..]), (nobody, nobody));
    // Without R all gas takes the long way: c falls short, d does not.
    assert_eq!((&cases[2].1[..], &cases[2].2[..]), (nobody, &["c".to_owned()][..]));
    // S is the only way to d.
    assert_eq!((&cases[3].1[..], &cases[3].2[..]), (&["d".to_owned()][..], nobody));
    close(cases[3].3, 0.05, 1e-12);
    // The only supply.
    assert!(matches!(cases[4].0, Outage::Supply(_)));
    assert_eq!(cases[4].1, ["a", "b", "c", "d"]);
}

#[test]
fn cases_are_told_as_they_are_done() {
    let network = network(TOWN);
    let mut steady = Steady::new(&network, Options::default()).unwrap();
    let base = steady.solve().unwrap();
    let (outages, told) = (all_outages(&network), std::sync::Mutex::new(Vec::<Case>::new()));
    let cases = contingencies_watched(&steady, &base, &outages, &|case| told.lock().unwrap().push(case.clone()));
    let told = told.into_inner().unwrap();
    assert_eq!(told.len(), outages.len());
    assert!(cases.iter().all(|case| told.contains(case)));
    assert_eq!(cases, contingencies(&steady, &base, &outages));
}

#[test]
fn a_failing_case_says_so() {
    let network = network(&TOWN.replace("0.3,", "0.7,"));
    let mut steady = Steady::new(&network, Options::default()).unwrap();
    let base = steady.solve().unwrap();
    let cases = contingencies(&steady, &base, &all_outages(&network));
    assert!(cases[2].failure.is_some(), "{:?}", cases[2]);
    let all: f64 = network.nodes().iter().map(|node| node.withdrawal.si()).sum();
    close(cases[2].lost_at_most.si(), all, 1e-12);
    assert!(cases[2].hurts() && cases[2].lost.si().is_sign_positive());
}

#[test]
fn regulators_and_second_sources_stand_in() {
    let cases = cases(
        "node a fixed_pressure_bar = 5.0\nnode b\nnode c withdrawal_kg_per_s = 0.1, pressure_min_bar = 2.0\n\
         node e fixed_pressure_bar = 2.9\npipe P a b\npipe Q e c\nregulator R b c outlet_pressure_bar = 3.0\nregulator T b c outlet_pressure_bar = 2.5\n",
    );
    // With R out, T holds less; with the source a out, e feeds alone and a, b hang in the air behind shut regulators.
    assert!(cases.iter().all(|case| case.2.is_empty()), "{cases:?}");
    let source = cases.iter().find(|case| matches!(case.0, Outage::Supply(n) if n.get() == 0)).unwrap();
    assert_eq!(source.1, ["a", "b"]);
}

/// The quick ways (bridges known beforehand, no new solution where only load is lost, warm starts) against the slow
/// one: the network without the pipe, solved afresh.
#[test]
fn quick_ways_agree_with_solving_afresh() {
    let reference = gas_flow::format::read_reference(include_bytes!("../fixtures/grid-6.json")).unwrap();
    let base_network = reference.network;
    let mut nodes = base_network.nodes().to_vec();
    let elements = base_network.elements().to_vec();
    let whole = Steady::new(&base_network, Options::default()).unwrap().solve().unwrap();
    let lowest = whole.pressure_pa.iter().copied().fold(f64::INFINITY, f64::min);
    for node in &mut nodes {
        node.pressure_min = Some(gas_flow::units::Pressure::new(lowest - 1.0).unwrap());
    }
    let network = gas_flow::Network::new(base_network.fluid().clone(), nodes.clone(), elements.clone()).unwrap();
    let mut steady = Steady::new(&network, Options::default()).unwrap();
    let base = steady.solve().unwrap();
    let outages: Vec<Outage> = all_outages(&network);
    let cases = contingencies(&steady, &base, &outages);
    let mut short = 0;
    for (e, case) in cases.iter().take(elements.len()).enumerate() {
        let mut left = elements.clone();
        left.remove(e);
        let rest = gas_flow::Network::new(network.fluid().clone(), nodes.clone(), left).unwrap();
        let solution = Steady::new(&rest, Options::default()).unwrap().solve().unwrap();
        let below: Vec<usize> =
            (0..nodes.len()).filter(|&n| solution.pressure_pa[n] < nodes[n].pressure_min.unwrap().si()).collect();
        assert_eq!(case.below_minimum.iter().map(|n| n.get()).collect::<Vec<_>>(), below);
        short += below.len();
    }
    assert!(short > 0, "the bounds are too low to test anything");
}

/// Regulators in two stages and side by side, a check valve, a machine, two supplies: whatever is out, the warm solution
/// is that of the network without it.
#[test]
fn outages_of_machines_and_sources_agree_with_solving_afresh() {
    const LINES: &str = "node a fixed_pressure_bar = 16.0\nnode s fixed_pressure_bar = 5.0\nnode b\nnode c\nnode d\nnode e\n\
        node f withdrawal_kg_per_s = 0.1\nnode g withdrawal_kg_per_s = 0.1\nnode h withdrawal_kg_per_s = 0.02\n\
        pipe P a b\npipe Q a c\npipe R b c\npipe S d e\npipe T d f\npipe U e f\npipe V g h\npipe W s h\n\
        regulator A b d outlet_pressure_bar = 6.0\nregulator B c e outlet_pressure_bar = 5.9\n\
        regulator C f g outlet_pressure_bar = 3.0\ncheck_valve K b e\n\
        compressor M s d control = { ratio = 1.1 }, ratio_max = 1.5, power_max_w = 500.0, efficiency = 0.8, \
        heat_capacity_ratio = 1.3";
    // Above what some cases leave to f, g and h.
    let lines = LINES.replace("= 0.1\n", "= 0.1, pressure_min_bar = 3.3\n").replace("K b e", "K e b");
    let whole = network(&lines);
    let mut steady = Steady::new(&whole, Options::default()).unwrap();
    let base = steady.solve().unwrap();
    let mut short = 0;
    for case in contingencies(&steady, &base, &all_outages(&whole)) {
        let (mut nodes, mut elements) = (whole.nodes().to_vec(), whole.elements().to_vec());
        match case.outage {
            Outage::Element(element) => drop(elements.remove(element.get())),
            Outage::Supply(node) => nodes[node.get()].fixed_pressure = None,
            Outage::Well(_) | Outage::Storage(_) => unreachable!("there are none"),
        }
        if !case.cut_off.is_empty() {
            continue;
        }
        let rest = gas_flow::Network::new(whole.fluid().clone(), nodes.clone(), elements).unwrap();
        let solution = Steady::new(&rest, Options::default()).and_then(|mut steady| steady.solve());
        let below = solution.map(|solution| {
            let low = |n: &usize| nodes[*n].pressure_min.is_some_and(|least| solution.pressure_pa[*n] < least.si());
            (0..nodes.len()).filter(low).collect::<Vec<_>>()
        });
        match below {
            Ok(below) => {
                assert_eq!(case.failure, None, "{:?}", case.outage);
                assert_eq!(case.below_minimum.iter().map(|n| n.get()).collect::<Vec<_>>(), below, "{:?}", case.outage);
                short += below.len();
            }
            Err(_) => assert!(case.failure.is_some(), "{:?}", case.outage),
        }
    }
    assert!(short > 0, "the bounds are too low to test anything");
}

#[test]
fn storages_fail_too_and_nobody_misses_a_node_without_load() {
    let network = network(
        "node a fixed_pressure_bar = 5.0\nnode b withdrawal_kg_per_s = 0.1, pressure_min_bar = 3.4\nnode c\n\
         pipe P a b\npipe Q b c\nstorage U b operation = { flow_kg_per_s = 0.1 }",
    );
    let mut steady = Steady::new(&network, Options::default()).unwrap();
    let base = steady.solve().unwrap();
    let cases = contingencies(&steady, &base, &all_outages(&network));
    assert_eq!((cases[1].cut_off.len(), cases[1].hurts()), (1, false));
    let storage = cases.last().unwrap();
    assert_eq!(storage.outage, Outage::Storage(0));
    let mut alone = network.nodes().to_vec();
    alone[1].pressure_min = None;
    let rest = gas_flow::Network::new(network.fluid().clone(), alone, network.elements().to_vec()).unwrap();
    let without = Steady::new(&rest, Options::default()).unwrap().solve().unwrap();
    assert!(without.pressure_pa[1] < base.pressure_pa[1]);
    assert_eq!(!storage.below_minimum.is_empty(), without.pressure_pa[1] < 3.4e5);
}

//! Agreement with the peer's solutions: 1e-6 bar and 1e-6 kg/s.

use std::path::PathBuf;

use gas_flow::format::read_reference;
use gas_flow::network::{ElementKind, Network, Node};
use gas_flow::units::MassFlow;
use gas_flow::{Friction, Options, Steady};

/// The folder of reference networks. It must be there: a test that skips itself proves nothing.
fn shared() -> PathBuf {
    let shared = std::env::var_os("WUTONG_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let networks = shared.join("peers/gas/networks");
    assert!(networks.is_dir(), "{} is missing: set WUTONG_SHARED to the shared folder", networks.display());
    networks
}

fn agrees(json: &[u8]) {
    let reference = read_reference(json).unwrap();
    let network = &reference.network;
    let solution = Steady::new(network, Options::default()).unwrap().solve().unwrap();
    let peer = reference.solution.expect("a reference holds the peer's solution");
    assert_eq!(peer.pressure_bar_g.len(), network.nodes().len());
    assert_eq!(peer.mass_flow_kg_per_s.len(), network.elements().len());
    for ((node, pressure), expected) in network.nodes().iter().zip(&solution.pressure_pa).zip(&peer.pressure_bar_g) {
        let gauge = (pressure - node.ambient.si()) / 1e5;
        assert!((gauge - expected).abs() < 1e-6, "node {}: {gauge} bar, peer {expected}", node.id);
    }
    for ((pipe, flow), expected) in network.elements().iter().zip(&solution.flow_kg_per_s).zip(&peer.mass_flow_kg_per_s)
    {
        assert!((flow - expected).abs() < 1e-6, "pipe {}: {flow} kg/s, peer {expected}", pipe.id);
    }
    assert!(solution.imbalance_kg_per_s < 1e-9);
    assert!(greatest_residual_bar(&reference.network, &solution) < 1e-9);
}

/// The pipe equation of the references, written down once more and independently: greatest residual in bar. Around a
/// loop these add up, so the loops of a network close as well as its pipes do.
fn greatest_residual_bar(network: &gas_flow::Network, solution: &gas_flow::Solution) -> f64 {
    let fluid = network.fluid();
    let gas_flow::Compressibility::Linear { offset, slope_per_bar } = fluid.compressibility else {
        panic!("references have a linear law")
    };
    let factor = |bar: f64| offset + slope_per_bar * bar;
    let density =
        |bar: f64| fluid.density_normal.si() * bar / 1.01325 * 273.15 / (fluid.temperature.si() * factor(bar));
    let mut greatest: f64 = 0.0;
    for (element, flow) in network.elements().iter().zip(&solution.flow_kg_per_s) {
        let ElementKind::Pipe(pipe) = &element.kind else { continue };
        let (i, j) = (solution.pressure_bar(element.from), solution.pressure_bar(element.to));
        let diameter = pipe.diameter.si();
        let area = std::f64::consts::PI * diameter * diameter / 4.0;
        let reynolds = (flow.abs() * diameter / (fluid.viscosity.si() * area)).max(1e-12);
        let rough = 1.0 / (2.0 * (diameter / pipe.roughness.si()).log10() + 1.14).powi(2);
        let lambda = 64.0 / reynolds + rough;
        let mean =
            if (i - j).abs() < 1e-4 { 0.5 * (i + j) } else { 2.0 / 3.0 * (i.powi(3) - j.powi(3)) / (i * i - j * j) };
        let loss =
            (lambda * pipe.length.si() / diameter + pipe.loss_coefficient.si()) * factor(mean) * flow * flow.abs()
                / (area * area)
                * fluid.temperature.si()
                * 1.01325
                / (273.15 * fluid.density_normal.si() * 1e5)
                / (i + j);
        let fall = network.node(element.from).height.si() - network.node(element.to).height.si();
        let head = 0.5 * (density(i) + density(j)) * 9.81 * fall / 1e5;
        greatest = greatest.max((i - j + head - loss).abs());
    }
    greatest
}

#[test]
fn every_shared_network_agrees_with_the_peer() {
    let mut count = 0;
    for entry in std::fs::read_dir(shared()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            agrees(&std::fs::read(&path).unwrap());
            count += 1;
        }
    }
    assert!(count >= 2, "only {count} reference networks were found");
}

#[test]
fn a_small_grid_agrees_with_the_peer() {
    agrees(include_bytes!("../fixtures/grid-6.json"));
}

#[test]
fn every_friction_formula_solves_the_grid_and_loses_pressure_alike() {
    let network = read_reference(include_bytes!("../fixtures/grid-6.json")).unwrap().network;
    // Thirty times the load, so that the flow is turbulent.
    let loaded = network
        .nodes()
        .iter()
        .map(|node| Node { withdrawal: MassFlow::new(30.0 * node.withdrawal.si()).unwrap(), ..node.clone() });
    let network = Network::new(network.fluid().clone(), loaded.collect(), network.elements().to_vec()).unwrap();
    let lowest = |friction| {
        let options = Options { friction, ..Options::default() };
        let solution = Steady::new(&network, options).unwrap().solve().unwrap();
        assert!(solution.imbalance_kg_per_s < 1e-9);
        solution.pressure_pa.iter().copied().fold(f64::INFINITY, f64::min)
    };
    let rough = lowest(Friction::Nikuradse);
    let others = [Friction::Colebrook, Friction::Hofer, Friction::Chen].map(lowest);
    let held = 4.0e5 + 101_325.0;
    for other in others {
        assert!(other < held && ((held - other) / (held - rough) - 1.0).abs() < 0.15, "{other} {rough}");
        // Three formulas for the same thing.
        assert!(((held - other) / (held - others[0]) - 1.0).abs() < 0.02, "{other} {}", others[0]);
    }
}

//! Every kind of element in the course of time.

use gas_flow::network::Network;
use gas_flow::transient::{
    FixedPressureProfile, Interpolation, OutletPressureProfile, Schedule, SourceFailure, Transient, TransientError,
    TransientOptions,
};
use gas_flow::units::MassFlow;
use gas_flow::{Mode, Options, Steady};
use proptest::prelude::*;

use super::super::support::{close, network};
use super::{factors, pressures, run, withdrawal};

const ALL: &str = "node a fixed_pressure_bar = 8
     node b
     node c height_m = 30
     node d withdrawal_kg_per_s = 0.1
     node e
     node f withdrawal_kg_per_s = 0.05
     node g
     node h withdrawal_kg_per_s = 0.02
     node i
     pipe P a b length_m = 3000, diameter_m = 0.2, roughness_mm = 0.1
     resistor Z b c loss_coefficient = 20.0, diameter_m = 0.1
     pipe Q c d length_m = 2000, diameter_m = 0.15, roughness_mm = 0.1
     valve V d e open = true
     short_pipe S e f
     short_pipe T d f
     regulator R f g outlet_pressure_bar = 3
     pipe U g h length_m = 500, diameter_m = 0.1, roughness_mm = 0.1
     pipe W i c length_m = 1500, diameter_m = 0.1, roughness_mm = 0.1
     well X i reservoir_pressure_bar = 9, inflow = { curve = \"back_pressure\", coefficient = 1e-12, exponent = 0.9 }
     storage Y h operation = { flow_kg_per_s = 0.005 }";

/// The steady flow with all withdrawals multiplied.
fn steady(network: &Network, factor: f64) -> gas_flow::Solution {
    let nodes = network.nodes().to_vec().into_iter().map(|mut node| {
        node.withdrawal = MassFlow::new(node.withdrawal.si() * factor).unwrap();
        node
    });
    let changed = Network::new(network.fluid().clone(), nodes.collect(), network.elements().to_vec()).unwrap();
    let changed = changed.with_facilities(network.wells().to_vec(), network.storages().to_vec()).unwrap();
    Steady::new(&changed, Options::default()).unwrap().solve().unwrap()
}

#[test]
fn all_kinds_settle_where_steady_flow_is() {
    let network = network(ALL);
    let schedule = Schedule {
        withdrawal_factor: Some(factors(Interpolation::Step, &[(0.0, 1.0), (600.0, 0.2), (3600.0, 1.5)])),
        ..Schedule::constant(86_400.0, 1800.0)
    };
    let course = run(&network, &schedule, TransientOptions::default());
    let (first, last) = (&course.snapshots[0], course.snapshots.last().unwrap());
    for (snapshot, factor) in [(first, 1.0), (last, 1.5)] {
        let expected = steady(&network, factor);
        for (a, b) in snapshot.pressure_pa.iter().zip(&expected.pressure_pa) {
            close(*a, *b, 0.1);
        }
        for (a, b) in snapshot.flow_out_kg_per_s.iter().zip(&expected.flow_kg_per_s) {
            close(*a, *b, 1e-6);
        }
        for (a, b) in snapshot.well_flow_kg_per_s.iter().zip(&expected.well_flow_kg_per_s) {
            close(*a, *b, 1e-6);
        }
        close(snapshot.supply_kg_per_s[0].1, expected.supply_kg_per_s[0], 1e-6);
        assert_eq!(snapshot.mode, expected.mode);
    }
}

#[test]
fn loads_behind_controls_without_linepack_are_served() {
    let network = network(
        "node a fixed_pressure_bar = 8
         node b
         node c withdrawal_kg_per_s = 0.05
         pipe P a b
         regulator R b c outlet_pressure_bar = 3",
    );
    let schedule = Schedule {
        withdrawals: vec![withdrawal("c", Interpolation::Linear, &[(0.0, 0.05), (600.0, 0.0), (1200.0, 0.08)])],
        ..Schedule::constant(1800.0, 60.0)
    };
    let course = run(&network, &schedule, TransientOptions::default());
    close(course.snapshots[5].flow_in_kg_per_s[1], 0.025, 1e-9);
    close(course.snapshots[30].flow_in_kg_per_s[1], 0.08, 1e-9);
    // Nothing can take what is fed in behind a regulator.
    let injection = Schedule {
        withdrawals: vec![withdrawal("c", Interpolation::Step, &[(0.0, 0.05), (600.0, -0.01)])],
        ..Schedule::constant(1800.0, 60.0)
    };
    let error = Transient::new(&network, &injection, TransientOptions::default()).unwrap().run().err().unwrap();
    assert!(matches!(&error, TransientError::Stranded { node, .. } if node == "c"), "{error}");
}

#[test]
fn a_regulated_part_lasts_until_its_inlet_has_run_dry() {
    let network = network(
        "node a fixed_pressure_bar = 10
         node b
         node c
         node d withdrawal_kg_per_s = 0.05, pressure_min_bar = 2
         pipe P a b length_m = 8000, diameter_m = 0.2, roughness_mm = 0.1
         regulator R b c outlet_pressure_bar = 4
         pipe Q c d length_m = 1000, diameter_m = 0.1, roughness_mm = 0.1",
    );
    let schedule = Schedule {
        source_failures: vec![SourceFailure { node: "a".into(), time_s: 1800.0, until_s: None }],
        ..Schedule::constant(86_400.0, 60.0)
    };
    let course = run(&network, &schedule, TransientOptions::default());
    let modes: Vec<Mode> = course.snapshots.iter().filter_map(|snapshot| snapshot.mode[2]).collect();
    let open = modes.iter().position(|&mode| mode == Mode::Bypass).unwrap();
    assert!(modes[..open].iter().all(|&mode| mode == Mode::OutletPressure));
    assert!(modes[open..].iter().all(|&mode| mode == Mode::Bypass));
    let survived = course.outcome.survival_s(1800.0).unwrap();
    let opened = course.snapshots[open].time_s - 1800.0;
    assert!(survived > opened, "{survived} {opened}");
    assert!(course.outcome.stop.is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Loads, set points and the source anyhow, and the source may fail: mass is kept, gas passes regulators,
    /// compressors and check valves forward only, closed ones not at all.
    #[test]
    fn controls_never_lose_gas(
        rows in proptest::collection::vec((60.0..3000.0_f64, 0.0..0.12_f64, 1.5..6.0_f64, 3.0..10.0_f64), 1..5),
        linear in any::<bool>(),
        lift in prop_oneof![Just("control = { ratio = 1.3 }"), Just("control = { outlet_pressure_bar = 7.0 }")],
        fails in any::<bool>(),
    ) {
        let network = network(&format!(
            "node a fixed_pressure_bar = 8
             node b
             node c
             node d
             node e
             node f
             node g
             pipe P a b length_m = 3000, diameter_m = 0.2, roughness_mm = 0.1
             regulator R b c outlet_pressure_bar = 4, flow_max_kg_per_s = 0.2
             regulator S b d outlet_pressure_bar = 3.5
             pipe Q c e length_m = 1500, diameter_m = 0.15, roughness_mm = 0.1
             pipe T d f length_m = 1000, diameter_m = 0.15, roughness_mm = 0.1
             check_valve C e f
             compressor K b g {lift}, ratio_max = 1.4, efficiency = 0.8, heat_capacity_ratio = 1.3
             pipe U g f length_m = 4000, diameter_m = 0.1, roughness_mm = 0.1"
        ));
        let how = if linear { Interpolation::Linear } else { Interpolation::Step };
        let (mut time, mut load, mut set, mut held) = (0.0, vec![(0.0, 0.05)], vec![(0.0, 4.0)], vec![(0.0, 8.0)]);
        for (wait, kg_per_s, bar, source) in rows {
            time += wait;
            load.push((time, kg_per_s));
            set.push((time, bar));
            held.push((time, source));
        }
        let (element, node) = ("R".into(), "a".into());
        let schedule = Schedule {
            withdrawals: vec![withdrawal("f", how, &load)],
            outlet_pressures: vec![OutletPressureProfile { element, interpolation: how, points: pressures(&set) }],
            fixed_pressures: vec![FixedPressureProfile { node, interpolation: how, points: pressures(&held) }],
            source_failures: fails.then(|| SourceFailure { node: "a".into(), time_s: 0.7 * time, until_s: None }).into_iter().collect(),
            ..Schedule::constant(time + 600.0, 30.0)
        };
        let course = run(&network, &schedule, TransientOptions::default());
        for snapshot in &course.snapshots {
            for (e, mode) in snapshot.mode.iter().enumerate() {
                let (Some(mode), flow) = (mode, snapshot.flow_in_kg_per_s[e]) else { continue };
                let id = &network.elements()[e].id;
                prop_assert!(flow > -1e-6, "{} {:?} {} at {}", id, mode, flow, snapshot.time_s);
                prop_assert!(*mode != Mode::Closed || flow == 0.0, "{} {} at {}", id, flow, snapshot.time_s);
            }
        }
    }
}

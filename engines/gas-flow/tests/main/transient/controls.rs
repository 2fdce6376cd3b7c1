//! Regulators, check valves and compressors in the course of time.

use gas_flow::Mode;
use gas_flow::transient::{
    Course, FixedPressureProfile, Interpolation, OutletPressureProfile, Schedule, TransientOptions,
};

use super::super::support::{close, network};
use super::{pressures, run, withdrawal};

fn held(node: &str, interpolation: Interpolation, points: &[(f64, f64)]) -> Vec<FixedPressureProfile> {
    vec![FixedPressureProfile { node: node.into(), interpolation, points: pressures(points) }]
}

fn set(element: &str, interpolation: Interpolation, points: &[(f64, f64)]) -> Vec<OutletPressureProfile> {
    vec![OutletPressureProfile { element: element.into(), interpolation, points: pressures(points) }]
}

const REGULATED: &str = "node a fixed_pressure_bar = 10
     node b
     node c
     node d withdrawal_kg_per_s = 0.05
     pipe P a b length_m = 2000, diameter_m = 0.15, roughness_mm = 0.1
     regulator R b c outlet_pressure_bar = 4
     pipe Q c d length_m = 3000, diameter_m = 0.2, roughness_mm = 0.1";

/// Elements come pipes first: P, Q, then what controls.
fn bar(course: &Course, at: usize, node: usize) -> f64 {
    course.snapshots[at].pressure_pa[node] / 1e5
}

/// No gas ever runs back through an element that passes it forward only.
fn forward(course: &Course, element: usize) {
    for snapshot in &course.snapshots {
        assert!(
            snapshot.flow_in_kg_per_s[element] > -1e-6,
            "{} {}",
            snapshot.time_s,
            snapshot.flow_in_kg_per_s[element]
        );
    }
}

#[test]
fn a_set_point_that_rises_is_met() {
    let schedule = Schedule {
        outlet_pressures: set("R", Interpolation::Step, &[(0.0, 4.0), (600.0, 5.0)]),
        ..Schedule::constant(7200.0, 60.0)
    };
    let course = run(&network(REGULATED), &schedule, TransientOptions::default());
    forward(&course, 2);
    close(bar(&course, 10, 2), 4.0, 1e-9);
    close(bar(&course, 120, 2), 5.0, 1e-9);
    close(course.snapshots[120].flow_in_kg_per_s[2], 0.05, 1e-6);
    assert_eq!(course.snapshots[120].mode[2], Some(Mode::OutletPressure));
}

#[test]
fn a_set_point_that_falls_shuts_until_the_pressure_has_come_down() {
    for interpolation in [Interpolation::Step, Interpolation::Linear] {
        let schedule = Schedule {
            outlet_pressures: set("R", interpolation, &[(0.0, 4.0), (600.0, 4.0), (610.0, 3.0)]),
            ..Schedule::constant(14_400.0, 60.0)
        };
        let course = run(&network(REGULATED), &schedule, TransientOptions::default());
        forward(&course, 2);
        assert_eq!(course.snapshots[12].mode[2], Some(Mode::Closed));
        close(course.snapshots[12].flow_in_kg_per_s[2], 0.0, 1e-12);
        close(bar(&course, 240, 2), 3.0, 1e-6);
        assert_eq!(course.snapshots[240].mode[2], Some(Mode::OutletPressure));
        // While it is shut, the pipe behind serves the load alone.
        let fallen = course.snapshots[12].linepack_kg[1] - course.snapshots[14].linepack_kg[1];
        close(fallen, 0.05 * 120.0, 1e-6);
    }
}

#[test]
fn a_regulator_opens_fully_when_its_inlet_sags() {
    let schedule = Schedule {
        fixed_pressures: held(
            "a",
            Interpolation::Linear,
            &[(0.0, 10.0), (3600.0, 3.5), (7200.0, 3.5), (10_800.0, 10.0)],
        ),
        ..Schedule::constant(21_600.0, 60.0)
    };
    let course = run(&network(REGULATED), &schedule, TransientOptions::default());
    forward(&course, 2);
    assert_eq!(course.snapshots[110].mode[2], Some(Mode::Bypass));
    close(bar(&course, 110, 1), bar(&course, 110, 2), 1e-9);
    assert_eq!(course.snapshots[360].mode[2], Some(Mode::OutletPressure));
    close(bar(&course, 360, 2), 4.0, 1e-6);
}

#[test]
fn a_check_valve_shuts_against_backward_flow() {
    let network = network(
        "node a fixed_pressure_bar = 6
         node b
         node c
         node d withdrawal_kg_per_s = 0.1
         pipe P a b
         check_valve C b c
         pipe Q c d length_m = 4000, diameter_m = 0.2, roughness_mm = 0.1",
    );
    let schedule = Schedule {
        fixed_pressures: held("a", Interpolation::Step, &[(0.0, 6.0), (600.0, 4.0)]),
        ..Schedule::constant(7200.0, 20.0)
    };
    let course = run(&network, &schedule, TransientOptions::default());
    forward(&course, 2);
    assert!(course.snapshots.iter().any(|snapshot| snapshot.mode[2] == Some(Mode::Closed)));
    assert_eq!(course.snapshots.last().unwrap().mode[2], Some(Mode::Bypass));
}

#[test]
fn compressors_keep_their_pressure_or_their_ratio() {
    for (control, expected) in [("{ outlet_pressure_bar = 8.0 }", None), ("{ ratio = 1.5 }", Some(1.5))] {
        let network = network(&format!(
            "node a fixed_pressure_bar = 6
             node b
             node c
             node d withdrawal_kg_per_s = 0.1
             pipe P a b
             compressor C b c control = {control}, ratio_max = 2.0, efficiency = 0.8, heat_capacity_ratio = 1.3
             pipe Q c d"
        ));
        let schedule = Schedule {
            withdrawals: vec![withdrawal("d", Interpolation::Linear, &[(0.0, 0.1), (1800.0, 0.2), (3600.0, 0.05)])],
            ..Schedule::constant(5400.0, 300.0)
        };
        let course = run(&network, &schedule, TransientOptions::default());
        for at in 0..course.snapshots.len() {
            match expected {
                Some(ratio) => close(bar(&course, at, 2) / bar(&course, at, 1), ratio, 1e-9),
                None => close(bar(&course, at, 2), 8.0, 1e-9),
            }
        }
    }
}

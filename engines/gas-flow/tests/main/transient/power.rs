//! Compressors with a limit of power, and those whose drive burns gas.

use gas_flow::transient::{Course, Interpolation, Schedule, TransientOptions};
use gas_flow::units::MassFlow;
use gas_flow::{Mode, Network, Options, Steady};

use super::super::support::{close, network};
use super::{run, withdrawal};

/// A compressor between two long pipes; `limits` as the format has them.
fn station(limits: &str) -> Network {
    network(&format!(
        "node a fixed_pressure_bar = 40
         node b
         node c
         node d withdrawal_kg_per_s = 10
         pipe P a b length_m = 20000, diameter_m = 0.4, roughness_mm = 0.1
         pipe Q c d length_m = 20000, diameter_m = 0.4, roughness_mm = 0.1
         compressor C b c control = {{ outlet_pressure_bar = 60.0 }}, ratio_max = 2.0, efficiency = 0.8, heat_capacity_ratio = 1.3, {limits}"
    ))
}

const LIMIT: &str = "power_max_w = 1.2e6";
const DRIVE: &str = "fuel = { drive_efficiency = 0.3, heating_value_j_per_kg = 48e6 }";

/// The load rises from 10 to 25 kg/s within ten minutes, then stays.
fn rising(network: &Network) -> Course {
    let points = [(0.0, 10.0), (1800.0, 10.0), (2400.0, 25.0)];
    let schedule = Schedule {
        withdrawals: vec![withdrawal("d", Interpolation::Linear, &points)],
        ..Schedule::constant(86_400.0, 120.0)
    };
    run(network, &schedule, TransientOptions::default())
}

#[test]
fn stations_settle_where_steady_flow_is() {
    for limits in [LIMIT, DRIVE, &format!("{LIMIT}, {DRIVE}")] {
        let network = station(limits);
        let course = rising(&network);
        let mut steady = Steady::new(&network, Options::default()).unwrap();
        for (load, snapshot) in [(10.0, &course.snapshots[0]), (25.0, course.snapshots.last().unwrap())] {
            steady.set_withdrawal(network.node_by_id("d").unwrap(), MassFlow::new(load).unwrap());
            let expected = steady.solve().unwrap();
            for (a, b) in snapshot.pressure_pa.iter().zip(&expected.pressure_pa) {
                // The cells of a long pipe and the pipe as a whole differ by less.
                close(*a, *b, 50.0);
            }
            for (a, b) in snapshot.flow_in_kg_per_s.iter().zip(&expected.flow_kg_per_s) {
                close(*a, *b, 1e-3);
            }
            assert_eq!(snapshot.mode, expected.mode);
            close(snapshot.power_w[2], expected.power_w[2], 20.0);
            close(snapshot.fuel_kg_per_s[2], expected.fuel_kg_per_s[2], 1e-5);
        }
    }
}

#[test]
fn a_station_at_its_limit_keeps_its_power() {
    let network = station(LIMIT);
    let course = rising(&network);
    let limited: Vec<_> = course.snapshots.iter().filter(|s| s.mode[2] == Some(Mode::Power)).collect();
    assert!(limited.len() > 600, "{}", limited.len());
    for snapshot in limited {
        close(snapshot.power_w[2], 1.2e6, 1.0);
        assert!(snapshot.pressure_pa[2] < 60e5 && snapshot.pressure_pa[2] > snapshot.pressure_pa[1]);
    }
    for snapshot in course.snapshots.iter().filter(|s| s.mode[2] == Some(Mode::OutletPressure)) {
        close(snapshot.pressure_pa[2], 60e5, 1e-3);
        assert!(snapshot.power_w[2] < 1.2e6 + 1.0);
    }
}

#[test]
fn fuel_leaves_the_network_at_the_inlet() {
    let course = rising(&station(DRIVE));
    let account = course.outcome.account;
    // What the drive burns is its power over efficiency and heating value, summed by trapezoids.
    let burnt: f64 = course
        .snapshots
        .windows(2)
        .map(|pair| 0.5 * 120.0 * (pair[0].power_w[2] + pair[1].power_w[2]) / (0.3 * 48e6))
        .sum();
    close(account.burnt_kg, burnt, 1e-3 * burnt);
    assert!(burnt > 5000.0, "{burnt}");
    let last = course.snapshots.last().unwrap();
    close(last.supply_kg_per_s[0].1, 25.0 + last.fuel_kg_per_s[2], 1e-3);
    close(last.flow_out_kg_per_s[0] - last.flow_in_kg_per_s[2], last.fuel_kg_per_s[2], 1e-9);
}

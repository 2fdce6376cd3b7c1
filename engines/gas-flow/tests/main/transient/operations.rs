//! What an operator does in the course of time: valves, stations, storages, wells, sources that come back.

use gas_flow::transient::{
    CompressorPoint, CompressorProfile, CompressorSetting, Course, Interpolation, Schedule, SourceFailure,
    StoragePoint, StorageProfile, TransientOptions, ValvePoint, ValveProfile, WellPoint, WellProfile,
};
use gas_flow::{Mode, Network, Options, Steady};
use proptest::prelude::*;

use super::super::support::{close, network};
use super::{run, withdrawal};

pub fn valve(element: &str, points: &[(f64, bool)]) -> Vec<ValveProfile> {
    let points = points.iter().map(|&(time_s, open)| ValvePoint { time_s, open }).collect();
    vec![ValveProfile { element: element.into(), points }]
}

pub fn compressor(element: &str, points: &[(f64, CompressorSetting)]) -> Vec<CompressorProfile> {
    let points = points.iter().map(|&(time_s, run_to)| CompressorPoint { time_s, run_to }).collect();
    vec![CompressorProfile { element: element.into(), interpolation: Interpolation::Linear, points }]
}

pub fn storage(storage: &str, interpolation: Interpolation, points: &[(f64, f64)]) -> Vec<StorageProfile> {
    let points = points.iter().map(|&(time_s, flow_kg_per_s)| StoragePoint { time_s, flow_kg_per_s }).collect();
    vec![StorageProfile { storage: storage.into(), interpolation, points }]
}

pub fn well(well: &str, points: &[(f64, Option<f64>)]) -> Vec<WellProfile> {
    let points = points.iter().map(|&(time_s, flow_max_kg_per_s)| WellPoint { time_s, flow_max_kg_per_s }).collect();
    vec![WellProfile { well: well.into(), interpolation: Interpolation::Step, points }]
}

fn element(network: &Network, id: &str) -> usize {
    network.element_by_id(id).unwrap().get()
}

/// At the end the pressures of steady flow.
fn settled(network: &Network, course: &Course) {
    let expected = Steady::new(network, Options::default()).unwrap().solve().unwrap();
    for (a, b) in course.snapshots.last().unwrap().pressure_pa.iter().zip(&expected.pressure_pa) {
        close(*a, *b, 1.0);
    }
}

#[test]
fn a_valve_shuts_and_opens() {
    let network = network(
        "node a fixed_pressure_bar = 8
         node b
         node c
         node d withdrawal_kg_per_s = 0.05
         pipe P a b length_m = 1500, diameter_m = 0.15, roughness_mm = 0.1
         pipe Q c d length_m = 1800, diameter_m = 0.2, roughness_mm = 0.1
         valve V b c open = true",
    );
    let (valves, at) = (valve("V", &[(600.0, false), (1800.0, true)]), element(&network, "V"));
    let schedule = Schedule { valves, ..Schedule::constant(14_400.0, 60.0) };
    let course = run(&network, &schedule, TransientOptions::default());
    for snapshot in &course.snapshots {
        let shut = snapshot.time_s > 600.0 && snapshot.time_s <= 1800.0;
        assert_eq!(snapshot.mode[at], Some(if shut { Mode::Closed } else { Mode::Bypass }), "{}", snapshot.time_s);
        if shut {
            assert!(snapshot.flow_in_kg_per_s[at] == 0.0);
        } else {
            close(snapshot.pressure_pa[1], snapshot.pressure_pa[2], 1e-6);
        }
    }
    // Shut off, the pipe behind serves the load alone.
    close(course.snapshots[10].linepack_kg[1] - course.snapshots[30].linepack_kg[1], 0.05 * 1200.0, 1e-6);
    settled(&network, &course);
    // As long as nothing is asked of it, a valve in a schedule changes nothing.
    let idle = Schedule { valves: valve("V", &[(0.0, true)]), ..Schedule::constant(600.0, 60.0) };
    let idle = run(&network, &idle, TransientOptions::default());
    close(idle.snapshots[10].flow_in_kg_per_s[at], 0.05, 1e-8);
    close(idle.snapshots[0].flow_in_kg_per_s[at], 0.05, 1e-8);
}

#[test]
fn two_parts_that_are_joined_come_to_one_pressure() {
    let network = network(
        "node a fixed_pressure_bar = 10
         node b
         node c
         node d fixed_pressure_bar = 4
         pipe P a b length_m = 1500, diameter_m = 0.3, roughness_mm = 0.1
         pipe Q c d length_m = 500, diameter_m = 0.3, roughness_mm = 0.1
         valve V b c open = false",
    );
    let failure = |node: &str| SourceFailure { node: node.into(), time_s: 10.0, until_s: None };
    let schedule = Schedule {
        valves: valve("V", &[(600.0, true)]),
        source_failures: vec![failure("a"), failure("d")],
        ..Schedule::constant(86_400.0, 600.0)
    };
    let course = run(&network, &schedule, TransientOptions::default());
    for pressure in &course.snapshots.last().unwrap().pressure_pa {
        // Three parts of the volume at 10 bar, one at 4 bar.
        close(*pressure, 8.5e5, 1.0);
    }
}

#[test]
fn a_station_goes_through_its_settings() {
    let network = network(
        "node a fixed_pressure_bar = 6
         node b
         node c
         node d withdrawal_kg_per_s = 0.1
         pipe P a b
         pipe Q c d
         compressor C b c control = \"bypass\", ratio_max = 2.0, efficiency = 0.8, heat_capacity_ratio = 1.3",
    );
    let points = [
        (600.0, CompressorSetting::Ratio(1.2)),
        (1800.0, CompressorSetting::Ratio(1.6)),
        (3600.0, CompressorSetting::OutletPressureBar(8.0)),
        (7200.0, CompressorSetting::Closed),
        (7320.0, CompressorSetting::OutletPressureBar(7.0)),
        (10_800.0, CompressorSetting::Bypass),
    ];
    let schedule = Schedule { compressors: compressor("C", &points), ..Schedule::constant(21_600.0, 60.0) };
    let course = run(&network, &schedule, TransientOptions::default());
    let ratio = |at: usize| course.snapshots[at].pressure_pa[2] / course.snapshots[at].pressure_pa[1];
    for (at, expected) in [(5, 1.0), (11, 1.2 + 0.4 / 20.0), (20, 1.4), (30, 1.6), (45, 1.6), (300, 1.0)] {
        close(ratio(at), expected, 1e-9);
    }
    close(course.snapshots[100].pressure_pa[2], 8e5, 1e-3);
    close(course.snapshots[180].pressure_pa[2], 7e5, 1e-3);
    assert_eq!(course.snapshots[121].mode[2], Some(Mode::Closed));
    close(course.snapshots[121].flow_in_kg_per_s[2], 0.0, 1e-12);
    settled(&network, &course);
}

#[test]
fn a_storage_feeds_and_fills() {
    let network = network(
        "node a fixed_pressure_bar = 20
         node b withdrawal_kg_per_s = 1
         pipe P a b length_m = 20000, diameter_m = 0.3, roughness_mm = 0.1
         storage S b operation = { flow_kg_per_s = 0.25 }, withdrawal_max_kg_per_s = 2.0, injection_max_kg_per_s = 1.0",
    );
    let points = [(600.0, 1.5), (1800.0, -0.5)];
    for (how, sum) in [(Interpolation::Step, 1.5 * 1200.0), (Interpolation::Linear, 0.5 * 1200.0)] {
        let schedule = Schedule { storages: storage("S", how, &points), ..Schedule::constant(3600.0, 60.0) };
        let course = run(&network, &schedule, TransientOptions::default());
        let account = course.outcome.account;
        close(account.withdrawn_kg, 3600.0 - (0.25 * 600.0 + sum - 0.5 * 1800.0), 1e-6);
        close(course.snapshots[5].flow_out_kg_per_s[0], 0.75, 1e-6);
        let last = course.snapshots.last().unwrap();
        close(last.flow_out_kg_per_s[0], 1.5, 1e-6);
    }
}

#[test]
fn a_well_is_throttled_shut_in_and_opened() {
    let network = network(
        "node a fixed_pressure_bar = 8
         node b withdrawal_kg_per_s = 0.2
         pipe P a b length_m = 3000, diameter_m = 0.2, roughness_mm = 0.1
         well W b reservoir_pressure_bar = 12, inflow = { curve = \"quadratic\", linear = 1e12, square = 1e13 }",
    );
    let free = Steady::new(&network, Options::default()).unwrap().solve().unwrap().well_flow_kg_per_s[0];
    assert!(free > 0.2, "{free}");
    let points = [(600.0, Some(0.1)), (1800.0, Some(0.0)), (3600.0, Some(0.05)), (5400.0, None)];
    let schedule = Schedule { wells: well("W", &points), ..Schedule::constant(43_200.0, 60.0) };
    let course = run(&network, &schedule, TransientOptions::default());
    for (minute, flow) in [(5, free), (20, 0.1), (45, 0.0), (70, 0.05), (720, free)] {
        close(course.snapshots[minute].well_flow_kg_per_s[0], flow, 1e-6);
    }
    settled(&network, &course);
    // One that is shut from the start takes no part in the steady flow there.
    let shut = Schedule { wells: well("W", &[(0.0, Some(0.0))]), ..Schedule::constant(600.0, 600.0) };
    let shut = run(&network, &shut, TransientOptions::default());
    for snapshot in &shut.snapshots {
        close(snapshot.well_flow_kg_per_s[0], 0.0, 1e-12);
        close(snapshot.supply_kg_per_s[0].1, 0.2, 1e-6);
    }
}

#[test]
fn a_source_comes_back() {
    let network = network(
        "node a fixed_pressure_bar = 10
         node b withdrawal_kg_per_s = 0.2
         pipe P a b length_m = 5000, diameter_m = 0.3, roughness_mm = 0.1",
    );
    let failure = |time_s, until_s| SourceFailure { node: "a".into(), time_s, until_s: Some(until_s) };
    let schedule = Schedule {
        source_failures: vec![failure(600.0, 1200.0), failure(1800.0, 2400.0)],
        ..Schedule::constant(21_600.0, 60.0)
    };
    let course = run(&network, &schedule, TransientOptions::default());
    for snapshot in &course.snapshots {
        let minute = snapshot.time_s / 60.0;
        let out = (minute > 10.0 && minute <= 20.0) || (minute > 30.0 && minute <= 40.0);
        assert_eq!(snapshot.supply_kg_per_s.is_empty(), out, "{minute}");
        if !out {
            close(snapshot.pressure_pa[0], 10e5, 1e-6);
        }
    }
    close(course.snapshots[10].linepack_kg[0] - course.snapshots[20].linepack_kg[0], 0.2 * 600.0, 1e-6);
    settled(&network, &course);
}

/// What a row of operations says: seconds since the last, whether the valve opens, setting, flow limit of the well and
/// flow of the storage.
type Row = (f64, bool, usize, f64, f64);

/// Whatever an operator does, mass is kept ([`run`] sees to that), what is shut passes nothing, what limits a flow
/// keeps it.
fn operate(rows: &[Row], power: f64, outage: (f64, f64)) {
    let network = network(&format!(
        "node a fixed_pressure_bar = 8
         node b
         node c
         node d
         node e withdrawal_kg_per_s = 0.05
         node f fixed_pressure_bar = 7.5
         pipe P a b length_m = 3000, diameter_m = 0.2, roughness_mm = 0.1
         pipe Q c d length_m = 2000, diameter_m = 0.2, roughness_mm = 0.1
         pipe R d e length_m = 1000, diameter_m = 0.15, roughness_mm = 0.1
         pipe S b e length_m = 2500, diameter_m = 0.1, roughness_mm = 0.1
         pipe T e f length_m = 4000, diameter_m = 0.1, roughness_mm = 0.1
         valve V b d open = false
         compressor C b c control = {{ ratio = 1.1 }}, ratio_max = 1.6, power_max_w = {power}, efficiency = 0.8, heat_capacity_ratio = 1.3, fuel = {{ drive_efficiency = 0.3, heating_value_j_per_kg = 48e6 }}
         well W e reservoir_pressure_bar = 9, inflow = {{ curve = \"back_pressure\", coefficient = 1e-12, exponent = 0.9 }}
         storage Y d operation = {{ flow_kg_per_s = 0.01 }}"
    ));
    let settings = [
        CompressorSetting::Ratio(1.3),
        CompressorSetting::OutletPressureBar(9.0),
        CompressorSetting::Closed,
        CompressorSetting::Bypass,
    ];
    let (mut time, mut stations, mut wells, mut stores) = (0.0, vec![], vec![], vec![]);
    let mut valves = vec![(0.0, false)];
    for &(wait, open, setting, rate, flow) in rows {
        time += wait;
        // A station and an open valve beside it would drive gas in a ring.
        valves.push((time, open && setting >= 2));
        stations.push((time, settings[setting]));
        wells.push((time, (rate > 0.05).then_some(rate - 0.05)));
        stores.push((time, flow));
    }
    let schedule = Schedule {
        valves: valve("V", &valves),
        withdrawals: vec![withdrawal("e", Interpolation::Linear, &[(0.0, 0.05), (time, 0.15)])],
        compressors: compressor("C", &stations),
        storages: storage("Y", Interpolation::Linear, &stores),
        wells: well("W", &wells),
        source_failures: vec![SourceFailure { node: "a".into(), time_s: outage.0, until_s: Some(outage.0 + outage.1) }],
        ..Schedule::constant(time + 600.0, 30.0)
    };
    let course = run(&network, &schedule, TransientOptions::default());
    let (valve, station) = (element(&network, "V"), element(&network, "C"));
    for snapshot in &course.snapshots {
        for at in [valve, station] {
            let flow = snapshot.flow_in_kg_per_s[at];
            assert!(snapshot.mode[at] != Some(Mode::Closed) || flow == 0.0, "{flow} {}", snapshot.time_s);
        }
        assert!(snapshot.power_w[station] <= power * (1.0 + 1e-6), "{:?}", snapshot.power_w);
        assert!(snapshot.well_flow_kg_per_s[0] > -1e-9);
    }
}

#[test]
fn a_step_does_not_see_what_jumps_at_its_end() {
    // The last step before the well is throttled: its time and its length add up to an instant after that.
    let rows = [
        (987.582_746_074_189_9, false, 0, 0.0, 0.0),
        (1_174.833_593_679_762, false, 0, 0.057_306_718_230_253_115, 0.0),
    ];
    operate(&rows, 500.0, (0.0, 1.0));
}

#[test]
fn operations_a_hair_from_an_output_do_no_harm() {
    for hair in [1e-13, 1e-9, 1e-6, 1e-4] {
        for sign in [-1.0, 1.0] {
            let rows = [(600.0 * (1.0 + sign * hair), false, 0, 0.06, 0.02), (600.0, true, 2, 0.0, 0.05)];
            operate(&rows, 5000.0, (300.0, 900.0 * (1.0 + sign * hair)));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn operations_never_lose_gas(
        rows in proptest::collection::vec((60.0..2000.0_f64, any::<bool>(), 0..4_usize, 0.0..0.2_f64, -0.05..0.1_f64), 1..5),
        power in 500.0..20_000.0_f64,
        outage in (0.0..3000.0_f64, 1.0..1500.0_f64),
    ) {
        operate(&rows, power, outage);
    }
}

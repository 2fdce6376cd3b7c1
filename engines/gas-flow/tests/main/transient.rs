//! Transient flow: rest, balance, convergence in space and time, what is known in closed form, failures, refusals.

mod controls;
mod kinds;
mod operations;
mod power;
mod properties;
mod refusals;
mod restart;

use std::path::PathBuf;

use gas_flow::format::read_reference;
use gas_flow::transient::{
    Course, FactorPoint, FactorProfile, Interpolation, PressurePoint, Schedule, SourceFailure, Transient,
    TransientOptions, WithdrawalPoint, WithdrawalProfile, survival_s,
};
use gas_flow::units::MassFlow;
use gas_flow::{Friction, Network, Options, Steady};

use super::support::{TEMPERATURE, VISCOSITY, close, gas_constant, network, network_of};

/// 2,559 pipes at 1 bar gauge. The file must be there: a test that skips itself proves nothing.
fn schutterwald() -> Network {
    let shared = std::env::var_os("WUTONG_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let file = shared.join("peers/gas/networks/schutterwald.json");
    let text = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}; set WUTONG_SHARED", file.display()));
    read_reference(&text).unwrap().network
}

/// A withdrawal's profile from (time, kg/s).
pub fn withdrawal(node: &str, interpolation: Interpolation, points: &[(f64, f64)]) -> WithdrawalProfile {
    let point = |&(time_s, withdrawal_kg_per_s): &(f64, f64)| WithdrawalPoint { time_s, withdrawal_kg_per_s };
    WithdrawalProfile { node: node.into(), interpolation, points: points.iter().map(point).collect() }
}

pub fn pressures(points: &[(f64, f64)]) -> Vec<PressurePoint> {
    points.iter().map(|&(time_s, pressure_bar)| PressurePoint { time_s, pressure_bar }).collect()
}

pub fn factors(interpolation: Interpolation, points: &[(f64, f64)]) -> FactorProfile {
    let points = points.iter().map(|&(time_s, factor)| FactorPoint { time_s, factor }).collect();
    FactorProfile { interpolation, points }
}

pub fn run(network: &Network, schedule: &Schedule, options: TransientOptions) -> Course {
    let course = Transient::new(network, schedule, options).unwrap().run().unwrap();
    for snapshot in &course.snapshots {
        assert!(snapshot.account.relative_error() < 1e-9, "{:?}", snapshot.account);
        close(
            snapshot.linepack_kg.iter().sum::<f64>(),
            snapshot.account.linepack_kg,
            1e-9 * snapshot.account.linepack_kg,
        );
    }
    course
}

/// Swings like a day: night, two peaks.
fn diurnal() -> FactorProfile {
    let swing = |hour: f64| 1.0 - 0.4 * (hour / 24.0 * std::f64::consts::TAU).cos() + 0.2 * (hour / 3.0).sin();
    let points: Vec<(f64, f64)> = (0..=24u32).map(|hour| (3600.0 * f64::from(hour), swing(f64::from(hour)))).collect();
    factors(Interpolation::Linear, &points)
}

#[test]
fn nothing_changes_and_all_stays() {
    let regulated = network(
        "node a fixed_pressure_bar = 40
         node b
         node c height_m = 100, withdrawal_kg_per_s = 0.4
         node d
         node e withdrawal_kg_per_s = 0.3
         pipe P1 a b length_m = 30000, diameter_m = 0.3, roughness_mm = 0.1
         pipe P2 b c length_m = 9000, diameter_m = 0.2, roughness_mm = 0.1
         regulator R c d outlet_pressure_bar = 5
         pipe P3 d e",
    );
    for network in [regulated, schutterwald()] {
        let course = run(&network, &Schedule::constant(86_400.0, 3600.0), TransientOptions::default());
        let first = &course.snapshots[0];
        for snapshot in &course.snapshots {
            for (a, b) in snapshot.pressure_pa.iter().zip(&first.pressure_pa) {
                close(*a, *b, 1e-3);
            }
            for (a, b) in snapshot.flow_in_kg_per_s.iter().zip(&first.flow_in_kg_per_s) {
                close(*a, *b, 1e-7);
            }
        }
    }
}

#[test]
fn a_day_of_schutterwald_keeps_its_mass() {
    let schedule = Schedule { withdrawal_factor: Some(diurnal()), ..Schedule::constant(86_400.0, 1800.0) };
    let course = run(&schutterwald(), &schedule, TransientOptions::default());
    let account = course.outcome.account;
    assert!(account.withdrawn_kg > 10.0 * account.linepack_kg);
    assert!(account.relative_error() < 1e-6, "{account:?}");
    // The account of what went through, worked out from the profile: trapezoids, as it is straight between points.
    let points = &schedule.withdrawal_factor.as_ref().unwrap().points;
    let mean = points.windows(2).map(|p| 0.5 * (p[0].factor + p[1].factor)).sum::<f64>() / 24.0;
    let load: f64 = schutterwald().nodes().iter().map(|node| node.withdrawal.si()).sum();
    close(account.withdrawn_kg, load * mean * 86_400.0, 1e-6);
}

#[test]
fn settles_at_the_steady_flow() {
    let base = schutterwald();
    let schedule = Schedule {
        withdrawal_factor: Some(factors(Interpolation::Step, &[(0.0, 0.3), (600.0, 1.3)])),
        ..Schedule::constant(43_200.0, 43_200.0)
    };
    let course = run(&base, &schedule, TransientOptions::default());
    let mut steady = Steady::new(&base, Options::default()).unwrap();
    for node in base.nodes() {
        let load = MassFlow::new(1.3 * node.withdrawal.si()).unwrap();
        steady.set_withdrawal(base.node_by_id(&node.id).unwrap(), load);
    }
    let solution = steady.solve().unwrap();
    for (a, b) in course.snapshots[1].pressure_pa.iter().zip(&solution.pressure_pa) {
        close(*a, *b, 0.1);
    }
    for (a, b) in course.snapshots[1].flow_out_kg_per_s.iter().zip(&solution.flow_kg_per_s) {
        close(*a, *b, 1e-6);
    }
}

/// A long pipe at high pressure, `extra` for the node at its end.
fn long_pipe(extra: &str) -> Network {
    network(&format!(
        "node a fixed_pressure_bar = 60
         node b {extra}
         pipe P a b length_m = 100000, diameter_m = 0.6, roughness_mm = 0.05"
    ))
}

/// A smooth swell of the withdrawal, kg/s, in points two minutes apart.
fn swell() -> Vec<WithdrawalProfile> {
    let points: Vec<(f64, f64)> = (0..=90u32)
        .map(|step| {
            (120.0 * f64::from(step), 40.0 + 25.0 * (f64::from(step) / 90.0 * std::f64::consts::PI).sin().powi(2))
        })
        .collect();
    vec![withdrawal("b", Interpolation::Linear, &points)]
}

#[test]
fn second_order_in_space() {
    let network = long_pipe("");
    let schedule = Schedule { withdrawals: swell(), ..Schedule::constant(9_000.0, 600.0) };
    let course = |cells: f64| {
        // The same steps for all, so that only space differs.
        let (tolerance_pa, step_max_s) = (1e9, 120.0);
        let cell_length_m = 100_000.0 / cells;
        let options = TransientOptions { cell_length_m, tolerance_pa, step_max_s, ..TransientOptions::default() };
        run(&network, &schedule, options)
    };
    let fine = course(640.0);
    let errors: Vec<[f64; 2]> = [5.0, 10.0, 20.0, 40.0]
        .map(|cells| {
            let coarse = course(cells);
            let pairs = || coarse.snapshots.iter().zip(&fine.snapshots);
            let pressure = pairs().map(|(c, f)| (c.pressure_pa[1] - f.pressure_pa[1]).abs()).fold(0.0, f64::max);
            let flow = pairs().map(|(c, f)| (c.flow_in_kg_per_s[0] - f.flow_in_kg_per_s[0]).abs()).fold(0.0, f64::max);
            [pressure, flow]
        })
        .to_vec();
    for pair in errors.windows(2) {
        for (coarse, fine) in pair[0].iter().zip(pair[1]) {
            assert!((coarse / fine).log2() >= 1.8, "{errors:?}");
        }
    }
}

#[test]
fn tighter_tolerance_smaller_error() {
    let network = long_pipe("");
    let schedule = Schedule { withdrawals: swell(), ..Schedule::constant(10_800.0, 10_800.0) };
    let schedule = Schedule {
        withdrawals: vec![withdrawal("b", Interpolation::Linear, &[(0.0, 40.0), (3600.0, 70.0), (3700.0, 50.0)])],
        ..schedule
    };
    let end = |tolerance_pa: f64| {
        let options = TransientOptions { cell_length_m: 10_000.0, tolerance_pa, ..TransientOptions::default() };
        let course = run(&network, &schedule, options);
        (course.snapshots[1].pressure_pa[1], course.outcome.steps)
    };
    let (exact, _) = end(1e-2);
    let runs = [1e4, 1e3, 1e2, 1e1, 1.0].map(&end);
    for (pair, tolerance) in runs.windows(2).zip([1e3, 1e2, 1e1, 1.0]) {
        assert!((pair[1].0 - exact).abs() < (pair[0].0 - exact).abs());
        // The tolerance is that of a step; errors of steps add up.
        assert!((pair[1].0 - exact).abs() < 10.0 * tolerance);
        assert!(pair[1].1 >= pair[0].1);
    }
}

/// Small disturbances of laminar flow die as the telegraph equation says: with p' at one end held and no flow at the
/// other, `p' ~ exp(-s t)`, `s² - r s + (a k)² = 0`, k = π / 2L, a² = R T, `r = 32 μ / (ρ D²)`.
#[test]
fn a_small_disturbance_decays_as_it_should() {
    let network = network(
        "node a fixed_pressure_bar = 5
         node b
         pipe P a b length_m = 8000, diameter_m = 0.02, roughness_mm = 0.1",
    );
    let schedule = Schedule {
        withdrawals: vec![withdrawal("b", Interpolation::Step, &[(0.0, 1e-4), (1.0, 0.0)])],
        ..Schedule::constant(241.0, 60.0)
    };
    let steady = Options { friction: Friction::Colebrook, ..Options::default() };
    let options =
        TransientOptions { steady, cell_length_m: 80.0, tolerance_pa: 1e-2, step_max_s: 2.0, ..Default::default() };
    let course = run(&network, &schedule, options);
    let density = 5e5 / (gas_constant() * TEMPERATURE);
    let r = 32.0 * VISCOSITY / (density * 0.02 * 0.02);
    let ak = (gas_constant() * TEMPERATURE).sqrt() * std::f64::consts::PI / 16_000.0;
    assert!(r > 2.0 * ak, "it should not swing");
    let rate = 0.5 * (r - (r * r - 4.0 * ak * ak).sqrt());
    let fall = |at: usize| 5e5 - course.snapshots[at].pressure_pa[1];
    close((fall(2) / fall(3)).ln() / 60.0 / rate, 1.0, 2e-3);
}

/// A flow that is stopped at once sends a wave of height `a m / A` (Joukowsky 1898) through the pipe, which comes back
/// with the other sign from the held end: it stands for 2 L / a, then falls by twice its height, and so on.
#[test]
fn a_stopped_flow_sends_a_wave() {
    let network = network(
        "node a fixed_pressure_bar = 5
         node b
         pipe P a b length_m = 10000, diameter_m = 0.5, roughness_mm = 0.1",
    );
    let sound = (gas_constant() * TEMPERATURE).sqrt();
    let there = 10_000.0 / sound;
    let (start, flow) = (0.5 * there, 0.005);
    let schedule = Schedule {
        withdrawals: vec![withdrawal("b", Interpolation::Step, &[(0.0, flow), (start, 0.0)])],
        ..Schedule::constant(5.6 * there, 0.5 * there)
    };
    let steady = Options { friction: Friction::Colebrook, ..Options::default() };
    let options =
        TransientOptions { steady, cell_length_m: 50.0, tolerance_pa: 10.0, step_max_s: 0.2, ..Default::default() };
    let course = run(&network, &schedule, options);
    let height = sound * flow / (std::f64::consts::FRAC_PI_4 * 0.25);
    let rise = |at: usize| (course.snapshots[at].pressure_pa[1] - 5e5) / height;
    for (at, sign) in [(3, 1.0), (7, -1.0), (11, 1.0)] {
        close(rise(at), sign, 0.03);
    }
}

#[test]
fn a_closed_pipe_fills_by_what_flows_in() {
    let network = network(
        "node a fixed_pressure_bar = 10
         node b
         pipe P a b length_m = 20000, diameter_m = 0.4, roughness_mm = 0.1",
    );
    let schedule = Schedule {
        withdrawals: vec![withdrawal("b", Interpolation::Step, &[(0.0, 0.0), (60.0, -2.0), (1860.0, 0.0)])],
        source_failures: vec![SourceFailure { node: "a".into(), time_s: 60.0, until_s: None }],
        ..Schedule::constant(86_400.0, 60.0)
    };
    let course = run(&network, &schedule, TransientOptions::default());
    let last = course.snapshots.last().unwrap();
    let volume = std::f64::consts::FRAC_PI_4 * 0.4 * 0.4 * 20_000.0;
    let start = volume * 10e5 / (gas_constant() * TEMPERATURE);
    close(course.snapshots[0].linepack_kg[0], start, 1e-9 * start);
    close(last.linepack_kg[0], start + 2.0 * 1800.0, 1e-8 * start);
    // At rest again, at the pressure of an ideal gas of that mass.
    for pressure in &last.pressure_pa {
        close(*pressure, 10e5 * (start + 3600.0) / start, 1.0);
    }
    // The line-pack grows by the difference of the flows at both ends.
    for pair in course.snapshots.windows(2).filter(|pair| pair[0].time_s > 600.0 && pair[1].time_s <= 1800.0) {
        let grown = pair[1].linepack_kg[0] - pair[0].linepack_kg[0];
        close(pair[1].flow_in_kg_per_s[0] - pair[1].flow_out_kg_per_s[0], 2.0, 1e-6);
        close(grown, 120.0, 1e-6);
    }
}

#[test]
fn more_linepack_longer_survival() {
    let times: Vec<f64> = [0.4, 0.5, 0.6, 0.8]
        .map(|diameter| {
            let network = network(&format!(
                "node a fixed_pressure_bar = 50
                 node b withdrawal_kg_per_s = 20, pressure_min_bar = 20
                 pipe P a b length_m = 30000, diameter_m = {diameter}, roughness_mm = 0.1"
            ));
            survival_s(&network, "a", 400_000.0, TransientOptions::default()).unwrap().unwrap()
        })
        .to_vec();
    assert!(times.windows(2).all(|pair| pair[0] < pair[1]));
    // At most what the gas between 50 bar and 20 bar lasts, and with little friction nearly that.
    let gas = std::f64::consts::FRAC_PI_4 * 0.8 * 0.8 * 30_000.0 * 30e5 / (gas_constant() * TEMPERATURE);
    assert!(times[3] < gas / 20.0 && times[3] > 0.9 * gas / 20.0);
    // Another source outlasts any horizon.
    let doubled = network(
        "node a fixed_pressure_bar = 50
         node b withdrawal_kg_per_s = 5, pressure_min_bar = 20
         node c fixed_pressure_bar = 50
         pipe P a b length_m = 30000, diameter_m = 0.5, roughness_mm = 0.1
         pipe Q b c length_m = 30000, diameter_m = 0.5, roughness_mm = 0.1",
    );
    assert_eq!(survival_s(&doubled, "a", 400_000.0, TransientOptions::default()).unwrap(), None);
}

#[test]
fn an_empty_network_stops_the_run() {
    let schedule = Schedule {
        source_failures: vec![SourceFailure { node: "a".into(), time_s: 0.0, until_s: None }],
        ..Schedule::constant(86_400.0, 600.0)
    };
    let network = network(
        "node a fixed_pressure_bar = 5
         node b withdrawal_kg_per_s = 0.02
         pipe P a b",
    );
    let course = run(&network, &schedule, TransientOptions::default());
    let stop = course.outcome.stop.unwrap();
    assert_eq!(stop.node, "b");
    let lasts = course.snapshots[0].account.linepack_kg / 0.02;
    assert!(stop.time_s > 0.5 * lasts && stop.time_s <= lasts, "{stop:?} {lasts}");
    assert!(course.snapshots.last().unwrap().time_s < stop.time_s);
}

#[test]
fn cells_change_little_and_keep_ids() {
    let fluid = "[fluid]
density_normal_kg_per_m3 = 0.75
viscosity_pa_s = 1.1e-5
temperature_k = 290.0
compressibility = { law = \"linear\", offset = 1.0, slope_per_bar = -0.0022 }
";
    let network = network_of(
        fluid,
        "node a fixed_pressure_bar = 60, height_m = 20
         node b withdrawal_kg_per_s = 30, height_m = 300
         pipe P a b length_m = 40000, diameter_m = 0.6, roughness_mm = 0.05",
    );
    let whole = Steady::new(&network, Options::default()).unwrap().solve().unwrap();
    let options = TransientOptions { cell_length_m: 1000.0, ..TransientOptions::default() };
    let transient = Transient::new(&network, &Schedule::constant(600.0, 600.0), options).unwrap();
    assert_eq!(transient.cells().elements().len(), 40);
    let course = transient.run().unwrap();
    assert_eq!(course.snapshots[1].pressure_pa.len(), 2);
    assert_eq!(course.outcome.cells, 40);
    // The mean pressure of a pipe and of its cells differ, by little.
    close(course.snapshots[1].pressure_pa[1], whole.pressure_pa[1], 200.0);
}

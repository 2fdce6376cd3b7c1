//! Starts from a given state: the end of another run, or a measurement.

use gas_flow::transient::{
    Course, ElementFlow, ElementMode, Interpolation, NodePressure, PipeState, Schedule, SourceFailure, StateError,
    Transient, TransientError, TransientOptions, TransientState,
};
use gas_flow::{Mode, Network};
use proptest::prelude::*;

use super::super::support::{TEMPERATURE, close, gas_constant, network};
use super::{diurnal, factors, schutterwald, withdrawal};

fn run_from(network: &Network, schedule: &Schedule, state: &TransientState) -> Course {
    let course = Transient::from_state(network, schedule, TransientOptions::default(), state).unwrap().run().unwrap();
    assert!(course.outcome.account.relative_error() < 1e-9);
    course
}

fn measured(rows: &[(&str, f64)]) -> TransientState {
    let pressure = |&(node, pressure_bar): &(&str, f64)| NodePressure { node: node.into(), pressure_bar };
    TransientState { pressures: rows.iter().map(pressure).collect(), ..TransientState::default() }
}

/// Long pipes in cells, a regulator, a station, a well, a valve.
fn mixed() -> Network {
    network(
        "node a fixed_pressure_bar = 40
         node b
         node c withdrawal_kg_per_s = 4
         node d
         node e withdrawal_kg_per_s = 1
         node f
         node g withdrawal_kg_per_s = 2
         pipe P a b length_m = 15000, diameter_m = 0.4, roughness_mm = 0.1
         pipe Q b c length_m = 9000, diameter_m = 0.3, roughness_mm = 0.1
         pipe R d e length_m = 1500, diameter_m = 0.2, roughness_mm = 0.1
         pipe S f g length_m = 12000, diameter_m = 0.3, roughness_mm = 0.1
         valve V c g open = false
         resistor Z b c loss_coefficient = 2000.0, diameter_m = 0.2
         regulator G c d outlet_pressure_bar = 8
         compressor C b f control = { ratio = 1.2 }, ratio_max = 1.6, efficiency = 0.8, heat_capacity_ratio = 1.3, fuel = { drive_efficiency = 0.3, heating_value_j_per_kg = 48e6 }
         well W e reservoir_pressure_bar = 9, inflow = { curve = \"back_pressure\", coefficient = 1e-12, exponent = 0.9 }",
    )
}

#[test]
fn two_halves_are_a_whole() {
    let failure = SourceFailure { node: "a".into(), time_s: 40_000.0, until_s: Some(45_000.0) };
    for (network, source_failures) in [(mixed(), vec![failure]), (schutterwald(), Vec::new())] {
        let schedule =
            Schedule { withdrawal_factor: Some(diurnal()), source_failures, ..Schedule::constant(86_400.0, 3600.0) };
        let half = Schedule { duration_s: 43_200.0, ..schedule.clone() };
        let options = TransientOptions::default();
        let whole = Transient::new(&network, &schedule, options).unwrap().run().unwrap();
        let first = Transient::new(&network, &half, options).unwrap().run().unwrap();
        // By way of a file.
        let file = first.outcome.end.to_json().unwrap();
        let read = TransientState::from_json(file.as_bytes()).unwrap();
        assert_eq!(read, first.outcome.end);
        let second = run_from(&network, &schedule, &read);
        let halves = first.snapshots.iter().chain(&second.snapshots[1..]);
        assert_eq!(first.snapshots.len() + second.snapshots.len() - 1, whole.snapshots.len());
        for (one, two) in whole.snapshots.iter().zip(halves) {
            close(one.time_s, two.time_s, 1e-9);
            for (a, b) in one.pressure_pa.iter().zip(&two.pressure_pa) {
                close(*a, *b, 1.0);
            }
            for (a, b) in one.flow_in_kg_per_s.iter().zip(&two.flow_in_kg_per_s) {
                close(*a, *b, 1e-3);
            }
            assert_eq!(one.mode, two.mode);
        }
        // The first moment of the second half is the last of the first one.
        for (a, b) in first.snapshots[12].pressure_pa.iter().zip(&second.snapshots[0].pressure_pa) {
            close(*a, *b, 0.01);
        }
        let crossed = |course: &Course| course.outcome.account.supplied_kg;
        close(crossed(&first) + crossed(&second), crossed(&whole), 1e-4 * crossed(&whole));
    }
}

#[test]
fn a_measurement_of_steady_flow_stays() {
    let network = mixed();
    let schedule = Schedule::constant(3600.0, 600.0);
    let rest = Transient::new(&network, &schedule, TransientOptions::default()).unwrap().run().unwrap();
    let all: Vec<(&str, f64)> = network
        .nodes()
        .iter()
        .map(|node| node.id.as_str())
        .zip(rest.snapshots[0].pressure_pa.iter().map(|p| p / 1e5))
        .collect();
    for rows in [&all[..], &all[..1], &all[2..5], &[]] {
        let course = run_from(&network, &schedule, &measured(rows));
        for snapshot in &course.snapshots {
            for (a, b) in snapshot.pressure_pa.iter().zip(&rest.snapshots[0].pressure_pa) {
                close(*a, *b, 200.0);
            }
        }
    }
}

#[test]
fn what_was_not_measured_follows() {
    let network = network(
        "node a
         node b
         node c
         node d fixed_pressure_bar = 10
         pipe P a b length_m = 1000, diameter_m = 0.1, roughness_mm = 0.1
         pipe Q b c length_m = 3000, diameter_m = 0.1, roughness_mm = 0.1
         pipe R c d length_m = 2000, diameter_m = 0.1, roughness_mm = 0.1",
    );
    let options = TransientOptions { cell_length_m: 100.0, ..TransientOptions::default() };
    let schedule = Schedule::constant(60.0, 60.0);
    let state = measured(&[("a", 12.0), ("c", 10.0)]);
    let first =
        Transient::from_state(&network, &schedule, options, &state).unwrap().run().unwrap().snapshots[0].clone();
    // Squared pressure falls evenly along pipes of one bore.
    for (at, squared) in [(0, 144.0), (1, 133.0), (2, 100.0), (3, 100.0)] {
        close((first.pressure_pa[at] / 1e5).powi(2), squared, 0.01);
    }
    assert!(first.flow_in_kg_per_s[1] > 0.05);
    // A flow and a profile that were measured are taken.
    let flows = vec![ElementFlow { element: "R".into(), flow_kg_per_s: 0.02 }];
    let pipes = vec![PipeState { pipe: "Q".into(), pressure_bar: vec![11.0, 12.0], flow_kg_per_s: vec![0.5] }];
    let state = TransientState { flows, pipes, ..state };
    let course = Transient::from_state(&network, &schedule, options, &state).unwrap().run().unwrap();
    let squared = |bar: f64| bar * bar;
    let (steps, area) = (1000.0 / 30.0, std::f64::consts::FRAC_PI_4 * 0.01);
    // Line-pack of an ideal gas along that profile, cell by cell.
    let profile = [133.0_f64.sqrt(), 11.0, 12.0, 10.0].map(squared);
    let mut expected = 0.0;
    for part in profile.windows(2) {
        for step in 0..30 {
            let bar = (part[0] + (part[1] - part[0]) * (f64::from(step) + 0.5) / 30.0).sqrt();
            expected += area * steps * bar * 1e5 / (gas_constant() * TEMPERATURE);
        }
    }
    close(course.snapshots[0].linepack_kg[1], expected, 1e-3 * expected);
}

#[test]
fn no_source_is_needed_to_go_on() {
    let network = network(
        "node a fixed_pressure_bar = 10
         node b withdrawal_kg_per_s = 0.1
         pipe P a b length_m = 5000, diameter_m = 0.3, roughness_mm = 0.1",
    );
    let schedule = Schedule {
        source_failures: vec![SourceFailure { node: "a".into(), time_s: 0.0, until_s: None }],
        ..Schedule::constant(1200.0, 600.0)
    };
    let course = run_from(&network, &schedule, &measured(&[("a", 9.0), ("b", 9.0)]));
    assert!(course.snapshots.iter().all(|snapshot| snapshot.supply_kg_per_s.is_empty()));
    close(course.outcome.account.linepack_start_kg - course.outcome.account.linepack_kg, 120.0, 1e-6);
}

#[test]
fn states_that_make_no_sense() {
    let network = mixed();
    let refused = |state: TransientState| {
        let schedule = Schedule::constant(3600.0, 600.0);
        match Transient::from_state(&network, &schedule, TransientOptions::default(), &state).err().unwrap() {
            TransientError::State(error) => error.to_string(),
            other => panic!("{other}"),
        }
    };
    let flows = |element: &str, flow_kg_per_s: f64| TransientState {
        flows: vec![ElementFlow { element: element.into(), flow_kg_per_s }],
        ..TransientState::default()
    };
    let pipes = |pipe: &str, bar: f64, flow: f64| TransientState {
        pipes: vec![PipeState { pipe: pipe.into(), pressure_bar: vec![bar], flow_kg_per_s: vec![flow] }],
        ..TransientState::default()
    };
    let modes = |element: &str, mode| TransientState {
        modes: vec![ElementMode { element: element.into(), mode }],
        ..TransientState::default()
    };
    let at = |time_s| TransientState { time_s, ..TransientState::default() };
    let wells = |well: &str, mode| TransientState {
        wells: vec![gas_flow::transient::WellMode { well: well.into(), mode }],
        ..TransientState::default()
    };
    let rows = [
        (wells("x", gas_flow::Mode::Closed), "well \"x\" does not exist"),
        (
            TransientState { flows: flows("P", 1.0).flows, ..pipes("P", 5.0, 1.0) },
            "pipe \"P\" has flows both in `flows` and in `pipes`",
        ),
        (TransientState { step_s: Some(0.0), ..TransientState::default() }, "finite and above zero"),
        (measured(&[("x", 5.0)]), "node \"x\" does not exist"),
        (measured(&[("b", 5.0), ("b", 5.0)]), "node \"b\" is given twice"),
        (measured(&[("b", -5.0)]), "node \"b\": -5 bar is not an admissible absolute pressure"),
        (measured(&[("b", f64::NAN)]), "node \"b\": NaN bar"),
        (flows("x", 1.0), "element \"x\" does not exist"),
        (flows("P", f64::INFINITY), "element \"P\": inf kg/s"),
        (flows("G", 1.0), "\"G\" has no resistance"),
        (pipes("x", 1.0, 1.0), "pipe \"x\" does not exist"),
        (pipes("P", 0.0, 1.0), "pipe \"P\": 0 bar"),
        (pipes("P", 1.0, f64::NAN), "pipe \"P\": NaN kg/s"),
        (modes("P", Mode::Closed), "element \"P\" cannot be in mode Closed"),
        (modes("G", Mode::Power), "element \"G\" cannot be in mode Power"),
        (modes("x", Mode::Closed), "element \"x\" does not exist"),
        (at(3600.0), "is not before the end of the schedule at 3600 s"),
        (at(-1.0), "finite and not below zero"),
        (at(f64::NAN), "finite and not below zero"),
    ];
    for (state, text) in rows {
        let error = refused(state);
        assert!(error.contains(text), "{error} | {text}");
    }
    let not_finite = measured(&[("b", f64::NAN)]).to_json();
    assert!(matches!(not_finite, Err(StateError::Json(_))), "{not_finite:?}");
    let deep = "[".repeat(100_000);
    let texts = [
        "",
        "3",
        "{\"pressures\":[{\"node\":\"a\"}]}",
        "{\"presures\":[]}",
        "{\"time_s\":1,\"time_s\":2}",
        "{\"time_s\":1e999}",
        "{\"time_s\":null}",
        "{\"modes\":[{\"element\":\"G\",\"mode\":\"ajar\"}]}",
        "{\"pipes\":[{\"pipe\":\"P\",\"pressure_bar\":[null]}]}",
        "{} {}",
        &deep,
    ];
    for text in texts {
        assert!(matches!(TransientState::from_json(text.as_bytes()), Err(StateError::Json(_))), "{text:.80}");
    }
}

#[test]
fn a_state_of_another_division_does_too() {
    let network = network(
        "node a fixed_pressure_bar = 40
         node b withdrawal_kg_per_s = 10
         pipe P a b length_m = 20000, diameter_m = 0.4, roughness_mm = 0.1",
    );
    let points = [(0.0, 10.0), (1800.0, 16.0), (3600.0, 12.0)];
    let schedule = Schedule {
        withdrawals: vec![withdrawal("b", Interpolation::Linear, &points)],
        withdrawal_factor: Some(factors(Interpolation::Step, &[(0.0, 1.0)])),
        ..Schedule::constant(3600.0, 300.0)
    };
    let half = Schedule { duration_s: 1800.0, ..schedule.clone() };
    let coarse = TransientOptions { cell_length_m: 1000.0, ..TransientOptions::default() };
    let fine = TransientOptions { cell_length_m: 250.0, ..TransientOptions::default() };
    let whole = Transient::new(&network, &schedule, fine).unwrap().run().unwrap();
    let first = Transient::new(&network, &half, coarse).unwrap().run().unwrap();
    let second = Transient::from_state(&network, &schedule, fine, &first.outcome.end).unwrap().run().unwrap();
    for (one, two) in whole.snapshots[6..].iter().zip(&second.snapshots) {
        close(one.pressure_pa[1], two.pressure_pa[1], 1000.0);
    }
    // Long pipes have a pressure at every cell of their own.
    let inner = &first.outcome.end.pipes[0];
    assert_eq!((inner.pressure_bar.len(), inner.flow_kg_per_s.len()), (19, 20));
}

/// Numbers that a file may hold, most of them far from sense.
fn number() -> impl Strategy<Value = f64> {
    let odd = prop_oneof![Just(0.0), Just(1e-300), Just(-1e300), Just(1e300), Just(1e12), -1.0..1.0_f64];
    prop_oneof![1 => odd, 9 => 1.0..60.0_f64]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a file says, there is an answer or an error with a name.
    #[test]
    fn hostile_states_get_an_answer(
        time_s in prop_oneof![Just(0.0), number()],
        pressures in proptest::collection::vec(("[a-g]", number()), 0..4),
        flows in proptest::collection::vec(("[PQRSTZx]", number()), 0..3),
        pipes in proptest::collection::vec(("[PQSx]", proptest::collection::vec(number(), 0..4), proptest::collection::vec(number(), 0..4)), 0..3),
        modes in proptest::collection::vec(("[GCVPx]", prop_oneof![Just(Mode::Closed), Just(Mode::Ratio), Just(Mode::Bypass), Just(Mode::OutletPressure)]), 0..3),
        step_s in prop_oneof![Just(None), number().prop_map(Some)],
    ) {
        let pressures = pressures.into_iter().map(|(node, pressure_bar)| NodePressure { node, pressure_bar }).collect();
        let flows = flows.into_iter().map(|(element, flow_kg_per_s)| ElementFlow { element, flow_kg_per_s }).collect();
        let pipe = |(pipe, pressure_bar, flow_kg_per_s)| PipeState { pipe, pressure_bar, flow_kg_per_s };
        let pipes = pipes.into_iter().map(pipe).collect();
        let modes = modes.into_iter().map(|(element, mode)| ElementMode { element, mode }).collect();
        let state = TransientState { time_s, pressures, flows, pipes, modes, wells: Vec::new(), step_s };
        let read = TransientState::from_json(state.to_json().unwrap().as_bytes()).unwrap();
        prop_assert_eq!(&read, &state);
        let schedule = Schedule::constant(120.0, 60.0);
        let transient = Transient::from_state(&mixed(), &schedule, TransientOptions::default(), &read);
        match transient.and_then(Transient::run) {
            Ok(course) => prop_assert!(course.snapshots.iter().all(|s| s.pressure_pa.iter().all(|p| p.is_finite()))),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}

#[test]
fn wells_go_on_in_their_modes() {
    let schedule = Schedule::constant(120.0, 60.0);
    let course = Transient::new(&mixed(), &schedule, TransientOptions::default()).unwrap().run().unwrap();
    assert_eq!(course.outcome.end.wells.len(), mixed().wells().len());
    assert!(!course.outcome.end.wells.is_empty());
}

#[test]
fn a_network_of_nothing_does_no_harm() {
    let schedule = Schedule::constant(120.0, 60.0);
    let nothing = Network::new(mixed().fluid().clone(), Vec::new(), Vec::new()).unwrap();
    let course = Transient::new(&nothing, &schedule, TransientOptions::default()).and_then(Transient::run);
    assert!(course.is_err() || course.is_ok_and(|course| course.outcome.end.pressures.is_empty()));
}

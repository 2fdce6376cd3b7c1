//! Schedules that make no sense, and what transient flow cannot do.

use gas_flow::Network;
use gas_flow::transient::{
    CompressorSetting, FixedPressureProfile, Interpolation, OutletPressureProfile, Schedule, ScheduleError,
    SourceFailure, Transient, TransientError, TransientOptions,
};
use proptest::prelude::*;

use super::super::support::network;
use super::operations::{compressor, storage, valve, well};
use super::{factors, pressures, withdrawal};

fn plain() -> Network {
    network(
        "node a fixed_pressure_bar = 6
         node b withdrawal_kg_per_s = 0.01
         node c
         node d
         node e
         pipe P a b
         pipe Q a d
         pipe U a e
         valve V b d open = true
         regulator R b c outlet_pressure_bar = 2
         compressor C b d control = \"closed\", ratio_max = 1.5, efficiency = 0.8, heat_capacity_ratio = 1.3
         well W b reservoir_pressure_bar = 5, inflow = { curve = \"quadratic\", linear = 1e12, square = 1e13 }
         storage S b operation = { flow_kg_per_s = 0.0 }, withdrawal_max_kg_per_s = 2.0
         storage T e operation = { pressure_bar = 5.9 }",
    )
}

fn refused(schedule: &Schedule) -> TransientError {
    Transient::new(&plain(), schedule, TransientOptions::default()).err().expect("it should be refused")
}

fn refused_schedule(change: impl FnOnce(&mut Schedule)) -> ScheduleError {
    let mut schedule = Schedule::constant(3600.0, 60.0);
    change(&mut schedule);
    match refused(&schedule) {
        TransientError::Schedule(error) => error,
        other => panic!("{other}"),
    }
}

#[test]
fn durations_and_intervals() {
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = refused_schedule(|s| s.duration_s = bad);
        assert!(error.to_string().contains("duration"), "{error}");
        let error = refused_schedule(|s| s.output_every_s = bad);
        assert!(error.to_string().contains("output interval"), "{error}");
        let error =
            refused_schedule(|s| s.withdrawal_factor = Some(factors(Interpolation::Linear, &[(bad, 1.0), (bad, 1.0)])));
        assert!(matches!(error, ScheduleError::Quantity { .. } | ScheduleError::NotRising { .. }));
    }
    assert!(matches!(refused_schedule(|s| s.output_every_s = 1e-9), ScheduleError::TooManyOutputs { .. }));
}

#[test]
fn points() {
    let one = |points: &[(f64, f64)]| {
        refused_schedule(|s| s.withdrawals = vec![withdrawal("b", Interpolation::Step, points)])
    };
    assert!(matches!(one(&[]), ScheduleError::NoPoints { .. }));
    let error = one(&[(0.0, 1.0), (60.0, 1.0), (30.0, 1.0)]);
    assert!(matches!(error, ScheduleError::NotRising { position: 2, .. }));
    assert_eq!(
        error.to_string(),
        "times must rise: point 2 of withdrawal of node \"b\" does not lie after the point before it"
    );
    assert!(matches!(one(&[(0.0, f64::NAN)]), ScheduleError::Quantity { .. }));
    assert!(matches!(one(&[(f64::NAN, 1.0)]), ScheduleError::Quantity { .. }));
    let twice = refused_schedule(|s| s.withdrawals = vec![withdrawal("b", Interpolation::Step, &[(0.0, 1.0)]); 2]);
    assert!(matches!(twice, ScheduleError::Duplicate { .. }));
}

#[test]
fn names() {
    let unknown = refused_schedule(|s| s.withdrawals = vec![withdrawal("x", Interpolation::Step, &[(0.0, 1.0)])]);
    assert_eq!(unknown.to_string(), "a withdrawal names node \"x\", which does not exist");
    let fixed = |node: &str, bar: f64| FixedPressureProfile {
        node: node.into(),
        interpolation: Interpolation::Linear,
        points: pressures(&[(0.0, bar)]),
    };
    assert!(matches!(refused_schedule(|s| s.fixed_pressures = vec![fixed("b", 5.0)]), ScheduleError::NotHeld { .. }));
    assert!(matches!(refused_schedule(|s| s.fixed_pressures = vec![fixed("a", -5.0)]), ScheduleError::Quantity { .. }));
    let failure = |node: &str, time_s: f64| vec![SourceFailure { node: node.into(), time_s, until_s: None }];
    assert!(matches!(refused_schedule(|s| s.source_failures = failure("b", 1.0)), ScheduleError::NotHeld { .. }));
    assert!(matches!(refused_schedule(|s| s.source_failures = failure("a", -1.0)), ScheduleError::Quantity { .. }));
    let set = |element: &str| OutletPressureProfile {
        element: element.into(),
        interpolation: Interpolation::Step,
        points: pressures(&[(0.0, 2.0)]),
    };
    assert!(matches!(
        refused_schedule(|s| s.outlet_pressures = vec![set("P")]),
        ScheduleError::WrongKind { word: "pipe", .. }
    ));
    assert!(matches!(refused_schedule(|s| s.outlet_pressures = vec![set("X")]), ScheduleError::UnknownElement { .. }));
}

#[test]
fn operations_that_do_not_apply() {
    type Change = fn(&mut Schedule);
    let text = |change: Change| refused_schedule(change).to_string();
    let rows: [(Change, &str); 14] = [
        (|s| s.valves = valve("X", &[(0.0, true)]), "a valve's profile names \"X\", which does not exist"),
        (|s| s.valves = valve("P", &[(0.0, true)]), "a valve's profile names the pipe \"P\", but applies to a valve"),
        (|s| s.valves = valve("V", &[(-1.0, true)]), "point 0 of valve \"V\": -1 s is not an admissible time"),
        (|s| s.valves = valve("V", &[]), "valve \"V\" has no points"),
        (|s| s.compressors = compressor("R", &[(0.0, CompressorSetting::Closed)]), "names the regulator \"R\""),
        (
            |s| s.compressors = compressor("C", &[(0.0, CompressorSetting::Ratio(0.5))]),
            "point 0 of compressor \"C\": 0.5",
        ),
        (
            |s| s.compressors = compressor("C", &[(5.0, CompressorSetting::Bypass), (5.0, CompressorSetting::Closed)]),
            "point 1 of compressor \"C\" does not lie after the point before it",
        ),
        (|s| s.storages = storage("W", Interpolation::Step, &[(0.0, 1.0)]), "names \"W\", which does not exist"),
        (|s| s.storages = storage("T", Interpolation::Step, &[(0.0, 1.0)]), "names the storage \"T\""),
        (|s| s.storages = storage("S", Interpolation::Step, &[(0.0, 9.0)]), "point 0 of flow of storage \"S\": 9 kg/s"),
        (|s| s.wells = well("S", &[(0.0, None)]), "a well's profile names \"S\", which does not exist"),
        (|s| s.wells = well("W", &[(0.0, Some(-1.0))]), "point 0 of flow of well \"W\": -1 kg/s"),
        (
            |s| s.wells = [well("W", &[(0.0, None)]), well("W", &[(1.0, None)])].concat(),
            "flow of well \"W\" is given twice",
        ),
        (
            |s| {
                let failure = |time_s, until_s| SourceFailure { node: "a".into(), time_s, until_s };
                s.source_failures = vec![failure(1.0, None), failure(5.0, Some(6.0))];
            },
            "node \"a\" fails at 5 s, but the failure before it lasts until then or longer",
        ),
    ];
    for (change, expected) in rows {
        let error = text(change);
        assert!(error.contains(expected), "{error} | {expected}");
    }
    let setting = text(|s| {
        s.compressors = compressor("C", &[(0.0, CompressorSetting::Closed)]);
        s.outlet_pressures = vec![OutletPressureProfile {
            element: "C".into(),
            interpolation: Interpolation::Step,
            points: pressures(&[(0.0, 7.0)]),
        }];
    });
    assert_eq!(setting, "setting of \"C\" is given twice");
    let late = text(|s| (s.duration_s, s.output_every_s) = (1e300, 1e300));
    assert!(late.contains("at most ten years"), "{late}");
    let end = text(|s| s.source_failures = vec![SourceFailure { node: "a".into(), time_s: 5.0, until_s: Some(5.0) }]);
    assert!(end.contains("source failure of node \"a\": 5 s is not an admissible end"), "{end}");
}

#[test]
fn text() {
    for text in ["", "{", "{\"duration_s\": 1}", "{\"duration_s\":1,\"output_every_s\":1,\"wihtdrawals\":[]}"] {
        assert!(matches!(Schedule::from_json(text.as_bytes()), Err(ScheduleError::Json(_))), "{text}");
    }
    let schedule = Schedule {
        withdrawals: vec![withdrawal("b", Interpolation::Step, &[(0.0, 0.1), (0.3, 0.2)])],
        ..Schedule::constant(0.1, 0.2)
    };
    let text = serde_json::to_vec(&schedule).unwrap();
    assert_eq!(Schedule::from_json(&text).unwrap(), schedule);
}

#[test]
fn options() {
    let schedule = Schedule::constant(60.0, 60.0);
    let with = |options: TransientOptions| Transient::new(&plain(), &schedule, options).err().unwrap();
    for bad in [0.0, -1.0, f64::NAN] {
        let options = TransientOptions { cell_length_m: bad, ..TransientOptions::default() };
        assert!(matches!(with(options), TransientError::Option(_)));
        let options = TransientOptions { tolerance_pa: bad, ..TransientOptions::default() };
        assert!(matches!(with(options), TransientError::Option(_)));
    }
    let options = TransientOptions { cell_length_m: 1e-9, ..TransientOptions::default() };
    assert!(matches!(with(options), TransientError::TooManyCells { .. }));
    let options = TransientOptions { step_max_s: 1e-9, ..TransientOptions::default() };
    assert!(matches!(with(options), TransientError::Option(_)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a schedule says, there is an answer or an error with a name, never a panic or an endless run.
    #[test]
    fn hostile_schedules_get_an_answer(
        duration in prop_oneof![Just(f64::NAN), Just(-1.0), 1.0..5000.0_f64],
        every in prop_oneof![Just(0.0), 10.0..5000.0_f64],
        points in proptest::collection::vec((-10.0..6000.0_f64, prop_oneof![Just(f64::INFINITY), Just(1e30), -5.0..5.0_f64, -0.1..0.1_f64]), 0..4),
        bar in prop_oneof![Just(f64::NAN), Just(1e12), 0.001..50.0_f64],
        node in "[abcx]",
        failure in prop_oneof![Just(None), (-10.0..5000.0_f64).prop_map(Some)],
    ) {
        let schedule = Schedule {
            withdrawals: vec![withdrawal(&node, Interpolation::Linear, &points)],
            fixed_pressures: vec![FixedPressureProfile {
                node: "a".into(), interpolation: Interpolation::Step, points: pressures(&[(0.0, 6.0), (100.0, bar)]),
            }],
            source_failures: failure.map(|time_s| SourceFailure { node: "a".into(), time_s, until_s: None }).into_iter().collect(),
            ..Schedule::constant(duration, every)
        };
        match Transient::new(&plain(), &schedule, TransientOptions::default()).and_then(Transient::run) {
            Ok(course) => prop_assert!(course.snapshots.iter().all(|s| s.pressure_pa.iter().all(|p| p.is_finite()))),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}

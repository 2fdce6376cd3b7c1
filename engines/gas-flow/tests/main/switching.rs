//! Networks full of regulators, compressors and valves: modes are found, or an element is named.

use gas_flow::network::{ElementKind, Regulator};
use gas_flow::{Mode, Network, Options, Solution, Steady, SteadyError};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::support::{TEMPERATURE, VISCOSITY, close, fails, gas_constant, network, solve};

/// Three meshed levels: one with the supply, one that compressors lift gas to, one that regulators feed from both; with
/// check valves here and there. No gas can go round in a ring.
fn lines() -> impl Strategy<Value = String> {
    (2usize..8).prop_flat_map(|size| {
        let n = 3 * size;
        let loads = prop::collection::vec(0.0..0.08, n);
        let pipes = prop::collection::vec((0..n, 1..n), 0..n);
        let down = prop::collection::vec((0..2 * size, 0..size, 2.0..13.0), 1..4);
        let up = prop::collection::vec((0..size, 0..size, prop::bool::ANY, 1.05..2.0, 3.0..6.0_f64), 1..3);
        let check = prop::collection::vec((0..n, 1..n), 0..3);
        (loads, pipes, down, up, check).prop_map(move |(loads, pipes, down, up, check)| {
            let mut text = String::new();
            for (i, load) in loads.iter().enumerate() {
                let held = if i == 0 { ", fixed_pressure_bar = 12.0" } else { "" };
                text += &format!("node n{i} withdrawal_kg_per_s = {load}{held}\n");
            }
            for i in (1..n).filter(|i| i % size != 0) {
                text += &format!("pipe t{i} n{} n{i}\n", i - 1);
            }
            for (c, (a, b, ratio, lift, power)) in up.into_iter().enumerate() {
                let target = if ratio { lift } else { 12.0 * lift };
                let control = if ratio { "ratio" } else { "outlet_pressure_bar" };
                text += &format!(
                    "compressor c{c} n{a} n{} control = {{ {control} = {target} }}, ratio_max = 2.0, \
                     power_max_w = {}, efficiency = 0.8, heat_capacity_ratio = 1.3\n",
                    size + b,
                    10f64.powf(power)
                );
            }
            for (r, (a, b, bar)) in down.into_iter().enumerate() {
                text += &format!("regulator r{r} n{a} n{} outlet_pressure_bar = {bar}\n", 2 * size + b);
            }
            for (word, pairs) in [("pipe p", pipes), ("check_valve k", check)] {
                for (p, (a, step)) in pairs.into_iter().enumerate() {
                    let b = (a + step) % n;
                    if a / size == b / size {
                        text += &format!("{word}{p} n{a} n{b}\n");
                    }
                }
            }
            text
        })
    })
}

/// Each has a solution or cannot carry its load.
#[test]
fn modes_are_found_or_elements_named() {
    const CASES: usize = 500;
    let mut runner = TestRunner::deterministic();
    let mut solved = 0;
    for _ in 0..CASES {
        let lines = lines().new_tree(&mut runner).unwrap().current();
        let network = network(&lines);
        let result = Steady::new(&network, Options::default()).and_then(|mut steady| steady.solve());
        match result {
            Ok(solution) => {
                assert!(solution.imbalance_kg_per_s < 1e-9, "{}\n{lines}", solution.imbalance_kg_per_s);
                modes_fit(&network, &solution, &lines);
                solved += 1;
            }
            Err(SteadyError::Faults(_) | SteadyError::Overload { .. } | SteadyError::Stranded { .. }) => {}
            Err(error) => panic!("{error}\n{lines}"),
        }
    }
    assert!(solved > CASES * 9 / 10, "only {solved} of {CASES} were solved");
}

/// Networks built around a flow that they shall have: pressures first, then pipes and the flows that these pressures
/// drive, then regulators, check valves and compressors anywhere, in rings and side by side, set so that they fit, and
/// loads that balance it all. So every one has a solution, though perhaps others too.
fn built() -> impl Strategy<Value = String> {
    (4usize..9).prop_flat_map(|n| {
        let pressures = prop::collection::vec(3.0..12.0_f64, n);
        let pipes = prop::collection::vec((any::<prop::sample::Index>(), 0.05..0.15_f64), n - 1);
        let controls = prop::collection::vec((0..n, 1..n, 0usize..5, 0.0..1.0_f64, 0.0..1.0_f64), 1..6);
        (pressures, pipes, controls).prop_map(move |(bar, pipes, controls)| {
            let mut load = vec![0.0; n];
            let mut text = String::new();
            for (p, (up, bore)) in pipes.iter().enumerate() {
                let (a, b) = (up.index(p + 1), p + 1);
                let flow = pipe_flow(bar[a], bar[b], *bore);
                (load[a], load[b]) = (load[a] - flow, load[b] + flow);
                text += &format!("pipe p{p} n{a} n{b} length_m = 1000.0, diameter_m = {bore}, roughness_mm = 0.1\n");
            }
            for (c, (a, step, kind, some, other)) in controls.into_iter().enumerate() {
                let b = (a + step) % n;
                let (control, flow) = control(kind, bar[a], bar[b], some, other);
                (load[a], load[b]) = (load[a] - flow, load[b] + flow);
                text += &control.replace("NAME", &format!("c{c} n{a} n{b}"));
            }
            for (i, load) in load.iter().enumerate() {
                let held = if i == 0 { format!(", fixed_pressure_bar = {}", bar[0]) } else { String::new() };
                text += &format!("node n{i} withdrawal_kg_per_s = {load}{held}\n");
            }
            text
        })
    })
}

/// A control that fits between two pressures (bar), and a flow (kg/s) that it may have there.
fn control(kind: usize, from: f64, to: f64, some: f64, other: f64) -> (String, f64) {
    let regulator = |set: f64| format!("regulator NAME outlet_pressure_bar = {set}\n");
    let machine = |control: String| {
        let limits = "ratio_max = 4.0, efficiency = 0.8, heat_capacity_ratio = 1.3";
        format!("compressor NAME control = {{ {control} }}, {limits}\n")
    };
    match kind {
        0 if from > to => (regulator(to), 0.1 * some),
        1 if from > to => (regulator(to).replace('\n', &format!(", flow_max_kg_per_s = {}\n", 0.1 * some)), 0.1 * some),
        2 if from < to => (machine(format!("outlet_pressure_bar = {to}")), 0.1 * some),
        3 if from < to => (machine(format!("ratio = {}", to / from)), 0.1 * some),
        4 if from < to => ("check_valve NAME\n".into(), 0.0),
        // Shut: set below the pressure behind it.
        _ => (regulator(to * (0.5 + 0.5 * other)), 0.0),
    }
}

/// The flow (kg/s) of a pipe of 1 km between two pressures (bar): Nikuradse with laminar term.
fn pipe_flow(from: f64, to: f64, bore: f64) -> f64 {
    let area = std::f64::consts::PI * bore * bore / 4.0;
    let unit = 1e3 / bore * gas_constant() * TEMPERATURE / (area * area);
    let laminar = 64.0 * VISCOSITY * area / bore * unit;
    let rough = unit / (2.0 * (bore / 1e-4).log10() + 1.14).powi(2);
    let fall = 1e10 * (from * from - to * to);
    let size = (-laminar + (laminar * laminar + 4.0 * rough * fall.abs()).sqrt()) / (2.0 * rough);
    size.copysign(fall)
}

#[test]
fn what_has_a_solution_is_solved() {
    let mut runner = TestRunner::deterministic();
    let mut solved = 0;
    for _ in 0..400 {
        let lines = built().new_tree(&mut runner).unwrap().current();
        let network = network(&lines);
        match Steady::new(&network, Options::default()).and_then(|mut steady| steady.solve()) {
            Ok(solution) => {
                assert!(solution.imbalance_kg_per_s < 1e-9, "{}\n{lines}", solution.imbalance_kg_per_s);
                modes_fit(&network, &solution, &lines);
                solved += 1;
            }
            // A set point may lie above a pressure that is held behind it.
            Err(SteadyError::Faults(_)) => {}
            Err(error) => panic!("{error}\n{lines}"),
        }
    }
    assert!(solved > 300, "only {solved} were solved");
}

/// What regulators and check valves promise, told from pressures and flows alone.
fn modes_fit(network: &Network, solution: &Solution, lines: &str) {
    for (e, element) in network.elements().iter().enumerate() {
        let set = match &element.kind {
            ElementKind::Regulator(regulator) => regulator.outlet_pressure.si(),
            ElementKind::CheckValve => f64::INFINITY,
            _ => continue,
        };
        let most = match &element.kind {
            ElementKind::Regulator(Regulator { flow_max: Some(most), .. }) => most.si(),
            _ => f64::INFINITY,
        };
        let flow = solution.flow_kg_per_s[e];
        let [from, to] = [element.from, element.to].map(|node| solution.pressure_pa[node.get()]);
        let small = 1e-8 * from.max(to);
        assert!(flow > -1e-8, "\"{}\" passes {flow} kg/s backward\n{lines}", element.id);
        if flow > 1e-8 {
            let holds = (to - set).abs() <= small && from >= to - small;
            let open = (to - from).abs() <= small && to <= set + small;
            let limited = (flow - most).abs() < 1e-8 && to <= from.min(set) + small;
            assert!(
                holds || open || limited,
                "\"{}\" passes gas from {from} to {to} Pa, set {set}\n{lines}",
                element.id
            );
        } else {
            assert!(to >= from.min(set) - small, "\"{}\" is shut at {from}, {to} Pa, set {set}\n{lines}", element.id);
        }
    }
}

/// A dead end takes no gas: it stands at what its regulator holds, or at what comes to it.
#[test]
fn dead_ends_behind_regulators_stand_at_their_set_point() {
    let dead = |lines: &str| {
        let solved = solve(&format!("node a fixed_pressure_bar = 5.0\nnode b\nnode c\n{lines}"));
        assert!(solved.solution.flow_kg_per_s.iter().all(|flow| flow.abs() < 1e-12));
        (solved.bar("b"), solved.bar("c"))
    };
    assert_eq!(dead("regulator R a b outlet_pressure_bar = 3.0\npipe P b c"), (3.0, 3.0));
    assert_eq!(
        dead("regulator R a b outlet_pressure_bar = 6.0\nregulator S b c outlet_pressure_bar = 2.0"),
        (5.0, 2.0)
    );
    assert_eq!(
        dead("regulator R a b outlet_pressure_bar = 3.0\nregulator S a b outlet_pressure_bar = 2.5\ncheck_valve K b c"),
        (3.0, 3.0)
    );
}

/// A machine with little power in a ring of pipes passes much gas with hardly any lift.
#[test]
fn weak_machines_do_not_stall() {
    let machine = |name: &str, control: &str| {
        format!(
            "compressor {name} control = {{ {control} }}, ratio_max = 2.0, efficiency = 0.8, heat_capacity_ratio = 1.3"
        )
    };
    let solved = solve(&format!(
        "node a fixed_pressure_bar = 40.0\nnode b withdrawal_kg_per_s = 0.04\nnode c\nnode d\n\
         pipe P a d length_m = 37.0, diameter_m = 0.15, roughness_mm = 0.1\n\
         pipe Q d c length_m = 300.0, diameter_m = 0.2, roughness_mm = 0.1\n\
         pipe R d b length_m = 755.0, diameter_m = 0.15, roughness_mm = 0.1\n{}\n{}, power_max_w = 2230.0",
        machine("M a b", "outlet_pressure_bar = 68.0"),
        machine("N b c", "outlet_pressure_bar = 74.0"),
    ));
    assert_eq!(solved.mode("N"), Mode::Power);
    assert!(solved.flow("N") > 1.0 && solved.bar("c") > solved.bar("b"));
}

/// Regulators that all shut leave the network without them. On the way to that, flows of any size are tried, and pressures
/// must still end where the law of each pipe has them.
#[test]
fn regulators_that_shut_change_no_pressure() {
    let pipes = "
        node n0 withdrawal_kg_per_s = 0, fixed_pressure_bar = 10.0
        node n1 withdrawal_kg_per_s = 0.043580234091988634
        node n2 withdrawal_kg_per_s = 0.042555199643949188
        node n3 withdrawal_kg_per_s = 0.005780512080032791
        node n4 withdrawal_kg_per_s = 0
        node n5 withdrawal_kg_per_s = 0.020083834014769788
        node n6 withdrawal_kg_per_s = 0.043624615118870093
        node n7 withdrawal_kg_per_s = 0
        pipe p0 n0 n1 length_m = 4919.862843936613, diameter_m = 0.08, roughness_mm = 0.1
        pipe p1 n1 n2 length_m = 43.287212598026798, diameter_m = 0.1, roughness_mm = 0.1
        pipe p2 n1 n3 length_m = 2406.319203430744, diameter_m = 0.15, roughness_mm = 0.1
        pipe p3 n3 n4 length_m = 270.58858585318745, diameter_m = 0.2, roughness_mm = 0.1
        pipe p4 n3 n5 length_m = 850.2878652426275, diameter_m = 0.05, roughness_mm = 0.1
        pipe p5 n3 n6 length_m = 309.54928034434027, diameter_m = 0.15, roughness_mm = 0.1
        pipe p6 n5 n7 length_m = 191.40905889760279, diameter_m = 0.15, roughness_mm = 0.1
    ";
    let regulators = "
        regulator r7 n6 n1 outlet_pressure_bar = 10.495214830024175
        regulator r8 n3 n1 outlet_pressure_bar = 5.4447009899561705
        regulator r9 n5 n7 outlet_pressure_bar = 2.5993374518349714
    ";
    let plain = solve(pipes);
    let regulated = solve(&format!("{pipes}\n{regulators}"));
    for (plain, regulated) in plain.solution.pressure_pa.iter().zip(&regulated.solution.pressure_pa) {
        assert!((plain - regulated).abs() < 1e-3, "{plain} {regulated}");
    }
}

/// A part with a load, which only gas that flows backward can reach, from b to d.
const BACKWARD: &str = "node a fixed_pressure_bar = 20\nnode b\nnode c withdrawal_kg_per_s = 0.1\nnode d\n\
     pipe P1 a b\npipe P2 c d\n";

#[test]
fn a_station_that_may_be_passed_backward_is_bypassed_then() {
    for kind in [
        "regulator R d b outlet_pressure_bar = 25",
        "compressor R d b ratio_max = 2, efficiency = 0.8, heat_capacity_ratio = 1.3, control = { ratio = 1.5 }",
        "compressor R d b ratio_max = 2, efficiency = 0.8, heat_capacity_ratio = 1.3, \
         control = { outlet_pressure_bar = 25 }",
    ] {
        let shut = fails(&format!("{BACKWARD}{kind}"));
        assert!(matches!(shut, SteadyError::Faults(_)), "{shut}");
        let open = solve(&format!("{BACKWARD}{kind}, reverse_flow = \"bypass\""));
        assert_eq!(open.mode("R"), Mode::Bypass, "{kind}");
        close(open.flow("R"), -0.1, 1e-9);
        close(open.bar("d"), open.bar("b"), 1e-12);
    }
}

#[test]
fn a_station_that_may_be_passed_backward_runs_forward_as_any() {
    let lines = "node a fixed_pressure_bar = 20\nnode b\nnode c\nnode d withdrawal_kg_per_s = 0.1\n\
                 pipe P1 a b\npipe P2 c d\n\
                 regulator R b c outlet_pressure_bar = 10";
    let (one_way, both) = (solve(lines), solve(&format!("{lines}, reverse_flow = \"bypass\"")));
    assert_eq!(both.mode("R"), Mode::OutletPressure);
    close(both.bar("d"), one_way.bar("d"), 1e-12);
}

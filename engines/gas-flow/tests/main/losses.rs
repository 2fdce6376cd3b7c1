//! Constant losses of pressure: in fittings, and in the piping of regulators and compressor stations.

use gas_flow::contingency::{all_outages, contingencies};
use gas_flow::format::{NetworkFile, read_json};
use gas_flow::network::Network;
use gas_flow::transient::{Schedule, Transient, TransientOptions};
use gas_flow::{Diagnosis, Mode, Options, Steady, diagnose};
use proptest::prelude::*;

use super::support::{Solved, close, network, pipe_outlet_bar, solve};

fn dead_end(flow: f64) -> Solved {
    solve(&format!(
        "node a fixed_pressure_bar = 5.0\nnode b withdrawal_kg_per_s = {flow}\n\
         loss_resistor L a b pressure_loss_bar = 0.4"
    ))
}

#[test]
fn a_constant_loss_follows_the_flow_and_ends_with_it() {
    close(dead_end(0.2).bar("b"), 4.6, 1e-7);
    close(dead_end(20.0).bar("b"), 4.6, 1e-7);
    close(dead_end(-0.2).bar("b"), 5.4, 1e-7);
    close(dead_end(0.0).bar("b"), 5.0, 1e-12);
    // In between it rises with the flow.
    let partly = [1e-5, 1e-4, 5e-4, 1e-3].map(|flow| dead_end(flow).bar("b"));
    assert!(partly.windows(2).all(|pair| pair[0] > pair[1]), "{partly:?}");
}

#[test]
fn gas_takes_the_way_around_a_loss() {
    let ways = |loss: f64| {
        solve(&format!(
            "node a fixed_pressure_bar = 5.0\nnode b\nnode c withdrawal_kg_per_s = 0.2\n\
             pipe P a b\nloss_resistor L b c pressure_loss_bar = {loss}\npipe Q a c"
        ))
    };
    let free = ways(0.0);
    close(free.bar("b"), free.bar("c"), 1e-9);
    let (some, much) = (ways(0.01), ways(1.0));
    close(some.bar("b") - some.bar("c"), 0.01, 1e-7);
    assert!(some.flow("P") < free.flow("P") && some.flow("P") > 0.0);
    // More than the pipe beside ever loses: next to nothing passes.
    close(much.flow("Q"), 0.2, 1e-4);
    close(much.bar("c"), pipe_outlet_bar(5.0, much.flow("Q"), 1000.0, 0.1, 1e-4), 1e-9);
    for solved in [free, some, much] {
        close(solved.flow("P") + solved.flow("Q"), 0.2, 1e-9);
    }
}

const BEFORE: &str = "node a fixed_pressure_bar = 5.0\nnode b\nnode c\nnode d withdrawal_kg_per_s = 0.1\n\
     pipe P a b\npipe Q c d\n";

#[test]
fn a_regulator_loses_in_its_piping() {
    let set = |bar: f64| {
        solve(&format!(
            "{BEFORE}regulator R b c outlet_pressure_bar = {bar}, pressure_loss_in_bar = 0.2, pressure_loss_out_bar = 0.3"
        ))
    };
    let held = set(3.0);
    assert_eq!(held.mode("R"), Mode::OutletPressure);
    close(held.bar("c"), 2.7, 1e-6);
    close(held.flow("R"), 0.1, 1e-9);
    // Fully open it still is in the way.
    let open = set(4.9);
    close(open.bar("b"), pipe_outlet_bar(5.0, 0.1, 1000.0, 0.1, 1e-4), 1e-9);
    close(open.bar("b") - open.bar("c"), 0.5, 1e-6);
    // Just in between, and on either side of it, the outlet follows without a leap.
    let edge = open.bar("b") - 0.2;
    close(set(edge + 1e-4).bar("c"), edge - 0.3, 1e-6);
    close(set(edge - 1e-4).bar("c"), edge - 1e-4 - 0.3, 1e-6);
}

#[test]
fn what_is_bypassed_loses_nothing() {
    let backward = solve(
        "node a withdrawal_kg_per_s = 0.1\nnode b fixed_pressure_bar = 4.0\n\
         regulator R a b outlet_pressure_bar = 3.0, reverse_flow = \"bypass\", pressure_loss_in_bar = 0.2, pressure_loss_out_bar = 0.3",
    );
    assert_eq!(backward.mode("R"), Mode::Bypass);
    close(backward.bar("a"), 4.0, 1e-6);
    close(backward.flow("R"), -0.1, 1e-9);
    let station = |control: &str| {
        solve(&format!(
            "{BEFORE}compressor C b c control = {control}, ratio_max = 1.5, efficiency = 0.8, heat_capacity_ratio = 1.3, pressure_loss_in_bar = 0.2, pressure_loss_out_bar = 0.3"
        ))
    };
    for control in ["\"bypass\"", "{ outlet_pressure_bar = 4.0 }"] {
        let passed = station(control);
        assert_eq!(passed.mode("C"), Mode::Bypass);
        close(passed.bar("b"), passed.bar("c"), 1e-6);
    }
}

#[test]
fn a_station_lifts_what_its_piping_loses() {
    let station = |control: &str, losses: &str| {
        solve(&format!(
            "{BEFORE}compressor C b c control = {control}, ratio_max = 1.5, efficiency = 0.8, heat_capacity_ratio = 1.3{losses}"
        ))
    };
    let losses = ", pressure_loss_in_bar = 0.2, pressure_loss_out_bar = 0.3";
    let by_ratio = station("{ ratio = 1.4 }", losses);
    assert_eq!(by_ratio.mode("C"), Mode::Ratio);
    close(by_ratio.bar("c"), 1.4 * (by_ratio.bar("b") - 0.2) - 0.3, 1e-6);
    let (held, free) = (station("{ outlet_pressure_bar = 6.0 }", losses), station("{ outlet_pressure_bar = 6.0 }", ""));
    assert_eq!(held.mode("C"), Mode::OutletPressure);
    close(held.bar("c"), 5.7, 1e-6);
    let power = |solved: &Solved| solved.solution.power_w[solved.element("C").get()];
    assert!(power(&held) > power(&free) * 1.05, "{} {}", power(&held), power(&free));
    let weak = station("{ outlet_pressure_bar = 6.0 }", &format!("{losses}, power_max_w = {}", power(&held) / 2.0));
    assert_eq!(weak.mode("C"), Mode::Power);
    close(power(&weak), power(&held) / 2.0, 1e-3);
    assert!(weak.bar("c") < 5.7 && weak.bar("c") > weak.bar("b") - 0.5);
}

/// Two lines into a town, each with a loss; one through a regulator.
const TOWN: &str = "node a fixed_pressure_bar = 8.0\nnode b\nnode c withdrawal_kg_per_s = 0.2, pressure_min_bar = 2.5\nnode d\n\
     node e withdrawal_kg_per_s = 0.05\n\
     pipe P a b\nregulator R b c outlet_pressure_bar = 4.0, pressure_loss_in_bar = 0.2, pressure_loss_out_bar = 0.1\n\
     pipe Q a d\nloss_resistor L d c pressure_loss_bar = 4.2\npipe S c e";

#[test]
fn each_outage_has_an_answer() {
    let network = network(TOWN);
    let mut steady = Steady::new(&network, Options::default()).unwrap();
    let base = steady.solve().unwrap();
    let cases = contingencies(&steady, &base, &all_outages(&network));
    for case in &cases {
        assert_eq!(case.failure, None, "{case:?}");
    }
    let out = |id: &str| &cases[network.element_by_id(id).unwrap().get()];
    assert!(out("R").below_minimum.is_empty() && out("L").below_minimum.is_empty());
    assert_eq!(out("S").cut_off.len(), 1);
}

#[test]
fn time_settles_where_steady_flow_is() {
    let network = network(TOWN);
    let expected = Steady::new(&network, Options::default()).unwrap().solve().unwrap();
    let schedule: Schedule = serde_json::from_str(
        r#"{ "duration_s": 40000, "output_every_s": 4000, "withdrawal_factor": { "interpolation": "step", "points": [
            { "time_s": 0, "factor": 1.3 }, { "time_s": 600, "factor": 0.0 }, { "time_s": 1200, "factor": 1.0 }] } }"#,
    )
    .unwrap();
    let course = Transient::new(&network, &schedule, TransientOptions::default()).unwrap().run().unwrap();
    let last = course.snapshots.last().unwrap();
    for (a, b) in last.pressure_pa.iter().zip(&expected.pressure_pa) {
        close(*a, *b, 10.0);
    }
}

#[test]
fn losses_survive_the_format() {
    let network = network(TOWN);
    let file = NetworkFile::from(&network);
    let json = serde_json::to_string(&file).unwrap();
    assert_eq!(read_json(json.as_bytes()).unwrap(), network);
    assert!(json.contains("\"pressure_loss_in_bar\":0.2") && json.contains("\"pressure_loss_bar\":4.2"), "{json}");
    let plain = serde_json::to_string(&NetworkFile::from(&super::support::network(BEFORE))).unwrap();
    assert!(!plain.contains("pressure_loss"), "{plain}");
    let negative = json.replace("\"pressure_loss_bar\":4.2", "\"pressure_loss_bar\":-4.2");
    let error = read_json(negative.as_bytes()).unwrap_err().to_string();
    assert!(error.contains("loss resistor \"L\": -4.2 bar is not an admissible pressure loss"), "{error}");
}

#[test]
fn a_loss_alone_does_not_bound_a_flow() {
    let between = |bar: f64| {
        network(&format!(
            "node a fixed_pressure_bar = 5.0\nnode b fixed_pressure_bar = {bar}\n\
             loss_resistor L a b pressure_loss_bar = 0.4"
        ))
    };
    let found = diagnose(&between(4.5));
    assert!(matches!(found.as_slice(), [Diagnosis::UnboundedFlow { elements, .. }] if elements == &["L"]), "{found:?}");
    assert!(diagnose(&between(4.7)).is_empty());
}

/// A grid of pipes, some of which are losses, fed at two corners.
fn grid(side: usize, kinds: &[u8], loads: &[f64], regulated: bool) -> Network {
    let mut lines = String::new();
    for n in 0..side * side {
        let held = match n {
            0 => "fixed_pressure_bar = 50.0".to_owned(),
            _ if n == side * side - 1 => "fixed_pressure_bar = 49.0".to_owned(),
            _ => format!("withdrawal_kg_per_s = {}", loads[n % loads.len()]),
        };
        lines += &format!("node n{n} {held}\n");
    }
    let mut e = 0;
    for n in 0..side * side {
        let right = (n % side + 1 < side).then_some(n + 1);
        for to in right.into_iter().chain((n + side < side * side).then_some(n + side)) {
            lines += &match kinds[e % kinds.len()] {
                _ if regulated && e == 3 => format!(
                    "regulator E{e} n{n} n{to} outlet_pressure_bar = 48.0, reverse_flow = \"bypass\", pressure_loss_in_bar = 0.1, pressure_loss_out_bar = 0.1\n"
                ),
                0 => format!("loss_resistor E{e} n{n} n{to} pressure_loss_bar = 0.3\n"),
                1 => format!("loss_resistor E{e} n{to} n{n} pressure_loss_bar = 0.01\n"),
                _ => format!("pipe E{e} n{n} n{to} length_m = 5000, diameter_m = 0.3, roughness_mm = 0.05\n"),
            };
            e += 1;
        }
    }
    network(&lines)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn losses_in_rings_converge(
        kinds in prop::collection::vec(0..8u8, 7..40), loads in prop::collection::vec(-0.2..2.0f64, 3..20), side in 3..7usize
    ) {
        let network = grid(side, &kinds, &loads, false);
        prop_assume!(diagnose(&network).is_empty());
        let solution = Steady::new(&network, Options::default()).unwrap().solve();
        let solution = solution.map_err(|error| TestCaseError::fail(error.to_string()))?;
        for (e, element) in network.elements().iter().enumerate() {
            if let gas_flow::network::ElementKind::LossResistor(loss) = element.kind {
                let [from, to] = [element.from, element.to].map(|end| solution.pressure_pa[end.get()]);
                let (lost, flow) = (from - to, solution.flow_kg_per_s[e]);
                prop_assert!(lost.abs() <= loss.si() + 1.0);
                if flow.abs() > 0.1 {
                    prop_assert!((lost - loss.si().copysign(flow)).abs() < 0.1, "{lost} at {flow}");
                }
            }
        }
    }

    #[test]
    fn losses_beside_regulators_converge(
        kinds in prop::collection::vec(0..8u8, 7..40), loads in prop::collection::vec(0.0..2.0f64, 3..20), side in 3..6usize
    ) {
        let network = grid(side, &kinds, &loads, true);
        prop_assume!(diagnose(&network).is_empty());
        let solution = Steady::new(&network, Options::default()).unwrap().solve();
        let solution = solution.map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert!(solution.imbalance_kg_per_s < 1e-8);
    }
}

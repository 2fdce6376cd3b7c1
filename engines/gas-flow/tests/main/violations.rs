//! Limits that a solution does not keep.

use gas_flow::{Mode, Options, Steady, violations};

use super::support::{Solved, close, solve};

fn told(lines: &str) -> Vec<String> {
    let Solved { network, solution } = solve(lines);
    violations(&network, &solution).iter().map(ToString::to_string).collect()
}

#[test]
fn pressures_outside_their_bounds() {
    let lines = "node a fixed_pressure_bar = 5.0\nnode b withdrawal_kg_per_s = 0.1, pressure_min_bar = LOW, \
                 pressure_max_bar = HIGH\npipe P a b\n";
    let bounded = |low: &str, high: &str| told(&lines.replace("LOW", low).replace("HIGH", high));
    let bar = solve(&lines.replace("LOW", "1.0").replace("HIGH", "9.0")).bar("b");
    assert_eq!(bounded("1.0", "9.0"), Vec::<String>::new());
    let low = format!("node \"b\" stands at {bar:.4} bar absolute, below its minimum of 4.9990 bar");
    assert_eq!(bounded("4.999", "9.0"), [low]);
    let high = format!("node \"b\" stands at {bar:.4} bar absolute, above its maximum of 2.0000 bar");
    assert_eq!(bounded("1.0", "2.0"), [high]);
}

/// A held pressure comes back through its square: rounding is no violation.
#[test]
fn pressures_at_their_bounds_are_within() {
    for tenths in 11..60 {
        let bar = f64::from(tenths) / 10.0;
        let node = format!("fixed_pressure_bar = {bar:?}, pressure_min_bar = {bar:?}, pressure_max_bar = {bar:?}");
        assert_eq!(told(&format!("node a {node}\nnode b\npipe P a b\n")), Vec::<String>::new());
    }
}

const STATION: &str = "node a fixed_pressure_bar = 3.0\nnode b\nnode c withdrawal_kg_per_s = 0.2\npipe P b c\n";

/// A machine that is bypassed limits nothing; one that runs keeps all its limits at once.
#[test]
fn machines_beyond_their_limits() {
    let bypassed = "compressor C a b control = \"bypass\", ratio_max = 2.0, efficiency = 0.8, \
                    heat_capacity_ratio = 1.3, flow_max_kg_per_s = 0.15\n";
    let station = |machine: &str| told(&format!("{STATION}{machine}"));
    let flow = "compressor \"C\" passes 0.2000 kg/s, more than its maximum of 0.1500 kg/s";
    assert_eq!(station(bypassed), [flow]);
    assert_eq!(station(&bypassed.replace("0.15", "0.25")), Vec::<String>::new());
    // Two supplies: lifting all the flow it may would take more power than the machine has, and the other way round.
    let both = |flow_max: f64, power_max: f64| {
        solve(&format!(
            "node a fixed_pressure_bar = 3.0\nnode b\nnode c fixed_pressure_bar = 3.5\npipe P b c\n\
             compressor C a b control = {{ outlet_pressure_bar = 6.0 }}, ratio_max = 4.0, flow_max_kg_per_s = {flow_max}, \
             power_max_w = {power_max}, efficiency = 0.8, heat_capacity_ratio = 1.3\n"
        ))
    };
    for (flow_max, power_max, mode) in [(0.1, 1e3, Mode::Power), (0.01, 1e4, Mode::Flow)] {
        let solved = both(flow_max, power_max);
        assert_eq!(solved.mode("C"), mode);
        assert_eq!(violations(&solved.network, &solved.solution), []);
        let power = solved.solution.power_w[solved.element("C").get()];
        assert!(solved.flow("C") <= flow_max + 1e-9 && power <= power_max * (1.0 + 1e-9), "{power} W");
    }
}

#[test]
fn storages_beyond_their_limits() {
    let lines = "node a fixed_pressure_bar = 5.0\nnode b withdrawal_kg_per_s = 0.3\npipe P a b\n\
                 storage S b operation = { flow_kg_per_s = FLOW }, withdrawal_max_kg_per_s = 0.2, injection_max_kg_per_s = 0.1\n";
    let storage = |flow: &str| told(&lines.replace("FLOW", flow));
    assert_eq!(storage("0.2"), Vec::<String>::new());
    assert_eq!(storage("-0.1"), Vec::<String>::new());
    assert_eq!(storage("0.21"), ["storage \"S\" gives 0.2100 kg/s, more than its maximum of 0.2000 kg/s"]);
    assert_eq!(storage("-0.12"), ["storage \"S\" takes in 0.1200 kg/s, more than its maximum of 0.1000 kg/s"]);
}

/// At a held pressure the flow is the network's affair.
#[test]
fn storages_that_hold_a_pressure() {
    let town = "node a\nnode b withdrawal_kg_per_s = 0.3\npipe P a b\n";
    let storage = "storage S a operation = { pressure_bar = 5.0 }, withdrawal_max_kg_per_s = 0.2\n";
    let alone = "storage \"S\" gives 0.3000 kg/s, more than its maximum of 0.2000 kg/s";
    assert_eq!(told(&format!("{town}{storage}")), [alone]);
    assert_eq!(told(&format!("{town}{}", storage.replace("0.2", "0.31"))), Vec::<String>::new());
}

/// A storage's flow is not part of the withdrawal beside it.
#[test]
fn a_new_withdrawal_leaves_the_storage_be() {
    let lines = |load: &str| {
        format!(
            "node a fixed_pressure_bar = 5.0\nnode b withdrawal_kg_per_s = {load}\npipe P a b\n\
                 storage S b operation = {{ flow_kg_per_s = 0.1 }}\n"
        )
    };
    let Solved { network, .. } = solve(&lines("0.3"));
    let mut steady = Steady::new(&network, Options::default()).unwrap();
    let b = network.node_by_id("b").unwrap();
    steady.set_withdrawal(b, gas_flow::units::MassFlow::new(0.25).unwrap());
    let changed = steady.solve().unwrap();
    close(changed.pressure_bar(b), solve(&lines("0.25")).bar("b"), 1e-9);
}

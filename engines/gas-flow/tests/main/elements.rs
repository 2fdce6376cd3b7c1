//! Every kind of element in every mode, against values worked out by hand.

use gas_flow::{Mode, Options, Steady, SteadyError};

use super::support::{DENSITY, TEMPERATURE, close, fails, gas_constant, network, pipe_outlet_bar, solve};

#[test]
fn a_pipe_loses_what_its_equation_says() {
    let solved = solve("node a fixed_pressure_bar = 5.0\nnode b withdrawal_kg_per_s = 0.1\npipe P a b");
    close(solved.bar("b"), pipe_outlet_bar(5.0, 0.1, 1000.0, 0.1, 1e-4), 1e-9);
    close(solved.flow("P"), 0.1, 1e-12);
    close(solved.solution.supply_kg_per_s[0], 0.1, 1e-12);
}

#[test]
fn a_closed_valve_sends_the_gas_the_other_way() {
    let lines = |open| {
        format!(
            "node a fixed_pressure_bar = 5.0\nnode b\nnode c withdrawal_kg_per_s = 0.1\nnode d\n\
             pipe P a b\nvalve V b c open = {open}\npipe Q a d\npipe R d c"
        )
    };
    let closed = solve(&lines(false));
    assert_eq!(closed.flow("V"), 0.0);
    close(closed.flow("Q"), 0.1, 1e-12);
    close(closed.bar("b"), 5.0, 1e-12);
    let open = solve(&lines(true));
    close(open.bar("b"), open.bar("c"), 0.0);
    // One way is twice as long as the other.
    assert!(open.flow("V") > open.flow("Q") && open.flow("Q") > 0.0);
    close(open.flow("V") + open.flow("Q"), 0.1, 1e-10);
}

#[test]
fn short_pipes_side_by_side_share_their_flow() {
    let solved = solve(
        "node a fixed_pressure_bar = 5.0\nnode b\nnode c withdrawal_kg_per_s = 0.1\n\
         pipe P a b\nshort_pipe S b c\nshort_pipe T c b",
    );
    close(solved.flow("S"), 0.05, 1e-12);
    close(solved.flow("T"), -0.05, 1e-12);
}

#[test]
fn a_resistor_loses_its_share_of_the_dynamic_pressure() {
    let solved = solve(
        "node a fixed_pressure_bar = 5.0\nnode b withdrawal_kg_per_s = 0.5\n\
         resistor R a b loss_coefficient = 40.0, diameter_m = 0.1",
    );
    // p dp = -zeta R T (m / A)² / 2 over the fitting: p1² - p2² = zeta R T (m / A)².
    let flux = 0.5 / (std::f64::consts::PI * 0.0025);
    let squared = 25e10 - 40.0 * gas_constant() * TEMPERATURE * flux * flux;
    close(solved.bar("b"), squared.sqrt() / 1e5, 1e-9);
}

#[test]
fn still_gas_weighs_on_lower_ground() {
    let solved = solve("node a fixed_pressure_bar = 5.0, height_m = 400.0\nnode b height_m = 0.0\npipe P a b");
    // Barometric formula; the references' rule with mean density differs from it in the third order.
    let expected = 5.0 * (9.81 * 400.0 / (gas_constant() * TEMPERATURE)).exp();
    close(solved.bar("b"), expected, 5.0 * (9.81 * 400.0 / (gas_constant() * TEMPERATURE)).powi(3));
    assert!(solved.bar("b") > 5.0 * (1.0 + 9.81 * 400.0 / (gas_constant() * TEMPERATURE)));
}

const REGULATED: &str = "node a fixed_pressure_bar = 5.0\nnode b\nnode c\nnode d withdrawal_kg_per_s = 0.1\n\
     pipe P a b\npipe Q c d\n";

#[test]
fn a_regulator_holds_its_set_point() {
    let solved = solve(&format!("{REGULATED}regulator R b c outlet_pressure_bar = 3.0"));
    assert_eq!(solved.mode("R"), Mode::OutletPressure);
    close(solved.bar("c"), 3.0, 1e-12);
    close(solved.bar("b"), pipe_outlet_bar(5.0, 0.1, 1000.0, 0.1, 1e-4), 1e-9);
    close(solved.bar("d"), pipe_outlet_bar(3.0, 0.1, 1000.0, 0.1, 1e-4), 1e-9);
    close(solved.flow("R"), 0.1, 1e-10);
}

#[test]
fn a_regulator_without_enough_pressure_stands_open() {
    let solved = solve(&format!("{REGULATED}regulator R b c outlet_pressure_bar = 4.99"));
    assert_eq!(solved.mode("R"), Mode::Bypass);
    close(solved.bar("b"), solved.bar("c"), 1e-12);
    close(solved.bar("d"), pipe_outlet_bar(5.0, 0.1, 2000.0, 0.1, 1e-4), 1e-9);
}

#[test]
fn a_regulator_shuts_against_more_pressure_behind() {
    let solved = solve(&format!(
        "{REGULATED}regulator R b c outlet_pressure_bar = 3.0\nnode e fixed_pressure_bar = 4.0\npipe S e c"
    ));
    assert_eq!(solved.mode("R"), Mode::Closed);
    assert_eq!(solved.flow("R"), 0.0);
    close(solved.flow("S"), 0.1, 1e-10);
    close(solved.bar("b"), 5.0, 1e-9);
}

#[test]
fn a_regulator_shut_at_first_opens_when_the_pressure_behind_falls() {
    // Behind the regulator another supply is too weak for the load: both feed.
    let solved = solve(
        "node a fixed_pressure_bar = 5.0\nnode c withdrawal_kg_per_s = 0.3\nnode e fixed_pressure_bar = 3.5\n\
         regulator R a c outlet_pressure_bar = 3.0\npipe S e c",
    );
    assert_eq!(solved.mode("R"), Mode::OutletPressure);
    close(solved.bar("c"), 3.0, 1e-12);
    close(solved.flow("R") + solved.flow("S"), 0.3, 1e-10);
    assert!(solved.flow("R") > 0.0 && solved.flow("S") > 0.0);
    close(pipe_outlet_bar(3.5, solved.flow("S"), 1000.0, 0.1, 1e-4), 3.0, 1e-8);
}

#[test]
fn a_regulator_at_its_greatest_flow_lets_the_rest_come_from_elsewhere() {
    let solved = solve(
        "node a fixed_pressure_bar = 5.0\nnode c withdrawal_kg_per_s = 0.3\nnode e fixed_pressure_bar = 3.5\n\
         regulator R a c outlet_pressure_bar = 3.4, flow_max_kg_per_s = 0.1\npipe S e c",
    );
    assert_eq!(solved.mode("R"), Mode::Flow);
    close(solved.flow("R"), 0.1, 1e-12);
    close(solved.flow("S"), 0.2, 1e-9);
    close(solved.bar("c"), pipe_outlet_bar(3.5, 0.2, 1000.0, 0.1, 1e-4), 1e-8);
}

#[test]
fn regulators_side_by_side_share_and_the_lower_set_point_waits() {
    let solved = solve(&format!(
        "{REGULATED}regulator R b c outlet_pressure_bar = 3.0\nregulator S b c outlet_pressure_bar = 3.0\n\
         regulator T b c outlet_pressure_bar = 2.8"
    ));
    close(solved.flow("R"), 0.05, 1e-10);
    close(solved.flow("S"), 0.05, 1e-10);
    assert_eq!(solved.mode("T"), Mode::Closed);
}

#[test]
fn regulators_in_series_step_the_pressure_down() {
    let solved = solve(
        "node a fixed_pressure_bar = 40.0\nnode b\nnode c\nnode d\nnode e withdrawal_kg_per_s = 0.1\nnode f\n\
         pipe P a b\nregulator R b c outlet_pressure_bar = 10.0\npipe Q c d\nregulator S d e outlet_pressure_bar = 3.0\n\
         pipe T e f\npipe U c e",
    );
    close(solved.bar("c"), 10.0, 1e-12);
    // U feeds e beyond the set point of S, which shuts.
    assert_eq!(solved.mode("S"), Mode::Closed);
    assert!(solved.bar("e") > 3.0);
    close(solved.flow("R"), 0.1, 1e-10);
}

#[test]
fn a_load_beyond_the_only_regulator_is_named() {
    let error = fails(&format!("{REGULATED}regulator R b c outlet_pressure_bar = 3.0, flow_max_kg_per_s = 0.04"));
    let SteadyError::Stranded { elements, withdrawal, .. } = &error else { panic!("{error}") };
    assert_eq!(elements, &["R"]);
    close(withdrawal.si(), 0.06, 1e-12);
}

#[test]
fn a_check_valve_passes_forward_only() {
    let lines = |from: &str, to: &str| {
        format!(
            "node a fixed_pressure_bar = 5.0\nnode b fixed_pressure_bar = 4.0\nnode c withdrawal_kg_per_s = 0.01\nnode d\n\
             pipe P a c\npipe Q b d\ncheck_valve C {from} {to}"
        )
    };
    let against = solve(&lines("d", "c"));
    assert_eq!(against.mode("C"), Mode::Closed);
    close(against.flow("P"), 0.01, 1e-10);
    let along = solve(&lines("c", "d"));
    assert_eq!(along.mode("C"), Mode::Bypass);
    assert!(along.flow("C") > 0.1);
    close(along.bar("c"), along.bar("d"), 1e-12);
}

const COMPRESSED: &str = "node a fixed_pressure_bar = 20.0\nnode b\nnode c\nnode d withdrawal_kg_per_s = 0.5\n\
     pipe P a b\npipe Q c d\n";

fn compressor(control: &str, limits: &str) -> String {
    format!("{COMPRESSED}compressor C b c control = {control}, efficiency = 0.8, heat_capacity_ratio = 1.3, {limits}")
}

/// Shaft power of isentropic compression of ideal gas, W.
fn shaft_power(flow: f64, ratio: f64) -> f64 {
    let exponent: f64 = 0.3 / 1.3;
    flow * gas_constant() * TEMPERATURE / exponent * (ratio.powf(exponent) - 1.0) / 0.8
}

#[test]
fn a_compressor_holds_its_ratio_and_draws_its_power() {
    let solved = solve(&compressor("{ ratio = 1.5 }", "ratio_max = 2.0"));
    assert_eq!(solved.mode("C"), Mode::Ratio);
    let inlet = pipe_outlet_bar(20.0, 0.5, 1000.0, 0.1, 1e-4);
    close(solved.bar("b"), inlet, 1e-8);
    close(solved.bar("c"), 1.5 * inlet, 1e-8);
    let power = solved.solution.power_w[solved.element("C").get()];
    close(power / shaft_power(0.5, 1.5), 1.0, 1e-9);
}

#[test]
fn a_compressor_holds_its_outlet_until_its_ratio_ends() {
    let holds = solve(&compressor("{ outlet_pressure_bar = 30.0 }", "ratio_max = 2.0"));
    assert_eq!(holds.mode("C"), Mode::OutletPressure);
    close(holds.bar("c"), 30.0, 1e-9);
    let ends = solve(&compressor("{ outlet_pressure_bar = 30.0 }", "ratio_max = 1.2"));
    assert_eq!(ends.mode("C"), Mode::Ratio);
    close(ends.bar("c"), 1.2 * ends.bar("b"), 1e-8);
}

#[test]
fn a_compressor_at_its_power_limit_lifts_less() {
    let limit = shaft_power(0.5, 1.25);
    let solved = solve(&compressor("{ ratio = 1.5 }", &format!("ratio_max = 2.0, power_max_w = {limit}")));
    assert_eq!(solved.mode("C"), Mode::Power);
    close(solved.bar("c") / solved.bar("b"), 1.25, 1e-8);
    close(solved.flow("C"), 0.5, 1e-9);
}

#[test]
fn a_compressor_is_bypassed_when_the_gas_needs_no_lift() {
    let solved = solve(&compressor("{ outlet_pressure_bar = 10.0 }", "ratio_max = 2.0"));
    assert_eq!(solved.mode("C"), Mode::Bypass);
    close(solved.bar("c"), solved.bar("b"), 1e-12);
    assert_eq!(solved.solution.power_w[solved.element("C").get()], 0.0);
    let off = solve(&compressor("\"bypass\"", "ratio_max = 2.0"));
    close(off.bar("d"), solved.bar("d"), 1e-9);
}

#[test]
fn a_compressor_below_its_least_flow_is_bypassed() {
    let solved = solve(&compressor("{ ratio = 1.5 }", "ratio_max = 2.0, flow_min_kg_per_s = 0.6"));
    assert_eq!(solved.mode("C"), Mode::Bypass);
}

#[test]
fn a_gas_driven_compressor_burns_gas_from_its_inlet() {
    let fuel = "ratio_max = 2.0, fuel = { drive_efficiency = 0.35, heating_value_j_per_kg = 48e6 }";
    let solved = solve(&compressor("{ ratio = 1.5 }", fuel));
    let burnt = solved.solution.fuel_kg_per_s[solved.element("C").get()];
    close(burnt, shaft_power(0.5, 1.5) / (0.35 * 48e6), 1e-10);
    close(solved.flow("P"), 0.5 + burnt, 1e-9);
    close(solved.flow("C"), 0.5, 1e-9);
}

#[test]
fn compressors_on_a_loop_leave_the_flows_in_balance() {
    let solved = solve(
        "node a fixed_pressure_bar = 20.0\nnode b\nnode c\nnode d withdrawal_kg_per_s = 1.0\nnode e withdrawal_kg_per_s = 0.2\n\
         pipe P a b\npipe Q a b\n\
         compressor C b c control = { ratio = 1.4 }, ratio_max = 2.0, efficiency = 0.8, heat_capacity_ratio = 1.3\n\
         pipe R c d\npipe S d e\npipe T e b\n",
    );
    // Part of what the machine lifts flows back to its inlet through S and T.
    close(solved.bar("c"), 1.4 * solved.bar("b"), 1e-8);
    assert!(solved.flow("T") > 0.0 && solved.flow("C") > 1.0);
    close(solved.flow("P"), 0.6, 1e-9);
}

#[test]
fn a_well_flows_by_its_inflow_curve() {
    let solved = solve(
        "node a fixed_pressure_bar = 10.0\nnode b\npipe P b a\n\
         well W b reservoir_pressure_bar = 15.0, inflow = { curve = \"back_pressure\", coefficient = 1e-13, exponent = 1.0 }",
    );
    let flow = solved.solution.well_flow_kg_per_s[0];
    let squared = (15e5_f64).powi(2) - (solved.bar("b") * 1e5).powi(2);
    close(flow, 1e-13 * squared, 1e-9);
    close(solved.flow("P"), flow, 1e-9);
    assert!(flow > 0.05);
    let turbulent = solve(
        "node a fixed_pressure_bar = 10.0\nnode b\npipe P b a\n\
         well W b reservoir_pressure_bar = 15.0, inflow = { curve = \"quadratic\", linear = 1e12, square = 1e13 }",
    );
    let flow = turbulent.solution.well_flow_kg_per_s[0];
    let squared = (15e5_f64).powi(2) - (turbulent.bar("b") * 1e5).powi(2);
    close((1e12 * flow + 1e13 * flow * flow) / squared, 1.0, 1e-9);
}

#[test]
fn a_well_takes_no_gas_back() {
    let solved = solve(
        "node a fixed_pressure_bar = 10.0\nnode b withdrawal_kg_per_s = 0.01\npipe P a b\n\
         well W b reservoir_pressure_bar = 8.0, inflow = { curve = \"back_pressure\", coefficient = 1e-13, exponent = 0.8 }",
    );
    assert_eq!(solved.solution.well_flow_kg_per_s, [0.0]);
    close(solved.flow("P"), 0.01, 1e-10);
}

#[test]
fn a_storage_feeds_at_its_flow_or_holds_its_pressure() {
    let flows = solve(
        "node a fixed_pressure_bar = 5.0\nnode b withdrawal_kg_per_s = 0.1\npipe P a b\n\
         storage S b operation = { flow_kg_per_s = 0.04 }",
    );
    close(flows.flow("P"), 0.06, 1e-10);
    let holds = solve(
        "node a fixed_pressure_bar = 5.0\nnode b withdrawal_kg_per_s = 0.1\npipe P a b\n\
         storage S b operation = { pressure_bar = 5.0 }",
    );
    close(holds.flow("P"), 0.0, 1e-9);
    close(holds.solution.supply_kg_per_s[1], 0.1, 1e-9);
}

#[test]
fn a_load_beyond_what_pipes_can_carry_is_an_overload_at_a_node() {
    let error = fails("node a fixed_pressure_bar = 2.0\nnode b withdrawal_kg_per_s = 5.0\npipe P a b");
    assert!(matches!(&error, SteadyError::Overload { node, others: 0, .. } if node == "b"), "{error}");
}

/// What is said to be needed is: a little more of it and there is a flow, a little less and there is none.
#[test]
fn what_is_short_is_named_with_what_would_be_needed() {
    let held = |bar: f64| format!("node a fixed_pressure_bar = {bar}\nnode b withdrawal_kg_per_s = 0.6\npipe P a b");
    let Err(needed) = short_of(&held(2.0), "node \"a\" is held at 2 bar and would have to be held at ") else {
        panic!()
    };
    assert!(short_of(&held(needed * 1.01), "").is_ok() && short_of(&held(needed * 0.99), "").is_err());
    let set = |bar: f64| {
        format!(
            "node z fixed_pressure_bar = 40.0\nnode a\nnode b withdrawal_kg_per_s = 0.6\n\
             regulator R z a outlet_pressure_bar = {bar}\npipe P a b"
        )
    };
    let Err(needed) = short_of(&set(3.0), "\"R\" is set to 3 bar and would have to hold ") else { panic!() };
    assert!(short_of(&set(needed * 1.01), "").is_ok() && short_of(&set(needed * 0.99), "").is_err());
    let lifted = |ratio: f64| {
        format!(
            "node z fixed_pressure_bar = 3.0\nnode a\nnode b withdrawal_kg_per_s = 0.6\n\
             compressor C z a control = {{ outlet_pressure_bar = 40.0 }}, ratio_max = {ratio}, efficiency = 0.8, heat_capacity_ratio = 1.3\npipe P a b"
        )
    };
    let Err(needed) = short_of(&lifted(1.2), "\"C\" runs at its greatest ratio, 1.2000, where ") else { panic!() };
    assert!(short_of(&lifted(needed * 1.01), "").is_ok() && short_of(&lifted(needed * 0.99), "").is_err());
}

/// The number behind these words in the error, if there is no flow.
fn short_of(lines: &str, words: &str) -> Result<(), f64> {
    let network = network(lines);
    let Err(error) = Steady::new(&network, Options::default()).unwrap().solve() else { return Ok(()) };
    let text = error.to_string();
    let (_, rest) = text.split_once(words).unwrap_or_else(|| panic!("{text}"));
    Err(rest.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or(f64::NAN))
}

#[test]
fn an_injection_without_a_way_out_is_named() {
    let error = fails(
        "node a fixed_pressure_bar = 5.0\nnode b withdrawal_kg_per_s = -0.1\nregulator R a b outlet_pressure_bar = 3.0",
    );
    let SteadyError::Stranded { elements, withdrawal, .. } = &error else { panic!("{error}") };
    assert_eq!(elements, &["R"]);
    close(withdrawal.si(), -0.1, 1e-12);
}

#[test]
fn gas_locked_in_behind_a_shut_regulator_stays_at_its_set_point() {
    let solved =
        solve("node a fixed_pressure_bar = 5.0\nnode b\nnode c\nregulator R a b outlet_pressure_bar = 3.0\npipe P b c");
    close(solved.bar("c"), 3.0, 1e-9);
    close(solved.flow("R"), 0.0, 1e-12);
}

#[test]
fn density_is_that_of_the_ideal_gas() {
    let solved = solve("node a fixed_pressure_bar = 5.0\nnode b\npipe P a b");
    let pressure = solved.network.nodes()[0].fixed_pressure.unwrap();
    close(solved.network.fluid().density_at(pressure), 5e5 / (gas_constant() * TEMPERATURE), 1e-12);
    close(gas_constant() * DENSITY * 273.15, 101_325.0, 1e-9);
}

/// Two regulators abreast in each of two hundred stages: every way through them would be 2^200 ways.
#[test]
fn many_stages_of_parallel_regulators_share_the_flow() {
    const STAGES: usize = 200;
    let mut lines = String::from("node n0 fixed_pressure_bar = 60.0\npipe P n0 s0\nnode s0\n");
    for stage in 1..=STAGES {
        let (before, bar) = (stage - 1, 50.0 - 0.1 * stage as f64);
        lines += &format!("node s{stage}\n");
        for twin in ["a", "b"] {
            lines += &format!("regulator r{stage}{twin} s{before} s{stage} outlet_pressure_bar = {bar}\n");
        }
    }
    lines += &format!("node end withdrawal_kg_per_s = 0.1\npipe Q s{STAGES} end\n");
    let solved = solve(&lines);
    close(solved.flow("P"), 0.1, 1e-9);
    for stage in 1..=STAGES {
        close(solved.flow(&format!("r{stage}a")), 0.05, 1e-9);
        close(solved.bar(&format!("s{stage}")), 50.0 - 0.1 * stage as f64, 1e-9);
    }
}

/// It cannot keep to its ratio between held pressures, nor spend its power where gas flows down by itself.
#[test]
fn a_machine_without_an_answer_is_named() {
    let lines = "node a fixed_pressure_bar = 50.0\nnode b fixed_pressure_bar = 40.0\n\
                 compressor C a b control = { ratio = 1.2 }, ratio_max = 1.2, power_max_w = 1e6, efficiency = 0.8, \
                 heat_capacity_ratio = 1.3\n";
    for more in ["", "node far withdrawal_kg_per_s = 0.1\npipe innocent a far"] {
        let error = fails(&format!("{lines}{more}"));
        assert!(error.to_string().contains("\"C\""), "{error}");
    }
}

#[test]
fn a_compressibility_below_zero_is_refused() {
    let fluid = super::support::IDEAL.replace("slope_per_bar = 0.0", "slope_per_bar = -0.02");
    assert_ne!(fluid, super::support::IDEAL);
    let network = super::support::network_of(
        &fluid,
        "node g fixed_pressure_bar = 60\nnode b withdrawal_kg_per_s = 0.1\npipe P g b",
    );
    let error = gas_flow::Steady::new(&network, gas_flow::Options::default()).unwrap().solve().unwrap_err();
    assert!(error.to_string().contains("only up to 47.50 bar"), "{error}");
}

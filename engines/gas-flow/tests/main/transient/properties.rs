//! What holds for every course.

use gas_flow::transient::{Interpolation, Schedule, TransientOptions, survival_s};
use proptest::prelude::*;

use super::super::support::{TEMPERATURE, gas_constant, network, network_of};
use super::{run, withdrawal};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A ring with two loads that jump or run anyhow: mass is kept, pipes balance, and the end does not depend on the
    /// outputs between.
    #[test]
    fn mass_is_kept_whatever_is_asked(
        steps in proptest::collection::vec((1.0..4000.0_f64, -0.1..0.3_f64, -0.1..0.3_f64), 1..6),
        linear in any::<bool>(),
        every in 100.0..5000.0_f64,
    ) {
        let network = network(
            "node a fixed_pressure_bar = 6
             node b
             node c
             pipe P a b length_m = 3000, diameter_m = 0.2, roughness_mm = 0.1
             pipe Q b c length_m = 2000, diameter_m = 0.15, roughness_mm = 0.1
             pipe R c a length_m = 2500, diameter_m = 0.2, roughness_mm = 0.1",
        );
        let mut time = 0.0;
        let (mut b, mut c) = (vec![(0.0, 0.1)], vec![(0.0, 0.05)]);
        for (wait, first, second) in steps {
            time += wait;
            b.push((time, first));
            c.push((time, second));
        }
        let how = if linear { Interpolation::Linear } else { Interpolation::Step };
        let schedule = Schedule {
            withdrawals: vec![withdrawal("b", how, &b), withdrawal("c", how, &c)],
            ..Schedule::constant(time + 1000.0, every)
        };
        let options = TransientOptions { tolerance_pa: 1.0, ..TransientOptions::default() };
        let course = run(&network, &schedule, options);
        prop_assert!(course.outcome.stop.is_none());
        let whole = run(&network, &Schedule { output_every_s: 1e9, ..schedule }, options);
        let ends = [&course, &whole].map(|course| course.snapshots.last().unwrap().pressure_pa.clone());
        for (x, y) in ends[0].iter().zip(&ends[1]) {
            prop_assert!((x - y).abs() < 100.0, "{} {}", x, y);
        }
    }

    /// Outputs are only looked at: twice as many leave the course where it was, within the tolerance of its steps.
    #[test]
    fn more_outputs_change_nothing(peak in 20.0..60.0_f64, every in 150.0..900.0_f64) {
        let network = line("");
        let points = [(0.0, 15.0), (1800.0, peak), (5400.0, 10.0)];
        let schedule = Schedule {
            withdrawals: vec![withdrawal("b", Interpolation::Linear, &points)],
            ..Schedule::constant(6.0 * every, every)
        };
        let options = TransientOptions { tolerance_pa: 1.0, ..TransientOptions::default() };
        let few = run(&network, &schedule, options);
        let many = run(&network, &Schedule { output_every_s: 0.5 * every, ..schedule }, options);
        for (at, snapshot) in few.snapshots.iter().enumerate() {
            let same = &many.snapshots[2 * at];
            prop_assert!((snapshot.time_s - same.time_s).abs() < 1e-6);
            for (a, b) in snapshot.pressure_pa.iter().zip(&same.pressure_pa) {
                prop_assert!((a - b).abs() < 20.0, "{} {}", a, b);
            }
        }
    }

    /// An ideal gas knows no scale: pressures, flows and viscosity times a factor, and the course is that many times
    /// the same.
    #[test]
    fn pressures_and_flows_scale_together(scale in 0.3..4.0_f64, peak in 20.0..60.0_f64) {
        let course = |scale: f64| {
            let fluid = format!(
                "[fluid]\ndensity_normal_kg_per_m3 = 0.75\nviscosity_pa_s = {:e}\ntemperature_k = 300.0\n\
                 compressibility = {{ law = \"linear\", offset = 1.0, slope_per_bar = 0.0 }}\n",
                1.1e-5 * scale
            );
            let network = network_of(&fluid, &format!(
                "node a fixed_pressure_bar = {:?}
                 node b
                 pipe P a b length_m = 30000, diameter_m = 0.6, roughness_mm = 0.05",
                60.0 * scale
            ));
            let points = [(0.0, 15.0 * scale), (1800.0, peak * scale), (5400.0, 10.0 * scale)];
            let schedule = Schedule {
                withdrawals: vec![withdrawal("b", Interpolation::Step, &points)],
                ..Schedule::constant(7200.0, 600.0)
            };
            run(&network, &schedule, TransientOptions { tolerance_pa: 10.0 * scale, ..TransientOptions::default() })
        };
        let (one, many) = (course(1.0), course(scale));
        for (a, b) in one.snapshots.iter().zip(&many.snapshots) {
            prop_assert!((a.pressure_pa[1] * scale - b.pressure_pa[1]).abs() < 0.1 * scale);
            prop_assert!((a.linepack_kg[0] * scale - b.linepack_kg[0]).abs() < 1e-6 * b.linepack_kg[0]);
        }
    }
}

/// A pipe of thirty kilometres at high pressure.
fn line(extra: &str) -> gas_flow::Network {
    network(&format!(
        "node a fixed_pressure_bar = 60
         node b {extra}
         pipe P a b length_m = 30000, diameter_m = 0.6, roughness_mm = 0.05"
    ))
}

/// What a pipe holds grows by what flows in less what flows out.
#[test]
fn linepack_of_each_pipe_follows_its_flows() {
    let network = network(
        "node a fixed_pressure_bar = 60
         node b
         node c withdrawal_kg_per_s = 20
         pipe P a b length_m = 30000, diameter_m = 0.6, roughness_mm = 0.05
         pipe Q b c length_m = 20000, diameter_m = 0.5, roughness_mm = 0.05",
    );
    let points: Vec<(f64, f64)> =
        (0..=60u32).map(|step| (120.0 * f64::from(step), 20.0 + 10.0 * (f64::from(step) / 20.0).sin())).collect();
    let schedule = Schedule {
        withdrawals: vec![withdrawal("c", Interpolation::Linear, &points)],
        ..Schedule::constant(7200.0, 30.0)
    };
    let course = run(&network, &schedule, TransientOptions::default());
    for pipe in 0..2 {
        let gain =
            |at: usize| course.snapshots[at].flow_in_kg_per_s[pipe] - course.snapshots[at].flow_out_kg_per_s[pipe];
        let mut grown = 0.0;
        for at in 1..course.snapshots.len() {
            grown += 0.5 * 30.0 * (gain(at - 1) + gain(at));
            let held = course.snapshots[at].linepack_kg[pipe] - course.snapshots[0].linepack_kg[pipe];
            super::super::support::close(held, grown, 2.0);
        }
        assert!(grown.abs() > 200.0, "{grown}");
    }
}

/// A short wide pipe has next to no friction: what it holds above the least pressure lasts as long as the load says.
#[test]
fn survival_by_hand() {
    let network = network(
        "node a fixed_pressure_bar = 10
         node b withdrawal_kg_per_s = 0.5, pressure_min_bar = 5
         pipe P a b length_m = 1000, diameter_m = 0.8, roughness_mm = 0.1",
    );
    let lasts = std::f64::consts::FRAC_PI_4 * 0.64 * 1000.0 * 5e5 / (gas_constant() * TEMPERATURE) / 0.5;
    let survived = survival_s(&network, "a", 86_400.0, TransientOptions::default()).unwrap().unwrap();
    super::super::support::close(survived, lasts, 1e-3 * lasts);
}

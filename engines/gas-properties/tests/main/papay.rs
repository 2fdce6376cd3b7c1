//! Papay's formula.

use gas_properties::{Component, Composition, Compressibility, Papay, StateError, ZCurve};

/// Z worked out by hand from reduced temperature and pressure: 1 - 3.52 p_r e^(-2.26 T_r) + 0.274 p_r² e^(-1.878 T_r).
#[test]
fn the_formula_gives_what_a_calculator_does() {
    let (temperature_k, pressure_pa) = (200.0, 4.6e6);
    let law = Compressibility::Papay(Papay {
        pseudo_critical_temperature_k: temperature_k,
        pseudo_critical_pressure_pa: pressure_pa,
    });
    for (tr, pr, z) in [(1.5, 2.0, 0.828_215_306), (1.3, 1.0, 0.837_388_749), (2.0, 4.0, 0.949_167_586)] {
        let state = law.state(pr * pressure_pa, tr * temperature_k).unwrap();
        assert!((state.z - z).abs() < 1e-8, "{tr} {pr}: {} for {z}", state.z);
    }
}

#[test]
fn pseudo_critical_values_are_kays() {
    let gas: Composition = "methane 0.9, carbon dioxide 0.1".parse().unwrap();
    let Compressibility::Papay(law) = Compressibility::papay(&gas) else { panic!("papay makes Papay's law") };
    assert!((law.pseudo_critical_temperature_k - (0.9 * 190.564 + 0.1 * 304.1282)).abs() < 1e-9);
    assert!((law.pseudo_critical_pressure_pa - (0.9 * 4.5992e6 + 0.1 * 7.3773e6)).abs() < 1e-3);
}

/// What the type promises of coal-bed methane, against AGA8; and the curve made of it keeps to it.
#[test]
fn coal_bed_methane_is_within_one_and_a_half_percent() {
    let gas: Composition = "methane 0.965, nitrogen 0.025, carbon dioxide 0.01".parse().unwrap();
    let (quick, exact) = (Compressibility::papay(&gas), Compressibility::aga8_detail(&gas));
    for temperature_k in [263.15, 288.15, 323.15] {
        let curve = ZCurve::tabulate(&quick, temperature_k, 10.0e6, 1e-7).unwrap();
        for step in 0..=20 {
            let pressure_pa = 0.5e6 * f64::from(step);
            let z = quick.state(pressure_pa, temperature_k).unwrap().z;
            let off = z / exact.state(pressure_pa, temperature_k).unwrap().z - 1.0;
            assert!(off.abs() < 0.015, "{temperature_k} K, {pressure_pa} Pa: {off}");
            assert!((curve.z(pressure_pa) - z).abs() < 1e-7);
        }
    }
}

#[test]
fn where_it_gives_no_gas_it_says_so() {
    let butane = Compressibility::papay(&Composition::pure(Component::NButane));
    let error = butane.state(6.0e6, 250.0).unwrap_err();
    assert!(matches!(error, StateError::NotPhysical { .. }), "{error}");
    assert!(error.to_string().ends_with("it is not meant for that state"), "{error}");
}

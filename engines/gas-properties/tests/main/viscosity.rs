//! Viscosity against reference correlations.

use gas_properties::viscosity::{lee_gonzalez_eakin_pa_s, lucas_pa_s};
use gas_properties::{Component, Composition, Compressibility, StateError};

fn deviation_percent(found_pa_s: f64, expected_micropascal_s: f64) -> f64 {
    (found_pa_s * 1e6 / expected_micropascal_s - 1.0) * 100.0
}

/// Methane by CoolProp 8.0.0 (Quiñones-Cisneros and Deiters), µPa s.
const METHANE: [(f64, f64, f64); 11] = [
    (250.0, 1.0e5, 9.6182),
    (250.0, 5.0e6, 10.8329),
    (250.0, 10.0e6, 14.1294),
    (300.0, 1.0e5, 11.2549),
    (300.0, 1.0e6, 11.3782),
    (300.0, 5.0e6, 12.1732),
    (300.0, 10.0e6, 13.8148),
    (300.0, 20.0e6, 18.9577),
    (350.0, 1.0e5, 12.7939),
    (350.0, 10.0e6, 14.7204),
    (350.0, 20.0e6, 17.9765),
];

#[test]
fn lucas_gives_methane_within_two_percent() {
    let methane = Composition::pure(Component::Methane);
    for (temperature_k, pressure_pa, expected) in METHANE {
        let found = lucas_pa_s(&methane, pressure_pa, temperature_k).unwrap();
        let off = deviation_percent(found, expected);
        assert!(off.abs() < 2.0, "{temperature_k} K, {pressure_pa} Pa: {off} %");
    }
}

/// NIST gives 11.1 to 11.2 µPa s for methane at 300 K and low pressure.
#[test]
fn lucas_gives_dilute_methane_as_nist_does() {
    let found = lucas_pa_s(&Composition::pure(Component::Methane), 101_325.0, 300.0).unwrap();
    assert!((11.05e-6..11.25e-6).contains(&found), "{found}");
}

/// Reference correlations at 1 bar, by CoolProp 8.0.0, µPa s.
#[test]
fn lucas_gives_other_gases_within_three_percent() {
    for (component, temperature_k, expected) in [
        (Component::Nitrogen, 280.0, 16.955),
        (Component::Nitrogen, 320.0, 18.7988),
        (Component::CarbonDioxide, 320.0, 15.9546),
        (Component::Ethane, 320.0, 9.9891),
        (Component::Argon, 300.0, 22.7407),
        (Component::Hydrogen, 300.0, 8.9385),
        (Component::Helium, 200.0, 15.1423),
        (Component::HydrogenSulphide, 400.0, 16.3535),
        (Component::HydrogenSulphide, 500.0, 20.2989),
    ] {
        let found = lucas_pa_s(&Composition::pure(component), 1.0e5, temperature_k).unwrap();
        let off = deviation_percent(found, expected);
        assert!(off.abs() < 3.0, "{component}: {off} %");
    }
}

/// Dilute gases at 300 K by Lemmon and Jacobsen (2004), Int. J. Thermophys. 25, 21-69, table of check values, µPa s; air
/// is a mixture.
#[test]
fn lucas_gives_air_and_its_parts_within_two_percent() {
    for (text, expected) in [
        ("nitrogen 1", 17.8771),
        ("oxygen 1", 20.6307),
        ("argon 1", 22.7241),
        ("nitrogen 0.7812, oxygen 0.2096, argon 0.0092", 18.5230),
    ] {
        let gas: Composition = text.parse().unwrap();
        let off = deviation_percent(lucas_pa_s(&gas, 1.0, 300.0).unwrap(), expected);
        assert!(off.abs() < 2.0, "{text}: {off} %");
    }
}

/// The method's formulas worked out apart, step by step, with the critical data of [`Component`]: a dense mixture with a
/// polar part, one with a quantum gas and molecules of unlike weight, µPa s.
#[test]
fn lucas_gives_mixtures_as_worked_out_apart() {
    for (text, pressure_pa, temperature_k, expected) in [
        ("methane 0.965, nitrogen 0.025, carbon dioxide 0.01", 6.0e6, 293.15, 12.462_006),
        ("methane 0.8, ethane 0.1, propane 0.04, hydrogen sulphide 0.06", 10.0e6, 320.0, 15.088_844),
        ("hydrogen 0.6, methane 0.3, n-butane 0.1", 5.0e6, 300.0, 10.885_089),
    ] {
        let gas: Composition = text.parse().unwrap();
        let found = 1e6 * lucas_pa_s(&gas, pressure_pa, temperature_k).unwrap();
        assert!((found / expected - 1.0).abs() < 1e-6, "{text}: {found} for {expected}");
    }
}

#[test]
fn lee_gonzalez_eakin_gives_methane_within_six_percent() {
    let methane = Composition::pure(Component::Methane);
    let equation = Compressibility::aga8_detail(&methane);
    for (temperature_k, pressure_pa, expected) in METHANE.into_iter().filter(|point| point.0 >= 300.0) {
        let density = equation.state(pressure_pa, temperature_k).unwrap().density_kg_per_m3(&methane);
        let off = deviation_percent(lee_gonzalez_eakin_pa_s(&methane, density, temperature_k), expected);
        assert!(off.abs() < 6.0, "{temperature_k} K, {pressure_pa} Pa: {off} %");
    }
}

#[test]
fn a_gas_that_may_condense_is_refused() {
    let propane = Composition::pure(Component::Propane);
    let error = lucas_pa_s(&propane, 1.0e5, 300.0).unwrap_err();
    assert!(matches!(error, StateError::Temperature { .. }));
    assert_eq!(error.to_string(), "300 K is outside 369.89 to 14795.60 K, where the equation holds");
}

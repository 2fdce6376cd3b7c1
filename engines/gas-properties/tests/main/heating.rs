//! ISO 6976 against its worked example, other implementations and thermochemistry.

use gas_properties::{ATMOSPHERE_PA, Compressibility};
use gas_properties::{CombustionTemperature, Component, Composition, MeteringTemperature, Reference, heating_values};

/// The gases of the standard's worked examples, annex D.2 to D.4.
const FIRST_EXAMPLE: &str =
    "methane 0.933212, ethane 0.025656, propane 0.015368, nitrogen 0.010350, carbon dioxide 0.015414";
const SECOND_EXAMPLE: &str =
    "methane 0.931819, ethane 0.025618, nitrogen 0.010335, carbon dioxide 0.015391, water 0.016837";
const THIRD_EXAMPLE_PERCENT: &str = "methane 92.2393, ethane 2.5358, propane 1.5190, n-butane 0.0523, \
    iso-butane 0.1512, n-pentane 0.2846, iso-pentane 0.2832, n-hexane 0.2865, nitrogen 1.0230, carbon dioxide 1.5236";

fn near(found: f64, expected: f64, relative: f64) -> bool {
    (found - expected).abs() <= relative * expected.abs()
}

/// ISO 6976:2016, annex D.2, 15 °C / 15 °C.
#[test]
fn the_first_example_of_the_standard() {
    let gas: Composition = FIRST_EXAMPLE.parse().unwrap();
    let heat = heating_values(&gas, Reference::C15_C15);
    assert!((gas.molar_mass_g_per_mol() - 17.388_430_1).abs() < 5e-8, "{}", gas.molar_mass_g_per_mol());
    assert!((heat.superior_kj_per_mol - 906.179_958_8).abs() < 5e-8, "{heat:?}");
    assert!((heat.z - 0.997_762_24).abs() < 5e-9, "{heat:?}");
    assert!((heat.superior_mj_per_kg - 52.113_961).abs() < 5e-7, "{heat:?}");
    assert!((heat.superior_mj_per_m3 - 38.410_611).abs() < 5e-7, "{heat:?}");
}

/// ISO 6976:2016, annex D.3: a moist gas at 15.55 °C / 15.55 °C.
#[test]
fn the_second_example_of_the_standard() {
    let gas: Composition = SECOND_EXAMPLE.parse().unwrap();
    let reference = Reference { combustion: CombustionTemperature::C15_55, metering: MeteringTemperature::C15_55 };
    let heat = heating_values(&gas, reference);
    assert!((gas.molar_mass_g_per_mol() - 16.989_170).abs() < 5e-7, "{}", gas.molar_mass_g_per_mol());
    assert!((heat.superior_kj_per_mol - 871.443_916).abs() < 5e-7, "{heat:?}");
    assert!((heat.superior_mj_per_kg - 51.294_085).abs() < 5e-7, "{heat:?}");
    assert!((heat.z - 0.997_569_0).abs() < 5e-8, "{heat:?}");
}

/// ISO 6976:2016, annex D.4: eleven components, of which ours lack neopentane; its share is added by hand.
#[test]
fn the_third_example_of_the_standard() {
    const NEOPENTANE: f64 = 0.001_015;
    let entries = THIRD_EXAMPLE_PERCENT.split(", ").map(|entry| {
        let (name, number) = entry.rsplit_once(' ').unwrap();
        (name.parse().unwrap(), number.parse::<f64>().unwrap() / 100.0 / (1.0 - NEOPENTANE))
    });
    let gas = Composition::from_fractions(entries).unwrap();
    for (reference, [heat_of_it, vapour, factor], [superior, inferior, density]) in [
        (Reference::C15_C15, [3_517.44, 44.431, 0.2040], [39.733_51, 35.868_11, 0.764_62]),
        (Reference::C25_C0, [3_514.61, 44.013, 0.2245], [41.893_60, 37.852_28, 0.807_01]),
    ] {
        let heat = heating_values(&gas, reference);
        let with = |ours: f64, its: f64| (1.0 - NEOPENTANE) * ours + NEOPENTANE * its;
        let z = 1.0 - with((1.0 - heat.z).sqrt(), factor).powi(2);
        let per_m3 = 101.325 / (8.314_462_1 * reference.metering.kelvin() * z);
        let of_mole = with(heat.superior_kj_per_mol, heat_of_it);
        let of_dry = with(heat.inferior_kj_per_mol, heat_of_it - 6.0 * vapour);
        let mass = with(gas.molar_mass_g_per_mol(), Component::NPentane.molar_mass_g_per_mol());
        for (found, expected) in [(of_mole, superior), (of_dry, inferior), (mass, density)] {
            assert!((found * per_m3 - expected).abs() < 6e-6, "{reference:?}: {} for {expected}", found * per_m3);
        }
    }
}

/// What NeqSim (Equinor) expects of its own implementation of the 2016 edition: burnt at 60 °F, metered at 0 °C.
#[test]
fn neqsim_finds_the_same() {
    let [methane, ethane, nitrogen, dioxide]: [f64; 4] = [0.931_819, 0.025_618, 0.010_335, 0.015_391];
    let sum = methane + ethane + nitrogen + dioxide;
    let gas = Composition::from_fractions([
        (Component::Methane, methane / sum),
        (Component::Ethane, ethane / sum),
        (Component::Nitrogen, nitrogen / sum),
        (Component::CarbonDioxide, dioxide / sum),
    ])
    .unwrap();
    let reference = Reference { combustion: CombustionTemperature::C15_55, metering: MeteringTemperature::C0 };
    let heat = heating_values(&gas, reference);
    assert!(near(gas.molar_mass_g_per_mol(), 16.971_597_186_794_05, 1e-12));
    assert!(near(heat.z, 0.997_458_184_358_133_4, 1e-12), "{heat:?}");
    assert!(near(heat.superior_mj_per_m3, 39.612_083_308_670_18, 1e-9), "{heat:?}");
    assert!(near(heat.relative_density, 0.587_077_165_788_460_8, 1e-9), "{heat:?}");
    assert!(near(heat.superior_wobbe_mj_per_m3, 51.698_755_554_896_56, 1e-9), "{heat:?}");
    // NeqSim's inferior values are tabulated, in part from the edition of 1995; we subtract the water, as 2016 says.
    assert!(near(heat.inferior_mj_per_m3, 35.693_592_844_508_4, 1e-4), "{heat:?}");
    assert!(near(heat.inferior_wobbe_mj_per_m3, 46.584_632_193_287_04, 1e-4), "{heat:?}");
}

/// Enthalpies of formation at 25 °C, kJ/mol (CODATA key values; alkanes: NIST Chemistry WebBook). An ideal gas burns to
/// carbon dioxide and liquid water, H2S to sulphur dioxide.
#[test]
fn heating_values_at_25_degrees_follow_from_enthalpies_of_formation() {
    const CARBON_DIOXIDE: f64 = -393.51;
    const WATER: f64 = -285.83;
    const SULPHUR_DIOXIDE: f64 = -296.81;
    for (component, carbon, hydrogen, formation, tolerance) in [
        (Component::Methane, 1.0, 4.0, -74.6, 0.5),
        (Component::Ethane, 2.0, 6.0, -84.0, 0.6),
        (Component::Propane, 3.0, 8.0, -104.7, 0.6),
        (Component::NButane, 4.0, 10.0, -125.6, 1.5),
        (Component::IsoButane, 4.0, 10.0, -134.2, 1.5),
        (Component::NPentane, 5.0, 12.0, -146.8, 1.5),
        (Component::IsoPentane, 5.0, 12.0, -153.7, 1.5),
        (Component::NHexane, 6.0, 14.0, -167.1, 1.5),
        (Component::Hydrogen, 0.0, 2.0, 0.0, 0.01),
        (Component::CarbonMonoxide, 1.0, 0.0, -110.53, 0.01),
        (Component::Water, 0.0, 2.0, -241.826, 0.01),
    ] {
        let expected = formation - carbon * CARBON_DIOXIDE - hydrogen / 2.0 * WATER;
        let found = component.superior_kj_per_mol(CombustionTemperature::C25);
        assert!((found - expected).abs() < tolerance, "{component}: {found} for {expected}");
    }
    let sulphide = Component::HydrogenSulphide.superior_kj_per_mol(CombustionTemperature::C25);
    assert!((sulphide - (-20.6 - SULPHUR_DIOXIDE - WATER)).abs() < 0.1, "{sulphide}");
}

/// The estimate of Z in ISO 6976 and AGA8 were fitted apart; for gas near one atmosphere they must say the same.
#[test]
fn the_standards_z_agrees_with_aga8() {
    for text in [
        "methane 1",
        "methane 0.965, nitrogen 0.025, carbon dioxide 0.01",
        "methane 0.85, ethane 0.08, propane 0.03, nitrogen 0.03, carbon dioxide 0.01",
        "methane 0.35, nitrogen 0.5, oxygen 0.13, carbon dioxide 0.02",
    ] {
        let gas: Composition = text.parse().unwrap();
        let equation = Compressibility::aga8_detail(&gas);
        for reference in [Reference::CHINA, Reference::C15_C15, Reference::C0_C0] {
            let heat = heating_values(&gas, reference);
            let state = equation.state(ATMOSPHERE_PA, reference.metering.kelvin()).unwrap();
            assert!((heat.z - state.z).abs() < 1.5e-4, "{text}: {} and {}", heat.z, state.z);
            assert!(near(heat.density_kg_per_m3, state.density_kg_per_m3(&gas), 1.6e-4), "{text}");
        }
    }
}

/// Figures for pure methane that follow from the table by hand: 891.05 / (0.99813635 x 24.05527) and so on.
#[test]
fn methane_at_the_usual_references() {
    let methane = Composition::pure(Component::Methane);
    for (reference, superior, inferior) in [
        (Reference::CHINA, 37.1113, 33.4277),
        (Reference::C25_C0, 39.8277, 35.8911),
        (Reference::C15_C15, 37.7792, 34.0135),
        (Reference::C0_C0, 39.9324, 35.9017),
    ] {
        let heat = heating_values(&methane, reference);
        assert!((heat.superior_mj_per_m3 - superior).abs() < 1e-3, "{reference:?}: {heat:?}");
        assert!((heat.inferior_mj_per_m3 - inferior).abs() < 3e-3, "{reference:?}: {heat:?}");
        assert!(near(heat.superior_mj_per_kg * heat.density_kg_per_m3, heat.superior_mj_per_m3, 1e-12));
    }
}

#[test]
fn only_components_of_an_example_are_said_to_be_confirmed_by_one() {
    let entries = [FIRST_EXAMPLE, SECOND_EXAMPLE, THIRD_EXAMPLE_PERCENT].join(", ");
    let names = entries.split(", ").map(|entry| entry.rsplit_once(' ').unwrap().0);
    let confirmed: Vec<Component> = names.map(|name| name.parse().unwrap()).collect();
    for component in Component::ALL {
        let says = component.heating_value_source().contains("give the examples of annex D");
        assert_eq!(says, confirmed.contains(&component), "{component}");
    }
}

fn summation_factor(component: Component, metering: MeteringTemperature) -> f64 {
    let reference = Reference { combustion: CombustionTemperature::C15, metering };
    (1.0 - heating_values(&Composition::pure(component), reference).z).sqrt()
}

/// √(1 - Z) of the pure gas at 101.325 kPa and 0, 15, 20 °C, by the reference equations of state in CoolProp 8.0.0.
#[test]
fn summation_factors_are_those_of_the_reference_equations() {
    use MeteringTemperature as At;
    for (component, factors) in [
        (Component::Methane, [0.04886, 0.04452, 0.04317]),
        (Component::Nitrogen, [0.02137, 0.01705, 0.01558]),
        (Component::CarbonDioxide, [0.0821, 0.07516, 0.07305]),
        (Component::Ethane, [0.09974, 0.0919, 0.08949]),
        (Component::Propane, [0.14654, 0.13442, 0.13076]),
        (Component::Oxygen, [0.03112, 0.02762, 0.02651]),
        (Component::Argon, [0.03073, 0.02731, 0.02624]),
        (Component::CarbonMonoxide, [0.02577, 0.02165, 0.0203]),
        (Component::HydrogenSulphide, [0.10057, 0.09232, 0.08982]),
    ] {
        for (at, expected) in [At::C0, At::C15, At::C20].into_iter().zip(factors) {
            let found = summation_factor(component, at);
            assert!((found - expected).abs() < 6e-5, "{component} {at:?}: {found} for {expected}");
        }
    }
}

/// The relative density of air is 1 at every metering temperature: its Z stands in a table, ours comes from AGA8.
#[test]
fn air_is_as_dense_as_air() {
    let air: Composition = "nitrogen 0.78084, oxygen 0.20946, argon 0.00934, CO2 0.00036".parse().unwrap();
    let equation = Compressibility::aga8_detail(&air);
    for metering in
        [MeteringTemperature::C0, MeteringTemperature::C15, MeteringTemperature::C15_55, MeteringTemperature::C20]
    {
        let heat = heating_values(&air, Reference { combustion: CombustionTemperature::C15, metering });
        // Relative density is M / M_air × Z_air / Z; with ISO's own Z multiplied out, Z_air is left.
        let air_z = heat.relative_density * heat.z;
        let expected = equation.state(ATMOSPHERE_PA, metering.kelvin()).unwrap().z;
        assert!((air_z - expected).abs() < 5e-5, "{metering:?}: {air_z} for {expected}");
    }
}

/// A digit mistyped in a table breaks its smoothness in temperature or its rise along the alkanes.
#[test]
fn the_tables_are_smooth() {
    use CombustionTemperature as Burn;
    use MeteringTemperature as At;
    let between = |low: f64, high: f64, share: f64| low + share * (high - low);
    for component in Component::ALL {
        let heat = |at| component.superior_kj_per_mol(at);
        for (at, low, high, share, tolerance) in [
            (Burn::C15, Burn::C0, Burn::C25, 0.6, 0.06),
            (Burn::C20, Burn::C15, Burn::C25, 0.5, 0.021),
            (Burn::C15_55, Burn::C15, Burn::C20, 0.55 / 5.0, 0.03),
        ] {
            let expected = between(heat(low), heat(high), share);
            assert!((heat(at) - expected).abs() < tolerance, "{component} {at:?}: {} for {expected}", heat(at));
        }
        let factor = |at| summation_factor(component, at);
        let expected = between(factor(At::C15), factor(At::C20), 0.55 / 5.0);
        assert!((factor(At::C15_55) - expected).abs() < 2e-4, "{component}: {} for {expected}", factor(At::C15_55));
        let expected = between(factor(At::C0), factor(At::C20), 0.75);
        assert!((factor(At::C15) - expected).abs() < 3e-3, "{component}: {} for {expected}", factor(At::C15));
    }
    let alkanes = [
        Component::NButane,
        Component::NPentane,
        Component::NHexane,
        Component::NHeptane,
        Component::NOctane,
        Component::NNonane,
        Component::NDecane,
    ];
    for pair in alkanes.windows(2) {
        for at in [Burn::C0, Burn::C15, Burn::C15_55, Burn::C20, Burn::C25] {
            let step = pair[1].superior_kj_per_mol(at) - pair[0].superior_kj_per_mol(at);
            assert!((657.9..660.6).contains(&step), "{} {at:?}: {step}", pair[1]);
        }
        for at in [At::C0, At::C15, At::C15_55, At::C20] {
            let step = summation_factor(pair[1], at) - summation_factor(pair[0], at);
            assert!((0.04..0.12).contains(&step), "{} {at:?}: {step}", pair[1]);
        }
    }
}

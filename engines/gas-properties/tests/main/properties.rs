//! What must hold whatever the gas: proptest.

use gas_properties::viscosity::lucas_pa_s;
use gas_properties::{Component, Composition, Compressibility, Linear, Reference, ZCurve, heating_values};
use proptest::prelude::*;

/// Gases a network may carry: mostly methane, or mine gas thinned with air.
fn gas() -> impl Strategy<Value = Composition> {
    let others = [
        Component::Nitrogen,
        Component::CarbonDioxide,
        Component::Ethane,
        Component::Propane,
        Component::Oxygen,
        Component::Hydrogen,
    ];
    prop::array::uniform6(0.0..0.08_f64).prop_map(move |shares| {
        let rest = 1.0 - shares.iter().sum::<f64>();
        let entries = others.into_iter().zip(shares).chain([(Component::Methane, rest)]);
        Composition::from_fractions(entries).unwrap()
    })
}

/// Any of the 21 components, in any proportion: far outside what a network carries.
fn any_gas() -> impl Strategy<Value = Composition> {
    prop::collection::vec(prop_oneof![2 => Just(0.0), 1 => 0.0..1.0_f64], Component::COUNT).prop_filter_map(
        "nothing in it",
        |shares| {
            let streams: Vec<_> = Component::ALL.into_iter().map(Composition::pure).zip(shares).collect();
            Composition::mix(&streams.iter().map(|(gas, share)| (gas, *share)).collect::<Vec<_>>()).ok()
        },
    )
}

proptest! {
    #[test]
    fn any_state_of_any_gas_is_right_or_refused(
        gas in any_gas(), pressure_pa in 0.0..=280.0e6_f64, temperature_k in 143.15..=676.15_f64,
    ) {
        let isotherm = gas_properties::detail::Detail::new(&gas).isotherm(temperature_k).unwrap();
        if let Ok(state) = isotherm.state(pressure_pa) {
            prop_assert!(state.z > 0.0 && state.dz_dp_per_pa.is_finite(), "{state:?}");
            let back = isotherm.pressure_pa(state.molar_density_mol_per_m3);
            prop_assert!((back - pressure_pa).abs() <= 1e-9 * pressure_pa, "{back} {state:?}");
        }
        if let Ok(viscosity) = lucas_pa_s(&gas, pressure_pa, temperature_k) {
            prop_assert!(viscosity.is_finite() && viscosity > 0.0, "{viscosity}");
        }
        let heat = heating_values(&gas, Reference::CHINA);
        prop_assert!(heat.superior_kj_per_mol >= heat.inferior_kj_per_mol && heat.z > 0.0, "{heat:?}");
    }

    #[test]
    fn z_goes_to_one_with_the_pressure(gas in gas(), temperature_k in 250.0..400.0_f64) {
        for equation in [Compressibility::aga8_detail(&gas), Compressibility::papay(&gas)] {
            prop_assert!((equation.state(0.0, temperature_k).unwrap().z - 1.0).abs() < 1e-15);
            let thin = equation.state(1.0, temperature_k).unwrap();
            prop_assert!((thin.z - 1.0).abs() < 1e-7, "{thin:?}");
            // Z falls along the slope it has at zero.
            let start = equation.state(0.0, temperature_k).unwrap().dz_dp_per_pa;
            let little = equation.state(1.0e3, temperature_k).unwrap();
            prop_assert!((little.z - 1.0 - 1.0e3 * start).abs() < 1e-7, "{start} {little:?}");
        }
    }

    #[test]
    fn the_slope_is_the_derivative(gas in gas(), pressure_pa in 1.0e5..20.0e6_f64, temperature_k in 250.0..400.0_f64) {
        for equation in [Compressibility::aga8_detail(&gas), Compressibility::papay(&gas)] {
            let at = |p| equation.state(p, temperature_k).unwrap().z;
            let step = 1.0e-4 * pressure_pa;
            let expected = (at(pressure_pa + step) - at(pressure_pa - step)) / (2.0 * step);
            let found = equation.state(pressure_pa, temperature_k).unwrap().dz_dp_per_pa;
            prop_assert!((found - expected).abs() < 1e-5 * expected.abs() + 1e-13, "{found} {expected}");
        }
    }

    #[test]
    fn density_rises_with_pressure_and_falls_with_temperature(
        gas in gas(), pressure_pa in 1.0e5..15.0e6_f64, temperature_k in 260.0..400.0_f64,
    ) {
        let equation = Compressibility::aga8_detail(&gas);
        let density = |p, t| equation.state(p, t).unwrap().density_kg_per_m3(&gas);
        let here = density(pressure_pa, temperature_k);
        prop_assert!(density(1.001 * pressure_pa, temperature_k) > here);
        prop_assert!(density(pressure_pa, temperature_k + 0.1) < here);
    }

    #[test]
    fn the_state_satisfies_the_gas_law(gas in gas(), pressure_pa in 1.0..20.0e6_f64, temperature_k in 250.0..400.0_f64) {
        let detail = gas_properties::detail::Detail::new(&gas);
        let isotherm = detail.isotherm(temperature_k).unwrap();
        let state = isotherm.state(pressure_pa).unwrap();
        let back = isotherm.pressure_pa(state.molar_density_mol_per_m3);
        prop_assert!((back / pressure_pa - 1.0).abs() < 1e-11, "{back}");
    }

    #[test]
    fn a_curve_keeps_to_its_tolerance(
        gas in gas(), temperature_k in 263.0..350.0_f64, pressure_max_pa in 1.0e5..12.0e6_f64,
        shares in prop::collection::vec(0.0..=1.0_f64, 40),
    ) {
        let equation = Compressibility::aga8_detail(&gas);
        let curve = ZCurve::tabulate(&equation, temperature_k, pressure_max_pa, 1e-6).unwrap();
        let mut last = (0.0, 0.0);
        let mut pressures: Vec<f64> = shares.iter().map(|share| share * pressure_max_pa).collect();
        pressures.sort_by(f64::total_cmp);
        for pressure_pa in pressures {
            let state = equation.state(pressure_pa, temperature_k).unwrap();
            let (z, slope) = curve.z_and_slope(pressure_pa);
            prop_assert!((z - state.z).abs() < 1e-6, "{pressure_pa}: {z} {}", state.z);
            prop_assert!((slope - state.dz_dp_per_pa).abs() < 1e-3 * state.dz_dp_per_pa.abs() + 1e-11);
            // The density p / Z never turns back.
            prop_assert!(pressure_pa <= last.0 || pressure_pa / z > last.1);
            last = (pressure_pa, pressure_pa / z);
        }
    }

    #[test]
    fn molar_heating_value_is_linear_in_the_composition(a in gas(), b in gas(), share in 0.0..=1.0_f64) {
        let mix = Composition::mix(&[(&a, share), (&b, 1.0 - share)]).unwrap();
        for reference in [Reference::CHINA, Reference::C25_C0] {
            let [of_mix, of_a, of_b] = [&mix, &a, &b].map(|gas| heating_values(gas, reference));
            for value in [
                |heat: &gas_properties::HeatingValues| heat.superior_kj_per_mol,
                |heat: &gas_properties::HeatingValues| heat.inferior_kj_per_mol,
            ] {
                let expected = share * value(&of_a) + (1.0 - share) * value(&of_b);
                prop_assert!((value(&of_mix) - expected).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn mixing_conserves_every_component(gases in prop::collection::vec((gas(), 0.0..1000.0_f64), 1..6)) {
        let total: f64 = gases.iter().map(|(_, flow)| flow).sum();
        prop_assume!(total > 0.0);
        let streams: Vec<_> = gases.iter().map(|(gas, flow)| (gas, *flow)).collect();
        let mix = Composition::mix(&streams).unwrap();
        for component in Component::ALL {
            let moles: f64 = gases.iter().map(|(gas, flow)| flow * gas.fraction(component)).sum();
            prop_assert!((mix.fraction(component) * total - moles).abs() < 1e-9 * total);
        }
        prop_assert!((mix.iter().map(|(_, fraction)| fraction).sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_composition_survives_text_and_json(gas in gas()) {
        prop_assert_eq!(&gas.to_string().parse::<Composition>().unwrap(), &gas);
        let json = serde_json::to_string(&gas).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Composition>(&json).unwrap(), &gas);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        if let Ok(gas) = text.parse::<Composition>() {
            prop_assert!((gas.iter().map(|(_, fraction)| fraction).sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn viscosity_rises_with_pressure(gas in gas(), pressure_pa in 1.0e5..15.0e6_f64, temperature_k in 270.0..400.0_f64) {
        let thin = lucas_pa_s(&gas, pressure_pa, temperature_k).unwrap();
        let dense = lucas_pa_s(&gas, 1.05 * pressure_pa, temperature_k).unwrap();
        prop_assert!(dense > thin && thin > 5.0e-6 && dense < 1.0e-4, "{thin} {dense}");
    }

    #[test]
    fn a_line_is_a_line(offset in 0.9..1.1_f64, slope_per_bar in -0.003..0.003_f64, pressure_pa in 0.0..60.0e5_f64) {
        let law = Compressibility::Linear(Linear { offset, slope_per_pa: slope_per_bar / 1e5 });
        let state = law.state(pressure_pa, 288.15).unwrap();
        prop_assert!((state.z - (offset + slope_per_bar * pressure_pa / 1e5)).abs() < 1e-12);
        let curve = ZCurve::tabulate(&law, 288.15, 60.0e5, 1e-9).unwrap();
        // A straight line is kept to outside the range as well.
        prop_assert!((curve.z(pressure_pa) - state.z).abs() < 1e-12);
        prop_assert!((curve.z(80.0e5) - (offset + slope_per_bar * 80.0)).abs() < 1e-11);
    }
}

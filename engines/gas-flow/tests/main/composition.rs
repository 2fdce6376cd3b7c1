//! The gas from what it consists of.

use gas_flow::fluid::{Fluid, NORMAL_PRESSURE_PA, NORMAL_TEMPERATURE_K};
use gas_flow::format::{FormatError, read_toml};
use gas_flow::network::NetworkError;
use gas_flow::units::Temperature;
use gas_flow::{Options, Steady};
use gas_properties::{Composition, Compressibility};

const CBM: &str = "methane 0.965, nitrogen 0.025, carbon dioxide 0.01";
const REST: &str = r#"
[[nodes]]
id = "field"
fixed_pressure_bar = 41.0
[[nodes]]
id = "town"
withdrawal_kg_per_s = 5.0
[[pipes]]
id = "P1"
from = "field"
to = "town"
length_m = 20000.0
diameter_m = 0.2
roughness_mm = 0.05
"#;

#[test]
fn density_and_k_are_those_of_the_equation_of_state() {
    let gas: Composition = CBM.parse().unwrap();
    let fluid = Fluid::of_composition(&gas, Temperature::new(288.15).unwrap()).unwrap();
    let equation = Compressibility::aga8_detail(&gas);
    let normal = equation.state(NORMAL_PRESSURE_PA, NORMAL_TEMPERATURE_K).unwrap();
    assert!((fluid.density_normal.si() - normal.density_kg_per_m3(&gas)).abs() < 1e-9);
    let factor = fluid.compressibility_factor();
    for step in 1..=1999 {
        let pressure = 1e4 * f64::from(step);
        let expected = equation.state(pressure, 288.15).unwrap().z / normal.z;
        assert!((factor.at(pressure).0 - expected).abs() < 1e-6, "{pressure}");
    }
}

#[test]
fn a_network_tells_its_gas_by_composition_or_by_figures() {
    let mixed = format!(
        "[fluid]\ntemperature_k = 288.15\ncomposition = {{ methane = 0.965, nitrogen = 0.025, \"carbon dioxide\" = 0.01 }}\n{REST}"
    );
    let network = read_toml(&mixed).unwrap();
    let pressure = |network| Steady::new(network, Options::default()).unwrap().solve().unwrap().pressure_pa[1];
    let by_composition = pressure(&network);
    let (density, viscosity) = (network.fluid().density_normal.si(), network.fluid().viscosity.si());
    let ideal = format!(
        "[fluid]\ntemperature_k = 288.15\ndensity_normal_kg_per_m3 = {density}\nviscosity_pa_s = {viscosity}\ncompressibility = {{ law = \"linear\", offset = 1.0, slope_per_bar = 0.0 }}\n{REST}"
    );
    let by_ideal_gas = pressure(&read_toml(&ideal).unwrap());
    assert!(by_composition > by_ideal_gas + 1e4, "dense gas needs less pressure: {by_composition} {by_ideal_gas}");
}

#[test]
fn a_gas_told_twice_or_by_halves_is_refused() {
    let whole = "composition = { methane = 1.0 }\n";
    let twice = format!("[fluid]\ntemperature_k = 288.15\n{whole}viscosity_pa_s = 1.1e-5\n{REST}");
    let halves = format!("[fluid]\ntemperature_k = 288.15\nviscosity_pa_s = 1.1e-5\n{REST}");
    for text in [twice, halves] {
        let Err(FormatError::Faults(faults)) = read_toml(&text) else { panic!("{text}") };
        assert!(faults.iter().any(|fault| fault.problem == NetworkError::FluidByHalves.into()), "{faults:?}");
    }
    for (given, said) in
        [("methane = 0.5", "1"), ("phlogiston = 1.0", "phlogiston"), ("methane = -1.0, nitrogen = 2.0", "-1")]
    {
        let text = format!("[fluid]\ntemperature_k = 288.15\ncomposition = {{ {given} }}\n{REST}");
        let refused = read_toml(&text).unwrap_err().to_string();
        assert!(refused.contains(said), "{given}: {refused}");
    }
    let cold = format!("[fluid]\ntemperature_k = 20.0\n{whole}{REST}");
    assert!(read_toml(&cold).unwrap_err().to_string().contains("20 K"));
}

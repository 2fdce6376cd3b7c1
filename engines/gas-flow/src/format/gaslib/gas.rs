//! The gas: sources each have their own in GasLib, a network has one.

use super::nodes::FileNode;
use super::notes::Notes;
use super::quantity::{CALORIFIC_VALUE, DENSITY, Kind, MOLAR_MASS, PRESSURE, TEMPERATURE};
use super::xml::Element;
use super::{GasLibError, GasLibOptions};
use crate::fluid::{Compressibility, Fluid};
use crate::units::{Density, InvalidQuantity, Pressure, Temperature, Viscosity};

/// Volume of a mole of ideal gas at normal conditions (0 °C, 101.325 kPa), m³/mol: R T_n / p_n with the gas constant of
/// CODATA 2018.
const MOLAR_VOLUME_M3_PER_MOL: f64 = 0.022_413_969_545;

/// The gas that a source feeds in.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceGas {
    /// Its node.
    pub node: String,
    /// Temperature.
    pub temperature_k: Option<f64>,
    /// Calorific value per volume at normal conditions.
    pub calorific_value_j_per_m3: Option<f64>,
    /// Density at normal conditions (0 °C, 101.325 kPa).
    pub density_normal_kg_per_m3: Option<f64>,
    /// Molar mass.
    pub molar_mass_kg_per_mol: Option<f64>,
    /// Pseudocritical pressure, absolute.
    pub pseudocritical_pressure_pa: Option<f64>,
    /// Pseudocritical temperature.
    pub pseudocritical_temperature_k: Option<f64>,
}

impl SourceGas {
    pub(super) fn read(element: &Element, id: &str) -> Result<Self, GasLibError> {
        let positive = |name: &str, kind: &Kind, quantity, unit| {
            let Some(value) = element.child_si(name, kind)? else { return Ok(None) };
            let refused = InvalidQuantity { quantity, value, unit, must: "above zero" };
            if value > 0.0 { Ok(Some(value)) } else { Err(element.at(refused)) }
        };
        Ok(Self {
            node: id.to_owned(),
            temperature_k: positive("gasTemperature", &TEMPERATURE, "gas temperature", "K")?,
            calorific_value_j_per_m3: positive("calorificValue", &CALORIFIC_VALUE, "calorific value", "J/m³")?,
            density_normal_kg_per_m3: positive("normDensity", &DENSITY, "density at normal conditions", "kg/m³")?,
            molar_mass_kg_per_mol: positive("molarMass", &MOLAR_MASS, "molar mass", "kg/mol")?,
            pseudocritical_pressure_pa: positive("pseudocriticalPressure", &PRESSURE, "pseudocritical pressure", "Pa")?,
            pseudocritical_temperature_k: positive(
                "pseudocriticalTemperature",
                &TEMPERATURE,
                "pseudocritical temperature",
                "K",
            )?,
        })
    }

    fn density(&self) -> Option<f64> {
        let ideal = self.molar_mass_kg_per_mol.map(|mass| mass / MOLAR_VOLUME_M3_PER_MOL);
        self.density_normal_kg_per_m3.or(ideal)
    }
}

/// One gas for the network: the mean of the sources' gases, each weighted by the flow that the scenario has it feed in.
pub(super) fn fluid(
    nodes: &[FileNode<'_>],
    weight: impl Fn(&str) -> f64,
    options: &GasLibOptions,
    notes: &mut Notes,
) -> Result<Fluid, GasLibError> {
    let sources: Vec<&SourceGas> = nodes.iter().filter_map(|node| node.gas.as_ref()).collect();
    for source in sources.iter().filter(|s| s.density_normal_kg_per_m3.is_none() && s.molar_mass_kg_per_mol.is_some()) {
        notes.assume("density at normal conditions taken from molarMass, as of an ideal gas", &source.node);
    }
    let mut mean = |name: &str, of: &dyn Fn(&SourceGas) -> Option<f64>| {
        let values: Vec<(f64, f64)> = sources.iter().filter_map(|s| Some((of(s)?, weight(&s.node)))).collect();
        let (low, high) =
            values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v.0), high.max(v.0)));
        if high > low {
            let text = format!("{name} differs between sources, from {low} to {high}: their mean by flow is taken");
            sources.iter().filter(|s| of(s).is_some()).for_each(|source| notes.assume(&text, &source.node));
        }
        weighted(&values)
    };
    let density = options.density_normal_kg_per_m3.or_else(|| mean("normDensity (kg/m³)", &SourceGas::density));
    let temperature_k = mean("gasTemperature (K)", &|s| s.temperature_k);
    let critical = mean("pseudocriticalPressure (Pa)", &|s| s.pseudocritical_pressure_pa)
        .zip(mean("pseudocriticalTemperature (K)", &|s| s.pseudocritical_temperature_k));
    if temperature_k.is_none() {
        notes.assume("gas temperature taken from the options", "gas");
    }
    notes.assume("viscosity taken from the options: GasLib has none", "gas");
    let refused = |what| move |source| GasLibError::Option { what, source };
    Ok(Fluid {
        density_normal: Density::new(density.ok_or(GasLibError::NoDensity)?).map_err(refused("density"))?,
        viscosity: Viscosity::new(options.viscosity_pa_s).map_err(refused("viscosity"))?,
        temperature: Temperature::new(temperature_k.unwrap_or(options.temperature_k))
            .map_err(refused("temperature"))?,
        compressibility: compressibility(critical, notes)?,
    })
}

fn compressibility(critical: Option<(f64, f64)>, notes: &mut Notes) -> Result<Compressibility, GasLibError> {
    let Some((pressure, temperature)) = critical else {
        notes.assume("no pseudocritical pressure and temperature: the gas is taken as ideal", "gas");
        return Ok(Compressibility::IDEAL);
    };
    let refused = |source| GasLibError::Option { what: "pseudocritical state", source };
    Ok(Compressibility::Papay {
        critical_pressure: Pressure::new(pressure).map_err(refused)?,
        critical_temperature: Temperature::new(temperature).map_err(refused)?,
    })
}

/// Mean of (value, weight); with equal weights if none has any.
fn weighted(values: &[(f64, f64)]) -> Option<f64> {
    let total: f64 = values.iter().map(|v| v.1).sum();
    let sum: f64 = values.iter().map(|v| v.0 * v.1).sum();
    let plain = values.iter().map(|v| v.0).sum::<f64>() / values.len() as f64;
    let first = values.first()?.0;
    if values.iter().all(|v| (v.0 - first).abs() <= 0.0) {
        return Some(first);
    }
    Some(if total > 0.0 { sum / total } else { plain })
}

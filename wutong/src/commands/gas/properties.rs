use std::process::ExitCode;

use clap::Args;
use gas_properties::{
    Composition, Compressibility, HeatingValues, QualityClasses, Reference, State, StateError, Sulphur, Verdict,
    heating_values, viscosity,
};
use serde_json::json;

use super::refusal::Refusal;
use crate::commands::Failure;

const PASCAL_PER_BAR: f64 = 1e5;
const ZERO_CELSIUS_K: f64 = 273.15;

/// What a gas is.
#[derive(Args)]
pub struct Properties {
    /// Mole fractions by component: "methane 0.965, nitrogen 0.025, carbon dioxide 0.01".
    #[arg(value_name = "COMPOSITION")]
    composition: Composition,
    /// Absolute pressure, bar.
    #[arg(long, value_name = "BAR", default_value_t = 1.01325, value_parser = super::absolute_bar, allow_negative_numbers = true)]
    pressure: f64,
    /// Temperature, degrees Celsius.
    #[arg(long, value_name = "CELSIUS", default_value_t = 20.0, allow_negative_numbers = true)]
    temperature: f64,
    /// Total sulphur, mg/m³, where it was measured.
    #[arg(long, value_name = "MG")]
    sulphur: Option<f64>,
    /// Hydrogen sulphide, mg/m³, where it was measured.
    #[arg(long, value_name = "MG")]
    hydrogen_sulphide: Option<f64>,
    /// For programs: JSON on standard output.
    #[arg(long)]
    json: bool,
}

impl Properties {
    /// Works out and shows.
    pub fn run(&self) -> Result<ExitCode, Failure> {
        let (pressure, temperature) = (self.pressure * PASCAL_PER_BAR, self.temperature + ZERO_CELSIUS_K);
        let state = Compressibility::aga8_detail(&self.composition).state(pressure, temperature).map_err(outside)?;
        let viscosity = viscosity::lucas_pa_s(&self.composition, pressure, temperature)?;
        let heat = heating_values(&self.composition, Reference::CHINA);
        let sulphur = Sulphur { total_mg_per_m3: self.sulphur, hydrogen_sulphide_mg_per_m3: self.hydrogen_sulphide };
        let verdict = QualityClasses::gb_17820_2018()?.judge(&self.composition, sulphur);
        if self.json {
            say!("{}", self.as_json(&state, viscosity, &heat, &verdict));
        } else {
            self.show(&state, viscosity, &heat, &verdict)?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn as_json(&self, state: &State, viscosity: f64, heat: &HeatingValues, verdict: &Verdict) -> serde_json::Value {
        json!({
            "composition": self.composition,
            "molar_mass_g_per_mol": self.composition.molar_mass_g_per_mol(),
            "z": state.z,
            "density_kg_per_m3": state.density_kg_per_m3(&self.composition),
            "viscosity_pa_s": viscosity,
            "superior_mj_per_m3": heat.superior_mj_per_m3,
            "inferior_mj_per_m3": heat.inferior_mj_per_m3,
            "superior_wobbe_mj_per_m3": heat.superior_wobbe_mj_per_m3,
            "relative_density": heat.relative_density,
            "class": verdict.class,
            "class_said": verdict.to_string(),
        })
    }

    fn show(&self, state: &State, viscosity: f64, heat: &HeatingValues, verdict: &Verdict) -> Result<(), Failure> {
        let gas = &self.composition;
        say!("{gas}");
        say!("molar mass            {:>12.5} g/mol", gas.molar_mass_g_per_mol());
        say!("at {} bar and {} °C:", self.pressure, self.temperature);
        say!("  compressibility z   {:>12.6}", state.z);
        say!("  density             {:>12.5} kg/m3", state.density_kg_per_m3(gas));
        say!("  viscosity           {:>12.3} uPa s", viscosity * 1e6);
        say!("per m3 at 20 °C and 1.01325 bar (ISO 6976):");
        say!("  superior heating    {:>12.4} MJ", heat.superior_mj_per_m3);
        say!("  inferior heating    {:>12.4} MJ", heat.inferior_mj_per_m3);
        say!("  Wobbe, superior     {:>12.4} MJ", heat.superior_wobbe_mj_per_m3);
        say!("  relative density    {:>12.6}", heat.relative_density);
        say!("{verdict}");
        Ok(())
    }
}

/// A state where the equation does not hold, in the units of the command line.
fn outside(error: StateError) -> Refusal {
    Refusal::usage(match error {
        StateError::Pressure { pressure_pa, range_pa } => {
            let most = range_pa.end() / PASCAL_PER_BAR;
            format!("--pressure {} is above {most} bar, up to which the equation holds", pressure_pa / PASCAL_PER_BAR)
        }
        StateError::Temperature { temperature_k, range_k } => {
            let [given, least, most] = [temperature_k, *range_k.start(), *range_k.end()].map(|k| k - ZERO_CELSIUS_K);
            format!("--temperature {given:.2} is outside {least:.2} to {most:.2} °C, where the equation holds")
        }
        other => other.to_string(),
    })
}

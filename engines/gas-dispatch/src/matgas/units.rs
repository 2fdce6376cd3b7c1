//! The units of a file.

use super::error::MatgasError;
use super::text::Case;

const PSI_PA: f64 = 6_894.757_293_168;
const MILE_M: f64 = 1_609.344;
const INCH_M: f64 = 0.0254;
const FOOT_M: f64 = 0.3048;
const HORSEPOWER_W: f64 = 745.699_871_582;
/// Molar mass of air as the format's own tools take it, kg/mol.
const AIR_KG_MOL: f64 = 0.02896;
/// Cubic metres a second in a million standard cubic feet a day, as the format's own tools take it.
const MMSCFD_M3_S: f64 = 1e6 * 0.02832 / 86_400.0;

/// What a file's numbers are multiplied by to give SI.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Units {
    pub pressure_pa: f64,
    pub length_m: f64,
    pub diameter_m: f64,
    pub elevation_m: f64,
    pub flow_kg_s: f64,
    pub power_w: f64,
}

/// The header, in SI.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Header {
    pub units: Units,
    pub specific_gravity: f64,
    pub heat_capacity_ratio: f64,
    pub temperature_k: f64,
    pub sound_speed_m_s: f64,
    pub base_flow_kg_s: f64,
    pub economic_weight: f64,
}

const POSITIVE: &str = "a positive number";

/// A header value as a number, if it is there.
fn number(case: &Case, name: &str) -> Result<Option<f64>, MatgasError> {
    let Some((_, value)) = case.header.get(name) else { return Ok(None) };
    let wrong =
        || MatgasError::Header { name: name.to_owned(), value: value.chars().take(40).collect(), wanted: "a number" };
    value.parse::<f64>().ok().filter(|x| x.is_finite()).map(Some).ok_or_else(wrong)
}

fn positive(case: &Case, name: &'static str) -> Result<Option<f64>, MatgasError> {
    match number(case, name)? {
        Some(x) if x <= 0.0 => {
            Err(MatgasError::Header { name: name.to_owned(), value: x.to_string(), wanted: POSITIVE })
        }
        found => Ok(found),
    }
}

fn required(case: &Case, name: &'static str) -> Result<f64, MatgasError> {
    positive(case, name)?.ok_or(MatgasError::MissingValue { name })
}

impl Header {
    pub fn read(case: &Case, highest_pressure: f64) -> Result<Self, MatgasError> {
        let specific_gravity = required(case, "gas_specific_gravity")?;
        let temperature_k = required(case, "temperature")?;
        let gas_constant = positive(case, "R")?.unwrap_or(8.314);
        let molar_mass = positive(case, "gas_molar_mass")?.unwrap_or(AIR_KG_MOL * specific_gravity);
        let compressibility = positive(case, "compressibility_factor")?.unwrap_or(1.0);
        let computed = (compressibility * gas_constant * temperature_k / molar_mass).sqrt();
        let sound_speed_m_s = positive(case, "sound_speed")?.unwrap_or(computed);
        let customary = customary(case)?;
        let plain = if customary { us_customary(specific_gravity, temperature_k, gas_constant) } else { SI };
        let base_pressure = positive(case, "base_pressure")?.map(|p| p * plain.pressure_pa);
        let base_pressure_pa = base_pressure.unwrap_or(highest_pressure * plain.pressure_pa);
        let base_flow = positive(case, "base_flow")?.map(|f| f * plain.flow_kg_s);
        // With a base area of 1 m2, as the format's own tools have it.
        let base_flow_kg_s = base_flow.unwrap_or(base_pressure_pa / sound_speed_m_s);
        let base_length_m = positive(case, "base_length")?.unwrap_or(5000.0) * plain.length_m;
        // The format's own writer leaves out the `is_`.
        let per_unit = number(case, "is_per_unit")?.or(number(case, "per_unit")?).unwrap_or(0.0) != 0.0;
        let bases = Units {
            pressure_pa: base_pressure_pa,
            length_m: base_length_m,
            diameter_m: 1.0,
            elevation_m: base_length_m,
            flow_kg_s: base_flow_kg_s,
            power_w: base_flow_kg_s,
        };
        Ok(Self {
            units: if per_unit { bases } else { plain },
            specific_gravity,
            heat_capacity_ratio: required(case, "specific_heat_capacity_ratio")?,
            temperature_k,
            sound_speed_m_s,
            base_flow_kg_s,
            economic_weight: number(case, "economic_weighting")?.unwrap_or(1.0),
        })
    }
}

const SI: Units =
    Units { pressure_pa: 1.0, length_m: 1.0, diameter_m: 1.0, elevation_m: 1.0, flow_kg_s: 1.0, power_w: 1.0 };

fn us_customary(specific_gravity: f64, temperature_k: f64, gas_constant: f64) -> Units {
    let density_kg_m3 = 101_325.0 / (gas_constant * temperature_k) * specific_gravity * AIR_KG_MOL;
    Units {
        pressure_pa: PSI_PA,
        length_m: MILE_M,
        diameter_m: INCH_M,
        elevation_m: FOOT_M,
        flow_kg_s: MMSCFD_M3_S * density_kg_m3,
        power_w: HORSEPOWER_W,
    }
}

fn customary(case: &Case) -> Result<bool, MatgasError> {
    let Some((_, units)) = case.header.get("units") else { return Err(MatgasError::MissingValue { name: "units" }) };
    match units.as_str() {
        "si" | "SI" => Ok(false),
        "usc" | "USC" => Ok(true),
        other => Err(MatgasError::Header {
            name: "units".to_owned(),
            value: other.chars().take(40).collect(),
            wanted: "'si' or 'usc'",
        }),
    }
}

//! Quality (气质) of a gas: which class of a standard it meets, and why not a better one. The limits are data.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::component::Component;
use crate::composition::Composition;
use crate::heating::{Reference, heating_values};

/// The classes of a standard, best first, each with its limits and where they come from.
///
/// ```
/// use gas_properties::{Composition, QualityClasses, Sulphur};
///
/// let classes = QualityClasses::gb_17820_2018()?;
/// let gas: Composition = "methane 0.965, nitrogen 0.0, carbon dioxide 0.035".parse()?;
/// let clean = Sulphur { total_mg_per_m3: Some(5.0), hydrogen_sulphide_mg_per_m3: Some(1.0) };
/// let verdict = classes.judge(&gas, clean);
/// assert_eq!(verdict.class.as_deref(), Some("2"));
/// assert_eq!(verdict.to_string(), "class 2; not class 1: carbon dioxide is 3.5 %, at most 3 allowed");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityClasses {
    #[serde(rename = "class")]
    classes: Vec<ClassLimits>,
}

/// Limits of one class. Volumes are at 20 °C and 101.325 kPa.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassLimits {
    /// Its name.
    pub class: String,
    /// Least superior heating value.
    pub higher_heating_value_mj_per_m3_min: f64,
    /// Most total sulphur, counted as sulphur.
    pub total_sulphur_mg_per_m3_max: f64,
    /// Most hydrogen sulphide.
    pub hydrogen_sulphide_mg_per_m3_max: f64,
    /// Most carbon dioxide.
    pub co2_mole_percent_max: f64,
    /// Where the limits come from.
    pub source: String,
}

/// What is known of the sulphur in a gas, at 20 °C and 101.325 kPa. Traces seldom stand in a composition: they are
/// measured apart. What was not measured counts as not shown to be within the limit.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sulphur {
    /// All sulphur, counted as sulphur.
    pub total_mg_per_m3: Option<f64>,
    /// Hydrogen sulphide alone.
    pub hydrogen_sulphide_mg_per_m3: Option<f64>,
}

/// What a limit is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Quantity {
    HigherHeatingValue,
    TotalSulphur,
    HydrogenSulphide,
    CarbonDioxide,
}

/// One limit that a gas does not meet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shortfall {
    /// What the limit is on.
    pub quantity: Quantity,
    /// What the gas has, in the limit's unit; nothing where it was not measured.
    pub found: Option<f64>,
    /// The limit: the least heating value, the most of anything else.
    pub limit: f64,
}

/// The class of a gas, and what kept it from each better one.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The best class that it meets; nothing where it meets none.
    pub class: Option<String>,
    /// The better classes, best first, with every limit missed.
    pub missed: Vec<(String, Vec<Shortfall>)>,
}

/// Why a table of classes was refused.
#[derive(Debug, Error)]
pub enum ClassTableError {
    /// Not the TOML expected.
    #[error("cannot read the table of gas classes: {0}")]
    Toml(#[from] toml::de::Error),
    /// A table without a class.
    #[error("the table of gas classes is empty: give at least one [[class]]")]
    Empty,
}

impl QualityClasses {
    /// GB 17820-2018, from the table that ships with the crate (`data/gb_17820_2018.toml`, which says what of it is verified).
    pub fn gb_17820_2018() -> Result<Self, ClassTableError> {
        Self::from_toml(include_str!("../data/gb_17820_2018.toml"))
    }

    /// Classes from TOML: one `[[class]]` each, best first, with the fields of [`ClassLimits`].
    pub fn from_toml(text: &str) -> Result<Self, ClassTableError> {
        let table: Self = toml::from_str(text)?;
        if table.classes.is_empty() { Err(ClassTableError::Empty) } else { Ok(table) }
    }

    /// The classes, best first.
    pub fn classes(&self) -> &[ClassLimits] {
        &self.classes
    }

    /// The best class that a gas meets. A value at the limit meets it.
    pub fn judge(&self, gas: &Composition, sulphur: Sulphur) -> Verdict {
        let mut missed = Vec::new();
        for limits in &self.classes {
            let shortfalls = limits.shortfalls(gas, sulphur);
            if shortfalls.is_empty() {
                return Verdict { class: Some(limits.class.clone()), missed };
            }
            missed.push((limits.class.clone(), shortfalls));
        }
        Verdict { class: None, missed }
    }
}

impl ClassLimits {
    /// Every limit of this class that a gas does not meet.
    pub fn shortfalls(&self, gas: &Composition, sulphur: Sulphur) -> Vec<Shortfall> {
        let heat = heating_values(gas, Reference::CHINA).superior_mj_per_m3;
        let co2_percent = 100.0 * gas.fraction(Component::CarbonDioxide);
        let at_most = |quantity, found: Option<f64>, limit| {
            let met = found.is_some_and(|found| found <= limit);
            (!met).then_some(Shortfall { quantity, found, limit })
        };
        let least = self.higher_heating_value_mj_per_m3_min;
        let too_little = Shortfall { quantity: Quantity::HigherHeatingValue, found: Some(heat), limit: least };
        [
            (heat < least).then_some(too_little),
            at_most(Quantity::TotalSulphur, sulphur.total_mg_per_m3, self.total_sulphur_mg_per_m3_max),
            at_most(
                Quantity::HydrogenSulphide,
                sulphur.hydrogen_sulphide_mg_per_m3,
                self.hydrogen_sulphide_mg_per_m3_max,
            ),
            at_most(Quantity::CarbonDioxide, Some(co2_percent), self.co2_mole_percent_max),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Sulphur {
    /// The sulphur that a composition shows as hydrogen sulphide, where that is all the gas holds.
    pub fn of_composition(gas: &Composition) -> Self {
        /// g/mol, as in the molar mass of hydrogen sulphide.
        const SULPHUR: f64 = 32.065;
        let heat = heating_values(gas, Reference::CHINA);
        let mol_per_m3 = 1000.0 * heat.density_kg_per_m3 / gas.molar_mass_g_per_mol();
        let sulphide_mol_per_m3 = mol_per_m3 * gas.fraction(Component::HydrogenSulphide);
        let sulphide_g_per_m3 = sulphide_mol_per_m3 * Component::HydrogenSulphide.molar_mass_g_per_mol();
        Self {
            total_mg_per_m3: Some(1000.0 * sulphide_mol_per_m3 * SULPHUR),
            hydrogen_sulphide_mg_per_m3: Some(1000.0 * sulphide_g_per_m3),
        }
    }
}

impl Quantity {
    fn unit(self) -> &'static str {
        match self {
            Self::HigherHeatingValue => "MJ/m3",
            Self::TotalSulphur | Self::HydrogenSulphide => "mg/m3",
            Self::CarbonDioxide => "%",
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HigherHeatingValue => "the higher heating value",
            Self::TotalSulphur => "total sulphur",
            Self::HydrogenSulphide => "hydrogen sulphide",
            Self::CarbonDioxide => "carbon dioxide",
        })
    }
}

impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (quantity, unit, limit) = (self.quantity, self.quantity.unit(), self.limit);
        let bound = if quantity == Quantity::HigherHeatingValue { "at least" } else { "at most" };
        match self.found {
            // As many digits as it takes to see that the limit is missed, without the noise of the last ones.
            Some(found) => write!(f, "{quantity} is {} {unit}, {bound} {limit} allowed", readable(found, limit)),
            None => write!(f, "{quantity} was not measured, {bound} {limit} {unit} allowed"),
        }
    }
}

/// A number rounded to the fewest decimals, up to six, that still tell it from the limit.
fn readable(found: f64, limit: f64) -> f64 {
    (1..=6)
        .map(|decimals| 10_f64.powi(decimals))
        .map(|scale| (found * scale).round() / scale)
        .find(|rounded| (rounded - limit).abs() > 0.0)
        .unwrap_or(found)
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.class {
            Some(class) => write!(f, "class {class}")?,
            None => f.write_str("no class")?,
        }
        for (class, shortfalls) in &self.missed {
            let reasons: Vec<_> = shortfalls.iter().map(Shortfall::to_string).collect();
            write!(f, "; not class {class}: {}", reasons.join(", "))?;
        }
        Ok(())
    }
}

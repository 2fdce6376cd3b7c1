//! Quantities with their unit in the type. A value that makes no physical sense does not construct.

use std::fmt;

/// A number that is not an admissible value of its quantity.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{} is not an admissible {quantity}: it must be {must}", measured(*value, unit))]
pub struct InvalidQuantity {
    /// Name of the quantity, as in "pressure".
    pub quantity: &'static str,
    /// The refused value, in `unit`.
    pub value: f64,
    /// SI unit of `value`.
    pub unit: &'static str,
    /// What is asked of the quantity, as in "finite and above zero".
    pub must: &'static str,
}

/// A value with its unit, as people read it: pressures in bar, flows with six digits, ratios without a unit.
fn measured(value: f64, unit: &str) -> String {
    match unit {
        "1" => value.to_string(),
        "Pa" => format!("{} bar", rounded(value / PASCAL_PER_BAR)),
        "kg/s" => format!("{} kg/s", rounded(value)),
        _ => format!("{value} {unit}"),
    }
}

/// With six significant digits.
fn rounded(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $label:literal, $unit:literal, $must:literal, $ok:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
        pub struct $name(f64);

        impl $name {
            #[doc = concat!("From a value in ", $unit, "; it must be ", $must, ".")]
            pub fn new(value: f64) -> Result<Self, InvalidQuantity> {
                let ok: fn(f64) -> bool = $ok;
                if value.is_finite() && ok(value) {
                    Ok(Self(value))
                } else {
                    Err(InvalidQuantity { quantity: $label, value, unit: $unit, must: $must })
                }
            }

            #[doc = concat!("The value in ", $unit, ".")]
            pub fn si(self) -> f64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&measured(self.0, $unit))
            }
        }
    };
}

quantity!(
    /// Absolute pressure, Pa.
    Pressure, "absolute pressure", "Pa", "finite and above zero", |v| v > 0.0
);
quantity!(
    /// Length of a pipe, m.
    Length, "length", "m", "finite and above zero", |v| v > 0.0
);
quantity!(
    /// Inner diameter, m.
    Diameter, "inner diameter", "m", "finite and above zero", |v| v > 0.0
);
quantity!(
    /// Wall roughness k, m.
    Roughness, "roughness", "m", "from zero to one metre", |v| (0.0..=1.0).contains(&v)
);
quantity!(
    /// Height above sea level, m.
    Height, "height", "m", "finite", |_| true
);
quantity!(
    /// Mass flow, kg/s; its sign is a direction.
    MassFlow, "mass flow", "kg/s", "finite", |_| true
);
quantity!(
    /// Least or greatest mass flow in the direction in which it is limited, kg/s.
    FlowLimit, "limit of flow", "kg/s", "finite and not below zero", |v| v >= 0.0
);
quantity!(
    /// Absolute temperature, K.
    Temperature, "absolute temperature", "K", "finite and above zero", |v| v > 0.0
);
quantity!(
    /// Density, kg/m³.
    Density, "density", "kg/m³", "finite and above zero", |v| v > 0.0
);
quantity!(
    /// Dynamic viscosity, Pa·s.
    Viscosity, "dynamic viscosity", "Pa·s", "finite and above zero", |v| v > 0.0
);
quantity!(
    /// Power, W.
    Power, "power", "W", "finite and above zero", |v| v > 0.0
);
quantity!(
    /// Dimensionless loss coefficient ζ of a fitting, referred to the velocity in the pipe.
    LossCoefficient, "loss coefficient", "1", "finite and not below zero", |v| v >= 0.0
);
quantity!(
    /// A constant loss of pressure in the direction of flow, Pa.
    PressureLoss, "pressure loss", "Pa", "finite and not below zero", |v| v >= 0.0
);
quantity!(
    /// Ratio of outlet to inlet pressure of a compressor, at least 1.
    PressureRatio, "pressure ratio", "1", "finite and at least one", |v| v >= 1.0
);
quantity!(
    /// A share above 0 and at most 1, such as an efficiency.
    Share, "share", "1", "above zero and at most one", |v| v > 0.0 && v <= 1.0
);
quantity!(
    /// Heat capacity ratio κ = c_p / c_v of a gas.
    HeatCapacityRatio, "heat capacity ratio", "1", "finite and above one", |v| v > 1.0
);
quantity!(
    /// Heating value of a fuel, J/kg.
    HeatingValue, "heating value", "J/kg", "finite and above zero", |v| v > 0.0
);
quantity!(
    /// C of a well's back-pressure equation `m = C (p_r² - p²)^n`, for kg/s and Pa.
    BackPressureCoefficient, "back-pressure coefficient", "kg/s/Pa^(2n)", "finite and above zero", |v| v > 0.0
);
quantity!(
    /// n of a well's back-pressure equation: from 0.5, where inertia rules, to 1, where the flow is laminar.
    BackPressureExponent, "back-pressure exponent", "1", "from 0.5 to 1", |v| (0.5..=1.0).contains(&v)
);
quantity!(
    /// A of a well's inflow `p_r² - p² = A m + B m²`, Pa²·s/kg.
    LaminarCoefficient, "laminar inflow coefficient", "Pa²·s/kg", "finite and above zero", |v| v > 0.0
);
quantity!(
    /// B of a well's inflow `p_r² - p² = A m + B m²`, Pa²·s²/kg².
    InertialCoefficient, "inertial inflow coefficient", "Pa²·s²/kg²", "finite and above zero", |v| v > 0.0
);

/// One bar in Pa.
pub const PASCAL_PER_BAR: f64 = 1e5;

/// Gravity, m/s², rounded as the reference networks and their peers have it: with the standard 9.80665 our pressures
/// would differ from theirs by 0.3 ‰ of the head.
pub(crate) const GRAVITY: f64 = 9.81;

impl Pressure {
    /// From an absolute pressure in bar.
    pub fn from_bar(absolute_bar: f64) -> Result<Self, InvalidQuantity> {
        Self::new(absolute_bar * PASCAL_PER_BAR)
    }

    /// The absolute pressure in bar.
    pub fn bar(self) -> f64 {
        self.0 / PASCAL_PER_BAR
    }
}

impl MassFlow {
    /// No flow.
    pub const ZERO: Self = Self(0.0);
}

impl PressureLoss {
    /// No loss.
    pub const NONE: Self = Self(0.0);

    /// From a difference of pressures in bar.
    pub fn from_bar(bar: f64) -> Result<Self, InvalidQuantity> {
        Self::new(bar * PASCAL_PER_BAR)
    }
}

impl Height {
    /// Sea level.
    pub const SEA_LEVEL: Self = Self(0.0);

    /// Pressure of the standard atmosphere at this height: `p0 (1 - 0.0065 h / 288.15)^5.255` (ISO 2533, lowest layer).
    pub fn standard_atmosphere(self) -> Result<Pressure, InvalidQuantity> {
        let share = 1.0 - self.0 * 0.0065 / 288.15;
        if share <= 0.0 {
            let must = "below 44330 m, where the standard atmosphere ends, or beside an ambient pressure";
            return Err(InvalidQuantity { quantity: "height", value: self.0, unit: "m", must });
        }
        Pressure::new(101_325.0 * share.powf(5.255))
    }
}

//! Values with their units, in SI.

use super::xml::Element;
use super::{GasLibError, GasLibProblem};
use crate::fluid::NORMAL_PRESSURE_PA;
use crate::units::PASCAL_PER_BAR;

/// A kind of quantity with its units: name, factor and offset to SI (`si = factor value + offset`).
pub(super) struct Kind {
    name: &'static str,
    /// Taken if the attribute `unit` is missing.
    default: &'static str,
    units: &'static [(&'static str, f64, f64)],
}

const HOUR: f64 = 3600.0;

/// m.
pub(super) const LENGTH: Kind = Kind {
    name: "length",
    default: "m",
    units: &[
        ("m", 1.0, 0.0),
        ("km", 1e3, 0.0),
        ("cm", 1e-2, 0.0),
        ("mm", 1e-3, 0.0),
        ("ft", 0.3048, 0.0),
        ("inch", 0.0254, 0.0),
        ("meter", 1.0, 0.0),
    ],
};

/// Pa absolute. Gauge pressures count from one standard atmosphere, as in GasLib.
pub(super) const PRESSURE: Kind = Kind {
    name: "pressure",
    default: "bar",
    units: &[
        ("bar", PASCAL_PER_BAR, 0.0),
        ("barg", PASCAL_PER_BAR, NORMAL_PRESSURE_PA),
        ("mbar", 1e2, 0.0),
        ("mbarg", 1e2, NORMAL_PRESSURE_PA),
        ("Pa", 1.0, 0.0),
        ("kPa", 1e3, 0.0),
        ("MPa", 1e6, 0.0),
        ("psi", 6_894.757_293_168, 0.0),
    ],
};

/// A difference of pressures, Pa.
pub(super) const PRESSURE_LOSS: Kind = Kind {
    name: "pressure difference",
    default: "bar",
    units: &[
        ("bar", PASCAL_PER_BAR, 0.0),
        ("barg", PASCAL_PER_BAR, 0.0),
        ("mbar", 1e2, 0.0),
        ("Pa", 1.0, 0.0),
        ("kPa", 1e3, 0.0),
        ("MPa", 1e6, 0.0),
        ("psi", 6_894.757_293_168, 0.0),
    ],
};

/// K.
pub(super) const TEMPERATURE: Kind = Kind {
    name: "temperature",
    default: "K",
    units: &[
        ("K", 1.0, 0.0),
        ("Kelvin", 1.0, 0.0),
        ("Celsius", 1.0, 273.15),
        ("C", 1.0, 273.15),
        ("\u{b0}C", 1.0, 273.15),
        ("F", 5.0 / 9.0, 459.67 * 5.0 / 9.0),
        ("Fahrenheit", 5.0 / 9.0, 459.67 * 5.0 / 9.0),
    ],
};

/// kg/m³.
pub(super) const DENSITY: Kind =
    Kind { name: "density", default: "kg_per_m_cube", units: &[("kg_per_m_cube", 1.0, 0.0), ("g_per_l", 1.0, 0.0)] };

/// kg/mol.
pub(super) const MOLAR_MASS: Kind = Kind {
    name: "molar mass",
    default: "kg_per_kmol",
    units: &[("kg_per_kmol", 1e-3, 0.0), ("g_per_mol", 1e-3, 0.0), ("kg_per_mol", 1.0, 0.0)],
};

/// J/m³ at normal conditions.
pub(super) const CALORIFIC_VALUE: Kind = Kind {
    name: "calorific value",
    default: "MJ_per_m_cube",
    units: &[
        ("MJ_per_m_cube", 1e6, 0.0),
        ("kJ_per_m_cube", 1e3, 0.0),
        ("J_per_m_cube", 1.0, 0.0),
        ("kWh_per_m_cube", 3.6e6, 0.0),
    ],
};

/// A pure number.
pub(super) const NUMBER: Kind = Kind { name: "number", default: "1", units: &[("1", 1.0, 0.0)] };

/// Taken if a flow has no attribute `unit`: what GasLib's own files mean, whose scenarios leave it out (GasLib-39).
const FLOW_DEFAULT: &str = "1000m_cube_per_hour";

/// m³/s at normal conditions.
const VOLUME_FLOW: &[(&str, f64, f64)] = &[
    (FLOW_DEFAULT, 1e3 / HOUR, 0.0),
    ("1000m_cube_per_h", 1e3 / HOUR, 0.0),
    ("m_cube_per_hour", 1.0 / HOUR, 0.0),
    ("m_cube_per_h", 1.0 / HOUR, 0.0),
    ("m_cube_per_s", 1.0, 0.0),
    ("m_cube_per_second", 1.0, 0.0),
    ("m_cube_per_day", 1.0 / 86_400.0, 0.0),
];

/// kg/s.
const MASS_FLOW: &[(&str, f64, f64)] = &[
    ("kg_per_s", 1.0, 0.0),
    ("kg_per_second", 1.0, 0.0),
    ("kg_per_h", 1.0 / HOUR, 0.0),
    ("kg_per_hour", 1.0 / HOUR, 0.0),
];

/// A flow as the file has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Flow {
    /// m³/s at normal conditions (0 °C, 101.325 kPa).
    Volume(f64),
    /// kg/s.
    Mass(f64),
}

impl Flow {
    /// kg/s.
    pub fn kg_per_s(self, density_normal_kg_per_m3: f64) -> f64 {
        match self {
            Self::Volume(volume) => volume * density_normal_kg_per_m3,
            Self::Mass(mass) => mass,
        }
    }

    /// Whether it runs against the direction of its element.
    pub fn is_backward(self) -> bool {
        let (Self::Volume(flow) | Self::Mass(flow)) = self;
        flow < 0.0
    }

    /// The number, whichever it is.
    pub fn size(self) -> f64 {
        let (Self::Volume(size) | Self::Mass(size)) = self;
        size.abs()
    }
}

impl Element {
    /// An error at this element.
    pub fn at(&self, problem: impl Into<GasLibProblem>) -> GasLibError {
        GasLibError::At { line: self.line, element: self.title(), problem: problem.into() }
    }

    pub fn required(&self, name: &'static str) -> Result<&str, GasLibError> {
        let text = self.attribute(name).filter(|text| !text.is_empty());
        text.ok_or_else(|| self.at(GasLibProblem::MissingAttribute(name)))
    }

    /// An attribute that is a number.
    pub fn number(&self, name: &'static str) -> Result<Option<f64>, GasLibError> {
        let Some(text) = self.attribute(name) else { return Ok(None) };
        let not = || self.at(GasLibProblem::NotANumber { attribute: name, text: text.to_owned() });
        text.parse().ok().filter(|value: &f64| value.is_finite()).map(Some).ok_or_else(not)
    }

    fn value(&self) -> Result<f64, GasLibError> {
        self.number("value")?.ok_or_else(|| self.at(GasLibProblem::MissingAttribute("value")))
    }

    /// What its `unit` says, if anything.
    pub fn unit(&self) -> Option<&str> {
        self.attribute("unit").filter(|unit| !unit.is_empty())
    }

    /// Its `value` in SI.
    pub fn si(&self, kind: &Kind) -> Result<f64, GasLibError> {
        let unit = self.unit().unwrap_or(kind.default);
        let (factor, offset) =
            find(kind.units, unit).ok_or_else(|| self.unknown_unit(unit, kind.name, &[kind.units]))?;
        Ok(self.value()? * factor + offset)
    }

    /// Its `value` as a flow.
    pub fn flow(&self) -> Result<Flow, GasLibError> {
        let unit = self.unit().unwrap_or(FLOW_DEFAULT);
        let value = self.value()?;
        if let Some((factor, _)) = find(VOLUME_FLOW, unit) {
            return Ok(Flow::Volume(value * factor));
        }
        match find(MASS_FLOW, unit) {
            Some((factor, _)) => Ok(Flow::Mass(value * factor)),
            None => Err(self.unknown_unit(unit, "flow", &[VOLUME_FLOW, MASS_FLOW])),
        }
    }

    /// The `value` of a child in SI, named with this element in errors.
    pub fn child_si(&self, name: &str, kind: &Kind) -> Result<Option<f64>, GasLibError> {
        self.child(name).map(|child| self.inside(child, child.si(kind))).transpose()
    }

    pub fn required_si(&self, name: &'static str, kind: &Kind) -> Result<f64, GasLibError> {
        self.child_si(name, kind)?.ok_or_else(|| self.at(GasLibProblem::MissingChild(name)))
    }

    pub fn child_flow(&self, name: &str) -> Result<Option<Flow>, GasLibError> {
        self.child(name).map(|child| self.inside(child, child.flow())).transpose()
    }

    /// Names this element before its child in an error.
    pub fn inside<T>(&self, child: &Element, result: Result<T, GasLibError>) -> Result<T, GasLibError> {
        result.map_err(|error| match error {
            GasLibError::At { line, problem, .. } => {
                GasLibError::At { line, element: format!("{}, {}", self.title(), child.title()), problem }
            }
            other => other,
        })
    }

    fn unknown_unit(&self, unit: &str, quantity: &'static str, units: &[&[(&str, f64, f64)]]) -> GasLibError {
        let known = units.iter().flat_map(|units| units.iter()).map(|unit| unit.0).collect::<Vec<_>>().join(", ");
        self.at(GasLibProblem::UnknownUnit { unit: unit.to_owned(), quantity, known })
    }
}

fn find(units: &[(&str, f64, f64)], unit: &str) -> Option<(f64, f64)> {
    units.iter().find(|known| known.0 == unit).map(|&(_, factor, offset)| (factor, offset))
}

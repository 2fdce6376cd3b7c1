//! What elements are set to from outside the file: valves, regulators, compressor stations.

use std::collections::HashSet;

use super::{CompressorControl, ElementKind, Network, Node, Switch};
use crate::units::{Pressure, PressureRatio};

/// What an element is set to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Setting {
    /// A valve is open.
    Open,
    /// Nothing passes.
    Closed,
    /// Gas passes a regulator or a station by, either way, at the pressure that it has.
    Bypass,
    /// A regulator or a station holds this pressure at its outlet.
    OutletPressure(Pressure),
    /// A station holds this ratio of outlet to inlet pressure.
    Ratio(PressureRatio),
}

impl std::fmt::Display for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Open => f.write_str("open"),
            Self::Closed => f.write_str("closed"),
            Self::Bypass => f.write_str("bypass"),
            Self::OutletPressure(pressure) => write!(f, "outlet:{}", pressure.bar()),
            Self::Ratio(ratio) => write!(f, "ratio:{}", ratio.si()),
        }
    }
}

/// Why an element cannot be set so.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SettingError {
    /// No element of this name.
    #[error("there is no element \"{0}\"")]
    Unknown(String),
    /// Two settings for one element.
    #[error("element \"{0}\" is set twice")]
    Twice(String),
    /// A setting that its kind does not have.
    #[error("{word} \"{element}\" cannot be set to {setting}: it takes {takes}")]
    Kind {
        /// What the element is.
        word: &'static str,
        /// The element.
        element: String,
        /// The settings that it takes.
        takes: &'static str,
        /// What was asked for.
        setting: Setting,
    },
    /// An outlet pressure that the node behind does not permit.
    #[error(
        "{word} \"{element}\" shall hold {} bar at node \"{node}\", which permits {}",
        pressure.bar(),
        permitted(*least, *most)
    )]
    Pressure {
        /// What the element is.
        word: &'static str,
        /// The element.
        element: String,
        /// What was asked for.
        pressure: Pressure,
        /// The node at its outlet.
        node: String,
        /// What the node has at least.
        least: Option<Pressure>,
        /// What it has at most.
        most: Option<Pressure>,
    },
    /// A ratio beyond the greatest.
    #[error("compressor \"{element}\" shall run at a ratio of {}, beyond its greatest, {}", ratio.si(), most.si())]
    Ratio {
        /// The compressor.
        element: String,
        /// What was asked for.
        ratio: PressureRatio,
        /// Its greatest.
        most: PressureRatio,
    },
}

fn permitted(least: Option<Pressure>, most: Option<Pressure>) -> String {
    let bound = |bound: Option<Pressure>, word| bound.map(|pressure| format!("{} bar at {word}", pressure.bar()));
    let bounds: Vec<String> = bound(least, "least").into_iter().chain(bound(most, "most")).collect();
    bounds.join(", ")
}

impl Network {
    /// The same network with elements set otherwise, by id. A regulator that is bypassed or closed becomes a valve.
    ///
    /// # Errors
    /// [`SettingError`], with the element.
    pub fn with_settings(mut self, settings: &[(String, Setting)]) -> Result<Self, SettingError> {
        let mut seen = HashSet::new();
        for (id, setting) in settings {
            if !seen.insert(id) {
                return Err(SettingError::Twice(id.clone()));
            }
            let at = self.element_by_id(id).ok_or_else(|| SettingError::Unknown(id.clone()))?.get();
            let outlet = &self.nodes[self.elements[at].to.get()];
            set(id, &mut self.elements[at].kind, outlet, *setting)?;
        }
        Ok(self)
    }
}

fn set(id: &str, kind: &mut ElementKind, outlet: &Node, setting: Setting) -> Result<(), SettingError> {
    let word = kind.word();
    if let Setting::OutletPressure(pressure) = setting {
        let (least, most) = (outlet.pressure_min, outlet.pressure_max);
        if least.is_some_and(|least| pressure < least) || most.is_some_and(|most| pressure > most) {
            let (element, node) = (id.to_owned(), outlet.id.clone());
            return Err(SettingError::Pressure { word, element, pressure, node, least, most });
        }
    }
    let takes = match (&mut *kind, setting) {
        (ElementKind::Valve(_), Setting::Open) | (ElementKind::Regulator(_), Setting::Bypass) => {
            *kind = ElementKind::Valve(Switch::Open);
            return Ok(());
        }
        (ElementKind::Valve(_) | ElementKind::Regulator(_), Setting::Closed) => {
            *kind = ElementKind::Valve(Switch::Closed);
            return Ok(());
        }
        (ElementKind::Regulator(regulator), Setting::OutletPressure(pressure)) => {
            regulator.outlet_pressure = pressure;
            return Ok(());
        }
        (ElementKind::Compressor(machine), Setting::Ratio(ratio)) if ratio > machine.ratio_max => {
            return Err(SettingError::Ratio { element: id.to_owned(), ratio, most: machine.ratio_max });
        }
        (ElementKind::Compressor(machine), setting) if setting != Setting::Open => {
            machine.control = match setting {
                Setting::OutletPressure(pressure) => CompressorControl::OutletPressure(pressure),
                Setting::Ratio(ratio) => CompressorControl::Ratio(ratio),
                Setting::Closed => CompressorControl::Closed,
                Setting::Open | Setting::Bypass => CompressorControl::Bypass,
            };
            return Ok(());
        }
        (ElementKind::Valve(_), _) => "open or closed",
        (ElementKind::Regulator(_), _) => "outlet:BAR, bypass or closed",
        (ElementKind::Compressor(_), _) => "outlet:BAR, ratio:NUMBER, bypass or closed",
        _ => "no setting",
    };
    Err(SettingError::Kind { word, element: id.to_owned(), takes, setting })
}

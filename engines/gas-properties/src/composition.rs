//! A gas as mole fractions of its components.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use thiserror::Error;

use crate::component::{Component, UnknownComponent, shown};

/// How far the fractions given may sum from 1: what ten components rounded to 0.01 % each can miss.
/// Within it the fractions are scaled to sum to 1 exactly; beyond it something was left out or mistyped.
pub const SUM_TOLERANCE: f64 = 5e-4;

/// The composition (组分) of a gas: mole fractions, each at least 0, together 1.
///
/// A value of this type always holds that, so nobody who takes one need check it.
///
/// ```
/// use gas_properties::{Component, Composition};
///
/// let gas: Composition = "methane 96.5 %, nitrogen 2.5 %, CO2 1 %".parse()?;
/// assert!((gas.fraction(Component::Methane) - 0.965).abs() < 1e-12);
/// assert!((gas.molar_mass_g_per_mol() - 16.62).abs() < 0.01);
///
/// let error = "methane 0.965, nitrogen 0.025".parse::<Composition>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "the fractions sum to 0.990000, not 1: add what is missing or correct them (up to 0.0005 is taken as rounding)"
/// );
/// # Ok::<(), gas_properties::CompositionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Composition {
    fractions: [f64; Component::COUNT],
}

/// Why a composition was refused, and what to do about it.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum CompositionError {
    /// A name that no component answers to.
    #[error(transparent)]
    Unknown(#[from] UnknownComponent),
    /// A component named twice.
    #[error("{0} is named twice: give it once, with its whole fraction")]
    Duplicate(Component),
    /// A fraction below 0, above what a fraction can be, or not a number.
    #[error("{component} has the fraction {fraction}: give a number from 0 to 1 (or percent from 0 to 100)")]
    NotAFraction {
        /// Whose fraction it is.
        component: Component,
        /// The fraction, percent already divided by 100.
        fraction: f64,
    },
    /// The fractions do not sum to 1.
    #[error(
        "the fractions sum to {sum:.6}, not 1: add what is missing or correct them \
         (up to {SUM_TOLERANCE} is taken as rounding)"
    )]
    Sum {
        /// What they sum to.
        sum: f64,
    },
    /// An entry of a text that is not a name and a number.
    #[error("cannot read {entry:?}: write a name and a number, parted by commas: methane 0.97, nitrogen 0.03")]
    Unreadable {
        /// The entry as it was given.
        entry: String,
    },
    /// A text in which some entries are percent and others not.
    #[error("some fractions carry a % and others do not: write all of them alike")]
    MixedUnits,
    /// A flow that cannot be mixed.
    #[error("stream {index} has the molar flow {flow}: give flows of at least 0, one of them above 0")]
    Flow {
        /// Its place in the list, from 0.
        index: usize,
        /// The flow given.
        flow: f64,
    },
    /// Nothing flows, so there is no mixture.
    #[error("no stream flows: at least one molar flow must be above 0")]
    NoFlow,
}

impl Composition {
    /// From mole fractions that sum to 1 within [`SUM_TOLERANCE`]; components not named have none.
    pub fn from_fractions(entries: impl IntoIterator<Item = (Component, f64)>) -> Result<Self, CompositionError> {
        let mut fractions = [None; Component::COUNT];
        for (component, fraction) in entries {
            if !(0.0..=1.0 + SUM_TOLERANCE).contains(&fraction) {
                return Err(CompositionError::NotAFraction { component, fraction });
            }
            if fractions[component as usize].replace(fraction).is_some() {
                return Err(CompositionError::Duplicate(component));
            }
        }
        Self::scaled(fractions.map(Option::unwrap_or_default))
    }

    /// From mole percent that sum to 100 within a hundred times [`SUM_TOLERANCE`].
    pub fn from_percent(entries: impl IntoIterator<Item = (Component, f64)>) -> Result<Self, CompositionError> {
        Self::from_fractions(entries.into_iter().map(|(component, percent)| (component, percent / 100.0)))
    }

    /// One component alone.
    pub fn pure(component: Component) -> Self {
        let mut fractions = [0.0; Component::COUNT];
        fractions[component as usize] = 1.0;
        Self { fractions }
    }

    /// The mixture of streams, each with its molar flow (any unit, the same for all; at least 0).
    ///
    /// Moles are conserved component by component: x_i = Σ_s n_s x_{s,i} / Σ_s n_s.
    pub fn mix(streams: &[(&Self, f64)]) -> Result<Self, CompositionError> {
        let mut moles = [0.0; Component::COUNT];
        let mut total = 0.0;
        for (index, &(gas, flow)) in streams.iter().enumerate() {
            if !(flow.is_finite() && flow >= 0.0) {
                return Err(CompositionError::Flow { index, flow });
            }
            total += flow;
            for (sum, fraction) in moles.iter_mut().zip(&gas.fractions) {
                *sum += flow * fraction;
            }
        }
        if total <= 0.0 {
            return Err(CompositionError::NoFlow);
        }
        Self::scaled(moles.map(|amount| amount / total))
    }

    /// The mole fraction of a component, 0 to 1.
    pub fn fraction(&self, component: Component) -> f64 {
        self.fractions[component as usize]
    }

    /// The components present, with their mole fractions.
    pub fn iter(&self) -> impl Iterator<Item = (Component, f64)> {
        Component::ALL.into_iter().zip(self.fractions).filter(|&(_, fraction)| fraction > 0.0)
    }

    /// Mean molar mass, g/mol (the same number in kg/kmol).
    pub fn molar_mass_g_per_mol(&self) -> f64 {
        self.mean(Component::molar_mass_g_per_mol)
    }

    /// Mole-weighted mean of a property of the components.
    pub(crate) fn mean(&self, property: impl Fn(Component) -> f64) -> f64 {
        self.iter().map(|(component, fraction)| fraction * property(component)).sum()
    }

    fn scaled(fractions: [f64; Component::COUNT]) -> Result<Self, CompositionError> {
        let sum: f64 = fractions.iter().sum();
        // Scaling twice changes nothing once the sum is 1 to the last digits: text and memory agree.
        if (sum - 1.0).abs() > SUM_TOLERANCE || sum.is_nan() {
            return Err(CompositionError::Sum { sum });
        }
        if (sum - 1.0).abs() <= 4.0 * f64::EPSILON {
            return Ok(Self { fractions });
        }
        Ok(Self { fractions: fractions.map(|fraction| fraction / sum) })
    }
}

/// Reads `methane 0.965, nitrogen 0.025, carbon dioxide 0.01`, or the same with `%` after every number.
impl FromStr for Composition {
    type Err = CompositionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut entries = Vec::new();
        let mut percent = None;
        for entry in text.split([',', ';', '，', '；', '\n']).map(str::trim).filter(|entry| !entry.is_empty()) {
            let (component, number, is_percent) = read_entry(entry)?;
            if *percent.get_or_insert(is_percent) != is_percent {
                return Err(CompositionError::MixedUnits);
            }
            add(&mut entries, component, number)?;
        }
        if percent == Some(true) { Self::from_percent(entries) } else { Self::from_fractions(entries) }
    }
}

/// Refuses a second entry at once: whatever the text, there are never more entries than components.
fn add(entries: &mut Vec<(Component, f64)>, component: Component, number: f64) -> Result<(), CompositionError> {
    if entries.iter().any(|&(other, _)| other == component) {
        return Err(CompositionError::Duplicate(component));
    }
    entries.push((component, number));
    Ok(())
}

fn read_entry(entry: &str) -> Result<(Component, f64, bool), CompositionError> {
    let unreadable = || CompositionError::Unreadable { entry: shown(entry) };
    let bare = entry.trim_end_matches(['%', '％']);
    let (name, number) = bare.trim_end().rsplit_once([' ', '\t', '=', ':']).ok_or_else(unreadable)?;
    let number = number.parse().map_err(|_| unreadable())?;
    let name = name.trim_end_matches([' ', '\t', '=', ':']);
    Ok((name.parse()?, number, bare.len() < entry.len()))
}

/// Writes what [`FromStr`] reads back to the same value.
impl fmt::Display for Composition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (component, fraction)) in self.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{component} {fraction}")?;
        }
        Ok(())
    }
}

/// A map from name to mole fraction.
impl Serialize for Composition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(component, fraction)| (component.name(), fraction)))
    }
}

impl<'de> Deserialize<'de> for Composition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntryVisitor)
    }
}

/// Reads the map entry by entry, because a map collected first would hide a name given twice.
struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = Composition;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map from component to mole fraction, such as { methane = 0.97, nitrogen = 0.03 }")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Composition, A::Error> {
        let mut entries = Vec::new();
        while let Some((name, fraction)) = map.next_entry::<String, f64>()? {
            let component = name.parse::<Component>().map_err(de::Error::custom)?;
            add(&mut entries, component, fraction).map_err(de::Error::custom)?;
        }
        Composition::from_fractions(entries).map_err(de::Error::custom)
    }
}

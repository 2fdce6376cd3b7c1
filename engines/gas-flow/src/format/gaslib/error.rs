use crate::network::{NetworkError, SettingError};
use crate::units::InvalidQuantity;

/// A message lists at most this many ids.
const LISTED_MAX: usize = 20;

/// Why GasLib files are no network.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GasLibError {
    /// Not well-formed XML.
    #[error("line {line}: not well-formed XML: {reason}")]
    Xml {
        /// Line, from 1.
        line: usize,
        /// What the parser found.
        reason: String,
    },
    /// XML of something else.
    #[error("this is <{found}>, but a GasLib {wanted} begins with <{root}>: were the files swapped?")]
    Root {
        /// Root element found.
        found: String,
        /// "network (.net)" or "scenario (.scn)".
        wanted: &'static str,
        /// Its root element.
        root: &'static str,
    },
    /// One element is at fault.
    #[error("line {line}, {element}: {problem}")]
    At {
        /// Line of the element's tag, from 1.
        line: usize,
        /// The element, as in `pipe "P7"`.
        element: String,
        /// What is wrong.
        problem: GasLibProblem,
    },
    /// A file without any scenario in it.
    #[error("the scenario file holds no <scenario>")]
    NoScenario,
    /// Several scenarios and none chosen, or one that is not there.
    #[error("choose one of the file's scenarios in the options: {}", quoted(available))]
    ChooseScenario {
        /// Their ids.
        available: Vec<String>,
    },
    /// Volumes at normal conditions cannot become masses.
    #[error(
        "flows are volumes, and no source gives normDensity or molarMass to make them masses: give the density at \
         normal conditions in the options"
    )]
    NoDensity,
    /// A scenario that only gives flows leaves the level of pressure open.
    #[error(
        "the scenario fixes no pressure, so the pressures are not determined: fix one in the options{}, or give a \
         node equal lower and upper pressure bounds",
        suggested(suggestion.as_ref())
    )]
    NoFixedPressure {
        /// A node that would do: the entry with the greatest flow.
        suggestion: Option<PressureSuggestion>,
    },
    /// A node in the options that is not in the network.
    #[error("the options name node \"{id}\", which the network does not have")]
    UnknownInOptions {
        /// The id.
        id: String,
    },
    /// What is set in the options cannot be.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// A number in the options that is not admissible.
    #[error("options, {what}: {source}")]
    Option {
        /// Which.
        what: &'static str,
        /// What is wrong.
        source: InvalidQuantity,
    },
    /// Read, but not a network.
    #[error(transparent)]
    Network(#[from] NetworkError),
}

/// A node whose pressure may be fixed.
#[derive(Debug, Clone, PartialEq)]
pub struct PressureSuggestion {
    /// The node.
    pub node: String,
    /// What it permits at least, absolute, bar.
    pub pressure_min_bar: Option<f64>,
    /// What it permits at most, absolute, bar.
    pub pressure_max_bar: Option<f64>,
}

/// What is wrong with an element.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GasLibProblem {
    /// An attribute is not there.
    #[error("attribute {0} is missing")]
    MissingAttribute(&'static str),
    /// A child element is not there.
    #[error("element <{0}> is missing")]
    MissingChild(&'static str),
    /// An attribute that should be a number.
    #[error("{attribute}=\"{text}\" is not a finite number")]
    NotANumber {
        /// Its name.
        attribute: &'static str,
        /// Its value.
        text: String,
    },
    /// A unit that is not known.
    #[error("unit \"{unit}\" is no known unit of {quantity}: use one of {known}")]
    UnknownUnit {
        /// The unit.
        unit: String,
        /// As in "pressure".
        quantity: &'static str,
        /// Those that are known.
        known: String,
    },
    /// A value that its quantity does not admit.
    #[error(transparent)]
    Quantity(#[from] InvalidQuantity),
    /// A value of an enumeration that is not known.
    #[error("{attribute}=\"{text}\" is none of {known}")]
    UnknownWord {
        /// Attribute.
        attribute: &'static str,
        /// Its value.
        text: String,
        /// Those that are known.
        known: &'static str,
    },
    /// A node of the scenario that the network lacks.
    #[error("the network has no node of this id")]
    UnknownNode,
    /// An end that names no node.
    #[error("{attribute}=\"{node}\" names no node of the file")]
    UnknownEnd {
        /// "from" or "to".
        attribute: &'static str,
        /// The node that it names.
        node: String,
    },
    /// A machine that the station does not have.
    #[error("{attribute}=\"{id}\" names no machine of the station")]
    UnknownMachine {
        /// "id" or "drive".
        attribute: &'static str,
        /// The machine that it names.
        id: String,
    },
    /// A stage without machines, whose ratio is open.
    #[error("a stage without compressors compresses nothing: list its compressors, or leave it out")]
    EmptyStage,
    /// An id twice.
    #[error("its id was used before, in line {first_line}")]
    DuplicateId {
        /// Line of the first.
        first_line: usize,
    },
    /// A node twice in one scenario.
    #[error("the scenario names this node twice")]
    NodeTwice,
    /// Bounds of one flow in units that do not compare.
    #[error("one bound of the flow is a volume and the other a mass: give both in one unit")]
    MixedFlow,
    /// Bounds the wrong way round.
    #[error("the lower bound of {quantity} ({}) lies above the upper one ({})", bound(quantity, *lower), bound(quantity, *upper))]
    CrossedBounds {
        /// "flow" or "pressure".
        quantity: &'static str,
        /// SI.
        lower: f64,
        /// SI.
        upper: f64,
    },
}

/// Pressures in bar; flows are in the file's own kind of quantity, in SI.
fn bound(quantity: &str, value: f64) -> String {
    if quantity == "pressure" { format!("{} bar", value / crate::units::PASCAL_PER_BAR) } else { value.to_string() }
}

fn quoted(ids: &[String]) -> String {
    let more = if ids.len() > LISTED_MAX { format!(" and {} more", ids.len() - LISTED_MAX) } else { String::new() };
    ids.iter().take(LISTED_MAX).map(|id| format!("\"{id}\"")).collect::<Vec<_>>().join(", ") + &more
}

fn suggested(suggestion: Option<&PressureSuggestion>) -> String {
    let Some(PressureSuggestion { node, pressure_min_bar, pressure_max_bar }) = suggestion else {
        return String::new();
    };
    let bound = |bar: &Option<f64>| bar.map_or_else(|| "?".to_owned(), |bar| format!("{bar:.3}"));
    format!(" (say of node \"{node}\", within {} and {} bar)", bound(pressure_min_bar), bound(pressure_max_bar))
}

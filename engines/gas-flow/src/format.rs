//! Reading networks from text. Nothing here touches files: give the text.

pub mod detect;
pub mod gaslib;
pub mod geojson;
pub mod own;

mod reference;
pub mod table;

pub use detect::{Format, UnknownFormat, detect};
pub use gaslib::read_gaslib;
pub use geojson::{Layout, read_geojson, write_geojson};
pub use own::{Fault, NetworkFile, Own, own_json, own_toml, read_json, read_toml};
pub use reference::{Reference, ReferenceSolution, read_reference};
pub use table::{write_elements_csv, write_nodes_csv};

/// Why a text is no network.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// Not JSON, or not of the expected shape.
    #[error("not a network in JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// Not TOML, or not of the expected shape.
    #[error("not a network in TOML: {reason} at line {line} column {column}")]
    Toml {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// What is wrong.
        reason: String,
    },
    /// All that is wrong with a text, each with its place; at least one.
    #[error("{}", each(.0))]
    Faults(Vec<Fault>),
    /// Read, but not a network.
    #[error(transparent)]
    Network(#[from] crate::network::NetworkError),
}

impl FormatError {
    /// Of faults without a place.
    fn of(found: Vec<own::Flaw>) -> Self {
        Self::Faults(found.into_iter().map(|found| Fault { place: None, problem: found.problem }).collect())
    }
}

/// One a line.
fn each(faults: &[Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// At most this much of an offending text is shown.
const SHOWN_MAX: usize = 40;

/// Enough of a text to find it by.
fn shown(text: &str) -> String {
    text.chars().take(SHOWN_MAX).collect()
}

/// Names the bearer of a number that was refused.
fn of(bearer: impl Fn() -> String) -> impl Fn(crate::units::InvalidQuantity) -> crate::network::NetworkError {
    move |source| crate::network::NetworkError::Quantity { bearer: bearer(), source }
}

//! Reading networks from text. Nothing here touches files: give the text.

mod own;

mod reference;

pub use own::{NetworkFile, read_json, read_toml};
pub use reference::{Reference, ReferenceSolution, read_reference};

/// Why a text is no network.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// Not JSON, or not of the expected shape.
    #[error("not a network in JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// Not TOML, or not of the expected shape.
    #[error("not a network in TOML: {0}")]
    Toml(#[from] toml::de::Error),
    /// Read, but not a network.
    #[error(transparent)]
    Network(#[from] crate::network::NetworkError),
}

/// Names the bearer of a number that was refused.
fn of(bearer: impl Fn() -> String) -> impl Fn(crate::units::InvalidQuantity) -> crate::network::NetworkError {
    move |source| crate::network::NetworkError::Quantity { bearer: bearer(), source }
}

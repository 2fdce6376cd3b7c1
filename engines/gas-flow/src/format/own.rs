//! Our own format, in JSON or TOML. Units stand in the keys; pressures are absolute. Left out, heights are zero,
//! ambient pressure is that of the standard atmosphere at the node's height, and nothing is withdrawn. In the place of
//! density, viscosity and compressibility a fluid may have its `composition`:
//! `{ methane = 0.965, nitrogen = 0.025, "carbon dioxide" = 0.01 }`.
//!
//! ```
//! let network = gas_flow::format::read_toml(r#"
//!     [fluid]
//!     density_normal_kg_per_m3 = 0.73
//!     viscosity_pa_s = 1.1e-5
//!     temperature_k = 288.15
//!     compressibility = { law = "linear", offset = 1.0, slope_per_bar = -0.0022 }
//!
//!     [[nodes]]
//!     id = "gate"
//!     fixed_pressure_bar = 5.0
//!
//!     [[nodes]]
//!     id = "plant"
//!     withdrawal_kg_per_s = 0.2
//!
//!     [[pipes]]
//!     id = "P1"
//!     from = "gate"
//!     to = "plant"
//!     length_m = 800.0
//!     diameter_m = 0.1
//!     roughness_mm = 0.1
//! "#)?;
//! assert_eq!(network.elements()[0].id, "P1");
//! # Ok::<(), gas_flow::format::FormatError>(())
//! ```

mod check;
mod document;
mod fault;
mod market;
mod read;
mod rows;
mod slow;
mod trade;
mod write;

use std::collections::HashSet;

use self::document::Document;
pub(super) use self::fault::Flaw;
pub use self::fault::{Fault, Place, Problem};
pub use self::market::{Bid, Candidate, Contract, Market, Offer, StoreTerms, TakeOrPay, Terms};
use self::rows::MarketFile;
pub use self::rows::NetworkFile;
use super::FormatError;
use crate::network::Network;

/// What a file in our own format holds. `NetworkFile::from(&own)` writes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Own {
    /// The network that stands.
    pub network: Network,
    /// What is bought and sold at it, if the file says so.
    pub market: Option<Market>,
}

/// Reads a network from JSON.
///
/// # Errors
/// As [`own_json`].
pub fn read_json(json: &[u8]) -> Result<Network, FormatError> {
    own_json(json).map(|own| own.network)
}

/// Reads a network from TOML.
///
/// # Errors
/// As [`own_json`].
pub fn read_toml(toml: &str) -> Result<Network, FormatError> {
    own_toml(toml).map(|own| own.network)
}

/// Reads a network, and its market if it has one, from JSON.
///
/// # Errors
/// Text that is not JSON, or [`FormatError::Faults`]: all that is wrong, each with its element and where it stands.
pub fn own_json(json: &[u8]) -> Result<Own, FormatError> {
    let text = std::str::from_utf8(json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json));
    let text = text.map_err(serde::de::Error::custom).map_err(FormatError::Json)?;
    let read = serde_json::from_str(text).map_err(FormatError::Json);
    placed(read, || Ok(Document::of_json(text)?))
}

/// Reads a network, and its market if it has one, from TOML.
///
/// # Errors
/// As [`own_json`].
pub fn own_toml(toml: &str) -> Result<Own, FormatError> {
    let text = toml.strip_prefix('\u{feff}').unwrap_or(toml);
    let read = toml::from_str(text).map_err(|error| toml_error(text, &error));
    placed(read, || Document::of_toml(text).map_err(|error| toml_error(text, &error)))
}

/// A network with a market that stands in a TOML file of its own, under the same heads as in a whole file: `[market]`,
/// `[[market.receipts]]` and so on.
///
/// # Errors
/// As [`own_json`]; what is wrong with the network for want of a market's limits stands in no text.
pub fn with_market(network: &Network, toml: &str) -> Result<Own, FormatError> {
    let text = toml.strip_prefix('\u{feff}').unwrap_or(toml);
    let alone: MarketFile = toml::from_str(text).map_err(|error| toml_error(text, &error))?;
    let file = NetworkFile { market: Some(alone.market), ..NetworkFile::from(network) };
    let found = match of_rows(&file) {
        Ok(own) => return Ok(own),
        Err(found) => found,
    };
    let document = Document::of_toml(text).map_err(|error| toml_error(text, &error))?;
    Err(FormatError::Faults(slow::placed(&document, found)))
}

/// What rows make, or all that is wrong with the text that they are from.
fn placed<'a>(
    read: Result<NetworkFile, FormatError>,
    document: impl Fn() -> Result<Document<'a>, FormatError>,
) -> Result<Own, FormatError> {
    let refused = match read.map(|file| read::own(&file, &HashSet::new())) {
        Ok(Ok(own)) => return Ok(own),
        Ok(Err(found)) => FormatError::of(found),
        Err(error) => error,
    };
    let faults = slow::faults(&document()?);
    Err(if faults.is_empty() { refused } else { FormatError::Faults(faults) })
}

/// What rows make, which stand in no text.
///
/// # Errors
/// All that is wrong.
pub(super) fn of_rows(file: &NetworkFile) -> Result<Own, Vec<Flaw>> {
    read::own(file, &HashSet::new())
}

/// With the place, but without the line itself, which may be long.
fn toml_error(toml: &str, error: &toml::de::Error) -> FormatError {
    let Place { line, column } = Place::of(toml, error.span().map_or(0, |span| span.start));
    FormatError::Toml { line, column, reason: error.message().to_owned() }
}

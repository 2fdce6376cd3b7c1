use std::{fs, path::Path};

use gas_dispatch::matgas::{self, Imported};
use gas_flow::{Network, format};

use crate::commands::Failure;

/// What a file holds.
pub enum Read {
    /// A network to be solved.
    Network(Box<Network>),
    /// A network with offers and bids, to be dispatched.
    Market(Box<Imported>),
}

/// Reads a file; what it holds is told by its content.
pub fn read(path: &Path) -> Result<Read, Failure> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let text = String::from_utf8(bytes).map_err(|_| format!("{}: is not text in UTF-8", path.display()))?;
    of_text(&text).map_err(|problem| format!("{}: {problem}", path.display()).into())
}

/// A network to be solved.
pub fn network(path: &Path) -> Result<Network, Failure> {
    match read(path)? {
        Read::Network(network) => Ok(*network),
        Read::Market(_) => Err(format!("{}: is a MATGAS case; dispatch and expand take those", path.display()).into()),
    }
}

/// A network to be dispatched.
pub fn market(path: &Path) -> Result<Imported, Failure> {
    match read(path)? {
        Read::Market(imported) => Ok(*imported),
        Read::Network(_) => {
            Err(format!("{}: has no offers and bids; dispatch and expand take MATGAS cases (.m)", path.display())
                .into())
        }
    }
}

fn of_text(text: &str) -> Result<Read, Failure> {
    let network = |network| Ok(Read::Network(Box::new(network)));
    if text.contains("mgc.") {
        let imported = matgas::parse(text)?.market()?;
        return Ok(Read::Market(Box::new(imported)));
    }
    if !text.trim_start().starts_with('{') {
        return network(format::read_toml(text)?);
    }
    // Reference networks hold the temperature beside the fluid, our own within it.
    let value: serde_json::Value = serde_json::from_str(text)?;
    if value.get("temperature_k").is_some() {
        network(format::read_reference(text.as_bytes())?.network)
    } else {
        network(format::read_json(text.as_bytes())?)
    }
}

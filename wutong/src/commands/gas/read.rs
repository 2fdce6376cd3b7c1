use std::{fs, path::Path};

use gas_dispatch::matgas::{self, Imported};
use gas_flow::{
    Network,
    format::{self, Format, Layout, gaslib::GasLibOptions, geojson::GeoJsonOptions},
};

use super::Source;
use crate::commands::Failure;

/// What a file holds.
pub enum Read {
    /// A network to be solved, and where it lies as far as the file tells.
    Network(Box<(Network, Layout)>),
    /// A network with offers and bids, to be dispatched.
    Market(Box<Imported>),
}

/// Reads a file; what it holds is told by its content. What of it was not understood goes to standard error.
pub fn read(source: &Source) -> Result<Read, Failure> {
    let path = &source.file;
    of_file(source).map_err(|problem| format!("{}: {problem}", path.display()).into())
}

/// A network to be solved.
pub fn network(source: &Source) -> Result<(Network, Layout), Failure> {
    match read(source)? {
        Read::Network(network) => Ok(*network),
        Read::Market(_) => {
            Err(format!("{}: is a MATGAS case; dispatch and expand take those", source.file.display()).into())
        }
    }
}

/// A network to be dispatched.
pub fn market(source: &Source) -> Result<Imported, Failure> {
    match read(source)? {
        Read::Market(imported) => Ok(*imported),
        Read::Network(_) => {
            let why = "has no offers and bids; dispatch and expand take MATGAS cases (.m)";
            Err(format!("{}: {why}", source.file.display()).into())
        }
    }
}

fn of_file(source: &Source) -> Result<Read, Failure> {
    let bytes = fs::read(&source.file)?;
    let name = source.file.file_name().and_then(|name| name.to_str());
    let network = |network| Ok(Read::Network(Box::new((network, Layout::default()))));
    match format::detect(&bytes, name)? {
        Format::OwnJson => network(format::read_json(&bytes)?),
        Format::OwnToml => network(format::read_toml(&text(&bytes)?)?),
        Format::ReferenceJson => network(format::read_reference(&bytes)?.network),
        Format::Matgas => Ok(Read::Market(Box::new(matgas::parse(&text(&bytes)?)?.market()?))),
        Format::GeoJson => geojson(&bytes, &source.file),
        Format::GasLibNetwork => gaslib(&text(&bytes)?, source),
        other => Err(format!("is a {other}: give the network (.net), and a scenario with --scenario").into()),
    }
}

fn text(bytes: &[u8]) -> Result<String, Failure> {
    Ok(std::str::from_utf8(bytes)?.to_owned())
}

fn geojson(bytes: &[u8], path: &Path) -> Result<Read, Failure> {
    let read = format::read_geojson(bytes, &GeoJsonOptions::default())?;
    for skipped in &read.skipped {
        eprintln!("wutong: {}: feature {} is left out: {}", path.display(), skipped.number, skipped.reason);
    }
    Ok(Read::Network(Box::new((read.network, read.layout))))
}

fn gaslib(net: &str, source: &Source) -> Result<Read, Failure> {
    let scenario = source
        .scenario
        .as_ref()
        .map(|path| fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display())));
    let options = GasLibOptions { fixed_pressure_bar: source.hold.clone(), ..GasLibOptions::default() };
    let read = format::read_gaslib(net, scenario.transpose()?.as_deref(), &options)?;
    let place = source.file.display();
    for skipped in &read.skipped {
        eprintln!(
            "wutong: {place}: {} is not read (line {}, {} times)",
            skipped.part, skipped.first_line, skipped.count
        );
    }
    for assumption in &read.assumptions {
        eprintln!("wutong: {place}: {}: {}", assumption.text, assumption.ids.join(", "));
    }
    Ok(Read::Network(Box::new((read.network, read.layout))))
}

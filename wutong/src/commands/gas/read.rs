use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use gas_dispatch::matgas::{self, Imported};
use gas_flow::{
    Network,
    format::{
        self, Format, Layout,
        gaslib::{GasLibOptions, Skipped, read_machines},
        geojson::GeoJsonOptions,
    },
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
        Read::Market(imported) => {
            tell(&source.file, &imported);
            Ok(*imported)
        }
        Read::Network(_) => {
            let why = "has no offers and bids; dispatch and expand take MATGAS cases (.m)";
            Err(format!("{}: {why}", source.file.display()).into())
        }
    }
}

/// What of a case was not taken as it stands goes to standard error.
fn tell(file: &Path, imported: &Imported) {
    let file = file.display();
    if imported.rounding_kg_s != 0.0 {
        let rounding = imported.rounding_kg_s;
        eprintln!("wutong: {file}: fixed flows miss their balance by {rounding:.2e} kg/s; the receipts make up for it");
    }
    for note in &imported.notes {
        eprintln!("wutong: {file}: {note}");
    }
    for table in &imported.skipped_tables {
        eprintln!("wutong: {file}: the table {table} was not understood and is left out");
    }
    if !imported.out_of_service.is_empty() {
        eprintln!("wutong: {file}: out of service: {}", imported.out_of_service.join(", "));
    }
}

fn of_file(source: &Source) -> Result<Read, Failure> {
    let bytes = fs::read(&source.file)?;
    let name = source.file.file_name().and_then(|name| name.to_str());
    let network = |network| Ok(Read::Network(Box::new((network, Layout::default()))));
    let format = format::detect(&bytes, name)?;
    let beside = [source.scenario.is_some(), source.machines.is_some(), !source.hold.is_empty()];
    if format != Format::GasLibNetwork && beside.contains(&true) {
        return Err("--scenario, --machines and --hold are for GasLib networks (.net); this is none".into());
    }
    match format {
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
    for (property, count) in &read.ignored_properties {
        eprintln!("wutong: {}: the property {property} means nothing here ({count} features have it)", path.display());
    }
    for (ids, what) in
        [(&read.created_nodes, "nodes made at ends of lines"), (&read.measured_pipes, "lengths measured")]
    {
        if !ids.is_empty() {
            eprintln!("wutong: {}: {what}: {}", path.display(), ids.join(", "));
        }
    }
    Ok(Read::Network(Box::new((read.network, read.layout))))
}

/// What of a file was not read goes to standard error.
fn warn(path: &Path, skipped: &[Skipped]) {
    let place = path.display();
    for Skipped { part, first_line, count, .. } in skipped {
        eprintln!("wutong: {place}: {part} is not read (line {first_line}, {count} times)");
    }
}

fn gaslib(net: &str, source: &Source) -> Result<Read, Failure> {
    let beside = |path: &Option<PathBuf>| {
        let text = |path: &PathBuf| fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
        path.as_ref().map(text).transpose()
    };
    let machines = match (beside(&source.machines)?, &source.machines) {
        (Some(cs), Some(path)) => {
            let read = read_machines(&cs).map_err(|problem| format!("{}: {problem}", path.display()))?;
            warn(path, &read.skipped);
            read.stations
        }
        _ => HashMap::new(),
    };
    let options = GasLibOptions { fixed_pressure_bar: source.hold.clone(), machines, ..GasLibOptions::default() };
    let read = format::read_gaslib(net, beside(&source.scenario)?.as_deref(), &options)?;
    warn(&source.file, &read.skipped);
    let place = source.file.display();
    for assumption in &read.assumptions {
        eprintln!("wutong: {place}: {}: {}", assumption.text, assumption.ids.join(", "));
    }
    Ok(Read::Network(Box::new((read.network, read.layout))))
}

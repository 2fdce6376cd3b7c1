use std::{collections::HashMap, path::Path};

use gas_dispatch::{
    dispatch::Market,
    horizon::Standing,
    matgas::{self, Imported, NominalError},
    own as trade,
};
use gas_flow::{
    Network,
    format::{
        self, Format, FormatError, Layout, Own,
        gaslib::{GasLibError, GasLibOptions, Skipped, read_machines},
        geojson::GeoJsonOptions,
        own,
        table::printable,
    },
    network::SettingError,
};

use super::{Source, aside, load, refusal::Refusal};

/// What a file holds.
pub enum Read {
    /// A network, its market if it has one, and where it lies as far as the file tells.
    Own(Box<(Own, Layout)>),
    /// A case of MATGAS.
    Matgas(Box<Imported>),
}

/// A network to be dispatched.
pub struct Case {
    pub market: Market,
    /// By junction, longitude and latitude as far as they are told.
    pub positions: Vec<Option<(f64, f64)>>,
    /// Contracts and stocks.
    pub standing: Standing,
}

/// Tells something about a file on standard error.
pub fn note(path: &Path, what: &str) {
    aside(&printable(&format!("{}: {what}", load::name(path))));
}

/// Reads a file; what it holds is told by its content. What of it was not understood goes to standard error.
///
/// # Errors
/// All that is wrong with it, each with the file's name and the line.
pub fn read(source: &Source) -> Result<Read, Refusal> {
    of_bytes(source, load::bytes(&source.file)?)
}

/// Reads what a file holds.
pub fn of_bytes(source: &Source, bytes: Vec<u8>) -> Result<Read, Refusal> {
    of_file(source, bytes).map_err(|refusal| at(&load::name(&source.file), refusal))
}

/// A network to be solved.
pub fn network(source: &Source) -> Result<(Network, Layout), Refusal> {
    match read(source)? {
        Read::Own(own) => Ok((own.0.network, own.1)),
        Read::Matgas(imported) => nominal(source, &imported),
    }
}

/// A case of MATGAS at its nominal flows.
pub fn nominal(source: &Source, imported: &Imported) -> Result<(Network, Layout), Refusal> {
    tell(&source.file, imported);
    let at_nominal = imported.network(&source.hold, &source.set).map_err(|error| {
        let place = load::name(&source.file);
        match error {
            NominalError::NoPressure { .. } => {
                Refusal::file(format!("{place}: {error}; --hold JUNCTION=BAR holds one"))
            }
            NominalError::Setting(error) => at(&place, set(error)),
            error => Refusal::file(format!("{place}: {error}")),
        }
    })?;
    for (what, names) in &at_nominal.assumptions {
        note(&source.file, &format!("{what}: {}", names.join(", ")));
    }
    let places = imported.market.junctions.iter().zip(&imported.positions);
    let positions = places.filter_map(|(junction, at)| at.map(|(lon, lat)| (junction.name.clone(), [lon, lat])));
    Ok((at_nominal.network, Layout { positions: positions.collect(), ..Layout::default() }))
}

/// A network to be dispatched; its market may stand in a file beside.
pub fn case(source: &Source, market_file: Option<&Path>) -> Result<Case, Refusal> {
    if !source.set.is_empty() {
        return Err(Refusal::usage("--set is for solving: valves, set points and ratios are the plan's to decide"));
    }
    match read(source)? {
        Read::Matgas(imported) => {
            if !source.hold.is_empty() {
                return Err(Refusal::usage("--hold is for solving: a plan finds its own pressures"));
            }
            if market_file.is_some() {
                return Err(Refusal::usage("--market is for other networks: a MATGAS case has its own"));
            }
            tell(&source.file, &imported);
            let Imported { market, positions, .. } = *imported;
            Ok(Case { market, positions, standing: Standing::default() })
        }
        Read::Own(read) => {
            let (own, layout) = *read;
            let Own { network, market } = match market_file {
                Some(path) => traded(own, path)?,
                None => own,
            };
            let refused =
                |problem: &dyn std::fmt::Display| Refusal::file(format!("{}: {problem}", load::name(&source.file)));
            let why = "has no offers and bids: give it a part `market` (docs/gas.md) or --market FILE, or take a MATGAS case (.m)";
            let converted =
                trade::market(&network, &market.ok_or_else(|| refused(&why))?).map_err(|error| refused(&error))?;
            converted.notes.iter().for_each(|what| note(&source.file, what));
            let at = |id: &String| layout.positions.get(id).map(|[longitude, latitude]| (*longitude, *latitude));
            let positions = network.nodes().iter().map(|node| at(&node.id)).collect();
            Ok(Case { market: converted.market, positions, standing: converted.standing })
        }
    }
}

/// A network with the market of another file.
fn traded(own: Own, path: &Path) -> Result<Own, Refusal> {
    let place = load::name(path);
    if own.market.is_some() {
        return Err(Refusal::usage(format!("the network has a market itself: leave out --market {place}")));
    }
    own::with_market(&own.network, &load::text(path)?).map_err(|error| at(&place, faults(error)))
}

/// Names the file before each line.
pub fn at(place: &str, mut refusal: Refusal) -> Refusal {
    refusal.lines.iter_mut().for_each(|line| *line = format!("{place}: {line}"));
    refusal
}

/// What of a case was not taken as it stands goes to standard error.
fn tell(file: &Path, imported: &Imported) {
    if imported.rounding_kg_s != 0.0 {
        let rounding = imported.rounding_kg_s;
        note(file, &format!("fixed flows miss their balance by {rounding:.2e} kg/s; the receipts make up for it"));
    }
    imported.notes.iter().for_each(|what| note(file, what));
    for table in &imported.skipped_tables {
        note(file, &format!("the table {table} was not understood and is left out"));
    }
    if !imported.out_of_service.is_empty() {
        note(file, &format!("out of service: {}", imported.out_of_service.join(", ")));
    }
}

fn of_file(source: &Source, bytes: Vec<u8>) -> Result<Read, Refusal> {
    let name = source.file.file_name().and_then(|name| name.to_str());
    let format = format::detect(&bytes, name).map_err(Refusal::file)?;
    if format != Format::GasLibNetwork && (source.scenario.is_some() || source.machines.is_some()) {
        return Err(Refusal::usage("--scenario and --machines are for GasLib networks (.net); this is none"));
    }
    if !matches!(format, Format::GasLibNetwork | Format::Matgas) && !source.hold.is_empty() {
        let instead = "this file holds pressures itself (fixed_pressure_bar)";
        return Err(Refusal::usage(format!("--hold is for GasLib networks and MATGAS cases; {instead}")));
    }
    let plain = |network| (Own { network, market: None }, Layout::default());
    let (own, layout) = match format {
        Format::OwnJson => (format::own_json(&bytes).map_err(faults)?, Layout::default()),
        Format::OwnToml => (format::own_toml(&text(bytes)?).map_err(faults)?, Layout::default()),
        Format::ReferenceJson => plain(format::read_reference(&bytes).map_err(faults)?.network),
        Format::Matgas => {
            let imported = matgas::parse(&text(bytes)?).and_then(|case| case.market()).map_err(Refusal::file)?;
            return Ok(Read::Matgas(Box::new(imported)));
        }
        Format::GeoJson => geojson(&bytes, &source.file)?,
        Format::GasLibNetwork => return Ok(Read::Own(Box::new(gaslib(&text(bytes)?, source)?))),
        other => {
            let instead = "give the network (.net), and a scenario with --scenario";
            return Err(Refusal::file(format!("is a {other}: {instead}")));
        }
    };
    let network = own.network.with_settings(&source.set).map_err(set)?;
    Ok(Read::Own(Box::new((Own { network, ..own }, layout))))
}

fn set(error: SettingError) -> Refusal {
    Refusal::usage(format!("--set: {error}"))
}

fn text(bytes: Vec<u8>) -> Result<String, Refusal> {
    load::as_text(bytes).map_err(Refusal::file)
}

/// Each fault on a line of its own.
fn faults(error: FormatError) -> Refusal {
    match error {
        FormatError::Faults(faults) => {
            Refusal { code: Refusal::FILE, lines: faults.iter().map(ToString::to_string).collect() }
        }
        other => Refusal::file(other),
    }
}

fn geojson(bytes: &[u8], path: &Path) -> Result<(Own, Layout), Refusal> {
    let read = format::read_geojson(bytes, &GeoJsonOptions::default()).map_err(|error| match error {
        format::geojson::GeoJsonError::Faults(faults) => {
            let lines = faults.iter().map(|(feature, problem)| format!("{feature}: {problem}")).collect();
            Refusal { code: Refusal::FILE, lines }
        }
        other => Refusal::file(other),
    })?;
    for skipped in &read.skipped {
        note(path, &format!("feature {} is left out: {}", skipped.number, skipped.reason));
    }
    for (property, count) in &read.ignored_properties {
        note(path, &format!("the property {property} means nothing here ({count} features have it)"));
    }
    for (ids, what) in
        [(&read.created_nodes, "nodes made at ends of lines"), (&read.measured_pipes, "lengths measured")]
    {
        if !ids.is_empty() {
            note(path, &format!("{what}: {}", ids.join(", ")));
        }
    }
    Ok((Own { network: read.network, market: read.market }, read.layout))
}

/// What of a file was not read goes to standard error.
fn warn(path: &Path, skipped: &[Skipped]) {
    let part = |one: &Skipped| format!("{} (line {}, {} times)", one.part, one.first_line, one.count);
    if !skipped.is_empty() {
        note(path, &format!("not read: {}", skipped.iter().map(part).collect::<Vec<_>>().join(", ")));
    }
}

fn gaslib(net: &str, source: &Source) -> Result<(Own, Layout), Refusal> {
    let machines = match &source.machines {
        Some(path) => {
            let refused = |problem| Refusal::file(format!("{}: {problem}", load::name(path)));
            let read = read_machines(&load::text(path)?).map_err(refused)?;
            warn(path, &read.skipped);
            read.stations
        }
        None => HashMap::new(),
    };
    let (fixed_pressure_bar, settings) = (source.hold.clone(), source.set.clone());
    let options = GasLibOptions { fixed_pressure_bar, settings, machines, ..GasLibOptions::default() };
    let scenario = source.scenario.as_deref().map(load::text).transpose()?;
    let read = format::read_gaslib(net, scenario.as_deref(), &options).map_err(|error| match error {
        GasLibError::Setting(error) => set(error),
        GasLibError::NoFixedPressure { .. } => Refusal::file(format!("{error}; --hold NODE=BAR fixes one")),
        other => Refusal::file(other),
    })?;
    warn(&source.file, &read.skipped);
    for assumption in &read.assumptions {
        note(&source.file, &format!("{}: {}", assumption.text, assumption.ids.join(", ")));
    }
    Ok((Own { network: read.network, market: None }, read.layout))
}

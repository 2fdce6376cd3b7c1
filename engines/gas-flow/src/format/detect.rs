//! Which format a text is in.

use std::fmt;

use quick_xml::Reader;
use quick_xml::events::Event;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::shown;

/// A format that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Our own, in JSON: [`read_json`](super::read_json).
    OwnJson,
    /// Our own, in TOML: [`read_toml`](super::read_toml).
    OwnToml,
    /// Reference networks: [`read_reference`](super::read_reference).
    ReferenceJson,
    /// [`read_geojson`](super::geojson::read_geojson).
    GeoJson,
    /// Network of GasLib (`.net`): [`read_gaslib`](super::gaslib::read_gaslib).
    GasLibNetwork,
    /// Scenario of GasLib (`.scn`), to be read beside its network.
    GasLibScenario,
    /// Machines of GasLib's compressor stations (`.cs`): [`read_machines`](super::gaslib::read_machines).
    GasLibCompressors,
    /// MATGAS (`.m`) of GasModels.jl.
    Matgas,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OwnJson => "own JSON",
            Self::OwnToml => "own TOML",
            Self::ReferenceJson => "reference JSON",
            Self::GeoJson => "GeoJSON",
            Self::GasLibNetwork => "GasLib network (.net)",
            Self::GasLibScenario => "GasLib scenario (.scn)",
            Self::GasLibCompressors => "GasLib compressor stations (.cs)",
            Self::Matgas => "MATGAS (.m)",
        })
    }
}

/// No format fits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownFormat {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Not text in UTF-8.
    #[error("the file is not text in UTF-8 (wrong from byte {byte} on){}: save it as UTF-8", perhaps(*hint))]
    NotUtf8 {
        /// Position of the first wrong byte.
        byte: usize,
        /// What it may be instead.
        hint: Option<&'static str>,
    },
    /// Text of another kind.
    #[error("the file is in no known format; tried {}", each(tried))]
    NoneFits {
        /// What was tried, and why it was not that.
        tried: Vec<(&'static str, String)>,
    },
}

fn perhaps(hint: Option<&str>) -> String {
    hint.map_or_else(String::new, |hint| format!("; it may be {hint}"))
}

fn each(tried: &[(&'static str, String)]) -> String {
    tried.iter().map(|(what, why)| format!("{what} ({why})")).collect::<Vec<_>>().join(", ")
}

/// Finds the format of a file by its content; where that leaves it open (a text that breaks off), by its name.
///
/// # Errors
/// [`UnknownFormat`], with all that was tried.
pub fn detect(bytes: &[u8], file_name: Option<&str>) -> Result<Format, UnknownFormat> {
    let text = utf8(bytes)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = text.trim_start();
    if start.is_empty() {
        return Err(UnknownFormat::Empty);
    }
    let tried = if start.starts_with('<') {
        vec![("GasLib XML", xml(text))]
    } else if start.starts_with('{') {
        vec![("JSON", json(text))]
    } else {
        vec![("MATGAS", matgas(text)), ("TOML", toml(text))]
    };
    if let Some(found) = tried.iter().find_map(|(_, result)| result.as_ref().ok()) {
        return Ok(*found);
    }
    let syntax = tried.first().map_or("", |first| first.0);
    let mut tried: Vec<(&'static str, String)> =
        tried.into_iter().filter_map(|(what, result)| Some((what, result.err()?))).collect();
    match file_name.map(by_name) {
        Some(Some((family, format))) if family == syntax || (family == "TOML" && syntax == "MATGAS") => Ok(format),
        Some(None) => {
            tried.push(("file name", "its ending is none of .json, .geojson, .toml, .m, .net, .scn, .cs".to_owned()));
            Err(UnknownFormat::NoneFits { tried })
        }
        Some(Some(_)) => {
            tried.push(("file name", "its ending does not fit the content".to_owned()));
            Err(UnknownFormat::NoneFits { tried })
        }
        None => Err(UnknownFormat::NoneFits { tried }),
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, UnknownFormat> {
    std::str::from_utf8(bytes).map_err(|error| {
        let hint = match bytes {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
            [0x1f, 0x8b, ..] => Some("compressed with gzip"),
            [b'P', b'K', 3, 4, ..] => Some("a zip archive"),
            _ => Some("GBK or Latin-1"),
        };
        UnknownFormat::NotUtf8 { byte: error.valid_up_to(), hint }
    })
}

/// Syntax and format that the ending of a name promises.
fn by_name(name: &str) -> Option<(&'static str, Format)> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())?;
    Some(match ending.as_str() {
        "geojson" => ("JSON", Format::GeoJson),
        "json" => ("JSON", Format::OwnJson),
        "toml" => ("TOML", Format::OwnToml),
        "m" => ("MATGAS", Format::Matgas),
        "net" => ("GasLib XML", Format::GasLibNetwork),
        "scn" => ("GasLib XML", Format::GasLibScenario),
        "cs" => ("GasLib XML", Format::GasLibCompressors),
        _ => return None,
    })
}

#[derive(Deserialize)]
struct Probe {
    #[serde(rename = "type")]
    word: Option<serde_json::Value>,
    features: Option<IgnoredAny>,
    fluid: Option<IgnoredAny>,
    nodes: Option<IgnoredAny>,
    temperature_k: Option<IgnoredAny>,
}

fn json(text: &str) -> Result<Format, String> {
    let probe: Probe = serde_json::from_str(text).map_err(|error| error.to_string())?;
    match probe {
        Probe { features: Some(_), .. } => Ok(Format::GeoJson),
        Probe { fluid: Some(_), nodes: Some(_), temperature_k: Some(_), .. } => Ok(Format::ReferenceJson),
        Probe { fluid: Some(_), nodes: Some(_), .. } => Ok(Format::OwnJson),
        Probe { word: Some(serde_json::Value::String(word)), .. } => {
            Err(format!("its type is \"{}\"; a network in GeoJSON is a FeatureCollection", shown(&word)))
        }
        _ => Err("neither \"fluid\" and \"nodes\" of a network nor \"features\" of GeoJSON in it".to_owned()),
    }
}

fn xml(text: &str) -> Result<Format, String> {
    let mut reader = Reader::from_str(text.trim_start());
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(tag) | Event::Empty(tag) => {
                return match tag.local_name().as_ref() {
                    "network" => Ok(Format::GasLibNetwork),
                    "boundaryValue" => Ok(Format::GasLibScenario),
                    "compressorStations" => Ok(Format::GasLibCompressors),
                    other => Err(format!("begins with <{}>, not <network> or <boundaryValue>", shown(other))),
                };
            }
            Event::Eof => return Err("no element in it".to_owned()),
            _ => {}
        }
    }
}

fn matgas(text: &str) -> Result<Format, String> {
    let is_matgas = |line: &str| line.starts_with("function mgc") || line.starts_with("mgc.");
    let found = text.lines().any(|line| is_matgas(line.trim_start()));
    if found { Ok(Format::Matgas) } else { Err("no line begins with \"function mgc\" or \"mgc.\"".to_owned()) }
}

fn toml(text: &str) -> Result<Format, String> {
    let table: toml::Table = toml::from_str(text).map_err(|error| error.message().to_owned())?;
    let missing = ["fluid", "nodes"].into_iter().find(|key| !table.contains_key(*key));
    missing.map_or(Ok(Format::OwnToml), |key| Err(format!("no \"{key}\" in it")))
}

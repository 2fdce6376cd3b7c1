use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::position::Position;
use crate::boundary::{Boundary, Reading, Rings};
use crate::crs::Crs;
use crate::extent::Extent;
use crate::fault::{Fault, RingName};

/// Rings of a boundary at most: more are no boundary, and each takes memory.
const RINGS_MAX: usize = crate::boundary::POSITIONS_MAX / 4;

/// How to read a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GeoJsonOptions {
    /// Longer texts are refused, bytes.
    pub bytes_max: usize,
    /// The coordinate reference system of texts that name none.
    pub crs: Crs,
    /// Where the land must lie, if that is known: swapped coordinates are recognised by it.
    pub extent: Option<Extent>,
}

impl Default for GeoJsonOptions {
    /// 100 MB, degrees, anywhere.
    fn default() -> Self {
        Self { bytes_max: 100_000_000, crs: Crs::Degrees, extent: None }
    }
}

/// Why a text is no GeoJSON to read boundaries from.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GeoJsonError {
    /// Beyond the limit.
    #[error("the file has {found} bytes, more than {limit}: divide it")]
    TooLong {
        /// Its length.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// Not UTF-8.
    #[error("the file is not in UTF-8 from byte {at} on: save it in UTF-8 (not GBK, GB 18030 or UTF-16)")]
    Encoding {
        /// Of the first wrong byte, from zero.
        at: usize,
    },
    /// Not JSON, or cut off.
    #[error("the file is not GeoJSON: {0}")]
    Json(#[from] serde_json::Error),
    /// Coordinates that are not read.
    #[error(
        "the file is in the coordinate reference system {name}, which is not read: convert it to CGCS2000, EPSG:4490 or \
         EPSG:4513 to 4554"
    )]
    Crs {
        /// What the file says.
        name: String,
    },
    /// JSON of another kind.
    #[error("the file is a {found:?}: boundaries come as FeatureCollection, Feature, Polygon or MultiPolygon")]
    OtherType {
        /// Its `type`.
        found: String,
    },
}

/// Why a feature is no boundary.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FeatureFault {
    /// `geometry` is null or missing.
    #[error("it has no geometry: draw its outline")]
    NoGeometry,
    /// Points, lines or collections.
    #[error("its geometry is a {found:?}: a boundary is a Polygon or MultiPolygon")]
    OtherGeometry {
        /// Its `type`.
        found: String,
    },
    /// A text, null or nothing where a number is due.
    #[error("position {} of {ring} has {found} where a number is due", .position + 1)]
    NotANumber {
        /// Ring.
        ring: RingName,
        /// From zero.
        position: usize,
        /// What stands there.
        found: String,
    },
    /// Coordinates that are not read.
    #[error("it is in the coordinate reference system {name}, which is not read: convert it to EPSG:4490")]
    Crs {
        /// What it says.
        name: String,
    },
    /// A text that is none of OGC 06-103r4.
    #[error("it is not well-known text: {said}")]
    WellKnownText {
        /// What is wrong with it.
        said: String,
    },
    /// Not the members that a feature has.
    #[error("it is not a feature of GeoJSON: {0}")]
    Json(#[from] serde_json::Error),
    /// Rings that are no boundary.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// `id` of a feature.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(untagged)]
pub enum FeatureId {
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
}

impl fmt::Display for FeatureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// A feature of a file.
#[derive(Debug)]
pub struct Feature {
    /// Its place in the file, from zero.
    pub index: usize,
    /// `id`.
    pub id: Option<FeatureId>,
    /// The place of the first feature with the same `id`, if that is another one.
    pub same_id_as: Option<usize>,
    /// `properties`.
    pub properties: Map<String, Value>,
    /// Whether positions had more than two numbers, which were dropped: heights, mostly.
    pub heights_dropped: bool,
    /// Its boundary.
    pub boundary: Result<Boundary, FeatureFault>,
}

/// A text in GeoJSON whose features are read one after another.
///
/// ```
/// use boundary::{GeoJson, GeoJsonOptions};
///
/// let text = br#"{"type": "Feature", "id": "1-1", "properties": {"owner": "a"}, "geometry": {"type": "Polygon",
///     "coordinates": [[[119, 36], [119.01, 36], [119.01, 36.01], [119, 36]]]}}"#;
/// for feature in GeoJson::parse(text, &GeoJsonOptions::default())?.features() {
///     assert!(feature.boundary?.area_m2() > 499_000.0);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct GeoJson<'a> {
    features: Vec<&'a str>,
    reading: Reading,
}

#[derive(Deserialize)]
struct RawObject<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow)]
    features: Option<Vec<&'a RawValue>>,
    crs: Option<Value>,
}

#[derive(Deserialize)]
struct RawFeature<'a> {
    #[serde(rename = "type")]
    kind: String,
    id: Option<FeatureId>,
    properties: Option<Map<String, Value>>,
    #[serde(borrow)]
    geometry: Option<&'a RawValue>,
    crs: Option<Value>,
}

#[derive(Deserialize)]
struct RawGeometry<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow)]
    coordinates: Option<&'a RawValue>,
    crs: Option<Value>,
}

impl<'a> GeoJson<'a> {
    /// Finds the features of a FeatureCollection, a Feature or a bare geometry. Memory beside the text: 16 bytes a feature.
    pub fn parse(text: &'a [u8], options: &GeoJsonOptions) -> Result<Self, GeoJsonError> {
        if text.len() > options.bytes_max {
            return Err(GeoJsonError::TooLong { found: text.len(), limit: options.bytes_max });
        }
        let text = std::str::from_utf8(text).map_err(|error| GeoJsonError::Encoding { at: error.valid_up_to() })?;
        let text = text.trim_start_matches('\u{feff}').trim();
        let object: RawObject<'a> = serde_json::from_str(text)?;
        let crs = named(object.crs.as_ref()).map_err(|name| GeoJsonError::Crs { name })?;
        let reading = Reading { crs: crs.unwrap_or(options.crs), extent: options.extent };
        let features = match (object.kind.as_str(), object.features) {
            ("FeatureCollection", Some(features)) => features.into_iter().map(RawValue::get).collect(),
            ("Feature" | "Polygon" | "MultiPolygon", None) => vec![text],
            _ => return Err(GeoJsonError::OtherType { found: object.kind }),
        };
        Ok(Self { features, reading })
    }

    /// How many features there are.
    pub fn len(&self) -> usize {
        self.features.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    /// Reads the features one after another; a faulty one does not keep the others from being read.
    pub fn features(&self) -> impl Iterator<Item = Feature> {
        let mut ids: HashMap<FeatureId, usize> = HashMap::new();
        self.features.iter().enumerate().map(move |(index, text)| {
            let mut feature = read_feature(index, text, self.reading);
            if let Some(id) = &feature.id {
                let first = *ids.entry(id.clone()).or_insert(index);
                feature.same_id_as = (first != index).then_some(first);
            }
            feature
        })
    }
}

fn read_feature(index: usize, text: &str, reading: Reading) -> Feature {
    let mut feature = Feature {
        index,
        id: None,
        same_id_as: None,
        properties: Map::new(),
        heights_dropped: false,
        boundary: Err(FeatureFault::NoGeometry),
    };
    feature.boundary = match serde_json::from_str::<RawFeature<'_>>(text) {
        Ok(raw) if raw.kind == "Feature" => {
            (feature.id, feature.properties) = (raw.id, raw.properties.unwrap_or_default());
            let geometry = raw.geometry.map_or("null", RawValue::get);
            adopt(reading, raw.crs.as_ref())
                .and_then(|reading| read_geometry(geometry, reading, &mut feature.heights_dropped))
        }
        Ok(_) => read_geometry(text, reading, &mut feature.heights_dropped),
        Err(error) => Err(error.into()),
    };
    feature
}

fn read_geometry(text: &str, reading: Reading, heights_dropped: &mut bool) -> Result<Boundary, FeatureFault> {
    let Some(geometry) = serde_json::from_str::<Option<RawGeometry<'_>>>(text)? else {
        return Err(FeatureFault::NoGeometry);
    };
    let coordinates = geometry.coordinates.map_or("[]", RawValue::get);
    let parts: Vec<Vec<Vec<Position>>> = match geometry.kind.as_str() {
        "Polygon" => vec![serde_json::from_str(coordinates)?],
        "MultiPolygon" => serde_json::from_str(coordinates)?,
        _ => return Err(FeatureFault::OtherGeometry { found: geometry.kind }),
    };
    let reading = adopt(reading, geometry.crs.as_ref())?;
    *heights_dropped = parts.iter().flatten().flatten().any(|position| position.count > 2);
    Ok(Boundary::read(rings(parts)?, &reading)?)
}

fn rings(parts: Vec<Vec<Vec<Position>>>) -> Result<Rings, FeatureFault> {
    let found: usize = parts.iter().map(|part| part.len().max(1)).sum();
    if found > RINGS_MAX {
        return Err(Fault::TooManyRings { found, limit: RINGS_MAX }.into());
    }
    let named = parts.into_iter().enumerate().map(|(part, rings)| {
        let rings = rings.into_iter().enumerate().map(|(ring, positions)| {
            let name = RingName { part, ring };
            positions.into_iter().enumerate().map(|(number, position)| numbers(name, number, position)).collect()
        });
        rings.collect()
    });
    named.collect()
}

fn numbers(ring: RingName, number: usize, position: Position) -> Result<[f64; 2], FeatureFault> {
    let found = match position {
        Position { wrong: Some(found), .. } => found,
        Position { count: 0 | 1, .. } => "nothing".to_owned(),
        Position { numbers, .. } => return Ok(numbers),
    };
    Err(FeatureFault::NotANumber { ring, position: number, found })
}

fn adopt(reading: Reading, crs: Option<&Value>) -> Result<Reading, FeatureFault> {
    let crs = named(crs).map_err(|name| FeatureFault::Crs { name })?;
    Ok(Reading { crs: crs.unwrap_or(reading.crs), ..reading })
}

/// What a `crs` member of GeoJSON of 2008 names; its own words if that is not read.
fn named(member: Option<&Value>) -> Result<Option<Crs>, String> {
    let Some(member) = member.filter(|member| !member.is_null()) else { return Ok(None) };
    let properties = &member["properties"];
    let name = match (&properties["name"], &properties["code"]) {
        (Value::String(name), _) => name.clone(),
        (_, Value::Number(code)) => format!("EPSG:{code}"),
        _ => member.to_string(),
    };
    Crs::from_name(&name).map(Some).ok_or(name)
}

//! Features to rows of our own JSON, and those to a network.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::geodesic::length_m;
use super::join::{Found, Places};
use super::rows::{KINDS, Kind, Place, RESULT};
use super::shape::Shape;
use super::{GeoJson, GeoJsonError, GeoJsonOptions, Layout, SkippedFeature};
use crate::format::own::{self, Flaw};
use crate::format::{NetworkFile, shown};
use crate::{Fluid, Network};

#[derive(Deserialize)]
struct Collection {
    #[serde(rename = "type")]
    word: Option<String>,
    features: Option<Vec<Option<Feature>>>,
    crs: Option<Value>,
    fluid: Option<Value>,
    market: Option<Value>,
}

#[derive(Deserialize)]
struct Feature {
    id: Option<Value>,
    geometry: Option<Value>,
    properties: Option<Map<String, Value>>,
}

/// A feature on its way to a row.
struct Part {
    kind: &'static Kind,
    /// Names it in errors.
    title: String,
    id: String,
    shape: Shape,
    row: Map<String, Value>,
}

/// Reads a network from a map.
///
/// # Errors
/// [`GeoJsonError`], which names the feature by its number in the file and its id.
pub fn read_geojson(json: &[u8], options: &GeoJsonOptions) -> Result<GeoJson, GeoJsonError> {
    // Lines are only counted where something is wrong, to say where.
    read(json, options, &[]).or_else(|_| read(json, options, &lines(json)))
}

/// The line of each feature, if they can be told.
fn lines(json: &[u8]) -> Vec<usize> {
    #[derive(Deserialize)]
    struct Features<'a> {
        #[serde(borrow)]
        features: Vec<&'a RawValue>,
    }
    let text = std::str::from_utf8(json).unwrap_or_default().trim_start_matches('\u{feff}');
    let Ok(Features { features }) = serde_json::from_str(text) else { return Vec::new() };
    let (mut line, mut counted) = (1, 0);
    let line_of = |feature: &RawValue| {
        let at = feature.get().as_ptr() as usize - text.as_ptr() as usize;
        line += text.get(counted..at).unwrap_or_default().matches('\n').count();
        counted = at;
        line
    };
    features.into_iter().map(line_of).collect()
}

fn read(json: &[u8], options: &GeoJsonOptions, lines: &[usize]) -> Result<GeoJson, GeoJsonError> {
    let tolerance_m = options.join_tolerance_m;
    if !(1e-6..=1e3).contains(&tolerance_m) {
        return Err(GeoJsonError::Tolerance(tolerance_m));
    }
    let collection: Collection = serde_json::from_slice(json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json))?;
    let features = match (collection.word.as_deref(), collection.features) {
        (Some("FeatureCollection"), Some(features)) => features,
        (word, _) => {
            return Err(GeoJsonError::NotACollection {
                found: word.map_or_else(|| "an object without type".to_owned(), shown),
            });
        }
    };
    check_crs(collection.crs.as_ref())?;
    let fluid = match (collection.fluid.filter(|fluid| !fluid.is_null()), &options.fluid) {
        (Some(fluid), _) => fluid,
        (None, Some(fluid)) => fluid_row(fluid)?,
        (None, None) => return Err(GeoJsonError::NoFluid),
    };
    let mut reader = Reader::new(options, lines);
    for (at, feature) in features.into_iter().enumerate() {
        reader.feature(at + 1, feature)?;
    }
    reader.join()?;
    reader.finish(fluid, collection.market.filter(|market| !market.is_null()))
}

/// Old GeoJSON (2008) could name a system; only those that mean WGS-84 pass.
fn check_crs(crs: Option<&Value>) -> Result<(), GeoJsonError> {
    let Some(crs) = crs.filter(|crs| !crs.is_null()) else { return Ok(()) };
    let name = crs.pointer("/properties/name").and_then(Value::as_str).unwrap_or("that the file names");
    let wgs84 = ["CRS84", "EPSG:4326", "EPSG::4326", "EPSG:0:4326"].iter().any(|known| name.ends_with(known));
    if wgs84 { Ok(()) } else { Err(GeoJsonError::Crs { name: shown(name) }) }
}

/// The gas as a row of our own JSON.
pub(super) fn fluid_row(fluid: &Fluid) -> Result<Value, GeoJsonError> {
    let empty = Network::new(fluid.clone(), Vec::new(), Vec::new()).map_err(crate::format::FormatError::from)?;
    let mut file = serde_json::to_value(NetworkFile::from(&empty))?;
    Ok(file["fluid"].take())
}

struct Reader<'a> {
    options: &'a GeoJsonOptions,
    /// By feature, if they were counted.
    lines: &'a [usize],
    parts: Vec<Part>,
    layout: Layout,
    node_ids: Vec<String>,
    places: Places,
    skipped: Vec<SkippedFeature>,
    ignored_properties: std::collections::BTreeMap<String, usize>,
    created_nodes: Vec<String>,
    /// Number of the last id tried for a created node.
    junctions: usize,
    measured_pipes: Vec<String>,
}

impl<'a> Reader<'a> {
    fn new(options: &'a GeoJsonOptions, lines: &'a [usize]) -> Self {
        Self {
            options,
            lines,
            parts: Vec::new(),
            layout: Layout::default(),
            node_ids: Vec::new(),
            places: Places::new(options.join_tolerance_m),
            skipped: Vec::new(),
            ignored_properties: std::collections::BTreeMap::new(),
            created_nodes: Vec::new(),
            junctions: 0,
            measured_pipes: Vec::new(),
        }
    }

    fn skip(&mut self, number: usize, reason: String) {
        self.skipped.push(SkippedFeature { number, reason });
    }

    fn feature(&mut self, number: usize, feature: Option<Feature>) -> Result<(), GeoJsonError> {
        let Some(feature) = feature else {
            self.skip(number, "it is null".to_owned());
            return Ok(());
        };
        let mut properties = feature.properties.unwrap_or_default();
        properties.retain(|_, value| !value.is_null());
        let own = properties.remove("id").or(feature.id).as_ref().and_then(text);
        let mut title = format!("feature {number}");
        if let Some(id) = &own {
            title = format!("{title} (\"{id}\")");
        }
        if let Some(line) = self.lines.get(number - 1) {
            title = format!("line {line}: {title}");
        }
        let shape = Shape::read(feature.geometry.as_ref(), &title, self.options.join_tolerance_m)?;
        let word = properties.remove("kind").as_ref().and_then(text);
        let word = match (&word, &shape) {
            (Some(word), _) => word.as_str(),
            (None, Shape::Point(..)) => "node",
            (None, Shape::Line(_)) => "pipe",
            (None, Shape::Other(word)) => {
                self.skip(number, format!("a {word} is neither node nor element"));
                return Ok(());
            }
            (None, Shape::None) => {
                self.skip(number, "it has neither kind nor geometry".to_owned());
                return Ok(());
            }
        };
        let Some(kind) = Kind::find(word) else {
            let known = KINDS.iter().map(|kind| kind.word).collect::<Vec<_>>().join(", ");
            self.skip(number, format!("kind \"{word}\" is none of {known}"));
            return Ok(());
        };
        let id = own.unwrap_or_else(|| format!("{}-{number}", kind.word));
        let row = self.row(kind, properties);
        self.part(Part { kind, title, id, shape, row });
        Ok(())
    }

    /// Keeps the properties that the kind has.
    fn row(&mut self, kind: &Kind, properties: Map<String, Value>) -> Map<String, Value> {
        let mut row = Map::new();
        for (key, value) in properties {
            if kind.ends().contains(&key.as_str()) {
                row.insert(key, text(&value).map_or(value, Value::String));
            } else if kind.keys.contains(&key.as_str()) {
                row.insert(key, value);
            } else if !key.starts_with(RESULT) {
                *self.ignored_properties.entry(key).or_insert(0) += 1;
            }
        }
        row
    }

    fn part(&mut self, mut part: Part) {
        if part.kind.place == Place::Node {
            if let Shape::Point(position, height) = part.shape {
                self.places.add(self.node_ids.len(), position);
                self.layout.positions.insert(part.id.clone(), position);
                if let Some(height) = height {
                    part.row.entry("height_m").or_insert(json!(height));
                }
            }
            self.node_ids.push(part.id.clone());
        }
        part.row.insert("id".to_owned(), Value::String(part.id.clone()));
        self.parts.push(part);
    }

    /// Finds the ends and lengths that the properties do not give.
    fn join(&mut self) -> Result<(), GeoJsonError> {
        let mut taken: HashSet<String> = self.node_ids.iter().cloned().collect();
        let mut parts = std::mem::take(&mut self.parts);
        for part in &mut parts {
            for (which, &key) in part.kind.ends().iter().enumerate() {
                if !part.row.contains_key(key) {
                    let node = self.end(part, which, key, &mut taken)?;
                    part.row.insert(key.to_owned(), Value::String(node));
                }
            }
            self.measure(part)?;
            if let (Place::Between, Shape::Line(line)) = (part.kind.place, &mut part.shape) {
                self.layout.lines.insert(part.id.clone(), std::mem::take(line));
            }
        }
        self.parts = parts;
        Ok(())
    }

    fn end(
        &mut self,
        part: &Part,
        which: usize,
        missing: &'static str,
        taken: &mut HashSet<String>,
    ) -> Result<String, GeoJsonError> {
        let (feature, tolerance_m) = (part.title.clone(), self.options.join_tolerance_m);
        let position = match (&part.shape, part.kind.place) {
            (Shape::Line(line), Place::Between) => line.get(if which == 0 { 0 } else { line.len() - 1 }).copied(),
            (Shape::Point(position, _), Place::At) => Some(*position),
            _ => None,
        };
        let Some(position) = position else { return Err(GeoJsonError::NoEnds { feature, missing }) };
        match self.places.find(position) {
            Found::One(node) => Ok(self.node_ids[node].clone()),
            Found::Several(one, other) => {
                let [one, other] = [one, other].map(|node| self.node_ids[node].clone());
                Err(GeoJsonError::Ambiguous { feature, missing, one, other, tolerance_m })
            }
            Found::Crowd => Err(GeoJsonError::Crowd { feature, missing, tolerance_m }),
            Found::Nothing if self.options.create_nodes && part.kind.place == Place::Between => {
                Ok(self.create(position, taken))
            }
            Found::Nothing => {
                let [longitude, latitude] = position;
                Err(GeoJsonError::Unjoined { feature, missing, longitude, latitude, tolerance_m })
            }
        }
    }

    fn create(&mut self, position: [f64; 2], taken: &mut HashSet<String>) -> String {
        let id = loop {
            self.junctions += 1;
            let id = format!("J{}", self.junctions);
            if taken.insert(id.clone()) {
                break id;
            }
        };
        self.places.add(self.node_ids.len(), position);
        self.layout.positions.insert(id.clone(), position);
        self.node_ids.push(id.clone());
        self.created_nodes.push(id.clone());
        id
    }

    fn measure(&mut self, part: &mut Part) -> Result<(), GeoJsonError> {
        if part.kind.word != "pipe" || part.row.contains_key("length_m") {
            return Ok(());
        }
        let line = if let Shape::Line(line) = &part.shape { length_m(line) } else { None };
        let length_m = line.ok_or_else(|| GeoJsonError::NoLength { feature: part.title.clone() })?;
        part.row.insert("length_m".to_owned(), json!(length_m));
        self.measured_pipes.push(part.id.clone());
        Ok(())
    }

    fn finish(self, fluid: Value, market: Option<Value>) -> Result<GeoJson, GeoJsonError> {
        let mut file = Map::new();
        for kind in KINDS {
            let rows = self.parts.iter().filter(|part| part.kind.list == kind.list);
            file.insert(kind.list.to_owned(), rows.map(|part| Value::Object(part.row.clone())).collect());
        }
        if let Some(Value::Array(nodes)) = file.get_mut("nodes") {
            nodes.extend(self.created_nodes.iter().map(|id| json!({"id": id})));
        }
        file.insert("fluid".to_owned(), fluid.clone());
        file.extend(market.as_ref().map(|market| ("market".to_owned(), market.clone())));
        let own = match serde_json::from_value::<NetworkFile>(Value::Object(file)) {
            Ok(file) => own::of_rows(&file).map_err(|found| self.faults(found))?,
            Err(source) => return Err(self.culprit(&fluid, market.as_ref(), source)),
        };
        Ok(GeoJson {
            network: own.network,
            market: own.market,
            layout: self.layout,
            skipped: self.skipped,
            ignored_properties: self.ignored_properties,
            created_nodes: self.created_nodes,
            measured_pipes: self.measured_pipes,
        })
    }

    /// Faults with the features that they are at.
    fn faults(&self, found: Vec<Flaw>) -> GeoJsonError {
        let part = |one: &Flaw| self.parts.iter().filter(|part| part.kind.list == one.table).nth(one.row);
        let member = |one: &Flaw| format!("member {}", one.table);
        let title = |one: &Flaw| part(one).map_or_else(|| member(one), |part| part.title.clone());
        GeoJsonError::Faults(found.into_iter().map(|one| (title(&one), one.problem)).collect())
    }

    /// Tries the features one by one, to name the one that does not fit.
    fn culprit(&self, fluid: &Value, market: Option<&Value>, all: serde_json::Error) -> GeoJsonError {
        let refused = |file: Value| serde_json::from_value::<NetworkFile>(file).err();
        if let Some(source) = refused(json!({"fluid": fluid, "nodes": []})) {
            return GeoJsonError::Properties { feature: "member fluid".to_owned(), source };
        }
        if let Some(source) = market.and_then(|market| refused(json!({"fluid": fluid, "nodes": [], "market": market})))
        {
            return GeoJsonError::Properties { feature: "member market".to_owned(), source };
        }
        for part in &self.parts {
            // With a small fluid, not the file's, whose table may be long.
            let mut alone = json!({"fluid": {"temperature_k": 288.15}, "nodes": []});
            alone[part.kind.list] = json!([part.row]);
            if let Some(source) = refused(alone) {
                return GeoJsonError::Properties { feature: format!("{}, {}", part.title, part.kind.word), source };
            }
        }
        GeoJsonError::Json(all)
    }
}

/// An id, which may also be a number.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

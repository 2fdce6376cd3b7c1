use std::{collections::BTreeSet, fs, io::ErrorKind, path::Path};

use ::pages::FilesError;
use ::store::Change;
use boundary::{GeoJson, GeoJsonOptions, write_geojson};
use identity::Scope;
use serde_json::{Map, Value, json};

use super::{content, first, outlines::property};
use crate::{
    commands::courses as commands,
    model::{Code, Course, CourseDraft, Edge, Edges, FieldFlaw, Flaw, Vocabulary},
    store as tables,
};

const EDGES: &str = "land/edges.geojson";
const COURSES: &str = "land/courses.geojson";

/// Longer files are no zone's, bytes: the outlines of a million parcels take a third of it.
const BYTES_MAX: u64 = 1_000_000_000;

/// How a file of the folder is read: its length was looked at before.
pub fn reading() -> GeoJsonOptions {
    GeoJsonOptions { bytes_max: usize::MAX, ..GeoJsonOptions::default() }
}

/// A file of the folder; none where there is none.
pub fn bytes(folder: &Path, file: &str) -> Result<Option<Vec<u8>>, FilesError> {
    let path = folder.join(file);
    let length = fs::metadata(&path).map_or(0, |told| told.len());
    if length > BYTES_MAX {
        return Err(content(file, 0, format!("the file has {length} bytes, more than {BYTES_MAX}")));
    }
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(FilesError::Access { file: file.to_owned(), source }),
    }
}

/// Writes a file of the folder.
pub fn put(folder: &Path, file: &str, text: &str) -> Result<(), FilesError> {
    let access = |source| FilesError::Access { file: file.to_owned(), source };
    let path = folder.join(file);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(access)?;
    }
    fs::write(path, text).map_err(access)
}

/// The edges that the folder tells; none where it has no such file.
pub fn read_edges(folder: &Path, vocabulary: &Vocabulary) -> Result<Option<Edges>, FilesError> {
    let Some(text) = bytes(folder, EDGES)? else { return Ok(None) };
    let document = GeoJson::parse(&text, &reading()).map_err(|error| content(EDGES, 0, error))?;
    let mut edges: Vec<Edge> = Vec::new();
    for feature in document.features() {
        let wrong = |problem: String| content(EDGES, 0, format!("feature {}: {problem}", feature.index + 1));
        let flaw = |flaw: FieldFlaw| wrong(flaw.to_string());
        let park = match property(&feature.properties, "park") {
            "" => None,
            park => Some(FieldFlaw::at("park", vocabulary.find_park(park)).map_err(flaw)?),
        };
        let source = match property(&feature.properties, "source") {
            "" => None,
            source => Some(FieldFlaw::at("source", source.parse()).map_err(flaw)?),
        };
        if edges.iter().any(|edge| edge.park == park) {
            return Err(flaw(FieldFlaw { field: "park", flaw: Flaw::Taken }));
        }
        let boundary = feature.boundary.map_err(|fault| wrong(fault.to_string()))?;
        edges.push(Edge { park, boundary, source });
    }
    edges.sort_by(|left, right| left.park.cmp(&right.park));
    Ok(Some(Edges(edges)))
}

/// Writes the edges, if there are any.
pub fn write_edges(folder: &Path, edges: &Edges) -> Result<(), FilesError> {
    let properties = |edge: &Edge| {
        let mut told = Map::new();
        if let Some(park) = &edge.park {
            told.insert("park".to_owned(), json!(park.as_str()));
        }
        if let Some(source) = &edge.source {
            told.insert("source".to_owned(), json!(source.as_str()));
        }
        told
    };
    let described: Vec<(Map<String, Value>, &Edge)> = edges.0.iter().map(|edge| (properties(edge), edge)).collect();
    let text = write_geojson(described.iter().map(|(properties, edge)| (None, properties, &edge.boundary)));
    if described.is_empty() { Ok(()) } else { put(folder, EDGES, &text) }
}

/// The courses that the folder tells.
pub fn read_courses(folder: &Path) -> Result<Vec<(Code, Course)>, FilesError> {
    let Some(text) = bytes(folder, COURSES)? else { return Ok(Vec::new()) };
    let told: Value = serde_json::from_slice(&text).map_err(|error| content(COURSES, error.line(), error))?;
    let none = Vec::new();
    let features = told["features"].as_array().unwrap_or(&none);
    let (mut courses, mut works): (Vec<(Code, Course)>, BTreeSet<Code>) = Default::default();
    for (index, feature) in features.iter().enumerate() {
        let flaw = |flaw: FieldFlaw| content(COURSES, 0, format!("feature {}: {flaw}", index + 1));
        let said = |name: &str| feature["properties"][name].as_str().unwrap_or_default();
        let code: Code = FieldFlaw::at("work", said("work").parse()).map_err(flaw)?;
        let draft = CourseDraft { geojson: feature["geometry"].to_string(), source: said("source").to_owned() };
        let course = draft.check().map_err(|flaws| flaw(first(flaws)))?;
        if !works.insert(code.clone()) {
            return Err(flaw(FieldFlaw { field: "work", flaw: Flaw::Taken }));
        }
        courses.push((code, course));
    }
    Ok(courses)
}

/// Adds courses to works that have none yet: the works must be there.
pub async fn add_courses(change: &mut Change, scope: &Scope, told: Vec<(Code, Course)>) -> Result<(), FilesError> {
    let known = tables::courses(change.connection(), scope).await?;
    let works = tables::works(change.connection(), scope).await?;
    let works: BTreeSet<Code> = works.into_iter().map(|work| work.code).collect();
    let new: Vec<_> = told.into_iter().filter(|(code, _)| !known.contains_key(code)).collect();
    if let Some((code, _)) = new.iter().find(|(code, _)| !works.contains(code)) {
        return Err(content(COURSES, 0, format!("there is no work {code}")));
    }
    Ok(commands::add(change, &new).await?)
}

/// Writes the courses, if there are any: one line a feature.
pub fn write_courses<'c>(
    folder: &Path,
    courses: impl Iterator<Item = (&'c Code, &'c Course)>,
) -> Result<(), FilesError> {
    let feature = |(code, course): (&Code, &Course)| {
        let mut told = Map::new();
        if let Some(source) = &course.source {
            told.insert("source".to_owned(), json!(source.as_str()));
        }
        told.insert("work".to_owned(), json!(code.as_str()));
        let (properties, geometry) = (Value::Object(told), course.geometry());
        format!("{{\"type\":\"Feature\",\"properties\":{properties},\"geometry\":{geometry}}}")
    };
    let features: Vec<String> = courses.map(feature).collect();
    if features.is_empty() {
        return Ok(());
    }
    let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", features.join(",\n"));
    put(folder, COURSES, &text)
}

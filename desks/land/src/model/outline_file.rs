use std::{
    collections::{BTreeMap, BTreeSet, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
};

use boundary::{Boundary, Crs, Feature, GeoJson, GeoJsonOptions, Reading, overlaps, read_well_known_text};
use jiff::civil::Date;
use spreadsheet::{TableError, TableRow};

use super::{Code, Edges, FieldFlaw, Flaw, OVERLAP_M2, Outline, Outlines, PlaceFlaw};

/// What a file of outlines does not say itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileTerms {
    /// The day of outlines that name none.
    pub on: String,
    /// Where outlines are known from that do not say it; may be empty.
    pub source: String,
    /// The coordinate reference system, by its EPSG code, of a file that names none.
    pub epsg: u32,
}

/// What stands before a file is taken over.
pub struct Standing<'s> {
    /// The parcels that there are.
    pub parcels: &'s BTreeSet<Code>,
    /// Their outlines; of parcels that are no more, none.
    pub outlines: &'s BTreeMap<Code, Outlines>,
    /// Where the zone ends.
    pub edges: &'s Edges,
    /// Today.
    pub today: Date,
}

/// A feature of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct FileRow {
    /// Its place in the file, from 1.
    pub number: usize,
    /// The parcel that it names.
    pub code: Option<Code>,
    /// Whether it had heights, which were left out.
    pub heights_dropped: bool,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// What becomes of a feature.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The parcel gets this outline.
    Draws(Outline),
    /// It lies there already.
    Unchanged,
    /// It cannot be.
    Refused(FieldFlaw),
}

/// What a file would do, feature by feature.
///
/// Parcels of one file may take each other's place: what is drawn is set against what else is drawn, and against the
/// present outlines of all others.
///
/// # Errors
/// The file as a whole cannot be read.
pub fn read_file(text: &str, terms: &FileTerms, standing: &Standing<'_>) -> Result<Vec<FileRow>, PlaceFlaw> {
    let crs = Crs::from_epsg(terms.epsg).unwrap_or(Crs::Degrees);
    let features: Vec<Feature> = if is_table(text) {
        table_features(text, crs).map_err(|error| PlaceFlaw::from(&error))?
    } else {
        let options = GeoJsonOptions { crs, ..GeoJsonOptions::default() };
        GeoJson::parse(text.as_bytes(), &options).map_err(|error| PlaceFlaw::from(&error))?.features().collect()
    };
    let mut first: BTreeMap<Code, usize> = BTreeMap::new();
    let rows = features.into_iter().map(|feature| {
        let (number, heights_dropped) = (feature.index + 1, feature.heights_dropped);
        let code = code_of(&feature);
        let outcome = match &code {
            Ok(code) => match *first.entry(code.clone()).or_insert(number) {
                first if first != number => refused("code", PlaceFlaw::Twice { first }),
                _ => outcome_of(feature, code, terms, standing),
            },
            Err(flaw) => Outcome::Refused(FieldFlaw { field: "code", flaw: flaw.clone() }),
        };
        FileRow { number, code: code.ok(), heights_dropped, outcome }
    });
    let mut rows: Vec<FileRow> = rows.collect();
    refuse_overlaps(&mut rows, standing);
    Ok(rows)
}

/// The columns of a table of outlines: what a feature of GeoJSON says as properties, and its outline as well-known text.
pub const OUTLINE_COLUMNS: [&str; 4] = ["code", "on", "source", "wkt"];

/// Whether a file is a table, and not GeoJSON.
fn is_table(text: &str) -> bool {
    !text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '['])
}

/// The rows of a table as features; a row is told by its number in the spreadsheet.
fn table_features(text: &str, crs: Crs) -> Result<Vec<Feature>, TableError> {
    let table = spreadsheet::read_csv(text.as_bytes())?;
    let reading = Reading { crs, extent: None };
    let place = OUTLINE_COLUMNS.map(|name| table.header.iter().position(|heading| heading == name));
    let feature = |row: &TableRow| {
        let [code, on, source, wkt] =
            place.map(|place| place.and_then(|place| row.cells.get(place)).unwrap_or_default().trim());
        let told = [("code", code), ("on", on), ("source", source)].into_iter().filter(|(_, text)| !text.is_empty());
        Feature {
            index: (row.number as usize).saturating_sub(1),
            id: None,
            same_id_as: None,
            properties: told.map(|(name, text)| (name.to_owned(), text.into())).collect(),
            heights_dropped: false,
            boundary: read_well_known_text(wkt, &reading),
        }
    };
    Ok(table.rows.iter().map(feature).collect())
}

/// Changes whenever something else would be drawn: what is confirmed is what was seen.
pub fn fingerprint(rows: &[FileRow]) -> String {
    let mut hasher = DefaultHasher::new();
    for row in rows {
        if let (Some(code), Outcome::Draws(outline)) = (&row.code, &row.outcome) {
            (code.as_str(), outline.on.to_string(), outline.geojson()).hash(&mut hasher);
        }
    }
    format!("{:016x}", hasher.finish())
}

fn refused(field: &'static str, flaw: PlaceFlaw) -> Outcome {
    Outcome::Refused(FieldFlaw { field, flaw: flaw.into() })
}

/// The parcel that a feature names: as its property, or as its id.
fn code_of(feature: &Feature) -> Result<Code, Flaw> {
    let given = feature.properties.get("code").and_then(|code| code.as_str().map(str::to_owned));
    let given = given.or_else(|| feature.id.as_ref().map(ToString::to_string));
    given.ok_or(PlaceFlaw::NoCode)?.parse()
}

fn outcome_of(feature: Feature, code: &Code, terms: &FileTerms, standing: &Standing<'_>) -> Outcome {
    if !standing.parcels.contains(code) {
        let flaw = Flaw::NotThere { codes: code.to_string() };
        return Outcome::Refused(FieldFlaw { field: "code", flaw });
    }
    let present = standing.outlines.get(code);
    match outline_of(feature, terms, present, standing) {
        Err(flaw) => Outcome::Refused(flaw),
        Ok(outline) => match present.and_then(|own| own.0.last()) {
            // A file that was exported and comes back changes nothing.
            Some(latest) if latest.boundary == outline.boundary => Outcome::Unchanged,
            _ => Outcome::Draws(outline),
        },
    }
}

fn outline_of(
    feature: Feature,
    terms: &FileTerms,
    present: Option<&Outlines>,
    standing: &Standing<'_>,
) -> Result<Outline, FieldFlaw> {
    let said = |name: &str, otherwise: &str| {
        let given = feature.properties.get(name).and_then(|value| value.as_str()).filter(|text| !text.is_empty());
        given.unwrap_or(otherwise).trim().to_owned()
    };
    let (on, source) = (said("on", &terms.on), said("source", &terms.source));
    let on: Date = FieldFlaw::at("on", on.parse().map_err(|_| Flaw::Day))?;
    let source = if source.is_empty() { None } else { Some(FieldFlaw::at("source", source.parse())?) };
    let boundary = feature.boundary.map_err(|fault| PlaceFlaw::from(&fault).into());
    let boundary = rounded(FieldFlaw::at("geojson", boundary)?);
    FieldFlaw::at("geojson", standing.edges.check(&boundary))?;
    let lies_there = present.and_then(|own| own.0.last()).is_some_and(|latest| latest.boundary == boundary);
    if !lies_there {
        present.cloned().unwrap_or_default().follows(on, standing.today)?;
    }
    Ok(Outline { on, boundary, source })
}

/// A boundary as it is stored, so that it can be compared with what is.
fn rounded(boundary: Boundary) -> Boundary {
    let text = boundary::write_geojson([(None, &serde_json::Map::new(), &boundary)]);
    let document = GeoJson::parse(text.as_bytes(), &GeoJsonOptions::default()).ok();
    let read = document.and_then(|document| document.features().next());
    read.and_then(|feature| feature.boundary.ok()).unwrap_or(boundary)
}

/// Refuses what lies upon others, until nothing that is drawn does: what is refused stays where it lay.
fn refuse_overlaps(rows: &mut [FileRow], standing: &Standing<'_>) {
    loop {
        let drawn = |row: &FileRow| match (&row.code, &row.outcome) {
            (Some(code), Outcome::Draws(outline)) => Some((code.clone(), outline.boundary.clone())),
            _ => None,
        };
        let new: BTreeMap<Code, Boundary> = rows.iter().filter_map(drawn).collect();
        let stays = standing.outlines.iter().filter(|(code, _)| !new.contains_key(*code));
        let stays = stays.filter_map(|(code, own)| Some((code.clone(), own.0.last()?.boundary.clone())));
        let all: Vec<(Code, Boundary)> =
            stays.chain(new.iter().map(|(code, one)| (code.clone(), one.clone()))).collect();
        let mut upon: BTreeMap<Code, Vec<String>> = BTreeMap::new();
        for overlap in overlaps(&all, OVERLAP_M2) {
            let [one, other] = overlap.ids;
            for (mine, theirs) in [(&one, &other), (&other, &one)] {
                if new.contains_key(mine) {
                    upon.entry(mine.clone()).or_default().push(theirs.to_string());
                }
            }
        }
        if upon.is_empty() {
            return;
        }
        for row in rows.iter_mut().filter(|row| matches!(row.outcome, Outcome::Draws(_))) {
            if let Some(codes) = row.code.as_ref().and_then(|code| upon.get(code)) {
                let flaw = Flaw::OverlapsOthers { codes: codes.join(" ") };
                row.outcome = Outcome::Refused(FieldFlaw { field: "geojson", flaw });
            }
        }
    }
}

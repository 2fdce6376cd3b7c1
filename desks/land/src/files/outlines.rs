use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use ::pages::FilesError;
use ::store::Change;
use boundary::{GeoJson, overlaps, write_geojson};
use identity::Scope;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::{
    content,
    places::{bytes, put, reading},
};
use crate::{
    commands::outlines as commands,
    model::{Code, FieldFlaw, Flaw, OVERLAP_M2, Outline, Outlines},
    store as tables,
};

const OUTLINES: &str = "land/outlines.geojson";

/// What a property says.
pub fn property<'p>(properties: &'p Map<String, Value>, name: &str) -> &'p str {
    properties.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The outlines that the folder tells, of each parcel the oldest first.
pub fn read(folder: &Path, today: Date) -> Result<Vec<(Code, Vec<Outline>)>, FilesError> {
    let Some(text) = bytes(folder, OUTLINES)? else { return Ok(Vec::new()) };
    let document = GeoJson::parse(&text, &reading()).map_err(|error| content(OUTLINES, 0, error))?;
    let mut told: BTreeMap<Code, Vec<Outline>> = BTreeMap::new();
    for feature in document.features() {
        let wrong = |problem: String| content(OUTLINES, 0, format!("feature {}: {problem}", feature.index + 1));
        let flaw = |flaw: FieldFlaw| wrong(flaw.to_string());
        let code: Code = FieldFlaw::at("code", property(&feature.properties, "code").parse()).map_err(flaw)?;
        let on: Date =
            FieldFlaw::at("on", property(&feature.properties, "on").parse().map_err(|_| Flaw::Day)).map_err(flaw)?;
        let source = match property(&feature.properties, "source") {
            "" => None,
            source => Some(FieldFlaw::at("source", source.parse()).map_err(flaw)?),
        };
        if on > today {
            return Err(flaw(FieldFlaw { field: "on", flaw: Flaw::Future { today } }));
        }
        let boundary = feature.boundary.map_err(|fault| wrong(format!("{code}: {fault}")))?;
        let own = told.entry(code).or_default();
        if let Some(latest) = own.last().filter(|latest| on < latest.on) {
            return Err(flaw(FieldFlaw { field: "on", flaw: Flaw::BeforeLatest { latest: latest.on } }));
        }
        own.push(Outline { on, boundary, source });
    }
    Ok(told.into_iter().collect())
}

/// Adds outlines to parcels that have none yet: the parcels must be there, and none may lie on another.
pub async fn add(change: &mut Change, scope: &Scope, told: Vec<(Code, Vec<Outline>)>) -> Result<(), FilesError> {
    let known = tables::outlines(change.connection(), scope).await?;
    let new: Vec<_> = told.into_iter().filter(|(code, _)| !known.contains_key(code)).collect();
    let parcels = tables::parcels(change.connection(), scope).await?;
    let parcels: BTreeSet<Code> = parcels.into_iter().map(|parcel| parcel.code).collect();
    if let Some((code, _)) = new.iter().find(|(code, _)| !parcels.contains(code)) {
        return Err(content(OUTLINES, 0, format!("there is no parcel {code}")));
    }
    let edges = tables::edges(change.connection(), change.zone()).await?;
    for (code, own) in &new {
        for outline in own {
            edges.check(&outline.boundary).map_err(|flaw| content(OUTLINES, 0, format!("{code}: {flaw}")))?;
        }
    }
    let ended = tables::ended(change.connection(), change.zone()).await?;
    let stand = known.iter().map(|(code, own)| (code, own.0.as_slice()));
    let newest = stand.chain(new.iter().map(|(code, own)| (code, own.as_slice())));
    let newest = newest.filter(|(code, _)| !ended.contains_key(*code));
    let newest: Vec<_> = newest.filter_map(|(code, own)| Some((code, own.last()?.boundary.clone()))).collect();
    let is_new = |code: &Code| !known.contains_key(code);
    if let Some(overlap) = overlaps(&newest, OVERLAP_M2).iter().find(|one| one.ids.iter().any(|code| is_new(code))) {
        let ([one, other], area) = (overlap.ids, overlap.area_m2);
        return Err(content(OUTLINES, 0, format!("{one} and {other} overlap by {area:.0} m²")));
    }
    let drawn = new.iter().flat_map(|(code, own)| (1..=own.len()).map(move |count| (code, &own[..count])));
    let drawn: Vec<(&Code, &[Outline])> = drawn.collect();
    Ok(commands::add_newest(change, &drawn).await?)
}

/// Writes the outlines, if there are any.
pub fn write(folder: &Path, outlines: &BTreeMap<Code, Outlines>) -> Result<(), FilesError> {
    if outlines.is_empty() {
        return Ok(());
    }
    let all = outlines.iter().flat_map(|(code, own)| own.0.iter().map(move |outline| (code, outline)));
    let properties = |(code, outline): (&Code, &Outline)| {
        let source = outline.source.as_ref().map(ToString::to_string);
        let mut told = Map::new();
        told.insert("code".to_owned(), json!(code.as_str()));
        told.insert("on".to_owned(), json!(outline.on.to_string()));
        if let Some(source) = source {
            told.insert("source".to_owned(), json!(source));
        }
        told
    };
    let described: Vec<(Map<String, Value>, &Outline)> = all.map(|one| (properties(one), one.1)).collect();
    let text = write_geojson(described.iter().map(|(properties, outline)| (None, properties, &outline.boundary)));
    put(folder, OUTLINES, &text)
}

use std::fmt::Write;

use geo::{LineString, Polygon};
use serde_json::{Map, Value, json};

use super::read::FeatureId;
use crate::boundary::{Boundary, rings_of};

/// Decimals of a degree that are written: the last one is 1.1 mm.
pub const DECIMALS: usize = 8;

/// A FeatureCollection, one line a feature. The same boundaries give the same text, and a text read back gives itself.
///
/// Positions are rounded to [`DECIMALS`], which moves them by less than a millimetre.
pub fn write_geojson<'a>(
    features: impl IntoIterator<Item = (Option<&'a FeatureId>, &'a Map<String, Value>, &'a Boundary)>,
) -> String {
    let mut text = String::from("{\"type\":\"FeatureCollection\",\"features\":[");
    for (index, (id, properties, boundary)) in features.into_iter().enumerate() {
        text.push_str(if index == 0 { "\n" } else { ",\n" });
        text.push_str("{\"type\":\"Feature\",");
        match id {
            Some(FeatureId::Number(number)) => append(&mut text, format_args!("\"id\":{number},")),
            Some(FeatureId::Text(id)) => append(&mut text, format_args!("\"id\":{},", json!(id))),
            None => {}
        }
        // Keys and texts of JSON write themselves.
        let properties: &Map<String, Value> = properties;
        append(&mut text, format_args!("\"properties\":{},\"geometry\":", json!(properties)));
        write_geometry(&mut text, boundary);
        text.push('}');
    }
    text.push_str("\n]}\n");
    text
}

fn write_geometry(text: &mut String, boundary: &Boundary) {
    let parts = &boundary.shape().0;
    if let [part] = parts.as_slice() {
        text.push_str("{\"type\":\"Polygon\",\"coordinates\":");
        write_part(text, part);
    } else {
        text.push_str("{\"type\":\"MultiPolygon\",\"coordinates\":");
        write_list(text, parts, write_part);
    }
    text.push('}');
}

fn write_part(text: &mut String, part: &Polygon<f64>) {
    write_list(text, rings_of(part), write_ring);
}

fn write_ring(text: &mut String, ring: &LineString<f64>) {
    write_list(text, ring.coords(), |text, at| {
        text.push('[');
        write_number(text, at.x);
        text.push(',');
        write_number(text, at.y);
        text.push(']');
    });
}

fn write_list<T>(text: &mut String, items: impl IntoIterator<Item = T>, write: impl Fn(&mut String, T)) {
    text.push('[');
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        write(text, item);
    }
    text.push(']');
}

fn write_number(text: &mut String, degrees: f64) {
    let start = text.len();
    append(text, format_args!("{degrees:.DECIMALS$}"));
    let kept = text[start..].trim_end_matches('0').trim_end_matches('.').len();
    text.truncate(start + kept);
    if &text[start..] == "-0" {
        text.replace_range(start.., "0");
    }
}

/// Writing to a text cannot fail.
fn append(text: &mut String, words: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(words);
}

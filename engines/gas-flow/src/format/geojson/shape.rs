//! Geometries as far as networks have them.

use serde_json::Value;

use super::GeoJsonError;
use super::geodesic::space_m;

/// Where a feature lies.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// Nowhere.
    None,
    /// Longitude and latitude; height if the position has one.
    Point([f64; 2], Option<f64>),
    /// At least two positions.
    Line(Vec<[f64; 2]>),
    /// A geometry of no use here.
    Other(String),
}

impl Shape {
    /// From the member `geometry`. `feature` names it in errors.
    pub fn read(geometry: Option<&Value>, feature: &str, tolerance_m: f64) -> Result<Self, GeoJsonError> {
        let bad = |reason| GeoJsonError::Geometry { feature: feature.to_owned(), reason };
        let Some(geometry) = geometry.filter(|geometry| !geometry.is_null()) else { return Ok(Self::None) };
        let word = geometry.get("type").and_then(Value::as_str).ok_or_else(|| bad("its geometry has no type"))?;
        let coordinates = geometry.get("coordinates");
        let list = || coordinates.and_then(Value::as_array).ok_or_else(|| bad("its geometry has no coordinates"));
        match word {
            // RFC 7946, section 3.1: an empty array of coordinates may be taken as no geometry.
            "Point" | "LineString" | "MultiLineString" if list()?.is_empty() => Ok(Self::None),
            "Point" => {
                let ([longitude, latitude], height) = position(&Value::Array(list()?.clone()), feature)?;
                Ok(Self::Point([longitude, latitude], height))
            }
            "LineString" => Ok(Self::Line(line(list()?, feature)?)),
            "MultiLineString" => {
                let parts = list()?.iter().map(|part| {
                    let part = part.as_array().ok_or_else(|| bad("a part of its line is no array"))?;
                    line(part, feature)
                });
                joined(parts, tolerance_m, || {
                    bad("the parts of its MultiLineString do not follow one another: split it")
                })
            }
            other => Ok(Self::Other(other.to_owned())),
        }
    }
}

fn joined(
    parts: impl Iterator<Item = Result<Vec<[f64; 2]>, GeoJsonError>>,
    tolerance_m: f64,
    apart: impl Fn() -> GeoJsonError,
) -> Result<Shape, GeoJsonError> {
    let mut whole: Vec<[f64; 2]> = Vec::new();
    for part in parts {
        let mut part = part?;
        match (whole.last(), part.first()) {
            (Some(&end), Some(&start)) if chord_m(end, start) > tolerance_m => return Err(apart()),
            (Some(&end), Some(&start)) if chord_m(end, start) <= 0.0 => whole.extend(part.drain(1..)),
            _ => whole.append(&mut part),
        }
    }
    Ok(Shape::Line(whole))
}

fn line(positions: &[Value], feature: &str) -> Result<Vec<[f64; 2]>, GeoJsonError> {
    if positions.len() < 2 {
        let reason = "its line has fewer than two positions";
        return Err(GeoJsonError::Geometry { feature: feature.to_owned(), reason });
    }
    positions.iter().map(|value| position(value, feature).map(|(position, _)| position)).collect()
}

fn position(value: &Value, feature: &str) -> Result<([f64; 2], Option<f64>), GeoJsonError> {
    let bad = || GeoJsonError::Geometry {
        feature: feature.to_owned(),
        reason: "a position of its geometry is not [longitude, latitude] in numbers",
    };
    let numbers = value.as_array().ok_or_else(bad)?;
    let number = |at: usize| numbers.get(at).and_then(Value::as_f64);
    let (first, second) = number(0).zip(number(1)).ok_or_else(bad)?;
    checked([first, second], feature)?;
    Ok(([first, second], number(2)))
}

/// Refuses what is no longitude and latitude.
pub(super) fn checked(position: [f64; 2], feature: &str) -> Result<(), GeoJsonError> {
    let [first, second] = position;
    if first.abs() <= 180.0 && second.abs() <= 90.0 {
        return Ok(());
    }
    Err(GeoJsonError::Position { feature: feature.to_owned(), first, second })
}

/// Straight distance through the earth, m.
pub(super) fn chord_m(a: [f64; 2], b: [f64; 2]) -> f64 {
    let (a, b) = (space_m(a), space_m(b));
    (0..3).map(|axis| (a[axis] - b[axis]).powi(2)).sum::<f64>().sqrt()
}

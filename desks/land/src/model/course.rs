use boundary::length_m;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{FieldFlaw, Line, PlaceFlaw, flaw::Flaws};

/// Where a work lies (线位): lines of longitude and latitude in degrees of CGCS2000, each of two positions at least.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    lines: Vec<Vec<[f64; 2]>>,
    /// Where it is known from.
    pub source: Option<Line>,
}

/// A [`Course`] as it was typed or stands in a file: nothing is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CourseDraft {
    /// A LineString or MultiLineString in GeoJSON, bare or as the only feature.
    pub geojson: String,
    /// Where it is known from; may be empty.
    pub source: String,
}

/// More positions are no course of one work.
const POSITIONS_MAX: usize = 10_000;

impl Course {
    /// Its lines.
    pub fn lines(&self) -> &[Vec<[f64; 2]>] {
        &self.lines
    }

    /// How long it is, m.
    pub fn length_m(&self) -> f64 {
        self.lines.iter().map(|line| length_m(line)).sum()
    }

    /// The course as a geometry of GeoJSON.
    pub fn geometry(&self) -> Value {
        match self.lines.as_slice() {
            [line] => json!({ "type": "LineString", "coordinates": line }),
            lines => json!({ "type": "MultiLineString", "coordinates": lines }),
        }
    }

    /// As a form or a file has it.
    pub fn draft(&self) -> CourseDraft {
        let source = self.source.as_ref().map(ToString::to_string).unwrap_or_default();
        CourseDraft { geojson: self.geometry().to_string(), source }
    }
}

impl CourseDraft {
    /// The course.
    ///
    /// # Errors
    /// All that is wrong, by field.
    pub fn check(&self) -> Result<Course, Vec<FieldFlaw>> {
        let mut flaws = Flaws::default();
        let lines = flaws.take("geojson", lines(&self.geojson).map_err(Into::into));
        let source = flaws.take_given("source", &self.source, str::parse);
        match lines {
            Some(lines) if flaws.0.is_empty() => Ok(Course { lines, source }),
            _ => Err(flaws.0),
        }
    }
}

/// The lines of a text in GeoJSON.
pub(super) fn lines(text: &str) -> Result<Vec<Vec<[f64; 2]>>, PlaceFlaw> {
    let told: Value = serde_json::from_str(text.trim()).map_err(|_| PlaceFlaw::Course)?;
    let feature = match told["type"].as_str() {
        Some("FeatureCollection") => match told["features"].as_array().map(Vec::as_slice) {
            Some([one]) => one,
            _ => return Err(PlaceFlaw::Course),
        },
        _ => &told,
    };
    let geometry = if feature["type"] == "Feature" { &feature["geometry"] } else { feature };
    let coordinates = geometry["coordinates"].clone();
    // Heights are overlooked.
    let read: Vec<Vec<Vec<f64>>> = match geometry["type"].as_str() {
        Some("LineString") => vec![serde_json::from_value(coordinates).map_err(|_| PlaceFlaw::Course)?],
        Some("MultiLineString") => serde_json::from_value(coordinates).map_err(|_| PlaceFlaw::Course)?,
        _ => return Err(PlaceFlaw::Course),
    };
    if read.iter().map(Vec::len).sum::<usize>() > POSITIONS_MAX {
        return Err(PlaceFlaw::CourseTooLong { max: POSITIONS_MAX });
    }
    let position = |numbers: &Vec<f64>| match numbers.as_slice() {
        [longitude, latitude, ..] if longitude.abs() <= 180.0 && latitude.abs() <= 90.0 => Ok([*longitude, *latitude]),
        _ => Err(PlaceFlaw::CoursePosition),
    };
    let lines: Vec<Vec<[f64; 2]>> =
        read.iter().map(|line| line.iter().map(position).collect()).collect::<Result<_, _>>()?;
    if lines.is_empty() || lines.iter().any(|line| line.len() < 2) { Err(PlaceFlaw::Course) } else { Ok(lines) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn lines_are_read_measured_and_written_as_they_were() {
        let text = r#"{"coordinates":[[112.1,35.6],[112.1,35.61]],"type":"LineString"}"#;
        let course = CourseDraft { geojson: text.to_owned(), source: String::new() }.check().unwrap();
        assert!((course.length_m() - 1109.6).abs() < 0.2, "{}", course.length_m());
        assert_eq!(course.draft().geojson, text);
        let feature = format!(r#"{{"type":"Feature","properties":{{}},"geometry":{text}}}"#);
        assert_eq!(lines(&feature).unwrap(), course.lines());
        let raised = text.replace("35.6]", "35.6,700]");
        assert_eq!(lines(&raised).unwrap(), course.lines());
    }

    #[test]
    fn what_is_no_line_is_refused() {
        for (text, flaw) in [
            ("", PlaceFlaw::Course),
            ("{", PlaceFlaw::Course),
            (r#"{"type":"Point","coordinates":[112,35]}"#, PlaceFlaw::Course),
            (r#"{"type":"LineString"}"#, PlaceFlaw::Course),
            (r#"{"type":"LineString","coordinates":[[112,35]]}"#, PlaceFlaw::Course),
            (r#"{"type":"LineString","coordinates":[[112,"35"],[112,36]]}"#, PlaceFlaw::Course),
            (r#"{"type":"LineString","coordinates":[[35,112],[36,112]]}"#, PlaceFlaw::CoursePosition),
            (
                r#"{"type":"LineString","coordinates":[[38420000,3950000],[38420010,3950000]]}"#,
                PlaceFlaw::CoursePosition,
            ),
            (r#"{"type":"MultiLineString","coordinates":[]}"#, PlaceFlaw::Course),
        ] {
            assert_eq!(lines(text), Err(flaw), "{text}");
        }
        let long = format!(r#"{{"type":"LineString","coordinates":[{}[1,1]]}}"#, "[1,1],".repeat(10_000));
        assert_eq!(lines(&long), Err(PlaceFlaw::CourseTooLong { max: 10_000 }));
    }
}

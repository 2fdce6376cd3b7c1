use boundary::{Boundary, GeoJson, GeoJsonOptions, overlaps, write_geojson};
use jiff::civil::Date;
use pages::words::TextFlaw;
use serde::{Deserialize, Serialize};
use serde_json::Map;

use super::{Code, Edges, FieldFlaw, Flaw, Line, PlaceFlaw, flaw::Flaws};

/// Where a parcel lies from a day on (界址).
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// From which day.
    pub on: Date,
    /// Its boundary.
    pub boundary: Boundary,
    /// Where it is known from: a survey, a plan.
    pub source: Option<Line>,
}

/// An [`Outline`] as it was typed or stands in a file: nothing is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutlineDraft {
    /// The day, as 2020-08-20.
    pub on: String,
    /// Where it is known from; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// One polygon or multipolygon in GeoJSON.
    pub geojson: String,
}

/// The outlines of a parcel, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outlines(pub Vec<Outline>);

/// Longer texts are no outline of one parcel, bytes.
const BYTES_MAX: usize = 4_000_000;
/// Surveys that share a side overlap by slivers; more than this is an overlap, m².
pub const OVERLAP_M2: f64 = 5.0;

impl Outline {
    /// As a form or a file has it.
    pub fn draft(&self) -> OutlineDraft {
        let source = self.source.as_ref().map(ToString::to_string).unwrap_or_default();
        OutlineDraft { on: self.on.to_string(), source, geojson: self.geojson() }
    }

    /// The outline in GeoJSON, as it is stored and handed out.
    pub fn geojson(&self) -> String {
        write_geojson([(None, &Map::new(), &self.boundary)])
    }
}

impl OutlineDraft {
    /// The outline; whether others lie there is for [`Outlines::enter`] to say.
    ///
    /// # Errors
    /// All that is wrong, by field.
    pub fn check(&self) -> Result<Outline, Vec<FieldFlaw>> {
        let mut flaws = Flaws::default();
        let on = flaws.take("on", self.on.trim().parse().map_err(|_| Flaw::Day));
        let source = flaws.take_given("source", &self.source, str::parse);
        let boundary = flaws.take("geojson", one_boundary(&self.geojson));
        match (on, boundary) {
            (Some(on), Some(boundary)) if flaws.0.is_empty() => Ok(Outline { on, boundary, source }),
            _ => Err(flaws.0),
        }
    }
}

/// The boundary of the only feature.
fn one_boundary(text: &str) -> Result<Boundary, Flaw> {
    if text.trim().is_empty() {
        return Err(Flaw::Text(TextFlaw::Empty));
    }
    let options = GeoJsonOptions { bytes_max: BYTES_MAX, ..GeoJsonOptions::default() };
    let document = GeoJson::parse(text.trim().as_bytes(), &options).map_err(|error| PlaceFlaw::from(&error))?;
    let mut features = document.features();
    let (Some(feature), None) = (features.next(), features.next()) else {
        return Err(Flaw::OutlineCount { found: document.len() });
    };
    feature.boundary.map_err(|fault| PlaceFlaw::from(&fault).into())
}

impl Outlines {
    /// Adds the newest; `others` are the present outlines of other parcels.
    ///
    /// # Errors
    /// Field `on`: after today, or before the latest. Field `geojson`: outside of the zone, or other parcels lie there, by
    /// their codes.
    pub fn enter(
        &mut self,
        outline: Outline,
        today: Date,
        edges: &Edges,
        others: &[(Code, Boundary)],
    ) -> Result<(), FieldFlaw> {
        self.follows(outline.on, today)?;
        FieldFlaw::at("geojson", edges.check(&outline.boundary))?;
        let mut all: Vec<(Option<&Code>, Boundary)> =
            others.iter().map(|(code, boundary)| (Some(code), boundary.clone())).collect();
        all.push((None, outline.boundary.clone()));
        let with: Vec<&str> = overlaps(&all, OVERLAP_M2)
            .iter()
            .filter(|overlap| overlap.ids.contains(&None))
            .filter_map(|overlap| overlap.ids.iter().flatten().next().map(|code| code.as_str()))
            .collect();
        if !with.is_empty() {
            let codes = with.join(" ");
            return Err(FieldFlaw { field: "geojson", flaw: Flaw::OverlapsOthers { codes } });
        }
        self.0.push(outline);
        Ok(())
    }

    /// Whether an outline of this day may come next.
    ///
    /// # Errors
    /// Field `on`: after today, or before the latest.
    pub fn follows(&self, on: Date, today: Date) -> Result<(), FieldFlaw> {
        let latest = self.0.last().map(|latest| latest.on).filter(|latest| on < *latest);
        let flaw = match latest {
            _ if on > today => Flaw::Future { today },
            Some(latest) => Flaw::BeforeLatest { latest },
            None => return Ok(()),
        };
        Err(FieldFlaw { field: "on", flaw })
    }

    /// Where the parcel lay at the end of a day; none where nobody had said.
    pub fn on(&self, day: Date) -> Option<&Outline> {
        self.0.iter().rfind(|outline| outline.on <= day)
    }
}

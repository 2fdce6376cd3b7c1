use boundary::{Fault, FeatureFault, GeoJsonError, MergeError, Place, Projected, RingName, SplitError};
use spreadsheet::TableError;

/// What is wrong with where something lies. [`key`](PlaceFlaw::key) finds the sentence in the language files.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceFlaw {
    /// Not an outline, or not one file of them.
    #[error("{said}")]
    Outline {
        /// Its sentence in the language files.
        key: &'static str,
        /// What is wrong where, for logs and files.
        said: String,
        /// What the sentence puts in.
        values: Vec<(&'static str, String)>,
    },
    /// Outside of the zone.
    #[error("{area_m2} m² of it lie outside of the zone")]
    OutsideZone {
        /// How much.
        area_m2: String,
    },
    /// No lines.
    #[error("is not a LineString or MultiLineString in GeoJSON, of two positions at least")]
    Course,
    /// Too long to be the course of a work.
    #[error("has more than {max} positions")]
    CourseTooLong {
        /// The most.
        max: usize,
    },
    /// Not degrees.
    #[error("has positions that are not [longitude, latitude] in degrees")]
    CoursePosition,
    /// As many codes as pieces.
    #[error("the line makes {pieces} pieces, and there are {codes} codes")]
    PieceCount {
        /// Pieces.
        pieces: usize,
        /// Codes.
        codes: usize,
    },
    /// The line does not go through.
    #[error("the line does not divide the parcel: draw it from outside through to outside")]
    NoCut,
    /// Nothing to merge.
    #[error("two parcels at least are merged")]
    MergesTwo,
    /// No common side.
    #[error("{code} has no common side with the others")]
    Apart {
        /// Which.
        code: String,
    },
    /// They stand differently, or are of different use.
    #[error("{codes} differ in status, use or park")]
    Unlike {
        /// Which.
        codes: String,
    },
    /// No outline to work with.
    #[error("{codes} have no outline")]
    NoOutline {
        /// Which.
        codes: String,
    },
    /// The parcel was divided or merged.
    #[error("the parcel is no more since {since}")]
    Ended {
        /// Since when.
        since: String,
    },
    /// The feature does not name a parcel.
    #[error("names no parcel: give its code as the property `code`")]
    NoCode,
    /// Another feature of the file is about the same parcel.
    #[error("feature {first} is about the same parcel")]
    Twice {
        /// Which, from 1.
        first: usize,
    },
}

impl PlaceFlaw {
    /// Names its sentence in the language files.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Outline { key, .. } => key,
            Self::OutsideZone { .. } => "land-flaw-outside-zone",
            Self::Course => "land-flaw-course",
            Self::CourseTooLong { .. } => "land-flaw-course-too-long",
            Self::CoursePosition => "land-flaw-course-position",
            Self::PieceCount { .. } => "land-flaw-piece-count",
            Self::NoCut => "land-flaw-no-cut",
            Self::MergesTwo => "land-flaw-merges-two",
            Self::Apart { .. } => "land-flaw-apart",
            Self::Unlike { .. } => "land-flaw-unlike",
            Self::NoOutline { .. } => "land-flaw-no-outline",
            Self::Ended { .. } => "land-flaw-ended",
            Self::NoCode => "land-flaw-no-code",
            Self::Twice { .. } => "land-flaw-twice",
        }
    }

    /// What its sentence puts in.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Outline { values, .. } => values.clone(),
            Self::OutsideZone { area_m2 } => vec![("area", area_m2.clone())],
            Self::CourseTooLong { max } => vec![("max", max.to_string())],
            Self::PieceCount { pieces, codes } => vec![("pieces", pieces.to_string()), ("codes", codes.to_string())],
            Self::Apart { code: codes } | Self::Unlike { codes } | Self::NoOutline { codes } => {
                vec![("codes", codes.clone())]
            }
            Self::Ended { since } => vec![("day", since.clone())],
            Self::Twice { first } => vec![("first", first.to_string())],
            Self::Course | Self::CoursePosition | Self::NoCut | Self::MergesTwo | Self::NoCode => Vec::new(),
        }
    }

    /// Why neighbours were not merged; `codes` in the order given.
    pub(super) fn of_merger(error: &MergeError, codes: &[String]) -> Self {
        let code = |at: usize| codes.get(at).cloned().unwrap_or_default();
        match error {
            MergeError::Apart { boundary } => Self::Apart { code: code(*boundary) },
            MergeError::Overlap { boundaries: [one, other], area_m2 } => {
                let values =
                    vec![("codes", format!("{} {}", code(*one), code(*other))), ("area", format!("{area_m2:.0}"))];
                Self::Outline { key: "land-flaw-merge-overlap", said: error.to_string(), values }
            }
            MergeError::Fault(fault) => fault.into(),
            _ => Self::MergesTwo,
        }
    }
}

impl From<&SplitError> for PlaceFlaw {
    fn from(error: &SplitError) -> Self {
        match error {
            SplitError::Fault(fault) => fault.into(),
            SplitError::NoLine => Self::CoursePosition,
            _ => Self::NoCut,
        }
    }
}

/// A sentence with what it puts in.
type Sentence = (&'static str, Vec<(&'static str, String)>);

/// Line and column, for whoever looks into the file.
fn of_json(error: &serde_json::Error) -> Sentence {
    let key = if error.is_eof() { "land-outline-cut-off" } else { "land-outline-json" };
    (key, vec![("line", error.line().to_string()), ("column", error.column().to_string())])
}

/// A name out of a file, not longer than a reader wants it.
fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

impl From<&GeoJsonError> for PlaceFlaw {
    fn from(error: &GeoJsonError) -> Self {
        let (key, values) = match error {
            GeoJsonError::TooLong { limit, .. } => {
                ("land-outline-too-long", vec![("limit", (limit / 1_000_000).to_string())])
            }
            GeoJsonError::Encoding { at } => ("land-outline-encoding", vec![("at", (at + 1).to_string())]),
            GeoJsonError::Json(error) => of_json(error),
            GeoJsonError::Crs { name } => ("land-outline-crs", vec![("name", short(name))]),
            GeoJsonError::OtherType { found } => ("land-outline-other", vec![("found", short(found))]),
            _ => ("land-outline-json", vec![("line", "?".to_owned()), ("column", "?".to_owned())]),
        };
        Self::Outline { key, said: error.to_string(), values }
    }
}

impl From<&TableError> for PlaceFlaw {
    fn from(error: &TableError) -> Self {
        let (key, values) = pages::sheet::table_said(error);
        Self::Outline { key, said: error.to_string(), values }
    }
}

impl From<&FeatureFault> for PlaceFlaw {
    fn from(fault: &FeatureFault) -> Self {
        let (key, values) = match fault {
            FeatureFault::Fault(fault) => return fault.into(),
            FeatureFault::NoGeometry => ("land-outline-empty", Vec::new()),
            FeatureFault::OtherGeometry { found } => ("land-outline-other", vec![("found", short(found))]),
            FeatureFault::NotANumber { ring, position, found } => {
                let mut values = in_ring(*ring);
                values.extend([("position", (position + 1).to_string()), ("found", short(found))]);
                ("land-outline-number", values)
            }
            FeatureFault::Crs { name } => ("land-outline-crs", vec![("name", short(name))]),
            FeatureFault::WellKnownText { said } => ("land-outline-well-known", vec![("said", short(said))]),
            FeatureFault::Json(error) => of_json(error),
            _ => ("land-outline-other", vec![("found", "?".to_owned())]),
        };
        Self::Outline { key, said: fault.to_string(), values }
    }
}

impl From<&Fault> for PlaceFlaw {
    fn from(fault: &Fault) -> Self {
        let (key, values) = sentence(fault);
        Self::Outline { key, said: fault.to_string(), values }
    }
}

fn sentence(fault: &Fault) -> Sentence {
    match fault {
        Fault::TooManyPositions { found, limit } | Fault::TooManyRings { found, limit } => {
            ("land-outline-too-many", vec![("found", found.to_string()), ("limit", limit.to_string())])
        }
        Fault::TooFewPositions { ring, found } => ("land-outline-few", with(*ring, [("found", found.to_string())])),
        Fault::NotFinite(place) | Fault::OutOfRange(place) => ("land-outline-range", at_place(place)),
        Fault::Swapped(place) => ("land-outline-swapped", at_place(place)),
        Fault::Projected { place, looks: Projected::InZone(zone) } | Fault::OutsideZone { place, zone } => {
            let mut values = at_place(place);
            values.push(("epsg", zone.epsg().to_string()));
            let is_projected = matches!(fault, Fault::Projected { .. });
            (if is_projected { "land-outline-projected-zone" } else { "land-outline-other-zone" }, values)
        }
        Fault::Projected { place, .. } => ("land-outline-projected", at_place(place)),
        Fault::NotClosed { ring, start, end } => {
            ("land-outline-open", with(*ring, [("start", numbers(*start)), ("end", numbers(*end))]))
        }
        Fault::Repeated(place) => ("land-outline-repeated", at_place(place)),
        Fault::Spike(place) => ("land-outline-spike", at_place(place)),
        Fault::SelfIntersection { ring, edges: [first, second], at } => {
            let edges = [("first", (first + 1).to_string()), ("second", (second + 1).to_string())];
            ("land-outline-crossing", with(*ring, edges.into_iter().chain([("at", numbers(*at))])))
        }
        Fault::RingsCross { rings: [ring, _], at } | Fault::RingsShareEdge { rings: [ring, _], at } => {
            ("land-outline-rings", with(*ring, [("at", numbers(*at))]))
        }
        Fault::PartCut { rings: [ring, _], at } => ("land-outline-part-cut", with(*ring, [("at", numbers(*at))])),
        Fault::HoleOutside { hole: ring, at } | Fault::HoleInHole { inner: ring, at, .. } => {
            ("land-outline-hole", with(*ring, [("at", numbers(*at))]))
        }
        Fault::PartsOverlap { parts: [one, other], at } => {
            let parts = [("first", (one + 1).to_string()), ("second", (other + 1).to_string())];
            ("land-outline-parts", parts.into_iter().chain([("at", numbers(*at))]).collect())
        }
        Fault::TooIntricate => ("land-outline-intricate", Vec::new()),
        _ => ("land-outline-empty", Vec::new()),
    }
}

/// Part and ring, both from 1: the first ring is the outer one.
fn in_ring(ring: RingName) -> Vec<(&'static str, String)> {
    vec![("part", (ring.part + 1).to_string()), ("ring", (ring.ring + 1).to_string())]
}

fn with(ring: RingName, more: impl IntoIterator<Item = (&'static str, String)>) -> Vec<(&'static str, String)> {
    let mut values = in_ring(ring);
    values.extend(more);
    values
}

fn at_place(place: &Place) -> Vec<(&'static str, String)> {
    with(place.ring, [("position", (place.position + 1).to_string()), ("at", numbers(place.numbers))])
}

fn numbers([first, second]: [f64; 2]) -> String {
    format!("{first}, {second}")
}

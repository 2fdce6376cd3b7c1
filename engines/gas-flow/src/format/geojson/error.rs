use crate::format::FormatError;
use crate::format::own::Problem;

/// Why a text is no network in GeoJSON, or a network could not be written.
#[derive(Debug, thiserror::Error)]
pub enum GeoJsonError {
    /// Not JSON, or no collection of features.
    #[error("not GeoJSON: {0}")]
    Json(#[from] serde_json::Error),
    /// Another object of GeoJSON, or something else.
    #[error("a network is a FeatureCollection, not {found}: put the features into one")]
    NotACollection {
        /// Its `type`.
        found: String,
    },
    /// A coordinate reference system of old GeoJSON other than WGS-84.
    #[error(
        "the file is in the coordinate reference system {name}, but GeoJSON is always in WGS-84 (RFC 7946, section 4): \
         convert it to EPSG:4326 first"
    )]
    Crs {
        /// What the file says.
        name: String,
    },
    /// A position outside of the globe.
    #[error(
        "{feature}: [{first}, {second}] is not [longitude, latitude] in degrees, within ±180 and ±90: {}",
        advice(*.first, *.second)
    )]
    Position {
        /// Which.
        feature: String,
        /// First coordinate.
        first: f64,
        /// Second coordinate.
        second: f64,
    },
    /// A geometry that is not what its type says.
    #[error("{feature}: {reason}")]
    Geometry {
        /// Which.
        feature: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// Properties of another shape.
    #[error("{feature}: {source}")]
    Properties {
        /// Which.
        feature: String,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// Ends that nothing tells.
    #[error("{feature}: give \"{missing}\", or a line from node to node")]
    NoEnds {
        /// Which.
        feature: String,
        /// "from", "to" or "node".
        missing: &'static str,
    },
    /// No node at the end of a line.
    #[error("{feature}: no node lies within {tolerance_m} m of [{longitude}, {latitude}]: give \"{missing}\"")]
    Unjoined {
        /// Which.
        feature: String,
        /// "from", "to" or "node".
        missing: &'static str,
        /// Of the end.
        longitude: f64,
        /// Of the end.
        latitude: f64,
        /// The option.
        tolerance_m: f64,
    },
    /// Two nodes at the end of a line.
    #[error(
        "{feature}: nodes \"{one}\" and \"{other}\" both lie within {tolerance_m} m of its end: give \"{missing}\", or a \
         smaller tolerance"
    )]
    Ambiguous {
        /// Which.
        feature: String,
        /// "from", "to" or "node".
        missing: &'static str,
        /// One node.
        one: String,
        /// Another.
        other: String,
        /// The option.
        tolerance_m: f64,
    },
    /// Too many nodes near the end of a line to look at each.
    #[error(
        "{feature}: over {} nodes lie around its end: give \"{missing}\", or a smaller tolerance than {tolerance_m} m",
        super::join::CROWD
    )]
    Crowd {
        /// Which.
        feature: String,
        /// "from", "to" or "node".
        missing: &'static str,
        /// The option.
        tolerance_m: f64,
    },
    /// A pipe without length.
    #[error("{feature}: give \"length_m\", or a line to measure (not half around the globe)")]
    NoLength {
        /// Which.
        feature: String,
    },
    /// Nothing tells which gas flows.
    #[error("the file has no member \"fluid\" beside \"features\": give the gas in the options")]
    NoFluid,
    /// A tolerance that is none.
    #[error("join_tolerance_m is {0}: it must be between 0.000001 and 1000")]
    Tolerance(f64),
    /// Results of another network.
    #[error(transparent)]
    Mismatch(#[from] crate::format::table::SolutionMismatch),
    /// Features that make no network: all that is wrong, each with its feature; at least one.
    #[error("{}", each(.0))]
    Faults(Vec<(String, Problem)>),
    /// Read, but not a network.
    #[error(transparent)]
    Network(#[from] FormatError),
}

/// One a line.
fn each(faults: &[(String, Problem)]) -> String {
    faults.iter().map(|(feature, problem)| format!("{feature}: {problem}")).collect::<Vec<_>>().join("\n")
}

fn advice(first: f64, second: f64) -> &'static str {
    if first.abs() <= 90.0 && second.abs() <= 180.0 {
        "latitude and longitude may be swapped"
    } else {
        "the file may be in projected metres; convert it to WGS-84 (EPSG:4326) first"
    }
}

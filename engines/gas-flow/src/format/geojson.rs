//! GeoJSON (RFC 7946, <https://www.rfc-editor.org/rfc/rfc7946>): networks on a map, with their results.
//!
//! A network is a `FeatureCollection`. The gas stands in its member `fluid`, as in our own JSON. The property `kind`
//! says what a feature is: `node` (a point; so is any point without `kind`), `pipe` (a line; so is any line without
//! `kind`), `short_pipe`, `valve`, `check_valve`, `resistor`, `loss_resistor`, `regulator`, `compressor`, `well` and `storage`. The
//! other properties are the keys of our own JSON (`length_m`, `diameter_m`, `fixed_pressure_bar`, …), with the same
//! meaning; those that are null count as left out, and those of other names are ignored and counted.
//!
//! What may be left out: `id` (a number is given), `from` and `to` of a line and `node` of a point (nodes within
//! [`GeoJsonOptions::join_tolerance_m`] of its ends are taken, or made), `length_m` (the line is measured on the
//! ellipsoid, along the ground) and `height_m` (third coordinate).
//!
//! ```
//! use gas_flow::format::geojson::{GeoJsonOptions, read_geojson};
//!
//! let text = r#"{"type": "FeatureCollection",
//!   "fluid": {"density_normal_kg_per_m3": 0.73, "viscosity_pa_s": 1.1e-5, "temperature_k": 288.15,
//!             "compressibility": {"law": "linear", "offset": 1.0, "slope_per_bar": -0.0022}},
//!   "features": [
//!     {"type": "Feature", "geometry": {"type": "Point", "coordinates": [116.40, 39.90]},
//!      "properties": {"id": "gate", "fixed_pressure_bar": 5.0}},
//!     {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[116.40, 39.90], [116.41, 39.90]]},
//!      "properties": {"id": "P1", "diameter_m": 0.1, "roughness_mm": 0.1}}]}"#;
//! let read = read_geojson(text.as_bytes(), &GeoJsonOptions::default())?;
//! assert_eq!(read.network.nodes().len(), 2);
//! assert_eq!(read.created_nodes, ["J1"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod geodesic;
mod join;
mod layout;
mod read;
mod rows;
mod shape;
mod write;

use std::collections::BTreeMap;

pub use error::GeoJsonError;
pub use layout::Layout;
pub use read::read_geojson;
pub use write::write_geojson;

use crate::{Fluid, Network};

/// What a file may leave open.
#[derive(Debug, Clone, PartialEq)]
pub struct GeoJsonOptions {
    /// The gas, if the file has no member `fluid`.
    pub fluid: Option<Fluid>,
    /// How far from a node the end of a line may lie to be joined to it.
    pub join_tolerance_m: f64,
    /// Whether ends of lines without a node get one, or are an error.
    pub create_nodes: bool,
}

impl Default for GeoJsonOptions {
    fn default() -> Self {
        Self { fluid: None, join_tolerance_m: 0.5, create_nodes: true }
    }
}

/// A network from a map.
#[derive(Debug, Clone)]
pub struct GeoJson {
    /// The network.
    pub network: Network,
    /// What is bought and sold at it: the collection's member `market`.
    pub market: Option<super::own::Market>,
    /// Where it lies.
    pub layout: Layout,
    /// Features that were left out.
    pub skipped: Vec<SkippedFeature>,
    /// Properties that mean nothing here, and how many features have them.
    pub ignored_properties: BTreeMap<String, usize>,
    /// Nodes made where lines end without one.
    pub created_nodes: Vec<String>,
    /// Pipes whose length was measured.
    pub measured_pipes: Vec<String>,
}

/// A feature that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedFeature {
    /// Its position in the file, from 1.
    pub number: usize,
    /// Why.
    pub reason: String,
}

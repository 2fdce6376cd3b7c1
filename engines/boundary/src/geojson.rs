//! Boundaries in GeoJSON (RFC 7946).

mod position;
mod read;
mod write;

pub use read::{Feature, FeatureFault, FeatureId, GeoJson, GeoJsonError, GeoJsonOptions};
pub use write::{DECIMALS, write_geojson};

//! Boundaries of land that can be trusted (宗地界线).
//!
//! A [`Boundary`] is one polygon or more in longitude and latitude that is valid in the sense of OGC 06-103r4: what is
//! wrong with rings is told as a [`Fault`], which names ring, position and coordinates. With A the interior of a
//! boundary, on the ellipsoid and bounded by geodesics, the crate answers
//!
//! ```text
//! how large        ∬ dA, ∮ ds                                [`Boundary::area_m2`], [`Boundary::perimeter_m`]
//! whose twice      |A ∩ B| > ε                               [`overlaps`]
//! in the zone      |A \ Z|                                   [`outside_m2`]
//! side by side     |{p in ∂A : dist(p, ∂B) ≤ ε}|             [`neighbours`], [`facing`]
//! how far          min dist(p, q), p in A, q in B            [`Boundary::distance_m`]
//! joined, divided  A ∪ B, A cut along a line                 [`merge`], [`split_by_line`]
//! ```
//!
//! reads and writes GeoJSON ([`GeoJson`], [`write_geojson`]) and draws vector tiles ([`TileIndex`]).
//!
//! ```
//! use boundary::{GeoJson, GeoJsonOptions, merge, split_by_line};
//!
//! let text = br#"{"type": "FeatureCollection", "features": [
//!     {"type": "Feature", "id": "1-1", "properties": {}, "geometry": {"type": "Polygon", "coordinates":
//!         [[[119, 36], [119.002, 36], [119.002, 36.001], [119, 36.001], [119, 36]]]}},
//!     {"type": "Feature", "id": "1-2", "properties": {}, "geometry": {"type": "Polygon", "coordinates":
//!         [[[119.002, 36], [119.004, 36.001], [119.002, 36], [119.002, 36.001], [119.002, 36]]]}}]}"#;
//! let document = GeoJson::parse(text, &GeoJsonOptions::default())?;
//! let mut features = document.features();
//! let parcel = features.next().ok_or("no feature")?.boundary?;
//! assert_eq!(format!("{:.1} mu", parcel.area_mu()), "30.0 mu");
//! let fault = features.next().ok_or("no second feature")?.boundary.unwrap_err();
//! assert_eq!(
//!     fault.to_string(),
//!     "position 2 of the outer ring of part 1, [119.004, 36.001], is the tip of a spike: the line turns back on itself \
//!      there; remove it"
//! );
//! let halves = split_by_line(&parcel, &[[119.001, 35.9], [119.001, 36.1]])?;
//! assert!((halves[0].area_m2() - parcel.area_m2() / 2.0).abs() < 0.1);
//! assert!((merge(&halves, 0.01)?.area_m2() - parcel.area_m2()).abs() < 0.01);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Degrees of what
//!
//! Coordinates are of CGCS2000 (2000 国家大地坐标系). Its ellipsoid has the radius of WGS 84 and a flattening that differs by
//! 1.6e-11, which moves no point by more than 0.11 mm; its frame is ITRF97 at epoch 2000.0, which agrees with WGS 84 at the
//! same epoch to centimetres (Yang Yuanxi 2009, "Chinese geodetic coordinate system 2000", Chinese Science Bulletin 54,
//! 2714–2721). Files in WGS 84 are therefore read as they are. Coordinates straight from a satellite receiver are of today's
//! epoch, though, and China moves by about 3 cm a year: let surveyors bring them to CGCS2000. Metres of the 3-degree
//! Gauss-Krüger zones on CGCS2000 are converted where a file or its reader names the zone; see [`Crs`].
//!
//! Tolerances that are no numbers or negative count as zero. The library reads no file and no clock.

mod boundary;
mod check;
mod crs;
mod extent;
mod fault;
mod gauss_krueger;
mod geojson;
mod measure;
mod plane;
mod relation;
mod tile;
mod well_known;

pub use boundary::{Boundary, EDGE_MIN_M, POSITIONS_MAX, Reading, Rings};
pub use crs::{Crs, Projected, Zone};
pub use extent::Extent;
pub use fault::{Fault, Place, RingName};
pub use geojson::{DECIMALS, Feature, FeatureFault, FeatureId, GeoJson, GeoJsonError, GeoJsonOptions, write_geojson};
pub use measure::{MU_M2, length_m};
pub use relation::{
    MergeError, Near, Neighbours, Overlap, SplitError, facing, merge, near, neighbours, outside_m2, overlaps,
    split_by_line,
};
pub use tile::{Attribute, TILE_BYTES_MAX, Tile, TileAddress, TileIndex, ZOOM_MAX};
pub use well_known::read_well_known_text;

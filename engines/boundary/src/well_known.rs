//! Boundaries as well-known text (OGC 06-103r4, clause 7), which a spreadsheet keeps in one cell.

use std::str::FromStr;

use wkt::Wkt;
use wkt::types::Polygon;

use crate::boundary::{Boundary, Reading, Rings};
use crate::geojson::FeatureFault;

/// Reads a POLYGON or MULTIPOLYGON. Heights and measures are left out.
///
/// ```
/// use boundary::{Reading, read_well_known_text};
///
/// let text = "POLYGON ((119 36, 119.01 36, 119.01 36.01, 119 36))";
/// assert!(read_well_known_text(text, &Reading::default())?.area_m2() > 499_000.0);
/// # Ok::<(), boundary::FeatureFault>(())
/// ```
pub fn read_well_known_text(text: &str, reading: &Reading) -> Result<Boundary, FeatureFault> {
    let text = text.trim();
    let kind: String = text.chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_ascii_uppercase();
    // Others are not even parsed: collections lie within each other as deep as somebody likes.
    if !["POLYGON", "MULTIPOLYGON"].contains(&kind.as_str()) {
        return Err(if text.is_empty() {
            FeatureFault::NoGeometry
        } else {
            FeatureFault::OtherGeometry { found: kind }
        });
    }
    let shape = Wkt::<f64>::from_str(text).map_err(|said| FeatureFault::WellKnownText { said: said.to_string() })?;
    let rings: Rings = match &shape {
        Wkt::Polygon(polygon) => vec![part(polygon)],
        Wkt::MultiPolygon(polygons) => polygons.polygons().iter().map(part).collect(),
        _ => return Err(FeatureFault::OtherGeometry { found: kind }),
    };
    Ok(Boundary::read(rings, reading)?)
}

fn part(polygon: &Polygon<f64>) -> Vec<Vec<[f64; 2]>> {
    polygon.rings().iter().map(|ring| ring.coords().iter().map(|at| [at.x, at.y]).collect()).collect()
}

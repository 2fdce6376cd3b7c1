use boundary::Boundary;
use serde_json::{Value, json};

/// In which coordinates features are asked for and answered (OGC 18-058r1). All are degrees; they differ in the order of the
/// axes, and CGCS2000 and WGS 84 by less than positions are kept to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutputCrs {
    /// Longitude, latitude: the order of GeoJSON.
    #[default]
    Crs84,
    /// CGCS2000, latitude first.
    Cgcs2000,
    /// WGS 84, latitude first.
    Wgs84,
}

impl OutputCrs {
    pub const ALL: [Self; 3] = [Self::Crs84, Self::Cgcs2000, Self::Wgs84];

    /// Its name in the register of OGC.
    pub fn uri(self) -> &'static str {
        match self {
            Self::Crs84 => "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            Self::Cgcs2000 => "http://www.opengis.net/def/crs/EPSG/0/4490",
            Self::Wgs84 => "http://www.opengis.net/def/crs/EPSG/0/4326",
        }
    }

    /// The one of this name.
    pub fn of(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.uri() == uri)
    }

    /// Longitude and latitude in its order of axes, or back: to swap two is its own inverse.
    pub fn ordered(self, [longitude, latitude]: [f64; 2]) -> [f64; 2] {
        match self {
            Self::Crs84 => [longitude, latitude],
            Self::Cgcs2000 | Self::Wgs84 => [latitude, longitude],
        }
    }

    /// A boundary as a geometry of GeoJSON.
    pub fn geometry(self, boundary: &Boundary) -> Value {
        let mut parts: Vec<Vec<Vec<[f64; 2]>>> = Vec::new();
        for part in boundary.shape() {
            let rings = std::iter::once(part.exterior()).chain(part.interiors());
            parts.push(rings.map(|ring| ring.coords().map(|at| self.ordered([at.x, at.y])).collect()).collect());
        }
        match parts.as_slice() {
            [part] => json!({ "type": "Polygon", "coordinates": part }),
            parts => json!({ "type": "MultiPolygon", "coordinates": parts }),
        }
    }
}

//! A plane to compute in.

use geo::{Coord, MapCoords, MultiPolygon};

use crate::extent::Extent;
use crate::gauss_krueger::{project, unproject};

/// The Gauss-Krüger projection with its central meridian through the middle of what is looked at: geodesics of a
/// kilometre are straight to 0.1 mm, and lengths true to 1e-6, within 9 km of the middle.
pub(crate) struct Plane {
    central_meridian_deg: f64,
}

impl Plane {
    /// The plane for all that lies in a box.
    pub fn of(extent: Extent) -> Self {
        Self { central_meridian_deg: extent.middle()[0] }
    }

    /// A position in degrees, in metres.
    pub fn point(&self, at: Coord<f64>) -> Coord<f64> {
        let [x, y] = project(at.x - self.central_meridian_deg, at.y);
        Coord { x, y }
    }

    /// A point in metres, in degrees.
    pub fn position(&self, at: Coord<f64>) -> Coord<f64> {
        let [x, y] = unproject(at.x, at.y);
        Coord { x: x + self.central_meridian_deg, y }
    }

    pub fn flatten(&self, shape: &MultiPolygon<f64>) -> MultiPolygon<f64> {
        shape.map_coords(|at| self.point(at))
    }

    pub fn lift(&self, shape: &MultiPolygon<f64>) -> MultiPolygon<f64> {
        shape.map_coords(|at| self.position(at))
    }
}

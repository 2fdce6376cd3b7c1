//! How large a boundary is, and where.

use geo::{Centroid, Contains, Distance, Geodesic, GeodesicArea, InteriorPoint, Intersects, Point, Rect};

use crate::boundary::Boundary;
use crate::extent::Extent;

/// Square metres of a mu (亩): 15 mu are a hectare.
pub const MU_M2: f64 = 10_000.0 / 15.0;

impl Boundary {
    /// Area on the ellipsoid, m² (椭球面积), with geodesics between the positions: C. F. F. Karney (2013), "Algorithms for
    /// geodesics", Journal of Geodesy 87, 43–55, section 6. For parcels it is good to 1 cm². The algorithm has the flattening
    /// of WGS 84; that of CGCS2000 would change the 11th digit.
    pub fn area_m2(&self) -> f64 {
        self.shape().geodesic_area_signed()
    }

    /// Area in mu (亩).
    pub fn area_mu(&self) -> f64 {
        self.area_m2() / MU_M2
    }

    /// Length of all rings, holes included, m.
    pub fn perimeter_m(&self) -> f64 {
        self.rings().flat_map(geo::LineString::lines).map(|edge| geodesic_m(edge.start.into(), edge.end.into())).sum()
    }

    /// Centre of gravity, longitude and latitude; it may lie outside, as that of a horseshoe does.
    pub fn centroid(&self) -> [f64; 2] {
        self.shape().centroid().map_or_else(|| self.extent().middle(), |at| [at.x(), at.y()])
    }

    /// A point inside for a label: the centre of gravity if that lies inside, else a point half way across the land.
    pub fn label_point(&self) -> [f64; 2] {
        let centroid = self.centroid();
        if self.shape().contains(&Point::from(centroid)) {
            return centroid;
        }
        self.shape().interior_point().map_or(centroid, |at| [at.x(), at.y()])
    }

    /// Whether a longitude and latitude lies in it, its outline included, with straight lines in degrees between
    /// positions.
    pub fn contains(&self, position: [f64; 2]) -> bool {
        self.shape().intersects(&Point::from(position))
    }

    /// Whether any of it lies in a box, the edges included, with straight lines in degrees between positions.
    pub fn meets(&self, extent: Extent) -> bool {
        let [west, south, east, north] = extent.edges_deg();
        self.extent().meets(extent) && self.shape().intersects(&Rect::new([west, south], [east, north]))
    }
}

/// Length of a line of longitudes and latitudes, m, with geodesics between its positions.
pub fn length_m(line: &[[f64; 2]]) -> f64 {
    line.windows(2).map(|pair| geodesic_m(Point::from(pair[0]), Point::from(pair[1]))).sum()
}

/// Length of the geodesic between two positions, m.
pub(crate) fn geodesic_m(from: Point<f64>, to: Point<f64>) -> f64 {
    Geodesic.distance(from, to)
}

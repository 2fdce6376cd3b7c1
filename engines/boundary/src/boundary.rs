use geo::{Coord, LineString, MultiPolygon, Polygon};

use crate::check;
use crate::crs::Crs;
use crate::extent::Extent;
use crate::fault::Fault;

/// Positions of a boundary at most: a district's outline traced at ten metres has fewer, and an upload of more is a
/// mistake that would hold up everyone else.
pub const POSITIONS_MAX: usize = 100_000;
/// Edges are at least this long, m: boundary points (界址点) are marked to 5 cm, and a nearer pair is one point twice.
/// It is also what 8 decimals of a degree still tell apart.
pub const EDGE_MIN_M: f64 = 0.002;

/// The rings of a boundary as given: parts, of each the outer ring and its holes, of each the closed row of positions.
pub type Rings = Vec<Vec<Vec<[f64; 2]>>>;

/// The boundary of a piece of land (宗地界线): one part or more, each with an outer ring and holes.
///
/// Coordinates are longitude and latitude in degrees of CGCS2000. Every boundary is valid in the sense of OGC 06-103r4
/// (6.1.11 and 6.1.14): rings are closed and meet neither themselves nor, but for single points, each other, holes lie
/// in their shells, the land within a part hangs together, and parts do not overlap. Outer rings run counter-clockwise
/// and holes clockwise (RFC 7946, section 3.1.6). No boundary crosses the antimeridian.
///
/// Between its positions a boundary follows the geodesic, which is what a surveyor means by a straight side, where it is
/// measured ([`area_m2`](Self::area_m2)) or set against others ([`overlaps`](crate::overlaps)). RFC 7946 would draw a
/// straight line in degrees instead: at 36 degrees north, 1.4 cm aside in the middle of a side of a kilometre, 0.1 mm of
/// a side of 100 m.
#[derive(Debug, Clone, PartialEq)]
pub struct Boundary {
    shape: MultiPolygon<f64>,
    extent: Extent,
}

/// How the numbers of a file are to be read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Coordinate reference system.
    pub crs: Crs,
    /// Where the land must lie, if that is known: swapped coordinates are recognised by it.
    pub extent: Option<Extent>,
}

impl Default for Reading {
    /// Degrees, anywhere.
    fn default() -> Self {
        Self { crs: Crs::Degrees, extent: None }
    }
}

impl Boundary {
    /// A boundary from rings of longitude and latitude in degrees.
    ///
    /// ```
    /// use boundary::{Boundary, Fault};
    ///
    /// let corners = [[119.0, 36.0], [119.01, 36.0], [119.01, 36.01], [119.0, 36.01], [119.0, 36.0]];
    /// let boundary = Boundary::new(vec![vec![corners.to_vec()]])?;
    /// assert!((boundary.area_m2() - 1_000_384.9).abs() < 0.1);
    ///
    /// let bow_tie = [[119.0, 36.0], [119.01, 36.01], [119.01, 36.0], [119.0, 36.01], [119.0, 36.0]];
    /// let fault = Boundary::new(vec![vec![bow_tie.to_vec()]]).unwrap_err();
    /// assert!(matches!(fault, Fault::SelfIntersection { edges: [0, 2], .. }));
    /// # Ok::<(), Fault>(())
    /// ```
    pub fn new(rings: Rings) -> Result<Self, Fault> {
        Self::read(rings, &Reading::default())
    }

    /// A boundary from rings in the coordinates of a file.
    pub fn read(given: Rings, reading: &Reading) -> Result<Self, Fault> {
        let degrees = check::positions(&given, reading)?;
        let rings = degrees.as_ref().unwrap_or(&given);
        check::rings(&given, rings)?;
        let mut shape: MultiPolygon<f64> = rings.iter().map(|part| polygon(part)).collect();
        check::crossings(&given, &shape)?;
        shape.0.iter_mut().for_each(orient);
        let extent = Extent::around(rings.iter().flatten().flatten().copied()).ok_or(Fault::Empty)?;
        Ok(Self { shape, extent })
    }

    /// A boundary from the result of an operation in the plane.
    pub(crate) fn from_shape(shape: &MultiPolygon<f64>) -> Result<Self, Fault> {
        Self::new(shape.iter().map(|part| rings_of(part).map(positions).collect()).collect())
    }

    /// Its parts, as a shape for the algorithms of the crate `geo`.
    pub fn shape(&self) -> &MultiPolygon<f64> {
        &self.shape
    }

    /// The smallest box around it.
    pub fn extent(&self) -> Extent {
        self.extent
    }

    /// Its parts, rings and positions, closed.
    pub fn rings(&self) -> impl Iterator<Item = &LineString<f64>> {
        self.shape.iter().flat_map(rings_of)
    }

    /// How many positions it has, the closing ones included.
    pub fn positions_count(&self) -> usize {
        self.rings().map(|ring| ring.0.len()).sum()
    }
}

/// The outer ring, then the holes.
pub(crate) fn rings_of(part: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(part.exterior()).chain(part.interiors())
}

fn polygon(part: &[Vec<[f64; 2]>]) -> Polygon<f64> {
    let mut rings = part.iter().map(|ring| ring.iter().map(|&[x, y]| Coord { x, y }).collect::<LineString<f64>>());
    let outer = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
    Polygon::new(outer, rings.collect())
}

fn positions(ring: &LineString<f64>) -> Vec<[f64; 2]> {
    ring.coords().map(|at| [at.x, at.y]).collect()
}

/// Turns rings as RFC 7946 has them.
fn orient(part: &mut Polygon<f64>) {
    use geo::winding_order::Winding;
    part.exterior_mut(Winding::make_ccw_winding);
    part.interiors_mut(|holes| holes.iter_mut().for_each(Winding::make_cw_winding));
}

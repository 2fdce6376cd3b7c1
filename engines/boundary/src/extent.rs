//! Bounding boxes.

/// A degree of latitude is at least this long, m.
const DEGREE_MIN_M: f64 = 110_500.0;

/// A box in degrees. It does not cross the antimeridian.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::struct_field_names, reason = "units last")]
pub struct Extent {
    west_deg: f64,
    south_deg: f64,
    east_deg: f64,
    north_deg: f64,
}

impl Extent {
    /// A box from its edges in the order of RFC 7946 (`bbox`); nothing if they are not degrees or the wrong way round.
    pub fn new(west_deg: f64, south_deg: f64, east_deg: f64, north_deg: f64) -> Option<Self> {
        let ordered = -180.0 <= west_deg && west_deg <= east_deg && east_deg <= 180.0;
        let upright = -90.0 <= south_deg && south_deg <= north_deg && north_deg <= 90.0;
        (ordered && upright).then_some(Self { west_deg, south_deg, east_deg, north_deg })
    }

    /// The smallest box around positions; nothing without any.
    pub(crate) fn around(positions: impl IntoIterator<Item = [f64; 2]>) -> Option<Self> {
        positions.into_iter().fold(None, |extent: Option<Self>, [x, y]| {
            let old = extent.unwrap_or(Self { west_deg: x, south_deg: y, east_deg: x, north_deg: y });
            Some(Self {
                west_deg: old.west_deg.min(x),
                south_deg: old.south_deg.min(y),
                east_deg: old.east_deg.max(x),
                north_deg: old.north_deg.max(y),
            })
        })
    }

    /// West, south, east, north, degrees: the order of RFC 7946.
    pub fn edges_deg(&self) -> [f64; 4] {
        [self.west_deg, self.south_deg, self.east_deg, self.north_deg]
    }

    /// Whether a longitude and latitude lies in it, the edges included.
    pub fn contains(&self, [longitude, latitude]: [f64; 2]) -> bool {
        (self.west_deg..=self.east_deg).contains(&longitude) && (self.south_deg..=self.north_deg).contains(&latitude)
    }

    /// Whether both have a place in common, the edges included.
    pub fn meets(&self, other: Self) -> bool {
        self.west_deg <= other.east_deg
            && other.west_deg <= self.east_deg
            && self.south_deg <= other.north_deg
            && other.south_deg <= self.north_deg
    }

    /// The box with everything that lies so many metres around it, and a little more.
    #[must_use]
    pub fn widened(self, metres: f64) -> Self {
        let north = metres / DEGREE_MIN_M;
        let farthest = self.south_deg.abs().max(self.north_deg.abs()).min(89.0);
        let east = north / farthest.to_radians().cos();
        Self {
            west_deg: (self.west_deg - east).max(-180.0),
            south_deg: (self.south_deg - north).max(-90.0),
            east_deg: (self.east_deg + east).min(180.0),
            north_deg: (self.north_deg + north).min(90.0),
        }
    }

    /// Middle, degrees.
    pub(crate) fn middle(&self) -> [f64; 2] {
        [f64::midpoint(self.west_deg, self.east_deg), f64::midpoint(self.south_deg, self.north_deg)]
    }

    /// The smallest box around both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self {
            west_deg: self.west_deg.min(other.west_deg),
            south_deg: self.south_deg.min(other.south_deg),
            east_deg: self.east_deg.max(other.east_deg),
            north_deg: self.north_deg.max(other.north_deg),
        }
    }
}

//! What is wrong with a boundary, and where.

use std::fmt;

use crate::crs::{Projected, Zone};

/// A ring of a boundary: which part, and which of its rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RingName {
    /// Part of a multipolygon, from zero.
    pub part: usize,
    /// Zero is the outer ring, then come the holes.
    pub ring: usize,
}

/// A position of a ring: which, and its numbers as given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Ring.
    pub ring: RingName,
    /// From zero, in the order given.
    pub position: usize,
    /// Its first two numbers as given: longitude and latitude in degrees, if all is well.
    pub numbers: [f64; 2],
}

/// Why rings are no boundary of land. People read it as text; it counts parts, holes and positions from one.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Nothing there.
    #[error("there is no ring: draw the outline of the land")]
    Empty,
    /// Beyond the limit.
    #[error("{found} positions are more than {limit}: simplify the outline, or divide it")]
    TooManyPositions {
        /// How many.
        found: usize,
        /// [`POSITIONS_MAX`](crate::POSITIONS_MAX).
        limit: usize,
    },
    /// Beyond the limit.
    #[error("{found} rings are more than {limit}: divide the boundary")]
    TooManyRings {
        /// How many.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// Three positions at least, and the first one again.
    #[error("{ring} has {found} positions: a ring needs four at least, of which the last repeats the first")]
    TooFewPositions {
        /// Ring.
        ring: RingName,
        /// How many.
        found: usize,
    },
    /// NaN or infinite.
    #[error("{0} is not a pair of finite numbers")]
    NotFinite(Place),
    /// Not on the globe.
    #[error("{0} is not [longitude, latitude] in degrees, within 180 and 90 on both sides of zero")]
    OutOfRange(Place),
    /// Latitude before longitude.
    #[error("{0} has latitude and longitude swapped: longitude comes first (RFC 7946, section 3.1.1)")]
    Swapped(Place),
    /// Metres where degrees are due.
    #[error("{place} is not in degrees: {looks}")]
    Projected {
        /// The first such position.
        place: Place,
        /// What it looks like.
        looks: Projected,
    },
    /// Metres of another zone than was said.
    #[error("{place} does not lie in the Gauss-Krueger zone of EPSG:{}: check the zone that the file names", .zone.epsg())]
    OutsideZone {
        /// The first such position.
        place: Place,
        /// As said.
        zone: Zone,
    },
    /// The last position is not the first.
    #[error("{ring} is not closed: it starts at {start:?} and ends at {end:?}; repeat the first position at the end")]
    NotClosed {
        /// Ring.
        ring: RingName,
        /// First position.
        start: [f64; 2],
        /// Last position.
        end: [f64; 2],
    },
    /// Two positions in a row, nearer than [`EDGE_MIN_M`](crate::EDGE_MIN_M).
    #[error("{0} repeats the position before it (to 2 mm): remove one")]
    Repeated(Place),
    /// The line turns back on itself.
    #[error("{0} is the tip of a spike: the line turns back on itself there; remove it")]
    Spike(Place),
    /// A ring touches or crosses itself.
    #[error("{ring} meets itself at {at:?}: its edges after positions {} and {} must not touch", .edges[0] + 1, .edges[1] + 1)]
    SelfIntersection {
        /// Ring.
        ring: RingName,
        /// Both edges by their first positions, from zero in the order given.
        edges: [usize; 2],
        /// Where.
        at: [f64; 2],
    },
    /// Two rings cross.
    #[error("{} and {} cross at {at:?}", .rings[0], .rings[1])]
    RingsCross {
        /// Both.
        rings: [RingName; 2],
        /// Where.
        at: [f64; 2],
    },
    /// Two rings run along each other.
    #[error("{} and {} run along the same line at {at:?}: join them into one ring", .rings[0], .rings[1])]
    RingsShareEdge {
        /// Both.
        rings: [RingName; 2],
        /// Where.
        at: [f64; 2],
    },
    /// Rings touch at so many points that they cut the land in two.
    #[error("{} and {} touch at {at:?} and so cut the part in two: make two parts of it", .rings[0], .rings[1])]
    PartCut {
        /// Both.
        rings: [RingName; 2],
        /// The touch that completes the cut.
        at: [f64; 2],
    },
    /// A hole that lies outside of its shell.
    #[error("{hole} lies outside of the outer ring of its part, at {at:?}")]
    HoleOutside {
        /// Hole.
        hole: RingName,
        /// A position of it.
        at: [f64; 2],
    },
    /// A hole in a hole.
    #[error("{inner} lies within {outer}, at {at:?}: land in a hole is a part of its own")]
    HoleInHole {
        /// The inner one.
        inner: RingName,
        /// The one around it.
        outer: RingName,
        /// A position of the inner one.
        at: [f64; 2],
    },
    /// Two parts overlap.
    #[error("part {} overlaps part {} at {at:?}: join them into one", .parts[0] + 1, .parts[1] + 1)]
    PartsOverlap {
        /// Both, from zero.
        parts: [usize; 2],
        /// A position of the first one.
        at: [f64; 2],
    },
    /// Checking it would take too long.
    #[error("the outline's edges come close to each other too often to be checked: simplify it, or divide it")]
    TooIntricate,
}

impl fmt::Display for RingName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ring {
            0 => write!(f, "the outer ring of part {}", self.part + 1),
            hole => write!(f, "hole {hole} of part {}", self.part + 1),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "position {} of {}, {:?},", self.position + 1, self.ring, self.numbers)
    }
}

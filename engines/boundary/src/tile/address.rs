use super::{BUFFER, EXTENT};

/// The deepest zoom: a unit of its tiles is 9 mm / 4 at the equator.
pub const ZOOM_MAX: u8 = 22;
/// The world's square has 2^32 steps a side, 9 mm at the equator.
const WORLD_BITS: u8 = 32;
const EXTENT_BITS: u8 = 12;

/// A tile of Web Mercator: zoom, column from the west, row from the north.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TileAddress {
    zoom: u8,
    column: u32,
    row: u32,
}

impl TileAddress {
    /// z/x/y as in addresses of tiles; nothing if there is no such tile or its zoom is beyond [`ZOOM_MAX`].
    pub fn new(zoom: u8, column: u32, row: u32) -> Option<Self> {
        let exists = zoom <= ZOOM_MAX && u64::from(column.max(row)) < 1 << zoom;
        exists.then_some(Self { zoom, column, row })
    }

    /// The tile at a longitude and latitude.
    pub fn at(zoom: u8, position: [f64; 2]) -> Option<Self> {
        let [x, y] = world(position);
        let tile = |step: u32| u32::try_from(u64::from(step) >> (WORLD_BITS - zoom.min(WORLD_BITS))).ok();
        Self::new(zoom, tile(x)?, tile(y)?)
    }

    pub(super) fn zoom(self) -> u8 {
        self.zoom
    }

    /// z, x and y.
    pub fn parts(self) -> (u8, u32, u32) {
        (self.zoom, self.column, self.row)
    }

    /// The steps of the world that its buffer reaches to: low x, low y, high x, high y.
    pub(super) fn reach(self) -> [f64; 4] {
        let (side, edge) = (self.step() * f64::from(EXTENT), self.step() * f64::from(BUFFER));
        let low = [self.column, self.row].map(|at| f64::from(at) * side - edge);
        let high = low.map(|at| at + side + 2.0 * edge);
        [low[0], low[1], high[0], high[1]]
    }

    /// A point of the world in units of the tile.
    pub(super) fn units(self, [x, y]: [u32; 2]) -> [f64; 2] {
        let side = f64::from(EXTENT);
        [
            f64::from(x) / self.step() - f64::from(self.column) * side,
            f64::from(y) / self.step() - f64::from(self.row) * side,
        ]
    }

    /// A length of the world in units of the tile.
    pub(super) fn units_of(self, steps: u32) -> f64 {
        f64::from(steps) / self.step()
    }

    /// Steps of the world in a unit of the tile.
    fn step(self) -> f64 {
        2.0_f64.powi(i32::from(WORLD_BITS) - i32::from(EXTENT_BITS) - i32::from(self.zoom))
    }
}

/// A longitude and latitude in the square of Web Mercator, x eastward and y southward; beyond 85.05 degrees its edge.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "casts of floats saturate")]
pub(super) fn world([longitude, latitude]: [f64; 2]) -> [u32; 2] {
    let side = 2.0_f64.powi(i32::from(WORLD_BITS));
    let x = (longitude + 180.0) / 360.0;
    let y = f64::midpoint(1.0, -latitude.to_radians().tan().asinh() / std::f64::consts::PI);
    [x, y].map(|share| (share * side).round() as u32)
}

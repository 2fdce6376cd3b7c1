//! Vector tiles of boundaries (矢量瓦片): Mapbox Vector Tile 2.1 in Web Mercator.

mod address;
mod clip;
mod draw;
mod index;
mod message;
mod outlines;
mod sheet;
mod visibility;

pub use address::{TileAddress, ZOOM_MAX};
pub use index::TileIndex;
pub use sheet::{Attribute, TILE_BYTES_MAX, Tile};

/// Units of a tile's side.
const EXTENT: i32 = 4096;
/// What is drawn beyond the tile's edge, so that outlines along it are not seen, units.
const BUFFER: i32 = 64;

use super::address::world;
use crate::boundary::{Boundary, rings_of};

/// Boundaries in the square of Web Mercator, packed: 8 bytes a position, 8 a ring, 40 a boundary. Largest first.
pub(super) struct Outlines {
    entries: Vec<Entry>,
    rings: Vec<Ring>,
    positions: Vec<[u32; 2]>,
}

/// A boundary.
pub(super) struct Entry {
    pub id: u64,
    /// Low x, low y, high x, high y.
    pub bounds: [u32; 4],
    rings_start: u32,
    rings_end: u32,
    area: f32,
}

struct Ring {
    positions_end: u32,
    is_outer: bool,
}

impl Outlines {
    pub fn new<'a>(boundaries: impl IntoIterator<Item = (u64, &'a Boundary)>) -> Self {
        let mut outlines = Self { entries: Vec::new(), rings: Vec::new(), positions: Vec::new() };
        for (id, boundary) in boundaries {
            outlines.push(id, boundary);
        }
        outlines.entries.sort_by(|one, other| other.area.total_cmp(&one.area).then(one.id.cmp(&other.id)));
        outlines.entries.shrink_to_fit();
        outlines.rings.shrink_to_fit();
        outlines.positions.shrink_to_fit();
        outlines
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The rings of a boundary, each with whether it is an outer one, without the closing position.
    pub fn rings(&self, entry: &Entry) -> impl Iterator<Item = (bool, &[[u32; 2]])> {
        (entry.rings_start..entry.rings_end).map(|ring| {
            let ring = ring as usize;
            let start = ring.checked_sub(1).map_or(0, |before| self.rings[before].positions_end as usize);
            let Ring { positions_end, is_outer } = self.rings[ring];
            (is_outer, &self.positions[start..positions_end as usize])
        })
    }

    fn push(&mut self, id: u64, boundary: &Boundary) {
        let [west, south, east, north] = boundary.extent().edges_deg();
        let ([low_x, low_y], [high_x, high_y]) = (world([west, north]), world([east, south]));
        let rings_start = count(self.rings.len());
        let mut area = 0.0;
        for part in boundary.shape() {
            for (ring, positions) in rings_of(part).enumerate() {
                let start = self.positions.len();
                self.positions.extend(positions.coords().skip(1).map(|at| world([at.x, at.y])));
                area += size(&self.positions[start..]);
                self.rings.push(Ring { positions_end: count(self.positions.len()), is_outer: ring == 0 });
            }
        }
        let rings_end = count(self.rings.len());
        self.entries.push(Entry { id, bounds: [low_x, low_y, high_x, high_y], rings_start, rings_end, area });
    }
}

/// 4 billion positions would be 34 GB.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Area of a ring that runs as RFC 7946 has it, holes negative.
#[expect(clippy::cast_possible_truncation, reason = "it only sorts")]
fn size(ring: &[[u32; 2]]) -> f32 {
    let Some(&[x0, y0]) = ring.first() else { return 0.0 };
    let from_start = |[x, y]: [u32; 2]| [f64::from(x) - f64::from(x0), f64::from(y) - f64::from(y0)];
    let pairs = ring.iter().zip(ring.iter().cycle().skip(1)).map(|(&one, &other)| (from_start(one), from_start(other)));
    // Southward y turns the sign.
    pairs.map(|([x1, y1], [x2, y2])| x2 * y1 - x1 * y2).sum::<f64>() as f32
}

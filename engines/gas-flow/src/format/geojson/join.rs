//! Nodes by position.

use std::collections::HashMap;

use super::geodesic::space_m;

/// More nodes than this around one place tell nothing apart, and looking at each for every line takes long.
pub(super) const CROWD: usize = 1_000;

/// Nodes in cubes of the tolerance's size.
pub(super) struct Places {
    tolerance_m: f64,
    cells: HashMap<[i64; 3], Vec<(usize, [f64; 3])>>,
}

/// What lies at a position.
pub(super) enum Found {
    Nothing,
    One(usize),
    Several(usize, usize),
    Crowd,
}

impl Places {
    /// `tolerance_m` must be above zero.
    pub fn new(tolerance_m: f64) -> Self {
        Self { tolerance_m, cells: HashMap::new() }
    }

    pub fn add(&mut self, number: usize, position: [f64; 2]) {
        let at = space_m(position);
        self.cells.entry(self.cell(at)).or_default().push((number, at));
    }

    pub fn find(&self, position: [f64; 2]) -> Found {
        let at = space_m(position);
        let center = self.cell(at);
        let (mut found, mut seen) = (Found::Nothing, 0);
        for cube in 0..27 {
            let key = [center[0] + cube % 3 - 1, center[1] + cube / 3 % 3 - 1, center[2] + cube / 9 - 1];
            let cell = self.cells.get(&key).map_or(&[][..], Vec::as_slice);
            seen += cell.len();
            if seen > CROWD {
                return Found::Crowd;
            }
            for &(number, other) in cell {
                let distance = (0..3).map(|axis| (at[axis] - other[axis]).powi(2)).sum::<f64>().sqrt();
                if distance <= self.tolerance_m {
                    match found {
                        Found::Nothing => found = Found::One(number),
                        Found::One(first) if first != number => {
                            return Found::Several(first.min(number), first.max(number));
                        }
                        _ => {}
                    }
                }
            }
        }
        found
    }

    /// The earth is small enough, and the tolerance large enough, for these numbers.
    #[allow(clippy::cast_possible_truncation)]
    fn cell(&self, at: [f64; 3]) -> [i64; 3] {
        at.map(|x| (x / self.tolerance_m).floor() as i64)
    }
}

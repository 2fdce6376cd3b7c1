use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// Where nodes and elements lie, beside a [`Network`](crate::Network), which does not need to know.
///
/// Longitudes and latitudes are degrees of WGS-84. Coordinates in GCJ-02 (火星坐标系) or BD-09, as Chinese map services
/// give them, look the same but lie some hundred metres off: convert them before.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    /// By node id: longitude and latitude.
    pub positions: HashMap<String, [f64; 2]>,
    /// By element id: longitudes and latitudes of its line, in its direction. An element without one is drawn straight.
    pub lines: HashMap<String, Vec<[f64; 2]>>,
    /// By node id: x and y in a drawing without relation to the globe.
    pub drawing: HashMap<String, [f64; 2]>,
}

impl Layout {
    /// The line of an element: its own, or straight from node to node if both have a position.
    pub fn line(&self, element: &str, from: &str, to: &str) -> Option<Vec<[f64; 2]>> {
        let straight = || Some(vec![*self.positions.get(from)?, *self.positions.get(to)?]);
        self.lines.get(element).cloned().or_else(straight)
    }
}

use boundary::{Boundary, outside_m2, write_geojson};
use serde_json::Map;

use super::{Code, Flaw, Line, OVERLAP_M2, PlaceFlaw};

/// Where the zone, or a park of it, ends (四至范围).
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// The park; none for the zone itself.
    pub park: Option<Code>,
    /// Its boundary.
    pub boundary: Boundary,
    /// Where it is known from.
    pub source: Option<Line>,
}

/// The edges of a zone and its parks, as far as the zone's files tell them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edges(pub Vec<Edge>);

impl Edge {
    /// The edge in GeoJSON, as it is stored.
    pub fn geojson(&self) -> String {
        write_geojson([(None, &Map::new(), &self.boundary)])
    }
}

impl Edges {
    /// Refuses what lies outside of the zone; where nobody has said where the zone ends, nothing does.
    ///
    /// # Errors
    /// [`PlaceFlaw::OutsideZone`] with how much.
    pub fn check(&self, boundary: &Boundary) -> Result<(), Flaw> {
        let zone = self.0.iter().find(|edge| edge.park.is_none());
        let outside = zone.map_or(0.0, |zone| outside_m2(&zone.boundary, boundary));
        if outside > OVERLAP_M2 {
            Err(PlaceFlaw::OutsideZone { area_m2: outside.round().to_string() }.into())
        } else {
            Ok(())
        }
    }

    /// Whether something lies outside of its park: worth a look, and no reason to refuse it.
    pub fn leaves_park(&self, park: Option<&Code>, boundary: &Boundary) -> bool {
        let edge = self.0.iter().find(|edge| edge.park.as_ref() == park && edge.park.is_some());
        edge.is_some_and(|edge| outside_m2(&edge.boundary, boundary) > OVERLAP_M2)
    }
}

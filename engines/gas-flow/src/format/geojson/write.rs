//! A network to features, with results.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::rows::{KINDS, Kind, Place, RESULT};
use super::shape::checked;
use super::{GeoJsonError, Layout};
use crate::format::NetworkFile;
use crate::format::table::{Results, mode_word};
use crate::network::{Network, element_index, node_index};
use crate::steady::Solution;

/// Writes a network as GeoJSON. What the layout does not place has no geometry (RFC 7946, section 3.2). With a
/// solution, features bear `result_pressure_bar` (absolute), `result_pressure_bar_g`, `result_supply_kg_per_s`,
/// `result_flow_kg_per_s`, `result_flow_m3_per_h` (20 °C, 101.325 kPa), `result_velocity_m_per_s`, `result_power_w`,
/// `result_fuel_kg_per_s` and `result_mode`, with the meaning of [`crate::format::table`].
///
/// # Errors
/// A position of the layout outside of the globe, or a solution of another network.
pub fn write_geojson(network: &Network, layout: &Layout, solution: Option<&Solution>) -> Result<String, GeoJsonError> {
    let results = solution.map(|solution| Results::new(network, solution)).transpose()?;
    let file = serde_json::to_value(NetworkFile::from(network))?;
    let elements = network.elements().iter().enumerate().map(|(e, element)| (element.id.as_str(), e)).collect();
    let writer = Writer { network, layout, results, elements };
    let mut features = Vec::new();
    for kind in KINDS {
        for (at, row) in file[kind.list].as_array().into_iter().flatten().enumerate() {
            if let Value::Object(row) = row {
                features.push(writer.feature(kind, at, row)?);
            }
        }
    }
    let collection = json!({"type": "FeatureCollection", "fluid": file["fluid"], "features": features});
    Ok(serde_json::to_string(&collection)?)
}

struct Writer<'a> {
    network: &'a Network,
    layout: &'a Layout,
    results: Option<Results<'a>>,
    elements: HashMap<&'a str, usize>,
}

impl Writer<'_> {
    /// `at` counts within the kind.
    fn feature(&self, kind: &Kind, at: usize, row: &Map<String, Value>) -> Result<Value, GeoJsonError> {
        let mut properties = row.clone();
        properties.insert("kind".to_owned(), json!(kind.word));
        let word = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
        let id = word("id");
        if let Some(results) = &self.results {
            for (key, value) in self.results_of(results, kind, at, id) {
                properties.insert(format!("{RESULT}{key}"), value);
            }
        }
        let title = || format!("layout of {} \"{id}\"", kind.word);
        let geometry = match kind.place {
            Place::Between => {
                let line = self.layout.line(id, word("from"), word("to")).filter(|line| line.len() >= 2);
                if let Some(line) = &line {
                    line.iter().try_for_each(|&position| checked(position, &title()))?;
                }
                line.map(|line| json!({"type": "LineString", "coordinates": line}))
            }
            place => {
                let node = if place == Place::Node { id } else { word("node") };
                let position = self.layout.positions.get(node);
                if let Some(&position) = position {
                    checked(position, &title())?;
                }
                position.map(|position| json!({"type": "Point", "coordinates": position}))
            }
        };
        Ok(
            json!({"type": "Feature", "id": format!("{}/{id}", kind.word), "geometry": geometry, "properties": properties}),
        )
    }

    fn results_of(&self, results: &Results<'_>, kind: &Kind, at: usize, id: &str) -> Vec<(&'static str, Value)> {
        match (kind.place, kind.word) {
            (Place::Node, _) => {
                let node = results.node(node_index(at));
                vec![
                    ("pressure_bar", json!(node.pressure_bar)),
                    ("pressure_bar_g", json!(node.pressure_bar_g)),
                    ("supply_kg_per_s", json!(node.supply_kg_per_s)),
                ]
            }
            (Place::Between, _) => {
                let Some(&e) = self.elements.get(id) else { return Vec::new() };
                let element = results.element(element_index(e));
                let mut values = vec![
                    ("flow_kg_per_s", json!(element.flow_kg_per_s)),
                    ("flow_m3_per_h", json!(element.flow_m3_per_h)),
                ];
                values.extend(element.velocity_m_per_s.map(|velocity| ("velocity_m_per_s", json!(velocity))));
                values.extend(element.power_w.map(|power| ("power_w", json!(power))));
                values.extend(element.fuel_kg_per_s.map(|fuel| ("fuel_kg_per_s", json!(fuel))));
                values.extend(element.mode.map(|mode| ("mode", json!(mode_word(mode)))));
                values
            }
            (Place::At, "well") if at < self.network.wells().len() => {
                vec![("flow_kg_per_s", json!(results.solution().well_flow_kg_per_s[at]))]
            }
            (Place::At, _) => Vec::new(),
        }
    }
}

use maud::{Markup, html};
use serde_json::{Value, json};

use crate::Visit;

/// Something that has a place: longitude and latitude in degrees (CGCS2000).
pub struct MapPlace {
    /// Degrees east.
    pub longitude: f64,
    /// Degrees north.
    pub latitude: f64,
    /// Its name.
    pub title: String,
    /// Where it leads, below the zone.
    pub path: String,
}

/// A map of places over the zone's own outlines; without JavaScript a list. `outlines` is the address of a GeoJSON file.
pub fn map(visit: &Visit, label: &str, outlines: Option<&str>, places: &[MapPlace]) -> Markup {
    let features: Vec<Value> = places
        .iter()
        .map(|place| {
            json!({
                "type": "Feature",
                "geometry": { "type": "Point", "coordinates": [place.longitude, place.latitude] },
                "properties": { "title": place.title, "href": visit.link(&place.path) },
            })
        })
        .collect();
    let data = json!({ "type": "FeatureCollection", "features": features }).to_string();
    html! {
        figure.map data-island="map" data-geojson=(data) data-outlines=[outlines] aria-label=(label) {
            ul.map-list { @for place in places { li { a href=(visit.link(&place.path)) { (place.title) } } } }
        }
    }
}

use facts::Light;
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
    /// How it stands; none for a plain place.
    pub light: Option<Light>,
}

/// A map of places over the zone's own outlines; without JavaScript a list. `outlines` is the address of a GeoJSON file.
pub fn map(visit: &Visit, label: &str, outlines: Option<&str>, places: &[MapPlace]) -> Markup {
    let features: Vec<Value> = places
        .iter()
        .map(|place| {
            let light = place.light.map(Light::name);
            json!({
                "type": "Feature",
                "geometry": { "type": "Point", "coordinates": [place.longitude, place.latitude] },
                "properties": { "title": place.title, "href": visit.link(&place.path), "light": light },
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

/// What the signs of a map mean: of each light its words, and of plain places.
pub fn map_legend(lights: &[(Light, String)], plain: &str) -> Markup {
    html! {
        ul.map-legend {
            @for (light, words) in lights { li { span class=(format!("light light-{}", light.name())) { (words) } } }
            li { span.map-plain { (plain) } }
        }
    }
}

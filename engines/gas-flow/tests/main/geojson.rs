//! Networks on maps.

use std::fmt::Write;

use gas_flow::format::geojson::{GeoJson, GeoJsonError, GeoJsonOptions, Layout};
use gas_flow::format::{NetworkFile, read_geojson, write_geojson};
use gas_flow::{Network, Options, Steady};
use serde_json::{Value, json};

use super::support::{close, network, solve};

const FLUID: &str = r#""fluid":{"density_normal_kg_per_m3":0.73,"viscosity_pa_s":1.1e-5,"temperature_k":288.15,"compressibility":{"law":"linear","offset":1.0,"slope_per_bar":-0.0022}}"#;

fn collection(features: &str) -> String {
    format!("{{\"type\":\"FeatureCollection\",{FLUID},\"features\":[{features}]}}")
}

fn point(properties: &str, longitude: f64, latitude: f64) -> String {
    let geometry = format!(r#"{{"type":"Point","coordinates":[{longitude},{latitude}]}}"#);
    format!(r#"{{"type":"Feature","geometry":{geometry},"properties":{properties}}}"#)
}

fn line(properties: &str, coordinates: &str) -> String {
    let geometry = format!(r#"{{"type":"LineString","coordinates":{coordinates}}}"#);
    format!(r#"{{"type":"Feature","geometry":{geometry},"properties":{properties}}}"#)
}

fn read(features: &[String]) -> Result<GeoJson, GeoJsonError> {
    read_geojson(collection(&features.join(",")).as_bytes(), &GeoJsonOptions::default())
}

fn fails(features: &[String]) -> String {
    read(features).unwrap_err().to_string()
}

const BORE: &str = r#""diameter_m":0.1,"roughness_mm":0.1"#;

fn pipe(id: &str, coordinates: &str) -> String {
    line(&format!("{{\"id\":\"{id}\",{BORE}}}"), coordinates)
}

/// Compares numbers with a tolerance, for units are converted back and forth.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

pub fn same_network(a: &Network, b: &Network) -> bool {
    let [a, b] = [a, b].map(|network| serde_json::to_value(NetworkFile::from(network)).unwrap());
    same(&a, &b)
}

#[test]
fn every_kind_survives() {
    let network = network(super::formats::ALL);
    let mut layout = Layout::default();
    for (n, node) in network.nodes().iter().enumerate() {
        layout.positions.insert(node.id.clone(), [116.0 + n as f64 * 0.01, 39.9]);
    }
    for element in network.elements() {
        let [from, to] = [element.from, element.to].map(|n| layout.positions[&network.node(n).id]);
        layout.lines.insert(element.id.clone(), vec![from, [from[0] + 0.001, 39.95], to]);
    }
    let text = write_geojson(&network, &layout, None).unwrap();
    let again = read_geojson(text.as_bytes(), &GeoJsonOptions::default()).unwrap();
    assert!(same_network(&network, &again.network));
    assert_eq!(again.layout, layout);
    assert!(again.skipped.is_empty() && again.ignored_properties.is_empty() && again.created_nodes.is_empty());
    // Without any geometry, the ids join it.
    let text = write_geojson(&network, &Layout::default(), None).unwrap();
    let again = read_geojson(text.as_bytes(), &GeoJsonOptions::default()).unwrap();
    assert!(same_network(&network, &again.network));
}

#[test]
fn lines_are_joined_and_measured() {
    let parts = [
        point(r#"{"id":"gate","fixed_pressure_bar":5.0,"colour":"red"}"#, 0.0, 0.0),
        pipe("P1", "[[0.0000001,0.0],[0.01,0.0]]"),
        pipe("P2", "[[0.01,0.0,5.0],[0.01,0.005,6.0],[0.01,0.01,7.0]]"),
        point(r#"{"id":17,"withdrawal_kg_per_s":0.01}"#, 0.01, 0.01),
    ];
    let read = read(&parts).unwrap();
    assert_eq!(read.created_nodes, ["J1"]);
    assert_eq!(read.measured_pipes, ["P1", "P2"]);
    assert_eq!(read.ignored_properties.get("colour"), Some(&1));
    let file = serde_json::to_value(NetworkFile::from(&read.network)).unwrap();
    let degree = 6_378_137.0 * std::f64::consts::PI / 180.0;
    close(file["pipes"][0]["length_m"].as_f64().unwrap(), degree * 0.009_999_9, 1e-6);
    // A hundredth of a degree of latitude at the equator: a (1 - e²) π / 180 / 100.
    close(file["pipes"][1]["length_m"].as_f64().unwrap(), 1_105.742_76, 1e-3);
    assert_eq!(file["pipes"][1]["to"], "17");
    let solution = Steady::new(&read.network, Options::default()).unwrap().solve().unwrap();
    let text = write_geojson(&read.network, &read.layout, Some(&solution)).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    let found = |id: &str| {
        let all = value["features"].as_array().unwrap();
        all.iter().find(|feature| feature["properties"]["id"] == id).unwrap()["properties"].clone()
    };
    close(found("P1")["result_flow_kg_per_s"].as_f64().unwrap(), 0.01, 1e-9);
    close(found("gate")["result_pressure_bar_g"].as_f64().unwrap(), 5.0 - 1.01325, 1e-9);
    assert!(found("P2")["result_velocity_m_per_s"].as_f64().unwrap() > 0.0);
    let again = read_geojson(text.as_bytes(), &GeoJsonOptions::default()).unwrap();
    assert!(same_network(&again.network, &read.network) && again.ignored_properties.is_empty());
}

#[test]
fn created_nodes_keep_clear_of_ids() {
    let read =
        read(&[point(r#"{"id":"J1"}"#, 0.0, 0.0), pipe("P", "[[0,0],[1,0]]"), pipe("Q", "[[1,0],[2,0]]")]).unwrap();
    assert_eq!(read.created_nodes, ["J2", "J3"]);
    assert_eq!(read.network.elements().len(), 2);
}

#[test]
fn holes_do_not_stop_it() {
    let parts = [
        "null".to_owned(),
        "{}".to_owned(),
        r#"{"type":"Feature","geometry":null,"properties":null}"#.to_owned(),
        r#"{"type":"Feature","geometry":{"type":"Polygon","coordinates":[]},"properties":{}}"#.to_owned(),
        r#"{"type":"Feature","geometry":null,"properties":{"kind":"hydrant"}}"#.to_owned(),
        point(r#"{"id":"a","pressure_min_bar":null}"#, 1.0, 2.0),
        r#"{"type":"Feature","id":"b","geometry":null,"properties":{"kind":"node"}}"#.to_owned(),
        r#"{"type":"Feature","geometry":{"type":"LineString","coordinates":[]},"properties":{"kind":"short_pipe","from":"a","to":"b"}}"#.to_owned(),
    ];
    let read = read(&parts).unwrap();
    assert_eq!(read.skipped.iter().map(|s| s.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!((read.network.nodes().len(), read.network.elements()[0].id.as_str()), (2, "short_pipe-8"));
}

#[test]
fn multi_lines_become_one_where_they_meet() {
    let multi = |parts: &str| pipe("P", parts).replace("LineString", "MultiLineString");
    let read = read(&[multi("[[[0,0],[0.01,0]],[[0.01,0],[0.02,0]]]")]).unwrap();
    assert_eq!(read.layout.lines["P"], [[0.0, 0.0], [0.01, 0.0], [0.02, 0.0]]);
    assert!(fails(&[multi("[[[0,0],[0.01,0]],[[0.05,0],[0.02,0]]]")]).contains("split it"));
}

#[test]
fn heights_come_from_the_third_coordinate() {
    let read = read(&[point(r#"{"id":"a"}"#, 1.0, 2.0).replace("[1,2]", "[1,2,345.5]")]).unwrap();
    close(read.network.nodes()[0].height.si(), 345.5, 0.0);
}

#[test]
fn errors_say_what_to_do() {
    let metres = fails(&[point("{}", 500_000.0, 4_400_000.0)]);
    assert!(metres.contains("feature 1") && metres.contains("WGS-84"), "{metres}");
    assert!(fails(&[point(r#"{"id":"a"}"#, 39.9, 116.4)]).contains("swapped"));
    let node = |id: &str, x: f64| point(&format!("{{\"id\":\"{id}\"}}"), x, 0.0);
    assert!(fails(&[node("a", 0.0), node("a", 1.0)]).contains("\"a\" is used twice"));
    let twice = fails(&[node("a", 0.0), node("b", 0.000_001), pipe("P", "[[0,0],[1,0]]")]);
    assert!(twice.contains("\"a\" and \"b\" both lie within 0.5 m"), "{twice}");
    let shape = fails(&[pipe("P", "[[0,0],[1,0]]").replace("0.1,", "\"wide\",")]);
    assert!(shape.contains("feature 1 (\"P\"), pipe") && shape.contains("wide"), "{shape}");
    let ends = r#"{"type":"Feature","geometry":null,"properties":{"kind":"pipe","id":"P"}}"#.to_owned();
    assert!(fails(&[ends]).contains("give \"from\""));
    let long = r#"{"type":"Feature","geometry":null,"properties":{"kind":"pipe","from":"a","to":"b"}}"#.to_owned();
    assert!(fails(&[node("a", 0.0), node("b", 1.0), long]).contains("length_m"));
    let unknown =
        fails(&[line(r#"{"id":"S","kind":"short_pipe","from":"a","to":"z"}"#, "[[0,0],[1,0]]"), node("a", 0.0)]);
    assert!(unknown.contains("names node \"z\""), "{unknown}");
    assert!(fails(&[pipe("P", "[[0,0]]")]).contains("fewer than two"));
    assert!(fails(&[pipe("P", "[[0,0],[1,\"x\"]]")]).contains("in numbers"));
}

#[test]
fn other_objects_and_systems_are_refused() {
    let options = GeoJsonOptions::default();
    let error = |text: &str| read_geojson(text.as_bytes(), &options).unwrap_err().to_string();
    assert!(error(&point("{}", 0.0, 0.0)).contains("not Feature"));
    let crs = r#""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4547"}},"features""#;
    assert!(error(&collection("").replace("\"features\"", crs)).contains("EPSG::4547"));
    let wgs = r#""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features""#;
    assert!(read_geojson(collection("").replace("\"features\"", wgs).as_bytes(), &options).is_ok());
    assert!(error(r#"{"type":"FeatureCollection","features":[]}"#).contains("fluid"));
    let fluid = Some(network("node a").fluid().clone());
    let with = GeoJsonOptions { fluid, ..GeoJsonOptions::default() };
    assert!(read_geojson(br#"{"type":"FeatureCollection","features":[]}"#, &with).is_ok());
    let strict = GeoJsonOptions { create_nodes: false, ..GeoJsonOptions::default() };
    let text = collection(&pipe("P", "[[0,0],[1,0]]"));
    assert!(read_geojson(text.as_bytes(), &strict).unwrap_err().to_string().contains("no node lies within 0.5 m"));
    let zero = GeoJsonOptions { join_tolerance_m: 0.0, ..GeoJsonOptions::default() };
    assert!(matches!(read_geojson(text.as_bytes(), &zero), Err(GeoJsonError::Tolerance(_))));
}

#[test]
fn wells_join_the_node_at_their_place() {
    let well = r#"{"id":"W","kind":"well","reservoir_pressure_bar":80.0,"inflow":{"curve":"quadratic","linear":1e10,"square":1e10}}"#;
    let read = read(&[point(r#"{"id":"a"}"#, 1.0, 2.0), point(well, 1.0, 2.0)]).unwrap();
    assert_eq!(read.network.wells()[0].id, "W");
    assert!(fails(&[point(r#"{"id":"a"}"#, 1.0, 2.0), point(well, 1.1, 2.0)]).contains("give \"node\""));
}

#[test]
fn a_hundred_thousand_features() {
    let side = 183u32;
    let mut features = String::new();
    let at = |x: u32, y: u32| [110.0 + f64::from(x) * 0.001, 30.0 + f64::from(y) * 0.001];
    for (x, y) in (0..side).flat_map(|x| (0..side).map(move |y| (x, y))) {
        let [from, right, up] = [at(x, y), at(x + 1, y), at(x, y + 1)];
        write!(features, "{},", point(&format!("{{\"id\":\"n{x}-{y}\"}}"), from[0], from[1])).unwrap();
        for (way, to) in [("r", right), ("u", up)] {
            write!(features, "{},", pipe(&format!("{way}{x}-{y}"), &json!([from, to]).to_string())).unwrap();
        }
    }
    features.pop();
    let read = read_geojson(collection(&features).as_bytes(), &GeoJsonOptions::default()).unwrap();
    assert_eq!(read.network.elements().len(), 2 * 183 * 183);
    assert_eq!(read.created_nodes.len(), 2 * 183);
    let text = write_geojson(&read.network, &read.layout, None).unwrap();
    assert!(text.len() > 10_000_000);
}

/// What RFC 7946 asks of any file, and what a reader without our keys relies on.
fn check_geojson(text: &str) -> usize {
    let whole: Value = serde_json::from_str(text).unwrap();
    assert_eq!(whole["type"], "FeatureCollection");
    let features = whole["features"].as_array().unwrap();
    let mut ids = std::collections::HashSet::new();
    for feature in features {
        assert_eq!(feature["type"], "Feature");
        assert!(ids.insert(feature["id"].as_str().unwrap()), "{feature}");
        assert!(feature.get("coordinates").is_none() && feature["properties"].is_object());
        let geometry = &feature["geometry"];
        let positions = match geometry["type"].as_str() {
            Some("Point") => vec![geometry["coordinates"].clone()],
            Some("LineString") => geometry["coordinates"].as_array().unwrap().clone(),
            _ => {
                assert!(geometry.is_null(), "{geometry}");
                continue;
            }
        };
        assert!(geometry["type"] == "Point" || positions.len() >= 2);
        for position in positions {
            let [longitude, latitude] = [0, 1].map(|at| position[at].as_f64().unwrap());
            assert!(longitude.abs() <= 180.0 && latitude.abs() <= 90.0 && position.as_array().unwrap().len() == 2);
        }
    }
    features.len()
}

#[test]
fn any_reader_of_geojson_reads_results() {
    let solved = solve(
        "node =a fixed_pressure_bar = 5.0\nnode 门站 withdrawal_kg_per_s = 0.05\nnode c\npipe 1 =a 门站\n\
         well 1w 门站 reservoir_pressure_bar = 4.0, inflow = { curve = \"quadratic\", linear = 1e12, square = 1e12 }\n\
         regulator R 门站 c outlet_pressure_bar = 3.0",
    );
    let positions = [("=a", [112.18, 35.69]), ("门站", [-180.0, 90.0])];
    let layout = Layout { positions: positions.map(|(id, at)| (id.to_owned(), at)).into(), ..Layout::default() };
    let text = write_geojson(&solved.network, &layout, Some(&solved.solution)).unwrap();
    assert_eq!(check_geojson(&text), 3 + 2 + 1);
    let whole: Value = serde_json::from_str(&text).unwrap();
    let of = |id: &str| whole["features"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap();
    close(of("node/门站")["properties"]["result_pressure_bar"].as_f64().unwrap(), solved.bar("门站"), 0.0);
    close(of("pipe/1")["properties"]["result_flow_kg_per_s"].as_f64().unwrap(), solved.flow("1"), 0.0);
    assert!(of("pipe/1")["geometry"].is_object() && of("regulator/R")["geometry"].is_null());
    let again = read_geojson(text.as_bytes(), &GeoJsonOptions::default()).unwrap();
    assert_eq!(again.network, solved.network);
    assert!(again.ignored_properties.is_empty());
}

#[test]
fn a_crowd_of_nodes_is_refused_where_a_line_ends_among_them() {
    let mut features: Vec<String> = (0..1001).map(|n| point(&format!("{{\"id\":\"n{n}\"}}"), 1.0, 2.0)).collect();
    assert_eq!(read(&features).unwrap().network.nodes().len(), 1001);
    features.push(pipe("P", "[[1,2],[1.1,2]]"));
    assert!(fails(&features).contains("over 1000 nodes lie around its end: give \"from\""));
}

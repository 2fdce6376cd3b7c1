use boundary::{Crs, Fault, Feature, FeatureFault, FeatureId, GeoJson, GeoJsonError, GeoJsonOptions, write_geojson};

use crate::support::assert_near;

const SQUARE: &str = "[[[119,36],[119.01,36],[119.01,36.01],[119,36.01],[119,36]]]";

fn features(text: &str) -> Vec<Feature> {
    GeoJson::parse(text.as_bytes(), &GeoJsonOptions::default()).unwrap().features().collect()
}

fn refused(text: &[u8]) -> GeoJsonError {
    GeoJson::parse(text, &GeoJsonOptions::default()).unwrap_err()
}

fn polygon(coordinates: &str) -> Feature {
    features(&format!(r#"{{"type":"Polygon","coordinates":{coordinates}}}"#)).remove(0)
}

fn collection(inner: &str) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{inner}]}}"#)
}

#[test]
fn collections_features_and_bare_geometries() {
    let feature = format!(
        r#"{{"type":"Feature","id":"a","properties":{{"n":1}},"geometry":{{"type":"Polygon","coordinates":{SQUARE}}}}}"#
    );
    for text in [collection(&feature), feature.clone(), format!("\u{feff} {feature} \n")] {
        let read = features(&text).remove(0);
        assert_eq!(read.id, Some(FeatureId::Text("a".to_owned())));
        assert_eq!(read.properties["n"], 1);
        assert_near(read.boundary.unwrap().area_m2(), 1_000_384.947_7, 1e-3);
    }
    let bare = polygon(SQUARE);
    assert!(bare.id.is_none() && bare.properties.is_empty() && bare.boundary.is_ok());
    let multi = features(&format!(r#"{{"type":"MultiPolygon","coordinates":[{SQUARE}]}}"#)).remove(0);
    assert!(multi.boundary.is_ok());
    assert!(features(&collection("")).is_empty());
}

#[test]
fn each_feature_stands_for_itself() {
    let text = collection(&format!(
        r#"{{"type":"Feature","id":1,"properties":null,"geometry":{{"type":"Polygon","coordinates":{SQUARE}}}}},
           {{"type":"Feature","id":2,"properties":{{}},"geometry":null}},
           {{"type":"Feature","id":1,"properties":{{}},"geometry":{{"type":"Point","coordinates":[1,2]}}}},
           {{"type":"Feature","id":1.5,"properties":{{}},"geometry":null}},
           {{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon"}}}},
           17,
           {{"type":"Feature","properties":{{}},"geometry":{{"type":"GeometryCollection","geometries":[]}}}}"#
    ));
    let read = features(&text);
    assert!(read[0].boundary.is_ok());
    assert!(matches!(read[1].boundary, Err(FeatureFault::NoGeometry)));
    assert!(matches!(&read[2].boundary, Err(FeatureFault::OtherGeometry { found }) if found == "Point"));
    assert_eq!((read[0].same_id_as, read[1].same_id_as, read[2].same_id_as), (None, None, Some(0)));
    assert!(matches!(read[3].boundary, Err(FeatureFault::Json(_))));
    assert!(matches!(read[4].boundary, Err(FeatureFault::Fault(Fault::Empty))));
    assert!(matches!(read[5].boundary, Err(FeatureFault::Json(_))));
    assert!(matches!(&read[6].boundary, Err(FeatureFault::OtherGeometry { found }) if found == "GeometryCollection"));
    assert_eq!(read[6].index, 6);
}

#[test]
fn heights_are_dropped_and_said() {
    let high = polygon("[[[119,36,5],[119.01,36,5],[119.01,36.01,5.5],[119,36,5]]]");
    assert!(high.heights_dropped && high.boundary.is_ok());
    assert!(!polygon(SQUARE).heights_dropped);
}

#[test]
fn what_is_no_number_is_found_where_it_stands() {
    for (wrong, word) in [
        (r#"["119.01",36]"#, "the text \"119.01\""),
        ("[119.01,null]", "null"),
        ("[true,36]", "true"),
        ("[119.01]", "nothing"),
        ("[]", "nothing"),
    ] {
        let fault = polygon(&format!("[[[119,36],{wrong},[119.01,36.01],[119,36]]]")).boundary.unwrap_err();
        assert_eq!(
            fault.to_string(),
            format!("position 2 of the outer ring of part 1 has {word} where a number is due")
        );
    }
    for shapeless in ["[1,2]", "[[1,2]]", "{}", "[[[[1,2]]]]", "\"\"", "[[[119,36],[[1],2]]]", "[[[1e999,2]]]"] {
        assert!(matches!(polygon(shapeless).boundary, Err(FeatureFault::Json(_))), "{shapeless}");
    }
    for empty in ["[]", "[[]]"] {
        assert!(matches!(polygon(empty).boundary, Err(FeatureFault::Fault(Fault::Empty))), "{empty}");
    }
}

#[test]
fn texts_that_are_no_geojson() {
    let whole = collection(&format!(r#"{{"type":"Feature","geometry":{{"type":"Polygon","coordinates":{SQUARE}}}}}"#));
    for cut in 1..whole.len() {
        assert!(matches!(refused(&whole.as_bytes()[..cut]), GeoJsonError::Json(_)), "cut at {cut}");
    }
    assert!(matches!(refused(b""), GeoJsonError::Json(_)));
    assert!(matches!(refused(br#"{"type":"Polygon","coordinates":[[[NaN,1]]]}"#), GeoJsonError::Json(_)));
    assert!(matches!(refused(br#"{"features":[]}"#), GeoJsonError::Json(_)));
    assert!(matches!(refused(br#"{"type":"FeatureCollection"}"#), GeoJsonError::OtherType { .. }));
    assert!(
        matches!(refused(br#"{"type":"Topology","objects":{}}"#), GeoJsonError::OtherType { found } if found == "Topology")
    );
    // "Parcel" in GBK.
    let gbk = b"{\"type\":\"Feature\",\"properties\":{\"\xd7\xda\xb5\xd8\":1},\"geometry\":null}";
    assert!(matches!(refused(gbk), GeoJsonError::Encoding { at: 33 }));
    assert!(matches!(refused(b"\xff\xfe{\0"), GeoJsonError::Encoding { at: 0 }));
}

#[test]
fn deep_nesting_harms_nobody() {
    let deep = "[".repeat(1_000_000);
    assert!(matches!(refused(deep.as_bytes()), GeoJsonError::Json(_)));
    let nested = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches!(polygon(&nested).boundary, Err(FeatureFault::Json(_))));
    let properties = features(&format!(r#"{{"type":"Feature","properties":{{"a":{nested}}},"geometry":null}}"#));
    assert!(matches!(properties[0].boundary, Err(FeatureFault::Json(_))));
}

#[test]
fn sizes_are_limited() {
    let text = format!(r#"{{"type":"Polygon","coordinates":{SQUARE}}}"#);
    let options = GeoJsonOptions { bytes_max: 40, ..GeoJsonOptions::default() };
    let error = GeoJson::parse(text.as_bytes(), &options).unwrap_err();
    assert_eq!(error.to_string(), format!("the file has {} bytes, more than 40: divide it", text.len()));
    let million = format!("[[{}[119,36]]]", "[119,36],".repeat(1_000_000));
    let fault = polygon(&million).boundary.unwrap_err();
    assert!(matches!(fault, FeatureFault::Fault(Fault::TooManyPositions { found: 1_000_001, .. })));
    let rings = format!("[[]{}]", ",[]".repeat(200_000));
    assert!(matches!(polygon(&rings).boundary, Err(FeatureFault::Fault(Fault::TooManyRings { .. }))));
}

#[test]
fn coordinate_reference_systems() {
    let metres = "[[[38420000,3950000],[38420100,3950000],[38420100,3950100],[38420000,3950000]]]";
    let with = |crs: &str| format!(r#"{{"crs":{crs},"type":"Polygon","coordinates":{metres}}}"#);
    let named = |name: &str| format!(r#"{{"type":"name","properties":{{"name":"{name}"}}}}"#);
    let read = features(&with(&named("urn:ogc:def:crs:EPSG::4526"))).remove(0).boundary.unwrap();
    assert_near(read.label_point()[0], 113.117, 1e-3);
    let coded = features(&with(r#"{"type":"EPSG","properties":{"code":4526}}"#)).remove(0);
    assert_eq!(coded.boundary.unwrap(), read);
    let silent = features(&with("null")).remove(0).boundary;
    assert!(matches!(silent, Err(FeatureFault::Fault(Fault::Projected { .. }))));
    let said = GeoJsonOptions { crs: Crs::from_epsg(4526).unwrap(), ..GeoJsonOptions::default() };
    let said = GeoJson::parse(with("null").as_bytes(), &said).unwrap().features().next().unwrap().boundary.unwrap();
    assert_eq!(said, read);
    let xian = refused(with(&named("urn:ogc:def:crs:EPSG::2362")).as_bytes());
    assert!(matches!(xian, GeoJsonError::Crs { name } if name == "urn:ogc:def:crs:EPSG::2362"));
    assert!(matches!(
        refused(with(r#"{"type":"link","properties":{"href":"x"}}"#).as_bytes()),
        GeoJsonError::Crs { .. }
    ));
    // In a feature of a collection.
    let inner = format!(r#"{{"type":"Feature","crs":{},"geometry":{}}}"#, named("EPSG:3857"), with("null"));
    let inner = features(&collection(&inner)).remove(0).boundary;
    assert!(matches!(inner, Err(FeatureFault::Crs { name }) if name == "EPSG:3857"));
}

#[test]
fn what_is_written_reads_the_same_and_writes_the_same() {
    let text = collection(&format!(
        r#"{{"type":"Feature","id":"a\"b","properties":{{"name":"宗地","b":[1,null]}},"geometry":{{"type":"Polygon","coordinates":{SQUARE}}}}},
           {{"type":"Feature","id":-7,"properties":{{}},"geometry":{{"type":"MultiPolygon","coordinates":[{SQUARE},
             [[[-0.000000001,-1.5],[1.123456789123,0],[0,1],[-0.000000001,-1.5]]]]}}}}"#
    ));
    let write = |text: &str| {
        let read: Vec<(Option<FeatureId>, _, _)> =
            features(text).into_iter().map(|f| (f.id, f.properties, f.boundary.unwrap())).collect();
        write_geojson(read.iter().map(|(id, properties, boundary)| (id.as_ref(), properties, boundary)))
    };
    let once = write(&text);
    assert_eq!(write(&once), once);
    assert!(once.contains("[1.12345679,0]") && once.contains("[0,-1.5]") && once.contains("\"id\":-7"), "{once}");
    assert!(once.contains("[[[119,36],[119.01,36],[119.01,36.01],[119,36.01],[119,36]]]"));
}

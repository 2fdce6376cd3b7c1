//! Formats by content; and no reader panics, whatever it is given.

use gas_flow::format::gaslib::{GasLibOptions, read_gaslib};
use gas_flow::format::geojson::GeoJsonOptions;
use gas_flow::format::{
    Format, Layout, NetworkFile, UnknownFormat, detect, read_geojson, read_json, read_reference, read_toml,
    write_geojson,
};
use proptest::prelude::*;

use super::gaslib::{NET, SCN, held};
use super::geojson::same_network;
use super::support::network;

const REFERENCE: &[u8] = include_bytes!("../fixtures/grid-6.json");
const MATGAS: &str = "% a case\nfunction mgc = small\n\nmgc.gas_molar_mass = 0.018;\n";

fn texts() -> Vec<(Format, Vec<u8>)> {
    let network = network(super::formats::ALL);
    let file = NetworkFile::from(&network);
    vec![
        (Format::OwnJson, serde_json::to_vec(&file).unwrap()),
        (Format::OwnToml, toml::to_string(&file).unwrap().into_bytes()),
        (Format::ReferenceJson, REFERENCE.to_vec()),
        (Format::GeoJson, write_geojson(&network, &Layout::default(), None).unwrap().into_bytes()),
        (Format::GasLibNetwork, NET.into()),
        (Format::GasLibScenario, SCN.into()),
        (
            Format::GasLibCompressors,
            "<x:compressorStations xmlns:x=\"http://gaslib.zib.de/CompressorStations\"/>".into(),
        ),
        (Format::Matgas, MATGAS.into()),
    ]
}

#[test]
fn content_tells_the_format() {
    for (format, mut text) in texts() {
        assert_eq!(detect(&text, None), Ok(format));
        assert_eq!(detect(&text, Some("misleading.csv")), Ok(format));
        text.splice(0..0, *b"\xef\xbb\xbf\n ");
        if format != Format::GasLibNetwork {
            assert_eq!(detect(&text, Some("x.net")), Ok(format));
        }
    }
}

#[test]
fn the_name_helps_where_the_content_breaks_off() {
    assert_eq!(detect(b"{\"type\": \"Feat", Some("a.GeoJSON")), Ok(Format::GeoJson));
    assert_eq!(detect(b"<!-- so far", Some("a.net")), Ok(Format::GasLibNetwork));
    assert_eq!(detect(b"[fluid]\ndensity", Some("a.toml")), Ok(Format::OwnToml));
    assert!(detect(b"<!-- so far", Some("a.toml")).is_err());
}

#[test]
fn errors_name_what_was_tried() {
    let error = |bytes: &[u8]| detect(bytes, Some("a.xlsx")).unwrap_err().to_string();
    let text = error(b"Node;Pressure\n1;2\n");
    assert!(text.contains("MATGAS (") && text.contains("TOML (") && text.contains("file name ("), "{text}");
    assert!(error(b"<html/>").contains("begins with <html>"));
    assert!(error(b"{\"type\": \"Feature\"}").contains("FeatureCollection"));
    assert!(error(b"{}").contains("fluid"));
    assert!(error(b"PK\x03\x04\xff").contains("zip"));
    assert!(error(b"\xff\xfe<\0").contains("UTF-16"));
    assert_eq!(detect(b" \n", None), Err(UnknownFormat::Empty));
}

fn read_all(bytes: &[u8]) {
    let _ = detect(bytes, None);
    let _ = read_json(bytes);
    let _ = read_reference(bytes);
    let _ = read_geojson(bytes, &GeoJsonOptions::default());
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = read_toml(text);
        let _ = read_gaslib(text, Some(SCN), &held());
        let _ = read_gaslib(NET, Some(text), &held());
        let _ = read_gaslib(text, None, &GasLibOptions::default());
    }
}

/// What people and broken programs do to a file.
#[derive(Debug, Clone)]
enum Damage {
    Cut,
    Delete(usize),
    Byte(u8),
    Insert(&'static str),
    Double(usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let inserts = vec![
        "-",
        "1e999",
        "NaN",
        "null",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "<",
        "/>",
        "&lt;",
        "&#x0;",
        "]]>",
        "<!--",
        "\0",
        "煤",
        "9999999999999999999",
        "-1",
        "0",
        "[[[[[[[[[[[[[",
        "<a><a><a>",
        "\u{feff}",
        "<![CDATA[",
        "<?",
        "<!DOCTYPE a [",
    ];
    prop_oneof![
        Just(Damage::Cut),
        (1usize..200).prop_map(Damage::Delete),
        any::<u8>().prop_map(Damage::Byte),
        prop::sample::select(inserts).prop_map(Damage::Insert),
        (1usize..200).prop_map(Damage::Double),
    ]
}

fn damaged(text: &mut Vec<u8>, at: usize, damage: &Damage) {
    let end = |length: usize| (at + length).min(text.len());
    match *damage {
        Damage::Cut => text.truncate(at),
        Damage::Delete(length) => drop(text.drain(at..end(length))),
        Damage::Byte(byte) => text[at] = byte,
        Damage::Insert(more) => drop(text.splice(at..at, more.bytes())),
        Damage::Double(length) => {
            let copy = text[at..end(length)].to_vec();
            text.splice(at..at, copy);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn nothing_panics_on_damaged_files(
        which in any::<prop::sample::Index>(),
        blows in prop::collection::vec((any::<prop::sample::Index>(), damage()), 1..4),
    ) {
        let texts = texts();
        let mut text = texts[which.index(texts.len())].1.clone();
        for (at, damage) in &blows {
            if !text.is_empty() {
                let at = at.index(text.len());
                damaged(&mut text, at, damage);
            }
        }
        read_all(&text);
    }

    #[test]
    fn nothing_panics_on_noise(bytes in prop::collection::vec(any::<u8>(), 0..300), text in "[<>/{}\\[\\]\":=,a-f0-9 \n&;!-]{0,200}") {
        read_all(&bytes);
        read_all(text.as_bytes());
    }

    #[test]
    fn what_is_written_is_read_again(
        nodes in prop::collection::vec(
            (-100.0..3000.0, -5.0..5.0, prop::option::of(1.0..80.0), prop::option::of((-180.0..=180.0, -90.0..=90.0))), 2..12),
        pipes in prop::collection::vec((any::<prop::sample::Index>(), 1usize..11, 1.0..1e5, 0.01..1.4, 0.0..2.0), 0..20),
    ) {
        let mut lines = String::new();
        let mut layout = Layout::default();
        for (n, (height, load, held, place)) in nodes.iter().enumerate() {
            let held = held.map_or(String::new(), |bar: f64| format!(", fixed_pressure_bar = {bar:?}"));
            lines += &format!("node n{n} height_m = {height:?}, withdrawal_kg_per_s = {load:?}{held}\n");
            if let Some((longitude, latitude)) = place {
                layout.positions.insert(format!("n{n}"), [*longitude, *latitude]);
            }
        }
        for (p, (from, step, length, diameter, roughness)) in pipes.iter().enumerate() {
            let from = from.index(nodes.len());
            let to = (from + 1 + step % (nodes.len() - 1)) % nodes.len();
            lines += &format!("pipe p{p} n{from} n{to} length_m = {length:?}, diameter_m = {diameter:?}, roughness_mm = {roughness:?}\n");
        }
        let network = network(&lines);
        let text = write_geojson(&network, &layout, None).unwrap();
        let again = read_geojson(text.as_bytes(), &GeoJsonOptions::default()).unwrap();
        prop_assert!(same_network(&network, &again.network));
        prop_assert_eq!(again.layout.positions, layout.positions);
        let file = serde_json::to_vec(&NetworkFile::from(&again.network)).unwrap();
        prop_assert!(same_network(&network, &read_json(&file).unwrap()));
    }
}

//! Parcels are divided and merged; what was before stays on record.

use std::fs;

use identity::access_token::NewAccessToken;
use serde_json::{Value, json};

use super::register::houses;

/// From south to north through the middle of ZB-03.
pub async fn cut(house: &testing::House) -> String {
    let told = house.visitor("leader").await.get("/api/land/parcels/ZB-03/outlines").await.json();
    let ring = told["outlines"][0]["geometry"]["coordinates"][0].as_array().unwrap().clone();
    let number = |at: usize, axis: usize| ring[at][axis].as_f64().unwrap();
    let span = |axis: usize| {
        let all = (0..ring.len()).map(|at| number(at, axis));
        all.fold((f64::MAX, f64::MIN), |(low, high), one| (low.min(one), high.max(one)))
    };
    let ((west, east), (south, north)) = (span(0), span(1));
    let middle = f64::midpoint(west, east);
    json!({ "type": "LineString", "coordinates": [[middle, south - 0.001], [middle, north + 0.001]] }).to_string()
}

async fn outlines(house: &testing::House, code: &str) -> Value {
    house.visitor("leader").await.get(&format!("/api/land/parcels/{code}/outlines")).await.json()
}

#[tokio::test]
async fn a_parcel_is_divided_and_merged_again_and_each_day_shows_what_there_was() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let line = cut(&house).await;
        let fields = [("line", line.as_str()), ("on", "2020-08-19"), ("codes", "ZB-03-1 ZB-03-2")];
        let done = editor.post("/land/parcels/ZB-03/split", &fields).await;
        assert_eq!(done.location(), "/qinshui/land/parcels/ZB-03-1?flash=parcel-split", "{}", done.body);

        let list = editor.get("/land?q=ZB-03").await.body;
        assert!(list.contains("/land/parcels/ZB-03-1\"") && !list.contains("/land/parcels/ZB-03\""), "{list}");
        let before = editor.get("/land?q=ZB-03&as_of=2020-08-18").await.body;
        assert!(before.contains("/land/parcels/ZB-03?as_of") || before.contains("/land/parcels/ZB-03\""), "{before}");
        assert!(!before.contains("/land/parcels/ZB-03-1"), "{before}");
        let whole = editor.get("/land/parcels/ZB-03").await.body;
        assert!(
            whole.contains("自 2020-08-19 起不再存在") && whole.contains("ZB-03-2") && !whole.contains("/ZB-03/edit"),
            "{whole}"
        );
        let piece = editor.get("/land/parcels/ZB-03-1").await.body;
        assert!(piece.contains("2020-08-19 由以下地块分割或合并而来") && piece.contains("具备供地条件"), "{piece}");
        assert!(
            piece.contains("装备大道") || piece.contains("十项中已有 10 项"),
            "works serve the pieces too: {piece}"
        );

        let pieces = [outlines(&house, "ZB-03-1").await, outlines(&house, "ZB-03-2").await];
        let measured: f64 = pieces.iter().map(|one| one["outlines"][0]["measured_mu"].as_f64().unwrap()).sum();
        let old = outlines(&house, "ZB-03").await;
        assert!((measured - old["outlines"][0]["measured_mu"].as_f64().unwrap()).abs() < 0.02, "{measured} {old}");
        assert_eq!((old["heirs"].as_array().unwrap().len(), &pieces[0]["origins"][0]["code"]), (2, &json!("ZB-03")));
        let mut declared = 0.0;
        for code in ["ZB-03-1", "ZB-03-2"] {
            let told = editor.get(&format!("/api/land/parcels/{code}")).await.json();
            declared += told["parcel"]["area_mu"].as_str().unwrap().parse::<f64>().unwrap();
            assert_eq!(told["listed_on"], Value::Null, "what the public sees is decided anew");
        }
        assert!((declared - 152.4).abs() < 1e-9, "{declared}");
        let shown =
            land::desk().listings.unwrap().listed(&house.app, &house.system(), pages::Language::Chinese).await.unwrap();
        assert!(
            shown.iter().all(|one| one.facts.iter().all(|(_, value)| value != "ZB-03")),
            "the whole is shown no more"
        );

        for (path, fields, said) in [
            (
                "/land/parcels/ZB-03/split",
                vec![("line", line.as_str()), ("on", "2020-08-20"), ("codes", "A B")],
                "已被分割或合并",
            ),
            ("/land/parcels/ZB-03/outline", vec![("geojson", "{}"), ("on", "2020-08-20")], "界址"),
            (
                "/land/parcels/ZB-03-1/merge",
                vec![("with", "ZB-04"), ("on", "2020-08-20"), ("code", "ZB-90"), ("name", "新")],
                "没有公共边",
            ),
            (
                "/land/parcels/ZB-03-1/merge",
                vec![("with", "MOON"), ("on", "2020-08-20"), ("code", "ZB-90"), ("name", "新")],
                "没有这样的编号：MOON",
            ),
            (
                "/land/parcels/ZB-03-1/merge",
                vec![("with", "ZB-03-2"), ("on", "2020-08-20"), ("code", "ZB-04"), ("name", "新")],
                "此编号已被使用",
            ),
            (
                "/land/parcels/ZB-03-1/merge",
                vec![("with", ""), ("on", "2020-08-20"), ("code", "ZB-90"), ("name", "新")],
                "至少要合并两个",
            ),
            ("/land/parcels/ZB-03-1/split", vec![("line", "x"), ("on", "2020-08-20"), ("codes", "A B")], "这不是线"),
        ] {
            let refused = editor.post(path, &fields).await;
            assert!(refused.status == 422 && refused.body.contains(said), "{path} {said}: {}", refused.body);
        }
        let fields = [("with", "ZB-03-2"), ("on", "2020-08-20"), ("code", "ZB-90"), ("name", "装备园合并地块")];
        assert_eq!(editor.post("/land/parcels/ZB-03-1/merge", &fields).await.status, 303);
        let again = outlines(&house, "ZB-90").await;
        let close =
            again["outlines"][0]["measured_mu"].as_f64().unwrap() - old["outlines"][0]["measured_mu"].as_f64().unwrap();
        assert!(close.abs() < 0.02, "{again}");
        assert_eq!(editor.get("/api/land/parcels/ZB-90").await.json()["parcel"]["area_mu"], "152.4");
        assert_eq!(house.visitor("leader").await.post("/land/parcels/ZB-90/split", &fields).await.status, 403);
    }
}

#[tokio::test]
async fn lineage_goes_into_the_folder_and_comes_back() {
    let houses = houses().await;
    for house in &houses {
        let line = cut(house).await;
        let fields = [("line", line.as_str()), ("on", "2020-08-19"), ("codes", "ZB-03-1 ZB-03-2")];
        assert_eq!(house.visitor("land").await.post("/land/parcels/ZB-03/split", &fields).await.status, 303);
    }
    let empty = testing::empty_houses(|| vec![::pages::front::desk(), land::desk()]).await;
    for (house, other) in houses.iter().zip(empty) {
        let (folder, again) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let files = land::desk().files.unwrap();
        files.export(&house.app, &house.zone, folder.path()).await.unwrap();
        let text = fs::read_to_string(folder.path().join("land/parcels.toml")).unwrap();
        assert!(text.contains("origins = \"ZB-03\""), "{text}");
        files.load(&other.app, &other.zone, folder.path(), other.clock.now()).await.unwrap();
        files.export(&other.app, &other.zone, again.path()).await.unwrap();
        for name in ["parcels.toml", "outlines.geojson", "works.toml"] {
            let [was, is] =
                [&folder, &again].map(|one| fs::read_to_string(one.path().join("land").join(name)).unwrap());
            assert!(was == is, "{name} differs on {:?}", house.database.backend());
        }
    }
}

#[tokio::test]
async fn a_program_draws_divides_and_merges() {
    for house in houses().await {
        let line: Value = serde_json::from_str(&cut(&house).await).unwrap();
        let token = |login: &str| NewAccessToken {
            login: login.into(),
            name: "GIS".into(),
            life_days: 7,
            writes: true,
            parts: Vec::new(),
        };
        let mut program = house.program(token("land")).await;
        let key = |number: u32| format!("4dfe5b5e-5fd5-4c8f-9d3c-7b5a52a7f{number:03}");
        let square = json!({ "type": "Polygon", "coordinates": [[[112.2106, 35.6741], [112.2109, 35.6741], [112.2109, 35.6744], [112.2106, 35.6741]]] });
        let body = json!({ "on": "2020-08-19", "geometry": square }).to_string();
        let path = "/api/land/parcels/XC-03/outlines";
        let drawn = program.post_json(path, &key(1), &body).await;
        assert_eq!((drawn.status, drawn.json()["outlines"].as_array().unwrap().len()), (200, 2), "{}", drawn.body);
        let wrong = json!({ "on": "x", "geometry": 7 }).to_string();
        let wrong = program.post_json(path, &key(2), &wrong).await;
        let named: Vec<String> = wrong.json()["errors"].as_object().unwrap().keys().cloned().collect();
        assert_eq!((wrong.status, named), (422, vec!["geojson".to_owned(), "on".to_owned()]));
        let body = json!({ "line": line, "on": "2020-08-19", "codes": ["ZB-03-1", "ZB-03-2"] }).to_string();
        let split = program.post_json("/api/land/parcels/ZB-03/split", &key(3), &body).await;
        assert_eq!((split.status, &split.json()["codes"]), (201, &json!(["ZB-03-1", "ZB-03-2"])), "{}", split.body);
        let again = program.post_json("/api/land/parcels/ZB-03/split", &key(3), &body).await;
        assert_eq!((again.status, again.json()), (201, split.json()), "sent again, it is not done again");
        let body = json!({ "with": ["ZB-03-2"], "on": "2020-08-20", "code": "ZB-90", "name": "合并" }).to_string();
        let merged = program.post_json("/api/land/parcels/ZB-03-1/merge", &key(4), &body).await;
        assert_eq!((merged.status, &merged.json()["codes"]), (201, &json!(["ZB-90"])), "{}", merged.body);
        let past = program.get("/api/land/parcels/ZB-03/outlines?as_of=2020-08-18").await.json();
        assert_eq!(past["heirs"], json!([]), "on that day it was whole");
        let mut stranger = house.program(token("leader")).await;
        for (path, number) in [(path, 5), ("/api/land/parcels/ZB-04/split", 6), ("/api/land/parcels/ZB-04/merge", 7)] {
            assert_eq!(stranger.post_json(path, &key(number), &body).await.status, 403, "{path}");
        }
        assert_eq!(program.get("/api/land/parcels/nobody/outlines").await.status, 404);
    }
}

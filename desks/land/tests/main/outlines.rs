//! Where parcels lie: drawn, refused with the reason, never silently.

use super::register::houses;

/// A square of some 100 m in the west of the zone, where nothing else lies.
const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[112.2106,35.6741],[112.2117,35.6741],[112.2117,35.675],[112.2106,35.675],[112.2106,35.6741]]]}"#;

fn drawn<'a>(geojson: &'a str, on: &'a str) -> [(&'static str, &'a str); 3] {
    [("geojson", geojson), ("on", on), ("source", "测试")]
}

#[tokio::test]
async fn an_outline_is_drawn_measured_and_the_old_one_stays() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let before = editor.get("/land/parcels/XC-03").await.body;
        assert!(before.contains("实测面积（亩）") && before.contains("2018-"), "{before}");
        let path = "/land/parcels/XC-03/outline";
        assert_eq!(editor.post(path, &drawn(SQUARE, "2020-08-19")).await.status, 303);
        let page = editor.get("/land/parcels/XC-03").await.body;
        // 99.6 m by 99.9 m are 14.9 mu; the register says 176.9.
        assert!(page.contains("<dd class=\"prose\">14.9") && page.contains("面积不符"), "{page}");
        let past = editor.get("/land/parcels/XC-03?as_of=2020-08-18").await.body;
        assert!(!past.contains("面积不符"), "where it lay before: {past}");
        let map = editor.get("/land/outlines.geojson").await;
        assert_eq!(map.headers["content-type"], "application/geo+json");
        let told = map.json();
        let one = told["features"].as_array().unwrap().iter().find(|one| one["id"] == "XC-03").unwrap();
        assert!((one["properties"]["measured_mu"].as_f64().unwrap() - 14.9).abs() < 0.2, "{one}");
        assert_eq!(one["properties"]["status"], "ready");
        assert_eq!(told["features"].as_array().unwrap().len(), 116);
        assert!(page.contains("以前的界址") && page.contains("data-focus=\"XC-03\""), "{page}");
        assert_eq!(editor.post(path, &drawn(SQUARE, "2020-08-19")).await.status, 303, "nothing differs: it stands so");
        assert_eq!(house.visitor("leader").await.post(path, &drawn(SQUARE, "2020-08-19")).await.status, 403);
    }
}

#[tokio::test]
async fn what_is_no_outline_is_refused_with_the_reason_and_nothing_is_kept() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let ring = |ring: &str| format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#);
        let zone: serde_json::Value = editor.get("/land/outlines.geojson").await.json();
        let other = zone["features"].as_array().unwrap().iter().find(|one| one["id"] == "XC-01").unwrap();
        let taken = other["geometry"].to_string();
        let huge = "[".repeat(4_000_001);
        for (text, said) in [
            ("", "请填写此项".to_owned()),
            ("{", "不是可读的 GeoJSON".to_owned()),
            (&huge, "界址点太多".to_owned()),
            ("<script>alert(1)</script>", "不是可读的 GeoJSON".to_owned()),
            (r#"{"type":"Point","coordinates":[112.1,35.6]}"#, "不是面状界址".to_owned()),
            (r#"{"type":"FeatureCollection","features":[]}"#, "有 0 个图形".to_owned()),
            (&ring("[[112.1,35.6],[112.2,35.6],[112.1,35.6]]"), "界址点不足".to_owned()),
            (&ring("[[112.1,35.6],[112.2,35.6],[112.2,35.7],[112.1,35.7]]"), "没有闭合".to_owned()),
            (&ring("[[112.1,35.6],[112.2,35.7],[112.2,35.6],[112.1,35.7],[112.1,35.6]]"), "自相交".to_owned()),
            (&ring("[[35.6,112.1],[35.6,112.2],[35.7,112.2],[35.6,112.1]]"), "颠倒".to_owned()),
            (
                &ring("[[38420000,3950000],[38421000,3950000],[38421000,3951000],[38420000,3950000]]"),
                "投影坐标".to_owned(),
            ),
            (&ring(r#"[[112.1,"35.6"],[112.2,35.6],[112.2,35.7],[112.1,35.6]]"#), "不是经纬度".to_owned()),
            (&taken, "与这些地块重叠：XC-01".to_owned()),
            (
                &ring("[[112.1,35.6],[112.1011,35.6],[112.1011,35.6009],[112.1,35.6009],[112.1,35.6]]"),
                "m² 在开发区范围之外".to_owned(),
            ),
        ] {
            let answer = editor.post("/land/parcels/XC-03/outline", &drawn(text, "2020-08-19")).await;
            let shown: String = text.chars().take(60).collect();
            assert!(matches!(answer.status, 413 | 422), "{shown}: {}", answer.status);
            assert!(answer.status == 413 || answer.body.contains(&said), "{shown}: {}", answer.body);
            assert!(!answer.body.contains("<script>alert"), "{shown}");
        }
        for (on, said) in
            [("2020-08-21", "日期不能晚于今天"), ("2000-01-01", "日期不能早于上一状态"), ("x", "这不是日期")]
        {
            let answer = editor.post("/land/parcels/XC-03/outline", &drawn(SQUARE, on)).await;
            assert!(answer.status == 422 && answer.body.contains(said), "{on}: {}", answer.body);
        }
        assert_eq!(editor.post("/land/parcels/nobody/outline", &drawn(SQUARE, "2020-08-19")).await.status, 404);
        assert!(!editor.get("/land/parcels/XC-03").await.body.contains("面积不符"), "nothing was kept");
    }
}

#[tokio::test]
async fn faults_are_told_in_the_readers_language() {
    for house in houses().await {
        let path = "/land/parcels/XC-03/outline";
        let bow =
            r#"{"type":"Polygon","coordinates":[[[112.1,35.6],[112.2,35.7],[112.2,35.6],[112.1,35.7],[112.1,35.6]]]}"#;
        let chinese = house.visitor("land").await.post(path, &drawn(bow, "2020-08-19")).await.body;
        assert!(
            chinese.contains("第 1 部分第 1 环第 1 点与第 3 点之后的边在 112.15") && !chinese.contains("ring"),
            "{chinese}"
        );
        let mut english = house.visitor("land").await.in_language("en");
        let told = english.post(path, &drawn(bow, "2020-08-19")).await.body;
        assert!(told.contains("the sides after positions 1 and 3 meet at 112.15"), "{told}");
        let cut = english.post(path, &drawn(&bow[..60], "2020-08-19")).await.body;
        assert!(cut.contains("it breaks off in line 1, column 60"), "{cut}");
    }
}

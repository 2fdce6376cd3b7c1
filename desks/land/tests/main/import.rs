//! A whole file of outlines: shown before anything is written, then drawn in one change.

use serde_json::{Value, json};
use testing::{Answer, House, Visitor};

use super::register::houses;

async fn send(visitor: &mut Visitor, text: &[u8], epsg: &str) -> Answer {
    let fields = [("on", "2020-08-19"), ("source", "测绘"), ("epsg", epsg)];
    visitor.upload("/land/outlines/import", &fields, &[("file", "界址.geojson", text)]).await
}

/// A file is taken; the address of its preview, below the zone, and the preview.
async fn taken(visitor: &mut Visitor, told: &Value) -> (String, String) {
    let answer = send(visitor, told.to_string().as_bytes(), "4490").await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let path = answer.location().strip_prefix("/qinshui").unwrap().to_owned();
    let page = visitor.get(&path).await;
    assert_eq!(page.status, 200, "{}", page.body);
    (path, page.body)
}

fn square(code: &str, [west, south]: [f64; 2], side: f64) -> Value {
    let (east, north) = (west + side, south + side);
    let ring = json!([[west, south], [east, south], [east, north], [west, north], [west, south]]);
    json!({ "type": "Feature", "properties": { "code": code }, "geometry": { "type": "Polygon", "coordinates": [ring] } })
}

fn file(features: &[Value]) -> Value {
    json!({ "type": "FeatureCollection", "features": features })
}

fn fingerprint(page: &str) -> String {
    let (_, after) = page.split_once("name=\"fingerprint\" value=\"").unwrap();
    after.split('"').next().unwrap().to_owned()
}

async fn outlines(house: &House, code: &str) -> usize {
    let told = house.visitor("leader").await.get(&format!("/api/land/parcels/{code}/outlines")).await.json();
    told["outlines"].as_array().unwrap().len()
}

/// In the west of the new materials park, where nothing lies.
const FREE: [f64; 2] = [112.2106, 35.6741];

#[tokio::test]
async fn what_can_be_drawn_is_drawn_at_once_and_the_rest_says_why() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let mut raised = square("XC-04", [FREE[0] + 0.0005, FREE[1]], 0.0002);
        for at in 0..5 {
            raised["geometry"]["coordinates"][0][at].as_array_mut().unwrap().push(json!(712.5));
        }
        let holed = json!({ "type": "Feature", "id": "XC-05", "properties": null, "geometry": { "type": "MultiPolygon", "coordinates": [
            [[[112.2106, 35.6745], [112.2110, 35.6745], [112.2110, 35.6749], [112.2106, 35.6749], [112.2106, 35.6745]],
             [[112.2107, 35.6746], [112.2108, 35.6746], [112.2108, 35.6747], [112.2107, 35.6747], [112.2107, 35.6746]]],
            [[[112.2112, 35.6745], [112.2114, 35.6745], [112.2114, 35.6747], [112.2112, 35.6747], [112.2112, 35.6745]]]] } });
        let mut swapped = square("XC-02", [35.6741, 100.2106], 0.0002);
        swapped["properties"]["on"] = json!("2020-08-01");
        let features = [
            square("XC-03", FREE, 0.0003),
            raised,
            holed,
            square("MOON", FREE, 0.0003),
            square("XC-03", FREE, 0.0002),
            swapped,
            square("XC-01", [112.0, 35.0], 0.001),
            square("<b>", FREE, 0.001),
            json!({ "type": "Feature", "properties": {}, "geometry": null }),
            json!({ "type": "Feature", "properties": { "code": "XC-06" }, "geometry": { "type": "Point", "coordinates": [112.1, 35.6] } }),
        ];
        let (path, page) = taken(&mut editor, &file(&features)).await;
        for said in [
            "没有这样的编号：MOON",
            "第 1 个图形已是同一地块",
            "颠倒",
            "在开发区范围之外",
            "没有写明地块编号",
            "不是面状界址（Point）",
            "登记 3 个界址",
            "高程已略去",
            "面积不符",
            "编号为 1 至 40 个字母",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("<b>"), "{page}");
        let english = editor.clone().in_language("en").get(&path).await.body;
        assert!(
            english.contains("Feature 1 is about the same parcel") && english.contains("Draw 3 outlines"),
            "{english}"
        );
        assert_eq!(outlines(&house, "XC-03").await, 1, "nothing is written yet");
        let mut other = house.visitor("land").await;
        assert_eq!(other.get(&path).await.status, 200, "the same account");
        assert_eq!(editor.post(&path, &[("fingerprint", "guess")]).await.status, 409);
        assert_eq!(editor.post(&path, &[("fingerprint", &fingerprint(&page))]).await.status, 303);
        for code in ["XC-03", "XC-04", "XC-05"] {
            assert_eq!(outlines(&house, code).await, 2, "{code}");
        }
        assert_eq!(outlines(&house, "XC-01").await, 1);
        assert_eq!(editor.get(&path).await.status, 404, "the file is gone");
    }
}

#[tokio::test]
async fn what_lies_upon_others_stays_where_it_was_and_two_may_change_places() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let exported = editor.get("/land/outlines.geojson").await.json();
        let (_, page) = taken(&mut editor, &exported).await;
        assert!(page.contains("没有可以登记的界址"), "what was exported changes nothing: {page}");

        let all = exported["features"].as_array().unwrap();
        let of = |code: &str| all.iter().find(|one| one["id"] == code).unwrap().clone();
        let [mut one, mut other] = ["SC-02", "SC-03"].map(of);
        let (first, second) = (one["geometry"].clone(), other["geometry"].clone());
        (one["geometry"], other["geometry"]) = (second, first);
        for feature in [&mut one, &mut other] {
            feature["properties"]["on"] = json!("2020-08-19");
        }
        let mut upon = of("SC-04");
        upon["geometry"] = of("SC-01")["geometry"].clone();
        upon["properties"]["on"] = json!("2020-08-19");
        let (_, page) = taken(&mut editor, &file(&[one, other, upon])).await;
        assert!(page.contains("登记 2 个界址") && page.contains("与这些地块重叠：SC-01"), "{page}");
    }
}

#[tokio::test]
async fn metres_are_read_where_their_zone_is_named_and_told_where_it_is_not() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        // Some hundred metres about [112.2109, 35.6744], in the zone with the central meridian of 111 degrees.
        let ring = json!([
            [37_609_600, 3_950_070],
            [37_609_640, 3_950_070],
            [37_609_640, 3_950_110],
            [37_609_600, 3_950_110],
            [37_609_600, 3_950_070]
        ]);
        let told = file(&[
            json!({ "type": "Feature", "properties": { "code": "XC-03" }, "geometry": { "type": "Polygon", "coordinates": [ring] } }),
        ]);
        let (_, page) = taken(&mut editor, &told).await;
        assert!(page.contains("像是 EPSG:4525"), "{page}");
        let answer = send(&mut editor, told.to_string().as_bytes(), "4525").await;
        let page = editor.get(answer.location().strip_prefix("/qinshui").unwrap()).await.body;
        assert!(page.contains("登记 1 个界址"), "{page}");
        let answer = send(&mut editor, told.to_string().as_bytes(), "4526").await;
        let page = editor.get(answer.location().strip_prefix("/qinshui").unwrap()).await.body;
        assert!(page.contains("不在 EPSG:4526 的范围内"), "{page}");
    }
}

#[tokio::test]
async fn files_that_cannot_be_read_are_refused_with_the_reason() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let good = file(&[square("XC-03", FREE, 0.0003)]).to_string();
        let crs =
            r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:3857"}},"features":[]}"#;
        for (text, said) in [
            (&good.as_bytes()[..good.len() / 2], "内容不完整"),
            (b"{", "内容不完整"),
            (b"", "文件是空的"),
            (b"[1,2}", "有误"),
            (b"code,name\nXC-03,x", "没有名为“界址（WKT）”的列"),
            (b"{\"type\":\"FeatureCollection\",\"features\":[\xc4\xe3]}", "不是 UTF-8 编码"),
            (crs.as_bytes(), "坐标系 EPSG:3857 不能识别"),
            (br#"{"type":"Topology"}"#, "不是面状界址（Topology）"),
        ] {
            let answer = send(&mut editor, text, "4490").await;
            assert!(answer.status == 422 && answer.body.contains(said), "{said}: {} {}", answer.status, answer.body);
        }
        let none = editor.upload("/land/outlines/import", &[("on", "2020-08-19")], &[]).await;
        assert!(none.status == 422 && none.body.contains("请选择文件"), "{}", none.body);
        let huge = vec![b' '; 65 * 1024 * 1024];
        assert_eq!(send(&mut editor, &huge, "4490").await.status, 413);
        let (path, _) = taken(&mut editor, &file(&[square("XC-03", FREE, 0.0003)])).await;
        assert_eq!(editor.post(&format!("{path}/drop"), &[]).await.status, 303);
        assert_eq!(editor.get(&path).await.status, 404);
        assert_eq!(house.visitor("leader").await.get("/land/outlines/import").await.status, 403);
    }
}

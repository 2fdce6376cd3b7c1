//! The map: tiles that stay good until parcels change, works and edges, and the same as tables and files.

use super::{lineage::cut, register::houses};

const TILE: &str = "/land/tiles/12/3324/1613";

#[tokio::test]
async fn a_tile_is_fetched_again_only_when_parcels_have_changed() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let first = editor.get(TILE).await;
        assert_eq!(
            (first.status, first.headers["content-type"].to_str().unwrap()),
            (200, "application/vnd.mapbox-vector-tile")
        );
        assert!(first.headers["cache-control"].to_str().unwrap().starts_with("private"));
        assert!(first.body.contains("ZB-03") && first.body.contains("status") && first.body.contains("ready"));
        let tag = first.headers["etag"].to_str().unwrap().to_owned();
        let again = editor.get_with(TILE, &[("if-none-match", &tag)]).await;
        assert_eq!((again.status, again.bytes.len(), again.headers["etag"].to_str().unwrap()), (304, 0, tag.as_str()));
        // Somebody signs in, and a work goes on: the parcels are as they were.
        house.visitor("leader").await.get("/land").await;
        let step = [("version", "1"), ("stage", "done"), ("on", "2020-08-20")];
        assert_eq!(editor.post("/land/works/GC-XB-01/stage", &step).await.status, 303);
        assert_eq!(editor.get_with(TILE, &[("if-none-match", &format!("W/{tag}"))]).await.status, 304);
        let step = [("version", "1"), ("status", "granted"), ("on", "2020-08-20"), ("reason", "")];
        assert_eq!(editor.post("/land/parcels/ZB-03/status", &step).await.status, 303);
        let after = editor.get_with(TILE, &[("if-none-match", &tag)]).await;
        assert!(after.status == 200 && after.bytes != first.bytes);
        let past = editor.get(&format!("{TILE}?as_of=2020-08-19")).await;
        assert_eq!(past.bytes, first.bytes, "as it was");
    }
}

#[tokio::test]
async fn what_has_changed_lies_as_if_all_were_drawn_anew() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let before = editor.get("/land/outlines.csv").await.body;
        let step = [("version", "1"), ("status", "ready"), ("on", "2020-08-20"), ("reason", "")];
        assert_eq!(editor.post("/land/parcels/ZB-05/status", &step).await.status, 303);
        editor.get(TILE).await;
        let line = cut(&house).await;
        let fields = [("line", line.as_str()), ("on", "2020-08-20"), ("codes", "ZB-03-1 ZB-03-2")];
        let done = editor.post("/land/parcels/ZB-03/split", &fields).await;
        assert_eq!(done.status, 303, "{}", done.body);
        let (table, tile) = (editor.get("/land/outlines.csv").await.body, editor.get(TILE).await.bytes);
        assert!(table.contains("ZB-03-2") && !table.contains("ZB-03,"), "{table}");
        assert_eq!(table.lines().count(), before.lines().count() + 1);
        // Nobody has looked at the next day before: all of it is read and drawn.
        house.clock.pass_days(1);
        let mut editor = house.visitor("land").await;
        assert_eq!(editor.get("/land/outlines.csv").await.body, table);
        assert_eq!(editor.get(TILE).await.bytes, tile);
    }
}

#[tokio::test]
async fn tiles_that_there_are_not_and_readers_who_may_not() {
    for house in houses().await {
        let mut reader = house.visitor("leader").await;
        assert_eq!(reader.get("/land/tiles/12/0/0").await.bytes.len(), 0, "nothing lies there");
        for nothing in [
            "/land/tiles/23/0/0",
            "/land/tiles/3/8/0",
            "/land/tiles/x/0/0",
            "/land/tiles/-1/0/0",
            "/land/tiles/1/1/99999999999",
        ] {
            assert_eq!(reader.get(nothing).await.status, 404, "{nothing}");
        }
        for path in [TILE, "/land/plan.geojson", "/land/map", "/land/outlines.csv", "/land/outlines.geojson"] {
            assert_eq!(house.visitor("enterprise").await.get(path).await.status, 403, "{path}");
        }
    }
}

#[tokio::test]
async fn works_and_edges_are_on_the_plan_and_a_course_is_laid() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let plan = editor.get("/land/plan.geojson").await.json();
        let features = plan["features"].as_array().unwrap();
        let of = |kind: &str| features.iter().filter(|one| one["properties"]["kind"] == kind).count();
        assert_eq!((of("edge"), of("work")), (5, 62), "the zone, its four parks, and every work");
        let late = features.iter().filter(|one| one["properties"]["overdue"] == true).count();
        assert_eq!(late, 2);
        let past = editor.get("/land/plan.geojson?as_of=2018-01-01").await.json();
        assert!(past["features"].as_array().unwrap().len() < features.len(), "nobody had planned them yet");

        let line = r#"{"type":"LineString","coordinates":[[112.15,35.665],[112.16,35.666]]}"#;
        let path = "/land/works/GC-ZA-01/course";
        for (text, said) in
            [("", "这不是线"), (r#"{"type":"LineString","coordinates":[[35.6,112.1],[35.7,112.1]]}"#, "不是经纬度")]
        {
            let refused = editor.post(path, &[("geojson", text), ("source", "")]).await;
            assert!(refused.status == 422 && refused.body.contains(said), "{text}: {}", refused.body);
        }
        assert_eq!(editor.post(path, &[("geojson", line), ("source", "测试")]).await.status, 303);
        let page = editor.get("/land/works/GC-ZA-01").await.body;
        assert!(page.contains("<dd>912</dd>") && page.contains("测试"), "{page}");
        assert_eq!(house.visitor("leader").await.post(path, &[("geojson", line), ("source", "")]).await.status, 403);
    }
}

#[tokio::test]
async fn the_map_can_be_narrowed_read_as_a_table_and_kept_as_files() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let rename = [
            ("version", "1"),
            ("name", "=HYPERLINK(\"x\")"),
            ("land_use", "0601"),
            ("park", "equipment"),
            ("area_mu", "152.4"),
            ("note", ""),
            ("source", ""),
        ];
        assert_eq!(editor.post("/land/parcels/ZB-03/edit", &rename).await.status, 303);
        let all = editor.get("/land/map").await.body;
        assert!(
            all.contains("data-island=\"map\"") && all.contains("data-layer=\"status\"") && all.contains("共 116"),
            "{all}"
        );
        let ready = editor.get("/land/map?status=ready&park=equipment").await.body;
        assert!(ready.contains("/land/parcels/ZB-03") && !ready.contains("/land/parcels/ZB-05"), "{ready}");
        assert!(ready.contains("data-locate=\"112.1"), "{ready}");
        for wrong in ["status=moon", "park=moon", "land_use=moon"] {
            assert_eq!(editor.get(&format!("/land/map?{wrong}")).await.status, 400, "{wrong}");
        }
        let csv = editor.get("/land/outlines.csv?status=ready&park=equipment").await;
        assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
        let lines: Vec<&str> = csv.body.lines().collect();
        assert_eq!(lines.len(), 3, "a heading and two parcels: {}", csv.body);
        assert!(
            lines[1].starts_with("ZB-03,\"'=HYPERLINK(\"\"x\"\")\",") && lines[1].contains("MULTIPOLYGON(((112."),
            "{}",
            lines[1]
        );
        let xlsx = editor.get("/land/outlines.xlsx?q=zb-0").await;
        assert!(xlsx.status == 200 && xlsx.bytes.starts_with(b"PK"));
        let text = editor.get("/land/outlines.geojson?q=ZB-03").await.json();
        assert_eq!(text["features"].as_array().unwrap().len(), 1);
    }
}

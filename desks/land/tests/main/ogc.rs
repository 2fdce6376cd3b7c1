//! OGC API – Features, as the standard has it.

use serde_json::Value;
use testing::{Answer, Visitor};

use super::register::houses;

const ITEMS: &str = "/api/land/ogc/collections/parcels/items";

async fn read(reader: &mut Visitor, path: &str) -> (Answer, Value) {
    let answer = reader.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    let told = answer.json();
    (answer, told)
}

fn href<'v>(told: &'v Value, relation: &str) -> Option<&'v str> {
    let links = told["links"].as_array().unwrap();
    links.iter().find(|link| link["rel"] == relation)?["href"].as_str()
}

fn codes(told: &Value) -> Vec<String> {
    let features = told["features"].as_array().unwrap();
    features.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_client_finds_its_way_from_the_landing_page_to_a_feature() {
    for house in houses().await {
        let mut reader = house.visitor("leader").await;
        let below = |href: &str| href.strip_prefix("http://wutong.test/qinshui").unwrap().to_owned();
        let (answer, landing) = read(&mut reader, "/api/land/ogc").await;
        assert_eq!(answer.headers["content-type"], "application/json");
        for relation in ["self", "service-desc", "conformance", "data"] {
            assert_eq!(reader.get(&below(href(&landing, relation).unwrap())).await.status, 200, "{relation}");
        }
        let (_, classes) = read(&mut reader, "/api/land/ogc/conformance").await;
        let classes: Vec<_> = classes["conformsTo"].as_array().unwrap().iter().map(Value::to_string).collect();
        assert!(classes.iter().any(|class| class.contains("conf/core")), "{classes:?}");
        let (_, collections) = read(&mut reader, &below(href(&landing, "data").unwrap())).await;
        let parcels = &collections["collections"][0];
        assert_eq!(parcels["id"], "parcels");
        assert_eq!(parcels["storageCrs"], "http://www.opengis.net/def/crs/EPSG/0/4490");
        let (_, alone) = read(&mut reader, &below(href(parcels, "self").unwrap())).await;
        assert_eq!(alone, *parcels);
        let (answer, page) = read(&mut reader, &below(href(parcels, "items").unwrap())).await;
        assert_eq!(answer.headers["content-type"], "application/geo+json");
        assert_eq!(answer.headers["content-crs"], "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>");
        let [west, south, east, north] =
            [0, 1, 2, 3].map(|at| parcels["extent"]["spatial"]["bbox"][0][at].as_f64().unwrap());
        let first = &page["features"][0]["geometry"]["coordinates"][0][0];
        let [longitude, latitude] = [0, 1].map(|at| first[at].as_f64().unwrap());
        assert!((west..=east).contains(&longitude) && (south..=north).contains(&latitude), "{first}");
        let code = page["features"][0]["id"].as_str().unwrap();
        let (answer, one) = read(&mut reader, &format!("{ITEMS}/{code}")).await;
        assert_eq!(answer.headers["content-type"], "application/geo+json");
        assert_eq!(
            (&one["geometry"], &one["properties"]),
            (&page["features"][0]["geometry"], &page["features"][0]["properties"])
        );
        assert_eq!(reader.get(&below(href(&one, "alternate").unwrap())).await.status, 200);
    }
}

#[tokio::test]
async fn pages_lead_to_each_other_and_hold_every_parcel_once() {
    for house in houses().await {
        let mut reader = house.visitor("leader").await;
        let (_, all) = read(&mut reader, &format!("{ITEMS}?limit=10000")).await;
        assert_eq!(all["numberMatched"], all["numberReturned"]);
        assert!(href(&all, "next").is_none());
        let (mut found, mut path, mut before) = (Vec::new(), format!("{ITEMS}?limit=4&park=circular"), None);
        loop {
            let (_, page) = read(&mut reader, &path).await;
            assert_eq!(href(&page, "prev").map(str::to_owned).is_some(), before.is_some());
            found.extend(codes(&page));
            before = Some(path);
            let Some(next) = href(&page, "next") else { break };
            path = next.strip_prefix("http://wutong.test/qinshui").unwrap().to_owned();
        }
        let mine: Vec<String> = all["features"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["properties"]["park"] == "circular")
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect();
        assert!(mine.len() > 4);
        assert_eq!(found, mine);
    }
}

#[tokio::test]
async fn boxes_days_and_properties_narrow_what_is_found() {
    for house in houses().await {
        let mut reader = house.visitor("leader").await;
        let (_, all) = read(&mut reader, &format!("{ITEMS}?limit=10000")).await;
        let (_, ready) = read(&mut reader, &format!("{ITEMS}?limit=10000&status=ready")).await;
        let (_, before) = read(&mut reader, &format!("{ITEMS}?limit=10000&status=ready&datetime=2020-06-19")).await;
        assert!(codes(&before).len() < codes(&ready).len() && codes(&ready).len() < codes(&all).len());
        let (_, interval) = read(&mut reader, &format!("{ITEMS}?limit=10000&datetime=2020-01-01T00:00:00Z/..")).await;
        assert_eq!(codes(&interval), codes(&all));
        let (_, none) = read(&mut reader, &format!("{ITEMS}?datetime=../1990-01-01")).await;
        assert_eq!((none["numberMatched"].as_u64(), codes(&none).len()), (Some(0), 0));

        let ring = &all["features"][3]["geometry"]["coordinates"][0];
        let [longitude, latitude] = [0, 1].map(|at| ring[0][at].as_f64().unwrap());
        let code = all["features"][3]["id"].as_str().unwrap();
        let (_, here) = read(&mut reader, &format!("{ITEMS}?bbox={longitude},{latitude},{longitude},{latitude}")).await;
        assert!(codes(&here).iter().any(|one| one == code) && codes(&here).len() < 4, "{here}");
        let swapped = format!(
            "{ITEMS}?bbox={latitude},{longitude},0,{latitude},{longitude},9&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4490"
        );
        assert_eq!(codes(&read(&mut reader, &swapped).await.1), codes(&here));
        let (_, over) = read(&mut reader, &format!("{ITEMS}?limit=10000&bbox=179,-89,113,89")).await;
        assert_eq!(codes(&over), codes(&all), "a box over the antimeridian");
        let crs = "http://www.opengis.net/def/crs/EPSG/0/4326";
        let (answer, turned) = read(&mut reader, &format!("{ITEMS}/{code}?crs={crs}")).await;
        assert_eq!(answer.headers["content-crs"], format!("<{crs}>").as_str());
        assert_eq!(turned["geometry"]["coordinates"][0][0][0], ring[0][1], "latitude comes first");
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_the_reason_and_strangers_see_nothing() {
    for house in houses().await {
        let mut reader = house.visitor("leader").await;
        for wrong in [
            "limit=0",
            "limit=-1",
            "limit=x",
            "offset=-1",
            "offset=9223372036854775808",
            "bbox=1,2,3",
            "bbox=1,2,x,4",
            "bbox=1,9,2,8",
            "bbox=NaN,0,1,1",
            "bbox=0,0,inf,1",
            "crs=EPSG:4526",
            "bbox-crs=x",
            "status=moon",
            "moon=1",
            "datetime=x",
            "datetime=../..",
            "datetime=2020-02-30",
            "datetime=2020-08-01/2020-07-01",
            "datetime=2020-08-01T00:00:00",
            "limit=1&limit=2",
        ] {
            let answer = reader.get(&format!("{ITEMS}?{wrong}")).await;
            assert_eq!(answer.status, 400, "{wrong}: {}", answer.body);
            assert_eq!(answer.headers["content-type"], "application/problem+json", "{wrong}");
            assert_eq!(answer.json()["status"], 400);
        }
        for beyond in ["offset=9223372036854775807", "limit=9223372036854775807", "bbox=-1e300,-1e300,1e300,1e300"] {
            read(&mut reader, &format!("{ITEMS}?{beyond}")).await;
        }
        for nothing in ["/nobody", "/a%20b"] {
            assert_eq!(reader.get(&format!("{ITEMS}{nothing}")).await.status, 404, "{nothing}");
        }
        assert_eq!(reader.get("/api/land/ogc/collections/moon/items").await.status, 404);
        assert_eq!(house.stranger().get(ITEMS).await.status, 401);
        assert_eq!(house.visitor("enterprise").await.get(ITEMS).await.status, 403);
    }
}

#[tokio::test]
async fn what_is_drawn_is_found_at_once() {
    const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[112.2106,35.6741],[112.2117,35.6741],[112.2117,35.675],[112.2106,35.675],[112.2106,35.6741]]]}"#;
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let one = format!("{ITEMS}/XC-03");
        let (_, before) = read(&mut editor, &one).await;
        let fields = [("geojson", SQUARE), ("on", "2020-08-19"), ("source", "")];
        assert_eq!(editor.post("/land/parcels/XC-03/outline", &fields).await.status, 303);
        let (_, after) = read(&mut editor, &one).await;
        assert_ne!(before["geometry"], after["geometry"]);
        assert_eq!(after["properties"]["outline_since"], "2020-08-19");
        let (_, past) = read(&mut editor, &format!("{one}?as_of=2020-08-18")).await;
        assert_eq!(past["geometry"], before["geometry"]);
    }
}

//! The JSON API: each call once as it is meant, by somebody who may not, and with something that cannot be.

use std::sync::atomic::{AtomicU32, Ordering};

use identity::access_token::NewAccessToken;
use serde_json::{Value, json};
use testing::{Answer, House, Visitor};

use super::register::houses;

/// Tokens of one person have different names.
static TOKENS: AtomicU32 = AtomicU32::new(0);

async fn program(house: &House, login: &str) -> Visitor {
    let token = NewAccessToken {
        login: login.into(),
        name: format!("GIS {}", TOKENS.fetch_add(1, Ordering::Relaxed)),
        life_days: 7,
        writes: true,
        parts: Vec::new(),
    };
    house.program(token).await
}

#[track_caller]
fn expect(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{}", answer.body);
    answer.json()
}

/// Sends something as somebody who may not, wrongly, and as it is meant, twice.
async fn send(
    house: &House,
    (may, may_not): (&str, &str),
    path: &str,
    wrong: (Value, &[&str]),
    good: (Value, u16),
) -> Value {
    let good_text = good.0.to_string();
    let mut stranger = program(house, may_not).await;
    expect(&stranger.post_json(path, "4dfe5b5e-5fd5-4c8f-9d3c-5b7a52a7f001", &good_text).await, 403);
    let mut caller = program(house, may).await;
    expect(&caller.post_json(path, "4dfe5b5e-5fd5-4c8f-9d3c-5b7a52a7f002", "{\"moon\":1}").await, 400);
    if !wrong.1.is_empty() {
        let refused = caller.post_json(path, "4dfe5b5e-5fd5-4c8f-9d3c-5b7a52a7f003", &wrong.0.to_string()).await;
        let refused = expect(&refused, 422);
        let named: Vec<&str> = refused["errors"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(named, wrong.1, "{path}");
    }
    let key = format!("4dfe5b5e-5fd5-4c8f-9d3c-{:012}", path.len() * 1_000 + good_text.len());
    let done = expect(&caller.post_json(path, &key, &good_text).await, good.1);
    assert_eq!(caller.post_json(path, &key, &good_text).await.status, good.1, "sent again, it is not done again");
    done
}

#[tokio::test]
async fn a_parcel_is_added_changed_taken_further_and_shown() {
    for house in houses().await {
        let parcel = json!({ "name": "接口来的地块", "land_use": "0601", "area_mu": "12.5" });
        let step = json!({ "status": "banked", "on": "2020-05-01" });
        let wrong = json!({ "code": "a b", "parcel": { "name": "", "land_use": "x", "area_mu": "0" }, "step": { "status": "x", "on": "" } });
        let named: &[&str] = &["area_mu", "code", "land_use", "name", "on", "status"];
        let good = json!({ "code": "XH-30", "parcel": parcel, "step": step });
        let editor = ("land", "leader");
        let made = send(&house, editor, "/api/land/parcels", (wrong, named), (good, 201)).await;
        assert_eq!(
            (&made["code"], &made["version"], &made["steps"][0]["status"]),
            (&json!("XH-30"), &json!(1), &json!("banked"))
        );
        assert_eq!(made["listed_on"], Value::Null);

        let wrong = json!({ "version": 1, "parcel": { "name": "x", "land_use": "0601", "area_mu": "x" } });
        let good = json!({ "version": 1, "parcel": { "name": "改了名", "land_use": "0604", "area_mu": "13" } });
        let path = "/api/land/parcels/XH-30";
        let edited = send(&house, editor, path, (wrong, &["area_mu"]), (good, 200)).await;
        assert_eq!((&edited["parcel"]["name"], &edited["version"]), (&json!("改了名"), &json!(2)));

        let wrong = json!({ "version": 2, "step": { "status": "built", "on": "2020-08-01" } });
        let good = json!({ "version": 2, "step": { "status": "ready", "on": "2020-08-01" } });
        let further = send(&house, editor, &format!("{path}/status"), (wrong, &["reason"]), (good, 200)).await;
        assert_eq!(further["steps"].as_array().unwrap().len(), 2);

        let good = json!({ "version": 3, "public": true });
        let shown = send(&house, ("leader", "land"), &format!("{path}/public"), (Value::Null, &[]), (good, 200)).await;
        assert_eq!(shown["listed_on"], "2020-08-20");
        let mut leader = program(&house, "leader").await;
        let late = json!({ "version": 3, "public": false }).to_string();
        let late = leader.post_json(&format!("{path}/public"), "4dfe5b5e-5fd5-4c8f-9d3c-5b7a52a7f009", &late).await;
        expect(&late, 409);
    }
}

#[tokio::test]
async fn the_register_is_read_page_by_page_and_as_of_a_day() {
    for house in houses().await {
        let mut reader = program(&house, "leader").await;
        let all = expect(&reader.get("/api/land/parcels").await, 200);
        assert_eq!((&all["total"], all["parcels"].as_array().unwrap().len()), (&json!(116), 50));
        let ready = expect(&reader.get("/api/land/parcels?status=ready").await, 200);
        let before = expect(&reader.get("/api/land/parcels?status=ready&as_of=2020-06-19").await, 200);
        assert!(before["total"].as_i64() < ready["total"].as_i64(), "{before} {ready}");
        for wrong in ["?status=moon", "?page=0", "?moon=1", "?as_of=moon"] {
            expect(&reader.get(&format!("/api/land/parcels{wrong}")).await, 400);
        }
        let one = expect(&reader.get("/api/land/parcels/ZB-03").await, 200);
        assert_eq!(one["parcel"]["area_mu"], "152.4");
        expect(&reader.get("/api/land/parcels/nobody").await, 404);
        expect(&program(&house, "enterprise").await.get("/api/land/parcels").await, 403);
    }
}

#[tokio::test]
async fn a_work_is_added_changed_taken_further_and_read() {
    for house in houses().await {
        let work = json!({ "name": "接口来的管线", "connection": "gas", "due": "2021-06-30", "serves": "XC-05" });
        let step = json!({ "stage": "planned", "on": "2020-05-01" });
        let wrong =
            json!({ "code": "a b", "work": { "connection": "x", "due": "x" }, "step": { "stage": "x", "on": "" } });
        let named: &[&str] = &["code", "connection", "due", "name", "on", "stage"];
        let good = json!({ "code": "GC-91", "work": work, "step": step });
        let editor = ("land", "leader");
        let made = send(&house, editor, "/api/land/works", (wrong, named), (good, 201)).await;
        assert_eq!((&made["code"], &made["version"], &made["overdue"]), (&json!("GC-91"), &json!(1), &json!(false)));

        let wrong = json!({ "version": 1, "work": { "name": "x", "connection": "gas", "due": "2020-06-30", "serves": "MOON" } });
        let good = json!({ "version": 1, "work": { "name": "改了名", "connection": "gas", "due": "2020-06-30", "capacity": "900" } });
        let path = "/api/land/works/GC-91";
        let edited = send(&house, editor, path, (wrong, &["serves"]), (good, 200)).await;
        assert_eq!((&edited["work"]["name"], &edited["overdue"]), (&json!("改了名"), &json!(true)));

        let wrong = json!({ "version": 2, "step": { "stage": "planned", "on": "2020-08-01" } });
        let good = json!({ "version": 2, "step": { "stage": "done", "on": "2020-08-01" } });
        let further = send(&house, editor, &format!("{path}/stage"), (wrong, &["stage"]), (good, 200)).await;
        assert_eq!((further["steps"].as_array().unwrap().len(), &further["overdue"]), (2, &json!(false)));

        let mut reader = program(&house, "leader").await;
        let gas = expect(&reader.get("/api/land/works?connection=gas&stage=done").await, 200);
        let codes: Vec<_> = gas["works"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["GC-91", "GC-SC-05", "GC-XA-05", "GC-ZA-05"]);
        for wrong in ["?connection=steam", "?stage=half", "?moon=1"] {
            expect(&reader.get(&format!("/api/land/works{wrong}")).await, 400);
        }
        expect(&reader.get("/api/land/works/nobody").await, 404);
    }
}

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

#[tokio::test]
async fn an_assessment_is_added_changed_and_read_and_cards_follow() {
    for house in houses().await {
        let record = json!({
            "code": "QP-40", "kind": "soil_water", "name": "接口来的评估", "done": "2020-08-01", "until": "2023-07-31",
            "document": "测试 1 号", "parcels": "XH-01"
        });
        let wrong = json!({ "record": { "code": "a b", "kind": "x", "done": "x", "parks": "moon" } });
        let named: &[&str] = &["code", "document", "done", "name", "until"];
        let good = json!({ "record": record });
        let editor = ("land", "leader");
        let made = send(&house, editor, "/api/land/assessments", (wrong, named), (good, 201)).await;
        assert_eq!((&made["record"]["code"], &made["version"]), (&json!("QP-40"), &json!(1)));
        let mut changed = record.clone();
        changed["parcels"] = json!("XH-02");
        let wrong = json!({ "version": 1, "record": { "kind": "moon", "name": "x", "done": "2020-08-01",
            "until": "2020-08-02", "document": "x", "parcels": "MOON" } });
        let good = json!({ "version": 1, "record": changed });
        let path = "/api/land/assessments/QP-40";
        let edited = send(&house, editor, path, (wrong, &["kind", "parcels"]), (good.clone(), 200)).await;
        assert_eq!((&edited["record"]["parcels"], &edited["version"]), (&json!("XH-02"), &json!(2)));
        let mut caller = program(&house, "land").await;
        let late = caller.post_json(path, "4dfe5b5e-5fd5-4c8f-9d3c-5b7a52a7f010", &good.to_string()).await;
        expect(&late, 409);

        let mut reader = program(&house, "leader").await;
        let all = expect(&reader.get("/api/land/assessments").await, 200);
        assert_eq!(all["total"], 10);
        let mut cards = Vec::new();
        for page in 1..=3 {
            let some = expect(&reader.get(&format!("/api/land/standard?page={page}")).await, 200);
            assert_eq!(some["total"], 116);
            cards.extend(some["parcels"].as_array().unwrap().clone());
        }
        assert_eq!(cards.len(), 116);
        let card = |code: &str| cards.iter().find(|one| one["parcel"] == code).unwrap().clone();
        assert_eq!((&card("ZB-01")["standard"], &card("ZB-01")["expiring"]), (&json!(true), &json!(["soil_water"])));
        assert!(!card("XH-02")["lacks"].to_string().contains("水土保持"), "{cards:?}");
        assert!(card("XH-01")["lacks"].to_string().contains("水土保持"), "{cards:?}");
        for wrong in ["standard?page=0", "standard?moon=1", "assessments?moon=1"] {
            expect(&reader.get(&format!("/api/land/{wrong}")).await, 400);
        }
        expect(&reader.get("/api/land/assessments/nobody").await, 404);
        expect(&program(&house, "enterprise").await.get("/api/land/standard").await, 403);
    }
}

#[tokio::test]
async fn grants_letters_and_buildings_are_added_changed_and_read() {
    for house in houses().await {
        let limits = [
            ("intensity", "300"),
            ("floor_area_ratio", "1"),
            ("building_coefficient", "40"),
            ("output", "400"),
            ("tax", "20"),
            ("energy", "0.2"),
            ("emissions", "0.5"),
            ("administration", "5"),
        ];
        let promise: Value = limits
            .iter()
            .map(|(key, value)| ((*key).to_owned(), json!(value)))
            .collect::<serde_json::Map<_, _>>()
            .into();
        let grant = json!({ "code": "X-1", "parcel": "ZB-03", "grantee": "接口", "kind": "lease", "agreement": "a", "signed": "2020-08-01",
            "area_mu": "10", "start_by": "2020-12-31", "complete_by": "2021-12-31", "payment": [{ "on": "2020-09-01", "amount": "5" }] });
        let letter = json!({ "code": "X-1", "parcel": "ZB-03", "enterprise": "接口", "signed": "2020-08-01", "full_year": "2022",
            "promise": promise });
        let building = json!({ "code": "X-1", "name": "接口", "parcel": "ZB-03", "ready": "2020-08-01", "floors": "1",
            "unit": [{ "unit": "A", "floor": "1", "area_m2": "100" }] });
        let grant_wrong: &[&str] =
            &["agreement", "area_mu", "code", "complete_by", "grantee", "kind", "parcel", "signed", "start_by"];
        let letter_wrong: &[&str] = &["code", "enterprise", "full_year", "parcel", "signed"];
        let building_wrong: &[&str] = &["code", "floors", "name", "parcel", "ready"];
        for (path, record, wrong, example) in [
            ("/api/land/grants", grant, grant_wrong, "GD-04"),
            ("/api/land/commitments", letter, letter_wrong, "CN-01"),
            ("/api/land/buildings", building, building_wrong, "CF-01"),
        ] {
            let editor = ("land", "leader");
            let good = json!({ "record": record });
            let made = send(&house, editor, path, (json!({ "record": {} }), wrong), (good, 201)).await;
            assert_eq!((&made["record"], &made["version"]), (&record, &json!(1)), "what was sent is what is read");
            let mut changed = record.clone();
            changed["note"] = json!("改了");
            let mut elsewhere = record.clone();
            elsewhere["parcel"] = json!("MOON");
            let wrong = (json!({ "version": 1, "record": elsewhere }), &["parcel"] as &[&str]);
            let good = (json!({ "version": 1, "record": changed }), 200);
            let edited = send(&house, editor, &format!("{path}/X-1"), wrong, good).await;
            assert_eq!((&edited["record"]["note"], &edited["version"]), (&json!("改了"), &json!(2)));
            let mut reader = program(&house, "leader").await;
            assert!(expect(&reader.get(path).await, 200)["total"].as_u64() > Some(1));
            assert_eq!(expect(&reader.get(&format!("{path}/{example}")).await, 200)["record"]["code"], example);
            expect(&reader.get(&format!("{path}/nobody")).await, 404);
            expect(&reader.get(&format!("{path}?page=0")).await, 400);
        }
    }
}

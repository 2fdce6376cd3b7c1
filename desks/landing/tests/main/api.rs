//! The JSON API: each call once as it is meant, by somebody who may not, and with something that cannot be.

use std::sync::atomic::{AtomicU32, Ordering};

use identity::access_token::NewAccessToken;
use serde_json::{Value, json};
use testing::{Answer, House, Visitor};

use super::plans::houses;

/// Tokens and keys of one person have different names.
static COUNT: AtomicU32 = AtomicU32::new(0);

pub async fn program(house: &House, login: &str) -> Visitor {
    let token = NewAccessToken {
        login: login.into(),
        name: format!("CRM {}", COUNT.fetch_add(1, Ordering::Relaxed)),
        life_days: 7,
        writes: true,
        parts: Vec::new(),
    };
    house.program(token).await
}

pub async fn send(caller: &mut Visitor, path: &str, body: &Value) -> Answer {
    let key = format!("4dfe5b5e-5fd5-4c8f-9d3c-{:012}", COUNT.fetch_add(1, Ordering::Relaxed));
    caller.post_json(path, &key, &body.to_string()).await
}

#[track_caller]
pub fn expect(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{}", answer.body);
    answer.json()
}

#[tokio::test]
async fn wishes_are_taken_down_changed_and_read() {
    for house in houses().await {
        let mut caller = program(&house, "land").await;
        let wish = json!({ "title": "接口来的意向", "gas": "800", "land_use": "0601" });
        let made = expect(&send(&mut caller, "/api/landing/wishes", &json!({ "wish": wish })).await, 201);
        assert_eq!((&made["number"], &made["version"], &made["by"]), (&json!(4), &json!(1), &json!("land")));
        let wrong = json!({ "wish": { "title": "", "gas": "-1", "industry": "C9999", "jobs": "0.5" } });
        let refused = expect(&send(&mut caller, "/api/landing/wishes", &wrong).await, 422);
        let named: Vec<&str> = refused["errors"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(named, ["gas", "industry", "jobs", "title"]);
        for unread in [json!({ "moon": 1 }), json!({ "wish": ["x"] }), json!({ "wish": { "moon": "1" } })] {
            expect(&send(&mut caller, "/api/landing/wishes", &unread).await, 400);
        }
        let path = "/api/landing/wishes/4";
        let change = json!({ "version": 1, "wish": { "title": "改了名" } });
        assert_eq!(expect(&send(&mut caller, path, &change).await, 200)["version"], 2);
        expect(&send(&mut caller, path, &change).await, 409);
        assert_eq!(expect(&caller.get(path).await, 200)["wish"], json!({ "title": "改了名" }));
        expect(&caller.get("/api/landing/wishes/99").await, 404);
        let waiting = expect(&caller.get("/api/landing/wishes?show=waiting").await, 200);
        assert_eq!((&waiting["total"], &waiting["wishes"][0]["contact"]), (&json!(1), &json!("wang@qinshui.example")));
        for wrong in ["?show=moon", "?page=0", "?moon=1"] {
            expect(&caller.get(&format!("/api/landing/wishes{wrong}")).await, 400);
        }
        let mut leader = program(&house, "leader").await;
        expect(&send(&mut leader, "/api/landing/wishes", &json!({ "wish": wish })).await, 403);
        expect(&program(&house, "enterprise").await.get("/api/landing/wishes").await, 403);
    }
}

#[tokio::test]
async fn plans_and_their_editions_are_read_and_kept() {
    for house in houses().await {
        let mut caller = program(&house, "land").await;
        let plan = expect(&caller.get("/api/landing/wishes/1/answer").await, 200);
        assert_eq!((&plan["day"], &plan["sites"][0]["parcel"]["code"]), (&json!("2020-08-20"), &json!("XC-03")));
        let before = expect(&caller.get("/api/landing/wishes/1/answer?as_of=2020-08-13").await, 200);
        assert_eq!(before["day"], "2020-08-13");
        let path = "/api/landing/wishes/1/editions";
        assert_eq!(expect(&caller.get(path).await, 200)["editions"].as_array().unwrap().len(), 1);
        let kept = expect(&send(&mut caller, path, &json!({ "version": 1 })).await, 201);
        assert_eq!((&kept["number"], &kept["plan"]), (&json!(2), &plan));
        assert_eq!(expect(&send(&mut caller, path, &json!({ "version": 1 })).await, 200)["number"], 2, "nothing new");
        expect(&send(&mut caller, path, &json!({ "version": 7 })).await, 409);
        assert_eq!(expect(&caller.get(&format!("{path}/2")).await, 200), kept);
        expect(&caller.get(&format!("{path}/9")).await, 404);
        expect(&send(&mut program(&house, "leader").await, path, &json!({ "version": 1 })).await, 403);
    }
}

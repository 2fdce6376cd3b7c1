//! The JSON API.

use super::pages::houses;

/// Houses where people sign in, too: the description and the journal are theirs.
pub(super) async fn houses_with_front() -> Vec<testing::House> {
    testing::houses(|| vec![::pages::front::desk(), projects::desk()]).await
}

#[tokio::test]
async fn the_list_has_the_filters_of_the_page() {
    for house in houses().await {
        let mut reader = house.visitor("leader").await;
        let list = reader.get("/api/projects?category=new&sort=name").await.json();
        assert_eq!(list["total"], 4);
        assert_eq!(list["projects"].as_array().unwrap().len(), 4);
        assert_eq!(list["as_of"], "2020-08-20");
        assert_eq!(list["projects"][0]["category"], "new");
        let one = reader.get("/api/projects/qs-001").await.json();
        assert_eq!(one["project"]["total_investment_cny"], "420000000");
        assert!(one["reports"].as_array().unwrap().len() > 20);
        let none = reader.get("/api/projects/none").await;
        assert_eq!((none.status, none.json()["status"].as_u64()), (404, Some(404)));
        assert_eq!(house.stranger().get("/api/projects").await.status, 401);
    }
}

#[tokio::test]
async fn a_change_must_be_json_with_a_key_and_is_done_once() {
    for house in houses().await {
        let mut clerk = house.visitor("statistics").await;
        let path = "/api/projects/qs-020/reports";
        let body = r#"{"version":1,"month":"2020-07","investment_cny":"1234567"}"#;
        let form = clerk.post_raw(path, "application/x-www-form-urlencoded", b"month=2020-07".to_vec()).await;
        assert_eq!(form.status, 415);
        let plain = clerk.post_raw(path, "text/plain", body.as_bytes().to_vec()).await;
        assert_eq!(plain.status, 415, "what a form of another site can send is refused");
        let no_key = clerk.post_raw(path, "application/json", body.as_bytes().to_vec()).await;
        assert_eq!(no_key.status, 400);
        for wrong in ["", "{", "[]", "[1]", r#"{"month":1}"#, r#"{"month":"2020-07","other":"x"}"#, "\u{0}"] {
            assert_eq!(clerk.post_json(path, "key-00000", wrong).await.status, 400, "{wrong}");
        }
        let refused = clerk.post_json(path, "key-00001", r#"{"month":"2020-13"}"#).await;
        assert_eq!(refused.status, 422);
        assert!(refused.json()["errors"]["month"].as_str().unwrap().contains("2020-13"));
        for _ in 0..2 {
            let done = clerk.post_json(path, "key-00002", body).await;
            assert_eq!(done.status, 200, "{}", done.body);
            let reports = done.json()["reports"].as_array().unwrap().clone();
            assert_eq!(reports.last().unwrap()["investment_cny"], "1234567");
        }
        let blind = clerk.post_json(path, "key-00004", r#"{"month":"2020-07","jobs":"1"}"#).await;
        assert_eq!(blind.status, 409, "whoever has not seen the report does not overwrite it: {}", blind.body);
        assert_eq!(clerk.post_json("/api/projects/qs-020/advance", "key-00003", "{}").await.status, 403);
    }
}

#[tokio::test]
async fn moving_on_by_the_api_keeps_the_same_rules() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let path = "/api/projects/qs-038/advance";
        let version = editor.get("/api/projects/qs-038").await.json()["version"].as_i64().unwrap();
        let body = |version: i64, stage: &str| {
            format!(r#"{{"version":{version},"stage":"{stage}","stage_since":"2020-08-20"}}"#)
        };
        let refused = editor.post_json(path, "key-10001", &body(version, "signed")).await;
        assert_eq!(refused.status, 422);
        assert!(refused.json()["errors"]["stage"].is_string());
        let stale = editor.post_json(path, "key-10002", &body(version - 1, "contact")).await;
        assert_eq!(stale.status, 409, "{}", stale.body);
        let done = editor.post_json(path, "key-10003", &body(version, "contact")).await;
        assert_eq!(done.status, 200, "{}", done.body);
        assert_eq!(done.json()["project"]["stage"], "contact");
    }
}

#[tokio::test]
async fn the_description_and_the_addresses_are_one() {
    use std::collections::BTreeSet;
    for house in houses_with_front().await {
        let described = house.stranger().get("/api/openapi.json").await;
        assert_eq!(described.status, 200);
        let described = described.json();
        let desks = [::pages::front::desk(), projects::desk()];
        let routes = desks.iter().flat_map(|desk| &desk.routes).filter(|route| route.path.starts_with("/api/"));
        let routes: BTreeSet<String> =
            routes.map(|route| format!("{} {}", route.method.as_str().to_lowercase(), route.path)).collect();
        let paths = described["paths"].as_object().unwrap().iter();
        let told: BTreeSet<String> = paths
            .flat_map(|(path, calls)| calls.as_object().unwrap().keys().map(move |method| format!("{method} {path}")))
            .collect();
        assert_eq!(routes, told);
        assert_eq!(described["openapi"], "3.1.0");
        assert_eq!(described["servers"][0]["url"], "/qinshui");
        assert!(described["components"]["schemas"]["ProjectBody"]["properties"]["total_investment_cny"].is_object());
        let advance = &described["paths"]["/api/projects/{id}/advance"]["post"];
        for status in ["200", "400", "401", "403", "404", "409", "413", "415", "422"] {
            assert!(advance["responses"][status].is_object(), "{status}");
        }
    }
}

#[tokio::test]
async fn the_page_about_the_api_names_every_call_in_both_languages() {
    for house in houses_with_front().await {
        let described = house.stranger().get("/api/openapi.json").await.json();
        let calls =
            described["paths"].as_object().unwrap().values().flat_map(|calls| calls.as_object().unwrap().values());
        let ids: Vec<String> = calls.map(|call| call["operationId"].as_str().unwrap().replace('_', "-")).collect();
        for language in [::pages::Language::Chinese, ::pages::Language::English] {
            for id in &ids {
                assert!(house.app.languages().has(&format!("api-{id}")), "{id} has no name in {language:?}");
            }
        }
        let page = house.visitor("leader").await.get("/api").await;
        assert_eq!(page.status, 200);
        assert_eq!(page.body.matches("<details class=\"call\"").count(), ids.len());
    }
}

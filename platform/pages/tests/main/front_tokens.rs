//! Access tokens through the pages, and at the door of the API.

use identity::access_token::NewAccessToken;
use testing::{Answer, House};

use super::ground::{between, expect, houses};

const NOTICES: &str = "/api/notices";

fn new(login: &str) -> NewAccessToken {
    NewAccessToken { login: login.into(), name: "ERP".into(), life_days: 7, writes: true, parts: Vec::new() }
}

fn challenge(answer: &Answer) -> &str {
    answer.headers.get("www-authenticate").map_or("", |value| value.to_str().unwrap())
}

#[track_caller]
fn refused_as_none(answer: &Answer) {
    expect(answer, 401);
    assert_eq!(challenge(answer), "Bearer error=\"invalid_token\"");
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    assert_eq!(answer.json()["type"], "/problems/invalid-token");
}

#[tokio::test]
async fn a_person_makes_a_token_sees_it_once_and_revokes_it() {
    for house in houses().await {
        let mut person = house.visitor("land").await;
        expect(&person.get("/account/tokens").await, 200);
        let wrong = person.post("/account/tokens", &[("name", ""), ("life_days", "9999"), ("reach", "read")]).await;
        expect(&wrong, 422);
        assert!(wrong.body.contains("field-name") && wrong.body.contains("field-life_days"), "{}", wrong.body);
        expect(&person.post("/account/tokens", &[("name", "x"), ("life_days", "7"), ("reach", "all")]).await, 422);
        let elsewhere = [("name", "x"), ("life_days", "7"), ("reach", "read"), ("parts", "moon")];
        expect(&person.post("/account/tokens", &elsewhere).await, 400);
        let made = person.post("/account/tokens", &[("name", "看板"), ("life_days", "30"), ("reach", "read")]).await;
        expect(&made, 200);
        let secret = between(&made.body, "class=\"one-time\">", "<").to_owned();
        let page = person.get("/account/tokens").await;
        assert!(page.body.contains("看板") && page.body.contains("只读") && !page.body.contains(&secret));
        let mut program = house.stranger().with_access_token(&secret);
        expect(&program.get(NOTICES).await, 200);
        let path = between(&person.get("/account/tokens").await.body, "action=\"/qinshui/account/tokens/", "/revoke")
            .to_owned();
        let revoked = person.post(&format!("/account/tokens/{path}/revoke"), &[]).await;
        assert_eq!(revoked.location(), "/qinshui/account/tokens?flash=token-revoked");
        refused_as_none(&program.get(NOTICES).await);
        expect(&person.post(&format!("/account/tokens/{path}/revoke"), &[]).await, 404);
    }
}

#[tokio::test]
async fn administrators_see_tokens_and_revoke_them() {
    for house in houses().await {
        let mut program = house.program(new("land")).await;
        let mut admin = house.visitor("admin").await;
        let page = admin.get("/people/land").await;
        assert!(page.body.contains("ERP"));
        let id = between(&page.body, "action=\"/qinshui/people/land/tokens/", "/revoke").to_owned();
        let mut other = house.visitor("projects").await;
        other.get("/account").await;
        expect(&other.post(&format!("/people/land/tokens/{id}/revoke"), &[]).await, 403);
        expect(&other.post(&format!("/account/tokens/{id}/revoke"), &[]).await, 404);
        expect(&admin.post(&format!("/people/land/tokens/{id}/revoke"), &[]).await, 303);
        refused_as_none(&program.get(NOTICES).await);
    }
}

#[tokio::test]
async fn a_token_opens_the_api_and_nothing_else() {
    for house in houses().await {
        let mut program = house.program(new("admin")).await;
        let list = program.get(NOTICES).await;
        expect(&list, 200);
        assert!(list.headers.get("set-cookie").is_none());
        for page in ["/work", "/account", "/people", "/api"] {
            assert!(program.get(page).await.location().contains("/sign-in"), "{page}");
        }
        expect(&house.stranger().get(NOTICES).await, 401);
        assert_eq!(challenge(&house.stranger().get(NOTICES).await), "Bearer");
        let mut signed_in = house.visitor("land").await;
        expect(&signed_in.get(NOTICES).await, 200);
        for wrong in ["", "x", &format!("wutong_{}", "0".repeat(64)), "wutong_\u{fffd}"] {
            let mut wrong = signed_in.clone().with_access_token(wrong);
            refused_as_none(&wrong.get(NOTICES).await);
            // No cookie helps a token that is none, not even where anybody may read.
            refused_as_none(&wrong.get("/api/openapi.json").await);
        }
    }
}

#[tokio::test]
async fn a_token_that_has_ended_is_none() {
    for house in houses().await {
        let mut program = house.program(new("land")).await;
        expect(&program.get(NOTICES).await, 200);
        house.clock.pass_days(7);
        refused_as_none(&program.get(NOTICES).await);
    }
}

async fn post_as_admin(house: &House, path: &str, fields: &[(&str, &str)]) {
    let mut admin = house.visitor("admin").await;
    admin.get("/people/land").await;
    let done = admin.post(path, fields).await;
    assert!(done.status < 400, "{}", done.body);
}

#[tokio::test]
async fn the_token_of_a_locked_account_is_none() {
    for house in houses().await {
        let mut program = house.program(new("land")).await;
        expect(&program.get(NOTICES).await, 200);
        post_as_admin(&house, "/people/land/state", &[("version", "1"), ("state", "disabled")]).await;
        refused_as_none(&program.get(NOTICES).await);
        refused_as_none(&program.post_json(NOTICES, "key-00001", "{}").await);
        post_as_admin(&house, "/people/land/state", &[("version", "2"), ("state", "in-use")]).await;
        refused_as_none(&program.get(NOTICES).await);
    }
}

#[tokio::test]
async fn the_token_of_whoever_must_choose_a_password_waits() {
    for house in houses().await {
        let mut program = house.program(new("land")).await;
        post_as_admin(&house, "/people/land/password", &[]).await;
        refused_as_none(&program.get(NOTICES).await);
    }
}

#[tokio::test]
async fn a_token_reaches_no_farther_than_its_owner_chose() {
    for house in houses().await {
        let mut reader = house.program(NewAccessToken { writes: false, ..new("land") }).await;
        expect(&reader.get(NOTICES).await, 200);
        let refused = reader.post_json(NOTICES, "key-00001", "{}").await;
        expect(&refused, 403);
        assert_eq!(challenge(&refused), "Bearer error=\"insufficient_scope\"");
        assert_eq!(refused.json()["type"], "/problems/out-of-reach");
        let held = NewAccessToken { parts: vec!["projects".into()], name: "b".into(), ..new("land") };
        let mut held = house.program(held).await;
        expect(&held.get(NOTICES).await, 403);
        expect(&held.get("/api/openapi.json").await, 200);
    }
}

#[tokio::test]
async fn the_journal_names_the_token_beside_the_person() {
    for house in houses().await {
        let mut program = house.program(new("land")).await;
        expect(&program.get(NOTICES).await, 200);
        let journal = house.visitor("auditor").await.get("/journal?verb=access_token.used").await;
        assert!(journal.body.contains("(land) · ERP"), "{}", journal.body);
    }
}

#[tokio::test]
async fn an_address_that_takes_another_method_says_so() {
    for house in houses().await {
        let mut program = house.program(new("land")).await;
        let answer = program.post_json("/api/openapi.json", "key-00001", "{}").await;
        expect(&answer, 405);
        assert_eq!(answer.headers["allow"], "GET,HEAD");
        assert_eq!(answer.json()["type"], "/problems/other-method");
        let unknown = program.get("/api/moon").await;
        expect(&unknown, 404);
        assert_eq!(unknown.json()["type"], "/problems/not-found");
    }
}

#[tokio::test]
async fn the_page_about_the_api_tells_every_call_with_an_example() {
    for house in houses().await {
        expect(&house.stranger().get("/api").await, 303);
        let page = house.visitor("land").await.get("/api").await;
        expect(&page, 200);
        for told in ["GET /api/notices", "POST /api/notices", "您的通知", "curl -H", "Idempotency-Key"] {
            assert!(page.body.contains(told), "{told}");
        }
        assert!(!page.body.contains("{ $") && !page.body.contains(">api-"), "every call has a name: {}", page.body);
    }
}

#[tokio::test]
async fn notices_are_listed_and_marked_by_the_api() {
    for house in houses().await {
        let mut program = house.program(new("land")).await;
        let list = program.get("/api/notices?unread=true&page=1").await;
        expect(&list, 200);
        assert_eq!((list.json()["page"].as_u64(), list.json()["total"].as_u64()), (Some(1), Some(0)));
        for wrong in ["?page=0", "?page=x", "?page=1000001", "?unread=perhaps", "?moon=1", "?page=1&page=2"] {
            expect(&program.get(&format!("{NOTICES}{wrong}")).await, 400);
        }
        let marked = program.post_json(NOTICES, "key-00001", r#"{"notice":"none\u0000"}"#).await;
        expect(&marked, 200);
        assert_eq!(marked.json()["marked"], 0);
        expect(&program.post_json(NOTICES, "key-00002", "[]").await, 400);
        expect(&program.post_raw(NOTICES, "text/plain", b"{}".to_vec()).await, 415);
    }
}

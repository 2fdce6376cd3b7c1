//! In and out.

use pages::Access;
use testing::DEMO_PASSWORD;

use super::ground::{desks, expect, houses};

#[tokio::test]
async fn the_form_lets_in_whoever_knows_the_password() {
    for house in houses().await {
        let mut visitor = house.stranger();
        let page = visitor.get("/sign-in").await;
        expect(&page, 200);
        assert!(page.body.contains("autocomplete=\"current-password\""));
        let wrong = visitor.post("/sign-in", &[("login", "land"), ("password", "let-me-in-please")]).await;
        expect(&wrong, 422);
        assert!(wrong.body.contains("登录名或密码不对") && wrong.body.contains("value=\"land\""));
        assert!(!wrong.body.contains("let-me-in-please"), "a password is not shown again");
        let entered = visitor.post("/sign-in", &[("login", "land"), ("password", DEMO_PASSWORD)]).await;
        expect(&entered, 303);
        assert_eq!(entered.location(), "/qinshui/work");
        let cookie = entered.headers.get("set-cookie").unwrap().to_str().unwrap();
        assert!(
            cookie.starts_with("wutong-session=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax")
        );
        assert!(cookie.contains("Max-Age=43200"));
        let work = visitor.get("/work").await;
        expect(&work, 200);
        assert!(work.body.contains("田守土") && work.body.contains("没有等您处理的事项"));
        // Whoever is in already does not see the form again.
        assert_eq!(visitor.get("/sign-in").await.location(), "/qinshui/work");
    }
}

#[tokio::test]
async fn signing_in_leads_back_to_the_page_that_asked_for_it_but_never_away() {
    for house in houses().await {
        let mut visitor = house.stranger();
        let asked = visitor.get("/account?as_of=2020-08-20").await;
        expect(&asked, 303);
        let form = visitor.get(asked.location().strip_prefix("/qinshui").unwrap()).await;
        assert!(form.body.contains("name=\"next\" value=\"/qinshui/account?as_of=2020-08-20\""), "{}", form.body);
        for (next, leads_to) in [
            ("/qinshui/account?as_of=2020-08-20", "/qinshui/account?as_of=2020-08-20"),
            ("//evil.example/", "/qinshui/work"),
            ("/\\evil.example/", "/qinshui/work"),
            ("https://evil.example/", "/qinshui/work"),
            ("/\t/evil.example/", "/qinshui/work"),
            ("/\u{1}", "/qinshui/work"),
        ] {
            let mut visitor = house.stranger();
            visitor.get("/sign-in").await;
            let fields = [("login", "land"), ("password", DEMO_PASSWORD), ("next", next)];
            assert_eq!(visitor.post("/sign-in", &fields).await.location(), leads_to);
        }
    }
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    for house in houses().await {
        let mut visitor = house.visitor("land").await;
        let mut copy = visitor.clone();
        visitor.get("/work").await;
        let left = visitor.post("/sign-out", &[]).await;
        expect(&left, 303);
        assert!(left.headers.get("set-cookie").unwrap().to_str().unwrap().contains("Max-Age=0"));
        // A copy of the cookie is worth nothing now.
        assert!(copy.get("/work").await.location().contains("/sign-in"));
    }
}

#[tokio::test]
async fn a_forged_form_does_nothing() {
    for house in houses().await {
        let form = format!("login=land&password={DEMO_PASSWORD}&idempotency_key=0123456789");
        let mut stranger = house.stranger();
        let forged = stranger.post_raw("/sign-in", "application/x-www-form-urlencoded", form.into_bytes()).await;
        expect(&forged, 403);
        let mut admin = house.visitor("admin").await;
        for path in ["/sign-out", "/people/land/password", "/people/land/state", "/account/password"] {
            let body = b"csrf=0000&idempotency_key=0123456789&state=disabled&version=1".to_vec();
            let forged = admin.post_raw(path, "application/x-www-form-urlencoded", body).await;
            expect(&forged, 403);
        }
        expect(&admin.get("/work").await, 200);
        house.visitor("land").await;
    }
}

#[tokio::test]
async fn guessing_has_to_wait() {
    for house in houses().await {
        let mut visitor = house.stranger();
        visitor.get("/sign-in").await;
        for _ in 0..5 {
            expect(&visitor.post("/sign-in", &[("login", "land"), ("password", "not-the-password")]).await, 422);
        }
        let fields = [("login", "land"), ("password", DEMO_PASSWORD)];
        let waiting = visitor.post("/sign-in", &fields).await;
        expect(&waiting, 429);
        assert!(waiting.body.contains("输错次数太多"));
        house.clock.pass_minutes(1);
        expect(&visitor.post("/sign-in", &fields).await, 303);
    }
}

#[tokio::test]
async fn odd_input_gets_an_answer() {
    for house in houses().await {
        for login in ["", "' OR 1=1 --", "<script>alert(1)</script>", &"x".repeat(100_000), "\u{202e}梧桐", "a\0b"] {
            let mut visitor = house.stranger();
            visitor.get("/sign-in").await;
            let answer = visitor.post("/sign-in", &[("login", login), ("password", login), ("code", login)]).await;
            expect(&answer, 422);
            assert!(!answer.body.contains("<script>alert"));
        }
    }
}

/// Every page of the front, by who may open it.
#[tokio::test]
async fn every_page_opens_for_whom_it_is_for_and_for_nobody_else() {
    for house in houses().await {
        let logins = ["admin", "auditor", "leader", "land", "enterprise"];
        for route in desks().into_iter().flat_map(|desk| desk.routes).filter(|route| route.method == "GET") {
            let path = route.path.replace("{login}", "land").replace("{id}", "gudi").replace("{sequence}", "1");
            for login in logins {
                let mut visitor = house.visitor(login).await;
                let allowed = route.access.allows(visitor.scope());
                let answer = visitor.get(&path).await;
                let expected = if path == "/sign-in" {
                    303
                } else if allowed {
                    200
                } else {
                    403
                };
                assert_eq!(answer.status, expected, "{login} at {path}: {}", answer.body);
            }
            let answer = house.stranger().get(&path).await;
            let expected = match route.access {
                Access::Public => 200,
                // A program is told; a browser is led to where people sign in.
                _ if path.starts_with("/api/") => 401,
                _ => 303,
            };
            assert_eq!(answer.status, expected, "a stranger at {path}");
        }
    }
}

//! One's own account.

use testing::{DEMO_PASSWORD, House, Visitor};

use super::ground::{between, expect, houses};

const CHOSEN: &str = "a-better-password";

async fn sign_in(house: &House, login: &str, password: &str) -> Visitor {
    let mut visitor = house.stranger();
    visitor.get("/sign-in").await;
    expect(&visitor.post("/sign-in", &[("login", login), ("password", password)]).await, 303);
    visitor
}

#[tokio::test]
async fn the_password_is_changed_with_the_old_one() {
    for house in houses().await {
        let mut elsewhere = house.visitor("land").await;
        let mut visitor = sign_in(&house, "land", DEMO_PASSWORD).await;
        visitor.get("/account/password").await;
        for (current, chosen, again, says) in [
            ("not-the-password", CHOSEN, CHOSEN, "密码不对"),
            (DEMO_PASSWORD, CHOSEN, "another-one-again", "两次输入的新密码不一样"),
            (DEMO_PASSWORD, "short", "short", "至少要有 10 个字符"),
            (DEMO_PASSWORD, DEMO_PASSWORD, DEMO_PASSWORD, "和现在的密码相同"),
        ] {
            let fields = [("password", current), ("chosen", chosen), ("again", again)];
            let refused = visitor.post("/account/password", &fields).await;
            expect(&refused, 422);
            assert!(refused.body.contains(says), "{says}: {}", refused.body);
        }
        let fields = [("password", DEMO_PASSWORD), ("chosen", CHOSEN), ("again", CHOSEN)];
        let changed = visitor.post("/account/password", &fields).await;
        expect(&changed, 303);
        let page = visitor.get("/account?flash=password-changed").await;
        expect(&page, 200);
        assert!(page.body.contains("密码已修改"));
        assert!(elsewhere.get("/work").await.location().contains("/sign-in"));
        sign_in(&house, "land", CHOSEN).await;
    }
}

#[tokio::test]
async fn a_one_time_password_opens_nothing_but_its_own_change() {
    for house in houses().await {
        let mut admin = house.visitor("admin").await;
        admin.get("/people/land").await;
        let shown = admin.post("/people/land/password", &[]).await;
        expect(&shown, 200);
        let one_time = between(&shown.body, "class=\"one-time\">", "<").to_owned();
        let mut visitor = sign_in(&house, "land", &one_time).await;
        for path in ["/work", "/account"] {
            let answer = visitor.get(path).await;
            assert!(answer.status == 403 || answer.location().contains("/account/password"), "{}", answer.body);
        }
        expect(&visitor.get("/account/password").await, 200);
        let fields = [("password", one_time.as_str()), ("chosen", CHOSEN), ("again", CHOSEN)];
        let changed = visitor.post("/account/password", &fields).await;
        assert_eq!(changed.location(), "/qinshui/work?flash=password-changed");
        expect(&visitor.get("/work").await, 200);
    }
}

#[tokio::test]
async fn the_language_is_remembered() {
    for house in houses().await {
        let mut visitor = house.visitor("land").await;
        let page = visitor.get("/account").await;
        assert!(page.body.contains("<html lang=\"zh-CN\">") && page.body.contains("国土规划局"));
        let saved = visitor.post("/account/language", &[("language", "en")]).await;
        expect(&saved, 303);
        let page = visitor.get("/account").await;
        assert!(page.body.contains("<html lang=\"en\">") && page.body.contains("Land and planning bureau"));
        // In another browser, too.
        let page = sign_in(&house, "land", DEMO_PASSWORD).await.get("/account").await;
        assert!(page.body.contains("<html lang=\"en\">"));
        expect(&visitor.post("/account/language", &[("language", "tlh")]).await, 400);
    }
}

#[tokio::test]
async fn the_second_step_goes_on_and_off() {
    for house in houses().await {
        let mut visitor = sign_in(&house, "land", DEMO_PASSWORD).await;
        let page = visitor.get("/account/second-step").await;
        expect(&page, 200);
        assert!(page.body.contains("<svg") && !page.body.contains("<?xml"));
        let secret = between(&page.body, "name=\"secret\" value=\"", "\"").to_owned();
        let wrong = visitor.post("/account/second-step", &[("secret", &secret), ("code", "12345")]).await;
        expect(&wrong, 422);
        assert!(wrong.body.contains(&secret), "the phone has the secret already");
        let phone = identity::TotpSecret::parse(&secret).unwrap();
        let code = phone.code(house.clock.now()).unwrap();
        let on = visitor.post("/account/second-step", &[("secret", &secret), ("code", &code)]).await;
        assert_eq!(on.location(), "/qinshui/account?flash=second-step-on");
        assert!(visitor.get("/account").await.body.contains("两步验证已开启"));

        let mut other = house.stranger();
        other.get("/sign-in").await;
        let fields = [("login", "land"), ("password", DEMO_PASSWORD)];
        let asked = other.post("/sign-in", &fields).await;
        expect(&asked, 422);
        assert!(asked.body.contains("手机上的动态码"));
        house.clock.pass_minutes(1);
        let code = phone.code(house.clock.now()).unwrap();
        let fields = [("login", "land"), ("password", DEMO_PASSWORD), ("code", code.as_str())];
        expect(&other.post("/sign-in", &fields).await, 303);

        visitor.get("/account/second-step").await;
        expect(&visitor.post("/account/second-step/off", &[("password", "not-the-password")]).await, 422);
        expect(&visitor.post("/account/second-step/off", &[("password", DEMO_PASSWORD)]).await, 303);
        sign_in(&house, "land", DEMO_PASSWORD).await;
        visitor.get("/account").await;
        expect(&visitor.post("/account/second-step", &[("secret", "<b>"), ("code", "1")]).await, 400);
    }
}

#[tokio::test]
async fn one_can_leave_everywhere_at_once() {
    for house in houses().await {
        let mut elsewhere = house.visitor("land").await;
        let mut visitor = house.visitor("land").await;
        visitor.get("/account").await;
        expect(&visitor.post("/account/sessions", &[]).await, 303);
        assert!(elsewhere.get("/work").await.location().contains("/sign-in"));
        assert!(visitor.get("/work").await.location().contains("/sign-in"));
    }
}

//! People and organisations, as administrators see them.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use testing::Answer;

use super::ground::{between, expect, houses};

#[tokio::test]
async fn people_are_filtered_and_sorted_by_the_address() {
    for house in houses().await {
        let mut admin = house.visitor("admin").await;
        let all = admin.get("/people").await;
        expect(&all, 200);
        assert!(all.body.contains("樊守成") && all.body.contains("金满仓"));
        for (query, shown, hidden) in [
            ("q=%E7%94%B0", "田守土", "樊守成"),
            ("q=LAND", "田守土", "樊守成"),
            ("role=leader", "苏远征", "田守土"),
            ("organisation=economy", "石数清", "田守土"),
        ] {
            let page = admin.get(&format!("/people?{query}")).await;
            let rows = between(&page.body, "<tbody>", "</tbody>");
            assert!(rows.contains(shown) && !rows.contains(hidden), "{query}");
        }
        let page = admin.get("/people?state=disabled").await;
        assert!(page.body.contains("没有符合条件的记录"));
        let sorted = admin.get("/people?sort=-login").await;
        let rows = between(&sorted.body, "<tbody>", "</tbody>");
        assert!(rows.find("田守土").unwrap() > rows.find("何慎之").unwrap());
        for odd in ["sort=nonsense", "page=0", "page=99999999999", "role=%FF", "q=%3Cb%3E"] {
            expect(&admin.get(&format!("/people?{odd}")).await, 200);
        }
    }
}

/// The rows of a downloaded sheet as texts.
fn sheet(answer: &Answer) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(answer.bytes.clone())).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

#[tokio::test]
async fn lists_of_the_house_are_kept_as_files() {
    for house in houses().await {
        let mut admin = house.visitor("admin").await;
        let page = admin.get("/people?q=LAND").await;
        assert!(page.body.contains("href=\"/qinshui/people.xlsx?q=LAND\""), "{}", page.body);
        let people = sheet(&admin.get("/people.xlsx?q=LAND").await);
        assert_eq!(people[0][..2], ["登录名", "姓名"]);
        assert!(people.len() == 2 && people[1].contains(&"田守土".to_owned()), "{people:?}");
        let organisations = sheet(&admin.get("/organisations.xlsx?sort=-id").await);
        assert!(organisations.len() > 2 && organisations[1][0] > organisations[2][0], "{organisations:?}");
        let journal = sheet(&admin.get("/journal.xlsx?verb=zone.created").await);
        assert_eq!((journal.len(), journal[1][0].as_str(), journal[1][5].len()), (2, "1", 64), "{journal:?}");
    }
}

const NEWCOMER: [(&str, &str); 6] = [
    ("login", "newcomer"),
    ("name", "新来者"),
    ("organisation", "land"),
    ("post", "科员"),
    ("email", "newcomer@qinshui.example"),
    ("roles", "viewer"),
];

#[tokio::test]
async fn a_new_account_gets_a_password_that_is_shown_once() {
    for house in houses().await {
        let mut admin = house.visitor("admin").await;
        expect(&admin.get("/people/new").await, 200);
        let shown = admin.post_once("/people/new", "key-of-this-form", &NEWCOMER).await;
        expect(&shown, 200);
        let password = between(&shown.body, "class=\"one-time\">", "<").to_owned();
        let again = admin.post_once("/people/new", "key-of-this-form", &NEWCOMER).await;
        expect(&again, 403);
        assert!(!again.body.contains("one-time\">"));
        let mut newcomer = house.stranger();
        newcomer.get("/sign-in").await;
        let fields = [("login", "newcomer"), ("password", password.as_str())];
        expect(&newcomer.post("/sign-in", &fields).await, 303);
        let page = admin.get("/people/newcomer").await;
        assert!(page.body.contains("一次性密码") && !page.body.contains(&password));
    }
}

#[tokio::test]
async fn what_is_wrong_stands_beside_the_field_and_what_was_typed_is_kept() {
    for house in houses().await {
        let mut admin = house.visitor("admin").await;
        admin.get("/people/new").await;
        let fields = [
            ("login", "New Comer"),
            ("name", "=cmd|' /C calc'!A0"),
            ("organisation", "land"),
            ("post", "<img src=x onerror=alert(1)>"),
            ("email", "nowhere"),
            ("roles", "viewer"),
        ];
        let refused = admin.post("/people/new", &fields).await;
        expect(&refused, 422);
        for part in [
            "id=\"error-login\"",
            "id=\"error-name\"",
            "id=\"error-email\"",
            "value=\"New Comer\"",
            "&lt;img src=x",
            "value=\"viewer\" checked",
        ] {
            assert!(refused.body.contains(part), "{part}: {}", refused.body);
        }
        assert!(!refused.body.contains("<img"));
        let mut taken = NEWCOMER;
        taken[0].1 = "land";
        let refused = admin.post("/people/new", &taken).await;
        expect(&refused, 422);
        assert!(refused.body.contains("已有人使用"));
        let mut unknown = NEWCOMER;
        unknown[5].1 = "emperor";
        expect(&admin.post("/people/new", &unknown).await, 422);
        expect(&admin.get("/people/newcomer").await, 404);
    }
}

const DETAILS: [(&str, &str); 5] =
    [("name", "田守土"), ("organisation", "land"), ("post", "副局长"), ("email", ""), ("language", "zh-CN")];

#[tokio::test]
async fn the_second_of_two_editors_sees_both_editions() {
    for house in houses().await {
        let mut admin = house.visitor("admin").await;
        let page = admin.get("/people/land").await;
        expect(&page, 200);
        let mut fields = DETAILS.to_vec();
        fields.push(("version", "1"));
        expect(&admin.post("/people/land", &fields).await, 303);
        fields[2].1 = "调研员";
        let stale = admin.post("/people/land", &fields).await;
        expect(&stale, 409);
        assert!(stale.body.contains("副局长") && stale.body.contains("调研员"));
        fields[5].1 = "x";
        expect(&admin.post("/people/land", &fields).await, 403);
        expect(&admin.post("/people/nobody", &[DETAILS.as_slice(), &[("version", "1")]].concat()).await, 404);
    }
}

#[tokio::test]
async fn roles_and_state_are_changed_and_the_last_administrator_stays() {
    for house in houses().await {
        let mut admin = house.visitor("admin").await;
        let mut land = house.visitor("land").await;
        admin.get("/people/land").await;
        let fields = [("version", "1"), ("roles", "viewer"), ("roles", "auditor")];
        expect(&admin.post("/people/land/roles", &fields).await, 303);
        assert!(land.get("/work").await.location().contains("/sign-in"));
        expect(&house.visitor("land").await.get("/journal").await, 200);
        expect(&admin.post("/people/land/state", &[("version", "2"), ("state", "disabled")]).await, 303);
        assert!(admin.get("/people?state=disabled").await.body.contains("田守土"));
        expect(&admin.post("/people/land/state", &[("version", "3"), ("state", "in-use")]).await, 303);
        expect(&admin.post("/people/land/state", &[("version", "4"), ("state", "asleep")]).await, 400);
        let last = admin.post("/people/admin/roles", &[("version", "1"), ("roles", "viewer")]).await;
        expect(&last, 422);
        assert!(last.body.contains("最后一位系统管理员"));
        let mut gas = house.visitor("gas").await;
        expect(&admin.post("/people/gas/sessions", &[]).await, 303);
        assert!(gas.get("/work").await.location().contains("/sign-in"));
    }
}

#[tokio::test]
async fn organisations_are_kept() {
    for house in houses().await {
        let mut admin = house.visitor("admin").await;
        let list = admin.get("/organisations?kind=enterprise&q=gudi").await;
        let rows = between(&list.body, "<tbody>", "</tbody>");
        assert!(rows.contains("顾地科技") && !rows.contains("金一陶"));
        let mut fields = vec![
            ("id", "new-company"),
            ("kind", "enterprise"),
            ("name_zh", "新企业"),
            ("name_en", "New company"),
            ("credit_code", "91350100M000100Y44"),
        ];
        let refused = admin.post("/organisations/new", &fields).await;
        expect(&refused, 422);
        assert!(refused.body.contains("校验位不符"));
        fields[4].1 = "91350100M000100Y43";
        expect(&admin.post("/organisations/new", &fields).await, 303);
        let twin = [("id", "twin"), fields[1], fields[2], fields[3], fields[4]];
        let refused = admin.post("/organisations/new", &twin).await;
        assert!(refused.status == 422 && refused.body.contains("new-company"));
        let page = admin.get("/organisations/new-company").await;
        assert!(page.body.contains("91350100M000100Y43") && page.body.contains("name=\"version\" value=\"1\""));
        fields[2].1 = "更名企业";
        fields.push(("version", "1"));
        expect(&admin.post("/organisations/new-company", &fields).await, 303);
        expect(&admin.post("/organisations/new-company", &fields).await, 303);
        fields[2].1 = "又更名企业";
        expect(&admin.post("/organisations/new-company", &fields).await, 409);
        expect(&admin.get("/organisations/atlantis").await, 404);
    }
}

//! Consultations: what people say, how it is judged, when it is answered.

use portal::model::LETTERS_PER_HOUR_MAX;
use sea_orm::EntityTrait;
use testing::{Answer, House};

use super::house::{LOGINS, Paper, houses};

const OPEN: &str = "/articles/gas-measures-draft";
const COMMENT: [(&str, &str); 3] =
    [("name", "王女士"), ("contact", "wang@qinshui.example"), ("text", "夜里也要用气。")];

async fn comment(house: &House, article: &str, fields: &[(&str, &str)]) -> Answer {
    let mut writer = house.stranger();
    writer.get("/write").await;
    writer.post(&format!("{article}/comment"), fields).await
}

async fn waiting(house: &House) -> Vec<String> {
    let list = house.visitor("portal").await.get("/comments").await;
    let links = list.body.split("href=\"/qinshui/comments/").skip(1);
    links.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_comment_is_shown_once_an_editor_has_read_it_and_answered_after_the_last_day() {
    for house in houses(&Paper::default()).await {
        assert!(house.stranger().get(&format!("{OPEN}/comment")).await.body.contains("征集中"));
        let sent = comment(&house, OPEN, &COMMENT).await;
        assert_eq!((sent.status, sent.location()), (303, "/qinshui/articles/gas-measures-draft/comment/sent"));
        assert!(!house.stranger().get(OPEN).await.body.contains("夜里也要用气"));
        let id = waiting(&house).await.remove(0);
        let mut editor = house.visitor("portal").await;
        assert!(editor.get(&format!("/comments/{id}")).await.body.contains("wang@qinshui.example"));
        let fields = [("version", "1"), ("state", "shown"), ("answer", "会单独安排夜间时段。")];
        assert_eq!(editor.post(&format!("/comments/{id}"), &fields).await.status, 303);
        let page = house.stranger().get(OPEN).await;
        assert!(page.body.contains("王女士") && page.body.contains("夜里也要用气"), "{}", page.body);
        assert!(!page.body.contains("会单独安排") && !page.body.contains("wang@"), "answers come after the last day");
        house.clock.set("2020-08-29T00:00:00+08:00".parse().unwrap());
        let page = house.stranger().get(OPEN).await;
        assert!(page.body.contains("会单独安排夜间时段") && page.body.contains("已截止"), "{}", page.body);
        let entries = store::journal::entry::Entity::find().all(house.store().reader()).await.unwrap();
        let verbs: Vec<_> = entries.iter().filter(|entry| entry.subject_id == id).map(|e| e.verb.as_str()).collect();
        assert_eq!(verbs, ["comment.received", "comment.shown"]);
        assert!(entries.iter().all(|entry| !entry.after.clone().unwrap_or_default().contains("wang@")));
    }
}

#[tokio::test]
async fn comments_are_taken_only_while_the_period_lasts() {
    for house in houses(&Paper::default()).await {
        let closed = comment(&house, "/articles/road-names-2020", &COMMENT).await;
        assert_eq!(closed.status, 409);
        assert!(closed.body.contains("不在征集期内"), "{}", closed.body);
        for path in ["/articles/commitment-guide", "/articles/none"] {
            assert_eq!(comment(&house, path, &COMMENT).await.status, 404, "{path}");
            assert_eq!(house.stranger().get(&format!("{path}/comment")).await.status, 404, "{path}");
        }
        house.clock.set("2020-08-28T23:59:59+08:00".parse().unwrap());
        assert_eq!(comment(&house, OPEN, &COMMENT).await.status, 303);
        house.clock.set("2020-08-29T00:00:00+08:00".parse().unwrap());
        assert_eq!(comment(&house, OPEN, &COMMENT).await.status, 409);
    }
}

#[tokio::test]
async fn a_flood_is_stopped_and_what_was_typed_is_kept() {
    for house in houses(&Paper::default()).await {
        for _ in 0..LETTERS_PER_HOUR_MAX {
            assert_eq!(comment(&house, OPEN, &COMMENT).await.status, 303);
        }
        let late = comment(&house, OPEN, &COMMENT).await;
        assert_eq!(late.status, 429);
        assert!(late.body.contains("夜里也要用气"));
        house.clock.pass_minutes(61);
        assert_eq!(comment(&house, OPEN, &COMMENT).await.status, 303);
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_by_field() {
    for house in houses(&Paper::default()).await {
        let long = "长".repeat(4_001);
        for (field, value) in
            [("name", ""), ("name", "a\0b"), ("text", " "), ("text", long.as_str()), ("contact", "a\nb")]
        {
            let fields = COMMENT.map(|(name, typed)| if name == field { (name, value) } else { (name, typed) });
            let answer = comment(&house, OPEN, &fields).await;
            assert_eq!(answer.status, 422, "{field} {value:?}");
            assert!(answer.body.contains(&format!("href=\"#field-{field}\"")), "{}", answer.body);
        }
        assert_eq!(waiting(&house).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_refused_comment_is_never_shown_and_needs_a_reason() {
    const EVIL: &str = "<img src=x onerror=alert(1)>\" OR 1=1 --";
    for house in houses(&Paper::default()).await {
        comment(&house, OPEN, &[("name", EVIL), ("text", EVIL)]).await;
        let id = waiting(&house).await.remove(0);
        let mut editor = house.visitor("portal").await;
        let path = format!("/comments/{id}");
        assert!(!editor.get(&path).await.body.contains("<img"));
        assert_eq!(editor.post(&path, &[("version", "1"), ("state", "refused")]).await.status, 422);
        let refused = editor.post(&path, &[("version", "1"), ("state", "refused"), ("reason", "广告")]).await;
        assert_eq!(refused.status, 303, "{}", refused.body);
        assert!(!house.stranger().get(OPEN).await.body.contains("onerror"));
        let late = editor.post(&path, &[("version", "1"), ("state", "shown")]).await;
        assert_eq!(late.status, 409, "a second editor is shown what the first did");
        assert_eq!(editor.post(&path, &[("version", "2"), ("state", "shown")]).await.status, 303);
        let page = house.stranger().get(OPEN).await;
        assert!(page.body.contains("&lt;img src=x onerror") && !page.body.contains("<img src=x"));
    }
}

#[tokio::test]
async fn only_an_editor_reads_what_waits() {
    for house in houses(&Paper::default()).await {
        comment(&house, OPEN, &COMMENT).await;
        let id = waiting(&house).await.remove(0);
        for login in LOGINS.into_iter().filter(|login| *login != "portal") {
            let mut visitor = house.visitor(login).await;
            for path in ["/comments".to_owned(), format!("/comments/{id}")] {
                assert_eq!(visitor.get(&path).await.status, 403, "{login} {path}");
            }
        }
        let public = identity::Scope::public(house.zone.clone());
        assert_eq!(portal::store::all_comments(house.store().reader(), &public).await.unwrap(), []);
    }
}

#[tokio::test]
async fn what_came_of_it_stands_below_the_article() {
    for house in houses(&Paper::default()).await {
        let list = house.stranger().get("/consultations").await;
        assert!(list.body.contains("征集中") && list.body.contains("已反馈"), "{}", list.body);
        let page = house.stranger().get("/articles/road-names-2020").await;
        assert!(page.body.contains("<strong>海棠路</strong>"), "{}", page.body);
    }
}

//! Lights that the zone has released, and pages that are kept ready.

use facts::Light;
use jiff::civil::date;
use store::{Author, Entry, IdempotencyKey, StoreError, Subject};
use testing::House;

use super::house::{LOGINS, Paper, houses, sentence};

/// What any desk does when one of its records changes.
async fn something_changes(house: &House) {
    let author = Author::system(house.zone.clone(), "test", house.clock.now());
    house
        .store()
        .write(author, IdempotencyKey::random(), "test.change", |change| {
            Box::pin(async move {
                change.record(Entry::new("test.changed", Subject::new("test", "1")));
                Ok::<(), StoreError>(())
            })
        })
        .await
        .unwrap();
}

fn half_released() -> Paper {
    let paper = Paper::default();
    paper.publish(vec![
        sentence("公布了的一句。", Some((Light::Green, "63.2 %，目标 60 %"))),
        sentence("没有公布的一句。", None),
    ]);
    paper
}

#[tokio::test]
async fn released_lights_are_shown_and_no_others() {
    let paper = half_released();
    for house in houses(&paper).await {
        let page = house.stranger().get("/articles/paper").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("<span class=\"released\">公布了的一句。</span>"), "{}", page.body);
        assert!(page.body.contains("63.2 %，目标 60 %"));
        assert!(page.body.contains("没有公布的一句。"));
        assert!(!page.body.contains("<span class=\"released\">没有公布的一句。"));
        // One beside the sentence, one in the legend.
        assert_eq!(page.body.matches("class=\"light light-green\"").count(), 2);
        assert_eq!(page.body.matches("class=\"light light-").count(), 2);
        assert!(page.body.contains("公布了其中 1 句"));
        assert!(page.body.contains("<h2>第一部分</h2>"));
    }
}

#[tokio::test]
async fn everybody_reads_the_same_whatever_their_role() {
    let paper = half_released();
    for house in houses(&paper).await {
        for path in ["", "/articles/paper", "/columns/policy"] {
            let public = house.stranger().get(path).await;
            assert_eq!(public.status, 200);
            for login in LOGINS {
                let own = house.visitor(login).await.get(path).await;
                assert_eq!(own.body, public.body, "{login} {path}");
                assert_eq!(own.headers["cache-control"], "no-store", "{login} {path}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_withdrawn_is_gone_with_the_next_change() {
    let paper = half_released();
    for house in houses(&paper).await {
        paper.publish(vec![sentence("公布了的一句。", Some((Light::Red, "")))]);
        something_changes(&house).await;
        assert!(house.stranger().get("/articles/paper").await.body.contains("light-red"));
        assert!(house.stranger().get("").await.body.contains("/articles/paper"));
        paper.publish(Vec::new());
        something_changes(&house).await;
        assert_eq!(house.stranger().get("/articles/paper").await.status, 404);
        assert!(!house.stranger().get("").await.body.contains("/articles/paper"));
    }
}

#[tokio::test]
async fn a_page_is_rendered_once_and_the_browser_may_keep_it() {
    let paper = half_released();
    for house in houses(&paper).await {
        let first = house.stranger().get("/articles/paper").await;
        let asked = paper.asked();
        let second = house.stranger().get("/articles/paper?utm_source=elsewhere").await;
        assert_eq!(second.body, first.body);
        assert_eq!(paper.asked(), asked, "rendered twice");
        for page in [&first, &second] {
            assert!(page.headers.get("set-cookie").is_none());
            assert_eq!(page.headers["cache-control"], "public, no-cache");
            assert_eq!(page.headers["vary"], "Accept-Language, Cookie");
        }
        let tag = first.headers["etag"].to_str().unwrap().to_owned();
        let known = house.stranger().get_with("/articles/paper", &[("if-none-match", &tag)]).await;
        assert_eq!((known.status, known.body.as_str()), (304, ""));
        assert_eq!(known.headers["etag"], first.headers["etag"]);
        let other = house.stranger().in_language("en").get_with("/articles/paper", &[("if-none-match", &tag)]).await;
        assert_eq!(other.status, 200, "another language is another page");
    }
}

#[tokio::test]
async fn the_entity_tag_follows_the_page_and_not_the_journal() {
    let paper = half_released();
    for house in houses(&paper).await {
        paper.publish(vec![sentence("一句。", Some((Light::Green, "")))]);
        something_changes(&house).await;
        let tag = house.stranger().get("/articles/paper").await.headers["etag"].clone();
        let asked = paper.asked();
        something_changes(&house).await;
        assert_eq!(house.stranger().get("/articles/paper").await.headers["etag"], tag);
        assert!(paper.asked() > asked, "a change must be looked at");
        paper.publish(vec![sentence("一句。", Some((Light::Amber, "")))]);
        something_changes(&house).await;
        assert_ne!(house.stranger().get("/articles/paper").await.headers["etag"], tag);
    }
}

#[tokio::test]
async fn the_zone_and_not_the_reader_chooses_the_day_of_the_lights() {
    let paper = half_released();
    for house in houses(&paper).await {
        house.clock.pass_days(100);
        let other = house.stranger().get("/articles/paper?as_of=2019-01-01").await;
        assert!(other.status == 400 && other.body.contains("2019-01-01"), "nobody is shown another day without a word");
        house.stranger().get("/articles/paper").await;
        assert_eq!(paper.day(), Some(date(2020, 8, 20)), "site.toml says so");
    }
}

#[tokio::test]
async fn what_a_desk_publishes_is_text_and_never_markup() {
    let paper = Paper::default();
    paper.publish(vec![sentence("<script>alert(1)</script>", Some((Light::Green, "<b>1</b>")))]);
    for house in houses(&paper).await {
        let page = house.stranger().get("/articles/paper").await;
        assert!(!page.body.contains("<script>alert"));
        assert!(page.body.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(!page.body.contains("<b>1</b>"));
    }
}

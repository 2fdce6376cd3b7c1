//! From a draft to what the public reads, and back.

use sea_orm::EntityTrait;
use testing::{Answer, House, Visitor};

use super::house::{Paper, houses};

/// The fields of an article, with some put in another way.
fn article<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("version", "0"),
        ("id", "new-road"),
        ("column", "news"),
        ("title_zh", "二号路开工"),
        ("body_zh", "二号路今天开工。\n工期三个月。"),
    ];
    for &(name, value) in changes {
        fields.retain(|(known, _)| *known != name);
        fields.push((name, value));
    }
    fields
}

async fn editor(house: &House) -> Visitor {
    house.visitor("portal").await
}

async fn publisher(house: &House) -> Visitor {
    house.visitor("publisher").await
}

async fn write(editor: &mut Visitor, changes: &[(&str, &str)]) -> Answer {
    editor.post("/editing/new", &article(changes)).await
}

async fn step(editor: &mut Visitor, id: &str, step: &str, version: &str) -> Answer {
    editor.post(&format!("/editing/{id}/step"), &[("step", step), ("version", version)]).await
}

async fn decide(publisher: &mut Visitor, id: &str, step: &str, version: &str, reason: &str) -> Answer {
    let fields = [("step", step), ("version", version), ("reason", reason)];
    publisher.post(&format!("/editing/{id}/decision"), &fields).await
}

/// Written, handed in and published.
async fn published(house: &House, changes: &[(&str, &str)]) {
    let (mut editor, mut publisher) = (editor(house).await, publisher(house).await);
    let saved = write(&mut editor, changes).await;
    assert_eq!(
        (saved.status, saved.location()),
        (303, "/qinshui/editing/new-road?flash=article-saved"),
        "{}",
        saved.body
    );
    assert_eq!(step(&mut editor, "new-road", "submit", "1").await.status, 303);
    let out = decide(&mut publisher, "new-road", "publish", "2", "").await;
    assert_eq!(out.location(), "/qinshui/editing/new-road?flash=article-published", "{}", out.body);
}

#[tokio::test]
async fn an_article_is_written_handed_in_and_published_by_somebody_else() {
    for house in houses(&Paper::default()).await {
        let (mut editor, mut publisher) = (editor(&house).await, publisher(&house).await);
        write(&mut editor, &[]).await;
        assert_eq!(house.stranger().get("/articles/new-road").await.status, 404);
        assert!(editor.get("/editing?state=writing").await.body.contains("二号路开工"));
        let early = decide(&mut publisher, "new-road", "publish", "1", "").await;
        assert_eq!(early.location(), "/qinshui/editing/new-road?wrong=state");
        assert_eq!(step(&mut editor, "new-road", "submit", "1").await.status, 303);
        assert!(publisher.get("/editing").await.body.contains("二号路开工"), "it waits for the publisher");
        assert_eq!(decide(&mut editor, "new-road", "publish", "2", "").await.status, 403, "not by an editor");
        assert_eq!(house.stranger().get("/articles/new-road").await.status, 404);
        decide(&mut publisher, "new-road", "publish", "2", "").await;
        let page = house.stranger().get("/articles/new-road").await;
        assert!(page.body.contains("<p>二号路今天开工。</p>\n<p>工期三个月。</p>"), "{}", page.body);
        assert!(house.stranger().get("").await.body.contains("二号路开工"));
        let entries = store::journal::entry::Entity::find().all(house.store().reader()).await.unwrap();
        let verbs: Vec<_> = entries
            .iter()
            .filter(|entry| entry.subject_id == "new-road")
            .map(|entry| (entry.verb.as_str(), entry.actor.as_str()))
            .collect();
        let expected =
            [("article.drafted", "portal"), ("article.submitted", "portal"), ("article.published", "publisher")];
        assert_eq!(verbs, expected);
    }
}

#[tokio::test]
async fn nobody_publishes_their_own_writing() {
    for house in houses(&Paper::default()).await {
        write(&mut editor(&house).await, &[]).await;
        step(&mut editor(&house).await, "new-road", "submit", "1").await;
        // One person with both roles, as in a small zone.
        let both = identity::Person {
            account: "portal".to_owned(),
            name: "文澜".to_owned(),
            organisation: "office".to_owned(),
            post: String::new(),
        };
        let roles = portal::desk().roles;
        let scope = identity::Scope::of(house.zone.clone(), both, roles);
        let order = testing::order(&scope, house.clock.now());
        let refused = portal::commands::publish(house.store(), order, "new-road", 2).await.unwrap_err();
        assert!(matches!(refused, portal::commands::NotEdited::OwnWork), "{refused}");
        assert_eq!(house.stranger().get("/articles/new-road").await.status, 404);
    }
}

#[tokio::test]
async fn a_returned_manuscript_says_why_and_is_written_on() {
    for house in houses(&Paper::default()).await {
        let (mut editor, mut publisher) = (editor(&house).await, publisher(&house).await);
        write(&mut editor, &[]).await;
        step(&mut editor, "new-road", "submit", "1").await;
        let silent = decide(&mut publisher, "new-road", "return", "2", "  ").await;
        assert_eq!(silent.location(), "/qinshui/editing/new-road?wrong=reason");
        decide(&mut publisher, "new-road", "return", "2", "缺少工期依据").await;
        assert!(editor.get("/editing/new-road").await.body.contains("缺少工期依据"));
        let fields = article(&[("version", "3"), ("body_zh", "工期三个月，依据合同。")]);
        assert_eq!(editor.post("/editing/new-road/edit", &fields).await.status, 303);
        assert_eq!(step(&mut editor, "new-road", "submit", "4").await.status, 303);
        assert_eq!(step(&mut editor, "new-road", "take_back", "5").await.status, 303);
        assert_eq!(
            step(&mut editor, "new-road", "discard", "6").await.location(),
            "/qinshui/editing?flash=article-discarded"
        );
        assert_eq!(editor.get("/editing/new-road").await.status, 404);
    }
}

#[tokio::test]
async fn a_scheduled_article_appears_at_its_time() {
    for house in houses(&Paper::default()).await {
        published(&house, &[("published_at", "2020-08-21T08:00")]).await;
        let mut reader = house.stranger();
        assert_eq!(reader.get("/articles/new-road").await.status, 404);
        assert!(editor(&house).await.get("/editing?state=scheduled").await.body.contains("2020-08-21 08:00"));
        house.clock.set("2020-08-21T08:00:00+08:00".parse().unwrap());
        assert_eq!(reader.get("/articles/new-road").await.status, 200);
        assert!(reader.get("").await.body.contains("二号路开工"));
    }
}

#[tokio::test]
async fn a_correction_is_a_new_edition_and_the_old_one_is_kept() {
    for house in houses(&Paper::default()).await {
        let (mut editor, mut publisher) = (editor(&house).await, publisher(&house).await);
        let form = editor.get("/editing/roads-phase-one/edit").await;
        assert!(form.body.contains("起步区一号路完成路基施工") && form.body.contains("name=\"version\" value=\"0\""));
        let fields = article(&[("edition", "1"), ("title_zh", "起步区一号路路基完工（更正）")]);
        assert_eq!(editor.post("/editing/roads-phase-one/edit", &fields).await.status, 303);
        assert!(house.stranger().get("/articles/roads-phase-one").await.body.contains("完成路基施工"));
        step(&mut editor, "roads-phase-one", "submit", "1").await;
        let differs = publisher.get("/editing/roads-phase-one").await.body;
        assert!(differs.contains("<ins>起步区一号路路基完工（更正）</ins>"), "{differs}");
        decide(&mut publisher, "roads-phase-one", "publish", "2", "").await;
        let page = house.stranger().get("/articles/roads-phase-one").await;
        assert!(page.body.contains("（更正）") && page.body.contains("2020-08-18 16:00:00"), "{}", page.body);
        let editions = editor.get("/editing/roads-phase-one/editions").await;
        assert!(editions.body.contains("第 1 版") && editions.body.contains("第 2 版"), "{}", editions.body);
        let second = editor.get("/editing/roads-phase-one/editions/2").await;
        assert!(second.body.contains("起步区一号路完成路基施工") && second.body.contains("（更正）"));
        assert_eq!(editor.get("/editing/roads-phase-one/editions/3").await.status, 404);
    }
}

#[tokio::test]
async fn a_withdrawn_article_keeps_its_address_and_says_why() {
    for house in houses(&Paper::default()).await {
        published(&house, &[]).await;
        let mut publisher = publisher(&house).await;
        let fields = [("reason", "数字有误，更正后再发")];
        assert_eq!(editor(&house).await.post("/editing/new-road/withdraw", &fields).await.status, 403);
        assert_eq!(
            publisher.post("/editing/new-road/withdraw", &[("reason", "")]).await.location(),
            "/qinshui/editing/new-road?wrong=reason"
        );
        assert_eq!(publisher.post("/editing/new-road/withdraw", &fields).await.status, 303);
        let page = house.stranger().get("/articles/new-road").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("2020-08-20 撤回") && page.body.contains("数字有误，更正后再发"), "{}", page.body);
        assert!(!page.body.contains("工期三个月"));
        assert!(!house.stranger().get("").await.body.contains("new-road"));
        assert_eq!(publisher.post("/editing/new-road/withdraw", &fields).await.status, 404, "only once");
        assert!(publisher.get("/editing?state=withdrawn").await.body.contains("二号路开工"));
    }
}

#[tokio::test]
async fn the_second_writer_is_shown_both_versions_and_may_write_over_it() {
    for house in houses(&Paper::default()).await {
        let mut editor = editor(&house).await;
        write(&mut editor, &[]).await;
        let late = write(&mut editor, &[("title_zh", "另一个标题")]).await;
        assert_eq!(late.status, 409);
        assert!(late.body.contains("二号路开工") && late.body.contains("另一个标题"), "{}", late.body);
        let over = article(&[("version", "1"), ("title_zh", "另一个标题")]);
        assert_eq!(editor.post("/editing/new-road/edit", &over).await.status, 303);
        assert!(editor.get("/editing/new-road").await.body.contains("另一个标题"));
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_by_field_and_what_was_typed_is_kept() {
    for house in houses(&Paper::default()).await {
        let mut editor = editor(&house).await;
        let long = "长".repeat(50_001);
        for (field, value, message) in [
            ("title_zh", "", "请填写这一项"),
            ("title_zh", "看\u{202e}不见", "第 2 个字是看不见的字符"),
            ("column", "nowhere", "这一项填得不对"),
            ("id", "../x", "小写字母"),
            ("id", "\" OR 1=1 --", "小写字母"),
            ("id", "commitment-guide", "已经有文章用了"),
            ("body_zh", "[x](javascript:alert(1))", "javascript:alert(1)"),
            ("body_zh", "![x](https://example.org/x.png)", "https://example.org/x.png"),
            ("body_zh", "![](/attachments/x)", "图片缺少说明"),
            ("body_zh", long.as_str(), "现在是 50001 个字"),
            ("published_at", "明天", "时间写法不对"),
            ("issued_on", "2020-02-31", "日期写法不对"),
            ("closes_on", "2020-02-31", "日期写法不对"),
        ] {
            let answer = write(&mut editor, &[(field, value)]).await;
            assert_eq!(answer.status, 422, "{field} {value:?} {}", answer.body);
            assert!(answer.body.contains(message), "{message} is missing in {}", answer.body);
            assert!(answer.body.contains("二号路今天开工") || field == "body_zh", "{field}");
        }
        assert!(!editor.get("/editing?state=writing").await.body.contains("二号路"));
    }
}

#[tokio::test]
async fn markup_in_any_field_is_only_text() {
    const EVIL: &str = "<script>alert(1)</script>\" OR 1=1 --";
    for house in houses(&Paper::default()).await {
        let fields = ["title_zh", "title_en", "source", "author", "summary", "keywords", "body_zh", "body_en"];
        let evil = fields.map(|field| (field, EVIL));
        published(&house, &evil).await;
        let mut editor = editor(&house).await;
        for path in ["/articles/new-road", "", "/columns/news"] {
            let page = house.stranger().get(path).await;
            assert!(!page.body.contains("<script>alert"), "{path}");
            assert!(page.body.contains("&lt;script&gt;alert(1)"), "{path}");
        }
        for path in
            ["/editing/new-road", "/editing/new-road/edit", "/editing/new-road/editions/1", "/editing?state=published"]
        {
            assert!(!editor.get(path).await.body.contains("<script>alert"), "{path}");
        }
    }
}

#[tokio::test]
async fn a_preview_shows_the_text_and_keeps_nothing() {
    for house in houses(&Paper::default()).await {
        let mut editor = editor(&house).await;
        let shown = write(&mut editor, &[("preview", "1"), ("body_zh", "**重点**\n<b>x</b>")]).await;
        assert_eq!(shown.status, 200);
        assert!(shown.body.contains("<strong>重点</strong>") && !shown.body.contains("<b>x"), "{}", shown.body);
        assert_eq!(editor.get("/editing/new-road").await.status, 404);
    }
}

#[tokio::test]
async fn an_article_without_an_address_is_numbered_by_the_day() {
    for house in houses(&Paper::default()).await {
        let mut editor = editor(&house).await;
        for number in 1..=2 {
            let saved = write(&mut editor, &[("id", "")]).await;
            assert_eq!(saved.location(), format!("/qinshui/editing/20200820-{number}?flash=article-saved"));
        }
    }
}

#[tokio::test]
async fn only_those_who_write_or_publish_see_what_is_written() {
    for house in houses(&Paper::default()).await {
        write(&mut editor(&house).await, &[]).await;
        for login in ["admin", "auditor", "leader", "policy"] {
            assert_eq!(house.visitor(login).await.get("/editing/new-road").await.status, 403, "{login}");
        }
        let public = identity::Scope::public(house.zone.clone());
        assert_eq!(portal::store::all_manuscripts(house.store().reader(), &public).await.unwrap(), []);
    }
}

#[tokio::test]
async fn an_old_form_takes_back_nothing_that_was_published_or_discarded_meanwhile() {
    for house in houses(&Paper::default()).await {
        let (mut editor, mut publisher) = (editor(&house).await, publisher(&house).await);
        let path = "/editing/roads-phase-one/edit";
        let old = article(&[("edition", "1"), ("title_zh", "旧表单")]);
        let newer = article(&[("edition", "1"), ("title_zh", "更正")]);
        assert_eq!(editor.post(path, &newer).await.status, 303);
        assert_eq!(editor.post(path, &old).await.status, 409, "a manuscript stands");
        step(&mut editor, "roads-phase-one", "submit", "1").await;
        decide(&mut publisher, "roads-phase-one", "publish", "2", "").await;
        let late = editor.post(path, &old).await;
        assert_eq!(late.status, 409);
        assert!(late.body.contains("旧表单") && late.body.contains("更正"), "{}", late.body);
        assert!(editor.get(path).await.body.contains("name=\"edition\" value=\"2\""));
        assert_eq!(editor.post(path, &article(&[("edition", "2"), ("title_zh", "再更正")])).await.status, 303);
        step(&mut editor, "roads-phase-one", "discard", "1").await;
        let risen = article(&[("version", "1"), ("edition", "2"), ("title_zh", "再更正")]);
        assert_eq!(editor.post(path, &risen).await.status, 409, "what was discarded does not rise");
    }
}

#[tokio::test]
async fn a_link_that_leads_nowhere_is_reported_to_editors_until_it_is_mended() {
    for house in houses(&Paper::default()).await {
        published(&house, &[("body_zh", "见[细则](/articles/none)和[栏目](/columns/news)。")]).await;
        assert_eq!(house.chore("portal.check-links").await, "1 broken links found, 0 mended");
        assert_eq!(house.chore("portal.check-links").await, "", "nothing new");
        let (mut editor, mut publisher) = (editor(&house).await, publisher(&house).await);
        assert!(editor.get("/editing/new-road").await.body.contains("<code>/articles/none</code>"));
        let work = portal::desk().work.unwrap();
        let items = work.items(&house.app, editor.scope(), pages::Language::Chinese, jiff::civil::date(2020, 8, 20));
        assert!(items.await.unwrap().iter().any(|item| item.path == "/editing/new-road"));
        editor.post("/editing/new-road/edit", &article(&[("edition", "1"), ("body_zh", "没有链接了。")])).await;
        step(&mut editor, "new-road", "submit", "1").await;
        assert_eq!(decide(&mut publisher, "new-road", "publish", "2", "").await.status, 303);
        assert_eq!(house.chore("portal.check-links").await, "0 broken links found, 1 mended");
    }
}

#[tokio::test]
async fn the_first_screen_says_what_waits_for_whom() {
    for house in houses(&Paper::default()).await {
        let (mut editor, mut publisher) = (editor(&house).await, publisher(&house).await);
        write(&mut editor, &[]).await;
        step(&mut editor, "new-road", "submit", "1").await;
        let work = portal::desk().work.unwrap();
        let today = jiff::civil::date(2020, 8, 20);
        let waiting = work.items(&house.app, publisher.scope(), pages::Language::Chinese, today).await.unwrap();
        assert_eq!(waiting.len(), 1);
        assert_eq!((waiting[0].title.as_str(), waiting[0].path.as_str()), ("二号路开工", "/editing/new-road"));
        decide(&mut publisher, "new-road", "return", "2", "缺少依据").await;
        let back = work.items(&house.app, editor.scope(), pages::Language::Chinese, today).await.unwrap();
        assert!(back.iter().any(|item| item.reason.contains("缺少依据")), "{back:?}");
    }
}

#[tokio::test]
async fn what_is_pasted_from_a_word_processor_becomes_text() {
    const WORD: &str = "<p class=MsoNormal style='mso-pagination:none'><b>用地</b>六十亩<o:p></o:p></p><p onclick=\"x()\">九月开工</p>";
    for house in houses(&Paper::default()).await {
        let mut editor = editor(&house).await;
        write(&mut editor, &[("body_zh", WORD)]).await;
        let shown = editor.get("/editing/new-road").await;
        assert!(shown.body.contains("<p>用地六十亩</p>\n<p>九月开工</p>"), "{}", shown.body);
        assert!(!shown.body.contains("mso-") && !shown.body.contains("onclick"));
    }
}

#[tokio::test]
async fn an_article_that_nobody_has_seen_is_called_off_without_a_trace_for_the_public() {
    for house in houses(&Paper::default()).await {
        published(&house, &[("published_at", "2020-08-21T08:00")]).await;
        let called_off = publisher(&house).await.post("/editing/new-road/withdraw", &[("reason", "工期有变")]).await;
        assert_eq!(called_off.status, 303, "{}", called_off.body);
        house.clock.set("2020-08-21T09:00:00+08:00".parse().unwrap());
        assert_eq!(house.stranger().get("/articles/new-road").await.status, 404);
        let (mut editor, mut publisher) = (editor(&house).await, publisher(&house).await);
        assert!(editor.get("/editing/new-road").await.body.contains("工期有变"), "it is back with its author");
        let fields = article(&[("version", "1"), ("published_at", "")]);
        assert_eq!(editor.post("/editing/new-road/edit", &fields).await.status, 303);
        step(&mut editor, "new-road", "submit", "2").await;
        assert_eq!(decide(&mut publisher, "new-road", "publish", "3", "").await.status, 303);
        assert_eq!(house.stranger().get("/articles/new-road").await.status, 200);
        assert!(editor.get("/editing/new-road/editions").await.body.contains("第 2 版"));
    }
}

#[tokio::test]
async fn a_consultation_that_is_over_waits_for_its_outcome() {
    for house in houses(&Paper::default()).await {
        house.clock.set("2020-08-29T09:00:00+08:00".parse().unwrap());
        let mut editor = editor(&house).await;
        let work = portal::desk().work.unwrap();
        let today = jiff::civil::date(2020, 8, 29);
        let items = work.items(&house.app, editor.scope(), pages::Language::Chinese, today).await.unwrap();
        let paths: Vec<_> = items.iter().map(|item| item.path.as_str()).collect();
        assert_eq!(paths, ["/editing/gas-measures-draft"], "the other one is answered");
        let form = editor.get("/editing/gas-measures-draft/edit").await;
        assert!(form.body.contains("name=\"closes_on\" value=\"2020-08-28\""), "{}", form.body);
    }
}

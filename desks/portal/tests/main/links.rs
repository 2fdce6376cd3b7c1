//! Links that lead nowhere: said to whoever writes, and to whoever publishes.

use testing::{House, Visitor};

use super::house::{Paper, houses, sentence};

const TEXT: &str = "见[指南](/articles/commitment-guide)、[栏目](/columns/news)、[细则](/articles/none)和[外站](https://example.org/no)。";
const DEAD: &str = "<code>/articles/none</code>";

fn fields<'a>(body: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields =
        vec![("version", "0"), ("id", "new-road"), ("column", "news"), ("title_zh", "开工"), ("body_zh", body)];
    fields.extend(more);
    fields
}

/// The addresses that a page warns of.
async fn warned(visitor: &mut Visitor, path: &str) -> Vec<String> {
    let page = visitor.get(path).await;
    assert_eq!(page.status, 200, "{path} {}", page.body);
    addresses(&page.body)
}

fn addresses(page: &str) -> Vec<String> {
    let Some((_, warning)) = page.split_once("打不开的站内链接") else { return Vec::new() };
    let list = warning.split_once("</ul>").unwrap().0;
    list.split("<code>").skip(1).map(|part| part.split_once("</code>").unwrap().0.to_owned()).collect()
}

async fn people(house: &House) -> (Visitor, Visitor) {
    (house.visitor("portal").await, house.visitor("publisher").await)
}

#[tokio::test]
async fn a_dead_link_is_said_while_writing_after_saving_and_before_publishing() {
    for house in houses(&Paper::default()).await {
        let (mut editor, mut publisher) = people(&house).await;
        let preview = editor.post("/editing/new", &fields(TEXT, &[("preview", "1")])).await;
        assert_eq!(addresses(&preview.body), ["/articles/none"]);
        let saved = editor.post("/editing/new", &fields(TEXT, &[])).await;
        assert_eq!(saved.status, 303, "it forbids nothing: {}", saved.body);
        assert_eq!(warned(&mut editor, "/editing/new-road").await, ["/articles/none"]);
        assert_eq!(warned(&mut editor, "/editing/new-road/edit").await, ["/articles/none"]);

        let submit = [("step", "submit"), ("version", "1")];
        assert_eq!(editor.post("/editing/new-road/step", &submit).await.status, 303);
        let waiting = publisher.get("/editing/new-road").await;
        assert!(waiting.body.contains("value=\"publish\""), "the publisher decides here: {}", waiting.body);
        assert_eq!(addresses(&waiting.body), ["/articles/none"]);
        let publish = [("step", "publish"), ("version", "2")];
        assert_eq!(publisher.post("/editing/new-road/decision", &publish).await.status, 303);
        assert!(publisher.get("/editing/new-road").await.body.contains(DEAD));
    }
}

#[tokio::test]
async fn what_is_not_public_yet_is_dead_and_what_the_manuscript_owns_is_not() {
    const LATER: [(&str, &str); 5] = [
        ("version", "0"),
        ("id", "later"),
        ("column", "news"),
        ("title_zh", "以后"),
        ("body_zh", "见[本文](/articles/later)和[开工](/articles/new-road)。"),
    ];
    for house in houses(&Paper::default()).await {
        let (mut editor, mut publisher) = people(&house).await;
        assert_eq!(editor.post("/editing/new", &LATER).await.status, 303);
        assert_eq!(warned(&mut editor, "/editing/later").await, ["/articles/new-road"], "a text leads to itself");
        let tomorrow = fields("明天开工。", &[("published_at", "2020-08-21T08:00")]);
        assert_eq!(editor.post("/editing/new", &tomorrow).await.status, 303);
        editor.post("/editing/new-road/step", &[("step", "submit"), ("version", "1")]).await;
        publisher.post("/editing/new-road/decision", &[("step", "publish"), ("version", "2")]).await;
        assert_eq!(warned(&mut editor, "/editing/later").await, ["/articles/new-road"], "it is scheduled only");
        house.clock.set("2020-08-21T09:00:00+08:00".parse().unwrap());
        let (mut editor, _) = people(&house).await;
        assert_eq!(warned(&mut editor, "/editing/later").await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_correction_is_judged_by_its_own_words() {
    for house in houses(&Paper::default()).await {
        let (mut editor, _) = people(&house).await;
        let corrected = |body| fields(body, &[("edition", "1")]);
        let path = "/editing/roads-phase-one/edit";
        assert_eq!(editor.post(path, &corrected("见[这里](/articles/a?b=%3Cscript%3E)。")).await.status, 303);
        let page = editor.get("/editing/roads-phase-one").await;
        assert_eq!(addresses(&page.body), ["/articles/a?b=%3Cscript%3E"]);
        // What is refused is warned of too: all is said at once.
        let refused =
            editor.post(path, &[("title_zh", ""), ("body_zh", "见[这里](/nowhere)。"), ("version", "1")]).await;
        assert_eq!(refused.status, 422);
        assert_eq!(addresses(&refused.body), ["/nowhere"]);
    }
}

#[tokio::test]
async fn what_other_desks_publish_is_there_too() {
    let paper = Paper::default();
    paper.publish(vec![sentence("已开工。", None)]);
    for house in houses(&paper).await {
        let (mut editor, _) = people(&house).await;
        let body = "见[文件](/articles/paper)、[指南](/articles/commitment-guide)和[细则](/articles/none#a)。";
        let preview = editor.post("/editing/new", &fields(body, &[("preview", "1")])).await;
        assert_eq!(addresses(&preview.body), ["/articles/none#a"]);
    }
}

//! The site as a whole: lists, library, feeds, site maps, what the head of a page says, and pages that are not there.

use feed_rs::model::FeedType;
use testing::{Answer, House};

use super::house::{Paper, houses, sentence};

async fn page(house: &House, path: &str) -> Answer {
    let answer = house.stranger().get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer
}

/// The content of a `meta` of this name.
fn meta<'a>(page: &'a Answer, name: &str) -> Option<&'a str> {
    let (_, rest) = page.body.split_once(&format!("<meta name=\"{name}\" content=\""))?;
    rest.split('"').next()
}

#[tokio::test]
async fn the_head_says_what_government_sites_say_of_themselves() {
    for house in houses(&Paper::default()).await {
        let article = page(&house, "/articles/commitment-guide").await;
        for (name, content) in [
            ("SiteName", "沁水经济技术开发区"),
            ("SiteDomain", "wutong.test"),
            ("SiteIDCode", "1400000000"),
            ("ColumnName", "营商环境"),
            ("ColumnType", "营商环境"),
            ("ArticleTitle", "承诺制项目办事指南发布"),
            ("PubDate", "2020-07-20 09:00"),
            ("ContentSource", "行政审批局"),
            ("Author", "章立信"),
            ("Url", "http://wutong.test/qinshui/articles/commitment-guide"),
        ] {
            assert_eq!(meta(&article, name), Some(content), "{name}");
        }
        assert!(meta(&article, "Description").unwrap().starts_with("一般工业项目实行承诺制以后"));
        for part in [
            "<link rel=\"canonical\" href=\"http://wutong.test/qinshui/articles/commitment-guide\">",
            "<meta property=\"og:type\" content=\"article\">",
            "\"@type\":\"NewsArticle\"",
            "\"datePublished\":\"2020-07-20T09:00:00+08:00\"",
        ] {
            assert!(article.body.contains(part), "{part} is missing in {}", article.body);
        }
        let column = page(&house, "/columns/policy").await;
        assert_eq!(meta(&column, "ColumnType"), Some("政策文件"));
        assert!(meta(&column, "ArticleTitle").is_none());
        let gone = page(&house, "/articles/summer-power-notice").await;
        assert_eq!(meta(&gone, "robots"), None, "the test house has no withdrawals");
    }
}

#[tokio::test]
async fn feeds_are_what_readers_of_feeds_understand() {
    let paper = Paper::default();
    paper.publish(vec![sentence("一句话。", None)]);
    for house in houses(&paper).await {
        for (path, kind) in [
            ("/feed.atom", FeedType::Atom),
            ("/feed.rss", FeedType::RSS2),
            ("/columns/news/feed.atom", FeedType::Atom),
            ("/columns/news/feed.rss", FeedType::RSS2),
        ] {
            let answer = page(&house, path).await;
            let media = answer.headers["content-type"].to_str().unwrap();
            assert!(media.starts_with(if kind == FeedType::Atom {
                "application/atom+xml"
            } else {
                "application/rss+xml"
            }));
            let feed =
                feed_rs::parser::parse(answer.bytes.as_slice()).unwrap_or_else(|error| panic!("{path}: {error}"));
            assert_eq!(feed.feed_type, kind, "{path}");
            assert!(!feed.entries.is_empty() && feed.title.is_some(), "{path}");
            for entry in &feed.entries {
                assert!(entry.links[0].href.starts_with("http://wutong.test/qinshui/articles/"), "{path}");
                assert!(entry.published.is_some() && entry.title.is_some(), "{path} {}", entry.id);
            }
            let all = feed.entries.iter().any(|entry| entry.id.ends_with("/articles/paper"));
            assert_eq!(all, !path.contains("news"), "what desks publish stands in its column: {path}");
            for entry in &feed.entries {
                let told = entry.summary.as_ref().map_or(0, |summary| summary.content.chars().count());
                assert!((1..=201).contains(&told), "{path} tells {told} characters of {}", entry.id);
            }
        }
        assert_eq!(house.stranger().get("/columns/none/feed.atom").await.status, 404);
    }
}

/// Written by the editor and published by the publisher at the address `evil`.
async fn publish(house: &House, title: &str, summary: &str, body: &str) {
    let mut editor = house.visitor("portal").await;
    let fields = [
        ("id", "evil"),
        ("column", "news"),
        ("title_zh", title),
        ("summary", summary),
        ("body_zh", body),
        ("version", "0"),
    ];
    assert_eq!(editor.post("/editing/new", &fields).await.status, 303);
    editor.post("/editing/evil/step", &[("step", "submit"), ("version", "1")]).await;
    let decision = [("step", "publish"), ("version", "2")];
    assert_eq!(house.visitor("publisher").await.post("/editing/evil/decision", &decision).await.status, 303);
}

#[tokio::test]
async fn an_entry_of_a_feed_tells_how_its_text_begins() {
    let body = format!("# 通气\n\n见[**细则**](/library)：a < b & c。\n{}", "沁".repeat(300));
    let told = format!("通气 见细则：a < b & c。 {}…", "沁".repeat(200 - 18));
    for house in houses(&Paper::default()).await {
        publish(&house, "通气了", "", &body).await;
        for (path, told) in
            [("/feed.atom", told.clone()), ("/feed.rss", told.replace('&', "&amp;").replace('<', "&lt;"))]
        {
            let feed = feed_rs::parser::parse(page(&house, path).await.bytes.as_slice()).unwrap();
            assert_eq!(feed.entries[0].summary.as_ref().unwrap().content, told, "{path}");
        }
    }
}

#[tokio::test]
async fn a_title_with_markup_does_not_break_a_feed() {
    const EVIL: &str = "]]><script>&amp; \"'</title>";
    for house in houses(&Paper::default()).await {
        publish(&house, EVIL, EVIL, EVIL).await;
        for path in ["/feed.atom", "/feed.rss"] {
            let feed = feed_rs::parser::parse(page(&house, path).await.bytes.as_slice()).unwrap();
            assert_eq!(feed.entries[0].title.as_ref().unwrap().content, EVIL, "{path}");
            let told = &feed.entries[0].summary.as_ref().unwrap().content;
            assert!(path == "/feed.rss" && !told.contains("<script>") || told == EVIL, "{path}: {told}");
        }
        let article = page(&house, "/articles/evil").await;
        assert!(!article.body.contains("<script>&"), "{}", article.body);
        assert!(page(&house, "/sitemap.xml").await.body.contains("/qinshui/articles/evil</loc>"));
    }
}

#[tokio::test]
async fn site_maps_lead_to_everything() {
    for house in houses(&Paper::default()).await {
        let file = page(&house, "/sitemap.xml").await;
        assert_eq!(file.headers["content-type"], "application/xml; charset=utf-8");
        for path in ["", "/columns/news", "/articles/roads-phase-one", "/library"] {
            assert!(file.body.contains(&format!("<loc>http://wutong.test/qinshui{path}</loc>")), "{path}");
        }
        let people = page(&house, "/site-map").await;
        let (_, main) = people.body.split_once("<h1").unwrap();
        for part in [
            "/qinshui/columns/notices",
            "/qinshui/library?topic=land",
            "/qinshui/consultations",
            "/qinshui/listings",
            "/qinshui/write",
            "/qinshui/site/search",
            "/qinshui/accessibility",
            "/qinshui/feed.atom",
            "/qinshui/feed.rss",
            "篇",
        ] {
            assert!(main.split("</main>").next().unwrap().contains(part), "{part}");
        }
        assert!(page(&house, "/accessibility").await.body.contains("键盘"));
    }
}

#[tokio::test]
async fn the_library_is_searched_by_topic_and_validity() {
    for house in houses(&Paper::default()).await {
        let all = page(&house, "/library").await;
        for part in ["共 4 份文件", "沁经开演〔2020〕3号", "已废止", "已修改", "2020-06-12"] {
            assert!(all.body.contains(part), "{part} is missing in {}", all.body);
        }
        let chosen = page(&house, "/library?topic=investment&validity=in_force").await;
        assert!(chosen.body.contains("共 1 份文件") && chosen.body.contains("〔2020〕3号"));
        assert!(!chosen.body.contains("〔2019〕4号"));
        for path in ["/library?topic=nothing", "/library?validity=maybe", "/library?page=2", "/library?page=0"] {
            assert_eq!(house.stranger().get(path).await.status, 404, "{path}");
        }
        let document = page(&house, "/articles/investment-rewards-2019").await;
        assert!(document.body.contains("<dt>文号</dt><dd>沁经开演〔2019〕4号</dd>"), "{}", document.body);
        assert!(document.body.contains("href=\"/qinshui/articles/investment-rewards-2020\""));
    }
}

#[tokio::test]
async fn a_stranger_without_a_page_is_still_on_the_site() {
    for house in houses(&Paper::default()).await {
        for path in ["/articles/none", "/no-such-page", "/columns/none", "/a/b/c", "/%22%20OR%201%3D1%20--"] {
            let lost = house.stranger().get(path).await;
            assert_eq!(lost.status, 404, "{path}");
            for part in ["没有这个页面", "class=\"masthead\"", "/qinshui/site-map", "noindex"] {
                assert!(lost.body.contains(part), "{part} is missing on {path}: {}", lost.body);
            }
        }
        let colleague = house.visitor("portal").await.get("/no-such-page").await;
        assert!(colleague.status == 404 && !colleague.body.contains("class=\"masthead\""));
    }
}

#[tokio::test]
async fn a_long_list_is_paged() {
    for house in houses(&Paper::default()).await {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("portal")).unwrap();
        let site = std::fs::read_to_string(testing::demo_folder().join("portal/site.toml")).unwrap();
        std::fs::write(folder.path().join("portal/site.toml"), site).unwrap();
        let article = |number: u32| {
            format!(
                "[[article]]\nid = \"n{number}\"\ncolumn = \"news\"\npublished_at = \"2020-01-01T00:{:02}:{:02}+08:00\"\n\
                 title_zh = \"第{number}条\"\nbody_zh = \"文\"\n",
                number / 60,
                number % 60
            )
        };
        let articles: String = (1..=65).map(article).collect();
        std::fs::write(folder.path().join("portal/articles.toml"), articles).unwrap();
        portal::desk().files.unwrap().load(&house.app, &house.zone, folder.path(), house.clock.now()).await.unwrap();
        let first = page(&house, "/columns/news").await;
        assert!(first.body.contains(">第65条<") && first.body.contains("1 / 3") && !first.body.contains(">第35条<"));
        let last = page(&house, "/columns/news?page=3").await;
        assert!(last.body.contains(">第1条<") && last.body.contains(">第5条<") && !last.body.contains(">第6条<"));
        assert_eq!(house.stranger().get("/columns/news?page=4").await.status, 404);
    }
}

#[tokio::test]
async fn feeds_and_site_maps_are_kept_ready_too() {
    for house in houses(&Paper::default()).await {
        for path in ["/feed.atom", "/sitemap.xml", "/library", "/consultations", "/site-map"] {
            let tag = page(&house, path).await.headers["etag"].to_str().unwrap().to_owned();
            let known = house.stranger().get_with(path, &[("if-none-match", &tag)]).await;
            assert_eq!((known.status, known.body.as_str()), (304, ""), "{path}");
        }
    }
}

#[tokio::test]
async fn what_desks_show_one_by_one_stands_on_the_site() {
    for house in houses(&Paper::default()).await {
        let shown = page(&house, "/listings").await;
        assert!(
            shown.body.contains("新材料一期 &lt;script&gt;") && shown.body.contains("60 亩 &lt;b&gt;"),
            "{}",
            shown.body
        );
        assert!(page(&house, "").await.body.contains("href=\"/qinshui/listings\""));
    }
}

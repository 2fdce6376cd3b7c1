//! What anybody reads.

use super::house::{Paper, houses, sentence};

#[tokio::test]
async fn the_front_page_has_masthead_date_columns_articles_and_foot() {
    for house in houses(&Paper::default()).await {
        let page = house.stranger().get("").await;
        assert_eq!(page.status, 200);
        for part in [
            "沁水经济技术开发区",
            "2020年8月20日 星期四",
            "href=\"/qinshui/work\"",
            "href=\"/qinshui/columns/policy\"",
            "href=\"/qinshui/articles/roads-phase-one\"",
            "主办单位：沁水经济技术开发区管理委员会党政办公室",
            "邮编：",
            "晋ICP备00000000号（演示）",
            "href=\"https://beian.miit.gov.cn/\"",
            "这个栏目还没有文章。",
        ] {
            assert!(page.body.contains(part), "{part} is missing in {}", page.body);
        }
    }
}

#[tokio::test]
async fn an_article_shows_what_the_scraped_page_has() {
    for house in houses(&Paper::default()).await {
        let page = house.stranger().get("/articles/commitment-guide").await;
        assert_eq!(page.status, 200);
        for part in [
            "<h1 class=\"article-title\" lang=\"zh-CN\">承诺制项目办事指南发布</h1>",
            "2020-07-20 09:00:00",
            "行政审批局",
            "章立信",
            "href=\"/qinshui/columns/environment\"",
            "aria-current=\"page\">承诺制项目办事指南发布",
            "data-type-size=\"larger\"",
            "data-print",
            "href=\"/qinshui/write?about=commitment-guide\"",
            "相关文章",
            "href=\"/qinshui/articles/gas-price-notice\"",
        ] {
            assert!(page.body.contains(part), "{part} is missing in {}", page.body);
        }
        assert!(page.body.matches("<p>").count() > 3);
    }
}

#[tokio::test]
async fn english_readers_get_english_and_chinese_that_says_so() {
    for house in houses(&Paper::default()).await {
        let mut reader = house.stranger().in_language("en");
        let page = reader.get("/articles/commitment-guide").await;
        assert!(page.body.contains("<html lang=\"en\">"));
        assert!(page.body.contains("A guide to projects under the commitment system"));
        assert!(page.body.contains("<div class=\"article-body\" lang=\"en\">"));
        assert!(page.body.contains("Thursday, 20 August 2020"));
        // This one was never translated.
        let page = reader.get("/articles/roads-phase-one").await;
        assert!(page.body.contains("<div class=\"article-body\" lang=\"zh-CN\">"), "{}", page.body);
        let page = reader.get("/columns/news").await;
        assert!(page.body.contains("lang=\"zh-CN\">起步区一号路完成路基施工</a>"), "{}", page.body);
    }
}

#[tokio::test]
async fn an_unknown_article_column_or_page_is_not_found() {
    for house in houses(&Paper::default()).await {
        for path in [
            "/articles/none",
            "/articles/%2e%2e",
            "/articles/%00",
            "/columns/none",
            "/columns/news?page=0",
            "/columns/news?page=2",
            "/columns/news?page=99999999999999999999",
        ] {
            let expected = if path.ends_with("99999999999999999999") { 200 } else { 404 };
            assert_eq!(house.stranger().get(path).await.status, expected, "{path}");
        }
    }
}

#[tokio::test]
async fn an_article_appears_at_its_time_and_not_before() {
    let paper = Paper::default();
    for house in houses(&paper).await {
        house.clock.set("2020-08-18T15:59:59+08:00".parse().unwrap());
        let mut reader = house.stranger();
        assert_eq!(reader.get("/articles/roads-phase-one").await.status, 404);
        assert!(!reader.get("").await.body.contains("roads-phase-one"));
        house.clock.set("2020-08-18T16:00:00+08:00".parse().unwrap());
        assert_eq!(reader.get("/articles/roads-phase-one").await.status, 200);
        assert!(reader.get("").await.body.contains("roads-phase-one"));
        house.clock.set("2020-08-19T00:00:00+08:00".parse().unwrap());
        assert!(reader.get("").await.body.contains("2020年8月19日 星期三"));
    }
}

#[tokio::test]
async fn a_zone_without_site_files_still_has_a_front_page() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["zone.toml", "organisations.csv", "accounts.csv"] {
        std::fs::copy(testing::demo_folder().join(name), folder.path().join(name)).unwrap();
    }
    let paper = Paper::default();
    for house in testing::empty_houses(|| super::house::desks(&paper)).await {
        house.load(folder.path(), super::house::desks(&paper)).await;
        let page = house.stranger().get("").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("还没有发布内容"), "{}", page.body);
        paper.publish(vec![sentence("一句话。", None)]);
        assert_eq!(house.stranger().get("/articles/paper").await.status, 200);
        paper.publish(Vec::new());
    }
}

/// A reader who has turned the accessible mode on.
const ACCESSIBLE: [(&str, &str); 1] = [("cookie", "wutong-accessible=on")];

#[tokio::test]
async fn the_accessible_mode_is_a_page_of_its_own_and_lasts() {
    for house in houses(&Paper::default()).await {
        for path in ["", "/articles/commitment-guide", "/columns/news", "/library", "/write", "/nothing"] {
            let plain = house.stranger().get(path).await;
            assert!(!plain.body.contains("class=\"accessible\""), "{path}");
            assert!(plain.body.contains("/-/accessible?to=on&amp;back=%2Fqinshui"), "{path}: {}", plain.body);
            let large = house.stranger().get_with(path, &ACCESSIBLE).await;
            assert!(large.body.contains("<html lang=\"zh-CN\" class=\"accessible\">"), "{path}");
            assert!(large.body.contains("退出无障碍模式") && large.body.contains("/-/accessible?to=off"), "{path}");
            if let Some(tag) = plain.headers.get("etag") {
                assert_ne!(Some(tag), large.headers.get("etag"), "{path}");
            }
            let again = house.stranger().get(path).await;
            assert!(!again.body.contains("class=\"accessible\""), "{path}: what is kept is kept for each mode");
        }
        let mut english = house.stranger().in_language("en");
        assert!(english.get_with("", &ACCESSIBLE).await.body.contains("Leave accessible mode"));
        let other = [("cookie", "wutong-accessible=<script>")];
        assert!(!house.stranger().get_with("", &other).await.body.contains("class=\"accessible\""));
    }
}

#[tokio::test]
async fn every_page_leads_on_to_search_to_other_sites_and_to_the_articles_beside_it() {
    for house in houses(&Paper::default()).await {
        let page = house.stranger().get("/articles/gas-price-notice").await.body;
        for part in [
            "role=\"search\" method=\"get\" action=\"/qinshui/site/search\"",
            "当前位置：",
            "友情链接",
            "href=\"https://www.gov.cn/\" rel=\"noopener external\">中国政府网</a>",
            "上一篇：<a href=\"/qinshui/articles/gas-measures-draft\"",
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(page.contains("class=\"skip-link\" href=\"#main\""));
        let english = house.stranger().in_language("en").get("/articles/gas-price-notice").await.body;
        assert!(english.contains("The State Council") && english.contains("Previous:"), "{english}");
    }
}

#[tokio::test]
async fn the_articles_beside_one_are_those_of_its_column_in_their_order() {
    let paper = Paper::default();
    paper.publish(vec![sentence("一句话。", None)]);
    for house in houses(&paper).await {
        let site = portal::store::site(house.store().reader(), &house.system()).await.unwrap().unwrap();
        for column in &site.columns {
            let list = house.stranger().get(&format!("/columns/{}", column.id)).await.body;
            let main = list.split_once("site-list").map_or("", |(_, rest)| rest);
            let ids: Vec<_> = main
                .split("href=\"/qinshui/articles/")
                .skip(1)
                .map(|rest| rest.split('"').next().unwrap().to_owned())
                .collect();
            for (place, id) in ids.iter().enumerate() {
                let page = house.stranger().get(&format!("/articles/{id}")).await.body;
                let beside =
                    page.split_once("article-beside").map_or("", |(_, rest)| rest.split("</nav>").next().unwrap());
                let before =
                    place.checked_sub(1).map(|before| format!("上一篇：<a href=\"/qinshui/articles/{}\"", ids[before]));
                let after = ids.get(place + 1).map(|after| format!("下一篇：<a href=\"/qinshui/articles/{after}\""));
                assert_eq!(before.is_some(), beside.contains("上一篇"), "{id}");
                assert_eq!(after.is_some(), beside.contains("下一篇"), "{id}");
                assert!(before.into_iter().chain(after).all(|part| beside.contains(&part)), "{id}: {beside}");
            }
        }
    }
}

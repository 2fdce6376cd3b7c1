//! Pages of another site become articles.

use std::fs;

use portal::{
    commands,
    import::{Note, SavedPage, take},
};
use testing::House;

use super::house::{Paper, houses};

const OLD: &str = "<html><head><meta charset=\"gb2312\"><meta name=\"ColumnName\" content=\"园区要闻\">\
    <meta name=\"PubDate\" content=\"2018-03-05 10:00\"></head><body><h1>标准厂房封顶</h1>\
    <p>二号标准厂房今天封顶，<b>年底</b>交付使用。</p><script>alert(1)</script></body></html>";

fn saved(path: &str, bytes: &[u8]) -> SavedPage {
    SavedPage { path: path.to_owned(), bytes: bytes.to_vec() }
}

async fn site(house: &House) -> portal::model::Site {
    portal::store::site(house.store().reader(), &house.system()).await.unwrap().unwrap()
}

#[tokio::test]
async fn what_is_understood_stands_on_the_site_and_the_rest_waits_for_an_editor() {
    let (gbk, ..) = encoding_rs::GBK.encode(OLD);
    for house in houses(&Paper::default()).await {
        let site = site(&house).await;
        let read = |path: &str, bytes: &[u8]| take(&saved(path, bytes), &site, "news").unwrap();
        let undated = "道路养护\n\n园区道路每月养护一次，请车辆避让施工路段。\n".as_bytes();
        let pages = || vec![read("2018/t20180305_1.html", &gbk), read("old/road-care.txt", undated)];
        assert!(pages()[1].notes.contains(&Note::NoDay));
        let scope = house.system();
        let order = || testing::order(&scope, house.clock.now());
        let done = commands::import(house.store(), order(), pages(), true).await.unwrap();
        assert_eq!((done.published.len(), done.manuscripts.len(), done.known.len()), (1, 1, 0));
        let page = house.stranger().get("/articles/2018-t20180305-1").await;
        assert!(page.body.contains("二号标准厂房今天封顶，年底交付使用。"), "{}", page.body);
        assert!(page.body.contains("2018-03-05 10:00:00") && !page.body.contains("alert(1)"));
        let mut editor = house.visitor("portal").await;
        assert!(editor.get("/editing/old-road-care").await.body.contains("每月养护一次"));
        let again = commands::import(house.store(), order(), pages(), true).await.unwrap();
        assert_eq!((again.published.len(), again.manuscripts.len(), again.known.len()), (0, 0, 2));
    }
}

#[tokio::test]
async fn the_saved_page_of_the_real_site_becomes_an_article() {
    let folder = testing::shared_folder().join("seed");
    let file = fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let bytes = fs::read(file).unwrap();
    for house in houses(&Paper::default()).await {
        let taken = take(&saved("seed/page.txt", &bytes), &site(&house).await, "policy").unwrap();
        assert_eq!(taken.record.column, "policy");
        assert!(!taken.record.published_at.is_empty() && !taken.record.source.is_empty());
        let scope = house.system();
        let order = testing::order(&scope, house.clock.now());
        let done = commands::import(house.store(), order, vec![taken.clone()], false).await.unwrap();
        assert_eq!(done.manuscripts, ["seed/page.txt"]);
        let shown = house.visitor("portal").await.get(&format!("/editing/{}", taken.record.id)).await;
        assert_eq!(shown.status, 200);
        assert!(shown.body.matches("<h2>").count() > 2, "its headings are headings");
    }
}

#[tokio::test]
async fn an_editor_sends_files_and_is_told_what_was_not_understood() {
    for house in houses(&Paper::default()).await {
        let mut editor = house.visitor("portal").await;
        let text = "道路养护\n\n园区道路每月养护一次，请车辆避让施工路段。\n".as_bytes();
        let files: [(&str, &str, &[u8]); 3] = [
            ("files", "road-care-plan.txt", text),
            ("files", "x.png", b"\x89PNG\r\n\x1a\n"),
            ("files", "../../etc.html", b"\0\0"),
        ];
        let told = editor.upload("/editing/import", &[("column", "news")], &files).await;
        assert_eq!(told.status, 200, "{}", told.body);
        assert!(told.body.contains("存成 1 篇草稿") && told.body.contains("2 份没有读懂"), "{}", told.body);
        assert!(told.body.contains("没有发布日期"), "{}", told.body);
        assert!(editor.get("/editing/road-care-plan").await.body.contains("每月养护一次"));
        let wrong = editor.upload("/editing/import", &[("column", "nowhere")], &files).await;
        assert_eq!(wrong.status, 422);
        assert_eq!(editor.upload("/editing/import", &[("column", "news")], &[]).await.status, 422);
        assert_eq!(house.visitor("publisher").await.get("/editing/import").await.status, 403);
    }
}

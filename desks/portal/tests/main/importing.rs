//! Pages of another site become articles.

use std::fs;

use portal::{
    commands,
    import::{Beside, Note, SavedPage, receive, take},
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
        let read = |path: &str, bytes: &[u8]| take(&saved(path, bytes), &site, "news", &Beside::default()).unwrap();
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
        let taken = take(&saved("seed/page.txt", &bytes), &site(&house).await, "policy", &Beside::default()).unwrap();
        assert_eq!(taken.record.column, "policy");
        assert!(taken.record.body_zh.ends_with("\n\n(作者系沁水经济技术开发区管委会主任)"), "its last line stays");
        assert!(!taken.notes.iter().any(|note| matches!(note, Note::LeftOut(_) | Note::CutOff)), "{:?}", taken.notes);
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
            ("files", "x.html", b"\x89PNG\r\n\x1a\n"),
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

const WITH_PICTURES: &str = "<html><head><meta name=\"ColumnName\" content=\"园区要闻\"><meta name=\"PubDate\" content=\"2018-03-05 10:00\">\
    </head><body><h1>标准厂房封顶</h1><p>二号标准厂房今天封顶，年底交付使用。</p><img src=\"img/steps.png\" alt=\"WORDS\">\
    <img src=img/dot.gif><img src=img/lie.png alt=假><table><tr><td>楼号<td>面积<tr><td>二号<td>3000</table></body></html>";

/// A GIF of one pixel.
const DOT: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0;";

#[tokio::test]
async fn pictures_come_along_with_their_words() {
    let picture = fs::read(testing::demo_folder().join("portal/files/gas-steps.png")).unwrap();
    let content = |path: &str| match path {
        "2018/img/steps.png" => Some(picture.clone()),
        "2018/img/dot.gif" => Some(DOT.to_vec()),
        "2018/img/lie.png" => Some(b"<html><script>alert(1)</script>".to_vec()),
        _ => None,
    };
    let beside = Beside::of(["steps.png", "dot.gif", "lie.png"].map(|name| format!("2018/img/{name}")));
    for house in houses(&Paper::default()).await {
        let site = site(&house).await;
        let mut pages = Vec::new();
        for (path, words) in [("2018/t20180305_1.html", "封顶现场"), ("2018/t20180305_2.html", "IMG_001")] {
            let text = WITH_PICTURES.replace("WORDS", words);
            let taken = take(&saved(path, text.as_bytes()), &site, "news", &beside).unwrap();
            pages.push(receive(house.app.files(), &house.zone, house.clock.now(), taken, content).await);
        }
        assert!(pages[0].notes.contains(&Note::Pictures(1)) && pages[0].notes.contains(&Note::Ornaments(1)));
        assert!(pages[1].notes.contains(&Note::NoWords(1)), "{:?}", pages[1].notes);
        let scope = house.system();
        let order = testing::order(&scope, house.clock.now());
        let done = commands::import(house.store(), order, pages, true).await.unwrap();
        assert_eq!(
            (done.published.len(), done.manuscripts.len()),
            (1, 1),
            "a picture without words waits for an editor"
        );
        let page = house.stranger().get("/articles/2018-t20180305-1").await.body;
        assert!(page.contains("alt=\"封顶现场\" width=\"960\" height=\"300\">"), "{page}");
        assert!(page.contains("<td>二号</td>") && !page.contains("picture-"), "{page}");
        let (_, rest) = page.split_once("src=\"/qinshui/attachments/").unwrap();
        let address = format!("/attachments/{}", rest.split('"').next().unwrap());
        assert!(house.stranger().get(&address).await.bytes == picture);
        let mut editor = house.visitor("portal").await;
        let shown = editor.get("/editing/2018-t20180305-2").await;
        assert!(shown.body.contains("图片说明待补"), "{}", shown.body);
    }
}

#[tokio::test]
async fn pictures_are_sent_together_with_their_pages() {
    let picture = fs::read(testing::demo_folder().join("portal/files/gas-steps.png")).unwrap();
    let page = WITH_PICTURES.replace("WORDS", "封顶现场");
    for house in houses(&Paper::default()).await {
        let mut editor = house.visitor("portal").await;
        let files: [(&str, &str, &[u8]); 2] =
            [("files", "roof-closed.html", page.as_bytes()), ("files", "steps.png", &picture)];
        let told = editor.upload("/editing/import", &[("column", "news")], &files).await;
        assert_eq!(told.status, 200, "{}", told.body);
        assert!(told.body.contains("存成 1 篇草稿") && told.body.contains("0 份没有读懂"), "{}", told.body);
        assert!(told.body.contains("2 张图片没有带过来"), "{}", told.body);
        let shown = editor.get("/editing/roof-closed").await;
        assert!(shown.body.contains("alt=\"封顶现场\" width=\"960\" height=\"300\">"), "{}", shown.body);
    }
}

/// As office sites write them: a title in two lines, and below the text all that closes a notice.
const NOTICE: &str = "<html><head><meta charset=\"utf-8\"><title>标题_老网站</title></head><body><div class=nav><a href=\"/\">首页</a></div>\
    <div class=title>关于<br>招商引资的若干意见</div><div class=info>发布时间：2018年6月1日 来源：管委会办公室 点击：235</div>\
    <div class=con><p>各部门：</p><p>正文第一段，说明缘由和依据，按照要求执行。</p><p align=center><img src=\"1.jpg\" alt=\"\"></p>\
    <p>图一 起步区</p><ul><li>甲</li><li>乙</li></ul><p>附件：<a href=\"/files/1.doc\">申报表.doc</a></p><p>联系人：王某</p>\
    <p align=right>管委会</p><p align=right>2018年6月1日</p><p>分享到：微信</p></div><div class=foot>版权所有</div></body></html>";
const NEWS: &str = "<html><head><meta charset=gb2312></head><body><div>当前位置: <a href=/>首页</a>>> <a href=/sggg>深化改革</a></div>\
    <h1>坚定扛起政研担当</h1><div>2019-03-05 08:30:00 来源:《前进》 作者:张三</div><div id=content><p>第一段<b>粗</b>。</p>\
    <p><img src=\"/upload/1.jpg\">图</p><p><a href=\"/news/2.html\">旧链接</a></p></div><script>alert(1)</script></body></html>";

#[tokio::test]
async fn what_closes_a_page_comes_along_and_what_does_not_is_named() {
    let (news, ..) = encoding_rs::GBK.encode(NEWS);
    for house in houses(&Paper::default()).await {
        let site = site(&house).await;
        let read = |path: &str, bytes: &[u8]| take(&saved(path, bytes), &site, "news", &Beside::default()).unwrap();
        let notice = read("old/long-notice.html", NOTICE.as_bytes());
        assert_eq!(notice.record.title_zh, "关于招商引资的若干意见");
        let closing = "图一 起步区\n\n甲\n\n乙\n\n附件：申报表.doc\n\n联系人：王某\n\n管委会\n\n2018年6月1日";
        assert!(notice.record.body_zh.ends_with(closing), "{}", notice.record.body_zh);
        let news = read("old/news-story.html", &news);
        assert_eq!(news.record.body_zh, "第一段粗。\n\n图\n\n旧链接");
        assert!(!news.notes.iter().any(|note| matches!(note, Note::LeftOut(_))), "{:?}", news.notes);
        let mut editor = house.visitor("portal").await;
        let files: [(&str, &str, &[u8]); 1] = [("files", "long-notice.html", NOTICE.as_bytes())];
        let told = editor.upload("/editing/import", &[("column", "news")], &files).await;
        assert!(told.body.contains("1 处像是网页边框") && told.body.contains("「分享到：微信」"), "{}", told.body);
        assert!(!told.body.contains("最后一句不完整"), "{}", told.body);
    }
}

//! What closes an article is part of it for whoever takes a page over, and what is left out is said.

use super::headings;
use articles::{Article, read, read_with_figures};

const TEXT: &str = "正文第一段，说明缘由和依据，按照要求执行，各部门抓好落实。";

fn whole(page: &str, name: &str) -> Article {
    read_with_figures(page.as_bytes(), Some(name)).unwrap()
}

fn paragraphs(article: &Article) -> Vec<String> {
    let all = article.sections.iter().flat_map(|section| &section.paragraphs);
    all.filter(|one| one.figure.is_none()).map(articles::Paragraph::text).collect()
}

/// A page whose text stands in a part of its own, as nearly all do.
fn page(title: &str, closing: &str) -> String {
    format!(
        "<html><head><title>标题_老网站</title></head><body><div class=nav><a href='/'>首页</a></div>\
         <div class=title>{title}</div><div class=info>发布时间：2018年6月1日 来源：管委会办公室 点击：235</div>\
         <div class=con><p>各部门：</p><p>{TEXT}</p>{closing}</div><div class=foot>版权所有</div></body></html>"
    )
}

#[test]
fn contacts_attachments_captions_and_signature_stay() {
    let closing = "<p><img src=1.jpg></p><p>图一 起步区</p><ul><li>甲</li><li>乙</li></ul>\
        <p>附件：<a href='/files/1.doc'>申报表.doc</a></p><p><a href=2.html>旧链接</a></p><p>联系人：王某</p>\
        <p>邮政编码：048200</p><p align=right>管委会</p><p align=right>2018年6月1日</p>";
    let article = whole(&page("若干意见", closing), "long.html");
    let closing = [
        "图一 起步区",
        "甲",
        "乙",
        "附件：申报表.doc",
        "旧链接",
        "联系人：王某",
        "邮政编码：048200",
        "管委会",
        "2018年6月1日",
    ];
    assert_eq!(paragraphs(&article)[2..], closing);
    assert!(headings(&article).is_empty() && article.left_out.is_empty(), "{article:?}");
    assert!(!article.looks_cut_off(), "its running text is whole");
}

#[test]
fn the_note_about_the_author_stays_and_a_line_of_text_alone_does_not_end_it() {
    let text = format!(
        "当前位置：首页>> 要闻\n\n若干意见\n\n2018-06-01 10:00 来源：《工作》\n\n{TEXT}\n\n\
         (作者系管委会主任)\n\n【放大字体】 【我要打印】\n\n相关新闻\n另一篇文章\n主办单位:研究室\n"
    );
    let article = whole(&text, "a.txt");
    assert_eq!(paragraphs(&article), [TEXT, "(作者系管委会主任)"]);
    assert_eq!(article.author_note.as_deref(), Some("作者系管委会主任"));
    assert!(!article.looks_cut_off() && article.left_out.is_empty(), "{article:?}");
}

#[test]
fn what_is_left_out_of_a_text_is_said() {
    let closing = "<p>分享到：</p><p><a href=3.html>另一篇文章</a></p><p>联系人：王某</p><p>相关阅读</p>";
    let article = whole(&page("若干意见", closing), "a.html");
    assert_eq!(paragraphs(&article), ["各部门：", TEXT, "联系人：王某"]);
    assert_eq!(article.left_out, ["分享到：", "另一篇文章", "相关阅读"]);
    let footer = format!(
        "当前位置：首页>> 要闻\n\n若干意见\n\n2018-06-01 10:00 来源：《工作》\n\n{TEXT}\n\n主办单位：研究室\n\
         地址：凤台街1号\n晋ICP备00000000号\n"
    );
    let article = whole(&footer, "a.txt");
    assert_eq!(paragraphs(&article), [TEXT]);
    assert_eq!(article.left_out, ["主办单位：研究室", "地址：凤台街1号"]);
}

#[test]
fn the_page_behind_the_text_is_not_in_it() {
    let behind = "<p>联系人：王某</p></div><div>管委会</div><div>2018年6月1日</div><div><a href=1>另一篇</a></div>\
        <div><p>热门</p>";
    let article = whole(&page("若干意见", behind), "a.html");
    assert_eq!(paragraphs(&article), ["各部门：", TEXT, "联系人：王某", "管委会", "2018年6月1日"]);
    let cells = format!(
        "<h1>若干意见</h1><table><tr><td><p>{TEXT}</p><p>联系人：王某</p></td><td>旁栏</td></tr></table><div class=foot>版权所有</div>"
    );
    let article = whole(&cells, "a.html");
    assert_eq!(paragraphs(&article), [TEXT, "联系人：王某"]);
    assert_eq!(article.left_out, ["旁栏"]);
}

#[test]
fn a_title_that_a_break_divides_is_one() {
    for (title, wanted) in [
        ("关于<br>招商引资的若干意见", "关于招商引资的若干意见"),
        ("沁水经济技术开发区<br/>招商引资<br><br>优惠政策", "沁水经济技术开发区招商引资优惠政策"),
        ("招商引资的若干意见<br>2018年6月1日", "招商引资的若干意见"),
    ] {
        let page = page(title, "");
        assert_eq!(whole(&page, "a.html").title, wanted);
        assert_eq!(read(page.as_bytes(), Some("a.html")).unwrap().title, wanted);
    }
}

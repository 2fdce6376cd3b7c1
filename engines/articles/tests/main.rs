//! Articles as people have them.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::expect_used)]

#[path = "main/closing.rs"]
mod closing;
#[path = "main/differing.rs"]
mod differing;
#[path = "main/figures.rs"]
mod figures;
#[path = "main/formats.rs"]
mod formats;
#[path = "main/hostile.rs"]
mod hostile;
#[path = "main/layouts.rs"]
mod layouts;
#[path = "main/pages.rs"]
mod pages;
#[path = "main/splitting.rs"]
mod splitting;

use std::collections::BTreeSet;

use articles::{Article, ArticleError, Change, Identified, Section, difference, read};
use proptest::{collection::vec, prelude::*};

fn scraped() -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seed");
    let file = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    std::fs::read(file).unwrap()
}

fn headings(article: &Article) -> Vec<&str> {
    article.sections.iter().filter_map(|section| section.heading.as_deref()).collect()
}

fn sentences(article: &Article) -> Vec<&str> {
    article.sections.iter().flat_map(Section::sentences).map(str::trim).collect()
}

fn body(article: &Article) -> String {
    article.sections.iter().flat_map(Section::sentences).collect::<Vec<_>>().join("\n")
}

/// A page of our own with the furniture of a government site around it.
const PAGE: &str = "某县人民政府门户网站\n无障碍 | 登录\n2021年3月5日 星期五\n当前位置：首页 >> 政务公开\n\n\n关于建设示范园区的实施意见\n\n\
发布时间：2021-03-04 09:30  来源：县政府办公室  浏览次数：12\n\n\
示范园区要在三年内建成，面积不少于两千亩，入园企业不少于三十家。各部门要把责任落实到人。\n\n总体要求\n\n\
坚持规划先行，先做好水、电、气、路的配套，再谈招商。一要保证用地；二要保证用气，三要保证审批不出园区。\n\n保障措施\n\n\
每个月调度一次，对停滞三十天以上的项目发函督办。做得好的予以通报表扬！\n\n（作者单位：示范园区筹备组）\n\n\
相关链接\n县政府工作报告\n招商引资若干规定\n企业开办指南\n不动产登记指南\n\n主办单位：某县人民政府办公室\n地址：某县某路1号 邮编：048000\n某ICP备00000000号\n";

#[test]
fn the_scraped_page_gives_the_article_and_nothing_around_it() {
    let article = read(&scraped(), Some("seed.txt")).unwrap();
    assert_eq!(article.title, "提升转型发展能力 蹚出沁水开发区新路");
    assert_eq!(article.published_at.unwrap().to_string(), "2020-08-20T11:26:30");
    assert_eq!(article.source.as_deref(), Some("《晋城工作》"));
    assert_eq!(article.author.as_deref(), Some("李永斌"));
    assert_eq!(
        headings(&article),
        [
            "担当使命,奋力跑出沁水开发区的加速度",
            "蹚出新路,坚持聚焦“六新”强化项目建设",
            "开创新局,持续强化转型发展能力支撑"
        ]
    );
    assert_eq!(article.sections.len(), 4, "what stands before the first heading is a section of its own");
    assert!(article.author_note.as_deref().unwrap().contains("管委会主任"));
    let body = body(&article);
    for furniture in ["公务员邮箱", "当前位置", "相关新闻", "放大字体", "晋ICP备", "晋商精神", "政策研究室", "作者系"]
    {
        assert!(!body.contains(furniture), "{furniture}");
    }
    assert!(body.contains("先行示范区"), "the last sentence is there");
    assert!(body.lines().count() > 40, "{}", body.lines().count());
}

#[test]
fn another_site_in_every_encoding_that_people_have() {
    let in_utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(PAGE.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let with_mark = [b"\xef\xbb\xbf".as_slice(), PAGE.as_bytes()].concat();
    let windows_lines = PAGE.replace('\n', "\r\n");
    let in_gb18030 = encoding_rs::GB18030.encode(PAGE).0.into_owned();
    for bytes in [PAGE.as_bytes(), &in_utf16, &with_mark, windows_lines.as_bytes(), &in_gb18030] {
        let article = read(bytes, None).unwrap();
        assert_eq!(article.title, "关于建设示范园区的实施意见");
        assert_eq!(article.published_at.unwrap().to_string(), "2021-03-04T09:30:00");
        assert_eq!(article.source.as_deref(), Some("县政府办公室"));
        assert_eq!(headings(&article), ["总体要求", "保障措施"]);
        let body = body(&article);
        assert!(
            body.contains("两千亩") && body.contains("通报表扬") && !body.contains("指南") && !body.contains("邮编")
        );
        assert!(article.author_note.is_some());
    }
}

#[test]
fn other_encodings_are_refused_by_name() {
    let japanese = encoding_rs::SHIFT_JIS
        .encode("これは日本語の文章です。ひらがなとカタカナが入っています。".repeat(20).as_str())
        .0
        .into_owned();
    let error = read(&japanese, None).unwrap_err();
    assert!(matches!(&error, ArticleError::Encoding { name } if name == "Shift_JIS"), "{error}");
    assert!(error.to_string().contains("UTF-8"));
}

#[test]
fn html_is_read_without_menus_and_scripts() {
    let page = "<!DOCTYPE html><html><head><meta charset='utf-8'><meta name='ArticleTitle' content='园区意见'>\
        <meta name='PubDate' content='2021-03-04 09:30'><meta name='ContentSource' content='县政府办'>\
        <script>var evil = '正文。正文。正文。';</script><style>p{}</style></head><body>\
        <nav><ul><li><a href='/'>首页</a></li></ul></nav><div class='top'>2021年3月5日 星期五</div>\
        <h1>园区意见</h1><p>发布时间：2021-03-04 09:30 来源：县政府办</p>\
        <div><p>示范园区要在三年内建成，面积不少于<b>两千</b>亩，各部门要负责。</p><h2>措施</h2>\
        <p>每月调度一次&amp;通报，发函督办。&lt;script&gt;不执行。</p></div>\
        <aside><p><a href='/x'>另一篇文章的标题。很长很长。</a></p></aside><footer><p>主办单位：某县。地址：某路。</p></footer></body></html>";
    let article = read(page.as_bytes(), Some("page.html")).unwrap();
    assert_eq!((article.title.as_str(), article.source.as_deref()), ("园区意见", Some("县政府办")));
    assert_eq!(headings(&article), ["措施"]);
    let body = body(&article);
    assert!(body.contains("两千亩") && body.contains("&通报") && body.contains("<script>不执行"), "{body}");
    assert!(!body.contains("evil") && !body.contains("另一篇") && !body.contains("主办单位"));
}

#[test]
fn markdown_is_read_with_and_without_front_matter() {
    let text = "---\ntitle: 园区意见\ndate: 2021-03-04\nsource: 县政府办\nauthor: \"某人\"\n---\n\n开头的话，写在第一个标题之前。\n\n## 措施\n\n每月调度一次，\n发函督办。\n";
    let article = read(text.as_bytes(), Some("a.md")).unwrap();
    assert_eq!((article.title.as_str(), article.author.as_deref()), ("园区意见", Some("某人")));
    assert_eq!(article.published_at.unwrap().to_string(), "2021-03-04T00:00:00");
    assert_eq!(headings(&article), ["措施"]);
    assert!(body(&article).contains("每月调度一次，发函督办。"));
    let plain = read("# 园区意见\n\n要在三年内建成，各部门要负责到底。\n".as_bytes(), Some("a.md")).unwrap();
    assert_eq!(plain.title, "园区意见");
}

/// A DOCX of paragraphs with their styles.
fn docx(paragraphs: &[(&str, &str)]) -> Vec<u8> {
    let paragraph = |(style, text): &(&str, &str)| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let paragraphs: String = paragraphs.iter().map(paragraph).collect();
    formats::docx(&[(
        "word/document.xml",
        &format!("<w:document xmlns:w=\"w\"><w:body>{paragraphs}</w:body></w:document>"),
    )])
}

#[test]
fn docx_is_read_with_its_headings() {
    let bytes = docx(&[
        ("Title", "园区意见"),
        ("", "2021年3月4日 来源：县政府办"),
        ("", "示范园区要在三年内建成，水&amp;电先行，各部门要负责。"),
        ("Heading1", "措施"),
        ("", "每月调度一次，发函督办。"),
    ]);
    let article = read(&bytes, Some("a.docx")).unwrap();
    assert_eq!((article.title.as_str(), article.source.as_deref()), ("园区意见", Some("县政府办")));
    assert_eq!(headings(&article), ["措施"]);
    assert!(body(&article).contains("水&电先行"));
}

#[test]
fn what_is_no_article_is_refused_with_the_reason() {
    let refused = |bytes: &[u8]| read(bytes, None).unwrap_err();
    assert_eq!(refused(b""), ArticleError::Empty);
    assert_eq!(refused(b" \n\t\r\n"), ArticleError::Empty);
    assert_eq!(refused(&vec![b'a'; 50 * 1024 * 1024]), ArticleError::TooLarge { bytes: 50 * 1024 * 1024 });
    assert_eq!(refused("首页\n政务公开\n登录 密码\n联系我们\n某ICP备0号\n".as_bytes()), ArticleError::NoArticle);
    assert!(matches!(refused(b"%PDF-1.7 ..."), ArticleError::NotText { .. }));
    assert!(matches!(refused(b"ab\0cd"), ArticleError::NotText { .. }));
    assert!(matches!(refused(b"PK\x03\x04 not a zip"), ArticleError::Damaged { .. }));
    let whole = docx(&[("", "示范园区要在三年内建成，各部门要负责。")]);
    assert!(matches!(refused(&whole[..whole.len() / 2]), ArticleError::Damaged { .. }));
}

#[test]
fn a_truncated_page_gives_what_is_there() {
    let bytes = scraped();
    let whole = body(&read(&bytes, None).unwrap());
    // In the middle of a character.
    for cut in [bytes.len() / 2, bytes.len() / 2 + 1, bytes.len() / 2 + 2] {
        let article = read(&bytes[..cut], None).unwrap();
        let body = body(&article);
        assert!(whole.starts_with(&body[..body.len() / 2 / 3 * 3].chars().take(200).collect::<String>()));
        assert!(!article.sections.is_empty());
    }
}

#[test]
fn a_page_full_of_marks_and_brackets_is_read_quickly() {
    let page = format!("标题在此\n\n{}\n", "“（《要。".repeat(200_000));
    assert!(read(page.as_bytes(), None).is_ok());
    let nested = format!("<div>{}要负责到底，不留尾巴。{}</div>", "<div>".repeat(5_000), "</div>".repeat(5_000));
    let _ = read(nested.as_bytes(), Some("x.html"));
}

fn identified(texts: &[&str]) -> Vec<Identified<u32>> {
    (0_u32..).zip(texts).map(|(id, text)| Identified { id, text: (*text).to_owned() }).collect()
}

#[test]
fn an_edited_text_keeps_the_ids_of_what_it_kept() {
    let old = identified(&["要保证用地。", "要保证用气，价格最低。", "要办好一枚印章。", "同一句。", "同一句。"]);
    let new =
        ["要保证用地。", "新加的一句话。", "要保证用气，价格优先最低。", "同一句。", "要办好一枚印章。", "同一句。"];
    let mut next = 100;
    let result = difference(&old, &new, || {
        next += 1;
        next
    });
    let ids: Vec<_> = result.clauses.iter().map(|clause| clause.id).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 6, "{ids:?}");
    assert_eq!((ids[0], ids[1], ids[2]), (0, 101, 1));
    assert_eq!(result.clauses[2].change, Change::Edited { before: "要保证用气，价格最低。".to_owned() });
    assert_eq!(result.clauses[1].change, Change::Added);
    assert_eq!(BTreeSet::from([ids[3], ids[4], ids[5]]), BTreeSet::from([2, 3, 4]));
    assert_eq!(ids[4], 2);
    assert!(result.removed.is_empty());
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, None);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "(.|\n|<[a-z]{1,5}>|来源：|2020-02-31|。){0,200}") {
        let _ = read(text.as_bytes(), Some("x.html"));
        let _ = read(text.as_bytes(), Some("x.md"));
        let _ = read(text.as_bytes(), None);
    }

    #[test]
    fn ids_are_kept_and_never_given_twice(old in vec("[甲乙丙丁]{1,4}", 0..30), new in vec("[甲乙丙丁]{1,4}", 0..30)) {
        let old_texts: Vec<_> = old.iter().map(String::as_str).collect();
        let new_texts: Vec<_> = new.iter().map(String::as_str).collect();
        let before = identified(&old_texts);
        let mut next = 1_000;
        let result = difference(&before, &new_texts, || { next += 1; next });
        let ids: BTreeSet<_> = result.clauses.iter().map(|clause| clause.id).collect();
        prop_assert_eq!(ids.len(), new.len());
        prop_assert_eq!(result.clauses.iter().filter(|clause| clause.id < 1_000).count() + result.removed.len(), old.len());
        let same = difference(&before, &old_texts, || 0);
        prop_assert!(same.removed.is_empty());
        prop_assert!(same.clauses.iter().all(|clause| clause.change == Change::Unchanged));
    }
}

//! HTML of old and new sites, Markdown, DOCX with everything that Word puts into it.

use std::io::Write;

use super::{headings, sentences};
use articles::{ArticleError, read};

/// A site of twenty years ago: tables, upper-case tags, nothing closed, GB2312.
const OLD_SITE: &str = "<HTML><HEAD><META http-equiv=Content-Type content=\"text/html; charset=gb2312\">
<TITLE>关于支持园区的若干措施_某县政府网</TITLE><SCRIPT>document.write('正文在此。正文在此。');</SCRIPT></HEAD>
<BODY><TABLE width=1000><TR><TD><A href=/>首页</A><TD><A href=/a>政务</A><TD><A href=/b>服务</A></TABLE>
<TABLE><TR><TD width=200><A href=1>县政府工作报告全文及解读。</A><BR><A href=2>关于春耕备耕工作的通知。</A><BR>
<TD><P align=center><FONT size=5><B>关于支持园区的若干措施</B></FONT>
<P align=center>来源：县政府办&nbsp;&nbsp;&nbsp;日期：2009年3月4日&nbsp;&nbsp;点击：<SCRIPT src=hits.js></SCRIPT>次
<P>&nbsp;&nbsp;&nbsp;&nbsp;为支持园区建设,县政府决定采取以下措施&#65306;
<P>&nbsp;&nbsp;&nbsp;&nbsp;<STRONG>一、用地</STRONG>
<P>&nbsp;&nbsp;&nbsp;&nbsp;优先保证园区用地,做到&ldquo;地等项目&rdquo;。新增指标的六成给园区。
<P>&nbsp;&nbsp;&nbsp;&nbsp;<STRONG>二、用气</STRONG>
<P>&nbsp;&nbsp;&nbsp;&nbsp;园区用气价格按全县最低价执行&mdash;&mdash;不得加价。
<TABLE border=1><TR><TD>年度<TD>气价<TR><TD>2009<TD>1.20元</TABLE>
</TABLE><HR><CENTER>版权所有：某县人民政府<BR>地址：某县某路1号 邮编：048000<BR>建议使用1024*768分辨率</CENTER></BODY></HTML>";

#[test]
fn an_old_site_in_gb2312_with_nothing_closed() {
    let article = read(&encoding_rs::GBK.encode(OLD_SITE).0, Some("old.htm")).unwrap();
    assert_eq!(article.title, "关于支持园区的若干措施");
    assert_eq!(article.published_at.unwrap().to_string(), "2009-03-04T00:00:00");
    assert_eq!(article.source.as_deref(), Some("县政府办"));
    assert_eq!(headings(&article), ["一、用地", "二、用气"]);
    assert_eq!(
        sentences(&article),
        [
            "为支持园区建设,县政府决定采取以下措施：",
            "优先保证园区用地,做到“地等项目”。",
            "新增指标的六成给园区。",
            "园区用气价格按全县最低价执行——不得加价。",
            "年度 气价",
            "2009 1.20元",
        ]
    );
}

#[test]
fn furniture_is_told_by_the_names_of_its_elements() {
    let page = "<!doctype html><html lang=zh><head><title>园区提速 - 要闻 - 某市网</title><meta property='og:title' content='园区提速'></head>
        <body class='page nav-open'><header><div class='logo'>某市网</div><ul class='menu'><li>要闻正在发布。</li><li>区县</li></ul></header>
        <div class='breadcrumbs'>首页 &gt; 要闻 &gt; 正文</div>
        <main><h1>园区<br>提速</h1><div class='info'><span>2021-03-05 10:00:09</span><span>来源：某市日报</span><span>作者：王小明</span></div>
        <div class='article-content'><p>园区今年提速，要在六月前把路修通、把气接上。</p><h3>气</h3><p>气由<a href='/c'>某公司</a>供应，七月通气。</p>
        <ol><li>先通主路；</li><li>再通支路。</li></ol><figure><img src=x><figcaption>园区一角</figcaption></figure>
        <p hidden>看不见的话，不该出现。</p><p style='display: none'>也看不见的话，不该出现。</p></div>
        <div class='share-bar'>把这篇文章分享给你的朋友们，让更多的人看到它。</div></main>
        <section class='related'><h2>相关</h2><p><a href='/d'>另一个园区也在提速，一个月修通三条路。</a></p></section>
        <footer><p>某市网由某市委宣传部主管，某市日报社主办，欢迎投稿。</p></footer></body></html>";
    let article = read(page.as_bytes(), None).unwrap();
    assert_eq!(article.title, "园区 提速");
    assert_eq!(article.published_at.unwrap().to_string(), "2021-03-05T10:00:09");
    assert_eq!((article.source.as_deref(), article.author.as_deref()), (Some("某市日报"), Some("王小明")));
    assert_eq!(headings(&article), ["气"]);
    assert_eq!(
        sentences(&article),
        [
            "园区今年提速，要在六月前把路修通、把气接上。",
            "气由某公司供应，七月通气。",
            "先通主路；",
            "再通支路。",
            "园区一角"
        ]
    );
}

#[test]
fn a_fragment_of_html_and_markup_in_text_are_both_read_as_what_they_are() {
    let fragment = read("<h1>园区意见</h1>\n<p>要在三年内建成。</p>".as_bytes(), None).unwrap();
    assert_eq!((fragment.title.as_str(), sentences(&fragment)), ("园区意见", vec!["要在三年内建成。"]));
    let text = read("园区意见\n\n气压要 < 0.4 MPa，温度要 > 0 度。<b>不是标签。</b>\n".as_bytes(), None).unwrap();
    assert_eq!(sentences(&text).concat(), "气压要 < 0.4 MPa，温度要 > 0 度。<b>不是标签。</b>");
}

#[test]
fn markdown_with_lists_tables_and_toml_before_it() {
    let text = "+++\ntitle = \"园区意见\"\ndate = 2021-03-04T09:30:00+08:00\nsource = '县政府办'\n+++\n\n# 园区意见\n\n开头的话，\n写在第一个标题之前。\n\n\
        ## 措施\n\n1. 保证用地；\n2. 保证用气。\n\n| 年度 | 气价 |\n|---|---|\n| 2021 | 1.8 |\n\n### 考核\n\n- 每月一次\n- 公开**结果**\n\nOne\nline with [a link](https://example.org).\n";
    let article = read(text.as_bytes(), None).unwrap();
    assert_eq!((article.title.as_str(), article.source.as_deref()), ("园区意见", Some("县政府办")));
    assert_eq!(article.published_at.unwrap().to_string(), "2021-03-04T09:30:00");
    assert_eq!(headings(&article), ["措施", "考核"]);
    assert_eq!(
        sentences(&article),
        [
            "开头的话，写在第一个标题之前。",
            "1. 保证用地；",
            "2. 保证用气。",
            "年度 气价",
            "2021 1.8",
            "每月一次",
            "公开结果",
            "One line with a link.",
        ]
    );
    let unclosed = read("---\n园区意见\n\n要在三年内建成。\n".as_bytes(), Some("a.md")).unwrap();
    assert_eq!(unclosed.title, "园区意见", "a fence that never closes is a rule");
}

/// A DOCX of the parts given.
pub fn docx(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, xml) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(xml.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const STYLES: &str = r#"<w:styles xmlns:w="w">
    <w:style w:styleId="a1"><w:name w:val="Title"/></w:style>
    <w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>
    <w:style w:styleId="own"><w:name w:val="我的标题"/><w:basedOn w:val="1"/></w:style>
    <w:style w:styleId="list"><w:name w:val="List"/><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style></w:styles>"#;

const NUMBERING: &str = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="3">
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%1）"/></w:lvl>
    <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>
    <w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>"#;

const DOCUMENT: &str = r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w"><w:body>
    <w:p><w:pPr><w:pStyle w:val="a1"/></w:pPr><w:r><w:t>园区</w:t><w:br/><w:t>意见</w:t></w:r></w:p>
    <w:p><w:r><w:t xml:space="preserve">发布时间：2021-03-04 </w:t></w:r><w:r><w:t>来源：县政府办</w:t></w:r></w:p>
    <w:p><w:pPr><w:pStyle w:val="own"/></w:pPr><w:r><w:t>要求</w:t></w:r></w:p>
    <w:p><w:r><w:t>水&amp;电先行</w:t></w:r><w:del><w:r><w:delText>删去的话。</w:delText></w:r></w:del><w:ins><w:r><w:t>，气后行。</w:t></w:r></w:ins>
        <w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏的话。</w:t></w:r></w:p>
    <w:p><w:pPr><w:pStyle w:val="list"/></w:pPr><w:r><w:t>保证用地。</w:t></w:r></w:p>
    <w:p><w:pPr><w:pStyle w:val="list"/><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr><w:r><w:t>先报后批。</w:t></w:r></w:p>
    <w:p><w:pPr><w:pStyle w:val="list"/></w:pPr><w:r><w:t>保证用气。</w:t></w:r></w:p>
    <w:tbl><w:tr><w:tc><w:p><w:r><w:t>年度</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>气价</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
    <w:p><w:r><w:t>某县人民政府</w:t></w:r></w:p><w:p><w:r><w:t>2021年3月1日</w:t></w:r></w:p></w:body></w:document>"#;

#[test]
fn docx_with_styles_numbers_tables_and_tracked_changes() {
    let parts = [("word/document.xml", DOCUMENT), ("word/styles.xml", STYLES), ("word/numbering.xml", NUMBERING)];
    let article = read(&docx(&parts), Some("a.docx")).unwrap();
    assert_eq!((article.title.as_str(), article.source.as_deref()), ("园区 意见", Some("县政府办")));
    assert_eq!(article.published_at.unwrap().to_string(), "2021-03-04T00:00:00");
    assert_eq!(headings(&article), ["要求"]);
    assert_eq!(
        sentences(&article),
        ["水&电先行，气后行。", "（一）保证用地。", "1. 先报后批。", "（二）保证用气。", "年度 气价"]
    );
}

#[test]
fn other_archives_are_refused_by_name_and_bombs_by_size() {
    let refused = |bytes: &[u8]| read(bytes, Some("a.docx")).unwrap_err();
    assert_eq!(refused(&docx(&[("xl/workbook.xml", "<x/>")])), ArticleError::NotText { what: "XLSX".to_owned() });
    assert_eq!(refused(&docx(&[("readme", "x")])), ArticleError::NotText { what: "ZIP".to_owned() });
    let bomb = format!("<w:document><w:t>{}</w:t></w:document>", " ".repeat(70 * 1024 * 1024));
    let bytes = docx(&[("word/document.xml", &bomb)]);
    assert!(bytes.len() < 200_000);
    assert_eq!(refused(&bytes), ArticleError::UnpacksTooLarge);
    let bytes = docx(&[("word/document.xml", DOCUMENT), ("word/styles.xml", &bomb)]);
    assert_eq!(refused(&bytes), ArticleError::UnpacksTooLarge);
    let broken = docx(&[("word/document.xml", "<w:document><w:p></w:r></w:p>")]);
    assert!(matches!(refused(&broken), ArticleError::Damaged { .. }));
    let many = format!("<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>{}", DOCUMENT.replace("&amp;", "&b;"));
    let article = read(&docx(&[("word/document.xml", &many)]), None).unwrap();
    assert!(sentences(&article)[0].starts_with("水电先行"), "entities of a document's own are not expanded");
}

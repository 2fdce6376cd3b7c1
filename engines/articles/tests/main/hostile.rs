//! What people and attackers send: a clear error, or what can be read of it; never a panic, never a long wait.
//!
//! A quadratic way through the large files would take hours, and the runner ends a test long before.

use super::sentences;
use articles::{ArticleError, BYTES_MAX, Identified, PARAGRAPHS_MAX, difference, read};

/// What a file may repeat as often as it likes.
const UNITS: &[&str] = &[
    "要抓好项目，要抓好招商。",
    "“（《要。",
    "”）》要！",
    "a. b. U.S. ",
    "一要抓，二要抓；",
    "1.抓2.抓、",
    "\u{3000}\u{3000}",
    "<div><p>要。",
    "</b></i><a href=x>",
    "<!-- ",
    "<a b=\"",
    "<p class=a id=b ",
    "&amp;&nbsp;&#1;&",
    "<td><tr><table>",
    "[a](b)*_`",
    "# 题\n\n要。\n",
    "> > - 1. ",
    "来源：作者：时间：",
    "| a | b\n",
    "2020-08-20 11:26 ",
    "第一，第二，（一）",
    "...!?;",
    "\r\u{b}\u{c}",
];

/// A megabyte of each.
fn large(read_one: impl Fn(&[u8])) {
    for unit in UNITS {
        let page = format!("标题在这里\n\n要把这件事情办好。{}", unit.repeat(1024 * 1024 / unit.len()));
        read_one(page.as_bytes());
    }
}

#[test]
fn a_large_text_takes_no_longer_than_it_is_whatever_it_repeats() {
    large(|text| drop(read(text, Some("a.txt"))));
}

#[test]
fn a_large_page_takes_no_longer_than_it_is_whatever_it_repeats() {
    large(|page| drop(articles::read_with_figures(page, Some("a.html"))));
}

#[test]
fn a_large_markdown_takes_no_longer_than_it_is_whatever_it_repeats() {
    large(|text| drop(read(text, Some("a.md"))));
}

#[test]
fn a_long_article_is_read_whole() {
    let paragraph = "一要抓好项目，增长3.5%；二要抓好“双创。双引”，三要抓好服务。做到件件有着落！\n";
    let count = BYTES_MAX / paragraph.len() - 1;
    let page = format!("很长的文章\n2021-03-04 09:30 来源：县政府办\n{}", paragraph.repeat(count));
    let article = read(page.as_bytes(), None).unwrap();
    assert_eq!(article.sections[0].paragraphs.len(), count);
}

#[test]
fn sizes_are_refused_with_their_numbers() {
    let error = read(&vec![b'a'; 50 * 1024 * 1024], None).unwrap_err();
    assert_eq!(error, ArticleError::TooLarge { bytes: 50 * 1024 * 1024 });
    assert_eq!(error.arguments(), [("size", "50".to_owned()), ("limit", "8".to_owned())]);
    assert_eq!(
        read("要。\n".repeat(PARAGRAPHS_MAX + 1).as_bytes(), None).unwrap_err(),
        ArticleError::TooManyParagraphs
    );
}

#[test]
fn what_is_no_text_is_refused_by_name() {
    for (bytes, name) in [
        (b"%PDF-1.7\n1 0 obj".as_slice(), "PDF"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "DOC"),
        (b"MZ\0\0\x01", "binary"),
    ] {
        match read(bytes, Some("a.txt")).unwrap_err() {
            ArticleError::NotText { what } => assert!(what.starts_with(name), "{what} for {name}"),
            other => panic!("{other} for {name}"),
        }
    }
}

#[test]
fn other_encodings_are_refused_by_name() {
    let japanese = "これは日本語の文章です。開発区の方針を説明します。カタカナも入っています。\n".repeat(12);
    let korean = "이것은 한국어 문장입니다. 개발구의 방침을 설명합니다.\n".repeat(12);
    let traditional = "這是繁體中文的文章，說明開發區的政策與產業發展，請各單位遵照辦理。\n".repeat(12);
    let russian = "Это русский текст о развитии промышленной зоны и её политике.\n".repeat(12);
    for (text, encoding) in [
        (&japanese, encoding_rs::SHIFT_JIS),
        (&japanese, encoding_rs::EUC_JP),
        (&japanese, encoding_rs::ISO_2022_JP),
        (&korean, encoding_rs::EUC_KR),
        (&traditional, encoding_rs::BIG5),
        (&russian, encoding_rs::WINDOWS_1251),
    ] {
        let bytes = encoding.encode(text).0;
        match read(&bytes, Some("a.txt")).unwrap_err() {
            ArticleError::Encoding { name } => assert_eq!(name, encoding.name()),
            other => panic!("{other} for {}", encoding.name()),
        }
    }
    let page = "标题\n\n这是一篇文章，内容很短。\n";
    let in_utf16 = |mark: &[u8]| [mark, &page.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()].concat();
    assert_eq!(read(&in_utf16(b"\xfe\xff"), None).unwrap().title, "标题");
    assert_eq!(read(&in_utf16(b""), None).unwrap_err(), ArticleError::Encoding { name: "UTF-16BE".to_owned() });
    let in_utf32: Vec<u8> =
        b"\xff\xfe\0\0".iter().copied().chain(page.chars().flat_map(|c| u32::from(c).to_le_bytes())).collect();
    assert_eq!(read(&in_utf32, None).unwrap_err(), ArticleError::Encoding { name: "UTF-32LE".to_owned() });
}

#[test]
fn short_chinese_texts_in_gb18030_are_read_and_damaged_ones_named() {
    for text in
        ["园区意见\n\n要在三年内建成。\n", "园区\n\n园区建设要抓紧。", "意见\n\n产值10亿元，增长两成；㐀㐁也要办。\n"]
    {
        let bytes = encoding_rs::GB18030.encode(text).0;
        let article = read(&bytes, None).unwrap_or_else(|error| panic!("{error} for {text}"));
        assert_eq!(sentences(&article).concat(), text.split("\n\n").nth(1).unwrap().trim());
    }
    let mut bytes = encoding_rs::GB18030.encode(&"园区意见\n\n要在三年内建成这个园区。\n".repeat(5)).0.into_owned();
    bytes[40] = 0xff;
    assert_eq!(read(&bytes, None).unwrap_err(), ArticleError::DamagedText { name: "gb18030".to_owned() });
    let mut bytes = "园区意见\n\n要在三年内建成这个园区。\n".repeat(5).into_bytes();
    bytes[40] = 0xff;
    assert_eq!(read(&bytes, None).unwrap_err(), ArticleError::DamagedText { name: "UTF-8".to_owned() });
}

#[test]
fn pages_without_an_article_say_so() {
    let furniture = [
        "某县人民政府网\n首页 | 政务 | 服务\n当前位置: 首页>> 要闻\n2018年11月7日 星期三 15:22:40\n相关新闻\n关于某事的通知\n关于另一事的意见\n主办单位:某县\n地址:某路1号 电话:0000 邮编:000000\n某ICP备00000000号",
        "<html><body><nav>首页。要闻。</nav><footer>某县政府主办，地址在某路。</footer></body></html>",
        "<html><body><ul><li><a href=1>关于某事的通知，请遵照执行。</a></li><li><a href=2>关于另一事的意见。</a></li></ul></body></html>",
        "相关新闻\n上一篇\n下一篇\n",
        "# 只有标题\n\n## 还有一个\n",
    ];
    for page in furniture {
        let error = read(page.as_bytes(), None).unwrap_err();
        assert_eq!(error, ArticleError::NoArticle, "{page}");
    }
    assert_eq!(read("<html><body><script>x</script></body></html>".as_bytes(), None).unwrap_err(), ArticleError::Empty);
    assert_eq!(read("要在三年内建成园区，面积不少于两千亩。\n".as_bytes(), None).unwrap_err(), ArticleError::NoTitle);
}

#[test]
fn markup_and_invisible_characters_do_no_harm() {
    let text =
        "<script>alert(1)</script>\n\n园区\u{202e}意见\u{200b}\n\n要在\u{0}三年内建成\u{7}园区。=HYPERLINK(\"x\")\n";
    assert!(matches!(read(text.as_bytes(), None), Err(ArticleError::NotText { .. })), "a null byte is no text");
    let article = read(text.replace('\u{0}', "").as_bytes(), None).unwrap();
    assert_eq!(article.title, "园区意见");
    assert!(sentences(&article).concat().starts_with("要在三年内建成园区。"));
    let article =
        read("<p>意见</p><p>要&lt;script&gt;alert(1)&lt;/script&gt;办好，办快。</p>".as_bytes(), Some("a.html"))
            .unwrap();
    assert_eq!(sentences(&article), ["要<script>alert(1)</script>办好，办快。"]);
}

#[test]
fn every_cut_of_a_page_is_read_or_refused() {
    let page = include_str!("layouts.rs").split_once("const NOTICE: &str = \"").unwrap().1.split_once("\";").unwrap().0;
    let whole = sentences(&read(page.as_bytes(), None).unwrap()).concat();
    let mut read_some = 0;
    for end in 0..page.len() {
        match read(&page.as_bytes()[..end], None) {
            Ok(article) => {
                read_some += 1;
                let found = sentences(&article);
                // All but the sentence that was cut off stands in the whole text; a signature may be cut off too.
                let kept = found.iter().take(found.len().saturating_sub(3));
                assert!(kept.clone().all(|sentence| whole.contains(sentence)), "{found:?}");
            }
            Err(error) => assert!(
                matches!(error, ArticleError::Empty | ArticleError::NoArticle | ArticleError::NoTitle),
                "{error} at {end}"
            ),
        }
    }
    assert!(read_some > page.len() / 3);
}

#[test]
fn five_thousand_clauses_are_compared() {
    let old: Vec<Identified<usize>> = (0..5_000)
        .map(|id| Identified {
            id,
            text: format!("第{id}项要抓好园区的第{}个项目，做到按月调度、按季通报，确保当年见效。", id * 7 % 5_000),
        })
        .collect();
    // Every clause is edited, and the text is turned around in three parts.
    let edited: Vec<String> = old.iter().map(|clause| clause.text.replace("确保当年见效", "确保两年内见效")).collect();
    let turned: Vec<&str> = edited[3_000..].iter().chain(&edited[..3_000]).map(String::as_str).collect();
    let mut next = 10_000;
    let result = difference(&old, &turned, || {
        next += 1;
        next
    });
    let kept = result.clauses.iter().filter(|clause| clause.id < 5_000).count();
    assert!(kept > 4_900, "{kept}");
    assert!(result.clauses.iter().zip(turned).all(|(clause, text)| clause.text == text));
    let alike: Vec<Identified<usize>> =
        (0..5_000).map(|id| Identified { id, text: "要抓好项目。".to_owned() }).collect();
    let others = vec!["要办好项目。"; 5_000];
    let result = difference(&alike, &others, || 0);
    assert!(result.removed.is_empty(), "{}", result.removed.len());
}

/// Found by fuzzing: the line with the date was the heading itself.
#[test]
fn a_heading_may_be_the_line_that_says_when() {
    let page = "<html><head><title>Gas price | Zone</title></head><body><main><h2>Gas price cut</h1>\
                <p>By <a rel=\"author\">Jane Doe</a> · <time datetime=\"1010-08-20\">20 August 2020</time></p>\
                <p>The price of gas is cut for all firms. It stays so until the end of next year.</p></main></body></html>";
    for page in [page.to_owned(), page.replace("</h1>", ""), page.replace("</h1><p>", " ")] {
        assert!(!read(page.as_bytes(), Some("a.html")).unwrap().title.is_empty(), "{page}");
    }
}

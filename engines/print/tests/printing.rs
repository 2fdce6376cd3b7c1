//! What goes in comes out: texts are looked for in the files that are made.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::{
    fs,
    io::{Cursor, Read, Write},
    path::Path,
    process::{Command, Stdio},
    sync::LazyLock,
};

use print::{Anchor, Block, Column, Document, Drawing, Fonts, Language, Look, Mark, PrintError, Table, docx, pdf};
use proptest::prelude::*;

/// Fonts of Debian's fonts-noto-cjk; `scripts/setup test` installs them.
static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let folder = Path::new("/usr/share/fonts/opentype/noto");
    let read = |name: &str| fs::read(folder.join(name)).expect("scripts/setup test installs fonts-noto-cjk");
    Fonts::new(["NotoSerifCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"].map(read)).unwrap()
});

/// What people might type, or paste, or send to do harm.
const HOSTILE: [&str; 16] = [
    "#import \"@preview/x:1.0.0\"; #panic()",
    "$x^2$ *bold* _it_ `raw` @ref <label> = heading",
    "\\ \\u{41} \\# // comment /* comment */",
    "<script>alert(1)</script> &amp; ]]> <!-- -->",
    "=HYPERLINK(\"http://x\") -- --- ... ~",
    "</w:t></w:r><w:p/>",
    "#[#(#{#sys.inputs}]",
    "\"quoted\" 'single' “中文引号” 《书名》",
    "- point\n+ point\n/ term: x",
    "https://kfq.example.cn/qinshui/projects/qs-001?as_of=2020-08-20&x=1#top",
    "مشروع الزجاج",
    "👩‍🏭🏗️🇨🇳",
    "a\u{0}b\u{7}c\u{1b}[31md\u{7f}",
    "x\u{202e}gnp.exe",
    "  two  spaces  ",
    "{page} {pages} {{}} %s %n",
];

fn long_name() -> String {
    "超长的项目名称Extraordinarily_Long_Name-".chars().cycle().take(300).collect()
}

fn document(texts: &[String]) -> Document {
    let at = "2020-08-20T09:00:00+08:00[+08:00]".parse().unwrap();
    let text = |index: usize| texts[index % texts.len()].clone();
    let mut document = Document::new(Language::Chinese, text(0), at);
    document.subtitle = Some(text(1));
    document.particulars = vec![(text(2), text(3))];
    document.page_header = text(4);
    document.author = text(5);
    "第 {page} 页，共 {pages} 页".clone_into(&mut document.page_number);
    for text in texts {
        document.push(Block::heading(text));
        document.push(Block::Paragraph(text.clone()));
        document.push(Block::KeyValues(vec![(text.clone(), text.clone()), ("标签".into(), "值".into())]));
        document.push(Block::List(vec![text.clone()]));
        document.push(Block::Note(text.clone()));
        document.push(Block::Drawing(drawing(text)));
        let columns = vec![Column::text(text, 1), Column::number("数", 4)];
        document.push(Block::Table(Table::new(text, columns).with_row([text.clone(), text.clone()])));
    }
    document
}

/// A house with a window, a road and this name; wider than the page, and with marks that cannot be drawn.
fn drawing(name: &str) -> Drawing {
    let words = |x, anchor| Mark::Words { at: [x, 110.0], anchor, text: name.to_owned() };
    let marks = vec![
        Mark::rectangle([0.0, 0.0, 900.0, 120.0], Look::Faint),
        Mark::Area {
            rings: vec![
                vec![[100.0, 20.0], [300.0, 20.0], [300.0, 90.0], [100.0, 90.0]],
                vec![[150.0, 40.0], [200.0, 40.0], [200.0, 60.0]],
            ],
            look: Look::Chosen,
        },
        Mark::Line(vec![[0.0, 100.0], [1_000.0, 100.0]]),
        words(100.0, Anchor::Start),
        words(450.0, Anchor::Middle),
        words(800.0, Anchor::End),
        Mark::Badge { at: [175.0, 50.0], text: "7".to_owned() },
        Mark::Badge { at: [f64::NAN, 0.0], text: name.to_owned() },
        Mark::Line(vec![[0.0, f64::INFINITY], [1.0, 1.0]]),
        Mark::Line(Vec::new()),
        Mark::Area { rings: vec![Vec::new()], look: Look::Sign },
        Mark::Area { rings: Vec::new(), look: Look::Blank },
    ];
    Drawing { says: name.to_owned(), width: 900.0, height: 120.0, marks }
}

/// The words of a PDF without the spaces, which a page sets as it likes.
fn words_of_pdf(bytes: &[u8]) -> String {
    squeezed(&said_by("pdftotext", &["-raw", "-", "-"], bytes))
}

fn said_by(program: &str, args: &[&str], input: &[u8]) -> String {
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("scripts/setup test installs poppler-utils");
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success(), "{program} {args:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    package.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The words of a part of a DOCX, as an XML reader reads them.
fn words_of_docx(bytes: &[u8], name: &str) -> String {
    let xml = part(bytes, name);
    let mut reader = quick_xml::Reader::from_str(&xml);
    let mut words = String::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Text(text) => words.push_str(&text),
            quick_xml::events::Event::GeneralRef(reference) => {
                words.push_str(quick_xml::escape::resolve_xml_entity(&reference).unwrap());
            }
            quick_xml::events::Event::Eof => return squeezed(&words),
            _ => {}
        }
    }
}

/// Without what is not shown: spaces, control characters, marks of direction and joining.
fn squeezed(text: &str) -> String {
    let shown = |c: &char| {
        !c.is_whitespace()
            && !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().filter(shown).collect()
}

#[test]
fn hostile_texts_print_as_they_stand() {
    let mut texts: Vec<String> = HOSTILE.map(str::to_owned).to_vec();
    texts.push(long_name());
    let document = document(&texts);
    let (pdf, docx) = (pdf(&document, &FONTS).unwrap(), docx(&document).unwrap());
    let (on_paper, in_word) = (words_of_pdf(&pdf), words_of_docx(&docx, "word/document.xml"));
    for text in &texts {
        let wanted = squeezed(text);
        assert!(in_word.matches(&wanted).count() >= 7, "DOCX: {text:?}");
        // Scripts that these fonts lack are boxes on paper.
        if !text.chars().any(|c| matches!(c, '\u{600}'..='\u{6ff}' | '\u{1f000}'..='\u{1ffff}')) {
            assert!(on_paper.contains(&wanted), "PDF: {text:?}");
        }
    }
    assert!(words_of_docx(&docx, "word/header1.xml").contains(&squeezed(&texts[4])));
    assert!(words_of_docx(&docx, "docProps/core.xml").contains(&squeezed(&texts[0])));
}

#[test]
fn a_pdf_is_titled_tagged_numbered_and_small() {
    let mut document = document(&["沁水经济技术开发区".to_owned()]);
    let mut table = Table::new("月报", vec![Column::text("月份", 1), Column::number("产值", 1)]);
    for month in 0..150 {
        table.push([format!("第{month}月"), "3.2 亿元".to_owned()]);
    }
    document.push(Block::Table(table));
    let bytes = pdf(&document, &FONTS).unwrap();
    let info = said_by("pdfinfo", &["-"], &bytes);
    for wanted in ["Tagged:          yes", "沁水经济技术开发区", "A4", "PDF version:     1.7"] {
        assert!(info.contains(wanted), "{wanted}: {info}");
    }
    assert!(String::from_utf8_lossy(&bytes).contains("/Lang"), "its language");
    assert!(bytes.len() < 300_000, "{} bytes", bytes.len());
    let pages = said_by("pdftotext", &["-layout", "-", "-"], &bytes);
    let pages: Vec<String> = pages.split('\u{c}').map(squeezed).filter(|page| !page.is_empty()).collect();
    assert!(pages.len() >= 4, "{}", pages.len());
    for (index, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("第{}页，共{}页", index + 1, pages.len())), "{page}");
        assert!(index == 0 || page.contains("月份产值"), "the header row comes again: {page}");
    }
}

#[test]
fn a_drawing_is_printed_as_lines_and_words_and_a_docx_leaves_it_out() {
    let at = "2020-08-20T09:00:00+08:00[+08:00]".parse().unwrap();
    let mut document = Document::new(Language::Chinese, "选址", at);
    let blank = pdf(&document, &FONTS).unwrap();
    document.push(Block::Drawing(Drawing { width: f64::NAN, height: -1.0, ..drawing("无") }));
    assert!(pdf(&document, &FONTS).is_ok(), "a sheet without a size");
    document.blocks = vec![Block::Drawing(drawing("三号地块"))];
    let drawn = pdf(&document, &FONTS).unwrap();
    let words = words_of_pdf(&drawn);
    assert_eq!((words.matches("三号地块").count(), words.matches('7').count()), (3, 1), "{words}");
    let images = said_by("pdfimages", &["-list", "-"], &drawn);
    assert_eq!(images.lines().count(), 2, "no picture, only lines: {images}");
    assert!(drawn.len() > blank.len() && String::from_utf8_lossy(&drawn).contains("/Figure"), "tagged as a figure");
    let bytes = docx(&document).unwrap();
    assert!(!words_of_docx(&bytes, "word/document.xml").contains("三号地块"));
}

#[test]
fn the_same_document_is_the_same_bytes() {
    let document = document(&HOSTILE.map(str::to_owned));
    assert_eq!(docx(&document).unwrap(), docx(&document).unwrap());
    assert!(pdf(&document, &FONTS).unwrap() == pdf(&document, &FONTS).unwrap());
}

#[test]
fn an_empty_document_prints_and_without_fonts_none_does() {
    let mut document = document(&[String::new()]);
    document.push(Block::Table(Table::new("", Vec::new()).with_row(["beyond the columns"])));
    document.push(Block::Table(Table::new("", vec![Column::text("", 0)]).with_row(Vec::<String>::new())));
    document.push(Block::KeyValues(Vec::new()));
    document.push(Block::List(Vec::new()));
    assert!(pdf(&document, &FONTS).unwrap().starts_with(b"%PDF"));
    assert!(docx(&document).unwrap().starts_with(b"PK"));
    assert!(matches!(Fonts::new([b"no font".to_vec(), Vec::new()]), Err(PrintError::NoFont)));
}

#[test]
fn a_docx_reads_back_as_an_article() {
    let at = "2020-08-20T09:00:00+08:00[+08:00]".parse().unwrap();
    let mut document = Document::new(Language::Chinese, "关于玻璃生产线的情况说明", at);
    document.push(Block::heading("一、基本情况"));
    document.push(Block::Paragraph("项目于二〇二〇年开工，总投资三亿元。".to_owned()));
    let article = articles::read(&docx(&document).unwrap(), Some("x.docx")).unwrap();
    let said = format!("{article:?}");
    for wanted in ["关于玻璃生产线的情况说明", "基本情况", "项目于二〇二〇年开工，总投资三亿元。"]
    {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_is_in_the_docx(texts in proptest::collection::vec(any::<String>(), 1..4)) {
        let bytes = docx(&document(&texts)).unwrap();
        let words = words_of_docx(&bytes, "word/document.xml");
        for text in texts {
            let text: String = text.chars().filter(|c| (u32::from(*c) & 0xfffe) != 0xfffe && !('\u{fdd0}'..='\u{fdef}').contains(c)).collect();
            prop_assert!(words.contains(&squeezed(&text)), "{:?}", text);
        }
    }
}

proptest! {
    // Setting a page takes a while.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_text_is_set(texts in proptest::collection::vec(any::<String>(), 1..4)) {
        prop_assert!(pdf(&document(&texts), &FONTS).is_ok());
    }

    #[test]
    fn words_are_on_paper(text in "[ -~一-龥]{1,80}") {
        let bytes = pdf(&document(std::slice::from_ref(&text)), &FONTS).unwrap();
        prop_assert!(words_of_pdf(&bytes).contains(&squeezed(&text)), "{:?}", text);
    }
}

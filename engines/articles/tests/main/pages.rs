//! Pages of `tests/pages`, made up here: beside each stands what a careful reader takes from it, line by line.

use std::path::{Path, PathBuf};

use articles::{Article, read};

/// So many layouts are there at least.
const PAGES_MIN: usize = 31;
/// From so many Chinese characters on, a page may come in GB18030: in fewer nobody can recognise it.
const HANZI_MIN: usize = 40;

fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = files.filter(|path| path.extension().unwrap() != "article").collect();
    pages.sort();
    pages
}

/// Title, time, source and author, then the headings with a hash and the sentences.
fn written(article: &Article) -> String {
    let mut lines = vec![
        format!("title: {}", article.title),
        format!("published: {}", article.published_at.map(|at| at.to_string()).unwrap_or_default()),
        format!("source: {}", article.source.as_deref().unwrap_or_default()),
        format!("author: {}", article.author.as_deref().unwrap_or_default()),
        "---".to_owned(),
    ];
    for section in &article.sections {
        lines.extend(section.heading.iter().map(|heading| format!("# {heading}")));
        lines.extend(section.sentences().map(|sentence| sentence.trim().to_owned()));
    }
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

fn expected(page: &Path) -> String {
    let mut name = page.as_os_str().to_owned();
    name.push(".article");
    let lines = std::fs::read_to_string(name).unwrap();
    lines.trim_end().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

fn file_name(page: &Path) -> Option<&str> {
    page.file_name()?.to_str()
}

#[test]
fn every_page_gives_its_article_and_nothing_else() {
    let pages = pages();
    assert!(pages.len() >= PAGES_MIN, "{}", pages.len());
    for page in pages {
        let article = read(&std::fs::read(&page).unwrap(), file_name(&page)).unwrap();
        assert_eq!(written(&article), expected(&page), "{}", page.display());
    }
}

#[test]
fn encodings_and_line_ends_change_nothing() {
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        let in_utf16 = |mark: &[u8], bytes: fn(u16) -> [u8; 2]| {
            mark.iter().copied().chain(text.encode_utf16().flat_map(bytes)).collect::<Vec<u8>>()
        };
        let mut forms = vec![
            [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat(),
            text.replace('\n', "\r\n").into_bytes(),
            in_utf16(b"\xff\xfe", u16::to_le_bytes),
            in_utf16(b"\xfe\xff", u16::to_be_bytes),
        ];
        if text.chars().filter(|c| ('一'..='龥').contains(c)).count() > HANZI_MIN {
            forms.push(encoding_rs::GB18030.encode(&text).0.into_owned());
        }
        for (index, bytes) in forms.iter().enumerate() {
            let article = read(bytes, file_name(&page)).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
            assert_eq!(written(&article), expected(&page), "{} in form {index}", page.display());
        }
    }
}

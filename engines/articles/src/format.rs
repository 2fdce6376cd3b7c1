//! What a file is, by its content; its name only tells Markdown from plain text.

use super::ArticleError;

/// The format of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Lines as they were copied or scraped.
    Plain,
    /// Markdown.
    Markdown,
    /// HTML, whole pages and fragments.
    Html,
}

/// What files begin with that people take for articles and that are not read.
const MAGIC: [(&[u8], &str); 13] = [
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC, XLS or PPT of before 2007"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM6", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "GZIP"),
    (b"\x7fELF", "ELF"),
];
/// How far the format is looked for.
const HEAD_BYTES: usize = 4_096;
/// Tags that only HTML has; two of them make a page.
const TAGS: [&str; 17] = [
    "<head", "<body", "<div", "<p>", "<p ", "<meta ", "<span", "<table", "<title", "<br", "<h1", "<h2", "<script",
    "<article", "<main", "<ul", "<section",
];

/// Whether the bytes are a ZIP archive, as DOCX is.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Refuses by name what is no text.
pub(super) fn refuse_other_files(bytes: &[u8]) -> Result<(), ArticleError> {
    match MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        Some((_, what)) => Err(ArticleError::NotText { what: (*what).to_owned() }),
        None => Ok(()),
    }
}

/// The format of a text.
pub(super) fn format_of(text: &str, file_name: Option<&str>) -> Format {
    let mut end = text.len().min(HEAD_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text[..end].trim_start().to_ascii_lowercase();
    if head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || head.contains("<html") && head.starts_with('<')
    {
        return Format::Html;
    }
    let ending = file_name.and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("md" | "markdown") => Format::Markdown,
        Some("html" | "htm" | "xhtml" | "shtml") => Format::Html,
        _ if head.starts_with('<') && TAGS.iter().filter(|tag| head.contains(*tag)).count() >= 2 => Format::Html,
        _ if head.starts_with("<p>") || head.starts_with("<div") || head.starts_with("<h1") => Format::Html,
        _ if looks_like_markdown(&head) => Format::Markdown,
        _ => Format::Plain,
    }
}

/// Front matter, or a heading with its hash.
fn looks_like_markdown(head: &str) -> bool {
    let front_matter = ["---\n", "---\r\n", "+++\n", "+++\r\n"].iter().any(|fence| head.starts_with(fence));
    front_matter && head[4..].contains(['\n']) || head.lines().any(|line| is_atx_heading(line.trim_end()))
}

fn is_atx_heading(line: &str) -> bool {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    (1..=6).contains(&level) && words.starts_with(' ') && words.chars().nth(2).is_some()
}

//! DOCX: the paragraphs of `word/document.xml`.

use std::io::{Cursor, Read};

use quick_xml::{Reader, events::Event};
use zip::ZipArchive;

use super::{
    ArticleError,
    line::{Line, trim},
};

/// What `document.xml` may grow to: a small file that unpacks to more is an attack.
const UNPACKED_BYTES_MAX: u64 = 64 * 1024 * 1024;

pub(super) fn lines(bytes: &[u8]) -> Result<Vec<Line>, ArticleError> {
    let damaged = |why: String| ArticleError::Damaged { why };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
    let file = archive.by_name("word/document.xml").map_err(|_| ArticleError::NotText { what: "ZIP".to_owned() })?;
    let mut xml = Vec::new();
    file.take(UNPACKED_BYTES_MAX + 1).read_to_end(&mut xml).map_err(|error| damaged(error.to_string()))?;
    if xml.len() as u64 > UNPACKED_BYTES_MAX {
        return Err(damaged("it unpacks to more than 64 MB".to_owned()));
    }
    paragraphs(&xml).map_err(|error| damaged(error.to_string()))
}

fn paragraphs(xml: &[u8]) -> Result<Vec<Line>, quick_xml::Error> {
    let mut reader = Reader::from_reader(xml);
    let (mut lines, mut text, mut style) = (Vec::new(), String::new(), String::new());
    let (mut in_text, mut apart) = (false, true);
    loop {
        match reader.read_event()? {
            Event::Start(tag) if tag.local_name().as_ref() == "t" => in_text = true,
            Event::End(tag) if tag.local_name().as_ref() == "t" => in_text = false,
            Event::Empty(tag) if tag.local_name().as_ref() == "pStyle" => {
                let value = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == "val");
                style = value.map(|value| value.value.into_owned()).unwrap_or_default();
            }
            Event::Empty(tag) if matches!(tag.local_name().as_ref(), "tab" | "br") => text.push(' '),
            Event::Text(content) if in_text => text.push_str(&content),
            Event::GeneralRef(reference) if in_text => push_reference(&mut text, &reference),
            Event::End(tag) if tag.local_name().as_ref() == "p" => {
                let line = trim(&text);
                if line.is_empty() {
                    apart = true;
                } else {
                    lines.push(Line { text: line.to_owned(), apart, heading: is_heading(&style) });
                    apart = false;
                }
                text.clear();
                style.clear();
            }
            Event::Eof => return Ok(lines),
            _ => {}
        }
    }
}

/// `&amp;` and its like, and numbered characters.
fn push_reference(text: &mut String, reference: &quick_xml::events::BytesRef<'_>) {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        text.push(character);
        return;
    }
    match reference.as_ref() {
        "amp" => text.push('&'),
        "lt" => text.push('<'),
        "gt" => text.push('>'),
        "quot" => text.push('"'),
        "apos" => text.push('\''),
        _ => {}
    }
}

/// Word names heading styles by number in Chinese templates, by word in English ones. The title is no heading.
fn is_heading(style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    style.starts_with("heading") || matches!(style.as_str(), "1" | "2" | "3" | "4")
}

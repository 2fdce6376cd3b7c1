//! DOCX: the paragraphs of a Word document.

mod body;
mod numbering;
mod styles;

use std::io::{Cursor, Read};

use quick_xml::events::BytesStart;
use zip::{ZipArchive, result::ZipError};

use super::{ArticleError, UNPACKED_BYTES_MAX, assemble::Page};

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Parts of other files that are ZIP archives too.
const OTHERS: [(&str, &str); 4] = [
    ("xl/workbook.xml", "XLSX"),
    ("ppt/presentation.xml", "PPTX"),
    ("content.xml", "ODT or ODS"),
    ("META-INF/container.xml", "EPUB"),
];

/// The paragraphs and rows of a document, with what their styles say of them.
pub(super) fn page(bytes: &[u8]) -> Result<Page, ArticleError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let Some(document) = part(&mut archive, "word/document.xml")? else {
        let what =
            OTHERS.iter().find(|(part, _)| archive.index_for_name(part).is_some()).map_or("ZIP", |(_, what)| what);
        return Err(ArticleError::NotText { what: what.to_owned() });
    };
    let styles = part(&mut archive, "word/styles.xml")?.map(|xml| styles::read(&xml)).transpose();
    let numbering = part(&mut archive, "word/numbering.xml")?.map(|xml| numbering::read(&xml)).transpose();
    let styles = styles.map_err(|error| damaged(&error))?.unwrap_or_default();
    let numbering = numbering.map_err(|error| damaged(&error))?.unwrap_or_default();
    let blocks = body::read(&document, &styles, numbering).map_err(|error| damaged(&error))?;
    Ok(Page { blocks, is_document: true, ..Page::default() })
}

fn damaged(why: &dyn std::fmt::Display) -> ArticleError {
    ArticleError::Damaged { why: why.to_string() }
}

/// A part of the archive as text, unless it unpacks to more than a document has: a small file that does is an attack.
fn part(archive: &mut Archive<'_>, name: &str) -> Result<Option<String>, ArticleError> {
    let file = match archive.by_name(name) {
        Ok(file) => file,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(damaged(&error)),
    };
    let mut xml = String::new();
    let limit = UNPACKED_BYTES_MAX as u64;
    // More is never unpacked, whatever the archive says of itself.
    file.take(limit + 1).read_to_string(&mut xml).map_err(|error| damaged(&error))?;
    if xml.len() > UNPACKED_BYTES_MAX { Err(ArticleError::UnpacksTooLarge) } else { Ok(Some(xml)) }
}

/// The value of an attribute, by its name without prefix.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .map(|found| found.value.into_owned())
}

/// The value of a switch such as `<w:b/>`: on, unless it says otherwise.
fn is_on(tag: &BytesStart<'_>) -> bool {
    !matches!(attribute(tag, "val").as_deref(), Some("0" | "false" | "off"))
}
